//! How rows stand against what is asked of them: which is worst, and the word for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{DepthRow, RankedCause};
use crate::text::one_line;

/// The rows of one attacker, asset and property, one per tier.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// Position of the first among all rows.
    pub first: usize,
    /// The rows.
    pub rows: &'a [DepthRow],
}

/// How a group stands, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The depth asked for is not there.
    Below,
    /// It is there with the help of the environment only.
    WithEnvironment,
    /// Out of reach, and nobody stands up for that.
    Unstated,
    /// It is there.
    Enough,
}

impl<'a> Group<'a> {
    /// All groups, in the order of the rows.
    pub fn all(rows: &'a [DepthRow]) -> Vec<Group<'a>> {
        let mut first = 0;
        let same =
            |a: &DepthRow, b: &DepthRow| (&a.attacker, &a.asset, a.property) == (&b.attacker, &b.asset, b.property);
        let groups = rows.chunk_by(same).map(|rows| {
            let group = Group { first, rows };
            first += rows.len();
            group
        });
        groups.collect()
    }

    /// The row that decides how the group stands: the first that is not enough, else the shallowest.
    pub fn decisive(&self) -> usize {
        let with = |standing: Standing| self.rows.iter().position(|row| of(row) == standing);
        let shallowest = || {
            let deep = |(_, row): &(usize, &DepthRow)| rank(row);
            self.rows.iter().enumerate().min_by_key(deep).map_or(0, |(at, _)| at)
        };
        let short = with(Standing::Below).or_else(|| with(Standing::WithEnvironment));
        short.or_else(|| with(Standing::Unstated)).unwrap_or_else(shallowest)
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.rows.iter().map(of).min().unwrap_or(Standing::Enough)
    }

    /// The order in which people want to see them.
    fn weight(&self) -> impl Ord + use<'a> {
        let at = self.decisive();
        let row = &self.rows[at];
        let deficit = row.required.saturating_sub(rank(row));
        let total: u64 = self.rows.iter().map(|row| u64::from(rank(row).min(99))).sum();
        (self.standing(), at, Reverse(deficit), rank(row), Reverse(gravity(row.impact)), total)
    }

    /// How it stands, in words.
    pub fn verdict(&self) -> String {
        let row = &self.rows[self.decisive()];
        match self.standing() {
            Standing::Below => match &row.accepted {
                Some(_) => format!("{}; accepted", below(row)),
                None => below(row),
            },
            Standing::WithEnvironment => "below without the environment".to_owned(),
            Standing::Unstated => "unreachable, nobody stands up for it".to_owned(),
            Standing::Enough if !row.reachable => match &row.stated {
                Some((_, date)) => format!("unreachable, stated {}", one_line(date)),
                None => "unreachable".to_owned(),
            },
            Standing::Enough => "enough".to_owned(),
        }
    }
}

/// How one row stands.
fn of(row: &DepthRow) -> Standing {
    match (row.sufficient, row.reachable, row.tier) {
        (true, _, _) => Standing::Enough,
        (false, false, _) => Standing::Unstated,
        (false, true, "without-environment") => Standing::WithEnvironment,
        (false, true, _) => Standing::Below,
    }
}

fn below(row: &DepthRow) -> String {
    let tier = as_in(row.tier);
    let alone: Vec<&String> = row.cut_sets.iter().filter_map(|set| set.first().filter(|_| set.len() == 1)).collect();
    match (row.depth, &alone[..]) {
        (Some(0), _) => format!("bypass{tier}"),
        (Some(1), [only]) => format!("single point{tier}: {} stands alone", bare(only)),
        (Some(1), [_, _, ..]) => format!("{} single points{tier}", alone.len()),
        _ => format!("below{tier}"),
    }
}

fn as_in(tier: &str) -> String {
    match tier {
        "designed" => String::new(),
        "today" => " today".to_owned(),
        "without-environment" => " without the environment".to_owned(),
        other => format!(" as {other}"),
    }
}

/// The depth as a number that can be compared.
fn rank(row: &DepthRow) -> u32 {
    match (row.reachable, row.depth) {
        (false, _) => u32::MAX,
        (true, Some(depth)) => depth,
        (true, None) => row.at_least.unwrap_or(0),
    }
}

fn gravity(impact: &str) -> usize {
    ["none", "low", "moderate", "high", "critical"].iter().position(|word| *word == impact).unwrap_or(0)
}

/// Groups, the worst first.
pub fn worst_first(rows: &[DepthRow]) -> Vec<Group<'_>> {
    let mut groups = Group::all(rows);
    groups.sort_by_cached_key(Group::weight);
    groups
}

