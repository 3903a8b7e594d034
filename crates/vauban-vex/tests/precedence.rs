//! Which statement counts: one case for each rule, and for what keeps a finding open.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use vauban_vex::precedence::{Conditions, Effective, Mechanism, Question, Rank, Statements, Trust, Verdict, effective};
use vauban_vex::{
    Document, Justification, Part, Product, Span, Stage, Statement, Status, Time, Versions, Vulnerability,
};

const GATEWAY: &str = "pkg:generic/acme/gateway@2.1.0";
const OPENSSL: &str = "pkg:deb/debian/openssl@3.0.11-1";

fn time(day: u32) -> Time {
    Time::parse(&format!("2026-01-{day:02}T00:00:00Z")).unwrap()
}

fn part(purl: &str) -> Part {
    let mut part = Part::of_purl(purl);
    if let Some((_, version)) = purl.rsplit_once('@') {
        part.versions = Versions::Listed(vec![Span::Exact(version.to_owned())]);
    }
    part
}

fn range(purl: &str, range: &str) -> Part {
    Part { versions: Versions::Listed(vec![Span::Range(range.to_owned())]), ..Part::of_purl(purl) }
}

fn says(status: Status, product: Part, subcomponents: &[&str]) -> Statement {
    let mut statement = Statement::new(Vulnerability::named("CVE-2026-0001"), status);
    statement.products =
        vec![Product { part: product, subcomponents: subcomponents.iter().map(|purl| part(purl)).collect() }];
    if status == Status::NotAffected {
        statement.justification = Some(Justification::CodeNotReachable);
    }
    statement
}

fn from(author: &str, day: u32, statements: Vec<Statement>) -> Document {
    Document {
        id: format!("{author}-{day}"),
        author: author.to_owned(),
        issued: Some(time(day)),
        statements,
        ..Document::default()
    }
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    for (issuer, rank) in [
        ("psirt", Rank::Own),
        ("maker", Rank::Maker),
        ("distributor", Rank::Distributor),
        ("lab", Rank::ThirdParty),
        ("lab-2", Rank::ThirdParty),
    ] {
        trust.list(issuer, rank);
    }
    trust
}

struct Now {
    mechanisms: BTreeMap<String, Mechanism>,
    build_options: BTreeMap<String, String>,
    exploited: bool,
    component: Part,
}

impl Default for Now {
    fn default() -> Now {
        Now { mechanisms: BTreeMap::new(), build_options: BTreeMap::new(), exploited: false, component: part(OPENSSL) }
    }
}

