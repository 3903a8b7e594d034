//! security.txt (RFC 9116), with the field `CSAF` that CSAF registered.
//!
//! Read line by line, as the grammar has it. What the RFC asks is an error; what BSI TR-03183-3 asks beyond it is told
//! as advice.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};

/// How much a remark weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// RFC 9116 is not met.
    Error,
    /// RFC 9116 or BSI TR-03183-3 recommends otherwise.
    Advice,
}

/// Something about a security.txt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The line, from 1; none for what is missing.
    pub line: Option<u32>,
    /// How much it weighs.
    pub weight: Weight,
    /// What is so, and what to do.
    pub what: String,
}

/// A line `Name: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name as written; capitals do not matter.
    pub name: String,
    /// The value.
    pub value: String,
    /// The line, from 1.
    pub line: u32,
}

/// A security.txt that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityTxt {
    /// Its fields, in order.
    pub all: Vec<Field>,
    /// Whether it has the form of a cleartext signature. Whether the signature is right is not looked at.
    pub signed: bool,
    /// What is wrong with its form.
    broken: Vec<Remark>,
}

/// Longest file that is read, in bytes; RFC 9116 advises readers to have such a bound (5.4).
pub const LONGEST: usize = 32 << 10;

/// Names that occur at most once (RFC 9116, 2.5).
const ONCE: [&str; 2] = ["expires", "preferred-languages"];

/// Names whose values are addresses.
const ADDRESSES: [&str; 7] = ["contact", "encryption", "acknowledgments", "canonical", "policy", "hiring", "csaf"];

impl SecurityTxt {
    /// Reads a file; what is wrong with it is told by [`check`](Self::check).
    pub fn read(bytes: &[u8]) -> Self {
        let mut read = SecurityTxt::default();
        if bytes.len() > LONGEST {
            read.wrong(None, format!("longer than {LONGEST} bytes"));
            return read;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            read.wrong(None, "this is not UTF-8");
            return read;
        };
        if text.starts_with('\u{feff}') {
            read.wrong(Some(1), "it begins with a byte order mark; save it without");
        }
        let text = text.trim_start_matches('\u{feff}');
        if text.contains('\r') && text.replace("\r\n", "").contains('\r') {
            read.wrong(None, "a carriage return without a line feed after it");
        }
        let mut lines = text.lines().enumerate().map(|(at, line)| (at as u32 + 1, line)).peekable();
        if lines.peek().is_some_and(|(_, line)| line.trim_end() == "-----BEGIN PGP SIGNED MESSAGE-----") {
            read.signature_form(text);
            lines.next();
            // Headers of the armor, up to an empty line.
            while lines.next_if(|(_, line)| !line.trim_end().is_empty()).is_some() {}
        }
        for (number, line) in lines {
            if read.signed && line.trim_end() == "-----BEGIN PGP SIGNATURE-----" {
                break;
            }
            // Lines that begin with a dash are escaped in signed text (RFC 9580, 7.1).
            let line = if read.signed { line.strip_prefix("- ").unwrap_or(line) } else { line };
            read.line(number, line.trim_end());
        }
        read
    }

    fn signature_form(&mut self, text: &str) {
        self.signed = true;
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let begin = lines.iter().position(|line| *line == "-----BEGIN PGP SIGNATURE-----");
        let end = lines.iter().position(|line| *line == "-----END PGP SIGNATURE-----");
        match (begin, end) {
            (Some(begin), Some(end)) if begin < end => {
                if lines.iter().skip(end + 1).any(|line| !line.is_empty()) {
                    self.wrong(Some(end as u32 + 2), "text after the signature is not signed; readers do not see it");
                }
            }
            _ => self.wrong(None, "it begins as a signed message and has no whole signature"),
        }
    }

    fn wrong(&mut self, line: Option<u32>, what: impl Into<String>) {
        self.broken.push(Remark { line, weight: Weight::Error, what: what.into() });
    }

