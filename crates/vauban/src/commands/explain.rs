//! `vauban explain`: what a name means, from the one place where it is declared.

use std::fmt::Write as _;
use std::process::ExitCode;

use vauban_analysis::trace::{EDGES, GAPS};
use vauban_catalog::component::Control;
use vauban_catalog::threats::{MechanismKind, NOTICE, Protocol, Rule, Threats, Tuned};
use vauban_catalog::{Catalogs, Named};
use vauban_diagnostics::{Code, nearest};
use vauban_engine::{World as _, compile, is_rules};
use vauban_model::{Common, Field, Kind, kind_page, kinds_page};

use crate::args::{Arguments, Explain, PlainFormat};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Explain) -> Outcome {
    let catalogs = &in_force(arguments);
    // `CR 1.1` may come as two words.
    let name = options.id.join(" ");
    let Some((kind, text)) = page(&name, catalogs) else {
        let known = names(catalogs);
        let hint = match nearest(&name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "lists: kinds, checks, requirements, rules, mechanisms, protocols, terms, catalogs, policy, trace"
                .to_owned(),
        };
        return Err(format!("nothing is called `{name}`; {hint}"));
    };
    let style = output::style(arguments, None, 20);
    output::write(|out| match options.format {
        PlainFormat::Terminal => out.write_all(paint(&text, style.color).as_bytes()),
        PlainFormat::Json => {
            let mut value = serde_json::json!({ "schema": "vauban/explain/1", "id": name, "kind": kind, "text": text });
            if let (Some(rule), Some(members)) = (catalogs.threats().rule(&name), value.as_object_mut()) {
                let references = serde_json::json!({
                    "cwe": rule.cwe.iter().map(|id| format!("CWE-{id}")).collect::<Vec<_>>(),
                    "capec": rule.capec.iter().map(|id| format!("CAPEC-{id}")).collect::<Vec<_>>(),
                    "attack_ics": rule.attack_ics,
                    "emb3d": rule.emb3d,
                });
                members.insert("references".to_owned(), references);
                members.insert("notice".to_owned(), NOTICE.into());
            }
            writeln!(out, "{value:#}")
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The catalogs of the project that one stands in, with its own threat knowledge; elsewhere those compiled in.
fn in_force(arguments: &Arguments) -> Catalogs {
    let built_in = || Catalogs::embedded().clone();
    let Ok(world) = session::world(arguments) else { return built_in() };
    let files = world.listing().files;
    let project = files.iter().any(|path| path == "vauban.toml");
    let uses = || world.read("vauban.toml").is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("[use."));
    if !project || !(files.iter().any(|path| is_rules(path)) || uses()) {
        return built_in();
    }
    compile(&world).map_or_else(|_| built_in(), |compiled| compiled.catalogs.as_ref().clone())
}

/// The page about a name, and what sort of thing it is.
fn page(name: &str, catalogs: &Catalogs) -> Option<(&'static str, String)> {
    if let Some(list) = list(name, catalogs) {
        return Some(("list", list));
    }
    if let Some(code) = vauban_checks::code(name) {
        return Some(("check", check_page(code)));
    }
    if let Some(kind) = Kind::named(name) {
        return Some(("kind", kind_page(kind, catalogs)));
    }
    if let Some(named) = catalogs.resolve(name) {
        return Some(("requirement", named_page(&named, catalogs.threats())));
    }
    if let Some(practice) = catalogs.default_lifecycle().practice(name) {
        let mut text = format!(
            "# {} {}\n\n{}\n\nAssessors ask: {}\n\n",
            practice.id, practice.title, practice.summary, practice.assessor_focus
        );
        for requirement in catalogs.default_lifecycle().requirements_of(&practice.id) {
            let _ = writeln!(text, "- {} {}", requirement.id, requirement.title);
        }
        return Some(("practice", text));
    }
    let threats = catalogs.threats();
    if let Some(rule) = threats.rule(name) {
        return Some(("rule", rule_page(rule)));
    }
    if let Some(kind) = threats.mechanism_kind(name) {
        return Some(("mechanism-kind", mechanism_page(kind)));
    }
    if let Some(term) = catalogs.terms().term(name) {
        let see = if term.see.is_empty() { String::new() } else { format!("\nSee also: {}\n", term.see.join(", ")) };
        let keys = keys_page(name).map_or(String::new(), |keys| format!("\n{keys}"));
        return Some(("term", format!("# {}\n\n{}\n{see}{keys}", term.title, term.text)));
    }
    if let Some(protocol) = threats.protocol(name) {
        return Some(("protocol", protocol_page(protocol)));
    }
    if let Some(words) = catalogs.words(name) {
        return Some((
            "words",
            format!(
                "# Words of `{name}`\n\n{}\n",
                words.iter().map(|word| format!("- `{word}`\n")).collect::<String>()
            ),
        ));
    }
    keys_page(name).map(|text| ("key", text))
}

fn list(name: &str, catalogs: &Catalogs) -> Option<String> {
    let lifecycle = catalogs.default_lifecycle();
    let threats = catalogs.threats();
    let rows = |title: &str, rows: Vec<(String, String)>| {
        let width = rows.iter().map(|(id, _)| id.chars().count()).max().unwrap_or(0);
        let body: String = rows.iter().map(|(id, text)| format!("{id:width$}  {text}\n")).collect();
        format!("# {title}\n\n{body}")
    };
    Some(match name {
        "kinds" => kinds_page(),
        "checks" => rows(
            "Checks",
            vauban_checks::all_codes().iter().map(|code| (code.name.to_owned(), code.summary.to_owned())).collect(),
        ),
        "requirements" => rows(
            "Requirements of IEC 62443-4-1",
            lifecycle
                .requirements
                .iter()
                .map(|requirement| (requirement.id.clone(), requirement.title.clone()))
                .collect(),
        ),
        "rules" => {
            rows("Threat rules", threats.rules.iter().map(|rule| (rule.id.clone(), rule.title.clone())).collect())
        }
        "mechanisms" => rows(
            "Mechanism kinds",
            threats.mechanism_kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone())).collect(),
        ),
        "protocols" => rows(
            "Protocols",
            threats.protocols.iter().map(|protocol| (protocol.id.clone(), protocol.title.clone())).collect(),
        ),
        "terms" => {
            rows("Terms", catalogs.terms().terms.iter().map(|term| (term.id.clone(), term.title.clone())).collect())
        }
        "trace" => trace_page(),
        "catalogs" => {
            let mut all: Vec<(String, String)> = catalogs
                .lifecycles()
                .map(|known| (known.namespace.clone(), "requirements that verdicts are given by".to_owned()))
                .collect();
            let drafts = catalogs
                .drafts()
                .map(|known| (known.namespace.clone(), "a draft; in force where a project names it".to_owned()));
            all.extend(drafts);
            all.push((
                catalogs.component().namespace.clone(),
                "component requirements with security levels".to_owned(),
            ));
            all.extend(catalogs.frameworks().map(|framework| (framework.namespace.clone(), framework.title.clone())));
            rows("Catalogs", all)
        }
        _ => return None,
    })
}

/// What a trace follows and which gaps it tells, from the tables it works by.
fn trace_page() -> String {
    let mut text = "# Trace: what is followed\n\n".to_owned();
    for row in EDGES {
        let _ = writeln!(text, "{} ({}, {}): {} → {}", row.word, row.inverse, row.way.word(), row.from, row.to);
        let stamped = if row.stamped { "; remembered in `[basis.ID]`" } else { "" };
        let _ = writeln!(text, "    {}{stamped}", row.meaning);
    }
    text.push_str("\n# Trace: gaps\n\n");
    for row in GAPS {
        let _ = writeln!(text, "{}\n    {}; next: {}", row.name, row.meaning, row.next);
    }
    text
}

fn check_page(code: &Code) -> String {
    let asks = if code.asks.is_empty() { String::new() } else { format!("Asks for: {}\n", code.asks.join(", ")) };
    format!(
        "# {}\n\n{}\n\nSeverity: {} · confidence: {} · since {}\n{asks}\n{}",
        code.name,
        code.summary,
        code.severity.word(),
        code.confidence.word(),
        code.since,
        code.explain
    )
}

fn checks_for(aspect: &str) -> String {
    let asking: Vec<&str> = vauban_checks::checks()
        .filter(|check| check.code.asks.contains(&aspect))
        .map(|check| check.code.name)
        .collect();
    asking.join(", ")
}

fn named_page(named: &Named<'_>, threats: &Threats) -> String {
    let mut text = String::new();
    match named {
        Named::Practice(_, practice) => {
            let _ = writeln!(text, "# {} {}\n\n{}", practice.id, practice.title, practice.summary);
        }
        Named::Requirement(lifecycle, requirement) => {
            let _ = writeln!(
                text,
                "# {} {}\n\n{} · clause {}\n\n{}\n",
                requirement.id, requirement.title, lifecycle.namespace, requirement.clause, requirement.summary
            );
            text.push_str("| aspect | asks | decided by | checks |\n|---|---|---|---|\n");
            for aspect in &requirement.aspects {
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} |",
                    aspect.id,
                    aspect.text,
                    aspect.automation.as_str(),
                    checks_for(&aspect.id)
                );
            }
            list_of(&mut text, "Assessors ask", &requirement.assessor_questions);
            list_of(&mut text, "Typical evidence", &requirement.typical_evidence);
            let _ = writeln!(text, "\nRelated: {}", requirement.related.join(", "));
        }
        Named::Aspect(lifecycle, requirement, aspect) => {
            let _ = writeln!(
                text,
                "# {} {}\n\n{} · {}\n\n{}\n",
                aspect.id, requirement.title, lifecycle.namespace, requirement.id, aspect.text
            );
            let how = match aspect.automation.as_str() {
                "compute" => "Computed from records and evidence; a statement counts only as a reasoned override.",
                "assist" => "Checks show candidates; a person states it, with evidence and an approver.",
                _ => "A person states it, with evidence and an approver.",
            };
            let _ = writeln!(text, "{how}");
            let checks = checks_for(&aspect.id);
            if checks.is_empty() {
                text.push_str("No check of this version looks at it.\n");
            } else {
                let _ = writeln!(text, "Checks: {checks}");
            }
            let kinds: Vec<&str> = lifecycle
                .evidence_kinds
                .iter()
                .filter(|kind| aspect.computable_from.contains(&kind.id))
                .map(|kind| kind.label.as_str())
                .collect();
            let _ = writeln!(text, "Rests on: {}", kinds.join("; "));
        }
        Named::Control(component, control) => {
            let _ = writeln!(text, "# {} {}\n\n{}\n", control.id(), control.title(), component.namespace);
            match control {
                Control::Requirement(requirement) => {
                    let _ = writeln!(text, "{}\n", requirement.summary);
                }
                Control::Constraint(constraint) => {
                    let _ = writeln!(text, "{}\n", constraint.summary);
                }
                Control::Enhancement(requirement, _) => {
                    let _ = writeln!(text, "Enhancement of {} {}\n", requirement.id, requirement.title);
                }
            }
            let levels: Vec<String> = control.security_levels().iter().map(ToString::to_string).collect();
            let _ = writeln!(text, "Demanded at SL-C {}", levels.join(", "));
            if let Some(condition) = control.applies_if() {
                let _ = writeln!(text, "Where {condition}");
            }
            let places: Vec<String> = control.applies_to().iter().map(ToString::to_string).collect();
            if !places.is_empty() {
                let _ =
                    writeln!(text, "Judged on {}; `vauban levels {}` shows where", places.join("; on "), control.id());
            }
            let realises = |kind: &&MechanismKind| {
                kind.requirements.iter().filter_map(|id| component.control(id)).any(|one| one.id() == control.id())
            };
            let kinds: Vec<&str> =
                threats.mechanism_kinds.iter().filter(realises).map(|kind| kind.id.as_str()).collect();
            if !kinds.is_empty() {
                let _ = writeln!(text, "Realised by mechanisms of kind {}", kinds.join(", "));
            }
        }
        Named::Entry(framework, entry) => {
            let _ = writeln!(text, "# {} {}\n\n{}\n\n{}", entry.id, entry.title, framework.namespace, entry.summary);
        }
    }
    text
}

