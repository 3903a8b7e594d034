//! What an element is, in 64 digits, and what each of its keys is, in 8.
//!
//! The fingerprint covers everything a record says except what is editorial by its nature, so it depends on no
//! policy and can be compared years later. The marks cover every key; they only tell which key changed, and a change
//! that no mark shows still counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use vauban_model::kinds::values::{Seen, Sight};
use vauban_model::{AnyId, Facts, FileFact, Kind, Mention, Model};

/// Keys that are for people and change the meaning of nothing.
const EDITORIAL: &[&str] = &["title", "description", "tags", "owner", "formerly"];

/// Kinds whose meaning lies in prose and files: these count as two more keys.
const PROSE: &[Kind] = &[Kind::Guideline, Kind::Manual, Kind::Process, Kind::CodingStandard];

/// What an element is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 over its name and its keys, 64 hexadecimal digits.
    pub digest: String,
    /// A mark of each key, in the order of the reference page.
    pub marks: Vec<(&'static str, String)>,
}

impl Fingerprint {
    /// The fingerprint of a record as it stands.
    pub fn of(model: &Model, facts: &Facts, id: AnyId) -> Fingerprint {
        Fingerprint::taken(&model.head(id).name(), told(model, facts, id, model.said(id)))
    }

    /// The fingerprint of a record of a used folder, or of a folder that it uses, as a review in that folder takes it.
    pub fn seen_from(model: &Model, facts: &Facts, folder: &str, id: AnyId) -> Fingerprint {
        let said = model.said_from(folder, id);
        Fingerprint::taken(&model.name_in(folder, id), told(model, facts, id, said))
    }

    fn taken(name: &str, told: Vec<(&'static str, String)>) -> Fingerprint {
        let mut hasher = Sha256::new();
        hasher.update(name);
        let mut marks = Vec::new();
        for (key, value) in told {
            let line = format!("\n{key} = {value}");
            if !EDITORIAL.contains(&key) {
                hasher.update(&line);
            }
            let mark = hex(Sha256::digest(&line).get(..4).unwrap_or_default());
            marks.push((key, mark));
        }
        Fingerprint { digest: hex(&hasher.finalize()), marks }
    }

    /// The digest alone, without the marks: what tells that nothing has changed.
    pub fn digest_of_record(model: &Model, facts: &Facts, id: AnyId) -> String {
        let mut hasher = Sha256::new();
        hasher.update(model.head(id).name());
        for (key, value) in
            told(model, facts, id, model.said(id)).into_iter().filter(|(key, _)| !EDITORIAL.contains(key))
        {
            hasher.update("\n");
            hasher.update(key);
            hasher.update(" = ");
            hasher.update(value);
        }
        hex(&hasher.finalize())
    }

    /// As a review stores it.
    pub fn stored(&self) -> String {
        let mut text = format!("sha256:{}", self.digest);
        for (key, mark) in &self.marks {
            let _ = write!(text, " {key}:{mark}");
        }
        text
    }

    /// Keys that are not as a review saw them. Empty only if the element is the same; `?` stands for a change that
    /// no mark shows.
    pub fn changed(&self, seen: &Sight) -> Vec<String> {
        let now: BTreeMap<&str, &str> = self.marks.iter().map(|(key, mark)| (*key, mark.as_str())).collect();
        let then: BTreeMap<&str, &str> = seen.marks.iter().map(|(key, mark)| (&**key, &**mark)).collect();
        let keys: BTreeSet<&str> = now.keys().chain(then.keys()).copied().collect();
        let mut changed: Vec<String> =
            keys.into_iter().filter(|key| now.get(key) != then.get(key)).map(str::to_owned).collect();
        let meaning = changed.iter().any(|key| !EDITORIAL.contains(&key.as_str()));
        if !meaning && *self.digest != *seen.digest {
            changed.push("?".to_owned());
        }
        changed
    }
}

/// Everything a record says, with what its prose and its files hold where these are what it is about.
fn told(model: &Model, facts: &Facts, id: AnyId, said: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut told = said;
    if !PROSE.contains(&id.kind) {
        return told;
    }
    let file = model.head(id).header.file;
    for prose in model.prose.iter().filter(|prose| prose.file == file && prose.record == Some(id)) {
        let text = model.sources.file(file).text.get(prose.start as usize..);
        told.push(("prose", hex(&Sha256::digest(text.unwrap_or_default().trim()))));
    }
    let mut files = Vec::new();
    model.mentions_of(id, &mut |mention| {
        if let Mention::File(path) = mention {
            let digest = match facts.files.get(&*path.value) {
                Some(FileFact::There { digest, .. }) => digest.as_str(),
                Some(FileFact::Missing | FileFact::Refused(_)) | None => "missing",
            };
            files.push(format!("{} {digest}", &*path.value));
        }
    });
    if !files.is_empty() {
        files.sort_unstable();
        told.push(("content", files.join(", ")));
    }
    told
}

/// Which changes call for a review: all but editorial ones, as policy moves the line.
#[derive(Clone, Debug, Default)]
pub struct Significance {
    significant: BTreeSet<String>,
    insignificant: BTreeSet<String>,
}

impl Significance {
    /// As the policy says.
    pub fn new(model: &Model) -> Significance {
        let Some(policy) = model.policy.first() else { return Significance::default() };
        let keys = |list: &[vauban_model::Text]| list.iter().map(|key| key.to_string()).collect();
        Significance { significant: keys(&policy.significant), insignificant: keys(&policy.insignificant) }
    }

    /// Whether policy lets anything count that is editorial by its nature.
    pub fn widened(&self) -> bool {
        !self.significant.is_empty()
    }

    /// Whether a change of a key of a kind calls for a review.
    pub fn counts(&self, kind: Kind, key: &str) -> bool {
        let full = format!("{}.{key}", kind.name());
        let named = |set: &BTreeSet<String>| set.contains(&full) || set.contains(key);
        if EDITORIAL.contains(&key) { named(&self.significant) } else { !named(&self.insignificant) }
    }
}

/// The digest of everything a review saw, `sha256:` and 64 digits: over one line for each element, sorted.
pub fn digest_of<'s>(saw: impl Iterator<Item = (&'s str, &'s Seen)>) -> String {
    let mut lines: Vec<String> = saw
        .map(|(name, seen)| match seen {
            Seen::Sight(sight) => format!("{name} {}\n", sight.digest),
            Seen::Gone(_) => format!("{name} gone\n"),
        })
        .collect();
    lines.sort_unstable();
    format!("sha256:{}", hex(&Sha256::digest(lines.concat())))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
