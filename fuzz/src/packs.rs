//! Packs, envelopes, ledgers and timestamps: whatever the bytes, no panic, and nothing that was not signed passes.

use std::io::Cursor;
use std::sync::OnceLock;

use vauban_pack::dsse::Envelope;
use vauban_pack::head::{PAYLOAD_TYPE, SCHEMA};
use vauban_pack::ledger::{self, Said, What};
use vauban_pack::{
    Content, Digest, Head, ItemKind, Level, Planned, PublicKey, Reader, SecretKey, Signer as _, Tool, Writer,
};

fn key() -> SecretKey {
    SecretKey::from_seed(&[9; 32])
}

fn keys() -> &'static [PublicKey] {
    static KEYS: OnceLock<Vec<PublicKey>> = OnceLock::new();
    KEYS.get_or_init(|| vec![key().public().clone()])
}

/// A good pack of two items.
///
/// # Panics
/// Never: its parts are made here.
pub fn seed() -> Vec<u8> {
    let contents: [(&str, Level, &[u8]); 2] =
        [("project/a.toml", Level::Assessor, b"[a]\n"), ("summary.json", Level::Customer, b"{}")];
    let planned = contents.iter().map(|(path, level, bytes)| Planned {
        kind: ItemKind::Record,
        level: *level,
        path: (*path).to_owned(),
        size: bytes.len() as u64,
        sha256: Digest::of(bytes),
    });
    let made = || -> Result<Vec<u8>, String> {
        let writer = Writer::plan(planned.collect(), b"seed").map_err(|refused| refused.to_string())?;
        let head = Head {
            schema: SCHEMA.to_owned(),
            root: writer.root(),
            items: 2,
            product: "p".to_owned(),
            release: None,
            scope: Vec::new(),
            date: "2026-11-22".to_owned(),
            keep_until: "2036-11-22".to_owned(),
            tool: Tool { name: "vauban".to_owned(), version: "0".to_owned() },
            catalogs: Vec::new(),
            ledger: None,
        };
        let mut envelope = Envelope::new(PAYLOAD_TYPE, head.to_bytes().map_err(|refused| refused.to_string())?);
        envelope.sign(&key())?;
        let open = &mut |_: usize, open: &vauban_pack::Opening| {
            let bytes = contents.iter().find(|(path, ..)| *path == open.path).map_or(&b""[..], |(.., bytes)| bytes);
            Ok(Box::new(Cursor::new(bytes)) as Content<'_>)
        };
        writer.write(Vec::new(), &envelope, &[], open).map_err(|error| error.to_string())
    };
    made().unwrap_or_default()
}

/// Takes the bytes for a pack.
///
/// # Panics
/// When bytes pass that nobody signed.
pub fn archive(data: &[u8]) {
    if Reader::check(data, keys(), 1).is_ok() {
        assert!(data == seed(), "a pack holds that nobody signed");
    }
    let _ = Reader::look(data);
}

/// Takes the bytes for an envelope and a statement.
///
/// # Panics
/// When an envelope verifies by a key that signed nothing.
pub fn envelope(data: &[u8]) {
    let Ok(envelope) = Envelope::read(data) else { return };
    let stranger = SecretKey::from_seed(&[1; 32]);
    assert!(envelope.verify(&[stranger.public().clone()], 1).is_err(), "nobody signed it");
    let _ = vauban_pack::intoto::read(&envelope);
    if let Ok(text) = envelope.to_json() {
        assert!(Envelope::read(text.as_bytes()).is_ok_and(|again| again == envelope), "written, and not read back");
    }
}

/// A good ledger of two entries.
pub fn ledger_seed() -> Vec<u8> {
    let said = |note: &str| Said {
        at: "2026-11-22T10:00:00Z".to_owned(),
        what: What::Signed,
        subject: "review.a".to_owned(),
        by: String::new(),
        digest: String::new(),
        note: note.to_owned(),
    };
    let one = ledger::add(b"", said("one")).map(|(text, _)| text).unwrap_or_default();
    ledger::add(&one, said("two")).map(|(text, _)| text).unwrap_or_default()
}

/// Takes the bytes for a ledger.
///
/// # Panics
/// When another text reaches the end of the good one.
pub fn chain(data: &[u8]) {
    let good = ledger_seed();
    if let Ok(Some(end)) = ledger::head(&good)
        && ledger::reaches(data, &end).is_ok()
    {
        assert!(data.starts_with(&good), "another ledger with the same end");
    }
    let _ = ledger::read(data);
}

/// Takes the bytes for a token, for certificates and for keys.
///
/// # Panics
/// When a token holds that nobody vouches for.
pub fn token(data: &[u8]) {
    assert!(vauban_pack::timestamp::check(data, b"data", &[]).is_err(), "nobody vouches for it");
    let _ = vauban_pack::timestamp::claimed(data);
    if let Ok(certificates) = vauban_pack::timestamp::read_certificates(data) {
        let _ = vauban_pack::timestamp::check(data, b"data", &certificates);
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = PublicKey::parse(text);
        let _ = SecretKey::parse(text);
    }
}
