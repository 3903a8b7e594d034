//! States and flags say no more than the records do; what has no place is told; any text stays JSON; large is fast.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise, and tells the time")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{example, export, records, sound};
use vauban_analysis::threats::State;
use vauban_export::FORMATS;

const SMALL: &str = "
[zone.plant]
security-level = 2
[zone.internet]
outside = true
[zone.cell]
parent = \"plant\"
[actor.operator]
title = \"Operator\"
kind = \"person\"
zone = \"plant\"
[component.plc]
title = \"Controller\"
kind = \"controller\"
zone = \"cell\"
version = \"7\"
[component.archive]
title = \"Archive\"
form = \"store\"
zone = \"cell\"
[interface.web]
on = \"plc\"
protocol = \"https\"
[interface.bus]
on = \"plc\"
protocol = \"modbus-tcp\"
[interface.files]
on = \"archive\"
[flow.browse]
from = \"actor.operator\"
to = \"web\"
carries = [\"recipe\"]
[flow.write]
from = \"actor.operator\"
to = \"bus\"
answers = false
external-network = true
[flow.keep]
from = \"component.plc\"
to = \"files\"
[asset.recipe]
held-by = [\"archive\", \"plc\"]
impact = { confidentiality = \"none\", integrity = \"high\" }
[mechanism.login]
title = \"Login\"
kind = \"user-authentication\"
protects = [\"interface.web\"]
status = \"implemented\"
[threat.shown]
on = [\"flow.write\"]
stride = [\"tampering\"]
severity = \"high\"
[threat.gone]
on = [\"component.plc\"]
stride = [\"spoofing\"]
severity = \"low\"
[disposition.gone]
response = \"not-applicable\"
rationale = \"No such part.\"
approved-by = \"role.advisor\"
date = 2026-11-01
[threat.borne]
on = [\"component.archive\"]
stride = [\"denial-of-service\"]
severity = \"medium\"
[disposition.borne]
response = \"accept\"
rationale = \"Seldom.\"
approved-by = \"role.advisor\"
date = 2026-11-01
expires = 2027-11-01
[threat.designed]
on = [\"interface.web\"]
stride = [\"spoofing\"]
severity = \"high\"
[disposition.designed]
response = \"mitigate\"
by = [\"login\"]
rationale = \"Login.\"
[role.advisor]
";

fn find<'v>(list: &'v Value, key: &str, name: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|one| one[key] == name).unwrap_or_else(|| panic!("no {name} in {list:#}"))
}

fn cell<'v>(document: &'v Value, name: &str) -> &'v Value {
    let cells = document["detail"]["diagrams"][0]["cells"].as_array().unwrap();
    &cells.iter().find(|cell| cell["data"]["name"] == name).unwrap()["data"]
}

#[test]
fn flags_of_flows_are_known_or_absent() {
    let compiled = records(SMALL);
    let dragon = export(&compiled, "threat-dragon").document;
    let flags = |name: &str| {
        let data = cell(&dragon, name);
        ["isEncrypted", "isPublicNetwork", "isBidirectional"].map(|key| data.get(key).and_then(Value::as_bool))
    };
    assert_eq!(flags("browse"), [Some(true), None, Some(true)]);
    assert_eq!(flags("write"), [Some(false), Some(true), Some(false)]);
    assert_eq!(flags("keep"), [None, None, Some(true)]);
    let bom = export(&compiled, "tm-bom");
    let flow = |name: &str| {
        let flow = find(&bom.document["data_flows"], "symbolic_name", name);
        (flow["encrypted"].as_bool().unwrap(), flow["has_sensitive_data"].as_bool().unwrap())
    };
    assert_eq!(flow("browse"), (true, false), "what it carries may be known");
    assert_eq!(flow("keep"), (false, true), "unknown is neither encrypted nor harmless");
    let filled: Vec<_> = bom.filled.iter().filter(|row| row.path == "data_flows.encrypted").collect();
    assert_eq!(filled.iter().map(|row| (row.count, row.example.as_str())).collect::<Vec<_>>(), [(1, "flow.keep")]);
}

#[test]
fn only_what_is_stopped_and_shown_is_mitigated() {
    let compiled = records(SMALL);
    let dragon = export(&compiled, "threat-dragon").document;
    let statuses = |cell_name: &str, title: &str| {
        let threats = &cell(&dragon, cell_name)["threats"];
        find(threats, "title", title)["status"].clone()
    };
    assert_eq!(statuses("write", "shown"), "Open");
    assert_eq!(statuses("Controller", "gone"), "NotApplicable");
    assert_eq!(statuses("Archive", "borne"), "Open");
    assert_eq!(statuses("Controller", "designed"), "Open", "nothing shows that the login works");
    let designed = find(&cell(&dragon, "Controller")["threats"], "title", "designed");
    assert_eq!(designed["mitigation"], "Login (implemented)");
    let otm = export(&compiled, "otm").document;
    let state = |list: &str, on: &str, threat: &str| {
        find(&find(&otm[list], "id", on)["threats"], "threat", threat)["state"].clone()
    };
    assert_eq!(state("dataflows", "flow.write", "threat.shown"), "exposed");
    assert_eq!(state("components", "component.plc", "threat.gone"), "not-applicable");
    assert_eq!(state("components", "component.archive", "threat.borne"), "accepted");
    assert_eq!(state("components", "component.plc", "threat.designed"), "exposed");
    for format in FORMATS {
        let text = export(&compiled, format.name).document.to_string();
        let mitigated = text.matches("\"Mitigated\"").count() + text.matches("\"mitigated\"").count();
        assert_eq!(mitigated, 0, "{}: nothing of this design is tested", format.name);
    }
}

/// What is in the design and yet nowhere in the document is counted as well.
#[test]
fn records_that_end_up_nowhere_are_told() {
    let more = "[interface.spare]\non = \"plc\"\n[mechanism.idle]\nprotects = [\"interface.bus\"]\n\
        [boundary.q]\nfrom = \"plant\"\nto = \"nowhere\"\n[disposition.nothing]\nresponse = \"accept\"\n\
        [attacker.insider]\nacts-as = [\"operator\"]\n";
    let compiled = records(&format!("{SMALL}{more}"));
    let lost = |format: &str, path: &str, example: &str| {
        let exported = export(&compiled, format);
        exported.lost.iter().any(|row| row.path == path && row.example == example)
    };
    for format in FORMATS {
        assert!(lost(format.name, "interface", "interface.spare"), "{}", format.name);
        assert!(lost(format.name, "disposition", "disposition.nothing"), "{}", format.name);
        assert!(lost(format.name, "boundary", "boundary.q"), "{}", format.name);
    }
    assert!(lost("threat-dragon", "mechanism", "mechanism.idle"));
    let bom = export(&compiled, "tm-bom").document;
    let insider = find(&bom["threat_personas"], "symbolic_name", "insider");
    assert_eq!((&insider["access_level"], &insider["skill_level"]), (&json!("user"), &json!("state_sponsored")));
    sound(&compiled, "records that end up nowhere");
}

/// Held against the enumeration itself: no threat looks better in a document than it is.
#[test]
fn mitigated_are_exactly_the_threats_that_are_stopped() {
    let compiled = example("edge-gateway");
    let found = compiled.threats(compiled.products()[0]).unwrap();
    let stopped = found.threats.iter().filter(|one| one.state == State::Stopped && one.shadow.is_none());
    let stopped: BTreeSet<&str> = stopped.map(|one| one.id.as_str()).collect();
    let otm = export(&compiled, "otm").document;
    let users = ["components", "dataflows"].into_iter().flat_map(|list| otm[list].as_array().unwrap());
    let uses = users.filter_map(|user| user["threats"].as_array()).flatten();
    let mitigated = uses.clone().filter(|used| used["state"] == "mitigated");
    let mitigated: BTreeSet<&str> = mitigated.map(|used| used["threat"].as_str().unwrap()).collect();
    assert!(mitigated.len() > 10 && mitigated.is_subset(&stopped), "{mitigated:?}");
    let placed: BTreeSet<&str> = uses.map(|used| used["threat"].as_str().unwrap()).collect();
    let missing: Vec<&&str> = stopped.difference(&mitigated).filter(|id| placed.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let dragon = export(&compiled, "threat-dragon").document;
    let cells = dragon["detail"]["diagrams"][0]["cells"].as_array().unwrap();
    let threats = cells.iter().filter_map(|cell| cell["data"]["threats"].as_array()).flatten();
    let drawn = threats.filter(|one| one["status"] == "Mitigated").count();
    let used = ["components", "dataflows"].into_iter().flat_map(|list| otm[list].as_array().unwrap());
    let used = used.filter_map(|user| user["threats"].as_array()).flatten();
    assert_eq!(drawn, used.filter(|used| used["state"] == "mitigated").count());
}

#[test]
fn ratings_that_nobody_gave_are_the_worst_and_are_told() {
    let exported = export(&records(SMALL), "otm");
    let recipe = find(&exported.document["assets"], "id", "asset.recipe");
    let rated = json!({
        "confidentiality": 0, "integrity": 75, "availability": 100,
        "comment": "Not stated, and written as 100: availability.",
    });
    assert_eq!(recipe["risk"], rated);
    let rating = |id: &str| find(&exported.document["trustZones"], "id", id)["risk"]["trustRating"].clone();
    assert_eq!([rating("zone.plant"), rating("zone.cell")], [50, 0]);
    let told = |path: &str| exported.filled.iter().find(|row| row.path == path).map(|row| row.count);
    assert_eq!(told("trustZones.risk.trustRating"), Some(2));
    assert_eq!(told("assets.risk"), Some(1));
    let likelihoods = exported.document["threats"].as_array().unwrap().iter();
    assert!(likelihoods.clone().count() > 0 && likelihoods.map(|one| &one["risk"]["likelihood"]).all(Value::is_null));
}

/// Every key that a record of the product says is written by a format, or told as lost.
#[test]
fn every_key_is_held_or_told_once() {
    let compiled = example("edge-gateway");
    for format in FORMATS {
        let exported = export(&compiled, format.name);
        let mut rows: Vec<_> = exported.lost.iter().map(|row| (&row.path, &row.reason)).collect();
        rows.dedup();
        assert_eq!(rows.len(), exported.lost.len(), "a row stands twice");
        let told = |path: &str| exported.lost.iter().find(|row| row.path == path);
        assert_eq!(told("component.version").map(|row| row.example.starts_with("component.")), Some(true));
        assert_eq!(told("test").map(|row| row.count), Some(compiled.model.test.len()), "{}", format.name);
        assert_eq!(told("interface.port").is_some(), compiled.model.interface.iter().any(|one| one.port.is_some()));
        for held in ["zone.title", "component.title", "flow.from", "flow.to", "threat.on", "interface.on"] {
            assert!(told(held).is_none(), "{held} is written by {}", format.name);
        }
        assert_eq!(told("attacker").is_some(), format.name != "tm-bom");
        assert_eq!(told("zone.parent").is_some(), format.name == "tm-bom");
    }
}

#[test]
fn the_same_records_give_the_same_bytes_in_any_order_of_files() {
    let (first, second) = SMALL.split_at(SMALL.find("[threat.shown]").unwrap());
    let compiled = |names: [&str; 2]| {
        let head = b"[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\n".to_vec();
        let file = |name: &str, text: &str| (format!("security/{name}.toml"), text.as_bytes().to_vec());
        support::project(vec![("vauban.toml".into(), head), file(names[0], first), file(names[1], second)])
    };
    for format in FORMATS {
        let [one, other] = [["a", "b"], ["b", "a"]].map(|names| export(&compiled(names), format.name));
        assert_eq!(one.document.to_string(), other.document.to_string(), "{}", format.name);
        assert_eq!(one.lost, other.lost);
    }
}

#[test]
fn records_of_another_product_stay_there() {
    let both = |records: &str| {
        let head = b"[product.a]\nversion = \"1\"\nroots = [\"security/a\"]\n[product.b]\nversion = \"1\"\nroots = [\"security/b\"]\n";
        support::project(vec![
            ("vauban.toml".into(), head.to_vec()),
            ("security/a/design.toml".into(), records.into()),
            ("security/b/design.toml".into(), b"[component.secret-project]\ndescription = \"of b\"\n".to_vec()),
        ])
    };
    for format in FORMATS {
        let exported = export(&both(SMALL), format.name);
        assert!(exported.document.to_string().contains("Controller"));
        assert!(!exported.document.to_string().contains("secret-project"), "{}", format.name);
        assert!(exported.lost.iter().all(|row| !row.example.contains("secret-project") && row.example != "product.b"));
    }
}

#[test]
fn any_text_stays_json_of_the_format() {
    let long = "long ".repeat(20_000);
    let texts = [
        "\"quoted\" \\ back",
        "\u{1b}[31m\u{7}\u{0}\u{9b}",
        "\u{202e}evil\u{2066}\u{200b}\u{feff}",
        "line\r\nbreaks\u{2028}\u{2029}\tand </script><b>&",
        "漢字 👩\u{200d}🔧 e\u{301}",
        "-1",
        "",
        &long,
    ];
    for text in texts {
        let word = toml_string(text);
        let text = format!(
            "[zone.z]\ntitle = {word}\ndescription = {word}\n[actor.a]\ntitle = {word}\nrole = {word}\nzone = \"z\"\n\
             [component.c]\ntitle = {word}\ndescription = {word}\nprivileges = {word}\ntags = [{word}]\n\
             [component.s]\nform = \"store\"\ntitle = {word}\n[interface.i]\non = \"c\"\n[flow.f]\ntitle = {word}\n\
             from = \"actor.a\"\nto = \"i\"\n[asset.x]\ntitle = {word}\nheld-by = [\"s\"]\n[mechanism.m]\ntitle = {word}\n\
             protects = [\"flow.f\"]\n[assumption.u]\ndescription = {word}\n[attacker.e]\ntitle = {word}\nmotivation = {word}\n\
             [threat.t]\ntitle = {word}\nvector = {word}\non = [\"flow.f\"]\ncvss = {word}\ncwe = [{word}]\n\
             attacker = [\"e\"]\n[disposition.t]\nresponse = \"mitigate\"\nby = [\"m\"]\nrationale = {word}\n"
        );
        let compiled = records(&text);
        assert_eq!(compiled.model.flow.len(), 1);
        sound(&compiled, "hostile text");
    }
}

fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if u32::from(letter) < 0x20 || letter == '\u{7f}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out + "\""
}

#[test]
fn circles_and_holes_end() {
    let circles = "[zone.a]\nparent = \"b\"\n[zone.b]\nparent = \"a\"\n[zone.c]\nparent = \"c\"\n\
        [component.x]\npart-of = \"y\"\nzone = [\"a\", \"c\"]\n[component.y]\npart-of = \"x\"\n[component.lost]\nzone = \"none\"\n\
        [interface.i]\non = \"nobody\"\n[flow.f]\nfrom = \"component.x\"\nto = \"i\"\n[boundary.q]\nfrom = \"a\"\nto = \"nowhere\"\n\
        [asset.h]\nheld-by = [\"gone\"]\n[threat.t]\non = [\"flow.f\", \"component.gone\"]\n";
    let mut deep = String::new();
    for at in 0..200 {
        let _ = write!(
            deep,
            "[zone.z{at}]\nparent = \"z{}\"\n[component.c{at}]\npart-of = \"c{}\"\nzone = \"z{at}\"\n",
            at + 1,
            at + 1
        );
    }
    for text in [circles, &deep, ""] {
        let compiled = records(text);
        sound(&compiled, "circles");
        for format in FORMATS {
            support::imported(&support::import(
                format.name,
                "back",
                export(&compiled, format.name).document.to_string().as_bytes(),
                &support::root(),
            ));
        }
    }
    let exported = export(&records(circles), "threat-dragon");
    assert!(exported.lost.iter().any(|row| row.path == "flow" && row.example == "flow.f"), "{:#?}", exported.lost);
}

#[test]
fn a_thousand_components_take_less_than_a_second() {
    let mut text = String::from("[policy]\nassumed-attacker = 2\n");
    for at in 0..100 {
        let _ = write!(text, "[zone.z{at}]\nparent = \"z{}\"\n", at / 10);
    }
    text = text.replace("[zone.z0]\nparent = \"z0\"\n", "[zone.z0]\n");
    for at in 0..1000 {
        let _ = write!(
            text,
            "[component.c{at}]\nzone = \"z{}\"\n[interface.i{at}]\non = \"c{at}\"\nprotocol = \"https\"\n",
            at % 100
        );
    }
    for at in 0..2000 {
        let _ = write!(text, "[flow.f{at}]\nfrom = \"component.c{}\"\nto = \"i{}\"\n", at % 1000, (at * 7 + 1) % 1000);
        let _ = write!(text, "[threat.t{at}]\non = [\"flow.f{at}\"]\nstride = [\"tampering\"]\n");
    }
    let text = text.replace("[policy]\nassumed-attacker = 2\n", "");
    let compiled = records(&text);
    assert_eq!((compiled.model.component.len(), compiled.model.flow.len()), (1000, 2000));
    // What is computed for every command is not part of the export.
    compiled.threats(compiled.products()[0]).unwrap();
    // Without optimisation, and beside everything else that a test run does, ten times as long.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
    for format in FORMATS {
        // The best of three: what else the machine does is not measured.
        let timed = (0..3).map(|_| {
            let begun = Instant::now();
            let exported = export(&compiled, format.name);
            let bytes = serde_json::to_string_pretty(&exported.document).unwrap().len();
            (begun.elapsed(), bytes, exported)
        });
        let (took, bytes, exported) = timed.min_by_key(|(took, ..)| *took).unwrap();
        eprintln!("{}: {bytes} bytes in {took:?}", format.name);
        assert!(took < limit, "{} took {took:?}", format.name);
        let flows = exported.elements.iter().find(|(sort, _)| *sort == "flows");
        assert_eq!(flows, Some(&("flows", 2000)));
    }
}
