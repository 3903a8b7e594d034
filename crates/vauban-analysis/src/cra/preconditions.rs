//! What a declaration of conformity takes. Each question that is not answered with yes keeps it from being made.

use super::class::route_lacks;
use super::{Answer, Cra, Lack, Look, SectionState, Standing, said};
use crate::trace::Outcome;
use vauban_model::kinds::Test;
use vauban_model::{Kind, Record};

/// A question, and what keeps its answer from being yes.
#[derive(Clone, Debug)]
pub struct Precondition {
    /// Its name in contracts.
    pub id: &'static str,
    /// What is asked.
    pub question: &'static str,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

impl Precondition {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.lacks.is_empty()
    }
}

/// Sections that the declaration itself fills, or that are handed out on request.
const AFTERWARDS: [&str; 2] = ["CRA-A7-7", "CRA-A7-8"];

/// All of them, in the order in which a maker answers them.
pub(super) fn preconditions(look: &Look<'_>, cra: &Cra) -> Vec<Precondition> {
    let one = |id, question, lacks| Precondition { id, question, lacks };
    vec![
        one("scope", "It is decided that the Act applies", scope(look, cra)),
        one("release", "It is made for a release that is out", release(look)),
        one("class", "The class is decided, with its reason", cra.class.lacks.clone()),
        one(
            "route",
            "The route is open to the class, and its third party is done",
            route_lacks(look, &cra.routes, look.ground.today),
        ),
        one("standards", "No standard is called harmonised that is not cited", standards(cra)),
        one("applicability", "Every item of Annex I, Part I, is answered", applicability(cra)),
        one("requirements", "Every requirement of Annex I that applies is realised and verified", requirements(cra)),
        one("findings", "No error is open", findings(look)),
        one("tests", "Every test has passed on the release, and counts", tests(look)),
        one("sbom", "The bill of materials is the one that was delivered", bills(cra)),
        one("support", "The support period is fixed, with its reasons", cra.support.lacks.clone()),
        one("documentation", "The technical documentation is drawn up", documentation(cra)),
        one("signatory", "Who signs is known, with place and date", signatory(look)),
    ]
}

fn scope(look: &Look<'_>, cra: &Cra) -> Vec<Lack> {
    let next =
        format!("add `in-scope = {{ applies = true, reason = \"…\", approved-by = \"…\" }}` to `{}`", look.header());
    let scope = look.decisions().and_then(|record| record.in_scope.as_ref());
    match cra.standing {
        Standing::Applies if scope.is_some_and(|scope| said(&scope.reason) && scope.approved_by.is_some()) => {
            Vec::new()
        }
        Standing::Applies => vec![Lack::new("nobody agreed that it applies, or nobody says why", next)],
        Standing::DoesNotApply => {
            vec![Lack::new("the Act is said not to apply: there is nothing to declare", "nothing is to be done")]
        }
        Standing::Assumed | Standing::NotSaid => vec![Lack::new(cra.standing.phrase(), next)],
    }
}

fn release(look: &Look<'_>) -> Vec<Lack> {
    let Some((id, release)) = look.release() else {
        return vec![Lack::new("there is no release", "add `[release.ID]`; `vauban release prepare` helps")];
    };
    let mut lacks = Vec::new();
    if look.ground.current != Some(id) {
        lacks.push(Lack::new(
            format!("`{}` is not the current release, and verdicts are about that one", release.head.name()),
            "check out the records as they were at that release: `vauban --line ID report declaration`",
        ));
    }
    if !said(&release.version) {
        lacks.push(Lack::new("the release has no version", format!("add `version` to `[{}]`", release.head.name())));
    }
    match release.date {
        None => lacks.push(Lack::new("the release has no date", format!("add `date` to `[{}]`", release.head.name()))),
        Some(day) if day.date > look.ground.today => {
            lacks.push(Lack::new(
                format!("the release is dated {}, which is not yet", day.date),
                "declare it when it is out",
            ));
        }
        Some(_) => {}
    }
    lacks
}

fn standards(cra: &Cra) -> Vec<Lack> {
    let uncited = cra.claims.iter().filter(|claim| claim.harmonised && !claim.cited);
    uncited
        .map(|claim| {
            let known = claim.known.as_deref().map_or("not in the catalog".to_owned(), str::to_owned);
            Lack::new(
                format!("{} is called harmonised and is not cited in the Official Journal ({known})", claim.id),
                "name it without `harmonised`; it stays listed among other specifications",
            )
        })
        .collect()
}

fn applicability(cra: &Cra) -> Vec<Lack> {
    let open = cra.items.iter().filter(|item| item.answer == Answer::NotAnswered);
    open.flat_map(|item| {
        item.lacks.iter().map(|lack| Lack::new(format!("{}: {}", item.reference, lack.what), lack.next.clone()))
    })
    .collect()
}

