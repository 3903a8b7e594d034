//! A design of 3 000 elements over 100 files: every view says first what matters, shows a part on request and stays
//! short, quick and small, and showing a part changes nothing but what is shown.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

#[path = "../../vauban-engine/examples/design/generate.rs"]
mod generate;
#[path = "../../vauban-engine/examples/design/guards.rs"]
mod guards;
#[path = "../../vauban-engine/examples/design/host.rs"]
mod host;

use std::collections::BTreeSet;
use std::process::Output;
use std::time::{Duration, Instant};

use kit::Folder;
use serde_json::Value;

/// Three thousand elements in a hundred files.
fn large(test: &str) -> Folder {
    plant(&format!("large-{test}"), 3_000, 100)
}

/// Large enough to be grouped, small enough to be asked often.
fn medium(test: &str) -> Folder {
    plant(&format!("large-{test}"), 500, 20)
}

/// Boxes in the legend of a picture: component, part of the environment, actor and folded zone at most.
const LEGEND: usize = 4;

/// So long may one answer take; a hundred times what a release takes on a quiet machine, as tests run in the slower
/// build and beside others.
const PATIENCE: Duration = Duration::from_secs(300);

fn plant(name: &str, elements: usize, files: usize) -> Folder {
    let folder = Folder::new(name);
    for (path, text) in generate::design(&generate::Sizes::plant(elements, files)) {
        folder.write(&path, &text);
    }
    folder
}

fn run(folder: &Folder, columns: usize, arguments: &[&str]) -> Output {
    let begun = Instant::now();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(&folder.path)
        .args(["--today", "2026-11-22"])
        .args(arguments)
        .env("COLUMNS", columns.to_string())
        .output()
        .unwrap();
    assert!(begun.elapsed() < PATIENCE, "{arguments:?} took {:?}", begun.elapsed());
    output
}

