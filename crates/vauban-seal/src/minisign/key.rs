//! Minisign secret keys: read from their file, and opened with a passphrase where they are locked.
//!
//! The file is base64 of 158 bytes: words for the algorithms (`Ed`, `Sc` or two zero bytes, `B2`), salt and cost of
//! scrypt, then key number, key and checksum, locked by XOR with what scrypt makes of the passphrase. A wrong
//! passphrase shows in the checksum. Read here instead of by minisign's own crate, which brings a second
//! implementation of Ed25519 and asks the terminal by itself.

use base64ct::{Base64, Encoding as _};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest as _};
use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use crate::LONGEST;

/// Bytes of a secret key file.
const FILE: usize = 158;
/// Bytes of it that can be locked: number, key, checksum.
const LOCKED: usize = 104;
/// Bytes of memory that opening a key may take; minisign asks for 1 GiB.
const MOST_MEMORY: u64 = 2 << 30;
/// Operations that opening a key may take; minisign asks for 2^25.
const MOST_OPERATIONS: u64 = 1 << 28;

/// A minisign key that can sign. It is wiped from memory when it is no longer used.
pub struct MinisignKey {
    number: [u8; 8],
    key: SigningKey,
}

impl std::fmt::Debug for MinisignKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MinisignKey({})", self.id())
    }
}

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyTrouble {
    /// It is no minisign secret key; why.
    Unreadable(String),
    /// It is locked, and no passphrase was given.
    Locked,
    /// The passphrase does not open it, or the file is damaged.
    WrongPassphrase,
}

impl std::fmt::Display for KeyTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeyTrouble::Unreadable(why) => write!(f, "it is no minisign secret key: {why}"),
            KeyTrouble::Locked => write!(f, "it is protected by a passphrase"),
            KeyTrouble::WrongPassphrase => write!(f, "the passphrase does not open it, or the file is damaged"),
        }
    }
}

impl std::error::Error for KeyTrouble {}

impl MinisignKey {
    /// Reads a secret key file, and opens it if it is locked.
    ///
    /// # Errors
    /// If it is none, or cannot be opened with the passphrase.
    pub fn open(text: &str, passphrase: Option<&[u8]>) -> Result<MinisignKey, KeyTrouble> {
        let unreadable = |why: &str| KeyTrouble::Unreadable(why.to_owned());
        if text.len() > LONGEST {
            return Err(unreadable("it is too long"));
        }
        let line = text.trim().lines().next_back().unwrap_or_default().trim();
        let file =
            Base64::decode_vec(line).map(Zeroizing::new).map_err(|_| unreadable("its last line is no base64"))?;
        let file: &[u8; FILE] =
            file.as_slice().try_into().map_err(|_| unreadable(&format!("it has not the {FILE} bytes of one")))?;
        if file.get(..2) != Some(b"Ed") || file.get(4..6) != Some(b"B2") {
            return Err(unreadable("its algorithms are unknown"));
        }
        let mut locked = Zeroizing::new([0_u8; LOCKED]);
        locked.copy_from_slice(&file[54..FILE]);
        let locked_with: [u8; 2] = [file[2], file[3]];
        match &locked_with {
            [0, 0] => {}
            b"Sc" => {
                let passphrase = passphrase.ok_or(KeyTrouble::Locked)?;
                let stream = stream(file, passphrase)?;
                locked.iter_mut().zip(stream.iter()).for_each(|(byte, mask)| *byte ^= mask);
            }
            _ => return Err(unreadable("it is locked in an unknown way")),
        }
        let mut check = Blake2b::<U32>::new();
        check.update(b"Ed");
        check.update(&locked[..72]);
        // Minisign leaves the checksum of a key that is not locked empty.
        let unlocked = locked_with == [0, 0] && locked[72..].iter().all(|byte| *byte == 0);
        if !unlocked && check.finalize().as_slice() != &locked[72..] {
            return Err(match locked_with {
                [0, 0] => unreadable("its checksum does not fit"),
                _ => KeyTrouble::WrongPassphrase,
            });
        }
        let mut number = [0; 8];
        number.copy_from_slice(&locked[..8]);
        let mut pair = Zeroizing::new([0; 64]);
        pair.copy_from_slice(&locked[8..72]);
        // Both halves are stored; a wrong second half would make signatures that give the key away.
        let key =
            SigningKey::from_keypair_bytes(&pair).map_err(|_| unreadable("its two halves do not belong together"))?;
        Ok(MinisignKey { number, key })
    }

    /// Whether a text is a minisign secret key, by its length and first bytes.
    pub fn looks_like_one(text: &str) -> bool {
        let line = text.trim().lines().next_back().unwrap_or_default();
        text.starts_with("untrusted comment:") && line.starts_with("RW") && line.trim().len() == 212
    }

    /// A key from 32 random bytes and 8 random bytes for its number.
    pub fn from_seed(seed: &[u8; 32], number: [u8; 8]) -> MinisignKey {
        MinisignKey { number, key: SigningKey::from_bytes(seed) }
    }

    /// Its number, as people read it.
    pub fn id(&self) -> String {
        format!("{:016X}", u64::from_le_bytes(self.number))
    }

    /// Its public key, as the last line of a `.pub` file.
    pub fn public(&self) -> String {
        let bytes = [b"Ed".as_slice(), &self.number, self.key.verifying_key().as_bytes()].concat();
        Base64::encode_string(&bytes)
    }

    pub(super) fn number(&self) -> [u8; 8] {
        self.number
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.key.sign(text).to_bytes()
    }
}

/// What a passphrase makes to unlock a key.
fn stream(file: &[u8; FILE], passphrase: &[u8]) -> Result<Zeroizing<[u8; LOCKED]>, KeyTrouble> {
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&file[at..at + 8]);
        u64::from_le_bytes(bytes)
    };
    let (operations, memory) = (number(38), number(46));
    if operations > MOST_OPERATIONS || memory > MOST_MEMORY {
        return Err(KeyTrouble::Unreadable(format!(
            "opening it would take {operations} operations and {memory} bytes; no more than {MOST_OPERATIONS} and {MOST_MEMORY} are spent"
        )));
    }
    let cost = cost(operations, memory)
        .ok_or_else(|| KeyTrouble::Unreadable("it names a cost that scrypt does not have".to_owned()))?;
    let mut stream = Zeroizing::new([0; LOCKED]);
    scrypt::scrypt(passphrase, &file[6..38], &cost, stream.as_mut_slice())
        .map_err(|error| KeyTrouble::Unreadable(error.to_string()))?;
    Ok(stream)
}

/// Parameters of scrypt for limits, chosen as libsodium does (`pickparams` of `crypto_pwhash_scryptsalsa208sha256`).
fn cost(operations: u64, memory: u64) -> Option<scrypt::Params> {
    const R: u64 = 8;
    let operations = operations.max(32_768);
    let largest = if operations < memory / 32 { operations / (R * 4) } else { memory / (R * 128) };
    let log = (1..63_u8).find(|log| 1_u64 << log > largest / 2)?;
    let p = match operations < memory / 32 {
        true => 1,
        false => ((operations / 4) >> log).min(0x3fff_ffff) / R,
    };
    scrypt::Params::new(log, R as u32, u32::try_from(p).ok()?).ok()
}
