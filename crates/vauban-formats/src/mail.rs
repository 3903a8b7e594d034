//! A mail as RFC 5322 has it, as far as a report of a vulnerability needs it: who wrote, when it was written and when it
//! arrived, what about, and its text.
//!
//! Everything in a mail is what its sender wrote, so nothing of it is believed: it is bounded, shown disarmed, and a
//! date without zone is none. Attachments are counted and left alone.

use mail_parser::{HeaderName, MessageParser, MimeHeaders as _};

use crate::json::is_hostile;

/// Bytes of a mail that is read.
pub const LARGEST: usize = 25 << 20;

/// Bytes of its text that are kept.
pub const LONGEST_TEXT: usize = 32 << 10;

/// Bytes of a header that are kept.
pub const LONGEST_HEADER: usize = 500;

/// Attachments that are named.
const MOST_ATTACHMENTS: usize = 50;

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its subject, on one line.
    pub subject: String,
    /// Who wrote it, as the header says: `Name <address>`.
    pub from: String,
    /// Its `Message-ID`, without brackets.
    pub message_id: String,
    /// When it was written, by its sender: RFC 3339 with the zone that it says.
    pub written: Result<String, String>,
    /// When the last server took it, by its topmost `Received`; an error where it has none that says so.
    pub received: Result<String, String>,
    /// Its text; of a mail that has only HTML, the text of that.
    pub text: String,
    /// Whether its text was cut at [`LONGEST_TEXT`].
    pub cut: bool,
    /// Names of its attachments.
    pub attachments: Vec<String>,
}

/// Reads a mail.
///
/// # Errors
/// If it is larger than [`LARGEST`], or no mail.
pub fn read(bytes: &[u8]) -> Result<Mail, String> {
    if bytes.len() > LARGEST {
        return Err(format!("the mail has {} bytes, more than {LARGEST}", bytes.len()));
    }
    let message = MessageParser::default().parse(bytes).ok_or("this is no mail: it has no headers")?;
    let raw = |name: &HeaderName<'_>| {
        message.headers_raw().find(|(one, _)| one.eq_ignore_ascii_case(name.as_str())).map(|(_, value)| value)
    };
    if raw(&HeaderName::From).is_none() && raw(&HeaderName::Subject).is_none() && raw(&HeaderName::Date).is_none() {
        return Err("this is no mail: it has neither `From` nor `Subject` nor `Date`".to_owned());
    }
    let body = message.body_text(0).unwrap_or_default();
    let (text, cut) = kept(&body);
    let from = message.from().and_then(mail_parser::Address::first).map_or_else(String::new, |one| {
        match (one.name(), one.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (name, address) => name.or(address).unwrap_or_default().to_owned(),
        }
    });
    let names = message.attachments().map(|part| part.attachment_name().unwrap_or("without a name"));
    Ok(Mail {
        subject: line(message.subject().unwrap_or_default()),
        from: line(&from),
        message_id: line(message.message_id().unwrap_or_default()),
        written: dated("Date", raw(&HeaderName::Date)),
        // A trace ends with the time, behind its last semicolon.
        received: dated("Received", raw(&HeaderName::Received).and_then(|trace| Some(trace.rsplit_once(';')?.1))),
        text,
        cut,
        attachments: names.take(MOST_ATTACHMENTS).map(line).collect(),
    })
}

fn dated(name: &str, raw: Option<&str>) -> Result<String, String> {
    let raw = raw.ok_or_else(|| format!("it has no `{name}` with a time"))?;
    date(raw).map_err(|why| format!("its `{name}` is `{}`: {why}", line(raw)))
}

/// A header on one line: without what steers terminals or reorders text, cut at [`LONGEST_HEADER`].
fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if is_hostile(c) { ' ' } else { c }).collect();
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = (0..=LONGEST_HEADER.min(words.len())).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
    words.get(..end).unwrap_or_default().to_owned()
}

