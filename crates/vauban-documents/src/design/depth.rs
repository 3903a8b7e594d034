//! Chapter 6: defence in depth. The matrix, a drawn path for what stands worst, what carries most, what would help.

use std::collections::BTreeSet;

use vauban_model::Kind;
use vauban_pages::{
    Block, Column, Figure, Inline, Row, Section, Table, Tone, badge, facts, list, numbered, paragraph, plain, strong,
};
use vauban_report::depth::{
    DepthReport, DepthRow, Group, HardeningReport, Lifted, PathReport, Standing, depth_text, svg, worst_first,
};
use vauban_report::text::count;

use super::Chapter;
use super::assets::tone;
use super::book::Book;
use super::say::{few, folded, joined, lead, more, or_dash, section, some, stacked, worded, write_first};

/// Rows of the whole matrix.
const MATRIX: usize = 500;
/// Assets and properties of the short one.
const WORST: usize = 200;
/// Smallest sets that are told of a path.
const SETS: usize = 8;
/// Causes that are ranked.
const RANKED: usize = 25;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("depth", "6 Defence in depth").with([lead(
        "How many independent things must fail before an attacker costs an asset one of its properties, computed from the design: as \
         designed, as implemented, as verified by tests, without what the environment provides, and today, with what is known of \
         vulnerabilities. Required is what policy asks for.",
    )]);
    let mut open = Vec::new();
    let Some(depth) = book.depth.as_ref().filter(|depth| !depth.rows.is_empty()) else {
        let how = vec![plain(
            "Depth is a number about an attacker and an asset: write an [attacker.ID] with the zones they start in, and an [asset.ID] with its impact and the component that holds it.",
        )];
        open.push("depth of defence cannot be told".to_owned());
        return Chapter {
            section: whole.with([write_first("Depth cannot be told yet", how)]),
            open,
            settled: String::new(),
        };
    };
    let groups = worst_first(&depth.rows);
    for (standing, what) in [
        (Standing::Below, "below what is required"),
        (Standing::WithEnvironment, "below without the environment"),
        (Standing::Unstated, "out of reach, and nobody stands up for it"),
    ] {
        let those: Vec<&Group<'_>> = groups.iter().filter(|group| group.standing() == standing).collect();
        let pairs: BTreeSet<(&str, &str)> =
            those.iter().map(|group| (group.rows[0].asset.as_str(), group.rows[0].property)).collect();
        if pairs.is_empty() {
            continue;
        }
        let accepted = those.iter().filter(|group| group.rows[group.decisive()].accepted.is_some()).count();
        let told = if accepted > 0 {
            format!(" ({accepted} of {} accepted by decision)", count(those.len(), "row"))
        } else {
            String::new()
        };
        let noun = if pairs.len() == 1 {
            "1 property of an asset".to_owned()
        } else {
            format!("{} properties of assets", pairs.len())
        };
        open.push(format!("{noun} {what}{told}"));
    }
    whole.sections.push(matrix(book, depth, &groups));
    whole.sections.push(paths(book, depth));
    whole.sections.push(carries(book, depth));
    whole.sections.extend(depth.hardening.as_ref().map(|found| help(book, found)));
    whole.sections.extend(rests(book, depth));
    Chapter { section: whole, open, settled: "every asset is as deep as required, in every tier".to_owned() }
}

