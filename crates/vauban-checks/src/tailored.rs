//! When a tailoring counts (SM-5): the one answer for checks, verdicts and reports.
//!
//! A requirement is left out of a release only if everything holds at once: every other requirement applies, there
//! is a reason and an analysis that can be opened, somebody proposed it and somebody else with a shown competence in
//! security approved it by the day, before the release, and context, scope and threats are those it was made for.
//! Where one of these is missing or cannot be told, the requirement applies as if there were no tailoring.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::competence;
use vauban_analysis::status::LeftOut;
use vauban_analysis::tailoring::{changed, digest_of_basis};
use vauban_model::kinds::values::Seen;
use vauban_model::kinds::{TailoredOut, Tailoring};
use vauban_model::{AnyId, Date, Discipline, Evidence, Kind, Record, Ref};

use crate::context::{Context, said};
use crate::practice::yes;

/// How a tailoring stands to context, scope and threats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They are as it saw them.
    Same,
    /// It stores no fingerprints: nobody can tell what it was made for.
    Unbound,
    /// What it stores is not what its digest was taken of.
    Altered,
    /// These changed since.
    Changed(Vec<String>),
    /// It is for releases that a newer one has followed: what changes now is the newer one's business.
    Past,
    /// It leaves nothing out, so no change can touch it.
    NothingOut,
}

/// A tailoring, for those who look at it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The record.
    pub tailoring: AnyId,
    /// How it stands to context, scope and threats.
    pub standing: Standing,
    /// What else keeps it from counting; empty if nothing does.
    pub flaws: Vec<String>,
}

/// Every tailoring of the product being judged, in the order of the records.
pub(crate) fn told(cx: &Context<'_>) -> Vec<Told> {
    let told = tailorings(cx).map(|(tailoring, record)| {
        let of_parts = record.out.iter().flat_map(|out| flaws_of(cx, out));
        let flaws = flaws(cx, tailoring, record).into_iter().chain(of_parts).map(|(_, what)| what).collect();
        Told { tailoring, standing: standing(cx, record), flaws }
    });
    told.collect()
}

/// What keeps a tailoring from counting, and the aspects it bears on.
pub(crate) type Flaw = (&'static [&'static str], String);

/// Tailorings of the product being judged.
pub(crate) fn tailorings<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<Tailoring>)> + use<'a> {
    let product = cx.product;
    cx.each(Kind::Tailoring, &cx.model.tailoring).filter(move |(_, tailoring)| {
        tailoring.product.is_empty() || product.is_none() || tailoring.product.iter().any(|named| named.to() == product)
    })
}

/// Whether a tailoring is for a release; before the first release, each is for the version being built.
pub(crate) fn is_for(tailoring: &Record<Tailoring>, release: Option<AnyId>) -> bool {
    match release {
        // One that names a release nobody knows is for nothing.
        None => tailoring.release.iter().all(|named| named.to().is_some()),
        Some(release) => {
            tailoring.release.is_empty() || tailoring.release.iter().any(|named| named.to() == Some(release))
        }
    }
}

/// What is wrong with the decision as a whole.
pub(crate) fn flaws(cx: &Context<'_>, id: AnyId, tailoring: &Record<Tailoring>) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = Vec::new();
    if !yes(&tailoring.all_apply) {
        flaws.push((
            &["SM-5.a"],
            "not said that every requirement applies but those listed (`all-apply = true`)".to_owned(),
        ));
    }
    match tailoring.date {
        None => flaws.push((&["SM-5.a", "SM-5.c"], "no `date`".to_owned())),
        Some(day) if day.date > cx.today => {
            flaws.push((&["SM-5.a", "SM-5.c"], format!("dated in the future, {}", day.date)));
        }
        Some(day) => {
            if let Some(first) = cx.recorded_late(id, day.date) {
                flaws.push((&["SM-5.c"], format!("dated {}, and first committed only on {first}", day.date)));
            }
            let released = tailoring.release.iter().filter_map(|named| {
                let release = cx.model.release.get(named.to()?.at as usize)?;
                release.date.filter(|out| out.date < day.date).map(|out| (release.head.id.to_string(), out.date))
            });
            for (release, out) in released {
                flaws.push((&["SM-5.a", "SM-5.c"], format!("decided after release `{release}` of {out}")));
            }
        }
    }
    if let Err(why) = approver(cx, tailoring) {
        flaws.push((&["SM-5.c"], why));
    }
    flaws
}

