//! URIs and IRIs: the grammars of RFC 3986 and RFC 3987.
//!
//! One walk over the bytes. Of IRIs, every character beyond ASCII that is no private use, control or noncharacter is
//! taken where `ucschar` stands; private use is right in a query only.

/// With a scheme.
pub(super) fn whole(text: &str, international: bool) -> bool {
    let Some(colon) = scheme(text) else { return false };
    relative(text.get(colon + 1..).unwrap_or(""), international, true)
}

/// With a scheme or without.
pub(super) fn reference(text: &str, international: bool) -> bool {
    whole(text, international) || relative(text, international, false)
}

/// Where the scheme ends, if there is one.
fn scheme(text: &str) -> Option<usize> {
    let colon = text.bytes().position(|byte| byte == b':')?;
    let scheme = text.as_bytes().get(..colon)?;
    let letters = scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    (scheme.first()?.is_ascii_alphabetic() && letters).then_some(colon)
}

/// What comes after the scheme. Without one, the first segment of a path may hold no colon.
fn relative(text: &str, international: bool, after_scheme: bool) -> bool {
    let (text, fragment) = text.split_once('#').map_or((text, None), |(text, fragment)| (text, Some(fragment)));
    let (text, query) = text.split_once('?').map_or((text, None), |(text, query)| (text, Some(query)));
    let extra = |text: &str| letters(text, b":@/?", international, false);
    if fragment.is_some_and(|fragment| !extra(fragment)) {
        return false;
    }
    if query.is_some_and(|query| !letters(query, b":@/?", international, true)) {
        return false;
    }
    let path = match text.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            if !self::authority(authority, international) {
                return false;
            }
            path
        }
        None => {
            let first = text.split('/').next().unwrap_or("");
            if !after_scheme && first.contains(':') {
                return false;
            }
            text
        }
    };
    letters(path, b":@/", international, false)
}

fn authority(text: &str, international: bool) -> bool {
    let (user, rest) = text.rsplit_once('@').map_or(("", text), |(user, rest)| (user, rest));
    if !letters(user, b":", international, false) {
        return false;
    }
    let (host, port) = match rest.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else { return false };
            if !literal(address) {
                return false;
            }
            ("", port)
        }
        None => rest.rfind(':').map_or((rest, ""), |colon| rest.split_at(colon)),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    letters(host, b"", international, false)
        && (port.is_empty() || port.starts_with(':'))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The inside of brackets: an IPv6 address or a future one.
fn literal(text: &str) -> bool {
    if text.parse::<std::net::Ipv6Addr>().is_ok() {
        return true;
    }
    let Some((version, rest)) = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    !version.is_empty()
        && version.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !rest.is_empty()
        && !rest.contains('%')
        && letters(rest, b":", false, false)
}

/// Whether a part is made of unreserved letters, sub-delimiters, whole percent escapes and these.
fn letters(text: &str, also: &[u8], international: bool, private: bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {}
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => {}
            b'%' => {
                let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
                if !hex(at + 1) || !hex(at + 2) {
                    return false;
                }
                at += 2;
            }
            0x80.. if international => {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return false };
                let fine = ucs(c) || (private && private_use(c));
                if !fine {
                    return false;
                }
                at += c.len_utf8() - 1;
            }
            other if also.contains(&other) => {}
            _ => return false,
        }
        at += 1;
    }
    true
}

/// `ucschar` of RFC 3987.
fn ucs(c: char) -> bool {
    match c as u32 {
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef | 0xe_1000..=0xe_fffd => true,
        code @ 0x1_0000..=0xd_ffff => code & 0xffff <= 0xfffd,
        _ => false,
    }
}

/// `iprivate` of RFC 3987.
fn private_use(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for text in [
            "https://example.com",
            "https://user:pw@example.com:8080/a/b?c=d#e",
            "urn:uuid:1-2",
            "mailto:a@example.com",
            "https://[2001:db8::1]:443/",
            "https://[v1.a:b]/",
            "a:",
            "https://example.com/%41",
            "file:///a",
            "http://h:",
            "a:/b",
            "x+y-z.1:a:b",
            "https://example.com/a//b",
        ] {
            assert!(whole(text, false), "{text}");
        }
        for text in [
            "",
            "example.com",
            "/a",
            "1a:b",
            "https://example.com/a b",
            "https://example.com/%4",
            "https://exämple.com",
            "https://[::1",
            "https://[x]/",
            "https://h:8a/",
            "https://example.com/#a#b",
            ":a",
            "https://a\\b",
            "a:<b>",
            "h:[",
            "https://example.com/{a}",
            "https://example.com/\u{7f}",
        ] {
            assert!(!whole(text, false), "{text}");
        }
        for text in ["", "a", "/a", "?a", "#a", "//host/a", "./a:b", "a/b:c", "..", "https://example.com"] {
            assert!(reference(text, false), "{text}");
        }
        for text in ["1a:b", "a b", "%", "\\a", "[a]"] {
            assert!(!reference(text, false), "{text}");
        }
    }

    #[test]
    fn iris() {
        assert!(whole("https://exämple.com/ü?\u{e000}", true));
        assert!(!whole("https://example.com/\u{e000}", true));
        assert!(!whole("https://example.com/\u{fdd0}", true));
        assert!(reference("ä/ö", true));
        assert!(!reference("ä ö", true));
    }
}
