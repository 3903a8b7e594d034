//! What is written is valid, is the same every time, and is read back as it was meant.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::collections::BTreeSet;
use std::path::Path;

use vauban_json::schema::Schema;
use vauban_vex::read::Boms;
use vauban_vex::words::{JUSTIFICATIONS, STATUSES};
use vauban_vex::write::{As, Options, Written, write};
use vauban_vex::{
    Action, Document, Justification, Part, Product, Recheck, Remedy, Response, Revision, Severity, Span, Statement,
    Status, Time, Versions, Vulnerability, check,
};

const ALL: &[As] =
    &[As::OpenVex, As::Csaf2_0, As::Csaf2_1, As::CycloneDx(4), As::CycloneDx(5), As::CycloneDx(6), As::CycloneDx(7)];
const INTERNAL: Options = Options { internal: true };

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn document(statements: Vec<Statement>) -> Document {
    Document {
        id: "https://psirt.example.com/vex/2026-1".to_owned(),
        version: "2".to_owned(),
        title: "Example".to_owned(),
        author: "Example PSIRT".to_owned(),
        role: "vendor".to_owned(),
        namespace: "https://psirt.example.com".to_owned(),
        first_issued: Some(time("2026-01-01T08:00:00Z")),
        issued: Some(time("2026-02-01T08:00:00+01:00")),
        revisions: vec![
            Revision { number: "1".to_owned(), at: time("2026-01-01T08:00:00Z"), summary: "First.".to_owned() },
            Revision { number: "2".to_owned(), at: time("2026-02-01T08:00:00+01:00"), summary: "Second.".to_owned() },
        ],
        tlp: "CLEAR".to_owned(),
        statements,
        ..Document::default()
    }
}

fn gateway(version: &str) -> Part {
    Part {
        name: "Gateway".to_owned(),
        supplier: "Acme".to_owned(),
        versions: Versions::Listed(vec![Span::Exact(version.to_owned())]),
        ..Part::of_purl(format!("pkg:generic/acme/gateway@{version}"))
    }
}

fn openssl() -> Part {
    Part {
        name: "openssl".to_owned(),
        versions: Versions::Listed(vec![Span::Exact("3.0.11".to_owned())]),
        ..Part::of_purl("pkg:generic/openssl@3.0.11")
    }
}

fn statement(cve: &str, status: Status) -> Statement {
    let mut one = Statement::new(Vulnerability::named(cve), status);
    one.vulnerability.description = "A flaw.".to_owned();
    one.products = vec![Product { part: gateway("2.1.0"), subcomponents: vec![openssl()] }];
    one.at = Some(time("2026-01-20T08:00:00Z"));
    match status {
        Status::NotAffected | Status::FalsePositive => one.justification = Some(Justification::CodeNotReachable),
        Status::Affected => {
            one.actions.push(Action {
                remedy: Some(Remedy::VendorFix),
                text: "Update to 2.2.0.".to_owned(),
                ..Action::default()
            });
        }
        _ => {}
    }
    one
}

fn written(document: &Document, format: As, options: &Options) -> Written {
    let once = write(document, format, options).unwrap_or_else(|told| panic!("{format:?}: {told:?}"));
    assert_eq!(once, write(document, format, options).unwrap(), "{format:?} is the same every time");
    once
}

/// Reads back what was written; it must be without errors.
fn back(written: &Written, format: As) -> Document {
    let reading = check(&written.bytes, &Boms::default()).unwrap();
    let errors: Vec<_> = reading.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{format:?}: {errors:?}\n{}", String::from_utf8_lossy(&written.bytes));
    reading.document
}

/// What a statement means: vulnerability, what it is about, status, reason.
fn meaning(document: &Document) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for one in &document.statements {
        for product in &one.products {
            let subs: Vec<String> =
                product.subcomponents.iter().map(|part| format!("{:?}{:?}", part.purls, part.versions)).collect();
            let subs = if subs.is_empty() { vec![String::new()] } else { subs };
            for sub in subs {
                let actions: Vec<&str> = one.actions.iter().map(|action| action.text.as_str()).collect();
                all.insert(format!(
                    "{} {:?}{:?} {sub} {:?} {:?} {:?} {actions:?} {:?} {:?} {:?}",
                    one.vulnerability.id,
                    product.part.purls,
                    product.part.versions,
                    one.status,
                    one.justification,
                    one.impact,
                    one.mechanisms,
                    one.evidence,
                    one.recheck
                ));
            }
        }
    }
    all
}

