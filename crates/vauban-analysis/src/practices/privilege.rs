//! Least privilege (SD-4.a): who may do more than the design needs.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Component, Interface};
use vauban_model::{AnyId, ComponentForm, Exposure, Kind, Record, Ref};

use super::design::{Design, count, targets, yes};
use super::{Candidate, Question};

/// Words for the rights of everybody.
const ALL_RIGHTS: [&str; 8] =
    ["root", "administrator", "admin", "superuser", "localsystem", "privileged", "supervisor", "cap_sys_admin"];

/// Words that turn the next one around: "no root", "without administrator".
const NEGATIONS: [&str; 5] = ["no", "not", "non", "without", "never"];

/// Words behind `root` that make it something else: "root of trust", "root file system".
const OTHER_ROOTS: [&str; 8] = ["of", "file", "filesystem", "fs", "partition", "directory", "certificate", "key"];

pub(super) fn find(design: &Design<'_>, out: &mut Vec<Candidate>) {
    for (id, component) in design.components() {
        rights(design, id, component, out);
        uncontained(design, id, component, out);
        if yes(&component.shared_accounts) {
            let seen = "says that people share an account".to_owned();
            out.push(Candidate { element: id, question: Question::SharedAccount, seen, related: Vec::new() });
        }
    }
    let mut accounts: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
    for (id, account) in design.each(Kind::Account, &design.model.account) {
        if let Some(on) = account.on.as_ref().and_then(Ref::to) {
            accounts.entry(on).or_default().push(id);
        }
    }
    for (id, interface) in design.own_interfaces() {
        open_operations(design, id, interface, out);
        one_account(design, id, interface, &accounts, out);
    }
    grants(design, out);
}

/// All rights on a part that strangers can talk to.
fn rights(design: &Design<'_>, id: AnyId, component: &Record<Component>, out: &mut Vec<Candidate>) {
    let Some(word) = component.privileges.as_ref().and_then(|text| all_rights(text)) else { return };
    let exposed = exposed(design, id);
    if exposed.is_empty() {
        return;
    }
    let seen = format!(
        "runs with `{word}`, and strangers' input reaches it over {}: {}",
        count(exposed.len(), "interface"),
        design.names(&exposed)
    );
    out.push(Candidate { element: id, question: Question::Rights, seen, related: exposed });
}

/// The word that says that a part may do everything.
pub(super) fn all_rights(text: &str) -> Option<String> {
    let written: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let words: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
    let around = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", String::as_str);
        (before, words.get(at + 1).map_or("", String::as_str))
    };
    let found = (0..words.len()).find(|at| {
        let (before, behind) = around(*at);
        let word = words[*at].as_str();
        if NEGATIONS.contains(&before) || (word == "root" && OTHER_ROOTS.contains(&behind)) {
            return false;
        }
        // "System" is a user of its own only in capitals, or after a word that makes it one.
        let system = word == "system" && (written[*at] == "SYSTEM" || ["local", "as", "user"].contains(&before));
        ALL_RIGHTS.contains(&word) || system
    });
    found.and_then(|at| written.get(at).map(|word| (*word).to_owned()))
}

/// Interfaces of a part over which strangers' input comes: reachable without opening the case, or said to be untrusted.
fn exposed(design: &Design<'_>, component: AnyId) -> Vec<AnyId> {
    let interfaces = Design::of(&design.interfaces, component).iter().copied();
    let reached = |id: &AnyId| {
        design.interface(*id).is_some_and(|interface| {
            let near = interface.exposure.as_ref().is_some_and(|exposure| exposure.value >= Exposure::Adjacent);
            near || yes(&interface.untrusted_input)
        })
    };
    interfaces.filter(reached).collect()
}

