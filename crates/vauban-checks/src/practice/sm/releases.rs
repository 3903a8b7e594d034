//! What else a release must say: SHA-512 beside SHA-256 for a long life (SM-6), and whether it modifies the product
//! substantially (Cyber Resilience Act, Article 3(30)).

use vauban_analysis::evidence::path_of;
use vauban_catalog::modification::{is_substantial, questions};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Digest, Evidence, FileFact, Kind, Record, Ref, kinds};

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

pub(crate) const RELEASE_SBOM_UNBOUND: Check = Check {
    code: Code {
        name: "release-sbom-unbound",
        asks: &[],
        summary: "a bill of materials of a release can be exchanged: no digest binds it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-sbom-unbound.md"),
    },
    looks_at: LooksAt::Project,
    run: release_sbom_unbound,
};

/// Of a release with a manifest, each bill of materials is one of its files, or its digest is pinned by a record.
fn release_sbom_unbound(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, release)) = cx.current_release().filter(|(_, release)| release.manifest.is_some()) else { return };
    let mut loose = Vec::new();
    for sbom in &release.sbom {
        let Some(path) = path_of(cx.model, sbom) else {
            loose.push("one that is no file here".to_owned());
            continue;
        };
        if !bound(cx, release, path) {
            loose.push(format!("`{path}`"));
        }
    }
    if release.sbom.is_empty() {
        loose.push("there is none (`sbom`)".to_owned());
    }
    if loose.is_empty() {
        return;
    }
    out.finding(
        cx.about(
            &RELEASE_SBOM_UNBOUND.code,
            id,
            format!("release `{}` has bills of materials that no digest binds to it: {}", release.head.id, few(&loose, ", ")),
        )
        .why("a bill that can be exchanged says nothing about what was delivered: years later it answers which versions hold a vulnerable part")
        .help("deliver the bill with the files and list it under `artefacts`, or pin it: `vauban evidence add FILE --release ID`"),
    );
}

/// Whether the bytes of a file are pinned: as a file of the release, or by the record of it as evidence or document.
fn bound(cx: &Context<'_>, release: &Record<kinds::Release>, path: &str) -> bool {
    let Some(FileFact::There { digest, .. }) = cx.facts.files.get(path) else { return false };
    let same = |pinned: &Option<Digest>| {
        pinned.as_ref().is_some_and(|pinned| pinned.0.strip_prefix("sha256:") == Some(digest))
    };
    let of = |evidence: &Option<Evidence>| evidence.as_ref().and_then(|file| path_of(cx.model, file)) == Some(path);
    release.artefacts.iter().any(|artefact| same(&artefact.digest))
        || cx.model.evidence.iter().any(|one| !one.head.removed && of(&one.file) && same(&one.digest))
        || cx.model.document.iter().any(|one| {
            !one.head.removed && one.file.as_ref().is_some_and(|file| *file.value == *path) && same(&one.digest)
        })
}

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
