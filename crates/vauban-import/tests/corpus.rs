//! Real files of every format: how many records come out, that they hold together, and that
//! nothing vanishes.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod support;

use serde_json::Value;
use support::{check_sound, counts, import, import_file, inputs, own, shared};

/// Numbers counted in the files with other programs; what differs is explained.
const EXPECTED: &[(&str, &str)] = &[
    // 23 arrows, two of which name elements that do not exist; 3 + 6 + 7 elements.
    (
        "husky-ai-threat-model.json",
        "actor 4, asset 7, assumption 1, attacker 2, boundary 3, component 13, context 1, disposition 9, flow 21, interface 9, mechanism 22, threat 9, zone 3",
    ),
    (
        "cryptocurrency-wallet-threat-model.json",
        "actor 1, asset 3, assumption 2, attacker 1, boundary 1, component 13, context 1, disposition 3, flow 11, interface 10, mechanism 3, threat 3, zone 3",
    ),
    // 5 arrows, one of which answers another; `Web Server` is in no boundary.
    ("tmbom-pytm-example.cdx.json", "actor 1, asset 4, component 3, context 1, flow 4, interface 4, zone 3"),
    ("tmbom-otm-example.cdx.json", "actor 1, asset 2, component 3, context 1, flow 2, interface 2, zone 2"),
    ("tmbom-multi-example.cdx.json", "actor 2, asset 6, component 5, context 1, flow 6, interface 6, zone 5"),
    (
        "three-tier-web-app.json",
        "component 3, context 1, disposition 2, flow 3, interface 3, mechanism 2, threat 2, zone 2",
    ),
    // 4 arrows, one of which answers another.
    (
        "enter-the-dragon-4.json",
        "actor 1, component 2, context 1, disposition 3, flow 3, interface 3, mechanism 2, threat 3, zone 1",
    ),
    // 10 arrows, one of which answers another; 14 threats, 12 different advices.
    (
        "v1-demo-threat-model.json",
        "actor 1, component 6, context 1, disposition 14, flow 9, interface 5, mechanism 12, threat 14, zone 1",
    ),
    (
        "iot-device.json",
        "actor 1, component 10, context 1, disposition 4, flow 14, interface 11, mechanism 4, threat 4, zone 1",
    ),
    ("online-game.json", "actor 2, component 10, context 1, flow 17, interface 11, zone 3"),
    // 14 technical assets (4 of them external entities) and a shared runtime.
    (
        "main.yaml",
        "actor 4, asset 12, component 11, context 1, disposition 8, flow 20, interface 16, mechanism 1, requirement 3, threat 8, zone 6",
    ),
    (
        "demo-example.yaml",
        "actor 4, asset 12, component 11, context 1, disposition 8, flow 20, interface 16, mechanism 1, requirement 3, threat 8, zone 6",
    ),
    ("nested_tz.otm", "component 4, context 1, flow 2, interface 2, zone 3"),
    ("aws-with-tz-and-vpc.otm", "component 6, context 1, flow 4, interface 4, zone 2"),
    (
        "mobile-cloud.otm.json",
        "component 4, context 1, disposition 43, flow 6, interface 4, mechanism 43, threat 43, zone 2",
    ),
    // 105 uses of threats that are not in the file.
    ("MTMT_example_coordinates.otm", "component 8, context 1, flow 14, interface 8, zone 2"),
    // 4 lines: 2 flows, 1 flow from nowhere, 1 trust boundary.
    ("MTMT_nested_tz.tm7", "component 4, context 1, flow 2, interface 2, threat 16, zone 3"),
    // 27 borders: 20 processes and stores, 4 interactors, 2 boundaries, 1 annotation.
    ("SDL_all_components.tm7", "actor 4, component 20, context 1, zone 2"),
    // 4 arrows, one of which is drawn back to the actor.
    ("input.json", "actor 1, component 2, context 1, flow 3, interface 2, zone 3"),
    (
        "pytm-sample-tm.json",
        "actor 1, asset 7, assumption 2, component 4, context 1, flow 4, interface 3, threat 98, zone 4",
    ),
    (
        "cookbook-payment-online.json",
        "actor 1, asset 6, component 4, context 1, flow 9, interface 4, threat 133, zone 4",
    ),
    ("ThreatComposer.tc.json", "asset 7, assumption 5, attacker 4, context 1, disposition 20, mechanism 18, threat 20"),
    (
        "ThreatModelingForBuilders-Exercise4.tc.json",
        "asset 4, assumption 19, attacker 1, context 1, disposition 10, mechanism 22, threat 10",
    ),
];

