//! Places of providers: what we write fulfils what we check, what is broken is seen where it is broken.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::path::{Path, PathBuf};

use vauban_csaf::publish::check::{Files, Findings, Standing, check};
use vauban_csaf::publish::{Key, Provider, Publisher, Role, Tree, security_txt, tree};

fn advisory(id: &str, label: &str, initial: &str, current: &str) -> Vec<u8> {
    let distribution = if label.is_empty() {
        String::new()
    } else {
        format!("\"distribution\":{{\"tlp\":{{\"label\":\"{label}\"}}}},")
    };
    format!(
        "{{\"document\":{{\"category\":\"csaf_security_advisory\",\"csaf_version\":\"2.0\",{distribution}\"publisher\":{{\
         \"category\":\"vendor\",\"name\":\"Example\",\"namespace\":\"https://example.com\"}},\"title\":\"About {id}\",\
         \"tracking\":{{\"id\":\"{id}\",\"initial_release_date\":\"{initial}\",\"current_release_date\":\"{current}\",\
         \"status\":\"final\"}}}}}}"
    )
    .into_bytes()
}

fn armor(kind: &str) -> Vec<u8> {
    format!("-----BEGIN PGP {kind}-----\n\niQIzBAAB\n=abcd\n-----END PGP {kind}-----\n").into_bytes()
}

fn provider() -> Provider {
    Provider {
        site: "https://www.example.com".to_owned(),
        role: Role::TrustedProvider,
        publisher: Publisher {
            category: "vendor".to_owned(),
            name: "Example".to_owned(),
            namespace: "https://example.com".to_owned(),
            contact_details: None,
            issuing_authority: None,
        },
        list: true,
        mirror: true,
        keys: vec![Key {
            fingerprint: "8F5F267907B2C4559DB360DB2294BA7D2B2298B1".to_owned(),
            armored: armor("PUBLIC KEY BLOCK"),
        }],
        changed: None,
    }
}

fn documents() -> Vec<Vec<u8>> {
    vec![
        advisory("ESA 2026:01", "WHITE", "2026-01-10T08:00:00Z", "2026-03-01T08:00:00Z"),
        advisory("esa-2025-07", "WHITE", "2025-07-01T08:00:00+02:00", "2026-03-02T07:00:00Z"),
        advisory("esa-2026-02", "AMBER", "2026-02-10T08:00:00Z", "2026-02-10T08:00:00Z"),
        advisory("esa-2026-03", "", "2026-02-11T08:00:00Z", "2026-02-11T08:00:00Z"),
    ]
}

fn written() -> Tree {
    let documents = documents();
    let signature = armor("SIGNATURE");
    let all: Vec<(&[u8], Option<&[u8]>)> = documents.iter().map(|bytes| (&bytes[..], Some(&signature[..]))).collect();
    tree(&provider(), &all).unwrap()
}

fn standings(findings: &Findings) -> Vec<(u8, &'static str)> {
    findings.requirements.iter().map(|one| (one.number, one.standing.word())).collect()
}

fn remarks(findings: &Findings, number: u8) -> Vec<String> {
    let all = &findings.requirements[usize::from(number) - 1].remarks;
    all.iter()
        .map(|one| format!("{}:{} {}", one.path.as_deref().unwrap_or(""), one.line.unwrap_or(0), one.what))
        .collect()
}

fn failed(files: &Files) -> Vec<u8> {
    let findings = check(files, &|_| Ok(()));
    findings.requirements.iter().filter(|one| one.standing == Standing::Failed).map(|one| one.number).collect()
}

#[test]
fn what_is_written_lacks_only_what_a_server_shows() {
    let tree = written();
    assert_eq!(tree.unsigned, Vec::<String>::new());
    assert_eq!(tree.protect, [".well-known/csaf/amber/"]);
    let findings = check(&tree.files, &|_| Ok(()));
    let unknown = [3, 4, 5, 6, 8, 10, 14, 19];
    let expect: Vec<(u8, &str)> =
        (1..=20).map(|number| (number, if unknown.contains(&number) { "unknown" } else { "met" })).collect();
    assert_eq!(standings(&findings), expect, "{findings:#?}");
    assert_eq!((findings.claims, findings.role), (Some(Role::TrustedProvider), Standing::Unknown));
    let text = |path: &str| String::from_utf8(tree.files[path].clone()).unwrap();
    assert_eq!(
        text(".well-known/csaf/white/changes.csv"),
        "\"2025/esa-2025-07.json\",\"2026-03-02T07:00:00Z\"\n\"2026/esa_2026_01.json\",\"2026-03-01T08:00:00Z\"\n"
    );
    assert_eq!(text(".well-known/csaf/white/index.txt"), "2025/esa-2025-07.json\n2026/esa_2026_01.json\n");
    let document = documents()[1].clone();
    assert_eq!(tree.files[".well-known/csaf/white/2025/esa-2025-07.json"], document);
    let mut again = documents();
    again.reverse();
    let signature = armor("SIGNATURE");
    let all: Vec<(&[u8], Option<&[u8]>)> = again.iter().map(|bytes| (&bytes[..], Some(&signature[..]))).collect();
    assert_eq!(vauban_csaf::publish::tree(&provider(), &all).unwrap(), tree, "the order of advisories shows");
}

