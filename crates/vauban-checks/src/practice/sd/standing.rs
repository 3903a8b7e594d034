//! Which observations may be relied on: read, fresh, of the current release, and saying what they cover (SD-1.k).
//!
//! Whatever is wrong with an observation, what it saw and no record tells of is still told, unless a better one of
//! the same form stands in for it: a scan does not unsee a port by growing old.

use std::collections::BTreeSet;

use vauban_analysis::observation::{self, ALL_PORTS, Meaning, Register, Side};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Ignored, Observation, Release};
use vauban_model::{AnyId, Kind, ObservationForm, Observed, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::svv::{Binding, bound};

/// An observation, and whether it counts.
pub(super) struct Stood<'a> {
    pub(super) id: AnyId,
    pub(super) record: &'a Record<Observation>,
    pub(super) form: ObservationForm,
    /// What it says; `None` where it could not be read.
    pub(super) observed: Option<&'a Observed>,
    pub(super) standing: Standing,
}

/// Whether an observation counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It shows what the current release offers.
    Counts,
    /// It is of a release before the current one.
    Past,
    /// It is of a build that is no release yet, and why it does not count.
    Ahead(String),
    /// It does not count, and why.
    Not(String),
}

impl Stood<'_> {
    /// Whether it shows what the current release offers.
    pub(super) fn counts(&self) -> bool {
        self.standing == Standing::Counts
    }

    /// What it saw, with what each of it means.
    pub(super) fn meanings(&self, register: &Register<'_>) -> Vec<Meaning> {
        self.observed.map(|observed| register.meanings(self.record, observed)).unwrap_or_default()
    }

    /// What may be left out: for a reason, and somebody known agreed.
    pub(super) fn ignored(&self, cx: &Context<'_>) -> BTreeSet<&str> {
        let counts = |ignored: &&Ignored| said(&ignored.because) && cx.someone(&ignored.approved_by);
        let all = self.record.ignore.iter().filter(counts);
        all.filter_map(|ignored| ignored.what.as_ref()).map(|what| what.value.trim()).collect()
    }
}

/// The observations of the product, and whether they count.
pub(super) fn observations<'a>(cx: &Context<'a>) -> Vec<Stood<'a>> {
    let all = cx.each(Kind::Observation, &cx.model.observation);
    let all = all.filter_map(|(id, record)| {
        let form = record.form.as_ref()?.value;
        let read =
            observation::file_of(cx.model, record).and_then(|path| cx.facts.observations.get(&(path.to_owned(), form)));
        let standing = standing(cx, record, form, read);
        Some(Stood { id, record, form, observed: read.and_then(|read| read.as_ref().ok()), standing })
    });
    all.collect()
}

/// The observations whose sightings are held against the records: not those of releases before the current one, and
/// not those that a better one of their form stands in for.
pub(super) fn told<'a>(cx: &Context<'a>) -> Vec<Stood<'a>> {
    let all = observations(cx);
    let better: Vec<ObservationForm> = all.iter().filter(|one| one.counts()).map(|one| one.form).collect();
    let kept = all.into_iter().filter(|one| match &one.standing {
        Standing::Counts | Standing::Ahead(_) => true,
        Standing::Past => false,
        Standing::Not(_) => !better.contains(&one.form),
    });
    kept.collect()
}

/// The records, as far as a tool can see what they tell of.
pub(super) fn register<'a>(cx: &Context<'a>) -> Register<'a> {
    Register::new(cx.model, cx.catalogs, &|head| cx.concerns(head))
}

/// Whether an observation names releases, and all of them left the house before the current one.
fn past(cx: &Context<'_>, record: &Record<Observation>, current: &Record<Release>) -> bool {
    let before = |release: AnyId| {
        let release = cx.model.release.get(release.at as usize);
        let dates = release.and_then(|release| release.date).zip(current.date);
        dates.is_some_and(|(its, now)| its.date <= now.date)
    };
    !record.release.is_empty() && record.release.iter().all(|named| named.to().is_some_and(before))
}

/// Days by which a file may differ from the date that its record gives.
const GRACE_DAYS: i64 = 7;

fn standing(
    cx: &Context<'_>,
    record: &Record<Observation>,
    form: ObservationForm,
    read: Option<&Result<Observed, String>>,
) -> Standing {
    let not = |why: String| Standing::Not(why);
    if let Some((release, current)) = cx.current_release() {
        let named = record.release.iter().any(|named| named.to() == Some(release))
            || record.head.common.applies_to.iter().any(|named| named.to() == Some(release));
        let name = &current.head.id;
        match bound(named, &record.commit, &record.artefact, current) {
            Binding::Exactly | Binding::Named => {}
            Binding::Contradiction => return not(format!("names release `{name}` and was made on another build")),
            Binding::Elsewhere if past(cx, record, current) => return Standing::Past,
            Binding::Elsewhere => return Standing::Ahead(format!("is not of release `{name}`")),
        }
    } else if !record.release.is_empty() {
        return Standing::Ahead("is of a release that is not out yet".to_owned());
    }
    if let Some(Err(why)) = record.file.as_ref().map(|file| cx.one_evidence(file)) {
        return not(format!("rests on nothing: {why}"));
    }
    let observed = match read {
        Some(Ok(observed)) => observed,
        Some(Err(_)) => return not("cannot be read".to_owned()),
        None => return not("names no file that could be read".to_owned()),
    };
    let Some(day) = record.date else { return not("says no date".to_owned()) };
    if day.date > cx.today {
        return not(format!("is dated in the future, {}", day.date));
    }
    if let Some(made) = observed.day
        && (made - day.date.days()).abs() > GRACE_DAYS
    {
        let (days, side) = ((made - day.date.days()).abs(), if made < day.date.days() { "before" } else { "after" });
        return not(format!("gives {} as its date, and its file was made {days} days {side} that", day.date));
    }
    let months = cx.evidence_months();
    if !cx.within(day.date, months) {
        return not(format!("is of {} and older than {months} months", day.date));
    }
    if observed.looked_at == 0 {
        return not("saw nothing: no host answered, or the list is empty".to_owned());
    }
    let ports = observation::tcp_ports(observed);
    if form == ObservationForm::Nmap && ports < ALL_PORTS {
        return not(format!("looked at {ports} of {ALL_PORTS} TCP ports"));
    }
    if !said(&record.complete) {
        return not("does not say under `complete` what it covers".to_owned());
    }
    Standing::Counts
}

