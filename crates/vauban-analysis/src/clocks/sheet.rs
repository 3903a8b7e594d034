//! A filing sheet: what to copy into the reporting platform at a stage, field by field, in its order.
//!
//! What a case says under `texts` counts; else a field is filled from the records where they have something to say. Nothing
//! is cut: what is too long is shown whole and told. Nothing is made up: a field without an answer stays empty, and where
//! the platform requires it, that is an error.

use std::collections::BTreeSet;

use vauban_catalog::reporting::{FieldForm, Offered, PlatformField, TrackRule};
use vauban_model::kinds::{Case, Issue, Measure, Product};
use vauban_model::{AnyId, FilingStage, Kind, MeasureKind, Model, ProductClass, Record, Ref, Text, Track};

use super::{Asked, Awareness, Instant};

/// A filing sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The case: `case.web-ui`.
    pub case: String,
    /// The stage.
    pub stage: FilingStage,
    /// Its fields that the platform offers at the stage, in its order.
    pub fields: Vec<SheetField>,
    /// What keeps it from being filed as it stands.
    pub errors: Vec<String>,
    /// What to look at before it is filed.
    pub notes: Vec<String>,
}

/// A field of a filing sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetField {
    /// Its number on the platform.
    pub nr: String,
    /// Its title there.
    pub title: String,
    /// What it is at the stage.
    pub offered: Offered,
    /// What goes into it.
    pub form: FieldForm,
    /// What to copy; empty where there is nothing.
    pub text: String,
    /// Where that comes from: `texts`, `issue.x severity`.
    pub source: String,
    /// Its length as the platform may count it.
    pub length: usize,
    /// Most characters.
    pub limit: Option<usize>,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// The length of a text as a form may count it, at the most: UTF-16 units, a line break as two.
pub fn length(text: &str) -> usize {
    text.chars().map(|letter| if letter == '\n' { 2 } else { letter.len_utf16() }).sum()
}

/// The sheet of a case for a stage; `None` where there is no such case.
pub fn sheet(asked: Asked<'_>, case: AnyId, stage: FilingStage) -> Option<Sheet> {
    let record = asked.model.case.get(case.at as usize).filter(|_| case.kind == Kind::Case)?;
    let column = match stage {
        FilingStage::EarlyWarning => 0,
        FilingStage::Notification => 1,
        FilingStage::Final | FilingStage::Intermediate => 2,
    };
    let track = record.track.as_ref().map(|track| track.value);
    let teller = Teller::new(asked, record);
    let mut sheet =
        Sheet { case: record.head.name(), stage, fields: Vec::new(), errors: Vec::new(), notes: Vec::new() };
    if track.is_none() {
        sheet.errors.push("the case does not say its `track`".to_owned());
    }
    for field in asked.law.fields.iter().filter(|field| fits(field, track)) {
        let offered = field.offered.get(column).copied().unwrap_or(Offered::No);
        if offered == Offered::No {
            if teller.written(&field.nr).is_some() {
                sheet.notes.push(format!("field {} is not offered at this stage and stays off the sheet", field.nr));
            }
            continue;
        }
        sheet.fields.push(filled(&teller, field, offered));
    }
    let known: BTreeSet<&str> = asked.law.fields.iter().map(|field| field.nr.as_str()).collect();
    for (nr, _) in record.texts.iter().flat_map(|texts| &texts.0) {
        match asked.law.field(&nr.value) {
            None => sheet.errors.push(format!(
                "`texts` has `{}`, and the platform has no such field: {}",
                nr.value,
                few(&known)
            )),
            Some(field) if !fits(field, track) => {
                sheet.notes.push(format!("`texts` has `{}`, which is no field of this track", nr.value));
            }
            Some(_) => {}
        }
    }
    let wrong = sheet.fields.iter().filter_map(|field| Some(format!("field {}: {}", field.nr, field.error.as_ref()?)));
    let wrong: Vec<String> = wrong.collect();
    sheet.errors.extend(wrong);
    if record.drill.as_ref().is_some_and(|drill| drill.value) {
        sheet.errors.push("the case is an exercise (`drill = true`): file nothing of it".to_owned());
    }
    if record.retracted.is_some() {
        sheet.notes.push("the case was retracted".to_owned());
    }
    sheet.notes.extend(order(record, stage));
    if asked.law.fields.is_empty() {
        sheet.errors.push("the catalog in force has no fields of the platform".to_owned());
    }
    Some(sheet)
}

