//! A point in time with its zone, as RFC 3339 spells it.
//!
//! A time without a zone is refused: assuming one can turn an older statement into the latest. The text is kept as it
//! was written, so what is read is written back unchanged; order and equality go by the instant.

use std::cmp::Ordering;

/// A point in time.
#[derive(Clone, Debug)]
pub struct Time {
    text: String,
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds counted as the second before.
    seconds: i64,
    nanos: u32,
}

impl Time {
    /// Reads one.
    ///
    /// # Errors
    /// In words, if it is no date with time and zone.
    pub fn parse(text: &str) -> Result<Time, String> {
        let shown = || crate::short(text);
        let wrong =
            || format!("`{}` is no time; write it with date, time and zone, as in `2026-03-01T08:00:00Z`", shown());
        let bytes = text.as_bytes();
        if bytes.len() > 64 || bytes.len() < 10 {
            return Err(wrong());
        }
        let (year, month, day) = (digits(bytes, 0, 4), digits(bytes, 5, 2), digits(bytes, 8, 2));
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(wrong()) };
        if bytes[4] != b'-' || bytes[7] != b'-' || !(1..=12).contains(&month) || day < 1 || day > length(year, month) {
            return Err(wrong());
        }
        let no_zone = || {
            format!("`{}` has no time zone, so it names no point in time; add `Z` or an offset as in `+01:00`", shown())
        };
        if bytes.len() == 10 {
            return Err(format!("`{}` is a day; write the time and its zone too, as in `{0}T08:00:00Z`", shown()));
        }
        let (hour, minute, second) = (digits(bytes, 11, 2), digits(bytes, 14, 2), digits(bytes, 17, 2));
        let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else { return Err(wrong()) };
        let marks = matches!(bytes[10], b'T' | b't') && bytes[13] == b':' && bytes[16] == b':';
        if !marks || hour > 23 || minute > 59 || second > 60 {
            return Err(wrong());
        }
        let mut at = 19;
        let mut nanos = 0;
        if bytes.get(at) == Some(&b'.') {
            let fraction = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if fraction == 0 {
                return Err(wrong());
            }
            for place in 0..9 {
                let digit = if place < fraction { u32::from(bytes[at + 1 + place] - b'0') } else { 0 };
                nanos = nanos * 10 + digit;
            }
            at += 1 + fraction;
        }
        let offset = match bytes.get(at) {
            None => return Err(no_zone()),
            Some(b'Z' | b'z') if bytes.len() == at + 1 => 0,
            Some(sign @ (b'+' | b'-')) if bytes.len() == at + 6 && bytes[at + 3] == b':' => {
                let (Some(hours), Some(minutes)) = (digits(bytes, at + 1, 2), digits(bytes, at + 4, 2)) else {
                    return Err(wrong());
                };
                if hours > 23 || minutes > 59 {
                    return Err(wrong());
                }
                let offset = (hours * 60 + minutes) * 60;
                if *sign == b'-' { -offset } else { offset }
            }
            Some(_) => return Err(wrong()),
        };
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second.min(59) - offset;
        Ok(Time { text: text.to_owned(), seconds, nanos })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Time) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Time) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Time) -> Ordering {
        (self.seconds, self.nanos).cmp(&(other.seconds, other.nanos))
    }
}

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<i64> {
    let part = bytes.get(at..at + count)?;
    part.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted from March so that leap days come last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        Time::parse(text).unwrap().seconds()
    }

    #[test]
    fn instants_are_those_of_the_calendar() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
        assert_eq!(seconds("2026-11-22T21:30:00Z"), 1_795_383_000);
        assert_eq!(seconds("2000-02-29T00:00:00z"), 951_782_400);
        assert_eq!(seconds("0001-01-01T00:00:00Z"), -62_135_596_800);
        assert_eq!(seconds("1990-12-31T15:59:60-08:00"), seconds("1990-12-31T23:59:59Z"));
    }

    #[test]
    fn order_goes_by_the_instant_and_text_is_kept() {
        let early = Time::parse("2023-01-08T18:02:03.647787998-06:00").unwrap();
        let late = Time::parse("2023-01-09T00:02:03.6477879990Z").unwrap();
        assert!(early < late);
        assert_eq!(early.text(), "2023-01-08T18:02:03.647787998-06:00");
        assert_eq!(Time::parse("2026-01-01T12:00:00Z"), Time::parse("2026-01-01T13:00:00+01:00"));
    }

    #[test]
    fn a_time_without_a_zone_is_refused_and_said_so() {
        for text in ["2026-01-01T12:00:00", "2026-01-01T12:00:00.5"] {
            assert!(Time::parse(text).unwrap_err().contains("no time zone"), "{text}");
        }
        assert!(Time::parse("2026-01-01").unwrap_err().contains("is a day"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "now",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+1:00",
            "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00ZZ",
            "２026-01-01T00:00:00Z",
            "2026-01-01T00:00:00+0é",
        ] {
            assert!(Time::parse(text).is_err(), "{text}");
        }
    }
}
