//! Reporting to authorities, typed: which stage is due when, and what the platform asks for at each.
//!
//! A law's file keeps clocks and fields as entries like any other; this module is who knows that framework. An entry with
//! a word that is none is left out and told, so that no clock runs by a misread rule.

use crate::error::CatalogError;
use crate::framework::{Entry, Framework};

/// What a law asks to be reported, when and in which fields.
#[derive(Clone, Debug, Default)]
pub struct Reporting {
    /// The catalog: `cra:2024`.
    pub namespace: String,
    /// Deadlines, in the file's order.
    pub clocks: Vec<ClockRule>,
    /// Fields of the reporting platform, in its order.
    pub fields: Vec<PlatformField>,
    /// First day of the duty, as written: `2026-09-11`.
    pub begins: Option<String>,
    /// First day of the duty for stewards of open-source software.
    pub begins_for_stewards: Option<String>,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRule {
    /// Its id: `aev-early-warning`.
    pub id: String,
    /// What it is for.
    pub track: TrackRule,
    /// Which stage it ends.
    pub stage: StageRule,
    /// The entry of the law: `CRA-ART14-2a`.
    pub requirement: String,
    /// What it runs from.
    pub start: Start,
    /// How long; `None` where policy or a request says so.
    pub amount: Option<Amount>,
    /// What else is to be known.
    pub note: String,
    /// Whether it was checked against the text of the law.
    pub verified: bool,
}

/// What a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackRule {
    /// Actively exploited vulnerabilities.
    Vulnerability,
    /// Severe incidents.
    Incident,
    /// Both.
    Both,
}

/// The stage that a deadline ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageRule {
    /// The first assessment of a signal.
    Triage,
    /// The early warning.
    EarlyWarning,
    /// The notification.
    Notification,
    /// Telling users.
    UserInformation,
    /// A report asked for in between.
    Intermediate,
    /// The final report.
    Final,
}

/// What a deadline runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Reasonable certainty.
    Awareness,
    /// The first measure for users, and not before awareness.
    AwarenessAndMeasure,
    /// The submission of the notification; its deadline, while it is not submitted.
    Notification,
    /// A request of a CSIRT.
    Request,
    /// The first hint.
    Signal,
}

/// How long a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Hours, without pause.
    Hours(u32),
    /// Days of 24 hours.
    Days(u32),
    /// The same time of day so many months later.
    Months(u32),
}

/// A field of the reporting platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformField {
    /// Its number: `v21`.
    pub nr: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub track: TrackRule,
    /// What it is at 24 h, at 72 h and in the final report.
    pub offered: [Offered; 3],
    /// What goes into it.
    pub form: FieldForm,
    /// Most characters, where the platform states a number.
    pub limit: Option<usize>,
    /// What can be chosen, where the platform lists it.
    pub choices: Vec<String>,
    /// What of the records fills it: `case.aware`.
    pub fill_from: String,
    /// How captures of the platform differ about it; empty where they do not.
    pub differs: String,
    /// Whether it was checked against a capture of the platform's glossary.
    pub verified: bool,
}

/// What a field is at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Required.
    Required,
    /// Required if the information is available.
    IfAvailable,
    /// Copied from the stage before, or brought up to date.
    Copied,
    /// Optional.
    Optional,
    /// Not offered.
    No,
}

/// What goes into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldForm {
    /// Text.
    Text,
    /// One or more of a list.
    Choice,
    /// A date with a time.
    Time,
    /// The platform fills it from the registration.
    System,
}

impl Reporting {
    /// What a framework says about reporting, and what of it could not be understood.
    pub fn of(framework: &Framework) -> (Reporting, Vec<CatalogError>) {
        let mut problems = Vec::new();
        let mut keep = |entry: &Entry, what: &str| {
            let message = format!("`{what}` of {} `{}` is not known", entry.kind, entry.id);
            problems.push(CatalogError::at(&entry.place, message, None));
        };
        let date = |id: &str| framework.entry(id).and_then(|entry| entry.text("date")).map(str::to_owned);
        let clocks = framework.of_kind("clock").filter_map(|entry| clock(entry).map_err(|what| keep(entry, what)).ok());
        let clocks = clocks.collect();
        let fields =
            framework.of_kind("srp-field").filter_map(|entry| field(entry).map_err(|what| keep(entry, what)).ok());
        let fields = fields.collect();
        let reporting = Reporting {
            namespace: framework.namespace.clone(),
            clocks,
            fields,
            begins: date("reporting"),
            begins_for_stewards: date("full"),
        };
        (reporting, problems)
    }

    /// The field with this number.
    pub fn field(&self, nr: &str) -> Option<&PlatformField> {
        self.fields.iter().find(|field| field.nr == nr)
    }
}

