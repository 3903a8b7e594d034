//! Who publishes, and the file that says so: `provider-metadata.json` (requirement 7).

use std::sync::OnceLock;

use serde_json::{Value, json};
use vauban_json::schema::Schema;

use super::Label;

/// What a place claims to be (CSAF 2.0, 7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Requirements 1 to 4.
    Publisher,
    /// A publisher whose advisories programs find: 5 to 7, one of 8 to 10, and 11 to 14 or 15 to 17.
    Provider,
    /// A provider whose advisories have digests and signatures: 18 to 20.
    TrustedProvider,
}

impl Role {
    /// The word in the metadata.
    pub fn word(self) -> &'static str {
        match self {
            Role::Publisher => "csaf_publisher",
            Role::Provider => "csaf_provider",
            Role::TrustedProvider => "csaf_trusted_provider",
        }
    }

    /// The role of this word.
    pub fn named(word: &str) -> Option<Self> {
        [Role::Publisher, Role::Provider, Role::TrustedProvider].into_iter().find(|role| role.word() == word)
    }
}

/// The `publisher` of metadata: that of the advisories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// `vendor`, `coordinator`, `discoverer`, `other`, `translator` or `user`.
    pub category: String,
    /// Its name.
    pub name: String,
    /// A URL under its control that stands for it.
    pub namespace: String,
    /// How it can be reached.
    pub contact_details: Option<String>,
    /// On whose authority it issues.
    pub issuing_authority: Option<String>,
}

/// A public OpenPGP key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its fingerprint: 40 or more hexadecimal digits.
    pub fingerprint: String,
    /// The key in armor; it is laid beside the metadata.
    pub armored: Vec<u8>,
}

/// Who publishes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The site the tree is served at, as `https://www.example.com`.
    pub site: String,
    /// What it claims to be.
    pub role: Role,
    /// Whose advisories they are.
    pub publisher: Publisher,
    /// Whether aggregators may list it.
    pub list: bool,
    /// Whether aggregators may mirror it.
    pub mirror: bool,
    /// The keys that signatures are made with.
    pub keys: Vec<Key>,
    /// When the metadata last changed, if later than every advisory (RFC 3339).
    pub changed: Option<String>,
}

/// Where the metadata lies in the tree (requirement 9).
pub const METADATA: &str = ".well-known/csaf/provider-metadata.json";

/// The folder of everything.
pub(super) const ROOT: &str = ".well-known/csaf/";

impl Provider {
    /// The URL of a path in the tree.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.site.trim_end_matches('/'))
    }

    pub(super) fn metadata(&self, labels: &[Label], updated: &str) -> Value {
        let mut publisher = json!({
            "category": self.publisher.category,
            "name": self.publisher.name,
            "namespace": self.publisher.namespace,
        });
        for (name, value) in [
            ("contact_details", &self.publisher.contact_details),
            ("issuing_authority", &self.publisher.issuing_authority),
        ] {
            if let Some(value) = value {
                publisher[name] = json!(value);
            }
        }
        let feeds: Vec<Value> = labels
            .iter()
            .map(|label| {
                let url = self.url(&super::rolie::path(*label));
                json!({"summary": format!("All TLP:{} advisories of {}.", label.word(), self.publisher.name),
                    "tlp_label": label.word(), "url": url})
            })
            .collect();
        let mut distributions = vec![json!({"rolie": {
            "feeds": feeds,
            "services": [self.url(super::rolie::SERVICE)],
            "categories": labels.iter().map(|label| self.url(&super::rolie::categories(*label))).collect::<Vec<_>>(),
        }})];
        distributions.extend(
            labels.iter().map(|label| json!({"directory_url": self.url(&format!("{ROOT}{}/", label.folder()))})),
        );
        let keys: Vec<Value> =
            self.keys.iter().map(|key| json!({"fingerprint": key.fingerprint, "url": self.url(&key.path())})).collect();
        let mut metadata = json!({
            "canonical_url": self.url(METADATA),
            "distributions": distributions,
            "last_updated": updated,
            "list_on_CSAF_aggregators": self.list,
            "metadata_version": "2.0",
            "mirror_on_CSAF_aggregators": self.mirror,
            "public_openpgp_keys": keys,
            "publisher": publisher,
            "role": self.role.word(),
        });
        if labels.is_empty()
            && let Some(metadata) = metadata.as_object_mut()
        {
            metadata.shift_remove("distributions");
        }
        metadata
    }
}

impl Key {
    /// Where it lies in the tree (requirement 20).
    pub(super) fn path(&self) -> String {
        format!("{ROOT}openpgp/{}.asc", self.fingerprint.to_ascii_uppercase())
    }
}

/// The schema of provider metadata; an error only if our own copy of it were broken.
pub(super) fn schema() -> Result<&'static Schema, String> {
    static SCHEMA: OnceLock<Result<Schema, String>> = OnceLock::new();
    let compile = || {
        let csaf = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json";
        let others = [(csaf, include_str!("../../schemas/2.0/csaf_json_schema.json"))];
        let main = include_str!("../../schemas/2.0/provider_json_schema.json");
        Schema::compile(main, &others).map_err(|error| error.to_string())
    };
    SCHEMA.get_or_init(compile).as_ref().map_err(Clone::clone)
}
