//! One line per finding, for editors, `grep` and `sort`.

use std::io::{self, Write};

use crate::CheckReport;
use crate::place::Places;
use crate::terminal::reason;
use crate::text::one_line;

/// Writes `file:line:column: severity[code]: message`, one line each, in the findings' order; a waived
/// finding says so at the end of its line. What has no place stands at the beginning of `vauban.toml`.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    for (_, finding) in report.shown() {
        let place = places.of_finding_or_project(finding);
        let severity = finding.severity.word();
        let told = finding.told();
        let (file, code, message) = (one_line(place.file), one_line(finding.code), one_line(&told));
        write!(out, "{file}:{}:{}: {severity}[{code}]: {message}", place.line, place.column)?;
        match &finding.waived {
            Some(waived) => writeln!(out, " ({})", reason(waived))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::gateway;

    #[test]
    fn one_line_each() {
        let text = crate::to_string(|out| findings(&gateway().report(), out)).unwrap();
        assert_eq!(
            text,
            "security/design/gateway.toml:4:1: error[interface-without-users]: interface `https` does not say who uses it\n\
             security/design/gateway.toml:7:1: warning[unknown-key]: `zon` is no field of an interface\n\
             security/design/gateway.toml:1:1: error[interface-questions-open]: interface `modbus` leaves 4 of 11 questions open \
             (waived until 2027-01-31 by waiver.old-modbus: old field bus)\n\
             vauban.toml:1:1: note[backlog-grows]: 12 findings of the backlog are older than a year\n"
        );
    }
}
