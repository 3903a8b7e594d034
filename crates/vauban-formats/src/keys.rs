//! Private keys in any bytes: PEM and OpenSSH blocks, PuTTY files, age and minisign secret keys, JSON Web Keys.
//!
//! A key is told by its own material, so that the same key in two files is one key: the digest is for whoever knows
//! SHA-256, this module hands out the bytes that make it up. A heading without a key under it, as in documentation and
//! in programs that read keys, is none.

use memchr::memmem;

/// A private key in some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// What it is: `private key`, `encrypted private key`, `PuTTY key`, …
    pub form: &'static str,
    /// Line on which it begins, from 1.
    pub line: u32,
    /// Its material without whatever the form puts between: what makes two copies of it the same.
    pub material: Vec<u8>,
}

/// Most keys of one file.
const MOST: usize = 1000;
/// Longest material that is looked at, in bytes as written.
const LONGEST: usize = 64 << 10;
/// Least letters of Base64 under a heading: the shortest keys have 64.
const LEAST: usize = 48;

/// Every private key in some bytes, in their order.
pub fn find(bytes: &[u8]) -> Vec<PrivateKey> {
    let mut found: Vec<(usize, PrivateKey)> = Vec::new();
    pem(bytes, &mut found);
    putty(bytes, &mut found);
    lines(bytes, &mut found);
    jwk(bytes, &mut found);
    found.sort_by_key(|(at, _)| *at);
    found.truncate(MOST);
    let (mut line, mut counted) = (1, 0);
    let place = |(at, mut key): (usize, PrivateKey)| {
        let between = bytes.get(counted..at).unwrap_or_default();
        line += u32::try_from(memchr::memchr_iter(b'\n', between).count()).unwrap_or(u32::MAX);
        counted = at;
        key.line = line;
        key
    };
    found.into_iter().map(place).collect()
}

/// `-----BEGIN … PRIVATE KEY-----`, also inside the text of a program.
fn pem(bytes: &[u8], found: &mut Vec<(usize, PrivateKey)>) {
    for at in memmem::find_iter(bytes, "-----BEGIN ").take(MOST) {
        let rest = bytes.get(at + 11..).unwrap_or_default();
        let rest = rest.get(..rest.len().min(LONGEST)).unwrap_or(rest);
        let Some(end) = memmem::find(rest, b"-----").filter(|end| *end < 64) else { continue };
        let heading = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        if !heading.ends_with("PRIVATE KEY") && heading != "PGP PRIVATE KEY BLOCK" {
            continue;
        }
        let body = rest.get(end + 5..).unwrap_or_default();
        let Some(close) = memmem::find(body, b"-----END ") else { continue };
        let body = body.get(..close).unwrap_or_default();
        let Some(material) = base64_of(body) else { continue };
        let encrypted = heading.starts_with("ENCRYPTED") || memmem::find(body, b"ENCRYPTED").is_some();
        let form = if encrypted { "encrypted private key" } else { "private key" };
        found.push((at, PrivateKey { form, line: 0, material }));
    }
}

/// The letters of Base64 in a block, headers such as `Proc-Type: 4,ENCRYPTED`, escapes such as `\n` and the marks of
/// comments and strings left out. `None` where anything else stands there, or too little: then it is no key.
fn base64_of(body: &[u8]) -> Option<Vec<u8>> {
    let mut material = Vec::new();
    for line in body.split(|byte| *byte == b'\n') {
        if memchr::memchr(b':', line).is_some() {
            continue;
        }
        let mut letters = line.iter().copied().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                b'\\' => {
                    letters.next();
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'=' => material.push(letter),
                b'+' => {
                    // Between two pieces of text a program writes ` + `.
                    let alone = letters.peek().is_none_or(|next| matches!(next, b' ' | b'\r' | b'"' | b'\''));
                    if !alone {
                        material.push(letter);
                    }
                }
                b' ' | b'\t' | b'\r' | b'"' | b'\'' | b',' | b';' | b'*' | b'#' | b'>' => {}
                _ => return None,
            }
        }
    }
    (material.len() >= LEAST).then_some(material)
}

fn putty(bytes: &[u8], found: &mut Vec<(usize, PrivateKey)>) {
    for at in memmem::find_iter(bytes, "PuTTY-User-Key-File-").take(MOST) {
        let rest = bytes.get(at..).unwrap_or_default();
        let rest = rest.get(..rest.len().min(LONGEST)).unwrap_or(rest);
        let Some(start) = memmem::find(rest, b"Private-Lines:") else { continue };
        let lines = rest.get(start..).unwrap_or_default().split(|byte| *byte == b'\n').skip(1);
        let body: Vec<u8> = lines.take_while(|line| memchr::memchr(b':', line).is_none()).flatten().copied().collect();
        let material = base64_of(&body);
        found.extend(material.map(|material| (at, PrivateKey { form: "PuTTY key", line: 0, material })));
    }
}

