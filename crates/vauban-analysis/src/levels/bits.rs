//! Sets of component requirements, as bits by their place in the standard's order.

/// How many requirements a set can hold; one beyond that is never realised, so a longer standard is judged too low
/// and never too high. A test keeps the standard in force below it.
pub(super) const MOST: usize = 256;

/// A set of component requirements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits([u64; MOST / 64]);

impl Bits {
    pub(super) const ALL: Bits = Bits([u64::MAX; MOST / 64]);

    pub(super) fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub(super) fn has(self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    pub(super) fn or(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn and(self, other: Bits) -> Bits {
        Bits(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == [0; MOST / 64]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_never_there() {
        let mut bits = Bits::default();
        bits.insert(0);
        bits.insert(MOST - 1);
        bits.insert(MOST);
        assert!(bits.has(0) && bits.has(MOST - 1) && !bits.has(MOST) && !bits.has(1));
        assert!(bits.and(Bits::default()).is_empty() && bits.or(Bits::ALL) == Bits::ALL);
        let controls = vauban_catalog::Catalogs::embedded().component().controls().count();
        assert!(controls <= MOST, "{controls} requirements no longer fit");
    }
}
