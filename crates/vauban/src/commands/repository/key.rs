//! `vauban repository key`: a new signing key in a folder outside the repository.

use vauban_report::repository::Change;
use vauban_tuf::PrivateKey;

use super::{at, say};
use crate::Outcome;
use crate::args::{Arguments, RepositoryKey};
use crate::repository::{key_file, outside_git};

pub(crate) fn run(arguments: &Arguments, options: &RepositoryKey) -> Outcome {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if options.name.is_empty() || options.name.starts_with('.') || !options.name.bytes().all(plain) {
        return Err(format!(
            "`{}` is no name of a key: letters, digits, `.`, `_` and `-`",
            options.name.escape_debug()
        ));
    }
    let dir = at(arguments, &options.keys);
    outside_git(&dir)?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("the system has no random bytes: {error}"))?;
    let key = PrivateKey::from_seed(&seed);
    seed.fill(0);
    let (private, public) = key_file(&dir, &options.name, &key)?;
    let change = Change {
        repository: String::new(),
        done: vec![
            format!("key {}", key.public().id()),
            format!("private: {} (its owner alone can read it)", private.display()),
            format!("public:  {}", public.display()),
        ],
        next: vec![
            "keep the private key offline unless it signs snapshots and timestamps; give away the public one"
                .to_owned(),
        ],
        ..Change::default()
    };
    say(arguments, options.format, &change)
}
