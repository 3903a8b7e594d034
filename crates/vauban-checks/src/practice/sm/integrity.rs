//! That recipients can tell our files from others (SM-6), and the keys that this rests on (SM-8).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, next_unless_shown};

/// SM-6 for the current release.
pub(crate) const ARTEFACT_WITHOUT_INTEGRITY: Check = Check {
    code: Code {
        name: "artefact-without-integrity",
        asks: &["SM-6.a", "SM-6.b", "SM-6.c"],
        summary: "a release does not list its files, or one of them has no digest or no signature",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/artefact-without-integrity.md"),
    },
    looks_at: LooksAt::Project,
    run: artefact_without_integrity,
};

/// SM-6.d for every key.
pub(crate) const SIGNING_ALGORITHM_WEAK: Check = Check {
    code: Code {
        name: "signing-algorithm-weak",
        asks: &["SM-6.d"],
        summary: "a signing key uses an algorithm that no longer holds, or names none",
        severity: Severity::Error,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/signing-algorithm-weak.md"),
    },
    looks_at: LooksAt::Each(Kind::Key),
    run: signing_algorithm_weak,
};

/// SM-8.a to SM-8.c and SM-8.e for every key.
pub(crate) const KEY_INCOMPLETE: Check = Check {
    code: Code {
        name: "key-incomplete",
        asks: &["SM-8.a", "SM-8.b", "SM-8.c", "SM-8.e"],
        summary: "a signing key lacks its purpose, owner, custody, log or rotation",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/key-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Key),
    run: key_incomplete,
};

/// SM-8.f for every release.
pub(crate) const KEY_MISMATCHED: Check = Check {
    code: Code {
        name: "key-mismatched",
        asks: &["SM-8.f"],
        summary: "a release was signed with a key that cannot be identified or was not valid then",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/key-mismatched.md"),
    },
    looks_at: LooksAt::Project,
    run: key_mismatched,
};

fn artefact_without_integrity(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ARTEFACT_WITHOUT_INTEGRITY.code;
    let current = cx.current_release();
    for section in cx.guideline_covers("SM-6.c").into_iter().filter(|_| current.is_some()) {
        out.shows("SM-6.c", section);
    }
    next_unless_shown(
        out,
        &[
            ("SM-6.a", "add a `[release.ID]` that lists its files under `artefacts`"),
            ("SM-6.b", "add a `[release.ID]` whose `artefacts` have `digest`, `signature` and `signed-with`"),
            ("SM-6.c", "describe in a guideline section that covers SM-6.c how users verify the files"),
        ],
    );
    let Some((id, release)) = current else { return };
    let gaps = artefact_gaps(cx, release);
    gaps.show(out, &["SM-6.a", "SM-6.b"], id);
    if out.shown.contains_key("SM-6.b") {
        out.unknown("SM-6.b", "needs the signatures verified, which this version does not do: records only name them");
    }
    if out.shown.contains_key("SM-6.c") {
        out.unknown(
            "SM-6.c",
            "needs the signatures verified with what users are given, which this version does not do",
        );
    }
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                .why("whoever gets a file that they cannot verify installs what the attacker put there")
                .help("list every script, executable and image under `artefacts` with `file`, `digest`, `signature` and `signed-with`"),
        );
    }
}

fn artefact_gaps(cx: &Context<'_>, release: &Record<kinds::Release>) -> Gaps {
    let mut gaps = Gaps::default();
    gaps.unless(
        !release.artefacts.is_empty(),
        &["SM-6.a", "SM-6.b"],
        "lists no files that left the house (`artefacts`)",
    );
    for artefact in &release.artefacts {
        let file = artefact.file.as_ref().map_or("a file", |file| &**file);
        gaps.unless(artefact.file.is_some(), &["SM-6.a"], "an artefact without `file`");
        gaps.unless(artefact.digest.is_some(), &["SM-6.a", "SM-6.b"], format!("no digest of `{file}`"));
        match &artefact.signature {
            None => gaps.add(&["SM-6.b"], format!("no signature of `{file}`")),
            Some(signature) => {
                if let Err(why) = cx.one_evidence(signature) {
                    gaps.add(&["SM-6.b"], format!("the signature of `{file}` cannot be opened: {why}"));
                }
            }
        }
        let key = artefact.signed_with.as_ref().and_then(Ref::to).is_some();
        gaps.unless(key, &["SM-6.b"], format!("not said which key signed `{file}` (`signed-with`)"));
    }
    gaps
}

/// Names of algorithms that no longer hold, written in one word.
const WEAK: &[&str] = &["md5", "sha1", "rsa512", "rsa768", "rsa1024", "dsa1024", "des", "3des", "rc4"];

