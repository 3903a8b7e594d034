//! Sets of a few events, in the representation that fits: bits where there are few events, sorted numbers with a
//! 64-bit signature where sets are small, shared sorted numbers for all the rest.

use std::rc::Rc;

/// A set of small numbers.
pub(super) trait Set: Clone + Ord {
    /// The empty set.
    fn none() -> Self;
    /// How many elements it has.
    fn len(&self) -> u32;
    /// Whether each of its elements is in the other.
    fn within(&self, other: &Self) -> bool;
    /// Whether each of its elements is in one of these.
    fn within_any(&self, parts: [&Self; 3]) -> bool;
    /// False only if the other has more than so many elements that this has not.
    fn near(&self, other: &Self, most: u32) -> bool;
    /// Whether the other has at most so many elements that this has not.
    fn adds(&self, other: &Self, most: u32) -> bool;
    /// Both together, if they have at most so many elements and can be represented.
    fn union(&self, other: &Self, most: u32) -> Option<Self>;
    /// What both have.
    fn common(&self, other: &Self) -> Self;
    /// Whether one of its elements is such; asked from the smallest on, until one is.
    fn any(&self, is: impl FnMut(usize) -> bool) -> bool;
    /// A set of these elements, if it can be represented; they come sorted and without repetition.
    fn of(elements: &[u32]) -> Option<Self>;
    /// A hash of it.
    fn hash(&self) -> u64;
    /// Its largest element; 0 if it has none.
    fn last(&self) -> usize;
}

/// Bits: for systems of at most 64 * W events.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits<const W: usize>([u64; W]);

impl<const W: usize> Set for Bits<W> {
    fn none() -> Self {
        Bits([0; W])
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    #[inline]
    fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |rest, (mine, its)| rest | (mine & !its)) == 0
    }

    fn within_any(&self, parts: [&Self; 3]) -> bool {
        (0..W).all(|at| self.0[at] & !(parts[0].0[at] | parts[1].0[at] | parts[2].0[at]) == 0)
    }

    #[inline]
    fn near(&self, other: &Self, most: u32) -> bool {
        let mut left = most;
        for (mine, its) in self.0.iter().zip(&other.0) {
            let mut more = its & !mine;
            while more != 0 {
                if left == 0 {
                    return false;
                }
                left -= 1;
                more &= more - 1;
            }
        }
        true
    }

    #[inline]
    fn adds(&self, other: &Self, most: u32) -> bool {
        self.near(other, most)
    }

    #[inline]
    fn union(&self, other: &Self, most: u32) -> Option<Self> {
        let both = Bits(std::array::from_fn(|at| self.0[at] | other.0[at]));
        (both.len() <= most).then_some(both)
    }

    fn common(&self, other: &Self) -> Self {
        Bits(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    #[inline]
    fn any(&self, mut is: impl FnMut(usize) -> bool) -> bool {
        for (at, word) in self.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                if is(at * 64 + rest.trailing_zeros() as usize) {
                    return true;
                }
                rest &= rest - 1;
            }
        }
        false
    }

    fn of(elements: &[u32]) -> Option<Self> {
        let mut set = Self::none();
        for element in elements {
            *set.0.get_mut(*element as usize / 64)? |= 1 << (element % 64);
        }
        Some(set)
    }

    #[inline]
    fn hash(&self) -> u64 {
        self.0.iter().fold(0, |hash, word| mix(hash, *word))
    }

    fn last(&self) -> usize {
        let found = self.0.iter().enumerate().rev().find(|(_, word)| **word != 0);
        found.map_or(0, |(at, word)| at * 64 + 63 - word.leading_zeros() as usize)
    }
}

/// At most N sorted numbers below 65 536, with a signature of 64 bits: bit e % 64 for element e.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Few<const N: usize> {
    signature: u64,
    len: u16,
    ids: [u16; N],
}

impl<const N: usize> Few<N> {
    fn ids(&self) -> &[u16] {
        self.ids.get(..self.len as usize).unwrap_or(&self.ids)
    }
}

impl<const N: usize> Set for Few<N> {
    fn none() -> Self {
        Few { signature: 0, len: 0, ids: [0; N] }
    }

    #[inline]
    fn len(&self) -> u32 {
        u32::from(self.len)
    }

    #[inline]
    fn within(&self, other: &Self) -> bool {
        self.signature & !other.signature == 0 && sorted_within(self.ids(), other.ids())
    }

