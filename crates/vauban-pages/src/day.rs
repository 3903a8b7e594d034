//! Days, as renderers need them.

/// Year, month and day of a text that is a day of the calendar.
pub(crate) fn parts(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let fits = digits && year.len() == 4 && month.len() == 2 && day.len() == 2 && parts.next().is_none();
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (fits && (1..=last).contains(&day)).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        assert_eq!(parts("2026-11-22"), Some((2026, 11, 22)));
        assert_eq!(parts("2024-02-29"), Some((2024, 2, 29)));
        for none in ["", "2026-02-29", "2026-13-01", "2026-1-1", "2026-11-22T00:00", "today", "+026-11-22"] {
            assert_eq!(parts(none), None, "{none}");
        }
    }
}
