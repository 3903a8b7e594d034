//! The matrix of a product's variants: depth of defence, levels reached, what is open. Designs that several variants
//! share are one line; the worst stands first.

pub mod json;
pub mod markdown;
pub mod svg;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;

use serde::Serialize;

/// What is shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VariantsReport {
    /// `ID VERSION`.
    pub product: String,
    /// The tier that tables and pictures show.
    pub tier: &'static str,
    /// Assets, by name; the columns of the matrix.
    pub assets: Vec<String>,
    /// Features, by name, with the variants that have each.
    pub features: Vec<FeatureRow>,
    /// Designs, the worst first.
    pub designs: Vec<DesignRow>,
}

/// A feature.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeatureRow {
    /// Its id.
    pub feature: String,
    /// Its title, or empty.
    pub title: String,
    /// Ids of the variants that have it.
    pub variants: Vec<String>,
}

/// A design that one or several variants share.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DesignRow {
    /// The variants.
    pub variants: Vec<VariantRow>,
    /// How many records of the product it does not have.
    pub without: usize,
    /// Findings that no waiver covers.
    pub errors: usize,
    /// The same.
    pub warnings: usize,
    /// The same.
    pub notes: usize,
    /// Findings that a waiver covers.
    pub waived: usize,
    /// Layers that are missing in front of all assets, as designed.
    pub missing_layers: u32,
    /// The weakest answer for each asset it has.
    pub depth: Vec<DepthCell>,
    /// Levels by family of requirements.
    pub levels: Vec<LevelCell>,
}

/// A variant.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VariantRow {
    /// Its id.
    pub variant: String,
    /// Its title, or empty.
    pub title: String,
    /// How customers order it.
    pub order_codes: Vec<String>,
    /// Ids of its features.
    pub features: Vec<String>,
}

/// The answer for an asset that is furthest below what is required, in one tier.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DepthCell {
    /// The asset.
    pub asset: String,
    /// The tier.
    pub tier: &'static str,
    /// Who attacks.
    pub attacker: String,
    /// Whether the asset can be reached at all.
    pub reachable: bool,
    /// How much must fail; none where it is out of reach, or a budget ended first.
    pub depth: Option<u32>,
    /// Where a budget ended first: at least this.
    pub at_least: Option<u32>,
    /// What policy asks for.
    pub required: u32,
    /// Whether that is there.
    pub sufficient: bool,
    /// Whether somebody entitled accepted that there is no more.
    pub accepted: bool,
}

/// A family of component requirements.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelCell {
    /// `IAC`.
    pub family: String,
    /// The level aimed at.
    pub target: Option<u32>,
    /// The level up to which everything is claimed.
    pub claimed: u32,
    /// The level up to which everything is verified as well.
    pub achieved: u32,
}

impl DesignRow {
    /// Its variants in a line: the first few by name.
    fn name(&self, most: usize) -> String {
        let named: Vec<&str> = self.variants.iter().take(most).map(|one| one.variant.as_str()).collect();
        match self.variants.len().saturating_sub(most) {
            0 => named.join(", "),
            more => format!("{}, … {more} more", named.join(", ")),
        }
    }

    /// The cell of an asset in a tier.
    fn cell(&self, asset: &str, tier: &str) -> Option<&DepthCell> {
        self.depth.iter().find(|cell| cell.asset == asset && cell.tier == tier)
    }

    /// The levels claimed, in the standard's order: `2 2 1 1 2 1 2`.
    fn vector(&self) -> String {
        let levels: Vec<String> = self.levels.iter().map(|level| level.claimed.to_string()).collect();
        levels.join(" ")
    }

    /// Whether a level aimed at is not claimed.
    fn below_target(&self) -> bool {
        self.levels.iter().any(|level| level.target.is_some_and(|target| level.claimed < target))
    }
}

impl DepthCell {
    /// `2/3`; `∞` for out of reach, `≥2` where a budget ended first, `!` behind what is not enough, `~` behind what is
    /// accepted.
    fn short(&self) -> String {
        let depth = match (self.reachable, self.depth, self.at_least) {
            (false, _, _) => "∞".to_owned(),
            (true, Some(depth), _) => depth.to_string(),
            (true, None, Some(least)) => format!("≥{least}"),
            (true, None, None) => "?".to_owned(),
        };
        let mark = match (self.sufficient, self.accepted) {
            (true, _) => "",
            (false, true) => "~",
            (false, false) => "!",
        };
        format!("{depth}/{}{mark}", self.required)
    }
}

impl VariantsReport {
    /// How many variants there are.
    fn variants(&self) -> usize {
        self.designs.iter().map(|design| design.variants.len()).sum()
    }

    /// Assets that are worth a column: below what is required somewhere, else different from design to design; the
    /// rest are told in a line. All of them where everything is asked for.
    fn columns(&self, all: bool) -> Vec<&str> {
        let worth = |asset: &&String| {
            let cells: Vec<_> = self.designs.iter().map(|design| design.cell(asset, self.tier)).collect();
            let short = cells.iter().flatten().any(|cell| !cell.sufficient);
            let mut kinds: Vec<Option<String>> = cells.iter().map(|cell| cell.map(DepthCell::short)).collect();
            kinds.dedup();
            all || short || kinds.len() > 1
        };
        self.assets.iter().filter(worth).map(String::as_str).collect()
    }
}