    fn within_any(&self, parts: [&Self; 3]) -> bool {
        let signature = parts[0].signature | parts[1].signature | parts[2].signature;
        self.signature & !signature == 0 && self.ids().iter().all(|id| parts.iter().any(|part| part.ids().contains(id)))
    }

    #[inline]
    fn near(&self, other: &Self, most: u32) -> bool {
        at_most(other.signature & !self.signature, most)
    }

    #[inline]
    fn adds(&self, other: &Self, most: u32) -> bool {
        self.near(other, most) && sorted_adds(self.ids(), other.ids(), most)
    }

    fn union(&self, other: &Self, most: u32) -> Option<Self> {
        let signature = self.signature | other.signature;
        let mut ids = [0; N];
        let most = (most as usize).min(N);
        let (mine, its) = (self.ids(), other.ids());
        let (mut i, mut j, mut len) = (0, 0, 0);
        while i < mine.len() || j < its.len() {
            if len == most {
                return None;
            }
            let (one, two) = (mine.get(i), its.get(j));
            let next = match (one, two) {
                (Some(one), Some(two)) => (*one).min(*two),
                (Some(one), None) => *one,
                (None, Some(two)) => *two,
                (None, None) => break,
            };
            i += usize::from(one == Some(&next));
            j += usize::from(two == Some(&next));
            ids[len] = next;
            len += 1;
        }
        Some(Few { signature, len: len as u16, ids })
    }

    fn common(&self, other: &Self) -> Self {
        let mut both = Self::none();
        for id in self.ids().iter().filter(|id| other.ids().contains(id)) {
            both.signature |= 1 << (id % 64);
            both.ids[both.len as usize] = *id;
            both.len += 1;
        }
        both
    }

    #[inline]
    fn any(&self, is: impl FnMut(usize) -> bool) -> bool {
        self.ids().iter().map(|id| usize::from(*id)).any(is)
    }

    fn of(elements: &[u32]) -> Option<Self> {
        let mut set = Self::none();
        for element in elements {
            *set.ids.get_mut(set.len as usize)? = u16::try_from(*element).ok()?;
            set.signature |= 1 << (element % 64);
            set.len += 1;
        }
        Some(set)
    }

    fn hash(&self) -> u64 {
        self.ids().iter().fold(0, |hash, id| mix(hash, u64::from(*id) + 1))
    }

    fn last(&self) -> usize {
        self.ids().last().map_or(0, |id| usize::from(*id))
    }
}

/// Sorted numbers without limit, shared, with the same signature.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Many {
    signature: u64,
    ids: Rc<[u32]>,
}

impl Many {
    fn from(ids: &[u32]) -> Many {
        Many { signature: ids.iter().fold(0, |bits, id| bits | 1 << (id % 64)), ids: ids.into() }
    }
}

impl Set for Many {
    fn none() -> Self {
        Many::from(&[])
    }

    fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    fn within(&self, other: &Self) -> bool {
        self.signature & !other.signature == 0 && sorted_within(&self.ids, &other.ids)
    }

    fn within_any(&self, parts: [&Self; 3]) -> bool {
        self.ids.iter().all(|id| parts.iter().any(|part| part.ids.binary_search(id).is_ok()))
    }

    fn near(&self, other: &Self, most: u32) -> bool {
        at_most(other.signature & !self.signature, most)
    }

    fn adds(&self, other: &Self, most: u32) -> bool {
        self.near(other, most) && sorted_adds(&self.ids, &other.ids, most)
    }

    fn union(&self, other: &Self, most: u32) -> Option<Self> {
        let mut ids: Vec<u32> = self.ids.iter().chain(other.ids.iter()).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        (ids.len() <= most as usize).then(|| Many::from(&ids))
    }

    fn common(&self, other: &Self) -> Self {
        let ids: Vec<u32> = self.ids.iter().copied().filter(|id| other.ids.binary_search(id).is_ok()).collect();
        Many::from(&ids)
    }

    fn any(&self, is: impl FnMut(usize) -> bool) -> bool {
        self.ids.iter().map(|id| *id as usize).any(is)
    }

    fn of(elements: &[u32]) -> Option<Self> {
        Some(Many::from(elements))
    }

    fn hash(&self) -> u64 {
        self.ids.iter().fold(0, |hash, id| mix(hash, u64::from(*id) + 1))
    }

