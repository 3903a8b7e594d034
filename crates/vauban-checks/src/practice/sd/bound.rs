//! Reviews against what they saw: elements that changed since, signatures that do not hold (SD-3.e, and the reviews of
//! context, threat model, requirements and guidelines alike).

use vauban_analysis::review::{Coverage, Element, State};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Kind, Ref, ReviewKind, SignatureFact};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;
use crate::practice::shared::bearing;
use crate::reviewed::altered;

pub(crate) const REVIEW_STALE: Check = Check {
    code: Code {
        name: "review-stale",
        asks: &["SR-1.g", "SR-2.q", "SR-5.h", "SD-3.e", "SG-7.e"],
        summary: "something was changed after it was reviewed, or was never reviewed",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/review-stale.md"),
    },
    looks_at: LooksAt::Project,
    run: review_stale,
};

pub(crate) const REVIEW_NOT_GENUINE: Check = Check {
    code: Code {
        name: "review-not-genuine",
        asks: &["SR-1.g", "SR-2.q", "SR-5.h", "SD-3.e", "SG-7.e"],
        summary: "a signature under a review does not hold, or what the review saw was altered",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/review-not-genuine.md"),
    },
    looks_at: LooksAt::Project,
    run: review_not_genuine,
};

/// Places of changed elements that one finding points at.
const POINTED: usize = 8;

/// The aspect that a kind of review answers by being current, and what it looks at, in words.
fn answers(kind: ReviewKind) -> (Option<&'static str>, &'static str) {
    match kind {
        ReviewKind::Context => (Some("SR-1.g"), "security context"),
        ReviewKind::ThreatModel => (Some("SR-2.q"), "threat model"),
        ReviewKind::Requirements => (Some("SR-5.h"), "requirements"),
        ReviewKind::Design => (Some("SD-3.e"), "design"),
        ReviewKind::Guidelines => (Some("SG-7.e"), "guidelines"),
        ReviewKind::Implementation => (None, "implementation"),
        ReviewKind::Practices => (None, "practices"),
        ReviewKind::Process => (None, "process"),
        ReviewKind::OpenIssues => (None, "open issues"),
        ReviewKind::Defects => (None, "handling of issues"),
    }
}

fn review_stale(cx: &Context<'_>, out: &mut Outcome) {
    significance_of_nothing(cx, out);
    for covered in &cx.reviews().coverage {
        let (aspect, what) = answers(covered.kind);
        if let Some(aspect) = aspect {
            let word = covered.kind.word();
            out.next(aspect, format!("`vauban review start {word}` begins a review that is bound to what it sees"));
        }
        let Some(newest) = covered.reviews.last().copied() else {
            if let (Some(aspect), Some(unbound)) = (aspect, covered.unbound.last()) {
                let name = cx.name(*unbound);
                out.unknown(aspect, unbound_says(cx, &name, what));
            }
            continue;
        };
        let open: Vec<&Element> = covered.open().collect();
        match (open.is_empty(), aspect) {
            (true, Some(aspect)) => out.shows(aspect, newest),
            (true, None) => {}
            (false, _) => out.finding(stale(cx, covered, &open, newest, aspect, what)),
        }
    }
}

/// Keys of `[policy] significant` and `insignificant` that no record has: they would move no line.
fn significance_of_nothing(cx: &Context<'_>, out: &mut Outcome) {
    let Some(policy) = cx.policy() else { return };
    for written in policy.significant.iter().chain(&policy.insignificant) {
        let common = |key: &str| vauban_model::Common::fields().iter().any(|field| field.key == key);
        let known = match written.split_once('.') {
            Some((kind, key)) => {
                Kind::named(kind).is_some_and(|kind| common(key) || kind.fields().iter().any(|field| field.key == key))
            }
            None => common(written),
        };
        if known {
            continue;
        }
        let finding = REVIEW_STALE
            .code
            .at(written.span, format!("`{}` is no key of a record, so it makes no change count more or less", &**written))
            .subject(policy.head.name())
            .why("what counts as a significant change decides which reviews are asked for (SD-3.g)")
            .help("write `kind.key`, as `mechanism.cost`, or a key that every record may carry; `vauban explain KIND` lists them");
        out.finding(bearing(finding, &[]));
    }
}

fn unbound_says(cx: &Context<'_>, name: &str, what: &str) -> String {
    let id = name.split_once('.').map_or(name, |(_, id)| id);
    let released = cx.current_release().is_some();
    let held = if released { "the next one" } else { "it" };
    format!(
        "`{name}` does not say what it saw of the {what}, so nobody can tell what changed since: begin {held} with `vauban review start`, or bind this one with `vauban review stamp {id}` if nothing has changed"
    )
}

