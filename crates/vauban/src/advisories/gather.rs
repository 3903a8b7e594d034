//! Reads the files of a source: a folder, a file, an archive, or what git and curl bring.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use vauban_advisories::Builder;
use vauban_advisories::index::{Form, Source};
use vauban_advisories::read::{Feed, LONGEST_LIST, Problem, is_file};

use super::programs;

/// Most files of a source.
const MOST_FILES: usize = 4_000_000;
/// Most bytes of all entries of an archive, unpacked.
const MOST_UNPACKED: u64 = 16 << 30;
/// How deep folders are looked through.
const DEEPEST: usize = 32;

/// A source that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Its name in the index.
    pub(crate) name: String,
    /// How its records are written.
    pub(crate) form: Form,
    /// Where it is.
    pub(crate) place: String,
}

impl Asked {
    /// Reads `NAME=FORM:PLACE`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`--from {text}`: expected NAME=FORM:PLACE, as `rustsec=rustsec:advisory-db`");
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (form, place) = rest.split_once(':').ok_or_else(wrong)?;
        if name.is_empty() || place.is_empty() {
            return Err(wrong());
        }
        let known: Vec<&str> = Form::ALL.iter().map(|form| form.word()).collect();
        let form = Form::named(form)
            .ok_or_else(|| format!("`--from {text}`: `{form}` is no form; known: {}", known.join(", ")))?;
        Ok(Self { name: name.to_owned(), form, place: place.to_owned() })
    }
}

/// Reads a source into a builder; answers the source, its problems and how many there are in all.
///
/// # Errors
/// When it is not there or cannot be fetched: nothing of it was read then.
pub(crate) fn read(
    asked: &Asked,
    folder: &Path,
    fetched: &str,
    builder: &mut Builder,
) -> Result<(Source, Vec<Problem>, u64), String> {
    let mut feed = Feed::new(&asked.name, asked.form, Some(fetched));
    let brought;
    let place: PathBuf = if programs::is_address(&asked.place) {
        brought = programs::fetch(&asked.place)?;
        brought.place().to_owned()
    } else {
        folder.join(&asked.place)
    };
    let data =
        fs::metadata(&place).map_err(|error| format!("source `{}`: {}: {error}", asked.name, place.display()))?;
    if data.is_dir() {
        let mut count = 0;
        below(&place, &place, asked.form, DEEPEST, &mut count, &mut feed, builder)?;
    } else if is_archive(&place)? {
        archive(&place, asked.form, &mut feed, builder).map_err(|why| format!("source `{}`: {why}", asked.name))?;
    } else {
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        file(&place, &name, &mut feed, builder);
    }
    Ok(feed.finish())
}

/// The files of a folder, in the order of their names; links are not followed.
fn below(
    root: &Path,
    folder: &Path,
    form: Form,
    deep: usize,
    count: &mut usize,
    feed: &mut Feed,
    builder: &mut Builder,
) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut entries = fs::read_dir(folder).map_err(cannot)?.collect::<Result<Vec<_>, _>>().map_err(cannot)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let kind = entry.file_type().map_err(cannot)?;
        if kind.is_dir() {
            if entry.file_name() == ".git" {
                continue;
            }
            if deep == 0 {
                feed.lost(&name, &format!("folders are nested deeper than {DEEPEST} levels"));
                continue;
            }
            below(root, &path, form, deep - 1, count, feed, builder)?;
        } else if kind.is_file() && is_file(form, &name) {
            *count += 1;
            if *count > MOST_FILES {
                return Err(format!("{} holds more than {MOST_FILES} files", root.display()));
            }
            file(&path, &name, feed, builder);
        }
    }
    Ok(())
}

fn file(path: &Path, name: &str, feed: &mut Feed, builder: &mut Builder) {
    let read = || -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(|error| error.to_string())?;
        file.take(LONGEST_LIST as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) => feed.file(name, &bytes, builder),
        Err(why) => feed.lost(name, &why),
    }
}

fn is_archive(path: &Path) -> Result<bool, String> {
    let mut start = [0; 4];
    let mut file = fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let read = file.read(&mut start).map_err(|error| format!("{}: {error}", path.display()))?;
    if read >= 2 && start[..2] == [0x1f, 0x8b] {
        return Err(format!("{} is packed with gzip: unpack it first (`gunzip`)", path.display()));
    }
    Ok(start == *b"PK\x03\x04")
}

/// The files in a ZIP archive, in the order of their names. They are read in memory: a name that leads out of a folder
/// leads nowhere.
fn archive(path: &Path, form: Form, feed: &mut Feed, builder: &mut Builder) -> Result<(), String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = fs::File::open(path).map_err(|error| problem(&error))?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(|error| problem(&error))?;
    if archive.len() > MOST_FILES {
        return Err(format!("{} holds more than {MOST_FILES} files", path.display()));
    }
    let mut names: Vec<(String, usize)> = Vec::new();
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|error| problem(&error))?;
        if !entry.is_file() {
            continue;
        }
        match entry.name() {
            Ok(name) if is_file(form, &name) => names.push((name.into_owned(), place)),
            Ok(_) => {}
            Err(error) => feed.lost(&format!("entry {place}"), &error.to_string()),
        }
    }
    names.sort();
    let mut unpacked = 0u64;
    for (name, place) in names {
        let mut bytes = Vec::new();
        let entry = archive.by_index(place).map_err(|error| problem(&error))?;
        match entry.take(LONGEST_LIST as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) => {
                unpacked += bytes.len() as u64;
                if unpacked > MOST_UNPACKED {
                    return Err(format!("{} unpacks to more than {} GiB", path.display(), MOST_UNPACKED >> 30));
                }
                feed.file(&name, &bytes, builder);
            }
            Err(error) => feed.lost(&name, &error.to_string()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let asked = Asked::parse("go=osv:C:\\data").unwrap();
        assert_eq!((asked.name.as_str(), asked.form, asked.place.as_str()), ("go", Form::Osv, "C:\\data"));
        for wrong in ["go", "go=osv", "=osv:x", "go=osv:", "go=xml:x"] {
            assert!(Asked::parse(wrong).is_err(), "{wrong}");
        }
    }
}
