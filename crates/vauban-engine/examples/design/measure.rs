//! How long the equations and the answer take, apart from reading.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Instant;

use vauban_analysis::depth::{DEFAULT_ORDER, Defence, Question, Tier};
use vauban_analysis::scope::Owners;
use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Date, Kind, MechanismStatus, Model, assemble, read, resolve};

/// Reads a design from memory, asks for everything, and tells what it took as one line of JSON.
pub(crate) fn measure(files: &[(String, String)], order: Option<u32>) -> String {
    let catalogs = Catalogs::embedded();
    let start = Instant::now();
    let model = model(files, catalogs);
    let reading = start.elapsed().as_secs_f64();
    let owners = Owners::new(&model);
    let tested = tested(&model);
    let Some(today) = Date::new(2026, 11, 22) else { return String::new() };

    let (start, before) = (Instant::now(), cpu_seconds());
    let defence = Defence::new(&model, catalogs, &owners, None, tested, today);
    let (building, building_cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - before);
    let (start, before) = (Instant::now(), cpu_seconds());
    let rows = defence.answer(&Question { order, ..Question::default() }).unwrap_or_default();
    let (answering, answering_cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - before);

    let mut depths: BTreeMap<String, usize> = BTreeMap::new();
    let (mut sets, mut short) = (0, 0);
    for row in &rows {
        sets += row.cut_sets.len();
        let asked = order.unwrap_or(row.depth.map_or(DEFAULT_ORDER, |depth| depth + 1).min(DEFAULT_ORDER));
        short += usize::from(row.truncated_at.is_some_and(|at| at < asked));
        if row.tier != Tier::Designed {
            continue;
        }
        let depth = match (row.reachable, row.depth) {
            (false, _) => "unreachable".to_owned(),
            (true, Some(depth)) => depth.to_string(),
            (true, None) => format!("at least {}", row.at_least.unwrap_or(0)),
        };
        *depths.entry(depth).or_default() += 1;
    }
    let depths: Vec<String> = depths.iter().map(|(depth, rows)| format!("\"{depth}\": {rows}")).collect();
    let mut line = String::from("{");
    let counts = [
        ("components", model.component.len()),
        ("interfaces", model.interface.len()),
        ("flows", model.flow.len()),
        ("mechanisms", model.mechanism.len()),
        ("assets", model.asset.len()),
        ("attackers", model.attacker.len()),
        ("gates", defence.size().0),
        ("edges", defence.size().1),
        ("rows", rows.len()),
        ("rows_short", short),
        ("sets_kept", sets),
    ];
    for (name, count) in counts {
        let _ = write!(line, "\"{name}\": {count}, ");
    }
    let times = [
        ("reading", reading),
        ("building", building),
        ("building_cpu", building_cpu),
        ("answering", answering),
        ("answering_cpu", answering_cpu),
    ];
    let _ = write!(line, "\"depths_as_designed\": {{{}}}", depths.join(", "));
    for (name, seconds) in times {
        let _ = write!(line, ", \"{name}\": {seconds:.4}");
    }
    if let Some(peak) = peak_megabytes() {
        let _ = write!(line, ", \"peak_mb\": {peak:.1}");
    }
    line.push('}');
    line
}

fn model(files: &[(String, String)], catalogs: &Catalogs) -> Model {
    let mut model = Model::default();
    let mut records = Vec::new();
    for (at, (path, text)) in files.iter().enumerate() {
        let file = vauban_diagnostics::FileId(at as u32);
        model.sources.add(vauban_diagnostics::SourceFile::new(path.clone(), text.clone()));
        records.push((file, read(file, path, text, "", catalogs)));
    }
    let (changes, _) = assemble(&mut model, records);
    let _ = resolve(&mut model, changes, catalogs);
    model
}

/// Three of four implemented mechanisms count as verified.
fn tested(model: &Model) -> BTreeSet<AnyId> {
    let all = model.mechanism.iter().enumerate();
    let built = all.filter(|(_, one)| one.status.as_ref().is_some_and(|it| it.value == MechanismStatus::Implemented));
    built.filter(|(at, _)| at % 4 != 3).map(|(at, _)| AnyId { kind: Kind::Mechanism, at: at as u32 }).collect()
}

/// User and system time of this process so far, where the system tells; else 0.
fn cpu_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of_task = |path: std::path::PathBuf| -> f64 {
        let text = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0)
    };
    tasks.map(|task| of_task(task.path())).sum::<f64>() / 1e9
}

/// The most memory this process has had at once.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}
