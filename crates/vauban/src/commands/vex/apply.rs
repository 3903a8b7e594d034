//! `vauban vex apply`: which of the statements counts for each component of a bill of materials, and why.

use std::process::ExitCode;

use vauban_export::vex::Maker;
use vauban_report::vex::{Answer, Applied, applied, applied_json};
use vauban_sbom::{Bill, Component};
use vauban_vex::precedence::{Conditions, Effective, Question, Rank, Statements, Trust, Verdict, effective, questions};
use vauban_vex::{Document, Part, Span, Status, Versions};

use super::read;
use crate::args::VexApply;
use crate::args::{Arguments, PlainFormat};
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &VexApply) -> Outcome {
    let boms = read::boms(&options.bom)?;
    let maker = Maker { name: options.maker_name.clone().unwrap_or_default(), namespace: String::new() };
    let mut documents: Vec<Document> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for file in &options.files {
        documents.push(read::document(file, &boms)?.document);
        names.push(file.display().to_string());
    }
    let own = match options.no_records {
        true => None,
        false => read::own(arguments, options.product.as_deref(), &maker)?,
    };
    let own = own.unwrap_or_default();
    if own.products > 1 {
        return Err(format!(
            "there are {} products here; say by `--product` which of them the bill is of",
            own.products
        ));
    }
    if !own.document.statements.is_empty() {
        documents.push(own.document.clone());
        names.push("records".to_owned());
    }
    if documents.is_empty() {
        return Err("there are no statements: name files, or stand in a project with `[vex.ID]` records".to_owned());
    }
    let bill = read::bytes(&options.sbom)?;
    let bill = vauban_sbom::read(&bill).map_err(|error| format!("{}: {error}", options.sbom.display()))?;
    let (product, components) = parts(&bill);
    let exploited: Vec<String> = options.exploited.iter().map(|id| id.to_ascii_uppercase()).collect();
    let statements = Statements::new(&documents);
    let trust = trust(options)?;
    let conditions =
        Conditions { now: read::now(arguments)?, mechanisms: &own.mechanisms, build_options: &own.options };
    let mut answers = Vec::new();
    for (id, component) in questions(&statements, &components) {
        let vulnerability = statements.vulnerability(id);
        let component = component.and_then(|number| components.get(number));
        let exploited = vulnerability.names().iter().any(|name| exploited.contains(&name.to_ascii_uppercase()));
        let question = Question { product: product.as_ref(), component, vulnerability: &vulnerability, exploited };
        let found = effective(&question, &statements, &trust, &conditions);
        // A statement about something else of the same name is no answer.
        if found.verdict != Verdict::Nothing || !found.set_aside.is_empty() {
            answers.push(answer(id, component, &found, &documents, &names));
        }
    }
    let report = Applied {
        answers,
        dropped: statements.dropped().iter().map(|one| format!("{}: {}", names[one.document], one.why)).collect(),
        components: components.len(),
        statements: documents.iter().map(|document| document.statements.len()).sum(),
    };
    output::write(|out| match options.format {
        PlainFormat::Terminal => applied(&report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => applied_json(&report, out),
    })?;
    let open = report.answers.iter().any(|answer| answer.verdict != "closed");
    Ok(if open && options.fail_on_open { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// `own:Example PSIRT`, `maker:…`, `distributor:…`, `third:…`.
fn trust(options: &VexApply) -> Result<Trust, String> {
    let mut trust = Trust::default();
    for written in &options.trust {
        let wrong =
            || format!("`--trust {written}`: write it as `own:NAME`, `maker:NAME`, `distributor:NAME` or `third:NAME`");
        let (rank, issuer) = written.split_once(':').ok_or_else(wrong)?;
        let rank = match rank {
            "own" => Rank::Own,
            "maker" => Rank::Maker,
            "distributor" => Rank::Distributor,
            "third" => Rank::ThirdParty,
            _ => return Err(wrong()),
        };
        if issuer.trim().is_empty() {
            return Err(wrong());
        }
        trust.list(issuer, rank);
    }
    Ok(trust)
}

/// What a bill is about, and its components.
fn parts(bill: &Bill) -> (Option<Part>, Vec<Part>) {
    let roots: Vec<&Component> = bill.roots.iter().filter_map(|at| bill.components.get(*at)).collect();
    let product = match roots.as_slice() {
        [one] => Some(part(one)),
        _ => None,
    };
    (product, bill.parts().map(|(_, component)| part(component)).collect())
}

fn part(component: &Component) -> Part {
    let supplier = component.supplier.as_ref().or(component.manufacturer.as_ref()).map(|party| party.name.clone());
    let exact = |version: &str| Versions::Listed(vec![Span::Exact(version.to_owned())]);
    Part {
        name: component.full_name(),
        supplier: supplier.unwrap_or_else(|| component.publisher.clone()),
        versions: if component.version.is_empty() { Versions::Unsaid } else { exact(&component.version) },
        purls: component.purls.clone(),
        cpes: component.cpes.clone(),
        hashes: component
            .hashes
            .iter()
            .map(|hash| (hash.algorithm.name().to_ascii_lowercase(), hash.value.clone()))
            .collect(),
        ..Part::default()
    }
}

fn answer(
    id: &str,
    component: Option<&Part>,
    found: &Effective<'_>,
    documents: &[Document],
    names: &[String],
) -> Answer {
    let (verdict, status) = match found.verdict {
        Verdict::Nothing => ("nothing", None),
        Verdict::Open(status) => ("open", Some(status)),
        Verdict::Closed(status) => ("closed", Some(status)),
        Verdict::NotClosed(status) => ("not-closed", Some(status)),
    };
    let file = found.statement.and_then(|said| {
        let number = documents.iter().position(|document| std::ptr::eq(document, said.document))?;
        Some(match (names.get(number)?.as_str(), said.statement.place.line) {
            ("records", line) => format!("{}:{line}", said.statement.place.pointer),
            (name, 0) => name.to_owned(),
            (name, line) => format!("{name}:{line}"),
        })
    });
    Answer {
        component: component.map(Part::label),
        purl: component.and_then(|part| part.purls.first().cloned()),
        vulnerability: id.to_owned(),
        verdict,
        status: status.map(Status::word),
        author: found.statement.map(|said| said.statement.author(said.document).to_owned()),
        file,
        why: found.why.clone(),
        conflicts: found.conflicts.iter().map(|conflict| conflict.sentence.clone()).collect(),
        set_aside: found.set_aside.iter().map(|one| one.why.clone()).collect(),
        recheck: found.recheck.clone(),
    }
}
