//! Open Threat Model's threats: a library, and its uses on components and flows with a state and mitigations.

use serde_json::{Map, Value, json};
use vauban_analysis::threats::State;
use vauban_catalog::threats::Severity;
use vauban_model::{AnyId, MechanismStatus};

use crate::design::Design;
use crate::threats::{Place, Threat};
use crate::told::Told;

/// An entry of the library of threats.
pub(crate) fn threat_value(threat: &Threat, told: &mut Told) -> Value {
    let impact = match threat.severity {
        Severity::Low => 25,
        Severity::Medium => 50,
        Severity::High => 75,
        Severity::Critical => 100,
    };
    let mut value = Map::new();
    value.insert("id".into(), json!(threat.id));
    value.insert("name".into(), json!(threat.title));
    value.insert("description".into(), json!(threat.description));
    value.insert("categories".into(), json!(threat.stride.iter().map(|one| one.as_str()).collect::<Vec<_>>()));
    value.insert("cwes".into(), json!(threat.cwe.iter().map(|number| format!("CWE-{number}")).collect::<Vec<_>>()));
    value.insert("risk".into(), json!({ "likelihood": null, "impact": impact }));
    if threat.on.is_empty() {
        told.lost("threats.state", "a threat on no component or flow has no state", &threat.id);
        value.insert("attributes".into(), json!({ "state": threat.state.word() }));
    }
    Value::Object(value)
}

/// Which threats each component and flow uses, and which assets each component holds.
pub(crate) struct Uses {
    parties: Vec<Vec<Value>>,
    flows: Vec<Vec<Value>>,
    /// Names of the assets that each party holds.
    pub(crate) held: Vec<Vec<String>>,
}

impl Uses {
    /// Sorts the threats by where they lie.
    pub(crate) fn new(design: &Design<'_>, told: &mut Told) -> Uses {
        let mut uses = Uses {
            parties: vec![Vec::new(); design.parties.len()],
            flows: vec![Vec::new(); design.flows.len()],
            held: vec![Vec::new(); design.parties.len()],
        };
        for asset in &design.assets {
            for holder in &asset.held_by {
                if let Some(held) = uses.held.get_mut(*holder) {
                    held.push(asset.record.head.name());
                }
            }
        }
        for threat in &design.threats {
            let mitigations: Vec<Value> = threat.by.iter().filter_map(|id| mitigation(design, *id)).collect();
            if threat.state == State::StoppedUnproven {
                told.lost("threats.state", "stopped as designed, and not shown yet: written as `exposed`", &threat.id);
            }
            for place in &threat.on {
                let value = json!({ "threat": threat.id, "state": state(threat), "mitigations": mitigations });
                let list = match place {
                    Place::Party(at) => uses.parties.get_mut(*at),
                    Place::Flow(at) => uses.flows.get_mut(*at),
                };
                list.into_iter().for_each(|list| list.push(value.clone()));
            }
        }
        uses
    }

    /// Writes the threats of a place into its value.
    pub(crate) fn insert(&self, place: Place, value: &mut Map<String, Value>) {
        let used = match place {
            Place::Party(at) => self.parties.get(at),
            Place::Flow(at) => self.flows.get(at),
        };
        if let Some(used) = used.filter(|used| !used.is_empty()) {
            value.insert("threats".into(), json!(used));
        }
    }
}

fn mitigation(design: &Design<'_>, id: AnyId) -> Option<Value> {
    let mechanism = design.mechanism(id)?;
    let state = match mechanism.status {
        MechanismStatus::Proposed => "recommended",
        MechanismStatus::Designed => "required",
        MechanismStatus::Implemented => "implemented",
    };
    Some(json!({ "mitigation": mechanism.record.head.name(), "state": state }))
}

/// `mitigated` is what is stopped and shown; what is only designed stays exposed.
fn state(threat: &Threat) -> &'static str {
    match threat.state {
        _ if threat.dismissed => "not-applicable",
        State::Stopped => "mitigated",
        State::Accepted => "accepted",
        State::Transferred => "transferred",
        State::Outside | State::Question | State::Open | State::StoppedUnproven => "exposed",
    }
}
