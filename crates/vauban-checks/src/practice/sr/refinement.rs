//! Requirements beside each other: which spell out which, say the same, contradict what was decided, or have lost
//! what they came from (SR-3.a, SR-3.f, SR-5.f).

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher as _;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Requirement;
use vauban_model::kinds::values::State;
use vauban_model::{AnyId, Kind, Record, Ref, RequirementStatus, Response, WordList as _};

use super::dispositions::decisions;
use super::requirements::retired;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::few;

pub(crate) const REQUIREMENT_CIRCULAR: Check = Check {
    code: Code {
        name: "requirement-circular",
        asks: &["SR-3.f"],
        summary: "requirements spell each other out in a circle",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-circular.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_circular,
};

pub(crate) const REQUIREMENT_CONTRADICTORY: Check = Check {
    code: Code {
        name: "requirement-contradictory",
        asks: &["SR-5.f"],
        summary: "the status of a requirement contradicts what else is said about it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-contradictory.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_contradictory,
};

pub(crate) const REQUIREMENT_ORIGIN_GONE: Check = Check {
    code: Code {
        name: "requirement-origin-gone",
        asks: &["SR-5.f"],
        summary: "every threat that a requirement comes from was decided not to exist",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-origin-gone.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_origin_gone,
};

pub(crate) const REQUIREMENT_DUPLICATE: Check = Check {
    code: Code {
        name: "requirement-duplicate",
        asks: &["SR-3.a"],
        summary: "two requirements say the same",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-duplicate.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_duplicate,
};

pub(crate) const REQUIREMENT_CATEGORY_UNKNOWN: Check = Check {
    code: Code {
        name: "requirement-category-unknown",
        asks: &["SR-3.a"],
        summary: "the category of a requirement is none of the seven foundational requirements",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-category-unknown.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_category_unknown,
};

/// Requirements that another one spells out, or comes from.
fn parents(requirement: &Record<Requirement>) -> impl Iterator<Item = AnyId> {
    let origins = requirement.origin.iter().filter_map(Ref::to).filter(|origin| origin.kind == Kind::Requirement);
    requirement.refines.iter().filter_map(Ref::to).chain(origins)
}

/// Requirements that come from somewhere: from a record, a standard or somebody, or by spelling out one that does and
/// was not decided against. A circle comes from nowhere.
pub(crate) fn with_origin(cx: &Context<'_>) -> Origins {
    let all = &cx.model.requirement;
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); all.len()];
    let mut found = Origins(vec![false; all.len()]);
    let mut next: Vec<u32> = Vec::new();
    for (id, requirement) in cx.each(Kind::Requirement, all) {
        for parent in parents(requirement) {
            if let Some(children) = children.get_mut(parent.at as usize) {
                children.push(id.at);
            }
        }
        let own = requirement.origin.iter().filter_map(Ref::to).any(|origin| origin.kind != Kind::Requirement);
        let stated = own || !requirement.origin_standard.is_empty() || said(&requirement.origin_other);
        if stated && found.add(id.at) {
            next.push(id.at);
        }
    }
    while let Some(at) = next.pop() {
        if all.get(at as usize).is_none_or(|requirement| retired(requirement)) {
            continue;
        }
        for child in children.get(at as usize).into_iter().flatten() {
            if found.add(*child) {
                next.push(*child);
            }
        }
    }
    found
}

/// Which requirements come from somewhere, by their places in the model.
pub(crate) struct Origins(Vec<bool>);

impl Origins {
    /// Whether this record is one of them.
    pub(crate) fn contains(&self, id: &AnyId) -> bool {
        id.kind == Kind::Requirement && self.0.get(id.at as usize).copied().unwrap_or(false)
    }

    /// Whether it was not one of them before.
    fn add(&mut self, at: u32) -> bool {
        self.0.get_mut(at as usize).is_some_and(|known| !std::mem::replace(known, true))
    }
}

/// Requirements that hold and that nothing was found about show an aspect.
fn rest_shows(cx: &Context<'_>, out: &mut Outcome, aspect: &'static str) {
    let told: BTreeSet<AnyId> = out.findings.iter().filter_map(|finding| cx.model.named(&finding.subject)).collect();
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        if !retired(requirement) && !told.contains(&id) {
            out.shows(aspect, id);
        }
    }
}

fn requirement_circular(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_CIRCULAR.code;
    let mine: Vec<(AnyId, &Record<Requirement>)> = cx.each(Kind::Requirement, &cx.model.requirement).collect();
    let place: BTreeMap<AnyId, usize> = mine.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let edges: Vec<Vec<usize>> = mine
        .iter()
        .map(|(_, requirement)| parents(requirement).filter_map(|parent| place.get(&parent).copied()).collect())
        .collect();
    for circle in circles(&edges) {
        let names: Vec<String> =
            circle.iter().filter_map(|at| mine.get(*at)).map(|(id, _)| format!("`{}`", cx.name(*id))).collect();
        let Some((first, _)) = circle.first().and_then(|at| mine.get(*at)) else { continue };
        let message = match names.len() {
            1 => format!("{} spells out itself", names.concat()),
            _ => format!("requirements spell each other out in a circle: {}", few(&names, ", ")),
        };
        out.finding(
            cx.about(code, *first, message)
                .why("a requirement that comes from itself comes from nowhere, and nobody can say which one is the broader")
                .help("take one of them out of `refines` or `origin`, at the broadest requirement of the circle"),
        );
    }
    rest_shows(cx, out, "SR-3.f");
}

/// Groups of places that reach each other, each in rising order: strongly connected components by the path-based
/// method (Gabow 2000), with a stack of its own instead of recursion, as chains may be as long as the records.
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut number: Vec<Option<usize>> = vec![None; edges.len()];
    let mut settled = vec![false; edges.len()];
    let (mut open, mut bounds, mut count) = (Vec::new(), Vec::new(), 0_usize);
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if number[start].is_some() {
            continue;
        }
        let mut walk = vec![(start, 0_usize)];
        while let Some((at, edge)) = walk.pop() {
            if edge == 0 {
                number[at] = Some(count);
                count += 1;
                open.push(at);
                bounds.push(at);
            }
            match edges[at].get(edge) {
                Some(next) => {
                    walk.push((at, edge + 1));
                    match number[*next] {
                        None => walk.push((*next, 0)),
                        Some(seen) if !settled[*next] => {
                            while bounds.last().is_some_and(|last| number[*last].is_some_and(|own| own > seen)) {
                                bounds.pop();
                            }
                        }
                        Some(_) => {}
                    }
                }
                None if bounds.last() == Some(&at) => {
                    bounds.pop();
                    let begin = open.iter().rposition(|one| *one == at).unwrap_or(0);
                    let mut group = open.split_off(begin);
                    group.iter().for_each(|one| settled[*one] = true);
                    group.sort_unstable();
                    if group.len() > 1 || edges[at].contains(&at) {
                        found.push(group);
                    }
                }
                None => {}
            }
        }
    }
    found.sort();
    found
}

