//! `format`: texts that have a grammar of their own.
//!
//! All known formats are asserted, whatever a dialect says about annotations: the schemas this crate is for name them
//! because they mean them. One that is not known is refused when the schema is compiled.

mod net;
mod time;
mod uri;

use super::pattern::Pattern;

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    DateTime,
    Date,
    Time,
    Uri,
    UriReference,
    Iri,
    IriReference,
    Email,
    IdnEmail,
    Hostname,
    Ipv4,
    Ipv6,
    Uuid,
    Regex,
    JsonPointer,
}

const WORDS: [(&str, Format, &str); 15] = [
    ("date-time", Format::DateTime, "a date and time with time zone as `2026-01-31T12:00:00Z` (RFC 3339)"),
    ("date", Format::Date, "a date as `2026-01-31` (RFC 3339)"),
    ("time", Format::Time, "a time with time zone as `12:00:00Z` (RFC 3339)"),
    ("uri", Format::Uri, "a URI with a scheme (RFC 3986)"),
    ("uri-reference", Format::UriReference, "a URI or a relative reference (RFC 3986)"),
    ("iri", Format::Iri, "an IRI with a scheme (RFC 3987)"),
    ("iri-reference", Format::IriReference, "an IRI or a relative reference (RFC 3987)"),
    ("email", Format::Email, "an e-mail address (RFC 5321)"),
    ("idn-email", Format::IdnEmail, "an e-mail address (RFC 6531)"),
    ("hostname", Format::Hostname, "a host name (RFC 1123)"),
    ("ipv4", Format::Ipv4, "an IPv4 address"),
    ("ipv6", Format::Ipv6, "an IPv6 address"),
    ("uuid", Format::Uuid, "a UUID (RFC 9562)"),
    ("regex", Format::Regex, "a regular expression (ECMA-262)"),
    ("json-pointer", Format::JsonPointer, "a JSON pointer (RFC 6901)"),
];

impl Format {
    pub(crate) fn named(word: &str) -> Option<Self> {
        WORDS.iter().find(|(own, _, _)| *own == word).map(|(_, format, _)| *format)
    }

    /// What it asks, for messages.
    pub(crate) fn asks(self) -> &'static str {
        WORDS.iter().find(|(_, own, _)| *own == self).map_or("", |(_, _, asks)| asks)
    }

    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Format::DateTime => time::date_time(text),
            Format::Date => time::date(text.as_bytes()),
            Format::Time => time::time(text.as_bytes()),
            Format::Uri => uri::whole(text, false),
            Format::UriReference => uri::reference(text, false),
            Format::Iri => uri::whole(text, true),
            Format::IriReference => uri::reference(text, true),
            Format::Email => net::email(text, false),
            Format::IdnEmail => net::email(text, true),
            Format::Hostname => net::hostname(text),
            Format::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Format::Uuid => net::uuid(text.as_bytes()),
            Format::Regex => Pattern::new(text).is_ok_and(|pattern| pattern.build().is_some()),
            Format::JsonPointer => pointer(text),
        }
    }
}

fn pointer(text: &str) -> bool {
    let escaped = |step: &str| step.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    text.is_empty() || (text.starts_with('/') && escaped(text))
}
