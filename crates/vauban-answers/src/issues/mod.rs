//! From the issues of a product to what is shown of them.

pub mod figures;