#[test]
fn a_security_txt_among_the_files_is_looked_at() {
    let mut files = written().files;
    let text = "Contact: mailto:a@example.com\nExpires: 2027-01-01T00:00:00Z\nCSAF: https://www.example.com/.well-known/csaf/provider-metadata.json\n";
    files.insert(".well-known/security.txt".to_owned(), text.as_bytes().to_vec());
    let findings = check(&files, &|_| Ok(()));
    assert_eq!(findings.requirements[7].standing, Standing::Met);
    let other = text.replace("www.", "old.");
    files.insert(".well-known/security.txt".to_owned(), other.into_bytes());
    assert_eq!(failed(&files), [8]);
    assert_eq!(check(&files, &|_| Ok(())).role, Standing::Unknown, "the well-known place is enough");
}

#[test]
fn each_broken_file_fails_its_requirement() {
    let good = written().files;
    let root = ".well-known/csaf";
    let white = format!("{root}/white/2026/esa_2026_01.json");
    let broken = |expect: &[u8], change: &dyn Fn(&mut Files)| {
        let mut files = good.clone();
        change(&mut files);
        assert_eq!(failed(&files), expect, "{:#?}", check(&files, &|_| Ok(())));
    };
    let replace = |files: &mut Files, path: &str, from: &str, to: &str| {
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    };
    assert_eq!(failed(&good), Vec::<u8>::new());
    broken(&[7, 9, 20], &|files| {
        files.remove(&format!("{root}/provider-metadata.json"));
    });
    broken(&[7], &|files| replace(files, &format!("{root}/provider-metadata.json"), "\"role\"", "\"rule\""));
    broken(&[3], &|files| {
        replace(
            files,
            &format!("{root}/provider-metadata.json"),
            "https://www.example.com/.well-known/csaf/service",
            "http://www.example.com/.well-known/csaf/service",
        );
    });
    broken(&[18], &|files| replace(files, &format!("{white}.sha512"), " ", "0 "));
    broken(&[19], &|files| {
        files.insert(format!("{white}.asc"), b"none".to_vec());
    });
    broken(&[19], &|files| {
        files.remove(&format!("{white}.asc"));
    });
    broken(&[12], &|files| replace(files, &format!("{root}/white/index.txt"), "2026/esa_2026_01.json\n", ""));
    broken(&[12], &|files| replace(files, &format!("{root}/white/index.txt"), "2026/", "../2026/"));
    broken(&[13], &|files| replace(files, &format!("{root}/white/changes.csv"), "2026-03-02", "2026-03-01"));
    broken(&[13], &|files| replace(files, &format!("{root}/white/changes.csv"), "\"2025", "nothing\n\"2025"));
    broken(&[15], &|files| replace(files, &format!("{root}/feed-tlp-white.json"), "\"hash\"", "\"hush\""));
    broken(&[15], &|files| {
        replace(
            files,
            &format!("{root}/feed-tlp-white.json"),
            "\"updated\": \"2026-03-01",
            "\"updated\": \"2026-03-09",
        );
    });
    broken(&[15, 16], &|files| {
        replace(files, &format!("{root}/feed-tlp-white.json"), "feed-tlp-white.json", "feed-white.json");
    });
    broken(&[16], &|files| replace(files, &format!("{root}/service.json"), "feed-tlp-white", "feed-white"));
    broken(&[17], &|files| replace(files, &format!("{root}/category-tlp-white.json"), "term", "word"));
    broken(&[20], &|files| {
        files.retain(|path, _| !path.contains("openpgp"));
    });
    // Renamed: the name, the lists, the feed and the files beside it no longer fit.
    broken(&[2, 12, 13, 15, 18, 19], &|files| {
        let bytes = files.remove(&white).unwrap();
        files.insert(white.replace("esa_2026_01", "ESA 2026-01"), bytes);
    });
    broken(&[1], &|files| {
        files.insert("more.json".to_owned(), b"{\"document\": {}}".to_vec());
    });
    broken(&[5, 11, 12, 13, 15], &|files| {
        for ending in ["", ".sha256", ".sha512", ".asc"] {
            let path = format!("{root}/amber/2026/esa-2026-02.json{ending}");
            let bytes = files.remove(&path).unwrap();
            files.insert(format!("{root}/white/amber/esa-2026-02.json{ending}"), bytes.clone());
            files.insert(format!("{root}/white/2026/esa-2026-02.json{ending}"), bytes);
        }
    });
    let findings = check(&good, &|_| Err("no vulnerabilities".to_owned()));
    assert_eq!(findings.role, Standing::Failed);
    assert_eq!(remarks(&findings, 1).len(), 4);
}

