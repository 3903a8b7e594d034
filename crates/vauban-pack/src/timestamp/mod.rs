//! Timestamps of RFC 3161: a request for one, and a token checked against certificates that the reader trusts.
//!
//! Nothing is fetched. Certificates of the service come from the reader; those in the token only help to build the
//! chain. Revocation cannot be known offline and is not looked at.

mod certificate;
mod signature;
mod token;

use crate::{Digest, Refused};

pub use certificate::read_certificates;

/// A timestamp that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The instant, in seconds from 1970-01-01T00:00:00Z; parts of a second are dropped.
    pub seconds: i64,
    /// The instant as `2026-11-22T21:00:00Z`.
    pub time: String,
    /// The number that the service gave it, in hexadecimal digits.
    pub serial: String,
    /// The policy that the service issued it under, as an object identifier.
    pub policy: String,
    /// The name of the service, from its certificate.
    pub service: String,
}

/// A request for a timestamp of a digest, as services take it (`application/timestamp-query`): SHA-256, with the
/// certificate of the service in the answer.
pub fn request(digest: &Digest) -> Vec<u8> {
    // TimeStampReq: version 1, the imprint with its algorithm, `certReq` true. No nonce: the answer is bound to the
    // digest, and the same pack asks the same question.
    let mut out = vec![0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31];
    out.extend_from_slice(&[0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00]);
    out.extend_from_slice(&[0x04, 0x20]);
    out.extend_from_slice(&digest.0);
    out.extend_from_slice(&[0x01, 0x01, 0xff]);
    out
}

/// Checks a token, or the answer of a service with a token in it, over some bytes.
///
/// `trusted` are certificates in DER: of the service itself, or of an authority above it.
///
/// # Errors
/// If it is no token, one over other bytes, not signed by a service that the trusted certificates vouch for, or made
/// outside the validity of a certificate.
pub fn check(token: &[u8], over: &[u8], trusted: &[Vec<u8>]) -> Result<Stamp, Refused> {
    token::check(token, over, trusted).map_err(|why| Refused::new("timestamp", why))
}

/// What a token says of itself, unchecked: its instant. For showing a token whose service nobody vouched for.
pub fn claimed(token: &[u8]) -> Option<String> {
    token::claimed(token)
}
