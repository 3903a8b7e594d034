//! Published vulnerabilities of the parts of releases: each is answered (DM-1.b, DM-2.a).
//!
//! The index is the one that the policy pins by its digest, so that a pull request never fails because the world changed
//! overnight; a scheduled run brings a newer one.

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Issue, Vex};
use vauban_model::{AnyId, Evidence, Kind, KnownVulnerability, Record, Ref};

use super::vex;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const VULNERABILITY_UNANSWERED: Check = Check {
    code: Code {
        name: "vulnerability-unanswered",
        asks: &["DM-1.b", "DM-2.a"],
        summary: "a part of the current release has a published vulnerability, and neither an issue nor a statement answers it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vulnerability-unanswered.md"),
    },
    looks_at: LooksAt::Project,
    run: vulnerability_unanswered,
};

fn vulnerability_unanswered(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let Some(Ok(asked)) = &cx.facts.advisories else { return };
    let Some((release, record)) = cx.current_release() else { return };
    let answers = Answers::of(cx);
    for path in bills(record) {
        for known in asked.found.get(path).into_iter().flatten() {
            let why_not = match answers.answer(cx, known) {
                Answer::Given => continue,
                Answer::Open(statement) => {
                    format!("; statement `{}` about it no longer holds", cx.name(statement))
                }
                Answer::None => String::new(),
            };
            let exploited = if known.exploited { ", and it is known to be exploited" } else { "" };
            let of = format!("{} {}", known.name, known.version);
            let mut finding = cx
                .about(
                    &VULNERABILITY_UNANSWERED.code,
                    release,
                    format!("{} is in {} of release `{}`{exploited}{why_not}", known.id, of.trim(), record.head.id),
                )
                .subject(format!("{} {} {}", record.head.name(), known.id, known.name))
                .why("others read the same advisory; whoever runs the product asks what it means for them")
                .help(format!(
                    "{}; record an issue with `external = \"{}\"` (`vauban issue receive`), or a statement `[vex.ID]` about it",
                    known.because, known.id
                ));
            if known.exploited {
                finding.severity = Severity::Error;
            }
            out.finding(finding);
        }
    }
}

pub(crate) const ADVISORIES_UNUSABLE: Check = Check {
    code: Code {
        name: "advisories-unusable",
        asks: &["DM-1.b"],
        summary: "the pinned index of advisories cannot be asked, or a source of it is too old",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/advisories-unusable.md"),
    },
    looks_at: LooksAt::Project,
    run: advisories_unusable,
};

fn advisories_unusable(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ADVISORIES_UNUSABLE.code;
    let policy = AnyId { kind: Kind::Policy, at: 0 };
    match &cx.facts.advisories {
        None => {}
        Some(Err(why)) => out.finding(
            cx.about(code, policy, format!("the index of advisories cannot be asked: {why}"))
                .why("an index that is not read finds nothing, and that looks like having nothing")
                .help("`vauban advisories build` or `update` writes one; set `file` and `digest` of `advisories` under `[policy]`"),
        ),
        Some(Ok(asked)) => {
            for (alias, why) in &asked.bad_aliases {
                let id = cx.model.named(alias).unwrap_or(policy);
                out.finding(
                    cx.about(code, id, format!("`{alias}` cannot be used: {why}"))
                        .why("parts are not found under the names it gives them")
                        .help("put the name or the order of its versions right"),
                );
            }
            stale(cx, out);
        }
    }
}

