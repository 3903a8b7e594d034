//! Digests of the files a document names.

use vauban_answers::dossier::Items;
use vauban_engine::{Compilation, World, sha256_hex};
use vauban_model::FileFact;

/// SHA-256 of every record file and every file that records point at, by path.
///
/// A record file of a used folder or of another revision lies beyond the world that is asked; what was read of it is
/// digested instead. That is the same number unless the file is no UTF-8, and then there is none.
pub(crate) fn of(compiled: &Compilation, world: &dyn World) -> Items {
    let mut items = Items::new();
    let mut put = |path: &str, digest: String| items.insert(path.to_owned(), (path.to_owned(), Some(digest)));
    for (path, fact) in &compiled.facts.files {
        if let FileFact::There { digest, .. } = fact {
            put(path, digest.clone());
        }
    }
    for (_, file) in compiled.model.sources.iter() {
        let here = file.is_here().then(|| world.probe(&file.path));
        match here {
            Some(FileFact::There { digest, .. }) => put(&file.path, digest),
            Some(FileFact::Missing | FileFact::Refused(_)) | None => {
                if file.text.contains(char::REPLACEMENT_CHARACTER) {
                    continue;
                }
                put(&file.path, sha256_hex(file.text.as_bytes()))
            }
        };
    }
    items
}
