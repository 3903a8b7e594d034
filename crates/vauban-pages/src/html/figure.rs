//! Figures: pictures of our own stand in the page as they are, so that their text can be found, copied and read aloud.
//!
//! On a page their names would meet: two pictures have an element called `title`, and a style sheet inside one would
//! colour the other. So every name gets a prefix, and every style sheet holds within its own figure.

use std::collections::BTreeSet;

/// The picture with its names behind a prefix and its styles inside `#{prefix}`. `named` is put into pictures that
/// have no title of their own: markup that the caller has escaped.
pub(super) fn framed(svg: &str, prefix: &str, named: &str) -> String {
    let names = names(svg);
    let mut out = String::with_capacity(svg.len() + svg.len() / 8 + 256);
    let mut rest = svg;
    let mut first = true;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(inside) = rest.strip_prefix("<style") {
            let Some((tag, after)) = inside.split_once('>') else { break };
            let (sheet, after) = after.split_once("</style").unwrap_or((after, ""));
            out.push_str("<style");
            out.push_str(tag);
            out.push('>');
            style(sheet, prefix, &names, &mut out);
            out.push_str("</style");
            rest = after;
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[..end];
        rest = &rest[end..];
        if first && tag.starts_with("<svg") {
            first = false;
            root(tag, prefix, svg, &names, named, &mut out);
        } else if !tag.starts_with("<?") && !tag.starts_with("<!") {
            attributes(tag, prefix, &names, &mut out);
        }
    }
    out.push_str(rest);
    out
}

/// Where a tag ends: quotes may hold `>`.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The names that a picture gives its elements.
fn names(svg: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut rest = svg;
    while let Some(at) = rest.find(" id=\"") {
        rest = &rest[at + 5..];
        let Some((name, after)) = rest.split_once('"') else { break };
        names.insert(name);
        rest = after;
    }
    names
}

/// The `<svg>` tag: what a screen reader calls it, and links inside stay links.
fn root(tag: &str, prefix: &str, svg: &str, names: &BTreeSet<&str>, named: &str, out: &mut String) {
    let has_title = svg.contains("<title");
    let mut begin = String::with_capacity(tag.len() + 64);
    attributes(tag, prefix, names, &mut begin);
    // Whatever stands in a picture that is one image is silent; with links in it, it is a group.
    if svg.contains("<a ") {
        begin = begin.replacen("role=\"img\"", "role=\"group\"", 1);
    }
    if !begin.contains("role=") {
        begin = begin.replacen("<svg", "<svg role=\"img\"", 1);
    }
    if has_title {
        out.push_str(&begin);
        return;
    }
    if !begin.contains("aria-labelledby=") {
        let label = format!("<svg aria-labelledby=\"{prefix}-title {prefix}-text\"");
        begin = begin.replacen("<svg", &label, 1);
    }
    out.push_str(&begin);
    out.push_str(named);
}

/// A tag with its names behind the prefix.
fn attributes(tag: &str, prefix: &str, names: &BTreeSet<&str>, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        let Some((value, after)) = after.split_once('"') else {
            rest = after;
            break;
        };
        let name = before[..at].rsplit([' ', '\n', '\t']).next().unwrap_or_default();
        match name {
            "id" => {
                out.push_str(prefix);
                out.push('-');
                out.push_str(value);
            }
            "aria-labelledby" | "aria-describedby" => {
                let all: Vec<String> = value.split_whitespace().map(|one| format!("{prefix}-{one}")).collect();
                out.push_str(&all.join(" "));
            }
            "href" | "xlink:href" => match value.strip_prefix('#').filter(|name| names.contains(name)) {
                Some(name) => {
                    out.push('#');
                    out.push_str(prefix);
                    out.push('-');
                    out.push_str(name);
                }
                None => out.push_str(value),
            },
            _ => references(value, prefix, names, out),
        }
        out.push('"');
        rest = after;
    }
    out.push_str(rest);
}

/// `url(#name)` with the name behind the prefix.
fn references(value: &str, prefix: &str, names: &BTreeSet<&str>, out: &mut String) {
    let mut rest = value;
    while let Some(at) = rest.find("url(#") {
        let (before, after) = rest.split_at(at + 5);
        out.push_str(before);
        let name = after.split(')').next().unwrap_or_default();
        if names.contains(name) {
            out.push_str(prefix);
            out.push('-');
        }
        rest = after;
    }
    out.push_str(rest);
}

/// A style sheet inside its figure; at night only on screens, for paper is white.
fn style(sheet: &str, prefix: &str, names: &BTreeSet<&str>, out: &mut String) {
    out.push('#');
    out.push_str(prefix);
    out.push('{');
    let night = sheet.replace("@media(prefers", "@media (prefers");
    references(&night.replace("@media (prefers", "@media screen and (prefers"), prefix, names, out);
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_styles_stay_in_their_figure() {
        let svg = "<svg role=\"img\" aria-labelledby=\"t d\"><title id=\"t\">a < b</title><desc id=\"d\">x</desc>\
                   <style>.a{marker-end:url(#tip)}@media(prefers-color-scheme:dark){.a{fill:red}}</style>\
                   <marker id=\"tip\"/><path marker-end=\"url(#tip)\" d=\"M0>\"/><a href=\"#other\"><use href=\"#tip\"/></a></svg>";
        let out = framed(svg, "f1", "");
        for part in [
            "<svg role=\"group\" aria-labelledby=\"f1-t f1-d\"><title id=\"f1-t\">",
            "#f1{.a{marker-end:url(#f1-tip)}@media screen and (prefers-color-scheme:dark){.a{fill:red}}}</style>",
            "<marker id=\"f1-tip\"/><path marker-end=\"url(#f1-tip)\" d=\"M0>\"/>",
            "<a href=\"#other\"><use href=\"#f1-tip\"/></a>",
        ] {
            assert!(out.contains(part), "{part} is not in {out}");
        }
    }

    #[test]
    fn a_picture_without_a_name_gets_one() {
        let out = framed("<svg width=\"1\"></svg>", "f2", "<title id=\"f2-title\">x</title>");
        assert_eq!(
            out,
            "<svg aria-labelledby=\"f2-title f2-text\" role=\"img\" width=\"1\"><title id=\"f2-title\">x</title></svg>"
        );
    }

    #[test]
    fn what_is_cut_off_does_no_harm() {
        for svg in ["<svg", "<svg><style>a", "<svg a=\"", "<", "", "text", "<svg id=\"a"] {
            let _ = framed(svg, "f", "");
        }
    }
}
