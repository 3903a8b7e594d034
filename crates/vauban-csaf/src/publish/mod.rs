//! Advisories laid out for publication: a provider's tree of static files, security.txt and the disclosure policy.
//!
//! Section 7 of CSAF numbers what a provider's place has to offer. [`tree`] writes a place that offers it, as paths and
//! bytes; [`check`] says of a place that is there which of the requirements fail, and where. [`security_txt`] and
//! [`disclosure`] do the same for the file of RFC 9116 and for the policy that tells reporters what to expect.
//!
//! Nothing here signs: the tree says which files want a signature ([`Tree::unsigned`]), and the caller has the user's own
//! program make them.

pub mod check;
pub mod disclosure;
mod document;
mod provider;
mod rolie;
pub mod security_txt;
mod tree;

pub use document::{Document, Label, Unfit};
pub use provider::{Key, METADATA, Provider, Publisher, Role};
pub use tree::{Tree, tree};
