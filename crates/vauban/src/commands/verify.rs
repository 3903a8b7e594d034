//! `vauban verify`: a pack against a public key, or the ledger of the folder against git.

use std::fs;
use std::process::ExitCode;

use vauban_pack::timestamp::read_certificates;
use vauban_report::pack::{json, terminal};

use crate::args::{Arguments, PlainFormat, Verify};
use crate::pack::check::{Terms, check};
use crate::pack::sign;
use crate::progress::Progress;
use crate::{Outcome, commands, output, session};

/// Bytes of a file of certificates.
const LARGEST: u64 = 1 << 20;

pub(crate) fn run(arguments: &Arguments, options: &Verify) -> Outcome {
    let Some(pack) = &options.pack else {
        return commands::ledger::show(&session::world(arguments)?, options.format, false);
    };
    if options.key.is_empty() {
        return Err("say with `--key FILE` whose signature is asked for: a public key that you have from the \
                    manufacturer, never from the pack"
            .to_owned());
    }
    let keys = options.key.iter().map(|path| sign::public(path)).collect::<Result<Vec<_>, _>>()?;
    if options.threshold == 0 || options.threshold > keys.len() {
        return Err(format!(
            "`--threshold {}` asks for more or fewer keys than the {} given",
            options.threshold,
            keys.len()
        ));
    }
    let mut services = Vec::new();
    for path in &options.tsa {
        let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
        if fs::metadata(path).map_err(problem)?.len() > LARGEST {
            return Err(format!("{} has more than {LARGEST} bytes", path.display()));
        }
        let bytes = fs::read(path).map_err(problem)?;
        services.extend(read_certificates(&bytes).map_err(|why| format!("{}: {why}", path.display()))?);
    }
    let terms = Terms {
        keys,
        threshold: options.threshold,
        services,
        requirements: options.requirements.clone(),
        release: options.release.clone(),
    };
    let progress = Progress::start("checking the pack", arguments.quiet);
    let report = check(pack, &terms);
    progress.stop();
    let report = report?;
    output::write(|out| match options.format {
        PlainFormat::Json => json(&report, out),
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, None, 20), out),
    })?;
    Ok(ExitCode::from(u8::from(!report.holds)))
}
