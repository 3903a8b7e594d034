//! How a product stands, how it stood at its last release, and what is due.

use std::collections::BTreeSet;

use vauban_analysis::clocks::Across;
use vauban_analysis::depth::Tier;
use vauban_analysis::history::StatusHistory;
use vauban_analysis::issues::figures::figures;
use vauban_analysis::scope::Owners;
use vauban_analysis::standing::{Asked, Deadline, Known, Standing, deadlines};
use vauban_analysis::status::{Status, Verdict};
use vauban_analysis::threats::State;
use vauban_diagnostics::Severity;
use vauban_model::{AnyId, Date};

use crate::compile::Compilation;
use crate::diff::same_product;
use crate::status_history::visited;
use crate::world::World;

impl Compilation {
    /// How a product of [`products`](Self::products) stands; `None` where nothing was judged.
    pub fn standing(&self, product: Option<AnyId>) -> Option<Standing> {
        let id = product.map_or("", |product| &self.model.head(product).id);
        let status = self.statuses().iter().find(|status| status.product == id)?;
        let Shallow { short, accepted, unstated, assets } = self.shallow(product);
        let (issues, overdue) = self.open_issues(product);
        let found = |severity, waived| {
            let all = self.findings.iter();
            all.filter(|one| one.severity == severity && one.waived.is_some() == waived).count()
        };
        Some(Standing {
            requirements: counts(status.requirements.iter().map(|one| one.verdict)),
            aspects: counts(aspects(status)),
            shallow: short,
            accepted,
            unstated,
            assets,
            threats: match self.threats(product) {
                Some(found) => {
                    let open =
                        |one: &&vauban_analysis::threats::Threat| one.shadow.is_none() && one.state == State::Open;
                    Ok(found.threats.iter().filter(open).count())
                }
                None => Err("threats of this product cannot be worked out".to_owned()),
            },
            issues,
            overdue,
            errors: found(Severity::Error, false),
            waived: found(Severity::Error, true) + found(Severity::Warning, true),
        })
    }

    /// Everything that is due for a product within so many days, the earliest first.
    pub fn deadlines(&self, product: Option<AnyId>, within: i64) -> Vec<Deadline> {
        let owners = Owners::new(&self.model);
        let across = Across::new(&self.model);
        let clocks = self.clocks(product, self.now());
        let (model, today) = (&self.model, self.today());
        let asked = Asked { model, owners: &owners, across: &across, clocks: &clocks, product, today };
        let mut due = deadlines(asked, within);
        let practices = self.practices(product).and_then(|told| told.reviewed.zip(told.due));
        if let Some(((review, _), on)) = practices.filter(|(_, on)| on.days() - today.days() <= within) {
            let what = "list of design practices is to be reviewed".to_owned();
            due.push(Deadline { on, what, records: vec![review], law: false });
            due.sort_by(|one, other| (one.on, !one.law, &one.what).cmp(&(other.on, !other.law, &other.what)));
        }
        due
    }

    /// Assets with too little depth, those out of reach that nobody stands up for, and all.
    fn shallow(&self, product: Option<AnyId>) -> Shallow {
        let Some(depth) = self.depth(product) else {
            return Shallow::unknown("the design of this product cannot be looked at", 0);
        };
        let assets = depth.defence.assets().count();
        if assets > 0 && depth.defence.attackers().next().is_none() {
            return Shallow::unknown("no attacker is recorded", assets);
        }
        let (mut short, mut refused, mut unstated) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in depth.rows.iter().filter(|row| !row.sufficient()) {
            match row.reachable {
                false => {
                    unstated.insert(row.asset);
                }
                // A product may rest on its environment; a table of depth says where it does.
                true if row.tier == Tier::WithoutEnvironment => {}
                true => {
                    short.insert(row.asset);
                    if depth.accepted.get(&row.asset).is_none_or(|accepted| row.rank() < accepted.depth) {
                        refused.insert(row.asset);
                    }
                }
            }
        }
        Shallow { accepted: short.len() - refused.len(), short: Ok(short.len()), unstated: unstated.len(), assets }
    }

    /// Open issues, and those that are overdue.
    fn open_issues(&self, product: Option<AnyId>) -> (Known, Known) {
        if let Some(why) = self.issues_withheld() {
            return (Err(why.clone()), Err(why));
        }
        let found = figures(&self.model, self.today(), self.today(), &|issue| self.concerns(product, &issue.head));
        let why = match found.undated.len() {
            0 => return (Ok(found.open.len()), Ok(found.overdue.len())),
            1 => "1 issue does not say when it was received".to_owned(),
            many => format!("{many} issues do not say when they were received"),
        };
        (Err(why.clone()), Err(why))
    }
}

fn aspects(status: &Status) -> impl Iterator<Item = Verdict> {
    status.requirements.iter().flat_map(|one| &one.aspects).map(|aspect| aspect.verdict)
}

fn counts(verdicts: impl Iterator<Item = Verdict>) -> [usize; 4] {
    let mut counts = [0; 4];
    for verdict in verdicts {
        let at = match verdict {
            Verdict::Met => 0,
            Verdict::Partial => 1,
            Verdict::Missing => 2,
            Verdict::NotApplicable => 3,
        };
        counts[at] += 1;
    }
    counts
}

/// How deep its assets are, counted.
struct Shallow {
    short: Known,
    accepted: usize,
    unstated: usize,
    assets: usize,
}

impl Shallow {
    fn unknown(why: &str, assets: usize) -> Shallow {
        Shallow { short: Err(why.to_owned()), accepted: 0, unstated: 0, assets }
    }
}

/// A product over its releases, and how it stood at the last of them that could be looked at.
#[derive(Clone, Debug)]
pub struct LookedBack {
    /// Verdicts and maturity over the releases.
    pub history: StatusHistory,
    /// The release, its day, and how things stood then.
    pub last: Option<(String, Date, Standing)>,
}

/// Looks back over the newest `last` releases; `doing` is told which one is looked at.
///
/// # Errors
/// If there is no status of the product.
pub fn look_back(
    world: &dyn World,
    compiled: &Compilation,
    product: Option<AnyId>,
    last: usize,
    doing: &mut dyn FnMut(&str),
) -> Result<LookedBack, String> {
    let mut newest = None;
    let mut visit = |release: &str, date: Date, then: &Compilation| {
        let standing = same_product(then, compiled, product).and_then(|product| then.standing(product));
        newest = standing.map(|standing| (release.to_owned(), date, standing));
    };
    let history = visited(world, compiled, product, last, doing, &mut visit)?;
    Ok(LookedBack { history, last: newest })
}
