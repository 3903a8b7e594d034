//! What was observed of the product, held against its records, and the other way round (SD-1.k, SVV-3.b).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::interfaces::Looked;
use vauban_analysis::observation::{self, Meaning, account};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Kind, ReviewKind, Sighting, TestType};

use super::standing::{self, Stood};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::svv::proof;

pub(crate) const OBSERVED_UNREGISTERED: Check = Check {
    code: Code {
        name: "observed-unregistered",
        asks: &["SD-1.k", "SVV-3.b"],
        summary: "something was observed on the product that no interface record tells of",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/observed-unregistered.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: observed_unregistered,
};

const WHY: &str = "the way in that is in no register is the one that nobody guards";

fn observed_unregistered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OBSERVED_UNREGISTERED.code;
    shown(cx, out);
    each(cx, &mut |one, sighting, meaning| {
        let doubtful = match meaning {
            Meaning::Unrecorded => false,
            Meaning::Doubtful => true,
            Meaning::Recorded(_) | Meaning::Contradicts(_) | Meaning::Internal | Meaning::Off => return,
        };
        let doubt = if doubtful { "may be open" } else { "was observed" };
        let mut finding = about(
            code,
            one,
            sighting,
            format!("{} {doubt} in {} and is in no interface record", account(sighting), file(cx, one)),
        )
        .why(WHY)
        .help(register_help(sighting));
        if doubtful {
            finding.severity = Severity::Warning;
            finding.confidence = Confidence::Possible;
        }
        out.finding(finding);
    });
}

pub(crate) const INTERNAL_LISTENER_UNREGISTERED: Check = Check {
    code: Code {
        name: "internal-listener-unregistered",
        asks: &["SD-1.k"],
        summary: "something listens inside the product that no interface record tells of",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/internal-listener-unregistered.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: internal_listener_unregistered,
};

fn internal_listener_unregistered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERNAL_LISTENER_UNREGISTERED.code;
    shown(cx, out);
    each(cx, &mut |one, sighting, meaning| {
        if meaning != Meaning::Internal {
            return;
        }
        let message = format!(
            "{} was observed in {}, is reached from inside only and is in no interface record",
            account(sighting),
            file(cx, one)
        );
        out.finding(
            about(code, one, sighting, message)
                .why("interfaces between parts of the product are interfaces: whoever holds one part tries them first")
                .help(register_help(sighting)),
        );
    });
}

pub(crate) const OBSERVATION_CONTRADICTS_RECORD: Check = Check {
    code: Code {
        name: "observation-contradicts-record",
        asks: &["SD-1.k", "SVV-3.b"],
        summary: "something was observed that a record says is not so",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/observation-contradicts-record.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: observation_contradicts_record,
};

fn observation_contradicts_record(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OBSERVATION_CONTRADICTS_RECORD.code;
    shown(cx, out);
    each(cx, &mut |one, sighting, meaning| {
        let Meaning::Contradicts(id) = meaning else { return };
        let head = cx.model.head(id);
        let name = head.name();
        let port = cx.model.port.get(id.at as usize).filter(|_| id.kind == Kind::Port);
        let state = port.and_then(|port| port.state.as_ref());
        let (message, help) = match state {
            Some(state) => (
                format!("{} can be used, and `{name}` says that it is {}", account(sighting), state.value.word()),
                "switch it off in series hardware and look again, or give the port its true `state`, an interface and a guideline",
            ),
            None => (
                format!("{} asks nobody who they are, and `{name}` names a mechanism for that", account(sighting)),
                "let the service authenticate and look again, or correct `concerns.authentication` of the interface",
            ),
        };
        let place = state.map_or(head.header, |state| state.span);
        out.finding(
            about(code, one, sighting, message)
                .see(place, "the record")
                .why("threats and depth were judged by the record, and the device is otherwise")
                .help(help),
        );
    });
}

pub(crate) const INTERFACE_NOT_OBSERVED: Check = Check {
    code: Code {
        name: "interface-not-observed",
        asks: &["SD-1.k"],
        summary: "an interface or port that should have been seen was not",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/interface-not-observed.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_not_observed,
};

fn interface_not_observed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_NOT_OBSERVED.code;
    shown(cx, out);
    if cx.model.observation.is_empty() {
        return;
    }
    let register = standing::register(cx);
    let mut seen: BTreeSet<AnyId> = BTreeSet::new();
    let mut expected: BTreeMap<AnyId, AnyId> = BTreeMap::new();
    for one in standing::observations(cx).iter().filter(|one| one.counts()) {
        for meaning in one.meanings(&register) {
            if let Meaning::Recorded(id) | Meaning::Contradicts(id) = meaning {
                seen.insert(id);
            }
        }
        for id in one.observed.map(|seen| register.expected(one.form, one.record, seen)).unwrap_or_default() {
            expected.entry(id).or_insert(one.id);
        }
    }
    for (id, by) in expected.into_iter().filter(|(id, _)| !seen.contains(id)) {
        let name = cx.name(id);
        out.finding(
            cx.about(code, id, format!("`{name}` was not seen, and `{}` should have seen it", cx.name(by)))
                .see(cx.model.head(by).header, "the observation")
                .why("either the record is of something that is gone, or the look was not as thorough as it says")
                .help("look again from where it can be reached; or say `enabled-by-default = false`, correct `port`, `protocol` or `reachable-from`, or remove the record"),
        );
    }
}

/// What observations and reviews say about each interface, for its sheet.
pub(crate) fn looked(cx: &Context<'_>) -> Looked {
    let mut looked = Looked { unobserved: standing::unobserved(cx), ..Looked::default() };
    if !cx.model.observation.is_empty() {
        let register = standing::register(cx);
        for one in standing::observations(cx).iter().filter(|one| one.counts()) {
            for meaning in one.meanings(&register) {
                if let Meaning::Recorded(id) | Meaning::Contradicts(id) = meaning {
                    let by = looked.observed.entry(id).or_default();
                    if by.last() != Some(&one.id) {
                        by.push(one.id);
                    }
                }
            }
        }
    }
    let design = cx.reviews().coverage.iter().filter(|covered| covered.kind == ReviewKind::Design);
    for element in design.flat_map(|covered| &covered.elements) {
        if let Some(record) = element.record.filter(|id| id.kind == Kind::Interface) {
            looked.stands.insert(record, element.state.clone());
        }
    }
    looked
}

/// Goes over everything that was seen and not left out, with what it means; the same thing is told once, by the
/// newest observation.
fn each(cx: &Context<'_>, tell: &mut dyn FnMut(&Stood<'_>, &Sighting, Meaning)) {
    if cx.model.observation.is_empty() {
        return;
    }
    let register = standing::register(cx);
    let mut told = standing::told(cx);
    told.sort_by_key(|one| (std::cmp::Reverse(one.record.date.map(|day| day.date)), one.id));
    let mut known: BTreeSet<String> = BTreeSet::new();
    for one in &told {
        let ignored = one.ignored(cx);
        let sightings = one.observed.map(|observed| observed.sightings.as_slice()).unwrap_or_default();
        for (sighting, meaning) in sightings.iter().zip(one.meanings(&register)) {
            let what = sighting.what();
            if matches!(meaning, Meaning::Recorded(_) | Meaning::Off) || ignored.contains(what.as_str()) {
                continue;
            }
            if known.insert(format!("{what} {meaning:?}")) {
                tell(one, sighting, meaning);
            }
        }
    }
}

