//! Packs: written, read, redacted; and what must not pass for one.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::Cursor;

use vauban_pack::archive::ArchiveWriter;
use vauban_pack::dsse::Envelope;
use vauban_pack::head::{PAYLOAD_TYPE, SCHEMA};
use vauban_pack::redact::rewrite;
use vauban_pack::write::{HEAD, LIST};
use vauban_pack::{
    Checked, Content, Digest, Head, ItemKind, Level, Planned, PublicKey, Reader, SecretKey, Signer as _, Tool, Writer,
};

fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

fn keys() -> Vec<PublicKey> {
    vec![key().public().clone()]
}

fn contents() -> Vec<(&'static str, Level, &'static [u8])> {
    vec![
        ("project/vauban.toml", Level::Assessor, b"[product.p]\nversion = \"1\"\n"),
        ("project/security/keys.toml", Level::Internal, b"42"),
        ("project/security/evidence/a.xml", Level::Assessor, b"<testsuite/>"),
        ("project/security/evidence/copy.xml", Level::Assessor, b"<testsuite/>"),
        ("empty.txt", Level::Customer, b""),
        ("summary.json", Level::Customer, b"{\"verdicts\":[]}"),
    ]
}

fn plan() -> Writer {
    let planned = contents().into_iter().map(|(path, level, bytes)| Planned {
        kind: ItemKind::Record,
        level,
        path: path.into(),
        size: bytes.len() as u64,
        sha256: Digest::of(bytes),
    });
    Writer::plan(planned.collect(), b"seed").unwrap()
}

fn head(writer: &Writer) -> Envelope {
    let head = Head {
        schema: SCHEMA.into(),
        root: writer.root(),
        items: writer.items().len() as u64,
        product: "p".into(),
        release: Some("1".into()),
        scope: Vec::new(),
        date: "2026-11-22".into(),
        keep_until: "2036-11-22".into(),
        tool: Tool { name: "vauban".into(), version: "0.1.0".into() },
        catalogs: Vec::new(),
        ledger: None,
    };
    let mut envelope = Envelope::new(PAYLOAD_TYPE, head.to_bytes().unwrap());
    envelope.sign(&key()).unwrap();
    envelope
}

