//! The verdict on every requirement and aspect, as plain values.
//!
//! Who decides them is `vauban-checks` (computed) and the records (stated); who shows them is
//! `vauban-report`. The rules are the nine points of "How a verdict is decided".

/// How far an aspect or requirement is shown. The order is from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing shows it.
    Missing,
    /// Something shows it, something is open.
    Partial,
    /// A reasoned, approved decision says it does not apply.
    NotApplicable,
    /// Shown completely and consistently.
    Met,
}

impl Verdict {
    /// The word in every output and contract.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Missing => "missing",
            Verdict::Partial => "partial",
            Verdict::NotApplicable => "not-applicable",
            Verdict::Met => "met",
        }
    }
}

impl Verdict {
    /// The verdict on a requirement: over the aspects that bear on it, customary expectations left out.
    pub fn of_requirement(aspects: &[AspectStatus]) -> Verdict {
        let bearing: Vec<&AspectStatus> = aspects.iter().filter(|aspect| !aspect.practice).collect();
        let bearing = if bearing.is_empty() { aspects.iter().collect() } else { bearing };
        let all = |wanted: &[Verdict]| bearing.iter().all(|aspect| wanted.contains(&aspect.verdict));
        if all(&[Verdict::NotApplicable]) {
            Verdict::NotApplicable
        } else if all(&[Verdict::Met, Verdict::NotApplicable]) {
            Verdict::Met
        } else if all(&[Verdict::Missing]) {
            Verdict::Missing
        } else {
            Verdict::Partial
        }
    }
}

/// What is missing next of a requirement: the first open aspect that bears on it, else the first that is open at all.
pub fn next_of(aspects: &[AspectStatus]) -> String {
    let open = aspects.iter().filter(|aspect| !aspect.next.is_empty());
    let first = open.clone().find(|aspect| !aspect.practice).or_else(|| open.clone().next());
    first.map_or(String::new(), |aspect| format!("{}: {}", aspect.id, aspect.next))
}

/// By what a verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A check computed it from records and evidence.
    Computed,
    /// A person stated it.
    Stated,
}

impl By {
    /// The word in every output and contract.
    pub fn word(self) -> &'static str {
        match self {
            By::Computed => "computed",
            By::Stated => "stated",
        }
    }
}

/// A record or file that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The record as `kind.id`, or the path of a file.
    pub record: String,
    /// File the record stands in.
    pub file: String,
    /// Line of the record, from 1.
    pub line: u32,
}

/// One aspect's verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AspectStatus {
    /// Short id, as `SD-1.c`.
    pub id: String,
    /// The catalog's own-words summary.
    pub text: String,
    /// `compute`, `assist` or `human`, from the catalog.
    pub automation: String,
    /// Customary expectation rather than requirement; never fails a requirement alone.
    pub practice: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// By what; `None` while missing.
    pub by: Option<By>,
    /// Set aside by a waiver until this date (`YYYY-MM-DD`).
    pub waived_until: Option<String>,
    /// A human override of a computed verdict; shown as such everywhere.
    pub overridden: bool,
    /// Checks that look at it, by name.
    pub checks: Vec<&'static str>,
    /// How it was decided, in a sentence: which check over how many records, or who stated it when.
    pub how: String,
    /// What is missing next; empty when nothing is.
    pub next: String,
    /// Records and files the verdict rests on.
    pub evidence: Vec<Evidence>,
}

/// One requirement's verdict and maturity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementStatus {
    /// Short id, as `SD-1`.
    pub id: String,
    /// The field's usual short title.
    pub title: String,
    /// Practice id, as `SD`.
    pub practice: String,
    /// The worst verdict over its aspects that bear on it.
    pub verdict: Verdict,
    /// Maturity level reached: 0 (nothing) to 4.
    pub maturity: u8,
    /// The condition missing for the next maturity level.
    pub maturity_next: String,
    /// The first missing condition, aspects in order.
    pub next: String,
    /// Its aspects in the catalog's order.
    pub aspects: Vec<AspectStatus>,
}

impl RequirementStatus {
    /// How many aspects have this verdict, by this means.
    pub fn count(&self, verdict: Verdict, by: Option<By>) -> usize {
        self.aspects.iter().filter(|aspect| aspect.verdict == verdict && (by.is_none() || aspect.by == by)).count()
    }
}