#[test]
fn every_status_and_justification_survives_every_format() {
    let mut statements = Vec::new();
    for (number, (_, status)) in STATUSES.iter().enumerate() {
        statements.push(statement(&format!("CVE-2026-{:04}", number + 1), *status));
    }
    for (number, (_, justification)) in JUSTIFICATIONS.iter().enumerate() {
        let mut one = statement(&format!("CVE-2026-{:04}", number + 101), Status::NotAffected);
        one.justification = Some(*justification);
        one.mechanisms = vec!["firewall".to_owned()];
        one.evidence = vec!["security/evidence/run.xml".to_owned()];
        one.recheck = Recheck {
            component_version: "3.0.11".to_owned(),
            build_options: vec![("CONFIG_IPV6".to_owned(), "n".to_owned())],
            by: Some(time("2027-01-01T00:00:00Z")),
        };
        statements.push(one);
    }
    let document = document(statements);
    for format in ALL {
        let written = written(&document, *format, &INTERNAL);
        assert!(written.is_complete(), "{format:?}: {:?}", written.told);
        let back = back(&written, *format);
        assert_eq!(meaning(&back), meaning(&document), "{format:?}\n{}", String::from_utf8_lossy(&written.bytes));
        assert_eq!(back.author, document.author);
        assert_eq!(back.issued, document.issued);
    }
}

#[test]
fn what_is_for_the_house_only_is_not_written_for_others() {
    let mut one = statement("CVE-2026-0001", Status::NotAffected);
    one.justification = Some(Justification::ProtectedAtPerimeter);
    one.mechanisms = vec!["secret-wall".to_owned()];
    one.evidence = vec!["secret-proof".to_owned()];
    let document = document(vec![one]);
    for format in ALL {
        let written = written(&document, *format, &Options::default());
        let text = String::from_utf8(written.bytes.clone()).unwrap();
        assert!(!text.contains("secret") && !text.contains("vauban:"), "{format:?}: {text}");
        assert!(written.told.iter().any(|told| told.rule == "held-back"), "{format:?}");
        let collapses = !matches!(format, As::CycloneDx(_));
        assert_eq!(written.told.iter().any(|told| told.rule == "collapsed"), collapses, "{format:?}");
    }
}

#[test]
fn what_a_format_cannot_say_is_left_out_and_told() {
    let mut ranged = statement("CVE-2026-0001", Status::NotAffected);
    ranged.products[0].part.versions = Versions::Listed(vec![Span::Range("vers:intdot/>=2.0|<3.0".to_owned())]);
    ranged.products[0].subcomponents.clear();
    let mut bare = statement("CVE-2026-0002", Status::NotAffected);
    bare.justification = None;
    let mut idle = statement("CVE-2026-0003", Status::Affected);
    idle.actions.clear();
    let good = statement("CVE-2026-0004", Status::Fixed);
    let document = document(vec![ranged, bare, idle, good]);
    let ids = |format| -> BTreeSet<String> {
        let written = written(&document, format, &Options::default());
        let back = back(&written, format);
        back.statements.iter().map(|one| one.vulnerability.id[9..].to_owned()).collect()
    };
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(ids(As::OpenVex), set(&["0004"]), "no ranges, no `affected` without an action");
    assert_eq!(ids(As::Csaf2_0), set(&["0001", "0004"]));
    let told = written(&document, As::OpenVex, &Options::default()).told;
    let errors: Vec<&str> = told.iter().filter(|one| one.severity == Severity::Error).map(|one| one.rule).collect();
    assert_eq!(errors, ["left-out"; 3]);
    // A range is read back as that range.
    let back = back(&written(&document, As::CycloneDx(6), &Options::default()), As::CycloneDx(6));
    assert_eq!(back.statements[0].products[0].part.versions, document.statements[0].products[0].part.versions);
    assert!(back.statements[0].doubt.is_empty());
    let back = self::back(&written(&document, As::Csaf2_1, &Options::default()), As::Csaf2_1);
    assert_eq!(back.statements[0].products[0].part.versions, document.statements[0].products[0].part.versions);
}

