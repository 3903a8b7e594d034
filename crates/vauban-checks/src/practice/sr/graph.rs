//! The model graph of the threat model: flows of categorised information, zones, boundaries, actors (SR-2.a, b, e).

use std::collections::BTreeSet;

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Model, Record, Ref, ZoneKind, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

pub(crate) const FLOW_INCOMPLETE: Check = Check {
    code: Code {
        name: "flow-incomplete",
        asks: &["SR-2.a"],
        summary: "a flow does not say what it carries, between which zones, or is not known to its interface",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/flow-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Flow),
    run: flow_incomplete,
};

pub(crate) const INTERFACE_USER_WITHOUT_FLOW: Check = Check {
    code: Code {
        name: "interface-user-without-flow",
        asks: &["SR-2.a"],
        summary: "an interface names a user that no flow leads from",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-user-without-flow.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_user_without_flow,
};

pub(crate) const ASSET_INCOMPLETE: Check = Check {
    code: Code {
        name: "asset-incomplete",
        asks: &["SR-2.a", "SR-1.d"],
        summary: "an asset does not say what it is, where it lies or what its loss would do",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/asset-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Asset),
    run: asset_incomplete,
};

pub(crate) const ZONE_IDLE: Check = Check {
    code: Code {
        name: "zone-idle",
        asks: &["SR-2.b"],
        summary: "nothing and nobody is in a zone",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/zone-idle.md"),
    },
    looks_at: LooksAt::Each(Kind::Zone),
    run: zone_idle,
};

pub(crate) const BOUNDARY_IDLE: Check = Check {
    code: Code {
        name: "boundary-idle",
        asks: &["SR-2.b"],
        summary: "nothing crosses a trust boundary, or it joins a zone with itself",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/boundary-idle.md"),
    },
    looks_at: LooksAt::Each(Kind::Boundary),
    run: boundary_idle,
};

pub(crate) const ACTOR_INCOMPLETE: Check = Check {
    code: Code {
        name: "actor-incomplete",
        asks: &["SR-2.e", "SR-1.e"],
        summary: "an actor does not say what, where and how far trusted it is, or uses nothing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/actor-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Actor),
    run: actor_incomplete,
};

fn flow_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FLOW_INCOMPLETE.code;
    for (id, flow) in cx.each(Kind::Flow, &cx.model.flow) {
        let source = flow.from.as_ref().and_then(Ref::to);
        let target = flow.to.as_ref().and_then(Ref::to);
        let interface = target.and_then(|to| cx.model.interface.get(to.at as usize));
        let mut gaps = Gaps::default();
        let starts = source.is_some_and(|from| !reach::zones_of_party(cx.model, from).is_empty());
        gaps.unless(starts, code.asks, "`zone` of its source");
        let on = target.and_then(|to| reach::component_of(cx.model, to));
        let ends = on.is_some_and(|on| !reach::zones_of_component(cx.model, on).is_empty());
        gaps.unless(ends, code.asks, "`zone` of the component it leads to");
        gaps.unless(flow.kind.is_some(), code.asks, "`kind`, data or control");
        let categorised = flow.carries.iter().any(|asset| asset.to().is_some()) || !flow.content.is_empty();
        gaps.unless(categorised, code.asks, "`carries`, the assets it moves, or `content`");
        let listed = interface.is_none_or(|interface| {
            interface.users.is_empty() || interface.users.iter().any(|user| user.to() == source)
        });
        gaps.unless(listed, code.asks, "its source among the `users` of its interface");
        let message = format!("flow `{}` is not complete", flow.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            let finding = finding.why("what moves where, and across which boundary, is what threats are looked for by");
            out.finding(match interface {
                Some(interface) => finding.see(interface.head.header, "the interface it leads to"),
                None => finding,
            });
        }
    }
}

/// Uses of a physical interface are flows over the logical ones that it carries, and those that lead out through it
/// to its user.
fn interface_user_without_flow(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_USER_WITHOUT_FLOW.code;
    out.next("SR-2.a", "add a `[flow.ID]` from every user to its interface");
    if cx.model.flow.is_empty() {
        return;
    }
    let flows = used_pairs(cx.model);
    let carriers: BTreeSet<AnyId> =
        cx.model.interface.iter().filter_map(|interface| interface.carried_by.as_ref().and_then(Ref::to)).collect();
    let reached: BTreeSet<AnyId> =
        cx.model.flow.iter().filter_map(|flow| reach::component_of(cx.model, flow.to.as_ref()?.to()?)).collect();
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let users: BTreeSet<AnyId> = interface.users.iter().filter_map(Ref::to).collect();
        let busy = |user: &AnyId| flows.contains(&(*user, id)) || (carriers.contains(&id) && reached.contains(user));
        let idle: Vec<String> = users.iter().filter(|user| !busy(user)).map(|user| cx.name(*user)).collect();
        if idle.is_empty() {
            if !users.is_empty() {
                out.shows("SR-2.a", id);
            }
            continue;
        }
        let message =
            format!("interface `{}` is used by {}, and no flow shows what for", interface.head.id, listed(&idle));
        let example = idle.first().map_or("", String::as_str);
        out.finding(cx.about(code, id, message).why("a use without a flow is information that moves unseen").help(
            format!(
                "add `[flow.ID]` with `from = \"{example}\"` and `to = \"{}\"`, or take it out of `users`",
                interface.head.id
            ),
        ));
    }
}

