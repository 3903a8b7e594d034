//! Statements about exploitability: records of a product as a document of the own model of `vauban-vex`.
//!
//! What a record rests on goes along: mechanisms, build options, the version of the part, the last day. A statement that
//! does not hold today is not left out; it carries its reasons as a doubt, so that it closes nothing wherever it is used.

use std::collections::BTreeMap;

use vauban_analysis::exploitability::{Reason, Verified, standing};
use vauban_model::kinds::{BuildOption, Vex};
use vauban_model::{
    AnyId, Date, Evidence, Facts, Kind, Model, Record, Ref, Text, VexJustification, VexResponse, VexStatus,
};
use vauban_vex::precedence::Mechanism;
use vauban_vex::{
    Action, Document, Format, Justification, Part, Place, Product, Recheck, Response, Span, Statement, Status, Time,
    Versions, Vulnerability,
};

/// Who makes the product, as others know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maker {
    /// Its name.
    pub name: String,
    /// An address it owns: `https://psirt.example.com`.
    pub namespace: String,
}

/// What statements are looked at with.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// All records.
    pub model: &'a Model,
    /// What was found outside of them.
    pub facts: &'a Facts,
    /// Which mechanisms count as verified.
    pub verified: &'a dyn Verified,
    /// The day of the question.
    pub today: Date,
}

/// A record, the statement it makes, and why it does not hold today.
#[derive(Clone, Debug)]
pub struct Made {
    /// The record.
    pub id: AnyId,
    /// The statement.
    pub statement: Statement,
    /// Why it does not hold today; empty if it does.
    pub reasons: Vec<Reason>,
}

/// The statements of a product, in the order of their ids, as one document without id and time. A statement that names
/// no product is about each of them.
pub fn statements(basis: Basis<'_>, product: Option<AnyId>, maker: &Maker) -> (Document, Vec<Made>) {
    let model = basis.model;
    let records = model.vex.iter().enumerate().filter(|(_, vex)| !vex.head.removed);
    let about = |vex: &Record<Vex>| match (vex.product.as_ref(), product) {
        (Some(named), Some(product)) => named.to() == Some(product),
        (_, _) => true,
    };
    let mut all: Vec<Made> = records
        .filter(|(_, vex)| about(vex))
        .filter_map(|(at, vex)| {
            let id = AnyId { kind: Kind::Vex, at: u32::try_from(at).ok()? };
            made(basis, id, vex, product, maker)
        })
        .collect();
    all.sort_by(|one, other| one.statement.id.cmp(&other.statement.id));
    let document = Document {
        format: Format::Record,
        author: maker.name.clone(),
        role: "vendor".to_owned(),
        namespace: maker.namespace.clone(),
        statements: all.iter().map(|made| made.statement.clone()).collect(),
        ..Document::default()
    };
    (document, all)
}

