//! Whatever stands in a document, its page is well formed, holds the same words in the same order, and nothing else
//! comes alive.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[allow(dead_code, reason = "other tests use the rest")]
mod specimen;

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use vauban_pages::html::{Collection, Entry};
use vauban_pages::{
    Block, Cell, Column, Document, Figure, Inline, Row, Section, Table, Target, Tone, html, markdown, prose, text,
    words,
};

/// What the parser of browsers makes of a page.
struct Page {
    /// The words of the text, one for each run without spaces.
    words: Vec<String>,
    elements: Vec<(String, Vec<(String, String)>)>,
    errors: Vec<String>,
}

fn read(page: &str) -> Page {
    let dom: RcDom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut found = Page { words: Vec::new(), elements: Vec::new(), errors: Vec::new() };
    found.errors.extend(dom.errors.borrow().iter().map(ToString::to_string));
    walk(&dom.document, false, &mut found);
    found
}

fn walk(node: &Handle, inside: bool, found: &mut Page) {
    let mut inside = inside;
    match &node.data {
        NodeData::Text { contents } if inside => {
            found.words.extend(contents.borrow().split_whitespace().map(str::to_owned));
        }
        NodeData::Element { name, attrs, .. } => {
            let tag = name.local.to_string();
            inside = (inside || tag == "main") && !matches!(&*tag, "svg" | "script" | "style");
            let attributes =
                attrs.borrow().iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            found.elements.push((tag, attributes));
        }
        NodeData::Comment { contents } => found.errors.push(format!("a comment: {contents}")),
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, inside, found);
    }
}

/// The words that stand in a document, in the order they are read.
fn said(document: &Document) -> Vec<String> {
    let mut all = Said(String::new());
    all.add(&document.subject);
    all.add(&document.title);
    all.add(&document.summary);
    all.facts(&document.about);
    all.blocks(&document.lead);
    document.sections.iter().for_each(|section| all.section(section));
    all.0.split_whitespace().map(str::to_owned).collect()
}

struct Said(String);

impl Said {
    fn add(&mut self, words: &str) {
        self.0.push_str(&text::clean(words));
        self.0.push('\n');
    }

    fn line(&mut self, line: &[Inline]) {
        self.add(&words(line));
    }

    fn facts(&mut self, facts: &[(String, Vec<Inline>)]) {
        for (name, what) in facts {
            self.add(name);
            self.line(what);
        }
    }

    fn section(&mut self, section: &Section) {
        self.line(&section.title);
        self.blocks(&section.blocks);
        section.sections.iter().for_each(|inner| self.section(inner));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(line) => self.line(line),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Table(table) => {
                    self.add(&table.caption);
                    table.columns.iter().for_each(|column| self.add(&column.title));
                    table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| self.line(&cell.content));
                }
                Block::Figure(figure) => {
                    self.add(&figure.title);
                    if figure.description != figure.title {
                        self.add(&figure.description);
                    }
                }
                Block::Picture { bytes, alt } => {
                    if vauban_pages::picture::look(bytes).is_err() {
                        self.add(alt);
                    }
                }
                Block::Facts(facts) => self.facts(facts),
                Block::Note { title, blocks, .. } => {
                    self.add(title);
                    self.blocks(blocks);
                }
                Block::Code(code) => self.0.push_str(&format!("{}\n", text::lines(code))),
                Block::Quote(inner) => self.blocks(inner),
                Block::Details { summary, blocks } => {
                    self.line(summary);
                    self.blocks(blocks);
                }
            }
        }
    }
}

/// Joined, for a page may break where a text has no space: between a name and what it is.
fn joined(words: &[String]) -> String {
    words.concat()
}

/// That two texts are the same; where they are not, what stands around the place.
fn same(left: &str, right: &str, place: &str) {
    if left != right {
        let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
        let at = left.iter().zip(&right).take_while(|(one, other)| one == other).count();
        let around = |all: &[char]| all.iter().skip(at.saturating_sub(30)).take(80).collect::<String>();
        panic!("{place}: at {at}\n  it has {:?}\n  not    {:?}", around(&left), around(&right));
    }
}

