//! Which names of files may leave the house: names that mean the same file on every system, and no other.
//!
//! A name that leads out of the folder, hides what it is, or is the same as another name on a system that does not
//! tell upper from lower case, would let a verified delivery hold something else than what was signed (SM-6).

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

/// Bytes of a path.
pub const LONGEST_PATH: usize = 4096;
/// Bytes of one part of a path; more than that no common file system can hold.
const LONGEST_PART: usize = 255;

/// Says what is wrong with a path; nothing is wrong with most.
///
/// # Errors
/// In words: it is empty, absolute, leads upwards, has control or direction characters, or is too long.
pub fn check_path(path: &str) -> Result<(), String> {
    let refuse = |why: &str| Err(why.to_owned());
    if path.is_empty() {
        return refuse("it is empty");
    }
    if path.len() > LONGEST_PATH {
        return Err(format!("it is longer than {LONGEST_PATH} bytes"));
    }
    if path == "-" {
        return refuse("other tools take `-` for what comes from another program");
    }
    if let Some(letter) = path.chars().find(|letter| hides(*letter)) {
        return Err(format!("it has the character U+{:04X}, which hides what the name is", u32::from(letter)));
    }
    if path.contains('\\') {
        return refuse("it has a `\\`, which begins another folder on Windows");
    }
    if path.starts_with('/') {
        return refuse("it is absolute");
    }
    let bytes = path.as_bytes();
    if bytes.len() > 1 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
        return refuse("it names a drive, so it is absolute on Windows");
    }
    for part in path.split('/') {
        match part {
            "" => return refuse("a part of it is empty (`//`, or a `/` at the end)"),
            "." => return refuse("it has a `.` for the same folder: there must be one way to write it"),
            ".." => return refuse("it leads upwards with `..`"),
            _ if part.len() > LONGEST_PART => {
                return Err(format!("a part of it is longer than {LONGEST_PART} bytes"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Control characters, line separators, and characters that turn the direction of writing or take no room.
pub(super) fn hides(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffd}')
}

/// Why a path, though not refused, cannot be kept as it is on Windows.
pub fn windows_trouble(path: &str) -> Option<String> {
    for part in path.split('/') {
        if let Some(letter) = part.chars().find(|letter| "<>:\"|?*".contains(*letter)) {
            return Some(format!("Windows allows no `{letter}` in a name"));
        }
        if part.ends_with([' ', '.']) {
            return Some("Windows drops a space or `.` at the end of a name".to_owned());
        }
        // Windows takes the device whatever stands behind a dot, and with spaces before the dot.
        let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_uppercase();
        let numbered = |name: &str| {
            stem.strip_prefix(name).is_some_and(|rest| {
                let mut letters = rest.chars();
                let digit = letters.next().is_some_and(|one| one.is_ascii_digit() || matches!(one, '¹' | '²' | '³'));
                digit && letters.next().is_none()
            })
        };
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"].contains(&stem.as_str())
            || numbered("COM")
            || numbered("LPT")
        {
            return Some(format!("`{part}` is a device on Windows"));
        }
    }
    None
}

/// Finds pairs of names that are one name somewhere: they differ in case or in how Unicode writes a letter, or one is
/// a file and a folder at once.
///
/// Time and memory grow with the length of all paths together: they are put into a tree, part by part.
pub fn collisions<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<(String, String, &'static str)> {
    /// A part of a path: the first path that had it, where it ends there, and whether it is a file.
    struct Node<'a> {
        number: usize,
        path: &'a str,
        end: usize,
        file: bool,
    }
    let mut tree: BTreeMap<(usize, String), Node<'a>> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let (mut parent, mut begin) = (0, 0);
        for part in path.split('/') {
            let end = begin + part.len();
            let file = end == path.len();
            let number = tree.len() + 1;
            let node = tree.entry((parent, fold(part))).or_insert(Node { number, path, end, file });
            let (other, own) = (node.path.get(..node.end).unwrap_or_default(), path.get(..end).unwrap_or_default());
            if node.number != number {
                let why = match (other == own, node.file, file) {
                    (false, ..) => "are one name where case or spelling of letters does not count",
                    (true, false, false) => "",
                    (true, true, true) => "stands twice",
                    (true, ..) => "is a file and a folder at once",
                };
                if !why.is_empty() {
                    found.push((other.to_owned(), own.to_owned(), why));
                    break;
                }
            }
            (parent, begin) = (node.number, end + 1);
        }
    }
    found
}

/// A name as systems see it that tell neither case nor Unicode forms apart.
fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let upper: String = name.nfd().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::{check_path, collisions, windows_trouble};

    #[test]
    fn names_that_lead_elsewhere_or_hide_are_refused() {
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "a/",
            "./a",
            "a/./b",
            "a\\b",
            "C:/x",
            "c:x",
            "a\nb",
            "a\0b",
            "a\u{1b}[2Jb",
            "gpj\u{202e}.exe",
            "a\u{200b}b",
            "-",
            "a\u{85}b",
        ] {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
        assert!(check_path(&"a".repeat(256)).is_err());
        assert!(check_path(&"a/".repeat(3000)).is_err());
        for good in ["a", "a b/c", "über/ß.bin", "..a/b..", "ab:c/d", ".hidden", "日本/語", "-x"] {
            assert_eq!(check_path(good), Ok(()), "{good:?}");
        }
    }

    #[test]
    fn names_that_are_one_name_elsewhere_collide() {
        let collide = |paths: &[&str]| {
            let mut paths = paths.to_vec();
            paths.sort_unstable();
            collisions(paths.into_iter()).len()
        };
        assert_eq!(collide(&["a/Read.me", "a/readme", "b/readme"]), 0);
        assert_eq!(collide(&["README", "readme"]), 1);
        assert_eq!(collide(&["A/x", "a/y"]), 1, "folders collide as well");
        assert_eq!(collide(&["caf\u{e9}", "cafe\u{301}"]), 1);
        assert_eq!(collide(&["STRASSE", "straße"]), 1);
        assert_eq!(collide(&["a", "a/b"]), 1, "a file and a folder");
        assert_eq!(collide(&["A", "a/b"]), 1);
        assert_eq!(collide(&["a", "a-", "a/b"]), 1, "not next to each other");
        assert_eq!(collide(&["a", "a"]), 1);
        assert_eq!(collide(&["x/a/1", "x/a/2", "x/b/1", "x/b/c/d", "y/a/1"]), 0);
        assert_eq!(collide(&["x/é/1", "x/é/2", "x/é/z/E", "x/é/z/e"]), 1);
    }

    #[test]
    fn windows_is_told_of() {
        for bad in ["CON", "a/nul.txt", "com1", "LPT9.log", "a.", "b ", "x?y", "a:b", "con .txt", "conin$"] {
            assert!(windows_trouble(bad).is_some(), "{bad}");
        }
        for good in ["console", "com", "com10", "nulls.txt", "a.b", "aux1"] {
            assert_eq!(windows_trouble(good), None, "{good}");
        }
    }
}
