//! `vauban csaf write`: notices as CSAF documents, from the records of issues, notices, updates and releases.

use std::path::PathBuf;
use std::process::ExitCode;

use vauban_csaf::write::{Status, Tlp, write};
use vauban_csaf::{Edition, Options, validate};
use vauban_export::csaf::{Lack, Request, advisory, notices};
use vauban_export::vex::Maker;
use vauban_model::{AnyId, Kind};
use vauban_report::vex::{Problem, problem};
use vauban_vex::Time;

use crate::args::{Arguments, CsafEdition, CsafStatus, CsafWrite, Label};
use crate::depth::{meant, product};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &CsafWrite) -> Outcome {
    if let Some(released) = &options.released {
        Time::parse(released).map_err(|why| format!("`--released`: {why}"))?;
    }
    let (_, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let known = model.all().filter(|id| matches!(id.kind, Kind::Advisory | Kind::Issue));
    let known: Vec<AnyId> = known.collect();
    let asked = options.records.iter().map(|word| meant(model, known.iter().copied(), "advisory", word));
    let asked: Vec<AnyId> = asked.collect::<Result<_, _>>()?;
    let product = match (&options.product, model.product.len()) {
        (Some(named), _) => product(&compiled, Some(named))?,
        (None, _) => None,
    };
    let request = request(options);
    let edition = match options.csaf {
        CsafEdition::V20 => Edition::V20,
        CsafEdition::V21 => Edition::V21,
    };
    let found = match notices(model, &asked) {
        Ok(found) => found,
        Err(lacks) => return tell(arguments, &lacks, "error"),
    };
    let mut documents: Vec<(String, Vec<u8>)> = Vec::new();
    for id in found {
        let name = model.head(id).local().to_owned();
        let made = match advisory(model, id, product, &request) {
            Ok(made) => made,
            Err(lacks) => return tell(arguments, &lacks, "error"),
        };
        tell(arguments, &made.notes, "note")?;
        match write(&made.advisory, edition) {
            Ok(written) => {
                let lost: Vec<Lack> = written.lost.iter().map(|told| of(&name, told)).collect();
                tell(arguments, &lost, "note")?;
                documents.push((name, written.bytes));
            }
            Err(lacking) => {
                let lacking: Vec<Lack> = lacking.iter().map(|told| of(&name, told)).collect();
                return tell(arguments, &lacking, "error");
            }
        }
    }
    // What is not valid is not written: the records said something that the standard does not allow.
    for (name, bytes) in &documents {
        let verdict = validate(bytes, &Options::BASIC);
        let faults = verdict.failed().flat_map(|test| test.errors.iter().map(move |fault| (test.id, fault)));
        let faults: Vec<Lack> = faults
            .map(|(test, fault)| Lack {
                record: name.clone(),
                key: fault.pointer.clone(),
                what: format!("{} ({test})", fault.message),
                help: fault.help.to_owned(),
            })
            .collect();
        if !verdict.valid {
            return tell(arguments, &faults, "error");
        }
    }
    put(options, &documents)?;
    Ok(ExitCode::SUCCESS)
}

fn request(options: &CsafWrite) -> Request {
    let tlp = options.tlp.map(|label| match label {
        Label::Clear => Tlp::Clear,
        Label::Green => Tlp::Green,
        Label::Amber => Tlp::Amber,
        Label::AmberStrict => Tlp::AmberStrict,
        Label::Red => Tlp::Red,
    });
    let status = match options.status {
        CsafStatus::Draft => Status::Draft,
        CsafStatus::Interim => Status::Interim,
        CsafStatus::Final => Status::Final,
    };
    Request {
        maker: Maker { name: options.publisher.clone(), namespace: options.namespace.clone() },
        released: options.released.clone(),
        tlp,
        status,
        generator: ("Vauban".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        references: options.reference.clone(),
    }
}

fn of(name: &str, told: &vauban_csaf::write::Told) -> Lack {
    Lack { record: name.to_owned(), key: told.at.clone(), what: told.what.clone(), help: told.help.clone() }
}

/// Tells what is lacking or lost, in the form of findings, beside the document.
fn tell(arguments: &Arguments, lacks: &[Lack], severity: &'static str) -> Outcome {
    output::beside(arguments, |style, out| {
        for lack in lacks {
            let rule = if severity == "error" { "csaf-lacks" } else { "csaf-note" };
            let place = if lack.key.is_empty() { lack.record.clone() } else { format!("{}, `{}`", lack.record, lack.key) };
            let one = Problem {
                severity,
                rule: rule.to_owned(),
                line: 0,
                column: 0,
                pointer: String::new(),
                message: lack.what.clone(),
                help: lack.help.clone(),
            };
            problem(&place, &one, style, out)?;
        }
        Ok(())
    });
    Ok(if severity == "error" { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// One document goes to the file, several go into a folder under the names that section 5.1 gives them.
fn put(options: &CsafWrite, documents: &[(String, Vec<u8>)]) -> Result<(), String> {
    let Some(path) = &options.output else {
        return match documents {
            [(_, bytes)] => output::write(|out| out.write_all(bytes)),
            _ => Err("several documents need a folder: `-o FOLDER`".to_owned()),
        };
    };
    let targets: Vec<PathBuf> = match documents {
        [_] if !path.is_dir() => vec![path.clone()],
        many => many.iter().map(|(name, _)| path.join(file_name(name))).collect(),
    };
    if !options.force
        && let Some(there) = targets.iter().find(|target| target.exists())
    {
        return Err(format!("{} is there already; nothing was written\n\n`--force` writes over it", there.display()));
    }
    for (target, (_, bytes)) in targets.iter().zip(documents) {
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
        }
        files::replace(target, bytes)?;
    }
    Ok(())
}

/// The name of a file by the id of its document: lower case, everything but `a-z0-9+-` as one underscore (5.1).
fn file_name(id: &str) -> String {
    vauban_csaf::file_name(id)
}
