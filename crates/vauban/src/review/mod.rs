//! Reviews on the command line: what writes them.

pub(crate) mod code;
pub(crate) mod editorial;
pub(crate) mod sign;
pub(crate) mod stamp;
pub(crate) mod start;

use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};

pub(crate) use vauban_answers::review::*;

/// The review of the project itself that a person means.
pub(crate) fn own(compiled: &Compilation, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("review.").unwrap_or(word);
    let model = &compiled.model;
    if let Some(found) = model.find(Kind::Review, id) {
        return match model.head(found).folder() {
            "" => Ok(found),
            folder => Err(format!("`{id}` is a review of `{folder}`, whose records are read-only here")),
        };
    }
    let known = model.review.iter().map(|review| &*review.head.id);
    Err(match vauban_diagnostics::nearest(id, known) {
        Some(near) => format!("there is no review `{id}`; did you mean `{near}`?"),
        None => format!("there is no review `{id}`; `vauban review` lists them, `vauban review start KIND` begins one"),
    })
}

/// A key as it stands in a header: bare where TOML allows it.
pub(crate) fn key(id: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    match !id.is_empty() && id.chars().all(bare) {
        true => id.to_owned(),
        false => format!("\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Text as a TOML string in one line.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text.chars().fold(String::new(), |mut out, letter| {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
        out
    });
    format!("\"{escaped}\"")
}
