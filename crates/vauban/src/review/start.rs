//! `vauban review start`: a new record of a review, bound to everything it is going to look at.

use std::fmt::Write as _;

use vauban_analysis::review::{Fingerprint, digest_of, kinds_of};
use vauban_analysis::scope::{Owners, product_line};
use vauban_analysis::threats::assumed;
use vauban_checks::Reviews;
use vauban_engine::Compilation;
use vauban_model::kinds::values::{Seen, Sight};
use vauban_model::{AnyId, DesignLevel, Kind, ReviewKind};

use super::{key, quoted};

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) kind: ReviewKind,
    pub(crate) id: Option<&'a str>,
    pub(crate) of: &'a [String],
    pub(crate) changed: bool,
    pub(crate) level: Option<DesignLevel>,
    pub(crate) release: Option<&'a str>,
    pub(crate) trigger: Option<&'a str>,
}

/// A new review: its id, the text of its file, and how many elements it saw.
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) saw: usize,
}

/// Writes the record of a new review.
pub(crate) fn start(
    compiled: &Compilation,
    product: Option<AnyId>,
    reviews: &Reviews,
    wanted: &Wanted<'_>,
) -> Result<Started, String> {
    let model = &compiled.model;
    let word = wanted.kind.word();
    if kinds_of(wanted.kind).is_empty() {
        return Err(format!(
            "reviews of kind `{word}` look at what changes by its nature; write `[review.ID]` by hand"
        ));
    }
    let id = match wanted.id {
        Some(id) if model.find(Kind::Review, id).is_some() => return Err(format!("there is a review `{id}` already")),
        Some(id) => id.to_owned(),
        None => free_id(compiled, word),
    };
    let release = wanted.release.map(|word| release(compiled, word)).transpose()?;
    let scope = scope(compiled, product, reviews, wanted)?;
    let saw = saw(compiled, &scope.names, &scope.gone);
    let mut text = String::new();
    let about = match product_line(model, product) {
        line if line.is_empty() => "the product".to_owned(),
        line => line,
    };
    let _ = writeln!(text, "# Review of the {word} of {about}, begun {}.", compiled.today());
    let _ = writeln!(text, "#");
    let _ = writeln!(
        text,
        "# What it saw stands below. While it is open, `vauban review stamp {id}` takes that anew; once concluded,"
    );
    let _ = writeln!(text, "# `vauban review sign {id} --by PERSON --key FILE` closes it.");
    let _ = writeln!(text, "\n[review.{}]", key(&id));
    let _ = writeln!(text, "kind = \"{word}\"");
    if let Some(level) = wanted.level {
        let _ = writeln!(text, "level = {}", quoted(level.word()));
    }
    if !scope.of.is_empty() {
        let _ = writeln!(text, "of = [");
        for name in &scope.of {
            let _ = writeln!(text, "  {},", quoted(name));
        }
        let _ = writeln!(text, "]");
    }
    if let Some(release) = release {
        let _ = writeln!(text, "release = [{}]", quoted(&release));
    }
    let version = product.and_then(|id| model.product.get(id.at as usize)).and_then(|product| product.version.as_ref());
    if let Some(version) = version {
        let _ = writeln!(text, "version = {}", quoted(version));
    }
    let _ = writeln!(text, "date = {}", compiled.today());
    match wanted.trigger {
        Some(trigger) => {
            let _ = writeln!(text, "trigger = {}", quoted(trigger));
        }
        None => {
            let _ = writeln!(text, "# trigger = \"why it was due\"");
        }
    }
    let aspects = looked_for(wanted.kind);
    for line in [
        "# method = \"how it is done\"".to_owned(),
        "# participants = [{ person = \"ID\", discipline = \"security\" }, { person = \"ID\", author = true }]".to_owned(),
        "# inputs = [\"what it is based on, with versions\"]".to_owned(),
        format!("# looked-for = [{aspects}]"),
        "# findings = [{ text = \"what\", severity = \"medium\", owner = \"ID\", due = 2026-12-24, threat = [\"ID\"] }]".to_owned(),
        "# no-findings = \"why nothing was found\"".to_owned(),
        "# conclusion = \"accept\"".to_owned(),
        "# approved-by = \"ID\"".to_owned(),
    ] {
        let _ = writeln!(text, "{line}");
    }
    if wanted.kind == ReviewKind::ThreatModel {
        let _ = writeln!(text, "# new-threats = \"which new threats were considered, from which sources\"");
    }
    if matches!(wanted.kind, ReviewKind::Design | ReviewKind::ThreatModel) {
        confirm(compiled, product, &scope, &mut text);
    }
    let _ = writeln!(text, "digest = \"{}\"", digest(&saw));
    let _ = writeln!(text, "\n[review.{}.saw]", key(&id));
    for (name, stored) in &saw {
        let _ = writeln!(text, "{} = \"{stored}\"", quoted(name));
    }
    Ok(Started { id, text, saw: saw.len() })
}

