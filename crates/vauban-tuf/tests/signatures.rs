//! Keys and signatures against OpenSSL's.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_tuf::{Key, PrivateKey};

const MESSAGE: &[u8] = b"The message.\n";

/// A key of OpenSSL that protects nothing; in parts, so that no search for private keys takes it for one.
const P256: &str = concat!(
    "-----BEGIN PRIV",
    "ATE KEY-----\n",
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHv5wr3Lg8BGcG/bc\n",
    "n2ToSfiSaAUQhoOp57WvzaAPE+GhRANCAAQbGKUEr1fVFJqM2ppmlrL86LiTLrH4\n",
    "eSBVSoMPwcZyZpTmR8gGoEPeIpWUe3DY6Wn+EICQ5X41oGZFB9LZgqm5\n",
    "-----END PRIV",
    "ATE KEY-----\n",
);

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Moduli of 2048, 2049, 2055, 3072 and 4096 bits; salts of 0, 32 and as many bytes as fit; and what is no PSS with
/// SHA-256 at all.
#[test]
fn rsa_signatures_of_openssl() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/rsa.json")).unwrap();
    for vector in vectors.as_array().unwrap() {
        let key = Key::new("rsa", "rsassa-pss-sha256", vector["public"].as_str().unwrap());
        assert_eq!(key.unusable(), None);
        let mut signature = bytes(vector["sig"].as_str().unwrap());
        let fits = vector["fits"].as_bool().unwrap();
        assert_eq!(key.verify(MESSAGE, &signature).is_ok(), fits, "{} {}", vector["bits"], vector["what"]);
        assert!(key.verify(b"Another message.\n", &signature).is_err());
        for at in [0, 1, signature.len() / 2, signature.len() - 1] {
            signature[at] ^= 1;
            assert!(key.verify(MESSAGE, &signature).is_err());
            signature[at] ^= 1;
        }
        signature.pop();
        assert!(key.verify(MESSAGE, &signature).is_err());
        assert!(key.verify(MESSAGE, &[0xff; 512]).is_err());
        assert!(key.verify(MESSAGE, &[]).is_err());
    }
}

#[test]
fn keys_that_protect_nothing_are_unusable() {
    for (kind, scheme, public, says) in [
        ("rsa", "rsassa-pss-sha256", include_str!("vectors/rsa-1024.pub"), "2048"),
        ("rsa", "rsassa-pss-sha256", "x", "PEM"),
        ("rsa", "rsassa-pkcs1v15", include_str!("vectors/rsa-1024.pub"), "not known"),
        ("ed25519", "ed25519", "00", "64"),
        ("ed25519", "ed25519", "0200000000000000000000000000000000000000000000000000000000000000", "curve"),
        ("ecdsa", "ecdsa-sha2-nistp256", include_str!("vectors/rsa-1024.pub"), "P-256"),
        ("none", "none", "", "not known"),
    ] {
        let key = Key::new(kind, scheme, public);
        assert!(key.unusable().is_some_and(|why| why.contains(says)), "{kind}: {:?}", key.unusable());
        assert!(key.identity().is_none() && key.verify(b"", &[0; 64]).is_err());
    }
}

#[test]
fn the_neutral_key_of_ed25519_verifies_nothing() {
    // A point of small order fits many messages unless it is refused.
    let mut public = "01".to_owned();
    public.push_str(&"00".repeat(31));
    let key = Key::new("ed25519", "ed25519", &public);
    let mut signature = vec![0; 64];
    signature[0] = 1;
    assert!(key.verify(b"any message", &signature).is_err());
}

#[test]
fn keys_go_through_their_files() {
    let key = PrivateKey::from_seed(&[7; 32]);
    let again = PrivateKey::from_pem(&key.to_pem().unwrap()).unwrap();
    assert_eq!(again.public().id(), key.public().id());
    assert_eq!(Key::from_pem(&key.public_pem().unwrap()).unwrap(), *key.public());
    assert!(key.public().verify(MESSAGE, &again.sign(MESSAGE)).is_ok());
    assert!(!format!("{key:?}").contains("070707"));
    assert!(Key::from_pem(&key.to_pem().unwrap()).unwrap_err().contains("private"));
    let p256 = PrivateKey::from_pem(P256).unwrap();
    assert_eq!(Key::from_pem(&p256.public_pem().unwrap()).unwrap(), *p256.public());
    assert!(p256.public().verify(MESSAGE, &p256.sign(MESSAGE)).is_ok());
    assert!(p256.public().verify(b"", &p256.sign(MESSAGE)).is_err());
}
