//! Questions about files of evidence, whatever rests on them: whether they still count, and whether those who speak of
//! them agree.

use vauban_analysis::evidence::{Known, Standing, Use, path_of};
use vauban_diagnostics::{Code, Confidence, Finding, Severity, Span};
use vauban_model::{AnyId, Kind, Mention};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

/// Checks about files of evidence.
pub(crate) static CHECKS: &[Check] = &[EVIDENCE_STALE, EVIDENCE_CONTRADICTS, EVIDENCE_TWICE];

pub(crate) const EVIDENCE_STALE: Check = Check {
    code: Code {
        name: "evidence-stale",
        asks: &[],
        summary: "a file of evidence is old, changed, or of something else than what rests on it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../explain/evidence-stale.md"),
    },
    looks_at: LooksAt::Project,
    run: evidence_stale,
};

const WHY_STALE: &str =
    "it shows what was so then and there, not what is so now and here; until it is made again it proves nothing";

fn evidence_stale(cx: &Context<'_>, out: &mut Outcome) {
    let code = &EVIDENCE_STALE.code;
    for (path, known) in cx.files().iter().filter(|(_, known)| mine(cx, known)) {
        let Standing::Stale(why) = &known.standing else { continue };
        let Some((span, subject)) = place(cx, path, known) else { continue };
        out.finding(about(code, span, &subject, path, why));
    }
    for (_, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
        let used = Use::of_run(cx.model, run, cx.terms());
        for result in &run.results {
            let Some(path) = path_of(cx.model, result) else { continue };
            let alone = cx.files().standing(path);
            let fit = cx.files().fit(cx.model, path, &used, cx.evidence_months());
            // What is wrong with the file whatever it is used for is told once.
            if let (Standing::Counts, Standing::Stale(why)) = (alone, fit)
                && cx.files().get(path).is_some()
            {
                out.finding(about(code, result.span(), &run.head.name(), path, &why));
            }
        }
    }
}

fn about(code: &Code, span: Span, record: &str, path: &str, why: &str) -> Finding {
    code.at(span, format!("`{path}` {why}"))
        .subject(format!("{record}#{path}"))
        .why(WHY_STALE)
        .help("run the tool again on the release and `vauban evidence add` what it writes; or correct what the records say of the file")
}

pub(crate) const EVIDENCE_CONTRADICTS: Check = Check {
    code: Code {
        name: "evidence-contradicts",
        asks: &[],
        summary: "a file of evidence says something else than the record about it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../explain/evidence-contradicts.md"),
    },
    looks_at: LooksAt::Each(Kind::Evidence),
    run: evidence_contradicts,
};

fn evidence_contradicts(cx: &Context<'_>, out: &mut Outcome) {
    let code = &EVIDENCE_CONTRADICTS.code;
    for (path, known) in cx.files().iter() {
        for wrong in known.contradictions.iter().filter(|wrong| cx.concerns(cx.model.head(wrong.record))) {
            let name = cx.name(wrong.record);
            out.finding(
                code.at(
                    wrong.span,
                    format!("`{name}` says `{}` of `{path}`, and the file says `{}`", wrong.said, wrong.file),
                )
                .subject(format!("{name}#{}", wrong.key))
                .why("one of the two is not true, and nobody can tell which; until they agree the file proves nothing")
                .help(format!("correct `{}`, or name the file that the record is about", wrong.key)),
            );
        }
    }
}

pub(crate) const EVIDENCE_TWICE: Check = Check {
    code: Code {
        name: "evidence-twice",
        asks: &[],
        summary: "two records tell of the same file of evidence",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../explain/evidence-twice.md"),
    },
    looks_at: LooksAt::Each(Kind::Evidence),
    run: evidence_twice,
};

fn evidence_twice(cx: &Context<'_>, out: &mut Outcome) {
    let code = &EVIDENCE_TWICE.code;
    for (path, known) in cx.files().iter() {
        let Some((first, others)) = known.records.split_first() else { continue };
        for other in others.iter().filter(|other| cx.concerns(cx.model.head(**other))) {
            out.finding(
                cx.about(code, *other, format!("`{path}` is told of by `{}` already", cx.name(*first)))
                    .see(cx.model.head(*first).header, "the other record")
                    .why("where two records speak of one file, each can say what suits it; the file proves nothing")
                    .help("keep one of them"),
            );
        }
    }
}

/// Whether a file is about the product being judged: a record of it tells of the file or rests on it.
fn mine(cx: &Context<'_>, known: &Known) -> bool {
    known.records.iter().chain(&known.rests).any(|id| cx.concerns(cx.model.head(*id)))
}

/// Where a file is named: in the record about it, else in the first that rests on it.
fn place(cx: &Context<'_>, path: &str, known: &Known) -> Option<(Span, String)> {
    known.records.iter().chain(&known.rests).find_map(|id| Some((span_of(cx, *id, path)?, cx.name(*id))))
}

fn span_of(cx: &Context<'_>, id: AnyId, path: &str) -> Option<Span> {
    let mut found = None;
    cx.model.mentions_of(id, &mut |mention| {
        if let Mention::File(text) = mention
            && &*text.value == path
        {
            found.get_or_insert(text.span);
        }
    });
    found.or_else(|| (id.kind == Kind::Document || id.kind == Kind::Evidence).then(|| cx.model.head(id).header))
}
