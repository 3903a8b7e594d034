//! What somebody has to know of a case beside its dates: before they act, and from what the record says.

use vauban_catalog::reporting::{StageRule, TrackRule};
use vauban_model::kinds::Case;
use vauban_model::{Enterprise, FilingStage, Record, Ref, Track};

use super::stages::{first, plus};
use super::story::{Story, enterprise, no_duty_flaw};
use super::{Asked, Clock, Duty, Instant, State, cascade};

/// What can be told of a case before somebody acts.
pub(super) fn hints(asked: Asked<'_>, story: &Story, clocks: &[Clock], notes: &mut Vec<String>) {
    let of = |duty: Duty| clocks.iter().find(|clock| clock.duty == duty);
    let unfiled = |duty: Duty| of(duty).is_some_and(|clock| !clock.state.settled());
    if story.not_owed.is_some() {
        return;
    }
    if let Some((measure, aware)) = story.measure.zip(story.aware)
        && story.track == Some(Track::ExploitedVulnerability)
        && measure.seconds <= aware.seconds
        && unfiled(Duty::Final)
    {
        notes.push(
            "the measure was there before awareness: the final report can be filed together with the notification"
                .to_owned(),
        );
    }
    let final_rule =
        asked.law.clocks.iter().find(|rule| rule.stage == StageRule::Final && rule.track == TrackRule::Incident);
    if story.track == Some(Track::SevereIncident)
        && story.aware.is_some()
        && first(story, FilingStage::Notification).is_none()
        && let Some(amount) = final_rule.and_then(|rule| rule.amount)
        && let (Some(then), Some(planned)) = (plus(asked.now, amount), of(Duty::Final).and_then(|clock| clock.due))
        && then.seconds < planned.seconds
    {
        let then = Instant { ahead: planned.ahead, ..then };
        notes.push(format!(
            "filing the notification now makes the final report due on {}, instead of {} if it is filed at its deadline",
            then.people(),
            planned.people()
        ));
    }
    let late = of(Duty::EarlyWarning).is_some_and(|clock| matches!(clock.state, State::Missed | State::Late));
    if late && matches!(enterprise(asked.model.policy.first()), Some(Enterprise::Micro | Enterprise::Small)) {
        notes.push(
            "a micro or small enterprise is not fined for a late early warning (Article 64(10) as corrected); it is owed all the same"
                .to_owned(),
        );
    }
}

/// What a record says beside its clocks that somebody has to know.
pub(super) fn notes(asked: Asked<'_>, case: &Record<Case>, story: &Story) -> Vec<String> {
    let mut notes = Vec::new();
    if case.drill.as_ref().is_some_and(|drill| drill.value) {
        notes.push("an exercise: nothing of it is filed, and it alarms nobody".to_owned());
    }
    if let Some(flaw) = no_duty_flaw(asked, case).filter(|_| story.not_owed.is_none()) {
        notes.push(format!("`no-duty` does not hold: {flaw}; the clocks run"));
    }
    if let Some(doubt) = cascade::doubt(asked.model, asked.across, case) {
        notes.push(format!("the CSIRT may be the wrong one: {doubt}"));
    }
    for outage in &case.outages {
        let Some(from) = outage.from.as_ref().and_then(Instant::of) else { continue };
        let until = outage.until.as_ref().and_then(Instant::of);
        let until = until.map_or_else(|| "and still".to_owned(), |until| format!("until {}", until.people()));
        notes.push(format!(
            "the platform could not be reached from {} {until}; no deadline moves, submit as soon as it answers",
            from.people()
        ));
    }
    for filing in &case.filings {
        let receipt = filing.receipt.as_ref().is_some_and(|receipt| !receipt.trim().is_empty());
        let stage = filing.stage.as_ref().map_or("?", |stage| stage.word());
        match filing.submitted.as_ref().and_then(Instant::of) {
            Some(at) if at.seconds > asked.now.seconds => {
                notes.push(format!("the filing `{stage}` is dated in the future and does not count yet"));
            }
            _ if !receipt && filing.evidence.is_empty() => {
                notes.push(format!("the filing `{stage}` has no receipt: nobody else can tell that it was submitted"));
            }
            _ => {}
        }
    }
    for affected in &case.affected {
        let Some(product) = affected.product.as_ref().and_then(Ref::to) else { continue };
        let Some(record) = asked.model.product.get(product.at as usize) else { continue };
        let legacy = record.in_scope.as_ref().and_then(|scope| scope.decision.as_ref());
        let legacy = legacy.is_some_and(|decision| decision.value == vauban_model::InScope::Legacy);
        let lines: Vec<_> =
            asked.across.lines(product).iter().filter_map(|line| asked.model.line.get(line.at as usize)).collect();
        let today = asked.now.date();
        let over = |until: Option<vauban_model::Day>| until.zip(today).is_some_and(|(until, today)| until.date < today);
        let ended = !lines.is_empty() && lines.iter().all(|line| over(line.supported_until));
        if legacy || ended {
            let what = if legacy { "is a legacy product" } else { "is no longer supported" };
            notes.push(format!("`{}` {what}: reporting applies to it all the same (Article 69(3))", record.head.id));
        }
    }
    notes
}
