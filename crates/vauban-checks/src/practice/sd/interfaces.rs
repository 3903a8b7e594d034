//! What every interface is asked (SD-1).

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Answer, Concerns, Interface};
use vauban_model::{Kind, Model, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};

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

/// SD-1.a to SD-1.i for one interface. The answers of `like` count where the interface has none itself.
///
/// An interface inside one zone that crosses no boundary needs only the answers to a, c, d and g.
fn interface_questions_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_QUESTIONS_OPEN.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let sheet = Sheet { model: cx.model, interface, like: like(cx.model, interface) };
        let external = cx.external(id, interface);
        let crosses = cx.crosses_boundary(id, interface);
        let needed = if external || crosses != Some(false) { FULL_SHEET } else { INNER_SHEET };
        let mut open = Vec::new();
        for (aspect, question, answered) in needed {
            if answered(&sheet, external) {
                out.shows(aspect, id);
            } else {
                open.push((*aspect, *question));
            }
        }
        if open.is_empty() {
            continue;
        }
        let name = &interface.head.id;
        let message = format!("interface `{name}` leaves {} of {} questions open", open.len(), needed.len());
        let listed = open.iter().map(|(aspect, question)| format!("{question} ({aspect})")).collect::<Vec<_>>();
        let mut finding = cx
            .about(code, id, message)
            .why("an assessor asks the same questions of every interface, and a port scan will show this one")
            .help(format!("open: {}; `vauban explain interface` lists the keys that answer", listed.join(", ")));
        finding.requirement = open.iter().map(|(aspect, _)| (*aspect).to_owned()).collect();
        let from: Vec<String> = reach::reachable_from(cx.model, interface)
            .into_iter()
            .map(|zone| format!("`{}`", cx.model.head(zone).id))
            .collect();
        if !from.is_empty() {
            finding = finding.at(interface.head.header, format!("reachable from zone {}", from.join(", ")));
        }
        if let Some(on) = &interface.on {
            finding = finding.see(on.link.span, "on this component");
        }
        out.finding(finding);
    }
}

/// An interface with the one whose answers it inherits.
struct Sheet<'a> {
    model: &'a Model,
    interface: &'a Record<Interface>,
    like: Option<&'a Record<Interface>>,
}

fn like<'a>(model: &'a Model, interface: &Record<Interface>) -> Option<&'a Record<Interface>> {
    model.interface.get(interface.like.as_ref()?.to()?.at as usize)
}

impl Sheet<'_> {
    /// Whether the interface, or the one it is like, answers.
    fn either(&self, answers: impl Fn(&Interface) -> bool) -> bool {
        answers(self.interface) || self.like.is_some_and(|like| answers(like))
    }
}

type Question = (&'static str, &'static str, fn(&Sheet<'_>, bool) -> bool);

const FULL_SHEET: &[Question] = &[
    ("SD-1.a", "from where it is reachable", reachable),
    ("SD-1.b", "what the security context means for it", |sheet, external| {
        !external || sheet.either(|interface| said(&interface.context))
    }),
    ("SD-1.c", "who uses it", used),
    ("SD-1.d", "which zone its component lies in", zoned),
    ("SD-1.e", "what to consider and which constraints hold", considered),
    ("SD-1.f", "who may do what", |sheet, _| {
        sheet.either(|interface| {
            !interface.operations.is_empty() && interface.operations.iter().all(|operation| said(&operation.needs))
        })
    }),
    ("SD-1.g", "how each of the ten concerns is answered", |sheet, _| {
        CONCERNS.iter().all(|(_, concern)| {
            sheet.either(|interface| interface.concerns.as_ref().and_then(concern).is_some_and(answered))
        })
    }),
    ("SD-1.h", "which parts of others it has and what security they bring", |sheet, _| {
        sheet.either(|interface| {
            interface.third_party.as_ref().is_some_and(|parts| {
                parts.none.as_ref().is_some_and(|none| none.value)
                    || (parts.components.iter().any(|part| part.to().is_some()) && said(&parts.security))
            })
        })
    }),
    ("SD-1.i", "where its use is documented", |sheet, external| {
        !external
            || sheet
                .either(|interface| interface.document.as_ref().is_some_and(|place| place_exists(sheet.model, place)))
    }),
];

const INNER_SHEET: &[Question] = &[FULL_SHEET[0], FULL_SHEET[2], FULL_SHEET[3], FULL_SHEET[6]];

fn reachable(sheet: &Sheet<'_>, _: bool) -> bool {
    sheet.either(|interface| {
        interface.reach.is_some() || interface.reachable_from.iter().any(|zone| zone.to().is_some())
    })
}

fn used(sheet: &Sheet<'_>, _: bool) -> bool {
    sheet.interface.users.iter().any(|user| user.to().is_some())
}

fn zoned(sheet: &Sheet<'_>, _: bool) -> bool {
    let on = sheet.interface.on.as_ref().and_then(Ref::to);
    on.is_some_and(|on| !reach::zones_of_component(sheet.model, on).is_empty())
}

fn considered(sheet: &Sheet<'_>, _: bool) -> bool {
    sheet.either(|interface| {
        said(&interface.considerations) && (!interface.constraints.is_empty() || !interface.assumptions.is_empty())
    })
}

type Concern = (&'static str, fn(&Concerns) -> Option<&Answer>);

/// The ten concerns of SD-1.g.
const CONCERNS: &[Concern] = &[
    ("authentication", |concerns| concerns.authentication.as_ref()),
    ("authorization", |concerns| concerns.authorization.as_ref()),
    ("confidentiality", |concerns| concerns.confidentiality.as_ref()),
    ("integrity", |concerns| concerns.integrity.as_ref()),
    ("replay-protection", |concerns| concerns.replay_protection.as_ref()),
    ("input-validation", |concerns| concerns.input_validation.as_ref()),
    ("output-handling", |concerns| concerns.output_handling.as_ref()),
    ("error-handling", |concerns| concerns.error_handling.as_ref()),
    ("resource-limits", |concerns| concerns.resource_limits.as_ref()),
    ("logging", |concerns| concerns.logging.as_ref()),
];

/// A concern is answered by a mechanism that is there, or by a reason.
fn answered(answer: &Answer) -> bool {
    let present = |mechanisms: &[Ref<kinds::Mechanism>]| {
        !mechanisms.is_empty() && mechanisms.iter().all(|mechanism| mechanism.to().is_some())
    };
    present(&answer.by) || present(&answer.compensated_by) || said(&answer.not_needed)
}

fn place_exists(model: &Model, place: &kinds::values::DocumentPlace) -> bool {
    let Some(id) = place.link.to else { return false };
    let Some(anchor) = &place.anchor else { return true };
    match id.kind {
        Kind::Guideline => {
            let file = model.head(id).header.file;
            let prose = model.prose.iter().filter(|prose| prose.file == file);
            prose.flat_map(|prose| &prose.sections).any(|section| section.section.id == **anchor)
        }
        Kind::Manual => model.manual.get(id.at as usize).is_some_and(|manual| {
            manual.sections.iter().any(|section| section.anchor.as_ref().is_some_and(|known| *known.value == **anchor))
        }),
        _ => model
            .document
            .get(id.at as usize)
            .is_some_and(|document| document.anchors.iter().any(|known| *known.value == **anchor)),
    }
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