fn written(writer: &Writer, envelope: &Envelope) -> Vec<u8> {
    let all = contents();
    writer
        .write(Vec::new(), envelope, &[], &mut |_, open| {
            let bytes = all.iter().find(|(path, ..)| *path == open.path).unwrap().2;
            Ok(Box::new(bytes) as Content<'_>)
        })
        .unwrap()
}

fn pack() -> Vec<u8> {
    let writer = plan();
    written(&writer, &head(&writer))
}

fn check(bytes: &[u8]) -> Result<Checked, vauban_pack::Refused> {
    Reader::check(bytes, &keys(), 1)
}

#[test]
fn what_is_written_is_read_and_is_the_same_every_time() {
    let pack = pack();
    assert_eq!(pack, self::pack());
    let checked = check(&pack).unwrap();
    assert_eq!(checked.items.len(), contents().len());
    assert_eq!(checked.bytes, pack.len() as u64);
    assert!(checked.withheld().is_empty());
    for (path, _, bytes) in contents() {
        let at = checked.find(path).unwrap();
        let from = checked.offsets[at].unwrap() as usize;
        assert_eq!(&pack[from..from + bytes.len()], bytes, "{path}");
    }
}

#[test]
fn every_flipped_byte_is_refused_with_a_place() {
    let pack = pack();
    assert!(check(&pack).is_ok());
    for at in 0..pack.len() {
        for mask in [1, 0x20, 0x80, 0xff] {
            let mut bad = pack.clone();
            bad[at] ^= mask;
            let refused = check(&bad).err().unwrap_or_else(|| panic!("byte {at} ^ {mask:#x} passed"));
            assert!(!refused.place.is_empty() && !refused.why.is_empty(), "byte {at}: {refused}");
        }
    }
}

#[test]
fn every_flipped_byte_of_a_redacted_pack_is_refused() {
    let pack = pack();
    let checked = check(&pack).unwrap();
    let redacted = rewrite(&mut Cursor::new(&pack), &checked, Level::Customer, &[], Vec::new()).unwrap();
    for at in 0..redacted.len() {
        let mut bad = redacted.clone();
        bad[at] ^= 1;
        assert!(check(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn a_truncated_pack_is_refused_wherever_it_is_cut() {
    let pack = pack();
    for at in 0..pack.len() {
        let refused = check(&pack[..at]).unwrap_err();
        assert!(refused.to_string().contains("byte"), "{at}: {refused}");
    }
}

#[test]
fn trailing_data_is_refused() {
    for more in [&[0_u8][..], &[0; 512], b"x"] {
        let mut bad = pack();
        bad.extend_from_slice(more);
        assert!(check(&bad).unwrap_err().why.contains("behind the end"));
    }
}

#[test]
fn a_redacted_pack_has_the_same_signature_and_root_and_none_of_the_contents() {
    let pack = pack();
    let checked = check(&pack).unwrap();
    for reader in Level::ALL {
        let redacted = rewrite(&mut Cursor::new(&pack), &checked, reader, &[], Vec::new()).unwrap();
        let read = check(&redacted).unwrap();
        assert_eq!(read.head, checked.head);
        assert_eq!(read.envelope_bytes, checked.envelope_bytes);
        for (at, item) in read.items.iter().enumerate() {
            assert_eq!(item.leaf(), checked.items[at].leaf());
            assert_eq!(item.open.is_some(), item.level >= reader);
        }
        let text = String::from_utf8_lossy(&redacted);
        if reader > Level::Internal {
            let secret = checked.items.iter().find(|item| item.level == Level::Internal).unwrap().open.clone().unwrap();
            assert!(!text.contains("keys.toml") && !text.contains(&secret.salt.hex()));
            assert!(!text.contains(&secret.sha256.hex()), "a short secret could be guessed from its digest");
        }
    }
}

#[test]
fn an_item_that_was_withheld_can_be_shown_later_and_is_the_one_that_was_signed() {
    let pack = pack();
    let checked = check(&pack).unwrap();
    let leaves: Vec<Digest> = checked.items.iter().map(vauban_pack::Item::leaf).collect();
    let at = checked.find("project/security/keys.toml").unwrap();
    let path = vauban_pack::tree::proof(&leaves, at).unwrap();
    let opening = checked.items[at].open.clone().unwrap();
    let shown = vauban_pack::Item::new(checked.items[at].kind, Level::Internal, opening.clone());
    assert!(vauban_pack::tree::holds(shown.leaf(), at, leaves.len(), &path, checked.head.root));
    let other = vauban_pack::Opening { sha256: Digest::of(b"43"), ..opening };
    let other = vauban_pack::Item::new(shown.kind, Level::Internal, other);
    assert!(!vauban_pack::tree::holds(other.leaf(), at, leaves.len(), &path, checked.head.root));
}

#[test]
fn another_key_is_refused() {
    let stranger = SecretKey::from_seed(&[8; 32]).public().clone();
    let refused = Reader::check(&*pack(), &[stranger], 1).unwrap_err();
    assert!(refused.why.contains("no valid signature by the given key"), "{refused}");
}

#[test]
fn a_pack_that_nobody_signed_is_refused() {
    let writer = plan();
    let mut envelope = head(&writer);
    envelope.signatures.clear();
    assert!(check(&written(&writer, &envelope)).unwrap_err().why.contains("nobody signed"));
}

#[test]
fn a_threshold_is_not_met_by_one_key_twice() {
    let writer = plan();
    let mut envelope = head(&writer);
    envelope.sign(&key()).unwrap();
    let pack = written(&writer, &envelope);
    let twice = [keys(), keys()].concat();
    assert!(Reader::check(&*pack, &twice, 2).is_err());
    assert!(Reader::check(&*pack, &twice, 1).is_ok());
}

/// A pack as an attacker with the signed head of a good one would make it.
fn forged(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let writer = plan();
    let mut archive = ArchiveWriter::new(Vec::new());
    archive.add(HEAD, head(&writer).to_json().unwrap().as_bytes()).unwrap();
    for (name, bytes) in entries {
        archive.add(name, bytes).unwrap();
    }
    archive.finish().unwrap()
}

#[test]
fn items_of_another_pack_under_a_good_signature_are_refused() {
    let planned = Planned {
        kind: ItemKind::Record,
        level: Level::Customer,
        path: "other.txt".into(),
        size: 1,
        sha256: Digest::of(b"x"),
    };
    let other = Writer::plan(vec![planned], b"seed").unwrap();
    let list = vauban_pack::item::list_to_text(other.items()).unwrap();
    assert!(check(&forged(&[(LIST, list.as_bytes())])).unwrap_err().why.contains("were signed"));
}

#[test]
fn reordered_items_are_refused() {
    let mut items = plan().items().to_vec();
    items.swap(0, 1);
    let list = vauban_pack::item::list_to_text(&items).unwrap();
    assert!(check(&forged(&[(LIST, list.as_bytes())])).unwrap_err().why.contains("another root"));
}

#[test]
fn duplicate_and_missing_entries_are_refused() {
    let list = vauban_pack::item::list_to_text(plan().items()).unwrap();
    assert!(check(&forged(&[(LIST, list.as_bytes()), (LIST, list.as_bytes())])).is_err());
    assert!(check(&forged(&[(LIST, list.as_bytes())])).unwrap_err().why.contains("missing"));
    assert!(check(&forged(&[])).is_err());
}

/// Headers that tar knows and a pack must not have: the first 512 bytes changed, its sum set right.
fn with_header(change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut bad = pack();
    change(&mut bad[..512]);
    bad[148..156].copy_from_slice(b"        ");
    let sum: u32 = bad[..512].iter().map(|byte| u32::from(*byte)).sum();
    bad[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bad
}

#[test]
fn hostile_headers_are_refused_by_name() {
    let name = |name: &'static str| {
        move |block: &mut [u8]| {
            block[..100].fill(0);
            block[..name.len()].copy_from_slice(name.as_bytes());
        }
    };
    let refused = |bytes: Vec<u8>| check(&bytes).unwrap_err().why;
    assert!(refused(with_header(name("/etc/passwd"))).contains("leads out"));
    assert!(refused(with_header(name("../../x"))).contains("leads out"));
    assert!(refused(with_header(name("Head.dsse.json"))).contains("no name of an entry"));
    assert!(refused(with_header(|block| block[156] = b'2')).contains("link"));
    assert!(refused(with_header(|block| block[156] = b'1')).contains("link"));
    assert!(refused(with_header(|block| block[156] = b'5')).contains("folder"));
    assert!(refused(with_header(|block| block[156] = b'x')).contains("extended header"));
    assert!(refused(with_header(|block| block[156] = b'3')).contains("no ordinary file"));
    assert!(refused(with_header(|block| block[124] = 0x80)).contains("octal"));
    assert!(refused(with_header(|block| block[100..108].copy_from_slice(b"0004755\0"))).contains("one spelling"));
    assert!(refused(with_header(|block| block[124..136].copy_from_slice(b"77777777777\0"))).contains("more than"));
}

#[test]
fn compressed_and_other_archives_are_named() {
    let mut zip = vec![0; 2048];
    zip[..4].copy_from_slice(b"PK\x03\x04");
    assert!(check(&zip).unwrap_err().why.contains("zip"));
    let mut gzip = vec![0; 2048];
    gzip[..2].copy_from_slice(b"\x1f\x8b");
    assert!(check(&gzip).unwrap_err().why.contains("gunzip"));
    assert!(check(b"").unwrap_err().why.contains("cut off"));
    assert!(check(&[0; 1024]).is_err());
}

#[test]
fn paths_that_collide_or_lead_out_are_refused_on_both_sides() {
    let one = |path: &str| Planned {
        kind: ItemKind::Record,
        level: Level::Customer,
        path: path.into(),
        size: 0,
        sha256: Digest::of(b""),
    };
    for bad in ["/x", "a/../b", "a//b", "./a", "a\\b", "c:/x", "a\u{202e}b", "", "a/\0"] {
        assert!(Writer::plan(vec![one(bad)], b"").is_err(), "{bad:?}");
    }
    assert!(Writer::plan(vec![one("a/B"), one("a/b")], b"").unwrap_err().why.contains("case"));
    let open = |path: &str| {
        let opening =
            vauban_pack::Opening { path: path.into(), size: 0, sha256: Digest::of(b""), salt: Digest::of(b"salt") };
        vauban_pack::Item::new(ItemKind::Record, Level::Customer, opening)
    };
    for bad in [vec![open("a/B"), open("a/b")], vec![open("a"), open("a")], vec![open("../a")], vec![open("/a")]] {
        let text = vauban_pack::item::list_to_text(&bad).unwrap();
        assert!(vauban_pack::item::read_list(text.as_bytes()).is_err());
    }
}

#[test]
fn contents_that_change_while_they_are_packed_are_noticed() {
    let writer = plan();
    let envelope = head(&writer);
    for other in [&b"43"[..], b"4", b"421"] {
        let out = writer.write(Vec::new(), &envelope, &[], &mut |_, open| {
            let bytes = contents().into_iter().find(|(path, ..)| *path == open.path).unwrap().2;
            let bytes = if open.path.ends_with("keys.toml") { other } else { bytes };
            Ok(Box::new(bytes) as Content<'_>)
        });
        assert!(out.unwrap_err().to_string().contains("changed while"));
    }
}