fn holds(document: &Document) {
    let collection = Collection {
        entries: vec![Entry { id: "other".to_owned(), title: "Other".to_owned() }],
        pages: ["other".to_owned()].into(),
        index: Some("search.js"),
    };
    for page in [html::page(document), html::page_of(document, &collection)] {
        let found = read(&page);
        assert!(found.errors.is_empty(), "{:?} in {}", found.errors, document.id);
        same(&joined(&found.words), &joined(&said(document)), &document.id);
        let scripts = found.elements.iter().filter(|(tag, _)| tag == "script").count();
        assert_eq!(scripts, 1, "{}", document.id);
        let mut ids = std::collections::BTreeSet::new();
        for (tag, attributes) in &found.elements {
            assert!(!matches!(&**tag, "iframe" | "object" | "embed" | "form" | "base" | "link" | "template"), "{tag}");
            for (name, value) in attributes {
                assert!(!name.starts_with("on"), "{tag} {name}={value}");
                assert!(name != "id" || ids.insert(value.clone()), "{value} is there twice");
                if matches!(&**name, "href" | "src") {
                    let known = ["#", "https://", "http://", "mailto:", "data:image/png;", "data:image/jpeg;"];
                    let fits = known.iter().any(|begin| value.to_lowercase().starts_with(begin))
                        || value.starts_with("other.html");
                    assert!(fits, "{tag} {name}={value}");
                }
            }
        }
        for (_, attributes) in &found.elements {
            let inside =
                attributes.iter().filter(|(name, _)| name == "href").filter_map(|(_, value)| value.strip_prefix('#'));
            for place in inside {
                assert!(ids.contains(&place.replace("%25", "%")), "#{place} leads nowhere in {}", document.id);
            }
        }
    }
}

/// The words of Markdown as its readers see them.
fn rendered(markdown: &str) -> String {
    let mut out = String::new();
    let mut code = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => code.push_str(&html),
            Event::Start(Tag::Image { .. }) => out.push_str("<picture>"),
            _ => {}
        }
    }
    assert_eq!(code.replace("<!-- -->", "").trim(), "", "HTML in {markdown}");
    out.split_whitespace().collect()
}

/// The words that a document's Markdown has: as its page, without the line under the title.
fn written(document: &Document) -> String {
    let mut all = Said(String::new());
    all.add(&document.title);
    all.add(&document.subject);
    for_markdown(&Block::Facts(document.about.clone()), &mut all);
    document.lead.iter().for_each(|block| for_markdown(block, &mut all));
    fn section(one: &Section, all: &mut Said) {
        all.line(&one.title);
        one.blocks.iter().for_each(|block| for_markdown(block, all));
        one.sections.iter().for_each(|inner| section(inner, all));
    }
    document.sections.iter().for_each(|one| section(one, &mut all));
    all.0.split_whitespace().collect()
}

fn for_markdown(block: &Block, all: &mut Said) {
    match block {
        Block::Facts(facts) => {
            for (name, what) in facts {
                all.add(&format!("{name}:"));
                all.line(what);
            }
        }
        Block::Figure(figure) => all.add(&format!("Figure: {}. {}", figure.title, figure.description)),
        Block::Picture { alt, .. } => all.add(&format!("[picture: {alt}]")),
        Block::Table(table) if table.columns.is_empty() => all.add(&table.caption),
        Block::List { items, .. } => items.iter().flatten().for_each(|inner| for_markdown(inner, all)),
        Block::Note { title, blocks, .. } => {
            all.add(title);
            blocks.iter().for_each(|inner| for_markdown(inner, all));
        }
        Block::Quote(blocks) => blocks.iter().for_each(|inner| for_markdown(inner, all)),
        Block::Details { summary, blocks } => {
            all.line(summary);
            blocks.iter().for_each(|inner| for_markdown(inner, all));
        }
        other => all.blocks(std::slice::from_ref(other)),
    }
}

#[test]
fn the_specimens_hold() {
    for document in [specimen::calm(), specimen::hostile(), specimen::large(300)] {
        holds(&document);
        same(&rendered(&markdown::page(&document)), &written(&document), &document.id);
    }
}

#[test]
fn ten_thousand_rows_are_a_page_of_little_more_than_their_words() {
    let document = specimen::large(10_000);
    let page = html::page(&document);
    let words: usize = said(&document).iter().map(|word| word.len() + 1).sum();
    assert!(page.len() < 3 * words, "{} bytes for {words} of words", page.len());
    assert_eq!(page, html::page(&document));
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~]{0,24}",
        2 => proptest::sample::select(specimen::HOSTILE).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<String>().prop_map(|text| text.chars().take(12).collect()),
        1 => "[-+>#*_`~|\\\\.)0-9 &<]{1,8}",
    ]
}

