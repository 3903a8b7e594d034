//! Prose that people wrote, and the pages it becomes.

use vauban_pages::{Document, html, markdown, picture, prose};

/// Any bytes as Markdown, and as a picture in it: blocks, then a page and Markdown again.
///
/// # Panics
/// When a promise is broken: that is what a fuzzer looks for.
pub fn prose(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lead = prose::blocks(&text, &|_| Some(data.to_vec()));
    let document = Document { id: "prose".to_owned(), title: prose_title(&text), lead, ..Document::default() };
    let page = html::page(&document);
    assert_eq!(page.matches("<script>").count(), 1, "a script that is not ours");
    assert_eq!(page.matches("</script>").count(), 1, "a script that is not ours ends");
    for hostile in ["<iframe", "<object", "<embed", "<base", "<form", "href=\"javascript", "href=\"file"] {
        assert!(!page.to_lowercase().contains(hostile), "{hostile}");
    }
    let again = markdown::page(&document);
    assert!(!again.contains(['\u{202e}', '\u{1b}', '\u{0}']), "what cannot be seen is spelled out");
}

/// The first line, as a heading would take it.
fn prose_title(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// Any bytes as a picture.
pub fn pictures(data: &[u8]) {
    if let Ok(found) = picture::look(data) {
        assert!(found.width > 0 && found.height > 0 && data.len() <= picture::MOST_BYTES, "{found:?}");
    }
}
