//! A site of a product: every document as a page, the records they are made of, one search over all of it.

pub(crate) mod folder;
pub(crate) mod pages;
