//! Manifests, minisign keys and lists of signers: whatever the bytes, no panic, and one way to write each manifest.

use vauban_seal::manifest::path::{check_path, collisions, windows_trouble};
use vauban_seal::manifest::{Manifest, plain};
use vauban_seal::{MANIFEST, MinisignKey, check_signature, key_name, trusted_keys};

/// Takes the bytes for a manifest.
///
/// # Panics
/// When a manifest is read that would be written otherwise, or that holds a name which is refused.
pub fn manifest(data: &[u8]) {
    match Manifest::read(data) {
        Ok(manifest) => {
            assert_eq!(manifest.text().as_bytes(), data, "there is one way to write a manifest");
            for file in manifest.files() {
                assert_eq!(check_path(&file.path), Ok(()));
                assert_eq!(manifest.file(&file.path), Some(file));
            }
            let paths = || manifest.files().iter().map(|file| file.path.as_str());
            assert!(collisions(paths()).is_empty());
            let again = Manifest::new(manifest.head().clone(), manifest.files().iter().rev().cloned().collect());
            assert_eq!(again.as_ref(), Ok(&manifest), "the order of files does not matter");
        }
        Err(fault) => {
            let said = fault.to_string();
            assert!(said.chars().all(|letter| !letter.is_control()), "a message that steers a terminal: {said:?}");
            assert!(fault.line <= data.iter().filter(|byte| **byte == b'\n').count() + 1, "{fault}");
        }
    }
}

/// Takes the bytes for a secret key, a list of signers and a path.
///
/// # Panics
/// When a name is taken that leads out of a folder, or a key opens that nobody made.
pub fn key(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Opening a locked key takes a second and a gigabyte, so only those without passphrase are tried.
    if let Ok(key) = MinisignKey::open(text, None) {
        assert_eq!(key_name(&key.public()), Some(key.id()));
    }
    if let Ok(keys) = trusted_keys(text) {
        for key in keys {
            assert_eq!(key_name(&key.key), Some(key.name.clone()));
            let _ = key.refused_on("2026-11-22");
            assert!(check_signature(b"text", text, MANIFEST, &[&key.key]).is_err(), "nobody signed this");
        }
    }
    if check_path(text).is_ok() {
        assert!(!text.starts_with('/') && !text.split('/').any(|part| part == ".." || part.is_empty()));
        assert_eq!(plain(text).chars().take(200).collect::<String>(), text.chars().take(200).collect::<String>());
    }
    let _ = windows_trouble(text);
}