/// One practice's maturity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeStatus {
    /// Practice id, as `SD`.
    pub id: String,
    /// Title.
    pub title: String,
    /// The lowest maturity of its requirements.
    pub maturity: u8,
    /// What keeps it from the next level.
    pub maturity_next: String,
}

impl PracticeStatus {
    /// A practice is where the least mature of its requirements is.
    pub fn of(id: &str, title: &str, requirements: &[RequirementStatus]) -> PracticeStatus {
        let mine = requirements.iter().filter(|requirement| requirement.practice == id);
        let worst = mine.min_by_key(|requirement| requirement.maturity);
        PracticeStatus {
            id: id.to_owned(),
            title: title.to_owned(),
            maturity: worst.map_or(0, |requirement| requirement.maturity),
            maturity_next: worst.map_or(String::new(), |worst| format!("{}: {}", worst.id, worst.maturity_next)),
        }
    }
}

/// A requirement that a tailoring leaves out of the release being judged (SM-5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Short id, as `SVV-4`.
    pub requirement: String,
    /// The tailoring, as `tailoring.2.3.1`.
    pub tailoring: String,
    /// Why, in its words.
    pub reason: String,
    /// The security analysis behind it: a path or a document.
    pub analysis: String,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub date: String,
    /// File of the tailoring.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
}

/// The answer of `vauban status` for one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Product id.
    pub product: String,
    /// Version being built.
    pub version: String,
    /// Edition judged by, as `iec62443-4-1:2018`.
    pub edition: String,
    /// Practices in the catalog's order.
    pub practices: Vec<PracticeStatus>,
    /// Requirements in the catalog's order.
    pub requirements: Vec<RequirementStatus>,
    /// What a tailoring validly leaves out, in the catalog's order.
    pub left_out: Vec<LeftOut>,
}

impl Status {
    /// The status of a product over its different designs, each with the name of the first variant that has it: of
    /// every aspect the worst, with the variant that is so.
    pub fn over(designs: &[(&str, &Status)]) -> Option<Status> {
        let (_, first) = designs.first()?;
        let mut over: Status = (*first).clone();
        if designs.len() == 1 {
            return Some(over);
        }
        for (at, requirement) in over.requirements.iter_mut().enumerate() {
            let all: Vec<(&str, &RequirementStatus)> =
                designs.iter().filter_map(|(name, status)| Some((*name, status.requirements.get(at)?))).collect();
            for (place, aspect) in requirement.aspects.iter_mut().enumerate() {
                aspect.take_worst(all.iter().filter_map(|(name, one)| Some((*name, one.aspects.get(place)?))));
            }
            requirement.verdict = Verdict::of_requirement(&requirement.aspects);
            requirement.next = next_of(&requirement.aspects);
            if let Some((_, least)) = all.iter().min_by_key(|(_, one)| one.maturity) {
                requirement.maturity = least.maturity;
                requirement.maturity_next = least.maturity_next.clone();
            }
        }
        // A requirement is left out only where every design leaves it out.
        over.left_out.retain(|out| {
            designs.iter().all(|(_, status)| status.left_out.iter().any(|other| other.requirement == out.requirement))
        });
        over.practices = over
            .practices
            .iter()
            .map(|practice| PracticeStatus::of(&practice.id, &practice.title, &over.requirements))
            .collect();
        Some(over)
    }
}

impl AspectStatus {
    /// Becomes the worst of the same aspect in several designs, and says in which variant that is so where it is not so
    /// in all of them.
    fn take_worst<'a>(&mut self, all: impl Iterator<Item = (&'a str, &'a AspectStatus)>) {
        let all: Vec<(&str, &AspectStatus)> = all.collect();
        // Among equals the one that has something left to do speaks.
        let worst = all.iter().min_by_key(|(_, one)| (one.verdict, one.waived_until.is_none(), one.next.is_empty()));
        let Some((name, worst)) = worst.copied() else { return };
        let alike = all.iter().all(|(_, one)| one.verdict == worst.verdict && one.next == worst.next);
        let mut evidence: Vec<Evidence> = all.iter().flat_map(|(_, one)| one.evidence.iter().cloned()).collect();
        evidence.sort();
        evidence.dedup();
        let overridden = all.iter().any(|(_, one)| one.overridden);
        *self = AspectStatus { evidence, overridden, ..worst.clone() };
        if !alike {
            self.how = format!("in variant {name}: {}", self.how);
            if !self.next.is_empty() {
                self.next = format!("in variant {name}: {}", self.next);
            }
        }
    }
}
