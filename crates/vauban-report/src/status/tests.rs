//! The status as people and programs get it.

use serde_json::{Value, json};
use vauban_analysis::status::{AspectStatus, By, Evidence, PracticeStatus, RequirementStatus, Status, Verdict};

use crate::fixture::golden;
use crate::paint::strip;
use crate::text::width;
use crate::{Style, to_string};

fn aspect(id: &str, verdict: Verdict, by: Option<By>) -> AspectStatus {
    let evidence = Evidence { record: "interface.https".into(), file: "security/gateway.toml".into(), line: 41 };
    AspectStatus {
        id: id.into(),
        text: "Every interface says who uses it.".into(),
        automation: "compute".into(),
        practice: false,
        verdict,
        by,
        waived_until: None,
        overridden: false,
        checks: vec!["interface-without-users"],
        how: "interface-without-users over 14 interfaces".into(),
        next: if matches!(verdict, Verdict::Met | Verdict::NotApplicable) {
            String::new()
        } else {
            format!("{id} needs a port scan")
        },
        evidence: if by.is_some() { vec![evidence; 10] } else { Vec::new() },
    }
}

fn requirement(id: &str, title: &str, verdict: Verdict, aspects: Vec<AspectStatus>) -> RequirementStatus {
    let next = aspects.iter().map(|aspect| aspect.next.clone()).find(|next| !next.is_empty()).unwrap_or_default();
    let practice = id.split('-').next().unwrap().to_owned();
    let maturity_next = "practised on a second release".to_owned();
    RequirementStatus {
        id: id.into(),
        title: title.into(),
        practice,
        verdict,
        maturity: 2,
        maturity_next,
        next,
        aspects,
    }
}

fn gateway() -> Status {
    let met = |id| aspect(id, Verdict::Met, Some(By::Computed));
    let mut waived = aspect("SD-2.b", Verdict::Partial, Some(By::Computed));
    waived.waived_until = Some("2027-01-31".into());
    let mut overridden = met("SD-3.b");
    overridden.overridden = true;
    let practice = |id: &str, title: &str, next: &str| PracticeStatus {
        id: id.into(),
        title: title.into(),
        maturity: 2,
        maturity_next: next.into(),
    };
    let first =
        vec![met("SD-1.a"), aspect("SD-1.b", Verdict::Missing, None), aspect("SD-1.c", Verdict::Met, Some(By::Stated))];
    let third = vec![met("SD-3.a"), overridden, aspect("SD-3.c", Verdict::NotApplicable, Some(By::Stated))];
    Status {
        product: "edge-gateway".into(),
        version: "2.4.0".into(),
        edition: "iec62443-4-1:2018".into(),
        practices: vec![
            practice("SD", "Secure design", "the design review has been practised on a second release (1 of 2)."),
            practice("SVV", "Verification and validation", ""),
        ],
        requirements: vec![
            requirement("SD-1", "Secure design principles", Verdict::Partial, first),
            requirement("SD-2", "Defence in depth design", Verdict::Partial, vec![met("SD-2.a"), waived]),
            requirement("SD-3", "Security design review", Verdict::Met, third),
            requirement(
                "SVV-1",
                "Security requirements testing",
                Verdict::Missing,
                vec![aspect("SVV-1.a", Verdict::Missing, None)],
            ),
        ],
        left_out: Vec::new(),
    }
}

fn shown(status: &Status, only: Option<&str>, style: &Style) -> String {
    to_string(|out| super::terminal(status, only, &["no git here".into()], style, out)).unwrap()
}

#[test]
fn wide_and_narrow_read_as_they_should() {
    let style = |width| Style { width, ..Style::default() };
    let both = format!("{}\n{}", shown(&gateway(), None, &style(140)), shown(&gateway(), None, &style(60)));
    golden("status.txt", &both);
}

#[test]
fn stays_within_its_columns() {
    for columns in [60, 80, 100, 110, 140, 200] {
        for verbose in [false, true] {
            let text = shown(&gateway(), None, &Style { width: columns, verbose, ..Style::default() });
            for line in text.lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
            assert!(!text.contains("complian") && !text.contains('%'));
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = Style { width: 120, verbose: true, ..Style::default() };
    let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
    let coloured = shown(&gateway(), None, &colour);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(strip(&coloured), shown(&gateway(), None, &plain));
}

#[test]
fn one_requirement_has_a_page() {
    for (only, has, has_not) in [
        ("sd-1", "SD-1.c  █ met, stated", "SD-2"),
        ("SD-1.c", "on: interface.https · security/gateway.toml:41", "SD-1.a"),
        ("iec62443-4-1:2018/SD-3", "SD-3.b  █ met, computed, overridden by a person", "SVV"),
        ("SD", "SD-2.b  ▒ partial, computed, waived until 2027-01-31", "SVV"),
        ("SD-1", "… and 2 more", "SVV"),
        ("XX-1", "No practice, requirement or aspect of IEC 62443-4-1:2018 is called `XX-1`.", "Secure design"),
    ] {
        let text = shown(&gateway(), Some(only), &Style::default());
        assert!(text.contains(has) && !text.contains(has_not), "{only}\n{text}");
    }
}

#[test]
fn json_keeps_the_contract() {
    let second = Status { product: "sensor".into(), ..gateway() };
    let text = to_string(|out| super::json(&[gateway(), second], out)).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "vauban/status/1");
    assert_eq!(value["products"][1]["product"], "sensor");
    assert_eq!(value["requirements"], value["products"][0]["requirements"]);
    assert_eq!(
        value["practices"][0],
        json!({
            "id": "SD", "title": "Secure design", "maturity": 2,
            "maturity_next": "the design review has been practised on a second release (1 of 2)."
        })
    );
    let aspect = &value["requirements"][0]["aspects"][1];
    assert_eq!(
        (&aspect["verdict"], &aspect["by"], &aspect["basis"]),
        (&json!("missing"), &Value::Null, &json!("requirement"))
    );
    assert_eq!(value["requirements"][1]["aspects"][1]["waived_until"], "2027-01-31");
    assert_eq!(value["requirements"][0]["aspects"][0]["evidence"][0]["line"], 41);
    let none: Value = serde_json::from_str(&to_string(|out| super::json(&[], out)).unwrap()).unwrap();
    assert_eq!((&none["requirements"], &none["products"]), (&json!([]), &json!([])));
}
