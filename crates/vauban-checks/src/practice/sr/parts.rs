//! The parts of the threat model: processes, stores, protocols, ports, dependencies (SR-2.b to SR-2.d, f to h, m).

use std::collections::BTreeSet;

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, ComponentForm, Exposure, Flag, Kind, PortState, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

pub(crate) const COMPONENT_UNPLACED: Check = Check {
    code: Code {
        name: "component-unplaced",
        asks: &["SR-2.b", "SR-2.c"],
        summary: "a component does not say what it is made as, or in which zone it lies",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/component-unplaced.md"),
    },
    looks_at: LooksAt::Each(Kind::Component),
    run: component_unplaced,
};

pub(crate) const STORE_INCOMPLETE: Check = Check {
    code: Code {
        name: "store-incomplete",
        asks: &["SR-2.d"],
        summary: "a data store does not say what it holds or where it lies",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/store-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: store_incomplete,
};

pub(crate) const INTERFACE_WITHOUT_PROTOCOL: Check = Check {
    code: Code {
        name: "interface-without-protocol",
        asks: &["SR-2.f"],
        summary: "an interface for communication names no protocol",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-without-protocol.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_without_protocol,
};

pub(crate) const PORT_INCOMPLETE: Check = Check {
    code: Code {
        name: "port-incomplete",
        asks: &["SR-2.g", "SR-2.h"],
        summary: "a physical port is not described, or is known only from an interface or component",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/port-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Port),
    run: port_incomplete,
};

pub(crate) const DEPENDENCY_UNIDENTIFIED: Check = Check {
    code: Code {
        name: "dependency-unidentified",
        asks: &["SR-2.m"],
        summary: "a part of others cannot be told from its record: version or package URL is missing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/dependency-unidentified.md"),
    },
    looks_at: LooksAt::Project,
    run: dependency_unidentified,
};

fn component_unplaced(cx: &Context<'_>, out: &mut Outcome) {
    let code = &COMPONENT_UNPLACED.code;
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let mut gaps = Gaps::default();
        // A zone that is nowhere is a finding of its own; one is enough.
        let told = component.zone.iter().any(|zone| zone.to().is_none());
        let placed = told || !reach::zones_of_component(cx.model, id).is_empty();
        gaps.unless(placed, code.asks, "`zone`, its own or that of what it is part of or runs on");
        gaps.unless(component.form.is_some(), &["SR-2.c"], "`form`, what it is made as");
        if told {
            gaps.hold(code.asks);
        }
        if !runs(component) {
            gaps.hold(&["SR-2.c"]);
        }
        let message = format!("component `{}` cannot be placed", component.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("without zones nobody can say which boundaries an attacker has to cross; without forms, what runs and what only lies there"));
        }
    }
    out.next("SR-2.c", "give the parts that run a `form`: process, task, firmware, bootloader, kernel, service");
}

/// Whether the component is a process of the product in the sense of a threat model: something that runs.
fn runs(component: &Record<kinds::Component>) -> bool {
    let running = component.form.as_ref().is_some_and(|form| match form.value {
        ComponentForm::Process
        | ComponentForm::Task
        | ComponentForm::Firmware
        | ComponentForm::Bootloader
        | ComponentForm::Kernel
        | ComponentForm::Container
        | ComponentForm::Guest
        | ComponentForm::Hypervisor
        | ComponentForm::Partition
        | ComponentForm::Core
        | ComponentForm::Enclave
        | ComponentForm::Service => true,
        ComponentForm::Library | ComponentForm::Hardware | ComponentForm::Store | ComponentForm::Device => false,
    });
    running && !reach::of_environment(component)
}

fn store_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &STORE_INCOMPLETE.code;
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        if component.form.as_ref().is_none_or(|form| form.value != ComponentForm::Store) {
            continue;
        }
        let mut gaps = Gaps::default();
        gaps.unless(component.medium.is_some(), code.asks, "`medium`, where it lies");
        let holds = !component.holds.is_empty() || !cx.mentioned_by(id, &[Kind::Asset]).is_empty();
        gaps.unless(holds, code.asks, "`holds`, or an asset that is `held-by` it");
        let message = format!("store `{}` is not complete", component.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("an attacker who holds the device reads what lies in its stores"));
        }
    }
    out.next("SR-2.d", "add a `[component.ID]` with `form = \"store\"` for every place where data lies");
}

/// Interfaces whose kind is a way to communicate. A button, a bus between chips or a call inside one machine may name
/// a protocol and need not.
const SPEAKING: &[&str] = &["ethernet", "serial", "usb", "wireless", "bluetooth", "debug", "web", "api", "fieldbus"];

fn interface_without_protocol(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_WITHOUT_PROTOCOL.code;
    let by_flow: BTreeSet<AnyId> = cx
        .model
        .flow
        .iter()
        .filter(|flow| flow.protocol.is_some())
        .filter_map(|flow| flow.to.as_ref().and_then(Ref::to))
        .collect();
    let carriers: BTreeSet<AnyId> =
        cx.model.interface.iter().filter_map(|interface| interface.carried_by.as_ref().and_then(Ref::to)).collect();
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let inherited =
            interface.like.as_ref().and_then(Ref::to).and_then(|like| cx.model.interface.get(like.at as usize));
        let named = interface.protocol.is_some()
            || by_flow.contains(&id)
            || inherited.is_some_and(|like| like.protocol.is_some());
        if named {
            out.shows("SR-2.f", id);
            continue;
        }
        let speaks = interface.kind.as_ref().is_none_or(|kind| SPEAKING.contains(&kind.as_str()));
        if !speaks || carriers.contains(&id) {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("interface `{}` does not say which protocol it speaks", interface.head.id))
                .why("what a protocol brings by itself, and what it leaves open, decides which threats exist")
                .help("add `protocol`; `vauban explain interface.protocol` lists those known; or say with `kind` that it is no communication"),
        );
    }
    out.next("SR-2.f", "add `protocol` to the interfaces");
}