fn list_of(text: &mut String, title: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(text, "\n{title}:\n");
        for item in items {
            let _ = writeln!(text, "- {item}");
        }
    }
}

fn rule_page(rule: &Rule) -> String {
    let mut text = format!(
        "# {} {}\n\n{}\n\nOn every {} for which: {}\n",
        rule.id,
        rule.title,
        rule.description,
        rule.on.as_str(),
        rule.when.text
    );
    let _ = writeln!(text, "Severity: {}", rule.severity.as_str());
    for kinds in &rule.stopped_by {
        let _ = writeln!(text, "Stopped by: {}", kinds.join(" with "));
    }
    if !rule.reduced_by.is_empty() {
        let _ = writeln!(text, "Reduced by: {}", rule.reduced_by.join(", "));
    }
    if !rule.requirements.is_empty() {
        let _ = writeln!(text, "Component requirements: {}", rule.requirements.join(", "));
    }
    if !rule.process.is_empty() {
        let _ = writeln!(text, "Process requirements: {}", rule.process.join(", "));
    }
    let _ = writeln!(text, "Attacker: class {} and above", rule.attacker);
    if let Some(escalate) = &rule.escalate_when {
        let _ = writeln!(text, "One step more severe where: {}", escalate.text);
    }
    if !rule.subsumes.is_empty() {
        let _ = writeln!(text, "Says also: {}", rule.subsumes.join(", "));
    }
    if !rule.replaces.is_empty() {
        let _ = writeln!(text, "Replaces: {}", rule.replaces.join(", "));
    }
    if let Some(ask) = &rule.ask {
        let _ = writeln!(text, "Ask: {ask}");
    }
    list_of(
        &mut text,
        "Test",
        &rule.verify.iter().map(|test| format!("{}: {}", test.kind, test.how)).collect::<Vec<_>>(),
    );
    if rule.own {
        let _ = writeln!(text, "\nA rule of this project: {}", rule.place);
    }
    text.push_str(&tuned_line(rule.tuned.as_ref()));
    let numbered = |prefix: &str, ids: &[u32]| ids.iter().map(|id| format!("{prefix}-{id}")).collect::<Vec<_>>();
    let references: Vec<String> = numbered("CWE", &rule.cwe)
        .into_iter()
        .chain(numbered("CAPEC", &rule.capec))
        .chain(rule.attack_ics.iter().map(|id| format!("ATT&CK {id}")))
        .chain(rule.emb3d.iter().map(|id| format!("EMB3D {id}")))
        .collect();
    if !references.is_empty() {
        let _ = writeln!(text, "\nSee: {}\n\n{NOTICE}", references.join(", "));
    }
    text
}

