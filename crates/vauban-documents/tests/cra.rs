//! Documents under the Cyber Resilience Act: the examples as they are, one with everything answered, and small products
//! with one thing that decides.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vauban_analysis::cra::{Answer, Cra, InformationState, ItemState, SectionState, Standing};
use vauban_analysis::status::Verdict;
use vauban_documents::{Subject, kind};
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::Date;
use vauban_pages::{html, markdown};

type Files = BTreeMap<String, Vec<u8>>;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

/// All files of an example.
fn example(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = Files::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn edited(mut files: Files, path: &str, from: &str, to: &str) -> Files {
    let text = String::from_utf8(files.remove(path).unwrap()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

fn small(product: &str, cra: &str) -> Files {
    let project = format!("[product.p]\nname = \"P\"\nversion = \"2\"\ntype = [\"embedded-device\"]\n{product}\n");
    Files::from([
        ("vauban.toml".to_owned(), project.into_bytes()),
        ("security/cra.toml".to_owned(), format!("[role.one]\n[role.two]\n{cra}").into_bytes()),
    ])
}

fn world(files: Files) -> (MemoryWorld, Compilation) {
    let world = MemoryWorld::new(today(), files);
    let compiled = compile(&world).unwrap();
    (world, compiled)
}

fn answer(files: Files) -> (Cra, Vec<&'static str>) {
    let (_, compiled) = world(files);
    let codes = compiled.findings.iter().map(|finding| finding.code).filter(|code| code.starts_with("cra-")).collect();
    (compiled.cra(compiled.products()[0], None).unwrap(), codes)
}

fn made(files: Files, name: &str) -> Result<vauban_pages::Document, String> {
    let (world, compiled) = world(files);
    let product = compiled.products()[0];
    (kind(name).unwrap().build)(&Subject {
        compiled: &compiled,
        world: &world,
        product,
        release: None,
        language: None,
        scope: &[],
    })
}

/// Preconditions that do not hold.
fn open(cra: &Cra) -> Vec<&'static str> {
    cra.preconditions.iter().filter(|one| !one.holds()).map(|one| one.id).collect()
}

const SCOPE: &str = "[cra.p]\nproduct = \"p\"\nin-scope = { applies = true, reason = \"Sold in the Union.\", approved-by = \"two\" }\n\
    class = { core-functionality = \"It measures.\", reason = \"In no category.\", by = \"one\", approved-by = \"two\" }\n";

#[test]
fn the_gateway_is_refused_for_what_is_open_and_for_nothing_else() {
    let (cra, codes) = answer(example("edge-gateway"));
    assert_eq!(codes, Vec::<&str>::new());
    assert_eq!(cra.standing, Standing::Applies);
    let obstacles: Vec<String> = cra.obstacles().map(|(question, lack)| format!("{question}: {}", lack.what)).collect();
    assert_eq!(open(&cra), ["requirements", "documentation", "signatory"], "{obstacles:#?}");
    // What it holds of people's data is an open issue, so nothing is named for it; the rest is open in the process alone.
    let unnamed = cra.items.iter().filter(|item| item.lacks.iter().any(|lack| lack.what.contains("nothing is named")));
    assert_eq!(unnamed.map(|item| item.id.as_str()).collect::<Vec<_>>(), ["CRA-A1-P1-2g"]);
    for id in ["2b", "2d", "2e", "2f", "2h", "2i", "2j", "2k", "2l", "2m"] {
        let item = cra.items.iter().find(|item| item.id == format!("CRA-A1-P1-{id}")).unwrap();
        assert_eq!(item.state, ItemState::Shown, "{id}: {:?}", item.lacks);
    }
    assert!(cra.items.iter().all(|item| item.answer != Answer::NotAnswered));
    assert!(
        cra.information
            .iter()
            .all(|one| matches!(one.state, InformationState::Answered | InformationState::NotApplicable))
    );
    // Ten years from the first unit are longer than its support.
    assert_eq!(cra.retention, Date::new(2034, 3, 1));
    let refusal = made(example("edge-gateway"), "declaration").unwrap_err();
    for said in ["3 of 13 preconditions do not hold", "Data minimisation", "no date of issue is said", "next: "] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
}

/// The gateway with everything answered that is open: by people who set computed verdicts aside in their own name, as
/// far as it is the process; by a requirement and a date, as far as it is the product.
fn finished() -> Files {
    let files = example("edge-gateway");
    let named = "telemetry shows when a cell produces.\"\n";
    let files = edited(files, "security/cra.toml", named, &format!("{named}realised-by = [\"requirement.export-protected\"]\n"));
    let mut files =
        edited(files, "security/cra.toml", "place = \"Exampletown\"\n", "place = \"Exampletown\"\nnumber = \"EG-2026-1\"\ndate = 2026-11-20\n");
    let (_, compiled) = world(files.clone());
    let aspects = compiled.statuses()[0].requirements.iter().flat_map(|one| &one.aspects);
    let open = aspects.filter(|one| !one.practice && !matches!(one.verdict, Verdict::Met | Verdict::NotApplicable));
    let mut more = String::from(
        "[applicability.lifecycle]\nof = [\"CCSC 4\"]\nreason = \"Answered by the lifecycle itself.\"\nby = \"architect-1\"\n\
         approved-by = \"security-advisor-1\"\ndate = 2026-11-01\n",
    );
    for aspect in open {
        more.push_str(&format!(
            "[statement.\"{}\"]\noverride = true\ntext = \"Looked at by hand.\"\nevidence = [\"security/evidence/audit/self-assessment-2026.md\"]\n\
             by = \"quality-manager-1\"\napproved-by = \"site-manager-1\"\ndate = 2026-11-20\n",
            aspect.id
        ));
    }
    files.insert("security/finished.toml".to_owned(), more.into_bytes());
    files
}

#[test]
fn a_declaration_is_made_once_nothing_stands_against_it() {
    let (cra, _) = answer(finished());
    let obstacles: Vec<String> = cra.obstacles().map(|(_, lack)| lack.what.clone()).collect();
    assert_eq!(obstacles, Vec::<String>::new());
    let document = made(finished(), "declaration").unwrap();
    let fields = document.sections.iter().filter(|section| section.anchor.starts_with("field-")).count();
    assert_eq!(fields, 8);
    let text = markdown::page(&document);
    for said in [
        "sole responsibility of Gateway Works",
        "EG-2026-1",
        "Internal control",
        "Hereby, Gateway Works declares",
        "2026-11-20",
        "No notified body took part",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("No harmonised standard"), "{text}");
}

#[test]
fn each_thing_that_falls_away_refuses_it_again() {
    let cases: [(&str, &str, &str, &[&str]); 9] = [
        ("security/cra.toml", "procedure = \"A\"", "procedure = \"B+C\"", &["route"]),
        ("security/cra.toml", "in-full = true", "in-full = true, harmonised = true", &["standards", "findings"]),
        ("security/cra.toml", "until = 2032-05-31\n", "", &["support", "documentation"]),
        ("security/cra.toml", "signatory = \"site-manager-1\"\n", "", &["signatory"]),
        (
            "security/cra.toml",
            "of = [\"cra:CRA-A1-P1-2i\"]\n",
            "of = [\"cra:CRA-A1-P1-1\"]\n",
            &["applicability", "documentation"],
        ),
        (
            "security/cra.toml",
            "applies = true, reason = \"Hardware",
            "applies = false, reason = \"Hardware",
            &["scope"],
        ),
        (
            "security/cra.toml",
            "by = \"security-advisor-1\", approved-by",
            "by = \"site-manager-1\", approved-by",
            &["class"],
        ),
        ("vauban.toml", "class = \"default\"", "class = \"important-1\"", &["class", "route", "findings"]),
        (
            "security/evidence/release-2.4.0/sbom.cdx.json",
            "\"bomFormat\"",
            " \"bomFormat\"",
            &["sbom", "documentation"],
        ),
    ];
    for (path, from, to, expect) in cases {
        let files = edited(finished(), path, from, to);
        let (cra, _) = answer(files.clone());
        for id in expect {
            assert!(open(&cra).contains(id), "{to}: {:?}", open(&cra));
        }
        assert!(made(files, "declaration").is_err(), "{to}");
    }
}

#[test]
fn an_important_product_assesses_itself_only_by_cited_standards() {
    let important = "class = \"important-1\"\ncategory = \"III-I-5\"";
    let route = |procedure: &str| format!("{SCOPE}route = {{ procedure = \"{procedure}\", approved-by = \"two\" }}\n");
    let (cra, codes) = answer(small(important, &route("A")));
    assert!(codes.contains(&"cra-route-not-open"), "{codes:?}");
    let of = |cra: &Cra, id: &str| cra.routes.iter().find(|route| route.id == id).unwrap().open;
    assert!(!of(&cra, "A") && of(&cra, "B+C") && of(&cra, "H"));
    let claimed =
        format!("{}standards = [{{ id = \"EN 40000-1-4\", harmonised = true, in-full = true }}]\n", route("A"));
    let (cra, codes) = answer(small(important, &claimed));
    assert!(!of(&cra, "A"), "a claim does not cite a standard");
    assert!(codes.contains(&"cra-standard-not-cited"), "{codes:?}");
    let (cra, codes) = answer(small(important, &route("B+C")));
    assert!(!codes.contains(&"cra-route-not-open"), "{codes:?}");
    let lacks = &cra.preconditions.iter().find(|one| one.id == "route").unwrap().lacks;
    assert!(lacks.iter().any(|lack| lack.what.contains("takes a third party")), "{lacks:?}");
    // Open-source gains the route of the default class; a critical product does not.
    let free = SCOPE.replace("class = {", "class = { open-source = true,");
    let (cra, _) = answer(small(important, &format!("{free}route = {{ procedure = \"A\", approved-by = \"two\" }}\n")));
    assert!(of(&cra, "A"));
    let (cra, _) = answer(small("class = \"critical\"\ncategory = \"IV-1\"", &free));
    assert!(cra.routes.iter().all(|route| route.id != "A"));
    assert!(!of(&cra, "EUCC-scheme"), "no delegated act demands it");
}

#[test]
fn a_default_product_may_assess_itself() {
    let (cra, codes) = answer(small(
        "class = \"default\"",
        &format!("{SCOPE}route = {{ procedure = \"A\", approved-by = \"two\" }}\n"),
    ));
    assert_eq!(codes, Vec::<&str>::new());
    assert!(cra.preconditions.iter().find(|one| one.id == "route").unwrap().holds());
}

#[test]
fn who_is_outside_the_act_is_asked_nothing() {
    let out = "[cra.p]\nproduct = \"p\"\nin-scope = { applies = false, reason = \"A spare part.\", approved-by = \"two\" }\n\
               route = { procedure = \"H\" }\nstandards = [{ id = \"X\", harmonised = true }]\n\
               [cra-item.x]\nof = [\"cra:CRA-A1-P1-2g\"]\napplies = false\n";
    let (cra, codes) = answer(small("class = \"default\"", out));
    assert_eq!((cra.standing, codes), (Standing::DoesNotApply, Vec::new()));
    assert!(made(small("class = \"default\"", out), "cra").unwrap_err().contains("does not apply"));
    // Without a name behind it, it does not count.
    let (cra, codes) = answer(small("class = \"default\"", &out.replace(", approved-by = \"two\"", "")));
    assert_eq!(cra.standing, Standing::Assumed);
    assert!(codes.contains(&"cra-scope-unagreed") && codes.contains(&"cra-item-unagreed"), "{codes:?}");
}

#[test]
fn who_says_nothing_gets_one_note_and_only_if_it_is_sold_in_the_union() {
    let (cra, codes) = answer(small("", ""));
    assert_eq!((cra.standing, codes), (Standing::NotSaid, Vec::new()));
    assert!(made(small("", ""), "cra").unwrap_err().contains("nobody says"));
    let (_, codes) = answer(small("member-states = [\"DE\"]", ""));
    assert_eq!(codes, ["cra-undecided"]);
}

#[test]
fn an_item_counts_as_answered_only_with_a_reason_that_somebody_else_agreed_to() {
    let item = |more: &str| {
        let (cra, codes) = answer(small(
            "class = \"default\"",
            &format!("{SCOPE}[cra-item.x]\nof = [\"cra:CRA-A1-P1-2g\"]\napplies = false\n{more}"),
        ));
        let item = cra.items.iter().find(|item| item.id == "CRA-A1-P1-2g").unwrap();
        (item.answer, item.state, codes.contains(&"cra-item-unagreed"))
    };
    let no = (Answer::NotAnswered, ItemState::NotAnswered, true);
    assert_eq!(item(""), no);
    assert_eq!(item("reason = \"No data.\"\n"), no);
    assert_eq!(item("reason = \"No data.\"\nby = \"one\"\napproved-by = \"one\"\n"), no);
    assert_eq!(item("by = \"one\"\napproved-by = \"two\"\n"), no);
    let agreed = "reason = \"No data.\"\nby = \"one\"\napproved-by = \"two\"\n";
    assert_eq!(item(agreed), (Answer::DoesNotApply, ItemState::DoesNotApply, false));
    assert_eq!(item(&format!("{agreed}valid-until = 2026-11-21\n")).0, Answer::NotAnswered);
    // What applies to every product cannot be refused.
    let handling = format!("{SCOPE}[cra-item.x]\nof = [\"cra:CRA-A1-P2-5\"]\napplies = false\n{agreed}");
    let (cra, codes) = answer(small("class = \"default\"", &handling));
    assert_eq!(cra.items.iter().find(|item| item.id == "CRA-A1-P2-5").unwrap().answer, Answer::Always);
    assert!(codes.contains(&"cra-item-unagreed"), "{codes:?}");
}

#[test]
fn knowing_less_makes_no_section_better() {
    let (cra, _) = answer(small("class = \"default\"", SCOPE));
    assert!(cra.items.iter().all(|item| !item.state.is_settled()));
    assert!(
        cra.sections.iter().all(|section| section.state != SectionState::Filled),
        "{:?}",
        cra.sections.iter().map(|one| (&one.id, one.state)).collect::<Vec<_>>()
    );
    assert_eq!(cra.retention, None);
}

#[test]
fn no_document_speaks_of_presumption_while_no_standard_is_cited() {
    for name in ["edge-gateway", "level-sensor"] {
        let document = made(example(name), "cra").unwrap();
        let text = markdown::page(&document).to_lowercase();
        assert!(!text.contains("presumption of conformity") && !text.contains("compliant"), "{name}");
        // A citation in the catalog is what would change that.
        assert!(text.contains("no standard applied here is cited"), "{name}");
    }
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    for name in ["edge-gateway", "level-sensor"] {
        let page = html::page(&made(example(name), "cra").unwrap());
        let ids: std::collections::BTreeSet<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let dangling: Vec<&str> = page
            .split("href=\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|to| !to.is_empty() && !ids.contains(to))
            .collect();
        assert_eq!(dangling, Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "<script>alert(1)</script>\\u202E ![x](javascript:alert(1)) {{ }}";
    let long = "x".repeat(5_000);
    let records = SCOPE.replace("It measures.", hostile).replace("In no category.", &long);
    let page = html::page(&made(small("class = \"default\"", &records), "cra").unwrap());
    assert!(!page.contains("<script>alert") && !page.contains('\u{202e}'));
    assert!(page.contains(&long));
}
