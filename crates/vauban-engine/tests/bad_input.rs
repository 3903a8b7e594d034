//! Hostile and broken projects: each gets a finding with its place or a documented limit, the rest is still
//! judged, nothing is written, and no memory is lost to it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};

use vauban_engine::{Compilation, DiskWorld, MemoryWorld, ProjectError, ReadError, compile};
use vauban_model::Date;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

const PRODUCT: &str = "[product.example]\nversion = \"1.0\"\n";
/// A record whose finding shows that the rest of the project was judged.
const REST: &str = "[interface.rest]\non = \"nowhere\"\n";

fn memory(files: &[(&str, &[u8])]) -> Compilation {
    let own = [("vauban.toml", PRODUCT.as_bytes()), ("security/zz-rest.toml", REST.as_bytes())];
    let files = own.iter().chain(files).map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
    compile(&MemoryWorld::new(today(), files)).unwrap()
}

/// `code file:line:column` of every finding about the given file.
fn found(compiled: &Compilation, file: &str) -> Vec<String> {
    let in_file = compiled.findings.iter().filter_map(|finding| {
        let place = finding.place.as_ref()?;
        let source = compiled.model.sources.file(place.span.file);
        let at = source.line_column(place.span.start);
        (source.path == file).then(|| format!("{} {}:{}", finding.code, at.line, at.column))
    });
    in_file.collect()
}

fn check(text: &[u8], expected: &[&str]) {
    let compiled = memory(&[("security/a.toml", text)]);
    let found = found(&compiled, "security/a.toml");
    for wanted in expected {
        assert!(found.iter().any(|one| one == wanted), "no `{wanted}` in {found:?}");
    }
    let rest = self::found(&compiled, "security/zz-rest.toml");
    assert!(rest.contains(&"unresolved-reference 2:6".to_owned()), "the rest was not judged: {rest:?}");
}

#[test]
fn broken_toml() {
    check(b"[zone.a]\nkind = \n[zone.b\nkind = 'network'\n", &["toml-syntax 2:8"]);
}

#[test]
fn wrong_types_at_every_depth() {
    check(
        b"[interface.a]\non = 3\nport = 'x'\nusers = { }\noperations = [{ name = 1 }]\nconcerns = { logging = 'no' }\n",
        &["wrong-type 2:6", "wrong-type 3:8", "wrong-type 4:9", "wrong-type 5:24", "wrong-type 6:24"],
    );
}

#[test]
fn unknown_kinds_and_keys_are_answered_with_the_nearest() {
    let compiled = memory(&[("security/a.toml", b"[zoen.a]\n[zone.b]\nkimd = 'network'\n")]);
    let help: Vec<&str> = compiled.findings.iter().map(|finding| finding.help.as_str()).collect();
    assert!(help.iter().any(|help| help.contains("did you mean `zone`?")), "{help:?}");
    assert!(help.iter().any(|help| help.contains("did you mean `kind`?")), "{help:?}");
}

#[test]
fn dates_that_do_not_exist() {
    check(b"[review.r]\nkind = 'design'\ndate = 2026-02-30\n", &["no-such-date 3:8"]);
    check(b"[review.r]\nkind = 'design'\ndate = 2026-13-01\n", &["no-such-date 3:8"]);
}

#[test]
fn invalid_utf8_and_nul_bytes() {
    check(b"[zone.a]\ntitle = \"\xff\"\n", &["not-utf8 2:10"]);
    check(b"[zone.a]\ntitle = \"a\0b\"\n", &["nul-byte 2:11"]);
}

#[test]
fn ids_that_differ_only_in_case() {
    check(b"[zone.Plant]\n[zone.plant]\n", &["id-differs-in-case 2:7", "bad-id 1:7"]);
}

#[test]
fn cyclic_parents() {
    check(b"[zone.a]\nparent = 'b'\n[zone.b]\nparent = 'c'\n[zone.c]\nparent = 'a'\n", &["parent-cycle 1:1"]);
    check(b"[zone.a]\nparent = 'a'\n", &["parent-cycle 1:1"]);
    // One of several ways up is a circle, and the record below it is in none.
    check(
        b"[mechanism.a]\n[mechanism.b]\nrefines = ['a', 'c']\n[mechanism.c]\nrefines = ['b']\n[mechanism.d]\nrefines = ['c']\n",
        &["parent-cycle 2:1"],
    );
}

