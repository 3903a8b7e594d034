//! What users are told about accounts (SG-6).

use std::collections::BTreeMap;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Ref};

use super::writing_began;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing_each;

pub(crate) const ACCOUNT_INCOMPLETE: Check = Check {
    code: Code {
        name: "account-incomplete",
        asks: &["SG-6.a", "SG-6.b"],
        summary: "an account does not say what it may do or how it is changed, or users are not told",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/account-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Account),
    run: account_incomplete,
};

/// Every account says where it is, whose it is and what it may do (SG-6.a); whether it exists as delivered, and
/// then how to change it (SG-6.b); and users are told.
fn account_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ACCOUNT_INCOMPLETE.code;
    for (id, account) in cx.each(Kind::Account, &cx.model.account) {
        let told = cx.told_to_users(id).is_some();
        let placed = account.on.as_ref().is_some_and(|on| on.to().is_some());
        let by_default = account.default.as_ref().map(|flag| flag.value);
        let answers = [
            (
                "SG-6.a",
                placed && said(&account.account) && said(&account.privileges),
                "`on`, `account` and `privileges`",
            ),
            (
                "SG-6.b",
                by_default == Some(false) || (by_default == Some(true) && said(&account.change_how)),
                "`default`, and `change-how`: how to change its name and password",
            ),
        ];
        let mut open = Vec::new();
        for (aspect, fine, lacks) in answers {
            match (fine, told) {
                (true, true) => out.shows(aspect, id),
                (true, false) => {}
                (false, _) => open.push((aspect, lacks)),
            }
        }
        if !told && writing_began(cx) {
            open.extend(code.asks.iter().map(|aspect| (*aspect, "a section of a guideline that covers it")));
        }
        if open.is_empty() {
            continue;
        }
        let mut lacks: Vec<&str> = open.iter().map(|(_, lacks)| *lacks).collect();
        lacks.dedup();
        let finding = cx
            .about(code, id, format!("users cannot manage account `{}`", account.head.id))
            .why("the account that nobody knows keeps the password it was delivered with")
            .help(format!("it lacks {}", lacks.join("; ")));
        out.finding(bearing_each(finding, &open));
    }
}

pub(crate) const ACCOUNTS_UNNAMED: Check = Check {
    code: Code {
        name: "accounts-unnamed",
        asks: &["SG-6.b"],
        summary: "a component has accounts, or a credential as delivered, that no account record names",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/accounts-unnamed.md"),
    },
    looks_at: LooksAt::Each(Kind::Component),
    run: accounts_unnamed,
};

/// A component that says it has accounts, or is delivered with a credential, has them on record; once there are
/// any accounts on record at all.
fn accounts_unnamed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ACCOUNTS_UNNAMED.code;
    let mut known: BTreeMap<AnyId, bool> = BTreeMap::new();
    for (_, account) in cx.each(Kind::Account, &cx.model.account) {
        if let Some(on) = account.on.as_ref().and_then(Ref::to) {
            *known.entry(on).or_default() |= account.default.as_ref().is_some_and(|flag| flag.value);
        }
    }
    for (id, component) in cx.each(Kind::Component, &cx.model.component) {
        let accounts = component.accounts.as_ref().is_some_and(|flag| flag.value);
        let credential = component.initial_credential.as_ref().is_some_and(|flag| flag.value);
        let message = match (accounts || credential, known.get(&id)) {
            (false, _) | (true, Some(true)) => {
                out.shows("SG-6.b", id);
                continue;
            }
            (true, Some(false)) if !credential => {
                out.shows("SG-6.b", id);
                continue;
            }
            (true, Some(false)) => format!(
                "component `{}` is delivered with a credential, and none of its accounts is `default`",
                component.head.id
            ),
            (true, None) if cx.model.account.is_empty() => continue,
            (true, None) => format!("component `{}` has accounts that no record names", component.head.id),
        };
        out.finding(
            cx.about(code, id, message)
                .why("the account that is missing in the list is missing in the manual")
                .help(format!("add an `[account.ID]` with `on = \"{}\"` for each", component.head.id)),
        );
    }
    out.next("SG-6.b", "add an `[account.ID]` for every account, or say with `[none.account]` that there are none");
}
