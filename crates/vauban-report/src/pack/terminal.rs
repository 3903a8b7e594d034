//! What checking a pack came to, for people.

use std::io::{self, Write};

use super::{RequirementRow, VerifyReport};
use crate::Style;
use crate::text::{one_line, wrap};

/// Writes the report.
pub fn terminal(report: &VerifyReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(why) = &report.refused {
        writeln!(out, "{}: REFUSED", one_line(&report.file))?;
        return wrap(&format!("  {}", one_line(why)), style.width).iter().try_for_each(|line| writeln!(out, "{line}"));
    }
    let release = report.release.as_ref().map(|release| format!(", release {release}")).unwrap_or_default();
    writeln!(out, "{}: {}", one_line(&report.file), if report.holds { "holds" } else { "DOES NOT HOLD" })?;
    writeln!(out, "  product       {}{}", one_line(&report.product), one_line(&release))?;
    writeln!(out, "  judged on     {}, kept until {}", one_line(&report.date), one_line(&report.keep_until))?;
    writeln!(out, "  made by       {}", one_line(&report.tool))?;
    writeln!(out, "  root          {}", report.root)?;
    writeln!(out, "  signed by     {}", report.signed_by.join(", "))?;
    if report.other_signatures > 0 {
        writeln!(out, "                {} more by keys that were not given", report.other_signatures)?;
    }
    let withheld = match report.withheld {
        0 => "none withheld".to_owned(),
        many => format!("{many} withheld ({})", report.withheld_levels.join(", ")),
    };
    writeln!(out, "  items         {}, {withheld}, {} bytes", report.items, report.bytes)?;
    for stamp in &report.timestamps {
        let service = if stamp.service.is_empty() { String::new() } else { format!(" by {}", stamp.service) };
        let why = if stamp.why.is_empty() { String::new() } else { format!(": {}", stamp.why) };
        writeln!(out, "  timestamp     {} {}{}{}", stamp.state, stamp.time, one_line(&service), one_line(&why))?;
    }
    if let Some(ledger) = &report.ledger {
        writeln!(out, "  ledger        {}, {} entries", ledger.state, ledger.entries)?;
    }
    for one in &report.attestations {
        writeln!(out, "  attestation   {} ({} artefacts)", one_line(&one.predicate_type), one.subjects.len())?;
    }
    writeln!(out, "  verdicts      {}", said(report.recomputed))?;
    for why in report.recomputed_why.iter().take(style.cap.max(1)) {
        writeln!(out, "                {}", one_line(why))?;
    }
    for row in report.verdicts.iter().filter(|row| row.state == "differs") {
        let now = row.recomputed.as_deref().unwrap_or("unknown");
        writeln!(out, "                {}: packed {}, worked out again {now}", row.id, row.packed)?;
    }
    if !report.signed_facts.is_empty() {
        writeln!(out, "  signed facts  {}", one_line(&report.signed_facts.join("; ")))?;
    }
    for answer in &report.answers {
        writeln!(out)?;
        requirement(answer, report.answers_from, out)?;
    }
    Ok(())
}

fn said(state: &str) -> &str {
    match state {
        "same" => "worked out again from the records: the same",
        "differs" => "worked out again from the records: NOT THE SAME",
        _ => "as packed; they cannot be worked out again here",
    }
}

fn requirement(row: &RequirementRow, from: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}: {}, maturity {} ({from})", row.id, one_line(&row.title), row.verdict, row.maturity)?;
    let hash = |sha256: &Option<String>| sha256.clone().unwrap_or_else(|| "withheld".to_owned());
    for one in &row.clauses {
        let section = if one.section.is_empty() { String::new() } else { format!(" \"{}\"", one.section) };
        writeln!(
            out,
            "  process   {}{} version {}, approved by {} on {}",
            one_line(&one.process),
            one_line(&section),
            one_line(&one.version),
            one_line(&one.approved_by),
            one.date
        )?;
        writeln!(out, "            {} sha256:{}", one_line(&one.file), hash(&one.sha256))?;
    }
    for one in &row.people {
        let shown = match one.competent {
            true => one.proofs.join("; "),
            false => "had shown nothing that counts".to_owned(),
        };
        writeln!(
            out,
            "  person    {} ({}) on {}: {}",
            one_line(&one.person),
            one_line(&one.acts_as),
            one.on,
            one_line(&shown)
        )?;
    }
    for one in &row.aspects {
        let by = one.by.as_deref().unwrap_or("nobody");
        writeln!(out, "  aspect    {} {} ({by})", one.id, one.verdict)?;
        if !one.next.is_empty() {
            writeln!(out, "            next: {}", one_line(&one.next))?;
        }
    }
    for one in &row.records {
        writeln!(out, "  record    {} {} approved by {}", one_line(&one.record), one.date, one_line(&one.approver))?;
        writeln!(out, "            {}:{} sha256:{}", one_line(&one.file), one.line, hash(&one.sha256))?;
        for signature in &one.signatures {
            writeln!(out, "            {}", one_line(signature))?;
        }
    }
    for one in &row.findings {
        let closed = match &one.closed {
            Some(day) => format!("closed {day}, checked by {}", one.verified_by),
            None => "OPEN".to_owned(),
        };
        writeln!(out, "  finding   {}: {} ({})", one_line(&one.review), one_line(&one.text), one_line(&closed))?;
    }
    Ok(())
}
