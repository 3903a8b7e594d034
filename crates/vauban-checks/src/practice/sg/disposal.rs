//! What users are told about disposal (SG-4) and about their own duties (SG-5).

use vauban_analysis::guidance::{person, secret};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Asset;
use vauban_model::{Kind, Record};

use super::{untold, writing_began};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::{bearing_each, by_aspect};

pub(crate) const ASSET_DISPOSAL_NOT_TOLD: Check = Check {
    code: Code {
        name: "asset-disposal-not-told",
        asks: &["SG-4.b", "SG-4.c"],
        summary: "users are not told how to get rid of what must not be found",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/asset-disposal-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Asset),
    run: asset_disposal_not_told,
};

/// Secrets that the product holds are named by the section on removal (SG-4.c); so is what the environment keeps of
/// an asset (SG-4.b).
fn asset_disposal_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSET_DISPOSAL_NOT_TOLD.code;
    for (id, asset) in cx.each(Kind::Asset, &cx.model.asset) {
        let told = cx.told_to_users(id).is_some();
        let stored = asset.held_by.iter().any(|holder| holder.to().is_some()) && secret(asset);
        let elsewhere = !asset.also_held_in.is_empty();
        let mut open = Vec::new();
        match (elsewhere, told) {
            (true, false) => open.push(("SG-4.b", format!("how it is removed from {}", listed(asset)))),
            _ => out.shows("SG-4.b", id),
        }
        match (stored, told) {
            (true, true) => out.shows("SG-4.c", id),
            (true, false) => {
                open.push((
                    "SG-4.c",
                    "how it is removed from the product, or what to do where it cannot be".to_owned(),
                ));
            }
            (false, _) => {}
        }
        if open.is_empty() || !writing_began(cx) {
            continue;
        }
        let help = by_aspect(&open, "; ");
        let finding = cx
            .about(code, id, format!("users are not told how asset `{}` leaves with the product", asset.head.id))
            .why("devices are sold on, sent in and thrown away with everything that is still in them")
            .help(format!("tell them {help}, in a section with `covers=\"asset.{}\"`", asset.head.id));
        out.finding(bearing_each(finding, &open));
    }
    out.next(
        "SG-4.c",
        "say which assets of kind key or credential, or worth keeping secret, the product holds under `held-by`",
    );
}

fn listed(asset: &Record<Asset>) -> String {
    asset.also_held_in.iter().map(|place| place.to_string()).collect::<Vec<_>>().join(", ")
}

pub(crate) const ACTOR_NOT_TOLD: Check = Check {
    code: Code {
        name: "actor-not-told",
        asks: &["SG-5.a"],
        summary: "no guideline tells a user of the product what to do for secure operation",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/actor-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Actor),
    run: actor_not_told,
};

/// Every person who uses the product finds their duties in a guideline.
fn actor_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ACTOR_NOT_TOLD.code;
    for (id, actor) in cx.each(Kind::Actor, &cx.model.actor) {
        if !person(actor) {
            continue;
        }
        if cx.told_to_users(id).is_some() {
            out.shows("SG-5.a", id);
            continue;
        }
        untold(cx, out, code, id, "duties that nobody wrote down are nobody's");
    }
    out.next("SG-5.a", "add an `[actor.ID]` of kind `person` for every user, and a section that covers their duties");
}
