//! Text into HTML: nothing that was text becomes markup.

/// The text of one line.
pub(super) fn text(words: &str, out: &mut String) {
    push(&crate::text::clean(words), out);
}

/// The text of several lines.
pub(super) fn lines(words: &str, out: &mut String) {
    push(&crate::text::lines(words), out);
}

/// The value of an attribute in double quotes.
pub(super) fn attribute(words: &str, out: &mut String) {
    text(words, out);
}

fn push(words: &str, out: &mut String) {
    let mut rest = words;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut chars = from.chars();
        out.push_str(match chars.next() {
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('&') => "&amp;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}
