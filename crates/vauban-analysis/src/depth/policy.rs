//! The depth that policy asks for, by impact and by the attacker's strength (SD-2.b).

use vauban_model::kinds::{ByImpact, Policy};
use vauban_model::{Impact, Model};

/// The required depth by impact, and where it differs by strength.
#[derive(Clone, Debug)]
pub(crate) struct Required {
    by_impact: [u32; 4],
    against: [[Option<u32>; 4]; 4],
}

/// Low, moderate, high, critical.
const DEFAULT: [u32; 4] = [0, 1, 2, 3];

impl Required {
    pub(crate) fn new(model: &Model) -> Required {
        let mut required = Required { by_impact: DEFAULT, against: [[None; 4]; 4] };
        let policy: Option<&Policy> = model.policy.first().map(|policy| &policy.body);
        let Some(depth) = policy.and_then(|policy| policy.required_depth.as_ref()) else { return required };
        for (at, said) in [&depth.low, &depth.moderate, &depth.high, &depth.critical].into_iter().enumerate() {
            if let Some(said) = said {
                required.by_impact[at] = said.0.value as u32;
            }
        }
        if let Some(against) = &depth.against {
            let by_strength: [&Option<ByImpact>; 4] = [&against.s1, &against.s2, &against.s3, &against.s4];
            for (at, said) in by_strength.into_iter().enumerate() {
                let Some(said) = said else { continue };
                let words = [&said.low, &said.moderate, &said.high, &said.critical];
                required.against[at] = words.map(|depth| depth.as_ref().map(|depth| depth.0.value as u32));
            }
        }
        required
    }

    /// The depth for an impact, against an attacker of a strength.
    pub(crate) fn depth(&self, impact: Impact, strength: Option<i64>) -> u32 {
        let at = match impact {
            Impact::None => return 0,
            Impact::Low => 0,
            Impact::Moderate => 1,
            Impact::High => 2,
            Impact::Critical => 3,
        };
        let against = strength.and_then(|strength| self.against.get(usize::try_from(strength - 1).ok()?));
        against.and_then(|against| against[at]).unwrap_or(self.by_impact[at])
    }
}
