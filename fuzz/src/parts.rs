//! Names of parts, orders and ranges of versions, and severity vectors.

use std::cmp::Ordering;

use vauban_parts::cpe::Cpe;
use vauban_parts::declared::Declared;
use vauban_parts::native::Native;
use vauban_parts::purl::Purl;
use vauban_parts::vers::Vers;
use vauban_parts::version::{Order, Scheme};
use vauban_parts::wording;

/// Package URLs: what is read is written so that it is read again as the same.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn purl(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Purl::parse(&text) {
        Ok(purl) => {
            let written = purl.to_string();
            assert!(written.is_ascii(), "{written} is not ASCII");
            let again = Purl::parse(&written).unwrap_or_else(|why| panic!("{text:?} is written {written}: {why}"));
            assert_eq!(again.to_string(), written, "not the same twice");
            assert_eq!(again.identity(), purl.identity());
        }
        Err(why) => assert!(!why.to_string().contains(char::is_control), "{why:?} has controls"),
    }
}

/// CPE names: as package URLs.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn cpe(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Cpe::parse(&text) {
        Ok(cpe) => {
            let written = cpe.to_string();
            let again = Cpe::parse(&written).unwrap_or_else(|why| panic!("{text:?} is written {written}: {why}"));
            assert_eq!(again, cpe, "{written}");
            let _ = (cpe.relation(&again), cpe.identity());
        }
        Err(why) => assert!(!why.to_string().contains(char::is_control), "{why:?} has controls"),
    }
}

/// Two versions, with a line break between: every scheme compares them both ways round to the opposite.
///
/// # Panics
/// When an order breaks a promise: that is what a fuzzer looks for.
pub fn versions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (a, b) = text.split_once('\n').unwrap_or((&text, "1.0"));
    for scheme in Scheme::ALL {
        let compared = scheme.compare(a, b);
        assert_eq!(compared, scheme.compare(b, a).map(Ordering::reverse), "{scheme:?} {a:?} {b:?}");
        let mut key = Vec::new();
        if scheme.key(a, &mut key) {
            assert_eq!(scheme.compare(a, a), Some(Ordering::Equal), "{scheme:?} {a:?}");
        } else {
            assert!(key.is_empty());
        }
    }
    // The same text as a pattern and as a version of another.
    if let Ok(declared) = Declared::parse(a) {
        let compared = declared.compare(b, "1.0");
        assert_eq!(compared, declared.compare("1.0", b).map(Ordering::reverse), "{a:?} {b:?}");
    }
}

/// Ranges: specifiers, what ecosystems write, what advisories say.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn ranges(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(vers) = Vers::parse(&text) {
        let written = vers.to_string();
        let again = Vers::parse(&written).unwrap_or_else(|why| panic!("{text:?} is written {written}: {why}"));
        assert_eq!(again, vers);
        let simple = vers.simplified();
        for version in ["0", "1.0.0", "2.5", "1:1.0-1"] {
            assert_eq!(simple.contains(version), vers.contains(version), "{written} {version}");
        }
    }
    let _ = Vers::read(&text).map(|(vers, _)| vers.contains("1.0.0"));
    for kind in ["npm", "cargo", "composer", "hex", "conan", "maven", "nuget", "pypi", "gem", "nginx", "openssl", "deb"]
    {
        if let Ok(native) = Native::read(kind, &text) {
            let _ = (native.contains("1.0.0"), native.flat());
        }
    }
    let _ = wording::read(&text).contains(Order::Known(Scheme::Semver), "1.0.0");
}

/// Severity vectors: what is read is written so that it scores the same.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn vector(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match vauban_cvss::Vector::parse(&text) {
        Ok(vector) => {
            let written = vector.to_string();
            assert_eq!(vauban_cvss::score(&written).ok(), Some(vector.scored()), "{text:?} is written {written}");
        }
        Err(why) => assert!(!why.to_string().contains(char::is_control), "{why:?} has controls"),
    }
}
