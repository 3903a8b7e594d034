//! What follows from what a part is made as: what it runs on, what keeps it in, and who enforces that (SD-2.d).
//!
//! Depth takes what is written. A task of an operating system without memory protection falls with every other task; a
//! library falls with its process; a guest stands on its hypervisor. Where records leave that out, a design looks as
//! if its parts were further apart than they are, and these checks say so.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_catalog::threats::Enforcer;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Component, Mechanism};
use vauban_model::{AnyId, ComponentForm, Kind, Record, Ref, Side, ZoneKind};

use super::refinement::standing;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::{few, yes};

pub(crate) const FORM_WITHOUT_HOST: Check = Check {
    code: Code {
        name: "form-without-host",
        asks: &["SD-2.d"],
        summary: "a part that cannot stand alone does not say what it runs on",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/form-without-host.md"),
    },
    looks_at: LooksAt::Project,
    run: form_without_host,
};

pub(crate) const FORM_WITHOUT_ISOLATION: Check = Check {
    code: Code {
        name: "form-without-isolation",
        asks: &["SD-2.d"],
        summary: "a part is drawn as if it stood apart, and nothing keeps it there",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/form-without-isolation.md"),
    },
    looks_at: LooksAt::Project,
    run: form_without_isolation,
};

pub(crate) const ISOLATION_WITHOUT_ENFORCER: Check = Check {
    code: Code {
        name: "isolation-without-enforcer",
        asks: &["SD-2.d"],
        summary: "a mechanism keeps parts in and does not say who enforces it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/isolation-without-enforcer.md"),
    },
    looks_at: LooksAt::Project,
    run: isolation_without_enforcer,
};

pub(crate) const SAFETY_NOT_APART: Check = Check {
    code: Code {
        name: "safety-not-apart",
        asks: &["SD-2.d"],
        summary: "a safety function shares its host with parts that nothing keeps in",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/safety-not-apart.md"),
    },
    looks_at: LooksAt::Project,
    run: safety_not_apart,
};

/// Mechanisms that say what they stand on show that layers are independent, here as elsewhere.
fn founded(cx: &Context<'_>, out: &mut Outcome) {
    standing(cx, out, "SD-2.d", |mechanism, _| {
        !mechanism.relies_on.is_empty() || mechanism.enforced_by.as_ref().is_some_and(|by| !by.is_empty())
    });
    out.next("SD-2.d", "say with `enforced-by` and `relies-on` what each mechanism stands on");
}

/// The product's own parts, with what they are made as.
fn parts<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<Component>, ComponentForm)> + use<'a> {
    cx.each(Kind::Component, &cx.model.component)
        .filter(|(_, component)| !reach::of_environment(component))
        .filter_map(|(id, component)| Some((id, component, component.form.as_ref()?.value)))
}

/// What a part of this form runs on, in words, and whether leaving it out hides something; none for what stands alone.
fn needs_host(form: ComponentForm) -> Option<(&'static str, Severity)> {
    match form {
        ComponentForm::Task => {
            Some(("the firmware or kernel whose memory it shares with all other tasks", Severity::Warning))
        }
        ComponentForm::Library => Some(("the process or firmware that it is linked into", Severity::Warning)),
        ComponentForm::Guest => Some(("its hypervisor", Severity::Warning)),
        ComponentForm::Container => Some(("the kernel that it shares with its host", Severity::Warning)),
        ComponentForm::Partition => Some(("the kernel or chip that keeps it apart", Severity::Warning)),
        ComponentForm::Enclave => Some(("the chip or monitor that keeps it apart", Severity::Warning)),
        // A process of somebody else's machine is common, and its host often goes without saying.
        ComponentForm::Process => Some(("the kernel or machine that it runs on", Severity::Note)),
        ComponentForm::Firmware
        | ComponentForm::Bootloader
        | ComponentForm::Kernel
        | ComponentForm::Hardware
        | ComponentForm::Store
        | ComponentForm::Service
        | ComponentForm::Device
        | ComponentForm::Hypervisor
        | ComponentForm::Core => None,
    }
}

fn form_without_host(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FORM_WITHOUT_HOST.code;
    for (id, component, form) in parts(cx) {
        let Some((what, severity)) = needs_host(form) else { continue };
        let (name, word) = (&component.head.id, form.word());
        let why = "what runs on one host falls with it, and a part that is taken over takes its host unless something keeps it in; without `runs-on` neither is counted";
        let Some(host) = component.runs_on.as_ref() else {
            let mut finding =
                cx.about(code, id, format!("`{name}` is a {word}, and does not say what it runs on")).why(why).help(
                    format!("add `runs-on`: {what}; a part of others is a component with `part-of = \"environment\"`"),
                );
            finding.severity = severity;
            out.finding(finding);
            continue;
        };
        // A host that is nowhere is a finding about the reference.
        let Some(host) = host.to().and_then(|to| cx.model.component.get(to.at as usize)) else { continue };
        let by_form = host.form.as_ref().is_some_and(|form| form.value == ComponentForm::Hypervisor);
        let by_kind = host.kind.as_ref().is_some_and(|kind| kind.as_str() == "hypervisor");
        if form == ComponentForm::Guest && !by_form && !by_kind {
            out.finding(
                cx.about(
                    code,
                    id,
                    format!("`{name}` is a guest, and `{}`, which it runs on, is no hypervisor", host.head.id),
                )
                .see(host.head.header, "what it runs on")
                .why("guests stand apart as long as their hypervisor does: it is the part whose flaw takes all of them")
                .help("add the hypervisor as a component with `form = \"hypervisor\"`, and let the guest run on that"),
            );
        }
    }
    founded(cx, out);
}

