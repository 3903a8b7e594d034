//! `vauban repository bundle`: what a RAUC or SWUpdate bundle carries about a release.

use std::process::ExitCode;

use vauban_formats::bundle::{BundleMeta, rauc, swupdate};

use super::at;
use crate::args::{Arguments, BundleFormat, RepositoryBundle};
use crate::repository::payload;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &RepositoryBundle) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let today = session::today(arguments)?;
    let payload = payload(&compiled.model, world.root(), &options.release, options.readers, today)?;
    let gaps = payload.gaps();
    let meta = BundleMeta {
        release: payload.release,
        product: payload.product,
        version: payload.version,
        date: payload.date,
        commit: payload.commit,
        sbom: payload.sbom,
        fixes: payload.fixes,
        applies_to: payload.applies_to,
        lines: payload.lines,
    };
    let text = match options.installer {
        BundleFormat::Rauc => rauc(&meta)?,
        BundleFormat::Swupdate => swupdate(&meta)?,
    };
    match &options.output {
        Some(path) => files::create(&at(arguments, path), text.as_bytes())?,
        None => output::write(|out| out.write_all(text.as_bytes()))?,
    }
    if !gaps.is_empty() && !arguments.quiet {
        output::beside(arguments, |_, out| {
            gaps.iter().try_for_each(|gap| writeln!(out, "{}", vauban_report::text::lines(gap)))
        });
    }
    Ok(ExitCode::SUCCESS)
}
