//! Schemas against the `jsonschema` crate: on documents of the corpora and on what becomes of them when they are
//! changed, both say the same.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jsonschema::Draft;
use vauban_json::schema::Schema;
use vauban_json::{Document, Limits};

/// A schema of the corpora: its file, what it refers to, and the folders of documents it is held against.
struct Case {
    main: &'static str,
    others: &'static [(&'static str, &'static str)],
    documents: &'static [&'static str],
}

const CVSS: [(&str, &str); 3] = [
    ("https://www.first.org/cvss/cvss-v2.0.json", "csaf-2.0/referenced_schema/first/cvss-v2.0.json"),
    ("https://www.first.org/cvss/cvss-v3.0.json", "csaf-2.0/referenced_schema/first/cvss-v3.0.json"),
    ("https://www.first.org/cvss/cvss-v3.1.json", "csaf-2.0/referenced_schema/first/cvss-v3.1.json"),
];

const CYCLONEDX: [(&str, &str); 3] = [
    ("http://cyclonedx.org/schema/spdx.schema.json", "cyclonedx/schema/spdx.schema.json"),
    ("http://cyclonedx.org/schema/jsf-0.82.schema.json", "cyclonedx/schema/jsf-0.82.schema.json"),
    ("http://cyclonedx.org/schema/cryptography-defs.schema.json", "cyclonedx/schema/cryptography-defs.schema.json"),
];

const CASES: &[Case] = &[
    Case {
        main: "csaf-2.0/json_schema/csaf_json_schema.json",
        others: &CVSS,
        documents: &["csaf-2.0/examples/csaf", "csaf-2.0/test", "csaf-cisa-ot"],
    },
    Case {
        main: "csaf-2.0/json_schema/provider_json_schema.json",
        others: &[
            (
                "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
                "csaf-2.0/json_schema/csaf_json_schema.json",
            ),
            CVSS[0],
            CVSS[1],
            CVSS[2],
        ],
        documents: &["csaf-2.0/examples/provider-metadata", "csaf-cisa-ot/provider-dir"],
    },
    Case {
        main: "csaf-2.0/json_schema/aggregator_json_schema.json",
        others: &[
            (
                "https://docs.oasis-open.org/csaf/csaf/v2.0/provider_json_schema.json",
                "csaf-2.0/json_schema/provider_json_schema.json",
            ),
            (
                "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
                "csaf-2.0/json_schema/csaf_json_schema.json",
            ),
            CVSS[0],
            CVSS[1],
            CVSS[2],
        ],
        documents: &["csaf-2.0/examples/aggregator"],
    },
    Case {
        main: "csaf-2.1/json_schema/csaf.json",
        others: &[
            ("https://www.first.org/cvss/cvss-v2.0.json", "csaf-2.1/referenced_schema/first/cvss-v2.0.json"),
            ("https://www.first.org/cvss/cvss-v3.0.json", "csaf-2.1/referenced_schema/first/cvss-v3.0.json"),
            ("https://www.first.org/cvss/cvss-v3.1.json", "csaf-2.1/referenced_schema/first/cvss-v3.1.json"),
            ("https://www.first.org/cvss/cvss-v4.0.json", "csaf-2.1/referenced_schema/first/cvss-v4.0.json"),
            ("https://www.first.org/cvss/meta.json", "csaf-2.1/referenced_schema/first/meta.json"),
            (
                "https://certcc.github.io/SSVC/data/schema/v2/SelectionList_2_0_0.schema.json",
                "csaf-2.1/referenced_schema/certcc/SelectionList_2_0_0.schema.json",
            ),
            ("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/meta.json", "csaf-2.1/json_schema/meta.json"),
            (
                "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-content.json",
                "csaf-2.1/json_schema/extension-content.json",
            ),
            (
                "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-metaschema.json",
                "csaf-2.1/json_schema/extension-metaschema.json",
            ),
        ],
        documents: &["csaf-2.1"],
    },
    Case { main: "cyclonedx/schema/bom-1.4.schema.json", others: &CYCLONEDX, documents: &["cyclonedx/test/1.4"] },
    Case { main: "cyclonedx/schema/bom-1.5.schema.json", others: &CYCLONEDX, documents: &["cyclonedx/test/1.5"] },
    Case {
        main: "cyclonedx/schema/bom-1.6.schema.json",
        others: &CYCLONEDX,
        documents: &["cyclonedx/test/1.6", "sbom-real"],
    },
    Case { main: "cyclonedx/schema/bom-1.7.schema.json", others: &CYCLONEDX, documents: &["cyclonedx/test/1.7"] },
    Case { main: "spdx/spec-2.3/schemas/spdx-schema.json", others: &[], documents: &["spdx", "sbom-real"] },
    Case { main: "spdx/spec-3.0/schema.json", others: &[], documents: &["spdx"] },
    Case { main: "openvex/openvex_json_schema.json", others: &[], documents: &["openvex"] },
    Case { main: "osv-schema/validation/schema.json", others: &[], documents: &["osv-schema"] },
    Case { main: "kev/known_exploited_vulnerabilities_schema.json", others: &[], documents: &["kev"] },
    Case { main: "ssvc/schema/v2/DecisionTable_2_0_0.schema.json", others: &[], documents: &["ssvc"] },
    Case { main: "ssvc/schema/v2/SelectionList_2_0_0.schema.json", others: &[], documents: &["ssvc"] },
];