fn said(folder: &Folder, columns: usize, arguments: &[&str]) -> String {
    String::from_utf8(run(folder, columns, arguments).stdout).unwrap()
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let output = run(folder, 100, arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn the_design_is_as_large_as_it_says() {
    let files = generate::design(&generate::Sizes::plant(3_000, 100));
    let records: usize = files.iter().map(|(_, text)| text.lines().filter(|line| line.starts_with('[')).count()).sum();
    assert_eq!(files.len(), 101);
    assert!((2_700..3_700).contains(&records), "{records}");
}

#[test]
fn every_view_is_a_summary_first() {
    // A third of the size, as every view is asked for at two widths; what is shown does not grow with it.
    let plant = plant("large-views", 1_000, 60);
    for columns in [80, 120] {
        for (arguments, lines) in [
            (&["interface"] as &[&str], 130),
            (&["threats"], 130),
            (&["depth"], 90),
            (&["context"], 260),
            (&["practices"], 250),
            (&["trace"], 260),
            (&["levels"], 150),
            (&["people"], 40),
            (&["review"], 40),
            (&["status"], 260),
        ] {
            let text = said(&plant, columns, arguments);
            assert!(text.lines().count() <= lines, "{arguments:?} at {columns}: {} lines", text.lines().count());
            // Names of records and files are not cut where people copy them from.
            assert!(widest(&text) <= columns.max(100), "{arguments:?} at {columns}: {}", widest(&text));
        }
    }
    for command in ["interface", "threats", "context", "trace"] {
        let text = said(&plant, 80, &[command]);
        let groups = text.lines().filter(|line| line.trim_start().starts_with("zone.hall-")).count();
        assert!(groups >= 4, "{command} is not grouped by zone:\n{text}");
        assert!(text.contains("… and ") && text.contains("--zone"), "{command} does not say how to see more:\n{text}");
    }
}

#[test]
fn findings_of_three_thousand_elements_fit_on_a_few_pages() {
    let plant = large("check");
    let text = said(&plant, 80, &["check"]);
    assert!(text.contains("Where they are") && text.contains("--zone"), "{text}");
    assert!(text.lines().count() < 1_500, "{} lines", text.lines().count());
}

#[test]
fn a_part_is_shown_and_nothing_else_changes() {
    let plant = medium("part");
    let whole = run(&plant, 100, &["check", "--format", "json"]);
    for part in [&["--zone", "cell-3"] as &[&str], &["--component", "cell-3-h1-web"], &["--search", "CELL-3 web"]] {
        let arguments = [&["check", "--format", "json"] as &[&str], part].concat();
        let output = run(&plant, 100, &arguments);
        assert_eq!(output.status.code(), whole.status.code(), "{part:?} changed the exit code");
        let (part, all): (Value, Value) =
            (serde_json::from_slice(&output.stdout).unwrap(), serde_json::from_slice(&whole.stdout).unwrap());
        assert_eq!(part["summary"], all["summary"]);
        let (some, every) = (part["findings"].as_array().unwrap(), all["findings"].as_array().unwrap());
        assert!(!some.is_empty() && some.len() < every.len() / 2);
        assert!(some.iter().all(|finding| every.contains(finding)), "what is shown is as it was");
        assert_eq!(part["filter"]["shown"], some.len());
        assert_eq!(part["filter"]["of"], every.len());
        assert!(all.get("filter").is_none());
    }
    for command in ["interface", "threats", "depth", "context", "practices", "trace"] {
        let part = json(&plant, &[command, "--zone", "cell-3", "--format", "json"]);
        let filter = &part["filter"];
        assert!(filter["shown"].as_u64().unwrap() < filter["of"].as_u64().unwrap(), "{command}: {filter}");
        assert_eq!(filter["options"], "--zone cell-3");
        let text = said(&plant, 100, &[command, "--zone", "cell-3"]);
        assert!(text.contains("shown (--zone cell-3)"), "{command} does not say that it shows a part:\n{text}");
    }
    let part = json(&plant, &["interface", "--zone", "cell-3", "--format", "json"]);
    let ids = part["interfaces"].as_array().unwrap();
    assert!(ids.iter().all(|one| one["id"].as_str().unwrap().starts_with("cell-3-")), "{ids:?}");
    let whole = json(&plant, &["threats", "--format", "json"]);
    let part = json(&plant, &["threats", "--component", "cell-3-h1-web", "--format", "json"]);
    assert_eq!(part["summary"], whole["summary"]);
}

#[test]
fn a_service_gets_everything_or_nothing() {
    let plant = medium("service");
    for format in ["sarif", "junit", "github", "gitlab"] {
        let output = run(&plant, 100, &["check", "--format", format, "--zone", "cell-3"]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(output.stdout.is_empty());
    }
    let output = run(&plant, 100, &["interface", "--zone", "cel-3"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `cell-3`?"));
}

#[test]
fn a_component_is_shown_with_its_parts() {
    let plant = medium("parts");
    let text = said(&plant, 100, &["practices", "--component", "cell-1-h1-web", "--verbose"]);
    assert!(text.contains("component.cell-1-h1-tls"), "a library is part of what it is built into:\n{text}");
    assert!(!text.contains("component.cell-2"), "{text}");
}

#[test]
fn pictures_are_folded_and_open_on_request() {
    let plant = large("pictures");
    let boxes = |svg: &str| svg.matches("class=\"card").count().saturating_sub(LEGEND);
    let whole = said(&plant, 100, &["diagram"]);
    assert!(boxes(&whole) <= 64 && whole.len() < 400_000, "{} boxes, {} bytes", boxes(&whole), whole.len());
    let open = said(&plant, 100, &["diagram", "--expand", "cell-17"]);
    assert!(open.contains(">cell-17-bus<") && !whole.contains(">cell-17-bus<"));
    assert!(open.len() < 400_000);
    let one = said(&plant, 100, &["diagram", "zone.cell-17"]);
    assert!(boxes(&one) <= 64 && one.contains("cell-17-h1-web"), "{} boxes", boxes(&one));
    // Zones that do not lie in one another cannot be folded, and are gathered all the same.
    let flat = Folder::new("large-flat");
    for (path, text) in generate::design(&generate::Sizes::system(600)) {
        flat.write(&path, &text);
    }
    let svg = said(&flat, 100, &["diagram"]);
    assert!(boxes(&svg) <= 64 && svg.len() < 400_000, "{} boxes, {} bytes", boxes(&svg), svg.len());
    assert!(svg.contains(" more: "), "what is gathered is counted");
    let mermaid = said(&flat, 100, &["diagram", "--format", "mermaid"]);
    assert!(mermaid.lines().filter(|line| line.trim_start().starts_with('n')).count() < 800);
}

#[test]
fn a_set_of_pictures_leads_everywhere() {
    let plant = medium("set");
    let output = run(&plant, 100, &["diagram", "--all", "pictures"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let folder = plant.path.join("pictures");
    let files: BTreeSet<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(files.contains("index.html") && files.contains("zone.cell-3.svg"));
    let mut led: BTreeSet<String> = BTreeSet::new();
    for file in &files {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(!text.contains("<script"), "{file} has a script");
        for part in text.split("href=\"").skip(1) {
            let to = part.split('"').next().unwrap().to_owned();
            assert!(files.contains(&to), "{file} leads to {to}, which is not there");
            if file == "index.html" {
                led.insert(to);
            }
        }
        if file.ends_with(".svg") {
            assert!(text.contains("href=\"index.html\""), "{file} does not lead back");
        }
    }
    let index = std::fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(!index.contains("<script"));
    assert_eq!(led.len(), files.len() - 1, "the page leads to every picture");
    for name in ["zone.cell-3", "component.cell-3-h1-web", "interface.cell-3-h1-https", "actor.operator"] {
        assert!(index.contains(name), "{name} cannot be found on the page");
    }
    let again = run(&plant, 100, &["diagram", "--all", "pictures"]);
    assert_eq!(again.status.code(), Some(2), "nothing is written over");
    assert!(run(&plant, 100, &["diagram", "--all", "pictures", "--force"]).status.success());
}
