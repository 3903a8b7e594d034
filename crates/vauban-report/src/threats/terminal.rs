//! The threats of a product for people: element by element, one line for what is decided together.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{GoneRow, LineRow, OrphanRow, QuestionRow, RuleRow, ScoreRow, ThreatRow, ThreatsReport};
use crate::groups::{self, Heads, MANY, Sum, and_more, grouped};
use crate::text::{count, cut, number, one_line, pad, sentence, width, wrap};
use crate::{Style, paint};

/// At most so many threats are named where several hang on one thing.
const NAMED: usize = 4;
/// At most so many changes or candidates are named.
const SOME: usize = 6;

/// Writes lines by element, then questions and decisions that have lost their threat, then the counts.
pub fn report(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    header(report, style, out)?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    let many = report.lines.len() > MANY && !style.verbose;
    if many {
        places(report, style, out)?;
        gravest(report, style, out)?;
    }
    let lines = if many { &[] } else { report.lines.as_slice() };
    for group in lines.chunk_by(|a, b| a.about == b.about) {
        let Some(first) = group.first() else { continue };
        heading(first, style, out)?;
        for line in group {
            row(line, report, style, out)?;
        }
    }
    if report.lines.is_empty() {
        writeln!(out, "\n No threats to show.")?;
    }
    if report.questions.len() > MANY && !style.verbose {
        questions(report, style, out)?;
    } else if !report.questions.is_empty() {
        let title = count(report.questions.len(), "question");
        writeln!(out, "\n {}", style.paint(paint::BOLD, format!("{title} first: what nobody has said")))?;
        for question in &report.questions {
            ask(question, style, out)?;
        }
    }
    if !report.orphans.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "Decisions without their threat"))?;
        let most = if style.verbose { usize::MAX } else { MANY };
        for orphan in report.orphans.iter().take(most) {
            lost(orphan, style, out)?;
        }
        rest(report.orphans.len(), most, "of them", out)?;
    }
    if !report.gone.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "Gone, and kept on record"))?;
        let most = if style.verbose { usize::MAX } else { MANY };
        for gone in report.gone.iter().take(most) {
            left(gone, style, out)?;
        }
        rest(report.gone.len(), most, "of them", out)?;
    }
    if !report.rules.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "Rules of this product"))?;
        for rule in &report.rules {
            changed(rule, style, out)?;
        }
    }
    writeln!(out)?;
    summary(report, style, out)
}

/// What is not shown of a list.
fn rest(all: usize, most: usize, noun: &str, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "   {}", and_more(more, noun, "`--verbose`")),
    }
}

/// The threats of each zone and component in numbers.
fn places(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let anchor = report.filter.as_ref().and_then(|filter| filter.anchor.as_deref());
    let sum = |rows: &[&LineRow]| {
        let of = |keep: &dyn Fn(&LineRow) -> bool| rows.iter().filter(|row| keep(row)).count();
        let open = of(&|row| row.state == "open");
        let grave = of(&|row| row.state == "open" && row.severity == "critical");
        let (asked, unproven) = (of(&|row| row.state == "question"), of(&|row| row.state == "stopped-unproven"));
        let cells = [rows.len(), open, grave, asked, unproven].into_iter().map(number).collect();
        Sum { cells, worse: vec![grave, open, asked, unproven], open: open > 0 }
    };
    let groups = grouped(&report.lines, anchor, &|row: &LineRow| &row.way, &sum);
    let columns = ["lines", "open", "critical", "question", "unproven"];
    groups::table(&groups, &Heads { columns: &columns, command: "vauban threats" }, style, out)
}

/// So many lines of threats are shown one by one where there are many.
const GRAVEST: usize = 10;

/// The open threats that would do most harm.
fn gravest(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let rank = |severity: &str| ["critical", "high", "medium", "low"].iter().position(|word| *word == severity);
    let mut open: Vec<&LineRow> = report.lines.iter().filter(|line| line.state == "open").collect();
    // Stable: of one severity in the order of the elements.
    open.sort_by_key(|line| rank(line.severity).unwrap_or(usize::MAX));
    let shown = open.get(..GRAVEST.min(style.cap).min(open.len())).unwrap_or_default();
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n {}", style.paint(paint::BOLD, "Open, the gravest first"))?;
    for line in shown {
        let name = line.rule.as_deref().unwrap_or("");
        let text = format!("{} · {}  {}", one_line(&line.about), one_line(&line.title), one_line(name));
        let room = style.width.saturating_sub(13).max(20);
        writeln!(out, "   {} {}", style.paint(paint::BAD, pad(line.severity, 8)), cut(&text, room))?;
    }
    let more = open.len() - shown.len();
    if more > 0 {
        let ways = "`vauban threats ELEMENT`, `--zone ID`, `--component ID`, `--search TEXT` or `--verbose`";
        paragraph(&and_more(more, "open", ways), 3, style, out)?;
    }
    Ok(())
}

