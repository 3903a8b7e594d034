//! RSASSA-PSS with SHA-256 (RFC 8017, 8.1.2 and 9.1.2): verification only, with public keys of 2048 to 4096 bits.
//!
//! No crate of the tree has it without an open advisory: RUSTSEC-2023-0071 of `rsa` has no fixed version. That advisory
//! is about private keys; here are none, so nothing in this file is secret. The arithmetic is that of `crypto-bigint`,
//! which the elliptic curves use already.

use crypto_bigint::modular::runtime_mod::{DynResidue, DynResidueParams};
use crypto_bigint::{Encoding as _, U4096};
use sha2::{Digest as _, Sha256};

/// The longest modulus, in bytes.
const LONGEST: usize = 512;
/// The shortest modulus, in bits: the specification asks for 2048.
const SHORTEST_BITS: usize = 2048;
/// Bytes of a SHA-256.
const HASH: usize = 32;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RsaKey {
    /// The modulus without leading zeros, big-endian.
    modulus: Vec<u8>,
    exponent: u32,
}

impl RsaKey {
    /// A key from modulus and exponent, big-endian.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<RsaKey, &'static str> {
        let modulus = strip(modulus);
        if modulus.len() > LONGEST {
            return Err("an RSA key of more than 4096 bits is not read here");
        }
        if bits(modulus) < SHORTEST_BITS {
            return Err("an RSA key of fewer than 2048 bits protects nothing");
        }
        if modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err("the modulus of an RSA key is odd");
        }
        let exponent = strip(exponent);
        let exponent = exponent.iter().fold(0_u64, |sum, byte| (sum << 8 | u64::from(*byte)).min(1 << 40));
        match u32::try_from(exponent) {
            Ok(exponent) if exponent >= 3 && exponent % 2 == 1 => Ok(RsaKey { modulus: modulus.to_vec(), exponent }),
            _ => Err("the exponent of an RSA key is odd, at least 3 and below 2^32"),
        }
    }

    /// What makes this key the same key as another.
    pub(crate) fn identity(&self) -> Vec<u8> {
        let mut out = self.modulus.clone();
        out.extend(self.exponent.to_be_bytes());
        out
    }

    /// Whether this is the signature of a message.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() != self.modulus.len() {
            return false;
        }
        let (Some(modulus), Some(number)) = (wide(&self.modulus), wide(signature)) else { return false };
        if number >= modulus {
            return false;
        }
        let params = DynResidueParams::new(&modulus);
        let power = DynResidue::new(&number, params).pow_bounded_exp(&U4096::from(self.exponent), 32).retrieve();
        let bytes = power.to_be_bytes();
        // RFC 8017, 8.1.2 step 2c: the encoded message is as long as modBits - 1 bits need.
        let em_bits = bits(&self.modulus) - 1;
        let em_len = em_bits.div_ceil(8);
        let (above, encoded) = bytes.split_at(LONGEST - em_len);
        above.iter().all(|byte| *byte == 0) && encoded_fits(message, encoded, em_bits)
    }
}

/// EMSA-PSS-VERIFY with MGF1 and a salt of any length.
fn encoded_fits(message: &[u8], encoded: &[u8], em_bits: usize) -> bool {
    let Some((&0xbc, rest)) = encoded.split_last() else { return false };
    let Some(db_len) = rest.len().checked_sub(HASH) else { return false };
    let (masked, hash) = rest.split_at(db_len);
    let mut db = masked.to_vec();
    let unused = 8 * encoded.len() - em_bits;
    let keep = 0xff_u8 >> unused;
    if masked.first().is_none_or(|first| first & !keep != 0) {
        return false;
    }
    mask(hash, &mut db);
    if let Some(first) = db.first_mut() {
        *first &= keep;
    }
    let Some(one) = db.iter().position(|byte| *byte != 0) else { return false };
    if db.get(one) != Some(&1) {
        return false;
    }
    let salt = db.get(one + 1..).unwrap_or_default();
    let mut again = Sha256::new();
    again.update([0; 8]);
    again.update(Sha256::digest(message));
    again.update(salt);
    again.finalize().as_slice() == hash
}

/// MGF1 with SHA-256, combined with the text in place.
fn mask(seed: &[u8], text: &mut [u8]) {
    for (counter, block) in (0_u32..).zip(text.chunks_mut(HASH)) {
        let mut hash = Sha256::new();
        hash.update(seed);
        hash.update(counter.to_be_bytes());
        for (byte, with) in block.iter_mut().zip(hash.finalize()) {
            *byte ^= with;
        }
    }
}

fn wide(bytes: &[u8]) -> Option<U4096> {
    let mut all = [0; LONGEST];
    let start = LONGEST.checked_sub(bytes.len())?;
    all.get_mut(start..)?.copy_from_slice(bytes);
    Some(U4096::from_be_bytes(all))
}

fn strip(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn bits(stripped: &[u8]) -> usize {
    let zeros = stripped.first().map_or(0, |first| first.leading_zeros() as usize);
    8 * stripped.len() - zeros
}
