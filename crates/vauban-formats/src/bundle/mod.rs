//! What a bundle of RAUC or SWUpdate carries about the release in it, as text to be put into its manifest.
//!
//! Both installers pass over what they do not know: RAUC keeps sections `[meta.LABEL]` of a manifest and hands them to
//! hooks, SWUpdate reads only the groups of `sw-description` that it is asked for. Both sign manifest and description,
//! so what stands here is signed with the bundle. The same release gives the same bytes.

mod rauc;
mod swupdate;

pub use rauc::rauc;
pub use swupdate::swupdate;

/// What is said of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleMeta {
    /// The id of the release.
    pub release: String,
    /// The id of its product.
    pub product: String,
    /// Its version.
    pub version: String,
    /// When it left the house, as 2026-03-01.
    pub date: Option<String>,
    /// The commit it was built from.
    pub commit: Option<String>,
    /// Bills of materials: file and SHA-256.
    pub sbom: Vec<(String, String)>,
    /// Issues it fixes: id, and id elsewhere.
    pub fixes: Vec<(String, Option<String>)>,
    /// Versions it applies to.
    pub applies_to: Vec<String>,
    /// Version lines it is for.
    pub lines: Vec<String>,
}

/// The form of this text.
pub const SCHEMA: &str = "vauban/bundle/1";

/// Refuses what neither format can hold.
fn plain(text: &str, key: &str) -> Result<(), String> {
    match text.chars().find(|c| crate::json::is_hostile(*c)) {
        Some(c) => {
            Err(format!("`{key}` holds the character U+{:04X}, which does not belong into a manifest", c as u32))
        }
        None => Ok(()),
    }
}