/// Questions that are the same of many records, in one line: what to say, of how many, and how much hangs on it.
fn questions(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let title = count(report.questions.len(), "question");
    writeln!(out, "\n {}", style.paint(paint::BOLD, format!("{title} first: what nobody has said")))?;
    let mut same: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for question in &report.questions {
        let kind = question.record.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
        let (records, threats) = same.entry((question.key.as_str(), kind)).or_default();
        *records += 1;
        *threats += question.threats.len();
    }
    let mut same: Vec<_> = same.into_iter().collect();
    same.sort_by_key(|((key, kind), (records, threats))| (Reverse(*threats), Reverse(*records), *key, *kind));
    let most = style.cap.max(1);
    for ((key, kind), (records, threats)) in same.iter().take(most) {
        let of = count(*records, kind);
        let text = format!("`{}` of {of} decides {}", one_line(key), count(*threats, "threat"));
        writeln!(out, "   {}", cut(&text, style.width.saturating_sub(3).max(20)))?;
    }
    let more = same.len().saturating_sub(most);
    if more > 0 {
        writeln!(out, "   {}", and_more(more, "keys", &format!("`--cap {}`", same.len())))?;
    }
    paragraph("`vauban threats ELEMENT` asks those of one element, each with what it can be set to.", 3, style, out)
}

fn header(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "threats".into() } else { cut(&product, 60) };
    let by = if report.attacker_stated { "" } else { ", as no policy says otherwise" };
    writeln!(out, "{} · assumed attacker {}{by}", style.paint(paint::BOLD, product), report.attacker)
}

fn heading(line: &LineRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let name = cut(&one_line(&line.about), style.width.saturating_sub(4).max(12)).into_owned();
    let title = one_line(&line.name);
    let room = style.width.saturating_sub(width(&name) + 4);
    let title = if title.is_empty() || room < 12 { String::new() } else { format!("  {}", cut(&title, room)) };
    writeln!(out, "\n {}{title}", style.paint(paint::BOLD, name))
}

fn colour(state: &str) -> anstyle::Style {
    match state {
        "open" => paint::BAD,
        "question" | "stopped-unproven" => paint::HALF,
        "stopped" => paint::GOOD,
        "accepted" | "transferred" => paint::NOTE,
        _ => paint::DIM,
    }
}

fn row(line: &LineRow, report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let threats: Vec<&ThreatRow> = line.threats.iter().filter_map(|at| report.threats.get(*at)).collect();
    let mut title = one_line(&line.title).into_owned();
    if !line.detail.is_empty() {
        title.push_str(&format!(" ({})", one_line(&line.detail)));
    }
    if threats.len() > 1 {
        title.push_str(&format!(" × {}", number(threats.len())));
    }
    let state = pad(line.state, 16);
    let name = match (&line.rule, threats.first()) {
        (Some(rule), _) => one_line(rule).into_owned(),
        (None, Some(threat)) => one_line(&threat.id).into_owned(),
        (None, None) => String::new(),
    };
    let begun = format!("   {} {}", style.paint(colour(line.state), state), pad(line.severity, 8));
    let used = 3 + 16 + 1 + 8 + 1;
    let room = style.width.saturating_sub(used).max(20);
    if width(&title) + 2 + width(&name) <= room {
        writeln!(out, "{begun} {title}  {}", style.paint(paint::DIM, name))?;
    } else {
        writeln!(out, "{begun} {}", cut(&title, room))?;
        writeln!(out, "{}{}", " ".repeat(used), style.paint(paint::DIM, cut(&name, room).into_owned()))?;
    }
    let mut told = |label: &str, text: &str| -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let indent = " ".repeat(used);
        let room = style.width.saturating_sub(used + 2).max(20);
        for (at, piece) in wrap(&format!("{label}{}", one_line(text)), room).into_iter().enumerate() {
            writeln!(out, "{indent}{}{piece}", if at == 0 { "" } else { "  " })?;
        }
        Ok(())
    };
    // One threat of the line that is as the line says speaks for it.
    let Some(speaker) = threats.iter().find(|threat| threat.state == line.state).or(threats.first()) else {
        return Ok(());
    };
    if threats.len() > 1 {
        let some: Vec<&str> = threats.iter().take(NAMED).map(|threat| threat.element.as_str()).collect();
        let more = threats.len().saturating_sub(some.len());
        let more = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
        told("on ", &format!("{}{more}", some.join(", ")))?;
    }
    let scored = |score: &ScoreRow| format!("{} ({})", score.score, score.severity);
    match (&speaker.cvss, &speaker.cvss_after) {
        (Some(before), Some(after)) => told("CVSS ", &format!("{}, {} remains", scored(before), scored(after)))?,
        (Some(before), None) => told("CVSS ", &scored(before))?,
        (None, Some(after)) => told("CVSS ", &format!("{} remains", scored(after)))?,
        (None, None) => {}
    }
    told("stopped by ", &speaker.mechanisms.join(", "))?;
    if style.verbose {
        told("reduced by ", &speaker.reduced_by.join(", "))?;
        let facts = speaker.because.iter().map(|fact| match fact.source {
            "assumed" => format!("{} = {} (nobody said otherwise)", fact.attribute, fact.value),
            _ => format!("{} = {}", fact.attribute, fact.value),
        });
        told("because ", &facts.collect::<Vec<_>>().join(", "))?;
        told("shown under ", speaker.shadow.as_deref().unwrap_or(""))?;
    }
    if let Some(decision) = &speaker.decision {
        let until = decision.until.as_ref().map_or(String::new(), |until| format!(", until {until}"));
        let standing = match decision.standing {
            "holds" => String::new(),
            "unpinned" => "; it has no digest, so changes go unnoticed".to_owned(),
            "expired" => "; it has expired".to_owned(),
            "later" => "; it does not hold yet".to_owned(),
            "incomplete" => "; it does not hold, it lacks ".to_owned(),
            "to-confirm" => "; to be confirmed, its element has become several: ".to_owned(),
            _ => "; to be looked at again: ".to_owned(),
        };
        let why = decision.why.iter().take(SOME).cloned().collect::<Vec<_>>().join(", ");
        told("decided: ", &format!("{}{until}{standing}{why}", decision.response))?;
    }
    told("next: ", &speaker.next)
}

