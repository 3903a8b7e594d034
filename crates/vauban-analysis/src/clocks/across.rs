//! What one case or issue has to know of all others, gathered in one walk so that nobody looks through everything for each.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, CsirtGround, Exploitation, Kind, MeasureKind, Model, Ref, Track};

use super::Instant;

/// What was gathered.
#[derive(Clone, Debug, Default)]
pub struct Across {
    /// Updates that fix an issue.
    updates: BTreeMap<AnyId, Vec<AnyId>>,
    /// Version lines of a product.
    lines: BTreeMap<AnyId, Vec<AnyId>>,
    /// Issues that a case, or the issue itself, says are exploited.
    exploited: BTreeSet<AnyId>,
    /// Issues that a case names which is no exercise.
    cased: BTreeSet<AnyId>,
    /// When users first had a workaround or mitigation for an issue.
    mitigated: BTreeMap<AnyId, Instant>,
    /// When something was first filed with a CSIRT by the last step of CRA Article 14(7), by its name.
    with_users_csirt: BTreeMap<String, i64>,
}

impl Across {
    /// One walk over cases, updates and lines.
    pub fn new(model: &Model) -> Across {
        let mut across = Across::default();
        for (at, update) in model.update.iter().enumerate().filter(|(_, update)| !update.head.removed) {
            for issue in update.fixes.iter().filter_map(Ref::to) {
                across.updates.entry(issue).or_default().push(AnyId { kind: Kind::Update, at: at as u32 });
            }
        }
        for (at, line) in model.line.iter().enumerate() {
            if let Some(product) = line.of.as_ref().and_then(Ref::to) {
                across.lines.entry(product).or_default().push(AnyId { kind: Kind::Line, at: at as u32 });
            }
        }
        for (at, issue) in model.issue.iter().enumerate() {
            if issue.exploited.as_ref().is_some_and(|word| word.value == Exploitation::Active) {
                across.exploited.insert(AnyId { kind: Kind::Issue, at: at as u32 });
            }
        }
        for case in model.case.iter().filter(|case| !case.head.removed) {
            let real = !case.drill.as_ref().is_some_and(|drill| drill.value) && case.retracted.is_none();
            let track = case.track.as_ref().map(|track| track.value);
            let issues = || case.issue.iter().filter_map(Ref::to);
            if !case.drill.as_ref().is_some_and(|drill| drill.value) {
                across.cased.extend(issues());
            }
            if real && case.no_duty.is_none() && track == Some(Track::ExploitedVulnerability) {
                across.exploited.extend(issues());
            }
            let helps = case.measures.iter().filter(|measure| {
                let kind = measure.kind.as_ref().map(|kind| kind.value);
                matches!(kind, Some(MeasureKind::Workaround | MeasureKind::Mitigation))
            });
            if let Some(first) = helps.filter_map(|measure| Instant::of(measure.available.as_ref()?)).min() {
                for issue in issues() {
                    let known = across.mitigated.entry(issue).or_insert(first);
                    *known = first.min(*known);
                }
            }
            let users = case
                .csirt
                .as_ref()
                .filter(|csirt| csirt.ground.as_ref().is_some_and(|ground| ground.value == CsirtGround::Users));
            let filed = case.filings.iter().filter_map(|filing| Instant::of(filing.submitted.as_ref()?)).min();
            if let Some((name, filed)) = users.and_then(|csirt| csirt.name.as_ref()).zip(filed) {
                let known = across.with_users_csirt.entry(name.trim().to_owned()).or_insert(filed.seconds);
                *known = filed.seconds.min(*known);
            }
        }
        across
    }

    /// Updates that fix an issue.
    pub fn updates(&self, issue: AnyId) -> &[AnyId] {
        self.updates.get(&issue).map(Vec::as_slice).unwrap_or_default()
    }

    /// Version lines of a product.
    pub(super) fn lines(&self, product: AnyId) -> &[AnyId] {
        self.lines.get(&product).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a case names an issue which is no exercise.
    pub(super) fn has_case(&self, issue: AnyId) -> bool {
        self.cased.contains(&issue)
    }

    /// Whether a case, or the issue itself, says that it is exploited.
    pub(super) fn exploited(&self, issue: AnyId) -> bool {
        self.exploited.contains(&issue)
    }

    /// When users first had a workaround or mitigation for an issue.
    pub(super) fn mitigated(&self, issue: AnyId) -> Option<Instant> {
        self.mitigated.get(&issue).copied()
    }

    /// When something was first filed with this CSIRT because most users are there.
    pub(super) fn first_with(&self, csirt: &str) -> Option<i64> {
        self.with_users_csirt.get(csirt).copied()
    }
}
