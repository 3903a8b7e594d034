//! Documents with everything in them that a document can have, and everything in it that should do no harm.

use vauban_pages::{
    Block, Cell, Column, Document, Figure, Inline, Row, Section, Table, Target, Tone, badge, code, facts, link, list,
    note, numbered, paragraph, plain, prose, strong,
};

/// Texts that somebody may have put into a record. Each would set the title of the window if it ran.
pub(crate) const HOSTILE: &[&str] = &[
    "<script>document.title='pwned'</script>",
    "</td></tr></table><script>document.title='pwned'</script>",
    "</style><script>document.title='pwned'</script>",
    "</title><script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "\" onmouseover=\"document.title='pwned'\" x=\"",
    "' autofocus onfocus='document.title=`pwned`' '",
    "<svg onload=document.title='pwned'>",
    "<!-- <b> --> <![CDATA[ ]]> <?php ?>",
    "&lt;script&gt; &amp;amp; &#x3c;",
    "user\u{202e}txt.exe and \u{2066}isolated\u{2069}",
    "bell\u{7} escape\u{1b}[31mred null\u{0} tab\tbreak\nend",
    "zero\u{200b}width\u{feff} \u{e0041}tag",
    "[click](javascript:document.title='pwned') ![x](file:///etc/passwd) **bold** `code`",
    "1. not a list",
    "+ not a list - nor this",
    "> not a quote",
    "| a | b |",
    "# no heading",
    "${document.title='pwned'} {{7*7}} #{7*7}",
    "=cmd|' /C calc'!A0",
    "שלום עולם مرحبا 漢字 👩‍🚒 ﷽ Z̷̢̛a̴l̶g̵o̷",
];

/// Addresses that lead somewhere they must not.
pub(crate) const ADDRESSES: &[&str] = &[
    "javascript:document.title='pwned'",
    "JaVaScRiPt:document.title='pwned'",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "../../../etc/passwd",
    "//example.com/x",
    "vbscript:x",
    "https://example.com/\" onclick=\"document.title='pwned'",
    "https://example.com/\u{202e}moc.live",
    " javascript:alert(1)",
];

/// A PNG of one point.
pub(crate) const POINT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0,
    0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A picture as our own code writes them: with a style sheet and names of its own.
fn drawing(words: &str) -> Figure {
    Figure {
        anchor: String::new(),
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"120\" viewBox=\"0 0 900 120\" role=\"img\" \
              aria-labelledby=\"title description\"><title id=\"title\">A line</title><desc id=\"description\">It leads \
              from left to right.</desc><style>text{font:14px system-ui,sans-serif;fill:#1b1b1b}.l{stroke:#1b1b1b}\
              @media (prefers-color-scheme: dark){text{fill:#e8e8e8}.l{stroke:#e8e8e8}}</style><defs><marker id=\"tip\" \
              viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path \
              class=\"l\" d=\"M0 0L10 5L0 10\"/></marker></defs><path class=\"l\" d=\"M10 60H880\" \
              marker-end=\"url(#tip)\"/><text x=\"20\" y=\"50\">from left to right</text></svg>"
            .to_owned(),
        title: words.to_owned(),
        description: "It leads from left to right.".to_owned(),
    }
}

/// Everything that a document can have, with text nobody has to fear.
pub(crate) fn calm() -> Document {
    let mut table = Table::new(
        "Mechanisms and what they rest on",
        [
            Column::narrow("id"),
            Column::new("name"),
            Column::narrow("verdict").filtered(),
            Column::narrow("age, days"),
            Column::wide("what is to be done"),
        ],
    );
    table.anchor = "mechanisms".to_owned();
    for at in 0..30_usize {
        let (tone, word) = [
            (Tone::Good, "met"),
            (Tone::Attention, "partial"),
            (Tone::Bad, "missing"),
            (Tone::Muted, "not-applicable"),
        ][at % 4];
        let cells: [Cell; 5] = [
            code(format!("m-{at:02}")).into(),
            format!("mechanism number {at}").into(),
            badge(tone, word).into(),
            (at * 7 % 31).into(),
            "Say who is responsible, and name the test that shows it.".into(),
        ];
        let row = table.row(cells);
        row.anchor = format!("mechanism.m-{at:02}");
        row.tone = if tone == Tone::Bad { Tone::Bad } else { Tone::Plain };
    }
    let mut second = Section::new("details", "What folds and what does not").with([
        Block::Details {
            summary: vec![plain("The sets of events, one by one")],
            blocks: vec![
                paragraph(["A word that is inside: folded."]),
                Block::Code("let a = 1;\n  let b = 2;".to_owned()),
            ],
        },
        Block::Quote(vec![paragraph(["Somebody said this."])]),
        note(Tone::Attention, "Two things are open", [list([vec![plain("one")], vec![plain("two")]])]),
        note(Tone::Bad, "Something is missing", [paragraph(["Nobody has looked."])]),
        note(Tone::Good, "Complete", [paragraph(["All eleven questions have an answer."])]),
        Block::Picture { bytes: POINT.to_vec(), alt: "a point".to_owned() },
    ]);
    second.new_page = true;
    let mut third = Section::new("deutsch", "Ein Abschnitt in anderer Sprache").with([paragraph(["Nur ein Satz."])]);
    third.language = Some("de".to_owned());
    Document {
        id: "specimen".to_owned(),
        title: "Everything a document can have".to_owned(),
        subject: "EG-200 Edge Gateway 2.4.0".to_owned(),
        summary: "for those who work on how documents look".to_owned(),
        language: "en".to_owned(),
        date: "2026-11-22".to_owned(),
        about: vec![
            ("product".to_owned(), vec![code("edge-gateway")]),
            ("approved by".to_owned(), vec![plain("nobody yet")]),
        ],
        lead: vec![
            paragraph([
                plain("What is open stands first: "),
                link(Target::Anchor("mechanism.m-02".into()), "m-02"),
                plain("."),
            ]),
            facts([("requirements", vec![strong("47")]), ("aspects", vec![plain("285")])]),
        ],
        sections: vec![
            Section::new("mechanisms-all", "Mechanisms").with([
                paragraph(["Each row says what a mechanism is for, and what is left to do."]),
                Block::Table(table),
                Block::Figure(drawing("The way")),
                Block::Figure(drawing("The same way again")),
            ]),
            second
                .over([Section::new("deep", "Deeper").over([Section::new("deeper", "Deeper still")
                    .with([numbered([vec![plain("first")], vec![plain("second")]])])])]),
            third,
        ],
        landscape: false,
        dense: false,
    }
}