/// Elements named for one value that nobody wrote.
const NAMED: usize = 8;

/// What is taken for granted because no record says otherwise, for those who review to confirm.
fn confirm(compiled: &Compilation, product: Option<AnyId>, scope: &Scope, text: &mut String) {
    let owners = Owners::new(&compiled.model);
    let all = assumed(&compiled.model, compiled.catalogs.threats(), &owners, product);
    let looked: std::collections::BTreeSet<&str> =
        scope.names.iter().filter_map(|(name, _)| name.split_once('.').map(|(_, id)| id)).collect();
    let mut lines = Vec::new();
    for one in all {
        let mine: Vec<&str> = one.elements.iter().map(String::as_str).filter(|id| looked.contains(id)).collect();
        if mine.is_empty() {
            continue;
        }
        let some = mine.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = mine.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        lines.push(format!("#   {} {} = {}: {some}{more}", one.element, one.attribute, one.value));
    }
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "#");
    let _ = writeln!(text, "# Taken to be so because no record says otherwise: confirm each, or set the key.");
    for line in lines {
        let _ = writeln!(text, "{}", line.replace(|letter: char| letter.is_control(), " "));
    }
}

/// What a review sees, as it stores it, by name.
pub(crate) fn saw(compiled: &Compilation, names: &[(String, AnyId)], gone: &[String]) -> Vec<(String, String)> {
    let mut saw: Vec<(String, String)> = names
        .iter()
        .map(|(name, id)| (name.clone(), Fingerprint::of(&compiled.model, &compiled.facts, *id).stored()))
        .collect();
    saw.extend(gone.iter().map(|name| (name.clone(), "gone".to_owned())));
    saw.sort();
    saw
}

/// The digest of everything that was seen, from what is stored.
pub(crate) fn digest(saw: &[(String, String)]) -> String {
    let span = vauban_diagnostics::Span::start_of(vauban_diagnostics::FileId(0));
    let seen: Vec<(&str, Seen)> = saw
        .iter()
        .map(|(name, stored)| {
            let digits = stored.split(' ').next().unwrap_or_default().trim_start_matches("sha256:");
            let seen = match stored.as_str() {
                "gone" => Seen::Gone(span),
                _ => Seen::Sight(Sight { digest: digits.into(), marks: Vec::new(), span }),
            };
            (name.as_str(), seen)
        })
        .collect();
    digest_of(seen.iter().map(|(name, seen)| (*name, seen)))
}

/// What a review looks at.
pub(crate) struct Scope {
    /// For `of`; empty for everything.
    of: Vec<String>,
    names: Vec<(String, AnyId)>,
    gone: Vec<String>,
}

fn scope(
    compiled: &Compilation,
    product: Option<AnyId>,
    reviews: &Reviews,
    wanted: &Wanted<'_>,
) -> Result<Scope, String> {
    let model = &compiled.model;
    if wanted.changed {
        let covered = reviews.coverage.iter().find(|one| one.kind == wanted.kind);
        let covered = covered.filter(|one| !one.reviews.is_empty()).ok_or(
            "no review of this kind lists what it saw, so nobody can tell what changed: leave out --changed for the first",
        )?;
        let mine = everything(compiled, product, wanted.kind, wanted.level)?;
        let mine: std::collections::BTreeSet<AnyId> = mine.into_iter().map(|(_, id)| id).collect();
        let open: Vec<_> =
            covered.open().filter(|element| element.record.is_none_or(|record| mine.contains(&record))).collect();
        if open.is_empty() {
            return Err("everything is reviewed as it stands: there is nothing to review again".to_owned());
        }
        let names: Vec<(String, AnyId)> =
            open.iter().filter_map(|element| Some((element.name.clone(), element.record?))).collect();
        let gone = open.iter().filter(|element| element.record.is_none()).map(|element| element.name.clone()).collect();
        return Ok(Scope { of: names.iter().map(|(name, _)| name.clone()).collect(), names, gone });
    }
    if wanted.of.is_empty() {
        let names = everything(compiled, product, wanted.kind, wanted.level)?;
        // A review of one level of several has not looked at the others, and says so.
        let part = names.len() < everything(compiled, product, wanted.kind, None)?.len();
        let of = if part { names.iter().map(|(name, _)| name.clone()).collect() } else { Vec::new() };
        return Ok(Scope { of, names, gone: Vec::new() });
    }
    let all = everything(compiled, product, wanted.kind, wanted.level)?;
    let mut names = Vec::new();
    for word in wanted.of {
        let exact = all.iter().find(|(name, id)| name == word || *model.head(*id).id == **word);
        match exact {
            Some(found) => names.push(found.clone()),
            None => {
                let known = all.iter().map(|(name, _)| name.as_str());
                let hint = vauban_diagnostics::nearest(word, known).map(|near| format!("; did you mean `{near}`?"));
                let kind = wanted.kind.word();
                return Err(format!(
                    "`{word}` is nothing that a review of kind `{kind}` looks at{}",
                    hint.unwrap_or_default()
                ));
            }
        }
    }
    names.sort();
    names.dedup();
    Ok(Scope { of: names.iter().map(|(name, _)| name.clone()).collect(), names, gone: Vec::new() })
}

