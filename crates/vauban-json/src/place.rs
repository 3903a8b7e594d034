//! From a byte to a line and a column.

/// A line and a column, both from 1; columns count characters, as editors show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// The place of a byte; one past the end is the end.
pub(crate) fn of(bytes: &[u8], offset: usize) -> Place {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Place { line: whole(lines + 1), column: column(before.get(start..).unwrap_or(&[])) }
}

/// Where lines start, so that many places are found without reading the text again for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| whole(at + 1));
        Lines(std::iter::once(0).chain(starts).collect())
    }

    pub(crate) fn place(&self, bytes: &[u8], offset: usize) -> Place {
        let offset = offset.min(bytes.len());
        let line = self.0.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.0.get(line - 1).map_or(0, |start| *start as usize);
        Place { line: whole(line), column: column(bytes.get(start..offset).unwrap_or(&[])) }
    }
}

/// The column after these bytes of a line: continuation bytes of UTF-8 are no characters.
fn column(before: &[u8]) -> u32 {
    whole(before.iter().filter(|byte| (**byte as i8) >= -0x40).count() + 1)
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
