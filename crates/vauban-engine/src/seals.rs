//! Signatures under reviews and under what updates say of safety, checked with the public keys that the records give to
//! people.
//!
//! A signature counts if it fits the record as it stands and was made with a key that was the signer's on that day. A
//! git signature is under a commit; it counts if that commit holds the record as it stands now.

use vauban_analysis::{review, updates};
use vauban_model::kinds::Signature;
use vauban_model::{AnyId, Date, Evidence, Facts, FileFact, Head, Kind, Model, Ref, SignatureFact, SignatureMethod};
use vauban_seal::{REVIEW, Refusal};

use crate::compile::read_model;
use crate::world::World;

/// Signatures of one record that are checked.
const SIGNATURES: usize = 32;

/// A record under which signatures can stand.
#[derive(Clone, Copy)]
struct Signed<'a> {
    id: AnyId,
    head: &'a Head,
    signatures: &'a [Signature],
    /// The text that they cover.
    text: fn(&Model, AnyId) -> Option<String>,
}

/// Checks every signature of every review and update.
pub(crate) fn check(model: &Model, world: &dyn World, used: &[(String, Box<dyn World>)], facts: &mut Facts) {
    let reviews = model.review.iter().enumerate().map(|(at, review)| Signed {
        id: AnyId { kind: Kind::Review, at: at as u32 },
        head: &review.head,
        signatures: &review.signatures,
        text: review::statement,
    });
    let updates = model.update.iter().enumerate().map(|(at, update)| Signed {
        id: AnyId { kind: Kind::Update, at: at as u32 },
        head: &update.head,
        signatures: &update.signatures,
        text: updates::statement,
    });
    for record in reviews.chain(updates).filter(|record| !record.signatures.is_empty()) {
        let Some(text) = (record.text)(model, record.id) else { continue };
        // The commits that were signed are those of the folder that the record comes from.
        let world = match record.head.folder() {
            "" => world,
            folder => used.iter().find(|(path, _)| path == folder).map_or(world, |(_, used)| used.as_ref()),
        };
        for (number, signature) in record.signatures.iter().enumerate() {
            let fact = match number < SIGNATURES {
                true => one(model, world, facts, record, &text, signature),
                false => SignatureFact::Bad(format!("a record has no more than {SIGNATURES} signatures")),
            };
            facts.signatures.insert((record.head.name(), number), fact);
        }
    }
}

fn one(
    model: &Model,
    world: &dyn World,
    facts: &Facts,
    record: Signed<'_>,
    text: &str,
    signature: &Signature,
) -> SignatureFact {
    let Some(method) = &signature.method else { return SignatureFact::Bad("it does not say its `method`".to_owned()) };
    let Some(date) = signature.date.map(|day| day.date) else {
        return SignatureFact::Bad("it does not say its `date`".to_owned());
    };
    let Some(by) = signature.by.as_ref().and_then(Ref::to) else {
        return SignatureFact::Bad("nobody known is named in `by`".to_owned());
    };
    let keys = keys(model, by, date);
    let judged = |result: Result<(), Refusal>| match result {
        Ok(()) => SignatureFact::Good,
        Err(refusal) => SignatureFact::Bad(refusal.to_string()),
    };
    let value = signature.value.as_ref().map(|value| &*value.value);
    match method.value {
        SignatureMethod::Document => document(facts, model, signature),
        _ if keys.is_empty() => {
            let name = model.head(by).name();
            SignatureFact::Bad(format!("`{name}` had no key on {date}: add it to `keys`"))
        }
        SignatureMethod::Ssh => match value {
            Some(value) => judged(vauban_seal::check_ssh(text.as_bytes(), value, REVIEW, &keys)),
            None => SignatureFact::Bad("it has no `value`".to_owned()),
        },
        SignatureMethod::Minisign => match value {
            Some(value) => judged(vauban_seal::check_minisign(text.as_bytes(), value, REVIEW, &keys)),
            None => SignatureFact::Bad("it has no `value`".to_owned()),
        },
        SignatureMethod::Git => commit(world, record, text, signature, &keys),
    }
}

/// The public keys of a person on a day.
fn keys(model: &Model, person: AnyId, date: Date) -> Vec<&str> {
    let Some(person) = model.person.get(person.at as usize) else { return Vec::new() };
    let valid = person.keys.iter().filter(|key| {
        key.from.is_none_or(|from| from.date <= date) && key.until.is_none_or(|until| date <= until.date)
    });
    valid.filter_map(|key| key.key.as_ref()).map(|key| &*key.value).collect()
}

fn document(facts: &Facts, model: &Model, signature: &Signature) -> SignatureFact {
    let missing = || SignatureFact::Bad("the signed document is not there".to_owned());
    match &signature.document {
        None => SignatureFact::Bad("it names no `document`".to_owned()),
        Some(Evidence::File(path)) => match facts.files.get(&*path.value) {
            Some(FileFact::There { .. }) => SignatureFact::Unchecked(
                "its digest is not pinned: point to a `[document.ID]` with `digest`".to_owned(),
            ),
            _ => missing(),
        },
        Some(Evidence::Document { link, .. }) => {
            let document = link.to.and_then(|id| model.document.get(id.at as usize));
            let file = document.and_then(|document| document.file.as_ref());
            let stored = document.and_then(|document| document.digest.as_ref());
            match (file.and_then(|file| facts.files.get(&*file.value)), stored) {
                (Some(FileFact::There { digest, .. }), Some(stored))
                    if stored.0.strip_prefix("sha256:") == Some(digest) =>
                {
                    SignatureFact::Elsewhere
                }
                (Some(FileFact::There { .. }), Some(_)) => {
                    SignatureFact::Bad("the signed document has changed since its digest was stored".to_owned())
                }
                (Some(FileFact::There { .. }), None) => {
                    SignatureFact::Unchecked("the document stores no `digest`".to_owned())
                }
                _ => missing(),
            }
        }
    }
}

fn commit(world: &dyn World, record: Signed<'_>, text: &str, signature: &Signature, keys: &[&str]) -> SignatureFact {
    let Some(rev) = &signature.commit else { return SignatureFact::Bad("it names no `commit`".to_owned()) };
    let full = matches!(rev.len(), 40 | 64) && rev.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !full {
        return SignatureFact::Bad("`commit` must be the full id of a commit: a branch or tag can be moved".to_owned());
    }
    let object = match world.commit(rev) {
        Ok(object) => object,
        Err(why) => return SignatureFact::Unchecked(why),
    };
    let Some(signed) = vauban_seal::signed_commit(&object) else {
        return SignatureFact::Bad("the commit carries no SSH signature".to_owned());
    };
    if let Err(refusal) = vauban_seal::check_ssh(&signed.text, &signed.signature, signed.purpose, keys) {
        return SignatureFact::Bad(format!("the signature of the commit does not hold: {refusal}"));
    }
    let then = match world.at(rev) {
        Ok(then) => then,
        Err(why) => return SignatureFact::Unchecked(why),
    };
    let before = read_model(then.as_ref());
    let held = before.find(record.id.kind, record.head.local()).and_then(|id| (record.text)(&before, id));
    match held.as_deref() == Some(text) {
        true => SignatureFact::Good,
        false => SignatureFact::Bad("the signed commit does not hold this record as it stands now".to_owned()),
    }
}