#[test]
fn csaf_says_how_it_is_and_not_how_it_was() {
    let before = statement("CVE-2026-0001", Status::UnderInvestigation);
    let mut after = statement("CVE-2026-0001", Status::Fixed);
    after.at = Some(time("2026-01-25T08:00:00Z"));
    let document = document(vec![before, after]);
    let written = written(&document, As::Csaf2_0, &Options::default());
    assert_eq!(back(&written, As::Csaf2_0).statements.len(), 1);
    assert!(written.told.iter().any(|told| told.rule == "lost"));
    assert_eq!(back(&self::written(&document, As::OpenVex, &Options::default()), As::OpenVex).statements.len(), 2);
}

#[test]
fn responses_become_actions_and_categories() {
    let mut one = statement("CVE-2026-0001", Status::Affected);
    one.actions.clear();
    one.responses = [Response::Update].into();
    let document = document(vec![one]);
    let open = back(&written(&document, As::OpenVex, &Options::default()), As::OpenVex);
    assert_eq!(open.statements[0].actions[0].text, "Update to a release with the fix.");
    let csaf = back(&written(&document, As::Csaf2_0, &Options::default()), As::Csaf2_0);
    assert_eq!(csaf.statements[0].actions[0].remedy, Some(Remedy::VendorFix));
    let cdx = back(&written(&document, As::CycloneDx(6), &Options::default()), As::CycloneDx(6));
    assert!(cdx.statements[0].responses.contains(&Response::Update));
}

#[test]
fn hostile_text_is_written_harmless() {
    let mut one = statement("CVE-2026-0001", Status::NotAffected);
    one.impact = "see \u{1b}[31m\u{202e}this\u{9b}".to_owned();
    let document = document(vec![one.clone()]);
    for format in ALL {
        let written = written(&document, *format, &Options::default());
        let text = std::str::from_utf8(&written.bytes).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{format:?}");
        assert_eq!(back(&written, *format).statements[0].impact, one.impact, "{format:?}");
    }
}

#[test]
fn what_is_lacking_is_told_and_nothing_is_invented() {
    let empty = Document::default();
    for format in ALL {
        let told = write(&empty, *format, &Options::default()).unwrap_err();
        assert!(!told.is_empty() && told.iter().all(|one| !one.help.is_empty()), "{format:?}");
    }
}

