//! Whether a version line has an issue, as the issue says: by the lines it names, and by its range of versions held
//! against the releases of the line.
//!
//! A range is judged in the order of versions that the product declares (`version-scheme`), else as whole numbers with
//! dots, whose order nobody disputes. What cannot be compared, a range that nobody can read, a line without releases:
//! all that is unknown, and unknown is asked about as if it were affected.
//!
//! A range spares a line only by a release that was out when the issue became known. Where all releases on record came
//! later, what users ran then is not on record, and may well be in the range.

use std::collections::BTreeMap;

use vauban_model::kinds::{Issue, Line, Release};
use vauban_model::{AnyId, Date, Kind, Model, Record, Ref};
use vauban_parts::wording;
use vauban_parts::{Declared, Order, Scheme};

/// Whole numbers with dots, with or without `v` before them.
const PLAIN: &str = "[V]{a}[.{b}][.{c}][.{d}][.{e}]";

/// Most releases of a line that are named in an answer.
const NAMED: usize = 4;

/// Whether a line has an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It has it; what says so.
    Affected(String),
    /// It does not have it; what says so.
    NotAffected(String),
    /// Nothing that can be understood says either; why.
    Unknown(String),
}

impl Reach {
    /// The word in outputs and contracts.
    pub fn word(&self) -> &'static str {
        match self {
            Reach::Affected(_) => "affected",
            Reach::NotAffected(_) => "not-affected",
            Reach::Unknown(_) => "unknown",
        }
    }

    /// What says so, or why it cannot be told.
    pub fn why(&self) -> &str {
        match self {
            Reach::Affected(why) | Reach::NotAffected(why) | Reach::Unknown(why) => why,
        }
    }

    /// Whether the fix is owed to the line: it has the issue, or nobody can tell.
    pub fn owes(&self) -> bool {
        !matches!(self, Reach::NotAffected(_))
    }
}

/// How versions of a product are ordered.
#[derive(Clone, Debug)]
enum Ordered {
    Known(Scheme),
    Declared(Declared),
    /// The pattern that the product declares cannot be read; why.
    Unreadable(String),
}

impl Ordered {
    fn of(scheme: Option<&str>) -> Ordered {
        let word = scheme.map_or(PLAIN, str::trim);
        let known = Scheme::of_vers(word);
        if known.is_ordered() {
            return Ordered::Known(known);
        }
        match Declared::parse(word) {
            Ok(declared) => Ordered::Declared(declared),
            Err(why) => Ordered::Unreadable(format!("`version-scheme` of the product is no pattern: {why}")),
        }
    }
}

/// Answers whether lines have issues; made once, for all of them.
#[derive(Debug)]
pub struct Reached<'m> {
    model: &'m Model,
    /// Releases of each line that are out: version as written, and day.
    releases: BTreeMap<AnyId, Vec<(&'m str, Option<Date>)>>,
    /// Orders of versions by product.
    orders: BTreeMap<Option<AnyId>, Ordered>,
}