    fn line(&mut self, number: u32, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if line.chars().any(|c| c.is_control() && c != '\t') {
            self.wrong(Some(number), "a control character");
            return;
        }
        let Some((name, value)) = line.split_once(':') else {
            self.wrong(Some(number), "this is no field: expected a name, a colon and a value");
            return;
        };
        let fine = |c: char| c.is_ascii_graphic() && c != ':';
        if name.is_empty() || !name.chars().all(fine) {
            self.wrong(Some(number), "this is no name of a field");
            return;
        }
        if !value.starts_with(' ') {
            self.wrong(Some(number), "after the colon stands a blank");
        }
        let value = value.trim();
        if value.is_empty() {
            self.wrong(Some(number), format!("`{name}` has no value"));
        }
        self.all.push(Field { name: name.to_owned(), value: value.to_owned(), line: number });
    }

    /// The fields of a name, in order.
    pub fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.all.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// When it ends to hold, if it says so rightly.
    pub fn expires(&self) -> Option<Timestamp> {
        self.fields("expires").next().and_then(|field| instant(&field.value))
    }

    /// What is wrong and what could be better, at an instant.
    pub fn check(&self, now: Timestamp) -> Vec<Remark> {
        let mut remarks = self.broken.clone();
        let mut add = |line, weight, what: String| remarks.push(Remark { line, weight, what });
        if self.fields("contact").next().is_none() {
            add(None, Weight::Error, "`Contact` is missing: say where reports go, as `Contact: mailto:…`".to_owned());
        }
        for name in ONCE {
            if let Some(again) = self.fields(name).nth(1) {
                add(Some(again.line), Weight::Error, format!("`{}` stands here again; it may stand once", again.name));
            }
        }
        match self.fields("expires").next() {
            None => add(None, Weight::Error, "`Expires` is missing: say until when this holds".to_owned()),
            Some(field) => match instant(&field.value) {
                None => {
                    let what = "no date with time and zone, as 2027-06-30T10:00:00Z (RFC 3339)";
                    add(Some(field.line), Weight::Error, what.to_owned());
                }
                Some(until) if until <= now => {
                    add(
                        Some(field.line),
                        Weight::Error,
                        format!("expired since {until}: readers do not trust it any more"),
                    );
                }
                Some(until) if until.duration_since(now) > SignedDuration::from_hours(24 * 366) => {
                    let what = "more than a year ahead; look at the whole at least once a year and set it anew";
                    add(Some(field.line), Weight::Advice, what.to_owned());
                }
                Some(_) => {}
            },
        }
        for field in &self.all {
            let name = field.name.to_ascii_lowercase();
            if ADDRESSES.contains(&name.as_str())
                && let Some(what) = address(&field.value)
            {
                add(Some(field.line), Weight::Error, what.to_owned());
            }
            if name == "preferred-languages" && !field.value.split(',').all(|tag| language(tag.trim())) {
                add(
                    Some(field.line),
                    Weight::Error,
                    "expected language tags with commas between, as `en, de`".to_owned(),
                );
            }
            if name == "csaf" && !field.value.ends_with("/provider-metadata.json") {
                let what = "leads to no provider-metadata.json (CSAF 2.0, 7.1.8)";
                add(Some(field.line), Weight::Error, what.to_owned());
            }
        }
        self.advise(&mut add);
        remarks.sort();
        remarks
    }

