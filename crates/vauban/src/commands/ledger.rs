//! `vauban ledger`: entries, the chain between them, and the git history they must continue.

use std::fs::File;
use std::io::Read as _;
use std::process::ExitCode;

use serde_json::json;
use vauban_engine::DiskWorld;
use vauban_engine::ledger::{PATH, look};
use vauban_pack::Hasher;
use vauban_pack::ledger::What;

use crate::args::{Arguments, Ledger, LedgerAdd, LedgerCommand, LedgerWhat, PlainFormat};
use crate::pack::ledger::{self, Noted};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Ledger) -> Outcome {
    let world = session::world(arguments)?;
    match &options.command {
        LedgerCommand::Add(options) => {
            let head = ledger::append(arguments, world.root(), noted(options)?)?;
            output::write(|out| writeln!(out, "entry {} added to {PATH}", head.entries))?;
            Ok(ExitCode::SUCCESS)
        }
        LedgerCommand::Show => show(&world, options.format, true),
        LedgerCommand::Check => show(&world, options.format, false),
    }
}

fn noted(options: &LedgerAdd) -> Result<Noted, String> {
    let what = match options.what {
        LedgerWhat::Approved => What::Approved,
        LedgerWhat::Signed => What::Signed,
        LedgerWhat::Receipt => What::Receipt,
        LedgerWhat::Clock => What::Clock,
        LedgerWhat::Note => What::Note,
    };
    let mut digest = String::new();
    if let Some(path) = &options.file {
        let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
        let mut file = File::open(path).map_err(problem)?;
        let mut hasher = Hasher::default();
        let mut block = vec![0; 256 << 10];
        loop {
            let got = file.read(&mut block).map_err(problem)?;
            if got == 0 {
                break;
            }
            hasher.update(block.get(..got).unwrap_or_default());
        }
        digest = format!("sha256:{}", hasher.finish());
    }
    Ok(Noted {
        what,
        subject: options.subject.clone(),
        by: options.by.clone().unwrap_or_default(),
        digest,
        note: options.note.clone().unwrap_or_default(),
    })
}

/// Shows or checks; exit code 1 if anything does not hold.
pub(crate) fn show(world: &DiskWorld, format: PlainFormat, all: bool) -> Outcome {
    let looked =
        look(world).ok_or_else(|| format!("there is no ledger here; `vauban ledger add` begins one in {PATH}"))?;
    let head = looked.head.as_ref();
    output::write(|out| match format {
        PlainFormat::Json => {
            let report = json!({
                "schema": "vauban/ledger/1", "holds": looked.wrong.is_none(), "wrong": looked.wrong,
                "unknown": looked.unknown, "head": head.map(|head| head.head.hex()),
                "entries": looked.entries,
            });
            vauban_formats::json::write(&report, out)
        }
        PlainFormat::Terminal => {
            let line = |text: &str| vauban_report::text::one_line(text).into_owned();
            for one in looked.entries.iter().filter(|_| all) {
                let by = if one.by.is_empty() { String::new() } else { format!(" by {}", one.by) };
                let note = if one.note.is_empty() { String::new() } else { format!(": {}", one.note) };
                writeln!(
                    out,
                    "{:>5} {} {:<8} {}{}{}",
                    one.n,
                    one.at,
                    one.what.word(),
                    line(&one.subject),
                    line(&by),
                    line(&note)
                )?;
            }
            match (&looked.wrong, head) {
                (Some(wrong), _) => writeln!(out, "DOES NOT HOLD: {}", line(wrong))?,
                (None, Some(head)) => {
                    writeln!(out, "{} entries, each continues the one before; head {}", head.entries, head.head)?;
                }
                (None, None) => writeln!(out, "the ledger is empty")?,
            }
            match &looked.unknown {
                Some(unknown) => writeln!(out, "unknown: {}", line(unknown)),
                None => Ok(()),
            }
        }
    })?;
    Ok(ExitCode::from(u8::from(looked.wrong.is_some())))
}