fn port_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PORT_INCOMPLETE.code;
    let mut shown_by_port = BTreeSet::new();
    let mut ported = BTreeSet::new();
    for (id, port) in cx.each(Kind::Port, &cx.model.port) {
        let (external, board) = (set(&port.external), set(&port.board));
        let asks: &[&'static str] = match (external, board) {
            (true, false) => &["SR-2.g"],
            (false, true) => &["SR-2.h"],
            _ => code.asks,
        };
        let mut gaps = Gaps::default();
        gaps.unless(
            external || board,
            asks,
            "`external = true` (reachable without opening the case) or `board = true`",
        );
        let on = port.on.as_ref().and_then(Ref::to);
        gaps.unless(on.is_some(), asks, "`on`, the component it is on");
        gaps.unless(port.state.is_some(), asks, "`state` in series hardware");
        let usable =
            port.state.as_ref().is_some_and(|state| matches!(state.value, PortState::Present | PortState::Protected));
        let interface = port.interface.as_ref().and_then(Ref::to);
        gaps.unless(!usable || interface.is_some(), asks, "`interface`, what it gives access to");
        shown_by_port.extend(interface);
        ported.extend(on.filter(|_| board));
        let message = format!("port `{}` is not complete", port.head.id);
        if let Some(finding) = gaps.close(cx, out, code, asks, id, message) {
            out.finding(finding.why("every connector and pad is a way in for whoever holds the device"));
        }
    }
    out.next("SR-2.g", "add a `[port.ID]` with `external = true` for every connector that can be reached from outside");
    out.next(
        "SR-2.h",
        "add a `[port.ID]` with `board = true` for every header, pad and test point, removed ones included",
    );
    if cx.model.port.is_empty() {
        return;
    }
    interfaces_without_port(cx, out, &shown_by_port);
    components_without_port(cx, out, &ported);
}

fn interfaces_without_port(cx: &Context<'_>, out: &mut Outcome, shown: &BTreeSet<AnyId>) {
    let code = &PORT_INCOMPLETE.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let Some(exposure) = interface.exposure.as_ref() else { continue };
        let aspect = match exposure.value {
            Exposure::Physical => "SR-2.g",
            Exposure::LocalDebug => "SR-2.h",
            Exposure::None | Exposure::Adjacent | Exposure::Network | Exposure::Remote => continue,
        };
        let carrier = interface.carried_by.as_ref().and_then(Ref::to);
        if shown.contains(&id) || carrier.is_some_and(|carrier| shown.contains(&carrier)) {
            continue;
        }
        let message = format!("interface `{}` is touched by hand, and no port record shows where", interface.head.id);
        let mut finding = cx
            .about(code, id, message)
            .see(exposure.span, "its exposure")
            .why("the port register and the interface register must agree; an assessor opens the case and counts")
            .help(format!("add `[port.ID]` with `interface = \"{}\"`", interface.head.id));
        finding.requirement = vec![aspect.to_owned()];
        out.finding(finding);
    }
}

fn components_without_port(cx: &Context<'_>, out: &mut Outcome, ported: &BTreeSet<AnyId>) {
    let code = &PORT_INCOMPLETE.code;
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        if !set(&component.debug_port) || ported.contains(&id) {
            continue;
        }
        let message = format!("component `{}` has a debug port, and no port record shows it", component.head.id);
        let mut finding = cx
            .about(code, id, message)
            .why("a debug port that is in no register is one that nobody decided about")
            .help(format!("add `[port.ID]` with `on = \"{}\"`, `board = true` and its `state`", component.head.id));
        finding.requirement = vec!["SR-2.h".to_owned()];
        out.finding(finding);
    }
}

fn set(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

/// Parts of others are components with a supplier or a package URL, those of the environment left out.
fn dependency_unidentified(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DEPENDENCY_UNIDENTIFIED.code;
    let mut any = false;
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let supplier = component.supplier.as_ref().is_some_and(|supplier| supplier.to().is_some());
        if (!supplier && component.purl.is_none()) || reach::of_environment(component) {
            continue;
        }
        any = true;
        let mut gaps = Gaps::default();
        gaps.unless(said(&component.version), code.asks, "`version`");
        let hardware = component
            .form
            .as_ref()
            .is_some_and(|form| matches!(form.value, ComponentForm::Hardware | ComponentForm::Store));
        gaps.unless(hardware || said(&component.purl), code.asks, "`purl`, its package URL");
        let message = format!("external part `{}` cannot be identified", component.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding.why("advisories name packages and versions; a part without them is never found in one"),
            );
        }
    }
    out.next("SR-2.m", "give every driver and library of others a `version` and `purl`");
    if any && let Some(why) = super::dependencies::uncompared(cx) {
        out.unknown("SR-2.m", why);
    }
}
