//! The header of an entry, in its one spelling.

use super::BLOCK;
use crate::Limits;

/// The header of a file; `None` if the name or size cannot stand in one.
pub(super) fn header(name: &str, size: u64) -> Option<[u8; BLOCK]> {
    if !is_plain(name) || size > Limits::ITEM {
        return None;
    }
    let mut block = [0; BLOCK];
    put(&mut block, 0, name.as_bytes());
    put(&mut block, 100, b"0000644\0");
    put(&mut block, 108, b"0000000\0");
    put(&mut block, 116, b"0000000\0");
    put(&mut block, 124, format!("{size:011o}\0").as_bytes());
    put(&mut block, 136, b"00000000000\0");
    put(&mut block, 148, b"        ");
    put(&mut block, 156, b"0");
    put(&mut block, 257, b"ustar\x0000");
    put(&mut block, 329, b"0000000\0");
    put(&mut block, 337, b"0000000\0");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    put(&mut block, 148, format!("{sum:06o}\0 ").as_bytes());
    Some(block)
}

fn put(block: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    for (to, from) in block.iter_mut().skip(at).zip(bytes) {
        *to = *from;
    }
}

/// Whether a name is one that an entry may have: parts of lower-case letters, digits, `.`, `-` and `_`, joined by `/`.
/// No two such names differ only in case, none leads upward, none starts at the root.
pub(super) fn is_plain(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_'))
    };
    name.len() < 100 && name.split('/').all(part)
}

/// Name and size of a header, if it is in its one spelling; else what is wrong with it.
pub(super) fn parse(block: &[u8; BLOCK]) -> Result<(String, u64), String> {
    let field = |from: usize, len: usize| block.get(from..from + len).unwrap_or_default();
    let until_zero = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().take_while(|byte| *byte != 0).collect() };
    let name = String::from_utf8_lossy(&until_zero(field(0, 100))).into_owned();
    if field(257, 6) != b"ustar\0" {
        return Err("there is no tar header here: the file is damaged, or no pack".to_owned());
    }
    let size = field(124, 11).iter().try_fold(0_u64, |size, digit| match digit {
        b'0'..=b'7' => size.checked_mul(8)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    });
    let Some(size) = size else { return Err(format!("the size of `{name}` is no octal number of eleven digits")) };
    match field(156, 1) {
        b"0" => {}
        b"1" | b"2" => return Err(format!("`{name}` is a link; a pack holds ordinary files only")),
        b"5" => return Err(format!("`{name}` is a folder; a pack holds ordinary files only")),
        b"x" | b"g" | b"L" | b"K" => {
            return Err(format!("`{name}` is an extended header; a pack holds ordinary files only"));
        }
        _ => return Err(format!("`{name}` is no ordinary file")),
    }
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        return Err(format!("the name `{name}` leads out of the folder it would be unpacked to"));
    }
    if !is_plain(&name) {
        return Err(format!("`{name}` is no name of an entry: lower-case letters, digits, `.`, `-`, `_` and `/`"));
    }
    match header(&name, size) {
        Some(expected) if expected == *block => Ok((name, size)),
        Some(_) => Err(format!("the header of `{name}` is not in the one spelling a pack has")),
        None => Err(format!("`{name}` has {size} bytes, more than {}", Limits::ITEM)),
    }
}
