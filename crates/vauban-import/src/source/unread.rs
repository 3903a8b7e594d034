//! What nobody asked for: the walk that makes silence impossible.
//!
//! After a reader is done, every leaf that was not handed out becomes part of a row. A format
//! names the members it leaves behind on purpose as patterns with a reason; everything else is
//! told as having no field. A null, an empty text, list or table says nothing and is not told.

use super::tree::{Tree, Value, push_name};
use crate::lost::Losses;

/// Members a format leaves behind on purpose, and why: a path with `*` for one name and `**`
/// for any number of them.
pub(crate) type Known = (&'static str, &'static str);

const NO_FIELD: &str = "no record field for it";
const AGAIN: &str = "given more than once in one table; the last one counts";

/// Tells every leaf that nobody asked for; `prefix` names an included file.
pub(crate) fn report_unread(tree: &Tree, prefix: &str, known: &[Known], lost: &mut Losses) {
    let mut walk = Walk { known, lost, names: Vec::new(), path: prefix.to_owned(), star: prefix.to_owned() };
    walk.visit(tree);
}

struct Walk<'a> {
    known: &'a [Known],
    lost: &'a mut Losses,
    /// The exact names down to here, against which patterns are matched.
    names: Vec<&'a str>,
    path: String,
    star: String,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, tree: &'a Tree) {
        if tree.shadowed {
            let (star, path) = (self.star.clone(), self.path.clone());
            return self.lost.add_row(&star, &path, AGAIN.to_owned(), 1);
        }
        match &tree.value {
            Value::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.below(item, "", &position.to_string(), "*");
                }
            }
            Value::Table(members) => {
                for (name, item) in members {
                    let star = if tree.named.get() { "*" } else { name };
                    self.below(item, name, name, star);
                }
            }
            Value::Null => {}
            Value::Text(text) if text.trim().is_empty() => {}
            Value::Flag(_) | Value::Whole(_) | Value::Real(_) | Value::Text(_) => {
                if !tree.read.get() {
                    self.tell();
                }
            }
        }
    }

    fn below(&mut self, tree: &'a Tree, name: &'a str, path: &str, star: &str) {
        let lengths = (self.path.len(), self.star.len());
        push_name(&mut self.path, path);
        push_name(&mut self.star, star);
        self.names.push(name);
        self.visit(tree);
        self.names.pop();
        self.path.truncate(lengths.0);
        self.star.truncate(lengths.1);
    }

    fn tell(&mut self) {
        let known = self.known.iter().find(|(pattern, _)| matches(pattern, &self.names));
        let (star, reason) = match known {
            Some((pattern, reason)) => (*pattern, *reason),
            None => (self.star.as_str(), NO_FIELD),
        };
        let path = self.path.as_str();
        self.lost.add_row(star, path, reason.to_owned(), 1);
    }
}

/// Whether the names go where the pattern says. After `**` the first name that fits counts.
fn matches(pattern: &str, names: &[&str]) -> bool {
    let mut names = names.iter();
    let mut steps = pattern.split('/').skip(1);
    while let Some(step) = steps.next() {
        let fits = if step == "**" {
            let Some(next) = steps.next() else {
                return true;
            };
            names.any(|name| *name == next)
        } else {
            names.next().is_some_and(|name| step == "*" || step == *name)
        };
        if !fits {
            return false;
        }
    }
    names.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        assert!(matches("/a/*/c", &["a", "", "c"]));
        assert!(!matches("/a/*/c", &["a", "", "c", "d"]));
        assert!(matches("/a/**", &["a", "", "c", "d"]));
        assert!(matches("/**/@Id", &["a", "", "@Id"]));
        assert!(!matches("/a/b", &["a"]));
        assert!(matches("/**/b/**", &["a", "b", "c"]));
        assert!(matches("/**/a/**/c/**", &["x", "a", "b", "c", "d"]));
        assert!(!matches("/**/a/**/c/**", &["x", "c", "b", "a", "d"]));
    }
}
