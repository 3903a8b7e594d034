//! Writing files so that a crash leaves the old one or the new one, never a half.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces a file: writes a temporary one beside it, then renames.
pub(crate) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    replace_by(path, |file| file.write_all(text.as_ref()))
}

/// Names that are tried for the temporary file: one may be left of a process that was killed and had the same number.
const TRIES: u32 = 16;

/// As [`replace`]; what is written comes bit by bit.
pub(crate) fn replace_by(path: &Path, write: impl FnOnce(&mut fs::File) -> io::Result<()>) -> Result<(), String> {
    let problem = |error: io::Error| format!("cannot write {}: {error}", path.display());
    let name = path.file_name().ok_or_else(|| format!("{} is no file name", path.display()))?;
    let beside = |try_: u32| {
        let number = if try_ == 0 { String::new() } else { format!("-{try_}") };
        path.with_file_name(format!(".{}.{}{number}.tmp", name.to_string_lossy(), std::process::id()))
    };
    let mut opened = Err(io::Error::from(io::ErrorKind::AlreadyExists));
    for temporary in (0..TRIES).map(beside) {
        opened = fs::File::create_new(&temporary).map(|file| (file, temporary));
        if !matches!(&opened, Err(error) if error.kind() == io::ErrorKind::AlreadyExists) {
            break;
        }
    }
    let (mut file, temporary) = opened.map_err(problem)?;
    let written = write(&mut file).and_then(|()| {
        if let Ok(data) = fs::metadata(path) {
            file.set_permissions(data.permissions())?;
        }
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed.map_err(problem)?;
    keep_name(path);
    Ok(())
}

/// Has the new name on the disk before anything is written that speaks of it. Where a system cannot, the order of names
/// after a loss of power is its own.
fn keep_name(path: &Path) {
    let folder = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    if let Some(Ok(folder)) = folder.map(fs::File::open) {
        let _ = folder.sync_all();
    }
}

/// Writes a new file and the folders above it; refuses to touch one that is there.
pub(crate) fn create(path: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    if path.exists() {
        return Err(format!("{} is there already; nothing was written over it", path.display()));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    }
    replace(path, text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use std::fs;
    use std::io::{self, Write as _};

    use super::{replace, replace_by};

    #[test]
    fn a_disk_that_fills_at_any_byte_leaves_the_old_file_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("vauban-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("record.toml");
        let (old, new) = (b"old = true\n".as_slice(), b"new = true\n".as_slice());
        fs::write(&path, old).unwrap();
        for until in 0..=new.len() {
            let told = replace_by(&path, |file| {
                file.write_all(&new[..until])?;
                Err(io::Error::from(io::ErrorKind::StorageFull))
            });
            assert!(told.unwrap_err().contains("record.toml"));
            assert_eq!(fs::read(&path).unwrap(), old);
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no temporary file is left");
        }
        // What a killed process left does not stand in the way of the next one of its number.
        fs::write(folder.join(format!(".record.toml.{}.tmp", std::process::id())), b"half").unwrap();
        replace(&path, new).unwrap();
        assert_eq!(fs::read(&path).unwrap(), new);
        fs::remove_dir_all(&folder).unwrap();
    }
}