/// Whether observations show that the list of interfaces is complete: they looked at every side, and saw nothing that
/// no record tells of and nothing that a record denies.
pub(crate) fn complete(cx: &Context<'_>) -> bool {
    let mut clear = standing::unobserved(cx).is_none();
    each(cx, &mut |_, _, _| clear = false);
    clear
}

/// A finding about a sighting, at the file that tells it.
fn about(code: &Code, one: &Stood<'_>, sighting: &Sighting, message: String) -> Finding {
    let name = one.record.head.name();
    let finding = match &one.record.file {
        Some(file) => code.at(file.span(), message),
        None => code.at(one.record.head.header, message),
    };
    finding.subject(format!("{name}#{}", sighting.what()))
}

/// The file that an observation rests on, for messages.
fn file(cx: &Context<'_>, one: &Stood<'_>) -> String {
    observation::file_of(cx.model, one.record).map_or_else(|| "its file".to_owned(), |path| format!("`{path}`"))
}

fn register_help(sighting: &Sighting) -> String {
    match sighting {
        Sighting::Listener(one) => format!(
            "switch it off, or add the `[interface.ID]` with `port = {}` and answer its questions; `vauban import` drafts it",
            one.at.port
        ),
        Sighting::Node(_) => "switch it off, or add the `[port.ID]` and the `[interface.ID]` that it gives".to_owned(),
        Sighting::Endpoint(_) => {
            "remove the service, or add the `[interface.ID]` that offers it, with `port` and `protocol`".to_owned()
        }
    }
}

/// What shows the aspects where nothing speaks against them: observations that count, and for the attack surface the
/// runs that analysed it.
fn shown(cx: &Context<'_>, out: &mut Outcome) {
    for one in standing::observations(cx).iter().filter(|one| one.counts()) {
        out.shows("SD-1.k", one.id);
    }
    for (id, test) in cx.each(Kind::Test, &cx.model.test) {
        if test.types.as_ref().is_some_and(|said| said.value == TestType::AttackSurface)
            && let Some(run) = proof(cx, id).passed()
        {
            out.shows("SVV-3.b", run);
        }
    }
    out.next(
        "SD-1.k",
        "add an `[observation.ID]` of the current release: a port scan, a list of sockets, a board list",
    );
    out.next(
        "SVV-3.b",
        format!("add a test of type `{}` and carry it out on the current release", TestType::AttackSurface.word()),
    );
}
