//! Formats of texts that the schemas name.

use crate::moment::Moment;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `uri`: RFC 3986, with a scheme.
    Uri,
    /// `uuid`: RFC 9562.
    Uuid,
}

impl Format {
    pub(super) fn named(name: &str) -> Option<Format> {
        match name {
            "date-time" => Some(Format::DateTime),
            "uri" => Some(Format::Uri),
            "uuid" => Some(Format::Uuid),
            _ => None,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Format::DateTime => "a date with time and time zone (RFC 3339) such as 2024-01-24T10:00:00Z",
            Format::Uri => "an address (RFC 3986) that begins with its scheme, as https://example.com/",
            Format::Uuid => "a UUID",
        }
    }

    pub(super) fn holds(self, text: &str) -> bool {
        match self {
            Format::DateTime => Moment::read(text).is_some(),
            Format::Uri => is_uri(text),
            Format::Uuid => is_uuid(text),
        }
    }
}

/// Letters that may stand in an address: unreserved, reserved, and the percent sign.
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let all = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
    let mut at = 0;
    while at < all.len() {
        letters[all[at] as usize] = true;
        at += 1;
    }
    letters
};

/// Whether a text is an address with a scheme: its letters, its percent signs, one fragment, brackets only around a host.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    if !letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        || !letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        return false;
    }
    let bytes = rest.as_bytes();
    let mut fragments = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !LETTERS[usize::from(*byte)] {
            return false;
        }
        match byte {
            b'%' if !bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)) => {
                return false;
            }
            b'#' => fragments += 1,
            _ => {}
        }
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let bracketed = host.contains(['[', ']']);
    fragments <= 1
        && !path.contains(['[', ']'])
        && (!bracketed || (host.starts_with('[') && host.matches('[').count() == 1 && host.matches(']').count() == 1))
        && port(host)
}

/// Whether what follows the last colon of a host is a port.
fn port(host: &str) -> bool {
    let after = host.rsplit_once(']').map_or(host, |(_, after)| after);
    after
        .rsplit_once(':')
        .is_none_or(|(name, port)| port.bytes().all(|byte| byte.is_ascii_digit()) && !name.contains(':'))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for fine in [
            "https://example.com/a?b=c#d",
            "urn:uuid:1",
            "http://[::1]:80/",
            "pkg:npm/a@1",
            "mailto:psirt@example.com",
            "https://example.com:8443/%20",
            "https://u:p@example.com",
            "file:///a",
            "x:",
        ] {
            assert!(is_uri(fine), "{fine}");
        }
        for wrong in [
            "",
            "example.com",
            "//example.com/",
            "https://example.com/a b",
            "1http://a",
            "https://a/%2",
            "https://a/#b#c",
            "https://a/[b]",
            "https://a:b/",
            "https://exämple.com",
            ":a",
            "https://a/\"",
        ] {
            assert!(!is_uri(wrong), "{wrong}");
        }
    }
}