/// What is wrong with leaving out one requirement.
pub(crate) fn flaws_of(cx: &Context<'_>, out: &TailoredOut) -> Vec<Flaw> {
    let requirement = out.requirement.as_ref().map_or("a requirement", |clause| &*clause.0.value);
    let mut flaws: Vec<Flaw> = Vec::new();
    if !said(&out.reason) {
        flaws.push((&["SM-5.a", "SM-5.b"], format!("no reason for leaving out {requirement}")));
    }
    match &out.analysis {
        None => flaws.push((&["SM-5.b"], format!("no security analysis behind leaving out {requirement}"))),
        Some(analysis) => {
            if let Err(why) = opened(cx, analysis) {
                flaws.push((
                    &["SM-5.b"],
                    format!("the analysis behind leaving out {requirement} cannot be opened: {why}"),
                ));
            }
        }
    }
    flaws
}

fn opened(cx: &Context<'_>, analysis: &Evidence) -> Result<(), String> {
    cx.one_evidence(analysis)?;
    match analysis {
        Evidence::File(path) if cx.size(path) == Some(0) => Err(format!("`{}` is empty", &**path)),
        Evidence::File(_) | Evidence::Document { .. } => Ok(()),
    }
}

/// Whether the approver can be relied on: known, not the one who proposed, and competent in security on that day.
fn approver(cx: &Context<'_>, tailoring: &Record<Tailoring>) -> Result<(), String> {
    let Some(approver) = &tailoring.approved_by else {
        return Err("approved by nobody who can be asked (`approved-by`)".to_owned());
    };
    let persons = cx.persons(approver);
    if persons.is_empty() {
        return Err("approved by nobody who can be asked (`approved-by`)".to_owned());
    }
    if !tailoring.out.is_empty() {
        match &tailoring.by {
            None => {
                return Err("not said who proposed it (`by`), so nobody can tell that somebody else approved".into());
            }
            Some(by) if !cx.independent(by, approver) => {
                return Err("approved by the one who proposed it, or proposed by nobody who can be asked (`by`)".into());
            }
            Some(_) => {}
        }
    }
    let Some(date) = tailoring.date else { return Ok(()) };
    // A role stands for everybody who holds it: which of them approved, nobody said.
    let unqualified = persons.iter().find(|person| !qualified(cx, **person, date.date));
    match unqualified {
        None => Ok(()),
        Some(person) => Err(format!(
            "`{}` had not shown competence for a security role by {} (`[competence.ID]` for a role with `discipline = \"security\"`, with evidence)",
            cx.name(*person),
            date.date
        )),
    }
}

/// Whether a person had shown on a day, by more than presence and with evidence, that they can do a security role.
fn qualified(cx: &Context<'_>, person: AnyId, on: Date) -> bool {
    if cx.model.person.get(person.at as usize).is_some_and(|person| {
        person.until.is_some_and(|until| until.date < on) || person.from.is_some_and(|from| from.date > on)
    }) {
        return false;
    }
    let security = |role: AnyId| {
        let role = cx.model.role.get(role.at as usize);
        role.and_then(|role| role.discipline.as_ref()).is_some_and(|own| own.value == Discipline::Security)
    };
    cx.each(Kind::Competence, &cx.model.competence).any(|(id, proof)| {
        let for_security = match proof.role.is_empty() {
            false => proof.role.iter().filter_map(Ref::to).any(security),
            // A proof for no role in particular serves the roles its person holds or stands in for.
            true => cx.each(Kind::Role, &cx.model.role).any(|(role, record)| {
                let holds = record.held_by.iter().chain(&record.deputy).any(|held| held.to() == Some(person));
                holds && security(role)
            }),
        };
        proof.person.as_ref().and_then(Ref::to) == Some(person)
            && for_security
            && competence::valid_on(proof, on)
            && cx.evidence(&proof.evidence).is_ok()
            && cx.known_by(id, on)
    })
}

/// How a tailoring stands to context, scope and threats.
pub(crate) fn standing(cx: &Context<'_>, tailoring: &Record<Tailoring>) -> Standing {
    if tailoring.out.is_empty() {
        return Standing::NothingOut;
    }
    if past(cx, tailoring) {
        return Standing::Past;
    }
    let Some(saw) = tailoring.saw.as_ref().filter(|saw| !saw.0.is_empty()) else { return Standing::Unbound };
    let digests = saw.0.iter().map(|(name, seen)| {
        let digest = match seen {
            Seen::Sight(sight) => &*sight.digest,
            Seen::Gone(_) => "gone",
        };
        (&*name.value, digest)
    });
    match &tailoring.digest {
        None => return Standing::Unbound,
        Some(stored) if *stored.0.value != *digest_of_basis(digests) => return Standing::Altered,
        Some(_) => {}
    }
    let changed = changed(cx.tailoring_basis(), saw.0.iter().map(|(name, seen)| (&*name.value, seen)));
    if changed.is_empty() { Standing::Same } else { Standing::Changed(changed) }
}

