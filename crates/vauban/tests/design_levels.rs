//! Levels of one design as users meet them: a picture and a review of each, and what a change asks for.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, people};

const NOTHING: &str = "no-findings = \"looked through, nothing found\"";

fn levels(name: &str) -> Folder {
    let folder = Folder::copy(name, "tests/projects/three-levels-consistent/in");
    folder.write("security/people.toml", &people());
    folder
}

fn unreviewed(folder: &Folder) -> Vec<String> {
    let report = folder.json(&["check"]);
    let findings = report["findings"].as_array().unwrap().iter();
    let mine = findings.filter(|one| one["code"] == "design-level-unreviewed");
    mine.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_level_wants_a_review_of_its_own() {
    let folder = levels("levels-reviewed");
    // Without any review there is nothing to tell the levels apart by.
    assert_eq!(unreviewed(&folder), Vec::<String>::new());
    let concept = folder.review(&["design", "--level", "concept"], NOTHING);
    let text = folder.read(&format!("security/reviews/{concept}.toml"));
    assert!(text.contains("component.controller") && text.contains("zone.site"), "{text}");
    assert!(!text.contains("component.web-server") && !text.contains("asset.recipe-files"), "{text}");
    let open = unreviewed(&folder);
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(open[0].contains("level architecture") && open[1].contains("level component"), "{open:?}");
    folder.review(&["design", "--level", "architecture"], NOTHING);
    folder.review(&["design", "--level", "component"], NOTHING);
    assert_eq!(unreviewed(&folder), Vec::<String>::new());
    assert!(!folder.findings().iter().any(|(code, _)| code == "review-stale"));
    // A change of a part asks for a review of it, and says so once.
    folder.edit("security/components.toml", "protocol = \"https\"", "protocol = \"http\"");
    assert_eq!(unreviewed(&folder), Vec::<String>::new());
    assert!(folder.findings().iter().any(|(code, _)| code == "review-stale"));
}

#[test]
fn one_review_of_everything_is_a_review_of_no_level_where_there_are_several() {
    let folder = levels("levels-at-once");
    let id = folder.review(&["design"], NOTHING);
    assert_eq!(unreviewed(&folder).len(), 3);
    // Said to be of the architecture, it is one of that level, and of no other.
    folder.edit(
        &format!("security/reviews/{id}.toml"),
        "kind = \"design\"",
        "kind = \"design\"\nlevel = \"architecture\"",
    );
    let open = unreviewed(&folder);
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(open.iter().all(|one| !one.contains("level architecture")), "{open:?}");
    folder.edit(&format!("security/reviews/{id}.toml"), "level = \"architecture\"", "level = \"architectur\"");
    let open = unreviewed(&folder);
    assert!(open.iter().any(|one| one.contains("`architectur` is no level of a design")), "{open:?}");
    assert_eq!(open.len(), 4, "{open:?}");
}

#[test]
fn an_element_seen_at_another_level_only_is_told() {
    let folder = levels("levels-seen-elsewhere");
    folder.review(&["design", "--level", "concept"], NOTHING);
    folder.review(&["design", "--level", "architecture"], NOTHING);
    let id = folder.review(&["design", "--level", "component"], NOTHING);
    assert_eq!(unreviewed(&folder), Vec::<String>::new());
    // The review of the components turns out to have been one of the architecture.
    folder.edit(&format!("security/reviews/{id}.toml"), "level = \"component\"", "level = \"architecture\"");
    let open = unreviewed(&folder);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].contains("no design review is of level component"), "{open:?}");
    folder.review(&["design", "--level", "component", "--of", "interface.tcp-443"], NOTHING);
    let open = unreviewed(&folder);
    assert!(open.len() == 1 && open[0].contains("in no review of that level as they stand"), "{open:?}");
}

#[test]
fn a_picture_shows_one_level() {
    let folder = levels("levels-pictures");
    let picture = |level: &str| folder.ok(&["diagram", "--level", level, "--format", "dot"]);
    let concept = picture("concept");
    assert!(concept.contains("controller") && !concept.contains("web-server"), "{concept}");
    let component = picture("component");
    assert!(component.contains("http-process") && component.contains("linux"), "{component}");
    assert!(!component.contains("controller") && !component.contains("web-server"), "{component}");
    let folder = Folder::copy("levels-single", "tests/projects/tasks-fall-together/in");
    let refused = folder.run(&["diagram", "--level", "concept"]);
    assert!(!refused.status.success());
    assert!(err(&refused).contains("this design has no level `concept`, only component"), "{}", err(&refused));
}
