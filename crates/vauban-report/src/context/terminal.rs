//! The security context for people, on one page.

use std::io::{self, Write};

use super::{AssetRow, AssumptionRow, ContextReport, ContextRow, ZoneRow, levels};
use crate::groups::{self, Heads, MANY, Sum, and_more, grouped};
use crate::text::{cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// How many names a line lists before it only counts.
const NAMED: usize = 6;

/// Writes context, people, zones, attackers, assumptions, assets and levels.
pub fn report(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "security context".into() } else { cut(&product, 60) };
    writeln!(out, "{} · security context", style.paint(paint::BOLD, product))?;
    if report.contexts.is_empty() {
        paragraph("No `[context.ID]` says where the product stands.", 1, style, out)?;
    }
    report.contexts.iter().try_for_each(|one| context(one, style, out))?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    people(report, style, out)?;
    places(report, style, out)?;
    attackers(report, style, out)?;
    assumptions(report, style, out)?;
    assets(report, style, out)?;
    levels::report(&report.levels, style, out)
}

fn context(context: &ContextRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    title(&named(&context.context, &context.title), style, out)?;
    for said in &context.says {
        field(said.key, if said.text.is_empty() { "not said" } else { &said.text }, style, out)?;
    }
    field("zones", &all(&context.zones), style, out)?;
    let confirmed = match context.confirmed_for.is_empty() {
        true => "for no release".to_owned(),
        false => format!("for {}", context.confirmed_for.join(", ")),
    };
    let approved = match (&context.approved_by, &context.date) {
        (by, _) if by.is_empty() => "by nobody".to_owned(),
        (by, Some(date)) => format!("by {by} on {date}"),
        (by, None) => format!("by {by}, on no date"),
    };
    field("approved", &format!("{approved}, confirmed {confirmed}"), style, out)
}

fn people(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.actors.is_empty() {
        return Ok(());
    }
    title("Who is around, and how far they are trusted", style, out)?;
    for actor in some(&report.actors, style) {
        let other = if actor.intended { "" } else { " (not among the intended users)" };
        let trust = if actor.trust.is_empty() { "Trust is not said." } else { &actor.trust };
        item(&actor.actor, &format!("{}{other}", actor.role), trust, style, out)?;
    }
    rest(&report.actors, "people and systems", style, out)
}

fn places(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.zones.is_empty() {
        title("Zones", style, out)?;
    }
    if report.zones.len() > MANY && !style.verbose {
        let sum = |rows: &[&ZoneRow]| Sum { cells: vec![number(rows.len())], ..Sum::default() };
        let groups = grouped(&report.zones, anchor(report), &|row: &ZoneRow| &row.way, &sum);
        groups::table(&groups, &Heads { columns: &["zones"], command: "vauban context" }, style, out)?;
    }
    for zone in report.zones.iter().filter(|_| report.zones.len() <= MANY || style.verbose) {
        let level = zone.level.map_or_else(|| "no level".to_owned(), |level| format!("level {level}"));
        let outside = if zone.outside { ", outside" } else { "" };
        let here = if zone.intended { ", the product stands in it" } else { "" };
        let kind = if zone.kind.is_empty() { "no kind" } else { zone.kind };
        item(&zone.zone, &zone.title, &format!("{kind}, {level}{outside}{here}"), style, out)?;
    }
    if !report.boundaries.is_empty() {
        title("Trust boundaries", style, out)?;
    }
    for boundary in some(&report.boundaries, style) {
        let arrow = if boundary.both_ways { "⇄" } else { "→" };
        let way = format!("{} {arrow} {}", boundary.from, boundary.to);
        item(&boundary.boundary, &way, &format!("may be crossed by {}", all(&boundary.who)), style, out)?;
    }
    rest(&report.boundaries, "boundaries", style, out)
}

fn attackers(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.attackers.is_empty() {
        title("Attackers", style, out)?;
    }
    for attacker in some(&report.attackers, style) {
        let strength =
            attacker.strength.map_or_else(|| "unrated".to_owned(), |strength| format!("strength {strength}"));
        let acts = match attacker.acts_as.is_empty() {
            true => String::new(),
            false => format!(", as {}", all(&attacker.acts_as)),
        };
        let text = format!("{strength}, from {}{acts}", all(&attacker.starts_in));
        item(&attacker.attacker, &attacker.title, &text, style, out)?;
    }
    rest(&report.attackers, "attackers", style, out)
}

