//! When a period ends by Regulation (EEC, Euratom) No 1182/71, in our own words:
//!
//! - the hour or day in which the event happens is not counted;
//! - a period in hours ends with its last hour, whatever day that is;
//! - a period in days ends at the end of its last day, one in months at the end of the day with the number of the day of
//!   the event, or of the last day of the month where there is none;
//! - where that day is a Saturday, a Sunday or a public holiday, it ends with the next working day (not for hours);
//! - a period of two days or more has at least two working days in it.
//!
//! The law does not say that it applies, nor whose holidays do. So this date is shown and never waited for.

use std::collections::BTreeSet;

use vauban_catalog::reporting::Amount;
use vauban_model::Date;

use super::Instant;

/// Days in a row that are looked through for a working day.
const LOOKED_THROUGH: usize = 400;

/// The end of a period that an event starts, by the clock that the event was written with.
pub fn statutory(event: Instant, amount: Amount, holidays: &BTreeSet<Date>) -> Option<Instant> {
    let hour = |at: Instant| {
        let local = at.seconds + i64::from(at.ahead) * 60;
        Instant { seconds: at.seconds - local.rem_euclid(3_600), ..at }
    };
    let days = match amount {
        Amount::Hours(hours) => return hour(event).plus_hours(i64::from(hours) + 1),
        Amount::Days(days) => {
            let begun = event.date()?;
            let mut last = Date::from_days(begun.days() + i64::from(days))?;
            if days >= 2 {
                last = last.max(with_two_working_days(begun, holidays)?);
            }
            last
        }
        Amount::Months(_) if event.date().is_none() => return None,
        Amount::Months(months) => event.plus_months(i64::from(months))?.date()?,
    };
    Instant::end_of(working(days, holidays)?, event.ahead)
}

fn is_working(date: Date, holidays: &BTreeSet<Date>) -> bool {
    // 1970-01-01 was a Thursday; Saturday and Sunday are 5 and 6 from Monday.
    (date.days() + 3).rem_euclid(7) < 5 && !holidays.contains(&date)
}

/// The first working day from a day on.
fn working(from: Date, holidays: &BTreeSet<Date>) -> Option<Date> {
    let days = (0..LOOKED_THROUGH as i64).map_while(|more| Date::from_days(from.days() + more));
    days.into_iter().find(|day| is_working(*day, holidays))
}

/// The second working day after the day of an event.
fn with_two_working_days(event: Date, holidays: &BTreeSet<Date>) -> Option<Date> {
    let days = (1..=LOOKED_THROUGH as i64).map_while(|more| Date::from_days(event.days() + more));
    days.into_iter().filter(|day| is_working(*day, holidays)).nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(event: &str, amount: Amount, holidays: &[&str]) -> String {
        let holidays = holidays.iter().filter_map(|day| Date::parse(day)).collect();
        statutory(Instant::parse(event).unwrap(), amount, &holidays).unwrap().to_string()
    }

    #[test]
    fn hours_run_from_the_next_full_hour_through_any_day() {
        assert_eq!(ends("2026-12-18T16:40:00+01:00", Amount::Hours(24), &[]), "2026-12-19T17:00:00+01:00");
        assert_eq!(ends("2026-12-18T16:00:00+01:00", Amount::Hours(24), &[]), "2026-12-19T17:00:00+01:00");
        assert_eq!(ends("2026-12-18T16:40:00+05:30", Amount::Hours(72), &["2026-12-21"]), "2026-12-21T17:00:00+05:30");
    }

    #[test]
    fn days_end_at_midnight_and_on_a_working_day() {
        let fortnight = Amount::Days(14);
        assert_eq!(ends("2026-12-23T10:00:00+01:00", fortnight, &[]), "2027-01-06T23:59:59+01:00");
        assert_eq!(ends("2026-12-23T10:00:00+01:00", fortnight, &["2027-01-06"]), "2027-01-07T23:59:59+01:00");
        assert_eq!(ends("2026-11-21T10:00:00Z", fortnight, &[]), "2026-12-07T23:59:59Z");
    }

    #[test]
    fn two_days_have_two_working_days_in_them() {
        assert_eq!(ends("2026-11-20T10:00:00Z", Amount::Days(2), &[]), "2026-11-24T23:59:59Z");
        assert_eq!(ends("2026-11-16T10:00:00Z", Amount::Days(2), &[]), "2026-11-18T23:59:59Z");
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last_and_never_on_a_sunday() {
        assert_eq!(ends("2027-01-31T09:00:00+01:00", Amount::Months(1), &[]), "2027-03-01T23:59:59+01:00");
        assert_eq!(ends("2026-12-15T09:00:00+01:00", Amount::Months(1), &[]), "2027-01-15T23:59:59+01:00");
    }

    #[test]
    fn a_year_without_a_working_day_ends_nowhere() {
        let from = Date::parse("2026-01-01").unwrap().days();
        let all = (0..900).filter_map(|more| Date::from_days(from + more)).collect();
        assert_eq!(statutory(Instant::parse("2026-01-02T09:00:00Z").unwrap(), Amount::Days(14), &all), None);
    }
}
