//! Each form of source over small files: what is read, what is told, what matches and what does not.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod common;

use vauban_advisories::index::{Form, Indexes};
use vauban_advisories::matching::{Confidence, Doubt, Status, Unmatched};
use vauban_advisories::read::{Feed, Problem};
use vauban_advisories::{Builder, Built, Matcher, Part};

fn index() -> Indexes<Vec<u8>> {
    let folder = common::root().join("tests/corpora/advisories");
    let mut builder = Builder::new();
    for form in Form::ALL {
        let (records, problems) = common::feed(&mut builder, form.word(), form, &folder.join(form.word()));
        let lost: Vec<_> = problems.iter().filter(|problem| problem.lost).collect();
        assert!(records > 0 && lost.is_empty(), "{}: {lost:?}", form.word());
    }
    common::open(&builder.finish())
}

fn with_cpe(cpe: &str, version: &str) -> Part {
    let version = (!version.is_empty()).then(|| version.to_owned());
    Part { name: "part".into(), version, cpes: vec![cpe.into()], ..Part::default() }
}

fn ask(index: &Indexes<Vec<u8>>, part: &Part, id: &str) -> Option<(Status, Confidence, Vec<Doubt>)> {
    let looked = Matcher::new(index, &[]).unwrap().part(part).unwrap();
    let found = looked.matches.into_iter().find(|found| found.advisory.id == id);
    found.map(|found| (found.status, found.confidence, found.doubts))
}

#[test]
fn cve_records_follow_their_own_rule_of_versions() {
    let index = index();
    let kernel = "cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*";
    for (version, expect) in [
        ("5.3.9", None),
        ("5.4", Some(Status::Finding)),
        ("5.10.5", Some(Status::Finding)),
        ("6.1.59", Some(Status::Finding)),
        ("6.1.60", None),
        ("6.1.200", None),
        ("6.2.1", Some(Status::Finding)),
        ("6.6", None),
        ("6.12.1", None),
        ("six", Some(Status::Candidate)),
    ] {
        let found = ask(&index, &with_cpe(kernel, version), "CVE-2026-0100");
        assert_eq!(found.map(|(status, ..)| status), expect, "{version}");
    }
    // A file that was not compiled is not in the product, where everything that was compiled is known.
    let built = |file: &str, complete| Some(Built { from: "build".into(), files: vec![file.into()], complete });
    for (built, expect) in [
        (built("net/ipv4/tcp.o", true), Status::NotCompiledIn),
        (built("net/sctp/socket.o", true), Status::Finding),
        (built("net/ipv4/tcp.o", false), Status::Finding),
    ] {
        let part = Part { built, ..with_cpe(kernel, "5.10.5") };
        assert_eq!(ask(&index, &part, "CVE-2026-0100").unwrap().0, expect);
    }
}

#[test]
fn cpes_are_as_sure_as_what_they_name() {
    let index = index();
    let busybox = |cpe: &str, version: &str| ask(&index, &with_cpe(cpe, version), "CVE-2026-0200");
    let whole = "cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*";
    assert_eq!(busybox(whole, ""), Some((Status::Finding, Confidence::Cpe, vec![])));
    assert_eq!(busybox("cpe:2.3:a:busybox:busybox:1.20.2:*:*:*:*:*:*:*", "").unwrap().0, Status::Finding);
    assert_eq!(busybox(whole, "1.36.1"), None);
    let open = "cpe:2.3:*:*:busybox:1.35.0:*:*:*:*:*:*:*";
    assert_eq!(busybox(open, ""), Some((Status::Candidate, Confidence::Name, vec![Doubt::NameOnly])));
    // A distribution mends without changing the number.
    let purl = Some("pkg:deb/debian/busybox@1.35.0-4?distro=bookworm".to_owned());
    let part = Part { purl, ..with_cpe(whole, "1.35.0-4") };
    assert_eq!(ask(&index, &part, "CVE-2026-0200").unwrap().2, [Doubt::Backports]);
    // Vulnerable only together with other hardware.
    let drive = with_cpe("cpe:2.3:o:maker:drive_firmware:1.9:*:*:*:*:*:*:*", "");
    assert_eq!(
        ask(&index, &drive, "CVE-2026-0200").unwrap(),
        (Status::Candidate, Confidence::Cpe, vec![Doubt::Within])
    );
    // What was rejected is there to be seen.
    assert_eq!(ask(&index, &with_cpe(whole, "1.0"), "CVE-2026-0201").unwrap().0, Status::Withdrawn);
}

#[test]
fn notes_are_joined_by_id() {
    let index = index();
    let part = with_cpe("cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*", "");
    let looked = Matcher::new(&index, &[]).unwrap().part(&part).unwrap();
    let found = looked.matches.iter().find(|found| found.status == Status::Finding).unwrap();
    assert_eq!(found.exploited.as_ref().unwrap().added, "2026-11-19");
    assert_eq!(found.epss.as_ref().unwrap().score, "0.91234");
    let text = found.explanation.join("\n");
    assert!(text.contains(">= 1.30.0, < 1.36.1") && text.contains("nvd") && text.contains("page.json"), "{text}");
}