fn few(known: &BTreeSet<&str>) -> String {
    known.iter().copied().collect::<Vec<_>>().join(", ")
}

fn fits(field: &PlatformField, track: Option<Track>) -> bool {
    match (field.track, track) {
        (TrackRule::Both, _) => true,
        (TrackRule::Vulnerability, Some(Track::ExploitedVulnerability)) => true,
        (TrackRule::Incident, Some(Track::SevereIncident)) => true,
        (TrackRule::Vulnerability | TrackRule::Incident, _) => false,
    }
}

/// What is filed out of order.
fn order(case: &Case, stage: FilingStage) -> Vec<String> {
    let filed = |stage: FilingStage| {
        case.filings.iter().any(|filing| {
            filing.stage.as_ref().is_some_and(|one| one.value == stage)
                || filing.covers.iter().any(|one| one.value == stage)
        })
    };
    let mut notes = Vec::new();
    if filed(stage) {
        notes.push(format!("the stage `{}` is filed already; this would bring it up to date", stage.word()));
    }
    let before: &[FilingStage] = match stage {
        FilingStage::EarlyWarning => &[],
        FilingStage::Notification => &[FilingStage::EarlyWarning],
        FilingStage::Final | FilingStage::Intermediate => &[FilingStage::EarlyWarning, FilingStage::Notification],
    };
    for stage in before.iter().filter(|stage| !filed(**stage)) {
        notes.push(format!(
            "the stage `{}` is not filed; where this gives its information, say so: `vauban issue filed … --covers {}`",
            stage.word(),
            stage.word()
        ));
    }
    notes
}

fn filled(teller: &Teller<'_>, field: &PlatformField, offered: Offered) -> SheetField {
    let (text, source) = match teller.written(&field.nr) {
        Some(text) => (text.trim().to_owned(), "texts".to_owned()),
        None => teller.told(field).unwrap_or_default(),
    };
    let length = length(&text);
    let error = if text.is_empty() {
        let ask = format!("say it under `texts`: `{} = \"…\"`", field.nr);
        match (offered, field.form) {
            (_, FieldForm::System) => None,
            (Offered::Required, _) => {
                Some(format!("`{}` is required and missing; {}", field.title, hint(field).unwrap_or(ask)))
            }
            (Offered::IfAvailable | Offered::Copied | Offered::Optional | Offered::No, _) => None,
        }
    } else if let Some(limit) = field.limit.filter(|limit| length > *limit) {
        Some(format!("`{}` has {length} characters, {} more than the {limit} that fit", field.title, length - limit))
    } else if field.form == FieldForm::Choice
        && !field.choices.is_empty()
        && !field.choices.iter().any(|choice| choice.eq_ignore_ascii_case(&text))
    {
        Some(format!("`{text}` cannot be chosen; it is one of: {}", field.choices.join(", ")))
    } else {
        None
    };
    SheetField {
        nr: field.nr.clone(),
        title: field.title.clone(),
        offered,
        form: field.form,
        text,
        source,
        length,
        limit: field.limit,
        choices: field.choices.clone(),
        error,
    }
}

