//! What users are told with an update: the five things that SUM-2 asks for, in the words of the record. Nothing is made
//! up where the record is silent; it is listed as missing.

use vauban_model::kinds::Update;
use vauban_model::{AnyId, Model, Record, Ref, Text};

use super::release_of;

/// One of the five things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The aspect that asks for it.
    pub aspect: &'static str,
    /// The key of the record.
    pub key: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What the record says.
    pub text: String,
}

/// The notice of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// Title of the update.
    pub title: String,
    /// Version of the release that brings it; empty where it is not said.
    pub version: String,
    /// What is said of the five things, in the order of the standard.
    pub sections: Vec<Section>,
    /// Keys that say nothing: key, what it is for, aspect.
    pub missing: Vec<(&'static str, &'static str, &'static str)>,
    /// What it fixes: the id that users know, else that of the record; and the title of the notice or issue.
    pub fixes: Vec<(String, String)>,
    /// How it reaches users.
    pub channel: Option<String>,
    /// How they tell that it is ours.
    pub authenticity: Option<String>,
    /// What it does to safety, if that is said.
    pub safety: Option<String>,
    /// What it does to operation, if that is said.
    pub operation: Option<String>,
    /// When it was delivered.
    pub delivered: Option<String>,
}

type Asked = (&'static str, &'static str, &'static str, &'static str, fn(&Record<Update>) -> &Option<Text>);

const ASKED: &[Asked] = &[
    ("SUM-2.b", "how", "How to apply it", "how to apply it, by hand and automatically", |update| &update.how),
    ("SUM-2.c", "effects", "What applying it does", "what applying it does, restarts included", |update| {
        &update.effects
    }),
    ("SUM-2.d", "verify", "How to see that it was applied", "how to see that it was applied", |update| &update.verify),
    ("SUM-2.e", "risk", "If it is not applied", "the risk of not applying it, and what helps instead", |update| {
        &update.risk
    }),
];

/// The notice of an update, as far as its record goes.
pub fn notes(model: &Model, update: &Record<Update>) -> Notes {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut sections = Vec::new();
    let mut missing = Vec::new();
    let versions: Vec<&str> =
        update.applies_to_versions.iter().map(|version| version.trim()).filter(|version| !version.is_empty()).collect();
    match versions.is_empty() {
        true => missing.push(("applies-to-versions", "the versions it applies to", "SUM-2.a")),
        false => sections.push(Section {
            aspect: "SUM-2.a",
            key: "applies-to-versions",
            heading: "Versions it applies to",
            text: versions.join("; "),
        }),
    }
    for (aspect, key, heading, what, pick) in ASKED {
        match text(pick(update)) {
            Some(text) => sections.push(Section { aspect, key, heading, text }),
            None => missing.push((*key, *what, *aspect)),
        }
    }
    let release = release_of(model, update).map(|(_, release)| release);
    let version = release.map(|release| {
        release.version.as_ref().map_or(release.head.id.to_string(), |version| version.trim().to_owned())
    });
    Notes {
        title: update.head.title().trim().to_owned(),
        version: version.unwrap_or_default(),
        sections,
        missing,
        fixes: update.fixes.iter().filter_map(Ref::to).filter_map(|id| fixed(model, id)).collect(),
        channel: text(&update.channel),
        authenticity: text(&update.authenticity),
        safety: text(&update.safety),
        operation: text(&update.operation),
        delivered: update.delivered.map(|day| day.date.to_string()),
    }
}

/// An issue as users know it: by its id elsewhere and the title of its notice. What is not public keeps its own title
/// out of the notice.
fn fixed(model: &Model, id: AnyId) -> Option<(String, String)> {
    let issue = model.issue.get(id.at as usize)?;
    let notice = issue.advisory.iter().filter_map(Ref::to).find_map(|id| model.advisory.get(id.at as usize));
    let external = issue.external.as_ref().map(|external| external.trim().to_owned());
    let name = external.filter(|external| !external.is_empty()).unwrap_or_else(|| issue.head.id.to_string());
    let title = notice.map_or_else(String::new, |notice| notice.head.title().trim().to_owned());
    Some((name, title))
}
