//! E-mail addresses, host names, UUIDs.

/// An address: `local@domain`, quoted locals and address literals included.
pub(super) fn email(text: &str, international: bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| word(byte) || (international && byte >= 0x80));
    let local = match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) => quoted(inside, international),
        None => local.len() <= 64 && local.split('.').all(plain),
    };
    local && self::domain(domain, international)
}

fn quoted(inside: &str, international: bool) -> bool {
    let mut rest = inside.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' if !rest.next().is_some_and(|byte| matches!(byte, b' '..=b'~')) => return false,
            b'\\' | b' '..=b'!' | b'#'..=b'~' => {}
            0x80.. if international => {}
            _ => return false,
        }
    }
    true
}

fn domain(domain: &str, international: bool) -> bool {
    match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => literal.parse::<std::net::Ipv4Addr>().is_ok(),
        },
        None if international => {
            let label = |label: &str| {
                let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte >= 0x80;
                !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(fine)
            };
            domain.len() <= 255 && domain.split('.').all(label)
        }
        None => hostname(domain),
    }
}

/// Labels of letters, digits and hyphens.
pub(super) fn hostname(text: &str) -> bool {
    let label = |label: &str| {
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(fine)
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Groups of 8, 4, 4, 4 and 12 hexadecimal digits.
pub(super) fn uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in ["a@example.com", "a.b+c@host", "\"a b\"@example.com", "a@[127.0.0.1]", "a@[IPv6:::1]"] {
            assert!(email(text, false), "{text}");
        }
        for text in ["", "a", "@example.com", "a@", ".a@b", "a.@b", "a..b@c", "ä@b", "a@-b", "a b@c", "a@b..c", "a@[1]"]
        {
            assert!(!email(text, false), "{text}");
        }
        assert!(email("ä@exämple.com", true));
        assert!(uuid(b"3e671687-395b-41f5-a30f-a58921a69b79"));
        assert!(!uuid(b"3e671687-395b-41f5-a30f-a58921a69b7g"));
        assert!(!uuid(b"3e671687395b41f5a30fa58921a69b79"));
    }
}
