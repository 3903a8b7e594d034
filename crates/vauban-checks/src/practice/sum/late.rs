//! That updates come in time, to every supported line (SUM-5.g).

use std::collections::BTreeSet;

use vauban_analysis::clocks::Across;
use vauban_analysis::updates::{Reach, Row, State, delivered, timeliness};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Kind};

use super::delivery::is_own_line;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{few, next_unless_shown};

/// SUM-5.g for every issue that users have.
pub(crate) const UPDATE_LATE: Check = Check {
    code: Code {
        name: "update-late",
        asks: &["SUM-5.g"],
        summary: "an update missed its deadline, or it cannot be told whether it did",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-late.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_late,
};

/// The rows of the product being judged: of all its lines, or of the one that is looked at.
pub(super) fn rows(cx: &Context<'_>) -> Vec<Row> {
    let concerns = |head: &vauban_model::Head| cx.concerns(head);
    let all = timeliness(cx.model, &Across::new(cx.model), cx.product, cx.today, &concerns);
    let own = |row: &Row| match row.line {
        None => true,
        Some(line) => cx.model.line.get(line.at as usize).is_some_and(|line| is_own_line(cx, line)),
    };
    all.rows.into_iter().filter(own).collect()
}

/// A line in a message, with what is special about it.
pub(super) fn line_told(cx: &Context<'_>, row: &Row) -> Option<String> {
    let several = cx.model.line.len() > 1;
    let name = cx.name(row.line?);
    let oldest = if row.oldest && several { ", the oldest supported line" } else { "" };
    Some(match &row.reach {
        Reach::Unknown(why) if several => format!("`{name}`{oldest} (whether it has the issue is unknown: {why})"),
        Reach::Unknown(_) | Reach::Affected(_) | Reach::NotAffected(_) => format!("`{name}`{oldest}"),
    })
}

fn update_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_LATE.code;
    next_unless_shown(
        out,
        &[(
            "SUM-5.g",
            "set `deadlines` under `[policy]`, and give issues found in use `severity` and `assessed`, and their updates `delivered`",
        )],
    );
    if cx.policy().is_none_or(|policy| policy.deadlines.is_none()) {
        return;
    }
    for rows in rows(cx).chunk_by(|one, other| one.issue == other.issue) {
        let Some(first) = rows.first() else { continue };
        let id = first.issue;
        let Some(issue) = cx.model.issue.get(id.at as usize) else { continue };
        let name = &issue.head.id;
        let why = "the policy is kept or it is paper; an assessor lays the dates of the last five updates beside it";
        let due = match &first.deadline {
            Ok(due) => *due,
            // Nothing was promised yet for what nobody has decided; the checks of DM-3 and DM-4 ask for that.
            Err(_) if first.undecided => continue,
            Err(gap) => {
                out.finding(
                    cx.about(
                        code,
                        id,
                        format!("it cannot be told whether the update for issue `{name}` was in time: {gap}"),
                    )
                    .why(why)
                    .help("give the issue `severity` and `assessed`, and the policy a deadline for every severity"),
                );
                continue;
            }
        };
        let late = late(cx, rows, due);
        // A line that was supported until then and that no update is for was forgotten.
        let without = rows.iter().filter(|row| row.updates.is_empty() && matches!(row.state, State::Overdue(_)));
        let forgotten: Vec<&Row> = without.collect();
        let none = rows.iter().all(|row| row.updates.is_empty());
        if late.is_empty() && forgotten.is_empty() {
            let on_time = rows.iter().flat_map(|row| &row.updates).filter(|update| {
                cx.model.update.get(update.at as usize).is_some_and(|update| delivered(update, cx.today).is_some())
            });
            on_time.copied().collect::<BTreeSet<AnyId>>().into_iter().for_each(|update| out.shows("SUM-5.g", update));
            continue;
        }
        let what = match none {
            true => "there is none".to_owned(),
            false => {
                let told = forgotten.iter().filter_map(|row| line_told(cx, row));
                let told = told.map(|line| format!("there is none for {line}"));
                few(&late.into_iter().chain(told).collect::<Vec<_>>(), ", ")
            }
        };
        let help = match first.undecided {
            true => {
                "decide what is done (`vauban issue decide`), and deliver the update to every supported line that has the issue"
            }
            false => {
                "deliver it to every supported line that has the issue, or say in `late-because` of the update why it missed the deadline"
            }
        };
        out.finding(
            cx.about(code, id, format!("the update for issue `{name}` was due on {due}: {what}")).why(why).help(help),
        );
    }
}

/// Updates that missed the deadline without a word.
fn late(cx: &Context<'_>, rows: &[Row], due: Date) -> Vec<String> {
    let updates: BTreeSet<AnyId> = rows.iter().flat_map(|row| row.updates.iter().copied()).collect();
    let records = updates.into_iter().filter_map(|id| Some((id, cx.model.update.get(id.at as usize)?)));
    records
        .filter(|(_, update)| !said(&update.late_because) && cx.today > due)
        .filter_map(|(id, update)| match delivered(update, cx.today) {
            Some(day) if day > due => Some(format!("`{}` came on {day}", cx.name(id))),
            Some(_) => None,
            None => Some(format!("`{}` has not come", cx.name(id))),
        })
        .collect()
}
