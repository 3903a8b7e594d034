//! Points in time, as CSAF writes them: RFC 3339, compared across time zones.

use std::cmp::Ordering;

/// A point in time: seconds since 1970 in UTC, and what comes after the decimal point.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'d> {
    seconds: i64,
    /// Digits of the fraction, without zeros at the end.
    fraction: &'d str,
}

impl<'d> Moment<'d> {
    /// Reads `2024-01-24T10:00:00.000Z` as RFC 3339 has it: a time zone is needed. Lower case letters and leap seconds
    /// are read too, because 2.0 allows them (`is_strict` says whether 2.1 does); a leap second is the second after.
    pub fn read(text: &'d str) -> Option<Moment<'d>> {
        let bytes = text.as_bytes();
        let (date, rest) = bytes.split_at_checked(10)?;
        let (year, month, day) = (number(date, 0, 4)?, number(date, 5, 2)?, number(date, 8, 2)?);
        if date[4] != b'-' || date[7] != b'-' || !(1..=12).contains(&month) || day < 1 || day > length(year, month) {
            return None;
        }
        if !matches!(rest.first(), Some(b'T' | b't')) || rest.len() < 10 || rest[3] != b':' || rest[6] != b':' {
            return None;
        }
        let (hour, minute, second) = (number(rest, 1, 2)?, number(rest, 4, 2)?, number(rest, 7, 2)?);
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let mut at = 9;
        let mut fraction = "";
        if rest.get(at) == Some(&b'.') {
            let digits = rest[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            fraction = text.get(10 + at + 1..10 + at + 1 + digits)?.trim_end_matches('0');
            at += 1 + digits;
        }
        let zone = match rest.get(at..)? {
            b"Z" | b"z" => 0,
            [sign @ (b'+' | b'-'), zone @ ..] if zone.len() == 5 && zone[2] == b':' => {
                let (hours, minutes) = (number(zone, 0, 2)?, number(zone, 3, 2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                (hours * 3600 + minutes * 60) * if *sign == b'+' { 1 } else { -1 }
            }
            _ => return None,
        };
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - zone;
        Some(Moment { seconds, fraction })
    }

    /// From seconds since 1970 in UTC.
    pub fn from_unix(seconds: i64) -> Moment<'static> {
        Moment { seconds, fraction: "" }
    }

    /// Seconds since 1970 in UTC, the fraction left off.
    pub fn unix(&self) -> i64 {
        self.seconds
    }
}

impl Ord for Moment<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.seconds.cmp(&other.seconds).then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl PartialOrd for Moment<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Moment<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Moment<'_> {}

/// What the rules of 2.1 (section 2.3) say against a text that [`Moment::read`] reads; nothing if they allow it.
pub(crate) fn against_strict(text: &str) -> Option<&'static str> {
    if text.get(10..11) != Some("T") {
        return Some("the letter between date and time has to be a capital `T`");
    }
    if text.ends_with('z') {
        return Some("the letter for UTC has to be a capital `Z`");
    }
    if text.get(17..19) == Some("60") {
        return Some("leap seconds are not allowed");
    }
    None
}

fn number(bytes: &[u8], at: usize, len: usize) -> Option<i64> {
    let mut value = 0;
    for byte in bytes.get(at..at + len)? {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(value)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar: years begin in March, so that the leap day is the last.
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

    #[test]
    fn moments_compare_across_zones() {
        let read = |text| Moment::read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(read("1970-01-01T00:00:00Z").unix(), 0);
        assert_eq!(read("2024-02-29T12:00:00+02:00"), read("2024-02-29T10:00:00.000Z"));
        assert!(read("2024-01-01T00:00:00.5Z") > read("2024-01-01T00:00:00.49Z"));
        assert!(read("2023-12-31T23:00:00-02:00") > read("2024-01-01T00:30:00Z"));
        assert_eq!(read("1600-03-01T00:00:00Z").unix(), -11_670_912_000);
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "2024-01-24",
            "2024-01-24 10:00:00Z",
            "2024-01-24T10:00:00",
            "2024-13-24T10:00:00Z",
            "2023-02-29T10:00:00Z",
            "2024-01-24T24:00:00Z",
            "2024-01-24T10:00Z",
            "2024-01-24T10:00:00.Z",
            "2024-01-24T10:00:00+0200",
            "2024-01-24T10:00:61Z",
            "+024-01-24T10:00:00Z",
            "2024-01-24T10:00:00,1Z",
        ] {
            assert!(Moment::read(text).is_none(), "{text}");
        }
        assert!(against_strict("2024-01-24t10:00:00Z").is_some() && against_strict("2016-12-31T23:59:60Z").is_some());
    }
}
