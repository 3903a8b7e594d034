//! Digests of a stream, in one reading and in constant memory.

use std::io::{self, ErrorKind, Read};

use sha2::{Digest as _, Sha256, Sha512};

/// What a file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// SHA-512, where it was asked for.
    pub sha512: Option<[u8; 64]>,
}

/// Reads a stream to its end and tells its digests; `room` is what is read at once, and what stays in the cache between
/// the two digests: 64 KiB do well.
///
/// # Errors
/// If the stream cannot be read.
pub fn digest(mut stream: impl Read, sha512: bool, room: &mut [u8]) -> io::Result<Digests> {
    let mut short = Sha256::new();
    let mut long = sha512.then(Sha512::new);
    let mut size: u64 = 0;
    loop {
        let read = match stream.read(room) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = room.get(..read).unwrap_or_default();
        size += read as u64;
        short.update(bytes);
        if let Some(long) = &mut long {
            long.update(bytes);
        }
    }
    Ok(Digests { size, sha256: short.finalize().into(), sha512: long.map(|long| long.finalize().into()) })
}

/// Bytes in hexadecimal, in small letters.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The bytes that small hexadecimal letters stand for; `None` if there are others, or not exactly so many.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{digest, hex, unhex};

    #[test]
    fn digests_are_those_of_the_standards_examples() {
        let told = digest(&b"abc"[..], true, &mut [0; 2]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(told.size, 3);
        assert_eq!(hex(&told.sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let long = told.sha512.map(|long| hex(&long)).unwrap_or_default();
        assert!(long.starts_with("ddaf35a193617abacc417349ae204131"), "{long}");
        assert_eq!(unhex::<32>(&hex(&told.sha256)), Some(told.sha256));
        assert_eq!(unhex::<2>("ABCD"), None);
        assert_eq!(unhex::<2>("abc"), None);
    }
}
