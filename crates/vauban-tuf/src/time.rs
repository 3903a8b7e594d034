//! Times of expiry: `YYYY-MM-DDTHH:MM:SSZ`, always UTC.

use jiff::Timestamp;

/// Reads a time. A fraction of a second, which older repositories wrote, is dropped: that makes it expire earlier.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    let rest = text.strip_suffix('Z')?;
    let whole = match rest.split_once('.') {
        Some((whole, fraction)) => {
            let digits = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
            digits.then_some(whole)?
        }
        None => rest,
    };
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let fits = whole.len() == shape.len()
        && whole.bytes().zip(shape).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            other => byte == *other,
        });
    if !fits {
        return None;
    }
    format!("{whole}Z").parse().ok()
}

/// A time as metadata holds it; a fraction of a second is dropped.
pub(crate) fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn only_the_form_of_the_specification_is_a_time() {
        let good = ["2030-01-01T00:00:00Z", "2022-05-11T19:09:02.663975009Z", "9999-12-30T00:00:00Z"];
        assert!(good.iter().all(|text| read(text).is_some()));
        assert_eq!(read(good[1]).map(written).as_deref(), Some("2022-05-11T19:09:02Z"));
        for bad in [
            "",
            "2030-01-01",
            "2030-01-01T00:00:00",
            "2030-01-01T00:00:00+00:00",
            "2030-13-01T00:00:00Z",
            "2030-02-30T00:00:00Z",
            "2030-01-01 00:00:00Z",
            "2030-01-01T00:00:00.Z",
            "+2030-01-01T00:00:0Z",
            "ü",
        ] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }
}
