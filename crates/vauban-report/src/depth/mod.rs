//! Defence in depth, shown: plain values, and one module per output.

pub mod json;
pub mod sarif;
pub mod svg;
pub mod terminal;

mod glance;
mod standing;
#[cfg(test)]
pub(crate) mod tests;

pub use glance::glance;
pub(crate) use standing::bare;
pub use standing::{AssetLine, Group, Standing, by_asset, depth_text, weakest, worst_first};

/// Everything `vauban depth` has to show.
#[derive(Clone, Debug, Default)]
pub struct DepthReport {
    /// The product and its version, as `edge-gateway 2.4.0`.
    pub product: String,
    /// Tiers asked for, in the order of the columns.
    pub tiers: Vec<&'static str>,
    /// One per attacker, asset, property and tier; the tiers of one follow each other.
    pub rows: Vec<DepthRow>,
    /// Rows that are drawn, worst first, as positions in `rows`.
    pub drawn: Vec<usize>,
    /// Causes by the shortest cut sets they sit in, most important first.
    pub ranking: Vec<RankedCause>,
    /// Whether people want to see what is in reach once each line of defence has fallen.
    pub lines_in_full: bool,
    /// What was taken as having occurred.
    pub assumed: Vec<String>,
    /// The cheapest improvement, where it was asked for.
    pub hardening: Option<HardeningReport>,
    /// What shows each mechanism, in the order of the records.
    pub mechanisms: Vec<MechanismProof>,
    /// Whether people want to see that.
    pub proofs_in_full: bool,
    /// What the numbers rest on and what is missing, as `verified: 12 mechanisms have no adversarial test`.
    pub notes: Vec<String>,
    /// What was asked for, where only a part of the design was.
    pub filter: Option<crate::groups::Filtered>,
}

/// What shows a mechanism.
#[derive(Clone, Debug, Default)]
pub struct MechanismProof {
    /// The mechanism, as `mechanism.login`.
    pub mechanism: String,
    /// The highest of `proposed`, `designed`, `implemented` and `verified` that it counts as.
    pub counts: &'static str,
    /// Whether the environment provides it.
    pub environment: bool,
    /// Patterns of its source files.
    pub code: Vec<CodeProof>,
    /// The setting that turns it on; may be empty.
    pub configuration: String,
    /// Its tests on the current release.
    pub tests: Vec<TestProof>,
    /// Why an implemented one does not count as verified; empty for all others.
    pub next: String,
}

/// A pattern of source files.
#[derive(Clone, Debug, Default)]
pub struct CodeProof {
    /// As written.
    pub pattern: String,
    /// Files that are like it; `None` where the sources are kept elsewhere or cannot be looked up.
    pub files: Option<usize>,
    /// Why they cannot be looked up.
    pub problem: Option<String>,
}

/// A test of a mechanism.
#[derive(Clone, Debug, Default)]
pub struct TestProof {
    /// The test, as `test.login-attacked`.
    pub test: String,
    /// How it goes about it.
    pub techniques: Vec<&'static str>,
    /// The run in which it passed.
    pub passed: Option<String>,
    /// Why it has not passed; empty where it has.
    pub why: String,
}

/// One attacker, asset, property and tier.
#[derive(Clone, Debug, Default)]
pub struct DepthRow {
    /// Id of the attacker.
    pub attacker: String,
    /// Id of the asset.
    pub asset: String,
    /// `confidentiality`, `integrity` or `availability`.
    pub property: &'static str,
    /// The tier.
    pub tier: &'static str,
    /// How bad the loss would be.
    pub impact: &'static str,
    /// Depth that policy asks for.
    pub required: u32,
    /// Whether the attacker can cause the loss at all.
    pub reachable: bool,
    /// How many things must fail; `None` if unreachable or a budget ended first.
    pub depth: Option<u32>,
    /// The same without common causes.
    pub nominal: Option<u32>,
    /// What is proved where a budget ended first.
    pub at_least: Option<u32>,
    /// Whether the required depth is there; unreachable needs a statement.
    pub sufficient: bool,
    /// The statement in force that says it is unreachable: its name and date.
    pub stated: Option<(String, String)>,
    /// File of the asset's record.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// The decision in force that accepts a depth below what is asked: its name, and until when.
    pub accepted: Option<(String, String)>,
    /// Smallest sets of causes.
    pub cut_sets: Vec<Vec<String>>,
    /// How many there are of order 1, 2, …
    pub by_order: Vec<u128>,
    /// Order up to which they are complete; `None` if they are all.
    pub truncated_at: Option<u32>,
    /// A shortest way to the loss with the first set; absent where there is none or nobody asked.
    pub path: Option<PathReport>,
    /// One for each further shown set, where asked for.
    pub further_paths: Vec<PathReport>,
    /// Lines of defence, outermost first, where asked for.
    pub lines: Vec<LineReport>,
    /// Where one more mechanism would raise the depth, where asked for.
    pub remedies: Vec<String>,
}

