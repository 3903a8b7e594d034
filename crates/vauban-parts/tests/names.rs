//! Package URLs beyond the official suite, CPE names, declared orders, range specifiers.

#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;

use vauban_parts::cpe::{Cpe, Identity, Relation};
use vauban_parts::declared::Declared;
use vauban_parts::purl::Purl;
use vauban_parts::vers::Vers;
use vauban_parts::version::Scheme;

#[test]
fn one_package_has_one_identity() {
    let same = [
        ("pkg:npm/@angular/core@1.0", "pkg:npm/%40angular/core@2.0"),
        ("pkg:PYPI/Django_Filter", "pkg:pypi/django-filter@1.0?file_name=x"),
        ("pkg:pypi/zope.interface@5.0", "pkg:pypi/zope-interface"),
        ("pkg:nuget/Newtonsoft.Json@13.0.1", "pkg:nuget/newtonsoft.json"),
        ("pkg:github/Owner/Repo", "pkg:github/owner/repo#docs"),
        ("pkg:golang/github.com/a/b@v1", "pkg:golang/github.com/a/b@v2?goos=linux"),
        ("pkg://npm//left-pad@1.0.0", "pkg:npm/left-pad"),
    ];
    for (a, b) in same {
        assert_eq!(Purl::parse(a).unwrap().identity(), Purl::parse(b).unwrap().identity(), "{a} and {b}");
    }
    assert_ne!(
        Purl::parse("pkg:npm/a%2Fb").map(|purl| purl.identity()),
        Purl::parse("pkg:npm/a/b").map(|purl| purl.identity())
    );
    assert!(!Purl::parse("pkg:buildroot/busybox@1.36").unwrap().is_known());
    assert_eq!(Purl::parse("pkg:golang/stdlib@1.22.1").unwrap().version(), Some("1.22.1"));
}

#[test]
fn purls_that_lie_are_refused_with_a_reason() {
    let cases = [
        ("", "begins with `pkg:`"),
        ("npm/a", "begins with `pkg:`"),
        ("pkg:npm", "type is missing"),
        ("pkg:npm/", "name is missing"),
        ("pkg:npm/@1.0", "name is missing"),
        ("pkg:npm/a@%zz", "percent-encoding"),
        ("pkg:npm/a@%ff", "percent-encoding"),
        ("pkg:npm/a%2Fb/c", "percent-encoding"),
        ("pkg:npm/a?b", "is no qualifier"),
        ("pkg:npm/a?b=1&B=2", "twice"),
        ("pkg:maven/a", "asks for a namespace"),
        ("pkg:cargo/a/b", "has no namespace"),
        ("pkg:swid/a@1", "asks for the qualifier `tag_id`"),
        ("pkg:n\u{1b}[2J/a", "\\u{1b}"),
    ];
    for (text, told) in cases {
        let why = Purl::parse(text).unwrap_err().to_string();
        assert!(why.contains(told), "{text}: {why}");
    }
    assert!(Purl::parse(&format!("pkg:npm/{}", "a".repeat(5000))).is_err());
}

#[test]
fn a_cpe_says_how_much_it_names() {
    let cases = [
        ("cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*", Identity::Product),
        ("cpe:/a:openssl:openssl:3.0.1", Identity::Product),
        ("cpe:2.3:*:*:busybox:1.36:*:*:*:*:*:*:*", Identity::ProductOfAnyone),
        ("cpe:2.3:a:*busy:busybox:1.36:*:*:*:*:*:*:*", Identity::ProductOfAnyone),
        ("cpe:2.3:o:siemens:*:*:*:*:*:*:*:*:*", Identity::Nothing),
        ("cpe:2.3:o:siemens:s7-*:*:*:*:*:*:*:*:*", Identity::Nothing),
        ("cpe:2.3:o:siemens:-:*:*:*:*:*:*:*:*", Identity::Nothing),
    ];
    for (text, expected) in cases {
        let cpe = Cpe::parse(text).unwrap();
        assert_eq!(cpe.identity(), expected, "{text}");
        let again = cpe.to_string();
        assert_eq!(Cpe::parse(&again).unwrap(), cpe, "{text} is written {again}");
    }
}