#[test]
fn every_file_of_the_corpora() {
    let mut files = inputs(&own());
    assert_eq!(files.len(), 10);
    files.extend(shared().map(|folder| inputs(&folder)).unwrap_or_default());
    let mut counted = 0;
    for (format, path) in &files {
        let imported = import_file(format, path).unwrap_or_else(|error| panic!("{error}"));
        check_sound(&imported);
        let again = import_file(format, path).unwrap();
        assert_eq!(imported, again, "{} differs when imported again", path.display());
        let name = path.file_name().unwrap().to_str().unwrap();
        // `cryptocurrency-wallet.json` and others are only checked for soundness.
        if let Some((_, expect)) = EXPECTED.iter().find(|(file, _)| *file == name) {
            counted += 1;
            assert_eq!(counts(&imported), *expect, "{}", path.display());
        }
    }
    println!("{} files imported, {counted} of them counted", files.len());
}

/// A member nobody knows, put into any object of a real file, is told: in a row of its own, in
/// one more of a row, or as part of something that is told as a whole.
#[test]
fn nothing_vanishes() {
    let mut files = inputs(&own());
    files.extend(shared().map(|folder| inputs(&folder)).unwrap_or_default());
    let mut tried = 0;
    for (format, path) in files {
        let Ok(original) = serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()) else {
            continue;
        };
        let before = import(&format, original.to_string().as_bytes()).unwrap();
        let total = |imported: &vauban_import::Imported| -> usize { imported.lost.iter().map(|row| row.count).sum() };
        let mut objects = Vec::new();
        find_objects(&original, String::new(), &mut objects);
        let step = objects.len().div_ceil(40).max(1);
        for pointer in objects.iter().step_by(step) {
            let mut changed = original.clone();
            let object = changed.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
            object.insert("nobody-knows".to_owned(), Value::from(42));
            let after = import(&format, changed.to_string().as_bytes()).unwrap();
            let told = total(&after) > total(&before) || was_left_whole(&format, &original, &before, pointer);
            assert!(told, "{}: a member of {pointer} vanished", path.display());
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    println!("{tried} members told");
}

/// Whether an object or one around it was told as a whole: without it, its row counts one less.
fn was_left_whole(format: &str, original: &Value, before: &vauban_import::Imported, pointer: &str) -> bool {
    let ends = pointer.char_indices().filter(|(_, letter)| *letter == '/').map(|(at, _)| at);
    ends.skip(1).chain([pointer.len()]).any(|end| {
        let around = &pointer[..end];
        let star = starred(around);
        let rows = before.lost.iter().filter(|row| row.path == star);
        rows.into_iter().any(|row| {
            let mut without = original.clone();
            without.pointer_mut(around).map(Value::take);
            let Ok(after) = import(format, without.to_string().as_bytes()) else {
                return false;
            };
            let same = |other: &&vauban_import::Lost| other.path == row.path && other.reason == row.reason;
            after.lost.iter().find(same).map_or(0, |row| row.count) < row.count
        })
    })
}

fn find_objects(value: &Value, pointer: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                find_objects(member, format!("{pointer}/{name}"), out);
            }
            out.push(pointer);
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                find_objects(item, format!("{pointer}/{at}"), out);
            }
        }
        _ => {}
    }
}

fn starred(pointer: &str) -> String {
    let steps = pointer.split('/').map(|step| if step.parse::<usize>().is_ok() { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
}
