//! Chapter 2: zones and boundaries, components, flows and their pictures, design levels, variants, shared parts.

use std::collections::BTreeMap;

use vauban_analysis::diagram::{Diagram, MOST_BOXES, Shown, Sort};
use vauban_model::{AnyId, FolderStanding, Kind, Ref, Side, kinds::values::PartOf};
use vauban_pages::{Block, Column, Figure, Inline, Section, Table, Tone, badge, code, paragraph, plain};
use vauban_report::diagram::{said, svg};
use vauban_report::text::count;
use vauban_report::variants::{VariantsReport, svg as matrix};

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, joined, lead, more, names, or_dash, section, some, stacked, write_first, yes};

/// Boxes of the overview; a larger design is folded into it, and drawn zone by zone below.
const OVERVIEW: usize = 20;
/// Zones that are drawn one by one.
const ZONES: usize = 12;
/// Components and flows that are listed.
const LISTED: usize = 400;
/// Gaps between levels that are listed.
const GAPS: usize = 60;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut open = Vec::new();
    let diagram = book.compiled.diagram(book.product, Shown::Design);
    let mut sections = vec![pictures(diagram.as_ref(), &mut open)];
    sections.extend([
        zones(book),
        boundaries(book, diagram.as_ref(), &mut open),
        components(book),
        flows(book, diagram.as_ref()),
    ]);
    sections.extend(levels(book, &mut open));
    sections.extend(variants(book));
    sections.extend(shared(book));
    let first = lead(
        "Zones in which everything is trusted alike, the boundaries between them, what the product consists of and what flows \
         between its parts. The pictures are drawn from the same records as the tables.",
    );
    Chapter {
        section: Section::new("architecture", "2 Architecture").with([first]).over(sections),
        open,
        settled: "every crossing between zones is a recorded boundary, and the levels of the design agree".to_owned(),
    }
}

/// The data-flow diagram: folded first, then zone by zone where it is large.
fn pictures(whole: Option<&Diagram>, open: &mut Vec<String>) -> Section {
    let mut drawn = section("diagram", "Data flows", Vec::new());
    let Some(whole) = whole.filter(|whole| !whole.parties.is_empty()) else {
        open.push("no component is recorded".to_owned());
        let how = vec![
            plain("Write the zones first, as "),
            code("[zone.ID]"),
            plain(", then a "),
            code("[component.ID]"),
            plain(" with its "),
            code("zone"),
            plain(", then what flows, as "),
            code("[flow.ID]"),
            plain("."),
        ];
        return drawn.with([write_first("There is nothing to draw yet", how)]);
    };
    if !whole.loose.is_empty() {
        open.push(format!("{} without an end", count(whole.loose.len(), "element")));
    }
    let nowhere = whole.parties.iter().filter(|party| party.zone.is_none() && party.sort != Sort::Actor).count();
    match (whole.zones.is_empty(), nowhere) {
        (true, _) => open.push("no zone is recorded: where trust changes is unknown".to_owned()),
        (false, 0) => {}
        (false, some) => {
            open.push(format!("{} in no zone: what crosses a boundary there is unknown", count(some, "component")));
        }
    }
    let large = whole.parties.len() > OVERVIEW;
    let overview = whole.clone().folded(OVERVIEW);
    let title = if large { "The whole design, folded" } else { "The whole design" };
    drawn.blocks.push(Block::Figure(figure("figure.overview", title.to_owned(), &overview)));
    if !large {
        return drawn;
    }
    if whole.parties.len() <= MOST_BOXES {
        let figure = figure("figure.whole", "The whole design".to_owned(), whole);
        drawn.blocks.push(folded("The whole design, every part drawn", vec![Block::Figure(figure)]));
    }
    drawn.blocks.push(lead("Each zone by itself, with whom it talks to:"));
    let zones: Vec<&str> = whole.zones.iter().map(|zone| zone.name.as_str()).collect();
    for (at, name) in zones.iter().take(ZONES).enumerate() {
        let Some(around) = whole.around(name) else { continue };
        if around.parties.iter().all(|party| party.neighbour) {
            continue;
        }
        let title = format!("Zone {}", vauban_analysis::diagram::bare(name));
        drawn.blocks.push(folded(
            title.clone(),
            vec![Block::Figure(figure(&format!("figure.zone.{at}"), title, &around.folded(OVERVIEW)))],
        ));
    }
    drawn.blocks.extend(more(ZONES.min(zones.len()), zones.len(), "zone", "`vauban diagram --all DIR`"));
    drawn
}

