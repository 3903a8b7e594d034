//! The one sentence about how a product stands, and what speaks against it.

use super::{Deadline, Standing};
use vauban_model::Date;

/// How a headline is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Nothing that was looked at is open.
    Good,
    /// Something is open, or not known.
    Attention,
    /// Something is wrong: a deadline has passed, a protection is not there.
    Bad,
}

/// How a product stands, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub sentence: String,
    /// What it rests on, the worst first: each a sentence of its own.
    pub reasons: Vec<(Tone, String)>,
}

/// The headline over a standing and what is due.
pub fn headline(standing: &Standing, due: &[Deadline], today: Date) -> Headline {
    let (settled, all) = standing.settled();
    let mut reasons = Vec::new();
    let late: usize = due.iter().filter(|one| one.days_left(today) < 0).map(|one| one.records.len().max(1)).sum();
    if late > 0 {
        let verb = if late == 1 { "has" } else { "have" };
        reasons.push((Tone::Bad, format!("{} {verb} passed.", count(late, "deadline"))));
    }
    match &standing.shallow {
        Ok(0) if standing.assets == 0 => {
            reasons.push((Tone::Attention, "No asset is recorded, so no depth can be told.".to_owned()));
        }
        Ok(0) => {}
        Ok(shallow) => {
            let verb = if *shallow == 1 { "has" } else { "have" };
            let of = format!("{shallow} of {}", count(standing.assets, "asset"));
            let (tone, accepted) = match standing.accepted {
                0 => (Tone::Bad, String::new()),
                accepted if accepted < *shallow => {
                    (Tone::Bad, format!("; decisions in force accept that of {accepted} of them"))
                }
                _ => (Tone::Attention, "; decisions in force accept that".to_owned()),
            };
            reasons.push((tone, format!("{of} {verb} less depth than policy asks for{accepted}.")));
        }
        Err(why) => reasons.push((Tone::Attention, format!("Depth is not known: {why}."))),
    }
    if standing.unstated > 0 {
        let verb = if standing.unstated == 1 { "is" } else { "are" };
        let what = count(standing.unstated, "asset");
        reasons.push((Tone::Attention, format!("{what} {verb} out of reach and nobody stands up for that.")));
    }
    if standing.errors > 0 {
        let verb = if standing.errors == 1 { "is" } else { "are" };
        reasons.push((Tone::Bad, format!("{} {verb} open in the records.", count(standing.errors, "error"))));
    }
    match &standing.overdue {
        Ok(0) => {}
        Ok(overdue) => {
            let verb = if *overdue == 1 { "is" } else { "are" };
            reasons.push((Tone::Bad, format!("{} {verb} overdue.", count(*overdue, "issue"))));
        }
        Err(why) => reasons.push((Tone::Attention, format!("How old issues are is not known: {why}."))),
    }
    for (number, what) in [(&standing.threats, "threat"), (&standing.issues, "issue")] {
        match number {
            Ok(0) => {}
            Ok(open) => {
                let verb = if *open == 1 { "is" } else { "are" };
                reasons.push((Tone::Attention, format!("{} {verb} open.", count(*open, what))));
            }
            Err(why) => reasons.push((Tone::Attention, format!("Open {what}s are not known: {why}."))),
        }
    }
    if standing.waived > 0 {
        let verb = if standing.waived == 1 { "is" } else { "are" };
        reasons.push((Tone::Attention, format!("{} {verb} set aside by waivers.", count(standing.waived, "finding"))));
    }
    reasons.sort_by_key(|(tone, _)| std::cmp::Reverse(*tone));
    let open = all - settled;
    let sentence = match (all, open) {
        (0, _) => "No requirement has been judged.".to_owned(),
        (_, 0) => format!("All {all} requirements are met or validly left out."),
        (_, 1) => format!("{settled} of {all} requirements are met or validly left out; 1 is open."),
        (_, open) => format!("{settled} of {all} requirements are met or validly left out; {open} are open."),
    };
    let worst = reasons.iter().map(|(tone, _)| *tone).max().unwrap_or(Tone::Good);
    let own = if all > 0 && open == 0 { Tone::Good } else { Tone::Attention };
    Headline { tone: worst.max(own), sentence, reasons }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> Standing {
        Standing {
            requirements: [47, 0, 0, 0],
            aspects: [285, 0, 0, 0],
            shallow: Ok(0),
            accepted: 0,
            unstated: 0,
            assets: 5,
            threats: Ok(0),
            issues: Ok(0),
            overdue: Ok(0),
            errors: 0,
            waived: 0,
        }
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_what_was_looked_at_and_found_settled_is_good() {
        let today = day("2026-11-22");
        assert_eq!(headline(&standing(), &[], today).tone, Tone::Good);
        let nothing = Standing { requirements: [0; 4], ..standing() };
        assert_eq!(headline(&nothing, &[], today).tone, Tone::Attention);
        for unknown in [
            Standing { shallow: Err("no answer".into()), ..standing() },
            Standing { threats: Err("no answer".into()), ..standing() },
            Standing { overdue: Err("no answer".into()), ..standing() },
            Standing { assets: 0, ..standing() },
            Standing { unstated: 1, ..standing() },
        ] {
            let told = headline(&unknown, &[], today);
            assert_eq!(told.tone, Tone::Attention, "{told:?}");
        }
        let accepted = Standing { shallow: Ok(2), accepted: 2, ..standing() };
        assert_eq!(headline(&accepted, &[], today).tone, Tone::Attention);
        let some = Standing { shallow: Ok(2), accepted: 1, ..standing() };
        assert_eq!(headline(&some, &[], today).tone, Tone::Bad);
        let told = headline(&Standing { shallow: Ok(1), threats: Ok(3), ..standing() }, &[], today);
        assert_eq!((told.tone, told.reasons.len()), (Tone::Bad, 2));
        assert_eq!(told.reasons[0].1, "1 of 5 assets has less depth than policy asks for.");
    }

    #[test]
    fn what_has_passed_is_counted_and_what_comes_is_not() {
        let today = day("2026-11-22");
        let due = |on: &str| Deadline { on: day(on), what: "waiver ends".into(), records: Vec::new(), law: false };
        assert_eq!(headline(&standing(), &[due("2026-11-22")], today).tone, Tone::Good);
        let told = headline(&standing(), &[due("2026-11-21"), due("2026-12-01")], today);
        assert_eq!((told.tone, told.reasons[0].1.as_str()), (Tone::Bad, "1 deadline has passed."));
    }
}