fn ask(question: &QuestionRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = style.location(&question.file, question.line, None);
    let what = format!("`{}` of {}", one_line(&question.key), one_line(&question.record));
    writeln!(out, "   {what} · {place}")?;
    let values = match question.values.as_slice() {
        [] => String::new(),
        values => format!(" One of: {}.", values.join(", ")),
    };
    let some: Vec<&str> = question.threats.iter().take(NAMED).map(String::as_str).collect();
    let more = question.threats.len().saturating_sub(some.len());
    let more = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
    let meaning = one_line(&question.meaning);
    let text = format!("{}{values} Decides {}{more}", sentence(&meaning), some.join(", "));
    paragraph(&text, 5, style, out)
}

fn lost(orphan: &OrphanRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = style.location(&orphan.file, orphan.line, None);
    writeln!(out, "   {} · {place}", one_line(&orphan.threat))?;
    let near: Vec<&str> = orphan.candidates.iter().take(SOME).map(String::as_str).collect();
    let near = if near.is_empty() { String::new() } else { format!("; perhaps meant: {}", near.join(", ")) };
    paragraph(&format!("{}{near}", orphan.why), 5, style, out)
}

fn left(gone: &GoneRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = style.location(&gone.file, gone.line, None);
    writeln!(out, "   {} · gone since {} · {place}", one_line(&gone.threat), one_line(&gone.since))?;
    paragraph(&gone.why, 5, style, out)
}

fn changed(rule: &RuleRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = style.location(&rule.file, rule.line, None);
    writeln!(out, "   {} · {} · {place}", one_line(&rule.id), rule.how)?;
    if rule.rationale.is_empty() { Ok(()) } else { paragraph(&rule.rationale, 5, style, out) }
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}

/// What the whole product comes to, whatever was asked for.
fn summary(report: &ThreatsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let counts = &report.counts;
    let order = ["open", "question", "stopped-unproven", "stopped", "accepted", "transferred", "outside"];
    let parts = order.iter().filter_map(|state| {
        let many = counts.by_state.get(state).copied().filter(|many| *many > 0)?;
        Some(format!("{} {state}", number(many)))
    });
    let mut parts: Vec<String> = parts.collect();
    if counts.shadowed > 0 {
        parts.push(format!("{} under others", number(counts.shadowed)));
    }
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let text = format!(
        "{} in {}{parts}; {}.",
        count(counts.threats, "threat"),
        count(counts.lines, "line"),
        count(counts.questions, "question")
    );
    paragraph(&text, 1, style, out)?;
    if style.verbose || counts.threats == 0 {
        return Ok(());
    }
    paragraph(
        "`vauban explain RULE` says what a rule means; `vauban threats --new` writes decisions to paste.",
        1,
        style,
        out,
    )
}
