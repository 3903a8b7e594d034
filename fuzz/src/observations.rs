//! Readers of observations: whatever the bytes, a reading ends, is the same the second time, keeps its limits, and a
//! project that rests on the file is judged.

use vauban_engine::{MemoryWorld, compile, read_observation};
use vauban_model::{Date, ObservationForm, WordList};

/// Reads the bytes as an observation of that form.
///
/// # Panics
/// When the reader or the checks break a promise: that is what a fuzzer looks for.
pub fn observation(word: &str, data: &[u8]) {
    let form = ObservationForm::WORDS.iter().find(|(known, _, _)| *known == word).map(|(_, form, _)| *form);
    let Some(form) = form else { return };
    let first = read_observation(form, data);
    assert_eq!(first, read_observation(form, data), "not the same twice");
    match first {
        Ok(observed) => {
            assert!(observed.sightings.len() <= vauban_formats::observed::MOST, "more sightings than the limit");
            assert!(observed.sightings.is_sorted(), "sightings are not in order");
        }
        Err(why) => assert!(!why.is_empty(), "refused without a reason"),
    }
    judge(word, data);
}

fn judge(word: &str, data: &[u8]) {
    let root = b"[product.fuzz]\nversion = \"1\"\n".to_vec();
    let records = format!(
        "[component.device]\n[interface.web]\non = \"device\"\nprotocol = \"https\"\n[port.console]\non = \"device\"\nstate = \"removed\"\n\
         [observation.look]\nform = \"{word}\"\nfile = \"security/evidence/look\"\ndate = 2026-11-20\ncomplete = \"all\"\n"
    );
    let files = [
        ("vauban.toml".to_owned(), root),
        ("security/a.toml".to_owned(), records.into_bytes()),
        ("security/evidence/look".to_owned(), data.to_vec()),
    ];
    let world = MemoryWorld::new(Date { year: 2026, month: 11, day: 22 }, files);
    let (Ok(first), Ok(second)) = (compile(&world), compile(&world)) else { return };
    assert_eq!(first.findings, second.findings, "not the same twice");
}

/// The XML of nmap.
pub fn nmap(data: &[u8]) {
    observation("nmap", data);
}

/// Lists of listening sockets.
pub fn listeners(data: &[u8]) {
    observation("listeners", data);
}

/// Device tree source.
pub fn device_tree(data: &[u8]) {
    observation("device-tree", data);
}

/// Lists of what is on a board.
pub fn board(data: &[u8]) {
    observation("board", data);
}

/// Services of CycloneDX.
pub fn services(data: &[u8]) {
    observation("services", data);
}

/// Bills of materials.
///
/// # Panics
/// When the reader or the checks break a promise.
pub fn sbom(data: &[u8]) {
    let read = || vauban_sbom::read(data).map(|bill| vauban_sbom::listed(&bill));
    let first = read();
    assert_eq!(first, read(), "not the same twice");
    if let Ok(parts) = first {
        assert!(parts.is_sorted(), "parts are not in order");
    }
    let root = b"[product.fuzz]\nversion = \"1\"\n".to_vec();
    let records = b"[component.a]\npurl = \"pkg:generic/a@1\"\n[release.\"1\"]\nversion = \"1\"\ndate = 2026-11-20\n\
        sbom = [\"security/evidence/sbom.json\"]\n"
        .to_vec();
    let files = [
        ("vauban.toml".to_owned(), root),
        ("security/a.toml".to_owned(), records),
        ("security/evidence/sbom.json".to_owned(), data.to_vec()),
    ];
    let world = MemoryWorld::new(Date { year: 2026, month: 11, day: 22 }, files);
    let (Ok(first), Ok(second)) = (compile(&world), compile(&world)) else { return };
    assert_eq!(first.findings, second.findings, "not the same twice");
}