/// Whether a tailoring is only for releases that are older than the current one.
fn past(cx: &Context<'_>, tailoring: &Record<Tailoring>) -> bool {
    let Some((current, release)) = cx.current_release() else { return false };
    let named: Vec<AnyId> = tailoring.release.iter().filter_map(Ref::to).collect();
    let older = |id: &AnyId| {
        let date = cx.model.release.get(id.at as usize).and_then(|named| named.date);
        *id != current && matches!((date, release.date), (Some(named), Some(current)) if named.date <= current.date)
    };
    named.len() == tailoring.release.len() && !named.is_empty() && named.iter().all(older)
}

/// Whether a tailoring validly leaves out what `out` names.
fn counts(cx: &Context<'_>, id: AnyId, tailoring: &Record<Tailoring>, out: &TailoredOut) -> bool {
    flaws(cx, id, tailoring).is_empty()
        && flaws_of(cx, out).is_empty()
        && matches!(standing(cx, tailoring), Standing::Same | Standing::Past)
}

/// Whether a requirement or aspect was validly left out of a release.
pub(crate) fn left_out_of(cx: &Context<'_>, release: AnyId, clause: &str) -> bool {
    tailorings(cx).filter(|(_, tailoring)| is_for(tailoring, Some(release))).any(|(id, tailoring)| {
        let mut named = tailoring
            .out
            .iter()
            .filter(|out| out.requirement.as_ref().is_some_and(|written| cx.same_clause(&written.0, clause)));
        named.any(|out| counts(cx, id, tailoring, out))
    })
}

/// What is validly left out of the current release, by requirement; before the first, of the version being built.
pub(crate) fn left_out(cx: &Context<'_>) -> BTreeMap<String, (AnyId, LeftOut)> {
    let current = cx.current_release().map(|(id, _)| id);
    let mut found = BTreeMap::new();
    for (id, tailoring) in tailorings(cx).filter(|(_, tailoring)| is_for(tailoring, current)) {
        for out in tailoring.out.iter().filter(|out| counts(cx, id, tailoring, out)) {
            let Some(clause) = &out.requirement else { continue };
            // Checks speak of one edition; verdicts are given by the one in force.
            let namespace = &cx.in_force.namespace;
            for requirement in &cx.in_force.requirements {
                if cx.same_clause(&clause.0, &format!("{namespace}/{}", requirement.id)) {
                    let (file, line) = cx.model.place(id);
                    let told = LeftOut {
                        requirement: requirement.id.clone(),
                        tailoring: cx.name(id),
                        reason: out.reason.as_ref().map_or_else(String::new, |reason| reason.trim().to_owned()),
                        analysis: out.analysis.as_ref().map_or_else(String::new, evidence_text),
                        approved_by: tailoring
                            .approved_by
                            .as_ref()
                            .map_or_else(String::new, |by| by.link.text.to_string()),
                        date: tailoring.date.map_or_else(String::new, |day| day.date.to_string()),
                        file,
                        line,
                    };
                    found.entry(requirement.id.clone()).or_insert((id, told));
                }
            }
        }
    }
    found
}

fn evidence_text(evidence: &Evidence) -> String {
    match evidence {
        Evidence::File(path) => path.to_string(),
        Evidence::Document { link, anchor } => match anchor {
            Some(anchor) => format!("{}#{anchor}", link.text),
            None => link.text.to_string(),
        },
    }
}

/// The tailorings that decide for a release, and the requirements they leave out validly.
pub(crate) fn decided_for<'a>(cx: &Context<'a>, release: AnyId) -> (Vec<AnyId>, BTreeSet<&'a str>) {
    let (mut deciding, mut out_of_it) = (Vec::new(), BTreeSet::new());
    for (id, tailoring) in tailorings(cx).filter(|(_, tailoring)| is_for(tailoring, Some(release))) {
        if !yes(&tailoring.all_apply) {
            continue;
        }
        deciding.push(id);
        for out in tailoring.out.iter().filter(|out| counts(cx, id, tailoring, out)) {
            let Some(clause) = &out.requirement else { continue };
            let requirements = cx.lifecycle.requirements.iter().map(|requirement| requirement.id.as_str());
            out_of_it.extend(requirements.filter(|id| cx.same_clause(&clause.0, id)));
        }
    }
    (deciding, out_of_it)
}
