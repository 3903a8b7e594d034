//! `vauban disclosure`: security.txt and the policy of disclosure, from the disclosure record or checked.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use vauban_csaf::publish::disclosure::{self, Policy};
use vauban_csaf::publish::security_txt::{self, Contents, SecurityTxt, Weight};
use vauban_model::Record as Recorded;
use vauban_model::kinds::Disclosure as Reporters;
use vauban_model::{Date, Model};
use vauban_report::publication::{Checked, Note, checked_json, checked_terminal};

use crate::args::{Arguments, Disclosure, DisclosureCommand, DisclosureText, PlainFormat};
use crate::{Outcome, output, session};

/// Bytes of a file that is checked.
const LARGEST: u64 = 1 << 20;

pub(crate) fn run(arguments: &Arguments, options: &Disclosure) -> Outcome {
    match &options.command {
        DisclosureCommand::SecurityTxt(text) => match &text.check {
            Some(path) => check_security_txt(arguments, path, text.format),
            None => write_security_txt(arguments, text),
        },
        DisclosureCommand::Policy(text) => match &text.check {
            Some(path) => check_policy(arguments, path, text.format),
            None => write_policy(arguments, text),
        },
    }
}

fn read(arguments: &Arguments, path: &Path) -> Result<Vec<u8>, String> {
    let path = session::folder(arguments).join(path);
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut bytes = Vec::new();
    fs::File::open(&path).map_err(problem)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{} is larger than {LARGEST} bytes", path.display()));
    }
    Ok(bytes)
}

fn now(arguments: &Arguments) -> Result<jiff::Timestamp, String> {
    let moment = session::moment(arguments)?;
    jiff::Timestamp::from_second(moment.seconds).map_err(|error| error.to_string())
}

fn check_security_txt(arguments: &Arguments, path: &Path, format: PlainFormat) -> Outcome {
    let text = SecurityTxt::read(&read(arguments, path)?);
    let (mut errors, mut advice) = (Vec::new(), Vec::new());
    for remark in text.check(now(arguments)?) {
        let note = Note { path: None, line: remark.line, what: remark.what };
        match remark.weight {
            Weight::Error => errors.push(note),
            Weight::Advice => advice.push(note),
        }
    }
    let unchecked =
        if text.signed { vec!["whether the signature is right: `gpg --verify` says".to_owned()] } else { Vec::new() };
    told(
        arguments,
        &Checked { what: "security-txt", file: path.display().to_string(), errors, advice, unchecked },
        format,
    )
}

fn check_policy(arguments: &Arguments, path: &Path, format: PlainFormat) -> Outcome {
    let bytes = read(arguments, path)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    let note = |remark: disclosure::Remark| {
        let section = remark.section.map(|section| format!("{section}: ")).unwrap_or_default();
        Note { path: None, line: remark.line, what: format!("{section}{}", remark.what) }
    };
    let errors = disclosure::check(&text).into_iter().map(note).collect();
    let unchecked = vec!["whether what the sections say is right".to_owned()];
    told(
        arguments,
        &Checked { what: "policy", file: path.display().to_string(), errors, advice: Vec::new(), unchecked },
        format,
    )
}

fn told(arguments: &Arguments, report: &Checked, format: PlainFormat) -> Outcome {
    output::write(|out| match format {
        PlainFormat::Terminal => checked_terminal(report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => checked_json(report, out),
    })?;
    Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

type Record = Recorded<Reporters>;

/// The disclosure record that is meant.
fn record<'m>(model: &'m Model, named: Option<&str>) -> Result<&'m Record, String> {
    let all: Vec<&Record> = model.disclosure.iter().collect();
    let names: Vec<String> = all.iter().map(|one| one.head.id.to_string()).collect();
    match (named, all.as_slice()) {
        (Some(named), _) => {
            let id = named.strip_prefix("disclosure.").unwrap_or(named);
            let found = all.iter().find(|one| *one.head.id == *id);
            found.copied().ok_or_else(|| format!("there is no disclosure record `{id}`; known: {}", names.join(", ")))
        }
        (None, [one]) => Ok(one),
        (None, []) => Err("no record says what reporters are told\n\nadd one: `vauban explain disclosure`".to_owned()),
        (None, _) => Err(format!("there are several disclosure records: {}; choose with `--record`", names.join(", "))),
    }
}