/// Short: of every asset and property the attacker who gets furthest. In full below.
fn matrix(book: &Book<'_>, depth: &DepthReport, groups: &[Group<'_>]) -> Section {
    let columns = || {
        // How it stands comes before the numbers: on a narrow page those are what one scrolls to.
        let mut columns = vec![
            Column::new("asset, property"),
            Column::new("attacker").filtered(),
            Column::wide("standing"),
            Column::narrow("required"),
        ];
        columns.extend(depth.tiers.iter().map(|tier| Column::narrow(tier.replace('-', " "))));
        columns.push(Column::narrow("nominal"));
        columns
    };
    let mut short = Table::new("Depth of each asset and property, against the attacker who gets furthest", columns());
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    // What needs no depth and has none says nothing here; the whole matrix has it.
    let idle = |group: &&Group<'_>| group.standing() == Standing::Enough && group.rows[0].required == 0;
    let pairs: Vec<&Group<'_>> =
        groups.iter().filter(|group| seen.insert((group.rows[0].asset.as_str(), group.rows[0].property))).collect();
    let needless = pairs.iter().filter(|group| idle(group)).count();
    let worst: Vec<&Group<'_>> = pairs.into_iter().filter(|group| !idle(group)).collect();
    short.rows.extend(worst.iter().take(WORST).map(|group| row(book, depth, group)));
    let mut full = Table::new("Depth of each asset and property against every attacker", columns());
    full.rows.extend(groups.iter().take(MATRIX).map(|group| row(book, depth, group)));
    let mut blocks = vec![lead(
        "Each number is how many things must fail; 0 is a way with nothing in it, ∞ out of reach. Nominal counts every mechanism on the \
         way as if none shared a cause with another: the difference to the depth as designed is what common causes take away. The \
         worst stand first.",
    )];
    blocks.push(some(short).unwrap_or_else(|| paragraph(["Policy asks for no depth anywhere."])));
    if needless > 0 {
        let those = if needless == 1 {
            "1 property of an asset needs".to_owned()
        } else {
            format!("{needless} properties of assets need")
        };
        blocks.push(paragraph([format!("{those} no depth; the whole matrix below has them as well.")]));
    }
    blocks.extend(more(worst.len().min(WORST), worst.len(), "row", "`vauban depth --verbose`"));
    let mut inner = vec![Block::Table(full)];
    inner.extend(more(groups.len().min(MATRIX), groups.len(), "row", "`vauban depth --verbose`"));
    blocks.push(folded(format!("Against every attacker: {}", count(groups.len(), "row")), inner));
    section("depth-matrix", "The matrix", blocks)
}

fn row(book: &Book<'_>, depth: &DepthReport, group: &Group<'_>) -> Row {
    let first = &group.rows[0];
    let decisive = &group.rows[group.decisive()];
    let mut standing = vec![badge(tone(group.standing()), group.verdict())];
    if let Some((decision, until)) = &decisive.accepted {
        standing.extend([
            plain(" by "),
            book.shown(decision, vec![plain("decision")]),
            plain(format!(" until {until}")),
        ]);
    }
    if let Some((statement, date)) = &decisive.stated {
        standing.extend([plain(" by "), book.shown(statement, vec![plain("statement")]), plain(format!(" of {date}"))]);
    }
    let mut cells = vec![
        vec![book.id(Kind::Asset, &first.asset), Inline::Break, plain(first.property)].into(),
        vec![book.id(Kind::Attacker, &first.attacker)].into(),
        standing.into(),
        vec![plain(first.required.to_string())].into(),
    ];
    for tier in &depth.tiers {
        let found = group.rows.iter().find(|row| row.tier == *tier);
        let cell = found.map_or_else(
            || vec![plain("–")],
            |row| match row.sufficient {
                true => vec![plain(depth_text(row))],
                false => vec![badge(Tone::Bad, depth_text(row))],
            },
        );
        cells.push(cell.into());
    }
    let nominal = first.nominal.map_or_else(|| "–".to_owned(), |nominal| nominal.to_string());
    cells.push(vec![plain(nominal)].into());
    Row { cells, ..Row::default() }
}

