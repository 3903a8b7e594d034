//! `vauban issue impact`: what a vulnerability does to the defence in depth of every product that has the part.

use std::process::ExitCode;

use vauban_analysis::depth::Vulnerability;
use vauban_analysis::scope::Owners;
use vauban_analysis::sharing::{self, By};
use vauban_engine::{Compilation, compile_line};
use vauban_model::{AnyId, Kind, Ref};
use vauban_report::impact::{ImpactReport, Shared, json, markdown, svg, terminal};

use crate::args::{Arguments, EffectWord, ImpactFormat, IssueImpact};
use crate::depth::{impact, meant};
use crate::progress::Progress;
use crate::{Outcome, output, session};

/// Columns before rows are only counted.
const CAP: usize = 20;

pub(crate) fn run(arguments: &Arguments, options: &IssueImpact) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let asked = Asked::new(&compiled, options)?;
    let progress = Progress::start("taking the vulnerability as given", arguments.quiet);
    let mut report = asked.report(&compiled);
    if options.lines {
        lines(&world, &compiled, &asked, &mut report);
    }
    progress.stop();
    output::write(|out| match options.format {
        ImpactFormat::Terminal => terminal::report(&report, &output::style(arguments, Some(world.root()), CAP), out),
        ImpactFormat::Json => json::report(&report, out),
        ImpactFormat::Markdown => markdown::report(&report, out),
        ImpactFormat::Svg => svg::report(&report, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What is asked about, by names: they mean the same in every version line.
struct Asked {
    subject: String,
    issue: Option<String>,
    affects: Vec<String>,
    controls: bool,
    unauthenticated: bool,
}

impl Asked {
    fn new(compiled: &Compilation, options: &IssueImpact) -> Result<Asked, String> {
        let model = &compiled.model;
        if let Some(word) = &options.id {
            let known = (0..model.issue.len() as u32).map(|at| AnyId { kind: Kind::Issue, at });
            let id = meant(model, known, "issue", word)?;
            let name = model.head(id).name();
            let Some(issue) = model.issue.get(id.at as usize) else { return Err(format!("`{word}` is no issue")) };
            let vulnerability = Vulnerability::of(id, issue);
            if vulnerability.affects.is_empty() {
                return Err(format!(
                    "`{name}` says nothing under `affects`: name the components, mechanisms or interfaces it is in, as \
                     `affects = [\"component.tls-library\"]`"
                ));
            }
            return Ok(Asked {
                subject: name.clone(),
                issue: Some(name),
                affects: vulnerability.affects.iter().map(|id| model.head(*id).name()).collect(),
                controls: vulnerability.controls,
                unauthenticated: vulnerability.unauthenticated,
            });
        }
        let kinds = [Kind::Component, Kind::Mechanism, Kind::Interface];
        let known: Vec<AnyId> = model.all().filter(|id| kinds.contains(&id.kind)).collect();
        let mut affects = Vec::new();
        for word in &options.affects {
            let id = meant(model, known.iter().copied(), "component", word)?;
            affects.push(model.head(id).name());
        }
        Ok(Asked {
            subject: format!("a flaw in {}", affects.join(", ")),
            issue: None,
            affects,
            controls: options.effect == EffectWord::Controls,
            unauthenticated: options.unauthenticated,
        })
    }

    /// The vulnerability in a reading of the records.
    fn vulnerability(&self, compiled: &Compilation) -> Vulnerability {
        let model = &compiled.model;
        Vulnerability {
            issue: self.issue.as_ref().and_then(|name| model.named(name)),
            affects: self.affects.iter().filter_map(|name| model.named(name)).collect(),
            controls: self.controls,
            unauthenticated: self.unauthenticated,
        }
    }

    fn report(&self, compiled: &Compilation) -> ImpactReport {
        let model = &compiled.model;
        let vulnerability = self.vulnerability(compiled);
        let title = vulnerability.issue.map_or_else(String::new, |id| model.head(id).title().to_owned());
        let mut report = ImpactReport {
            subject: self.subject.clone(),
            title,
            affects: self.affects.clone(),
            effect: if self.controls { "controls" } else { "defeats" },
            unauthenticated: self.unauthenticated,
            shared: shared(compiled, &vulnerability),
            notes: compiled.issues_withheld().into_iter().map(|why| format!("today: {why}")).collect(),
            ..ImpactReport::default()
        };
        for product in compiled.products() {
            let Some(depth) = compiled.depth(product) else { continue };
            match impact(compiled, product, depth, &vulnerability, &self.subject) {
                Some(found) => report.products.push(found),
                None => report.untouched.push(compiled.worst_line(product)),
            }
        }
        report.products.sort_by_key(|product| std::cmp::Reverse((product.newly_below(), product.rows.len())));
        report
    }
}

/// Supported version lines, each as its ref has it.
fn lines(world: &dyn vauban_engine::World, compiled: &Compilation, asked: &Asked, report: &mut ImpactReport) {
    let today = compiled.today();
    let supported = compiled.model.line.iter().filter(|line| {
        line.head.folder().is_empty() && !line.head.removed && line.supported_until.is_none_or(|day| day.date >= today)
    });
    for line in supported {
        let id = &*line.head.id;
        let older = match compile_line(world, id, None) {
            Ok(older) => older,
            Err(error) => {
                report.notes.push(format!("line `{id}`: {error}"));
                continue;
            }
        };
        let of = line.of.as_ref().and_then(Ref::to).map(|id| compiled.model.head(id).id.to_string());
        let vulnerability = asked.vulnerability(&older);
        for product in older.products() {
            let name = product.map(|id| older.model.head(id).id.to_string());
            let Some(depth) = older.depth(product).filter(|_| of.is_none() || name == of) else { continue };
            match impact(&older, product, depth, &vulnerability, &asked.subject) {
                Some(mut found) => {
                    found.line = Some(id.to_owned());
                    report.products.push(found);
                }
                None => report.untouched.push(format!("{}, line {id}", older.worst_line(product))),
            }
        }
    }
}

/// The same parts elsewhere, that are not among those affected.
fn shared(compiled: &Compilation, vulnerability: &Vulnerability) -> Vec<Shared> {
    let model = &compiled.model;
    let owners = Owners::new(model);
    let found = match vulnerability.issue {
        Some(issue) => sharing::unanswered(model, &compiled.facts, &owners, issue),
        None => {
            let parts = vulnerability.affects.iter().copied().filter(|id| id.kind == Kind::Component);
            sharing::sharing(model, &compiled.facts, &parts.collect())
        }
    };
    let told = found.into_iter().map(|one| {
        let (file, line) = model.place(one.record);
        let because = match &one.by {
            By::Package(package) => format!("the same package, {package}"),
            By::BuiltIn(package) => format!("{package} is built into it"),
            By::Alias(alias) => format!("{} names both", model.head(*alias).name()),
            By::Bill(package) => format!("its bill of materials lists {package}"),
        };
        let mut products = compiled.products().into_iter().flatten();
        let owner = products.find(|product| owners.concerns(Some(*product), model.head(one.record)));
        Shared {
            record: model.head(one.record).name(),
            product: owner.map_or_else(String::new, |id| model.head(id).id.to_string()),
            version: one.version,
            because,
            file,
            line: line as usize,
        }
    });
    told.collect()
}
