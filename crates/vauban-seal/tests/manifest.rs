//! Manifests: one way to write them, `sha256sum` reads them, and no flipped byte passes.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise")]

use std::process::{Command, Stdio};

use vauban_seal::manifest::{Difference, File, Found, Head, Manifest, State, compare, digest};
use vauban_seal::{
    KeyTrouble, MANIFEST, MinisignForm, MinisignKey, Refusal, check_minisign, check_signature, key_name, sign_with_key,
    sign_with_minisign, trusted_keys,
};

const FILES: &[(&str, &[u8])] =
    &[("bin/tool", b"abc"), ("bin/tool.sig", b""), ("doc/über uns.txt", b"text\n"), ("z", b"\0\xff")];

fn head() -> Head {
    let text = |text: &str| text.to_owned();
    Head { product: text("gateway"), version: text("2.4.0"), release: text("2.4.0"), date: text("2026-11-10") }
}

fn files(long: bool) -> Vec<File> {
    let file = |(path, bytes): &(&str, &[u8])| {
        let told = digest(*bytes, long, &mut [0; 16]).unwrap();
        File { path: (*path).to_owned(), size: told.size, sha256: told.sha256, sha512: told.sha512 }
    };
    FILES.iter().rev().map(file).collect()
}

fn manifest() -> Manifest {
    Manifest::new(head(), files(true)).unwrap()
}

#[test]
fn what_is_written_is_read_back_with_and_without_sha_512() {
    for long in [true, false] {
        let manifest = Manifest::new(head(), files(long)).unwrap();
        let text = manifest.text();
        assert_eq!(Manifest::read(text.as_bytes()), Ok(manifest));
    }
    let none = Manifest::new(head(), Vec::new()).unwrap();
    assert_eq!(Manifest::read(none.text().as_bytes()), Ok(none));
}