/// How the project changed an entry, if it did.
fn tuned_line(tuned: Option<&Tuned>) -> String {
    tuned.map_or(String::new(), |tuned| {
        let how = if tuned.off { "Switched off" } else { "Changed" };
        let keys: Vec<&str> = tuned.changes.iter().filter_map(|change| change.split(" = ").next()).collect();
        format!("\n{how} by this project at {} ({}): {}\n", tuned.place, keys.join(", "), tuned.rationale)
    })
}

fn mechanism_page(kind: &MechanismKind) -> String {
    let words = |words: Vec<&str>| if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
    let mut text = format!("# `{}` {}\n\nRole: {}\n", kind.id, kind.title, kind.role.as_str());
    let _ = writeln!(text, "Stops: {}", words(kind.stops.iter().map(|stops| stops.as_str()).collect()));
    let _ = writeln!(text, "Preserves: {}", words(kind.preserves.iter().map(|property| property.as_str()).collect()));
    let _ = writeln!(text, "Realises: {}", words(kind.requirements.iter().map(String::as_str).collect()));
    if kind.cryptographic {
        text.push_str("Made of cryptography: own code for it is a candidate against proven components (SD-4.b)\n");
    }
    let _ = writeln!(text, "Stands on: {}", words(kind.relies_on.iter().map(String::as_str).collect()));
    if let Some(place) = &kind.own {
        let _ = writeln!(text, "\nA kind of this project: {place}");
    }
    text.push_str(&tuned_line(kind.tuned.as_ref()));
    text
}

