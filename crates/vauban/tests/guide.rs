//! Day 12: what users must know is missing in the manual, the writer puts it right, and the review of the manuals is bound
//! to what it read. Then: languages in step, and what the guide shows customers and what it does not.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(unused_crate_dependencies, reason = "a test uses a part of what the program does")]

mod kit;

use kit::{Folder, err, out, people};
use serde_json::Value;

const MANUAL: &str = "security/guidelines/manual.md";

fn manual_gap(name: &str) -> Folder {
    let folder = Folder::copy(name, "tests/projects/manual-gap/in");
    folder.write("security/people.toml", &people());
    folder
}

/// Findings of some checks, each with record, file, line and next step.
fn found(folder: &Folder, codes: &[&str]) -> Vec<(String, String, String, u64, String)> {
    let report = folder.json(&["check"]);
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or("").to_owned();
    let findings =
        report["findings"].as_array().unwrap().iter().filter(|one| codes.contains(&one["code"].as_str().unwrap()));
    findings
        .map(|one| {
            (
                text(one, "code"),
                text(one, "message"),
                text(one, "file"),
                one["line"].as_u64().unwrap(),
                text(one, "help"),
            )
        })
        .collect()
}

fn verdict(folder: &Folder, aspect: &str) -> String {
    let status = folder.json(&["status"]);
    let requirements = status["products"][0]["requirements"].as_array().unwrap().iter();
    let mut aspects = requirements.flat_map(|one| one["aspects"].as_array().unwrap());
    let one = aspects.find(|one| one["id"] == aspect).unwrap_or_else(|| panic!("{aspect}"));
    one["verdict"].as_str().unwrap().to_owned()
}

const GAPS: &[&str] = &["assumption-not-told", "option-incomplete"];

#[test]
fn a_gap_in_the_manual_is_found_closed_reviewed_and_the_review_goes_stale_with_the_next_sentence() {
    let folder = manual_gap("manual-gap");
    let gaps = found(&folder, GAPS);
    let told: Vec<&str> = gaps.iter().map(|gap| gap.0.as_str()).collect();
    assert_eq!(told, ["assumption-not-told", "option-incomplete"], "{gaps:#?}");
    for ((_, message, file, line, help), (record, at)) in
        gaps.iter().zip([("cover-locked", "security/design.toml"), ("service-port", "security/options.toml")])
    {
        assert!(message.contains(record) && file == at && *line > 1, "{message} {file}:{line}");
        let text = folder.read(at);
        assert!(text.lines().nth(*line as usize - 1).unwrap().contains(record), "{file}:{line}");
        assert!(help.contains("section"), "{help}");
    }
    assert_ne!(verdict(&folder, "SG-2.a"), "met");
    assert_ne!(verdict(&folder, "SG-3.d"), "met");
    let check = folder.run(&["guide", "--check"]);
    assert_eq!(check.status.code(), Some(1), "{}", err(&check));
    assert!(out(&check).contains("assumption.cover-locked") && out(&check).contains("security/design.toml:"));

    // The text is there already: the writer tags the section.
    folder.edit(MANUAL, "{#cover}", "{#cover covers=\"assumption.cover-locked,option.service-port\"}");
    assert_eq!(found(&folder, GAPS), []);
    assert_eq!(verdict(&folder, "SG-2.a"), "met");
    assert_eq!(verdict(&folder, "SG-3.d"), "met");
    let check = folder.json_of(&["guide", "--check", "--format", "json"]);
    assert_eq!(check["schema"], "vauban/guide/1");
    assert!(check["records"].as_array().unwrap().iter().all(|row| row["told"] == true), "{check:#}");
    assert_eq!(check["reviewed"], Value::Null);

    // Until somebody reviewed it, the guide is a draft.
    let draft = folder.ok(&["guide", "--format", "markdown"]);
    assert!(draft.contains("Draft, not reviewed"), "{draft}");
    assert_ne!(verdict(&folder, "SG-7.e"), "met");
    let id = folder.review(
        &["guidelines", "--release", "2.0"],
        "no-findings = \"Read against the records\"\ninputs = [\"guideline.manual version 2.0\"]\nlooked-for = [\"SG-7.a\", \"SG-7.b\", \"SG-7.d\", \"SG-7.e\"]",
    );
    let signed = folder.sign(&id);
    assert!(signed.status.success(), "{}", err(&signed));
    assert_eq!(found(&folder, &["review-stale", "guideline-review-incomplete"]), []);
    for aspect in ["SG-7.a", "SG-7.b", "SG-7.d", "SG-7.e"] {
        assert_eq!(verdict(&folder, aspect), "met", "{aspect}");
    }
    let guide = folder.ok(&["guide", "--format", "markdown"]);
    assert!(!guide.contains("Draft, not reviewed"), "{guide}");

    // One more sentence, and nobody has read it.
    folder.edit(MANUAL, "Take the key out afterwards.", "Leave the key in the switch.");
    let stale = found(&folder, &["review-stale"]);
    assert!(stale.len() == 1 && stale[0].2 == MANUAL, "{stale:#?}");
    assert_ne!(verdict(&folder, "SG-7.e"), "met");
    assert!(folder.ok(&["guide", "--format", "markdown"]).contains("Draft, not reviewed"));
}

