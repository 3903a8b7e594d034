//! The cybersecurity risk assessment (Annex VII, point 3): threats with what was decided, and how Annex I applies.

use std::collections::BTreeMap;

use vauban_analysis::cra::Cra;
use vauban_analysis::threats::State;
use vauban_catalog::conformity::Part;
use vauban_pages::{Block, Column, Inline, Table, Tone, badge, code, paragraph, plain};

use super::Teller;
use super::applicability::table;

/// Threats and applicability.
pub(super) fn blocks(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let mut blocks = vec![
        paragraph([
            "Whether and how each requirement of Annex I, Part I, applies (Article 13(3)). Where one does not, the reason stands beside it.",
        ]),
        Block::Table(table(
            teller,
            "Applicability of Annex I, Part I",
            cra.items.iter().filter(|item| item.part != Part::Handling),
        )),
    ];
    let Some(found) = teller.subject.compiled.threats(teller.subject.product) else { return blocks };
    let mut counts: BTreeMap<u8, (State, usize)> = BTreeMap::new();
    for threat in &found.threats {
        // What weighs most stands first.
        counts.entry(u8::MAX - threat.state.weight()).or_insert((threat.state, 0)).1 += 1;
    }
    let mut summary =
        Table::new("Threats by where they stand", [Column::new("where they stand"), Column::narrow("threats")]);
    for (state, count) in counts.into_values() {
        summary.row([vauban_pages::Cell::from(standing(state)), count.into()]);
    }
    blocks.push(paragraph([format!(
        "Threats against a class of attacker up to {}, enumerated from the design by rules and added to by hand.",
        found.attacker
    )]));
    blocks.push(Block::Table(summary));
    let mut all = Table::new(
        "Threats",
        [
            Column::wide("threat"),
            Column::narrow("severity").filtered(),
            Column::narrow("state").filtered(),
            Column::wide("stopped by"),
            Column::new("decision"),
        ],
    );
    for threat in found.threats.iter().filter(|threat| threat.state != State::Outside && threat.shadow.is_none()) {
        let decision: Vec<Inline> =
            threat.decision.as_ref().map(|decision| vec![teller.link(decision.record)]).unwrap_or_default();
        all.row([
            vec![code(threat.id.clone())],
            vec![plain(threat.severity.as_str())],
            vec![standing(threat.state)],
            teller.links(&threat.mechanisms),
            decision,
        ]);
    }
    let rows = all.rows.len();
    if rows > 0 {
        blocks.push(Block::Details {
            summary: vec![plain(format!("Threats, one by one: {rows}"))],
            blocks: vec![Block::Table(all)],
        });
    }
    blocks
}

fn standing(state: State) -> Inline {
    let (tone, word) = match state {
        State::Open => (Tone::Bad, "open"),
        State::Question => (Tone::Attention, "a question is not answered"),
        State::StoppedUnproven => (Tone::Attention, "stopped, not shown"),
        State::Accepted => (Tone::Plain, "accepted"),
        State::Transferred => (Tone::Plain, "transferred"),
        State::Stopped => (Tone::Good, "stopped"),
        State::Outside => (Tone::Muted, "outside"),
    };
    badge(tone, word)
}