/// What stands worst, drawn.
fn paths(book: &Book<'_>, depth: &DepthReport) -> Section {
    let mut whole = section(
        "depth-paths",
        "How far attackers get",
        vec![lead(
            "For the assets that stand worst, one way in which the fewest things have to fail: step by step from where the attacker starts to \
         what is lost, with the layers that stand in the way.",
        )],
    );
    for (number, row) in depth.drawn.iter().filter_map(|at| depth.rows.get(*at)).enumerate() {
        let title = format!("{}: {} lost to {}, as {}", row.asset, row.property, row.attacker, row.tier);
        whole.sections.push(Section::new(format!("depth-path-{}", number + 1), title).with(path(
            book,
            depth,
            row,
            number + 1,
        )));
    }
    let assets: BTreeSet<(&str, &str)> =
        depth.rows.iter().filter(|row| row.reachable).map(|row| (row.asset.as_str(), row.property)).collect();
    let shown = depth.drawn.len();
    whole.blocks.extend(more(shown, assets.len().max(shown), "path", "`vauban depth --asset ID --format svg`"));
    if shown == 0 {
        whole.blocks.push(paragraph(["No attacker reaches an asset on any recorded way."]));
    }
    whole
}

fn path(book: &Book<'_>, depth: &DepthReport, row: &DepthRow, number: usize) -> Vec<Block> {
    let one = DepthReport {
        product: depth.product.clone(),
        tiers: vec![row.tier],
        rows: vec![row.clone()],
        drawn: vec![0],
        ..DepthReport::default()
    };
    let figure = Figure {
        anchor: format!("figure.depth.{number}"),
        svg: svg::picture(&one),
        title: format!("{} of {} against {}", row.property, row.asset, row.attacker),
        description: described(row),
    };
    let common = row.nominal.filter(|nominal| row.depth.is_some_and(|depth| depth < *nominal));
    let mut pairs = vec![
        (
            "depth".to_owned(),
            vec![badge(
                if row.sufficient { Tone::Good } else { Tone::Bad },
                format!("{} of {} required", depth_text(row), row.required),
            )],
        ),
        ("asset".to_owned(), vec![book.id(Kind::Asset, &row.asset), plain(format!(", {} impact", row.impact))]),
        ("attacker".to_owned(), vec![book.id(Kind::Attacker, &row.attacker)]),
        ("smallest sets".to_owned(), sets(book, row)),
    ];
    if let Some(nominal) = common {
        pairs.push((
            "common causes".to_owned(),
            vec![plain(format!(
                "{nominal} layers by name, and {} that fail independently: the others share a cause",
                depth_text(row)
            ))],
        ));
    }
    if let Some(path) = &row.path {
        let steps = path.steps.len();
        let watched = if path.silent {
            badge(Tone::Bad, "nobody would notice")
        } else {
            badge(Tone::Plain, format!("{} of {} watched", path.watched, count(steps, "step")))
        };
        pairs.push(("noticed".to_owned(), vec![watched]));
    }
    if let Some((decision, until)) = &row.accepted {
        pairs.push(("accepted".to_owned(), vec![book.name(decision), plain(format!(" until {until}"))]));
    }
    let mut blocks = vec![Block::Figure(figure), facts(pairs)];
    if let Some(path) = &row.path {
        blocks.push(folded("The same way in words", vec![steps(book, path)]));
    }
    if !row.lines.is_empty() {
        let lines = row.lines.iter().map(|line| {
            let mut told = vec![plain("one of ")];
            told.extend(few(&line.causes, 8, |cause| vec![book.name(cause)]));
            told
        });
        blocks.push(folded(
            "Lines of defence, from the outside in: in each at least one thing must fail",
            vec![numbered(lines)],
        ));
    }
    if !row.remedies.is_empty() {
        blocks.push(paragraph(["What would help:"]));
        blocks.push(list(row.remedies.iter().map(|remedy| records_in(book, remedy))));
    }
    blocks
}

/// A sentence of the analysis with the records it names as `kind.id`.
fn records_in(book: &Book<'_>, text: &str) -> Vec<Inline> {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';'))
        .filter(|word| book.places.knows(word))
        .map(str::to_owned)
        .collect();
    super::say::linked(book, text, &words)
}