fn read_schema(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn what_is_written_is_valid_by_the_official_schemas() {
    let mut many = Vec::new();
    for (number, (_, status)) in STATUSES.iter().enumerate() {
        let mut one = statement(&format!("CVE-2026-{:04}", number + 1), *status);
        one.vulnerability.aliases = ["GHSA-aaaa-bbbb-cccc".to_owned()].into();
        one.products
            .push(Product { part: Part { versions: Versions::All, ..gateway("1") }, subcomponents: Vec::new() });
        one.products[1].part.purls = vec!["pkg:generic/acme/gateway".to_owned()];
        one.products[1].part.models = vec!["6ES7-1".to_owned()];
        one.products[1].part.hashes = vec![("sha-256".to_owned(), "ab".repeat(32))];
        many.push(one);
    }
    let mut document = document(many);
    document.id = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".to_owned();
    if let Some(shared) = kit::shared("cyclonedx") {
        let schemas = shared.join("schema");
        let others: Vec<(&str, String)> = ["spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json"]
            .map(|name| (name, read_schema(&schemas.join(name))))
            .into();
        let full: Vec<(String, &str)> =
            others.iter().map(|(name, text)| (format!("http://cyclonedx.org/schema/{name}"), text.as_str())).collect();
        let mut others: Vec<(&str, &str)> = others.iter().map(|(name, text)| (*name, text.as_str())).collect();
        others.extend(full.iter().map(|(name, text)| (name.as_str(), *text)));
        for minor in 4..=7 {
            let schema =
                Schema::compile(&read_schema(&schemas.join(format!("bom-1.{minor}.schema.json"))), &others).unwrap();
            holds(&schema, &written(&document, As::CycloneDx(minor), &INTERNAL));
        }
    }
    for (corpus, main, format) in
        [("csaf-2.0", "csaf_json_schema.json", As::Csaf2_0), ("csaf-2.1", "csaf.json", As::Csaf2_1)]
    {
        let Some(shared) = kit::shared(corpus) else { continue };
        let mut others = Vec::new();
        for file in kit::json_files(&shared.join("referenced_schema"))
            .into_iter()
            .chain(kit::json_files(&shared.join("json_schema")))
        {
            let text = read_schema(&file);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let id = value["$id"].as_str().or_else(|| value["id"].as_str()).unwrap_or_default();
            let id = id.split('?').next().unwrap_or_default().to_owned();
            let strict = file.to_string_lossy().contains("_strict");
            if !id.is_empty() && !strict {
                others.push((id, text));
            }
        }
        let others: Vec<(&str, &str)> = others.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let schema = Schema::compile(&read_schema(&shared.join("json_schema").join(main)), &others).unwrap();
        holds(&schema, &written(&document, format, &INTERNAL));
    }
    // OpenVEX is held against its schema by `check`.
    back(&written(&document, As::OpenVex, &INTERNAL), As::OpenVex);
}

fn holds(schema: &Schema, written: &Written) {
    let text = vauban_json::Document::read(&written.bytes, &vauban_json::Limits::default()).unwrap();
    let mut problems = Vec::new();
    schema.check(text.root(), &mut problems);
    let shown: Vec<String> = problems.iter().map(|problem| format!("{} {problem}", problem.pointer())).collect();
    assert!(shown.is_empty(), "{shown:#?}\n{}", String::from_utf8_lossy(&written.bytes));
}

/// What others wrote, through every format and back: a statement that comes back says what it said.
#[test]
fn documents_of_others_survive() {
    let mut files = Vec::new();
    for (corpus, folder) in [
        ("csaf-2.0", "examples/csaf/csaf_vex"),
        ("csaf-2.1", "examples/csaf/csaf_vex"),
        ("openvex", "rules/valid"),
        ("sbom-real", "cyclonedx-bom-examples/VEX"),
    ] {
        let Some(shared) = kit::shared(corpus) else { continue };
        files.extend(kit::json_files(&shared.join(folder)));
    }
    let mut came_back = 0;
    for file in files {
        let Ok(reading) = check(&std::fs::read(&file).unwrap(), &Boms::default()) else { continue };
        let mut document = reading.document;
        if document.statements.is_empty() {
            continue;
        }
        // What the format of the original need not have.
        if document.id.is_empty() {
            document.id = "https://psirt.example.com/vex/1".to_owned();
        }
        if document.namespace.is_empty() {
            document.namespace = "https://psirt.example.com".to_owned();
        }
        if document.author.is_empty() {
            document.author = "Example PSIRT".to_owned();
        }
        document.issued = document.issued.or_else(|| Some(time("2026-01-01T00:00:00Z")));
        for format in ALL {
            let Ok(written) = write(&document, *format, &INTERNAL) else { continue };
            let back = back(&written, *format);
            let sides = |document: &Document| -> BTreeSet<(String, bool)> {
                document.statements.iter().map(|one| (one.vulnerability.id.clone(), one.status.closes())).collect()
            };
            assert!(sides(&back).is_subset(&sides(&document)), "{} {format:?}", file.display());
            if written.is_complete() && *format != As::Csaf2_0 && *format != As::Csaf2_1 {
                assert_eq!(sides(&back), sides(&document), "{} {format:?}", file.display());
                came_back += 1;
            }
        }
    }
    println!("{came_back} round trips");
}
