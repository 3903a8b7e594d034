//! What a scan or a list saw, as drafts: an observation that points at the file, and an interface for everything that
//! no record tells of.

use std::collections::BTreeMap;
use std::path::Path;

use vauban_analysis::observation::{Meaning, Register};
use vauban_catalog::Catalogs;
use vauban_engine::Compilation;
use vauban_import::{Field, Look, Lost, Seen};
use vauban_model::kinds::Observation;
use vauban_model::{Date, Kind, NodeKind, ObservationForm, Observed, Sighting, WordList as _};
use vauban_report::import::Recorded;

use super::{answer, read, write};
use crate::args::{Arguments, Import};
use crate::{Outcome, session};

/// The form of observation that a word means.
pub(super) fn form(word: &str) -> Option<ObservationForm> {
    ObservationForm::WORDS.iter().find(|(known, _, _)| *known == word).map(|(_, form, _)| *form)
}

pub(super) fn run(arguments: &Arguments, options: &Import, form: ObservationForm) -> Outcome {
    let bytes = read(&options.file)?;
    let shown = options.file.display();
    let observed = vauban_engine::read_observation(form, &bytes)
        .map_err(|why| format!("{shown} cannot be read as `{}`: {why}", form.word()))?;
    if observed.looked_at == 0 {
        return Err(format!("{shown} saw nothing: no host answered, or the list is empty; nothing was written"));
    }
    let (_, compiled, _) = session::compilation(arguments)?;
    let register = Register::new(&compiled.model, &compiled.catalogs, &|head| !head.removed);
    let meanings = register.meanings(&Observation::default(), &observed);
    let mut recorded = Vec::new();
    let mut seen = Vec::new();
    let mut off = 0;
    for (sighting, meaning) in observed.sightings.iter().zip(meanings) {
        match meaning {
            Meaning::Recorded(id) | Meaning::Contradicts(id) => {
                recorded.push(Recorded { what: sighting.what(), record: compiled.model.head(id).name() });
            }
            Meaning::Off => off += 1,
            Meaning::Unrecorded | Meaning::Internal | Meaning::Doubtful => {
                seen.push(draft(sighting, meaning, &compiled));
            }
        }
    }
    let (file, outside) = place_of(&session::folder(arguments), &options.file);
    let stem = options.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut lost = Vec::new();
    if outside {
        let reason = format!("lies outside of the project: copy it to {file}");
        lost.push(Lost { path: shown.to_string(), reason, count: 1, first: String::new() });
    }
    if off > 0 {
        let reason = "off or not there: nothing to record".to_owned();
        lost.push(Lost { path: "node/*".to_owned(), reason, count: off, first: String::new() });
    }
    let look = Look {
        form: form.word(),
        name: stem,
        file,
        outside,
        date: made(&observed).map_or_else(|| session::today(arguments).map(|day| day.to_string()), Ok)?,
        tool: (observed.tool.clone(), observed.tool_version.clone()),
        seen: joined(seen),
        lost,
    };
    let taken = |kind: &str, id: &str| Kind::named(kind).is_some_and(|kind| compiled.model.find(kind, id).is_some());
    let imported = vauban_import::observation(&look, &taken);
    let records = write(arguments, options, &imported, !options.dry_run)?;
    answer(arguments, options, &records, &recorded, &imported.lost)
}

/// The same thing is drafted once: a service with several addresses, a port inside and outside.
fn joined(seen: Vec<Seen>) -> Vec<Seen> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Seen> = Vec::new();
    for one in seen {
        match first.get(&one.what).and_then(|at| kept.get_mut(*at)) {
            Some(known) => known.asks.extend(one.asks),
            None => {
                first.insert(one.what.clone(), kept.len());
                kept.push(one);
            }
        }
    }
    kept
}

/// The day the file gives for itself.
fn made(observed: &Observed) -> Option<String> {
    let seconds = observed.day?.checked_mul(86_400)?;
    let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let date = Date::new(u16::try_from(day.year()).ok()?, day.month().unsigned_abs(), day.day().unsigned_abs());
    date.map(|date| date.to_string())
}

/// Where the file is in the project, or should be copied to, and whether it must be.
fn place_of(project: &Path, file: &Path) -> (String, bool) {
    let inside = || {
        let (project, file) = (project.canonicalize().ok()?, file.canonicalize().ok()?);
        let parts = file.strip_prefix(project).ok()?.iter().map(|part| part.to_str());
        parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
    };
    let name = || file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    inside().map_or_else(|| (format!("security/evidence/{}", name()), true), |path| (path, false))
}

fn draft(sighting: &Sighting, meaning: Meaning, compiled: &Compilation) -> Seen {
    let mut asks = vec![format!("Seen: {}.", vauban_analysis::observation::account(sighting))];
    let mut fields: Vec<(String, Field)> = Vec::new();
    let text = |name: &str, said: &str| (name.to_owned(), Field::Text(said.to_owned()));
    let name = match sighting {
        Sighting::Listener(one) => {
            if let Some(on) = compiled.model.find(Kind::Component, &one.process) {
                fields.push(text("on", &compiled.model.head(on).id));
            }
            fields.push(("port".to_owned(), Field::Number(i64::from(one.at.port))));
            asks.extend(protocols(&compiled.catalogs, one.at));
            if meaning == Meaning::Doubtful {
                asks.push("The tool could not tell whether it is open: look again from the device.".to_owned());
            }
            let label = if one.process.is_empty() { "" } else { one.process.as_str() };
            format!("{label} {} {}", one.at.transport, one.at.port)
        }
        Sighting::Node(one) => {
            if let Some(kind) = kind_of(one.kind) {
                fields.push(text("kind", kind));
            }
            asks.push("Add the `[port.ID]` that gives it, with its `state` in series hardware.".to_owned());
            one.name.clone()
        }
        Sighting::Endpoint(one) => {
            if let Some(at) = one.at {
                fields.push(("port".to_owned(), Field::Number(i64::from(at.port))));
                asks.extend(protocols(&compiled.catalogs, at));
            }
            if one.authenticated == Some(false) {
                asks.push("It asks nobody who they are.".to_owned());
            }
            one.service.clone()
        }
    };
    if meaning == Meaning::Internal {
        fields.push(text("reach", "internal"));
    }
    Seen { what: sighting.what(), name, fields, asks }
}

/// Which protocols of the catalog usually listen at a port.
fn protocols(catalogs: &Catalogs, at: vauban_catalog::threats::Listens) -> Option<String> {
    let all = catalogs.threats().protocols.iter().filter(|protocol| protocol.listens.contains(&at));
    let names: Vec<&str> = all.map(|protocol| protocol.id.as_str()).collect();
    (!names.is_empty()).then(|| format!("Usual at {at}: protocol = {}.", names.join(", ")))
}

fn kind_of(kind: NodeKind) -> Option<&'static str> {
    Some(match kind {
        NodeKind::Serial => "serial",
        NodeKind::Usb => "usb",
        NodeKind::Spi | NodeKind::I2c => "io",
        NodeKind::Debug => "debug",
        NodeKind::Storage => "card-slot",
        NodeKind::Ethernet => "ethernet",
        NodeKind::Can => "fieldbus",
        NodeKind::Radio => "wireless",
        NodeKind::Other => return None,
    })
}
