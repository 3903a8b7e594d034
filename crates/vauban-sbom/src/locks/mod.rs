//! Lock files of package managers, read as bills of materials without licences or suppliers.

pub(crate) mod cargo;
pub(crate) mod npm;