fn requirement_contradictory(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_CONTRADICTORY.code;
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        let name = &requirement.head.id;
        let mut tell = |message: String, help: String, fit: bool| {
            let mut finding = cx
                .about(code, id, message)
                .why("what was agreed to decides what is built and tested; two answers to that are none")
                .help(help);
            if !fit {
                finding.requirement.clear();
            }
            out.finding(finding);
        };
        match requirement.status.as_ref().map(State::known) {
            Some(None) => {
                let known: Vec<&str> = RequirementStatus::WORDS.iter().map(|(word, _, _)| *word).collect();
                let message =
                    format!("the status of requirement `{name}` is none that is known, so it counts as not agreed to");
                tell(message, format!("write one of {}", known.join(", ")), false);
            }
            Some(Some(RequirementStatus::Draft | RequirementStatus::Proposed))
                if cx.someone(&requirement.approved_by) || requirement.date.is_some() =>
            {
                let message = format!("requirement `{name}` was approved and is not agreed to yet");
                tell(message, "set `status = \"approved\"`, or take out `approved-by` and `date`".to_owned(), false);
            }
            _ => {}
        }
        if requirement.date.is_some_and(|day| day.date > cx.today) {
            let message = format!("the approval of requirement `{name}` lies in the future");
            tell(message, "correct `date`".to_owned(), false);
        }
        if retired(requirement) {
            continue;
        }
        let gone: Vec<String> = parents(requirement)
            .filter(|parent| cx.model.requirement.get(parent.at as usize).is_some_and(|parent| retired(parent)))
            .map(|parent| format!("`{}`", cx.name(parent)))
            .collect();
        if !gone.is_empty() {
            let message =
                format!("requirement `{name}` spells out what was rejected or is obsolete: {}", few(&gone, ", "));
            tell(message, "let it refine one that stands, or retire it as well".to_owned(), true);
        }
    }
    rest_shows(cx, out, "SR-5.f");
}