/// Why it cannot be told whether the interfaces are complete; `None` where observations that count looked at every
/// side on which records tell of ways in.
pub(super) fn unobserved(cx: &Context<'_>) -> Option<String> {
    if cx.model.observation.is_empty() {
        return Some(
            "needs observation: a port scan, a board inspection or a build manifest to compare the interfaces with"
                .to_owned(),
        );
    }
    let all = observations(cx);
    let counted: Vec<&Stood<'_>> = all.iter().filter(|one| one.counts()).collect();
    if counted.is_empty() {
        let first = all.iter().find_map(|one| match &one.standing {
            Standing::Not(why) | Standing::Ahead(why) => Some(format!("`{}` {why}", one.record.head.name())),
            Standing::Counts | Standing::Past => None,
        });
        return Some(match (first, cx.current_release()) {
            (Some(first), _) => format!("no observation counts: {first}"),
            (None, Some((_, release))) => format!("no observation was made on release `{}`", release.head.id),
            (None, None) => "no observation was made on this product".to_owned(),
        });
    }
    let seen = |side: Side| {
        counted.iter().any(|one| one.observed.and_then(|seen| observation::side(one.form, seen)) == Some(side))
    };
    let open = register(cx).sides().into_iter().find(|side| !seen(*side))?;
    Some(match open {
        Side::Network => "nobody looked at the network: add a scan of all TCP ports (`form = \"nmap\"`) or a list of sockets (`form = \"listeners\"`)".to_owned(),
        Side::Hardware => "nobody looked at the board: add a list of its plugs and headers (`form = \"board\"`) or its device tree (`form = \"device-tree\"`)".to_owned(),
    })
}

pub(crate) const OBSERVATION_NOT_COUNTED: Check = Check {
    code: Code {
        name: "observation-not-counted",
        asks: &["SD-1.k"],
        summary: "an observation is old, empty, partial or of another build, and shows nothing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/observation-not-counted.md"),
    },
    looks_at: LooksAt::Project,
    run: observation_not_counted,
};

fn observation_not_counted(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OBSERVATION_NOT_COUNTED.code;
    let all = observations(cx);
    for one in &all {
        match &one.standing {
            Standing::Counts => out.shows("SD-1.k", one.id),
            Standing::Past => {}
            // Beside one that counts there may be any number of others.
            Standing::Not(_) | Standing::Ahead(_) if all.iter().any(|other| other.counts() && other.form == one.form) => {}
            Standing::Not(why) | Standing::Ahead(why) => out.finding(
                cx.about(code, one.id, format!("`{}` {why}", one.record.head.name()))
                    .why("whether the interfaces are complete shows in what was seen of this release, and lately")
                    .help("look again at the current release, all of it, and give `date`, `release` or `commit`, and `complete`"),
            ),
        }
    }
    out.next(
        "SD-1.k",
        "add an `[observation.ID]` of the current release: a port scan, a list of sockets, a board list",
    );
}

pub(crate) const OBSERVATION_IGNORES_IN_VAIN: Check = Check {
    code: Code {
        name: "observation-ignores-in-vain",
        asks: &["SD-1.k"],
        summary: "an observation leaves out what was not seen, or without somebody who agreed",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/observation-ignores-in-vain.md"),
    },
    looks_at: LooksAt::Project,
    run: observation_ignores_in_vain,
};

fn observation_ignores_in_vain(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OBSERVATION_IGNORES_IN_VAIN.code;
    for one in observations(cx) {
        if one.counts() {
            out.shows("SD-1.k", one.id);
        }
        let Some(observed) = one.observed else { continue };
        let seen: BTreeSet<String> = observed.sightings.iter().map(vauban_model::Sighting::what).collect();
        for ignored in &one.record.ignore {
            let Some(what) = &ignored.what else { continue };
            let problem = if !seen.contains(what.trim()) {
                "was not seen"
            } else if !said(&ignored.because) || !cx.someone(&ignored.approved_by) {
                "is left out without a reason, or without somebody known who agreed"
            } else {
                continue;
            };
            let name = one.record.head.name();
            out.finding(
                code.at(what.span, format!("`{}` {problem} in `{name}`", &**what))
                    .subject(format!("{name}#{}", &**what))
                    .why("what is left out is a decision about a way in, and decisions have owners")
                    .help("remove the entry, or complete it: `{ what = \"tcp/5353\", because = \"…\", approved-by = \"…\" }`"),
            );
        }
    }
    out.next(
        "SD-1.k",
        "add an `[observation.ID]` of the current release: a port scan, a list of sockets, a board list",
    );
}