/// Everything that a document can have, with text that wants to do harm.
pub(crate) fn hostile() -> Document {
    let long = "A title of five thousand characters ".repeat(140);
    let unbroken = "x".repeat(5_000);
    let mut table = Table::new(HOSTILE[1], HOSTILE.iter().take(6).map(|text| Column::new(*text).filtered()));
    table.anchor = HOSTILE[5].to_owned();
    for (at, text) in HOSTILE.iter().enumerate() {
        let mut row = Row { anchor: (*text).to_owned(), ..Row::default() };
        row.cells = vec![
            Cell { content: vec![plain(*text)], number: Some(if at % 2 == 0 { f64::NAN } else { f64::INFINITY }) },
            code(*text).into(),
            badge(Tone::Bad, *text).into(),
            link(Target::Web(ADDRESSES[at % ADDRESSES.len()].to_owned()), *text).into(),
            link(Target::Anchor((*text).to_owned()), *text).into(),
            link(Target::Document { id: (*text).to_owned(), anchor: (*text).to_owned() }, *text).into(),
        ];
        table.rows.push(row);
    }
    let pictures: Vec<Block> = [b"<svg onload=alert(1)>".as_slice(), b"GIF89a", b"", &POINT[..30], POINT]
        .into_iter()
        .map(|bytes| Block::Picture { bytes: bytes.to_vec(), alt: HOSTILE[4].to_owned() })
        .collect();
    let markdown = HOSTILE.join("\n\n")
        + "\n\n"
        + &ADDRESSES.iter().map(|to| format!("[a](<{to}>) ![b](<{to}>)\n")).collect::<String>();
    Document {
        id: "hostile".to_owned(),
        title: long.clone(),
        subject: unbroken.clone(),
        summary: HOSTILE[3].to_owned(),
        language: "en\"><script>document.title='pwned'</script>".to_owned(),
        date: HOSTILE[0].to_owned(),
        about: HOSTILE.iter().map(|text| ((*text).to_owned(), vec![plain(*text)])).collect(),
        lead: HOSTILE.iter().map(|text| paragraph([*text])).collect(),
        sections: vec![
            Section { anchor: HOSTILE[5].to_owned(), ..Section::new("", HOSTILE[0]) }.with([Block::Table(table)]),
            Section::new("long", &*unbroken).with([
                paragraph([plain(&*unbroken), code(&*unbroken), badge(Tone::Bad, &*unbroken)]),
                Block::Code(unbroken.clone()),
                Block::Figure(drawing(&unbroken)),
                facts([(unbroken.clone(), vec![plain(&*unbroken)])]),
                note(Tone::Bad, unbroken.clone(), [paragraph([&*unbroken])]),
                Block::Details { summary: vec![plain(&*unbroken)], blocks: vec![paragraph([&*unbroken])] },
                Block::Table({
                    let mut one = Table::new(&*long, [Column::narrow(&*unbroken), Column::narrow("b")]);
                    one.row([Cell::from(&*unbroken), code(&*long).into()]);
                    one
                }),
            ]),
            Section::new("long", "The same place again").with(prose::blocks(&markdown, &|_| None)).with(pictures),
        ],
        landscape: true,
        dense: false,
    }
}

/// A table of this many rows.
pub(crate) fn large(rows: usize) -> Document {
    let mut table = Table::new(
        "Every record",
        [
            Column::new("record"),
            Column::narrow("kind").filtered(),
            Column::narrow("verdict").filtered(),
            Column::wide("text"),
        ],
    );
    table.anchor = "records".to_owned();
    for at in 0..rows {
        let cells: [Cell; 4] = [
            link(Target::Anchor(format!("r-{}", at / 2)), format!("requirement.r-{at}")).into(),
            ["requirement", "threat", "test"][at % 3].into(),
            badge(if at % 5 == 0 { Tone::Bad } else { Tone::Good }, if at % 5 == 0 { "missing" } else { "met" }).into(),
            format!("The gateway refuses frames that are longer than {at} bytes, and says so in the log.").into(),
        ];
        table.row(cells).anchor = format!("r-{at}");
    }
    Document {
        id: "large".to_owned(),
        title: "A large table".to_owned(),
        subject: "EG-200 Edge Gateway 2.4.0".to_owned(),
        language: "en".to_owned(),
        date: "2026-11-22".to_owned(),
        sections: vec![Section::new("all", "All records").with([Block::Table(table)])],
        ..Document::default()
    }
}

/// A line of every looks.
pub(crate) fn every_look(text: &str) -> Vec<Inline> {
    vec![
        plain(text),
        strong(text),
        Inline::Emphasis(vec![plain(text)]),
        code(text),
        badge(Tone::Muted, text),
        Inline::Break,
        link(Target::Web("https://example.com/a|b".to_owned()), text),
    ]
}
