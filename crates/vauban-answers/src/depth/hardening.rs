//! The cheapest improvement, and where none of the proposed mechanisms helps, places where one more would.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vauban_analysis::depth::{Question, Row, Tier, UnknownEvent};
use vauban_model::AnyId;
use vauban_report::depth::{HardeningReport, Lifted};

use super::names::Names;
use super::{Asked, REMEDIES};

pub(super) fn hardening(names: &Names<'_>, asked: &Asked) -> Result<HardeningReport, UnknownEvent> {
    let defence = &names.depth.defence;
    let found = defence.harden(&asked.question)?;
    let priced = |(id, cost): &(AnyId, u64)| (names.name(*id), *cost);
    let question = Question { tiers: vec![Tier::Designed], ..asked.question.clone() };
    let now = defence.answer(&question)?;
    let concerns = |row: &&Row| asked.property.is_none_or(|only| only == row.property);
    let before = |row: &Row| {
        let same =
            |other: &&Row| (other.attacker, other.asset, other.property) == (row.attacker, row.asset, row.property);
        now.iter().find(same).and_then(|row| row.depth)
    };
    let lifted = |row: &Row| Lifted {
        attacker: names.id(row.attacker),
        asset: names.id(row.asset),
        property: row.property.word(),
        before: before(row),
        after: row.depth,
        required: row.required,
    };
    // Where no proposed mechanism helps, one that nobody has proposed yet may: for the worst row of each asset.
    let mut worst: BTreeMap<AnyId, &Row> = BTreeMap::new();
    for row in now.iter().filter(concerns).filter(|row| row.reachable && row.rank() < row.required) {
        let left = found
            .short
            .iter()
            .any(|other| (other.attacker, other.asset, other.property) == (row.attacker, row.asset, row.property));
        let deficit = |row: &Row| (std::cmp::Reverse(row.required.saturating_sub(row.rank())), row.rank());
        if left && worst.get(&row.asset).is_none_or(|known| deficit(row) < deficit(known)) {
            worst.insert(row.asset, row);
        }
    }
    let worst: Vec<&Row> = worst.into_values().collect();
    let remedies: Result<Vec<_>, UnknownEvent> =
        worst.par_iter().map(|row| Ok((*row, defence.remedies(&question, row, REMEDIES)?))).collect();
    let mut help = Vec::new();
    for (row, remedies) in remedies? {
        let texts = names.remedies(&remedies);
        help.push((lifted(row), texts));
    }
    Ok(HardeningReport {
        chosen: found
            .chosen
            .iter()
            .map(|id| priced(found.proposed.iter().find(|(known, _)| known == id).unwrap_or(&(*id, 1))))
            .collect(),
        cost: found.cost,
        at_least: found.at_least,
        proposed: found.proposed.iter().map(priced).collect(),
        lifted: found.lifted.iter().filter(concerns).map(lifted).collect(),
        short: found.short.iter().filter(concerns).map(lifted).collect(),
        remedies: help,
    })
}
