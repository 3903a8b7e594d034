//! DSSE envelopes against the vector of the specification and the vectors of the corpus.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use vauban_pack::dsse::{Envelope, pae};
use vauban_pack::{PublicKey, intoto};

fn corpora() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let whole = shared.join("corpora/dsse-intoto");
    let mut all = vec![root.join("tests/corpora/dsse")];
    if whole.is_dir() {
        all.push(whole);
    } else {
        eprintln!("SKIPPED: {} is not there", whole.display());
    }
    all
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_vector_of_the_specification() {
    for folder in corpora() {
        let vector = json(&folder.join("spec-vector.json"));
        let (kind, body) = (vector["payloadType"].as_str().unwrap(), vector["body"].as_str().unwrap());
        let text = pae(kind, body.as_bytes());
        assert_eq!(text, vector["pae"].as_str().unwrap().as_bytes());
        let coordinate = |name: &str| {
            let mut bytes = [0_u8; 32];
            for digit in vector[name].as_str().unwrap().bytes() {
                let mut carry = u32::from(digit - b'0');
                for byte in bytes.iter_mut().rev() {
                    carry += u32::from(*byte) * 10;
                    *byte = carry as u8;
                    carry >>= 8;
                }
            }
            bytes
        };
        let point = [&[4][..], &coordinate("x"), &coordinate("y")].concat();
        let key = PublicKey::from_p256(&point).unwrap();
        let signature = STANDARD.decode(vector["sig"].as_str().unwrap()).unwrap();
        assert!(key.verifies(&text, &signature));
        assert!(!key.verifies(&pae(kind, b"hello worlD"), &signature));
    }
}

#[test]
fn every_vector_comes_to_what_it_says() {
    for folder in corpora() {
        let all = json(&folder.join("vectors.json"));
        let vectors = all["vectors"].as_array().unwrap();
        assert!(vectors.len() > 50);
        for vector in vectors {
            let name = vector["name"].as_str().unwrap();
            let text = vector["envelope"].to_string();
            let envelope = Envelope::read(text.as_bytes()).unwrap();
            let keys = vector["keys"].as_object().unwrap().values();
            let keys: Vec<PublicKey> = keys.map(|key| PublicKey::parse(key.as_str().unwrap()).unwrap()).collect();
            let threshold = vector["threshold"].as_u64().unwrap() as usize;
            let accepted = envelope.verify(&keys, threshold).is_ok();
            assert_eq!(accepted, vector["accept"].as_bool().unwrap(), "{name}");
            if let Some(hex) = vector["pae_hex"].as_str() {
                let ours: String = envelope.signed_text().iter().map(|byte| format!("{byte:02x}")).collect();
                // The vector shows the text of the original, which an attack may have changed since.
                if accepted {
                    assert_eq!(ours, hex, "{name}");
                }
            }
            if accepted && envelope.payload_type == intoto::PAYLOAD_TYPE {
                let statement = intoto::read(&envelope).unwrap();
                assert!(!statement.subjects.is_empty() && !statement.predicate_type.is_empty(), "{name}");
            }
            let again = Envelope::read(envelope.to_json().unwrap().as_bytes()).unwrap();
            assert_eq!(again, envelope, "{name}");
        }
    }
}

#[test]
fn broken_envelopes_are_refused_with_a_place() {
    let refused = |text: &str| Envelope::read(text.as_bytes()).unwrap_err().to_string();
    assert!(refused("{").contains("envelope"));
    assert!(refused("[]").contains("payloadType"));
    assert!(refused(r#"{"payloadType":1,"payload":"","signatures":[]}"#).contains("no text"));
    assert!(refused(r#"{"payloadType":"a","payload":"*","signatures":[]}"#).contains("base64"));
    assert!(refused(r#"{"payloadType":"a","payload":"","signatures":{}}"#).contains("list"));
    assert!(refused(r#"{"payloadType":"a","payload":"","payload":"YQ==","signatures":[]}"#).contains("twice"));
    assert!(refused(r#"{"payloadType":"a","payload":"","signatures":[{"keyid":"k"}]}"#).contains("`sig`"));
    let many = vec![r#"{"sig":""}"#; 65].join(",");
    assert!(refused(&format!(r#"{{"payloadType":"a","payload":"","signatures":[{many}]}}"#)).contains("more than"));
}

#[test]
fn url_safe_base64_is_read_as_well() {
    let text = r#"{"payloadType":"a","payload":"-_-_","signatures":[]}"#;
    assert_eq!(Envelope::read(text.as_bytes()).unwrap().payload, [0xfb, 0xff, 0xbf]);
}
