//! Questions about the project as a whole: evidence that is not there, words that came too late, limits.

use std::collections::BTreeMap;

use vauban_diagnostics::{Code, Confidence, FileId, Severity};
use vauban_model::{AnyId, Day, FileFact, Head, Kind, Mention, Text};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, GRACE_DAYS};
use crate::{organisation, waiver, withheld};

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
    Check {
        code: Code {
            name: "ledger-broken",
            asks: &[],
            summary: "an entry of the ledger was altered, moved or taken out, or its end was cut off",
            severity: Severity::Error,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!("../explain/ledger-broken.md"),
        },
        looks_at: LooksAt::Project,
        run: ledger_broken,
    },
];

/// Codes whose findings are raised outside the checks.
pub(crate) static CODES: &[&Code] = &[
    &waiver::UNMATCHED,
    &waiver::EXPIRED,
    &organisation::FINDINGS_THERE,
    &withheld::WITHHELD,
    &withheld::FINDINGS_FOR_WANT,
];

fn evidence_missing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[0].code;
    let mut look = |head: &Head, path: &Text| {
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
    };
    for id in cx.model.all().filter(|id| !cx.model.head(*id).removed) {
        cx.model.mentions_of(id, &mut |mention| {
            if let Mention::File(path) = mention {
                look(cx.model.head(id), path);
            }
        });
    }
    for document in cx.model.document.iter().filter(|document| !document.head.removed) {
        if let Some(file) = &document.file {
            look(&document.head, file);
        }
    }
}

/// Records from before `policy.since` are counted once for each file, as a note.
fn recorded_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[1].code;
    let Some(history) = cx.facts.history.as_ref().filter(|history| history.complete) else { return };
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date);
    let mut older: BTreeMap<FileId, (usize, AnyId)> = BTreeMap::new();
    let mut late = |id: AnyId, date: Option<Day>| {
        let head = cx.model.head(id);
        let header = cx.model.sources.text(head.header);
        let (Some(date), Some(first)) = (date, history.first_commit.get(header)) else { return };
        if first.days() - date.date.days() <= GRACE_DAYS {
            return;
        }
        if since.is_some_and(|since| date.date < since) {
            older.entry(head.header.file).or_insert((0, id)).0 += 1;
            return;
        }
        let name = head.name();
        out.finding(
            cx.about(code, id, format!("`{name}` is dated {} and was first committed on {first}", date.date))
                .see(date.span, "the date it gives")
                .why("where time matters, the commit decides; an assessor will ask what was known when")
                .help("leave it as it is: from now on, commit records within a week; or correct the date"),
        );
    };
    for (id, record) in cx.each(Kind::Review, &cx.model.review) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::TestRun, &cx.model.test_run) {
        late(id, record.date);
    }
    for (id, record) in cx.each(Kind::Observation, &cx.model.observation) {
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
    for (file, (count, first)) in older {
        let path = &cx.model.sources.file(file).path;
        let plural = if count == 1 { "record is" } else { "records are" };
        let mut finding =
            cx.about(code, first, format!("{count} {plural} older than `policy.since` and recorded late in `{path}`"));
        finding.severity = Severity::Note;
        out.finding(finding.help("nothing needs to be done: what lies before `policy.since` is told once"));
    }
}

fn ledger_broken(cx: &Context<'_>, out: &mut Outcome) {
    let Some(wrong) = cx.facts.ledger.as_ref().and_then(|ledger| ledger.wrong.as_ref()) else { return };
    let mut finding = CHECKS[3].code.finding(format!("the ledger does not hold: {wrong}")).subject("ledger");
    if let Some(root) = cx.model.sources.find("vauban.toml") {
        finding = finding.at(vauban_diagnostics::Span::start_of(root), "");
    }
    out.finding(
        finding
            .why("what was approved, signed, received and late is proved by a chain in which nothing can be changed afterwards")
            .help("`vauban ledger check` says where; put the ledger back as git has it (`git log -p security/ledger.jsonl`) and add what is new with `vauban ledger add`"),
    );
}

fn no_product(cx: &Context<'_>, out: &mut Outcome) {
    if cx.model.product.is_empty() {
        let code = &CHECKS[2].code;
        let mut finding = code.finding("`vauban.toml` names no product").subject("product");
        if let Some(root) = cx.model.sources.find("vauban.toml") {
            finding = finding.at(vauban_diagnostics::Span::start_of(root), "");
        }
        if organisation::is(cx.model) {
            // What an organisation does once for all its products is judged without one.
            finding.severity = Severity::Note;
            finding.message = "`vauban.toml` names no product: this is judged as an organisation's folder, by what is shown once for all products".to_owned();
        }
        out.finding(finding.help("add `[product.ID]` with `version` and `type` to `vauban.toml`"));
    }
}
