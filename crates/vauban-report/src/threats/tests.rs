//! Small reports with exact outputs.

use std::collections::BTreeMap;

use super::*;
use crate::paint::strip;
use crate::{Style, to_string};

/// One line of two threats, one decided threat, a question and a lost decision.
pub(crate) fn gateway() -> ThreatsReport {
    let forged = |element: &str| ThreatRow {
        id: format!("T-FLOW-FORGED-COMMAND@{element}"),
        rule: Some("T-FLOW-FORGED-COMMAND".into()),
        title: "Forged command or configuration".into(),
        element: element.into(),
        elements: vec![element.into()],
        stride: vec!["spoofing", "tampering"],
        severity: "high",
        rated: true,
        state: "open",
        missing: vec!["channel-integrity".into()],
        because: vec![BecauseRow { attribute: "content".into(), value: "command".into(), source: "stated" }],
        digest: Some("sha256:00".into()),
        next: "record mechanisms of kind channel-integrity here, or decide about it".into(),
        file: "security/design/flows.toml".into(),
        line: 3,
        ..ThreatRow::default()
    };
    let read = ThreatRow {
        id: "T-IF-FLOOD@interface.opcua".into(),
        rule: Some("T-IF-FLOOD".into()),
        title: "Flooded".into(),
        element: "interface.opcua".into(),
        elements: vec!["interface.opcua".into()],
        stride: vec!["denial-of-service"],
        severity: "medium",
        state: "accepted",
        mechanisms: vec!["mechanism.quota".into()],
        decision: Some(DecisionRow {
            record: "disposition.T-IF-FLOOD@interface.opcua".into(),
            response: "accept",
            standing: "unpinned",
            why: Vec::new(),
            until: Some("2027-01-31".into()),
        }),
        file: "security/design/interfaces.toml".into(),
        line: 9,
        ..ThreatRow::default()
    };
    let line = |rule: &str, title: &str, state, severity, threats: Vec<usize>| LineRow {
        way: Way::default(),
        about: "interface.opcua".into(),
        name: "OPC UA server".into(),
        detail: String::new(),
        rule: Some(rule.into()),
        title: title.into(),
        state,
        severity,
        threats,
        file: "security/design/interfaces.toml".into(),
        line: 9,
    };
    ThreatsReport {
        filter: None,
        product: "edge-gateway 2.4.0".into(),
        attacker: 2,
        attacker_stated: true,
        threats: vec![forged("flow.a"), forged("flow.b"), read],
        lines: vec![
            line("T-FLOW-FORGED-COMMAND", "Forged command or configuration", "open", "high", vec![0, 1]),
            line("T-IF-FLOOD", "Flooded", "accepted", "medium", vec![2]),
        ],
        questions: vec![QuestionRow {
            record: "component.soc".into(),
            key: "debug-port".into(),
            meaning: "A hardware debug or test interface exists on the board.".into(),
            values: vec!["true".into(), "false".into()],
            threats: vec!["T-DBG-HARDWARE-PORT@component.soc".into()],
            file: "security/design/components.toml".into(),
            line: 40,
        }],
        orphans: vec![OrphanRow {
            record: "disposition.T-IF-FLOOD@interface.ua".into(),
            threat: "T-IF-FLOOD@interface.ua".into(),
            why: "there is no `interface.ua` that the rule looks at".into(),
            candidates: vec!["T-IF-FLOOD@interface.opcua".into()],
            file: "security/threats.toml".into(),
            line: 7,
        }],
        gone: vec![GoneRow {
            record: "disposition.T-IF-FLOOD@interface.gone".into(),
            threat: "T-IF-FLOOD@interface.gone".into(),
            since: "2.4.0".into(),
            why: "the threat is gone: `exposure` is none".into(),
            file: "security/threats.toml".into(),
            line: 21,
        }],
        rules: vec![RuleRow {
            id: "T-RADIO-JAMMED".into(),
            how: "off",
            rationale: "The radio carries commissioning only.".into(),
            file: "security/ours.rules.toml".into(),
            line: 3,
        }],
        references: BTreeMap::from([("T-IF-FLOOD".to_owned(), References::default())]),
        notice: "whose they are",
        counts: Counts {
            by_state: BTreeMap::from([("open", 2), ("accepted", 1), ("question", 1), ("outside", 0)]),
            shadowed: 1,
            threats: 5,
            lines: 3,
            questions: 1,
        },
    }
}

