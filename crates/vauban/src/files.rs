//! Writing files so that a crash leaves the old one or the new one, never a half.

use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Replaces a file: writes a temporary one beside it, then renames.
pub(crate) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    let problem = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let name = path.file_name().ok_or_else(|| format!("{} is no file name", path.display()))?;
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = fs::File::create_new(&temporary).and_then(|mut file| {
        file.write_all(text.as_ref())?;
        if let Ok(data) = fs::metadata(path) {
            file.set_permissions(data.permissions())?;
        }
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed.map_err(problem)
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
