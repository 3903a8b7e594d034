//! One module per command.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod context;
pub(crate) mod cvss;
pub(crate) mod depth;
pub(crate) mod diagram;
pub(crate) mod diff;
pub(crate) mod evidence;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod fmt;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod interface;
pub(crate) mod keys;
pub(crate) mod levels;
pub(crate) mod people;
pub(crate) mod practices;
pub(crate) mod process;
pub(crate) mod responsibilities;
pub(crate) mod review;
pub(crate) mod schema;
pub(crate) mod status;
pub(crate) mod tailoring;
pub(crate) mod threats;
pub(crate) mod trace;
