//! Arguments of `site`.

use std::path::PathBuf;

use clap::Args;

use super::LevelOfPack;

/// Options of `site`.
#[derive(Debug, Args)]
pub(crate) struct Site {
    /// The folder it is written into: a new one, an empty one, or a site that Vauban wrote
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// The release it is about, by id or version (default: the product as it stands)
    #[arg(long, value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// The language, where prose has several, as `de`
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Leave out what this reader must not see
    #[arg(long, value_name = "LEVEL")]
    pub(crate) redact: Option<LevelOfPack>,
    /// A file or folder that only the manufacturer may see (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) internal: Vec<String>,
    /// A file or folder that assessors may see, though it holds issues that are not disclosed (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) assessor: Vec<String>,
    /// A file or folder that customers may see (repeat for several)
    #[arg(long, value_name = "PATH")]
    pub(crate) customer: Vec<String>,
    /// Write over pages of the site that somebody has changed
    #[arg(long)]
    pub(crate) force: bool,
}