fn made(basis: Basis<'_>, id: AnyId, vex: &Record<Vex>, product: Option<AnyId>, maker: &Maker) -> Option<Made> {
    let model = basis.model;
    let status = status(vex.status.as_ref()?.value);
    let mut statement = Statement::new(vulnerability(vex), status);
    statement.id = vex.head.name();
    let (path, line) = model.place(id);
    statement.place = Place { line, column: 0, pointer: path };
    let named = vex.product.as_ref().and_then(Ref::to).or(product);
    let subcomponents = components(model, vex);
    statement.products = products(model, vex, named, maker)
        .into_iter()
        .map(|part| Product { part, subcomponents: subcomponents.clone() })
        .collect();
    statement.justification = vex.justification.as_ref().map(|word| justification(word.value));
    statement.impact = text(&vex.impact);
    let action = text(&vex.action);
    if !action.is_empty() {
        statement.actions.push(Action { text: action, ..Action::default() });
    }
    statement.responses = vex.responses.iter().map(|word| response(word.value)).collect();
    statement.at = vex.at.as_ref().and_then(|moment| Time::parse(&moment.0).ok());
    statement.author =
        vex.by.as_ref().and_then(Ref::to).map(|by| model.head(by).title().to_owned()).unwrap_or_default();
    statement.evidence = vex.evidence.iter().map(evidence).collect();
    statement.mechanisms = vex
        .mechanism
        .iter()
        .map(|link| link.to().map_or_else(|| link.link.text.to_string(), |id| model.head(id).id.to_string()))
        .collect();
    statement.recheck = recheck(vex);
    let reasons = standing(model, basis.facts, basis.verified, vex, basis.today);
    statement.doubt = reasons.iter().map(|reason| told(model, reason)).collect::<Vec<_>>().join("; ");
    if vex.at.is_some() && statement.at.is_none() {
        statement.doubt = "its time cannot be read".to_owned();
    }
    Some(Made { id, statement, reasons })
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn vulnerability(vex: &Vex) -> Vulnerability {
    Vulnerability {
        aliases: vex.aliases.iter().map(|alias| alias.trim().to_owned()).collect(),
        ..Vulnerability::named(text(&vex.vulnerability))
    }
}

/// A span as written: `vers:` is a range, one word is a version, anything else is words.
fn span(text: &str) -> Span {
    let text = text.trim();
    if text.starts_with("vers:") {
        Span::Range(text.to_owned())
    } else if text.contains(char::is_whitespace) {
        Span::Told(text.to_owned())
    } else {
        Span::Exact(text.to_owned())
    }
}

/// The product in the versions that are meant: those named, those of the releases named, else the one being built.
fn products(model: &Model, vex: &Vex, product: Option<AnyId>, maker: &Maker) -> Vec<Part> {
    let mut spans = Vec::new();
    let versions = text(&vex.versions);
    if !versions.is_empty() {
        spans.push(span(&versions));
    }
    for id in vex.applies_to.iter().filter_map(Ref::to) {
        let at = id.at as usize;
        let release = (id.kind == Kind::Release).then(|| model.release.get(at)).flatten();
        let version = release.and_then(|release| release.version.as_ref());
        spans.push(match version {
            Some(version) => span(version),
            // A line is a branch: which versions came from it nobody can tell by number.
            None => Span::Told(model.head(id).name()),
        });
    }
    let named = |id: AnyId| {
        let record = model.product.get(id.at as usize)?;
        let name = record.name.as_ref().map_or_else(|| record.head.title().to_owned(), |name| name.trim().to_owned());
        let own = record.version.as_ref().map(|version| span(version));
        let spans = if spans.is_empty() { own.into_iter().collect() } else { spans.clone() };
        let versions = if spans.is_empty() { Versions::Unsaid } else { Versions::Listed(spans) };
        let names = |name: &Option<Text>| name.iter().map(|name| name.trim().to_owned()).collect();
        let (purls, cpes) = (names(&record.purl), names(&record.cpe));
        Some(Part { name, supplier: maker.name.clone(), versions, purls, cpes, ..Part::default() })
    };
    match product {
        Some(product) => named(product).into_iter().collect(),
        None => (0..model.product.len()).filter_map(|at| named(AnyId { kind: Kind::Product, at: at as u32 })).collect(),
    }
}

fn components(model: &Model, vex: &Vex) -> Vec<Part> {
    let looked_at = text(&vex.component_version);
    let versions = |own: &str| match (looked_at.as_str(), own) {
        ("", "") => Versions::Unsaid,
        ("", own) => Versions::Listed(vec![span(own)]),
        (looked_at, _) => Versions::Listed(vec![span(looked_at)]),
    };
    let mut parts = Vec::new();
    for id in vex.component.iter().filter_map(Ref::to) {
        let Some(record) = model.component.get(id.at as usize) else { continue };
        let supplier = record.supplier.as_ref().and_then(Ref::to);
        parts.push(Part {
            name: record.head.title().to_owned(),
            supplier: supplier.map(|id| model.head(id).title().to_owned()).unwrap_or_default(),
            versions: versions(&text(&record.version)),
            purls: record.purl.iter().map(|purl| purl.trim().to_owned()).collect(),
            ..Part::default()
        });
    }
    let purl = text(&vex.purl);
    if !purl.is_empty() {
        parts.push(Part { versions: versions(""), ..Part::of_purl(purl) });
    }
    parts
}

/// What statements rest on as it is now: mechanisms by their ids, build options by file and name.
pub fn ground(basis: Basis<'_>) -> (BTreeMap<String, Mechanism>, BTreeMap<String, String>) {
    let model = basis.model;
    let mechanisms = model.mechanism.iter().enumerate().filter(|(_, record)| !record.head.removed);
    let mechanisms = mechanisms.filter_map(|(at, record)| {
        let id = AnyId { kind: Kind::Mechanism, at: u32::try_from(at).ok()? };
        let state = if basis.verified.verified(id).is_ok() { Mechanism::Holds } else { Mechanism::Untested };
        Some((record.head.id.to_string(), state))
    });
    let mut options = BTreeMap::new();
    for option in model.vex.iter().flat_map(|vex| &vex.build) {
        let (Some(key), Some(name), Some(Evidence::File(path))) = (option_key(option), &option.option, &option.file)
        else {
            continue;
        };
        if let Some(Ok(all)) = basis.facts.build_options.get(&*path.value) {
            // What a build does not name, it does not have.
            options.insert(key, all.get(&*name.value).cloned().unwrap_or_else(|| "n".to_owned()));
        }
    }
    (mechanisms.collect(), options)
}

/// Under which name an option stands: its file and its own name.
fn option_key(option: &BuildOption) -> Option<String> {
    match (&option.file, &option.option) {
        (Some(Evidence::File(path)), Some(name)) => Some(format!("{}#{}", &*path.value, &*name.value)),
        (_, _) => None,
    }
}

fn recheck(vex: &Vex) -> Recheck {
    let options = vex.build.iter().filter_map(|option| Some((option_key(option)?, option.value.as_ref()?.to_string())));
    // Its last day ends first where clocks are ahead of all others.
    let by = vex.valid_until.as_ref().and_then(|day| Date::from_days(day.date.days() + 1));
    Recheck {
        component_version: text(&vex.component_version),
        build_options: options.collect(),
        by: by.and_then(|day| Time::parse(&format!("{day}T00:00:00+14:00")).ok()),
    }
}

fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::File(path) => path.to_string(),
        Evidence::Document { link, anchor: Some(anchor) } => format!("{}#{anchor}", link.text),
        Evidence::Document { link, anchor: None } => link.text.to_string(),
    }
}

