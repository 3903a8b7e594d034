//! A small report with exact outputs.

use super::*;
use crate::paint::strip;
use crate::{Style, to_string};

/// One of everything, and a family that misses something.
pub(crate) fn gateway() -> ContextReport {
    let entry = EntryRow {
        id: "CR 1.1 RE(2)".into(),
        title: "Second factor".into(),
        level: 2,
        condition: Some("people log in".into()),
        planned: vec!["mechanism.token".into()],
        lacking: vec!["interface.web".into()],
    };
    ContextReport {
        filter: None,
        product: "edge-gateway 2.4.0".into(),
        contexts: vec![ContextRow {
            context: "context.plant".into(),
            title: "In a plant".into(),
            says: vec![
                SaidRow { key: "intended-use", text: "Reads values.".into() },
                SaidRow { key: "misuse", text: String::new() },
            ],
            zones: vec!["zone.plant".into()],
            users: vec!["actor.operator".into()],
            confirmed_for: vec!["release.2.4.0".into()],
            approved_by: "product-manager-1".into(),
            date: Some("2026-10-06".into()),
        }],
        actors: vec![ActorRow {
            actor: "actor.operator".into(),
            role: "Views values".into(),
            trust: "Trusted with the process.".into(),
            intended: true,
        }],
        zones: vec![ZoneRow {
            way: Way::default(),
            zone: "zone.plant".into(),
            title: "Plant network".into(),
            kind: "network",
            level: Some(2),
            outside: false,
            intended: true,
        }],
        boundaries: vec![BoundaryRow {
            boundary: "boundary.plant-host".into(),
            from: "zone.plant".into(),
            to: "zone.host".into(),
            both_ways: true,
            who: vec!["actor.operator".into()],
        }],
        attackers: vec![AttackerRow {
            attacker: "attacker.insider".into(),
            title: String::new(),
            starts_in: vec!["zone.plant".into()],
            acts_as: vec!["actor.operator".into()],
            strength: Some(2),
        }],
        assumptions: vec![AssumptionRow {
            assumption: "assumption.firewall".into(),
            text: "A firewall separates the plant.".into(),
            provider: "plant owner".into(),
            if_broken: "The login stands alone.".into(),
            effect: "protects",
            mechanism: Some("mechanism.plant-firewall".into()),
            interfaces: vec!["interface.web".into()],
            threats: (1..=7).map(|at| format!("T-{at}@interface.web")).collect(),
            decisions: vec![],
            assets: vec!["asset.setpoints".into()],
            told: vec!["guideline.environment: The plant network".into()],
            file: "security/context.toml".into(),
            line: 7,
        }],
        assets: vec![AssetRow {
            way: Way::default(),
            asset: "asset.setpoints".into(),
            title: "Setpoints".into(),
            confidentiality: "none",
            integrity: "critical",
            availability: "",
        }],
        levels: LevelsReport {
            edition: "iec62443-4-2:2019".into(),
            types: vec!["embedded-device"],
            families: vec![FamilyRow {
                id: "FR1".into(),
                abbreviation: "IAC".into(),
                title: "Identification".into(),
                target: Some(2),
                claimed: 1,
                achieved: 0,
                demanded: 20,
                claims: 15,
                missing_next: vec![entry.clone()],
                missing_target: vec![entry],
            }],
            constraints_unclaimed: vec![EntryRow {
                id: "CCSC 4".into(),
                title: "Process".into(),
                ..EntryRow::default()
            }],
        },
    }
}

const SHOWN: &str = "\
edge-gateway 2.4.0 · security context

 context.plant  In a plant
     intended-use   Reads values.
     misuse         not said
     zones          zone.plant
     approved       by product-manager-1 on 2026-10-06, confirmed for release.2.4.0

 Who is around, and how far they are trusted
   actor.operator Views values
     Trusted with the process.

 Zones
   zone.plant Plant network
     network, level 2, the product stands in it

 Trust boundaries
   boundary.plant-host zone.plant ⇄ zone.host
     may be crossed by actor.operator

 Attackers
   attacker.insider
     strength 2, from zone.plant, as actor.operator

 Taken for granted, and what rests on it
   assumption.firewall  protects · security/context.toml:7
     A firewall separates the plant.
     provided by    plant owner
     if not so      The login stands alone.
     users told     guideline.environment: The plant network
     stands for     mechanism.plant-firewall
     interfaces     interface.web
     threats        T-1@interface.web, T-2@interface.web, T-3@interface.web, T-4@interface.web,
                    T-5@interface.web, T-6@interface.web and 1 more, 7 in all
     depth of       asset.setpoints

 What a loss would do
                    known     changed   gone
   asset.setpoints  none      critical  not said

 Security levels: aimed at, and claimed by records
   iec62443-4-2:2019 for embedded-device
                          aimed at  claimed  achieved  of requirements
   FR1 IAC Identification 2         1        0         15/20
   FR1 misses for level 2, aimed at:
     CR 1.1 RE(2) Second factor (level 2, where people log in) on interface.web; so far:
     mechanism.token
   At every level also, and claimed by nothing: CCSC 4 Process.
   Claimed: everywhere the requirement applies, something that is implemented realises it.
   Achieved: and is verified on the current release. `vauban levels` says what holds each family
   back, and where.
";

#[test]
fn people_see_one_page() {
    let shown = to_string(|out| terminal::report(&gateway(), &Style::default(), out)).unwrap();
    assert_eq!(shown, SHOWN);
    let colour = Style { color: true, ..Style::default() };
    let coloured = to_string(|out| terminal::report(&gateway(), &colour, out)).unwrap();
    assert_ne!(coloured, SHOWN);
    assert_eq!(strip(&coloured), SHOWN);
}

#[test]
fn nothing_is_said_in_few_words() {
    let shown = to_string(|out| terminal::report(&ContextReport::default(), &Style::default(), out)).unwrap();
    assert!(shown.contains("No `[context.ID]` says where the product stands."));
    assert!(shown.contains("The product states no `type`"));
}

#[test]
fn programs_get_the_contract() {
    let told = to_string(|out| json::report(&gateway(), out)).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["schema"], "vauban/context/1");
    assert_eq!(told["contexts"][0]["says"][0], serde_json::json!({ "key": "intended-use", "text": "Reads values." }));
    assert_eq!(told["assumptions"][0]["threats"][6], "T-7@interface.web");
    assert_eq!(told["levels"]["families"][0]["achieved"], 0);
    assert_eq!(told["levels"]["families"][0]["missing_target"][0]["id"], "CR 1.1 RE(2)");
}