/// Zones that keep something in if a mechanism does.
fn keeping(cx: &Context<'_>, zone: AnyId) -> bool {
    let kind = cx.model.zone.get(zone.at as usize).and_then(|zone| zone.kind.as_ref());
    kind.is_some_and(|kind| matches!(kind.value, ZoneKind::Process | ZoneKind::Memory))
}

fn form_without_isolation(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FORM_WITHOUT_ISOLATION.code;
    // By zone the parts in it that are no libraries; by component the mechanisms that contain it.
    let mut others: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        if component.form.as_ref().is_none_or(|form| form.value != ComponentForm::Library) {
            component.zone.iter().filter_map(Ref::to).for_each(|zone| others.entry(zone).or_default().push(id));
        }
    }
    let mut containers: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        for what in mechanism.contains.iter().filter_map(Ref::to) {
            containers.entry(what).or_default().insert(id);
        }
    }
    for (id, component, form) in parts(cx) {
        let own: Vec<AnyId> = component.zone.iter().filter_map(Ref::to).filter(|zone| keeping(cx, *zone)).collect();
        let host = component.runs_on.as_ref().and_then(Ref::to);
        let of_host: Vec<AnyId> = host
            .and_then(|host| cx.model.component.get(host.at as usize))
            .map(|host| host.zone.iter().filter_map(Ref::to).collect())
            .unwrap_or_default();
        let apart: Vec<AnyId> = own.into_iter().filter(|zone| !of_host.contains(zone)).collect();
        let name = &component.head.id;
        match form {
            ComponentForm::Library => {
                let alone = apart.iter().find(|zone| !others.contains_key(*zone));
                if let Some(zone) = alone {
                    out.finding(
                        cx.about(code, id, format!("`{name}` is a library, and lies in a zone of its own, `{}`", cx.model.head(*zone).id))
                            .see(cx.model.head(*zone).header, "no process lies here")
                            .why("a library has no memory of its own: a flaw in it is a flaw of every process that it is linked into")
                            .help("put it into the zones of those processes, or make it a process"),
                    );
                }
                kept_without_its_process(cx, id, component, host, &apart, &others, &containers, out);
            }
            ComponentForm::Task
            | ComponentForm::Process
            | ComponentForm::Container
            | ComponentForm::Guest
            | ComponentForm::Partition
            | ComponentForm::Enclave => {
                let Some(zone) = apart.first().filter(|_| !containers.contains_key(&id)) else { continue };
                let word = form.word();
                let mut finding = cx
                    .about(
                        code,
                        id,
                        format!(
                            "`{name}` is a {word} in a zone of its own, `{}`, and nothing keeps it there",
                            cx.model.head(*zone).id
                        ),
                    )
                    .see(cx.model.head(*zone).header, "drawn as if it stood apart");
                finding = if form == ComponentForm::Task {
                    finding
                        .why("tasks share one memory: who takes over one has all of them, whatever the drawing says; depth counts no wall here")
                        .help("put it into the zone of its firmware; if a memory protection unit keeps it apart, make it a `partition` and add the mechanism that `contains` it")
                } else {
                    finding.severity = Severity::Note;
                    finding
                        .why("depth counts no wall that no mechanism stands for: whoever takes it over is on the host at once")
                        .help("add the mechanism that `contains` it, `enforced-by` the kernel or hypervisor, or put it into the zone of its host")
                };
                out.finding(finding);
            }
            ComponentForm::Firmware
            | ComponentForm::Bootloader
            | ComponentForm::Kernel
            | ComponentForm::Hardware
            | ComponentForm::Store
            | ComponentForm::Service
            | ComponentForm::Device
            | ComponentForm::Hypervisor
            | ComponentForm::Core => {}
        }
    }
    founded(cx, out);
}

