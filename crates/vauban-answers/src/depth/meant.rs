//! The way from the words of a person to ids, and what they may have meant where there is none.

use vauban_checks::Depth;
use vauban_diagnostics::nearest;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Model};

/// The record of a kind that a person means: `internet`, `attacker.internet`, `folder/attacker.internet`.
pub fn meant(model: &Model, known: impl Iterator<Item = AnyId>, kind: &str, word: &str) -> Result<AnyId, String> {
    let known: Vec<AnyId> = known.collect();
    let fits = |id: &&AnyId| {
        let head = model.head(**id);
        *head.id == *word || head.name() == word
    };
    if let Some(id) = known.iter().find(fits) {
        return Ok(*id);
    }
    let bare = word.strip_prefix(kind).and_then(|rest| rest.strip_prefix('.')).unwrap_or(word);
    let ids: Vec<&str> = known.iter().map(|id| &*model.head(*id).id).collect();
    Err(format!("there is no {kind} `{word}` in this design{}", hint(bare, &ids)))
}

/// The product that a person means.
pub fn product(compiled: &Compilation, word: Option<&str>) -> Result<Option<AnyId>, String> {
    let products = compiled.products();
    let Some(word) = word else { return Ok(products.first().copied().flatten()) };
    meant(&compiled.model, products.into_iter().flatten(), "product", word).map(Some)
}

/// The event that a person means, by its name in cut sets.
pub fn event(compiled: &Compilation, depth: &Depth, word: &str) -> Result<String, String> {
    let known: Vec<&str> = depth.defence.causes().map(|cause| cause.name.as_str()).collect();
    if known.contains(&word) {
        return Ok(word.to_owned());
    }
    let exists = word.split_once('.').is_some_and(|(kind, id)| {
        Kind::named(kind)
            .is_some_and(|kind| compiled.model.all().any(|any| any.kind == kind && *compiled.model.head(any).id == *id))
    });
    if exists {
        return Err(format!("`{word}` cannot be assumed: no mechanism stands on it, so nothing would fall with it"));
    }
    Err(format!("`{word}` is no event of this design{}", hint(word, &known)))
}

fn hint(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() => "; it has none".to_owned(),
        None => {
            let some: Vec<&str> = known.iter().take(12).copied().collect();
            let more = if known.len() > some.len() { ", …" } else { "" };
            format!("; known: {}{more}", some.join(", "))
        }
    }
}