fn figure(anchor: &str, title: String, diagram: &Diagram) -> Figure {
    Figure { anchor: anchor.to_owned(), svg: svg::picture(diagram), title, description: said(diagram) }
}

fn zones(book: &Book<'_>) -> Section {
    let columns = [
        Column::new("zone"),
        Column::narrow("kind").filtered(),
        Column::new("lies in"),
        Column::narrow("level"),
        Column::new("under whose control"),
        Column::narrow("product stands here").filtered(),
    ];
    let mut table = Table::new("Zones", columns);
    for row in &book.context.zones {
        let Some(head) = book.head(&row.zone) else { continue };
        let parent = book
            .compiled
            .model
            .named(&row.zone)
            .and_then(|id| book.compiled.model.zone.get(id.at as usize)?.parent.as_ref()?.to());
        let within: Vec<String> = parent.iter().map(|id| book.compiled.model.head(*id).name()).collect();
        let made = table.row([
            book.titled(head),
            or_dash(row.kind),
            names(book, &within),
            vec![plain(row.level.map_or_else(|| "–".to_owned(), |level| format!("SL {level}")))],
            vec![plain(if row.outside { "not the owner's" } else { "the owner's" })],
            vec![plain(yes(row.intended))],
        ]);
        made.anchor = book.places.home(&row.zone);
    }
    section(
        "zones",
        "Zones",
        vec![
            lead("A zone is a region where everything is trusted alike."),
            some(table).unwrap_or_else(|| paragraph(["No zone is recorded."])),
        ],
    )
}

/// Boundaries with the flows that cross each; crossings that no boundary records first.
fn boundaries(book: &Book<'_>, whole: Option<&Diagram>, open: &mut Vec<String>) -> Section {
    let mut over: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut unrecorded: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for flow in whole.iter().flat_map(|whole| &whole.flows) {
        for crossing in &flow.crossings {
            crossing.boundaries.iter().for_each(|name| over.entry(name).or_default().push(flow.name.clone()));
            if crossing.unrecorded() {
                unrecorded.entry((&crossing.from, &crossing.to)).or_default().push(flow.name.clone());
            }
        }
    }
    let mut blocks = vec![lead("Where trust changes, who may cross there, and which flows do.")];
    if !unrecorded.is_empty() {
        open.push(format!("{} between zones without a recorded boundary", count(unrecorded.len(), "crossing")));
        let mut table = Table::new(
            "Crossings that no boundary records",
            [Column::new("from"), Column::new("to"), Column::wide("flows")],
        );
        for ((from, to), flows) in &unrecorded {
            table.row([vec![book.short(from)], vec![book.short(to)], names(book, flows)]).tone = Tone::Bad;
        }
        blocks.push(Block::Table(table));
    }
    let columns = [
        Column::new("boundary"),
        Column::new("from"),
        Column::new("to"),
        Column::narrow("both ways"),
        Column::new("who may cross"),
        Column::wide("flows that cross"),
    ];
    let mut table = Table::new("Trust boundaries", columns);
    for row in &book.context.boundaries {
        let Some(head) = book.head(&row.boundary) else { continue };
        let end = |name: &str| {
            if name.is_empty() { vec![badge(Tone::Attention, "not said")] } else { vec![book.short(name)] }
        };
        let flows = over.get(row.boundary.as_str()).map(Vec::as_slice).unwrap_or_default();
        let made = table.row([
            book.titled(head),
            end(&row.from),
            end(&row.to),
            vec![plain(yes(row.both_ways))],
            names(book, &row.who),
            names(book, flows),
        ]);
        made.anchor = book.places.home(&row.boundary);
    }
    blocks.push(some(table).unwrap_or_else(|| paragraph(["No trust boundary is recorded."])));
    section("boundaries", "Trust boundaries", blocks)
}

