//! The table: of each asset and property who is below what is required, and the rest in a sentence.

use std::io::{self, Write};

use super::super::DepthRow;
use super::super::standing::{Group, Standing, depth_text, worst_first};
use super::facts::flow;
use super::{NARROW, Page};
use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// At most so many assets stand in the table unless somebody says how many.
pub const ASSETS: usize = 9;

/// A table's line: who, the depth in each tier, the verdict.
struct Line<'a> {
    group: Group<'a>,
    attackers: String,
    verdict: String,
}

impl Page<'_> {
    pub(super) fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let groups = worst_first(&self.report.rows);
        let mut assets: Vec<(&str, &str, Vec<Group<'_>>)> = Vec::new();
        for group in &groups {
            let Some(row) = group.rows.first() else { continue };
            let shown = self.style.verbose || matches!(group.standing(), Standing::Below | Standing::WithEnvironment);
            if !shown {
                continue;
            }
            match assets.iter_mut().find(|(asset, property, _)| (*asset, *property) == (&*row.asset, row.property)) {
                Some((_, _, known)) => known.push(*group),
                None => assets.push((&row.asset, row.property, vec![*group])),
            }
        }
        let most = if self.style.verbose || self.style.quiet { usize::MAX } else { self.style.cap };
        let hidden = assets.len().saturating_sub(most);
        assets.truncate(most);
        let columns = self.columns(&assets);
        if !assets.is_empty() {
            columns.head(self.style, out)?;
        }
        for (asset, property, groups) in &assets {
            let Some(row) = groups.first().and_then(|group| group.rows.first()) else { continue };
            self.heading(asset, property, row, groups.len(), out)?;
            let worst = if self.style.verbose { usize::MAX } else { 1 };
            for line in lines(groups).iter().take(worst) {
                columns.line(line, self.style, out)?;
            }
        }
        if self.style.quiet {
            return Ok(());
        }
        self.rest(&groups, hidden, out)
    }

    fn heading(
        &self,
        asset: &str,
        property: &str,
        row: &DepthRow,
        below: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let all = Group::all(&self.report.rows);
        let same = |group: &&Group<'_>| {
            group.rows.first().is_some_and(|row| (row.asset.as_str(), row.property) == (asset, property))
        };
        let all = all.iter().filter(same).count();
        let mut said = format!(" · {property} · {} impact, {} required", row.impact, row.required);
        if !self.style.verbose && all > 1 {
            said.push_str(&format!(" · below for {below} of {}", count(all, "attacker")));
        }
        let asset = cut(&one_line(asset), 40).into_owned();
        if width(&asset) + width(&said) + 1 > self.style.width {
            writeln!(out, " {}", self.style.paint(paint::BOLD, asset))?;
            return self.paragraph(1, said.trim_start_matches(" · "), out);
        }
        writeln!(out, " {}{said}", self.style.paint(paint::BOLD, asset))
    }

    /// What is not in the table, in a line each.
    fn rest(&self, groups: &[Group<'_>], hidden: usize, out: &mut dyn Write) -> io::Result<()> {
        let assets_in = |standing: &dyn Fn(Standing) -> bool| -> Vec<&str> {
            let rows = groups.iter().filter(|group| standing(group.standing()));
            let mut assets: Vec<&str> = rows.filter_map(|group| Some(group.rows.first()?.asset.as_str())).collect();
            assets.sort_unstable();
            assets.dedup();
            assets
        };
        let short = assets_in(&|standing| standing < Standing::Unstated);
        let unstated = assets_in(&|standing| standing == Standing::Unstated);
        let all = assets_in(&|_| true);
        let fine = all.iter().filter(|asset| !short.contains(asset) && !unstated.contains(asset)).count();
        if all.is_empty() {
            return self.paragraph(1, "There is no attacker and asset to answer for.", out);
        }
        let mut parts = Vec::new();
        if hidden > 0 {
            let more =
                if hidden == 1 { "1 more property".to_owned() } else { format!("{} more properties", number(hidden)) };
            parts.push(format!("{more} of an asset below what is required"));
        }
        if !unstated.is_empty() {
            let names: Vec<_> = unstated.iter().take(3).map(|asset| one_line(asset)).collect();
            let more = if unstated.len() > names.len() { ", …" } else { "" };
            let from = if unstated.len() == 1 { "is" } else { "are" };
            parts.push(format!(
                "{} {from} out of somebody's reach, and nobody stands up for it ({}{more})",
                count(unstated.len(), "asset"),
                names.join(", "),
            ));
        }
        if fine > 0 {
            let have = if fine == 1 { "has" } else { "have" };
            parts.push(format!("{} {have} the depth asked for", count(fine, "asset")));
        }
        if !self.style.verbose && (groups.len() > 1 || parts.is_empty()) {
            let narrower =
                if hidden > 0 { "; `--zone ID`, `--component ID` and `--search TEXT` show a part" } else { "" };
            parts.push(format!("`--verbose` shows every row{narrower}"));
        }
        self.paragraph(1, &parts.join("; "), out)
    }

    fn columns(&self, assets: &[(&str, &str, Vec<Group<'_>>)]) -> Columns {
        let groups = || assets.iter().flat_map(|(_, _, groups)| groups);
        let most = groups().filter_map(|group| group.rows.first()).map(|row| width(&one_line(&row.attacker))).max();
        let words: Vec<&'static str> = self.report.tiers.iter().map(|tier| column(tier)).collect();
        let tiers: usize = words.iter().map(|word| 2 + width(word)).sum();
        let attackers = most.unwrap_or(0).clamp(12, 30).max(if groups().count() > 1 { 23 } else { 0 });
        let verdict = self.style.width.saturating_sub(3 + attackers + tiers + 3);
        let beside = self.style.width >= NARROW && verdict >= 14;
        Columns { words, attackers: attackers + verdict.saturating_sub(24).min(14), tiers, beside }
    }
}

/// Widths of the table.
struct Columns {
    words: Vec<&'static str>,
    attackers: usize,
    tiers: usize,
    /// Whether the depths stand beside the attackers.
    beside: bool,
}

impl Columns {
    fn head(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        if !self.beside {
            return writeln!(out);
        }
        let words: String = self.words.iter().map(|word| format!("  {word}")).collect();
        writeln!(out, "\n{}{}", " ".repeat(3 + self.attackers), style.paint(paint::DIM, words))
    }

    fn line(&self, line: &Line<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let standing = line.group.standing();
        let ansi = match standing {
            Standing::Below => paint::BAD,
            Standing::WithEnvironment | Standing::Unstated => paint::HALF,
            Standing::Enough => paint::GOOD,
        };
        if !self.beside {
            let attackers = few(&line.attackers, style.width.saturating_sub(width(&line.verdict) + 5).max(12));
            writeln!(out, "   {attackers}: {}", style.paint(ansi, line.verdict.as_str()))?;
            let depths: Vec<String> =
                line.group.rows.iter().map(|row| format!("{} {}", row.tier, depth_text(row))).collect();
            for depths in flow(&depths, " · ", style.width.saturating_sub(5).max(20)) {
                writeln!(out, "     {depths}")?;
            }
            return Ok(());
        }
        let mut cells = String::new();
        for (word, row) in self.words.iter().zip(line.group.rows) {
            let text = depth_text(row);
            let left = (width(word)).saturating_sub(width(&text)) / 2;
            let right = width(word).saturating_sub(left + width(&text));
            let ansi = if row.sufficient { paint::PLAIN } else { paint::BAD };
            cells.push_str(&format!("  {}{}{}", " ".repeat(left), style.paint(ansi, text), " ".repeat(right)));
        }
        let room = style.width.saturating_sub(3 + self.attackers + self.tiers + 3).max(12);
        let attackers = if style.verbose {
            wrap(&line.attackers, self.attackers)
        } else {
            vec![few(&line.attackers, self.attackers)]
        };
        let verdict = wrap(&line.verdict, room);
        for at in 0..attackers.len().max(verdict.len()).max(1) {
            let who = pad(&cut(attackers.get(at).map_or("", String::as_str), self.attackers), self.attackers);
            let cells = if at == 0 { cells.clone() } else { " ".repeat(self.tiers) };
            let verdict = style.paint(ansi, verdict.get(at).map_or("", String::as_str));
            writeln!(out, "{}", format!("   {who}{cells}   {verdict}").trim_end())?;
        }
        Ok(())
    }
}

/// The lines of one asset and property: attackers for whom it is the same stand together.
fn lines<'a>(groups: &[Group<'a>]) -> Vec<Line<'a>> {
    let mut lines: Vec<(Line<'a>, Vec<String>)> = Vec::new();
    for group in groups {
        let Some(row) = group.rows.first() else { continue };
        let attacker = one_line(&row.attacker).into_owned();
        let verdict = group.verdict();
        let depths =
            |group: &Group<'_>| group.rows.iter().map(|row| (depth_text(row), row.sufficient)).collect::<Vec<_>>();
        let same = lines.iter_mut().find(|(line, _)| line.verdict == verdict && depths(&line.group) == depths(group));
        match same {
            Some((_, attackers)) => attackers.push(attacker),
            None => lines.push((Line { group: *group, attackers: String::new(), verdict }, vec![attacker])),
        }
    }
    let join = |(line, attackers): (Line<'a>, Vec<String>)| Line { attackers: attackers.join(", "), ..line };
    lines.into_iter().map(join).collect()
}

/// As many names as fit, and how many more there are.
fn few(names: &str, columns: usize) -> String {
    if width(names) <= columns {
        return names.to_owned();
    }
    let all: Vec<&str> = names.split(", ").collect();
    for shown in (1..all.len()).rev() {
        let text = format!("{} and {} more", all[..shown].join(", "), all.len() - shown);
        if width(&text) <= columns || shown == 1 {
            return text;
        }
    }
    names.to_owned()
}

/// The head of a tier's column.
fn column(tier: &'static str) -> &'static str {
    if tier == "without-environment" { "without env." } else { tier }
}
