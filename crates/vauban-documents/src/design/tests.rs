use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use vauban_engine::{Compilation, DiskWorld, MemoryWorld, World, compile};
use vauban_model::{Date, Kind};
use vauban_pages::{Block, Document, Inline, Section, Target, html, markdown};

use super::{document, places};
use crate::Subject;

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

fn example(path: &str) -> DiskWorld {
    DiskWorld::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(path), today()).unwrap()
}

fn of(world: &dyn World, compiled: &Compilation) -> Document {
    let product = compiled.products().first().copied().flatten();
    document(&Subject { compiled, world, product, release: None, language: None, scope: &[] }).unwrap()
}

fn memory(files: &[(&str, &str)]) -> MemoryWorld {
    MemoryWorld::new(today(), files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
}

fn anchors(document: &Document) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    document.sections.iter().for_each(|section| places::anchors(section, &mut all));
    all
}

/// Every anchor, as often as it is there.
fn counted(section: &Section, out: &mut BTreeMap<String, usize>) {
    *out.entry(section.anchor.clone()).or_default() += 1;
    let mut inner = BTreeMap::new();
    let mut of_blocks = Vec::new();
    blocks(&section.blocks, &mut of_blocks, &mut Vec::new());
    for anchor in of_blocks {
        *inner.entry(anchor).or_default() += 1;
    }
    inner.into_iter().for_each(|(anchor, many): (String, usize)| *out.entry(anchor).or_default() += many);
    section.sections.iter().for_each(|one| counted(one, out));
}

/// Anchors and links of blocks.
fn blocks(all: &[Block], anchors: &mut Vec<String>, links: &mut Vec<String>) {
    for block in all {
        match block {
            Block::Paragraph(line) => line_links(line, links),
            Block::Facts(facts) => facts.iter().for_each(|(_, line)| line_links(line, links)),
            Block::Table(table) => {
                let rows = table.rows.iter().map(|row| &row.anchor).chain([&table.anchor]);
                anchors.extend(rows.filter(|anchor| !anchor.is_empty()).cloned());
                for row in &table.rows {
                    assert_eq!(row.cells.len(), table.columns.len(), "{}", table.caption);
                    row.cells.iter().for_each(|cell| line_links(&cell.content, links));
                }
            }
            Block::Figure(figure) => {
                assert!(!figure.title.is_empty() && figure.description.len() > 40, "{}", figure.title);
                anchors.push(figure.anchor.clone());
            }
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, anchors, links)),
            Block::Note { blocks: inner, .. } | Block::Quote(inner) => blocks(inner, anchors, links),
            Block::Details { summary, blocks: inner } => {
                line_links(summary, links);
                blocks(inner, anchors, links);
            }
            Block::Picture { .. } | Block::Code(_) => {}
        }
    }
}

