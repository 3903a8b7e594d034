//! Until when a product is supported, what was considered, and until when its documentation is kept.

use vauban_model::{AnyId, Date, Ref};

use super::{Lack, Look, agreed, said, trimmed};

/// The support period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
    /// What users get.
    pub kind: String,
    /// Why it is shorter than the law asks as a rule.
    pub shorter_because: String,
    /// What is to be considered, and what was found.
    pub criteria: Vec<CriterionTold>,
    /// Who agreed.
    pub approved_by: Option<AnyId>,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

/// A criterion and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionTold {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Whether it must be considered.
    pub needed: bool,
    /// What was found.
    pub answer: Option<String>,
}

/// Point of the law that says how long a product is supported at least.
const PERIOD: &str = "CRA-ART13-08";
/// Point of the law that says how long the documentation is kept.
const KEPT: &str = "CRA-ART13-13";

/// The support period.
pub(super) fn support(look: &Look<'_>) -> Support {
    let header = look.header();
    let record = look.decisions();
    let period = record.and_then(|record| record.support.as_ref());
    let placed = record.and_then(|record| record.placed).map(|day| day.date);
    let mut told = Support {
        from: period.and_then(|period| period.from).map(|day| day.date).or(placed),
        until: period.and_then(|period| period.until).map(|day| day.date),
        kind: period.map_or_else(String::new, |period| trimmed(&period.kind)),
        shorter_because: period.map_or_else(String::new, |period| trimmed(&period.shorter_because)),
        approved_by: period.and_then(|period| period.approved_by.as_ref()).and_then(Ref::to),
        ..Support::default()
    };
    let answer = |id: &str| {
        let all = period.into_iter().flat_map(|period| &period.criteria);
        let mut own = all.filter(|one| one.criterion.as_ref().is_some_and(|text| text.trim() == id));
        own.next().map(|one| trimmed(&one.answer)).filter(|text| !text.is_empty())
    };
    told.criteria = look
        .law
        .criteria()
        .map(|one| CriterionTold {
            id: one.id.to_owned(),
            question: one.question.to_owned(),
            needed: one.needed,
            answer: answer(one.id),
        })
        .collect();
    let mut lack = |what: String, next: String| told.lacks.push(Lack { what, next });
    let Some(period) = period else {
        lack(
            "no support period is fixed".to_owned(),
            format!("add `support = {{ until = …, kind = \"…\", criteria = […] }}` to `{header}`"),
        );
        return told;
    };
    if told.until.is_none() {
        lack("the support period has no end".to_owned(), format!("add `until` to `support` of `{header}`"));
    }
    if told.from.is_none() {
        lack(
            "nobody says when the support period begins".to_owned(),
            format!("add `placed` to `{header}`, or `from` to `support`"),
        );
    }
    if !said(&period.kind) {
        lack("nobody says what support users get".to_owned(), format!("add `kind` to `support` of `{header}`"));
    }
    if let (Some(from), Some(until), Some(years)) = (told.from, told.until, look.law.years(PERIOD))
        && until < from.plus_months(12 * years)
        && told.shorter_because.is_empty()
    {
        lack(
            format!("it ends before {years} years are over, and nothing says why"),
            "move `until`, or say in `shorter-because` that the product is used for less".to_owned(),
        );
    }
    for one in told.criteria.iter().filter(|one| one.answer.is_none()) {
        let must = if one.needed { "must" } else { "may" };
        lack(
            format!("criterion `{}`, which {must} be considered, is not answered: {}", one.id, one.question),
            format!(
                "add `{{ criterion = \"{}\", answer = \"…\" }}` to `criteria`; that it says nothing here is an answer",
                one.id
            ),
        );
    }
    for written in period.criteria.iter().filter_map(|one| one.criterion.as_ref()) {
        if !told.criteria.iter().any(|one| one.id == written.trim()) {
            lack(format!("`{}` is no criterion", written.trim()), "name one as the catalog does".to_owned());
        }
    }
    if !agreed(&period.by, &period.approved_by) {
        lack(
            "nobody else agreed to the support period".to_owned(),
            "add `by` and `approved-by` to `support`".to_owned(),
        );
    }
    if let (Some(until), Some(line)) = (told.until, longest_line(look))
        && line < until
    {
        lack(
            format!("it ends on {until}, and no version line is supported after {line}"),
            "put `until` of `support`, or `supported-until` of the line, right".to_owned(),
        );
    }
    told
}

/// The day on which the support of the last version line ends.
fn longest_line(look: &Look<'_>) -> Option<Date> {
    let lines = look.ground.model.line.iter().filter(|line| !line.head.removed);
    let mine = lines.filter(|line| line.of.as_ref().and_then(Ref::to) == Some(look.ground.product));
    mine.filter_map(|line| line.supported_until).map(|day| day.date).max()
}

/// Until when the documentation is kept: years after placing on the market, or the support period if that is longer.
pub(super) fn retention(look: &Look<'_>, support: &Support) -> Option<Date> {
    let placed = look.decisions()?.placed?.date;
    let years = look.law.years(KEPT)?;
    Some(placed.plus_months(12 * years)).max(support.until)
}
