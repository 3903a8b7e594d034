//! Readers of private keys, and of the results of a search for them.

/// Private keys in any bytes.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn keys(data: &[u8]) {
    let found = vauban_formats::keys::find(data);
    assert_eq!(found, vauban_formats::keys::find(data), "not the same twice");
    assert!(found.windows(2).all(|two| two[0].line <= two[1].line), "out of order");
    let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
    for key in found {
        assert!(key.line as usize <= lines && !key.material.is_empty(), "a key that is nowhere");
    }
}

/// Results of a search.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn key_scan(data: &[u8]) {
    if let Ok(scan) = vauban_formats::key_scan::read(data) {
        assert_eq!(scan.schema, vauban_formats::key_scan::SCHEMA);
    }
}