fn components(book: &Book<'_>) -> Section {
    let model = &book.compiled.model;
    let all: Vec<_> = book.each(&model.component).collect();
    let columns = [
        Column::new("component"),
        Column::new("kind").filtered(),
        Column::new("zone"),
        Column::new("part of, runs on"),
        Column::new("made by"),
        Column::wide("rights it runs with"),
    ];
    let mut table = Table::new("Components", columns);
    let of = |link: Option<AnyId>| link.map(|id| vec![book.short(&model.head(id).name())]).unwrap_or_default();
    for one in all.iter().take(LISTED) {
        let kind = [one.kind.as_ref().map(vauban_model::Term::as_str), one.form.as_ref().map(|form| form.value.word())];
        let kind: Vec<&str> = kind.into_iter().flatten().collect();
        let zones: Vec<String> = one.zone.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let part = match &one.part_of {
            Some(PartOf::Component(link)) => prefixed("part of ", of(link.to)),
            Some(PartOf::Side(side)) if side.value == Side::Environment => vec![badge(Tone::Muted, "environment")],
            Some(PartOf::Side(_)) | None => Vec::new(),
        };
        let runs = prefixed("runs on ", of(one.runs_on.as_ref().and_then(Ref::to)));
        let level =
            one.level.as_ref().map(|level| vec![plain(format!("level: {}", level.value.word()))]).unwrap_or_default();
        let version =
            one.version.as_ref().map(|version| vec![plain(format!("version {}", version.trim()))]).unwrap_or_default();
        let maker = match one.supplier.as_ref().and_then(Ref::to) {
            Some(id) => stacked([vec![book.short(&model.head(id).name())], version]),
            None => stacked([vec![plain("us")], version]),
        };
        let around = stacked([part, runs, level]);
        let made = table.row([
            book.titled(&one.head),
            or_dash(&kind.join(", ")),
            names(book, &zones),
            if around.is_empty() { vec![plain("–")] } else { around },
            maker,
            or_dash(one.privileges.as_ref().map_or("", |text| text.trim())),
        ]);
        made.anchor = book.places.home(&one.head.name());
    }
    let shown = table.rows.len();
    let mut blocks = vec![lead("What the product and its environment consist of.")];
    blocks.push(some(table).unwrap_or_else(|| paragraph(["No component is recorded."])));
    blocks.extend(more(shown, all.len(), "component", "`vauban diagram --all DIR`"));
    section("components", "Components", blocks)
}

fn prefixed(word: &str, line: Vec<Inline>) -> Vec<Inline> {
    if line.is_empty() { line } else { std::iter::once(plain(word)).chain(line).collect() }
}

