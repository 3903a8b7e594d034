//! Definitions of extensions of CSAF 2.1 that a caller hands in: their schema and their metadata.

use std::collections::BTreeMap;

use vauban_json::schema::Schema;
use vauban_json::{Document, Limits, Value};

/// Dialects in which these schemas are written: they restrict 2020-12, or check formats, and add no word to it.
const DIALECTS: [&str; 3] = [
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-metaschema.json",
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/meta.json",
    "https://www.first.org/cvss/meta.json",
];

/// A schema with its dialect named as 2020-12.
fn plain(text: &str) -> String {
    let named = DIALECTS.iter().find(|dialect| text.contains(&format!("\"$schema\": \"{dialect}\"")));
    match named {
        Some(dialect) => text.replacen(dialect, "https://json-schema.org/draft/2020-12/schema", 1),
        None => text.to_owned(),
    }
}

/// Extensions that are known.
#[derive(Debug, Default)]
pub struct Extensions(BTreeMap<String, Definition>);

/// What is known of an extension.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    /// Its schema.
    pub(crate) content: Option<Schema>,
    /// Its rules.
    pub(crate) rules: Option<Rules>,
}

/// Rules of an extension's metadata.
#[derive(Debug)]
pub(crate) struct Rules {
    /// How often it may stand in one list, by the path of the list.
    pub(crate) places: Vec<(String, u64)>,
    /// Addresses of extensions it does not go with.
    pub(crate) incompatible: Vec<String>,
}

impl Extensions {
    /// Adds a file of an extension: its schema (which has an `$id`) or its metadata (which has an `extension_schema`).
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let document = Document::read(text, &Limits::default()).map_err(|error| error.to_string())?;
        let root = document.root();
        if let Some(address) = root.get_text("extension_schema") {
            let places = root.get("requirement").into_iter().flat_map(Value::members);
            let places =
                places.filter_map(|(name, own)| Some((name.text()?.to_owned(), own.get("max_occurrence")?.as_u64()?)));
            let incompatible = root.get("incompatible_extensions").into_iter().flat_map(Value::items);
            let incompatible = incompatible.filter_map(Value::text).map(str::to_owned);
            let rules = Rules { places: places.collect(), incompatible: incompatible.collect() };
            self.0.entry(address.to_owned()).or_default().rules = Some(rules);
            return Ok(());
        }
        let Some(address) = root.get_text("$id") else {
            return Err(
                "this is neither the schema of an extension (`$id`) nor its metadata (`extension_schema`)".to_owned()
            );
        };
        let others: Vec<(&str, String)> =
            crate::schema::for_extensions().into_iter().map(|(address, text)| (address, plain(text))).collect();
        let others: Vec<(&str, &str)> = others.iter().map(|(address, text)| (*address, text.as_str())).collect();
        let schema = Schema::compile(&plain(text), &others).map_err(|error| error.to_string())?;
        self.0.entry(address.to_owned()).or_default().content = Some(schema);
        Ok(())
    }

    /// What is known of the extension of this address.
    pub(crate) fn get(&self, address: &str) -> Option<&Definition> {
        self.0.get(address)
    }
}
