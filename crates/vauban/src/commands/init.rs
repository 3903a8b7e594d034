//! `vauban init`: a small, true starting project, asked for or by flags; and the backlog of an existing one.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use vauban_catalog::Catalogs;
use vauban_diagnostics::{Finding, Severity, nearest};
use vauban_engine::{DiskWorld, compile, survey};
use vauban_model::Date;

use crate::args::{Arguments, Init, Kind};
use crate::{Outcome, files, output, session, templates};

const ROOT: &str = include_str!("../../templates/vauban.toml");
const FILES: &[(&str, &str)] = &[
    ("security/context.toml", include_str!("../../templates/context.toml")),
    ("security/design/components.toml", include_str!("../../templates/components.toml")),
    ("security/design/assets.toml", include_str!("../../templates/assets.toml")),
    ("security/threats.toml", include_str!("../../templates/threats.toml")),
    ("security/requirements.toml", include_str!("../../templates/requirements.toml")),
    ("security/people.toml", include_str!("../../templates/people.toml")),
];

/// Answers to the questions of `init`.
struct Answers {
    kind: Kind,
    name: String,
    version: String,
    interfaces: Vec<String>,
    templates: bool,
}

pub(crate) fn run(arguments: &Arguments, options: &Init) -> Outcome {
    let folder = match &options.dir {
        Some(dir) => session::folder(arguments).join(dir),
        None => session::folder(arguments),
    };
    let today = session::today(arguments)?;
    let there = folder.join("vauban.toml").exists();
    if there && !options.adopt && !options.templates {
        return Err(format!(
            "{} is there already; nothing was written\n\n`vauban check` judges it; `vauban init --templates` adds process documents that are missing; `vauban init --adopt` writes today's findings into a backlog",
            folder.join("vauban.toml").display()
        ));
    }
    let mut written = Vec::new();
    let mut kept = Vec::new();
    let mut with_templates = options.templates;
    if !there {
        let answers = answers(options, &folder)?;
        with_templates = answers.templates;
        write_project(&folder, &answers, &mut written)?;
    }
    if with_templates {
        let mut set = templates::write(&folder, &known(&folder, today)?)?;
        written.append(&mut set.files);
        kept = set.kept;
    }
    let adopted = if options.adopt { Some(adopt(&folder, options, today, &mut written)?) } else { None };
    output::write(|out| {
        for path in &written {
            writeln!(out, "wrote {path}")?;
        }
        for what in &kept {
            writeln!(out, "kept  {what}")?;
        }
        if let Some((waived, left)) = adopted {
            writeln!(
                out,
                "\n{waived} findings are in the backlog; they are shown in every report until they are settled."
            )?;
            if left > 0 {
                writeln!(
                    out,
                    "{left} findings are about what cannot be read; they cannot wait: `vauban check` shows them."
                )?;
            }
        }
        writeln!(out, "\nNext:")?;
        if with_templates {
            writeln!(out, "  security/process/              read the drafts, change what is not so in your house")?;
            writeln!(out, "  vauban responsibilities       who answers for what, and which roles nobody holds yet")?;
            writeln!(out, "  vauban process approve ID     when a document holds: by a name, on a day, for this text")?;
        }
        writeln!(out, "  vauban interface              the ways in, and what is open about each")?;
        writeln!(out, "  vauban interface ID --ask     walks through it, and writes the answers down")?;
        writeln!(out, "  vauban threats                what could happen, by what the records say")?;
        writeln!(out, "  vauban status                 what each requirement still needs")?;
        writeln!(out, "  vauban check                  after every change, and in CI")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn answers(options: &Init, folder: &Path) -> Result<Answers, String> {
    let asking = !options.yes && std::io::stdin().is_terminal();
    if !options.yes && !asking && (options.kind.is_none() || options.name.is_none()) {
        return Err("there is no terminal to ask at: give `--kind` and `--name`, or `--yes` for the defaults".into());
    }
    let folder_name =
        std::path::absolute(folder).ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let default_name = folder_name.unwrap_or_else(|| "product".into());
    let kind = match options.kind {
        Some(kind) => kind,
        None if asking => ask_kind()?,
        None => Kind::EmbeddedDevice,
    };
    let name = match &options.name {
        Some(name) => name.clone(),
        None if asking => ask("Name of the product", &default_name)?,
        None => default_name,
    };
    let version = match &options.product_version {
        Some(version) => version.clone(),
        None if asking => ask("Version being built", "0.1.0")?,
        None => "0.1.0".into(),
    };
    let interfaces = if options.interface.is_empty() && asking {
        let said = ask("Interfaces you know of, by protocol, with commas (https, modbus-tcp, uart …)", "none for now")?;
        said.split([',', ' '])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .filter(|word| !["none", "for", "now"].contains(&word.as_str()))
            .collect()
    } else {
        options.interface.clone()
    };
    let known = Catalogs::embedded().protocols();
    for protocol in &interfaces {
        if !known.contains(protocol) {
            let near = nearest(protocol, known.iter().map(String::as_str));
            let hint = near
                .map_or("`vauban explain protocols` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(format!("`{protocol}` is no protocol of the catalog; {hint}"));
        }
    }
    let templates = options.templates
        || (asking && {
            let said = ask("Process documents for all eight practices, as drafts to be read and approved?", "yes")?;
            matches!(said.to_lowercase().as_str(), "y" | "yes")
        });
    Ok(Answers { kind, name, version, interfaces, templates })
}

/// Own records of a project, as `kind.id`.
fn known(folder: &Path, today: Date) -> Result<BTreeSet<String>, String> {
    let world = DiskWorld::open(folder, today)?;
    let surveyed = survey(&world).map_err(|error| error.to_string())?;
    let model = &surveyed.model;
    let own = model.all().filter(|id| model.head(*id).folder().is_empty());
    Ok(own.map(|id| model.head(id).name()).collect())
}

fn ask(question: &str, default: &str) -> Result<String, String> {
    let mut out = std::io::stderr();
    let _ = write!(out, "{question} [{default}]: ");
    let _ = out.flush();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
    let said = line.trim();
    Ok(if said.is_empty() { default.to_owned() } else { said.to_owned() })
}

fn ask_kind() -> Result<Kind, String> {
    let choices = [
        (Kind::EmbeddedDevice, "embedded device: sensor, controller, drive, gateway"),
        (Kind::NetworkDevice, "network device: switch, router, firewall"),
        (Kind::SoftwareApplication, "software application"),
        (Kind::HostDevice, "host: a computer with its operating system"),
    ];
    let mut out = std::io::stderr();
    for (at, (_, text)) in choices.iter().enumerate() {
        let _ = writeln!(out, "  {}  {text}", at + 1);
    }
    loop {
        let said = ask("What kind of product is it?", "1")?;
        if let Some((kind, _)) = said.parse::<usize>().ok().and_then(|at| choices.get(at.checked_sub(1)?)) {
            return Ok(*kind);
        }
        let _ = writeln!(out, "  a number from 1 to {}, please", choices.len());
    }
}

fn write_project(folder: &Path, answers: &Answers, written: &mut Vec<String>) -> Result<(), String> {
    let mut all: Vec<(String, String)> = Vec::new();
    let kind = match answers.kind {
        Kind::EmbeddedDevice => "embedded-device",
        Kind::NetworkDevice => "network-device",
        Kind::SoftwareApplication => "software-application",
        Kind::HostDevice => "host-device",
    };
    let root = ROOT
        .replace("@ID@", &id(&answers.name))
        .replace("@NAME@", &quoted(&answers.name))
        .replace("@VERSION@", &quoted(&answers.version))
        .replace("@TYPE@", kind);
    all.push(("vauban.toml".into(), root));
    let hint = match answers.kind {
        Kind::EmbeddedDevice => {
            "# [component.main-board]\n# form = \"hardware\"\n#\n# [component.firmware]\n# kind = \"firmware\"\n# runs-on = \"main-board\""
        }
        Kind::NetworkDevice => {
            "# [component.forwarding]\n# kind = \"service\"\n#\n# [component.management]\n# kind = \"service\""
        }
        Kind::SoftwareApplication => {
            "# [component.application]\n# kind = \"application\"\n#\n# [component.database]\n# form = \"store\""
        }
        Kind::HostDevice => {
            "# [component.operating-system]\n# kind = \"os\"\n#\n# [component.application]\n# kind = \"application\"\n# runs-on = \"operating-system\""
        }
    };
    // The set of process documents brings its own beginning of this file.
    let replaced = |path: &str| answers.templates && path == templates::PEOPLE;
    for (path, text) in FILES.iter().filter(|(path, _)| !replaced(path)) {
        all.push(((*path).into(), text.replace("@COMPONENTS@", hint)));
    }
    let mut interfaces = include_str!("../../templates/interfaces.toml").to_owned();
    let mut seen = BTreeSet::new();
    for protocol in answers.interfaces.iter().filter(|protocol| seen.insert(protocol.as_str())) {
        let _ = write!(
            interfaces,
            "\n[interface.{protocol}]\non = \"device\"\nprotocol = \"{protocol}\"\n# reachable-from, users, purpose, operations, concerns …: `vauban explain interface`\n"
        );
    }
    if !seen.is_empty() {
        interfaces.push_str("\n# Split into the real parts as you draw the design.\n[component.device]\ntitle = \"the device as a whole\"\n");
    }
    all.push(("security/design/interfaces.toml".into(), interfaces));
    let taken: Vec<&str> =
        all.iter().map(|(path, _)| path.as_str()).filter(|path| folder.join(path).exists()).collect();
    if !taken.is_empty() {
        return Err(format!("these files are there already, so nothing was written: {}", taken.join(", ")));
    }
    for (path, text) in all {
        files::create(&folder.join(&path), &text)?;
        written.push(path);
    }
    Ok(())
}

/// An id made of a name.
fn id(name: &str) -> String {
    let mut id = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => id.push(letter),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "product".into() } else { id.to_owned() }
}

/// The inside of a TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// Writes today's findings as waivers; how many, and how many could not be waived.
fn adopt(folder: &Path, options: &Init, today: Date, written: &mut Vec<String>) -> Result<(usize, usize), String> {
    let until = match &options.until {
        Some(given) => {
            Date::parse(given).ok_or_else(|| format!("`--until {given}` is no date; write it as 2027-05-31"))?
        }
        None => today.plus_months(6),
    };
    let world = DiskWorld::open(folder, today)?;
    let compiled = compile(&world).map_err(|error| error.to_string())?;
    let form = |finding: &Finding| {
        let of_form = vauban_model::codes::ALL.iter().chain(vauban_syntax::codes::ALL);
        of_form.into_iter().any(|code| code.name == finding.code)
    };
    let open = compiled.findings.iter().filter(|finding| finding.waived.is_none() && finding.severity > Severity::Note);
    let (unreadable, open): (Vec<_>, Vec<_>) = open.partition(|finding| form(finding));
    let mut text = format!(
        "# The backlog: what was open on {today}, written by `vauban init --adopt`.\n# Settle a finding, then remove its waiver; a waiver that is no longer needed is a finding itself.\n"
    );
    let mut ids = BTreeSet::new();
    for finding in &open {
        let base = id(&format!("{} {}", finding.code, finding.subject));
        let base: String = base.chars().take(100).collect();
        let name = (1..)
            .map(|at| if at == 1 { base.clone() } else { format!("{base}-{at}") })
            .find(|name| ids.insert(name.clone()));
        let _ = write!(
            text,
            "\n[waiver.{}]\nfinding = \"{} {}\"\nreason = \"{}\"\ndate = {today}\nexpires = {until}\nbacklog = true\n",
            name.unwrap_or_default(),
            finding.code,
            quoted(&finding.subject),
            quoted(&format!("was there on the first day: {}", finding.message)),
        );
    }
    let path = "security/backlog.toml";
    files::create(&folder.join(path), &text)?;
    written.push(path.into());
    Ok((open.len(), unreadable.len()))
}
