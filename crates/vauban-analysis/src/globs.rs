//! Patterns over paths of source files: `*` and `?` stay inside a folder, `**` goes through folders, `{a,b}` is either.

use std::borrow::Cow;

use globset::{GlobBuilder, GlobMatcher};

/// A pattern, read once and matched often.
#[derive(Clone, Debug)]
pub struct Glob {
    matcher: Option<GlobMatcher>,
}

impl Glob {
    /// Reads a pattern; what is none matches nothing.
    pub fn new(pattern: &str) -> Glob {
        let glob = builder(pattern).build();
        Glob { matcher: glob.ok().map(|glob| glob.compile_matcher()) }
    }

    /// Whether a path matches as a whole.
    pub fn matches(&self, path: &str) -> bool {
        self.matcher.as_ref().is_some_and(|matcher| matcher.is_match(&*slashed(path)))
    }
}

/// A pattern as records write it, for a set of them.
pub fn builder(pattern: &str) -> GlobBuilder<'_> {
    let mut builder = GlobBuilder::new(plain(pattern));
    builder.literal_separator(true);
    builder
}

/// Without the `./` in front.
fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// A path as Windows tools write it, with `/`.
fn slashed(path: &str) -> Cow<'_, str> {
    match path.contains('\\') {
        true => Cow::Owned(plain(path).replace('\\', "/")),
        false => Cow::Borrowed(plain(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        let check = |pattern: &str, path: &str, expect| {
            assert_eq!(Glob::new(pattern).matches(path), expect, "{pattern} {path}");
        };
        check("src/**", "src/a/b.c", true);
        check("src/**", "tests/a.c", false);
        check("crates/**/*.rs", "crates/x.rs", true);
        check("crates/**/*.rs", "crates/a/src/x.rs", true);
        check("crates/**/*.rs", "crates/a/src/x.toml", false);
        check("**/test/*", "a/b/test/x", true);
        check("**/test/*", "test/x/y", false);
        check("src/*.c", "src/a/b.c", false);
        check("a?c", "abc", true);
        check("a?c", "a/c", false);
        check("./src/*", "src\\main.rs", true);
        check("", "", true);
        check("", "a", false);
        check("**", "anything/at/all", true);
    }

    #[test]
    fn no_pattern_is_slow() {
        let glob = Glob::new(&"**/*a".repeat(200));
        assert!(!glob.matches(&"a/".repeat(2_000)));
    }
}