#[test]
fn a_line_of_ten_megabytes() {
    let text = format!("[zone.a]\ntitle = \"{}\"\nkind = 'x'\n", "y".repeat(10 << 20));
    check(text.as_bytes(), &["unknown-word 3:8"]);
}

#[test]
fn deep_nesting() {
    let deep = format!("[zone.a]\ntags = {}1{}\n", "[".repeat(50_000), "]".repeat(50_000));
    let compiled = memory(&[("security/a.toml", deep.as_bytes())]);
    assert!(found(&compiled, "security/a.toml").iter().any(|one| one.starts_with("toml-syntax")));
    let keys = format!("{} = 1\n", vec!["a"; 20_000].join("."));
    let compiled = memory(&[("security/a.toml", keys.as_bytes())]);
    assert!(!found(&compiled, "security/a.toml").is_empty());
}

#[test]
fn many_errors_in_one_file_stay_bounded() {
    let text = "x = = =\n".repeat(100_000);
    let compiled = memory(&[("security/a.toml", text.as_bytes())]);
    assert!(compiled.findings.len() < 200, "{}", compiled.findings.len());
}

#[test]
fn duplicate_ids_show_both_places() {
    let compiled = memory(&[("security/a.toml", b"[zone.a]\n"), ("security/b.toml", b"\n[zone.a]\n")]);
    let twin = compiled.findings.iter().find(|finding| finding.code == "duplicate-id").unwrap();
    assert_eq!(twin.message, "`zone.a` is already in security/a.toml:1");
    assert_eq!(twin.related.len(), 1);
}

#[test]
fn folders_that_use_each_other_in_a_circle() {
    let files = [
        ("vauban.toml", "[product.p]\nversion = '1'\n[use.platform]\npath = 'platform'\n"),
        ("platform/vauban.toml", "[use.product]\npath = '..'\n"),
    ];
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let compiled = compile(&MemoryWorld::new(today(), files).named("memory:")).unwrap();
    assert_eq!(compiled.findings.iter().filter(|finding| finding.code == "use-cycle").count(), 1);
}

#[test]
fn without_a_project_there_is_nothing_to_compile() {
    let world = MemoryWorld::new(today(), [("security/a.toml".to_owned(), b"[zone.a]".to_vec())]);
    assert_eq!(compile(&world).err(), Some(ProjectError::NoProject));
}

#[test]
fn a_secret_is_an_error_and_is_not_repeated() {
    let text = format!("[document.k]\ndescription = \"-----BEGIN EC {}KEY-----\\nMHcCAQEEIB\"\n", "PRIVATE ");
    let compiled = memory(&[("security/a.toml", text.as_bytes())]);
    let secret = compiled.findings.iter().find(|finding| finding.code == "secret-in-record").unwrap();
    assert!(!secret.message.contains("MHcCAQ") && !secret.help.contains("MHcCAQ"));
}