fn corpora() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(root.join("../shared"), PathBuf::from).join("corpora");
    if !shared.exists() {
        println!("SKIPPED: no corpora in {}", shared.display());
    }
    shared.exists().then_some(shared)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path if path.extension().is_some_and(|known| known == "json") => found.push(path),
            _ => {}
        }
    }
}

struct Both {
    ours: Schema,
    theirs: jsonschema::Validator,
}

fn compile(root: &Path, case: &Case) -> Both {
    let text = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let main = text(case.main);
    let others: Vec<(&str, String)> = case.others.iter().map(|(uri, path)| (*uri, text(path))).collect();
    let borrowed: Vec<(&str, &str)> = others.iter().map(|(uri, text)| (*uri, text.as_str())).collect();
    let ours = Schema::compile(&main, &borrowed).unwrap_or_else(|error| panic!("{}: {error}", case.main));
    ours.build_patterns().unwrap();
    // The other side knows no dialect but the drafts, and takes the draft of the main schema for those.
    let plain = |text: &str| {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
        let named = value["$schema"].as_str().unwrap_or("").to_owned();
        if named.ends_with("meta.json") {
            value["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        }
        value
    };
    let mut registry = jsonschema::Registry::new();
    for (uri, text) in &others {
        let mut value = plain(text);
        if let Some(object) = value.as_object_mut() {
            object.remove("$id");
            object.remove("id");
        }
        registry = registry.add(*uri, value).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let main = plain(&main);
    let draft = Draft::default().detect(&main);
    let theirs = jsonschema::options()
        .with_draft(draft)
        .with_registry(&registry)
        .should_validate_formats(true)
        // It has no such format in draft 07.
        .with_format("idn-email", |text: &str| {
            text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
        })
        .build(&main)
        .unwrap_or_else(|error| panic!("{}: {error}", case.main));
    Both { ours, theirs }
}

/// Holds a document against both; says whether it is valid.
fn check(both: &Both, value: &serde_json::Value, name: &str) -> Option<bool> {
    let text = serde_json::to_string(value).unwrap();
    let document = Document::read(&text, &Limits::default()).unwrap();
    let ours = both.ours.is_valid(document.root());
    let mut problems = Vec::new();
    assert_eq!(both.ours.check(document.root(), &mut problems), ours, "{name}: quick and slow differ");
    assert_eq!(problems.is_empty(), ours, "{name}: {problems:?}");
    let theirs = both.theirs.is_valid(value);
    if ours != theirs {
        let told: Vec<String> =
            problems.iter().map(|problem| format!("{} {}: {problem}", problem.pointer(), problem.keyword)).collect();
        let error =
            both.theirs.iter_errors(value).map(|error| format!("{} {error:.300}", error.instance_path())).next();
        println!("DIFFERS {name}: ours {ours} {told:.2?}, theirs {theirs} {error:?}");
        return None;
    }
    Some(ours)
}

/// The places of a document, as pointers.
fn places(value: &serde_json::Value, way: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| places(item, format!("{way}/{at}"), found));
        }
        serde_json::Value::Object(members) => members.iter().for_each(|(name, value)| {
            places(value, format!("{way}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
    found.push(way);
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }
}

/// Changes one place: another kind, another word, a member more or less, an item twice.
fn mutate(value: &mut serde_json::Value, places: &[String], random: &mut Random) {
    let words =
        ["", "x", "CVE-2026-1", "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "https://example.com", "1.0", "-"];
    let other = places[random.below(places.len())].clone();
    let elsewhere = value.pointer(&other).cloned().unwrap_or_default();
    let Some(target) = value.pointer_mut(&places[random.below(places.len())]) else { return };
    match (random.below(6), target) {
        (0, target) => *target = elsewhere,
        (1, serde_json::Value::Object(members)) => {
            let at = random.below(members.len());
            if let Some(name) = members.keys().nth(at).cloned() {
                members.shift_remove(&name);
            }
        }
        (2, serde_json::Value::Object(members)) => {
            members.insert(["x", "type", "name", "id", "version"][random.below(5)].to_owned(), elsewhere);
        }
        (3, serde_json::Value::Array(items)) if !items.is_empty() => {
            let copy = items[random.below(items.len())].clone();
            items.push(copy);
        }
        (4, serde_json::Value::Array(items)) => items.clear(),
        (_, target) if target.is_number() => *target = [0.0, -1.0, 10.5, 10.0, 11.0, 1e30, 0.1][random.below(7)].into(),
        (_, target) => *target = words[random.below(words.len())].into(),
    }
}

#[test]
fn verdicts_are_those_of_another_implementation() {
    let Some(root) = corpora() else { return };
    let (mut differ, mut all) = (Vec::new(), 0usize);
    for case in CASES {
        let both = compile(&root, case);
        let mut found = Vec::new();
        case.documents.iter().for_each(|folder| files(&root.join(folder), &mut found));
        found.sort();
        assert!(!found.is_empty(), "{}", case.main);
        let mut count = BTreeMap::new();
        for (number, path) in found.iter().enumerate() {
            let bytes = std::fs::read(path).unwrap();
            let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
            let name = format!("{} by {}", path.strip_prefix(&root).unwrap().display(), case.main);
            let verdict = check(&both, &value, &name);
            *count.entry(verdict).or_insert(0) += 1;
            all += 1;
            if verdict.is_none() {
                differ.push(name.clone());
            }
            let mut way = Vec::new();
            places(&value, String::new(), &mut way);
            let mut random = Random(0x5C4E_2026 + number as u64);
            let rounds = if bytes.len() > 300_000 { 1 } else { 12 };
            for _ in 0..rounds {
                let mut changed = value.clone();
                for _ in 0..=random.below(2) {
                    mutate(&mut changed, &way, &mut random);
                }
                let verdict = check(&both, &changed, &format!("changed {name}"));
                *count.entry(verdict).or_insert(0) += 1;
                all += 1;
                if verdict.is_none() {
                    differ.push(format!("changed {name}"));
                }
            }
        }
        println!("{}: {count:?}", case.main);
    }
    println!("{all} verdicts, {} differ", differ.len());
    assert_eq!(differ, Vec::<String>::new());
}