#[test]
fn cpe_names_are_compared_as_nistir_7696_has_it() {
    let product = |rest: &str| format!("cpe:2.3:{rest}");
    let cases = [
        ("a:v:p:1.0:*:*:*:*:*:*:*", "a:v:p:1.0:*:*:*:*:*:*:*", Relation::Equal),
        ("a:v:p:*:*:*:*:*:*:*:*", "a:v:p:1.0:*:*:*:*:*:*:*", Relation::Superset),
        ("a:v:p:1.0:*:*:*:*:*:*:*", "a:v:p:*:*:*:*:*:*:*:*", Relation::Subset),
        ("a:v:p:1.0:*:*:*:*:*:*:*", "a:v:p:2.0:*:*:*:*:*:*:*", Relation::Disjoint),
        ("a:v:p:1.*:*:*:*:*:*:*:*", "a:v:p:1.9:*:*:*:*:*:*:*", Relation::Superset),
        ("a:v:p:1.?:*:*:*:*:*:*:*", "a:v:p:1.10:*:*:*:*:*:*:*", Relation::Disjoint),
        ("a:v:p:1.??:*:*:*:*:*:*:*", "a:v:p:1.10:*:*:*:*:*:*:*", Relation::Superset),
        ("a:v:p:*1.?:*:*:*:*:*:*:*", "a:v:p:21.1:*:*:*:*:*:*:*", Relation::Superset),
        ("a:v:p:-:*:*:*:*:*:*:*", "a:v:p:1.0:*:*:*:*:*:*:*", Relation::Disjoint),
        ("a:v:p:*:*:*:*:*:*:*:*", "a:v:p:-:*:*:*:*:*:*:*", Relation::Superset),
        ("a:v:p:1.0:*:*:*:*:*:*:*", "a:v:p:1.*:*:*:*:*:*:*:*", Relation::Undefined),
        ("a:v:p:*:sp1:*:*:*:*:*:*", "a:v:p:1.0:*:*:*:*:*:*:*", Relation::Undefined),
        ("o:v:p:*:*:*:*:*:*:*:*", "a:v:p:1.0:*:*:*:*:*:*:*", Relation::Disjoint),
        (r"a:v:c\+\+:*:*:*:*:*:*:*:*", r"a:v:C\+\+:*:*:*:*:*:*:*:*", Relation::Equal),
    ];
    for (source, target, expected) in cases {
        let (source, target) = (product(source), product(target));
        let found = Cpe::parse(&source).unwrap().relation(&Cpe::parse(&target).unwrap());
        assert_eq!(found, expected, "{source} to {target}");
    }
    let uri = Cpe::parse("cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~").unwrap();
    assert_eq!(uri.to_string(), r"cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*");
}

#[test]
fn cpe_names_that_are_none_are_refused() {
    let cases = [
        ("cpe:2.3:a:v:p", "3 values"),
        ("cpe:2.3:a:v:p:1:*:*:*:*:*:*:*:*", "12 values"),
        ("cpe:2.3:x:v:p:1:*:*:*:*:*:*:*", "`a`, `o` or `h`"),
        ("cpe:2.3:a:v::1:*:*:*:*:*:*:*", "empty"),
        ("cpe:2.3:a:v:p*q:1:*:*:*:*:*:*:*", "wildcards stand at its ends"),
        ("cpe:/a:v:%zz", "is no value"),
        ("openssl", "begins with"),
    ];
    for (text, told) in cases {
        let why = Cpe::parse(text).unwrap_err().to_string();
        assert!(why.contains(told), "{text}: {why}");
    }
}

