//! Globs over paths of source files: `*` and `?` stay inside a folder, `**` goes through folders.
//!
//! Matching walks over the path once with the set of places in the pattern that are reached, so no pattern makes it slow.

/// A pattern, read once and matched often.
#[derive(Clone, Debug)]
pub struct Glob {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// This letter.
    Letter(char),
    /// `?`: one letter of a name.
    One,
    /// `*`: letters of a name.
    Name,
    /// `**`: anything.
    All,
    /// `**/`: nothing, or folders. Leads to the next step and past it.
    Maybe,
    /// The folders of `**/`: anything up to a `/`.
    Folders,
}

impl Glob {
    /// Reads a pattern; every text is one.
    pub fn new(pattern: &str) -> Glob {
        let letters: Vec<char> = plain(pattern).chars().collect();
        let mut steps = Vec::with_capacity(letters.len());
        let mut at = 0;
        while let Some(letter) = letters.get(at) {
            let next = |ahead: usize| letters.get(at + ahead).copied();
            match letter {
                '*' if next(1) == Some('*') => {
                    let begins = at == 0 || letters.get(at - 1) == Some(&'/');
                    if begins && next(2) == Some('/') {
                        steps.extend([Step::Maybe, Step::Folders]);
                        at += 3;
                    } else {
                        steps.push(Step::All);
                        at += 2;
                    }
                    continue;
                }
                '*' => steps.push(Step::Name),
                '?' => steps.push(Step::One),
                letter => steps.push(Step::Letter(*letter)),
            }
            at += 1;
        }
        Glob { steps }
    }

    /// Whether a path matches as a whole.
    pub fn matches(&self, path: &str) -> bool {
        let mut now = vec![false; self.steps.len() + 1];
        self.reach(&mut now, 0);
        for letter in plain(path).chars() {
            let mut next = vec![false; self.steps.len() + 1];
            let reached = now.iter().enumerate().filter(|(_, reached)| **reached);
            for (at, _) in reached {
                match self.steps.get(at) {
                    Some(Step::Letter(wanted)) if *wanted == letter => self.reach(&mut next, at + 1),
                    Some(Step::One) if letter != '/' => self.reach(&mut next, at + 1),
                    Some(Step::Name) if letter != '/' => self.reach(&mut next, at),
                    Some(Step::All) => self.reach(&mut next, at),
                    Some(Step::Folders) => {
                        self.reach(&mut next, at);
                        if letter == '/' {
                            self.reach(&mut next, at + 1);
                        }
                    }
                    _ => {}
                }
            }
            now = next;
        }
        now.last() == Some(&true)
    }

    /// Marks a place as reached, and those that are reached from it without a letter.
    fn reach(&self, places: &mut [bool], from: usize) {
        let mut at = from;
        loop {
            match places.get_mut(at) {
                Some(place) if !*place => *place = true,
                _ => return,
            }
            match self.steps.get(at) {
                Some(Step::Name | Step::All) => at += 1,
                Some(Step::Maybe) => {
                    self.reach(places, at + 1);
                    at += 2;
                }
                _ => return,
            }
        }
    }
}

/// A path without `./` in front, and with `/` between its parts.
fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
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
        check("a**b", "a/x/b", true);
    }

    #[test]
    fn no_pattern_is_slow() {
        let glob = Glob::new(&"**/*a".repeat(200));
        assert!(!glob.matches(&"a/".repeat(2_000)));
    }
}