#[test]
fn limits_are_named_in_the_message() {
    let world = MemoryWorld::new(today(), [("vauban.toml".to_owned(), PRODUCT.into())])
        .with_problem("security/too-many.toml", ReadError::TooMany)
        .with_problem("security/big.toml", ReadError::TooLarge(17 << 20));
    let compiled = compile(&world).unwrap();
    let messages: Vec<&str> = compiled.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(messages.iter().any(|message| message.contains("16777216")), "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("200000")), "{messages:?}");
}

/// A folder of its own below the system's temporary one, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("security")).unwrap();
        fs::write(path.join("vauban.toml"), PRODUCT).unwrap();
        fs::write(path.join("security/zz-rest.toml"), REST).unwrap();
        Folder(path)
    }

    fn compile(&self) -> Compilation {
        compile(&DiskWorld::open(&self.0, today()).unwrap()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn codes(compiled: &Compilation) -> Vec<&'static str> {
    compiled.findings.iter().map(|finding| finding.code).collect()
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_project_are_not_followed() {
    let outside = Folder::new("outside");
    let folder = Folder::new("links");
    std::os::unix::fs::symlink(outside.0.join("vauban.toml"), folder.0.join("security/out.toml")).unwrap();
    std::os::unix::fs::symlink(&outside.0, folder.0.join("security/folder")).unwrap();
    std::os::unix::fs::symlink(".", folder.0.join("security/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere.toml", folder.0.join("security/broken.toml")).unwrap();
    fs::write(
        folder.0.join("security/a.toml"),
        "[document.d]\nfile = \"../../etc/passwd\"\n[competence.c]\nperson = \"p\"\nevidence = \"/etc/passwd\"\n[person.p]\n",
    )
    .unwrap();
    let compiled = folder.compile();
    assert_eq!(codes(&compiled).iter().filter(|code| **code == "link-outside").count(), 2, "{:?}", codes(&compiled));
    assert!(codes(&compiled).contains(&"unreadable-file"));
    assert!(codes(&compiled).contains(&"unresolved-reference"));
    let evidence = compiled.findings.iter().find(|finding| finding.code == "evidence-missing").unwrap();
    assert!(evidence.message.contains("outside the project"), "{}", evidence.message);
    assert!(outside.0.join("vauban.toml").exists());
}

/// Opening a pipe waits for somebody at its other end, who may never come.
#[cfg(unix)]
#[test]
fn pipes_are_refused_and_never_opened() {
    let folder = Folder::new("pipes");
    fs::write(folder.0.join("vauban.toml"), "[catalogs]\nfiles = [\"pipe\"]\n").unwrap();
    fs::write(folder.0.join("security/a.toml"), "[document.pipe]\nfile = \"pipe\"\n").unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.0.join("pipe")).status().unwrap();
    assert!(made.success());
    let compiled = folder.compile();
    assert!(codes(&compiled).contains(&"catalog-broken"), "{:?}", codes(&compiled));
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_pipes_are_told() {
    let folder = Folder::new("unreadable");
    std::os::unix::net::UnixListener::bind(folder.0.join("security/socket.toml")).unwrap();
    fs::create_dir(folder.0.join("security/folder.toml")).unwrap();
    let compiled = folder.compile();
    assert!(codes(&compiled).contains(&"unreadable-file"), "{:?}", codes(&compiled));
    assert!(codes(&compiled).contains(&"unresolved-reference"));
}

#[test]
fn nothing_is_written() {
    let folder = Folder::new("nothing");
    fs::write(folder.0.join("security/broken.toml"), "[zone.a\n").unwrap();
    let before = snapshot(&folder.0);
    folder.compile();
    assert_eq!(before, snapshot(&folder.0));
}

fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => all.push((path.clone(), fs::read(path).unwrap())),
            }
        }
    }
    all.sort();
    all
}

#[test]
fn twenty_thousand_dangling_references_are_told_in_linear_time() {
    let mut text = String::new();
    for at in 0..20_000 {
        text.push_str(&format!("[zone.zone-number-{at}]\nparent = \"zone-nummer-{at}x\"\n"));
    }
    let compiled = memory(&[("security/a.toml", text.as_bytes())]);
    let dangling: Vec<_> = compiled.findings.iter().filter(|finding| finding.code == "unresolved-reference").collect();
    assert_eq!(dangling.len(), 20_001);
    assert!(dangling.iter().any(|finding| finding.help.contains("did you mean")));
    assert!(dangling.iter().any(|finding| finding.help.contains("add a record")));
}

#[test]
fn twenty_thousand_files_of_one_record_each() {
    let files = (0..20_000)
        .map(|at| (format!("security/z/{at:05}.toml"), format!("[zone.z{at}]\nkind = 'network'\n").into_bytes()));
    let own = [("vauban.toml".to_owned(), PRODUCT.as_bytes().to_vec())];
    let compiled = compile(&MemoryWorld::new(today(), files.chain(own))).unwrap();
    assert_eq!(compiled.model.zone.len(), 20_000);
}