impl<'m> Reached<'m> {
    /// Looks through releases and products once.
    pub fn new(model: &'m Model, today: Date) -> Reached<'m> {
        let mut releases: BTreeMap<AnyId, Vec<(&str, Option<Date>)>> = BTreeMap::new();
        for release in model.release.iter().filter(|release| is_there(release, today)) {
            if let Some(line) = release.line.as_ref().and_then(Ref::to) {
                releases.entry(line).or_default().push((version_of(release), release.date.map(|day| day.date)));
            }
        }
        let mut orders = BTreeMap::from([(None, Ordered::of(None))]);
        for (at, product) in model.product.iter().enumerate() {
            let id = AnyId { kind: Kind::Product, at: at as u32 };
            orders.insert(Some(id), Ordered::of(product.version_scheme.as_ref().map(|scheme| &*scheme.value)));
        }
        Reached { model, releases, orders }
    }

    /// Whether a line has an issue.
    pub fn line(&self, issue: &Record<Issue>, id: AnyId, line: &Record<Line>) -> Reach {
        let by_range = self.by_range(issue, id, line);
        if let Some(affected @ Reach::Affected(_)) = by_range {
            return affected;
        }
        match self.by_name(issue, id) {
            Some(named) => named,
            None => by_range.unwrap_or_else(|| {
                Reach::Unknown("the issue names neither `versions` nor lines in `applies-to`".to_owned())
            }),
        }
    }

    /// What `applies-to` says of the line; nothing where it names nothing.
    fn by_name(&self, issue: &Record<Issue>, line: AnyId) -> Option<Reach> {
        let mut nowhere = None;
        for named in &issue.head.common.applies_to {
            match named.to() {
                Some(to) if self.line_of(to) == Some(line) => {
                    return Some(Reach::Affected(format!("`applies-to` names `{}`", self.model.head(to).name())));
                }
                Some(to) if self.line_of(to).is_some() => {}
                // A release that says no line may be one of any.
                Some(to) => {
                    nowhere = Some(format!("`applies-to` names `{}`, which says no line", self.model.head(to).name()));
                }
                None => nowhere = Some(format!("`applies-to` names `{}`, which is nowhere", named.link.text)),
            }
        }
        match (nowhere, issue.head.common.applies_to.is_empty()) {
            (Some(why), _) => Some(Reach::Unknown(why)),
            (None, true) => None,
            (None, false) => Some(Reach::NotAffected("`applies-to` names other lines only".to_owned())),
        }
    }

    fn line_of(&self, id: AnyId) -> Option<AnyId> {
        match id.kind {
            Kind::Line => Some(id),
            _ => self.model.release.get(id.at as usize)?.line.as_ref()?.to(),
        }
    }

    /// What the range says of the releases of the line; nothing where there is no range.
    fn by_range(&self, issue: &Record<Issue>, id: AnyId, line: &Record<Line>) -> Option<Reach> {
        if issue.versions.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let Some(releases) = self.releases.get(&id) else {
            let why = "the line has no release that is out, so its range of versions cannot be held against it";
            return Some(Reach::Unknown(why.to_owned()));
        };
        let product = line.of.as_ref().and_then(Ref::to);
        let ordered = self.orders.get(&product).or_else(|| self.orders.get(&None));
        let order = match ordered {
            Some(Ordered::Known(scheme)) => Order::Known(*scheme),
            Some(Ordered::Declared(declared)) => Order::Declared(declared),
            Some(Ordered::Unreadable(why)) => return Some(Reach::Unknown(why.clone())),
            None => Order::Known(Scheme::Generic),
        };
        let mut unknown = None;
        for text in issue.versions.iter().filter(|text| !text.trim().is_empty()) {
            let range = wording::read(text);
            for (release, _) in releases {
                match contains(&range, text, order, release) {
                    Some(true) => {
                        return Some(Reach::Affected(format!("its release {release} is in `{}`", text.trim())));
                    }
                    Some(false) => {}
                    None if range.is_unreadable() => {
                        unknown.get_or_insert_with(|| format!("nobody can compute with `{}`", text.trim()));
                    }
                    None => {
                        unknown.get_or_insert_with(|| {
                            format!(
                                "release {release} cannot be compared with `{}`: declare `version-scheme`",
                                text.trim()
                            )
                        });
                    }
                }
            }
        }
        let known = issue.received.or(issue.assessed).map(|day| day.date);
        let before = |day: &Option<Date>| known.zip(*day).is_some_and(|(known, day)| day <= known);
        let spared = releases.iter().any(|(_, day)| before(day));
        Some(match (unknown, known) {
            (Some(why), _) => Reach::Unknown(why),
            (None, None) => Reach::Unknown(
                "the issue does not say when it was `received`, so nobody knows which releases users had then"
                    .to_owned(),
            ),
            (None, Some(known)) if !spared => Reach::Unknown(format!(
                "none of its releases on record was out when the issue became known on {known}: what users ran then is not on record"
            )),
            (None, Some(_)) => {
                let more = releases.len().saturating_sub(NAMED);
                let named = releases.iter().take(NAMED).map(|(version, _)| *version).collect::<Vec<_>>().join(", ");
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                Reach::NotAffected(format!("none of its releases is in the range: {named}{more}"))
            }
        })
    }
}

/// Whether a version is meant. What is written the same is the same, whatever the order.
fn contains(range: &wording::Wording, text: &str, order: Order<'_>, version: &str) -> Option<bool> {
    range.contains(order, version).or_else(|| (text.trim() == version).then_some(true))
}

/// Whether a release is out on a day. One without a date may be, so it is looked at.
fn is_there(release: &Record<Release>, today: Date) -> bool {
    !release.head.removed && release.date.is_none_or(|day| day.date <= today)
}

fn version_of(release: &Record<Release>) -> &str {
    release.version.as_ref().map_or(&*release.head.id, |version| version.trim())
}

/// The line among several that is in the field for longest: by its first release, then by its record.
pub fn oldest(model: &Model, lines: &[AnyId], today: Date) -> Option<AnyId> {
    let mut first: BTreeMap<AnyId, Date> = BTreeMap::new();
    for release in model.release.iter().filter(|release| is_there(release, today)) {
        let Some((line, day)) = release.line.as_ref().and_then(Ref::to).zip(release.date) else { continue };
        let known = first.entry(line).or_insert(day.date);
        *known = day.date.min(*known);
    }
    lines.iter().copied().filter(|line| first.contains_key(line)).min_by_key(|line| (first.get(line).copied(), *line))
}
