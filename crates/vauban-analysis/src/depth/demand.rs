//! The attackers that policy demands: without them a depth is a number about nobody.

use vauban_model::{AnyId, ComponentForm, Exposure, Kind, Model, ProductType, Reach, Ref, ZoneKind};

use super::Defence;

/// An attacker that a design must be held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// One who starts in a zone from which the product can be reached.
    InZone(AnyId),
    /// One who has the device in their hands.
    Holding,
    /// One who acts as a privileged actor.
    ActingAs(AnyId),
    /// One who sits at a remote service.
    AtService(AnyId),
}

/// A demand, and the attackers that meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demanded {
    /// Who is demanded.
    pub demand: Demand,
    /// The attackers of the design that fit; empty if there is none.
    pub met_by: Vec<AnyId>,
}

impl Defence {
    /// The attackers that this design must be held against, and who they are.
    pub fn demanded(&self, model: &Model, product: Option<AnyId>) -> Vec<Demanded> {
        let design = &self.design;
        let mut demanded = Vec::new();
        let fitting = |fits: &dyn Fn(&super::design::Attacker) -> bool| -> Vec<AnyId> {
            design.attackers.iter().filter(|one| fits(one)).map(|one| one.id).collect()
        };
        for (number, zone) in design.zones.iter().enumerate() {
            let open = matches!(zone.kind, ZoneKind::Network | ZoneKind::Cloud);
            let reaches =
                design.interfaces.iter().any(|one| one.reachable_from.contains(&number) && external(model, one.id));
            if open && reaches {
                let met_by = fitting(&|one| one.starts_in.contains(&number));
                demanded.push(Demanded { demand: Demand::InZone(zone.id), met_by });
            }
        }
        if !only_software(model, product) && !design.components.is_empty() {
            let physical = |zone: &usize| design.zones[*zone].kind == ZoneKind::Physical;
            let met_by = fitting(&|one| one.starts_in.iter().any(physical));
            demanded.push(Demanded { demand: Demand::Holding, met_by });
        }
        for (number, actor) in design.actors.iter().enumerate() {
            let Some(record) = model.actor.get(actor.at as usize) else { continue };
            let met_by = || fitting(&|one| one.acts_as.contains(&number));
            if record.privileged.as_ref().is_some_and(|privileged| privileged.value) {
                demanded.push(Demanded { demand: Demand::ActingAs(*actor), met_by: met_by() });
            } else if record.kind.as_ref().is_some_and(|kind| &*kind.word.value == SERVICE) {
                let mut met_by = met_by();
                let zones: Vec<AnyId> = record.zone.iter().filter_map(Ref::to).collect();
                met_by.extend(fitting(&|one| one.starts_in.iter().any(|zone| zones.contains(&design.zones[*zone].id))));
                met_by.sort_unstable();
                met_by.dedup();
                demanded.push(Demanded { demand: Demand::AtService(*actor), met_by });
            }
        }
        for component in &design.components {
            let Some(record) = model.component.get(component.id.at as usize) else { continue };
            let by_form = record.form.as_ref().is_some_and(|form| form.value == ComponentForm::Service);
            let by_kind = record.kind.as_ref().is_some_and(|kind| &*kind.word.value == SERVICE);
            if by_form || by_kind {
                let met_by = fitting(&|one| one.starts_in.iter().any(|zone| component.zones.contains(zone)));
                demanded.push(Demanded { demand: Demand::AtService(component.id), met_by });
            }
        }
        demanded
    }
}

/// The catalog's word for a remote service.
const SERVICE: &str = "cloud-service";

/// Whether an interface may be reached by others than the product's own parts: unless it says that it may not.
fn external(model: &Model, interface: AnyId) -> bool {
    let Some(record) = model.interface.get(interface.at as usize) else { return true };
    let inside = record.reach.as_ref().is_some_and(|reach| reach.value == Reach::Internal);
    let hidden = record.exposure.as_ref().is_some_and(|exposure| exposure.value == Exposure::None);
    !inside && !hidden
}

fn only_software(model: &Model, product: Option<AnyId>) -> bool {
    let product = product.filter(|id| id.kind == Kind::Product).and_then(|id| model.product.get(id.at as usize));
    product.is_some_and(|product| {
        !product.types.is_empty() && product.types.iter().all(|one| one.value == ProductType::SoftwareApplication)
    })
}
