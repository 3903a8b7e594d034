//! `vauban release check`: the gate, from the verdicts and findings there are.

use std::process::ExitCode;

use vauban_engine::gate::Answer;
use vauban_model::Model;
use vauban_report::release::{GateAspect, GateFinding, GateReport, GateTopic, json};

use super::meant;
use crate::args::{Arguments, PlainFormat, ReleaseCheck};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &ReleaseCheck) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let current = compiled.current_release(product);
    let release = match &options.release {
        None => current,
        Some(word) => Some(meant(&compiled, word)?),
    };
    let Some(release) = release else {
        return Err(
            "there is no release whose day has come; `vauban release prepare ID FOLDER --write` begins one".to_owned()
        );
    };
    let model = &compiled.model;
    if current != Some(release) {
        let current = current.map_or("there is none".to_owned(), |id| format!("it is `{}`", model.head(id).id));
        return Err(format!(
            "`{}` is not the current release, which is the one that checks look at ({current}): check out the commit of the release, or judge as of its day with `--today`",
            model.head(release).id
        ));
    }
    let topics: Vec<GateTopic> = compiled.gate(product).iter().map(|answer| topic(model, answer)).collect();
    let report = GateReport {
        product: product.map_or_else(|| compiled.product(), |id| model.head(id).id.to_string()),
        release: model.head(release).id.to_string(),
        open: topics.iter().all(|topic| topic.passes),
        topics,
    };
    output::write(|out| match options.format {
        PlainFormat::Json => json("vauban/release-check/1", &report, out),
        PlainFormat::Terminal => report.terminal(&output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(if report.open { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn topic(model: &Model, answer: &Answer<'_>) -> GateTopic {
    let aspects = answer.aspects.iter().map(|(aspect, blocks)| GateAspect {
        id: aspect.id.clone(),
        verdict: aspect.verdict.word(),
        blocks: *blocks,
        next: aspect.next.clone(),
    });
    let findings = answer.findings.iter().map(|finding| {
        let place = finding
            .place
            .as_ref()
            .map(|label| (model.sources.file(label.span.file).path.clone(), model.sources.place(label.span).line));
        let (file, line) = place.unwrap_or_default();
        GateFinding {
            code: finding.code.to_owned(),
            severity: finding.severity.word(),
            message: finding.message.clone(),
            file,
            line,
            requirement: finding.requirement.clone(),
        }
    });
    GateTopic {
        id: answer.question.id,
        question: answer.question.text,
        passes: answer.passes(),
        aspects: aspects.collect(),
        findings: findings.collect(),
    }
}