fn assumptions(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.assumptions.is_empty() {
        title("Taken for granted, and what rests on it", style, out)?;
    }
    for one in some(&report.assumptions, style) {
        let place = style.location(&one.file, one.line, None);
        let effect = if one.effect.is_empty() { String::new() } else { format!("  {}", one.effect) };
        writeln!(out, "   {}{effect} · {place}", style.paint(paint::BOLD, one_line(&one.assumption)))?;
        paragraph(&one.text, 5, style, out)?;
        let provider = if one.provider.is_empty() { "nobody is said to" } else { &one.provider };
        field("provided by", provider, style, out)?;
        field("if not so", if one.if_broken.is_empty() { "not said" } else { &one.if_broken }, style, out)?;
        field("users told", &one.told_or_not(), style, out)?;
        rests(one, style, out)?;
    }
    rest(&report.assumptions, "assumptions", style, out)
}

impl AssumptionRow {
    fn told_or_not(&self) -> String {
        if self.told.is_empty() { "nowhere".to_owned() } else { self.told.join("; ") }
    }
}

fn rests(one: &AssumptionRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(mechanism) = &one.mechanism {
        field("stands for", mechanism, style, out)?;
    }
    let lists = [
        ("interfaces", &one.interfaces),
        ("threats", &one.threats),
        ("decisions", &one.decisions),
        ("depth of", &one.assets),
    ];
    for (label, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        let shown = if style.verbose { list.join(", ") } else { few(list) };
        field(label, &shown, style, out)?;
    }
    if !one.carries() {
        field("rests on it", "nothing", style, out)?;
    }
    Ok(())
}

fn assets(report: &ContextReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.assets.is_empty() {
        return Ok(());
    }
    title("What a loss would do", style, out)?;
    if report.assets.len() > MANY && !style.verbose {
        let sum = |rows: &[&AssetRow]| {
            let critical =
                |row: &&&AssetRow| [row.confidentiality, row.integrity, row.availability].contains(&"critical");
            let critical = rows.iter().filter(critical).count();
            Sum { cells: vec![number(rows.len()), number(critical)], worse: vec![critical], open: false }
        };
        let groups = grouped(&report.assets, anchor(report), &|row: &AssetRow| &row.way, &sum);
        let heads = Heads { columns: &["assets", "critical"], command: "vauban context" };
        return groups::table(&groups, &heads, style, out);
    }
    let room = report.assets.iter().map(|asset| width(&one_line(&asset.asset))).max().unwrap_or(0).min(40);
    writeln!(out, "   {}  known     changed   gone", pad("", room))?;
    let word = |word: &'static str| pad(if word.is_empty() { "not said" } else { word }, 9);
    for asset in &report.assets {
        let name = pad(&cut(&one_line(&asset.asset), room), room);
        let words = [word(asset.confidentiality), word(asset.integrity), word(asset.availability)].join(" ");
        writeln!(out, "   {name}  {}", words.trim_end())?;
    }
    Ok(())
}

fn anchor(report: &ContextReport) -> Option<&str> {
    report.filter.as_ref().and_then(|filter| filter.anchor.as_deref())
}

/// As many rows of a list as are shown.
fn some<'r, R>(rows: &'r [R], style: &Style) -> &'r [R] {
    let all = style.verbose || rows.len() <= MANY;
    let most = if all { rows.len() } else { style.cap.min(rows.len()) };
    rows.get(..most).unwrap_or_default()
}

/// What is not shown of it.
fn rest<R>(rows: &[R], noun: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match rows.len() - some(rows, style).len() {
        0 => Ok(()),
        more => paragraph(&and_more(more, noun, "`--zone ID`, `--search TEXT` or `--verbose`"), 3, style, out),
    }
}

fn named(name: &str, title: &str) -> String {
    if title.is_empty() { name.to_owned() } else { format!("{name}  {title}") }
}

/// All names, or that there is none.
fn all(names: &[String]) -> String {
    if names.is_empty() { "nobody or nothing".to_owned() } else { names.join(", ") }
}

/// The first few names, and how many more.
pub(super) fn few(names: &[String]) -> String {
    let some = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => some,
        more => format!("{some} and {} more, {} in all", number(more), number(names.len())),
    }
}

/// The heading of a part.
pub(super) fn title(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n {}",
        style.paint(paint::BOLD, cut(&one_line(text), style.width.saturating_sub(2).max(20)).into_owned())
    )
}

/// A name with a few words beside it, and a sentence below.
fn item(name: &str, beside: &str, below: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    paragraph(&named(name, beside), 3, style, out)?;
    paragraph(below, 5, style, out)
}

/// A label with a text that hangs behind it.
fn field(label: &str, text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    const LABEL: usize = 14;
    let room = style.width.saturating_sub(5 + LABEL + 2).max(20);
    for (at, line) in wrap(&one_line(text), room).into_iter().enumerate() {
        let label = pad(if at == 0 { label } else { "" }, LABEL);
        writeln!(out, "     {} {line}", style.paint(paint::DIM, label))?;
    }
    Ok(())
}

/// A text, wrapped.
pub(super) fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}