#[test]
fn what_may_not_be_published_is_refused_with_all_reasons() {
    let draft = String::from_utf8(documents()[0].clone()).unwrap().replace("final", "draft");
    let foreign = String::from_utf8(documents()[1].clone()).unwrap().replace("\"Example\"", "\"Other\"");
    let twice = advisory("esa 2026 01", "WHITE", "2024-01-10T08:00:00Z", "2026-03-01T08:00:00Z");
    let all: Vec<(&[u8], Option<&[u8]>)> =
        vec![(draft.as_bytes(), None), (foreign.as_bytes(), None), (&twice, None), (b"[]", None)];
    let mut provider = provider();
    provider.site = "http://www.example.com".to_owned();
    provider.keys[0].fingerprint = "8F5F".to_owned();
    let wrong = tree(&provider, &all).unwrap_err();
    for part in [
        "no site",
        "no fingerprint",
        "is a draft",
        "same file name",
        "another publisher",
        "/document/tracking/id is missing",
    ] {
        assert!(wrong.iter().any(|line| line.contains(part)), "{part}: {wrong:#?}");
    }
    assert!(
        tree(&Provider { keys: Vec::new(), ..provider }, &[])
            .unwrap_err()
            .iter()
            .any(|line| line.contains("requirement 20"))
    );
}

fn corpora() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(root.join("../shared"), PathBuf::from).join("corpora");
    if !shared.exists() {
        println!("SKIPPED: no corpora in {}", shared.display());
    }
    shared.exists().then_some(shared)
}

fn files(root: &Path, folder: &Path, found: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files(root, &path, found),
            path => {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
}

/// A part of a real distribution: what it lacks as it lies there.
#[test]
fn a_real_distribution_fails_where_it_does() {
    let Some(corpora) = corpora() else { return };
    let root = corpora.join("csaf-cisa-ot/provider-dir");
    let mut found = Files::new();
    files(&root, &root, &mut found);
    let findings = check(&found, &|_| Ok(()));
    assert!(findings.documents >= 4);
    // No metadata and no key are among the files; lists name paths from elsewhere; links say `ref` for `rel`.
    assert_eq!(failed(&found), [7, 9, 12, 13, 15, 20], "{findings:#?}");
    assert!(
        remarks(&findings, 15).iter().any(|line| line.contains("`rel` is missing")),
        "{:?}",
        remarks(&findings, 15)
    );
    assert!(remarks(&findings, 12).iter().any(|line| line.contains("IT/white/index.txt:1 ")));
    assert_eq!(findings.requirements[17].standing, Standing::Met, "digests are right");
}

/// Held back are a third of the files; the rule is the folder, not the file.
#[test]
fn the_folder_says_whether_a_security_txt_is_right() {
    let local = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/security-txt");
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    for root in [Some(local), corpora().map(|corpora| corpora.join("security-txt"))].into_iter().flatten() {
        for (folder, right) in [("valid", true), ("invalid", false)] {
            let mut found = Files::new();
            files(&root, &root.join(folder), &mut found);
            assert!(found.len() > 2, "{}", root.display());
            for (name, bytes) in found {
                let errors: Vec<_> = security_txt::SecurityTxt::read(&bytes)
                    .check(now)
                    .into_iter()
                    .filter(|remark| remark.weight == security_txt::Weight::Error)
                    .collect();
                assert_eq!(errors.is_empty(), right, "{name}: {errors:?}");
            }
        }
    }
}

#[test]
fn a_security_txt_that_is_written_is_right_and_holds_no_foreign_line() {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    let contents = security_txt::Contents {
        contacts: vec!["mailto:psirt@example.com".to_owned(), "https://example.com/report".to_owned()],
        expires: "2027-06-30T10:00:00Z".to_owned(),
        languages: vec!["en".to_owned(), "de".to_owned()],
        csaf: Some("https://www.example.com/.well-known/csaf/provider-metadata.json".to_owned()),
        ..security_txt::Contents::default()
    };
    let text = security_txt::write(&contents, now).unwrap();
    assert_eq!(
        text,
        "Contact: mailto:psirt@example.com\nContact: https://example.com/report\nExpires: 2027-06-30T10:00:00Z\n\
         Preferred-Languages: en, de\nCSAF: https://www.example.com/.well-known/csaf/provider-metadata.json\n"
    );
    let evil = security_txt::Contents {
        policy: Some("https://example.com/a\nContact: mailto:evil@example.org".to_owned()),
        ..contents
    };
    assert!(security_txt::write(&evil, now).is_err());
    assert!(security_txt::write(&security_txt::Contents::default(), now).is_err());
}

#[test]
fn signed_text_is_read_as_it_was_signed() {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@example.com\n\
        Expires: 2027-01-01T00:00:00Z\n- -----\n-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n";
    let errors = |text: &str| {
        let read = security_txt::SecurityTxt::read(text.as_bytes());
        assert!(read.signed);
        let all = read.check(now).into_iter().filter(|remark| remark.weight == security_txt::Weight::Error);
        all.map(|remark| (remark.line, remark.what)).collect::<Vec<_>>()
    };
    assert_eq!(errors(signed).len(), 1, "the line of dashes is no field");
    let right = signed.replace("- -----\n", "");
    assert_eq!(errors(&right), []);
    let after = format!("{right}Contact: mailto:evil@example.org\n");
    assert!(errors(&after)[0].1.contains("not signed"));
    assert!(!errors(&right.replace("-----END PGP SIGNATURE-----", "")).is_empty());
}