/// A mechanism that contains a library must contain the processes that it is linked into: there is no wall between.
#[allow(clippy::too_many_arguments, reason = "what one walk over the components has gathered")]
fn kept_without_its_process(
    cx: &Context<'_>,
    id: AnyId,
    library: &Record<Component>,
    host: Option<AnyId>,
    zones: &[AnyId],
    others: &BTreeMap<AnyId, Vec<AnyId>>,
    containers: &BTreeMap<AnyId, BTreeSet<AnyId>>,
    out: &mut Outcome,
) {
    let none = BTreeSet::new();
    let inside = |host: &AnyId| {
        let form = cx.model.component.get(host.at as usize).and_then(|host| host.form.as_ref());
        form.is_some_and(|form| {
            matches!(form.value, ComponentForm::Process | ComponentForm::Task | ComponentForm::Firmware)
        })
    };
    // What it runs on is its process, and a wall between the two is none, whatever else is behind it.
    let process = host.filter(inside);
    let linked: BTreeSet<AnyId> = zones.iter().filter_map(|zone| others.get(zone)).flatten().copied().collect();
    for mechanism in containers.get(&id).unwrap_or(&none) {
        let free: Vec<AnyId> = linked
            .iter()
            .copied()
            .filter(|other| !containers.get(other).unwrap_or(&none).contains(mechanism))
            .chain(process)
            .collect();
        if free.is_empty() {
            continue;
        }
        let names: Vec<String> = free.iter().map(|process| format!("`{}`", cx.model.head(*process).id)).collect();
        let message = format!(
            "`{}` contains the library `{}` as if there were a wall between it and {}, which it is linked into",
            cx.model.head(*mechanism).id,
            library.head.id,
            few(&names, ", ")
        );
        out.finding(
            cx.about(&FORM_WITHOUT_ISOLATION.code, id, message)
                .see(cx.model.head(*mechanism).header, "says that it keeps the library in")
                .why("there is no wall between a library and its process: only the process can be kept in")
                .help("let the mechanism contain the process, and take the library out of `contains`"),
        );
    }
}

fn isolation_without_enforcer(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISOLATION_WITHOUT_ENFORCER.code;
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        let kept: Vec<AnyId> = mechanism.contains.iter().filter_map(Ref::to).collect();
        if kept.is_empty() || enforced(cx, mechanism) {
            continue;
        }
        let names: Vec<String> = kept.iter().map(|one| format!("`{}`", cx.model.head(*one).id)).collect();
        out.finding(
            cx.about(
                code,
                id,
                format!("mechanism `{}` keeps {} in, and does not say who enforces it", mechanism.head.id, few(&names, ", ")),
            )
            .why("a wall between parts of one machine is made by its kernel, hypervisor or chip; a flaw there takes down every wall at once, and is counted only if it is named")
            .help("add `enforced-by`: the kernel, hypervisor, memory protection unit or chip; `enforced-by = []` says that nothing that could have a flaw stands behind it, as with separate machines"),
        );
    }
    founded(cx, out);
}

/// Whether a mechanism says, or its kinds imply, which component enforces it.
fn enforced(cx: &Context<'_>, mechanism: &Mechanism) -> bool {
    let known = cx.catalogs.threats();
    let by_element = mechanism
        .kind
        .iter()
        .filter_map(|kind| known.mechanism_kind(&kind.word))
        .any(|kind| kind.enforcer == Enforcer::Element);
    let stands_on_part = mechanism.relies_on.iter().filter_map(Ref::to).any(|what| what.kind == Kind::Component);
    let environment = mechanism.provided_by.as_ref().is_some_and(|by| by.value == Side::Environment);
    mechanism.enforced_by.is_some() || stands_on_part || environment || by_element && !mechanism.protects.is_empty()
}

fn safety_not_apart(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SAFETY_NOT_APART.code;
    let contained: BTreeSet<AnyId> = cx
        .each(Kind::Mechanism, &cx.model.mechanism)
        .flat_map(|(_, mechanism)| mechanism.contains.iter().filter_map(Ref::to))
        .collect();
    let mut on_host: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let linked = component.form.as_ref().is_some_and(|form| {
            matches!(form.value, ComponentForm::Library | ComponentForm::Store | ComponentForm::Hardware)
        });
        if let Some(host) = component.runs_on.as_ref().and_then(Ref::to).filter(|_| !linked && !yes(&component.safety))
        {
            on_host.entry(host).or_default().push(id);
        }
    }
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let Some(host) = component.runs_on.as_ref().and_then(Ref::to).filter(|_| yes(&component.safety)) else {
            continue;
        };
        let free: Vec<AnyId> =
            on_host.get(&host).into_iter().flatten().copied().filter(|other| !contained.contains(other)).collect();
        if free.is_empty() {
            continue;
        }
        let names: Vec<String> = free.iter().map(|other| format!("`{}`", cx.model.head(*other).id)).collect();
        let mut finding = cx.about(
            code,
            id,
            format!(
                "`{}` carries a safety function, and shares `{}` with {}, which nothing keeps in",
                component.head.id,
                cx.model.head(host).id,
                few(&names, ", ")
            ),
        );
        for other in free.iter().take(4) {
            finding = finding.see(cx.model.head(*other).header, "beside it");
        }
        out.finding(
            finding
                .why("whoever takes over the other part has the host, and with it the safety function")
                .help("give the safety function a core of its own, or add the mechanism that `contains` the others"),
        );
    }
    founded(cx, out);
}