/// The rows whose path says most, worst first, at most so many: those that fall short, else the shallowest.
/// Never two of one asset and property while other assets wait.
pub fn weakest(rows: &[DepthRow], many: usize) -> Vec<usize> {
    let groups = worst_first(rows);
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut first = Vec::new();
    let mut later = Vec::new();
    for group in groups.iter().filter(|group| group.rows.iter().any(|row| row.reachable)) {
        let at = group.first + group.decisive_reachable();
        let row = &rows[at];
        let asset = (row.asset.as_str(), row.property);
        if seen.contains(&asset) {
            later.push(at);
        } else {
            seen.push(asset);
            first.push(at);
        }
    }
    first.into_iter().chain(later).take(many).collect()
}

/// An asset as its worst attacker and property leave it, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetLine {
    /// Id of the asset.
    pub asset: String,
    /// The property that is worst off.
    pub property: &'static str,
    /// Id of the attacker that it is worst off against.
    pub attacker: String,
    /// How bad the loss would be.
    pub impact: &'static str,
    /// Depth that policy asks for.
    pub required: u32,
    /// Each tier with its depth as people read it, and whether that is enough.
    pub tiers: Vec<(&'static str, String, bool)>,
    /// How it stands, in words.
    pub told: String,
    /// Whether the depth that is asked for is there.
    pub enough: bool,
}

/// One line for every asset, the worst first.
pub fn by_asset(rows: &[DepthRow]) -> Vec<AssetLine> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for group in worst_first(rows) {
        let Some(row) = group.rows.first() else { continue };
        if seen.insert(row.asset.as_str()) {
            lines.push(AssetLine {
                asset: row.asset.clone(),
                property: row.property,
                attacker: row.attacker.clone(),
                impact: row.impact,
                required: row.required,
                tiers: group.rows.iter().map(|row| (row.tier, depth_text(row), row.sufficient)).collect(),
                told: group.verdict(),
                enough: group.standing() == Standing::Enough,
            });
        }
    }
    lines
}

impl Group<'_> {
    /// The decisive row, or the shallowest where that one has no path.
    fn decisive_reachable(&self) -> usize {
        let at = self.decisive();
        if self.rows[at].reachable {
            return at;
        }
        let reachable = self.rows.iter().enumerate().filter(|(_, row)| row.reachable);
        reachable.min_by_key(|(_, row)| rank(row)).map_or(at, |(at, _)| at)
    }
}

impl RankedCause {
    /// Counts the sets that each cause sits in, over the rows of the first tier.
    pub fn of(rows: &[DepthRow]) -> Vec<RankedCause> {
        let Some(tier) = rows.first().map(|row| row.tier) else { return Vec::new() };
        let mut counted: BTreeMap<&str, RankedCause> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.tier == tier) {
            for set in &row.cut_sets {
                for cause in set {
                    let one = counted.entry(cause).or_default();
                    if one.by_order.len() < set.len() {
                        one.by_order.resize(set.len(), 0);
                    }
                    one.by_order[set.len() - 1] += 1;
                    one.alone += usize::from(set.len() == 1);
                }
            }
        }
        let mut ranked: Vec<RankedCause> =
            counted.into_iter().map(|(cause, counts)| RankedCause { cause: cause.to_owned(), ..counts }).collect();
        ranked.sort_by(|a, b| b.by_order.cmp(&a.by_order).then_with(|| a.cause.cmp(&b.cause)));
        ranked
    }
}

/// The id without its kind, disarmed: `web` of `component.web`, `lib/web` of `lib/component.web`.
pub(crate) fn bare(name: &str) -> String {
    let name = one_line(name);
    let (folder, local) = match name.rsplit_once('/') {
        Some((folder, local)) => (format!("{folder}/"), local),
        None => (String::new(), &*name),
    };
    let id = local.split_once('.').map_or(local, |(_, id)| id);
    format!("{folder}{id}")
}

/// The kind in a name: `component` of `component.web`.
pub(crate) fn kind(name: &str) -> &str {
    let local = name.rsplit_once('/').map_or(name, |(_, local)| local);
    local.split_once('.').map_or("", |(kind, _)| kind)
}

/// The depth as people read it: `2`, `∞`, `≥4`.
pub fn depth_text(row: &DepthRow) -> String {
    match (row.reachable, row.depth, row.at_least) {
        (false, _, _) => "∞".to_owned(),
        (true, Some(depth), _) => depth.to_string(),
        (true, None, Some(least)) => format!("≥{least}"),
        (true, None, None) => "?".to_owned(),
    }
}