impl Now {
    fn ask<R>(&self, documents: &[Document], look: impl FnOnce(&Effective<'_>) -> R) -> R {
        let statements = Statements::new(documents);
        let product = part(GATEWAY);
        let vulnerability = Vulnerability::named("cve-2026-0001");
        let question = Question {
            product: Some(&product),
            component: Some(&self.component),
            vulnerability: &vulnerability,
            exploited: self.exploited,
        };
        let conditions = Conditions { now: time(28), mechanisms: &self.mechanisms, build_options: &self.build_options };
        let found = effective(&question, &statements, &trust(), &conditions);
        assert!(found.why.ends_with('.'), "{}", found.why);
        look(&found)
    }

    fn verdict(&self, documents: &[Document]) -> Verdict {
        self.ask(documents, |found| found.verdict)
    }
}

fn verdict(documents: &[Document]) -> Verdict {
    Now::default().verdict(documents)
}

const CLOSED: Verdict = Verdict::Closed(Status::NotAffected);

#[test]
fn rule_1_a_statement_is_about_this_product_and_this_component() {
    let this = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let other_component = says(Status::NotAffected, part(GATEWAY), &["pkg:deb/debian/zlib@1.2"]);
    let other_product = says(Status::NotAffected, part("pkg:generic/acme/switch@2.1.0"), &[OPENSSL]);
    let whole = says(Status::NotAffected, part(GATEWAY), &[]);
    let other_version = says(Status::NotAffected, part("pkg:generic/acme/gateway@2.1.1"), &[OPENSSL]);
    assert_eq!(verdict(&[from("psirt", 1, vec![this])]), CLOSED);
    assert_eq!(verdict(&[from("psirt", 1, vec![whole])]), CLOSED, "a product-wide statement names no component");
    for (what, statement) in [("component", other_component), ("product", other_product), ("version", other_version)] {
        assert_eq!(verdict(&[from("psirt", 1, vec![statement])]), Verdict::Nothing, "another {what}");
    }
}

#[test]
fn rule_2_the_more_specific_statement_counts() {
    let exact = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let ranged = says(Status::Affected, range("pkg:generic/acme/gateway", "vers:intdot/>=2.0.0|<3.0.0"), &[OPENSSL]);
    let all = says(Status::Affected, Part::of_purl("pkg:generic/acme/gateway"), &[OPENSSL]);
    let whole = says(Status::Affected, part(GATEWAY), &[]);
    for less in [&ranged, &all, &whole] {
        assert_eq!(verdict(&[from("psirt", 1, vec![exact.clone(), less.clone()])]), CLOSED, "{less:?}");
    }
    let open = says(Status::Affected, part(GATEWAY), &[OPENSSL]);
    let wide = says(Status::NotAffected, part(GATEWAY), &[]);
    assert_eq!(verdict(&[from("psirt", 1, vec![open, wide])]), Verdict::Open(Status::Affected));
}

#[test]
fn rule_3_trust_decides_and_contradictions_are_told() {
    let no = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let yes = says(Status::Affected, part(GATEWAY), &[OPENSSL]);
    let documents = [from("psirt", 1, vec![no.clone()]), from("lab", 9, vec![yes.clone()])];
    Now::default().ask(&documents, |found| {
        assert_eq!(found.verdict, CLOSED);
        assert_eq!(found.conflicts.len(), 1);
        assert!(found.conflicts[0].sentence.contains("lab (third party)"), "{}", found.conflicts[0].sentence);
    });
    let documents = [from("maker", 1, vec![yes.clone()]), from("lab", 9, vec![no.clone()])];
    Now::default().ask(&documents, |found| {
        assert_eq!(found.verdict, Verdict::Open(Status::Affected));
        assert_eq!(found.conflicts.len(), 1);
    });
    // Trusted equally, two sides: nobody can tell who is right.
    let documents = [from("lab", 1, vec![no.clone()]), from("lab-2", 1, vec![yes])];
    Now::default().ask(&documents, |found| {
        assert_eq!(found.verdict, Verdict::Open(Status::Affected));
        assert_eq!(found.conflicts.len(), 1);
    });
    // Nobody listed it.
    Now::default().ask(&[from("stranger", 1, vec![no])], |found| {
        assert_eq!(found.verdict, Verdict::Nothing);
        assert_eq!(found.set_aside.len(), 1);
        assert!(found.why.contains("nobody listed"), "{}", found.why);
    });
}

#[test]
fn a_less_trusted_issuer_does_not_close_what_a_more_trusted_one_leaves_open() {
    let exact = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let all = says(Status::UnderInvestigation, Part::of_purl("pkg:generic/acme/gateway"), &[]);
    let documents = [from("psirt", 1, vec![all]), from("lab", 9, vec![exact])];
    Now::default().ask(&documents, |found| {
        assert_eq!(found.verdict, Verdict::Open(Status::UnderInvestigation));
        assert!(found.why.contains("a more trusted issuer says otherwise"), "{}", found.why);
    });
}

#[test]
fn rule_4_the_latest_of_one_issuer_counts() {
    let no = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let yes = says(Status::Affected, part(GATEWAY), &[OPENSSL]);
    assert_eq!(verdict(&[from("maker", 1, vec![yes.clone()]), from("maker", 2, vec![no.clone()])]), CLOSED);
    let later = [from("maker", 1, vec![no.clone()]), from("maker", 2, vec![yes.clone()])];
    assert_eq!(verdict(&later), Verdict::Open(Status::Affected));
    // The time of a statement counts more than that of its document.
    let mut early = yes.clone();
    early.at = Some(time(1));
    assert_eq!(verdict(&[from("maker", 9, vec![early]), from("maker", 2, vec![no.clone()])]), CLOSED);
    // At the same time the worse counts.
    assert_eq!(verdict(&[from("maker", 1, vec![no.clone(), yes.clone()])]), Verdict::Open(Status::Affected));
    // A later word for all versions reopens what an earlier one closed for this one.
    let all = says(Status::Affected, Part::of_purl("pkg:generic/acme/gateway"), &[]);
    assert_eq!(verdict(&[from("maker", 1, vec![no]), from("maker", 2, vec![all])]), Verdict::Open(Status::Affected));
}

#[test]
fn rule_4_a_document_replaces_its_predecessor() {
    let no = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let yes = says(Status::Affected, part(GATEWAY), &[OPENSSL]);
    let version = |version: &str, statement: Statement| Document {
        id: "VEX-1".to_owned(),
        version: version.to_owned(),
        ..from("psirt", 1, vec![statement])
    };
    assert_eq!(verdict(&[version("9", yes.clone()), version("10", no.clone())]), CLOSED);
    assert_eq!(verdict(&[version("9", no.clone()), version("10", yes.clone())]), Verdict::Open(Status::Affected));
    let documents = [version("9", no.clone()), version("10", yes)];
    let statements = Statements::new(&documents);
    assert_eq!(statements.dropped().len(), 1);
    assert!(statements.dropped()[0].why.contains("replaced by version 10"));
    for stage in [Stage::Draft, Stage::Withdrawn, Stage::Superseded] {
        let gone = Document { stage, ..from("psirt", 1, vec![no.clone()]) };
        assert_eq!(verdict(&[gone]), Verdict::Nothing, "{stage:?}");
    }
}

#[test]
fn rule_5_not_affected_without_a_reason_closes_nothing() {
    let mut bare = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    bare.justification = None;
    assert_eq!(verdict(&[from("psirt", 1, vec![bare.clone()])]), Verdict::NotClosed(Status::NotAffected));
    // Nor does it let an earlier, justified one through: the issuer took that back.
    let good = says(Status::NotAffected, part(GATEWAY), &[OPENSSL]);
    let both = [from("psirt", 1, vec![good]), from("psirt", 2, vec![bare.clone()])];
    assert_eq!(verdict(&both), Verdict::NotClosed(Status::NotAffected));
    bare.impact = "The parser is compiled out.".to_owned();
    assert_eq!(verdict(&[from("psirt", 1, vec![bare])]), CLOSED);
}

#[test]
fn rule_6_what_closes_holds_while_its_conditions_do() {
    let mut statement = says(Status::NotAffected, part(GATEWAY), &[]);
    statement.justification = Some(Justification::ProtectedAtPerimeter);
    let ask = |statement: &Statement, now: &Now| now.verdict(&[from("psirt", 1, vec![statement.clone()])]);
    let mut now = Now::default();
    let open = Verdict::NotClosed(Status::NotAffected);
    assert_eq!(ask(&statement, &now), open, "a protection that is not named");
    statement.mechanisms = vec!["mechanism.firewall".to_owned()];
    assert_eq!(ask(&statement, &now), open, "a mechanism that does not exist");
    for (state, expect) in [(Mechanism::Untested, open), (Mechanism::Broken, open), (Mechanism::Holds, CLOSED)] {
        now.mechanisms.insert("firewall".to_owned(), state);
        assert_eq!(ask(&statement, &now), expect, "{state:?}");
    }
    statement.recheck.component_version = "3.0.11-1".to_owned();
    assert_eq!(ask(&statement, &now), CLOSED);
    now.component = part("pkg:deb/debian/openssl@3.0.12-1");
    assert_eq!(ask(&statement, &now), open, "another version of the component");
    now.component = Part::of_purl("pkg:deb/debian/openssl");
    assert_eq!(ask(&statement, &now), open, "a version nobody knows");
    now.component = part(OPENSSL);
    statement.recheck.build_options = vec![("CONFIG_IPV6".to_owned(), "n".to_owned())];
    assert_eq!(ask(&statement, &now), open, "an option nobody knows");
    now.build_options.insert("CONFIG_IPV6".to_owned(), "y".to_owned());
    assert_eq!(ask(&statement, &now), open, "another option");
    now.build_options.insert("CONFIG_IPV6".to_owned(), "n".to_owned());
    assert_eq!(ask(&statement, &now), CLOSED);
    statement.recheck.by = Some(time(28));
    assert_eq!(ask(&statement, &now), open, "its day has come");
    statement.recheck.by = Some(time(29));
    now.ask(&[from("psirt", 1, vec![statement])], |found| {
        assert_eq!(found.verdict, CLOSED);
        assert_eq!(found.recheck.len(), 5, "{:?}", found.recheck);
    });
}

#[test]
fn what_is_only_likely_closes_nothing_and_leaves_open() {
    let by_name = Part { name: "gateway".to_owned(), ..Part::default() };
    let named = |status| says(status, by_name.clone(), &[]);
    let component = Part { name: "gateway".to_owned(), purls: Vec::new(), ..part(OPENSSL) };
    let now = Now { component, ..Now::default() };
    assert_eq!(now.verdict(&[from("maker", 1, vec![named(Status::NotAffected)])]), Verdict::Nothing);
    assert_eq!(now.verdict(&[from("maker", 1, vec![named(Status::Affected)])]), Verdict::Open(Status::Affected));
    // A range nobody can hold the version against.
    let told = Part {
        versions: Versions::Listed(vec![Span::Told("before spring".to_owned())]),
        ..Part::of_purl("pkg:generic/acme/gateway")
    };
    assert_eq!(verdict(&[from("psirt", 1, vec![says(Status::NotAffected, told, &[])])]), Verdict::Nothing);
}

#[test]
fn other_reasons_to_stay_open() {
    let fixed = says(Status::Fixed, Part::of_purl("pkg:generic/acme/gateway"), &[]);
    assert_eq!(verdict(&[from("psirt", 1, vec![fixed])]), Verdict::NotClosed(Status::Fixed), "no version");
    assert_eq!(
        verdict(&[from("psirt", 1, vec![says(Status::Fixed, part(GATEWAY), &[])])]),
        Verdict::Closed(Status::Fixed)
    );
    let mut absent = says(Status::NotAffected, part(GATEWAY), &[]);
    absent.justification = Some(Justification::ComponentNotPresent);
    assert_eq!(verdict(&[from("psirt", 1, vec![absent])]), Verdict::NotClosed(Status::NotAffected), "it is present");
    let mut doubtful = says(Status::NotAffected, part(GATEWAY), &[]);
    doubtful.doubt = "its time cannot be read".to_owned();
    assert_eq!(verdict(&[from("psirt", 1, vec![doubtful])]), Verdict::NotClosed(Status::NotAffected));
    assert_eq!(
        verdict(&[from("psirt", 30, vec![says(Status::NotAffected, part(GATEWAY), &[])])]),
        Verdict::Nothing,
        "from the future"
    );
    let exploited = Now { exploited: true, ..Now::default() };
    let mut good = says(Status::NotAffected, part(GATEWAY), &[]);
    assert_eq!(exploited.verdict(&[from("psirt", 1, vec![good.clone()])]), Verdict::NotClosed(Status::NotAffected));
    good.evidence = vec!["security/evidence/review.md".to_owned()];
    assert_eq!(exploited.verdict(&[from("psirt", 1, vec![good])]), CLOSED);
}

#[test]
fn aliases_are_the_same_vulnerability() {
    let mut statement = says(Status::NotAffected, part(GATEWAY), &[]);
    statement.vulnerability =
        Vulnerability { aliases: ["CVE-2026-0001".to_owned()].into(), ..Vulnerability::named("GHSA-xxxx-yyyy-zzzz") };
    assert_eq!(verdict(&[from("psirt", 1, vec![statement])]), CLOSED);
}
