//! A snapshot of EPSS scores: a line with model and day, a line of names, then one line per vulnerability.

use crate::note::{Epss, Note};

use super::{Item, Problem};

pub(super) fn read(file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let lost = |line: u32, what: String| Item::Problem(Problem::lost(file, what).at(line, 0));
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
            return found(lost(line, "not UTF-8".to_owned()));
        }
    };
    let mut lines = text.lines().zip(1u32..);
    let date = lines.next().and_then(|(line, _)| {
        let rest = line.strip_prefix('#')?;
        rest.split(',').find_map(|member| member.trim().strip_prefix("score_date:")).map(str::to_owned)
    });
    let Some(date) = date.filter(|date| crate::date::days(date).is_some()) else {
        return found(lost(
            1,
            "expected `#model_version:…,score_date:…`: without its day a score says nothing".to_owned(),
        ));
    };
    if lines.next().map(|(line, _)| line.trim()) != Some("cve,epss,percentile") {
        return found(lost(2, "expected the names `cve,epss,percentile`".to_owned()));
    }
    let day = date.get(..10).unwrap_or(&date).to_owned();
    found(Item::Dated(date));
    for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
        let mut fields = line.split(',');
        let read = (fields.next(), fields.next(), fields.next(), fields.next());
        match read {
            (Some(id), Some(score), Some(percentile), None)
                if id.starts_with("CVE-") && is_share(score) && is_share(percentile) =>
            {
                let note = Epss { score: score.to_owned(), percentile: percentile.to_owned(), date: day.clone() };
                found(Item::Note(id.to_owned(), Note::Epss(note)));
            }
            _ => found(lost(number, "expected a CVE id and two numbers from 0 to 1".to_owned())),
        }
    }
    if !text.ends_with('\n') {
        found(lost(0, "the last line has no end: the snapshot may be cut off".to_owned()));
    }
}

/// Whether a text is a number from 0 to 1.
fn is_share(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'-'));
    digits && text.len() <= 24 && text.parse::<f64>().is_ok_and(|value| (0.0..=1.0).contains(&value))
}