const SHOWN: &str = "\
edge-gateway 2.4.0 · assumed attacker 2

 interface.opcua  OPC UA server
   open             high     Forged command or configuration × 2  T-FLOW-FORGED-COMMAND
                             on flow.a, flow.b
                             next: record mechanisms of kind channel-integrity here, or decide
                               about it
   accepted         medium   Flooded  T-IF-FLOOD
                             stopped by mechanism.quota
                             decided: accept, until 2027-01-31; it has no digest, so changes go
                               unnoticed

 1 question first: what nobody has said
   `debug-port` of component.soc · security/design/components.toml:40
     A hardware debug or test interface exists on the board. One of: true, false. Decides
     T-DBG-HARDWARE-PORT@component.soc

 Decisions without their threat
   T-IF-FLOOD@interface.ua · security/threats.toml:7
     there is no `interface.ua` that the rule looks at; perhaps meant: T-IF-FLOOD@interface.opcua

 Gone, and kept on record
   T-IF-FLOOD@interface.gone · gone since 2.4.0 · security/threats.toml:21
     the threat is gone: `exposure` is none

 Rules of this product
   T-RADIO-JAMMED · off · security/ours.rules.toml:3
     The radio carries commissioning only.

 5 threats in 3 lines: 2 open, 1 question, 1 accepted, 1 under others; 1 question.
 `vauban explain RULE` says what a rule means; `vauban threats --new` writes decisions to paste.
";

#[test]
fn people_see_lines_by_element() {
    let shown = to_string(|out| terminal::report(&gateway(), &Style::default(), out)).unwrap();
    assert_eq!(shown, SHOWN);
    let colour = Style { color: true, ..Style::default() };
    let coloured = to_string(|out| terminal::report(&gateway(), &colour, out)).unwrap();
    assert_ne!(coloured, SHOWN);
    assert_eq!(strip(&coloured), SHOWN);
}

#[test]
fn nothing_is_said_in_few_words() {
    let shown = to_string(|out| terminal::report(&ThreatsReport::default(), &Style::default(), out)).unwrap();
    let expect = "threats · assumed attacker 0, as no policy says otherwise\n\n No threats to show.\n\n \
                  0 threats in 0 lines; 0 questions.\n";
    assert_eq!(shown, expect);
}

#[test]
fn programs_get_the_contract() {
    let told = to_string(|out| json::report(&gateway(), out)).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["schema"], "vauban/threats/1");
    let first = serde_json::json!({
        "id": "T-FLOW-FORGED-COMMAND@flow.a",
        "rule": "T-FLOW-FORGED-COMMAND",
        "title": "Forged command or configuration",
        "element": "flow.a",
        "elements": ["flow.a"],
        "stride": ["spoofing", "tampering"],
        "severity": "high",
        "rated": true,
        "cvss": null,
        "cvss_after": null,
        "state": "open",
        "mechanisms": [],
        "reduced_by": [],
        "missing": ["channel-integrity"],
        "shadow": null,
        "because": [{ "attribute": "content", "value": "command", "source": "stated" }],
        "decision": null,
        "digest": "sha256:00",
        "next": "record mechanisms of kind channel-integrity here, or decide about it",
        "file": "security/design/flows.toml",
        "line": 3,
    });
    assert_eq!(told["threats"][0], first);
    assert_eq!(told["lines"][0]["threats"][1], "T-FLOW-FORGED-COMMAND@flow.b");
    assert_eq!(told["questions"][0]["key"], "debug-port");
    assert_eq!(told["orphans"][0]["candidates"][0], "T-IF-FLOOD@interface.opcua");
    assert_eq!(told["gone"][0]["since"], "2.4.0");
    assert_eq!(told["rules"][0]["how"], "off");
    assert!(told["references"]["T-IF-FLOOD"]["cwe"].is_array());
    assert_eq!(told["summary"]["by_state"]["open"], 2);
}

const STUBS: &str = "\
# Choose a response for each: mitigate, avoid, not-applicable, transfer, accept or defer.
# Until then each stays a finding, for nothing answers it.

# Forged command or configuration (high, flow.a)
# record mechanisms of kind channel-integrity here, or decide about it
#   content = command
[disposition.\"T-FLOW-FORGED-COMMAND@flow.a\"]
response = \"mitigate\"
by = []
rationale = \"\"
digest = \"sha256:00\"
";

#[test]
fn stubs_are_records_to_paste() {
    let mut report = gateway();
    report.threats.remove(1);
    let shown = to_string(|out| stubs::report(&report, out)).unwrap();
    assert_eq!(shown, STUBS);
    let nothing = to_string(|out| stubs::report(&ThreatsReport::default(), out)).unwrap();
    assert_eq!(nothing, "# Every open threat has been decided.\n");
}