    /// What BSI TR-03183-3 asks beyond the RFC.
    fn advise(&self, add: &mut impl FnMut(Option<u32>, Weight, String)) {
        for (name, why) in [
            ("canonical", "so that a copy elsewhere is seen as one"),
            ("encryption", "so that reports can be sent unread by others"),
            ("policy", "so that reporters know what to expect"),
            ("csaf", "so that programs find the advisories"),
            ("acknowledgments", "where reporters are thanked"),
            ("preferred-languages", "with `en` among them"),
        ] {
            if self.fields(name).next().is_none() {
                add(None, Weight::Advice, format!("`{}` is missing: {why} (BSI TR-03183-3)", proper(name)));
            }
        }
        let languages = self.fields("preferred-languages").next();
        if let Some(field) = languages
            && !field.value.split(',').any(|tag| tag.trim().eq_ignore_ascii_case("en"))
        {
            add(Some(field.line), Weight::Advice, "`en` is not among the languages (BSI TR-03183-3)".to_owned());
        }
        let contacts = self.fields("contact").count();
        if (1..3).contains(&contacts) {
            let what = "three contacts in this order: own response team, national CSIRT, form (BSI TR-03183-3)";
            add(None, Weight::Advice, what.to_owned());
        }
        if !self.signed {
            add(
                None,
                Weight::Advice,
                "not signed: a cleartext OpenPGP signature shows whose it is (RFC 9116, 2.3)".to_owned(),
            );
        }
    }
}

/// What a security.txt is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Where reports go, the preferred first.
    pub contacts: Vec<String>,
    /// Until when it holds (RFC 3339).
    pub expires: String,
    /// Where the public key is.
    pub encryption: Vec<String>,
    /// Where reporters are thanked.
    pub acknowledgments: Option<String>,
    /// Languages, as `en, de`.
    pub languages: Vec<String>,
    /// Where this file stands.
    pub canonical: Option<String>,
    /// Where the disclosure policy stands.
    pub policy: Option<String>,
    /// Where the provider metadata stands.
    pub csaf: Option<String>,
}

/// Writes a security.txt.
///
/// # Errors
/// The errors it would have: what is written is always right on its day.
pub fn write(contents: &Contents, now: Timestamp) -> Result<String, Vec<Remark>> {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // A line break in a value would be a field of its own.
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(text, "{name}: {}", value.trim());
    };
    contents.contacts.iter().for_each(|value| line("Contact", value));
    line("Expires", &contents.expires);
    contents.encryption.iter().for_each(|value| line("Encryption", value));
    for (name, value) in [("Acknowledgments", &contents.acknowledgments), ("Canonical", &contents.canonical)] {
        value.iter().for_each(|value| line(name, value));
    }
    if !contents.languages.is_empty() {
        line("Preferred-Languages", &contents.languages.join(", "));
    }
    for (name, value) in [("Policy", &contents.policy), ("CSAF", &contents.csaf)] {
        value.iter().for_each(|value| line(name, value));
    }
    let errors: Vec<Remark> = SecurityTxt::read(text.as_bytes())
        .check(now)
        .into_iter()
        .filter(|remark| remark.weight == Weight::Error)
        .collect();
    if errors.is_empty() { Ok(text) } else { Err(errors) }
}

fn instant(text: &str) -> Option<Timestamp> {
    super::document::instant(text)
}

/// What is wrong with an address; web addresses need TLS (RFC 9116, 2.5).
fn address(value: &str) -> Option<&'static str> {
    let (scheme, rest) = match value.split_once(':') {
        Some((scheme, rest)) if !scheme.is_empty() && !rest.is_empty() => (scheme.to_ascii_lowercase(), rest),
        _ => return Some("this is no address with a scheme, as https://, mailto: or tel:"),
    };
    let letters = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !letters || value.contains([' ', '\t', '<', '>', '"', '\\']) {
        return Some("this is no address: it holds characters that an address may not");
    }
    match scheme.as_str() {
        "http" => Some("a web address begins with https:// (RFC 9116, 2.5)"),
        "https" if rest.len() <= 2 || !rest.starts_with("//") => Some("a web address begins with https:// and a host"),
        "mailto" if !rest.contains('@') => Some("this is no e-mail address"),
        _ => None,
    }
}

fn language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or("");
    first.bytes().all(|byte| byte.is_ascii_alphabetic()) && first.len() >= 2 && tag.split('-').all(part)
}

fn proper(name: &str) -> &'static str {
    match name {
        "canonical" => "Canonical",
        "encryption" => "Encryption",
        "policy" => "Policy",
        "csaf" => "CSAF",
        "acknowledgments" => "Acknowledgments",
        _ => "Preferred-Languages",
    }
}
