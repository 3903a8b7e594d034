//! Dates as sources write them, checked by their form and counted in days.

/// Whether a text is a point in time with its zone (RFC 3339): nothing else says when something was.
pub(crate) fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    if days(date).is_none() || !matches!(bytes.get(10), Some(b'T' | b't' | b' ')) {
        return false;
    }
    let rest = &rest[1..];
    let Some((clock, rest)) = rest.split_at_checked(8) else { return false };
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut clock = clock.split(':');
    let fine = (0..3).all(|place| {
        let most = [23, 59, 60][place];
        clock.next().is_some_and(|two| digits(two) && two.parse::<u8>().is_ok_and(|value| value <= most))
    });
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let end = fraction.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(fraction.len());
            if end == 0 {
                return false;
            }
            &fraction[end..]
        }
        None => rest,
    };
    let zone = matches!(rest, "Z" | "z") || {
        let mut two = rest.get(1..).unwrap_or("").split(':');
        rest.starts_with(['+', '-']) && two.next().is_some_and(digits) && two.next().is_some_and(digits)
    };
    fine && zone
}

/// The number of a day (`2026-11-22`, also at the beginning of a time), counted from 1970; nothing if there is none.
pub(crate) fn days(text: &str) -> Option<i64> {
    let date = text.get(..10)?;
    let bytes = date.as_bytes();
    let shape = bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes.iter().enumerate().all(|(at, byte)| at == 4 || at == 7 || byte.is_ascii_digit());
    if !shape {
        return None;
    }
    let (year, month, day): (i64, i64, i64) =
        (date[..4].parse().ok()?, date[5..7].parse().ok()?, date[8..].parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the day that is not always there is the last one.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("2000-03-01T00:00:00Z"), Some(11_017));
        assert_eq!(days("2026-11-22").zip(days("2025-11-22")).map(|(a, b)| a - b), Some(365));
        for wrong in ["2025-02-29", "2025-13-01", "2025-1-01", "", "2025-01-00", "2025/01/01"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_has_a_zone() {
        for fine in [
            "2021-04-14T20:04:52Z",
            "0001-01-01T00:00:00Z",
            "2023-06-05T01:12:50.996077Z",
            "2025-08-25T17:04:19.9796+02:00",
        ] {
            assert!(is_timestamp(fine), "{fine}");
        }
        for wrong in [
            "2021-04-14T20:04:52",
            "2021-04-14",
            "2021-04-14T25:00:00Z",
            "2021-04-14T20:04:52.Z",
            "now",
            "2021-04-14T20:04:52+1",
        ] {
            assert!(!is_timestamp(wrong), "{wrong}");
        }
    }
}
