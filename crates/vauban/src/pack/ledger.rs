//! The ledger of a folder: `security/ledger.jsonl`, written whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use vauban_engine::ledger::PATH;
use vauban_pack::ledger::{Said, What, add};
use vauban_pack::{LedgerHead, Limits};

use crate::args::Arguments;
use crate::{files, session};

/// The bytes of the ledger; none where there is none.
pub(crate) fn read(root: &Path) -> Result<Option<Vec<u8>>, String> {
    let path = place(root);
    match fs::metadata(&path) {
        Ok(data) if data.len() > Limits::LEDGER => {
            Err(format!("{} has {} bytes, more than {}", path.display(), data.len(), Limits::LEDGER))
        }
        Ok(_) => fs::read(&path).map(Some).map_err(|error| format!("cannot read {}: {error}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}

fn place(root: &Path) -> PathBuf {
    root.join(PATH)
}

/// What is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) what: What,
    pub(crate) subject: String,
    pub(crate) by: String,
    pub(crate) digest: String,
    pub(crate) note: String,
}

/// Adds an entry; begins the ledger if there is none.
pub(crate) fn append(arguments: &Arguments, root: &Path, noted: Noted) -> Result<LedgerHead, String> {
    let text = read(root)?.unwrap_or_default();
    let seconds = session::moment(arguments)?.seconds;
    let at = jiff::Timestamp::from_second(seconds).map_err(|error| error.to_string())?.to_string();
    let Noted { what, subject, by, digest, note } = noted;
    let (text, head) = add(&text, Said { at, what, subject, by, digest, note })
        .map_err(|refused| format!("{PATH}, {refused}; nothing was added"))?;
    let path = place(root);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    }
    files::replace(&path, text)?;
    Ok(head)
}

/// Adds an entry where there is a ledger; nothing where nobody keeps one.
pub(crate) fn note(arguments: &Arguments, root: &Path, noted: Noted) -> Result<(), String> {
    match read(root)? {
        Some(_) => append(arguments, root, noted).map(drop),
        None => Ok(()),
    }
}
