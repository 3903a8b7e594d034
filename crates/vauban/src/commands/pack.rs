//! `vauban pack`: what the verdicts rest on, in one signed file.

use std::fs;
use std::process::ExitCode;

use vauban_pack::ledger::What;
use vauban_pack::{Digest, Level};

use crate::args::{Arguments, Pack};
use crate::pack::ledger::{self, Noted};
use crate::pack::{make, sign};
use crate::progress::Progress;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Pack) -> Outcome {
    if let Some(from) = &options.from {
        let checked = make::again(options, from)?;
        query(options, &checked.envelope_bytes)?;
        return say(arguments, &format!("{} written; root {}", options.output.display(), checked.head.root));
    }
    let reader = options.redact.map_or(Level::Internal, make::level_of);
    if reader > Level::Internal && options.key.is_none() {
        return Err("a redacted pack needs `--key`: what is withheld is kept from being guessed by the key".to_owned());
    }
    let signer = options.key.as_deref().map(sign::signer).transpose()?;
    let world = session::world(arguments)?;
    let progress = Progress::start("packing what the verdicts rest on", arguments.quiet);
    let ready = make::ready(&world, world.root(), options, signer.as_deref());
    progress.stop();
    let mut ready = ready?;
    ready.writer.redact(reader);
    ready.write(&world, &options.output, options.force)?;
    let envelope = ready.envelope.to_json().map_err(|refused| refused.to_string())?;
    query(options, envelope.as_bytes())?;
    ledger::note(
        arguments,
        world.root(),
        Noted {
            what: What::Packed,
            subject: format!("product.{}", ready.head.product),
            by: String::new(),
            digest: format!("sha256:{}", ready.head.root),
            note: ready.head.release.as_ref().map_or_else(String::new, |release| format!("release {release}")),
        },
    )?;
    let (open, all) = (ready.writer.items().iter().filter(|item| item.open.is_some()).count(), ready.head.items);
    let signed = match &signer {
        Some(signer) => format!("signed by {}", signer.public().id()),
        None => "NOT signed: nobody can check it; give `--key FILE`".to_owned(),
    };
    say(
        arguments,
        &format!(
            "{} written: {open} of {all} items, {signed}\nroot {}, kept until {}",
            options.output.display(),
            ready.head.root,
            ready.head.keep_until
        ),
    )
}

/// Writes the request for a timestamp of the signed head.
fn query(options: &Pack, envelope: &[u8]) -> Result<(), String> {
    let Some(path) = &options.timestamp_query else { return Ok(()) };
    if fs::exists(path).unwrap_or(true) && !options.force {
        return Err(format!("{} is there already; nothing was written over it (`--force` does)", path.display()));
    }
    files::replace(path, vauban_pack::timestamp::request(&Digest::of(envelope)))
}

fn say(arguments: &Arguments, text: &str) -> Outcome {
    if !arguments.quiet {
        output::write(|out| writeln!(out, "{}", vauban_report::text::lines(text)))?;
    }
    Ok(ExitCode::SUCCESS)
}