fn line_links(line: &[Inline], out: &mut Vec<String>) {
    for piece in line {
        match piece {
            Inline::Link { to: Target::Anchor(anchor), content } => {
                out.push(anchor.clone());
                line_links(content, out);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => line_links(inner, out),
            _ => {}
        }
    }
}

fn section_links(section: &Section, out: &mut Vec<String>) {
    blocks(&section.blocks, &mut Vec::new(), out);
    section.sections.iter().for_each(|inner| section_links(inner, out));
}

const EXAMPLES: [&str; 5] =
    ["edge-gateway", "level-sensor", "plc-family/compact", "plc-family/modular", "plc-family/platform"];

#[test]
fn everything_of_the_design_has_its_place() {
    for path in EXAMPLES {
        let world = example(path);
        let compiled = compile(&world).unwrap();
        let book = of(&world, &compiled);
        let there = anchors(&book);
        let product = compiled.products().first().copied().flatten();
        let kinds = [
            Kind::Interface,
            Kind::Asset,
            Kind::Mechanism,
            Kind::Threat,
            Kind::Zone,
            Kind::Boundary,
            Kind::Component,
            Kind::Actor,
            Kind::Attacker,
            Kind::Assumption,
            Kind::Port,
        ];
        let mut seen = 0;
        for id in compiled.model.all().filter(|id| kinds.contains(&id.kind)) {
            let head = compiled.model.head(id);
            if head.removed || !compiled.concerns(product, head) {
                continue;
            }
            let home = vauban_pages::text::anchor(&head.name());
            assert!(there.contains(&home), "{path}: {} has no place", head.name());
            assert!(there.contains(&format!("record.{home}")), "{path}: {} has no text", head.name());
            seen += 1;
        }
        assert!(seen > 10, "{path}: {seen}");
    }
}

#[test]
fn places_are_one_each_and_links_lead_to_them() {
    for path in EXAMPLES {
        let world = example(path);
        let compiled = compile(&world).unwrap();
        let book = of(&world, &compiled);
        let mut all = BTreeMap::new();
        book.sections.iter().for_each(|section| counted(section, &mut all));
        let twice: Vec<_> = all.iter().filter(|(_, many)| **many > 1).collect();
        assert!(twice.is_empty(), "{path}: {twice:?}");
        let mut links = Vec::new();
        blocks(&book.lead, &mut Vec::new(), &mut links);
        book.sections.iter().for_each(|section| section_links(section, &mut links));
        assert!(links.len() > 100, "{path}: {}", links.len());
        let nowhere: Vec<_> = links.iter().filter(|link| !all.contains_key(*link)).collect();
        assert!(nowhere.is_empty(), "{path}: {nowhere:?}");
    }
}

#[test]
fn the_same_records_are_the_same_bytes() {
    let world = example("level-sensor");
    let [one, two] = [(); 2].map(|()| html::page(&of(&world, &compile(&world).unwrap())));
    assert!(one == two);
}

#[test]
fn a_variant_family_has_its_matrix_and_a_platform_is_named() {
    let world = example("plc-family/modular");
    let compiled = compile(&world).unwrap();
    let there = anchors(&of(&world, &compiled));
    assert!(there.contains("variants") && there.contains("figure.variants"), "{there:?}");
    assert!(there.contains("shared"));
}

#[test]
fn an_empty_project_is_told_what_to_write_first() {
    for toml in ["", "[product.p]\nname = \"P\"\nversion = \"1.0\"\n"] {
        let world = memory(&[("vauban.toml", toml)]);
        let compiled = compile(&world).unwrap();
        let text = markdown::page(&of(&world, &compiled));
        for word in ["what to write first", "[context.ID]", "[interface.ID]", "[mechanism.ID]"] {
            assert!(text.contains(word), "{word}: {text}");
        }
        assert!(!text.contains("nothing open | every"), "{text}");
    }
}

const SMALL: &str = r#"
[product.p]
version = "1.0"
"#;

const DESIGN: &str = r#"
[zone.net]
outside = true
[zone.box]
[boundary.wall]
from = "net"
to = "box"
[component.web]
zone = ["box"]
title = "<script>alert(1)</script> \u202e & co"
[component.db]
zone = ["box"]
[interface.https]
on = "web"
reachable-from = ["net"]
[interface.sql]
on = "db"
title = "]]></style><img src=x onerror=alert(1)>"
[asset.key]
held-by = ["db"]
impact = { confidentiality = "critical" }
[flow.query]
from = "component.web"
to = "sql"
carries = ["key"]
[attacker.stranger]
starts-in = ["net"]
"#;

#[test]
fn markup_in_records_stays_text() {
    let world = memory(&[("vauban.toml", SMALL), ("security/d.toml", DESIGN)]);
    let compiled = compile(&world).unwrap();
    let book = of(&world, &compiled);
    let page = html::page(&book);
    for wrong in ["<script>alert", "<img src=x", "\u{202e}"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    for inner in &book.sections {
        figures(inner, &mut |svg| assert!(!svg.contains("<script") && !svg.contains("<img"), "{svg}"));
    }
}

fn figures(section: &Section, look: &mut dyn FnMut(&str)) {
    for block in &section.blocks {
        if let Block::Figure(figure) = block {
            look(&figure.svg);
        }
    }
    section.sections.iter().for_each(|inner| figures(inner, look));
}

#[test]
fn who_comes_to_an_asset_directly_and_onward_is_told() {
    let world = memory(&[("vauban.toml", SMALL), ("security/d.toml", DESIGN)]);
    let compiled = compile(&world).unwrap();
    let sheets = compiled.interfaces(compiled.products()[0]).unwrap();
    let asset = compiled.model.find(Kind::Asset, "key").unwrap();
    let told = sheets.register.approaches(asset);
    let name = |id| compiled.model.head(id).name();
    let ways: Vec<(String, Vec<String>)> =
        told.from.iter().map(|one| (name(one.interface), one.via.iter().map(|id| name(*id)).collect())).collect();
    assert_eq!(ways[0], ("interface.sql".to_owned(), Vec::new()));
    assert_eq!(ways[1].0, "interface.https");
    assert_eq!(ways[1].1, ["component.web", "interface.sql"]);
    assert_eq!(told.direct().count(), 1);
}

#[test]
fn what_is_open_stands_first() {
    let world = memory(&[("vauban.toml", SMALL), ("security/d.toml", DESIGN)]);
    let compiled = compile(&world).unwrap();
    let book = of(&world, &compiled);
    let Some(Block::Table(open)) = book.lead.last() else { panic!("no table of what is open") };
    let row = |at: usize| vauban_pages::words(&open.rows[at].cells[2].content);
    assert!(row(0).contains("no security context"), "{}", row(0));
    assert!(row(2).contains("below the required depth"), "{}", row(2));
    assert!(row(3).contains("open on 2 interfaces"), "{}", row(3));
    assert!(row(8).contains("no review is recorded"), "{}", row(8));
    let sheet = book.sections[3].sections.iter().find(|one| one.anchor == "interface.https").unwrap();
    let Some(Block::Table(questions)) = sheet.blocks.last() else { panic!("no questions") };
    assert!(["open", "contradicted"].contains(&&*vauban_pages::words(&questions.rows[0].cells[1].content)));
}

#[test]
fn a_release_whose_commit_is_not_here_is_not_passed_off_as_it() {
    let release = "[release.one]\nversion = \"1.0\"\ncommit = \"0123456789\"\ndate = 2026-10-01\n";
    let world = memory(&[("vauban.toml", SMALL), ("security/d.toml", DESIGN), ("security/r.toml", release)]);
    let compiled = compile(&world).unwrap();
    let product = compiled.products()[0];
    let subject = Subject { compiled: &compiled, world: &world, product, release: Some(0), language: None, scope: &[] };
    let text = markdown::page(&document(&subject).unwrap());
    assert!(text.contains("Not the state that was asked for"), "{text}");
    assert!(text.contains("0123456789 cannot be read"), "{text}");
}

/// A folder under git, gone with the test.
struct Repository(std::path::PathBuf);

impl Repository {
    fn new() -> Repository {
        let path = std::env::temp_dir().join(format!("vauban-design-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("security")).unwrap();
        let repository = Repository(path);
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = std::process::Command::new("git")
            .arg("-C")
            .arg(&self.0)
            .args(["-c", "user.name=author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, files: &[(&str, &str)]) -> String {
        files.iter().for_each(|(path, text)| std::fs::write(self.0.join(path), text).unwrap());
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "records"]);
        self.git(&["rev-parse", "HEAD"])
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_release_shows_the_design_of_its_commit() {
    let repository = Repository::new();
    let commit = repository.commit(&[("vauban.toml", SMALL), ("security/d.toml", DESIGN)]);
    let release = format!("[release.one]\nversion = \"1.0\"\ncommit = \"{commit}\"\ndate = 2026-10-01\n");
    let later = format!("{DESIGN}\n[interface.added-later]\non = \"web\"\n");
    repository.commit(&[("security/d.toml", &later), ("security/r.toml", &release)]);
    let world = DiskWorld::open(&repository.0, today()).unwrap();
    let compiled = compile(&world).unwrap();
    let product = compiled.products()[0];
    let of = |release: Option<usize>| {
        let subject = Subject { compiled: &compiled, world: &world, product, release, language: None, scope: &[] };
        document(&subject).unwrap()
    };
    let (now, then) = (of(None), of(Some(0)));
    assert!(anchors(&now).contains("interface.added-later"));
    assert!(!anchors(&then).contains("interface.added-later"));
    assert!(anchors(&then).contains("interface.https"));
    let text = markdown::page(&then);
    assert!(text.contains(&format!("stood in commit {commit}")), "{text}");
    assert!(!text.contains("Not the state"), "{text}");
}
