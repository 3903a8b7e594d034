//! A document as one page that needs nothing else: no other file, no network, no script to be read.
//!
//! The script adds search, filters and an order of rows; without it everything is shown. What the page may do is said
//! in its head: it runs our own script, told by its digest, and asks nobody for anything.

mod anchors;
mod blocks;
mod collection;
mod contents;
mod escape;
mod figure;
mod table;
mod words;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::document::{Document, Section};
use crate::inline::{Tone, words as plain};
use words::Words;

pub use collection::{Collection, Entry, index_file};

const STYLE: &str = include_str!("style.css");

/// How a document is set that is to be seen on one page.
const DENSE: &str = include_str!("dense.css");
const SCRIPT: &str = include_str!("script.js");

/// A page's name in a window is no longer than this.
const TITLE: usize = 160;

/// The document as a page that stands alone. References to other documents are shown as text.
pub fn page(document: &Document) -> String {
    page_of(document, &Collection::default())
}

/// The document as a page of a collection: it leads to the others.
pub fn page_of(document: &Document, collection: &Collection<'_>) -> String {
    let words = words::of(&document.language);
    let mut writer = Writer {
        out: String::with_capacity(64 * 1024),
        document,
        anchors: anchors::of(document),
        used: BTreeSet::new(),
        words_only: false,
        collection,
        words,
        foreign: !document.language.split(['-', '_']).next().unwrap_or_default().eq_ignore_ascii_case(words.language),
        figures: 0,
        tables: 0,
    };
    for name in ["text", "contents", "find"] {
        writer.used.insert(name.to_owned());
    }
    writer.page();
    writer.out
}

/// A page as it is written.
struct Writer<'a> {
    out: String,
    document: &'a Document,
    /// The places that links may lead to.
    anchors: BTreeSet<&'a str>,
    /// The ids that are taken.
    used: BTreeSet<String>,
    /// Inside something that opens: links are their words.
    words_only: bool,
    collection: &'a Collection<'a>,
    words: &'static Words,
    /// Whether the words of the page are in another language than the document.
    foreign: bool,
    figures: usize,
    tables: usize,
}

