//! The repositories of others, each as its makers expect it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise")]

mod kit;

use std::path::Path;

use kit::Folder;
use vauban_tuf::metadata::{Root, TOP};
use vauban_tuf::{Audit, Client, Kind, Limits, Refusal, Signed, State, audit, read_any};

const NOW: &str = "2024-06-01T12:00:00Z";

fn client(root: &Path, now: &str) -> Result<Client, Refusal> {
    Client::new(State::of_root(std::fs::read(root).unwrap()), now.parse().unwrap(), Limits::default())
}

/// Updates from a repository and looks at all of it.
fn whole(source: &mut Folder, root: &Path, now: &str) -> Result<(Client, Audit), Refusal> {
    let mut client = client(root, now)?;
    client.refresh(source)?;
    let audit = audit(&mut client, source);
    Ok((client, audit))
}

fn fetched(client: &mut Client, source: &mut Folder, path: &str) -> Result<Vec<u8>, Refusal> {
    let found = client.find(source, path)?.ok_or_else(|| Refusal::new(Kind::Missing, path, "no role names it"))?;
    let mut bytes = Vec::new();
    client.fetch(source, &found, &mut bytes)?;
    Ok(bytes)
}

/// Every static repository of the conformance suite, with the time and the target of its own test.
#[test]
fn static_repositories_of_the_conformance_suite() {
    let mut ran = 0;
    for corpus in kit::corpora() {
        for entry in std::fs::read_dir(corpus.join("tuf-conformance/static_data")).unwrap() {
            let base = entry.unwrap().path();
            let Ok(target) = std::fs::read_to_string(base.join("targetpath")) else { continue };
            let now = std::fs::read_to_string(base.join("faketime"))
                .map_or(NOW.to_owned(), |time| time.trim().replace(' ', "T"));
            let mut source = Folder::new(&base);
            let mut client = client(&base.join("initial_root.json"), &now).unwrap();
            client.refresh(&mut source).unwrap_or_else(|refusal| panic!("{}: {refusal}", base.display()));
            let bytes = fetched(&mut client, &mut source, target.trim()).unwrap_or_else(|refusal| panic!("{refusal}"));
            assert!(!bytes.is_empty());
            // A second update from what was kept needs nothing new.
            let mut again = Client::new(client.state().clone(), now.parse().unwrap(), Limits::default()).unwrap();
            assert!(again.refresh(&mut source).unwrap().roots.is_empty());
            assert_eq!(fetched(&mut again, &mut source, target.trim()).unwrap(), bytes);
            ran += 1;
        }
    }
    assert!(ran > 0);
}

#[test]
fn repositories_of_tough_that_are_good() {
    for corpus in kit::corpora() {
        for (name, targets) in [
            ("tuf-reference-impl", vec![("file1.txt", 31), ("file2.txt", 39), ("file3.txt", 28)]),
            ("consistent-snapshots", vec![("data1.txt", 14), ("data2.txt", 14)]),
            ("dubious-role-names", vec![("1.txt", 2), ("2.txt", 2)]),
        ] {
            let base = corpus.join("tough").join(name);
            let mut source = Folder::new(&base);
            let (mut client, audit) = whole(&mut source, &base.join("metadata/1.root.json"), NOW)
                .unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            for (path, length) in targets {
                let bytes = fetched(&mut client, &mut source, path);
                assert_eq!(bytes.unwrap_or_else(|refusal| panic!("{name}: {refusal}")).len(), length, "{name} {path}");
            }
            println!("{name}: {} roles, {} targets, {:?}", audit.roles.len(), audit.targets, audit.problems);
        }
    }
}

#[test]
fn the_rotated_root_is_followed() {
    for corpus in kit::corpora() {
        let base = corpus.join("tough/rotated-root");
        let mut source = Folder { metadata: base.clone(), targets: base.clone() };
        let mut client = client(&base.join("1.root.json"), NOW).unwrap();
        let refreshed = client.refresh(&mut source).unwrap();
        assert_eq!(refreshed.roots, [2]);
        assert_eq!(client.root().version(), 2);
    }
}

