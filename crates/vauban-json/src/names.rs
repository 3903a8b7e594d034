//! Tables of names that are found by a few machine words instead of by comparing texts.
//!
//! A text of up to sixteen bytes is wholly known from its length, its first eight bytes and its last eight. So most
//! names of a schema are recognised without touching their bytes again; longer ones are compared once.

/// Length, first and last bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Print {
    first: u64,
    last: u64,
    len: u32,
}

/// Texts up to this length are the same when their prints are.
const WHOLE: u32 = 16;

impl Print {
    /// Of a text that stands in a larger one: the bytes after it may be read, but do not count.
    #[inline]
    pub(crate) fn inside(all: &[u8], start: usize, len: usize) -> Self {
        let (first, last) = match len.checked_sub(8) {
            Some(tail) => (eight(all, start), eight(all, start + tail)),
            None => {
                let word = eight(all, start) & ((1 << (8 * len)) - 1);
                (word, word)
            }
        };
        Print { first, last, len: len as u32 }
    }

    pub(crate) fn of(text: &str) -> Self {
        Print::inside(text.as_bytes(), 0, text.len())
    }

    #[inline]
    pub(crate) fn hash(self) -> u64 {
        (self.first ^ self.last.rotate_left(29) ^ u64::from(self.len)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Whether two texts are the same, given that their prints are.
    #[inline]
    pub(crate) fn settles(self, one: &str, other: &str) -> bool {
        self.len <= WHOLE || one == other
    }
}

/// Eight bytes as a number; what is beyond the end is zero.
#[inline]
fn eight(all: &[u8], at: usize) -> u64 {
    let rest = all.get(at..).unwrap_or(&[]);
    match rest.first_chunk::<8>() {
        Some(word) => u64::from_le_bytes(*word),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Names and their numbers, in the order in which they were put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    names: Vec<(Print, Box<str>)>,
    /// The number of a name, plus one, at the place its hash gives or after it.
    slots: Vec<u16>,
}

/// More names than fit a table: no schema that is meant for people.
pub(crate) const MOST: usize = u16::MAX as usize - 1;

impl Names {
    /// Of some names, none of which may occur twice; at most [`MOST`].
    pub(crate) fn new(names: impl IntoIterator<Item = Box<str>>) -> Self {
        let names: Vec<_> = names.into_iter().take(MOST).map(|name| (Print::of(&name), name)).collect();
        let mut slots = vec![0; (names.len() * 2 + 1).next_power_of_two().max(4)];
        for (number, (print, _)) in names.iter().enumerate() {
            let mut at = slot(*print, slots.len());
            while slots[at] != 0 {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = number as u16 + 1;
        }
        Names { names, slots }
    }

    #[inline]
    pub(crate) fn find(&self, print: Print, text: &str) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = slot(print, self.slots.len());
        loop {
            let number = (*self.slots.get(at)? as usize).checked_sub(1)?;
            let (own, name) = self.names.get(number)?;
            if *own == print && print.settles(name, text) {
                return Some(number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, name)| &**name)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }
}

#[inline]
fn slot(print: Print, slots: usize) -> usize {
    (print.hash() >> 40) as usize & (slots - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_nothing_else() {
        let find = |table: &Names, name: &str| table.find(Print::of(name), name);
        let names: Vec<String> = (0..300).map(|at| "name".repeat(at % 9) + &at.to_string()).collect();
        let table = Names::new(names.iter().map(|name| name.as_str().into()));
        for (number, name) in names.iter().enumerate() {
            assert_eq!(find(&table, name), Some(number));
            assert_eq!(find(&table, &format!("{name}x")), None);
            let inside = format!("..{name}\"rest of the text");
            assert_eq!(Print::inside(inside.as_bytes(), 2, name.len()), Print::of(name));
        }
        assert_eq!(find(&Names::default(), "a"), None);
        assert_eq!(find(&Names::new([]), ""), None);
        assert_eq!(find(&Names::new(["".into()]), ""), Some(0));
        let long = "aaaaaaaaXbbbbbbbb";
        assert_eq!(find(&Names::new([long.into()]), "aaaaaaaaYbbbbbbbb"), None);
    }
}
