//! The version lines as a table for a page. Everything that people wrote is escaped.

use std::io::{self, Write};

use vauban_analysis::lines::Lines;

use super::{doubts, issues, reviewed, short, support, weak};
use crate::diff::markdown::{code, plain};
use crate::text::{cut, number};

/// Characters of one value.
const VALUE: usize = 200;

/// Writes the lines of one product.
pub fn report(lines: &Lines, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "**Version lines of {}, {}**\n", plain(&lines.product), lines.today)?;
    writeln!(
        out,
        "| line | ref | newest | units | supported until | met | partial | missing | worst depth | open issues | reviews |"
    )?;
    writeln!(out, "|---|---|---|--:|---|--:|--:|--:|---|---|---|")?;
    for line in &lines.lines {
        let newest = line.newest.as_ref().map_or_else(|| "–".to_owned(), |(version, _)| plain(&cut(version, VALUE)));
        let units = line.deployed.map_or_else(|| "–".to_owned(), |units| number(units.unsigned_abs() as usize));
        let git_ref = line.git_ref.as_deref().map_or_else(|| "–".to_owned(), |name| code(&cut(name, VALUE)));
        let name = plain(&cut(&line.id, VALUE));
        let name = if line.ended() { format!("~~{name}~~") } else { name };
        write!(out, "| {name} | {git_ref}")?;
        match &line.state {
            Err(why) => {
                let why = plain(&cut(why, VALUE));
                writeln!(out, " | {newest} | {units} | {} | not judged: {why} | | | | | |", plain(&support(line)))?;
            }
            Ok(state) => {
                let [met, partial, missing, _] = state.counts;
                let worst: Vec<String> = state
                    .assets
                    .iter()
                    .filter(|asset| asset.short)
                    .take(3)
                    .map(|asset| format!("**{}**", plain(&cut(&weak(asset), VALUE))))
                    .collect();
                let worst = match (worst.is_empty(), state.assets.first()) {
                    (false, _) => worst.join("<br>"),
                    (true, Some(asset)) => plain(&cut(&weak(asset), VALUE)),
                    (true, None) => "–".to_owned(),
                };
                let mut open = vec![issues(state)];
                open.extend(doubts(state));
                writeln!(
                    out,
                    " at {} | {newest} | {units} | {} | {met} | {partial} | {missing} | {worst} | {} | {} |",
                    code(short(&state.commit)),
                    plain(&support(line)),
                    open.join("<br>"),
                    reviewed(state)
                )?;
            }
        }
    }
    writeln!(out)
}
