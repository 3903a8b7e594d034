//! `vauban use` as users and scripts call it: a platform's new state is shown before it is taken.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::process::Command;

use kit::{Folder, err, out};

fn git_there() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

const PRODUCT: &str = "# The drive.\n[product.drive] # one of three\nversion = \"1.0\"\ntype = [\"embedded-device\"]\n";

/// A platform under git, and a product beside it that does not use it yet.
fn beside(name: &str) -> (Folder, Folder, String) {
    let platform = Folder::new(&format!("{name}-platform")).with_git_of(&[
        ("vauban.toml", "[product.base]\nversion = \"3.0\"\ntype = [\"embedded-device\"]\n"),
        (
            "security/a.toml",
            "[zone.board]\n[component.soc]\nzone = \"board\"\n[mechanism.boot]\nkind = [\"secure-boot\"]\n",
        ),
    ]);
    platform.git(&["tag", "v1"]);
    let drive = Folder::new(&format!("{name}-drive")).with_git_of(&[("vauban.toml", PRODUCT)]);
    let path = format!("../{}", platform.path.file_name().unwrap().to_str().unwrap());
    (platform, drive, path)
}

#[test]
fn adding_shows_first_and_writes_only_when_asked() {
    if !git_there() {
        return;
    }
    let (_platform, drive, path) = beside("use-add");
    assert!(drive.ok(&["use"]).contains("No `[use.ID]`"));
    let told = drive.json(&["use", "add", "platform", &path]);
    assert_eq!(told["schema"], "vauban/use/1");
    assert_eq!(told["folders"][0]["id"], "platform");
    let kinds: Vec<&str> =
        told["folders"][0]["records"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["product", "zone", "component", "mechanism"]);
    assert!(!told["appeared"].as_array().unwrap().is_empty());
    assert_eq!(drive.read("vauban.toml"), PRODUCT, "nothing was written");
    drive.ok(&["use", "add", "platform", &path, "--write"]);
    let written = drive.read("vauban.toml");
    assert!(written.starts_with(PRODUCT), "comments and order stay: {written}");
    assert!(!drive.findings().iter().any(|(code, _)| code.starts_with("use-")));
    assert_eq!(drive.json(&["use"])["folders"][0]["stored"], "same");
    assert!(err(&drive.run(&["use", "add", "platform", &path])).contains("there already"));
    for bad in ["Platform", "a.b", "component", "-x", ""] {
        assert_eq!(drive.run(&["use", "add", "--write", "--", bad, &path]).status.code(), Some(2), "{bad}");
    }
    assert_eq!(drive.run(&["use", "add", "other", "../nowhere", "--write"]).status.code(), Some(2));
    assert_eq!(drive.read("vauban.toml"), written);
}