/// Threats that were decided not to be there: avoided, not applicable, or gone since a version.
fn absent_threats(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let absent = decisions(cx).into_iter().filter(|(_, (_, decision))| {
        let response = decision.response.as_ref().map(|response| response.value);
        decision.gone_since.is_some() || matches!(response, Some(Response::Avoid | Response::NotApplicable))
    });
    absent.map(|(threat, _)| threat).collect()
}

fn requirement_origin_gone(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_ORIGIN_GONE.code;
    let absent = absent_threats(cx);
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        let origins: Vec<AnyId> = requirement.origin.iter().filter_map(Ref::to).collect();
        let elsewhere = !requirement.origin_standard.is_empty()
            || said(&requirement.origin_other)
            || requirement.refines.iter().any(|parent| parent.to().is_some());
        let all_gone = !origins.is_empty() && origins.iter().all(|origin| absent.contains(origin));
        if elsewhere || !all_gone || retired(requirement) {
            continue;
        }
        let names: Vec<String> = origins.iter().map(|origin| format!("`{}`", cx.name(*origin))).collect();
        let message = format!(
            "requirement `{}` comes from nothing that is still there: {} {} decided not to exist",
            requirement.head.id,
            few(&names, ", "),
            if names.len() == 1 { "was" } else { "were" }
        );
        out.finding(
            cx.about(code, id, message)
                .why("either the requirement is what keeps the threat away, and then the threat is mitigated and not absent, or it is built and tested for nothing")
                .help("decide the threat as `mitigate`, name another `origin`, or set `status = \"obsolete\"`"),
        );
    }
    rest_shows(cx, out, "SR-5.f");
}

fn requirement_duplicate(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_DUPLICATE.code;
    let (mut same, mut plain, mut other_plain) = (Same::default(), Vec::new(), Vec::new());
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        let Some(text) = requirement.text.as_ref().filter(|_| !retired(requirement)) else { continue };
        words_of(text, &mut plain);
        if plain.is_empty() {
            continue;
        }
        let says = |other: AnyId| {
            let text = cx.model.requirement.get(other.at as usize).and_then(|other| other.text.as_ref());
            words_of(text.map_or("", |text| text), &mut other_plain);
            other_plain == plain
        };
        if let Some(other) = same.first(&plain, id, says) {
            out.finding(
                cx.about(
                    code,
                    id,
                    format!("requirements `{}` and `{}` say the same", cx.model.head(other).id, requirement.head.id),
                )
                .why("of two records of one requirement, one is changed, tested and traced, and the other is forgotten")
                .help("keep one, with the origins of both; the other id can stand in its `formerly`"),
            );
        }
    }
    rest_shows(cx, out, "SR-3.a");
}

