//! The equations of versions 3.0 and 3.1 (section 7 of their specifications).

use crate::{Score, Scored, Vector, Version};

/// Base, temporal where asked, environmental where asked.
pub(crate) fn scored(vector: &Vector, temporal: bool, environmental: bool) -> Scored {
    let version = vector.version();
    let base = base(vector);
    Scored {
        version,
        base: Score::of_tenths(base),
        temporal: temporal.then(|| Score::of_tenths(weighed(vector, base))),
        environmental: environmental.then(|| Score::of_tenths(weighed(vector, modified(vector)))),
    }
}

const ATTACK_VECTOR: [f64; 4] = [0.85, 0.62, 0.55, 0.2];
const COMPLEXITY: [f64; 2] = [0.77, 0.44];
const PRIVILEGES: [[f64; 3]; 2] = [[0.85, 0.62, 0.27], [0.85, 0.68, 0.5]];
const INTERACTION: [f64; 2] = [0.85, 0.62];
const IMPACT: [f64; 3] = [0.56, 0.22, 0.0];

fn base(vector: &Vector) -> i64 {
    let changed = vector.base(4) == 1;
    let [c, i, a] = [5, 6, 7].map(|at| IMPACT[vector.base(at)]);
    let lost = 1.0 - (1.0 - c) * (1.0 - i) * (1.0 - a);
    let impact = if changed { 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15) } else { 6.42 * lost };
    let exploitability = 8.22
        * ATTACK_VECTOR[vector.base(0)]
        * COMPLEXITY[vector.base(1)]
        * PRIVILEGES[usize::from(changed)][vector.base(2)]
        * INTERACTION[vector.base(3)];
    together(vector.version(), impact, exploitability, changed)
}

/// As the base score, with what the environment changes.
fn modified(vector: &Vector) -> i64 {
    let or_base = |modified: usize, base: usize| match vector.optional(modified) {
        0 => vector.base(base),
        given => given - 1,
    };
    let changed = or_base(18, 4) == 1;
    let need = |at: usize| [1.0, 0.5, 1.0, 1.5][vector.optional(at)];
    let [c, i, a] =
        [(11, 19, 5), (12, 20, 6), (13, 21, 7)].map(|(at, modified, base)| need(at) * IMPACT[or_base(modified, base)]);
    let lost = (1.0 - (1.0 - c) * (1.0 - i) * (1.0 - a)).min(0.915);
    let impact = match (changed, vector.version()) {
        (false, _) => 6.42 * lost,
        (true, Version::V30) => 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15),
        (true, _) => 7.52 * (lost - 0.029) - 3.25 * (lost * 0.9731 - 0.02).powi(13),
    };
    let exploitability = 8.22
        * ATTACK_VECTOR[or_base(14, 0)]
        * COMPLEXITY[or_base(15, 1)]
        * PRIVILEGES[usize::from(changed)][or_base(16, 2)]
        * INTERACTION[or_base(17, 3)];
    together(vector.version(), impact, exploitability, changed)
}

fn together(version: Version, impact: f64, exploitability: f64, changed: bool) -> i64 {
    // A vector without impact has none, whatever binary fractions leave of it.
    if impact < 1e-9 {
        return 0;
    }
    let sum = impact + exploitability;
    up(version, if changed { 1.08 * sum } else { sum }.min(10.0))
}

/// In tenths, rounded up. Version 3.1 rounds to the fifth decimal first (appendix A); 3.0 leaves what binary fractions
/// add to chance, so here only that much is left out.
fn up(version: Version, value: f64) -> i64 {
    if version == Version::V30 { up_by::<1_000_000_000>(value) } else { up_by::<100_000>(value) }
}

fn up_by<const STEPS: i64>(value: f64) -> i64 {
    let whole = (value * STEPS as f64 + 0.5) as i64;
    let tenth = STEPS / 10;
    whole / tenth + i64::from(whole % tenth > 0)
}

/// A score times what its temporal metrics weigh, rounded up to a tenth, over whole numbers.
fn weighed(vector: &Vector, tenths: i64) -> i64 {
    let weight = [100, 91, 94, 97, 100][vector.optional(8)]
        * [100, 95, 96, 97, 100][vector.optional(9)]
        * [100, 92, 96, 100][vector.optional(10)];
    // Millionths of a tenth.
    let product = tenths * weight;
    let product = if vector.version() == Version::V30 { product } else { (product + 50) / 100 * 100 };
    product / 1_000_000 + i64::from(product % 1_000_000 > 0)
}