fn lines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        4 => texts().prop_map(Inline::Text),
        1 => texts().prop_map(Inline::Code),
        1 => texts().prop_map(|text| Inline::Badge { tone: Tone::Bad, text }),
        1 => Just(Inline::Break),
    ];
    let piece = leaf.prop_recursive(2, 6, 3, |inner| {
        let several = proptest::collection::vec(inner, 0..3);
        let to = prop_oneof![
            proptest::sample::select(specimen::ADDRESSES).prop_map(|to| Target::Web(to.to_owned())),
            Just(Target::Web("https://example.com/a_b*c?d=1&e=<2>".to_owned())),
            texts().prop_map(Target::Anchor),
            texts().prop_map(|anchor| Target::Document { id: "other".to_owned(), anchor }),
        ];
        prop_oneof![
            several.clone().prop_map(Inline::Strong),
            several.clone().prop_map(Inline::Emphasis),
            (to, several).prop_map(|(to, content)| Inline::Link { to, content }),
        ]
    });
    proptest::collection::vec(piece, 0..4)
}

fn some_blocks() -> impl Strategy<Value = Vec<Block>> {
    let table = (texts(), texts(), proptest::collection::vec(proptest::collection::vec(lines(), 3), 0..4)).prop_map(
        |(caption, anchor, rows)| Table {
            anchor,
            caption,
            columns: vec![Column::narrow("a"), Column::new("b").filtered(), Column::wide("c")],
            rows: (rows.into_iter().enumerate())
                .map(|(at, cells)| Row {
                    anchor: format!("row-{}", at / 2),
                    tone: Tone::Attention,
                    cells: cells.into_iter().map(Cell::from).collect(),
                })
                .collect(),
        },
    );
    let leaf = prop_oneof![
        4 => lines().prop_map(Block::Paragraph),
        1 => table.prop_map(Block::Table),
        1 => texts().prop_map(|code| Block::Code(code.trim().to_owned())),
        1 => proptest::collection::vec((texts(), lines()), 0..3).prop_map(Block::Facts),
        1 => (texts(), texts()).prop_map(|(title, description)| Block::Figure(Figure {
            anchor: String::new(),
            svg: "<svg><title id=\"t\">x</title></svg>".to_owned(),
            title,
            description,
        })),
        1 => (any::<Vec<u8>>(), texts()).prop_map(|(bytes, alt)| Block::Picture { bytes, alt }),
    ];
    let block = leaf.prop_recursive(3, 16, 4, |inner| {
        let several = proptest::collection::vec(inner, 0..4);
        prop_oneof![
            (any::<bool>(), proptest::collection::vec(several.clone(), 0..3))
                .prop_map(|(ordered, items)| Block::List { ordered, items }),
            several.clone().prop_map(Block::Quote),
            (texts(), several.clone()).prop_map(|(title, blocks)| Block::Note { tone: Tone::Good, title, blocks }),
            (lines(), several).prop_map(|(summary, blocks)| Block::Details { summary, blocks }),
        ]
    });
    proptest::collection::vec(block, 0..5)
}

fn documents() -> impl Strategy<Value = Document> {
    let sections = proptest::collection::vec((texts(), lines(), some_blocks()), 0..3);
    (texts(), texts(), some_blocks(), sections).prop_map(|(title, language, lead, sections)| Document {
        id: "any".to_owned(),
        title,
        language,
        lead,
        sections: (sections.into_iter())
            .map(|(anchor, title, blocks)| Section { anchor, title, blocks, ..Section::default() })
            .collect(),
        ..Document::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_a_page_with_its_words(document in documents()) {
        holds(&document);
    }

    #[test]
    fn any_document_is_markdown_with_its_words(document in documents()) {
        let page = markdown::page(&document);
        same(&rendered(&page), &written(&document), &page);
    }

    #[test]
    fn any_prose_becomes_a_page(text in "(\\PC|\n|    |- |> |1\\. |\\| ){0,80}") {
        let blocks = prose::blocks(&text, &|_| Some(specimen::POINT.to_vec()));
        holds(&Document { id: "prose".to_owned(), lead: blocks, ..Document::default() });
    }
}
