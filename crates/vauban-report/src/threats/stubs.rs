//! `vauban threats --new`: a disposition for each open threat that nobody has decided, ready to paste.

use std::io::{self, Write};

use super::{ThreatRow, ThreatsReport};
use crate::text::one_line;

/// Writes the stubs; a comment where there is nothing to decide.
pub fn report(report: &ThreatsReport, out: &mut dyn Write) -> io::Result<()> {
    let wanted: Vec<&ThreatRow> = report.threats.iter().filter(|threat| undecided(threat)).collect();
    if wanted.is_empty() {
        return writeln!(out, "# Every open threat has been decided.");
    }
    writeln!(out, "# Choose a response for each: mitigate, avoid, not-applicable, transfer, accept or defer.")?;
    writeln!(out, "# Until then each stays a finding, for nothing answers it.")?;
    for threat in wanted {
        let place = format!("{}, {}", threat.severity, one_line(&threat.element));
        writeln!(out, "\n# {} ({place})", one_line(&threat.title))?;
        if !threat.next.is_empty() {
            writeln!(out, "# {}", one_line(&threat.next))?;
        }
        for fact in &threat.because {
            let said = if fact.source == "assumed" { " (nobody said otherwise)" } else { "" };
            writeln!(out, "#   {} = {}{said}", one_line(&fact.attribute), one_line(&fact.value))?;
        }
        writeln!(out, "[disposition.{}]", quoted(&threat.id))?;
        writeln!(out, "response = \"mitigate\"")?;
        writeln!(out, "by = []")?;
        writeln!(out, "rationale = \"\"")?;
        if let Some(digest) = &threat.digest {
            writeln!(out, "digest = {}", quoted(digest))?;
        }
    }
    Ok(())
}

/// Whether a threat is open and nobody has decided about it.
pub fn undecided(threat: &ThreatRow) -> bool {
    threat.state == "open" && threat.decision.is_none()
}

/// A TOML string, with everything odd escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if crate::text::is_hostile(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
