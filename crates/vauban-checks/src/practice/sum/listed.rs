//! That every update on a supplier's list is on record (SUM-3): the list is what the statements of compatibility are
//! measured against.

use std::collections::BTreeSet;

use vauban_analysis::evidence::path_of;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, FileFact, Kind, ListedUpdate, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;

/// SUM-3.a for every entry of a list.
pub(crate) const PLATFORM_UPDATE_UNRECORDED: Check = Check {
    code: Code {
        name: "platform-update-unrecorded",
        asks: &["SUM-3.a"],
        summary: "a supplier's list has updates of which there is no record, or cannot be read",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/platform-update-unrecorded.md"),
    },
    looks_at: LooksAt::Each(Kind::Supplier),
    run: platform_update_unrecorded,
};

fn platform_update_unrecorded(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &PLATFORM_UPDATE_UNRECORDED.code;
    for (id, supplier) in cx.each(Kind::Supplier, &cx.model.supplier) {
        let Some(list) = &supplier.updates_in else { continue };
        let name = &supplier.head.id;
        let unread = |why: &str| {
            cx.about(code, id, format!("the list of updates of `{name}` cannot be read: {why}"))
                .why("what is on it and on nobody's record is an update that users ask about in vain")
                .help("write it as CSV with the columns `reference`, `published` (2026-11-22) and `title`")
        };
        let path = path_of(cx.model, list);
        let listed = match path.and_then(|path| cx.facts.update_lists.get(path)) {
            Some(Ok(listed)) => listed,
            Some(Err(why)) => {
                out.finding(unread(why));
                continue;
            }
            None => {
                let missing = path.is_none_or(|path| !matches!(cx.facts.files.get(path), Some(FileFact::There { .. })));
                out.finding(unread(if missing { "the file is not there" } else { "it was not read" }));
                continue;
            }
        };
        let known = recorded(cx, id);
        let open: Vec<&ListedUpdate> =
            listed.iter().filter(|one| one.published <= cx.today && !known.contains(&plain(&one.reference))).collect();
        let Some(oldest) = open.first() else { continue };
        let names: Vec<String> = open.iter().map(|one| format!("`{}` of {}", one.reference, one.published)).collect();
        let mut finding = cx
            .about(
                code,
                id,
                match open.len() {
                    1 => format!("an update of `{name}` is on no record: {}", few(&names, ", ")),
                    many => format!("{many} updates of `{name}` are on no record: {}", few(&names, ", ")),
                },
            )
            .why("users of the product ask whether it works with them, and nobody has looked")
            .help("add a `[platform-update.ID]` with this `supplier`, `reference` and `published` for each, then a `[compatibility.ID]`");
        let days = cx.policy().and_then(|policy| policy.qualification_days.as_ref()).map_or(0, |days| days.0.value);
        if cx.today.days() - oldest.published.days() <= days {
            finding.severity = Severity::Note;
        }
        out.finding(finding);
    }
}

/// References of a supplier's updates that are on record.
fn recorded(cx: &Context<'_>, supplier: AnyId) -> BTreeSet<String> {
    let all = cx.each(Kind::PlatformUpdate, &cx.model.platform_update);
    all.filter(|(_, update)| update.supplier.as_ref().and_then(Ref::to) == Some(supplier))
        .filter_map(|(_, update)| update.reference.as_ref().map(|reference| plain(reference)))
        .collect()
}

/// A reference as it is compared: without blanks around it, in small letters.
fn plain(reference: &str) -> String {
    reference.trim().to_lowercase()
}
