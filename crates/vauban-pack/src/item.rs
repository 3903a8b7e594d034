//! Items of a pack: what everybody may know of them, and what only their readers may.
//!
//! An item is a line of the list: its kind, who may read it, and a commitment to the rest. The rest (path, size,
//! digest) stands beside it with a random-looking salt while the item is open; a redaction drops both and the
//! contents. The leaf of the tree is made of the line alone, so it is the same before and after, and a short secret
//! cannot be guessed from it.

use serde::{Deserialize, Serialize};

use crate::{Digest, Limits, Refused, tree};

/// Who may read something, from the most to the least trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The manufacturer alone.
    Internal,
    /// Also an assessor or authority.
    Assessor,
    /// Also customers.
    Customer,
}

impl Level {
    /// All of them, the most trusted first.
    pub const ALL: [Level; 3] = [Level::Internal, Level::Assessor, Level::Customer];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Level::Internal => "internal",
            Level::Assessor => "assessor",
            Level::Customer => "customer",
        }
    }
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// A record file, as it is.
    Record,
    /// A file that a record points at.
    Evidence,
    /// What git and the folder answered, where that cannot be worked out from files.
    Facts,
    /// Verdicts on requirements.
    Verdicts,
    /// Everything found.
    Findings,
    /// Requirement by requirement: aspect, record, hash, people, place.
    Index,
    /// A catalog in force.
    Catalog,
    /// A signed statement about artefacts.
    Attestation,
    /// Pages for people.
    Dossier,
    /// The ledger.
    Ledger,
    /// About the tool itself.
    Tool,
    /// The answer for customers.
    Summary,
}

impl ItemKind {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Record => "record",
            ItemKind::Evidence => "evidence",
            ItemKind::Facts => "facts",
            ItemKind::Verdicts => "verdicts",
            ItemKind::Findings => "findings",
            ItemKind::Index => "index",
            ItemKind::Catalog => "catalog",
            ItemKind::Attestation => "attestation",
            ItemKind::Dossier => "dossier",
            ItemKind::Ledger => "ledger",
            ItemKind::Tool => "tool",
            ItemKind::Summary => "summary",
        }
    }
}

/// What is known of an item to those who may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Where it stands: `project/security/context.toml`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its contents.
    pub sha256: Digest,
    /// 32 bytes that keep the commitment from being guessed.
    pub salt: Digest,
}

impl Opening {
    /// What is signed of it.
    pub fn commitment(&self) -> Digest {
        let length = (self.path.len() as u64).to_be_bytes();
        let size = self.size.to_be_bytes();
        Digest::of_parts(&[
            b"vauban pack opening 1\0",
            &self.salt.0,
            &self.sha256.0,
            &size,
            &length,
            self.path.as_bytes(),
        ])
    }

    /// The name of its entry in the archive: its digest, and the ending of its path so that a double click opens it.
    pub fn entry(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let known = [
            "toml", "md", "json", "jsonl", "html", "xml", "txt", "sarif", "csv", "pdf", "png", "jpg", "svg", "log",
            "bin",
        ];
        let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| known.contains(ending));
        match ending {
            Some(ending) => format!("items/{}.{ending}", self.sha256),
            None => format!("items/{}", self.sha256),
        }
    }
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Who may read it.
    pub level: Level,
    /// Commitment to its opening.
    pub commitment: Digest,
    /// Its opening, unless it is withheld.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<Opening>,
}

impl Item {
    /// An open item.
    pub fn new(kind: ItemKind, level: Level, open: Opening) -> Item {
        Item { kind, level, commitment: open.commitment(), open: Some(open) }
    }

    /// Its leaf of the tree, the same whether it is open or withheld.
    pub fn leaf(&self) -> Digest {
        let line = format!("{}\0{}\0{}", self.kind.word(), self.level.word(), self.commitment);
        tree::leaf(line.as_bytes())
    }
}

/// The name of the form of a list.
pub const LIST_SCHEMA: &str = "vauban/pack-items/1";

/// The list as text, one item a line.
///
/// # Errors
/// Never in practice: there is nothing in it that JSON cannot say.
pub fn list_to_text(items: &[Item]) -> Result<String, Refused> {
    let mut out = format!("{{\"schema\":\"{LIST_SCHEMA}\",\"items\":[\n");
    for (at, item) in items.iter().enumerate() {
        let line = serde_json::to_string(item).map_err(|error| Refused::new("list of items", error.to_string()))?;
        out.push_str(&line);
        out.push_str(if at + 1 < items.len() { ",\n" } else { "\n" });
    }
    out.push_str("]}\n");
    Ok(out)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    schema: String,
    items: Vec<Item>,
}

/// Reads a list, and holds every opening against its commitment.
///
/// # Errors
/// If it is no list of this form in its one spelling, if an opening does not fit, or a path is one that must not be:
/// twice, in another case, absolute or leading upward.
pub fn read_list(bytes: &[u8]) -> Result<Vec<Item>, Refused> {
    const PLACE: &str = "list of items";
    let list: List = serde_json::from_slice(bytes).map_err(|error| Refused::new(PLACE, error.to_string()))?;
    if list.schema != LIST_SCHEMA {
        let why = format!("its form is `{}`; this program reads `{LIST_SCHEMA}`", list.schema);
        return Err(Refused::new(PLACE, why));
    }
    if list.items.len() > Limits::ITEMS {
        let why = format!("it has {} items, more than {}", list.items.len(), Limits::ITEMS);
        return Err(Refused::new(PLACE, why));
    }
    let text = list_to_text(&list.items)?;
    if text.as_bytes() != bytes {
        let at = text.bytes().zip(bytes).position(|(one, other)| one != *other).unwrap_or(text.len().min(bytes.len()));
        return Err(Refused::new(format!("{PLACE}, byte {at}"), "it is not written in the one way there is"));
    }
    let mut seen = std::collections::BTreeMap::new();
    for (at, item) in list.items.iter().enumerate() {
        let Some(open) = &item.open else { continue };
        let place = || format!("{PLACE}, item {} (`{}`)", at + 1, open.path);
        if let Some(why) = path_problem(&open.path) {
            return Err(Refused::new(place(), why));
        }
        if open.commitment() != item.commitment {
            return Err(Refused::new(place(), "what is said of it is not what was signed"));
        }
        if let Some(other) = seen.insert(open.path.to_lowercase(), &open.path) {
            let why = match *other == open.path {
                true => "its path is there twice".to_owned(),
                false => format!("its path differs from `{other}` only in case"),
            };
            return Err(Refused::new(place(), why));
        }
    }
    for level in Level::ALL {
        let mut of = list.items.iter().filter(|item| item.level == level);
        let open = of.clone().any(|item| item.open.is_some());
        if open && of.any(|item| item.open.is_none()) {
            let why = format!(
                "some items for `{}` are there and others withheld: a level is open or it is not",
                level.word()
            );
            return Err(Refused::new(PLACE, why));
        }
    }
    Ok(list.items)
}

/// What is wrong with a path; paths are labels and nothing is written to them, but people unpack packs.
pub fn path_problem(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.len() > 4096 {
        return Some("its path is empty or longer than 4096 bytes");
    }
    if path.starts_with('/') || path.contains('\\') || path.as_bytes().get(1) == Some(&b':') {
        return Some("its path is absolute, or has a backslash or drive letter");
    }
    if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Some("its path has an empty part, `.` or `..`");
    }
    path.chars().any(vauban_json::is_hostile).then_some("its path has characters that cannot be seen")
}
