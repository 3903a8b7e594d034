//! Typst source goes through the compiler: the Python package `typst` has it. Without it the tests say that they were
//! skipped; `.ci/run` installs it.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{fs, io::Write as _};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use vauban_pages::{
    Block, Cell, Column, Document, Figure, Inline, Section, Table, Target, Tone, badge, code, facts, link, list, note,
    numbered, paragraph, plain, typst,
};

#[path = "specimen/mod.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod specimen;

/// What people may write, and what others may make of it.
const HOSTILE: &[&str] = &[
    "#panic(\"out\")",
    "\"); panic(\"out\"); (\"",
    "\\\"); #panic() //",
    "\\",
    "\\u{22}",
    "*/ #import \"/etc/passwd\" /*",
    "$ sum_(i=0)^n $ <label> @label = Heading - item + item / term: x",
    "`raw` ```typ #panic()``` ]]} {[ ((",
    "<script>alert(1)</script> &amp; ]]>",
    "\u{202e}gnp.exe \u{0}\u{1b}[31m \u{feff}\u{2028}",
    "中文 한국어 ไทย 😀 👨‍👩‍👧 \u{e000} \u{10ffff}",
    "Zalgo: e\u{301}\u{302}\u{303}\u{304}\u{305} שלום العربية Привет Ωμέγα",
    "http://example.com/a b\"c",
    "",
    " ",
    "   leading and trailing   ",
];

fn compiler() -> Option<&'static PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let there = Command::new("python3").args(["-c", "import typst"]).stderr(Stdio::null()).status();
        let shim = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers/typst");
        there.is_ok_and(|ended| ended.success()).then_some(shim)
    });
    if found.is_none() {
        eprintln!("SKIPPED: no PDF was made: the Python package `typst` is not there (`pip install typst`)");
    }
    found.as_ref()
}

/// The PDF of a document, archivable and accessible, or what the compiler says.
fn pdf(document: &Document) -> Option<Result<Vec<u8>, String>> {
    let shim = compiler()?;
    let folder = std::env::temp_dir().join(format!("vauban-typst-{}-{}", std::process::id(), document.id));
    fs::create_dir_all(&folder).unwrap();
    let made = folder.join("out.pdf");
    let mut child = Command::new("python3")
        .arg(shim)
        .args(["compile", "--pdf-standard", "a-2a,ua-1", "--ignore-system-fonts", "--root"])
        .arg(&folder)
        .arg("-")
        .arg(&made)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typst::page(document).as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let answer = match ended.status.success() {
        true => Ok(fs::read(&made).unwrap()),
        false => Err(String::from_utf8_lossy(&ended.stderr).into_owned()),
    };
    fs::remove_dir_all(&folder).unwrap();
    Some(answer)
}

/// A document that has these texts in every place that a text can have.
fn everywhere(id: &str, texts: &[String]) -> Document {
    let mut document = Document {
        id: id.to_owned(),
        title: texts.first().cloned().unwrap_or_default(),
        subject: texts.last().cloned().unwrap_or_default(),
        summary: texts.concat(),
        language: "en".to_owned(),
        date: "2026-11-22".to_owned(),
        ..Document::default()
    };
    // A title is asked for by the rules of accessible PDFs.
    if document.title.trim().is_empty() {
        document.title = "title".to_owned();
    }
    for (at, words) in texts.iter().enumerate() {
        let words = words.as_str();
        let mut table = Table::new(words, [Column::narrow(words), Column::new("b").filtered(), Column::wide("c")]);
        table.anchor = words.to_owned();
        let row = table.row([
            Cell::from(words),
            Cell::from(badge(Tone::Bad, words)),
            Cell::from(link(Target::Anchor(words.to_owned()), words)),
        ]);
        row.anchor = format!("{words}-row");
        row.tone = Tone::Attention;
        let web = Target::Web(format!("https://example.com/{words}"));
        let nested = Inline::Strong(vec![Inline::Emphasis(vec![plain(words), Inline::Break, code(words)])]);
        document.about.push((words.to_owned(), vec![plain(words)]));
        document.sections.push(Section::new(words, words).with([
            paragraph([plain(words), nested, link(web, words)]),
            paragraph([link(Target::Anchor(format!("{words}-row")), words), link(Target::Anchor(format!("gone{at}")), words)]),
            paragraph([Inline::Link { to: Target::Document { id: words.to_owned(), anchor: String::new() }, content: vec![link(Target::Anchor(words.to_owned()), words)] }]),
            list([vec![plain(words)], vec![]]),
            numbered([vec![code(words)]]),
            Block::Table(table),
            facts([(words, vec![plain(words)])]),
            note(Tone::Good, words, [Block::Code(format!("{words}\n\t{words}"))]),
            Block::Quote(vec![paragraph([words])]),
            Block::Details { summary: vec![plain(words)], blocks: vec![paragraph([words])] },
            Block::Picture { bytes: words.as_bytes().to_vec(), alt: words.to_owned() },
            Block::Figure(Figure {
                anchor: words.to_owned(),
                svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><text y=\"15\">中 a</text></svg>".to_owned(),
                title: words.to_owned(),
                description: words.to_owned(),
            }),
        ]));
    }
    document
}

