//! Tasks of the repository, as a library so that tests can ask the same questions as CI.

mod designs;
pub mod pages;
pub mod signed;