fn text(value: &Option<vauban_model::Text>) -> String {
    value.as_ref().map(|text| text.value.to_string()).unwrap_or_default()
}

fn texts(values: &[vauban_model::Text]) -> Vec<String> {
    values.iter().map(|text| text.value.to_string()).collect()
}

/// The ways in, as addresses: a bare mail address gets its scheme.
fn contacts(model: &Model, record: &Record) -> Vec<String> {
    let linked = record.intake.iter().filter_map(|intake| intake.link.to);
    let addresses = linked
        .filter_map(|id| model.intake.get(id.at as usize))
        .filter_map(|intake| Some(intake.address.as_ref()?.value.to_string()));
    addresses
        .map(|address| {
            let bare = address.contains('@') && !address.contains([':', ' ', '/']);
            if bare { format!("mailto:{address}") } else { address }
        })
        .collect()
}

fn write_security_txt(arguments: &Arguments, options: &DisclosureText) -> Outcome {
    let (_, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let record = record(model, options.record.as_deref())?;
    let some = |value: &Option<vauban_model::Text>| value.as_ref().map(|text| text.value.to_string());
    let site = some(&record.site);
    let contents = Contents {
        contacts: contacts(model, record),
        // The last day counts whole.
        expires: record
            .expires
            .and_then(|day| Date::from_days(day.date.days() + 1))
            .map(|next| format!("{next}T00:00:00Z"))
            .unwrap_or_default(),
        encryption: texts(&record.keys),
        acknowledgments: some(&record.acknowledgments),
        languages: texts(&record.languages),
        canonical: site.map(|site| format!("{}/.well-known/security.txt", site.trim_end_matches('/'))),
        policy: some(&record.policy),
        csaf: some(&record.provider_metadata),
    };
    let text = security_txt::write(&contents, now(arguments)?).map_err(|wrong| {
        let lines: Vec<String> = wrong.into_iter().map(|remark| remark.what).collect();
        format!("security.txt would not be right:\n{}\n\ncomplete `[disclosure.{}]`", lines.join("\n"), record.head.id)
    })?;
    output::write(|out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn write_policy(arguments: &Arguments, options: &DisclosureText) -> Outcome {
    let (_, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let record = record(model, options.record.as_deref())?;
    let products: Vec<String> = model
        .product
        .iter()
        .map(|product| product.name.as_ref().map_or_else(|| product.head.id.to_string(), |name| name.value.to_string()))
        .collect();
    let mut makers: Vec<String> =
        model.product.iter().filter_map(|product| Some(product.manufacturer.as_ref()?.value.to_string())).collect();
    makers.sort();
    makers.dedup();
    let scope = text(&record.scope);
    let policy = Policy {
        organisation: makers.join(", "),
        scope: if scope.is_empty() { products.join(", ") } else { scope },
        channels: contacts(model, record),
        keys: texts(&record.keys),
        anonymous: text(&record.anonymous),
        languages: texts(&record.languages),
        acknowledge_days: record.acknowledge_days.as_ref().and_then(|days| u32::try_from(days.0.value).ok()),
        status_days: record.status_days.as_ref().and_then(|days| u32::try_from(days.0.value).ok()),
        disclosure_days: record.disclosure_days.as_ref().and_then(|days| u32::try_from(days.0.value).ok()),
        safe_harbour: text(&record.safe_harbour),
        csirt: text(&record.csirt),
        cve: text(&record.cve),
        advisories: text(&record.advisories),
        review: text(&record.review),
    };
    let written = disclosure::write(&policy);
    let gaps = disclosure::check(&written).len();
    output::write(|out| out.write_all(written.as_bytes()))?;
    if gaps > 0 {
        output::beside(arguments, |_, out| {
            writeln!(out, "{gaps} lines have gaps in brackets: complete `[disclosure.{}]`", record.head.id)
        });
    }
    Ok(ExitCode::SUCCESS)
}