/// What a customer reads holds no id, no path, no name of a check; the draft tells the maker.
#[test]
fn customers_read_nothing_internal_and_the_draft_names_what_is_missing() {
    let folder = manual_gap("guide-internal");
    let guide = folder.ok(&["guide", "--format", "markdown", "--draft"]);
    assert!(guide.contains("assumption.cover-locked") && guide.contains("For the maker"), "{guide}");
    // What no section covers appears with what the record says to users.
    assert!(guide.contains("Whoever passes by plugs in.") && guide.contains("off after commissioning"), "{guide}");
    for example in ["edge-gateway", "level-sensor"] {
        let folder = Folder::copy(&format!("guide-{example}"), &format!("examples/{example}"));
        let guide = folder.ok(&["guide", "--format", "markdown"]);
        for internal in ["security/", ".toml", "SG-", "For the maker"] {
            assert!(!guide.contains(internal), "{example}: {internal}");
        }
        // `kind.id`, and not the end of a sentence.
        for kind in
            ["mechanism.", "interface.", "assumption.", "disposition.", "threat.", "asset.", "option.", "component."]
        {
            let ids = guide.match_indices(kind).filter(|(at, _)| {
                let behind = guide[at + kind.len()..].chars().next();
                behind.is_some_and(|letter| letter.is_ascii_lowercase())
            });
            assert_eq!(ids.count(), 0, "{example}: {kind}");
        }
    }
}

fn two_languages(name: &str) -> Folder {
    let folder = manual_gap(name);
    folder.edit("vauban.toml", "version = \"2.0\"", "version = \"2.0\"\nlanguages = [\"en\", \"de\"]");
    folder
}

#[test]
fn a_promised_language_lacks_what_is_not_translated_and_falls_behind_with_the_original() {
    let folder = two_languages("guide-languages");
    let missing = found(&folder, &["translation-missing"]);
    assert!(
        missing.iter().any(|one| one.1.contains("4 sections of `guideline.manual` are missing in `de`")),
        "{missing:#?}"
    );
    let guide = folder.ok(&["guide", "--language", "de", "--format", "markdown"]);
    assert!(
        guide.contains("liegt in dieser Sprache noch nicht vor") && guide.contains("Settings change only"),
        "{guide}"
    );

    folder.write(
        "security/guidelines/handbuch.md",
        "+++\n# Von einer Fachfirma.\n[guideline.handbuch]\nversion = \"2.0\"\nlanguage = \"de\"\ntranslates = \"manual\" # das Original\n+++\n\
         # Handbuch\n\n## Der Schlüsselschalter {#key}\n\nEinstellungen ändern sich nur bei gedrehtem Schlüssel.\n\n## Verwaist {#nowhere}\n\nText.\n",
    );
    let outdated = found(&folder, &["translation-outdated"]);
    assert!(outdated.iter().any(|one| one.1.contains("nobody said of which text")), "{outdated:#?}");
    assert!(outdated.iter().any(|one| one.1.contains("no section `nowhere`")), "{outdated:#?}");
    let before = folder.ok(&["guide", "--language", "de", "--format", "markdown"]);
    assert!(!before.contains("gedrehtem"), "a translation of nobody knows what is not shown: {before}");

    let said = folder.ok(&["guide", "stamp", "handbuch#key"]);
    assert!(said.contains("guideline.handbuch#key"), "{said}");
    let text = folder.read("security/guidelines/handbuch.md");
    assert!(
        text.contains("# Von einer Fachfirma.") && text.contains("translates = \"manual\" # das Original"),
        "{text}"
    );
    assert!(text.contains("## Verwaist {#nowhere}\n\nText.\n"), "{text}");
    let outdated = found(&folder, &["translation-outdated"]);
    assert_eq!(outdated.len(), 1, "{outdated:#?}");
    assert!(folder.ok(&["guide", "--language", "de", "--format", "markdown"]).contains("gedrehtem"));

    // A tag in the heading is no text; a sentence is.
    folder.edit(MANUAL, "{#key covers=\"SG-1.a,", "{#key covers=\"SG-1.a,SG-3.c,");
    assert_eq!(found(&folder, &["translation-outdated"]).len(), 1);
    folder.edit(MANUAL, "Take the key out afterwards.", "Take the key out and keep it.");
    let outdated = found(&folder, &["translation-outdated"]);
    assert!(
        outdated
            .iter()
            .any(|one| one.1.contains("older than `guideline.manual#key`") && one.2.ends_with("handbuch.md")),
        "{outdated:#?}"
    );
    let guide = folder.ok(&["guide", "--language", "de", "--format", "markdown"]);
    assert!(!guide.contains("gedrehtem") && guide.contains("keep it"), "{guide}");
}