/// Where the answer belongs, if it belongs somewhere else than under `texts`.
fn hint(field: &PlatformField) -> Option<String> {
    let hint = match field.fill_from.as_str() {
        "case.track" => "give the case a `track`",
        "case.title" => "give the case a `title`",
        "case.description" => "give the case a `description`",
        "case.aware" => "record `aware`",
        "case.measure-available" => "add an entry under `measures`",
        "incident.occurred" => "record `occurred`",
        "product.name" => "name the products under `affected`, and give them a `name`",
        "affected.versions" => "name `versions` of the products under `affected`",
        "product.distribution" => "say `member-states`, of the case or of its products",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// Answers for fields out of the records.
struct Teller<'a> {
    model: &'a Model,
    case: &'a Record<Case>,
    issues: Vec<&'a Record<Issue>>,
    products: Vec<(&'a Record<Product>, &'a [Text])>,
    aware: Option<Instant>,
    asked: Asked<'a>,
}

type Told = Option<(String, String)>;

impl<'a> Teller<'a> {
    fn new(asked: Asked<'a>, case: &'a Record<Case>) -> Teller<'a> {
        let model = asked.model;
        let issues = case.issue.iter().filter_map(Ref::to).filter_map(|id| model.issue.get(id.at as usize));
        let products = case.affected.iter().filter_map(|affected| {
            let id = affected.product.as_ref().and_then(Ref::to)?;
            Some((model.product.get(id.at as usize)?, affected.versions.as_slice()))
        });
        let aware = Awareness::of(model, case, asked.now).governs;
        Teller { model, case, issues: issues.collect(), products: products.collect(), aware, asked }
    }

    /// What the case says of a field itself.
    fn written(&self, nr: &str) -> Option<&'a str> {
        let texts = self.case.texts.as_ref()?;
        texts.get(nr).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn told(&self, field: &PlatformField) -> Told {
        let name = self.case.head.name();
        let mine =
            |text: Option<String>, key: &str| Some((text.filter(|text| !text.is_empty())?, format!("{name} {key}")));
        let common = &self.case.head.common;
        let plain = |text: &Option<Text>| text.as_ref().map(|text| text.trim().to_owned());
        match field.fill_from.as_str() {
            "case.track" => {
                let word = match self.case.track.as_ref()?.value {
                    Track::ExploitedVulnerability => "Vulnerability",
                    Track::SevereIncident => "Incident",
                };
                mine(Some(word.to_owned()), "track")
            }
            "case.title" => mine(plain(&common.title), "title"),
            "case.description" => mine(plain(&common.description), "description"),
            "case.aware" => mine(self.aware.map(time), "aware"),
            "case.measure-available" => {
                let first = self.measures(&[MeasureKind::Patch, MeasureKind::Workaround, MeasureKind::Mitigation]);
                let first = first.into_iter().filter_map(|measure| Instant::of(measure.available.as_ref()?)).min();
                mine(first.map(time), "measures")
            }
            "case.exceptional" => mine(self.case.exceptional.as_ref().map(|_| "Yes".to_owned()), "exceptional"),
            "case.exceptional-ground" => {
                let exceptional = self.case.exceptional.as_ref()?;
                let reason = plain(&exceptional.reason).map_or_else(String::new, |reason| format!(": {reason}"));
                mine(Some(format!("{}{reason}", exceptional.ground.as_ref()?.word())), "exceptional")
            }
            "incident.occurred" => mine(self.case.occurred.as_ref().and_then(Instant::of).map(time), "occurred"),
            "product.distribution" => self.member_states(),
            "manufacturer.name" => self.of_products("manufacturer", |product, _| plain(&product.manufacturer)),
            "product.name" => self
                .of_products("name", |product, _| plain(&product.name).or_else(|| Some(product.head.id.to_string()))),
            "affected.versions" => self.versions(),
            "classification.type" => self.of_products("class", |product, _| {
                let word = match product.class.as_ref()?.value {
                    ProductClass::Default => "Default",
                    ProductClass::ImportantOne | ProductClass::ImportantTwo => {
                        "Important Product with Digital Elements"
                    }
                    ProductClass::Critical => "Critical Product with Digital Elements",
                };
                Some(word.to_owned())
            }),
            "classification.class" => self.of_products("class", |product, _| match product.class.as_ref()?.value {
                ProductClass::ImportantOne => Some("Class I".to_owned()),
                ProductClass::ImportantTwo => Some("Class II".to_owned()),
                ProductClass::Default | ProductClass::Critical => None,
            }),
            "classification.category" => self.of_products("category", |product, _| plain(&product.category)),
            "support-period.end" => self.of_products("lines", |product, _| self.ended(product)),
            "component.name" => self.components(),
            "vulnerability.measures" | "incident.mitigation" => {
                self.measured(&[MeasureKind::Patch, MeasureKind::Workaround, MeasureKind::Mitigation])
            }
            "vulnerability.update" => self.measured(&[MeasureKind::Patch]),
            "advisory.mitigation" => self.measured(&[MeasureKind::Workaround, MeasureKind::Mitigation]),
            "advisory.remediation" => self
                .notices()
                .or_else(|| self.measured(&[MeasureKind::Patch, MeasureKind::Workaround, MeasureKind::Mitigation])),
            "vulnerability.attack-vector" => {
                self.of_issues("cvss", |issue| issue.cvss.as_ref()?.iter().find_map(|vector| attack_vector(vector)))
            }
            "vulnerability.cve" => self.of_issues("external", |issue| number(issue, "CVE-")),
            "vulnerability.euvd" => self.of_issues("external", |issue| number(issue, "EUVD-")),
            "vulnerability.summary" | "incident.nature" => {
                self.of_issues("description", |issue| plain(&issue.head.common.description))
            }
            "vulnerability.severity" | "incident.severity" => self.of_issues("severity", |issue| {
                let word = issue.severity.as_ref().map(|severity| severity.word().to_owned());
                let vectors = issue.cvss.iter().flat_map(|vectors| vectors.iter()).map(|vector| vector.to_string());
                let parts: Vec<String> = word.into_iter().chain(vectors).collect();
                (!parts.is_empty()).then(|| parts.join(", "))
            }),
            "vulnerability.impact" | "incident.impact" => self.of_issues("impact-in-context", |issue| {
                plain(&issue.impact_in_context).or_else(|| plain(&issue.impact_where_found))
            }),
            "incident.root-cause" => self.of_issues("root-cause", |issue| plain(&issue.root_cause)),
            // What remains is judgement: who it was, how sensitive it is, whether malice is suspected.
            _ => None,
        }
    }

    /// What every affected product says; one answer where they agree.
    fn of_products(&self, key: &str, of: impl Fn(&'a Record<Product>, &'a [Text]) -> Option<String>) -> Told {
        let mut answers: Vec<String> = Vec::new();
        let mut silent = false;
        for (product, versions) in &self.products {
            match of(product, versions).filter(|answer| !answer.is_empty()) {
                Some(answer) if !answers.contains(&answer) => answers.push(answer),
                Some(_) => {}
                None => silent = true,
            }
        }
        // One answer must not stand for a product that gives none, where one has to be chosen.
        (!answers.is_empty() && !silent).then(|| (answers.join(", "), format!("products' {key}")))
    }

    fn versions(&self) -> Told {
        let mut parts = Vec::new();
        for (product, versions) in &self.products {
            if versions.is_empty() {
                return None;
            }
            let versions = versions.iter().map(|version| version.trim()).collect::<Vec<_>>().join(", ");
            let name = product.name.as_ref().map_or(&*product.head.id, |name| name.trim());
            parts.push(if self.products.len() == 1 { versions } else { format!("{name}: {versions}") });
        }
        (!parts.is_empty()).then(|| (parts.join("; "), "affected".to_owned()))
    }

    fn member_states(&self) -> Told {
        let spelled = |states: &[Text]| states.iter().map(|state| state.trim().to_uppercase()).collect::<Vec<_>>();
        let mut states = spelled(&self.case.member_states);
        let mut source = format!("{} member-states", self.case.head.name());
        if states.is_empty() {
            source = "products' member-states".to_owned();
            states = self.products.iter().flat_map(|(product, _)| spelled(&product.member_states)).collect();
        }
        states.sort_unstable();
        states.dedup();
        (!states.is_empty()).then(|| (states.join(", "), source))
    }

    fn of_issues(&self, key: &str, of: impl Fn(&'a Record<Issue>) -> Option<String>) -> Told {
        let told: Vec<(&str, String)> = self
            .issues
            .iter()
            .filter_map(|issue| Some((&*issue.head.id, of(issue).filter(|answer| !answer.is_empty())?)))
            .collect();
        let from: Vec<String> = told.iter().map(|(id, _)| format!("issue.{id} {key}")).collect();
        let text = match told.as_slice() {
            [] => return None,
            [(_, one)] => one.clone(),
            many => many.iter().map(|(id, text)| format!("{id}: {text}")).collect::<Vec<_>>().join("\n"),
        };
        Some((text, from.join(", ")))
    }

    fn components(&self) -> Told {
        self.of_issues("affects", |issue| {
            let parts = issue.affects.iter().filter_map(Ref::to).filter(|part| part.kind == Kind::Component);
            let names = parts.filter_map(|part| self.model.component.get(part.at as usize)).map(|component| {
                let title = component.head.common.title.as_ref();
                title.map_or_else(|| component.head.id.to_string(), |title| title.trim().to_owned())
            });
            Some(names.collect::<Vec<_>>().join(", "))
        })
    }

    /// Measures of some kinds that users can have now.
    fn measures(&self, kinds: &[MeasureKind]) -> Vec<&'a Measure> {
        let out = |measure: &&Measure| {
            let kind = measure.kind.as_ref().is_some_and(|kind| kinds.contains(&kind.value));
            let at = measure.available.as_ref().and_then(Instant::of);
            kind && at.is_some_and(|at| at.seconds <= self.asked.now.seconds)
        };
        self.case.measures.iter().filter(out).collect()
    }

    fn measured(&self, kinds: &[MeasureKind]) -> Told {
        let lines: Vec<String> = self
            .measures(kinds)
            .into_iter()
            .filter_map(|measure| {
                let text = measure.text.as_ref().map(|text| text.trim()).filter(|text| !text.is_empty())?;
                let since = measure.available.as_ref().and_then(Instant::of)?;
                Some(format!("{} (since {}): {text}", measure.kind.as_ref()?.word(), time(since)))
            })
            .collect();
        (!lines.is_empty()).then(|| (lines.join("\n"), format!("{} measures", self.case.head.name())))
    }

    /// What published notices tell users to do.
    fn notices(&self) -> Told {
        let today = self.asked.now.utc().date()?;
        self.of_issues("advisory", |issue| {
            let notices =
                issue.advisory.iter().filter_map(Ref::to).filter_map(|id| self.model.advisory.get(id.at as usize));
            let out = notices.filter(|notice| notice.published.is_some_and(|day| day.date <= today));
            let texts = out.filter_map(|notice| notice.resolution.as_ref()).map(|text| text.trim().to_owned());
            Some(texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Whether the support of a product has ended; nothing where some of its lines are supported and some not.
    fn ended(&self, product: &Record<Product>) -> Option<String> {
        let today = self.asked.now.utc().date()?;
        let id = self.model.find(Kind::Product, &product.head.id)?;
        let lines = self.asked.across.lines(id).iter().filter_map(|line| self.model.line.get(line.at as usize));
        let over: Vec<bool> =
            lines.map(|line| line.supported_until.map(|day| day.date < today)).collect::<Option<_>>()?;
        match (over.is_empty(), over.iter().all(|over| *over), over.iter().any(|over| *over)) {
            (true, _, _) => None,
            (_, true, _) => Some("Yes".to_owned()),
            (_, _, false) => Some("No".to_owned()),
            _ => None,
        }
    }
}

/// As the platform shows times: `2026-12-18 15:40 UTC`.
fn time(at: Instant) -> String {
    at.utc().civil().map_or_else(|| at.to_string(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn number(issue: &Issue, prefix: &str) -> Option<String> {
    let external = issue.external.as_ref()?;
    let words = external.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'));
    let found: Vec<&str> = words.filter(|word| word.starts_with(prefix)).collect();
    (!found.is_empty()).then(|| found.join(", "))
}

/// The attack vector of a CVSS vector, in words.
fn attack_vector(vector: &str) -> Option<String> {
    let metric = vector.split('/').find_map(|part| part.strip_prefix("AV:"))?;
    let word = match metric.trim() {
        "N" => "Network",
        "A" => "Adjacent network",
        "L" => "Local",
        "P" => "Physical",
        _ => return None,
    };
    Some(word.to_owned())
}
