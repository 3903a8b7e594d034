//! What is signed of a pack: its root, and what it is about.

use serde::{Deserialize, Serialize};

use crate::{Digest, Refused};

/// The media type of the signed head.
pub const PAYLOAD_TYPE: &str = "application/vnd.vauban.pack-head+json";
/// The name of its form.
pub const SCHEMA: &str = "vauban/pack-head/1";

/// The head of a pack: the payload of its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Root of the tree over all items, withheld ones included.
    pub root: Digest,
    /// How many items there are, withheld ones included.
    pub items: u64,
    /// The product, by id.
    pub product: String,
    /// The release, if the pack is about one.
    pub release: Option<String>,
    /// What the pack is limited to: practices, requirements or aspects; none for everything.
    pub scope: Vec<String>,
    /// The day that everything was judged on.
    pub date: String,
    /// Until when the pack is to be kept, at least.
    pub keep_until: String,
    /// What made it.
    pub tool: Tool,
    /// Editions of the catalogs that verdicts were given by.
    pub catalogs: Vec<String>,
    /// The end of the ledger as it was packed.
    pub ledger: Option<LedgerHead>,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The end of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerHead {
    /// How many entries it has.
    pub entries: u64,
    /// The digest of the last one.
    pub head: Digest,
}

impl Head {
    /// As bytes to be signed.
    ///
    /// # Errors
    /// Never in practice: there is nothing in it that JSON cannot say.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Refused> {
        serde_json::to_vec(self).map_err(|error| Refused::new("head", error.to_string()))
    }

    /// From signed bytes.
    ///
    /// # Errors
    /// If they are no head of this form in its one spelling.
    pub fn read(bytes: &[u8]) -> Result<Head, Refused> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| Refused::new("head", error.to_string()))?;
        if head.schema != SCHEMA {
            return Err(Refused::new("head", format!("its form is `{}`; this program reads `{SCHEMA}`", head.schema)));
        }
        if head.to_bytes()? != bytes {
            return Err(Refused::new("head", "it is not written in the one way there is"));
        }
        Ok(head)
    }
}
