//! A Merkle tree as RFC 6962 (section 2.1) has it: leaves and nodes are hashed apart, so that no node can be passed off as
//! a leaf.

use crate::digest::Digest;

/// The hash of a leaf.
pub fn leaf(data: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], data])
}

/// The hash of a node above two others.
pub fn node(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[&[1], &left.0, &right.0])
}

/// The root over hashes of leaves, in their order; over none it is the digest of nothing.
pub fn root(leaves: impl IntoIterator<Item = Digest>) -> Digest {
    // Complete subtrees from left to right, each smaller than the one before, as in a binary number.
    let mut stack: Vec<(u32, Digest)> = Vec::new();
    for hash in leaves {
        let (mut height, mut hash) = (0, hash);
        while let Some((below, left)) = stack.pop() {
            if below != height {
                stack.push((below, left));
                break;
            }
            hash = node(&left, &hash);
            height += 1;
        }
        stack.push((height, hash));
    }
    let mut rest = stack.into_iter().rev().map(|(_, hash)| hash);
    let Some(last) = rest.next() else { return Digest::of(b"") };
    rest.fold(last, |right, left| node(&left, &right))
}

/// The hashes that lead from a leaf to the root, lowest first; `None` if there is no such leaf.
pub fn proof(leaves: &[Digest], at: usize) -> Option<Vec<Digest>> {
    if at >= leaves.len() {
        return None;
    }
    let (mut from, mut len, mut at) = (0, leaves.len(), at);
    let mut path = Vec::new();
    while len > 1 {
        let half = len.next_power_of_two() / 2;
        let side = |from: usize, len: usize| leaves.get(from..from + len).map(|part| root(part.iter().copied()));
        if at < half {
            path.push(side(from + half, len - half)?);
            len = half;
        } else {
            path.push(side(from, half)?);
            (from, len, at) = (from + half, len - half, at - half);
        }
    }
    path.reverse();
    Some(path)
}

/// Whether a leaf is at this place of a tree of so many leaves with this root.
pub fn holds(leaf: Digest, at: usize, leaves: usize, path: &[Digest], root: Digest) -> bool {
    // What stands on which side is decided by place and size alone, from the root down.
    let (mut len, mut at, mut rights) = (leaves, at, Vec::new());
    if at >= len {
        return false;
    }
    while len > 1 {
        let half = len.next_power_of_two() / 2;
        let left = at < half;
        rights.push(left);
        (len, at) = if left { (half, at) } else { (len - half, at - half) };
    }
    if rights.len() != path.len() {
        return false;
    }
    let up = rights.into_iter().rev().zip(path);
    let reached = up.fold(leaf, |hash, (left, other)| if left { node(&hash, other) } else { node(other, &hash) });
    reached == root
}

#[cfg(test)]
mod tests {
    use super::{holds, leaf, proof, root};
    use crate::digest::Digest;

    /// The tree of RFC 6962 by its definition, written apart.
    fn defined(data: &[Vec<u8>]) -> Digest {
        match data {
            [] => Digest::of(b""),
            [one] => leaf(one),
            more => {
                let mut half = 1;
                while half * 2 < more.len() {
                    half *= 2;
                }
                super::node(&defined(&more[..half]), &defined(&more[half..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition_and_every_leaf_has_a_proof() {
        for size in 0..70_u8 {
            let data: Vec<Vec<u8>> = (0..size).map(|at| vec![at; usize::from(at % 5)]).collect();
            let leaves: Vec<Digest> = data.iter().map(|data| leaf(data)).collect();
            let top = root(leaves.iter().copied());
            assert_eq!(top, defined(&data), "{size} leaves");
            for at in 0..leaves.len() {
                let path = proof(&leaves, at).unwrap();
                assert!(holds(leaves[at], at, leaves.len(), &path, top));
                assert!(!holds(leaf(b"other"), at, leaves.len(), &path, top));
                assert!(!holds(leaves[at], at + 1, leaves.len(), &path, top) || leaves.get(at + 1) == leaves.get(at));
            }
            assert_eq!(proof(&leaves, leaves.len()), None);
        }
    }

    #[test]
    fn known_roots_of_certificate_transparency() {
        // Test vectors of the reference implementation: inputs of the standard tree.
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let leaves: Vec<Digest> = inputs.iter().map(|data| leaf(data)).collect();
        let of = |size: usize| root(leaves[..size].iter().copied()).hex();
        assert_eq!(of(1), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(of(8), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn second_preimage_by_a_node_that_poses_as_a_leaf() {
        let (one, two) = (leaf(b"a"), leaf(b"b"));
        let forged = [one.0, two.0].concat();
        assert_ne!(root([leaf(&forged)]), root([one, two]));
    }
}
