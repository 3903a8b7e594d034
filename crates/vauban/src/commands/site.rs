//! `vauban site`: all documents of a product as pages that lead to each other.

use std::process::ExitCode;

use vauban_answers::{depth::product, dossier};
use vauban_documents::Subject;
use vauban_pack::Level;

use crate::args::{Arguments, Site};
use crate::pack::make;
use crate::pack::readers::{Named, Readers};
use crate::progress::Progress;
use crate::site::{folder, pages};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Site) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let release = options.release.as_deref().map(|word| dossier::release(&compiled, product, word)).transpose()?;
    let subject = Subject {
        compiled: &compiled,
        world: &world,
        product,
        release,
        language: options.language.as_deref(),
        scope: &[],
    };
    let named = Named { internal: &options.internal, assessor: &options.assessor, customer: &options.customer };
    let reader = options.redact.map_or(Level::Internal, make::level_of);
    let progress = Progress::start("writing the site", arguments.quiet);
    let made = pages::make(&subject, &Readers::new(&compiled, named), reader);
    progress.stop();
    let made = made?;
    let about = folder::About { product: subject.id(), date: compiled.today().to_string(), reader: reader.word() };
    folder::write(&options.folder, &made.files, &about, options.force)?;
    if !arguments.quiet {
        output::write(|out| {
            for (kind, why) in &made.refused {
                writeln!(out, "no {kind}: {}", vauban_report::text::lines(why))?;
            }
            if reader > Level::Internal {
                writeln!(out, "for readers of level {}; places withheld: {}", reader.word(), made.withheld)?;
            }
            let place = options.folder.join("index.html").display().to_string();
            writeln!(out, "{} files written; begin at {}", made.files.len(), vauban_report::text::lines(&place))
        })?;
    }
    Ok(ExitCode::SUCCESS)
}
