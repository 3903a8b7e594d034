//! Zip archives in memory: what is read is counted before it is kept, what is written has no clock in it.
//!
//! An archive declares the size of its entries and may lie: what counts is what comes out.

use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::SheetError;

/// Largest archive.
pub(super) const LARGEST: usize = 64 << 20;
/// Most entries of an archive.
const MOST_ENTRIES: usize = 2_000;
/// Most bytes of all entries together, once unpacked.
const MOST_BYTES: u64 = 256 << 20;
/// An entry larger than this may not have been packed tighter than `TIGHTEST`.
const SMALL: u64 = 16 << 20;
/// How many times larger than its packed form an entry may be: sheets reach a hundred.
const TIGHTEST: u64 = 300;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the archive, with `/`; it leads nowhere else.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The files of an archive whose name is `wanted`, unpacked, in the order of the archive.
///
/// # Errors
/// If it is no archive, is encrypted, is too large packed or unpacked, or an entry's path leads out of it.
pub fn read_zip(bytes: &[u8], wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Entry>, SheetError> {
    let mut entries = Vec::new();
    walk(bytes, &mut |name, size, file| {
        if !wanted(name) {
            return Ok(0);
        }
        let mut unpacked = Vec::new();
        let read = file.take(size).read_to_end(&mut unpacked).map_err(|error| broken(&error))?;
        entries.push(Entry { name: name.to_owned(), bytes: unpacked });
        Ok(read as u64)
    })?;
    Ok(entries)
}

/// What is done with an entry: its name, how many bytes may come out at most, and where they come from.
type Visit<'v> = dyn FnMut(&str, u64, &mut dyn std::io::Read) -> Result<u64, SheetError> + 'v;

fn walk(bytes: &[u8], visit: &mut Visit<'_>) -> Result<(), SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::new(format!("it is larger than {LARGEST} bytes")));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_an_archive(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(SheetError::new(format!("its archive has more than {MOST_ENTRIES} entries")));
    }
    let mut left = MOST_BYTES;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|error| not_an_archive(&error))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| not_an_archive(&error))?.into_owned();
        if file.enclosed_name().is_none() || name.contains('\\') {
            return Err(SheetError::new(format!("the path of an entry leads out of its archive: `{}`", shown(&name))));
        }
        let most = left.min((file.compressed_size().saturating_mul(TIGHTEST)).max(SMALL));
        // One byte more than allowed is asked for: whoever has it has too much.
        let came = visit(&name, most.saturating_add(1), &mut file)?;
        if came > most {
            return Err(SheetError::new(format!("`{}` unpacks to more than {most} bytes", shown(&name))));
        }
        left -= came;
    }
    Ok(())
}

/// Packs files; the same files give the same bytes.
///
/// # Errors
/// If a name is used twice, or there is too much of it.
pub fn write_zip(entries: &[Entry]) -> Result<Vec<u8>, SheetError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let problem = |error: &dyn std::fmt::Display| SheetError::new(format!("the archive cannot be written: {error}"));
    for entry in entries {
        writer.start_file(&*entry.name, options).map_err(|error| problem(&error))?;
        writer.write_all(&entry.bytes).map_err(|error| problem(&error))?;
    }
    Ok(writer.finish().map_err(|error| problem(&error))?.into_inner())
}

fn not_an_archive(error: &ZipError) -> SheetError {
    SheetError::new(match error {
        ZipError::UnsupportedArchive(why) => format!("its archive cannot be read: {why}"),
        ZipError::InvalidPassword => "its archive is encrypted".to_owned(),
        error => format!("it is no zip archive, or a broken one: {}", shown(&error.to_string())),
    })
}

fn broken(error: &std::io::Error) -> SheetError {
    SheetError::new(format!("its archive is broken: {}", shown(&error.to_string())))
}

/// The beginning of a text of the file's own, without what a terminal obeys.
fn shown(text: &str) -> String {
    text.chars().take(80).map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect()
}
