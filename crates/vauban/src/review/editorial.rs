//! `vauban review editorial`: a person says that a change since a review means nothing.
//!
//! The mark is a record of its own in a file of its own, so that two branches can mark different elements without a
//! conflict. It holds for exactly the element as it stands: the next change asks again.

use std::fmt::Write as _;

use vauban_analysis::review::{Fingerprint, State};
use vauban_checks::Reviews;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};

use super::{key, quoted};

/// The id and the text of a new mark.
pub(crate) fn mark(
    compiled: &Compilation,
    reviews: &Reviews,
    word: &str,
    reason: &str,
    by: AnyId,
) -> Result<(String, String), String> {
    let model = &compiled.model;
    if reason.trim().is_empty() {
        return Err("say in `--reason` why the change means nothing".to_owned());
    }
    let all = reviews.coverage.iter().flat_map(|covered| &covered.elements);
    let named = |element: &&vauban_analysis::review::Element| {
        element.name == word || element.record.is_some_and(|id| *model.head(id).id == *word)
    };
    let found: Vec<_> = all.filter(named).collect();
    let changed = found.iter().find(|element| matches!(element.state, State::Changed(_)));
    let Some((element, id)) = changed.and_then(|element| Some((element, element.record?))) else {
        return Err(match found.first().map(|element| &element.state) {
            None => format!("no review looks at `{word}`; `vauban review` lists what calls for one"),
            Some(State::New) => format!("`{word}` is new: only a review can say that it is right"),
            Some(State::Disturbed(why)) => format!("`{word}` was {why}: only a review here can say that both fit"),
            Some(State::Gone) => format!("`{word}` is gone: only a review can say that nothing is missed"),
            Some(_) => format!("`{word}` has not changed since it was reviewed: there is nothing to mark"),
        });
    };
    let now = Fingerprint::of(model, &compiled.facts, id).digest;
    let base = format!("{}-{}", element.name.replace('/', "-"), compiled.today());
    let mut name = base.clone();
    let mut number = 2;
    while model.find(Kind::Editorial, &name).is_some() {
        name = format!("{base}-{number}");
        number += 1;
    }
    let mut text = String::new();
    if let State::Changed(keys) = &element.state {
        let _ = writeln!(text, "# Changed since it was reviewed: {}.", keys.join(", "));
    }
    let _ = writeln!(text, "[editorial.{}]", key(&name));
    let _ = writeln!(text, "of = {}", quoted(&element.name));
    let _ = writeln!(text, "now = \"sha256:{now}\"");
    let _ = writeln!(text, "reason = {}", quoted(reason.trim()));
    let _ = writeln!(text, "by = {}", quoted(&model.head(by).id));
    let _ = writeln!(text, "date = {}", compiled.today());
    Ok((name, text))
}
