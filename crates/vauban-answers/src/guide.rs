//! From what users are told to what is shown of it: ids become names, spans become places.

use std::collections::BTreeMap;

use vauban_analysis::guidance::{Guidance, Stand};
use vauban_diagnostics::Finding;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, ReviewKind};
use vauban_report::guide::{GuideReport, LanguageRow, RecordRow, SectionRow, TranslationRow};

/// What users of a product are told, of one of its releases or as it stands; in one language alone, where one is named.
///
/// # Errors
/// If the product was not judged, or does not promise the language.
pub fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    release: Option<AnyId>,
    language: Option<&str>,
) -> Result<GuideReport, String> {
    let told = compiled.guidance(product, release).ok_or("there is nothing to tell about this product")?;
    let guidance = &told.guidance;
    let model = &compiled.model;
    if let Some(wanted) = language
        && !guidance.languages.iter().any(|tag| tag.eq_ignore_ascii_case(wanted))
    {
        let promised = guidance.languages.join(", ");
        return Err(format!("the product does not promise `{wanted}` under `languages` (it has: {promised})"));
    }
    let steps = guidance.steps(model, &told.speaking);
    let mut current: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (mut rows, mut translations) = (Vec::new(), Vec::new());
    for of in steps.iter().filter(|of| language.is_none_or(|wanted| of.tag.eq_ignore_ascii_case(wanted))) {
        for step in &of.steps {
            if let (Some(unit), Stand::Current) = (step.unit, step.stand) {
                current.entry(unit).or_default().push(of.tag.clone());
            }
            if step.stand != Stand::Current {
                let name = step.unit.and_then(|at| guidance.units.get(at)).map(|unit| unit.name(model));
                let place = model.sources.place(step.span);
                translations.push(TranslationRow {
                    of: name.unwrap_or_else(|| model.head(step.record).name()),
                    language: of.tag.clone(),
                    state: step.stand.word(),
                    file: model.sources.file(step.span.file).path.clone(),
                    line: place.line,
                });
            }
        }
        let good = of.steps.iter().filter(|step| step.stand == Stand::Current).count();
        if !of.steps.is_empty() {
            rows.push(LanguageRow { language: of.tag.clone(), texts: of.steps.len(), current: good });
        }
    }
    let findings = open(compiled);
    let no_prose = model.guideline.is_empty() && model.manual.is_empty();
    let records = told.owed.iter().map(|one| {
        let (file, line) = model.place(one.record);
        let name = model.head(one.record).name();
        let sections = sections(compiled, guidance, &current, one.record);
        let open: Vec<String> = findings.get(&name).into_iter().flatten().map(|finding| told_as(finding)).collect();
        RecordRow {
            told: !sections.is_empty() || (open.is_empty() && !no_prose),
            record: name,
            topic: one.topic.word(),
            sections,
            open,
            file,
            line,
        }
    });
    Ok(GuideReport {
        schema: "vauban/guide/1",
        product: compiled.worst_line(product),
        reviewed: reviewed(compiled, product),
        languages: guidance.languages.clone(),
        records: records.collect(),
        translations,
        steps: rows,
    })
}

/// Findings about what users are not told, by record.
fn open(compiled: &Compilation) -> BTreeMap<String, Vec<&Finding>> {
    let mut found: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in compiled.findings.iter().filter(|finding| asks(finding.code)) {
        found.entry(finding.subject.clone()).or_default().push(finding);
    }
    found
}

/// Whether a check is about what users are told of a record.
pub fn asks(code: &str) -> bool {
    code.ends_with("-not-told") || matches!(code, "option-incomplete" | "account-incomplete")
}

fn told_as(finding: &Finding) -> String {
    match finding.help.is_empty() {
        true => finding.message.clone(),
        false => format!("{}: {}", finding.message, finding.help),
    }
}

fn sections(
    compiled: &Compilation,
    guidance: &Guidance,
    current: &BTreeMap<usize, Vec<String>>,
    record: AnyId,
) -> Vec<SectionRow> {
    let row = |at: &usize| {
        let unit = guidance.units.get(*at)?;
        Some(SectionRow {
            section: unit.name(&compiled.model),
            title: unit.title.clone(),
            language: unit.language.clone(),
            also: current.get(at).cloned().unwrap_or_default(),
        })
    };
    guidance.told_at(record).iter().filter_map(row).collect()
}

/// The day of the documentation review that saw everything as it stands; none where there is no such review.
pub fn reviewed(compiled: &Compilation, product: Option<AnyId>) -> Option<String> {
    let coverage = compiled.reviews(product)?.coverage.iter().find(|one| one.kind == ReviewKind::Guidelines)?;
    if coverage.elements.is_empty() || coverage.open().next().is_some() {
        return None;
    }
    let newest = coverage.reviews.last().filter(|id| id.kind == Kind::Review)?;
    compiled.model.review.get(newest.at as usize)?.date.map(|day| day.date.to_string())
}
