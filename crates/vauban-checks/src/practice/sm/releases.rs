//! What else a release must say: SHA-512 beside SHA-256 for a long life (SM-6), and whether it modifies the product
//! substantially (Cyber Resilience Act, Article 3(30)).

use vauban_catalog::modification::{is_substantial, questions};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::few;

pub(crate) const RELEASE_WITH_ONE_DIGEST: Check = Check {
    code: Code {
        name: "release-with-one-digest",
        asks: &[],
        summary: "the manifest of a release has no SHA-512",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-with-one-digest.md"),
    },
    looks_at: LooksAt::Project,
    run: release_with_one_digest,
};

pub(crate) const RELEASE_MODIFICATION_UNANSWERED: Check = Check {
    code: Code {
        name: "release-modification-unanswered",
        asks: &[],
        summary: "nobody says whether a release modifies the product substantially",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-modification-unanswered.md"),
    },
    looks_at: LooksAt::Project,
    run: release_modification_unanswered,
};

fn release_with_one_digest(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, release)) = cx.current_release() else { return };
    let Some(Ok(manifest)) = cx.facts.delivered.get(&release.head.name()).and_then(|seen| seen.manifest.as_ref())
    else {
        return;
    };
    if manifest.sha512 || manifest.files == 0 {
        return;
    }
    out.finding(
        cx.about(
            &RELEASE_WITH_ONE_DIGEST.code,
            id,
            format!("the manifest of release `{}` has SHA-256 alone", release.head.id),
        )
        .why(
            "files in the field for twenty years should not rest on one digest, and bills of materials ask for SHA-512",
        )
        .help("make the manifest again with `vauban release prepare`, without `--sha256-only`, and sign it"),
    );
}

/// Whether the law on connected products is looked at for the product: its class or where it is sold is said.
fn under_the_act(cx: &Context<'_>, release: &Record<kinds::Release>) -> bool {
    let named = release.product.as_ref().and_then(Ref::to).or(cx.product);
    let products = cx.model.product.iter().enumerate();
    products
        .filter(|(at, product)| !product.head.removed && named.is_none_or(|id| id.at as usize == *at))
        .any(|(_, product)| product.class.is_some() || !product.member_states.is_empty())
}

/// The current release answers every question, unless it is the first.
fn release_modification_unanswered(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, release)) = cx.current_release() else { return };
    if !under_the_act(cx, release) || !follows_another(cx, id, release) {
        return;
    }
    let Some(framework) = cx.catalogs.framework("cra") else { return };
    let questions = questions(framework);
    let mut lacks = Vec::new();
    for answer in &release.modification {
        let asked = answer.question.as_ref().map_or("", |question| question.trim());
        if !questions.iter().any(|question| question.id == asked) {
            lacks.push(format!("`{asked}` is no question"));
        }
    }
    let given = |id: &str| {
        let mut all =
            release.modification.iter().filter(|one| one.question.as_ref().is_some_and(|text| text.trim() == id));
        let first = all.next();
        // Two answers to one question are none.
        first.filter(|_| all.next().is_none())
    };
    for question in &questions {
        match given(&question.id) {
            None => lacks.push(format!("`{}` is not answered: {}", question.id, question.text)),
            Some(answer) => {
                if answer.answer.is_none() {
                    lacks.push(format!("`{}` has no `answer`", question.id));
                }
                if !said(&answer.reason) {
                    lacks.push(format!("`{}` has no `reason`", question.id));
                }
                let yes = answer.answer.is_some_and(|flag| flag.value);
                if question.id == "risk-assessed" && yes && !said(&answer.record) {
                    lacks.push(format!("`{}` does not say which `record` holds the risk", question.id));
                }
            }
        }
    }
    let answer = |id: &str| given(id).and_then(|one| one.answer).map(|flag| flag.value);
    if lacks.is_empty() && is_substantial(&questions, answer).is_none() {
        lacks.push("the answers do not say whether it is substantial".to_owned());
    }
    if lacks.is_empty() {
        return;
    }
    out.finding(
        cx.about(
            &RELEASE_MODIFICATION_UNANSWERED.code,
            id,
            format!("release `{}` does not say whether it modifies the product substantially: {}", release.head.id, few(&lacks, "; ")),
        )
        .why("a substantial modification makes it a new product, whose conformity is to be assessed again")
        .help("answer each under `modification`, as `{ question = \"intended-purpose\", answer = false, reason = \"…\" }`"),
    );
}

/// Whether a release of the same product was out before.
fn follows_another(cx: &Context<'_>, id: AnyId, release: &Record<kinds::Release>) -> bool {
    cx.releases().into_iter().any(|(other, before)| {
        let earlier = match (before.date, release.date) {
            (Some(before), Some(day)) => before.date < day.date || (before.date == day.date && other < id),
            // Without a date nobody can say that it came later.
            (None, _) => false,
            (Some(_), None) => true,
        };
        other.kind == Kind::Release && other != id && earlier
    })
}