fn protocol_page(protocol: &Protocol) -> String {
    let provides = if protocol.provides.is_empty() { "nothing".to_owned() } else { protocol.provides.join(", ") };
    let note = protocol.note.as_deref().unwrap_or("");
    let listens: Vec<String> = protocol.listens.iter().map(ToString::to_string).collect();
    let listens = if listens.is_empty() { String::new() } else { format!("Listens: {}\n", listens.join(", ")) };
    let own = protocol.own.as_ref().map_or(String::new(), |place| format!("\nA protocol of this project: {place}\n"));
    format!(
        "# `{}` {}\n\nProvides: {provides}\n{listens}{note}\n\nWhat it provides counts only when a mechanism record claims it.\n{own}{}",
        protocol.id,
        protocol.title,
        tuned_line(protocol.tuned.as_ref())
    )
}

/// Every key of this name, by kind.
fn keys_page(name: &str) -> Option<String> {
    let (kind, key) = match name.split_once('.') {
        Some((kind, key)) => (Some(Kind::named(kind)?), key),
        None => (None, name),
    };
    let mut text = String::new();
    let mut say = |owner: &str, field: &Field| {
        let _ = writeln!(text, "- `{key}` of `{owner}`: {}{}", field.doc, if field.needed { " (needed)" } else { "" });
    };
    for owner in Kind::ALL.iter().filter(|owner| kind.is_none_or(|kind| kind == **owner)) {
        for field in owner.fields().iter().filter(|field| field.key == key) {
            say(owner.name(), field);
        }
    }
    for field in Common::fields().iter().filter(|field| field.key == key) {
        say("any record", field);
    }
    (!text.is_empty()).then(|| format!("# `{key}`\n\n{text}"))
}

