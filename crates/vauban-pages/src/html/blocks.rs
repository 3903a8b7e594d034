//! Blocks and lines.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Writer, escape, figure, tone_class};
use crate::document::{Block, Figure};
use crate::inline::{Inline, Target};
use crate::picture;

/// Whether something in a line leads somewhere.
pub(super) fn has_link(line: &[Inline]) -> bool {
    line.iter().any(|piece| match piece {
        Inline::Link { .. } => true,
        Inline::Strong(inner) | Inline::Emphasis(inner) => has_link(inner),
        Inline::Text(_) | Inline::Code(_) | Inline::Badge { .. } | Inline::Break => false,
    })
}

impl Writer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(pieces) => {
                self.push("<p>");
                self.line(pieces);
                self.push("</p>\n");
            }
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                self.push(&format!("<{tag}>\n"));
                for item in items {
                    self.push("<li>");
                    match item.as_slice() {
                        [Block::Paragraph(pieces)] => self.line(pieces),
                        [Block::Paragraph(pieces), more @ ..] if matches!(more, [Block::List { .. }]) => {
                            self.line(pieces);
                            self.blocks(more);
                        }
                        more => self.blocks(more),
                    }
                    self.push("</li>\n");
                }
                self.push(&format!("</{tag}>\n"));
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Picture { bytes, alt } => self.picture(bytes, alt),
            Block::Facts(pairs) => self.facts(pairs),
            Block::Note { tone, title, blocks } => {
                self.push("<div role=\"note\" class=\"note");
                if let Some(class) = tone_class(*tone) {
                    self.push(&format!(" {class}"));
                }
                self.push("\">\n");
                if !title.is_empty() {
                    self.push("<p class=\"title\">");
                    self.text(title);
                    self.push("</p>\n");
                }
                self.blocks(blocks);
                self.push("</div>\n");
            }
            Block::Code(code) => {
                // A line break right after the tag would be lost.
                self.push("<pre tabindex=\"0\"><code>");
                escape::lines(code, &mut self.out);
                self.push("</code></pre>\n");
            }
            Block::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.blocks(blocks);
                self.push("</blockquote>\n");
            }
            Block::Details { summary, blocks } => {
                self.push("<details><summary>");
                // What opens something holds nothing else that can be chosen: a link there is its words.
                self.words_only = true;
                self.line(summary);
                self.words_only = false;
                self.push("</summary>\n<div class=\"inside\">\n");
                self.blocks(blocks);
                self.push("</div></details>\n");
            }
        }
    }

    pub(super) fn facts(&mut self, pairs: &[(String, Vec<Inline>)]) {
        if pairs.is_empty() {
            return;
        }
        self.push("<dl>\n");
        for (name, what) in pairs {
            self.push("<div><dt>");
            self.text(name);
            self.push("</dt><dd>");
            self.line(what);
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }

    /// Bytes are shown only if they are what they must be, whoever put them there.
    fn picture(&mut self, bytes: &[u8], alt: &str) {
        match picture::look(bytes) {
            Ok(found) => {
                self.push("<p class=\"picture\"><img alt=\"");
                self.attribute(alt);
                self.push(&format!(
                    "\" width=\"{}\" height=\"{}\" src=\"data:{};base64,",
                    found.width,
                    found.height,
                    found.form.media_type()
                ));
                BASE64_STANDARD.encode_string(bytes, &mut self.out);
                self.push("\"></p>\n");
            }
            Err(_) => {
                self.push("<p class=\"picture\">");
                self.text(alt);
                self.push("</p>\n");
            }
        }
    }

    fn figure(&mut self, figure: &Figure) {
        self.figures += 1;
        let name = match self.place(&figure.anchor) {
            Some(anchor) => anchor,
            None => self.free(&format!("figure-{}", self.figures)),
        };
        // A name that a style sheet can use as it is.
        let prefix = self.free(&format!("f{}", self.figures));
        self.push("<figure id=\"");
        self.attribute(&name);
        self.push(&format!("\">\n<div class=\"drawing\" tabindex=\"0\" role=\"group\" aria-labelledby=\"{prefix}-name\" id=\"{prefix}\">\n"));
        let mut named = format!("<title id=\"{prefix}-title\">");
        escape::text(&figure.title, &mut named);
        named.push_str(&format!("</title><desc id=\"{prefix}-text\">"));
        escape::text(&figure.description, &mut named);
        named.push_str("</desc>");
        let svg = figure::framed(&figure.svg, &prefix, &named);
        self.push(&svg);
        self.push(&format!("</div>\n<figcaption><span class=\"name\" id=\"{prefix}-name\">"));
        self.text(&figure.title);
        self.push("</span>");
        if !figure.description.is_empty() && figure.description != figure.title {
            self.push(" <span class=\"says\">");
            self.text(&figure.description);
            self.push("</span>");
        }
        self.push("</figcaption>\n</figure>\n");
    }

    pub(super) fn line(&mut self, pieces: &[Inline]) {
        for piece in pieces {
            match piece {
                Inline::Text(words) => self.text(words),
                Inline::Strong(inner) => self.wrapped("strong", inner),
                Inline::Emphasis(inner) => self.wrapped("em", inner),
                Inline::Code(code) => {
                    self.push("<code>");
                    self.text(code);
                    self.push("</code>");
                }
                Inline::Badge { tone, text } => {
                    let class = tone_class(*tone).unwrap_or("plain");
                    self.push(&format!("<b class=\"{class}\">"));
                    self.text(text);
                    self.push("</b>");
                }
                Inline::Link { to, content } => self.link(to, content),
                Inline::Break => self.push("<br>"),
            }
        }
    }

    /// A link that leads somewhere; what leads nowhere is text. Links do not stand in links.
    fn link(&mut self, to: &Target, content: &[Inline]) {
        if self.words_only {
            return self.line(content);
        }
        let at = self.out.len();
        self.push("<a href=\"");
        let leads = match to {
            Target::Anchor(anchor) => {
                let known = self.anchors.contains(anchor.as_str());
                self.address("", anchor);
                known
            }
            Target::Document { id, anchor } if *id == self.document.id => {
                let known = anchor.is_empty() || self.anchors.contains(anchor.as_str());
                self.address("", if anchor.is_empty() { "text" } else { anchor });
                known
            }
            Target::Document { id, anchor } => {
                self.address(&format!("{id}.html"), anchor);
                self.collection.has(id)
            }
            Target::Web(address) => match Target::web(address) {
                Some(address) => {
                    self.attribute(address);
                    true
                }
                None => false,
            },
        };
        if !leads || has_link(content) {
            self.out.truncate(at);
            return self.line(content);
        }
        self.push("\">");
        self.line(content);
        self.push("</a>");
    }

    fn wrapped(&mut self, tag: &str, inner: &[Inline]) {
        self.push(&format!("<{tag}>"));
        self.line(inner);
        self.push(&format!("</{tag}>"));
    }
}
