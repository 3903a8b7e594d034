//! A point in time and the offset it was written with: deadlines are computed in absolute seconds, and shown as the
//! people who wrote their anchor read a clock.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use vauban_model::{Date, Moment};

/// A point in time, with the offset of the clock it is shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instant {
    /// Seconds from 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Minutes by which that clock is ahead of UTC.
    pub ahead: i32,
}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Instant {
    /// By the absolute time; which clock shows it only decides between equal ones.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.seconds, self.ahead).cmp(&(other.seconds, other.ahead))
    }
}

impl Instant {
    /// A point in time as a record has it; `None` where it is out of the calendar.
    pub fn of(moment: &Moment) -> Option<Instant> {
        Instant { seconds: moment.seconds()?, ahead: moment.ahead()? }.checked()
    }

    /// Reads `2026-11-22T21:00:00+01:00` or `…Z`; seconds may be left out. A time without zone is none.
    pub fn parse(text: &str) -> Option<Instant> {
        let text = text.trim();
        if text.len() > 64 || !text.is_ascii() {
            return None;
        }
        let (date, rest) = text.split_once(['T', 't', ' '])?;
        let date = Date::parse(date)?;
        let at = rest.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = rest.split_at(at);
        let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
        let mut parts = clock.split(':').map(two_digits);
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = parts.next().unwrap_or(Some(0))?;
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let ahead = match zone {
            "Z" | "z" => 0,
            zone => {
                let (hours, minutes) = zone.get(1..)?.split_once(':')?;
                let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let ahead = (hours * 60 + minutes) as i32;
                if zone.starts_with('-') { -ahead } else { ahead }
            }
        };
        let seconds = date.days() * 86_400 + hour * 3_600 + minute * 60 + second - i64::from(ahead) * 60;
        Instant { seconds, ahead }.checked()
    }

    /// The first second of a day by a clock.
    pub fn start_of(date: Date, ahead: i32) -> Option<Instant> {
        Instant { seconds: date.days() * 86_400 - i64::from(ahead) * 60, ahead }.checked()
    }

    /// The last second of a day by a clock.
    pub fn end_of(date: Date, ahead: i32) -> Option<Instant> {
        Instant { seconds: date.days() * 86_400 + 86_399 - i64::from(ahead) * 60, ahead }.checked()
    }

    /// The day its clock shows.
    pub fn date(self) -> Option<Date> {
        Date::from_days((self.seconds + i64::from(self.ahead) * 60).div_euclid(86_400)).filter(|date| date.year > 0)
    }

    /// So many hours later, in absolute time: no night, weekend or change of clocks stops it.
    pub fn plus_hours(self, hours: i64) -> Option<Instant> {
        let seconds = hours.checked_mul(3_600).and_then(|more| self.seconds.checked_add(more))?;
        Instant { seconds, ..self }.checked()
    }

    /// The same time of day so many months later by its clock; the last day of the month where there is no such day.
    pub fn plus_months(self, months: i64) -> Option<Instant> {
        let span = Span::new().try_months(months).ok()?;
        let later = self.civil()?.checked_add(span).ok()?;
        let stamp = self.offset()?.to_timestamp(later).ok()?;
        Instant { seconds: stamp.as_second(), ..self }.checked()
    }

    /// The same point in time by a clock of UTC.
    pub fn utc(self) -> Instant {
        Instant { ahead: 0, ..self }
    }

    /// As people read it: `Sat 2026-12-19 16:40 +01:00`.
    pub fn people(self) -> String {
        match self.civil() {
            Some(at) => format!("{} {} {}", weekday(at), at.strftime("%Y-%m-%d %H:%M"), zone(self.ahead)),
            None => self.to_string(),
        }
    }

    /// As calendars write it: `20261219T154000Z`.
    pub fn calendar(self) -> String {
        match self.utc().civil() {
            Some(at) => at.strftime("%Y%m%dT%H%M%SZ").to_string(),
            None => String::new(),
        }
    }