/// Keys that are one word: of age, and of minisign below its comment.
fn lines(bytes: &[u8], found: &mut Vec<(usize, PrivateKey)>) {
    for at in memmem::find_iter(bytes, "AGE-SECRET-KEY-1").take(MOST) {
        let material = word(bytes.get(at..).unwrap_or_default());
        if material.len() >= 16 + 40 {
            found.push((at, PrivateKey { form: "age key", line: 0, material }));
        }
    }
    for sign in ["minisign encrypted secret key", "minisign secret key"] {
        for at in memmem::find_iter(bytes, sign).take(MOST) {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', rest.get(..rest.len().min(4096)).unwrap_or(rest)) else { continue };
            let material = word(rest.get(end + 1..).unwrap_or_default());
            if material.len() >= 150 {
                found.push((at, PrivateKey { form: "minisign key", line: 0, material }));
            }
        }
    }
}

/// The letters of Base64 and the like at the beginning of some bytes.
fn word(bytes: &[u8]) -> Vec<u8> {
    let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    bytes.iter().take(LONGEST).take_while(letter).copied().collect()
}

/// JSON Web Keys: an object with `kty` and the private member `d`.
fn jwk(bytes: &[u8], found: &mut Vec<(usize, PrivateKey)>) {
    for at in memmem::find_iter(bytes, "\"d\"").take(MOST) {
        let rest = bytes.get(at + 3..).unwrap_or_default();
        let rest = rest.get(..rest.len().min(LONGEST)).unwrap_or(rest);
        let value = rest.trim_ascii_start().strip_prefix(b":").map(<[u8]>::trim_ascii_start);
        let Some(value) = value.and_then(|value| value.strip_prefix(b"\"")) else { continue };
        let material = word(value);
        let around = bytes.get(at.saturating_sub(4096)..(at + 4096).min(bytes.len())).unwrap_or_default();
        if material.len() >= 42 && memmem::find(around, b"\"kty\"").is_some() {
            found.push((at, PrivateKey { form: "JSON Web Key", line: 0, material }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "MC4CAQAwBQYDK2VwBCIEIHR1cm4gYXJvdW5kIGFuZCBsb29rIGF0IHRoZSBzZWE=";

    fn check(text: &str, expect: &[(&str, u32)]) {
        let found = find(text.as_bytes());
        let found: Vec<(&str, u32)> = found.iter().map(|key| (key.form, key.line)).collect();
        assert_eq!(found, expect, "{text}");
    }

    fn block(kind: &str, body: &str) -> String {
        format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n")
    }

    #[test]
    fn keys_are_told_by_their_material() {
        check(&block("PRIVATE KEY", BODY), &[("private key", 1)]);
        check(&format!("a\nb\n{}", block("OPENSSH PRIVATE KEY", BODY)), &[("private key", 3)]);
        check(&block("ENCRYPTED PRIVATE KEY", BODY), &[("encrypted private key", 1)]);
        check(&block("RSA PRIVATE KEY", &format!("Proc-Type: 4,ENCRYPTED\n\n{BODY}")), &[("encrypted private key", 1)]);
        check(&block("PUBLIC KEY", BODY), &[]);
        check(&block("PRIVATE KEY", "..."), &[]);
        check("looks for `-----BEGIN PRIVATE KEY-----` and `-----END PRIVATE KEY-----`", &[]);
        check(&format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)), &[("age key", 1)]);
        check(
            &format!("untrusted comment: minisign encrypted secret key\n{}\n", "R".repeat(212)),
            &[("minisign key", 1)],
        );
        check(&format!("{{\"kty\":\"OKP\",\"d\": \"{}\"}}", "x".repeat(43)), &[("JSON Web Key", 1)]);
        check("{\"d\": \"M0 0 L10 10 and so on and so on and so on and on\"}", &[]);
        let putty = format!("PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{BODY}\nPrivate-MAC: 00\n");
        check(&putty, &[("PuTTY key", 1)]);
    }

    #[test]
    fn the_same_key_in_a_program_is_the_same_key() {
        let plain = find(block("PRIVATE KEY", BODY).as_bytes());
        let (one, other) = BODY.split_at(30);
        let program = format!(
            "let key = \"-----BEGIN PRIVATE KEY-----\\n{one}\\n\" +\n    \"{other}\\n-----END PRIVATE KEY-----\";"
        );
        assert_eq!(find(program.as_bytes()).first().map(|key| &key.material), plain.first().map(|key| &key.material));
    }

    #[test]
    fn any_bytes_are_taken() {
        let whole = block("PRIVATE KEY", BODY);
        for end in 0..whole.len() {
            assert!(find(&whole.as_bytes()[..end]).is_empty() || end + 26 > whole.len());
        }
        assert!(find(&[0, 255, b'-', b'-']).is_empty());
    }
}