/// One finding for a kind of review, pointing at what changed.
fn stale(
    cx: &Context<'_>,
    covered: &Coverage,
    open: &[&Element],
    newest: AnyId,
    aspect: Option<&'static str>,
    what: &str,
) -> Finding {
    let (open_count, all) = (open.len(), covered.elements.len());
    let is = if open_count == 1 { "is" } else { "are" };
    let message = format!("{open_count} of {all} elements of the {what} {is} not reviewed as they stand");
    let mut finding = cx.about(&REVIEW_STALE.code, newest, message);
    let place = open.iter().find_map(|element| element.record);
    if let Some(first) = place {
        finding = finding.at(cx.model.head(first).header, told(cx, open, first));
    }
    for element in open.iter().filter(|element| element.record != place).take(POINTED) {
        if let Some(record) = element.record {
            finding = finding.see(cx.model.head(record).header, said(cx, element));
        }
    }
    let gone: Vec<String> = open
        .iter()
        .filter(|element| element.state == State::Gone)
        .map(|element| format!("`{}`", element.name))
        .collect();
    let word = covered.kind.word();
    let mut help = format!(
        "`vauban review start {word} --changed` begins a review of exactly these; where a change means nothing, `vauban review editorial ELEMENT`"
    );
    if !gone.is_empty() {
        help = format!("gone since the review: {}; {help}", few(&gone, ", "));
    }
    finding.severity = if released(cx) { Severity::Error } else { Severity::Warning };
    let aspects: Vec<&str> = aspect.into_iter().collect();
    bearing(
        finding.why("a review says something about what it saw, and nothing about what came after it").help(help),
        &aspects,
    )
}

/// What is said at the first place: of the element that lies there.
fn told(cx: &Context<'_>, open: &[&Element], first: AnyId) -> String {
    open.iter().find(|element| element.record == Some(first)).map_or_else(String::new, |element| said(cx, element))
}

fn said(cx: &Context<'_>, element: &Element) -> String {
    let review = element.review.map_or_else(String::new, |id| format!(" since `{}`", cx.name(id)));
    match &element.state {
        State::Changed(keys) => {
            let keys: Vec<&str> =
                keys.iter().map(|key| if key == "?" { "in some key" } else { key.as_str() }).collect();
            format!("changed{review}: {}", few(&keys, ", "))
        }
        State::New => "no review has seen it".to_owned(),
        State::Gone => format!("gone{review}"),
        State::Disturbed(why) => why.clone(),
        State::Reviewed | State::Editorial(_) | State::Marked(_) => "reviewed".to_owned(),
    }
}

/// Whether the version being built has a release record: what stands here leaves the house, or has left it.
fn released(cx: &Context<'_>) -> bool {
    let Some(version) = cx.product().and_then(|product| product.version.as_ref()) else { return false };
    cx.releases().iter().any(|(_, release)| release.version.as_ref().is_some_and(|own| own.value == version.value))
}

fn review_not_genuine(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REVIEW_NOT_GENUINE.code;
    for (id, review) in cx.each(Kind::Review, &cx.model.review) {
        let Some(kind) = &review.kind else { continue };
        let (aspect, _) = answers(kind.value);
        let aspects: Vec<&str> = aspect.into_iter().collect();
        let name = &review.head.id;
        if altered(review) {
            let place = review.digest.as_ref().map_or(review.head.header, |digest| digest.0.span);
            let message = format!("review `{name}` does not list what it saw");
            out.finding(bearing(
                code.at(place, message)
                    .subject(review.head.name())
                    .why("its `digest` was taken of other fingerprints than `saw` holds: somebody edited one of the two")
                    .help(format!("restore both from the commit of the review, or review again; before it is signed, `vauban review stamp {name}` takes both anew")),
                &aspects,
            ));
        }
        for (at, signature) in review.signatures.iter().enumerate() {
            let by = signature.by.as_ref();
            let place = by.map_or(review.head.header, |by| by.link.span);
            let named = by.map_or("", |by| &by.link.text);
            let subject = review.head.name();
            let bad = |why: &str| {
                code.at(place, format!("the signature of `{named}` under review `{name}` is not valid"))
                    .subject(subject.clone())
                    .why(format!("{why}; whoever relies on it relies on nothing"))
                    .help(format!("sign again with `vauban review sign {name}`, or take the signature out"))
            };
            match cx.facts.signatures.get(&(subject.clone(), at)) {
                Some(SignatureFact::Bad(why)) => out.finding(bearing(bad(why), &aspects)),
                Some(SignatureFact::Unchecked(why)) => {
                    let mut finding = bad(why);
                    finding.message = format!("the signature of `{named}` under review `{name}` could not be checked");
                    finding.severity = Severity::Warning;
                    out.finding(bearing(finding, &[]));
                }
                Some(SignatureFact::Good | SignatureFact::Elsewhere) => {
                    let signer = by.and_then(Ref::to);
                    let mut took_part = review.participants.iter().filter_map(|one| one.person.as_ref()?.to());
                    let approved = review.approved_by.as_ref().map(|by| cx.persons(by)).unwrap_or_default();
                    let known =
                        signer.is_some_and(|signer| took_part.any(|one| one == signer) || approved.contains(&signer));
                    if !known {
                        let mut finding = bad("who signed neither took part in it nor approved it");
                        finding.severity = Severity::Warning;
                        finding.message = format!("`{named}` signed review `{name}` and had no part in it");
                        out.finding(bearing(finding, &[]));
                    }
                }
                None => {}
            }
        }
        let bound = review.saw.as_ref().is_some_and(|saw| !saw.0.is_empty());
        if let (true, None, Some(aspect)) = (bound, cx.reviews().unreliable.get(&id), aspect) {
            out.shows(aspect, id);
        }
    }
}
