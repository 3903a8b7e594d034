//! The small project that the tests of this crate show.

use vauban_diagnostics::{Confidence, Finding, Severity, SourceFile, Sources, Span, Waived};

use crate::{CheckReport, Part, Rule};

/// Sources, findings and rules that a report can borrow.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) sources: Sources,
    pub(crate) findings: Vec<Finding>,
    pub(crate) rules: Vec<Rule>,
}

impl Fixture {
    pub(crate) fn report(&self) -> CheckReport<'_> {
        CheckReport {
            sources: &self.sources,
            findings: &self.findings,
            rules: &self.rules,
            product: "edge-gateway 2.4.0".into(),
            edition: "iec62443-4-1:2018",
            records: 1203,
            files: 14,
            seconds: Some(0.09),
            next_expiry: Some("2027-01-31".into()),
            tool_version: "0.1.0",
            incomplete: vec!["no git here: who reviewed what is unknown".into()],
            part: Part::default(),
        }
    }
}

/// The span of a piece of a file.
pub(crate) fn span(sources: &Sources, path: &str, piece: &str) -> Span {
    let file = sources.find(path).unwrap();
    let start = sources.file(file).text.find(piece).unwrap() as u32;
    Span::new(file, start, start + piece.len() as u32)
}

/// Compares with a file beside the sources; with `UPDATE_GOLDEN` set, writes it instead.
pub(crate) fn golden(name: &str, text: &str) {
    let path = format!("{}/src/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&path).unwrap());
}

/// Every kind of finding once: two files, a fix, a waiver, no place at all.
pub(crate) fn gateway() -> Fixture {
    let mut sources = Sources::default();
    sources.add(SourceFile::new(
        "security/context.toml",
        "[zone.plant-lan]\nkind = \"network\"\n\n[zone.cell]\nkind = \"network\"\n",
    ));
    sources.add(SourceFile::new(
        "security/design/gateway.toml",
        "[component.web]\nzone = \"cell\"\n\n[interface.https]\non = \"web\"\nreachable-from = [\"plant-lan\"]\nzon = \"cell\"\n",
    ));
    let at = |path, piece| span(&sources, path, piece);
    let (context, design) = ("security/context.toml", "security/design/gateway.toml");
    let mut without_users = Finding::error("interface-without-users", "interface `https` does not say who uses it")
        .at(at(design, "[interface.https]"), "reachable from zone `plant-lan`, leads to asset `recipes`")
        .see(at(design, "\"web\""), "lies in zone `cell`")
        .see(at(context, "[zone.plant-lan]"), "anybody in the plant")
        .why("an unnamed user is an access right that nobody decided (IEC 62443-4-1 SD-1.c)")
        .help("add `users = [\"actor.operator\"]`\nknown actors: operator, service-engineer")
        .subject("interface.https#users");
    without_users.requirement = vec!["SD-1.c".into()];
    let key = at(design, "zon ");
    let key = Span::new(key.file, key.start, key.end - 1);
    let unknown = Finding::warning("unknown-key", "`zon` is no field of an interface")
        .at(key, "")
        .subject("interface.https#zon")
        .fix("replace `zon` by `zone`", key, "zone");
    let mut waived = Finding::error("interface-questions-open", "interface `modbus` leaves 4 of 11 questions open")
        .at(at(design, "[component.web]"), "")
        .step(at(context, "[zone.plant-lan]"), "plant-lan → cell (no mechanism)")
        .step(at(design, "[interface.https]"), "https is called")
        .subject("interface.modbus");
    waived.waived =
        Some(Waived { waiver: "old-modbus".into(), reason: "old field bus".into(), until: "2027-01-31".into() });
    let mut placeless =
        Finding::new("backlog-grows", Severity::Note, "12 findings of the backlog are older than a year")
            .help("`vauban status` says what comes next");
    placeless.confidence = Confidence::Likely;
    let findings = vec![without_users, unknown, waived, placeless];
    let rules = vec![
        rule("interface-without-users", "an interface does not say who uses it", Severity::Error, &["SD-1.c"]),
        rule("interface-questions-open", "an interface leaves questions open", Severity::Error, &["SD-1.f", "SD-1.g"]),
        rule("unknown-key", "a record has a field that its kind does not know", Severity::Warning, &[]),
        rule("backlog-grows", "the backlog has grown", Severity::Note, &["DM-4.a"]),
        rule("review-stale", "a review is older than what it reviewed", Severity::Warning, &["SD-3.b"]),
    ];
    Fixture { sources, findings, rules }
}

fn rule(name: &'static str, summary: &'static str, severity: Severity, asks: &[&str]) -> Rule {
    let asks = asks.iter().map(|id| (*id).to_owned()).collect();
    let explain = "## What it looks for\n\nSomething.\n\n```toml\n[interface.https]\n```\n";
    Rule { name, summary, severity, confidence: Confidence::Certain, since: "0.1", explain, asks }
}
