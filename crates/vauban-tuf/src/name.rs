//! Names of files in a repository.

use crate::limits::LONGEST;

/// The file of a role: its name with everything but letters, digits and `_.-~` spelled by percent signs, so that no
/// name of a role leads anywhere. With a version where snapshots are consistent.
pub fn file_name(role: &str, version: Option<u64>) -> String {
    let mut out = version.map(|version| format!("{version}.")).unwrap_or_default();
    for byte in role.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out.push_str(".json");
    out
}

/// Whether the path of a target is one on every system: relative, no `.` or `..`, no backslash, no control character.
pub fn is_safe_target(path: &str) -> bool {
    path.len() <= LONGEST
        && !path.chars().any(|c| c == '\\' || vauban_json::is_hostile(c))
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !drive(path)
}

/// `C:` and the like mean another disk on some systems.
fn drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && chars.next() == Some(':')
}

/// Where a target lies: its own path, or with a hash before the last name where snapshots are consistent.
pub fn stored_target(path: &str, hash: Option<&str>) -> String {
    match (hash, path.rsplit_once('/')) {
        (None, _) => path.to_owned(),
        (Some(hash), None) => format!("{hash}.{path}"),
        (Some(hash), Some((folder, name))) => format!("{folder}/{hash}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{file_name, is_safe_target, stored_target};

    #[test]
    fn no_role_leads_out_of_the_folder() {
        assert_eq!(file_name("../../path/like/dubious", None), "..%2F..%2Fpath%2Flike%2Fdubious.json");
        assert_eq!(file_name("ä b", Some(3)), "3.%C3%A4%20b.json");
        assert!(!file_name("a\\b\0c/../d", None).contains(['/', '\\', '\0']));
    }

    #[test]
    fn no_target_leads_out_of_the_folder() {
        assert!(
            ["a", "a/b.bin", "gateway/2.3.1/firmware.raucb", "..a/b..", "ü"].iter().all(|path| is_safe_target(path))
        );
        for bad in
            ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "C:/a", "c:a", "a\0b", "a\nb", "a\u{202e}b"]
        {
            assert!(!is_safe_target(bad), "{bad:?}");
        }
        assert_eq!(stored_target("a/b", Some("ff")), "a/ff.b");
    }
}