#[test]
fn texts_of_records_are_translated_and_stamped() {
    let folder = two_languages("guide-records");
    folder.write(
        "security/translations.toml",
        "[translation.cell-de]\nof = \"assumption.cell-guarded\"\nlanguage = \"de\"\n\
         text = { description = \"Das Zellennetz ist getrennt.\", provider = \"Betreiber\", if-broken = \"Jeder bewegt das Ventil.\" }\n",
    );
    let name = |folder: &Folder| -> Vec<String> {
        let check = folder.json_of(&["guide", "--check", "--language", "de", "--format", "json"]);
        let rows = check["translations"].as_array().unwrap().iter();
        rows.filter(|row| row["of"] == "assumption.cell-guarded")
            .map(|row| row["state"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(name(&folder), ["not stamped"]);
    folder.ok(&["guide", "stamp", "translation.cell-de"]);
    assert_eq!(name(&folder), Vec::<String>::new());
    assert!(folder.ok(&["guide", "--language", "de", "--format", "markdown"]).contains("Jeder bewegt das Ventil."));
    folder.edit(
        "security/design.toml",
        "Anybody in the plant moves the valve.",
        "Anybody in the plant opens the valve.",
    );
    assert_eq!(name(&folder), ["outdated"]);
    assert!(folder.ok(&["guide", "--language", "de", "--format", "markdown"]).contains("opens the valve."));

    let output = folder.run(&["guide", "stamp", "translation.cell-dee"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("did you mean `translation.cell-de`?"), "{}", err(&output));
}

/// Sections of a manual made elsewhere answer as those of a guideline do.
#[test]
fn a_manual_made_elsewhere_tells_users_as_a_guideline_does() {
    let folder = manual_gap("guide-manual");
    folder.write("manuals/service.pdf", "%PDF-1.7 page 12\n");
    folder.write(
        "security/manual.toml",
        "[manual.service]\ntitle = \"Service manual\"\nfile = \"manuals/service.pdf\"\nversion = \"3\"\nlanguage = \"en\"\n\
         sections = [{ title = \"The cover\", anchor = \"cover\", page = 12, covers = [\"assumption.cover-locked\", \"option.service-port\"] }]\n",
    );
    assert_eq!(found(&folder, GAPS), []);
    let guide = folder.ok(&["guide", "--format", "markdown"]);
    assert!(guide.contains("Service manual: The cover, page 12"), "{guide}");
    folder.edit(
        "security/manual.toml",
        "version = \"3\"",
        &format!("version = \"3\"\ndigest = \"sha256:{}\"", "0".repeat(64)),
    );
    assert_eq!(found(&folder, &["manual-changed"]).len(), 1);
    // A manual that is not there tells nobody anything.
    std::fs::remove_file(folder.path.join("manuals/service.pdf")).unwrap();
    assert_eq!(found(&folder, GAPS).len(), 2);
}

/// Text of records is text: nothing of it becomes markup, and long or odd titles break nothing.
#[test]
fn hostile_texts_stay_text() {
    let folder = manual_gap("guide-hostile");
    let nasty = format!("<script>alert(1)</script>\\u202E{}", "x".repeat(5_000));
    folder.edit("security/options.toml", "title = \"Slow movement\"", &format!("title = \"{nasty}\""));
    folder.edit(
        MANUAL,
        "Leave slow movement on",
        "<img src=x onerror=alert(1)> ![p](../../../etc/passwd) ![q](/etc/passwd) Leave slow movement on",
    );
    let page = folder.ok(&["guide"]);
    assert!(page.contains("&lt;script>") || page.contains("&lt;script&gt;"), "the title is shown");
    assert!(
        !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("root:"),
        "markup from a record"
    );
    assert!(!page.contains('\u{202e}'));
}
