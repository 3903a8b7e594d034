//! Dates and times of RFC 3339.

/// `full-date "T" full-time`; the letters may be small (5.6).
pub(super) fn date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(day), Some(b'T' | b't'), Some(rest)) = (bytes.get(..10), bytes.get(10), bytes.get(11..)) else {
        return false;
    };
    date(day) && time(rest)
}

/// `full-date`: a day that exists.
pub(super) fn date(bytes: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return false };
    let year = two(*y1, *y2).zip(two(*y3, *y4)).map(|(high, low)| high * 100 + low);
    let (Some(year), Some(month), Some(day)) = (year, two(*m1, *m2), two(*d1, *d2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// `full-time`: with an offset. A second 60 is right only where leap seconds are: at 23:59:60 UTC.
pub(super) fn time(bytes: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = bytes else { return false };
    let (Some(hour), Some(minute), Some(second)) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2)) else { return false };
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            fraction.get(digits..).unwrap_or(&[])
        }
        rest => rest,
    };
    let offset = match rest {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => match (two(*h1, *h2), two(*m1, *m2)) {
            (Some(hour @ 0..=23), Some(minute @ 0..=59)) => {
                let minutes = hour as i32 * 60 + minute as i32;
                Some(if *sign == b'+' { minutes } else { -minutes })
            }
            _ => None,
        },
        _ => None,
    };
    let Some(offset) = offset else { return false };
    let leap = second == 60 && (hour as i32 * 60 + minute as i32 - offset).rem_euclid(24 * 60) == 24 * 60 - 1;
    hour <= 23 && minute <= 59 && (second <= 59 || leap)
}

fn two(high: u8, low: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(high)? * 10 + digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for text in [
            "2026-01-31T12:00:00Z",
            "2024-02-29t23:59:59.123456789z",
            "2016-12-31T23:59:60Z",
            "2016-12-31T18:59:60-05:00",
            "2000-02-29T00:00:00+23:59",
        ] {
            assert!(date_time(text), "{text}");
        }
        for text in [
            "",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "2026-01-31 12:00:00Z",
            "2023-02-29T12:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:60:00Z",
            "2026-01-31T12:00:60Z",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00+0100",
            "2026-01-31T12:00Z",
            "1900-02-29T00:00:00Z",
            "2026-1-31T12:00:00Z",
            "２０26-01-31T12:00:00Z",
            "2026-00-10T12:00:00Z",
            "2026-01-00T12:00:00Z",
        ] {
            assert!(!date_time(text), "{text}");
        }
    }
}
