//! What the commands about releases share: the record's edit, and programs of the user's that sign and check.

pub(crate) mod draft;
pub(crate) mod tools;