/// Sources that are older than their feed allows.
fn stale(cx: &Context<'_>, out: &mut Outcome) {
    let Some(Ok(asked)) = &cx.facts.advisories else { return };
    for (id, feed) in cx.each(Kind::Feed, &cx.model.feed) {
        let name = feed.head.id.rsplit('/').next().unwrap_or_default();
        let days = feed.max_age_days.as_ref().map_or(7, |days| days.0.value);
        let source = asked.sources.iter().find(|(source, _, _)| source == name);
        let fetched = source.and_then(|(_, _, fetched)| fetched.as_deref());
        let day = fetched.and_then(|day| day.get(..10)).and_then(vauban_model::Date::parse);
        let message = match (source, day) {
            (None, _) => format!("feed `{name}` is not in the pinned index"),
            (Some(_), None) => format!("the pinned index does not say when feed `{name}` was fetched"),
            (Some(_), Some(day)) if cx.today.days() - day.days() > days => {
                format!(
                    "feed `{name}` was fetched on {day}, {} days ago; {days} are allowed",
                    cx.today.days() - day.days()
                )
            }
            (Some(_), Some(_)) => continue,
        };
        let mut finding = cx
            .about(&ADVISORIES_UNUSABLE.code, id, message)
            .why("what was published since is not asked about")
            .help("`vauban advisories update` fetches it; pin the new index under `[policy]`");
        // A pull request is not to blame for the calendar.
        finding.severity = Severity::Warning;
        out.finding(finding);
    }
}

fn bills(release: &vauban_model::kinds::Release) -> impl Iterator<Item = &str> {
    release.sbom.iter().filter_map(|evidence| match evidence {
        Evidence::File(path) => Some(&*path.value),
        _ => None,
    })
}

/// What answers a published vulnerability.
enum Answer {
    /// An issue, or a statement that holds.
    Given,
    /// Only a statement that holds no longer.
    Open(AnyId),
    /// Nothing.
    None,
}

struct Answers<'a> {
    issues: Vec<&'a Record<Issue>>,
    statements: Vec<(AnyId, &'a Record<Vex>)>,
}

impl<'a> Answers<'a> {
    fn of(cx: &Context<'a>) -> Answers<'a> {
        Answers {
            issues: cx.each(Kind::Issue, &cx.model.issue).map(|(_, issue)| issue).collect(),
            statements: cx.each(Kind::Vex, &cx.model.vex).collect(),
        }
    }

    fn answer(&self, cx: &Context<'_>, known: &KnownVulnerability) -> Answer {
        let upper = |id: &str| id.trim().to_ascii_uppercase();
        let ids: BTreeSet<String> =
            known.aliases.iter().chain([&known.id, &known.advisory]).map(|id| upper(id)).collect();
        let names = |text: &str| text.split([',', ' ', ';']).any(|word| ids.contains(&upper(word)));
        if self.issues.iter().any(|issue| issue.external.as_ref().is_some_and(|external| names(external))) {
            return Answer::Given;
        }
        let mut open = Answer::None;
        for (id, vex) in &self.statements {
            let about = vex.vulnerability.iter().chain(&vex.aliases).any(|one| ids.contains(&upper(one)));
            let mine = vex
                .product
                .as_ref()
                .and_then(Ref::to)
                .is_none_or(|product| cx.product.is_none_or(|own| own == product));
            if !about || !mine || !concerns(cx, vex, known) {
                continue;
            }
            match vex::standing(cx, vex).is_empty() {
                true => return Answer::Given,
                false => open = Answer::Open(*id),
            }
        }
        open
    }
}

/// Whether a statement is about the part, where it names one, and about the version being judged, where it names some.
fn concerns(cx: &Context<'_>, vex: &Record<Vex>, known: &KnownVulnerability) -> bool {
    let package = |purl: &str| vauban_analysis::sharing::package(purl);
    let wanted = package(&known.purl);
    let components = vex.component.iter().filter_map(Ref::to).filter_map(|id| cx.model.component.get(id.at as usize));
    let mut purls: Vec<Option<String>> =
        components.map(|component| component.purl.as_ref().and_then(|purl| package(purl))).collect();
    purls.extend(vex.purl.iter().map(|purl| package(purl)));
    let part = purls.is_empty() || purls.iter().any(|purl| purl.is_none() || *purl == wanted);
    let version = vex.component_version.as_ref().is_none_or(|version| *version.value == *known.version);
    let current = cx.current_release().map(|(id, _)| id);
    let releases: Vec<AnyId> = vex.applies_to.iter().filter_map(Ref::to).collect();
    let applies = releases.is_empty()
        || releases.iter().any(|one| {
            Some(*one) == current
                || current.is_some_and(|current| {
                    let release = cx.model.release.get(current.at as usize);
                    release.and_then(|release| release.line.as_ref()).and_then(Ref::to) == Some(*one)
                })
        });
    part && version && applies
}
