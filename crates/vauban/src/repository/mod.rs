//! An update repository on disk: its folder, the keys beside it, and the desk where metadata is changed and signed.

mod custom;
mod desk;
mod folder;
mod keys;
mod refresh;

pub(crate) use custom::payload;
pub(crate) use desk::Desk;
pub(crate) use folder::{Folder, read_bounded};
pub(crate) use keys::{Keys, key_file, outside_git, public_key};
