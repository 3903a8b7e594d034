//! What stands in a line of text.

use serde::Serialize;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Text as it is.
    Text(String),
    /// Text that stands out.
    Strong(Vec<Inline>),
    /// Text in another voice.
    Emphasis(Vec<Inline>),
    /// An id, a path, a value: in a typeface of fixed width.
    Code(String),
    /// A reference.
    Link {
        /// Where it leads.
        to: Target,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// A word with a tone, as a verdict. The word says it; the colour repeats it.
    Badge {
        /// How it is meant.
        tone: Tone,
        /// The word.
        text: String,
    },
    /// A line ends here.
    Break,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A place in the same document.
    Anchor(String),
    /// Another document of the same collection, and a place in it.
    Document {
        /// Its id, as `dossier`.
        id: String,
        /// The place; empty for its beginning.
        anchor: String,
    },
    /// A page of the web. Renderers follow `http`, `https` and `mailto` only; anything else is shown as text.
    Web(String),
}

impl Target {
    /// The address, if it is one that a page may lead to.
    pub fn web(address: &str) -> Option<&str> {
        let known = ["https://", "http://", "mailto:"];
        let fits = known
            .iter()
            .any(|scheme| address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)));
        let plain = !address.chars().any(|c| c.is_whitespace() || vauban_json::is_hostile(c));
        (fits && plain).then_some(address)
    }
}

/// How something is meant; never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Neither.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Somebody should look.
    Attention,
    /// Wrong or missing.
    Bad,
    /// Of no weight here.
    Muted,
}

/// Text as it is.
pub fn text(text: impl Into<String>) -> Inline {
    Inline::Text(text.into())
}

/// Text that stands out.
pub fn strong(words: impl Into<String>) -> Inline {
    Inline::Strong(vec![text(words)])
}

/// An id, a path, a value.
pub fn code(text: impl Into<String>) -> Inline {
    Inline::Code(text.into())
}

/// A word with a tone.
pub fn badge(tone: Tone, text: impl Into<String>) -> Inline {
    Inline::Badge { tone, text: text.into() }
}

/// A reference shown as text.
pub fn link(to: Target, shown: impl Into<String>) -> Inline {
    Inline::Link { to, content: vec![text(shown)] }
}

impl From<&str> for Inline {
    fn from(words: &str) -> Self {
        text(words)
    }
}

impl From<String> for Inline {
    fn from(words: String) -> Self {
        text(words)
    }
}

/// The words of a line without their looks.
pub fn words(line: &[Inline]) -> String {
    let mut out = String::new();
    collect(line, &mut out);
    out
}

fn collect(line: &[Inline], out: &mut String) {
    for piece in line {
        match piece {
            Inline::Text(text) | Inline::Code(text) | Inline::Badge { text, .. } => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) => collect(inner, out),
            Inline::Link { content, .. } => collect(content, out),
            Inline::Break => out.push(' '),
        }
    }
}