#[test]
fn sha256sum_reads_a_manifest_and_says_nothing_about_its_comments() {
    let folder = std::env::temp_dir().join(format!("vauban-manifest-{}", std::process::id()));
    for (path, bytes) in FILES {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::write(folder.join("MANIFEST.sha256"), manifest().text()).unwrap();
    let told = Command::new("sha256sum").args(["-c", "--strict", "MANIFEST.sha256"]).current_dir(&folder).output();
    std::fs::remove_dir_all(&folder).unwrap();
    match told {
        Err(error) => eprintln!("SKIPPED: no `sha256sum` here ({error})"),
        Ok(told) => {
            assert!(told.status.success(), "{told:?}");
            assert_eq!(String::from_utf8_lossy(&told.stderr), "");
            assert_eq!(String::from_utf8_lossy(&told.stdout).lines().count(), FILES.len());
        }
    }
}

#[test]
fn a_flipped_byte_anywhere_in_manifest_or_signature_is_refused() {
    let text = manifest().text().into_bytes();
    let key = MinisignKey::from_seed(&[7; 32], *b"a number");
    let ssh = include_str!("keys/reviewer");
    let signatures = [
        (sign_with_minisign(&text, &key, MinisignForm::Prehashed, MANIFEST).unwrap(), key.public()),
        (sign_with_minisign(&text, &key, MinisignForm::Legacy, MANIFEST).unwrap(), key.public()),
        (
            sign_with_key(std::str::from_utf8(&text).unwrap().as_bytes(), ssh, MANIFEST).unwrap(),
            include_str!("keys/reviewer.pub").to_owned(),
        ),
    ];
    for (signature, public) in &signatures {
        let check = |text: &[u8], signature: &str| check_signature(text, signature, MANIFEST, &[public]);
        assert_eq!(check(&text, signature), Ok(0));
        for at in 0..text.len() {
            let mut flipped = text.clone();
            // One bit each, another from byte to byte; all eight would take eight times as long and show the same.
            flipped[at] ^= 1 << (at % 8);
            assert!(check(&flipped, signature).is_err(), "byte {at} of the manifest");
            // What is read at all is another manifest, never the same one again.
            assert_ne!(Manifest::read(&flipped).ok().as_ref(), Some(&manifest()), "byte {at}");
        }
        let signed = signature.lines().next().filter(|line| line.starts_with("untrusted")).map_or(0, str::len);
        for at in signed..signature.len() {
            for bit in 0..8 {
                let mut flipped = signature.clone().into_bytes();
                flipped[at] ^= 1 << bit;
                let Ok(flipped) = String::from_utf8(flipped) else { continue };
                let packed = |text: &str| text.split_whitespace().collect::<String>();
                let same = packed(&flipped) == packed(signature);
                assert!(same || check(&text, &flipped).is_err(), "byte {at} bit {bit} of the signature");
            }
        }
    }
}

#[test]
fn a_manifest_that_was_cut_off_swapped_or_made_up_is_refused_at_its_line() {
    let text = manifest().text();
    for end in 0..text.len() {
        assert!(Manifest::read(&text.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    let line = |from: &str, to: &str| Manifest::read(text.replacen(from, to, 1).as_bytes()).unwrap_err();
    assert_eq!(line("vauban-manifest 1", "vauban-manifest 2").line, 1);
    assert_eq!(line("2026-11-10", "2026-02-30").line, 5);
    assert_eq!(line("files: 4", "files: 3").line, 15);
    assert_eq!(line("files: 4", "files: 04").line, 7);
    assert_eq!(line("files: 4", "files: 99999999999999999999").line, 7);
    assert_eq!(line("bytes: 10", "bytes: 11").line, 8);
    assert_eq!(line("  bin/tool\n", "  ../tool\n").line, 10);
    assert_eq!(line("  z\n", "  a\n").line, 16);
    assert_eq!(line("  bin/tool.sig\n", "  bin/tool\n").line, 12);
    assert_eq!(line("  bin/tool.sig\n", "  bin/tool\u{202e}\n").line, 12);
    assert!(Manifest::read(text.replace('\n', "\r\n").as_bytes()).is_err());
    assert!(Manifest::read(b"\xff\n").unwrap_err().what.contains("UTF-8"));
}

#[test]
fn hostile_names_are_refused_all_at_once() {
    let mut list = files(true);
    for path in ["../up", "/abs", "a\\b", "x\u{1b}[2J", "CASE", "case", "caf\u{e9}", "cafe\u{301}", "bin/TOOL"] {
        list.push(File { path: path.to_owned(), ..list[0].clone() });
    }
    let wrong = Manifest::new(head(), list).unwrap_err();
    assert_eq!(wrong.len(), 7, "{wrong:#?}");
    assert!(wrong.iter().all(|line| !line.contains('\u{1b}')), "{wrong:#?}");
}

#[test]
fn every_difference_of_a_folder_is_named() {
    let manifest = manifest();
    let read = |bytes: &[u8]| Found::File(digest(bytes, true, &mut [0; 16]).unwrap());
    let good: Vec<(String, Found)> = FILES.iter().map(|(path, bytes)| ((*path).to_owned(), read(bytes))).collect();
    assert_eq!(compare(&manifest, &good), []);
    let one = |found: Vec<(String, Found)>| {
        let mut all = compare(&manifest, &found);
        assert_eq!(all.len(), 1, "{all:?}");
        let Difference { path, state } = all.remove(0);
        (path, state)
    };
    let with = |at: usize, found: Found| {
        let mut changed = good.clone();
        changed[at].1 = found;
        changed
    };
    assert_eq!(one(good[1..].to_vec()), ("bin/tool".to_owned(), State::Missing));
    assert_eq!(one(good[..3].to_vec()), ("z".to_owned(), State::Missing));
    assert_eq!(one(with(0, read(b"abd"))).1, State::OtherBytes(vec!["SHA-256", "SHA-512"]));
    assert_eq!(one(with(0, read(b"ab"))).1, State::OtherSize(3, 2));
    assert_eq!(one(with(0, Found::Size(2))).1, State::OtherSize(3, 2));
    assert!(matches!(one(with(0, Found::Size(3))).1, State::Unreadable(_)), "what was not read is never good");
    assert_eq!(one(with(2, Found::Link)).1, State::Link);
    let mut more = good.clone();
    more.insert(3, ("x".to_owned(), read(b"")));
    assert_eq!(one(more), ("x".to_owned(), State::Extra));
    let mut short = good.clone();
    if let Found::File(digests) = &mut short[0].1 {
        digests.sha512 = None;
    }
    assert_eq!(
        one(short).1,
        State::OtherBytes(vec!["SHA-512"]),
        "a digest that was not made is not a digest that fits"
    );
}

#[test]
fn minisign_takes_what_is_signed_here_and_the_other_way_round() {
    let folder = std::env::temp_dir().join(format!("vauban-minisign-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = |arguments: &[&str], typed: &str| {
        let mut child = Command::new("minisign")
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        std::io::Write::write_all(child.stdin.as_mut()?, typed.as_bytes()).ok()?;
        child.wait_with_output().ok()
    };
    let Some(made) = run(&["-G", "-W", "-p", "open.pub", "-s", "open.key"], "") else {
        eprintln!("SKIPPED: no `minisign` here");
        std::fs::remove_dir_all(&folder).unwrap();
        return;
    };
    assert!(made.status.success(), "{made:?}");
    let text = manifest().text();
    std::fs::write(folder.join("m"), &text).unwrap();
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let key = MinisignKey::open(&file("open.key"), None).unwrap();
    assert!(MinisignKey::looks_like_one(&file("open.key")));
    assert_eq!(Some(key.id()), key_name(&file("open.pub")));
    for form in [MinisignForm::Prehashed, MinisignForm::Legacy] {
        let ours = sign_with_minisign(text.as_bytes(), &key, form, MANIFEST).unwrap();
        std::fs::write(folder.join("m.minisig"), ours).unwrap();
        let told = run(&["-V", "-p", "open.pub", "-m", "m"], "").unwrap();
        assert!(told.status.success(), "{form:?}: {told:?}");
    }
    let told = run(&["-S", "-s", "open.key", "-m", "m", "-t", "vauban-manifest of a test"], "").unwrap();
    assert!(told.status.success(), "{told:?}");
    assert_eq!(check_minisign(text.as_bytes(), &file("m.minisig"), MANIFEST, &[&file("open.pub")]), Ok(()));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_locked_key_opens_with_its_passphrase_only() {
    // Made by `minisign -G` with the passphrase `for tests`: worthless by design.
    let locked = include_str!("keys/locked.key");
    let public = include_str!("keys/locked.pub");
    assert_eq!(MinisignKey::open(locked, None).unwrap_err(), KeyTrouble::Locked);
    assert_eq!(MinisignKey::open(locked, Some(b"another")).unwrap_err(), KeyTrouble::WrongPassphrase);
    let key = MinisignKey::open(locked, Some(b"for tests")).unwrap();
    assert_eq!(Some(key.public().as_str()), public.trim().lines().last());
    let signature = sign_with_minisign(b"text", &key, MinisignForm::Prehashed, MANIFEST).unwrap();
    assert_eq!(check_signature(b"text", &signature, MANIFEST, &[public]), Ok(0));
    let other = sign_with_minisign(b"text", &key, MinisignForm::Prehashed, "vauban-review").unwrap();
    assert!(matches!(check_signature(b"text", &other, MANIFEST, &[public]), Err(Refusal::OtherPurpose(_))));
    assert!(sign_with_minisign(b"text", &key, MinisignForm::Prehashed, "two\nlines").is_err());
}

#[test]
fn a_key_that_asks_for_all_memory_is_refused() {
    use base64ct::{Base64, Encoding as _};
    let locked = include_str!("keys/locked.key");
    let mut bytes = Base64::decode_vec(locked.trim().lines().last().unwrap()).unwrap();
    bytes[46..54].copy_from_slice(&u64::MAX.to_le_bytes());
    let greedy = Base64::encode_string(&bytes);
    assert!(
        matches!(MinisignKey::open(&greedy, Some(b"x")), Err(KeyTrouble::Unreadable(why)) if why.contains("bytes"))
    );
    for nonsense in ["", "RW", "AAAA", locked.lines().next().unwrap()] {
        assert!(matches!(MinisignKey::open(nonsense, None), Err(KeyTrouble::Unreadable(_))), "{nonsense}");
    }
}

#[test]
fn keys_are_trusted_for_the_days_that_are_said() {
    let ssh = include_str!("keys/reviewer.pub").trim();
    let list = format!(
        "# ours\nfirmware valid-after=\"20260101\",valid-before=\"20270101Z\" {ssh}\n\n{}",
        include_str!("keys/mini.pub")
    );
    let keys = trusted_keys(&list).unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0].line, 2);
    assert_eq!(keys[0].refused_on("2026-11-10"), None);
    assert!(keys[0].refused_on("2027-01-01").unwrap().contains("run out"));
    assert!(keys[0].refused_on("2025-12-31").unwrap().contains("from 2026-01-01"));
    assert_eq!(keys[1].refused_on("2099-01-01"), None);
    assert!(trusted_keys("").is_err());
    assert!(trusted_keys("nonsense\n").unwrap_err().starts_with("line 1"));
    assert!(trusted_keys(include_str!("keys/reviewer")).unwrap_err().contains("private"));
    assert!(
        trusted_keys(&format!("x cert-authority {ssh}")).is_err(),
        "what narrows or widens a key is not passed over"
    );
    assert!(trusted_keys(&format!("x namespaces=\"git\" {ssh}")).is_err());
    assert!(trusted_keys(&format!("x namespaces=\"vauban-manifest\" {ssh}")).is_ok());
}