#[test]
fn branches_of_distributions_are_kept_apart() {
    let index = index();
    let ask = |purl: &str| {
        let part = Part { name: "openssl".into(), purl: Some(purl.into()), ..Part::default() };
        let looked = Matcher::new(&index, &[]).unwrap().part(&part).unwrap();
        (
            looked.matches.iter().map(|found| (found.status, found.doubts.clone())).collect::<Vec<_>>(),
            looked.other_branches,
        )
    };
    let (found, others) = ask("pkg:apk/alpine/openssl@1.0.2n-r0?distro=alpine-3.7.1");
    assert_eq!((found.as_slice(), others > 0), ([(Status::Finding, vec![])].as_slice(), true));
    let (found, others) = ask("pkg:apk/alpine/openssl@1.0.2n-r0?distro=alpine-3.20.0");
    assert_eq!((found.as_slice(), others > 0), ([].as_slice(), true));
    let (found, _) = ask("pkg:apk/alpine/openssl@1.0.2n-r0");
    assert_eq!(found, [(Status::Candidate, vec![Doubt::Branch])]);
    let (found, _) = ask("pkg:apk/alpine/libssl@1.0.2n-r0?distro=alpine-3.7.1&upstream=openssl");
    assert_eq!(found, [(Status::Finding, vec![])]);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let index = index();
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let mut reasons = |part: Part| matcher.part(&part).unwrap().unmatched;
    assert_eq!(reasons(Part { name: "x".into(), ..Part::default() }), [Unmatched::Nameless]);
    let purl = |purl: &str| Part { name: "x".into(), purl: Some(purl.into()), ..Part::default() };
    assert_eq!(reasons(purl("pkg:gem/rails@1")), [Unmatched::NotCovered("gem".into())]);
    assert_eq!(reasons(purl("pkg:yocto/x@1")), [Unmatched::NotCovered("yocto".into())]);
    assert!(matches!(reasons(purl("npm/x")).as_slice(), [Unmatched::BadPurl(_)]));
    assert!(matches!(reasons(with_cpe("cpe:2.3:a:x", "")).as_slice(), [Unmatched::BadCpe(_)]));
    assert_eq!(reasons(purl("pkg:cargo/never-heard-of@1.0.0")), []);
}

fn problems(form: Form, name: &str, bytes: &[u8]) -> (u64, Vec<Problem>) {
    let mut builder = Builder::new();
    let mut feed = Feed::new("s", form, None);
    feed.file(name, bytes, &mut builder);
    let (source, problems, _) = feed.finish();
    (source.records, problems)
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let one = |form: Form, name: &str, text: &str, line: u32, says: &str| {
        let (_, found) = problems(form, name, text.as_bytes());
        let first = found.first().unwrap_or_else(|| panic!("{name}: nothing is told of {text}"));
        assert!(first.what.contains(says) && first.line == line && first.lost, "{name}: {first:?}");
    };
    one(Form::Osv, "a.json", "{\"id\":\"A\",\n\"id\":\"B\"}", 2, "duplicate field");
    one(Form::Osv, "a.json", "{\"id\":\"A\",", 1, "EOF");
    one(Form::Osv, "a.json", "{\"id\":\"\\ud800\"}", 1, "hex escape");
    one(Form::Osv, "a.yaml", "id: A\nid: B\n", 2, "duplicate");
    one(Form::RustSec, "RUSTSEC-1.md", "no block", 1, "block of TOML");
    one(Form::RustSec, "RUSTSEC-1.md", "```toml\n[advisory]\nid = 1\n```\n", 3, "expected a string");
    one(Form::Cve, "CVE-1.json", "{\"a\":1,\n\"a\":2}", 2, "stands twice");
    one(Form::Csaf, "a.json", "{\"document\":{}}", 1, "tracking");
    one(Form::Nvd, "a.json", "{\"resultsPerPage\":2,\"vulnerabilities\":[]}", 1, "cut off");
    one(Form::Kev, "a.json", "{\"dateReleased\":\"2026-01-01\",\"count\":3,\"vulnerabilities\":[]}", 1, "cut off");
    one(Form::Epss, "a.csv", "cve,epss,percentile\n", 1, "score_date");
    one(Form::Epss, "a.csv", "#score_date:2026-01-01\ncve,epss,percentile\nCVE-1,2,0\n", 3, "0 to 1");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for form in [Form::Osv, Form::Cve, Form::Csaf, Form::Nvd, Form::Kev] {
        let (records, found) = problems(form, "CVE-1.json", deep.as_bytes());
        assert!(records == 0 && found.iter().all(|problem| problem.lost) && !found.is_empty(), "{}", form.word());
    }
    // A time without a zone is told; what was said with it still counts.
    let (records, found) = problems(Form::Osv, "a.json", br#"{"id":"A","modified":"2026-01-01T00:00:00"}"#);
    assert!(records == 1 && found.iter().any(|problem| problem.what.contains("zone") && !problem.lost), "{found:?}");
}
