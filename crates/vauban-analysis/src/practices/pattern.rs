//! Secure design patterns (SD-4.d) whose place in the design is empty.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Answer, Asset, Interface};
use vauban_model::{AnyId, AssetKind, Impact, Kind, Record, Ref};

use super::design::{Design, count, targets, yes};
use super::{Candidate, Question};

/// What stands between a parser and the rest: a wall around it, or a check in front of it.
const WALLS: [&str; 3] = ["isolation", "least-privilege-execution", "input-validation"];

/// What keeps a secret where it lies.
const VAULTS: [&str; 7] = [
    "key-storage",
    "hardware-key-storage",
    "credential-storage",
    "storage-encryption",
    "storage-access-control",
    "readout-protection",
    "backup-protection",
];

pub(super) fn find(design: &Design<'_>, out: &mut Vec<Candidate>) {
    for (id, interface) in design.own_interfaces() {
        bare_parser(design, id, interface, out);
        rollback(design, id, interface, out);
    }
    for (id, asset) in design.each(Kind::Asset, &design.model.asset) {
        bare_secret(design, id, asset, out);
    }
    let carriers = design.carriers();
    for (id, _) in design.components() {
        scattered(design, id, &carriers, out);
    }
}

/// Input of strangers that needs a parser, with neither wall nor check.
fn bare_parser(design: &Design<'_>, id: AnyId, interface: &Record<Interface>, out: &mut Vec<Candidate>) {
    let complex = [(&interface.complex_input, "complex-input"), (&interface.deserializes, "deserializes")];
    let Some((_, key)) = complex.into_iter().find(|(flag, _)| yes(flag)) else { return };
    if !yes(&interface.untrusted_input) {
        return;
    }
    let like = interface.like.as_ref().and_then(Ref::to).and_then(|like| design.interface(like));
    let concerns = interface.concerns.as_ref().or(like.and_then(|like| like.concerns.as_ref()));
    let checked =
        concerns.and_then(|concerns| concerns.input_validation.as_ref()).is_some_and(|answer| !by(answer).is_empty());
    let on = interface.on.as_ref().and_then(Ref::to);
    let flows = Design::of(&design.flows, id).iter().copied();
    let mut around = flows.chain([id]).chain(on);
    let guarded = around.any(|element| design.of_kind(Design::of(&design.guards, element), &WALLS));
    let contained = on.is_some_and(|on| !Design::of(&design.containers, on).is_empty());
    if checked || guarded || contained {
        return;
    }
    let seen = format!(
        "is `untrusted-input` and `{key}`; nothing contains its component, and no mechanism of kind {} protects it",
        WALLS.join(", ")
    );
    out.push(Candidate { element: id, question: Question::BareParser, seen, related: on.into_iter().collect() });
}

/// Mechanisms that answer a concern, or stand in for one that does.
fn by(answer: &Answer) -> Vec<AnyId> {
    [targets(&answer.by), targets(&answer.compensated_by)].concat()
}

/// An update that takes any version.
fn rollback(design: &Design<'_>, id: AnyId, interface: &Record<Interface>, out: &mut Vec<Candidate>) {
    let updates = interface.offers.iter().any(|offer| offer.as_str() == "update");
    let installed = targets(&interface.installs);
    if !updates || installed.is_empty() {
        return;
    }
    let flows = Design::of(&design.flows, id).iter().copied();
    let on = interface.on.as_ref().and_then(Ref::to);
    let mut around = flows.chain([id]).chain(on).chain(installed.iter().copied());
    if around.any(|element| design.of_kind(Design::of(&design.guards, element), &["anti-rollback"])) {
        return;
    }
    let seen = format!(
        "offers updates of {} ({}), and no mechanism of kind anti-rollback protects it or them",
        count(installed.len(), "component"),
        design.names(&installed)
    );
    out.push(Candidate { element: id, question: Question::Rollback, seen, related: installed });
}

