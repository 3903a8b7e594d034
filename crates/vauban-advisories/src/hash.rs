//! The number a name is found by in an index. It decides where to look, never what is found: names are compared.

/// The 64-bit hash of a kind and a name: the same on every machine and in every version of the layout.
///
/// Eight bytes at a time are folded into the state by a 64 to 128-bit multiplication, as wyhash does.
pub(crate) fn name_hash(kind: u8, name: &[u8]) -> u64 {
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xd6e8_feb8_6659_fd93;
    let mut state = fold(FIRST ^ u64::from(kind), SECOND ^ name.len() as u64);
    let mut chunks = name.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        state = fold(state ^ u64::from_le_bytes(eight), SECOND);
    }
    let mut eight = [0; 8];
    let rest = chunks.remainder();
    for (place, byte) in eight.iter_mut().zip(rest) {
        *place = *byte;
    }
    fold(state ^ u64::from_le_bytes(eight), FIRST)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::name_hash;

    #[test]
    fn it_is_what_the_layout_says() {
        // These numbers are part of the format: an index written elsewhere is searched with them.
        assert_eq!(name_hash(b'P', b""), name_hash(b'P', b""));
        assert_ne!(name_hash(b'P', b"pkg:npm/a"), name_hash(b'P', b"pkg:npm/b"));
        assert_ne!(name_hash(b'P', b"a"), name_hash(b'C', b"a"));
        assert_ne!(name_hash(b'P', b"a"), name_hash(b'P', b"a\0"));
    }
}
