//! What stands beside the text: the other documents, and the contents of this one.

use super::Writer;
use crate::document::Section;
use crate::inline::words as plain;

/// Contents go no deeper than this many levels.
const LEVELS: usize = 3;

/// Contents with more entries than this leave out the deepest level.
const ENTRIES: usize = 60;

/// A document with more sections than this is a list, and its contents would only be the list again.
const SECTIONS: usize = 300;

impl Writer<'_> {
    pub(super) fn side(&mut self) {
        let document = self.document;
        if document.sections.is_empty() && self.collection.entries.is_empty() {
            self.push("<div class=\"side\"></div>\n");
            return;
        }
        self.push("<div class=\"side\">\n");
        self.others();
        if !document.sections.is_empty() && document.sections.len() <= SECTIONS {
            let mut levels = LEVELS;
            while levels > 1 && count(&document.sections, levels) > ENTRIES {
                levels -= 1;
            }
            self.push("<nav id=\"contents\" aria-label=\"");
            self.push(self.words.contents);
            self.push("\">\n<details open><summary");
            self.foreign_language();
            self.push(">");
            self.push(self.words.contents);
            self.push("</summary>\n");
            self.entries(&document.sections, levels);
            self.push("</details>\n</nav>\n");
        }
        self.push("</div>\n");
    }

    fn others(&mut self) {
        let collection = self.collection;
        if collection.entries.is_empty() {
            return;
        }
        self.push("<nav class=\"others\" aria-label=\"");
        self.push(self.words.documents);
        self.push("\">\n<details open><summary");
        self.foreign_language();
        self.push(">");
        self.push(self.words.documents);
        self.push("</summary>\n<ul>\n");
        for entry in &collection.entries {
            let here = entry.id == self.document.id || self.document.id.starts_with(&format!("{}-", entry.id));
            self.push("<li><a href=\"");
            self.attribute(&format!("{}.html", entry.id));
            self.push(if here { "\" aria-current=\"page\">" } else { "\">" });
            self.text(&entry.title);
            self.push("</a></li>\n");
        }
        self.push("</ul></details>\n</nav>\n");
    }

    fn entries(&mut self, sections: &[Section], levels: usize) {
        let shown = || sections.iter().filter(|section| !plain(&section.title).trim().is_empty());
        if levels == 0 || shown().next().is_none() {
            return;
        }
        self.push("<ol>\n");
        for section in shown() {
            self.push("<li>");
            let leads = !section.anchor.is_empty();
            if leads {
                self.push("<a href=\"");
                self.address("", &section.anchor);
                self.push("\">");
            }
            let title = plain(&section.title);
            self.text(&title);
            self.push(if leads { "</a>" } else { "" });
            self.entries(&section.sections, levels - 1);
            self.push("</li>\n");
        }
        self.push("</ol>\n");
    }
}

/// How many sections there are on this many levels.
fn count(sections: &[Section], levels: usize) -> usize {
    match levels {
        0 => 0,
        _ => sections.len() + sections.iter().map(|one| count(&one.sections, levels - 1)).sum::<usize>(),
    }
}