fn requirements(cra: &Cra) -> Vec<Lack> {
    let open = cra.items.iter().filter(|item| item.answer != Answer::NotAnswered && !item.state.is_settled());
    open.flat_map(|item| {
        let named =
            |lack: &Lack| Lack::new(format!("{} {}: {}", item.reference, item.title, lack.what), lack.next.clone());
        let mut lacks: Vec<Lack> = item.lacks.iter().map(named).collect();
        if lacks.is_empty() {
            let weak = item.solutions.iter().find(|one| !one.why.is_empty());
            let why = weak.map_or_else(String::new, |one| format!(": {}", one.why));
            lacks.push(Lack::new(
                format!("{} {} is {} and not verified{why}", item.reference, item.title, item.state.word()),
                "test what realises it, and record the run",
            ));
        }
        lacks
    })
    .collect()
}

fn findings(look: &Look<'_>) -> Vec<Lack> {
    let one = |blocking: &super::Blocking| {
        Lack::new(
            format!("{}: {}", blocking.place, blocking.message),
            format!("`vauban explain {}` says how to settle it", blocking.code),
        )
    };
    look.ground.blocking.iter().map(one).collect()
}

fn tests(look: &Look<'_>) -> Vec<Lack> {
    if look.each(Kind::Test, &look.ground.model.test).next().is_none() {
        return vec![Lack::new("there is no test", "add `[test.ID]` and its runs")];
    }
    let one = |(test, outcome, why): (&Record<Test>, Outcome, &str)| {
        let what = if outcome == Outcome::Failed { "did not pass" } else { "does not count on this release" };
        Lack::new(
            format!("`{}` {what}: {why}", test.head.name()),
            "carry it out, and record the run under `[test-run.ID]`",
        )
    };
    look.open_tests().into_iter().map(one).collect()
}

fn bills(cra: &Cra) -> Vec<Lack> {
    if cra.bills.is_empty() {
        return vec![Lack::new("the release has no bill of materials", "add `sbom` to `[release.ID]`")];
    }
    let loose = cra.bills.iter().filter(|bill| bill.pinned != super::Pinned::Same);
    loose
        .map(|bill| {
            Lack::new(
                format!("{}: {}", bill.path, bill.pinned.phrase()),
                "bring back the delivered file, or pin it: `vauban evidence add FILE --release ID`",
            )
        })
        .collect()
}

fn documentation(cra: &Cra) -> Vec<Lack> {
    let counted = cra.sections.iter().filter(|section| !AFTERWARDS.contains(&section.id.as_str()));
    let open = counted.filter(|section| matches!(section.state, SectionState::Missing | SectionState::Partly));
    open.map(|section| {
        let (what, next) =
            section.lacks.first().map_or(("nothing fills it", ""), |lack| (lack.what.as_str(), lack.next.as_str()));
        let more = section.lacks.len().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        Lack::new(format!("{} {}: {what}{more}", section.reference, section.title), next)
    })
    .collect()
}

fn signatory(look: &Look<'_>) -> Vec<Lack> {
    let header = look.header();
    let declaration = look.decisions().and_then(|record| record.declaration.as_ref());
    let mut lacks = Vec::new();
    let texts = [
        (declaration.and_then(|one| one.signatory.as_ref()), "nobody is named who signs", "signatory"),
        (declaration.and_then(|one| one.function.as_ref()), "the function of who signs is not said", "function"),
        (declaration.and_then(|one| one.place.as_ref()), "no place of issue is said", "place"),
    ];
    for (text, what, key) in texts {
        if text.is_none_or(|text| text.trim().is_empty()) {
            lacks.push(Lack::new(what, format!("add `{key}` to `declaration` of `{header}`")));
        }
    }
    match declaration.and_then(|one| one.date) {
        None => lacks.push(Lack::new("no date of issue is said", format!("add `date` to `declaration` of `{header}`"))),
        Some(day) => {
            if let Some(out) = look.release().and_then(|(_, release)| release.date)
                && day.date < out.date
            {
                lacks.push(Lack::new(
                    format!("the date of issue, {}, lies before the release, {}", day.date, out.date),
                    "a declaration is made anew for what is declared: put `date` right",
                ));
            }
        }
    }
    let manufacturer = look.decisions().and_then(|record| record.manufacturer.as_ref());
    let named = manufacturer.and_then(|one| one.name.as_ref()).or_else(|| look.product()?.manufacturer.as_ref());
    if named.is_none() || manufacturer.is_none_or(|one| !said(&one.address)) {
        lacks.push(Lack::new(
            "name or address of the manufacturer is missing",
            format!("add `manufacturer = {{ name, address, mail }}` to `{header}`"),
        ));
    }
    lacks
}
