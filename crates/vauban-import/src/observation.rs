//! What a tool saw of the product, as drafts: an observation that points at the file, and an interface for everything
//! that no record tells of.
//!
//! The file was read, and held against the records, by whoever calls: here is only what becomes of it. An interface
//! asks more than a scan can answer, so a draft says in comments what a person must add.

use crate::names::Ids;
use crate::{Draft, Field, Imported, Lost};

/// A file of observations, read.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// What the file is: the word for `form`.
    pub form: &'static str,
    /// Name to make the id of the observation from.
    pub name: String,
    /// Where the file is, relative to the project; or where it should be copied to.
    pub file: String,
    /// Whether it must still be copied there.
    pub outside: bool,
    /// When it was made, as `2026-11-22`.
    pub date: String,
    /// The tool and its version; may be empty.
    pub tool: (String, String),
    /// What no record tells of.
    pub seen: Vec<Seen>,
    /// Rows about what becomes no record.
    pub lost: Vec<Lost>,
}

/// Something that no record tells of.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How messages call it: `tcp/2323`.
    pub what: String,
    /// Name to make an id from.
    pub name: String,
    /// What is known of the interface.
    pub fields: Vec<(String, Field)>,
    /// What else there is to tell, one line each.
    pub asks: Vec<String>,
}

/// The drafts; `taken` says which ids are in use, by kind.
pub fn observation(look: &Look, taken: &dyn Fn(&str, &str) -> bool) -> Imported {
    let mut ids = Ids::default();
    let mut free = |kind: &'static str, name: &str| {
        let mut id = ids.make(kind, name);
        while taken(kind, &id) {
            id = ids.make(kind, name);
        }
        id
    };
    let mut drafts = vec![observed(look, free("observation", &look.name))];
    for seen in &look.seen {
        let mut asks = seen.asks.clone();
        asks.push(ANSWER.to_owned());
        drafts.push(Draft {
            kind: "interface",
            id: free("interface", &seen.name),
            fields: seen.fields.clone(),
            origin: seen.what.clone(),
            asks,
        });
    }
    Imported { drafts, lost: look.lost.clone() }
}

/// What every draft of an interface asks.
const ANSWER: &str = "Answer: on, kind, offers, exposure, reachable-from, users, purpose; `vauban check` asks the rest. Or switch it off.";

fn observed(look: &Look, id: String) -> Draft {
    let mut asks = Vec::new();
    if look.outside {
        asks.push(format!("Copy the file to {}: it lies outside of the project.", look.file));
    }
    asks.push(
        "release = [\"...\"] or commit = \"...\": what it looked at; without it nothing is shown for a release."
            .to_owned(),
    );
    asks.push("complete = \"...\": what it covers, as \"all TCP ports, as delivered\"; without it nothing is shown to be complete.".to_owned());
    asks.push(
        "from = [\"zone\"] and on = [\"component\"]: from where it looked, and at what, where that is not everything."
            .to_owned(),
    );
    let mut fields = vec![
        ("form".to_owned(), Field::Text(look.form.to_owned())),
        ("file".to_owned(), Field::Text(look.file.clone())),
        ("date".to_owned(), Field::Date(look.date.clone())),
    ];
    for (name, said) in [("tool", &look.tool.0), ("tool-version", &look.tool.1)] {
        if !said.is_empty() {
            fields.push((name.to_owned(), Field::Text(said.clone())));
        }
    }
    Draft { kind: "observation", id, fields, origin: look.file.clone(), asks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write_toml;

    #[test]
    fn an_observation_and_an_interface_for_each_sighting() {
        let seen = |port: i64| Seen {
            what: format!("tcp/{port}"),
            name: format!("tcp {port}"),
            fields: vec![("port".to_owned(), Field::Number(port))],
            asks: vec!["nmap calls it `telnet\u{1b}[2J\n[evil]`".to_owned()],
        };
        let look = Look {
            form: "nmap",
            name: "scan".to_owned(),
            file: "security/evidence/scan.xml".to_owned(),
            outside: true,
            date: "2026-11-20".to_owned(),
            tool: ("nmap".to_owned(), String::new()),
            seen: vec![seen(2323), seen(2323)],
            lost: Vec::new(),
        };
        let imported = observation(&look, &|kind, id| kind == "observation" && id == "scan");
        let ids: Vec<&str> = imported.drafts.iter().map(|draft| draft.id.as_str()).collect();
        assert_eq!(ids, ["scan-2", "tcp-2323", "tcp-2323-2"]);
        let text: String = write_toml(&imported, "scan.xml").into_iter().map(|(_, text)| text).collect();
        assert!(
            text.contains("# Copy the file to security/evidence/scan.xml") && text.contains("date = 2026-11-20\n"),
            "{text}"
        );
        assert!(text.contains("# nmap calls it `telnet[2J [evil]`\n") && !text.contains('\u{1b}'), "{text}");
        assert!(text.parse::<toml::Table>().is_ok(), "{text}");
    }
}
