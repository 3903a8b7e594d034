//! `vauban interface` as users and scripts call it. What it says of the gateway is kept in `tests/interface/`; refresh
//! with `UPDATE_GOLDEN=1 cargo test -p vauban --test interface`, and read the difference.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
    command
        .arg("-C")
        .arg(folder)
        .args(["--today", "2026-11-22"])
        .args(arguments)
        .env("GIT_DIR", "/nowhere")
        .env("COLUMNS", "80")
        .env_remove("CLICOLOR_FORCE");
    command
}

fn vauban(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// The same with answers piped in.
fn answered(folder: &Path, arguments: &[&str], answers: &str) -> Output {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&out(output)).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    told(output)
}

fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects").join(name).join("in")
}

fn gateway() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/edge-gateway")
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, text: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-interface-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("security")).unwrap();
        fs::write(path.join("vauban.toml"), "[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\n").unwrap();
        fs::write(path.join("security/design.toml"), text).unwrap();
        Folder(path)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.0.join("security/design.toml")).unwrap()
    }

    fn open(&self, id: &str) -> Vec<String> {
        let told = json(&vauban(&self.0, &["interface", id, "--format", "json"]));
        let questions = told["interfaces"][0]["questions"].as_array().unwrap().clone();
        let open = questions.iter().filter(|one| one["asked"] == true && one["answered"] == false);
        open.map(|one| one["id"].as_str().unwrap().trim_start_matches("SD-1.").to_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A hand-formatted file: odd spaces, comments in every place, records that do not belong together.
const HAND: &str = "# The field bus; see the wiring plan.\n\n[zone.cell]   # behind the gateway\n[zone.inside]\n\n\
    [actor.operator]\nzone = [ 'cell' ]\n[component.plc]\nzone     = \"inside\"\n[component.stack]\nsupplier=\"acme\"\n[supplier.acme]\n\
    [asset.setpoints]\nheld-by = [\"plc\"]\nimpact = { confidentiality = \"none\", integrity = \"critical\", availability = \"low\" }\n\
    [mechanism.filter]\nkind = [ \"input-validation\" ]\n[document.manual]\nurl = \"https://example.org\"\nanchors = [\"bus\"]\n\n\
    # The bus itself.\n[interface.bus]\n  on        =   \"plc\"     # the controller\nexposure = 'network'\n\
    reachable-from = [\n  \"cell\", # only here\n]\n# what comes next is another record\n\n\n[zone.elsewhere]\nkind='network'\n# the end";

/// Answers to every open question of [`HAND`].
const ANSWERS: &str = "believed by everybody\noperatr\noperator\nno session\none client; no writes at night\n\
    write a setpoint\nrole operator\nsetpoints\n\n\
    by filter\nby filter\nnot-needed no secrets on the bus\nby filter\ncompensated-by filter\nby filter\nwith filter\nby filter\nby filter\n\
    by filter\nby filter\nstack\nframes are parsed here\ndocument.manual#buss\ndocument.manual#bus\ny\n";

#[test]
fn the_gateway_says_what_it_said() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interface");
    let mut changed = Vec::new();
    for (name, arguments) in [
        ("overview.txt", &["interface"][..]),
        ("overview.md", &["interface", "--format", "markdown"]),
        ("web-ui.txt", &["interface", "web-ui"]),
        ("serial-console.md", &["interface", "serial-console", "--format", "markdown"]),
        ("driver-ipc.json", &["interface", "driver-ipc", "--format", "json"]),
    ] {
        let now = out(&vauban(&gateway(), arguments));
        let path = kept.join(name);
        if update {
            fs::create_dir_all(&kept).unwrap();
            fs::write(&path, now).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(now.as_str()) {
            changed.push(format!("{}:\n{now}", path.display()));
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 accepts these:\n{}", changed.join("\n"));
}

#[test]
fn pages_fit_eighty_columns() {
    for arguments in [&["interface"][..], &["interface", "web-ui"], &["interface", "usb-update"]] {
        let shown = out(&vauban(&gateway(), arguments));
        let long: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{long:#?}");
    }
}

#[test]
fn json_holds_every_interface_with_both_sides() {
    let told = json(&vauban(&gateway(), &["interface", "--format", "json"]));
    assert_eq!(
        (told["schema"].as_str(), told["product"].as_str()),
        (Some("vauban/interface/1"), Some("edge-gateway 2.4.0"))
    );
    let interfaces = told["interfaces"].as_array().unwrap();
    assert_eq!(told["summary"]["interfaces"].as_u64(), Some(interfaces.len() as u64));
    for one in interfaces {
        let questions = one["questions"].as_array().unwrap();
        assert_eq!(questions.len(), 11);
        let asked = questions.iter().filter(|question| question["asked"] == true);
        let open = asked.clone().filter(|question| question["answered"] == false);
        assert_eq!(one["asked"].as_u64(), Some(asked.count() as u64));
        assert_eq!(one["open"].as_u64(), Some(open.clone().count() as u64));
        for question in open {
            assert_ne!(question["missing"].as_array().unwrap().len(), 0, "{question}");
        }
    }
    assert_eq!(json(&vauban(&gateway(), &["interface", "--format", "json"])), told);
}

#[test]
fn filters_narrow_the_answer() {
    let ids = |arguments: &[&str]| -> Vec<String> {
        let told = json(&vauban(&gateway(), &[&["interface", "--format", "json"], arguments].concat()));
        let all = told["interfaces"].as_array().unwrap().clone();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = ids(&[]);
    assert!(all.len() > 10);
    assert_eq!(ids(&["--zone", "board"]), ids(&["--zone", "zone.board"]));
    assert!(ids(&["--zone", "board"]).contains(&"jtag".to_owned()) && ids(&["--zone", "board"]).len() < all.len());
    assert_eq!(ids(&["--component", "web-server"]), ["web-ui"]);
    assert_eq!(ids(&["interface.web-ui"]), ["web-ui"]);
    assert_eq!(ids(&["--open"]), Vec::<String>::new(), "every question is answered");
    let unasked = json(&vauban(&project("undocumented-service"), &["interface", "--format", "json", "--open"]));
    assert!(!unasked["interfaces"].as_array().unwrap().is_empty(), "{unasked:#}");
    assert!(refused(&vauban(&gateway(), &["interface", "web-iu"])).contains("did you mean `web-ui`?"));
    assert!(refused(&vauban(&gateway(), &["interface", "--zone", "plantlan"])).contains("did you mean `plant-lan`?"));
    assert!(refused(&vauban(&gateway(), &["interface", "--product", "other"])).contains("no product `other`"));
}

#[test]
fn an_empty_project_says_what_to_write_first() {
    let folder = Folder::new("empty", "");
    let shown = out(&vauban(&folder.0, &["interface"]));
    assert!(shown.contains("No interface is recorded yet.") && shown.contains("[zone.ID]"), "{shown}");
    assert_eq!(json(&vauban(&folder.0, &["interface", "--format", "json"]))["interfaces"].as_array().unwrap().len(), 0);
    let begun = Folder::new("begun", "[component.plc]\n");
    assert!(out(&vauban(&begun.0, &["interface"])).contains("on = \"plc\""));
}

#[test]
fn hostile_text_is_disarmed() {
    let text = "[zone.cell]\n[component.plc]\nzone = \"cell\"\n[interface.bus]\non = \"plc\"\nreach = \"external\"\n\
        title = \"\\u001b[2Jgone\\u202e\"\ncontext = \"\\u001b]0;x\\u0007 <b>|`\"\nconstraints = [\"\\u009b31m\"]\n";
    let folder = Folder::new("hostile", text);
    for arguments in [&["interface"][..], &["interface", "bus"], &["interface", "bus", "--format", "markdown"]] {
        let shown = out(&vauban(&folder.0, arguments));
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}']), "{shown:?}");
    }
    let asked = answered(&folder.0, &["interface", "bus", "--ask"], "");
    assert!(!told(&asked).contains(['\u{1b}', '\u{9b}']));
}

#[test]
fn answers_go_into_the_record_and_nothing_else_changes() {
    let folder = Folder::new("hand", HAND);
    assert_eq!(folder.open("bus"), ["b", "c", "e", "f", "g", "h", "i", "j", "k"]);
    let asked = answered(&folder.0, &["interface", "bus", "--ask"], ANSWERS);
    let (said, asking) = (out(&asked), told(&asked));
    assert!(said.starts_with("wrote security/design.toml\n2 of 11 questions are open"), "{said}\n{asking}");
    for piece in [
        "SD-1.b  What the product security context means",
        "there is no actor or component `operatr`; did you mean `operator`?",
        "begin with `by`, `compensated-by` or `not-needed`",
        "has no section `buss`",
        "+ context = \"believed by everybody\"",
        "not to be answered here: 8 threats that wait for facts of the design",
        "known: filter",
    ] {
        assert!(asking.contains(piece), "no `{piece}` in {asking}");
    }
    assert_eq!(folder.open("bus"), ["j", "k"]);
    // Every byte that was there is there still, in its order: what was added are whole lines, in one place.
    let now = folder.text();
    let (kept, added): (Vec<&str>, Vec<&str>) = {
        let mut old = HAND.split_inclusive('\n').peekable();
        now.split_inclusive('\n').partition(|line| old.next_if_eq(line).is_some())
    };
    assert_eq!(kept.concat(), HAND, "{now}");
    let added = added.concat();
    assert!(now.contains(&added), "in one place: {added}");
    for line in [
        "context = \"believed by everybody\"\n",
        "users = [\"operator\"]\n",
        "constraints = [\"one client\", \"no writes at night\"]\n",
        "operations = [{ name = \"write a setpoint\", needs = \"role operator\", affects = [\"setpoints\"] }]\n",
        "third-party = { components = [\"stack\"], security = \"frames are parsed here\" }\n",
        "document = \"document.manual#bus\"\n",
        "\n[interface.bus.concerns]\n",
        "confidentiality = { not-needed = \"no secrets on the bus\" }\n",
        "replay-protection = { compensated-by = [\"filter\"] }\n",
    ] {
        assert!(added.contains(line), "no {line} in {added}");
    }
    assert!(now.contains("]\n# what comes next") || now.contains("}\n# what comes next"), "{now}");
}

#[test]
fn the_end_of_input_writes_nothing() {
    let folder = Folder::new("stop", HAND);
    let all: Vec<&str> = ANSWERS.split_inclusive('\n').collect();
    for end in [0, 1, 5, all.len() - 1] {
        let asked = answered(&folder.0, &["interface", "bus", "--ask"], &all[..end].concat());
        assert_eq!(out(&asked), "", "after {end} answers");
        assert!(told(&asked).contains("nothing was written"), "{}", told(&asked));
        assert_eq!(folder.text(), HAND);
    }
    let no = format!("{}n\n", all[..all.len() - 1].concat());
    assert_eq!(out(&answered(&folder.0, &["interface", "bus", "--ask"], &no)), "");
    assert_eq!(folder.text(), HAND);
    let nothing = answered(&folder.0, &["interface", "bus", "--ask"], &"\n".repeat(40));
    assert!(told(&nothing).contains("no answers; nothing was written"));
    assert_eq!(folder.text(), HAND);
}

#[test]
fn line_ends_are_kept_and_a_half_answered_record_is_completed() {
    let begun = HAND
        .replace(
            "exposure = 'network'\n",
            "exposure = 'network'\nthird-party = { components = [\"stack\"] } # which\ncontext='known'\n",
        )
        .replace(
            "# the end",
            "[interface.bus.concerns] # open ones\nlogging = { not-needed = \"nothing to tell\" }  # so far\n# the end",
        )
        .replace('\n', "\r\n");
    let folder = Folder::new("windows", &begun);
    // users, considerations, constraints, no operation; authentication and eight empty ones; security; document; yes
    let answers = format!("\n\n\n\nby filter\n{}parsed here\n\ny\n", "\n".repeat(8));
    let asked = answered(&folder.0, &["interface", "bus", "--ask"], &answers);
    assert!(out(&asked).starts_with("wrote"), "{}", told(&asked));
    let expected = begun
        .replace("[\"stack\"] } # which", "[\"stack\"], security = \"parsed here\" } # which")
        .replace("}  # so far\r\n", "}  # so far\r\nauthentication = { by = [\"filter\"] }\r\n");
    assert_eq!(folder.text(), expected);
}

#[test]
fn contradictions_are_asked_again() {
    let text = "[zone.cell]\n[zone.inside]\n[actor.operator]\nzone = \"cell\"\n[supplier.acme]\n[component.plc]\nzone = \"inside\"\n\
        supplier = \"acme\"\n[interface.bus]\non = \"plc\"\nreach = \"internal\" # really?\nusers = \"operator\"\n\
        crosses-boundary = false # so far\nthird-party = { none = true }\n";
    let folder = Folder::new("contradicted", text);
    let shown = out(&vauban(&folder.0, &["interface", "bus"]));
    assert_eq!(shown.matches("contradicted").count(), 3, "{shown}");
    // reach; context; crossing; considerations; constraints; operation; ten concerns; parts and security; document
    let answers = format!("outside\nexternal\n\nyes\n\n\n\n{}plc\nnone of its own\n\ny\n", "\n".repeat(10));
    let asked = answered(&folder.0, &["interface", "bus", "--ask"], &answers);
    assert!(out(&asked).starts_with("wrote"), "{}", told(&asked));
    let expected = text
        .replace("\"internal\"", "\"external\"")
        .replace("boundary = false", "boundary = true")
        .replace("{ none = true }", "{ components = [\"plc\"], security = \"none of its own\" }");
    assert_eq!(folder.text(), expected);
    assert!(!out(&vauban(&folder.0, &["interface", "bus"])).contains("contradicted"));
}

#[test]
fn records_that_cannot_be_edited_are_refused() {
    let inline = "zone.cell = {}\ncomponent.plc = { zone = \"cell\" }\ninterface = { bus = { on = \"plc\", reach = \"external\" } }\n";
    let folder = Folder::new("inline", inline);
    let asked = answered(&folder.0, &["interface", "bus", "--ask"], &format!("known\n{}y\n", "\n".repeat(30)));
    assert!(refused(&asked).contains("write the answers by hand"));
    assert_eq!(folder.text(), inline);
}

#[test]
fn records_of_a_used_folder_are_read_only() {
    let folder = Folder::new("used", "");
    fs::create_dir_all(folder.0.join("platform/security")).unwrap();
    fs::write(folder.0.join("platform/vauban.toml"), "").unwrap();
    fs::write(folder.0.join("platform/security/a.toml"), "[component.c]\n[interface.x]\non = \"c\"\n").unwrap();
    fs::write(folder.0.join("vauban.toml"), "[product.p]\n[use.platform]\npath = \"platform\"\n").unwrap();
    let asked = answered(&folder.0, &["interface", "platform/x", "--ask"], "external\n");
    assert!(refused(&asked).contains("read only"));
}