#[test]
fn a_product_declares_how_it_counts() {
    let order = |pattern: &str, versions: &[&str]| {
        let declared = Declared::parse(pattern).unwrap();
        for pair in versions.windows(2) {
            assert_eq!(declared.compare(pair[0], pair[1]), Some(Ordering::Less), "{pattern}: {pair:?}");
        }
    };
    order(
        "[V]{major}.{minor}[ SP{service-pack}][ HF{hotfix}]",
        &["V2.9", "V2.9 HF1", "v2.9 sp1", "V2.9SP1 HF3", "V2.9 SP2", "2.10"],
    );
    order("V{n}.{n}[ SP{n}]", &["V1.9", "V1.10", "V1.10 SP2"]);
    order("R{release}", &["R1", "R2", "R10", "R99999999999999999999999999"]);
    order("{year}.{month}{revision:letters}", &["2024.1A", "2024.1z", "2024.1AA", "2024.2A"]);
    order(
        "{major}.{minor}[-{stage:alpha,beta,rc,}{number}]",
        &["1.0-alpha1", "1.0-alpha2", "1.0-beta1", "1.0-rc3", "1.0"],
    );
    let declared = Declared::parse("[V]{major}.{minor}[.{patch}]").unwrap();
    assert_eq!(declared.compare("V1.0", "1.0.0"), Some(Ordering::Equal));
    for none in ["", "1", "1.0.0.0", "1.0b", "1.0 SP1", "\u{1b}1.0"] {
        assert_eq!(declared.compare(none, "1.0"), None, "{none:?}");
    }
    for (pattern, told) in [
        ("", "no part"),
        ("V1.0", "no part"),
        ("{major", "`{` without `}`"),
        ("{major}]", "`]` without `[`"),
        ("[{major}", "`[` without `]`"),
        ("{a}{a}", "twice"),
        ("{a b}", "names no part"),
        ("{a:x}", "a list of words"),
        ("[[{a}]]", "inside"),
    ] {
        let why = Declared::parse(pattern).unwrap_err().to_string();
        assert!(why.contains(told), "{pattern}: {why}");
    }
}

#[test]
fn ranges_hold_what_they_say_and_nothing_by_accident() {
    let holds = |range: &str, version: &str| Vers::read(range).unwrap().0.contains(version);
    assert_eq!(holds("vers:npm/>=1.0.0|<2.0.0", "1.5.0"), Some(true));
    assert_eq!(holds("vers:npm/>=1.0.0|<2.0.0", "2.0.0"), Some(false));
    assert_eq!(holds("vers:npm/<1.0.0|>=2.0.0|<3.0.0", "1.5.0"), Some(false));
    assert_eq!(holds("vers:npm/<1.0.0|>=2.0.0|<3.0.0", "2.5.0"), Some(true));
    assert_eq!(holds("vers:npm/!=1.0.0", "1.0.0"), Some(false));
    assert_eq!(holds("vers:npm/!=1.0.0", "1.0.1"), Some(true));
    assert_eq!(holds("vers:npm/>=1.0.0|!=1.5.0|<2.0.0", "1.5.0"), Some(false));
    assert_eq!(holds("vers:pypi/1.0|2.0", "1.0.0"), Some(true));
    assert_eq!(holds("vers:pypi/1.0|2.0", "3.0"), Some(false));
    // Nothing is known about how a generic version is ordered.
    assert_eq!(holds("vers:generic/<2.0", "1.0"), None);
    assert_eq!(holds("vers:generic/1.0|2.0", "1.0"), Some(true));
    assert_eq!(holds("vers:generic/1.0|2.0", "3.0"), None);
    assert_eq!(holds("vers:npm/>=1.0.0", "not a version"), None);
    assert_eq!(holds("VERS:npm/ < 2.0.0 | >= 1.0.0", "1.5.0"), Some(true));
    assert_eq!(holds("vers:none/*", "1.0"), Some(false));
    for wrong in [
        "vers:all/<1.0",
        "vers:npm/=1.0.0",
        "vers:npm/",
        "vers:npm/1.0.0|1.0.0",
        "vers:invalid/1",
        "npm/1",
        "vers:npm/>",
    ] {
        assert!(Vers::parse(wrong).is_err(), "{wrong}");
    }
    let wide = Vers::parse("vers:pypi/>0.0.0|>=0.0.1|0.0.2|<0.0.3|0.0.4|<0.0.5|>=0.0.6").unwrap();
    assert_eq!(wide.simplified().to_string(), "vers:pypi/>0.0.0|<0.0.5|>=0.0.6");
}

#[test]
fn schemes_are_found_by_the_names_others_use() {
    assert_eq!(Scheme::of_osv_ecosystem("Debian:12"), Some(Scheme::Deb));
    assert_eq!(Scheme::of_osv_ecosystem("Alpine:v3.20"), Some(Scheme::Apk));
    assert_eq!(Scheme::of_osv_ecosystem("Android"), None);
    for scheme in Scheme::ALL {
        assert_eq!(Scheme::of_vers(scheme.vers_type()), scheme, "{scheme:?}");
    }
}
