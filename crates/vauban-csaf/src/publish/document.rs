//! What publication needs to know of an advisory.

use std::fmt;

use jiff::Timestamp;
use vauban_json::{Limits, Value};

/// How far an advisory may travel (Traffic Light Protocol), as CSAF 2.0 and 2.1 label it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// `WHITE`, or `CLEAR` in CSAF 2.1.
    White,
    /// `GREEN`.
    Green,
    /// No label.
    Unlabeled,
    /// `AMBER`, and `AMBER+STRICT` of CSAF 2.1.
    Amber,
    /// `RED`.
    Red,
}

impl Label {
    /// All of them, from open to closed.
    pub const ALL: [Label; 5] = [Label::White, Label::Green, Label::Unlabeled, Label::Amber, Label::Red];

    /// The label of this word; none for one that is no label.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "WHITE" | "CLEAR" => Label::White,
            "GREEN" => Label::Green,
            "UNLABELED" => Label::Unlabeled,
            "AMBER" | "AMBER+STRICT" => Label::Amber,
            "RED" => Label::Red,
            _ => return None,
        })
    }

    /// The word in metadata of CSAF 2.0.
    pub fn word(self) -> &'static str {
        match self {
            Label::White => "WHITE",
            Label::Green => "GREEN",
            Label::Unlabeled => "UNLABELED",
            Label::Amber => "AMBER",
            Label::Red => "RED",
        }
    }

    /// The name of its folder.
    pub fn folder(self) -> &'static str {
        match self {
            Label::White => "white",
            Label::Green => "green",
            Label::Unlabeled => "unlabeled",
            Label::Amber => "amber",
            Label::Red => "red",
        }
    }

    /// Whether it has to be protected from those it is not for (requirement 5).
    pub fn is_restricted(self) -> bool {
        matches!(self, Label::Amber | Label::Red)
    }
}

/// An advisory as its place in a tree needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// `/document/tracking/id`.
    pub id: String,
    /// `/document/title`.
    pub title: String,
    /// `/document/category`.
    pub category: String,
    /// `/document/csaf_version`.
    pub version: String,
    /// `/document/distribution/tlp/label`.
    pub label: Label,
    /// `/document/tracking/initial_release_date` as written.
    pub initial: String,
    /// `/document/tracking/current_release_date` as written.
    pub current: String,
    /// `/document/tracking/status`.
    pub status: String,
    /// Category, name and namespace of `/document/publisher`.
    pub publisher: (String, String, String),
}

/// Why a file cannot be published as an advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl Document {
    /// Reads what is needed of an advisory. Whether it is valid is another question.
    ///
    /// # Errors
    /// A text that is no JSON, or lacks one of these values.
    pub fn read(bytes: &[u8]) -> Result<Self, Unfit> {
        let read = vauban_json::Document::read(bytes, &Limits::default());
        let json =
            read.map_err(|error| Unfit { line: error.line, column: error.column, what: error.what.to_string() })?;
        let unfit = |value: Value<'_>, what: String| {
            let place = value.place();
            Unfit { line: place.line, column: place.column, what }
        };
        if let Some(twice) = json.duplicates().first() {
            return Err(unfit(
                twice.again,
                "this name occurs twice, so readers may see different advisories".to_owned(),
            ));
        }
        let root = json.root();
        let text = |path: &[&str]| match root.get_path(path) {
            Some(value) => {
                let text = value.text().filter(|text| !text.is_empty());
                text.map(str::to_owned).ok_or_else(|| unfit(value, format!("/{} is no text", path.join("/"))))
            }
            None => Err(unfit(root, format!("/{} is missing", path.join("/")))),
        };
        let date = |path: &[&str]| {
            let date = text(path)?;
            match instant(&date) {
                Some(_) => Ok(date),
                None => Err(unfit(root, format!("/{} is no date with time and zone: `{date}`", path.join("/")))),
            }
        };
        let label = match root.get_path(&["document", "distribution", "tlp", "label"]) {
            Some(value) => {
                let label = value.text().and_then(Label::named);
                label.ok_or_else(|| unfit(value, "this is no label of the Traffic Light Protocol".to_owned()))?
            }
            None => Label::Unlabeled,
        };
        Ok(Document {
            id: text(&["document", "tracking", "id"])?,
            title: text(&["document", "title"])?,
            category: text(&["document", "category"])?,
            version: text(&["document", "csaf_version"])?,
            label,
            initial: date(&["document", "tracking", "initial_release_date"])?,
            current: date(&["document", "tracking", "current_release_date"])?,
            status: text(&["document", "tracking", "status"])?,
            publisher: (
                text(&["document", "publisher", "category"])?,
                text(&["document", "publisher", "name"])?,
                text(&["document", "publisher", "namespace"])?,
            ),
        })
    }

    /// The name of its file (CSAF 2.0, 5.1).
    pub fn file_name(&self) -> String {
        crate::file_name(&self.id)
    }

    /// Where it lies in the tree of a provider.
    pub fn path(&self) -> String {
        format!("{}{}/{}/{}", super::provider::ROOT, self.label.folder(), self.year(), self.file_name())
    }

    /// The folder of its year: the year as `initial_release_date` says it (requirement 11).
    pub fn year(&self) -> &str {
        self.initial.get(..4).unwrap_or("")
    }

    /// When it was last changed.
    pub fn updated(&self) -> Option<Timestamp> {
        instant(&self.current)
    }
}

/// An instant of RFC 3339; none without a zone.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    // The library reads more forms of ISO 8601 than RFC 3339 has.
    let bytes = text.as_bytes();
    let at = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|byte| any.contains(byte));
    let zone =
        text.ends_with(['Z', 'z']) || (bytes.len() > 24 && at(bytes.len() - 6, b"+-") && at(bytes.len() - 3, b":"));
    let form = at(4, b"-") && at(7, b"-") && at(10, b"Tt") && at(13, b":") && at(16, b":");
    if form && zone && !text.contains(['[', ',']) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (id, name) in [
            ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
            ("RHBA-2019:0024", "rhba-2019_0024.json"),
            ("2022 #01-A", "2022_01-a.json"),
            ("../../etc/passwd", "_etc_passwd.json"),
            ("a+b", "a+b.json"),
            ("É", "_.json"),
        ] {
            assert_eq!(crate::file_name(id), name);
        }
    }

    #[test]
    fn what_cannot_be_published_is_told() {
        let check = |text: &str, what: &str| {
            let unfit = Document::read(text.as_bytes()).unwrap_err();
            assert!(unfit.to_string().contains(what), "{unfit}");
        };
        check("{", "line 1, column 2: the text ends here");
        check("{\"document\": 1, \"document\": 2}", "this name occurs twice");
        check("{\"document\": {}}", "/document/tracking/id is missing");
        check("{\"document\": {\"distribution\": {\"tlp\": {\"label\": \"PINK\"}}}}", "no label");
    }
}
