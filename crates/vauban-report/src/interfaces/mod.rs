//! `vauban interface`: the questions of SD-1, interface by interface, for people, wikis and programs.

pub mod json;
pub mod markdown;
pub mod overview;
pub mod sheet;

use crate::groups::{Filtered, Way};

/// Everything `vauban interface` has to show. What was not asked for has been left out of it.
#[derive(Clone, Debug, Default)]
pub struct InterfacesReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The interfaces, the most exposed first.
    pub interfaces: Vec<InterfaceRow>,
    /// How many the product has, whatever was asked for.
    pub all: usize,
    /// Whether one was asked for by its name: then it is shown in full.
    pub single: bool,
    /// What was asked for, where only a part was.
    pub filter: Option<Filtered>,
    /// What to do where there is none to show; what else to know.
    pub notes: Vec<String>,
}

/// An interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterfaceRow {
    /// Its id.
    pub id: String,
    /// Its title; empty without one.
    pub title: String,
    /// The component that offers it; empty where it names none.
    pub component: String,
    /// Where it is.
    pub way: Way,
    /// The interface whose answers hold for it.
    pub like: Option<String>,
    /// Who can reach it, as computed: `external`, `internal`, `both` or `unknown`.
    pub reach: &'static str,
    /// How an attacker gets at it, as stated.
    pub exposure: Option<&'static str>,
    /// Whether somebody who is no part of the product can reach it.
    pub external: bool,
    /// Whether its use crosses a trust boundary; unknown where its component lies in no zone.
    pub crosses: Option<bool>,
    /// Zones it can be reached from.
    pub zones: Vec<String>,
    /// Who comes over it, as `kind.id`.
    pub users: Vec<String>,
    /// Protocol.
    pub protocol: Option<String>,
    /// Port number.
    pub port: Option<i64>,
    /// Whether it is on when delivered.
    pub enabled: Option<bool>,
    /// The most valuable asset that it leads to.
    pub worst: Option<WorstRow>,
    /// Threats that are open or wait for a fact.
    pub unanswered: usize,
    /// The smallest depth behind it, by tier.
    pub depth: Vec<DepthCell>,
    /// How many questions are asked of it.
    pub asked: usize,
    /// How many of these are open.
    pub open: usize,
    /// The last review that looked at it.
    pub review: Option<ReviewRow>,
    /// The eleven questions.
    pub questions: Vec<QuestionRow>,
    /// Where its record stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// What an asset is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorstRow {
    /// The asset.
    pub asset: String,
    /// The property whose loss would be worst.
    pub property: &'static str,
    /// How bad.
    pub impact: &'static str,
}

/// The depth of the weakest asset behind an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepthCell {
    /// Which mechanisms count.
    pub tier: &'static str,
    /// Whether the asset is in reach at all.
    pub reachable: bool,
    /// How many things must fail; `None` if unreachable, or if a budget ended first.
    pub depth: Option<u32>,
    /// Where a budget ended first: at least this.
    pub at_least: Option<u32>,
    /// What policy asks for.
    pub required: u32,
    /// The asset.
    pub asset: String,
    /// Its property.
    pub property: &'static str,
    /// Who attacks.
    pub attacker: String,
}

impl DepthCell {
    /// As people write it: a number, `∞` for out of reach.
    pub fn word(&self) -> String {
        match (self.reachable, self.depth, self.at_least) {
            (false, _, _) => "∞".to_owned(),
            (true, Some(depth), _) => depth.to_string(),
            (true, None, Some(least)) => format!("≥{least}"),
            (true, None, None) => "?".to_owned(),
        }
    }
}

/// A review that looked at an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewRow {
    /// The review.
    pub id: String,
    /// When.
    pub date: String,
    /// Whether it names the interface; else it was of the whole design.
    pub named: bool,
}

/// A question of SD-1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionRow {
    /// The aspect: `SD-1.a`.
    pub id: &'static str,
    /// What is asked, in half a line.
    pub asks: &'static str,
    /// Whether it is asked of this interface.
    pub asked: bool,
    /// Whether it is answered.
    pub answered: bool,
    /// Whether the interface it is `like` answers it, or helps to.
    pub like: bool,
    /// How the record contradicts the design around it.
    pub contradiction: Option<String>,
    /// What is missing: the key to write, empty where another record must say it, and what to write.
    pub missing: Vec<(String, String)>,
    /// What follows from the design.
    pub computed: Vec<PointRow>,
    /// What the record says.
    pub stated: Vec<PointRow>,
}

impl QuestionRow {
    /// Where it stands, as a word.
    pub fn standing(&self) -> &'static str {
        match (self.asked, self.answered, self.contradiction.is_some()) {
            (false, _, _) => "not asked",
            (true, true, _) => "answered",
            (true, false, true) => "contradicted",
            (true, false, false) => "open",
        }
    }
}

/// One side of an answer, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointRow {
    /// What it is.
    pub what: &'static str,
    /// The answer.
    pub text: String,
    /// Records that it names, as `kind.id`.
    pub records: Vec<String>,
    /// Whether the interface it is `like` says so.
    pub like: bool,
}

/// The depth as designed and as it is today: `3/1`.
pub(crate) fn depth_cell(row: &InterfaceRow) -> String {
    let of = |tier: &str| row.depth.iter().find(|cell| cell.tier == tier).map(DepthCell::word);
    match (of("designed"), of("today")) {
        (None, None) => "-".to_owned(),
        (designed, today) => {
            format!("{}/{}", designed.unwrap_or_else(|| "-".into()), today.unwrap_or_else(|| "-".into()))
        }
    }
}

/// `https:443`, whichever of the two is known.
pub(crate) fn protocol_cell(row: &InterfaceRow) -> String {
    match (&row.protocol, row.port) {
        (Some(protocol), Some(port)) => format!("{protocol}:{port}"),
        (Some(protocol), None) => protocol.clone(),
        (None, Some(port)) => format!(":{port}"),
        (None, None) => "-".to_owned(),
    }
}

/// `yes`, `no` or `-`.
pub(crate) fn flag_cell(flag: Option<bool>) -> &'static str {
    match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "-",
    }
}

/// `network` or, where nobody says how exposed it is, who can reach it.
pub(crate) fn exposure_cell(row: &InterfaceRow) -> String {
    match row.exposure {
        Some(exposure) => format!("{exposure}, {}", row.reach),
        None => row.reach.to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