/// The words of a text in small letters with one space between them, whatever stood between them.
fn words_of(text: &str, plain: &mut Vec<u8>) {
    plain.clear();
    if !text.is_ascii() {
        for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if !plain.is_empty() {
                plain.push(b' ');
            }
            plain.extend_from_slice(word.to_lowercase().as_bytes());
        }
        return;
    }
    // Most texts, and no letter of theirs grows when it becomes small.
    plain.resize(text.len(), 0);
    let (mut length, mut gap) = (0, false);
    for byte in text.bytes() {
        if !byte.is_ascii_alphanumeric() {
            gap = length > 0;
            continue;
        }
        if gap && let Some(place) = plain.get_mut(length) {
            *place = b' ';
            length += 1;
        }
        gap = false;
        if let Some(place) = plain.get_mut(length) {
            *place = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    plain.truncate(length);
}

/// The first record with each text. Only hashes are kept: the texts of thousands of requirements would be a second copy
/// of them all. Where two hashes agree, the texts are compared.
#[derive(Default)]
struct Same {
    seed: RandomState,
    first: HashMap<u64, Vec<AnyId>>,
}

impl Same {
    /// The earlier record that says the same; none, and it is remembered, where this is the first.
    fn first(&mut self, plain: &[u8], id: AnyId, mut says: impl FnMut(AnyId) -> bool) -> Option<AnyId> {
        let known = self.first.entry(self.seed.hash_one(plain)).or_default();
        let found = known.iter().copied().find(|other| says(*other));
        if found.is_none() {
            known.push(id);
        }
        found
    }
}

const CATEGORIES: [&str; 7] = ["FR1", "FR2", "FR3", "FR4", "FR5", "FR6", "FR7"];

fn requirement_category_unknown(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_CATEGORY_UNKNOWN.code;
    for (_, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        let Some(category) = requirement.category.as_ref().filter(|_| !retired(requirement)) else { continue };
        let plain = category.trim().to_ascii_uppercase();
        if CATEGORIES.contains(&plain.as_str()) {
            continue;
        }
        let finding = code
            .at(category.span, format!("`{}` is no foundational requirement", &**category))
            .subject(requirement.head.name())
            .why("the category says for which of the seven levels of the product a requirement counts; with another word it counts for none")
            .help("write FR1 (identification), FR2 (use control), FR3 (integrity), FR4 (confidentiality), FR5 (restricted data flow), FR6 (timely response) or FR7 (availability); other sorts go into `tags`");
        out.finding(finding);
    }
    rest_shows(cx, out, "SR-3.a");
}

#[cfg(test)]
mod tests {
    use super::{circles, words_of};

    #[test]
    fn texts_are_compared_by_their_words() {
        let words = |text: &str| {
            let mut plain = b"left over".to_vec();
            words_of(text, &mut plain);
            String::from_utf8(plain).unwrap()
        };
        assert_eq!(words("  The Device, shall\tLOCK -- out. "), "the device shall lock out");
        assert_eq!(words("Das Gerät: SPERRT"), "das gerät sperrt");
        assert_eq!(words("ΟΔΟΣ und Straße"), "οδος und straße");
        assert_eq!((words(""), words(" -- ")), (String::new(), String::new()));
    }

    #[test]
    fn circles_are_found_once_and_chains_are_none() {
        assert_eq!(circles(&[vec![1], vec![2], vec![0], vec![0], vec![4]]), [vec![0, 1, 2], vec![4]]);
        assert_eq!(circles(&[vec![1, 2], vec![3], vec![3], vec![]]), Vec::<Vec<usize>>::new());
        // Two circles with a way from one to the other stay two.
        assert_eq!(circles(&[vec![1], vec![0, 2], vec![3], vec![2]]), [vec![0, 1], vec![2, 3]]);
        let long: Vec<Vec<usize>> = (0..100_000).map(|at| vec![(at + 1) % 100_000]).collect();
        assert_eq!(circles(&long)[0].len(), 100_000);
    }
}
