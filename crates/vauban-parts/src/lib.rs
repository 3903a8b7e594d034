//! What a part of others is called and which of its versions is later: package URLs, CPEs, version orders and ranges;
//! knows no file.
//!
//! - [`purl`]: package URLs, read, normalised by the rules of their type, spelled.
//! - [`cpe`]: CPE names of 2.2 and 2.3, what one says about another, and whether one names a product at all.
//! - [`version`]: the order of versions per ecosystem, as bytes whose order is the order of the versions.
//! - [`declared`]: the order of a product that counts in its own way (`V2.9 SP1 HF3`).
//! - [`vers`]: ranges in the one notation all ecosystems share.
//! - [`native`]: ranges as npm, PyPI, Maven and others write them.
//! - [`wording`]: ranges as advisories say them (`All versions prior to 4.2`).
//!
//! The rule of the crate: what cannot be told is `None` or an error with its reason, never a guess. Two versions that
//! have no order are not compared as text, and a range nobody can read holds neither everything nor nothing.

pub mod cpe;
pub mod declared;
pub mod native;
pub mod purl;
pub mod vers;
pub mod version;
pub mod wording;

pub use declared::Declared;
pub use purl::Purl;
pub use vers::Vers;
pub use version::{Order, Scheme};