#[test]
fn hostile_text_stays_text() {
    let texts: Vec<String> = HOSTILE.iter().map(|words| (*words).to_owned()).chain(["x".repeat(5_000)]).collect();
    let Some(made) = pdf(&everywhere("hostile", &texts)) else { return };
    let bytes = made.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
}

#[test]
fn any_text_stays_text() {
    if compiler().is_none() {
        return;
    }
    let mut runner = TestRunner::deterministic();
    let strange = proptest::collection::vec(
        prop_oneof![
            "[\\\\\"#\\[\\]{}$@<>;,()=/*_`~ -]{0,12}",
            "\\PC{0,40}",
            proptest::collection::vec(any::<char>(), 0..12).prop_map(|chars| chars.into_iter().collect::<String>()),
            proptest::collection::vec(
                prop_oneof![
                    Just('e'),
                    Just('ش'),
                    Just('ש'),
                    proptest::char::range('\u{300}', '\u{36f}'),
                    Just('─'),
                    Just('\u{200d}'),
                    Just('\u{fe0f}')
                ],
                0..12
            )
            .prop_map(|chars| chars.into_iter().collect::<String>()),
        ],
        25,
    );
    for round in 0..6 {
        let texts = strange.new_tree(&mut runner).unwrap().current();
        let made = pdf(&everywhere(&format!("any-{round}"), &texts)).unwrap();
        assert!(made.is_ok(), "{texts:?}: {}", made.unwrap_err());
    }
}

#[test]
fn the_same_document_is_the_same_file() {
    let document = everywhere("same", &["one".to_owned(), "two".to_owned()]);
    let (Some(first), Some(second)) = (pdf(&document), pdf(&document)) else { return };
    assert!(first.unwrap() == second.unwrap());
}

#[test]
fn pictures_that_are_broken_cost_no_page() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0".to_vec();
    png.extend([0x7f; 40]);
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 16, 0, 32, 1, 1, 0x11, 0, 9, 9].to_vec();
    let mut document = everywhere("pictures", &["one".to_owned()]);
    for bytes in [png, jpeg, b"GIF89a".to_vec(), Vec::new()] {
        document.lead.push(Block::Picture { bytes, alt: "a picture".to_owned() });
    }
    let Some(made) = pdf(&document) else { return };
    made.unwrap();
}

#[test]
fn what_nests_deeper_than_anybody_writes_is_flattened() {
    let mut block = paragraph(["inside"]);
    let mut piece = plain("inside");
    for _ in 0..200 {
        block = Block::List { ordered: true, items: vec![vec![block]] };
        piece = Inline::Strong(vec![piece]);
    }
    let mut section = Section::new("s", "inside");
    for at in 0..30 {
        section = Section::new(format!("s{at}"), "outside").over([section]);
    }
    let mut document = everywhere("deep", &["one".to_owned()]);
    document.lead = vec![block, Block::Paragraph(vec![piece])];
    document.sections.push(section);
    let Some(made) = pdf(&document) else { return };
    made.unwrap();
}

#[test]
fn what_a_document_can_have_is_set() {
    for document in [specimen::calm(), specimen::hostile(), specimen::large(2_000)] {
        let Some(made) = pdf(&document) else { return };
        assert!(made.is_ok(), "{}: {}", document.id, made.unwrap_err());
    }
}

#[test]
fn every_character_has_a_shape_or_a_number() {
    let mut document = everywhere("characters", &[]);
    let all = (0x20..0x1_0000).chain(0x1_d400..0x1_d800).chain(0x1_f000..0x1_fb00).filter_map(char::from_u32);
    let all: Vec<char> = all.collect();
    for part in all.chunks(512) {
        let words: String = part.iter().collect();
        let words = words.as_str();
        document.lead.push(Block::Paragraph(vec![plain(words), code(words)]));
        document.lead.push(Block::Paragraph(vec![Inline::Emphasis(vec![plain(words)])]));
        document
            .lead
            .push(Block::Paragraph(vec![Inline::Strong(vec![Inline::Emphasis(vec![plain(words), code(words)])])]));
    }
    let marked: String =
        ('\u{300}'..='\u{36f}').flat_map(|mark| ['e', mark, 'Ж', mark, 'ש', mark, 'ش', mark, '─', mark]).collect();
    document.lead.push(Block::Paragraph(vec![
        plain(marked.as_str()),
        code(marked.as_str()),
        Inline::Emphasis(vec![code(marked.as_str())]),
    ]));
    let Some(made) = pdf(&document) else { return };
    made.unwrap();
}
