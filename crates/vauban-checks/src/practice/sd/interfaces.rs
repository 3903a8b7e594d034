//! What every interface is asked (SD-1).

use vauban_analysis::interfaces::{Answer, Facing, Letter, Looked, Register};
use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Interface;
use vauban_model::{AnyId, Kind, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const INTERFACE_QUESTIONS_OPEN: Check = Check {
    code: Code {
        name: "interface-questions-open",
        asks: &["SD-1.a", "SD-1.b", "SD-1.c", "SD-1.d", "SD-1.e", "SD-1.f", "SD-1.g", "SD-1.h", "SD-1.i"],
        summary: "an interface leaves questions open",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-questions-open.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_questions_open,
};

pub(crate) const INTERFACE_BOUNDARY_MISSTATED: Check = Check {
    code: Code {
        name: "interface-boundary-misstated",
        asks: &["SD-1.d"],
        summary: "an interface states another boundary crossing than the design shows",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-boundary-misstated.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_boundary_misstated,
};

/// SD-1.a to SD-1.i for one interface, by the analysis that also writes its sheet. The count is that of the sheet, so
/// it takes in the two questions that other checks ask for: threats (SD-1.j) and observation (SD-1.k).
///
/// A boundary crossing that is stated otherwise than computed has a check of its own, and is counted here only beside
/// something else.
fn interface_questions_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_QUESTIONS_OPEN.code;
    let register = Register::new(cx.model, cx.catalogs, cx.owners(), cx.product);
    // Threats are enumerated only if some interface has questions open.
    let mut behind: Option<(Facing, Looked)> = None;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let judged = register.judge(id);
        for answer in judged.answers.iter().filter(|answer| answer.answered) {
            out.shows(answer.letter.aspect(), id);
        }
        let told_elsewhere = |answer: &Answer| answer.letter == Letter::D && answer.contradiction.is_some();
        let mine: Vec<&Answer> = judged.answers.iter().filter(|answer| !answer.answered).collect();
        if mine.iter().all(|answer| told_elsewhere(answer)) {
            continue;
        }
        let (facing, looked) = behind.get_or_insert_with(|| (Facing::new(cx.model, cx.threats()), super::looked(cx)));
        let answers = register.answers(id, &judged, facing, cx.threats(), looked);
        let open: Vec<&Answer> = answers.iter().filter(|answer| !answer.answered).collect();
        let name = &interface.head.id;
        let message = format!("interface `{name}` leaves {} of {} questions open", open.len(), judged.asked.len());
        let listed = open.iter().map(|answer| match &answer.contradiction {
            Some(how) => format!("{} ({}: {how})", answer.letter.asks(), answer.letter.aspect()),
            None => format!("{} ({})", answer.letter.asks(), answer.letter.aspect()),
        });
        let listed = listed.collect::<Vec<_>>().join(", ");
        let mut finding = cx
            .about(code, id, message)
            .why("an assessor asks the same questions of every interface, and a port scan will show this one")
            .help(format!(
                "open: {listed}; `vauban interface {name}` shows the sheet, `vauban interface {name} --ask` walks through \
                 what its record can answer"
            ));
        finding.requirement = mine.iter().map(|answer| answer.letter.aspect().to_owned()).collect();
        if let Some(seen) = surroundings(cx, &register, id, interface) {
            finding = finding.at(interface.head.header, seen);
        }
        if let Some(on) = &interface.on {
            let zones = on.to().map(|on| reach::zones_of_component(cx.model, on)).unwrap_or_default();
            let text = match zones.is_empty() {
                true => "lies in no zone".to_owned(),
                false => format!("lies in zone {}", ids(cx, zones)),
            };
            finding = finding.see(on.link.span, text);
        }
        out.finding(finding);
    }
}

/// From where an interface can be reached, and the worst asset that it leads to.
fn surroundings(cx: &Context<'_>, register: &Register<'_>, id: AnyId, interface: &Record<Interface>) -> Option<String> {
    let from = reach::reachable_from(cx.model, interface);
    let from = (!from.is_empty()).then(|| format!("reachable from zone {}", ids(cx, from)));
    let worst = register.worst(id).map(|worth| {
        let asset = &cx.model.head(worth.asset).id;
        format!("leads to asset `{asset}` ({}: {})", worth.property.word(), worth.impact.word())
    });
    let seen: Vec<String> = from.into_iter().chain(worst).collect();
    (!seen.is_empty()).then(|| seen.join("; "))
}

fn ids(cx: &Context<'_>, ids: impl IntoIterator<Item = AnyId>) -> String {
    let names: Vec<String> = ids.into_iter().map(|id| format!("`{}`", cx.model.head(id).id)).collect();
    names.join(", ")
}

fn interface_boundary_misstated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_BOUNDARY_MISSTATED.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let Some(computed) = cx.crosses_boundary(id, interface) else { continue };
        out.shows("SD-1.d", id);
        let Some(stated) = &interface.crosses_boundary else { continue };
        if stated.value == computed {
            continue;
        }
        let name = &interface.head.id;
        let (says, is) = match computed {
            true => ("stays within its zone", "crosses a trust boundary"),
            false => ("crosses a trust boundary", "stays within its zone"),
        };
        out.finding(
            code.at(stated.span, format!("interface `{name}` says that its use {says}; by the design it {is}"))
                .subject(interface.head.name())
                .see(interface.head.header, "reachable from, and used by, what stands here")
                .why("a boundary that the author overlooked is a boundary that nobody guards")
                .help("correct `crosses-boundary`, `reachable-from`, `users`, or the zone of its component"),
        );
    }
}