/// The text with plain line ends, without what steers terminals, cut at [`LONGEST_TEXT`].
fn kept(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len().min(LONGEST_TEXT));
    for letter in text.chars() {
        if out.len() + 4 > LONGEST_TEXT {
            return (out.trim().to_owned(), true);
        }
        match letter {
            '\r' => {}
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            letter if is_hostile(letter) => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    (out.trim().to_owned(), false)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads `Tue, 3 Nov 2026 09:12:44 +0100 (CET)` as RFC 3339.
///
/// # Errors
/// What is wrong with it; that it names no zone, or one by letters that mean several.
pub fn date(text: &str) -> Result<String, String> {
    let without = uncommented(text);
    let words: Vec<&str> = without.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty()).collect();
    let words = match words.as_slice() {
        [first, rest @ ..] if first.chars().all(char::is_alphabetic) => rest,
        all => all,
    };
    let [day, month, year, clock, zone @ ..] = words else {
        return Err("expected day, month, year, time and zone".to_owned());
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let month = MONTHS.iter().position(|name| month.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let (Some(day), Some(month), Some(year)) = (number(day, 1..=2), month, number(year, 4..=4)) else {
        return Err("expected a date such as `3 Nov 2026`".to_owned());
    };
    let mut parts = clock.split(':').map(|part| number(part, 2..=2));
    let (hour, minute, second) = (parts.next().flatten(), parts.next().flatten(), parts.next().unwrap_or(Some(0)));
    let (Some(hour), Some(minute), Some(second), None) = (hour, minute, second, parts.next()) else {
        return Err("expected a time such as `09:12:44`".to_owned());
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 if leap => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if day == 0 || day > last || hour > 23 || minute > 59 || second > 60 {
        return Err("there is no such day or time".to_owned());
    }
    // A leap second is the second before it: clocks of records have none.
    let second = second.min(59);
    let [zone] = zone else { return Err("expected one zone behind the time, such as `+0100`".to_owned()) };
    let zone = self::zone(zone)?;
    Ok(format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}", month + 1))
}

fn zone(text: &str) -> Result<String, String> {
    let named = match text.to_ascii_uppercase().as_str() {
        "UT" | "GMT" | "Z" => Some("Z"),
        "EST" | "CDT" => Some("-05:00"),
        "EDT" => Some("-04:00"),
        "CST" | "MDT" => Some("-06:00"),
        "MST" | "PDT" => Some("-07:00"),
        "PST" => Some("-08:00"),
        _ => None,
    };
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let plain = text.len() == 5 && text.starts_with(['+', '-']) && text.bytes().skip(1).all(|c| c.is_ascii_digit());
    let parts = plain.then(|| (text.get(..3), text.get(3..)));
    match parts {
        Some((Some(hours), Some(minutes))) if minutes < "60" && hours.get(1..).is_some_and(|hours| hours < "24") => {
            // `-0000` is a time of UTC that says nothing of the place.
            if text == "-0000" || text == "+0000" { Ok("Z".to_owned()) } else { Ok(format!("{hours}:{minutes}")) }
        }
        _ => Err(format!("`{}` is no zone; without one nobody knows when that was", line(text))),
    }
}

/// Without comments in parentheses, which may stand in each other.
fn uncommented(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for letter in text.chars().take(1_000) {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"Received: from mx (mx.example [192.0.2.1])\r\n\tby mail.example; Tue, 3 Nov 2026 09:12:44 +0100 (CET)\r\n\
        Received: from sender.example by mx; Tue, 3 Nov 2026 08:12:40 +0000\r\n\
        From: =?utf-8?q?Fr=C3=BCher_Vogel?= <research@lab.example>\r\n\
        Subject: =?utf-8?b?w5xiZXJsYXVm?= in the \x1b[31mheader\r\n of an update\r\n\
        Date: Tue, 3 Nov 2026 08:12:30 +0000\r\nMessage-ID: <a@lab.example>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nA negative length\x1b[2J crashes it.\r\n\
        --x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"poc.bin\"\r\n\r\nxx\r\n--x--\r\n";

    #[test]
    fn a_mail_tells_who_what_and_when() {
        let mail = read(MAIL).unwrap();
        assert_eq!(mail.from, "Früher Vogel <research@lab.example>");
        assert_eq!(mail.subject, "Überlauf in the [31mheader of an update");
        assert_eq!(mail.message_id, "a@lab.example");
        assert_eq!(mail.written.as_deref(), Ok("2026-11-03T08:12:30Z"));
        assert_eq!(mail.received.as_deref(), Ok("2026-11-03T09:12:44+01:00"));
        assert_eq!(mail.text, "A negative length\u{fffd}[2J crashes it.");
        assert_eq!(mail.attachments, ["poc.bin"]);
    }

    #[test]
    fn a_date_has_a_zone_or_is_none() {
        for (text, expect) in [
            ("Tue, 3 Nov 2026 09:12:44 +0100", Some("2026-11-03T09:12:44+01:00")),
            ("3 Nov 2026 09:12 -0330", Some("2026-11-03T09:12:00-03:30")),
            ("29 Feb 2028 23:59:60 GMT", Some("2028-02-29T23:59:59Z")),
            ("Tue, 03 November 2026 09:12:44 EST (who (knows))", Some("2026-11-03T09:12:44-05:00")),
            ("3 Nov 2026 09:12:44 -0000", Some("2026-11-03T09:12:44Z")),
            ("3 Nov 2026 09:12:44", None),
            ("3 Nov 2026 09:12:44 CET", None),
            ("29 Feb 2026 09:12:44 +0100", None),
            ("3 Nov 26 09:12:44 +0100", None),
            ("3 Nov 2026 24:00:00 +0100", None),
            ("3 Nov 2026 09:12:44 +0199", None),
            ("3 Nov 2026 09:12:44 +9900", None),
            ("2026-11-03T09:12:44", None),
            ("", None),
        ] {
            assert_eq!(date(text).ok().as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn what_is_no_mail_or_too_much_is_refused_or_cut() {
        assert!(read(b"").is_err() && read(b"hello\n").is_err() && read(b"\x00\xff\r\n\r\n").is_err());
        let long = format!("Subject: {}\r\n\r\n{}", "s".repeat(10_000), "ä".repeat(LONGEST_TEXT));
        let mail = read(long.as_bytes()).unwrap();
        assert!(mail.cut && mail.text.len() <= LONGEST_TEXT && mail.subject.len() <= LONGEST_HEADER);
        assert!(mail.written.is_err() && mail.received.is_err());
        assert!(read(&vec![b'a'; LARGEST + 1]).is_err());
    }
}