/// Everything that a kind of review looks at, by name. A review of one level of a design that has several looks at the
/// elements of that level, and at those that belong to all.
///
/// # Errors
/// If the design has several levels, and this is none of them.
pub(crate) fn everything(
    compiled: &Compilation,
    product: Option<AnyId>,
    kind: ReviewKind,
    level: Option<DesignLevel>,
) -> Result<Vec<(String, AnyId)>, String> {
    let model = &compiled.model;
    let designed = matches!(kind, ReviewKind::Design | ReviewKind::ThreatModel);
    let level = level.filter(|_| designed).map(|level| (level, compiled.refinement(product)));
    let level = level.filter(|(_, refinement)| refinement.existing().len() > 1);
    if let Some((level, refinement)) = &level {
        super::there_is(refinement, *level)?;
    }
    let of_level = |id: AnyId| {
        level.as_ref().is_none_or(|(level, refinement)| {
            let of = refinement.levels_of(id);
            of.is_empty() || of.contains(level)
        })
    };
    let mut names: Vec<(String, AnyId)> = kinds_of(kind)
        .into_iter()
        .flat_map(|kind| (0..model.count(kind) as u32).map(move |at| AnyId { kind, at }))
        .filter(|id| compiled.concerns(product, model.head(*id)) && of_level(*id))
        .map(|id| (model.head(id).name(), id))
        .collect();
    names.sort();
    Ok(names)
}

fn release(compiled: &Compilation, word: &str) -> Result<String, String> {
    let id = word.strip_prefix("release.").unwrap_or(word);
    let model = &compiled.model;
    if model.find(Kind::Release, id).is_some() {
        return Ok(id.to_owned());
    }
    let known = model.release.iter().map(|release| &*release.head.id);
    let hint = vauban_diagnostics::nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
    Err(format!("there is no release `{id}`{}", hint.unwrap_or_default()))
}

fn free_id(compiled: &Compilation, word: &str) -> String {
    let base = format!("{word}-{}", compiled.today());
    let mut id = base.clone();
    let mut number = 2;
    while compiled.model.find(Kind::Review, &id).is_some() {
        id = format!("{base}-{number}");
        number += 1;
    }
    id
}

/// What a kind of review is asked to look for, by the standard.
fn looked_for(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Requirements => "\"SR-5.e\", \"SR-5.f\", \"SR-5.g\"",
        ReviewKind::Design => "\"SD-3.a\", \"SD-3.b\", \"SD-3.c\"",
        ReviewKind::Implementation => "\"SI-1.a\", \"SI-1.b\", \"SI-1.d\", \"SI-1.e\"",
        ReviewKind::Guidelines => "\"SG-7.a\", \"SG-7.b\", \"SG-7.c\"",
        ReviewKind::ThreatModel => "\"SR-2.i\", \"SR-2.l\", \"SR-2.n\"",
        ReviewKind::Context => "\"SR-1.a\", \"SR-1.b\", \"SR-1.c\", \"SR-1.d\"",
        ReviewKind::Practices => "\"SD-4.h\", \"SD-4.i\"",
        ReviewKind::Process => "\"SM-1.a\"",
        ReviewKind::OpenIssues | ReviewKind::Defects => "",
    }
}