/// A process beside others of different trust that nothing keeps apart.
fn uncontained(design: &Design<'_>, id: AnyId, component: &Record<Component>, out: &mut Vec<Candidate>) {
    let apart = [
        ComponentForm::Process,
        ComponentForm::Task,
        ComponentForm::Container,
        ComponentForm::Guest,
        ComponentForm::Partition,
    ];
    if !component.form.as_ref().is_some_and(|form| apart.contains(&form.value)) {
        return;
    }
    let Some(host) = component.runs_on.as_ref().and_then(Ref::to) else { return };
    if !design.component(host).is_some_and(|host| yes(&host.mixed_trust)) {
        return;
    }
    let exposed = exposed(design, id);
    let isolated = design.of_kind(Design::of(&design.guards, id), &["isolation", "least-privilege-execution"]);
    if exposed.is_empty() || isolated || !Design::of(&design.containers, id).is_empty() {
        return;
    }
    let seen = format!(
        "shares `{}` with parts of other trust, strangers' input reaches it, and no mechanism contains it",
        design.name(host)
    );
    out.push(Candidate { element: id, question: Question::Uncontained, seen, related: vec![host] });
}

/// Operations that take no right, where strangers can call them.
fn open_operations(design: &Design<'_>, id: AnyId, interface: &Record<Interface>, out: &mut Vec<Candidate>) {
    if !design.external(id, interface) {
        return;
    }
    let bare = |needs: &Option<vauban_model::Text>| needs.as_ref().is_none_or(|needs| needs.trim().is_empty());
    let open: Vec<String> = interface
        .operations
        .iter()
        .filter(|operation| bare(&operation.needs))
        .map(|operation| operation.name.as_ref().map_or_else(|| "?".to_owned(), |name| format!("\"{}\"", name.trim())))
        .collect();
    if open.is_empty() {
        return;
    }
    let seen = format!(
        "can be reached from outside, and {} of its {} say no right they take: {}",
        open.len(),
        count(interface.operations.len(), "operation"),
        open.iter().take(4).cloned().collect::<Vec<_>>().join(", ")
    );
    out.push(Candidate { element: id, question: Question::OpenOperation, seen, related: Vec::new() });
}

/// Several people at a login that has one account.
fn one_account(
    design: &Design<'_>,
    id: AnyId,
    interface: &Record<Interface>,
    accounts: &BTreeMap<AnyId, Vec<AnyId>>,
    out: &mut Vec<Candidate>,
) {
    let Some(on) = interface.on.as_ref().and_then(Ref::to).filter(|_| yes(&interface.passwords)) else { return };
    let person = |party: &AnyId| {
        let actor = (party.kind == Kind::Actor).then(|| design.model.actor.get(party.at as usize)).flatten();
        actor.is_some_and(|actor| actor.kind.as_ref().is_some_and(|kind| kind.as_str() == "person"))
    };
    let people: Vec<AnyId> = targets(&interface.users).into_iter().filter(person).collect();
    let here = Design::of(accounts, on);
    let named = |element: AnyId| design.of_kind(Design::of(&design.guards, element), &["individual-identity"]);
    if people.len() < 2 || here.len() != 1 || named(id) || named(on) {
        return;
    }
    let seen = format!("is used by {} people ({}) with one account", people.len(), design.names(&people));
    out.push(Candidate { element: id, question: Question::SharedAccount, seen, related: here.to_vec() });
}

/// Flows that grant more than any operation of their interface does.
fn grants(design: &Design<'_>, out: &mut Vec<Candidate>) {
    for (id, flow) in design.each(Kind::Flow, &design.model.flow) {
        let Some(interface) = flow.to.as_ref().and_then(Ref::to).and_then(|to| design.interface(to)) else { continue };
        let like = interface.like.as_ref().and_then(Ref::to).and_then(|like| design.interface(like));
        let operations = match (&interface.operations, like) {
            (own, Some(like)) if own.is_empty() => &like.operations,
            (own, _) => own,
        };
        if operations.is_empty() {
            continue;
        }
        let touched: BTreeSet<AnyId> = operations.iter().flat_map(|operation| targets(&operation.affects)).collect();
        let derived = |asset: AnyId| {
            let parents = design.model.asset.get(asset.at as usize).map(|asset| targets(&asset.derived_from));
            parents.is_some_and(|parents| parents.iter().any(|parent| touched.contains(parent)))
        };
        let beyond: Vec<AnyId> = flow
            .grants
            .iter()
            .filter_map(|grant| grant.asset.to)
            .filter(|asset| !touched.contains(asset) && !derived(*asset))
            .collect();
        if beyond.is_empty() {
            continue;
        }
        let seen = format!("grants {}, which no operation of its interface affects", design.names(&beyond));
        out.push(Candidate { element: id, question: Question::Grant, seen, related: beyond });
    }
}
