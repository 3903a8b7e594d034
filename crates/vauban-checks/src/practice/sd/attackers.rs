//! Who a design is held against (SD-2.a, SD-3.b): attackers that are missing, assets that nobody reaches, paths that
//! nobody would notice, and protection that protocols bring and nobody claims.

use std::collections::BTreeSet;

use vauban_analysis::depth::{Demand, Row, Tier};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Impact, Kind, Ref};

use super::shortfall::by_asset;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::depth::tell;
use crate::practice::gaps::few;

pub(crate) const ATTACKER_MISSING: Check = Check {
    code: Code {
        name: "attacker-missing",
        asks: &["SD-2.a"],
        summary: "nobody stands for an attacker that the design must be held against",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/attacker-missing.md"),
    },
    looks_at: LooksAt::Project,
    run: attacker_missing,
};

pub(crate) const ASSET_OUT_OF_REACH: Check = Check {
    code: Code {
        name: "asset-out-of-reach",
        asks: &["SD-2.a"],
        summary: "an asset is out of reach of an attacker by the records, and nobody stands up for it",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/asset-out-of-reach.md"),
    },
    looks_at: LooksAt::Project,
    run: asset_out_of_reach,
};

pub(crate) const SILENT_PATH: Check = Check {
    code: Code {
        name: "silent-path",
        asks: &[],
        summary: "nothing would notice the shortest way to a critical asset",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/silent-path.md"),
    },
    looks_at: LooksAt::Project,
    run: silent_path,
};

pub(crate) const PROTOCOL_PROTECTION_UNCLAIMED: Check = Check {
    code: Code {
        name: "protocol-protection-unclaimed",
        asks: &[],
        summary: "a protocol brings protection that no mechanism record claims, so it counts nowhere",
        severity: Severity::Note,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/protocol-protection-unclaimed.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: protocol_protection_unclaimed,
};

fn attacker_missing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ATTACKER_MISSING.code;
    if cx.model.asset.is_empty() {
        return;
    }
    for demanded in cx.depth().defence.demanded(cx.model, cx.product) {
        if let Some(attacker) = demanded.met_by.first() {
            out.shows("SD-2.a", *attacker);
            continue;
        }
        let (who, help, at) = match demanded.demand {
            Demand::InZone(zone) => (
                format!("starts in zone `{}`, from which the product can be reached", cx.model.head(zone).id),
                format!("add an `[attacker.ID]` with `starts-in = [\"{}\"]`", cx.model.head(zone).id),
                Some(zone),
            ),
            Demand::Holding => (
                "has the device in their hands".to_owned(),
                "add a `[zone.ID]` of kind `physical` where the device can be touched, and an `[attacker.ID]` that starts there".to_owned(),
                None,
            ),
            Demand::ActingAs(actor) => (
                format!("acts as `{}`, who is privileged", cx.model.head(actor).id),
                format!("add an `[attacker.ID]` with `acts-as = [\"{}\"]`: a stolen account, or one who turns", cx.model.head(actor).id),
                Some(actor),
            ),
            Demand::AtService(service) => (
                format!("sits at the remote service `{}`", cx.name(service)),
                match service.kind {
                    Kind::Actor => format!("add an `[attacker.ID]` with `acts-as = [\"{}\"]`", cx.model.head(service).id),
                    _ => "add an `[attacker.ID]` that starts in a zone where the service lies".to_owned(),
                },
                Some(service),
            ),
        };
        let message = format!("no attacker {who}");
        let finding = match at {
            Some(id) => cx.about(code, id, message),
            None => code.finding(message).subject("attacker"),
        };
        out.finding(
            finding.why("a depth is a number about somebody; whoever is not written down is not kept out").help(help),
        );
    }
}

/// One finding for each asset: a forgotten interface looks the same as a wall without a gate.
fn asset_out_of_reach(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSET_OUT_OF_REACH.code;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let reached = rows.iter().any(|row| row.reachable);
        let unstated: BTreeSet<AnyId> =
            rows.iter().filter(|row| !row.reachable && !row.sufficient()).map(|row| row.attacker).collect();
        let attackers: Vec<String> = unstated.iter().map(|id| format!("`{}`", cx.model.head(*id).id)).collect();
        let Some(first) = unstated.first() else {
            out.shows("SD-2.a", asset);
            continue;
        };
        let name = &cx.model.head(asset).id;
        let message = match reached {
            false => format!("no attacker reaches `{name}`, and nobody says that this is so"),
            true => format!("`{name}` is out of reach of {}, and nobody says that this is so", few(&attackers, ", ")),
        };
        out.finding(
            cx.about(code, asset, message)
                .why("a forgotten interface, flow or holder looks exactly like an asset that cannot be reached")
                .help(format!(
                    "look whether `held-by`, flows and interfaces are complete; if it is so, say it in `[statement.\"unreachable.{}.{name}\"]` with `by`, `approved-by` and `date`",
                    cx.model.head(*first).id
                )),
        );
    }
}

fn silent_path(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SILENT_PATH.code;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let reached = rows.iter().filter(|row| row.reachable && row.impact == Impact::Critical);
        let Some(row): Option<&&Row> = reached.min_by_key(|row| row.rank()) else { continue };
        let path = tell::path(cx, row);
        if !path.silent() {
            continue;
        }
        let message = format!(
            "nothing would notice `{}` on the shortest way to `{}` ({})",
            cx.model.head(row.attacker).id,
            cx.model.head(asset).id,
            row.property.word()
        );
        let finding = tell::with_path(cx, cx.about(code, asset, message), row);
        out.finding(
            finding
                .why("a layer that falls unseen stays fallen")
                .help("let a detecting mechanism (audit log, intrusion detection, tamper detection, …) protect an element of this path"),
        );
    }
}

fn protocol_protection_unclaimed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PROTOCOL_PROTECTION_UNCLAIMED.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        let Some(protocol) = &interface.protocol else { continue };
        let Some(known) = cx.catalogs.threats().protocol(&protocol.word) else { continue };
        let flows: Vec<AnyId> = cx
            .each(Kind::Flow, &cx.model.flow)
            .filter(|(_, flow)| flow.to.as_ref().and_then(Ref::to) == Some(id))
            .map(|(flow, _)| flow)
            .collect();
        let on = interface.on.as_ref().and_then(Ref::to);
        let claimed = |kind: &str| {
            cx.each(Kind::Mechanism, &cx.model.mechanism).any(|(_, mechanism)| {
                let of_kind = mechanism.kind.iter().any(|one| &*one.word.value == kind);
                let mut there = mechanism.protects.iter().filter_map(Ref::to);
                of_kind && there.any(|what| what == id || Some(what) == on || flows.contains(&what))
            })
        };
        let open: Vec<String> =
            known.provides.iter().filter(|kind| !claimed(kind)).map(|kind| format!("`{kind}`")).collect();
        if open.is_empty() {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("`{}` speaks `{}`, which can bring {}; no mechanism claims it", interface.head.id, known.id, few(&open, ", ")))
                .why("what a protocol can do is a layer only where somebody turned it on, configured and tested it")
                .help(format!("if it is in use, add a `[mechanism.ID]` of that kind with `protects = [\"interface.{}\"]`, `status` and tests", interface.head.id)),
        );
    }
}
