//! `vauban repository sign`: with keys at hand, or with signatures that were made elsewhere.

use super::{at, desk, keys, say};
use crate::args::{Arguments, RepositorySign};
use crate::repository::read_bounded;
use crate::{Outcome, files};

/// The longest signature file, in bytes.
const LONGEST: u64 = 16 << 10;

pub(crate) fn run(arguments: &Arguments, options: &RepositorySign) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    if let Some(dir) = &options.export {
        let dir = at(arguments, dir);
        for (role, draft) in &desk.staged {
            let path = dir.join(format!("{role}.{}.payload", draft.version()));
            files::create(&path, draft.payload())?;
            desk.change.done.push(format!("{}: sign exactly these bytes", path.display()));
        }
        if desk.staged.is_empty() {
            desk.change.done.push("Nothing waits for signatures.".to_owned());
        } else {
            desk.change.next.push(
                "`openssl pkeyutl -sign -rawin -in FILE.payload -inkey KEY.pem -out FILE.sig`, then `vauban repository sign REPOSITORY --role ROLE --key-id ID --signature FILE.sig`".to_owned(),
            );
        }
        desk.change.waiting = desk.waiting()?;
        return say(arguments, options.format, &desk.change);
    }
    if let (Some(role), Some(id), Some(file)) = (&options.role, &options.key_id, &options.signature) {
        let bytes = read_bounded(&at(arguments, file), LONGEST)?;
        desk.add_signature(role, id, &bytes)?;
        desk.change.done.push(format!("A signature of `{role}` was brought in."));
    } else if options.keys.is_none() {
        return Err("name the folder of keys (`--keys DIR`), a signature (`--role`, `--key-id`, `--signature`), or where to write what has to be signed (`--export DIR`)".to_owned());
    }
    if desk.staged.is_empty() {
        desk.change.done.push("Nothing waits for signatures.".to_owned());
    }
    say(arguments, options.format, &desk.finish(&own)?)
}
