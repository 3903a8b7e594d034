//! The dossier as one page that needs nothing else, and as Markdown.

use std::io::{self, Write};

use super::{Dossier, RequirementRow};
use crate::text::one_line;

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.2rem}th,td{border:1px solid #bbb;padding:.25rem .5rem;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eee}code{font-size:85%}\
h2{border-top:2px solid #444;padding-top:.6rem}.met{color:#05620d}.missing{color:#a40000}.partial{color:#8a4b00}\
@media print{h2{page-break-before:auto}}";

/// Text for a page.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A table: heading, names of the columns, rows.
type Table = (&'static str, Vec<&'static str>, Vec<Vec<String>>);

/// The tables of a requirement.
fn tables(row: &RequirementRow) -> Vec<Table> {
    let hash = |sha256: &Option<String>| sha256.clone().unwrap_or_else(|| "withheld".to_owned());
    let clauses = row.clauses.iter().map(|one| {
        let covers = one.covers.join(", ");
        let approved = format!("{} {}", one.approved_by, one.date);
        vec![one.process.clone(), one.section.clone(), covers, one.version.clone(), approved, hash(&one.sha256)]
    });
    let people = row.people.iter().map(|one| {
        let shown = if one.competent { one.proofs.join("; ") } else { "nothing that counts".to_owned() };
        vec![one.person.clone(), one.acts_as.clone(), one.on.clone(), shown]
    });
    let aspects = row.aspects.iter().map(|one| {
        let by = one.by.clone().unwrap_or_default();
        let why = if one.next.is_empty() { one.how.clone() } else { format!("{} Next: {}", one.how, one.next) };
        vec![one.id.clone(), one.text.clone(), one.verdict.clone(), by, why, one.evidence.join(", ")]
    });
    let records = row.records.iter().map(|one| {
        let place = format!("{}:{}", one.file, one.line);
        let signed = one.signatures.join("; ");
        let who = one.author.join(", ");
        vec![
            one.record.clone(),
            one.version.clone(),
            one.date.clone(),
            who,
            one.approver.clone(),
            signed,
            place,
            hash(&one.sha256),
        ]
    });
    let findings = row.findings.iter().map(|one| {
        let closed = one.closed.clone().unwrap_or_else(|| "open".to_owned());
        vec![one.review.clone(), one.text.clone(), closed, one.how.clone(), one.verified_by.clone()]
    });
    vec![
        ("Process", vec!["document", "section", "covers", "version", "approved", "SHA-256"], clauses.collect()),
        ("People", vec!["person", "as", "on", "shown"], people.collect()),
        ("Aspects", vec!["aspect", "asks", "verdict", "by", "why", "rests on"], aspects.collect()),
        (
            "Records",
            vec!["record", "version", "date", "author", "approver", "signatures", "place", "SHA-256"],
            records.collect(),
        ),
        ("Findings of reviews", vec!["review", "finding", "closed", "how", "checked by"], findings.collect()),
    ]
}

/// Writes the dossier as a page.
pub fn html(dossier: &Dossier, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} {}: evidence", dossier.product, dossier.version);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>",
        safe(&title)
    )?;
    writeln!(out, "<h1>{}</h1>\n<p>{}</p>", safe(&title), safe(&opening(dossier)))?;
    writeln!(out, "<table><tr><th>requirement</th><th>verdict</th><th>maturity</th><th>missing next</th></tr>")?;
    for row in &dossier.requirements {
        let (id, verdict) = (safe(&row.id), safe(&row.verdict));
        writeln!(
            out,
            "<tr><td><a href=\"#{id}\">{id}</a> {}</td><td class=\"{verdict}\">{verdict}</td><td>{}</td><td>{}</td></tr>",
            safe(&row.title),
            row.maturity,
            safe(&row.next)
        )?;
    }
    writeln!(out, "</table>")?;
    for row in &dossier.requirements {
        writeln!(out, "<h2 id=\"{}\">{} {}</h2>", safe(&row.id), safe(&row.id), safe(&row.title))?;
        for (heading, columns, rows) in tables(row) {
            if rows.is_empty() {
                continue;
            }
            writeln!(out, "<h3>{heading}</h3><table><tr>")?;
            columns.iter().try_for_each(|name| writeln!(out, "<th>{name}</th>"))?;
            writeln!(out, "</tr>")?;
            for cells in rows {
                write!(out, "<tr>")?;
                cells.iter().try_for_each(|text| write!(out, "<td>{}</td>", safe(text)))?;
                writeln!(out, "</tr>")?;
            }
            writeln!(out, "</table>")?;
        }
    }
    writeln!(out, "</body></html>")
}

/// Writes the dossier as Markdown.
pub fn markdown(dossier: &Dossier, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# {} {}: evidence\n\n{}\n",
        cell(&dossier.product),
        cell(&dossier.version),
        cell(&opening(dossier))
    )?;
    for row in &dossier.requirements {
        writeln!(
            out,
            "## {} {}\n\nVerdict: {}, maturity {}. {}\n",
            row.id,
            cell(&row.title),
            row.verdict,
            row.maturity,
            cell(&row.next)
        )?;
        for (heading, columns, rows) in tables(row) {
            if rows.is_empty() {
                continue;
            }
            writeln!(out, "### {heading}\n\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()))?;
            for cells in rows {
                let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn opening(dossier: &Dossier) -> String {
    let release = match (&dossier.release, &dossier.released) {
        (Some(release), Some(day)) => format!("Release {release} of {day}. "),
        (Some(release), None) => format!("Release {release}. "),
        (None, _) => String::new(),
    };
    format!(
        "{release}Judged on {} by {}. To be kept until {}. Complete and consistent is what the records are; whether the \
         work behind them is adequate is for people to say.",
        dossier.date, dossier.edition, dossier.keep_until
    )
}
