//! One level of the design: concept, architecture or component.

use std::collections::BTreeSet;

use vauban_model::{AnyId, DesignLevel, Kind, Model};

use super::Diagram;
use crate::refinement::Refinement;

impl Diagram {
    /// The design as one level shows it: components of that level, coarser ones that nothing up to it spells out, and
    /// what belongs to every level. Flows are those between what is left.
    pub fn at_level(mut self, model: &Model, refinement: &Refinement, level: DesignLevel) -> Diagram {
        let ids = (0..model.count(Kind::Component)).map(|at| AnyId { kind: Kind::Component, at: at as u32 });
        let hidden: BTreeSet<String> =
            ids.filter(|id| !refinement.shows_at(*id, level)).map(|id| model.head(id).name()).collect();
        let mut seats = vec![None; self.parties.len()];
        let mut kept = Vec::new();
        for (at, party) in std::mem::take(&mut self.parties).into_iter().enumerate() {
            if !hidden.contains(&party.name) {
                seats[at] = Some(kept.len());
                kept.push(party);
            }
        }
        self.parties = kept;
        self.flows = std::mem::take(&mut self.flows)
            .into_iter()
            .filter_map(|mut flow| {
                (flow.from, flow.to) = (seats[flow.from]?, seats[flow.to]?);
                Some(flow)
            })
            .collect();
        // Zones of other levels are no empty zones of this one.
        let empty = self.empty.clone();
        self.without_empty_zones();
        self.empty = empty;
        self
    }
}
