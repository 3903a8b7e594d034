//! What changed between two states of a project, as plain values: the engine compares, faces render.

/// What changed.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// `edge-gateway 2.4.0`, as it is afterwards; empty where no product is named.
    pub product: String,
    /// Elements of the design, threats written by hand, decisions and requirements, by name.
    pub elements: Vec<ElementChange>,
    /// Interfaces that are new, with what is asked of each.
    pub interfaces: Vec<NewInterface>,
    /// How many other records were added, removed or changed.
    pub others: usize,
    /// Enumerated and hand-written threats.
    pub threats: Vec<ThreatChange>,
    /// Open threats before and after, those in the shadow of another left out.
    pub open_threats: (usize, usize),
    /// Depth of assets, what fell furthest first.
    pub depth: Vec<DepthChange>,
    /// Designs of a product with variants that were compared one by one, of how many; the worst are. Zero without variants.
    pub designs: (usize, usize),
    /// Verdicts of requirements and aspects.
    pub verdicts: Vec<VerdictChange>,
    /// Reviews that no longer stand for something they stood for before.
    pub reviews: Vec<ReviewChange>,
    /// Errors and warnings that are new.
    pub appeared: Vec<Told>,
    /// Errors and warnings that are gone.
    pub settled: Vec<Told>,
}

impl Difference {
    /// Whether nothing changed that this looks at.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
            && self.others == 0
            && self.threats.is_empty()
            && self.depth.is_empty()
            && self.verdicts.is_empty()
            && self.reviews.is_empty()
            && self.appeared.is_empty()
            && self.settled.is_empty()
    }
}

/// An interface that is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInterface {
    /// Its name.
    pub id: String,
    /// The component that offers it.
    pub on: Option<String>,
    /// Zones it is reachable from.
    pub zones: Vec<String>,
    /// Questions that are open, of so many (SD-1).
    pub open: (usize, usize),
}

/// How something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It says something else.
    Changed,
    /// It was called so, and may say something else as well.
    Renamed(String),
}

/// A record that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementChange {
    /// Its name; the new one, of one that was renamed.
    pub id: String,
    /// How it changed.
    pub change: Change,
    /// The keys that changed.
    pub fields: Vec<FieldChange>,
    /// File, as far as there is one.
    pub file: String,
    /// Line there.
    pub line: u32,
}

/// A key that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The key.
    pub key: &'static str,
    /// What it said.
    pub before: Option<String>,
    /// What it says.
    pub after: Option<String>,
    /// Whether it calls for no review.
    pub editorial: bool,
}

/// What became of a threat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is answered no longer.
    Reopened,
    /// It was not there.
    New,
    /// Its decision has to be looked at again.
    LookAgain,
    /// It is answered now.
    Closed,
    /// It is no longer there.
    Gone,
    /// It stands elsewhere.
    Moved,
}

impl Fate {
    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Reopened => "re-opened",
            Fate::New => "new",
            Fate::LookAgain => "look-again",
            Fate::Closed => "closed",
            Fate::Gone => "gone",
            Fate::Moved => "moved",
        }
    }
}

/// A threat that changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreatChange {
    /// Its id.
    pub id: String,
    /// What could happen.
    pub title: String,
    /// The element it lies on.
    pub element: String,
    /// How bad it would be.
    pub severity: &'static str,
    /// What became of it.
    pub fate: Fate,
    /// Where it stood.
    pub before: Option<&'static str>,
    /// Where it stands.
    pub after: Option<&'static str>,
    /// What its decision has to be looked at for.
    pub why: Vec<String>,
    /// Variants in which it is so; empty for all of them.
    pub variants: Vec<String>,
}

/// A depth, as it can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deep {
    /// So many things must fail.
    Exactly(u32),
    /// At least so many; a budget ended first.
    AtLeast(u32),
    /// The loss is out of reach.
    Unreachable,
}

/// Depth of an asset that changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DepthChange {
    /// The asset.
    pub asset: String,
    /// The property.
    pub property: &'static str,
    /// Against whom.
    pub attackers: Vec<String>,
    /// In which tiers.
    pub tiers: Vec<&'static str>,
    /// The depth before; none where the question did not arise.
    pub before: Option<Deep>,
    /// The depth now.
    pub after: Option<Deep>,
    /// What policy asks for now.
    pub required: u32,
    /// Variants in which it is so; empty for all of them.
    pub variants: Vec<String>,
}

impl DepthChange {
    /// Whether it fell.
    pub fn fell(&self) -> bool {
        matches!((self.before, self.after), (Some(before), Some(after)) if after < before)
    }

    /// Whether it is less than policy asks for.
    pub fn below(&self) -> bool {
        match self.after {
            Some(Deep::Exactly(depth) | Deep::AtLeast(depth)) => depth < self.required,
            Some(Deep::Unreachable) | None => false,
        }
    }
}

/// A verdict that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictChange {
    /// Requirement or aspect.
    pub id: String,
    /// Before; none where it was not judged.
    pub before: Option<&'static str>,
    /// Now.
    pub after: Option<&'static str>,
    /// Whether it got worse.
    pub worse: bool,
}

/// What calls for a review now and did not before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewChange {
    /// Kind of review.
    pub kind: &'static str,
    /// The reviews that stood for it.
    pub reviews: Vec<String>,
    /// Elements, each with the keys that changed; none where it is new or gone.
    pub stale: Vec<(String, Vec<String>)>,
    /// Elements that were settled meanwhile.
    pub settled: usize,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its code.
    pub code: &'static str,
    /// How severe.
    pub severity: &'static str,
    /// What it says.
    pub message: String,
    /// Where.
    pub file: String,
    /// The line.
    pub line: u32,
}
