//! The items of a pack on disk, read again where they stand; each is held against its digest once more while it is read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom, Take};
use std::path::{Path, PathBuf};

use vauban_engine::pack::Store;
use vauban_pack::{Checked, Digest, Hasher};

/// A pack on disk that was checked.
#[derive(Debug)]
pub(crate) struct PackFile {
    path: PathBuf,
    items: BTreeMap<String, (Digest, u64, u64)>,
}

impl PackFile {
    /// The open items of a pack.
    pub(crate) fn new(path: &Path, checked: &Checked) -> PackFile {
        let all = checked.items.iter().zip(&checked.offsets);
        let open = all.filter_map(|(item, offset)| {
            let open = item.open.as_ref()?;
            Some((open.path.clone(), (open.sha256, open.size, (*offset)?)))
        });
        PackFile { path: path.to_owned(), items: open.collect() }
    }

    /// The contents of an item, if it is open and no larger than a limit.
    pub(crate) fn bytes(&self, item: &str, limit: u64) -> Option<Result<Vec<u8>, String>> {
        let (_, size, _) = self.items.get(item)?;
        if *size > limit {
            return Some(Err(format!("`{item}` has {size} bytes, more than {limit}")));
        }
        let mut bytes = Vec::new();
        let read = self.open(item).and_then(|mut from| from.read_to_end(&mut bytes).map_err(|error| error.to_string()));
        Some(read.map(|_| bytes))
    }

    /// The paths of all open items below a folder.
    pub(crate) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.items.keys().map(String::as_str).filter(move |path| path.starts_with(folder))
    }
}

impl Store for PackFile {
    fn digest(&self, item: &str) -> Option<(String, u64)> {
        self.items.get(item).map(|(digest, size, _)| (digest.hex(), *size))
    }

    fn open(&self, item: &str) -> Result<Box<dyn BufRead + Send + '_>, String> {
        let (digest, size, offset) = self.items.get(item).ok_or("it is withheld from this pack")?;
        let problem = |error: io::Error| format!("{}: {error}", self.path.display());
        let mut file = File::open(&self.path).map_err(problem)?;
        file.seek(SeekFrom::Start(*offset)).map_err(problem)?;
        let from = Held { from: file.take(*size), hasher: Some(Hasher::default()), digest: *digest };
        Ok(Box::new(BufReader::with_capacity(64 << 10, from)))
    }
}

/// A stream that ends in an error if it was not what its digest says.
struct Held {
    from: Take<File>,
    hasher: Option<Hasher>,
    digest: Digest,
}

impl Read for Held {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(to)?;
        if got > 0 {
            if let Some(hasher) = &mut self.hasher {
                hasher.update(to.get(..got).unwrap_or_default());
            }
        } else if !to.is_empty()
            && let Some(hasher) = self.hasher.take()
            && hasher.finish() != self.digest
        {
            return Err(io::Error::other("the pack changed while it was read"));
        }
        Ok(got)
    }
}
