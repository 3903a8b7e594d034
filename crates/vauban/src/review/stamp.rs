//! `vauban review stamp`: takes anew what an open review saw, in its own file, and changes nothing else there.

use vauban_engine::Compilation;
use vauban_model::{AnyId, Ref};
use vauban_syntax::edit::{NewValue, set_key, set_table};

use super::start::{digest, everything, saw};

/// The file of a review with its stamp taken anew, and how many elements it saw.
pub(crate) fn stamp(
    compiled: &Compilation,
    product: Option<AnyId>,
    id: AnyId,
    text: &str,
) -> Result<(String, usize), String> {
    let model = &compiled.model;
    let review = model.review.get(id.at as usize).ok_or("there is no such review")?;
    let name = &review.head.id;
    if !review.signatures.is_empty() {
        return Err(format!(
            "review `{name}` is signed: what it saw is part of what was signed; begin a new one with `vauban review start`"
        ));
    }
    let kind = review.kind.as_ref().ok_or_else(|| format!("review `{name}` does not say its `kind`"))?;
    let names: Vec<(String, AnyId)> = match review.of.is_empty() {
        true => everything(compiled, product, kind.value, None)?,
        false => review.of.iter().filter_map(Ref::to).map(|id| (model.head(id).name(), id)).collect(),
    };
    let saw = saw(compiled, &names, &[]);
    let path = &model.sources.file(review.head.header.file).path;
    let text = set_table(path, text, "review", name, "saw", &saw)?;
    let text = set_key(path, &text, "review", name, "digest", &NewValue::Text(digest(&saw)))?;
    Ok((text, saw.len()))
}
