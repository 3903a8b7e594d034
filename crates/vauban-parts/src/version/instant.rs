//! Points in time as versions (`datetime` of vers): RFC 3339, compared as instants.

use super::bytes::{Sink, text};

/// Seconds since the year 0 in UTC, then the fraction without zeros at its end.
pub(super) fn key(version: &str, out: &mut impl Sink) -> Option<()> {
    let bytes = version.as_bytes();
    let (day, rest) = bytes.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *day else { return None };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (time, mut rest) = rest.split_at_checked(9)?;
    let [b'T' | b't', h1, h2, b':', n1, n2, b':', s1, s2] = *time else { return None };
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut fraction: &[u8] = b"";
    if let [b'.', after @ ..] = rest {
        let end = after.iter().position(|byte| !byte.is_ascii_digit())?;
        if end == 0 {
            return None;
        }
        (fraction, rest) = after.split_at(end);
    }
    let offset = match *rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', n1, n2] => {
            let (hours, minutes) = (two(h1, h2)?, two(n1, n2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 60 + minutes) * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    // Days since 0000-03-01 of the calendar that is extended backwards: years begin in March, so that leap days end them.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset;
    // Shifted, so that what lies before the year 0 in UTC is no negative number.
    out.bytes_of(&u64::try_from(seconds + (1 << 40)).ok()?.to_be_bytes());
    let zeros = fraction.iter().rev().take_while(|digit| **digit == b'0').count();
    text(&fraction[..fraction.len() - zeros], out);
    Some(())
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits.then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}
