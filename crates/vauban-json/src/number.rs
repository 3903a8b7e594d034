//! Numbers as they were written.
//!
//! JSON bounds neither size nor precision. Whoever needs a machine's number asks for one and hears if there is none.

/// A number as it stands in the text: its grammar was checked, nothing was rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'d> {
    raw: &'d str,
    integer: bool,
}

impl<'d> Number<'d> {
    pub(crate) fn new(raw: &'d str, integer: bool) -> Self {
        Number { raw, integer }
    }

    /// The digits as written.
    pub fn raw(self) -> &'d str {
        self.raw
    }

    /// Whether it was written without fraction and exponent.
    pub fn is_written_whole(self) -> bool {
        self.integer
    }

    /// Its value, if it was written as a whole number and fits.
    pub fn as_u64(self) -> Option<u64> {
        if self.integer { self.raw.parse().ok() } else { None }
    }

    /// Its value, if it was written as a whole number and fits.
    pub fn as_i64(self) -> Option<i64> {
        if self.integer { self.raw.parse().ok() } else { None }
    }

    /// The nearest binary number; none if it is too large for one.
    pub fn as_f64(self) -> Option<f64> {
        self.raw.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// Whether its value is whole, however it was written: `1.0` and `10e-1` are.
    pub fn is_integer(self) -> bool {
        self.integer || self.parts().2 >= 0
    }

    /// Sign, digits without zeros at either end, and the power of ten of the last digit. Equal numbers have equal
    /// parts. An exponent beyond ±2⁶² is brought to that bound, so that only numbers nobody can mean are confused.
    pub fn parts(self) -> (bool, String, i64) {
        let (negative, rest) = match self.raw.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.raw),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, bounded(exponent)),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = String::with_capacity(whole.len() + fraction.len());
        digits.push_str(whole);
        digits.push_str(fraction);
        let kept = digits.trim_end_matches('0').len();
        let dropped = digits.len() - kept;
        digits.truncate(kept);
        let power = exponent.saturating_sub(fraction.len() as i64).saturating_add(dropped as i64);
        let significant = digits.trim_start_matches('0').to_owned();
        if significant.is_empty() { (false, significant, 0) } else { (negative, significant, power) }
    }
}

fn bounded(exponent: &str) -> i64 {
    const MOST: i64 = 1 << 62;
    let bound = if exponent.starts_with('-') { -MOST } else { MOST };
    exponent.parse().unwrap_or(bound).clamp(-MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(raw: &str) -> (bool, String, i64) {
        Number::new(raw, raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')).parts()
    }

    #[test]
    fn equal_numbers_have_equal_parts() {
        for (one, other) in [("1", "1.0"), ("10", "1e1"), ("-0", "0"), ("0.5", "5e-1"), ("1200", "12E+2"), ("0e9", "0")]
        {
            assert_eq!(parts(one), parts(other), "{one} {other}");
        }
        assert_ne!(parts("9007199254740993"), parts("9007199254740992"));
        assert_ne!(parts("1"), parts("-1"));
    }

    #[test]
    fn whole_whatever_the_spelling() {
        for (raw, whole) in
            [("1.0", true), ("1.5", false), ("15e-1", false), ("150e-1", true), ("1e400", true), ("0.0", true)]
        {
            assert_eq!(Number::new(raw, false).is_integer(), whole, "{raw}");
        }
    }
}
