//! Ids from names: readable, stable, unique per kind.

use std::collections::{HashMap, HashSet};

/// Long names are cut at a word.
const MAX_ID: usize = 60;

/// An id made of a name: lower-case letters, digits and single dashes; empty when the name has
/// neither letters nor digits that we can write.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            out.push(letter);
        } else if let Some(plain) = plain(letter) {
            out.push_str(plain);
        } else if !out.is_empty() && !out.ends_with('-') && letter != '\'' && letter != '’' {
            out.push('-');
        }
        if out.len() > MAX_ID {
            if let Some((words, _)) = out.rsplit_once('-').filter(|(words, _)| words.len() > 20) {
                out.truncate(words.len());
            }
            out.truncate(MAX_ID);
            break;
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The plain spelling of a letter with a mark.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ä' | 'æ' => "ae",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ö' => "oe",
        'ù' | 'ú' | 'û' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'λ' => "lambda",
        'µ' | 'μ' => "micro",
        _ => return None,
    })
}

/// Hands out ids, unique per kind.
#[derive(Default)]
pub(crate) struct Ids {
    taken: HashSet<(&'static str, String)>,
    next: HashMap<(&'static str, String), usize>,
}

impl Ids {
    /// A new id of the kind, made of the name.
    pub(crate) fn make(&mut self, kind: &'static str, name: &str) -> String {
        let mut base = slug(name);
        if base.is_empty() {
            kind.clone_into(&mut base);
        }
        // `part-of` says `product` and `environment` where it does not name a component.
        let reserved = kind == "component" && (base == "product" || base == "environment");
        let mut id = base.clone();
        let mut number = self.next.remove(&(kind, base.clone())).unwrap_or(2);
        while (reserved && id == base) || !self.taken.insert((kind, id.clone())) {
            id = format!("{base}-{number}");
            number = number.saturating_add(1);
        }
        self.next.insert((kind, base), number);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::{Ids, slug};

    #[test]
    fn slugs() {
        let check = |name, expect: &str| assert_eq!(slug(name), expect);
        check("Web Server", "web-server");
        check("  (1) Customer's / Internet\n", "1-customers-internet");
        check("Überwachung", "ueberwachung");
        check("設計", "");
        check("---", "");
        let long = slug(&"word ".repeat(40));
        assert!(long.len() <= 60 && long.ends_with("word"), "{long}");
        assert_eq!(slug(&"x".repeat(500)).len(), 60);
    }

    #[test]
    fn unique_per_kind() {
        let mut ids = Ids::default();
        assert_eq!(ids.make("zone", "A b"), "a-b");
        assert_eq!(ids.make("zone", "a B"), "a-b-2");
        assert_eq!(ids.make("zone", "a-b-2"), "a-b-2-2");
        assert_eq!(ids.make("zone", "a b"), "a-b-3");
        assert_eq!(ids.make("component", "a b"), "a-b");
        assert_eq!(ids.make("component", "Product"), "product-2");
        assert_eq!(ids.make("asset", "設計"), "asset");
        assert_eq!(ids.make("asset", ""), "asset-2");
    }
}