#[test]
fn the_expired_repository_is_a_freeze() {
    for corpus in kit::corpora() {
        let base = corpus.join("tough/expired-repository");
        let mut source = Folder::new(&base);
        let refusal = whole(&mut source, &base.join("metadata/1.root.json"), NOW).map(|_| ()).unwrap_err();
        assert_eq!(refusal.kind, Kind::Freeze, "{refusal}");
        // Before it expired it was good.
        whole(&mut source, &base.join("metadata/1.root.json"), "1998-12-31T00:00:00Z").unwrap();
    }
}

/// Roots that do not vouch for themselves, each with what is wrong.
#[test]
fn roots_of_tough_that_are_bad() {
    for corpus in kit::corpora() {
        for (name, kind, says) in [
            ("duplicate-keyid", Kind::Malformed, "twice"),
            ("duplicate-sig-keys", Kind::Malformed, "each key signs once"),
            ("invalid-root-json-signature", Kind::Threshold, "does not fit"),
            ("mismatched-root-json-keyids", Kind::Threshold, "no say here"),
            ("no-root-json-signatures", Kind::Threshold, "0 of 1"),
        ] {
            let refusal = client(&corpus.join("tough").join(name).join("root.json"), NOW).map(|_| ()).unwrap_err();
            assert_eq!(refusal.kind, kind, "{name}: {refusal}");
            assert!(refusal.message.contains(says), "{name}: {refusal}");
        }
    }
}

/// Its expiry counts, not its signature: an expired root is trusted so far that a newer one can be looked for.
#[test]
fn an_expired_root_leads_no_further() {
    for corpus in kit::corpora() {
        let base = corpus.join("tough/expired-root-json-signature");
        let mut source = Folder { metadata: base.join("none"), targets: base.clone() };
        let refusal =
            client(&base.join("root.json"), NOW).and_then(|mut client| client.refresh(&mut source)).unwrap_err();
        assert_eq!(refusal.kind, Kind::Freeze, "{refusal}");
    }
}

/// Points in hexadecimal digits instead of PEM, as repositories wrote them years ago.
#[test]
fn keys_in_hexadecimal_digits_verify() {
    for corpus in kit::corpora() {
        let path = corpus.join("tough/hex-encoded-ecdsa-sig-keys/root.json");
        client(&path, "2022-01-01T00:00:00Z").unwrap();
        let root = Signed::<Root>::read(&std::fs::read(path).unwrap(), "root.json").unwrap();
        assert_eq!(root.role.roles.root.threshold, 3);
    }
}

/// Paths with `..` in signed metadata: the metadata is read, the targets are not written anywhere.
#[test]
fn paths_that_lead_up_are_refused() {
    for corpus in kit::corpora() {
        let base = corpus.join("tough/safe-target-paths");
        let mut source = Folder::new(&base);
        let (mut client, audit) = whole(&mut source, &base.join("metadata/1.root.json"), NOW).unwrap();
        assert_eq!(audit.roles.len(), 2);
        assert_eq!(audit.problems.len(), 3);
        assert!(audit.problems.iter().all(|problem| problem.kind == Kind::UnsafePath));
        let refusal = fetched(&mut client, &mut source, "foo/../bar/../baz/../data1.txt").unwrap_err();
        assert_eq!(refusal.kind, Kind::UnsafePath);
    }
}

/// Every metadata file of the corpora is one that is read, apart from those that are defective on purpose.
#[test]
fn every_file_is_read() {
    for corpus in kit::corpora() {
        let mut folders = vec![corpus];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "json") {
                    files += 1;
                    let defective = ["duplicate-keyid", "duplicate-sig-keys"]
                        .iter()
                        .any(|name| path.ends_with(format!("{name}/root.json")));
                    let read = read_any(&std::fs::read(&path).unwrap(), &path.display().to_string());
                    assert_eq!(read.is_err(), defective, "{read:?}");
                    assert!(read.is_err() || TOP.contains(&read.unwrap()));
                }
            }
        }
        assert!(files > 30);
    }
}
