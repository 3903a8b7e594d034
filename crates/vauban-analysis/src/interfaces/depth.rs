//! How deep the defence is behind each interface (SD-1.j): the smallest depth of an asset that it leads to, against
//! those attackers who start where it can be reached or act as one of its users.

use std::collections::BTreeMap;

use vauban_model::{AnyId, Impact};

use super::Register;
use crate::depth::{Row, Tier};
use crate::reach;

/// The weakest of the assets behind an interface, in one tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shallow {
    /// Which mechanisms count.
    pub tier: Tier,
    /// The row of the analysis of depth, by its place there.
    pub row: usize,
}

/// For each attacker and tier, the weakest asset that each interface leads to.
#[derive(Debug, Default)]
pub(super) struct Behind {
    weakest: BTreeMap<(AnyId, Tier), Vec<Option<usize>>>,
}

impl Behind {
    /// The work is one walk over the design for each attacker and tier.
    pub(super) fn new(register: &Register<'_>, rows: &[Row]) -> Behind {
        let mut cases: BTreeMap<(AnyId, Tier), Vec<usize>> = BTreeMap::new();
        for (number, row) in rows.iter().enumerate().filter(|(_, row)| row.impact > Impact::None) {
            cases.entry((row.attacker, row.tier)).or_default().push(number);
        }
        let model = register.model;
        let weakest = cases.into_iter().map(|(case, mut numbers)| {
            numbers.sort_by(|a, b| {
                let (a, b) = (&rows[*a], &rows[*b]);
                let key = |row: &Row| (row.rank(), std::cmp::Reverse((row.required, row.impact)));
                let name = |row: &Row| &model.head(row.asset).id;
                key(a).cmp(&key(b)).then_with(|| name(a).cmp(name(b))).then(a.property.cmp(&b.property))
            });
            let mut row_of: BTreeMap<u32, usize> = BTreeMap::new();
            for number in &numbers {
                row_of.entry(rows[*number].asset.at).or_insert(*number);
            }
            // Of equally weak ones that of which most is asked.
            let class = |row: &Row| (row.rank(), row.required);
            let classes = numbers.chunk_by(|a, b| class(&rows[*a]) == class(&rows[*b]));
            let classes = classes.map(|class| class.iter().map(|number| rows[*number].asset).collect());
            let nearest = register.graph.nearest(classes);
            let of = |asset: &Option<u32>| asset.as_ref().and_then(|asset| row_of.get(asset).copied());
            (case, nearest.iter().take(model.interface.len()).map(of).collect())
        });
        Behind { weakest: weakest.collect() }
    }

    /// The weakest against each attacker, as it is today.
    pub(super) fn by_attacker(&self, register: &Register<'_>, interface: AnyId) -> Vec<usize> {
        let attackers = register.attackers(interface).into_iter();
        let weakest =
            attackers.filter_map(|attacker| *self.weakest.get(&(attacker, Tier::Today))?.get(interface.at as usize)?);
        weakest.collect()
    }

    /// The weakest for each tier, as far as the interface has an attacker and leads to something.
    pub(super) fn of(&self, register: &Register<'_>, interface: AnyId, rows: &[Row]) -> Vec<Shallow> {
        let attackers = register.attackers(interface);
        let tiers = Tier::ALL.into_iter().filter_map(|tier| {
            let found = attackers.iter().filter_map(|attacker| {
                let row = (*self.weakest.get(&(*attacker, tier))?.get(interface.at as usize)?)?;
                Some((rows.get(row)?.rank(), row))
            });
            found.min().map(|(_, row)| Shallow { tier, row })
        });
        tiers.collect()
    }
}

impl Register<'_> {
    /// Attackers who start where an interface can be reached, or act as one of those who come over it.
    pub fn attackers(&self, id: AnyId) -> Vec<AnyId> {
        let Some(interface) = self.interface(id) else { return Vec::new() };
        let zones = reach::reachable_from(self.model, interface);
        let comers = self.comers(id);
        let near = zones.into_iter().chain(comers).filter_map(|place| self.attackers.get(&place)).flatten();
        let here: std::collections::BTreeSet<AnyId> = near.copied().collect();
        here.into_iter().collect()
    }
}
