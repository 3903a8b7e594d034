//! An index on disk: a file under the name of its digest, then the file `current` that names it. Whoever reads at the
//! same time sees the old index or the new one.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use vauban_advisories::index::{Built, EXTENSION};
use vauban_engine::advisories::CURRENT;

/// Writes an index into a folder and makes it the current one.
pub(crate) fn write(built: &Built, folder: &Path) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let name = format!("{}.{EXTENSION}", built.name());
    let path = folder.join(&name);
    if !path.exists() {
        let temporary = folder.join(format!(".{name}.{}.tmp", std::process::id()));
        let written = fs::File::create_new(&temporary).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            built.write(&mut |piece: &[u8]| out.write_all(piece))?;
            out.flush()?;
            out.get_ref().sync_all()
        });
        let renamed = written.and_then(|()| fs::rename(&temporary, &path));
        if renamed.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        renamed.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    crate::files::replace(&folder.join(CURRENT), format!("{name}\n"))?;
    Ok(path)
}
