//! `vauban diagram` as users and scripts call it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-diagram-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn diagram(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(folder)
        .args(["--today", "2026-11-22", "-q", "diagram"])
        .args(arguments)
        .env("GIT_DIR", "/nowhere")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn drawn(folder: &Path, arguments: &[&str]) -> String {
    let output = diagram(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn complaint(folder: &Path, arguments: &[&str]) -> String {
    let output = diagram(folder, arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn gateway() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/edge-gateway")
}

#[test]
fn the_gateway_is_drawn_whole_and_in_part() {
    let whole = drawn(&gateway(), &[]);
    for name in
        ["Data flows of edge-gateway", ">web-server<", ">operator<", "cloud-sandbox · SL 2", ">https<", ">setpoints<"]
    {
        assert!(whole.contains(name), "{name}");
    }
    assert_eq!(whole, drawn(&gateway(), &["--format", "svg", "--colour", "none"]), "the same bytes again");
    let part = drawn(&gateway(), &["interface.web-ui"]);
    assert!(part.contains(">web-server<") && part.contains(">operator<") && !part.contains(">cloud-agent<"));
    let part = drawn(&gateway(), &["zone.plant-lan", "--format", "dot"]);
    assert!(part.starts_with("digraph") && part.contains("log-server") && !part.contains("repair-centre"));
    assert_eq!(drawn(&gateway(), &["web-ui"]), drawn(&gateway(), &["interface.web-ui"]), "an id alone will do");
}

#[test]
fn colours_tell_the_depth_of_what_a_component_holds() {
    let plain = drawn(&gateway(), &["component.flash"]);
    let coloured = drawn(&gateway(), &["component.flash", "--colour", "depth"]);
    assert!(!plain.contains("class=\"shade") && coloured.contains("class=\"shade"));
    assert!(drawn(&gateway(), &["--colour", "depth", "--format", "mermaid"]).contains("classDef grade"));
}

#[test]
fn threats_stand_on_components_interfaces_and_flows() {
    let design = "[zone.a]\n[component.x]\nzone = [\"a\"]\n[component.y]\nzone = [\"a\"]\n\
                  [interface.i]\non = \"x\"\nprotocol = \"modbus-tcp\"\n\
                  [flow.f]\nfrom = \"component.y\"\nto = \"i\"\nkind = \"control\"\n";
    let root = "[product.p]\nversion = \"1\"\n";
    let folder = Folder::new("threats", &[("vauban.toml", root), ("security/a.toml", design)]);
    let picture = drawn(&folder.0, &["--colour", "threats"]);
    // Two boxes, an interface and a flow; and one said in the legend for each sort of mark.
    assert_eq!(picture.matches("<g class=\"mark\">").count(), 4, "{picture}");
    assert!(picture.contains("Threats on flow.f: ") && picture.contains(" question"), "{picture}");
    assert!(!drawn(&folder.0, &[]).contains("class=\"mark\""));
    assert!(drawn(&folder.0, &["--colour", "threats", "--format", "mermaid"]).contains("classDef threats-"));
    assert!(drawn(&folder.0, &["--colour", "threats", "--format", "dot"]).contains("threats=\""));
    assert!(
        drawn(&gateway(), &["component.web-server", "--colour", "threats"]).contains(">nothing open, no question<")
    );
}

#[test]
fn an_unknown_element_is_answered_with_the_nearest() {
    assert!(complaint(&gateway(), &["zone.plant-lam"]).contains("did you mean `zone.plant-lan`?"));
    assert!(complaint(&gateway(), &["web-servr"]).contains("did you mean `component.web-server`?"));
    assert!(complaint(&gateway(), &["quux"]).contains("as `zone.ID`"));
    assert!(complaint(&gateway(), &["--product", "edge-gatewy"]).contains("did you mean `edge-gateway`?"));
}

#[test]
fn circles_holes_and_nothing_at_all_are_drawn() {
    let root = "[product.p]\nversion = \"1\"\n";
    let empty = Folder::new("empty", &[("vauban.toml", root)]);
    assert!(drawn(&empty.0, &[]).contains("0 components"));
    let odd = "[zone.a]\nparent = \"b\"\n[zone.b]\nparent = \"a\"\n[zone.c]\nparent = \"c\"\n\
               [component.x]\nzone = [\"a\", \"c\"]\n[component.y]\npart-of = \"y\"\n[component.z]\nzone = [\"b\"]\n\
               [interface.i]\non = \"x\"\n[interface.j]\non = \"nowhere\"\n\
               [flow.f]\nfrom = \"component.x\"\nto = \"i\"\n[flow.g]\nfrom = \"component.y\"\nto = \"i\"\n\
               [flow.h]\nfrom = \"component.y\"\nto = \"j\"\n[flow.k]\nfrom = \"actor.nobody\"\nto = \"i\"\n";
    let odd = Folder::new("odd", &[("vauban.toml", root), ("security/a.toml", odd)]);
    let picture = drawn(&odd.0, &[]);
    assert!(picture.contains("without an end: h, k") && picture.contains("i ↻"), "{picture}");
    assert!(picture.contains("interfaces of nobody: j") && picture.contains("too deep: a, c"), "{picture}");
    for colour in ["depth", "threats"] {
        drawn(&odd.0, &["--colour", colour]);
    }
    for format in ["mermaid", "dot"] {
        assert!(drawn(&odd.0, &["--format", format]).contains("n1 "), "{format}");
    }
    drawn(&odd.0, &["zone.a"]);
}

#[test]
fn what_is_wrong_with_the_records_stands_beside_the_picture() {
    let odd = "[zone.a]\nparent = \"a\"\n[boundary.b]\nfrom = \"a\"\nto = \"nowhere\"\n\
               [component.\"we ird<>\"]\nzone = [\"a\"]\ntitle = \"\\u001b[31m</title><script>\"\n";
    let folder = Folder::new("beside", &[("vauban.toml", "[product.p]\n"), ("security/a.toml", odd)]);
    let loud = |folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(folder).args(["--today", "2026-11-22", "diagram"]).env("GIT_DIR", "/nowhere");
        command.output().unwrap()
    };
    let output = loud(&folder.0);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "it is drawn all the same");
    for code in ["parent-cycle", "unresolved-reference", "bad-id"] {
        assert!(told.contains(&format!("error[{code}]")), "{code}: {told}");
    }
    let picture = String::from_utf8(output.stdout).unwrap();
    assert!(picture.contains("boundaries without an end: b") && picture.contains("we ird&lt;&gt;"), "{picture}");
    assert!(!picture.contains("<script") && !picture.contains('\u{1b}'), "{picture}");
    assert!(loud(&gateway()).stderr.is_empty(), "nothing to tell of records in order");
}

#[test]
fn each_product_has_its_own_picture() {
    let root = "[product.one]\nroots = [\"security/one\"]\n[product.two]\nroots = [\"security/two\"]\n";
    let files = [
        ("vauban.toml", root),
        ("security/one/a.toml", "[component.mine]\n"),
        ("security/two/a.toml", "[component.yours]\n"),
        ("security/a.toml", "[component.ours]\n"),
    ];
    let folder = Folder::new("products", &files);
    let two = drawn(&folder.0, &["--product", "two"]);
    assert!(two.contains(">yours<") && two.contains(">ours<") && !two.contains(">mine<"));
    assert!(drawn(&folder.0, &[]).contains(">mine<"), "the first by default");
}

#[test]
fn a_large_design_is_folded_and_every_zone_can_be_opened() {
    let mut design = String::new();
    for zone in 0..10 {
        design += &format!("[zone.z{zone}]\n");
        for at in 0..12 {
            let name = format!("c{zone}-{at}");
            design += &format!("[component.{name}]\nzone = [\"z{zone}\"]\n[interface.i-{name}]\non = \"{name}\"\n");
            let to = format!("i-c{}-{}", (zone + at) % 10, (at * 5 + 1) % 12);
            design += &format!("[flow.f-{name}]\nfrom = \"component.{name}\"\nto = \"{to}\"\n");
        }
    }
    let folder = Folder::new("large", &[("vauban.toml", "[product.p]\n"), ("security/a.toml", &design)]);
    let whole = drawn(&folder.0, &[]);
    assert!(whole.contains("120 components") && whole.contains("of them folded") && whole.contains(">12 components<"));
    let opened = drawn(&folder.0, &["zone.z3"]);
    assert!((0..12).all(|at| opened.contains(&format!(">c3-{at}<"))));
}

#[test]
fn the_neighbours_of_a_hub_are_folded_and_the_hub_is_not() {
    let mut design = "[zone.a]\n[zone.b]\n[component.hub]\nzone = [\"a\"]\n[interface.i]\non = \"hub\"\n".to_owned();
    for at in 0..1000 {
        let zone = if at % 2 == 0 { "a" } else { "b" };
        design +=
            &format!("[component.c{at}]\nzone = [\"{zone}\"]\n[flow.f{at}]\nfrom = \"component.c{at}\"\nto = \"i\"\n");
    }
    let folder = Folder::new("hub", &[("vauban.toml", "[product.p]\n"), ("security/a.toml", &design)]);
    let part = drawn(&folder.0, &["component.hub"]);
    assert!(part.contains(">hub<") && part.contains(">others<") && part.matches(">500 components<").count() == 2);
    let whole = drawn(&folder.0, &[]);
    assert!(whole.contains(">501 components<") && whole.contains(">500 components<"));
}