/// Who starts a flow to which interface, those that carry it included.
fn used_pairs(model: &Model) -> BTreeSet<(AnyId, AnyId)> {
    let mut pairs = BTreeSet::new();
    for flow in &model.flow {
        let (Some(from), Some(to)) = (flow.from.as_ref().and_then(Ref::to), flow.to.as_ref().and_then(Ref::to)) else {
            continue;
        };
        let mut at = Some(to);
        // The set ends a circle of carriers: a pair already there was followed before.
        while let Some(interface) = at.filter(|interface| pairs.insert((from, *interface))) {
            at = model.interface.get(interface.at as usize).and_then(|record| record.carried_by.as_ref()?.to());
        }
    }
    pairs
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn asset_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSET_INCOMPLETE.code;
    for (id, asset) in cx.each(Kind::Asset, &cx.model.asset) {
        let mut gaps = Gaps::default();
        gaps.unless(asset.kind.is_some() || !asset.content.is_empty(), &["SR-2.a"], "`kind`, its category");
        let held = asset.held_by.iter().any(|holder| holder.to().is_some());
        gaps.unless(held, &["SR-2.a"], "`held-by`, the components it lies on");
        let rated = asset.impact.as_ref().is_some_and(|impact| {
            impact.confidentiality.is_some() && impact.integrity.is_some() && impact.availability.is_some()
        });
        gaps.unless(rated, code.asks, "`impact` of losing its confidentiality, integrity and availability");
        let message = format!("asset `{}` is not complete", asset.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("what an asset is worth and where it lies decides how much stands in front of it"));
        }
    }
}

fn zone_idle(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ZONE_IDLE.code;
    const LIE_IN: &[Kind] = &[Kind::Component, Kind::Actor, Kind::Attacker, Kind::Context, Kind::Zone];
    for (id, zone) in cx.each(Kind::Zone, &cx.model.zone) {
        if !cx.mentioned_by(id, LIE_IN).is_empty() {
            out.shows("SR-2.b", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("nothing and nobody is in zone `{}`", zone.head.id))
                .why("a zone without components, actors or attackers is either left over or a part of the design is missing")
                .help(format!("name `{}` as `zone` of what stands there, as `starts-in` of an attacker, or remove it", zone.head.id)),
        );
    }
}

/// A boundary is in use when a flow or the reach of an interface crosses it, when a mechanism guards it, or when it
/// is a door, lid or fence that the people in `who` go through.
fn boundary_idle(cx: &Context<'_>, out: &mut Outcome) {
    let code = &BOUNDARY_IDLE.code;
    let crossed = crossed_pairs(cx.model);
    for (id, boundary) in cx.each(Kind::Boundary, &cx.model.boundary) {
        let ends = boundary.from.as_ref().and_then(Ref::to).zip(boundary.to.as_ref().and_then(Ref::to));
        let Some((from, to)) = ends else { continue };
        let name = &boundary.head.id;
        if from == to {
            out.finding(
                cx.about(code, id, format!("boundary `{name}` joins a zone with itself"))
                    .why("inside a zone everything is trusted alike, so there is no boundary in it")
                    .help("name two zones, or split the zone"),
            );
            continue;
        }
        let guarded = !cx.mentioned_by(id, &[Kind::Mechanism]).is_empty();
        let walked =
            physical(cx.model, from) && physical(cx.model, to) && boundary.who.iter().any(|who| who.to().is_some());
        if crossed.contains(&(from.min(to), from.max(to))) || guarded || walked {
            out.shows("SR-2.b", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("nothing crosses boundary `{name}`"))
                .why("a boundary that no flow crosses is either left over or hides a flow that was never drawn")
                .help("add the flow that crosses it (`passes-through` where it lies between the ends), or remove the boundary"),
        );
    }
}

fn physical(model: &Model, zone: AnyId) -> bool {
    let kind = model.zone.get(zone.at as usize).and_then(|zone| zone.kind.as_ref());
    kind.is_some_and(|kind| kind.value == ZoneKind::Physical)
}

fn crossed_pairs(model: &Model) -> BTreeSet<(AnyId, AnyId)> {
    let sorted = |(one, other): (AnyId, AnyId)| (one.min(other), one.max(other));
    let mut pairs: BTreeSet<_> = model.flow.iter().flat_map(|flow| reach::crossings(model, flow)).map(sorted).collect();
    for interface in &model.interface {
        let Some(on) = interface.on.as_ref().and_then(Ref::to) else { continue };
        let own = reach::zones_of_component(model, on);
        for from in interface.reachable_from.iter().filter_map(Ref::to) {
            pairs.extend(own.iter().map(|zone| sorted((from, *zone))));
        }
    }
    pairs
}

fn actor_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ACTOR_INCOMPLETE.code;
    let uses = !cx.model.interface.is_empty() || !cx.model.flow.is_empty();
    for (id, actor) in cx.each(Kind::Actor, &cx.model.actor) {
        let mut gaps = Gaps::default();
        gaps.unless(actor.kind.is_some(), &["SR-2.e"], "`kind`");
        gaps.unless(actor.zone.iter().any(|zone| zone.to().is_some()), &["SR-2.e"], "`zone`, where it is");
        gaps.unless(named(actor), &["SR-1.e"], "`role` or `title`");
        gaps.unless(said(&actor.trust), &["SR-1.e"], "`trust`, how far it is trusted");
        if uses {
            let busy = !cx.mentioned_by(id, &[Kind::Interface, Kind::Flow]).is_empty();
            gaps.unless(busy, &["SR-2.e"], "an interface that names it among `users`, or a flow from it");
        } else {
            gaps.hold(&["SR-2.e"]);
        }
        let message = format!("actor `{}` is not complete", actor.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("whoever is around the product, and how far they are trusted, decides what an attacker can pretend to be"));
        }
    }
}

fn named(actor: &Record<kinds::Actor>) -> bool {
    said(&actor.role) || said(&actor.head.common.title)
}
