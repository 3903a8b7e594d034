//! Times as tools write them: ISO 8601 with or without a zone. Without one it is UTC.

/// Days from 1970-01-01 of a date of the Gregorian calendar; nothing if there is no such day.
pub(super) fn day(year: i64, month: u32, day: u32) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    if !(1..=longest).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    // Years that begin in March: the day that comes and goes is the last one.
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Seconds from 1970-01-01T00:00:00Z of a time like `2026-11-22T10:00:00.5+01:00`.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let mut parts = date.split('-');
    let (year, month, of_month) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let day = day(year, u32::try_from(month).ok()?, u32::try_from(of_month).ok()?)?;
    let time = rest.strip_prefix(['T', 't', ' '])?;
    let (hour, minute) = (number(time.get(..2)?, 2)?, number(time.get(2..5)?.strip_prefix(':')?, 2)?);
    let mut rest = time.get(5..)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        second = number(after.get(..2)?, 2)?;
        rest = after.get(2..)?;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if rest.len() == fraction.len() {
                return None;
            }
        }
    }
    // 60 is a leap second, which this count does not have.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(day * 86_400 + hour * 3_600 + minute * 60 + second.min(59) - zone(rest.trim())?)
}

/// Seconds that a zone is ahead of UTC.
fn zone(text: &str) -> Option<i64> {
    let (ahead, text) = match text.as_bytes().first() {
        None => return Some(0),
        Some(b'Z' | b'z') => return (text.len() == 1).then_some(0),
        Some(b'+') => (1, text.get(1..)?),
        Some(b'-') => (-1, text.get(1..)?),
        Some(_) => return matches!(text, "UTC" | "GMT").then_some(0),
    };
    let digits: String = text.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits, 2)?, 0),
        4 => (number(digits.get(..2)?, 2)?, number(digits.get(2..)?, 2)?),
        _ => return None,
    };
    (hours <= 18 && minutes <= 59).then_some(ahead * (hours * 3_600 + minutes * 60))
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The earliest of several times; nothing if one of them cannot be read, for it may be the earliest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Earliest {
    found: Option<i64>,
    unreadable: bool,
}

impl Earliest {
    pub(super) fn see(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        match seconds(text) {
            Some(time) => self.at(time),
            None => self.unreadable = true,
        }
    }

    pub(super) fn at(&mut self, time: i64) {
        self.found = Some(self.found.map_or(time, |before| before.min(time)));
    }

    pub(super) fn get(self) -> Option<i64> {
        self.found.filter(|_| !self.unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::{Earliest, day, seconds};

    #[test]
    fn times_are_seconds_of_utc() {
        for (text, expect) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-01T00:00:00", Some(0)),
            ("2000-02-29 12:00:00.123", Some(951_825_600)),
            ("2026-11-22T10:00:00.5+01:00", Some(1_795_338_000)),
            ("2026-11-22T09:00Z", Some(1_795_338_000)),
            ("2026-11-22T04:00:00-0500", Some(1_795_338_000)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2026-02-29T00:00:00Z", None),
            ("2026-11-22T24:00:00Z", None),
            ("2026-11-22T10:00:00+1", None),
            ("2026-11-22T10:00:00.Z", None),
            ("2026-11-22", None),
            ("2026-11-2ä", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expect, "{text}");
        }
        assert_eq!(day(2026, 11, 22), Some(20_779));
        assert_eq!((day(1900, 2, 29), day(0, 1, 1), day(2026, 0, 1)), (None, None, None));
    }

    #[test]
    fn one_time_that_cannot_be_read_leaves_none() {
        let mut ran = Earliest::default();
        ran.see("2026-11-22T10:00:00Z");
        ran.see("2026-11-21T10:00:00Z");
        assert_eq!(ran.get(), seconds("2026-11-21T10:00:00Z"));
        ran.see("yesterday");
        assert_eq!(ran.get(), None);
    }
}
