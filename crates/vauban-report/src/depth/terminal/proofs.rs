//! What shows each mechanism: where it stands, by which tests it counts as verified, and why it does not.

use std::io::{self, Write};

use super::super::MechanismProof;
use super::super::standing::bare;
use super::Page;
use crate::paint;
use crate::text::{count, one_line};

impl Page<'_> {
    /// One paragraph per mechanism: those that are not verified first, for they have a next step.
    pub(super) fn proofs(&self, out: &mut dyn Write) -> io::Result<()> {
        let mechanisms = &self.report.mechanisms;
        if mechanisms.is_empty() {
            return Ok(());
        }
        let verified = mechanisms.iter().filter(|one| one.counts == "verified").count();
        let head = format!("What shows each mechanism: {verified} of {} verified", mechanisms.len());
        writeln!(out, "\n {}", self.style.paint(paint::BOLD, head))?;
        for one in mechanisms.iter().filter(|one| one.counts != "verified") {
            self.proof(one, out)?;
        }
        for one in mechanisms.iter().filter(|one| one.counts == "verified") {
            self.proof(one, out)?;
        }
        Ok(())
    }

    fn proof(&self, one: &MechanismProof, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        let whose = if one.environment { " by the environment" } else { "" };
        let title = format!("{}  {}{whose}", bare(&one.mechanism), one.counts);
        writeln!(out, "   {}", self.style.paint(paint::BOLD, title))?;
        for code in &one.code {
            let files = match (&code.problem, code.files) {
                (Some(why), _) => one_line(why).into_owned(),
                (None, Some(0)) => "no such file".to_owned(),
                (None, Some(files)) => count(files, "file"),
                (None, None) => "kept elsewhere".to_owned(),
            };
            self.fact("code", &format!("{} ({files})", one_line(&code.pattern)), out)?;
        }
        if !one.configuration.is_empty() {
            self.fact("configuration", &one_line(&one.configuration), out)?;
        }
        for test in &one.tests {
            let how = if test.techniques.is_empty() { "no technique".to_owned() } else { test.techniques.join(", ") };
            let came = match &test.passed {
                Some(run) => format!("passed in {}", one_line(run)),
                None => format!("not passed: {}", one_line(&test.why)),
            };
            self.fact("test", &format!("{} ({how}) {came}", bare(&test.test)), out)?;
        }
        if !one.next.is_empty() {
            self.fact("not verified", &one_line(&one.next), out)?;
        }
        Ok(())
    }
}