fn flows(book: &Book<'_>, whole: Option<&Diagram>) -> Section {
    let all = whole.map(|whole| whole.flows.as_slice()).unwrap_or_default();
    let columns = [
        Column::new("flow"),
        Column::new("from"),
        Column::new("to"),
        Column::narrow("kind").filtered(),
        Column::narrow("protocol").filtered(),
        Column::new("carries"),
        Column::wide("crosses"),
    ];
    let mut table = Table::new("Flows", columns);
    for flow in all.iter().take(LISTED) {
        let party = |at: usize| whole.and_then(|whole| whole.parties.get(at));
        let name = |at: usize| party(at).map_or_else(|| vec![plain("–")], |party| vec![book.short(&party.name)]);
        let port = flow.port.and_then(|port| party(flow.to)?.ports.get(port));
        let to = port.map_or_else(|| name(flow.to), |port| vec![book.short(&port.name)]);
        let crosses = |one: &vauban_analysis::diagram::Crossing| match one.boundaries.first() {
            Some(boundary) => vec![book.short(boundary)],
            None if one.nested => vec![book.short(&one.from), plain(" → "), book.short(&one.to)],
            None => {
                vec![
                    badge(Tone::Bad, "unrecorded"),
                    plain(" "),
                    book.short(&one.from),
                    plain(" → "),
                    book.short(&one.to),
                ]
            }
        };
        let head = book.head(&flow.name).map_or_else(|| vec![code(flow.name.as_str())], |head| book.titled(head));
        let made = table.row([
            head,
            name(flow.from),
            to,
            vec![plain(if flow.control { "control" } else { "data" })],
            or_dash(flow.protocol.as_deref().unwrap_or_default()),
            few(&flow.assets, 6, |id| vec![book.id(Kind::Asset, id)]),
            if flow.crossings.is_empty() {
                vec![plain("–")]
            } else {
                joined(flow.crossings.iter().map(crosses), ", ")
            },
        ]);
        made.anchor = book.places.home(&flow.name);
    }
    let shown = table.rows.len();
    let Some(table) = some(table) else { return section("flows", "Flows", vec![paragraph(["No flow is recorded."])]) };
    let mut blocks = vec![lead(
        "Who starts an interaction, which interface it goes to, what it carries and which boundaries it crosses.",
    )];
    if shown > 40 {
        blocks.push(folded(count(all.len(), "flow"), vec![table]));
    } else {
        blocks.push(table);
    }
    blocks.extend(more(shown, all.len(), "flow", "`vauban diagram --all DIR`"));
    section("flows", "Flows", blocks)
}

/// The levels of a design that has several, and where they differ.
fn levels(book: &Book<'_>, open: &mut Vec<String>) -> Option<Section> {
    let refinement = book.compiled.refinement(book.product);
    let levels: Vec<&str> = refinement.existing().into_iter().map(vauban_model::DesignLevel::word).collect();
    if levels.len() < 2 && refinement.gaps.is_empty() {
        return None;
    }
    let mut blocks =
        vec![lead("The design is told at several levels; a finer one spells out what a coarser one promises.")];
    blocks.push(paragraph([format!("Levels: {}.", levels.join(", "))]));
    if !refinement.gaps.is_empty() {
        open.push(format!("{} between levels of the design", count(refinement.gaps.len(), "difference")));
    }
    let mut table = Table::new(
        "Where the levels differ",
        [Column::new("at"), Column::wide("what is wrong"), Column::wide("what to do next")],
    );
    for gap in refinement.gaps.iter().take(GAPS) {
        let at = book.compiled.model.head(gap.at).name();
        table.row([vec![book.name(&at)], vec![plain(gap.said.as_str())], vec![plain(gap.next.as_str())]]).tone =
            Tone::Attention;
    }
    blocks.push(some(table).unwrap_or_else(|| paragraph(["The levels agree."])));
    blocks.extend(more(refinement.gaps.len().min(GAPS), refinement.gaps.len(), "difference", "`vauban check`"));
    Some(section("design-levels", "Levels of the design", blocks))
}

