//! Asking at the terminal: one line for each answer; an empty one leaves the question open, the end of input stops.

use std::io::{BufRead, Read as _, Write};

use vauban_diagnostics::nearest;
use vauban_report::text::one_line;

use super::Ids;

/// Longer answers are not read.
const LONGEST: u64 = 64 << 10;
/// Ids offered at most.
const OFFERED: usize = 24;

/// Who is asked, and where it is shown.
pub(crate) struct Prompt<'p> {
    /// Where answers come from.
    pub(crate) input: &'p mut dyn BufRead,
    /// Where questions go.
    pub(crate) out: &'p mut dyn Write,
}

/// The end of input, or a terminal that is gone: nothing is written.
#[derive(Debug)]
pub(crate) struct Stopped;

impl Prompt<'_> {
    /// Says something, made safe to show.
    pub(crate) fn say(&mut self, text: &str) -> Result<(), Stopped> {
        writeln!(self.out, "{}", vauban_report::text::lines(text)).map_err(|_| Stopped)
    }

    /// Asks for a line; nothing for an empty one.
    pub(crate) fn line(&mut self, label: &str) -> Result<Option<String>, Stopped> {
        write!(self.out, "  {}: ", one_line(label)).and_then(|()| self.out.flush()).map_err(|_| Stopped)?;
        let mut line = Vec::new();
        let read = (&mut *self.input).take(LONGEST).read_until(b'\n', &mut line).map_err(|_| Stopped)?;
        if read == 0 || (!line.ends_with(b"\n") && line.len() as u64 >= LONGEST) {
            return Err(Stopped);
        }
        let Ok(line) = String::from_utf8(line) else { return Err(Stopped) };
        let said = line.trim();
        Ok((!said.is_empty()).then(|| said.to_owned()))
    }

    /// Asks for one of a few words.
    pub(crate) fn word(&mut self, label: &str, words: &[&str]) -> Result<Option<String>, Stopped> {
        loop {
            let Some(said) = self.line(&format!("{label} ({})", words.join(", ")))? else { return Ok(None) };
            if words.contains(&said.as_str()) {
                return Ok(Some(said));
            }
            let near = nearest(&said, words.iter().copied());
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            self.say(&format!("  `{said}` is none of these{hint}"))?;
        }
    }

    /// Asks for yes or no.
    pub(crate) fn flag(&mut self, label: &str) -> Result<Option<bool>, Stopped> {
        loop {
            let said = self.line(&format!("{label} (yes, no)"))?;
            match said.as_deref() {
                None => return Ok(None),
                Some("yes" | "y") => return Ok(Some(true)),
                Some("no" | "n") => return Ok(Some(false)),
                Some(_) => self.say("  `yes` or `no`")?,
            }
        }
    }

    /// Asks for ids, separated by commas; those that are known are offered.
    pub(crate) fn ids(&mut self, label: &str, ids: &Ids<'_>) -> Result<Option<Vec<String>>, Stopped> {
        self.offer(ids)?;
        loop {
            let Some(said) = self.line(&format!("{label} (ids, with commas)"))? else { return Ok(None) };
            match meant(&said, ids) {
                Ok(found) if found.is_empty() => return Ok(None),
                Ok(found) => return Ok(Some(found)),
                Err(why) => self.say(&format!("  {why}"))?,
            }
        }
    }

    /// Names the ids that there are.
    pub(crate) fn offer(&mut self, ids: &Ids<'_>) -> Result<(), Stopped> {
        let all = ids.all();
        if all.is_empty() {
            return self.say("  (there is none to name yet)");
        }
        let some: Vec<&str> = all.iter().take(OFFERED).map(String::as_str).collect();
        let more = if all.len() > some.len() { ", …" } else { "" };
        self.say(&format!("  known: {}{more}", some.join(", ")))
    }
}

/// The references that words with commas between them mean, each once.
pub(crate) fn meant(said: &str, ids: &Ids<'_>) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for word in said.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let reference = ids.meant(word)?;
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    Ok(found)
}
