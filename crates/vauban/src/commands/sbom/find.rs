//! `vauban sbom find`: which shipped versions contain something.

use std::process::ExitCode;

use vauban_engine::{Bound, FoundPart, Released as Release, ShippedBill, shipped};
use vauban_report::sbom::find::{Answer, Found, Looked, Released, json, terminal};
use vauban_sbom::find::{Certainty, Query, find};

use super::read;
use crate::args::{Arguments, PlainFormat, SbomFind};
use crate::{Outcome, output, session};

pub(super) fn run(arguments: &Arguments, options: &SbomFind) -> Outcome {
    let query = Query::parse(&options.query)?;
    let answer = if options.files.is_empty() {
        let (world, compiled) = session::design(arguments)?;
        let found = shipped(&compiled.model, &compiled.facts, &world, &query);
        let complete = found.is_complete();
        let bills = found.bills.into_iter().map(of_release).collect();
        Answer::new(&options.query, complete, bills, found.silent.into_iter().map(released).collect())
    } else {
        let bills: Vec<Looked> = options.files.iter().map(|path| of_file(path, &query)).collect();
        let complete = bills.iter().all(|bill| bill.error.is_none());
        Answer::new(&options.query, complete, bills, Vec::new())
    };
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&answer, &output::style(arguments, None, 40), out),
        PlainFormat::Json => json(&answer, out),
    })?;
    // An answer with holes is no answer to rely on.
    Ok(if answer.complete { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn of_file(path: &std::path::Path, query: &Query) -> Looked {
    let bill = read(path).and_then(|bytes| vauban_sbom::read(&bytes).map_err(|error| error.to_string()));
    let found = bill.as_ref().map_or_else(
        |_| Vec::new(),
        |bill| {
            let hits = find(bill, query).into_iter();
            let parts = hits.filter_map(|hit| {
                let part = bill.components.get(hit.component)?;
                Some(Found {
                    name: part.full_name(),
                    version: part.version.clone(),
                    purl: part.purl().map(str::to_owned),
                    certain: hit.certainty == Certainty::Certain,
                    by: hit.by,
                    because: Some(hit.because).filter(|because| !because.is_empty()),
                    line: bill.place(part.offset).line,
                })
            });
            parts.collect()
        },
    );
    Looked {
        of: Released::default(),
        file: path.display().to_string(),
        sha256: None,
        bound: None,
        components: bill.as_ref().ok().map(|bill| bill.components.len()),
        error: bill.err(),
        found,
    }
}

fn of_release(bill: ShippedBill) -> Looked {
    let found = |part: FoundPart| Found {
        name: part.name,
        version: part.version,
        purl: Some(part.purl).filter(|purl| !purl.is_empty()),
        certain: part.certain,
        by: part.by,
        because: Some(part.because).filter(|because| !because.is_empty()),
        line: part.line,
    };
    let bound = match bill.bound {
        Bound::Yes => "yes",
        Bound::No => "no",
        Bound::Changed => "changed",
    };
    let (components, error) = match bill.read {
        Ok(components) => (Some(components), None),
        Err(why) => (None, Some(why)),
    };
    Looked {
        of: released(bill.of),
        file: bill.file,
        sha256: Some(bill.digest).filter(|digest| !digest.is_empty()),
        bound: Some(bound),
        components,
        error,
        found: bill.found.into_iter().map(found).collect(),
    }
}

fn released(of: Release) -> Released {
    Released { release: Some(of.release), product: of.product, version: of.version, date: of.date }
}