fn sets(book: &Book<'_>, row: &DepthRow) -> Vec<Inline> {
    if row.cut_sets.is_empty() {
        return vec![plain("none")];
    }
    let one = |set: &Vec<String>| match set.is_empty() {
        true => vec![badge(Tone::Bad, "nothing has to fail")],
        false => {
            let mut told = vec![plain("{ ")];
            told.extend(joined(set.iter().map(|cause| vec![book.name(cause)]), ", "));
            told.push(plain(" }"));
            told
        }
    };
    let all: u128 = row.by_order.iter().sum();
    let mut line = stacked(row.cut_sets.iter().take(SETS).map(one));
    let shown = row.cut_sets.len().min(SETS) as u128;
    if all > shown {
        line.extend([Inline::Break, plain(format!("and {} more", all - shown))]);
    }
    if let Some(order) = row.truncated_at {
        line.extend([Inline::Break, plain(format!("complete up to {}", count(order as usize, "failure")))]);
    }
    line
}

fn steps(book: &Book<'_>, path: &PathReport) -> Block {
    let columns =
        [Column::wide("step"), Column::new("over"), Column::wide("layers in the way"), Column::new("watched by")];
    let mut table = Table::new("Step by step", columns);
    for step in &path.steps {
        let layers =
            step.layers.iter().map(|layer| vec![book.name(&layer.mechanism), plain(format!(": {}", layer.how))]);
        let layers = stacked(layers);
        let mut first = vec![strong(step.rule), plain(format!(" {}: ", step.meaning))];
        first.extend(joined(step.from.iter().map(|from| vec![reached(book, from)]), ", "));
        first.extend([plain(" → "), reached(book, &step.to)]);
        let names = |all: &[String]| few(all, 6, |name| vec![book.name(name)]);
        table.row([
            first,
            names(&step.over),
            if layers.is_empty() { vec![badge(Tone::Bad, "none")] } else { layers },
            names(&step.watched_by),
        ]);
    }
    Block::Table(table)
}

/// What is reached: a record, or `asset.key.integrity`.
fn reached(book: &Book<'_>, name: &str) -> Inline {
    match name.rsplit_once('.') {
        Some((asset, _)) if !book.places.knows(name) => book.shown(asset, vec![vauban_pages::code(name)]),
        _ => book.name(name),
    }
}

/// The picture in sentences.
fn described(row: &DepthRow) -> String {
    let steps = row.path.as_ref().map_or(0, |path| path.steps.len());
    let layers: BTreeSet<&str> = row
        .path
        .iter()
        .flat_map(|path| &path.steps)
        .flat_map(|step| &step.layers)
        .filter(|layer| layer.counts)
        .map(|layer| layer.mechanism.as_str())
        .collect();
    let starts = row.path.as_ref().map_or_else(String::new, |path| path.starts.join(", "));
    format!(
        "How {} leads from {starts} in {} to the loss of {} of {}: depth {}, {} required. {} on the way: {}.",
        row.attacker,
        count(steps, "step"),
        row.property,
        row.asset,
        depth_text(row),
        row.required,
        count(layers.len(), "layer"),
        if layers.is_empty() { "none".to_owned() } else { layers.into_iter().collect::<Vec<_>>().join(", ") },
    )
}

/// What sits in most of the smallest sets.
fn carries(book: &Book<'_>, depth: &DepthReport) -> Section {
    let mut table = Table::new(
        "Causes by the losses they are in",
        [
            Column::wide("cause"),
            Column::narrow("alone enough for so many losses"),
            Column::wide("in so many smallest sets of 1, 2, … failures"),
        ],
    );
    for one in depth.ranking.iter().take(RANKED) {
        let orders: Vec<String> = one.by_order.iter().map(u128::to_string).collect();
        let mut row = Row { tone: if one.alone > 0 { Tone::Attention } else { Tone::Plain }, ..Row::default() };
        row.cells = vec![vec![book.name(&one.cause)].into(), one.alone.into(), vec![plain(orders.join(", "))].into()];
        table.rows.push(row);
    }
    let first = lead(
        "What carries most: a mechanism or part whose failure is in many of the smallest sets, as designed. A part of which several layers stand is a common cause.",
    );
    let mut blocks = vec![first];
    blocks.extend(some(table));
    blocks.extend(more(depth.ranking.len().min(RANKED), depth.ranking.len(), "cause", "`vauban depth`"));
    section("depth-causes", "What carries most", blocks)
}

