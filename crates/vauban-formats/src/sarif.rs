//! SARIF 2.1.0 (OASIS), the part that static analysis tools and GitHub code scanning share.
//!
//! Members keep the standard's names and order; what is absent is left out rather than written as `null`.
//! Unknown members are ignored when reading.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where the schema that these types follow is published.
pub const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The version these types follow.
pub const VERSION: &str = "2.1.0";

/// Free members, in the order they were put in.
pub type Properties = Map<String, Value>;

/// A SARIF file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// The schema's address.
    #[serde(rename = "$schema", default)]
    pub schema: String,
    /// `2.1.0`.
    pub version: String,
    /// One run per tool and category.
    pub runs: Vec<Run>,
}

/// What one tool found in one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Run {
    /// Who found it.
    pub tool: Tool,
    /// Category of the run: everything up to the last `/` of its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automation_details: Option<AutomationDetails>,
    /// What happened besides results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invocations: Vec<Invocation>,
    /// What the `uriBaseId`s stand for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
    /// How columns are counted: `unicodeCodePoints` or `utf16CodeUnits`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column_kind: Option<String>,
    /// What was found.
    pub results: Vec<SarifResult>,
}

/// The tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tool {
    /// Its main part.
    pub driver: Driver,
}

/// The tool's main part and its rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Driver {
    /// Name.
    pub name: String,
    /// Semantic version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semantic_version: Option<String>,
    /// Rules; results point here by index.
    pub rules: Vec<Rule>,
}

/// A rule (`reportingDescriptor`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// The same as an identifier in PascalCase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Half a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_description: Option<Text>,
    /// A paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_description: Option<Text>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Level unless a result says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_configuration: Option<Configuration>,
    /// Tags, precision and the like.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub properties: Properties,
}

/// Plain text, perhaps also as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Plain.
    pub text: String,
    /// The same as Markdown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub markdown: Option<String>,
}

impl Text {
    /// Plain text only.
    pub fn plain(text: impl Into<String>) -> Self {
        Text { text: text.into(), markdown: None }
    }
}

/// A rule's default level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// `error`, `warning`, `note` or `none`.
    pub level: String,
}

/// The run's category.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AutomationDetails {
    /// Category, `/`, and perhaps an id of this run.
    pub id: String,
}

/// One invocation of the tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Invocation {
    /// Whether the tool came to an end.
    pub execution_successful: bool,
    /// What it had to say about its own work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_execution_notifications: Vec<Notification>,
}

/// A remark of the tool about its own work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// `error`, `warning` or `note`.
    pub level: String,
    /// The remark.
    pub message: Text,
}

/// A finding (`result`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SarifResult {
    /// Id of the rule.
    pub rule_id: String,
    /// Place of the rule in the driver's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_index: Option<usize>,
    /// `error`, `warning`, `note` or `none`.
    pub level: String,
    /// What is wrong.
    pub message: Text,
    /// Where.
    pub locations: Vec<Location>,
    /// Places that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    /// What identifies it over edits and moves, by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub partial_fingerprints: BTreeMap<String, String>,
    /// Ways by which it comes about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_flows: Vec<CodeFlow>,
    /// Why it does not count; `Some` of nothing where other results of the run are suppressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressions: Option<Vec<Suppression>>,
    /// Changes that would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
    /// Free members.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub properties: Properties,
}

/// A way by which a result comes about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeFlow {
    /// What the way is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
    /// Its threads; one is enough for what happens in order.
    pub thread_flows: Vec<ThreadFlow>,
}

/// Steps in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ThreadFlow {
    /// The steps; at least one.
    pub locations: Vec<ThreadFlowLocation>,
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ThreadFlowLocation {
    /// Where, and what happens there.
    pub location: Location,
    /// Place in the order of all steps, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_order: Option<usize>,
}

impl CodeFlow {
    /// One thread of steps in this order.
    pub fn of(locations: impl IntoIterator<Item = Location>) -> CodeFlow {
        let numbered = locations.into_iter().enumerate();
        let locations = numbered.map(|(at, location)| ThreadFlowLocation { location, execution_order: Some(at) });
        CodeFlow { message: None, thread_flows: vec![ThreadFlow { locations: locations.collect() }] }
    }
}

/// A place, in a file and perhaps in a design.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Location {
    /// Number by which a message links to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    /// The place in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical_location: Option<PhysicalLocation>,
    /// The named things it lies in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logical_locations: Vec<LogicalLocation>,
    /// What is to be seen there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
}

/// A file and a region of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ArtifactLocation {
    /// Address, percent-encoded; relative where there is a base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What the address is relative to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri_base_id: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
}

/// Lines and columns, both from 1; the end column is one past the last character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Region {
    /// First line.
    pub start_line: u32,
    /// First column.
    pub start_column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// A named thing in a design or program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LogicalLocation {
    /// Its full name.
    pub fully_qualified_name: String,
}

/// Why a result does not count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Suppression {
    /// `inSource` or `external`.
    pub kind: String,
    /// `accepted`, `underReview` or `rejected`.
    pub status: String,
    /// Why.
    pub justification: String,
}

/// A change that would settle a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fix {
    /// What it does.
    pub description: Text,
    /// What changes in which file.
    pub artifact_changes: Vec<ArtifactChange>,
}

/// Replacements in one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ArtifactChange {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// What is replaced by what.
    pub replacements: Vec<Replacement>,
}

/// One replacement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Replacement {
    /// What goes; an empty region inserts.
    pub deleted_region: Region,
    /// What comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inserted_content: Option<Content>,
}

/// Text of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The text.
    pub text: String,
}

/// A relative address: everything but unreserved characters and `/` is percent-encoded.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("security/design/a.toml"), "security/design/a.toml");
        assert_eq!(uri("a b#c?.toml"), "a%20b%23c%3F.toml");
        assert_eq!(uri("ä:%"), "%C3%A4%3A%25");
    }

    #[test]
    fn reads_what_others_write() {
        let log: Log = serde_json::from_str(
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x","rules":[{"id":"r"}]}},
                "results":[{"ruleId":"r","message":{"text":"m"},"kind":"fail"}]}]}"#,
        )
        .unwrap();
        assert_eq!(log.runs[0].results[0].rule_id, "r");
        assert_eq!(log.runs[0].tool.driver.rules[0].id, "r");
    }
}
