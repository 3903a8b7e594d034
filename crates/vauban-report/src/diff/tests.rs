//! Every output on one difference with everything in it, and on hostile words.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_analysis::diff::{
    Change, Deep, DepthChange, Difference, ElementChange, Fate, FieldChange, NewInterface, ReviewChange, ThreatChange,
    Told, VerdictChange,
};

use super::{DiffReport, json, markdown, terminal};
use crate::Style;

fn everything(word: &str) -> Difference {
    let element = |id: &str, change: Change, fields: Vec<FieldChange>| ElementChange {
        id: format!("{id}{word}"),
        change,
        fields,
        file: "security/design.toml".into(),
        line: 7,
    };
    let field = |editorial: bool| FieldChange {
        key: if editorial { "title" } else { "protocol" },
        before: Some(format!("https{word}")),
        after: None,
        editorial,
    };
    let depth = |before: Option<Deep>, after: Option<Deep>| DepthChange {
        asset: format!("firmware{word}"),
        property: "integrity",
        attackers: vec!["internet".into(), "visitor".into(), "insider".into(), "thief".into()],
        tiers: vec!["designed", "verified"],
        before,
        after,
        required: 2,
        variants: Vec::new(),
    };
    let threat = |fate: Fate, before: Option<&'static str>, after: Option<&'static str>| ThreatChange {
        id: format!("T-FLOW-READ@flow.x{word}"),
        title: format!("Read on the way{word}"),
        element: "flow.x".into(),
        severity: "high",
        fate,
        before,
        after,
        why: vec![format!("names was false{word}")],
        variants: vec![format!("v{word}")],
    };
    Difference {
        designs: (2, 3),
        product: format!("gateway 2.4.0{word}"),
        elements: vec![
            element("interface.mqtt", Change::Added, Vec::new()),
            element("interface.old", Change::Removed, Vec::new()),
            element("flow.x", Change::Changed, vec![field(false)]),
            element("flow.y", Change::Changed, vec![field(true)]),
            element("zone.b", Change::Renamed(format!("zone.a{word}")), Vec::new()),
        ],
        interfaces: vec![NewInterface {
            id: format!("interface.mqtt{word}"),
            on: Some("cloud-agent".into()),
            zones: vec!["internet".into()],
            open: (6, 11),
        }],
        others: 3,
        threats: vec![
            threat(Fate::Reopened, Some("stopped"), Some("open")),
            threat(Fate::New, None, Some("open")),
            threat(Fate::Gone, Some("open"), None),
        ],
        open_threats: (4, 5),
        depth: vec![
            depth(Some(Deep::Exactly(2)), Some(Deep::Exactly(1))),
            depth(Some(Deep::Exactly(1)), Some(Deep::Unreachable)),
            depth(None, Some(Deep::AtLeast(3))),
        ],
        verdicts: vec![VerdictChange { id: "SD-2".into(), before: Some("met"), after: Some("partial"), worse: true }],
        reviews: vec![ReviewChange {
            kind: "design",
            reviews: vec![format!("review.one{word}")],
            stale: vec![("flow.x".into(), vec!["protocol".into()]), ("interface.mqtt".into(), Vec::new())],
            settled: 1,
        }],
        appeared: vec![Told {
            code: "review-stale",
            severity: "error",
            message: format!("2 of 9 elements{word}"),
            file: "security/design.toml".into(),
            line: 7,
        }],
        settled: Vec::new(),
    }
}

fn style() -> Style {
    Style { color: false, hyperlinks: None, width: 100, verbose: false, quiet: false, cap: 20 }
}

fn render(difference: &Difference) -> (String, String, serde_json::Value) {
    let report = DiffReport { difference, before: "main", after: "the working tree" };
    let (mut text, mut mark, mut document) = (Vec::new(), Vec::new(), Vec::new());
    terminal::report(&report, &style(), &mut text).unwrap();
    markdown::report(&report, &mut mark).unwrap();
    json::report(&report, &mut document).unwrap();
    (String::from_utf8(text).unwrap(), String::from_utf8(mark).unwrap(), serde_json::from_slice(&document).unwrap())
}

#[test]
fn the_comment_says_first_what_matters() {
    let (text, mark, document) = render(&everything(""));
    let first = mark.lines().next().unwrap();
    assert_eq!(
        first,
        "**Secure design: 1 flow changed, 1 flow edited, 1 interface added, 1 interface removed, 1 zone renamed, depth \
         falls for 1 asset, 2 more open threats, 1 review stale**"
    );
    let row = "| firmware integrity against internet, visitor, insider and 1 more, designed, verified | 2 | **1** (2 required) |";
    assert!(mark.contains(row), "{mark}");
    assert!(mark.contains("| open threats | 4 | 5 (1 new, 1 re-opened) |"), "{mark}");
    assert!(mark.contains("**stale**: `flow.x` (protocol), `interface.mqtt`"), "{mark}");
    let new = "New: `interface.mqtt` on `cloud-agent`, reachable from `internet`, 6 of 11 questions open.";
    assert!(mark.contains(new), "{mark}");
    assert!(!mark.contains("title"), "editorial keys are not listed: {mark}");
    assert!(text.contains("2 → 1"), "{text}");
    assert_eq!(document["schema"], "vauban/diff/1");
    assert_eq!(document["depth"][1]["after"]["reachable"], false);
    assert_eq!(document["elements"][4]["formerly"], "zone.a");
}

#[test]
fn nothing_is_said_to_be_nothing() {
    let (text, mark, document) = render(&Difference::default());
    assert!(text.contains("Nothing changed"), "{text}");
    assert_eq!(mark, "**Secure design: nothing changed**\n\n");
    assert_eq!(document["elements"], serde_json::json!([]));
}

#[test]
fn words_of_records_act_on_nothing() {
    let hostile = "</details><img src=x>[a](http://b) @all #1 |x| `y` \u{1b}[2J \u{202e}\n# h";
    let (text, mark, _) = render(&everything(hostile));
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    assert!(!mark.contains('\u{1b}') && !mark.contains('\u{202e}'), "{mark:?}");
    for line in mark.lines() {
        // Outside of code nothing is left to act on.
        let outside: String = line.split('`').step_by(2).collect::<String>().replace("\\]", "");
        for bad in ["<img", "](http", "@all", " #1"] {
            assert!(!outside.contains(bad), "{bad} in {line}");
        }
        assert!(!outside.contains("://"), "{line}");
    }
    assert_eq!(mark.matches("<details>").count(), mark.matches("</details>").count() - inside_code(&mark));
}

/// How often the closing tag stands inside code, where it acts on nothing.
fn inside_code(mark: &str) -> usize {
    mark.lines()
        .map(|line| line.split('`').skip(1).step_by(2).filter(|inside| inside.contains("</details>")).count())
        .sum()
}