#[test]
fn a_folder_by_path_is_compared_with_the_state_that_was_agreed_to() {
    if !git_there() {
        return;
    }
    let (platform, drive, path) = beside("use-path");
    drive.ok(&["use", "add", "platform", &path, "--write"]);
    assert!(drive.ok(&["use", "diff"]).contains("in the state that is stored"));
    platform.edit("security/a.toml", "[zone.board]", "[zone.board]\n[interface.usb]\non = \"soc\"");
    let told = drive.json(&["use", "diff"]);
    assert_eq!(told["states"][0]["records"][0]["name"], "interface.usb");
    assert_eq!(told["states"][0]["records"][0]["became"], "added");
    assert_eq!(told["difference"]["elements"][0]["id"], "platform/interface.usb");
    let changed: Vec<&str> = told["difference"]["findings"]["appeared"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(!changed.contains(&"use-changed"), "the digest is not what is asked about: {changed:?}");
    // The finding names the files, the records and the commit of the agreed state.
    let check = out(&drive.run(&["check"]));
    assert!(check.contains("use-changed") && check.contains("interface.usb added"), "{check}");
    let before = drive.read("vauban.toml");
    assert!(drive.ok(&["use", "update"]).contains("nothing was written"));
    assert_eq!(drive.read("vauban.toml"), before);
    drive.ok(&["use", "update", "platform", "--write"]);
    assert_eq!(drive.json(&["use"])["folders"][0]["stored"], "same");
    assert!(
        drive.run(&["use", "update", "platform", "--rev", "v1"]).status.code() == Some(2),
        "a path is used as it stands"
    );
    // A state that no commit has cannot be compared, and that is said.
    let text = drive.read("vauban.toml");
    let (head, _) = text.split_once("digest = ").unwrap();
    drive.write("vauban.toml", &format!("{head}digest = \"sha256:{}\"\n", "0".repeat(64)));
    let refused = drive.run(&["use", "diff", "platform"]);
    assert!(err(&refused).contains("nobody can tell what changed"), "{}{}", out(&refused), err(&refused));
    let stored = drive.ok(&["use", "update", "platform", "--write"]);
    assert!(stored.contains("nobody can tell what changed") && stored.contains("stored in vauban.toml"), "{stored}");
    assert_eq!(drive.json(&["use"])["folders"][0]["stored"], "same");
}

#[test]
fn a_branch_is_stored_as_its_commit_and_a_tag_as_its_name() {
    if !git_there() {
        return;
    }
    let (platform, drive, path) = beside("use-git");
    drive.ok(&["use", "add", "platform", "--git", &path, "--rev", "v1", "--write"]);
    assert!(drive.read("vauban.toml").contains("rev = \"v1\""));
    platform.edit("security/a.toml", "kind = [\"secure-boot\"]", "kind = [\"measured-boot\"]");
    let commit = platform.commit("platform: measured boot");
    platform.git(&["tag", "v2"]);
    let told = drive.json(&["use", "diff", "platform", "--rev", "v2"]);
    assert_eq!((told["states"][0]["before"].as_str(), told["states"][0]["after"].as_str()), (Some("v1"), Some("v2")));
    assert_eq!(told["difference"]["elements"][0]["fields"][0]["key"], "kind");
    let comment = drive.ok(&["use", "diff", "--format", "markdown"]);
    assert!(comment.contains(&commit) && comment.contains("1 mechanism changed"), "{comment}");
    drive.ok(&["use", "update", "platform", "--rev", "main", "--write"]);
    assert!(drive.read("vauban.toml").contains(&format!("rev = \"{commit}\"")), "a branch would move");
    assert!(drive.ok(&["use", "diff"]).contains("in the state that is stored"));
    assert!(err(&drive.run(&["use", "diff", "platform", "--rev", "v22"])).contains("did you mean `v2`?"));
    assert!(err(&drive.run(&["use", "diff", "platfrom"])).contains("did you mean `platform`?"));
    // A revision that is gone can be replaced: the agreed state is found by its digest.
    drive.edit("vauban.toml", &format!("rev = \"{commit}\""), "rev = \"lost\"");
    assert!(drive.ok(&["use", "update", "platform", "--rev", "v2", "--write"]).contains("stored in vauban.toml"));
    assert!(drive.read("vauban.toml").contains("rev = \"v2\""));
}

#[test]
fn a_weaker_platform_is_seen_in_the_depth_of_the_product() {
    if !git_there() {
        return;
    }
    let platform = Folder::copy("use-depth-platform", "examples/edge-gateway").with_git();
    let path = format!("../{}", platform.path.file_name().unwrap().to_str().unwrap());
    let drive = Folder::new("use-depth-drive").with_git_of(&[("vauban.toml", PRODUCT)]);
    drive.ok(&["use", "add", "platform", &path, "--write"]);
    let mechanisms = platform.read("security/design/mechanisms.toml");
    assert!(mechanisms.contains("status = \"implemented\""));
    platform.write(
        "security/design/mechanisms.toml",
        &mechanisms.replace("status = \"implemented\"", "status = \"designed\""),
    );
    let told = drive.json(&["use", "diff"]);
    let depth = told["difference"]["depth"].as_array().unwrap();
    assert!(!depth.is_empty(), "{told}");
    assert!(!told["difference"]["reviews"].as_array().unwrap().is_empty(), "reviews of the platform no longer fit");
}
