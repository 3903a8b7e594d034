//! Lock files as bills: what is a package of a registry, who needs whom, what is only for development.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use vauban_sbom::words::{Relation, Scope};
use vauban_sbom::{Bill, Format, read};

fn named<'b>(bill: &'b Bill, name: &str) -> (usize, &'b vauban_sbom::Component) {
    bill.components.iter().enumerate().find(|(_, part)| part.full_name() == name).unwrap()
}

fn uses(bill: &Bill, from: &str, to: &str, relation: Relation) -> bool {
    let (from, to) = (named(bill, from).0, named(bill, to).0);
    bill.edges.iter().any(|edge| (edge.from, edge.to, edge.relation) == (from, to, relation))
}

#[test]
fn a_lock_file_of_cargo_names_registry_git_and_own_packages_apart() {
    let text = r#"version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["serde 1.0.2", "local", "forked"]

[[package]]
name = "local"
version = "1.0.0"

[[package]]
name = "serde"
version = "1.0.1"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "serde"
version = "1.0.2+build"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "AA"

[[package]]
name = "forked"
version = "2.0.0"
source = "git+https://example.com/forked?branch=main#0123456789abcdef"
dependencies = ["nowhere"]
"#;
    let bill = read(text.replace("serde 1.0.2\"", "serde 1.0.2+build\"").as_bytes()).unwrap();
    assert_eq!((bill.format, bill.spec.as_str()), (Format::CargoLock, "4"));
    assert_eq!(bill.roots, [0, 1]);
    // A package of one's own is not the one of that name on crates.io.
    assert_eq!(named(&bill, "local").1.purl(), None);
    assert_eq!(bill.components[3].purl(), Some("pkg:cargo/serde@1.0.2%2Bbuild"));
    assert_eq!(bill.components[3].hashes[0].value, "aa");
    assert!(
        named(&bill, "forked")
            .1
            .purl()
            .unwrap()
            .starts_with("pkg:cargo/forked@2.0.0?vcs_url=git%2Bhttps://example.com/")
    );
    let app: Vec<usize> = bill.edges.iter().filter(|edge| edge.from == 0).map(|edge| edge.to).collect();
    assert_eq!(app, [1, 3, 4]);
    assert!(bill.problems.iter().any(|problem| problem.message.contains("`nowhere`")));
    assert_eq!(bill.place(bill.components[1].offset).line, 8);
}

#[test]
fn a_lock_file_of_npm_finds_packages_as_node_does() {
    let text = r#"{"name":"app","version":"1.0.0","lockfileVersion":3,"packages":{
        "":{"name":"app","version":"1.0.0","dependencies":{"a":"^1","w":"*"},"devDependencies":{"@s/d":"*"}},
        "node_modules/a":{"version":"1.0.0","resolved":"https://example.com/a.tgz","integrity":"sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=","dependencies":{"b":"*"}},
        "node_modules/b":{"version":"1.0.0"},
        "node_modules/a/node_modules/b":{"version":"2.0.0"},
        "node_modules/@s/d":{"version":"3.0.0","dev":true,"dependencies":{"b":"*"}},
        "node_modules/g":{"version":"1.0.0","resolved":"git+ssh://git@example.com/g.git#0123"},
        "node_modules/w":{"resolved":"packages/w","link":true},
        "packages/w":{"version":"0.0.1","dependencies":{"a":"*"}}}}"#;
    let bill = read(text.as_bytes()).unwrap();
    assert_eq!((bill.format, bill.spec.as_str(), bill.roots.as_slice()), (Format::NpmLock, "3", &[0][..]));
    let inner = bill.components.iter().position(|part| part.name == "b" && part.version == "2.0.0").unwrap();
    let outer = bill.components.iter().position(|part| part.name == "b" && part.version == "1.0.0").unwrap();
    let a = named(&bill, "a").0;
    assert!(bill.edges.iter().any(|edge| (edge.from, edge.to) == (a, inner)), "its own folder comes first");
    assert!(!bill.edges.iter().any(|edge| (edge.from, edge.to) == (a, outer)));
    assert!(uses(&bill, "app", "@s/d", Relation::DevDependency));
    assert_eq!(named(&bill, "@s/d").1.scope, Some(Scope::Excluded));
    assert_eq!(named(&bill, "@s/d").1.purl(), Some("pkg:npm/%40s/d@3.0.0"));
    assert_eq!(named(&bill, "g").1.purl(), None, "a package from git is not the one of the registry");
    assert_eq!(named(&bill, "a").1.hashes[0].value, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    // A link leads to the folder that it names.
    let workspace = bill.components.iter().position(|part| part.id == "packages/w").unwrap();
    assert!(bill.edges.iter().any(|edge| (edge.from, edge.to) == (0, workspace)));
    assert!(bill.edges.iter().any(|edge| (edge.from, edge.to) == (workspace, a)));
}

#[test]
fn the_first_version_of_npms_lock_file_nests_packages() {
    let text = r#"{"name":"app","version":"1.0.0","lockfileVersion":1,"requires":true,"dependencies":{
        "a":{"version":"1.0.0","requires":{"b":"*"},"dependencies":{"b":{"version":"2.0.0"}}},"b":{"version":"1.0.0","dev":true}}}"#;
    let bill = read(text.as_bytes()).unwrap();
    assert_eq!(bill.components.len(), 4);
    let inner = bill.components.iter().position(|part| part.version == "2.0.0").unwrap();
    let a = named(&bill, "a").0;
    assert!(bill.edges.iter().any(|edge| (edge.from, edge.to, edge.relation) == (a, inner, Relation::DependsOn)));
}

#[test]
fn real_lock_files_have_a_place_for_everything() {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(beside, std::path::PathBuf::from);
    let Ok(folder) = std::fs::read_dir(shared.join("corpora/match-rustsec")) else {
        eprintln!("SKIPPED: the corpus `match-rustsec` is not here");
        return;
    };
    let mut seen = 0;
    for path in
        folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "lock"))
    {
        let text = std::fs::read_to_string(&path).unwrap();
        let bill = read(text.as_bytes()).unwrap();
        assert_eq!(bill.components.len(), text.matches("[[package]]").count(), "{}", path.display());
        let registry = text.matches("source = \"registry+").count();
        let plain = bill.components.iter().filter(|part| part.purl().is_some_and(|purl| !purl.contains('?'))).count();
        assert_eq!((plain, bill.problems.len()), (registry, 0), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0);
}
