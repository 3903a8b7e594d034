//! DSSE envelopes (secure-systems-lab, protocol v1): a payload, its type, and signatures over both.
//!
//! A key id is a hint and decides nothing: every signature is tried with every key, and what counts is how many
//! different keys gave one.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::Serialize;
use vauban_json::{Document, Limits as JsonLimits, Value};

use crate::key::{PublicKey, Signer};
use crate::{Limits, Refused};

/// An envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// What is signed.
    pub payload: Vec<u8>,
    /// What it is, as a media type or URI.
    pub payload_type: String,
    /// Signatures over both.
    pub signatures: Vec<EnvelopeSignature>,
}

/// A signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// A hint at the key; empty where there is none.
    pub keyid: String,
    /// The signature.
    pub sig: Vec<u8>,
}

#[derive(Serialize)]
struct Written<'a> {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: &'a str,
    signatures: Vec<WrittenSignature<'a>>,
}

#[derive(Serialize)]
struct WrittenSignature<'a> {
    keyid: &'a str,
    sig: String,
}

/// What a signature covers: type and payload with their lengths, so that no byte can move from one to the other.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

impl Envelope {
    /// An envelope without signatures.
    pub fn new(payload_type: impl Into<String>, payload: Vec<u8>) -> Envelope {
        Envelope { payload, payload_type: payload_type.into(), signatures: Vec::new() }
    }

    /// What a signature covers.
    pub fn signed_text(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }

    /// Adds a signature.
    ///
    /// # Errors
    /// If the signer cannot sign, or what it made does not fit its own key.
    pub fn sign(&mut self, signer: &dyn Signer) -> Result<(), String> {
        let text = self.signed_text();
        let sig = signer.sign(&text)?;
        if !signer.public().verifies(&text, &sig) {
            return Err("the signature does not fit the public key".to_owned());
        }
        self.signatures.push(EnvelopeSignature { keyid: signer.public().id(), sig });
        Ok(())
    }

    /// As JSON, in one spelling: members in the order of the specification, standard base64, one line.
    ///
    /// # Errors
    /// Never in practice: there is nothing in it that JSON cannot say.
    pub fn to_json(&self) -> Result<String, Refused> {
        let signatures = self.signatures.iter();
        let signatures = signatures.map(|one| WrittenSignature { keyid: &one.keyid, sig: STANDARD.encode(&one.sig) });
        let written = Written {
            payload: STANDARD.encode(&self.payload),
            payload_type: &self.payload_type,
            signatures: signatures.collect(),
        };
        let text = serde_json::to_string(&written).map_err(|error| Refused::new("envelope", error.to_string()))?;
        Ok(format!("{text}\n"))
    }

    /// Reads an envelope; members that are not known are overlooked, as the protocol asks.
    ///
    /// # Errors
    /// If it is no JSON, a member is there twice, missing or of another type, or base64 cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Envelope, Refused> {
        if bytes.len() as u64 > Limits::ENVELOPE {
            return Err(Refused::new("envelope", format!("it has more than {} bytes", Limits::ENVELOPE)));
        }
        let document = Document::read(bytes, &JsonLimits::default())
            .map_err(|error| Refused::new("envelope", error.to_string()))?;
        let root = document.root();
        if let Some(twice) = document.duplicates().first() {
            let name = format!("{twice:?}");
            return Err(Refused::new("envelope", format!("a member is there twice: {name}")));
        }
        let payload_type = text(root, "payloadType")?.to_owned();
        let payload = base64(root, "payload")?;
        let listed = root.get("signatures").filter(|value| value.is_array());
        let listed = listed.ok_or_else(|| at(root, "`signatures` is missing or no list"))?;
        if listed.len() > Limits::SIGNATURES {
            return Err(at(listed, &format!("there are more than {} signatures", Limits::SIGNATURES)));
        }
        let mut signatures = Vec::new();
        for one in listed.items() {
            if !one.is_object() {
                return Err(at(one, "a signature is an object with `sig`"));
            }
            let keyid = match one.get("keyid") {
                None => "",
                Some(id) if id.is_null() => "",
                Some(id) => id.text().ok_or_else(|| at(id, "`keyid` is no text"))?,
            };
            signatures.push(EnvelopeSignature { keyid: keyid.to_owned(), sig: base64(one, "sig")? });
        }
        Ok(Envelope { payload, payload_type, signatures })
    }

    /// Which of these keys signed, by place; each once, however often it is named.
    pub fn signers(&self, keys: &[PublicKey]) -> Vec<usize> {
        let text = self.signed_text();
        let mut found: Vec<usize> = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let known = found.iter().filter_map(|known| keys.get(*known)).any(|known| known == key);
            if !known && self.signatures.iter().any(|one| key.verifies(&text, &one.sig)) {
                found.push(at);
            }
        }
        found
    }

    /// The keys that signed, if there are enough of them.
    ///
    /// # Errors
    /// If fewer than `threshold` different keys signed; nothing passes a threshold of 0.
    pub fn verify(&self, keys: &[PublicKey], threshold: usize) -> Result<Vec<usize>, Refused> {
        if self.signatures.is_empty() {
            return Err(Refused::new("signature", "nobody signed it"));
        }
        let found = self.signers(keys);
        if threshold > 0 && found.len() >= threshold {
            return Ok(found);
        }
        let ids: Vec<&str> = self.signatures.iter().map(|one| one.keyid.as_str()).take(4).collect();
        let why = format!(
            "no valid signature by {}; it names the key{} {}: what was signed has changed, or the key is another",
            match threshold {
                1 => "the given key".to_owned(),
                many => format!("{many} of the given keys ({} found)", found.len()),
            },
            if ids.len() == 1 { "" } else { "s" },
            ids.join(", "),
        );
        Err(Refused::new("signature", why))
    }
}

fn at(value: Value<'_>, why: &str) -> Refused {
    let place = value.place();
    let pointer = value.pointer();
    Refused::new(format!("envelope {}:{} {pointer}", place.line, place.column).trim_end(), why)
}

fn text<'d>(of: Value<'d>, name: &str) -> Result<&'d str, Refused> {
    let value = of.get(name).ok_or_else(|| at(of, &format!("`{name}` is missing")))?;
    value.text().ok_or_else(|| at(value, &format!("`{name}` is no text")))
}

fn base64(of: Value<'_>, name: &str) -> Result<Vec<u8>, Refused> {
    let written = text(of, name)?;
    let read = STANDARD.decode(written).or_else(|_| URL_SAFE.decode(written));
    read.map_err(|_| at(of, &format!("`{name}` is no base64")))
}