fn status(word: VexStatus) -> Status {
    match word {
        VexStatus::NotAffected => Status::NotAffected,
        VexStatus::Affected => Status::Affected,
        VexStatus::Fixed => Status::Fixed,
        VexStatus::UnderInvestigation => Status::UnderInvestigation,
        VexStatus::FalsePositive => Status::FalsePositive,
    }
}

fn justification(word: VexJustification) -> Justification {
    match word {
        VexJustification::ComponentNotPresent => Justification::ComponentNotPresent,
        VexJustification::CodeNotPresent => Justification::CodeNotPresent,
        VexJustification::CodeNotReachable => Justification::CodeNotReachable,
        VexJustification::NotControllable => Justification::CannotBeControlled,
        VexJustification::RequiresConfiguration => Justification::RequiresConfiguration,
        VexJustification::RequiresDependency => Justification::RequiresDependency,
        VexJustification::RequiresEnvironment => Justification::RequiresEnvironment,
        VexJustification::ProtectedByCompiler => Justification::ProtectedByCompiler,
        VexJustification::ProtectedAtRuntime => Justification::ProtectedAtRuntime,
        VexJustification::ProtectedAtPerimeter => Justification::ProtectedAtPerimeter,
        VexJustification::ProtectedByMitigation => Justification::ProtectedByMitigatingControl,
    }
}

fn response(word: VexResponse) -> Response {
    match word {
        VexResponse::CannotFix => Response::CanNotFix,
        VexResponse::WillNotFix => Response::WillNotFix,
        VexResponse::Update => Response::Update,
        VexResponse::Rollback => Response::Rollback,
        VexResponse::Workaround => Response::WorkaroundAvailable,
    }
}

/// Why a statement does not hold, in words.
pub fn told(model: &Model, reason: &Reason) -> String {
    let name = |id: AnyId| model.head(id).name();
    match reason {
        Reason::Lacks(key, why) => format!("it lacks `{key}`: {why}"),
        Reason::MechanismGone(name) => format!("there is no mechanism `{name}` any more"),
        Reason::NotVerified(id, why) => format!("`{}` is not verified: {why}", name(*id)),
        Reason::Changed(id, keys) => format!("`{}` has changed ({})", name(*id), keys.join(", ")),
        Reason::NotBound(id) => format!("nothing says what `{}` was when it was decided", name(*id)),
        Reason::OtherVersion { component, then, now } if now.is_empty() => {
            format!("`{}` was looked at in version `{then}`, and nobody says which it has now", name(*component))
        }
        Reason::OtherVersion { component, then, now } => {
            format!("`{}` was looked at in version `{then}`, and has `{now}` now", name(*component))
        }
        Reason::Build { option, then, now: Ok(now) } => format!("build option `{option}` was `{then}` and is `{now}`"),
        Reason::Build { option, now: Err(why), .. } => format!("build option `{option}` cannot be told: {why}"),
        Reason::Over(day) => format!("its last day was {day}"),
        Reason::Ahead => "it is dated after today".to_owned(),
    }
}