fn clock(entry: &Entry) -> Result<ClockRule, &'static str> {
    let stage = match entry.text("stage") {
        Some("triage") => StageRule::Triage,
        Some("early-warning") => StageRule::EarlyWarning,
        Some("notification") => StageRule::Notification,
        Some("user-information") => StageRule::UserInformation,
        Some("intermediate-report") => StageRule::Intermediate,
        Some("final-report") => StageRule::Final,
        _ => return Err("stage"),
    };
    let start = match entry.text("start") {
        Some("awareness") => Start::Awareness,
        Some("awareness-and-measure") => Start::AwarenessAndMeasure,
        Some("notification") => Start::Notification,
        Some("request") => Start::Request,
        Some("signal") => Start::Signal,
        _ => return Err("start"),
    };
    // A century is more than any law gives.
    let number =
        entry.integer("amount").and_then(|amount| u32::try_from(amount).ok()).filter(|amount| *amount < 900_000);
    let number = number.ok_or("amount")?;
    let amount = match entry.text("unit") {
        Some("hours") => Some(Amount::Hours(number)),
        Some("days") => Some(Amount::Days(number)),
        Some("months") => Some(Amount::Months(number)),
        Some("policy" | "as-requested") => None,
        _ => return Err("unit"),
    };
    Ok(ClockRule {
        id: entry.id.clone(),
        track: track(entry)?,
        stage,
        requirement: entry.text("requirement").ok_or("requirement")?.to_owned(),
        start,
        amount,
        note: entry.text("note").unwrap_or_default().to_owned(),
        verified: entry.is("verified"),
    })
}

fn field(entry: &Entry) -> Result<PlatformField, &'static str> {
    let form = match entry.text("form") {
        Some("text") => FieldForm::Text,
        Some("choice") => FieldForm::Choice,
        Some("time") => FieldForm::Time,
        Some("system") => FieldForm::System,
        _ => return Err("form"),
    };
    let limit = match entry.integer("limit") {
        None => None,
        Some(limit) => Some(usize::try_from(limit).map_err(|_| "limit")?),
    };
    Ok(PlatformField {
        nr: entry.id.clone(),
        title: entry.title.clone(),
        track: track(entry)?,
        offered: [offered(entry, "h24")?, offered(entry, "h72")?, offered(entry, "final")?],
        form,
        limit,
        choices: entry.list("choices").map(<[String]>::to_vec).unwrap_or_default(),
        fill_from: entry.text("fill-from").unwrap_or_default().to_owned(),
        differs: entry.text("differs").unwrap_or_default().to_owned(),
        verified: entry.is("verified"),
    })
}

fn track(entry: &Entry) -> Result<TrackRule, &'static str> {
    match entry.text("track") {
        Some("vulnerability") => Ok(TrackRule::Vulnerability),
        Some("incident") => Ok(TrackRule::Incident),
        Some("both") => Ok(TrackRule::Both),
        _ => Err("track"),
    }
}

fn offered(entry: &Entry, key: &'static str) -> Result<Offered, &'static str> {
    match entry.text(key) {
        Some("X") => Ok(Offered::Required),
        Some("I") => Ok(Offered::IfAvailable),
        Some("C") => Ok(Offered::Copied),
        Some("O") => Ok(Offered::Optional),
        Some("-") => Ok(Offered::No),
        _ => Err(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogs;

    #[test]
    fn the_law_of_the_catalog_is_understood_as_a_whole() {
        let framework = Catalogs::embedded().framework("cra").unwrap();
        let (reporting, problems) = Reporting::of(framework);
        assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
        assert_eq!((reporting.clocks.len(), reporting.fields.len()), (9, 39));
        assert_eq!(reporting.begins.as_deref(), Some("2026-09-11"));
        assert_eq!(reporting.begins_for_stewards.as_deref(), Some("2027-12-11"));
        let rule = |id: &str| reporting.clocks.iter().find(|rule| rule.id == id).unwrap();
        assert_eq!(rule("aev-early-warning").amount, Some(Amount::Hours(24)));
        assert_eq!(
            (rule("aev-final").start, rule("aev-final").amount),
            (Start::AwarenessAndMeasure, Some(Amount::Days(14)))
        );
        assert_eq!((rule("inc-final").start, rule("inc-final").amount), (Start::Notification, Some(Amount::Months(1))));
        // Every requirement that a clock names is an entry of the law.
        assert!(reporting.clocks.iter().all(|rule| framework.entry(&rule.requirement).is_some()));
        let limit = |nr: &str| reporting.field(nr).unwrap().limit;
        assert_eq!(
            [limit("2"), limit("16"), limit("v21"), limit("v27"), limit("4")],
            [Some(255), Some(2000), Some(4000), Some(100), None]
        );
        assert_eq!(reporting.field("v28").unwrap().offered, [Offered::No, Offered::Optional, Offered::No]);
    }

    #[test]
    fn a_rule_that_is_not_understood_is_told_and_never_runs() {
        let text = "[catalog]\nid = \"law\"\nnamespace = \"law:1\"\ntitle = \"A law\"\nedition = \"1\"\n\n\
                    [[clock]]\nid = \"a\"\ntrack = \"both\"\nstage = \"early-warning\"\nrequirement = \"A\"\nstart = \"awareness\"\namount = -1\nunit = \"hours\"\n\n\
                    [[clock]]\nid = \"b\"\ntrack = \"both\"\nstage = \"early-warning\"\nrequirement = \"A\"\nstart = \"whenever\"\namount = 1\nunit = \"hours\"\n\n\
                    [[srp-field]]\nnr = \"1\"\ntitle = \"One\"\ntrack = \"both\"\nh24 = \"?\"\nh72 = \"X\"\nfinal = \"X\"\nform = \"text\"\n";
        let framework = Framework::parse("law.toml", text).unwrap();
        let (reporting, problems) = Reporting::of(&framework);
        assert!(reporting.clocks.is_empty() && reporting.fields.is_empty());
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            told[0].contains("`amount` of clock `a`") && told[1].contains("`start`") && told[2].contains("`h24`"),
            "{told:?}"
        );
    }
}