/// The matrix of variants.
fn variants(book: &Book<'_>) -> Option<Section> {
    let told: &VariantsReport = &book.variants;
    if told.designs.is_empty() {
        return None;
    }
    let variants: usize = told.designs.iter().map(|design| design.variants.len()).sum();
    let mut svg = Vec::new();
    matrix::report(told, &mut svg).ok()?;
    let sentence = format!(
        "{} in {}, the worst first; each cell is the depth of an asset as designed over the depth required.",
        count(variants, "variant"),
        count(told.designs.len(), "different design")
    );
    let figure = Figure {
        anchor: "figure.variants".to_owned(),
        svg: String::from_utf8(svg).ok()?,
        title: "Variants against depth of defence".to_owned(),
        description: sentence.clone(),
    };
    let columns = [
        Column::wide("variants"),
        Column::wide("features"),
        Column::narrow("errors"),
        Column::narrow("warnings"),
        Column::narrow("missing layers"),
        Column::new("levels verified"),
    ];
    let mut table = Table::new("Designs of the product, each with the variants that share it", columns);
    for design in &told.designs {
        let features: std::collections::BTreeSet<&String> =
            design.variants.iter().flat_map(|one| &one.features).collect();
        let features: Vec<&String> = features.into_iter().collect();
        let levels: Vec<String> = design.levels.iter().map(|level| level.achieved.to_string()).collect();
        let row = vauban_pages::Row {
            cells: vec![
                few(&design.variants, 12, |one| vec![book.id(Kind::Variant, &one.variant)]).into(),
                few(&features, 12, |one| vec![book.id(Kind::Feature, one)]).into(),
                design.errors.into(),
                design.warnings.into(),
                (design.missing_layers as usize).into(),
                vec![plain(levels.join(" "))].into(),
            ],
            ..vauban_pages::Row::default()
        };
        table.rows.push(row);
    }
    let spoken = book.compiled.shown_variant(book.product).map(|id| book.compiled.model.head(id).name());
    let mut blocks = vec![paragraph([sentence])];
    if let Some(name) = spoken {
        blocks.push(Block::Paragraph(vec![
            plain("Where only one design can be shown, this book shows the worst: that of "),
            book.name(&name),
            plain("."),
        ]));
    }
    blocks.extend([Block::Figure(figure), Block::Table(table)]);
    Some(section("variants", "Variants", blocks))
}

/// Folders that the design shares with others: platforms, organisations.
fn shared(book: &Book<'_>) -> Option<Section> {
    let model = &book.compiled.model;
    let columns =
        [Column::new("folder"), Column::wide("from"), Column::new("state").filtered(), Column::narrow("records")];
    let mut table = Table::new("Folders whose records are part of this design", columns);
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    model.all().for_each(|id| *held.entry(model.head(id).folder()).or_default() += 1);
    for (path, folder) in model.folders.iter().filter(|(path, _)| !path.is_empty()) {
        let (tone, state) = match (&folder.standing, &folder.expected) {
            (FolderStanding::Here, None) => (Tone::Good, "here".to_owned()),
            (FolderStanding::Here, Some(_)) => (Tone::Attention, "changed since its digest was stored".to_owned()),
            (FolderStanding::SameAs(other), _) => (Tone::Plain, format!("the same as {other}")),
            (FolderStanding::Withheld, _) => (Tone::Bad, "not here for this reader: unknown".to_owned()),
            (FolderStanding::Unreadable, _) => (Tone::Bad, "cannot be read: unknown".to_owned()),
        };
        let record = model.find(Kind::Use, path).and_then(|id| model.used.get(id.at as usize));
        let from = record.map(|one| {
            let text = |text: &Option<vauban_model::Text>| text.as_ref().map(|text| text.trim().to_owned());
            [text(&one.path), text(&one.git), text(&one.rev), text(&one.folder)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        });
        let mut row = vauban_pages::Row { tone, ..vauban_pages::Row::default() };
        row.cells = vec![
            vec![book.id(Kind::Use, path)].into(),
            or_dash(&from.unwrap_or_default()).into(),
            vec![badge(tone, state)].into(),
            held.get(path).copied().unwrap_or_default().into(),
        ];
        table.rows.push(row);
    }
    let table = some(table)?;
    Some(section(
        "shared",
        "Shared parts",
        vec![
            lead("Records that this design shares with other products, as a platform or an organisation keeps them."),
            table,
        ],
    ))
}
