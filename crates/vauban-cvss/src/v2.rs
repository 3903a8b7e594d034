//! The equations of version 2.0 (section 3.2 of its guide).

use crate::{Score, Scored, Vector, Version};

/// Base, temporal where asked, environmental where asked.
pub(crate) fn scored(vector: &Vector, temporal: bool, environmental: bool) -> Scored {
    let impacts = [3, 4, 5].map(|at| [0.0, 0.275, 0.660][vector.base(at)]);
    let exploitability = 20.0
        * [0.395, 0.646, 1.0][vector.base(0)]
        * [0.35, 0.61, 0.71][vector.base(1)]
        * [0.45, 0.56, 0.704][vector.base(2)];
    let base = base(10.41 * lost(impacts), exploitability);
    let weight = [1.0, 0.85, 0.9, 0.95, 1.0][vector.optional(6)]
        * [1.0, 0.87, 0.90, 0.95, 1.0][vector.optional(7)]
        * [1.0, 0.90, 0.95, 1.0][vector.optional(8)];
    let weighed = |tenths: i64| rounded(tenths as f64 / 10.0 * weight);
    let environmental = environmental.then(|| {
        let needs = [11, 12, 13].map(|at| [1.0, 0.5, 1.0, 1.51][vector.optional(at)]);
        let needed = [impacts[0] * needs[0], impacts[1] * needs[1], impacts[2] * needs[2]];
        let adjusted = self::base((10.41 * lost(needed)).min(10.0), exploitability);
        let adjusted = weighed(adjusted) as f64 / 10.0;
        let collateral = [0.0, 0.0, 0.1, 0.3, 0.4, 0.5][vector.optional(9)];
        let distribution = [1.0, 0.0, 0.25, 0.75, 1.0][vector.optional(10)];
        Score::of_tenths(rounded((adjusted + (10.0 - adjusted) * collateral) * distribution))
    });
    Scored {
        version: Version::V2,
        base: Score::of_tenths(base),
        temporal: temporal.then(|| Score::of_tenths(weighed(base))),
        environmental,
    }
}

fn lost(impacts: [f64; 3]) -> f64 {
    1.0 - (1.0 - impacts[0]) * (1.0 - impacts[1]) * (1.0 - impacts[2])
}

/// In tenths.
fn base(impact: f64, exploitability: f64) -> i64 {
    // A vector without impact has none, whatever binary fractions leave of it.
    let factor = if impact < 1e-9 { 0.0 } else { 1.176 };
    rounded((0.6 * impact + 0.4 * exploitability - 1.5) * factor)
}

/// In tenths, half away from zero; the margin stands for what binary fractions lose.
fn rounded(value: f64) -> i64 {
    (value * 10.0 + 0.5 + 1e-9).floor() as i64
}