    fn last(&self) -> usize {
        self.ids.last().map_or(0, |id| *id as usize)
    }
}

/// Sets that were seen, to find repetitions; emptied without touching memory.
pub(super) struct Seen<S> {
    /// Round and place in `sets`, by hash.
    slots: Vec<(u32, u32)>,
    round: u32,
    /// The sets of this round, each once, in the order they came.
    pub(super) sets: Vec<S>,
}

impl<S: Set> Seen<S> {
    pub(super) fn new() -> Seen<S> {
        Seen { slots: vec![(0, 0); 64], round: 1, sets: Vec::new() }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.sets.clear();
        if self.round == u32::MAX {
            self.slots.fill((0, 0));
            self.round = 0;
        }
        self.round += 1;
    }

    /// Whether the set is new.
    pub(super) fn insert(&mut self, set: S) -> bool {
        if self.sets.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = set.hash() as usize & mask;
        while self.slots[at].0 == self.round {
            if self.sets[self.slots[at].1 as usize] == set {
                return false;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = (self.round, self.sets.len() as u32);
        self.sets.push(set);
        true
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        self.slots = vec![(0, 0); mask + 1];
        self.round = 1;
        for (place, set) in self.sets.iter().enumerate() {
            let mut at = set.hash() as usize & mask;
            while self.slots[at].0 != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = (1, place as u32);
        }
    }
}

/// Whether at most so many bits are set.
#[inline]
fn at_most(mut bits: u64, most: u32) -> bool {
    for _ in 0..most {
        if bits == 0 {
            return true;
        }
        bits &= bits - 1;
    }
    bits == 0
}

#[inline]
fn sorted_within<T: Ord>(mine: &[T], its: &[T]) -> bool {
    let mut rest = its.iter();
    mine.len() <= its.len() && mine.iter().all(|id| rest.by_ref().find(|its| *its >= id) == Some(id))
}

/// Whether at most so many of its numbers are not mine.
#[inline]
fn sorted_adds<T: Ord>(mine: &[T], its: &[T], most: u32) -> bool {
    let mut rest = mine.iter().peekable();
    let mut added = 0;
    for id in its {
        while rest.next_if(|mine| *mine < id).is_some() {}
        added += u32::from(rest.peek() != Some(&id));
    }
    added <= most
}

/// A multiplication whose upper half is folded back: spreads every bit over the whole word.
#[inline]
fn mix(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word ^ 0x9e37_79b9_7f4a_7c15) * u128::from(0xd6e8_feb8_6659_fd93_u64 | 1);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees<S: Set>() {
        let lists: [&[u32]; 6] = [&[], &[1], &[1, 63], &[3, 40], &[1, 3, 40], &[1, 3, 40, 63]];
        let sets: Vec<S> = lists.iter().filter_map(|list| S::of(list)).collect();
        let mut seen = Seen::new();
        for (one, mine) in lists.iter().zip(&sets) {
            let mut told = Vec::new();
            mine.any(|element| {
                told.push(element as u32);
                false
            });
            assert_eq!(&told, one);
            assert_eq!(mine.last() as u32, one.last().copied().unwrap_or(0));
            assert!(seen.insert(mine.clone()) && !seen.insert(mine.clone()));
            for (two, its) in lists.iter().zip(&sets) {
                let both: std::collections::BTreeSet<u32> = one.iter().chain(*two).copied().collect();
                let common: Vec<u32> = one.iter().copied().filter(|id| two.contains(id)).collect();
                assert_eq!(mine.within(its), common.len() == one.len());
                assert!(mine.within_any([its, &S::none(), mine]));
                assert!(mine.common(its) == S::of(&common).unwrap_or(S::none()));
                for most in 0..5 {
                    let union = mine.union(its, most);
                    assert_eq!(
                        union.map(|set| set.len() as usize),
                        Some(both.len()).filter(|len| *len <= most as usize)
                    );
                    assert_eq!(mine.adds(its, most), both.len() - one.len() <= most as usize);
                    assert!(mine.near(its, most) || both.len() - one.len() > most as usize);
                }
            }
        }
    }

    #[test]
    fn all_representations_agree() {
        agrees::<Bits<1>>();
        agrees::<Bits<4>>();
        agrees::<Few<7>>();
        agrees::<Many>();
    }
}