fn names(catalogs: &Catalogs) -> Vec<String> {
    let lifecycle = catalogs.default_lifecycle();
    let mut names: Vec<String> = vauban_checks::all_codes().iter().map(|code| code.name.to_owned()).collect();
    names.extend(Kind::ALL.iter().map(|kind| kind.name().to_owned()));
    names.extend(Kind::ALL.iter().flat_map(|kind| kind.fields()).map(|field| field.key.to_owned()));
    names.extend(lifecycle.requirements.iter().map(|requirement| requirement.id.clone()));
    names.extend(lifecycle.aspects().map(|(_, aspect)| aspect.id.clone()));
    names.extend(catalogs.threats().rules.iter().map(|rule| rule.id.clone()));
    names.extend(catalogs.mechanism_kinds().iter().chain(catalogs.protocols()).cloned());
    names.extend(catalogs.terms().terms.iter().map(|term| term.id.clone()));
    names.extend(
        ["kinds", "checks", "requirements", "rules", "mechanisms", "protocols", "terms", "catalogs", "trace"]
            .map(str::to_owned),
    );
    names
}

/// Headings stand out; the rest of the Markdown reads well as it is.
fn paint(text: &str, color: bool) -> String {
    if !color {
        return text.to_owned();
    }
    let line = |line: &str| {
        if line.starts_with('#') { format!("\x1b[1m{line}\x1b[0m\n") } else { format!("{line}\n") }
    };
    text.lines().map(line).collect()
}