    /// What its clock shows.
    pub(crate) fn civil(self) -> Option<DateTime> {
        let stamp = Timestamp::from_second(self.seconds).ok()?;
        Some(self.offset()?.to_datetime(stamp))
    }

    fn offset(self) -> Option<Offset> {
        Offset::from_seconds(self.ahead.checked_mul(60)?).ok()
    }

    /// Itself, if it lies in the years 1 to 9999 by its clock and by UTC.
    fn checked(self) -> Option<Instant> {
        let year = |at: Instant| at.civil().is_some_and(|at| (1..=9_999).contains(&at.year()));
        (year(self) && year(self.utc())).then_some(self)
    }
}

fn two_digits(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn weekday(at: DateTime) -> &'static str {
    match at.weekday() {
        jiff::civil::Weekday::Monday => "Mon",
        jiff::civil::Weekday::Tuesday => "Tue",
        jiff::civil::Weekday::Wednesday => "Wed",
        jiff::civil::Weekday::Thursday => "Thu",
        jiff::civil::Weekday::Friday => "Fri",
        jiff::civil::Weekday::Saturday => "Sat",
        jiff::civil::Weekday::Sunday => "Sun",
    }
}

fn zone(ahead: i32) -> String {
    if ahead == 0 {
        return "UTC".to_owned();
    }
    let sign = if ahead < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", ahead.abs() / 60, ahead.abs() % 60)
}

impl std::fmt::Display for Instant {
    /// As RFC 3339 writes it: `2026-12-19T16:40:00+01:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let zone = if self.ahead == 0 { "Z".to_owned() } else { zone(self.ahead) };
        match self.civil() {
            Some(at) => write!(f, "{}{zone}", at.strftime("%Y-%m-%dT%H:%M:%S")),
            None => write!(f, "{} s", self.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn times_are_read_with_their_zone_and_shown_with_it() {
        for (text, shown) in [
            ("2026-12-18T16:40:00+01:00", "2026-12-18T16:40:00+01:00"),
            ("2026-12-18T16:40+01:00", "2026-12-18T16:40:00+01:00"),
            ("2026-12-18 16:40:30.5Z", "2026-12-18T16:40:30Z"),
            ("2026-12-18t16:40:00z", "2026-12-18T16:40:00Z"),
            ("2026-12-18T16:40:00-05:30", "2026-12-18T16:40:00-05:30"),
        ] {
            assert_eq!(Instant::parse(text).map(|at| at.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "2026-12-18T16:40:00",
            "2026-12-18",
            "2026-02-29T10:00:00Z",
            "2026-12-18T24:00:00Z",
            "2026-12-18T16:60Z",
            "2026-12-18T16:40:00+1:00",
            "2026-12-18T16:40:00+01",
            "2026-12-18T16Z",
            "2026-12-18T16:40:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-10:00",
            "",
            "T",
            "2026-12-18Tä:40:00Z",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let later =
            |text: &str, months| Instant::parse(text).and_then(|at| at.plus_months(months)).unwrap().to_string();
        assert_eq!(later("2027-01-31T09:00:00+01:00", 1), "2027-02-28T09:00:00+01:00");
        assert_eq!(later("2028-01-31T09:00:00+01:00", 1), "2028-02-29T09:00:00+01:00");
        assert_eq!(later("2026-12-18T23:30:00-05:00", 1), "2027-01-18T23:30:00-05:00");
        assert_eq!(Instant::parse("9999-12-01T00:00:00Z").and_then(|at| at.plus_months(1)), None);
        assert_eq!(Instant::parse("9999-12-01T00:00:00Z").and_then(|at| at.plus_hours(i64::MAX)), None);
    }

    #[test]
    fn people_and_calendars_read_the_same_point_in_time() {
        let at = Instant::parse("2026-12-19T00:40:00+01:00").unwrap();
        assert_eq!(at.people(), "Sat 2026-12-19 00:40 +01:00");
        assert_eq!(at.calendar(), "20261218T234000Z");
        assert_eq!(at.utc().people(), "Fri 2026-12-18 23:40 UTC");
    }
}