impl Writer<'_> {
    fn page(&mut self) {
        let document = self.document;
        self.push("<!doctype html>\n<html lang=\"");
        self.attribute(language(&document.language).unwrap_or("en"));
        self.push("\">\n");
        self.head();
        self.push("<body");
        self.script_words();
        self.push(">\n<a class=\"skip\" href=\"#text\"");
        self.foreign_language();
        self.push(">");
        self.push(self.words.skip);
        self.push("</a>\n<div class=\"page\">\n");
        self.side();
        self.push("<main id=\"text\" tabindex=\"-1\">\n<header>\n");
        if !document.subject.is_empty() {
            self.push("<p class=\"subject\">");
            self.text(&document.subject);
            self.push("</p>\n");
        }
        self.push("<h1>");
        self.text(&document.title);
        self.push("</h1>\n");
        if !document.summary.is_empty() {
            self.push("<p class=\"summary\">");
            self.text(&document.summary);
            self.push("</p>\n");
        }
        self.facts(&document.about);
        self.push("</header>\n");
        self.blocks(&document.lead);
        for section in &document.sections {
            self.section(section, 2);
        }
        self.push("</main>\n</div>\n<footer><p>");
        self.text(&document.subject);
        if !document.date.is_empty() {
            self.push(if document.subject.is_empty() { "<span" } else { ", <span" });
            self.foreign_language();
            self.push(">");
            self.push(self.words.as_of);
            self.push("</span> ");
            self.text(&document.date);
        }
        self.push("</p></footer>\n<script>");
        self.push(SCRIPT);
        self.push("</script>\n</body>\n</html>\n");
    }

    fn head(&mut self) {
        let document = self.document;
        let digest = BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        // The words of a whole site stand in a file beside the page; nothing else is ever loaded.
        let beside = if self.collection.index.is_some() { " 'self' file:" } else { "" };
        self.push("<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
        self.push(&format!(
            "default-src 'none'; script-src 'sha256-{digest}'{beside}; style-src 'unsafe-inline'; img-src data:; \
             base-uri 'none'; form-action 'none'\">\n"
        ));
        self.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.push(
            "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
        );
        if !document.summary.is_empty() {
            self.push("<meta name=\"description\" content=\"");
            self.attribute(&cut(&document.summary));
            self.push("\">\n");
        }
        self.push("<title>");
        let title = match document.subject.is_empty() {
            true => cut(&document.title),
            false => format!("{}: {}", cut(&document.title), cut(&document.subject)),
        };
        self.text(&title);
        self.push("</title>\n<style>\n");
        self.push(STYLE);
        if document.landscape {
            self.push("@page{size:A4 landscape}\n");
        }
        if document.dense {
            self.push(DENSE);
        }
        self.push("</style>\n</head>\n");
    }

    /// What the script says, where it finds it.
    fn script_words(&mut self) {
        self.push(" data-words=\"");
        let all = self.words.script.join("|");
        self.attribute(&all);
        self.push("\"");
        if self.foreign {
            self.push(&format!(" data-language=\"{}\"", self.words.language));
        }
        if let Some(index) = self.collection.index {
            self.push(" data-index=\"");
            self.attribute(index);
            self.push("\"");
        }
    }

    fn foreign_language(&mut self) {
        if self.foreign {
            self.push(&format!(" lang=\"{}\"", self.words.language));
        }
    }

    fn section(&mut self, section: &Section, level: usize) {
        let tag = level.min(6);
        self.push("<section");
        let place = self.place(&section.anchor);
        if let Some(place) = &place {
            self.push(" id=\"");
            self.attribute(place);
            self.push("\"");
        }
        if section.new_page {
            self.push(" class=\"new\"");
        }
        if let Some(language) =
            section.language.as_deref().and_then(language).filter(|one| *one != self.document.language)
        {
            self.push(" lang=\"");
            self.attribute(language);
            self.push("\"");
        }
        self.push(&format!(">\n<h{tag}>"));
        // A heading leads to itself, for who wants to send somebody there; in the order of keys it would only be in the way.
        let link = place.filter(|_| !blocks::has_link(&section.title) && !plain(&section.title).trim().is_empty());
        if let Some(place) = &link {
            self.push("<a class=\"self\" tabindex=\"-1\" href=\"");
            self.address("", place);
            self.push("\">");
        }
        self.line(&section.title);
        self.push(if link.is_some() { "</a>" } else { "" });
        self.push(&format!("</h{tag}>\n"));
        self.blocks(&section.blocks);
        for inner in &section.sections {
            self.section(inner, level + 1);
        }
        self.push("</section>\n");
    }

    /// The place as an id, once: a second one of the same name would be unreachable.
    fn place(&mut self, anchor: &str) -> Option<String> {
        let fits = !anchor.is_empty() && self.used.insert(anchor.to_owned());
        fits.then(|| anchor.to_owned())
    }

    /// An id that nothing else has, and no link leads to.
    fn free(&mut self, wish: &str) -> String {
        let mut name = wish.to_owned();
        while self.anchors.contains(name.as_str()) || !self.used.insert(name.clone()) {
            name.push('-');
        }
        name
    }

    /// A place on a page as the value of `href`.
    fn address(&mut self, page: &str, anchor: &str) {
        self.attribute(page);
        if !anchor.is_empty() {
            self.push("#");
            self.attribute(&anchor.replace('%', "%25"));
        }
    }

    fn push(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, words: &str) {
        escape::text(words, &mut self.out);
    }

    fn attribute(&mut self, words: &str) {
        escape::attribute(words, &mut self.out);
    }
}

/// The class of a tone; none where it is plain.
fn tone_class(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some("good"),
        Tone::Attention => Some("attention"),
        Tone::Bad => Some("bad"),
        Tone::Muted => Some("muted"),
    }
}

/// A language, if it has the form of one: browsers refuse to work with anything else.
fn language(tag: &str) -> Option<&str> {
    let mut parts = tag.split('-');
    let first =
        parts.next().is_some_and(|part| matches!(part.len(), 2..=3) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest = parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (first && rest && tag.len() <= 35).then_some(tag)
}

/// No longer than fits into the name of a window.
fn cut(text: &str) -> String {
    match text.char_indices().nth(TITLE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