/// What would lift the depth, cheapest first.
fn help(book: &Book<'_>, found: &HardeningReport) -> Section {
    let mut blocks = Vec::new();
    let priced =
        |all: &[(String, u64)]| few(all, 12, |(name, cost)| vec![book.name(name), plain(format!(" (cost {cost})"))]);
    if found.proposed.is_empty() {
        blocks.push(paragraph([
            "No mechanism is proposed: a [mechanism.ID] with status `proposed` and a cost would be weighed here.",
        ]));
    } else {
        let proved = if found.at_least == found.cost {
            "no sufficient choice is cheaper".to_owned()
        } else {
            format!("no sufficient choice costs less than {}", found.at_least)
        };
        blocks.push(facts([
            ("proposed", priced(&found.proposed)),
            (
                "cheapest that lifts most",
                if found.chosen.is_empty() {
                    vec![plain("none of them lifts anything")]
                } else {
                    priced(&found.chosen)
                },
            ),
            ("cost", vec![plain(format!("{} ({proved})", found.cost))]),
        ]));
    }
    let columns = || {
        [
            Column::new("asset"),
            Column::narrow("property"),
            Column::new("attacker"),
            Column::narrow("now"),
            Column::narrow("then"),
            Column::narrow("required"),
        ]
    };
    let lifted = |table: &mut Table, one: &Lifted| {
        let number = |depth: Option<u32>| vec![plain(depth.map_or_else(|| "∞".to_owned(), |depth| depth.to_string()))];
        table.row([
            vec![book.id(Kind::Asset, &one.asset)],
            vec![plain(one.property)],
            vec![book.id(Kind::Attacker, &one.attacker)],
            number(one.before),
            number(one.after),
            vec![plain(one.required.to_string())],
        ]);
    };
    let mut table = Table::new("What they lift", columns());
    found.lifted.iter().take(WORST).for_each(|one| lifted(&mut table, one));
    blocks.extend(some(table));
    let mut table = Table::new("What stays below what is required even with all of them", columns());
    found.short.iter().take(WORST).for_each(|one| lifted(&mut table, one));
    if let Some(table) = some(table) {
        blocks.push(folded(
            format!("{} that stay below even with everything proposed", count(found.short.len(), "row")),
            vec![table],
        ));
    }
    let mut table = Table::new(
        "Where one more mechanism, that nobody has proposed, would help",
        [Column::new("asset"), Column::narrow("property"), Column::new("attacker"), Column::wide("what would help")],
    );
    for (one, remedies) in found.remedies.iter().filter(|(_, remedies)| !remedies.is_empty()) {
        table.row([
            vec![book.id(Kind::Asset, &one.asset)],
            vec![plain(one.property)],
            vec![book.id(Kind::Attacker, &one.attacker)],
            stacked(remedies.iter().map(|text| records_in(book, text))),
        ]);
    }
    blocks.extend(some(table));
    section("depth-help", "What would help most", blocks)
}

/// What the numbers rest on.
fn rests(book: &Book<'_>, depth: &DepthReport) -> Option<Section> {
    if depth.notes.is_empty() {
        return None;
    }
    let notes = depth.notes.iter().map(|note| {
        let told = worded(book, note);
        if told.is_empty() { or_dash("") } else { told }
    });
    Some(section("depth-notes", "What the numbers rest on", vec![list(notes)]))
}
