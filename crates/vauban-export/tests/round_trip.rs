//! What is exported and imported again is the same design: zones, parties and flows, by name, place and ends.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use support::{example, import, imported, problems, root, shape, sound, there_and_back};
use vauban_analysis::diagram::{Diagram, Shades, Sort};
use vauban_analysis::scope::Owners;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Ref};

/// A design by the names that people read. Sorted, with what occurs twice twice.
#[derive(Debug, PartialEq)]
struct Seen {
    /// Name, and the zone it lies in.
    zones: Vec<(String, Option<String>)>,
    /// Name, what it is, and its zone.
    parties: Vec<(String, Sort, Option<String>)>,
    /// Name, and both ends.
    flows: Vec<(String, String, String)>,
}

/// What the diagram of the first product shows, which the exporters know nothing of.
fn seen(compiled: &Compilation) -> Seen {
    let model = &compiled.model;
    let diagram = Diagram::new(model, &Owners::new(model), compiled.products()[0], &Shades::new());
    let zone = |at: Option<usize>| at.map(|at| diagram.zones[at].title.clone());
    let party = |at: usize| diagram.parties[at].title.clone();
    let title = |name: &str| {
        let id = model.find(Kind::Flow, name.trim_start_matches("flow.")).unwrap();
        model.head(id).title().to_owned()
    };
    let parent = |id: AnyId| model.head(id).title().to_owned();
    let zones = model.zone.iter();
    let zones = zones.map(|zone| (zone.head.title().to_owned(), zone.parent.as_ref().and_then(Ref::to).map(parent)));
    let parties = diagram.parties.iter().map(|one| (one.title.clone(), one.sort, zone(one.zone)));
    let flows = diagram.flows.iter().map(|flow| (title(&flow.name), party(flow.from), party(flow.to)));
    let mut seen = Seen { zones: zones.collect(), parties: parties.collect(), flows: flows.collect() };
    seen.zones.sort();
    seen.parties.sort();
    seen.flows.sort();
    seen
}

const EXAMPLES: [&str; 2] = ["edge-gateway", "level-sensor"];

#[test]
fn threat_dragon_gives_back_everything_that_is_drawn() {
    let nested = example("edge-gateway").model.zone.iter().filter(|zone| zone.parent.is_some()).count();
    assert!(nested >= 4, "{nested} zones lie in others");
    for name in EXAMPLES {
        let before = example(name);
        assert_eq!(seen(&there_and_back(&before, "threat-dragon")), seen(&before), "{name}");
    }
}

#[test]
fn open_threat_model_gives_back_everything_but_makes_actors_components() {
    for name in EXAMPLES {
        let before = example(name);
        let mut expect = seen(&before);
        expect.parties.iter_mut().for_each(|party| party.1 = Sort::Component);
        expect.parties.sort();
        assert_eq!(seen(&there_and_back(&before, "otm")), expect, "{name}");
    }
}

#[test]
fn tm_bom_gives_back_everything_but_zones_in_zones_and_the_environment() {
    for name in EXAMPLES {
        let before = example(name);
        let mut expect = seen(&before);
        expect.zones.iter_mut().for_each(|zone| zone.1 = None);
        for party in expect.parties.iter_mut().filter(|party| party.1 == Sort::Environment) {
            party.1 = Sort::Component;
        }
        expect.parties.sort();
        assert_eq!(seen(&there_and_back(&before, "tm-bom")), expect, "{name}");
    }
}

#[test]
fn examples_are_as_the_formats_ask() {
    for name in EXAMPLES {
        sound(&example(name), name);
    }
}

/// Every model of the corpus, imported, compiled and exported to every format.
#[test]
fn models_of_other_tools_pass_through() {
    let corpus = root().join("tests/corpora/threat-models");
    let mut count = 0;
    for format in vauban_import::FORMATS {
        let mut files: Vec<_> =
            std::fs::read_dir(corpus.join(format.name)).unwrap().map(|at| at.unwrap().path()).collect();
        files.sort();
        for mut path in files {
            if path.is_dir() {
                path = path.join("main.yaml");
            }
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let compiled = imported(&import(format.name, name, &bytes, path.parent().unwrap()));
            assert!(!compiled.model.component.is_empty() || format.name == "threat-composer", "{name}");
            sound(&compiled, name);
            count += 1;
        }
    }
    assert!(count >= 10, "{count} models");
}

/// The tables that documents are held against are no invention: what the tools themselves wrote passes them too.
#[test]
fn files_of_the_tools_have_the_shape_we_hold_ours_against() {
    let corpus = root().join("tests/corpora/threat-models");
    let read = |path: &str| serde_json::from_slice(&std::fs::read(corpus.join(path)).unwrap()).unwrap();
    let dragon: serde_json::Value = read("threat-dragon/three-tier-web-app.json");
    assert_eq!(shape::problems(shape::THREAT_DRAGON, &dragon, false), Vec::<String>::new());
    for name in ["otm/nested_tz.otm", "otm/aws-with-tz-and-vpc.otm"] {
        assert_eq!(shape::problems(shape::OTM, &read(name), false), Vec::<String>::new(), "{name}");
    }
    let husky: serde_json::Value = read("tm-bom/husky-ai-threat-model.json");
    assert!(!problems("otm", &husky).is_empty(), "a file of another format passes");
}
