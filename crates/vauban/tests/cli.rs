//! The commands as users and scripts call them: exit codes, contracts, files written and not written.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        vauban(&self.0, arguments)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn vauban(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(folder)
        .args(["--today", "2026-11-22"])
        .args(arguments)
        .env("GIT_DIR", "/nowhere")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", out(output)))
}

fn corpus(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/threat-models").join(path)
}

#[test]
fn a_bare_start_is_green_and_has_no_aspect_met() {
    let folder = Folder::new("bare");
    assert_eq!(folder.run(&["init", "--yes"]).status.code(), Some(0));
    let check = folder.run(&["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    let status = json(&folder.run(&["status", "--format", "json"]));
    let aspects = status["requirements"].as_array().unwrap().iter().flat_map(|one| one["aspects"].as_array().unwrap());
    let verdicts: Vec<&str> = aspects.map(|aspect| aspect["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts.len(), 285);
    assert!(verdicts.iter().all(|verdict| *verdict == "missing" || *verdict == "partial"), "{verdicts:?}");
    let again = folder.run(&["init", "--yes"]);
    assert_eq!(again.status.code(), Some(2), "a second start must not write over the first");
}

#[test]
fn the_four_starting_points_compile() {
    for kind in ["embedded-device", "network-device", "software-application", "host-device"] {
        let folder = Folder::new(kind);
        let arguments = ["init", "--kind", kind, "--name", "A \"quoted\" name", "--interface", "https", "--yes"];
        assert_eq!(folder.run(&arguments).status.code(), Some(0));
        let found = json(&folder.run(&["check", "--format", "json"]));
        let codes: Vec<&str> =
            found["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"interface-questions-open"), "{codes:?}");
        assert!(
            !codes.iter().any(|code| ["toml-syntax", "unknown-key", "unresolved-reference"].contains(code)),
            "{codes:?}"
        );
        assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(0), "templates are formatted");
    }
    let folder = Folder::new("protocol");
    let wrong = folder.run(&["init", "--yes", "--interface", "htps"]);
    assert!(err(&wrong).contains("did you mean `https`?"), "{}", err(&wrong));
    assert!(!folder.0.join("vauban.toml").exists());
}

#[test]
fn without_a_terminal_init_asks_for_flags() {
    let folder = Folder::new("ask");
    let output = folder.run(&["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("--yes"));
}

#[test]
fn adopting_makes_the_first_day_green_and_keeps_the_backlog_visible() {
    let folder = Folder::new("adopt");
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    folder.write("security/a.toml", "[interface.x]\non = \"y\"\n[component.y]\n");
    assert_eq!(folder.run(&["check"]).status.code(), Some(1));
    assert_eq!(folder.run(&["init", "--adopt"]).status.code(), Some(0));
    let check = folder.run(&["check", "--format", "json"]);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
    assert!(json(&check)["summary"]["waived"].as_u64().unwrap() > 0);
    let formatted = folder.run(&["fmt", "--check", "security/backlog.toml"]);
    assert_eq!(formatted.status.code(), Some(0), "the backlog is formatted");
    folder.write("security/a.toml", "[component.y]\n");
    let later = json(&folder.run(&["check", "--format", "json"]));
    let codes: Vec<&str> =
        later["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"waiver-unmatched"), "a settled finding frees its waiver: {codes:?}");
}

#[test]
fn exit_codes_follow_the_deny_level() {
    let folder = Folder::new("deny");
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    folder.write("security/a.toml", "[mechanism.m]\n");
    let with = |arguments: &[&str]| folder.run(arguments).status.code();
    assert_eq!(with(&["check"]), Some(0));
    assert_eq!(with(&["check", "--deny", "warning"]), Some(1));
    assert_eq!(with(&["check", "--format", "nonsense"]), Some(2));
    assert_eq!(with(&["status", "SD-99"]), Some(2));
    assert_eq!(with(&["explain", "nonsense-of-nonsense"]), Some(2));
    assert_eq!(vauban(Path::new("/nowhere"), &["check"]).status.code(), Some(2));
    let empty = Folder::new("empty");
    let none = empty.run(&["check"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(err(&none).contains("vauban init"));
}

#[test]
fn every_format_is_written_and_the_same_twice() {
    let folder = Folder::new("formats");
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    folder.write("security/a.toml", "[zone.a]\nkind = \"netwrk\"\n[component.c]\nzone = \"b\"\n");
    for format in ["terminal", "short", "json", "sarif", "github", "gitlab", "junit"] {
        let first = folder.run(&["check", "--format", format]);
        assert_eq!(first.status.code(), Some(1), "{format}");
        assert!(!first.stdout.is_empty(), "{format}");
        if format != "terminal" {
            assert_eq!(first.stdout, folder.run(&["check", "--format", format]).stdout, "{format}");
        }
    }
    let found = json(&folder.run(&["check", "--format", "json"]));
    assert_eq!(found["schema"], "vauban/check/1");
    let first = found["findings"].as_array().unwrap().iter().find(|one| one["code"] == "unknown-word").unwrap();
    for member in [
        "code",
        "severity",
        "message",
        "requirement",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "help",
        "related",
    ] {
        assert!(first.get(member).is_some(), "no `{member}`");
    }
    assert_eq!((first["file"].as_str(), first["line"].as_u64()), (Some("security/a.toml"), Some(2)));
    assert!(first["help"].as_str().unwrap().contains("`network`"));
}

#[test]
fn sarif_is_valid_and_its_fingerprints_survive_a_move() {
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/schemas/sarif-2.1.0.json")).unwrap();
    // One pattern of the published schema is not one that Rust's regular expressions take; see tests/schemas/SOURCES.md.
    let mut schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    remove_patterns(&mut schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = Folder::new("sarif");
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    folder.write("security/a.toml", "[mechanism.m]\n");
    let prints = |folder: &Folder| {
        let log = json(&folder.run(&["check", "--format", "sarif"]));
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let mut prints: Vec<String> = results
            .iter()
            .filter(|result| result["ruleId"] == "mechanism-without-responsibility")
            .map(|result| result["partialFingerprints"]["vauban/v1"].as_str().unwrap().to_owned())
            .collect();
        prints.sort();
        prints
    };
    let before = prints(&folder);
    assert_eq!(before.len(), 1);
    fs::remove_file(folder.0.join("security/a.toml")).unwrap();
    folder.write("security/deep/b.toml", "# moved\n\n\n[mechanism.m]\n");
    assert_eq!(prints(&folder), before);
}

fn remove_patterns(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            if map.get("pattern").is_some_and(serde_json::Value::is_string) {
                map.remove("pattern");
            }
            map.values_mut().for_each(remove_patterns);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(remove_patterns),
        _ => {}
    }
}

#[test]
fn formatting_is_byte_exact_on_formatted_input() {
    let folder = Folder::new("fmt");
    folder.write("vauban.toml", "[product.p]\nversion=\"1\"   # built now\n");
    folder.write("security/a.md", "+++\n[process.p]\nversion='1'\n+++\n\n#   Prose stays\n");
    assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(1));
    assert_eq!(folder.run(&["fmt"]).status.code(), Some(0));
    assert_eq!(folder.read("vauban.toml"), "[product.p]\nversion = \"1\" # built now\n");
    assert_eq!(folder.read("security/a.md"), "+++\n[process.p]\nversion = '1'\n+++\n\n#   Prose stays\n");
    assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(0));
    folder.write("security/b.toml", "[zone.a\n");
    let broken = folder.run(&["fmt"]);
    assert_eq!(broken.status.code(), Some(2));
    assert_eq!(folder.read("security/b.toml"), "[zone.a\n");
}

#[test]
fn everything_that_has_a_name_is_explained() {
    let folder = Folder::new("explain");
    for name in [
        "interface-questions-open",
        "toml-syntax",
        "SD-1",
        "SD-1.c",
        "SD",
        "CR 1.1",
        "interface",
        "interface.users",
        "users",
        "secure-boot",
        "modbus-tcp",
        "kinds",
        "checks",
        "requirements",
        "rules",
        "mechanisms",
        "protocols",
        "terms",
        "catalogs",
        "policy",
        "depth",
        "component.kind",
        "iec62443-4-1:2018/SR-2",
    ] {
        let output = folder.run(&["explain", name]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", err(&output));
        assert!(out(&output).lines().count() > 2, "{name}");
    }
    let near = folder.run(&["explain", "interfce"]);
    assert!(err(&near).contains("`interface`"), "{}", err(&near));
    assert_eq!(json(&folder.run(&["explain", "SD-1.c", "--format", "json"]))["schema"], "vauban/explain/1");
}

#[test]
fn every_command_has_help_with_an_example() {
    let folder = Folder::new("help");
    for command in ["init", "check", "status", "explain", "fmt", "schema", "completions", "import", "man"] {
        let output = folder.run(&[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(out(&output).contains("Example"), "{command} shows no example");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&folder.run(&["completions", shell])).contains("vauban"), "{shell}");
    }
    assert!(out(&folder.run(&["man"])).contains(".TH"));
}

#[test]
fn schemas_are_schemas() {
    let folder = Folder::new("schema");
    for of in ["record", "root"] {
        let schema = json(&folder.run(&["schema", of]));
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&serde_json::json!({ "zone": { "a": { "kind": "network" } } })));
        assert!(!validator.is_valid(&serde_json::json!({ "zone": { "a": { "kimd": "network" } } })));
        assert!(!validator.is_valid(&serde_json::json!({ "zoen": {} })));
    }
}

/// Imports a model into a fresh project; the JSON answer and what `check` finds of form.
fn import(name: &str, format: &str, file: &Path) -> (serde_json::Value, Vec<String>) {
    let folder = Folder::new(name);
    assert_eq!(folder.run(&["init", "--yes"]).status.code(), Some(0));
    let output = folder.run(&["import", format, file.to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}: {}", file.display(), err(&output));
    let found = json(&folder.run(&["check", "--format", "json"]));
    let form = [
        "toml-syntax",
        "duplicate-key",
        "unknown-key",
        "unknown-kind",
        "unknown-word",
        "wrong-type",
        "unresolved-reference",
        "wrong-kind-of-reference",
        "missing-key",
        "bad-id",
        "duplicate-id",
        "parent-cycle",
    ];
    let all = found["findings"].as_array().unwrap();
    let of_form = all.iter().filter(|one| form.contains(&one["code"].as_str().unwrap()));
    assert_eq!(
        folder.run(&["fmt", "--check"]).status.code(),
        Some(0),
        "{}: imported files are formatted",
        file.display()
    );
    (json(&output), of_form.map(|one| format!("{}: {} ({})", one["code"], one["message"], one["file"])).collect())
}

fn format_of(path: &Path) -> Option<&'static str> {
    let folder = path.components().rev().nth(1)?.as_os_str().to_str()?;
    let name = path.file_name()?.to_str()?;
    match folder {
        "threat-dragon" => Some("threat-dragon"),
        "threagile" => Some("threagile"),
        "includes" => (name == "main.yaml").then_some("threagile"),
        "otm" => Some("otm"),
        "tm7" => Some("tm7"),
        "pytm" => Some("pytm"),
        "threat-composer" => Some("threat-composer"),
        "tm-bom" => (!name.contains("schema")).then_some("tm-bom"),
        _ => None,
    }
}

fn models(root: &Path) -> Vec<(&'static str, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let data = path
                        .extension()
                        .is_some_and(|ending| ["json", "yaml", "otm", "tm7"].iter().any(|known| ending == *known));
                    if let (true, Some(format)) = (data, format_of(&path)) {
                        found.push((format, path));
                    }
                }
            }
        }
    }
    found.sort();
    found
}

fn every_model_compiles(name: &str, root: &Path, least: usize) {
    let models = models(root);
    assert!(models.len() >= least, "only {} models below {}", models.len(), root.display());
    for (at, (format, path)) in models.into_iter().enumerate() {
        let (answer, form) = import(&format!("{name}-{at}"), format, &path);
        assert!(!answer["imported"].as_array().unwrap().is_empty(), "{}", path.display());
        assert!(form.is_empty(), "{}:\n{}", path.display(), form.join("\n"));
    }
}

#[test]
fn every_model_of_our_corpus_imports_and_compiles() {
    every_model_compiles("own", &corpus(""), 9);
}

#[test]
fn every_model_of_the_shared_corpus_imports_and_compiles() {
    let shared = std::env::var_os("VAUBAN_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let models = shared.join("corpora/threat-models");
    if !models.is_dir() {
        eprintln!("SKIPPED: no shared corpora at {}; only the project's own models were imported", models.display());
        return;
    }
    every_model_compiles("shared", &models, 30);
}

#[test]
fn a_broken_model_is_refused_and_nothing_is_written() {
    let folder = Folder::new("broken-model");
    folder.run(&["init", "--yes"]);
    folder.write("model.json", "{ \"summary\": ");
    let file = folder.0.join("model.json");
    let output = folder.run(&["import", "threat-dragon", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("model.json"), "{}", err(&output));
    assert!(!folder.0.join("security/imported").exists());
}

#[test]
fn a_second_import_writes_beside_the_first_or_not_at_all() {
    let folder = Folder::new("twice");
    folder.run(&["init", "--yes"]);
    let (_, file) = models(&corpus("")).into_iter().find(|(format, _)| *format == "otm").unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(folder.run(&["import", "otm", file, "--dry-run"]).status.code(), Some(0));
    assert!(!folder.0.join("security/imported").exists());
    assert_eq!(folder.run(&["import", "otm", file]).status.code(), Some(0));
    let again = folder.run(&["import", "otm", file]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("nothing was written"), "{}", err(&again));
    assert_eq!(fs::read_dir(folder.0.join("security/imported")).unwrap().count(), 1);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new("pipe");
    folder.run(&["init", "--yes"]);
    let script = format!("'{}' -C '{}' explain checks | head -n 1", env!("CARGO_BIN_EXE_vauban"), folder.0.display());
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success());
    assert!(err(&output).is_empty(), "{}", err(&output));
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// Two layers of one web server in front of a recipe, a lock that is alone, and one mechanism to be built.
fn two_doors(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    folder.write(
        "security/design.toml",
        r#"
[zone.lan]
kind = "network"
[zone.cabinet]
kind = "physical"
[zone.host]
kind = "host"
[component.web]
zone = "host"
form = "software"
[component.tls]
form = "software"
zone = "host"
[component.chip]
form = "software"
zone = "host"
[interface.https]
on = "web"
reachable-from = ["lan"]
[interface.jtag]
on = "chip"
reachable-from = ["cabinet"]
[asset.recipe]
held-by = ["web", "chip"]
impact = { confidentiality = "none", integrity = "critical", availability = "none" }
[attacker.lan-guest]
starts-in = ["lan"]
[attacker.visitor]
starts-in = ["cabinet"]
[mechanism.login]
kind = ["user-authentication", "authorization"]
protects = ["interface.https"]
status = "implemented"
[mechanism.signature]
kind = ["integrity-verification"]
preserves = ["integrity"]
protects = ["asset.recipe"]
enforced-by = ["web"]
relies-on = ["tls"]
status = "implemented"
[mechanism.jtag-lock]
kind = ["disabled-port"]
stops = ["outsider", "peer"]
protects = ["interface.jtag"]
status = "designed"
[mechanism.seal]
kind = ["tamper-resistance"]
stops = ["outsider", "peer"]
protects = ["interface.jtag"]
status = "proposed"
cost = 5
"#,
    );
    folder
}

#[test]
fn depth_is_answered_as_json() {
    let folder = two_doors("depth-json");
    let output = folder.run(&["depth", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let answer = json(&output);
    assert_eq!((&answer["schema"], &answer["product"]), (&"vauban/depth/1".into(), &"p 1".into()));
    let rows = answer["results"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * 5, "two attackers, one property, five tiers");
    let row = |attacker: &str, tier: &str| {
        rows.iter().find(|row| row["attacker"] == attacker && row["tier"] == tier).unwrap().clone()
    };
    let guest = row("lan-guest", "designed");
    assert_eq!((&guest["depth"], &guest["nominal"], &guest["required"]), (&1.into(), &2.into(), &3.into()), "{guest}");
    assert_eq!(guest["cut_sets"][0], serde_json::json!(["component.web"]));
    let path = guest["path"].as_array().unwrap();
    assert_eq!(guest["steps"], path.len());
    assert_eq!((&path[0]["to"], &path[0]["file"]), (&"component.web".into(), &"security/design.toml".into()));
    assert_eq!((&guest["silent"], &guest["watched_steps"]), (&true.into(), &0.into()));
    let bypass = row("lan-guest", "verified");
    assert_eq!((&bypass["depth"], &bypass["cut_sets"]), (&0.into(), &serde_json::json!([[]])));
    assert_eq!(answer["hardening"], serde_json::Value::Null);
    assert_eq!(folder.run(&["depth", "--format", "json"]).stdout, output.stdout, "the same twice");
    let narrow =
        json(&folder.run(&["depth", "--format", "json", "--attacker", "attacker.visitor", "--tier", "today,designed"]));
    let tiers: Vec<&str> =
        narrow["results"].as_array().unwrap().iter().map(|row| row["tier"].as_str().unwrap()).collect();
    assert_eq!(tiers, ["designed", "today"]);
    let none = json(&folder.run(&["depth", "--format", "json", "--property", "availability"]));
    assert_eq!(none["results"], serde_json::json!([]), "no impact, no row");
    let lines = json(&folder.run(&["depth", "--format", "json", "--lines", "--tier", "designed"]));
    assert!(lines["results"][0]["lines"][0]["causes"].is_array(), "{}", lines["results"][0]);
}

#[test]
fn depth_assumes_what_it_is_told() {
    let folder = two_doors("depth-assume");
    let depth = |arguments: &[&str]| {
        let mut all = vec!["depth", "--format", "json", "--attacker", "lan-guest", "--tier", "designed"];
        all.extend(arguments);
        json(&folder.run(&all))["results"][0]["depth"].clone()
    };
    assert_eq!(depth(&["--assume", "component.tls"]), 1);
    assert_eq!(
        depth(&["--assume", "mechanism.login"]),
        0,
        "the login stands alone: the signature is checked by what falls"
    );
    assert_eq!(depth(&["--assume", "component.tls", "--assume", "component.web"]), 0);
    assert_eq!(depth(&["--order", "1"]), 1);
}

#[test]
fn depth_offers_the_nearest_name() {
    let folder = two_doors("depth-nearest");
    for (arguments, expect) in [
        (["--attacker", "vistor"], "there is no attacker `vistor` in this design; did you mean `visitor`?"),
        (["--asset", "asset.recipes"], "there is no asset `asset.recipes` in this design; did you mean `recipe`?"),
        (
            ["--assume", "mechanism.logn"],
            "`mechanism.logn` is no event of this design; did you mean `mechanism.login`?",
        ),
        (["--product", "q"], "there is no product `q`"),
        (["--tier", "tested"], "invalid value 'tested'"),
        (["--order", "65"], "65 is not in 1..=64"),
    ] {
        let output = folder.run(&["depth", arguments[0], arguments[1]]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(expect), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn depth_finds_the_cheapest_improvement() {
    let folder = two_doors("depth-harden");
    let found = json(&folder.run(&["depth", "--format", "json", "--harden", "--attacker", "visitor"]));
    let hardening = &found["hardening"];
    assert_eq!(hardening["proposed"], serde_json::json!([{"mechanism": "mechanism.seal", "cost": 5}]));
    assert!(hardening["short"].is_array() && hardening["remedies"].is_array(), "{hardening}");
    let text = out(&folder.run(&["depth", "--harden"]));
    assert!(text.contains("The cheapest way to what is required"), "{text}");
}

#[test]
fn depth_of_the_example_fits_one_screen() {
    let output = vauban(&example("edge-gateway"), &["depth"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(text.lines().count() <= 45, "{}", text.lines().count());
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    for part in ["smallest sets", "watched", "required"] {
        assert!(text.contains(part), "{text}");
    }
    for format in ["sarif", "svg"] {
        let output = vauban(&example("edge-gateway"), &["depth", "--format", format, "--tier", "designed"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(!output.stdout.is_empty());
    }
    let quiet = out(&vauban(&example("edge-gateway"), &["-q", "depth"]));
    assert!(!quiet.contains("smallest sets"), "{quiet}");
}
