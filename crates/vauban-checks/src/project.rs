//! Questions about the project as a whole: evidence that is not there, words that came too late, limits.

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{FileFact, Kind, Mention};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::waiver;

/// Checks about the project as a whole.
pub(crate) static CHECKS: &[Check] = &[
    Check {
        code: Code {
            name: "evidence-missing",
            asks: &[],
            summary: "a record points at a file that is not there",
            severity: Severity::Error,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!("../explain/evidence-missing.md"),
        },
        looks_at: LooksAt::Project,
        run: evidence_missing,
    },
    Check {
        code: Code {
            name: "recorded-late",
            asks: &[],
            summary: "a record is dated more than a week before it was first committed",
            severity: Severity::Warning,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!("../explain/recorded-late.md"),
        },
        looks_at: LooksAt::Project,
        run: recorded_late,
    },
    Check {
        code: Code {
            name: "no-product",
            asks: &[],
            summary: "`vauban.toml` names no product",
            severity: Severity::Error,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!("../explain/no-product.md"),
        },
        looks_at: LooksAt::Project,
        run: no_product,
    },
];

/// Codes whose findings are raised outside the checks.
pub(crate) static CODES: &[&Code] = &[
    &waiver::UNMATCHED,
    &waiver::EXPIRED,
];

fn evidence_missing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[0].code;
    for id in cx.model.all() {
        let head = cx.model.head(id);
        cx.model.mentions_of(id, &mut |mention| {
            let Mention::File(path) = mention else { return };
            let why = match cx.facts.files.get(&*path.value) {
                Some(FileFact::There { .. }) => return,
                Some(FileFact::Refused(reason)) => reason.clone(),
                Some(FileFact::Missing) | None => "there is no such file".to_owned(),
            };
            let finding = code
                .at(path.span, format!("`{}` rests on `{}`: {why}", head.name(), &**path))
                .subject(format!("{}#{}", head.name(), &**path))
                .why("evidence that cannot be opened shows nothing")
                .help("put the file there, correct the path (relative to the folder of `vauban.toml`), or point to a `document.ID`");
            out.finding(finding);
        });
    }
}

/// A week of grace between doing and writing down.
const GRACE_DAYS: i64 = 7;

fn recorded_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[1].code;
    let Some(history) = cx.facts.history.as_ref().filter(|history| history.complete) else { return };
    let mut late = |id, date: Option<vauban_model::Day>| {
        let head = cx.model.head(id);
        let header = cx.model.sources.text(head.header);
        let (Some(date), Some(first)) = (date, history.first_commit.get(header)) else { return };
        if first.days() - date.date.days() > GRACE_DAYS {
            let name = head.name();
            out.finding(
                cx.about(code, id, format!("`{name}` is dated {} and was first committed on {first}", date.date))
                    .see(date.span, "the date it gives")
                    .why("where time matters, the commit decides; an assessor will ask what was known when")
                    .help("leave it as it is: from now on, commit records within a week; or correct the date"),
            );
        }
    };
    for (id, record) in cx.each(Kind::Review, &cx.model.review) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::TestRun, &cx.model.test_run) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Statement, &cx.model.statement) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Disposition, &cx.model.disposition) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Waiver, &cx.model.waiver) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Tailoring, &cx.model.tailoring) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Audit, &cx.model.audit) {
        late(id, record.date);
    }
}

fn no_product(cx: &Context<'_>, out: &mut Outcome) {
    if cx.model.product.is_empty() {
        let code = &CHECKS[2].code;
        let mut finding = code.finding("`vauban.toml` names no product").subject("product");
        if let Some(root) = cx.model.sources.find("vauban.toml") {
            finding = finding.at(vauban_diagnostics::Span::start_of(root), "");
        }
        out.finding(finding.help("add `[product.ID]` with `version` and `type` to `vauban.toml`"));
    }
}
