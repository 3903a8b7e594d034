//! That somebody stands for what an update does to safety and operation (SUM-1.d): said in the record, and signed as it
//! stands before the update goes out.

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Kind, Record, SignatureFact, kinds};

use super::qualification::out_updates;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

/// SUM-1.d for every update.
pub(crate) const UPDATE_SAFETY_UNSIGNED: Check = Check {
    code: Code {
        name: "update-safety-unsigned",
        asks: &["SUM-1.d"],
        summary: "nobody signed what an update does to safety and operation",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-safety-unsigned.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_safety_unsigned,
};

fn update_safety_unsigned(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_SAFETY_UNSIGNED.code;
    let bears = &["SUM-1.d"];
    for (id, update) in out_updates(cx) {
        let mut gaps = Gaps::default();
        gaps.unless(said(&update.safety), bears, "not said what it does to safety (`safety`)");
        gaps.unless(said(&update.operation), bears, "not said what it does to operation (`operation`)");
        if let Err(why) = signed(cx, update) {
            gaps.add(bears, why);
        }
        if gaps.is_empty() {
            // Whether the words are true is for people to state; here they find what was signed.
            out.candidate("SUM-1.d", id);
            continue;
        }
        let name = &update.head.id;
        out.finding(
            gaps.finding(cx, code, id, &format!("update `{name}`"))
                .why("a restart at the wrong moment, or a limit that reads differently afterwards, hurts people; somebody has looked and answers for it, or nobody has")
                .help(format!(
                    "write `safety` and `operation`, then `vauban update sign {name} --by PERSON --key FILE` before it is delivered"
                )),
        );
    }
}

/// Whether one signature holds, and was made before the update was delivered; why not.
fn signed(cx: &Context<'_>, update: &Record<kinds::Update>) -> Result<(), String> {
    let name = update.head.name();
    let mut why = "nobody signed what it says of them (`signatures`)".to_owned();
    let last = update.delivered.map_or(cx.today, |day| day.date).min(cx.today);
    for (at, signature) in update.signatures.iter().enumerate() {
        let by = signature.by.as_ref().map_or("", |by| &by.link.text);
        match cx.facts.signatures.get(&(name.clone(), at)) {
            Some(SignatureFact::Good | SignatureFact::Elsewhere) => match signature.date.map(|day| day.date) {
                Some(day) if day <= last => return Ok(()),
                Some(day) => why = format!("`{by}` signed only on {day}"),
                None => why = format!("the signature of `{by}` has no `date`"),
            },
            Some(SignatureFact::Bad(gap)) => why = format!("the signature of `{by}` is not valid: {gap}"),
            Some(SignatureFact::Unchecked(gap)) => why = format!("the signature of `{by}` could not be checked: {gap}"),
            None => why = format!("the signature of `{by}` was not checked"),
        }
    }
    Err(why)
}