/// A way to a loss.
#[derive(Clone, Debug, Default)]
pub struct PathReport {
    /// Zones where the attacker starts.
    pub starts: Vec<String>,
    /// What they do.
    pub steps: Vec<StepReport>,
    /// How many steps a detecting mechanism watches.
    pub watched: usize,
    /// Whether nobody would notice.
    pub silent: bool,
}

/// One step.
#[derive(Clone, Debug, Default)]
pub struct StepReport {
    /// Name of the rule: `E2`.
    pub rule: &'static str,
    /// What the rule says.
    pub meaning: &'static str,
    /// What had to be reached before: `zone.lan`, `component.web`, `asset.key.integrity`.
    pub from: Vec<String>,
    /// The actor they act as, where the step needs one.
    pub acts_as: Option<String>,
    /// What is reached: written as in `from`.
    pub to: String,
    /// Elements it goes through; the first is at `file` and `line`.
    pub over: Vec<String>,
    /// Mechanisms that stood in the way, and how each fell.
    pub layers: Vec<LayerReport>,
    /// Detecting mechanisms that watch it.
    pub watched_by: Vec<String>,
    /// Whether it happens on a unit of the attacker's own.
    pub bench: bool,
    /// File of the first element.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
}

/// A mechanism that stood in the way.
#[derive(Clone, Debug, Default)]
pub struct LayerReport {
    /// `mechanism.login`.
    pub mechanism: String,
    /// Whether it counts in the tier; one that does not was no obstacle.
    pub counts: bool,
    /// The cause in the cut set by which it fell, if that is how.
    pub cause: Option<String>,
    /// How it fell, or why it does not count, in a few words: `broken`, `component.web is flawed`, `not verified: it has
    /// no adversarial test`.
    pub how: String,
}

/// A line of defence.
#[derive(Clone, Debug, Default)]
pub struct LineReport {
    /// Causes of which at least one must occur.
    pub causes: Vec<String>,
    /// What is newly in reach once it has fallen.
    pub then: Vec<String>,
}

/// How important a cause is over all shown rows of the first tier.
#[derive(Clone, Debug, Default)]
pub struct RankedCause {
    /// `mechanism.login`.
    pub cause: String,
    /// In how many cut sets of order 1, 2, … it sits.
    pub by_order: Vec<u128>,
    /// How many losses it is alone enough for.
    pub alone: usize,
}

/// The cheapest set of proposed mechanisms.
#[derive(Clone, Debug, Default)]
pub struct HardeningReport {
    /// Mechanisms to build, with their cost.
    pub chosen: Vec<(String, u64)>,
    /// Together.
    pub cost: u64,
    /// No sufficient set is cheaper; equal to `cost` where the optimum is proved.
    pub at_least: u64,
    /// All proposed mechanisms, with their cost.
    pub proposed: Vec<(String, u64)>,
    /// What is lifted: attacker, asset, property, depth before, after, required.
    pub lifted: Vec<Lifted>,
    /// What stays below what is required even with all of them, as it would be then.
    pub short: Vec<Lifted>,
    /// For the worst of those of each asset, as it is now: what a mechanism that nobody has proposed yet would do, as
    /// `a mechanism on boundary.gw that keeps out whoever has no right there would make it 1`.
    pub remedies: Vec<(Lifted, Vec<String>)>,
}

/// A depth before and after.
#[derive(Clone, Debug, Default)]
pub struct Lifted {
    /// Id of the attacker.
    pub attacker: String,
    /// Id of the asset.
    pub asset: String,
    /// The property.
    pub property: &'static str,
    /// Depth as it is designed now.
    pub before: Option<u32>,
    /// With the mechanisms; `None` if out of reach then.
    pub after: Option<u32>,
    /// What policy asks for.
    pub required: u32,
}