fn signing_algorithm_weak(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SIGNING_ALGORITHM_WEAK.code;
    for (id, key) in cx.each(Kind::Key, &cx.model.key) {
        let name = &key.head.id;
        let (message, place) = match key.algorithm.as_ref().filter(|algorithm| !algorithm.trim().is_empty()) {
            None => (format!("key `{name}` names no `algorithm`"), key.head.header),
            Some(algorithm) => match weakness(algorithm) {
                None => {
                    out.shows("SM-6.d", id);
                    continue;
                }
                Some(weak) => (format!("key `{name}` uses `{weak}`, which no longer holds"), algorithm.span),
            },
        };
        out.finding(
            code.at(place, message)
                .subject(key.head.name())
                .why("a signature must hold for the product's life, not only on the day of the release")
                .help("use an algorithm of today, as ed25519, ECDSA P-256 with SHA-256, or RSA of at least 3072 bits with SHA-256"),
        );
    }
}

/// The weak algorithm that a text names, in one word (`SHA1`) or two (`SHA-1`).
fn weakness(algorithm: &str) -> Option<&'static str> {
    let lower = algorithm.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let pairs: Vec<String> = parts.windows(2).map(<[&str]>::concat).collect();
    WEAK.iter().copied().find(|weak| parts.contains(weak) || pairs.iter().any(|pair| pair == weak))
}

/// How many custodians it takes for nobody to sign alone.
const CUSTODIANS: usize = 2;

fn key_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &KEY_INCOMPLETE.code;
    for (id, key) in cx.each(Kind::Key, &cx.model.key) {
        let mut gaps = Gaps::default();
        gaps.unless(said(&key.purpose), &["SM-8.a"], "no `purpose`");
        gaps.unless(cx.someone(&key.owner_role), &["SM-8.a"], "no `owner-role` that a person holds");
        gaps.unless(said(&key.storage), &["SM-8.a", "SM-8.b"], "not said where it lies (`storage`)");
        let custodians: BTreeSet<AnyId> = key.custodians.iter().filter_map(Ref::to).collect();
        match custodians.len() {
            0 => gaps.add(&["SM-8.a", "SM-8.c"], "nobody has custody (`custodians`)"),
            some => gaps.unless(some >= CUSTODIANS, &["SM-8.c"], "one person can sign alone (`custodians`)"),
        }
        match &key.use_log {
            None => gaps.add(&["SM-8.c"], "no log of signing (`use-log`)"),
            Some(log) => {
                if let Err(why) = cx.one_evidence(log) {
                    gaps.add(&["SM-8.c"], format!("the log of signing cannot be opened: {why}"));
                }
            }
        }
        gaps.unless(said(&key.rotation), &["SM-8.e"], "not said how it is replaced and revoked (`rotation`)");
        match key.expires {
            None => gaps.add(&["SM-8.e"], "no day of replacement (`expires`)"),
            Some(day) => gaps.unless(day.date >= cx.today, &["SM-8.e"], format!("was to be replaced on {}", day.date)),
        }
        gaps.show(out, &["SM-8.a", "SM-8.b", "SM-8.c", "SM-8.e"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("key `{}`", key.head.id))
                    .why("who has the signing key is the manufacturer, as far as every device in the field can tell")
                    .help("complete `purpose`, `owner-role`, `storage`, `custodians`, `use-log`, `rotation` and `expires`"),
            );
        }
    }
}

fn key_mismatched(cx: &Context<'_>, out: &mut Outcome) {
    let code = &KEY_MISMATCHED.code;
    for (id, release) in cx.releases() {
        let used: BTreeSet<AnyId> =
            release.artefacts.iter().filter_map(|artefact| artefact.signed_with.as_ref()?.to()).collect();
        let mut gaps = Gaps::default();
        for at in &used {
            let Some(key) = cx.model.key.get(at.at as usize) else { continue };
            let name = &key.head.id;
            gaps.unless(
                said(&key.fingerprint),
                &["SM-8.f"],
                format!("key `{name}` has no `fingerprint` to tell it by"),
            );
            let Some(date) = release.date else { continue };
            let made = key.created.is_none_or(|created| created.date <= date.date);
            gaps.unless(made, &["SM-8.f"], format!("key `{name}` was made after it"));
            gaps.unless(
                key.expires.is_none_or(|day| date.date <= day.date),
                &["SM-8.f"],
                format!("key `{name}` had run out by then"),
            );
        }
        if !used.is_empty() {
            gaps.show(out, &["SM-8.f"], id);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                    .why("a signature by a key outside the inventory is a signature by nobody knows whom")
                    .help("give each key `fingerprint`, `created` and `expires`, and sign with a key that is valid on the day"),
            );
        }
    }
    if out.shown.contains_key("SM-8.f") {
        out.unknown(
            "SM-8.f",
            "needs the signatures verified, which this version does not do: records only name the keys",
        );
    }
    next_unless_shown(out, &[("SM-8.f", "say with `signed-with` which key signed each artefact of a release")]);
}

#[cfg(test)]
mod tests {
    use super::weakness;

    #[test]
    fn weak_algorithms_are_told_from_others() {
        let weak = |text| weakness(text).is_some();
        assert!(weak("SHA-1") && weak("rsa-1024") && weak("RSA 1024 with SHA-256") && weak("ECDSA with SHA1"));
        assert!(!weak("ed25519") && !weak("ECDSA P-256, SHA-256") && !weak("RSA-3072 with SHA-512"));
    }
}
