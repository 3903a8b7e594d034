//! Private keys in the repository and in what is delivered (SM-8.d).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::evidence::{path_of, same_commit};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{KeySearch, Release};
use vauban_model::{AnyId, KeyFound, KeysFound, Kind, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::few;

pub(crate) const PRIVATE_KEY_FOUND: Check = Check {
    code: Code {
        name: "private-key-found",
        asks: &["SM-8.d"],
        summary: "a private key lies in the repository or in a delivered file",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/private-key-found.md"),
    },
    looks_at: LooksAt::Each(Kind::KeySearch),
    run: private_key_found,
};

pub(crate) const KNOWN_KEY_INCOMPLETE: Check = Check {
    code: Code {
        name: "known-key-incomplete",
        asks: &[],
        summary: "a private key is said to be harmless by nobody who can be asked, or is in no file any more",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/known-key-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: known_key_incomplete,
};

/// Digests that people say are harmless, and agreed to that.
fn known<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let agreed = cx.each(Kind::KnownKey, &cx.model.known_key).filter(|(_, key)| lacks(cx, key).is_empty());
    agreed.filter_map(|(_, key)| key.digest.as_ref().map(|digest| &*digest.0.value)).collect()
}

fn lacks(cx: &Context<'_>, key: &Record<vauban_model::kinds::KnownKey>) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    if !said(&key.reason) {
        lacks.push("`reason`");
    }
    if !cx.someone(&key.approved_by) {
        lacks.push("`approved-by` somebody who can be asked");
    }
    if key.date.is_none_or(|day| day.date > cx.today) {
        lacks.push("`date`");
    }
    lacks
}

/// What a search says, if it can be read.
fn result<'a>(cx: &Context<'a>, search: &Record<KeySearch>) -> Result<&'a KeysFound, String> {
    let Some(file) = &search.file else { return Err("it names no `file`".to_owned()) };
    cx.one_evidence(file)?;
    let path = path_of(cx.model, file).unwrap_or_default();
    match cx.facts.key_searches.get(path) {
        Some(Ok(found)) => Ok(found),
        Some(Err(why)) => Err(format!("`{path}` is no result of a search: {why}")),
        None => Err(format!("`{path}` was not read")),
    }
}

/// Every key that a search found is known to be harmless; the newest search of the current release looked at all there
/// is.
fn private_key_found(cx: &Context<'_>, out: &mut Outcome) {
    let known = known(cx);
    let current = cx.current_release();
    let mut newest: Option<(AnyId, &Record<KeySearch>, &KeysFound)> = None;
    for (id, search) in cx.each(Kind::KeySearch, &cx.model.key_search) {
        let found = match result(cx, search) {
            Ok(found) => found,
            Err(why) => {
                out.unknown("SM-8.d", format!("`{}`: {why}", cx.name(id)));
                continue;
            }
        };
        exposed(cx, out, id, found, &known);
        let past = search.date.is_some_and(|day| day.date <= cx.today);
        let of_release = current.is_some_and(|(_, release)| of_release(found, release));
        if past && of_release && newest.is_none_or(|(_, before, _)| day(before) <= day(search)) {
            newest = Some((id, search, found));
        }
    }
    let Some((_, release)) = current else {
        out.next("SM-8.d", "search for private keys when there is a release: `vauban keys --write`");
        return;
    };
    match newest {
        None => out.unknown(
            "SM-8.d",
            format!(
                "no search for private keys looked at the commit of release `{}`: `vauban keys --write` there",
                release.head.id
            ),
        ),
        Some((id, _, found)) => match overlooked(found, release) {
            None => out.shows("SM-8.d", id),
            Some(why) => out.unknown("SM-8.d", format!("`{}`: {why}", cx.name(id))),
        },
    }
}

fn day(search: &Record<KeySearch>) -> Option<vauban_model::Date> {
    search.date.map(|day| day.date)
}

fn of_release(found: &KeysFound, release: &Record<Release>) -> bool {
    release.commit.as_ref().is_some_and(|commit| same_commit(&found.commit, commit))
}

/// What a search did not look at, if anything.
fn overlooked(found: &KeysFound, release: &Record<Release>) -> Option<String> {
    if found.versions == 0 {
        return Some("it looked at no file".to_owned());
    }
    if !found.complete {
        return Some(
            "it did not see the whole history: search in a full clone, and look at what was too large".to_owned(),
        );
    }
    let digests = release.artefacts.iter().filter_map(|artefact| Some((artefact, artefact.digest.as_ref()?)));
    let unseen = digests.filter(|(_, digest)| !found.artefacts.iter().any(|seen| **seen == *digest.0.value));
    let unseen: Vec<String> = unseen
        .map(|(artefact, _)| artefact.file.as_ref().map_or_else(String::new, |file| format!("`{}`", &***file)))
        .collect();
    (!unseen.is_empty()).then(|| format!("it did not look into {}: name them with `--artefact`", few(&unseen, ", ")))
}

/// One finding for every key that nobody says is harmless, with the places where it lies.
fn exposed(cx: &Context<'_>, out: &mut Outcome, id: AnyId, found: &KeysFound, known: &BTreeSet<&str>) {
    let mut by_key: BTreeMap<&str, Vec<&KeyFound>> = BTreeMap::new();
    for key in found.keys.iter().filter(|key| !known.contains(key.digest.as_str())) {
        by_key.entry(&key.digest).or_default().push(key);
    }
    for (digest, places) in by_key {
        let Some(first) = places.iter().find(|place| place.present).or(places.first()) else { continue };
        let listed: Vec<String> = places
            .iter()
            .map(|place| {
                let gone = if place.present { "" } else { " (in the history)" };
                format!("`{}:{}`{gone}", place.path, place.line)
            })
            .collect();
        let mut finding = cx.about(
            &PRIVATE_KEY_FOUND.code,
            id,
            format!("{} {} lies in {}", article(&first.form), first.form, few(&listed, ", ")),
        );
        finding.subject = format!("{}#{digest}", cx.name(id));
        out.finding(
            finding
                .why("whoever can read the repository, or has the product, can sign or decrypt in our name; history is never forgotten")
                .help(format!("replace the key wherever it is used and revoke it; if nothing rests on it, say so in `[known-key.ID]` with `digest = \"{digest}\"`")),
        );
    }
}

fn article(form: &str) -> &'static str {
    if form.starts_with(['a', 'e']) { "an" } else { "a" }
}

fn known_key_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let searches = cx.each(Kind::KeySearch, &cx.model.key_search).filter_map(|(_, search)| result(cx, search).ok());
    let seen: BTreeSet<&str> = searches.flat_map(|found| &found.keys).map(|key| key.digest.as_str()).collect();
    for (id, key) in cx.each(Kind::KnownKey, &cx.model.known_key) {
        let lacks = lacks(cx, key);
        let message = if !lacks.is_empty() {
            format!("`{}` lacks {}", key.head.name(), lacks.join(", "))
        } else if key.digest.as_ref().is_some_and(|digest| !seen.contains(&*digest.0.value)) {
            format!("`{}` is a key that no search found", key.head.name())
        } else {
            continue;
        };
        out.finding(
            cx.about(&KNOWN_KEY_INCOMPLETE.code, id, message)
                .why("a key that may lie in the open is an exception that somebody answers for")
                .help("say `reason`, `approved-by` and `date`; take the record away when the key is gone from the history too"),
        );
    }
}