/// A key or credential on a part that nothing keeps it on.
fn bare_secret(design: &Design<'_>, id: AnyId, asset: &Record<Asset>, out: &mut Vec<Candidate>) {
    let secret = asset.kind.as_ref().is_some_and(|kind| matches!(kind.value, AssetKind::Key | AssetKind::Credential));
    let rated = asset.impact.as_ref().and_then(|impact| impact.confidentiality.as_ref()).map(|impact| impact.value);
    let Some(impact) = rated.filter(|impact| secret && *impact >= Impact::Moderate) else { return };
    if design.of_kind(Design::of(&design.guards, id), &VAULTS) {
        return;
    }
    let own = |holder: &AnyId| design.component(*holder).is_some_and(|part| !crate::reach::of_environment(part));
    let bare: Vec<AnyId> =
        targets(&asset.held_by).into_iter().filter(|holder| own(holder) && !kept(design, *holder)).collect();
    if bare.is_empty() {
        return;
    }
    let seen = format!(
        "is a secret of impact {} on {}, and no mechanism that keeps secrets protects it, or {} there",
        impact.word(),
        design.names(&bare),
        if bare.len() == 1 { "its holder" } else { "its holders" }
    );
    out.push(Candidate { element: id, question: Question::BareSecret, seen, related: bare });
}

/// Whether a part keeps what lies on it: it is contained, or it, what it runs on or a way in is guarded by a vault.
fn kept(design: &Design<'_>, holder: AnyId) -> bool {
    let below = design.below(holder);
    let ways = below.iter().flat_map(|part| Design::of(&design.interfaces, *part)).copied();
    let vault = below.iter().copied().chain(ways).any(|one| design.of_kind(Design::of(&design.guards, one), &VAULTS));
    vault || !Design::of(&design.containers, holder).is_empty()
}

/// An asset that several interfaces of a part reach, each asking other mechanisms about rights, with no common one.
fn scattered(design: &Design<'_>, id: AnyId, carriers: &BTreeSet<AnyId>, out: &mut Vec<Candidate>) {
    let mut ways: BTreeMap<AnyId, Vec<(AnyId, BTreeSet<AnyId>)>> = BTreeMap::new();
    for way in Design::of(&design.interfaces, id).iter().filter(|way| !carriers.contains(way)) {
        let Some(interface) = design.interface(*way) else { continue };
        let answer = interface.concerns.as_ref().and_then(|concerns| concerns.authorization.as_ref());
        let deciders: BTreeSet<AnyId> = answer.map(by).unwrap_or_default().into_iter().collect();
        if deciders.is_empty() {
            continue;
        }
        let assets: BTreeSet<AnyId> = interface.operations.iter().flat_map(|one| targets(&one.affects)).collect();
        for asset in assets {
            ways.entry(asset).or_default().push((*way, deciders.clone()));
        }
    }
    for (asset, ways) in ways.iter().filter(|(_, ways)| ways.len() > 1) {
        let mut behind = ways
            .iter()
            .map(|(_, deciders)| -> BTreeSet<AnyId> { deciders.iter().flat_map(|one| behind(design, *one)).collect() });
        let first = behind.next().unwrap_or_default();
        let common = behind.fold(first, |known, next| known.intersection(&next).copied().collect());
        if !common.is_empty() {
            continue;
        }
        let over: Vec<AnyId> = ways.iter().map(|(way, _)| *way).collect();
        let deciders: BTreeSet<AnyId> = ways.iter().flat_map(|(_, deciders)| deciders.iter().copied()).collect();
        let deciders: Vec<AnyId> = deciders.into_iter().collect();
        let seen = format!(
            "lets {} ({}) reach `{}`, and {} decide about it ({}), with nothing that all of them ask or rely on",
            count(over.len(), "interface"),
            design.names(&over),
            design.name(*asset),
            count(deciders.len(), "mechanism"),
            design.names(&deciders)
        );
        // The first asset speaks for the part; the others are decided about in the same places.
        out.push(Candidate { element: id, question: Question::ScatteredDecision, seen, related: deciders });
        break;
    }
}

/// A mechanism and the mechanisms it relies on.
fn behind(design: &Design<'_>, mechanism: AnyId) -> BTreeSet<AnyId> {
    let mut seen = BTreeSet::from([mechanism]);
    let mut open = vec![mechanism];
    while let Some(at) = open.pop() {
        let Some(one) = design.mechanism(at) else { continue };
        for next in targets(&one.relies_on).into_iter().filter(|next| next.kind == Kind::Mechanism) {
            if seen.len() < 64 && seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}
