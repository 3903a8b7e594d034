//! Lines and columns of offsets, found without walking the text again.

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// Looks through a text once.
    pub(crate) fn of(text: &[u8]) -> Lines {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text).map(|at| at + 1));
        Lines(starts)
    }

    /// The line and column of an offset.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.0.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.0.get(at)).copied().unwrap_or(0);
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place { line: narrow(line.max(1)), column: narrow(offset.saturating_sub(start)).saturating_add(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_to_lines_and_columns() {
        let lines = Lines::of(b"ab\n\nc");
        for (offset, line, column) in [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 3, 1), (99, 3, 96)] {
            assert_eq!(lines.place(offset), Place { line, column }, "{offset}");
        }
        assert_eq!(Lines::default().place(7), Place { line: 1, column: 8 });
    }
}
