//! Options of a build: a kernel's or bootloader's `.config`, and other files of lines `NAME=value`.

use std::collections::BTreeMap;

use crate::observed::{Error, text};

/// Largest file read, in bytes; a kernel's configuration has a quarter of a megabyte.
pub const LARGEST: usize = 8 << 20;

/// Reads the value of each option. `# CONFIG_X is not set` is `n`; of an option that stands twice the last line counts,
/// as it does for the build; quotes around a value are dropped.
///
/// # Errors
/// If it is too large, no text, or has no line that sets an option: then it says nothing about any.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, String>, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::new(1, format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    let mut options = BTreeMap::new();
    for line in text(bytes)?.lines() {
        let line = line.trim();
        let unset = line.strip_prefix("# ").and_then(|rest| rest.strip_suffix(" is not set"));
        if let Some(name) = unset.filter(|name| is_name(name)) {
            options.insert(name.to_owned(), "n".to_owned());
            continue;
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if is_name(name) {
            let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
            options.insert(name.to_owned(), bare.to_owned());
        }
    }
    if options.is_empty() {
        return Err(Error::new(1, "no line of it sets an option, as `CONFIG_X=y` or `# CONFIG_X is not set`"));
    }
    Ok(options)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    #[test]
    fn set_unset_and_repeated_options_are_read_as_the_build_reads_them() {
        let text =
            "# Linux 6.6\nCONFIG_NET=y\n# CONFIG_BT is not set\nCONFIG_CMDLINE=\"quiet\"\nCONFIG_NET=m\nrubbish\n";
        let options = read(text.as_bytes()).unwrap();
        let value = |name: &str| options.get(name).map(String::as_str);
        assert_eq!(value("CONFIG_NET"), Some("m"));
        assert_eq!(value("CONFIG_BT"), Some("n"));
        assert_eq!(value("CONFIG_CMDLINE"), Some("quiet"));
        assert_eq!(value("CONFIG_WIFI"), None);
    }

    #[test]
    fn a_file_that_sets_nothing_says_nothing() {
        assert!(read(b"# only words\n").is_err());
        assert!(read(b"\xff\xfe").is_err());
    }
}
