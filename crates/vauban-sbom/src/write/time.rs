//! Points in time as SPDX 3 wants them: whole seconds, in UTC.

/// The same point in time as `YYYY-MM-DDTHH:MM:SSZ`; none if the text is no point in time.
pub(super) fn in_utc(text: &str) -> Option<String> {
    if !crate::profile::has_zone(text) {
        return None;
    }
    let number = |at: usize, length: usize| text.get(at..at + length)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let seconds = number(11, 2)? * 3600 + number(14, 2)? * 60 + number(17, 2)?.min(59);
    let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match rest.split_at_checked(1) {
        Some((sign @ ("+" | "-"), clock)) => {
            let (hours, minutes) = clock.split_once(':')?;
            let size = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
            if sign == "+" { size } else { -size }
        }
        _ => 0,
    };
    let total = days(year, month, day) * 86_400 + seconds - offset;
    let (year, month, day) = date(total.div_euclid(86_400));
    let clock = total.rem_euclid(86_400);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// Days since 1970-01-01 in the Gregorian calendar, by counting eras of 400 years from the first of March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::in_utc;

    #[test]
    fn a_zone_is_taken_off() {
        for (text, expect) in [
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
            ("2026-11-22T10:00:00.999+01:00", "2026-11-22T09:00:00Z"),
            ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"),
            ("1999-12-31T23:59:60-00:30", "2000-01-01T00:29:59Z"),
        ] {
            assert_eq!(in_utc(text).as_deref(), Some(expect), "{text}");
        }
        assert_eq!(in_utc("2026-11-22T10:00:00"), None);
    }
}
