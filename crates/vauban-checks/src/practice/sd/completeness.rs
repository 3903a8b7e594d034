//! Whether the threats on every interface are answered, and whether every way in is an interface (SD-1.j, SD-1.k).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::interfaces::interface_of;
use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Flag, Kind, PortState, Ref};

use super::standing;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::sr::{answers, decisions, threat_of, written_threat};

pub(crate) const INTERFACE_THREATS_UNANSWERED: Check = Check {
    code: Code {
        name: "interface-threats-unanswered",
        asks: &["SD-1.j"],
        summary: "threats on an interface are not answered by the design, or none was looked for",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-threats-unanswered.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_threats_unanswered,
};

pub(crate) const INTERFACE_UNREGISTERED: Check = Check {
    code: Code {
        name: "interface-unregistered",
        asks: &["SD-1.k"],
        summary: "records tell of a way in that no interface record describes",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/interface-unregistered.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_unregistered,
};

/// A threat on an interface: its name, and whether the design answers it.
struct Faced {
    threat: String,
    answered: bool,
}

/// Threats by the interface they lie on, itself or through a flow to it or a port that gives it.
fn threats_by_interface(cx: &Context<'_>) -> BTreeMap<AnyId, Vec<Faced>> {
    let mut faced: BTreeMap<AnyId, Vec<Faced>> = BTreeMap::new();
    let decided = decisions(cx);
    for (id, threat) in cx.each(Kind::Threat, &cx.model.threat) {
        let answered = decided.get(&id).is_some_and(|(id, disposition)| answers(cx, *id, disposition));
        let at: BTreeSet<AnyId> =
            threat.on.iter().filter_map(Ref::to).filter_map(|on| interface_of(cx.model, on)).collect();
        for interface in at {
            faced.entry(interface).or_default().push(Faced { threat: threat.head.id.to_string(), answered });
        }
    }
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        if written_threat(cx.model, &disposition.head).is_some() {
            continue;
        }
        let answered = answers(cx, id, disposition);
        let name = threat_of(&disposition.head);
        let elements = name.split('@').skip(1).filter_map(|element| interface_of(cx.model, cx.model.named(element)?));
        for interface in elements.collect::<BTreeSet<_>>() {
            faced.entry(interface).or_default().push(Faced { threat: name.to_owned(), answered });
        }
    }
    faced
}

/// Interfaces on which the rules find threats, on them or on flows to them.
fn enumerated(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let on = cx.threats().threats.iter().filter(|threat| threat.rule.is_some()).flat_map(|threat| &threat.on);
    on.filter_map(|id| interface_of(cx.model, *id)).collect()
}

/// An interface inside one zone that crosses no boundary may face no threats; every other has been looked at only
/// when some are written down.
fn interface_threats_unanswered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_THREATS_UNANSWERED.code;
    out.next(
        "SD-1.j",
        "write down the threats on every interface as `[threat.ID]`, with a `[disposition.ID]` for each",
    );
    let enumerated = enumerated(cx);
    if cx.model.threat.is_empty() && cx.model.disposition.is_empty() && enumerated.is_empty() {
        return;
    }
    let faced = threats_by_interface(cx);
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let like = interface.like.as_ref().and_then(Ref::to).and_then(|like| faced.get(&like));
        let own = faced.get(&id).or(like).map(Vec::as_slice).unwrap_or_default();
        let name = &interface.head.id;
        let why = "the point of the whole description is this one: how the design answers what attackers do here";
        if own.is_empty() && enumerated.contains(&id) {
            // Those of the rules are asked for by `threats-open`, which shows the interface where they are answered.
            continue;
        }
        if own.is_empty() {
            if cx.external(id, interface) || cx.crosses_boundary(id, interface) != Some(false) {
                out.finding(
                    cx.about(code, id, format!("no threat on interface `{name}` was looked for"))
                        .why(why)
                        .help(format!("add `[threat.ID]` with `on = [\"interface.{name}\"]` and a decision about it")),
                );
            }
            continue;
        }
        let open: Vec<String> =
            own.iter().filter(|faced| !faced.answered).map(|faced| format!("`{}`", faced.threat)).collect();
        if open.is_empty() {
            out.shows("SD-1.j", id);
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("interface `{name}` faces {} threats, and {} are not answered", own.len(), open.len()),
            )
            .why(why)
            .help(format!(
                "decide, or mend the decision about {}; one that is deferred needs an `issue` and a severity within `residual-risk`",
                open.join(", ")
            )),
        );
    }
}

fn interface_unregistered(cx: &Context<'_>, out: &mut Outcome) {
    for (id, _) in cx.each(Kind::Interface, &cx.model.interface) {
        out.shows("SD-1.k", id);
    }
    if cx.model.interface.is_empty() {
        return;
    }
    if let Some(why) = standing::unobserved(cx) {
        out.unknown("SD-1.k", why);
    }
    ports_without_interface(cx, out);
    updates_without_interface(cx, out);
    consoles_without_interface(cx, out);
}

const WHY: &str = "the way in that is in no register is the one that nobody guards";

fn ports_without_interface(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_UNREGISTERED.code;
    for (id, port) in cx.each(Kind::Port, &cx.model.port) {
        let Some(state) = &port.state else { continue };
        let usable = matches!(state.value, PortState::Present | PortState::Protected);
        if usable && port.interface.as_ref().and_then(Ref::to).is_none() {
            out.finding(
                cx.about(code, id, format!("port `{}` can be used, and no interface says what for", port.head.id))
                    .see(state.span, "its state")
                    .why(WHY)
                    .help("add the `[interface.ID]` it gives and name it as the port's `interface`"),
            );
        }
    }
}

fn updates_without_interface(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_UNREGISTERED.code;
    let installed: BTreeSet<AnyId> =
        cx.model.interface.iter().flat_map(|interface| &interface.installs).filter_map(Ref::to).collect();
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        if !set(&component.updatable)
            || reach::of_environment(component)
            || reach::carriers(cx.model, id).any(|on| installed.contains(&on))
        {
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("component `{}` can be updated, and no interface installs it", component.head.id),
            )
            .why(WHY)
            .help(format!("name `{}` in `installs` of the interface that updates come through", component.head.id)),
        );
    }
}

fn consoles_without_interface(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_UNREGISTERED.code;
    let offered: BTreeSet<AnyId> =
        cx.model.interface.iter().filter_map(|interface| interface.on.as_ref()?.to()).collect();
    let ported: BTreeSet<AnyId> = cx.model.port.iter().filter_map(|port| port.on.as_ref()?.to()).collect();
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let has = set(&component.debug_port) || set(&component.boot_console);
        if has && !reach::carriers(cx.model, id).any(|on| offered.contains(&on) || ported.contains(&on)) {
            out.finding(
                cx.about(
                    code,
                    id,
                    format!(
                        "component `{}` has a debug port or console, and neither interface nor port shows it",
                        component.head.id
                    ),
                )
                .why(WHY)
                .help(format!(
                    "add an `[interface.ID]` with `on = \"{}\"`, and the `[port.ID]` that gives it",
                    component.head.id
                )),
            );
        }
    }
}

fn set(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}
