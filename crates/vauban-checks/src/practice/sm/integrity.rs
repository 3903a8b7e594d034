//! That recipients can tell our files from others (SM-6), and the keys that this rests on (SM-8).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Delivered, Kind, Listed, Record, Ref, SignatureFact, kinds};

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

/// SM-8.e, ahead of the day.
pub(crate) const KEY_EXPIRES_SOON: Check = Check {
    code: Code {
        name: "key-expires-soon",
        asks: &[],
        summary: "a signing key is to be replaced within ninety days",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/key-expires-soon.md"),
    },
    looks_at: LooksAt::Each(Kind::Key),
    run: key_expires_soon,
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
            ("SM-6.a", "add a `[release.ID]` that lists its files: `vauban release prepare ID FOLDER --write`"),
            ("SM-6.b", "sign the manifest of the release: `vauban release sign ID --with-key key.ID --key FILE`"),
            ("SM-6.c", "describe in a guideline section that covers SM-6.c how users verify the files"),
        ],
    );
    let Some((id, release)) = current else { return };
    let (gaps, unchecked) = artefact_gaps(cx, release);
    gaps.show(out, &["SM-6.a", "SM-6.b"], id);
    let verified = !gaps.touch("SM-6.b") && unchecked.is_none();
    let why = unchecked.unwrap_or_else(|| "no signature of the current release holds".to_owned());
    if !verified && out.shown.contains_key("SM-6.b") {
        out.unknown("SM-6.b", format!("needs the signatures verified: {why}"));
    }
    // How users verify may be described well; whether it works shows only where the signatures hold.
    if !verified && out.shown.contains_key("SM-6.c") {
        out.unknown("SM-6.c", format!("needs the signatures verified with what users are given: {why}"));
    }
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                .why("whoever gets a file that they cannot verify installs what the attacker put there")
                .help("`vauban release prepare` writes the manifest of every script, executable and image, `vauban release sign` signs it; or give each of the `artefacts` `file`, `digest`, `signature` and `signed-with`"),
        );
    }
}

/// What a release lacks of a list of its files that others can check; and what could not be checked here, if anything.
/// Whether every file of a release has digests and a signature that holds.
///
/// # Errors
/// Why that is not shown.
pub(crate) fn signatures_hold(cx: &Context<'_>, release: &Record<kinds::Release>) -> Result<(), String> {
    let (gaps, unchecked) = artefact_gaps(cx, release);
    match unchecked {
        None if !gaps.touch("SM-6.b") => Ok(()),
        None => Err(format!("no signature of release `{}` holds for every file", release.head.id)),
        Some(why) => Err(why),
    }
}

fn artefact_gaps(cx: &Context<'_>, release: &Record<kinds::Release>) -> (Gaps, Option<String>) {
    let mut gaps = Gaps::default();
    let mut unchecked = None;
    let nothing = Delivered::default();
    let seen = cx.facts.delivered.get(&release.head.name()).unwrap_or(&nothing);
    let listed = !release.artefacts.is_empty() || release.manifest.is_some();
    gaps.unless(listed, &["SM-6.a", "SM-6.b"], "lists no files that left the house (`manifest`, `artefacts`)");
    if release.manifest.is_some() {
        manifest_gaps(cx, release, seen, &mut gaps, &mut unchecked);
    }
    // A file that a signed manifest lists with these digests needs no signature of its own.
    let covered = |at: usize| {
        release.manifest.is_some() && seen.artefacts.get(at).is_some_and(|read| read.listed == Listed::Same)
    };
    for (at, artefact) in release.artefacts.iter().enumerate() {
        let file = artefact.file.as_ref().map_or("a file", |file| &**file);
        gaps.unless(artefact.file.is_some(), &["SM-6.a"], "an artefact without `file`");
        gaps.unless(artefact.digest.is_some(), &["SM-6.a", "SM-6.b"], format!("no digest of `{file}`"));
        match seen.artefacts.get(at).map(|read| &read.listed) {
            Some(Listed::Other(which)) => {
                gaps.add(&["SM-6.a", "SM-6.b"], format!("the manifest has another {which} of `{file}`"));
            }
            Some(Listed::Absent) if artefact.signature.is_none() => {
                gaps.add(
                    &["SM-6.a", "SM-6.b"],
                    format!("`{file}` is not in the manifest, and has no signature of its own"),
                );
            }
            Some(Listed::Same | Listed::Absent | Listed::NoManifest) | None => {}
        }
        match &artefact.signature {
            None if covered(at) || release.manifest.is_some() => continue,
            None => gaps.add(&["SM-6.b"], format!("no signature of `{file}`")),
            Some(signature) => {
                if let Err(why) = cx.one_evidence(signature) {
                    gaps.add(&["SM-6.b"], format!("the signature of `{file}` cannot be opened: {why}"));
                }
            }
        }
        let key = artefact.signed_with.as_ref().and_then(Ref::to).is_some();
        gaps.unless(key, &["SM-6.b"], format!("not said which key signed `{file}` (`signed-with`)"));
        match seen.artefacts.get(at).and_then(|read| read.signature.as_ref()) {
            Some(SignatureFact::Good) => {}
            Some(SignatureFact::Bad(why)) => {
                gaps.add(&["SM-6.b", "SM-6.c"], format!("the signature of `{file}` proves nothing: {why}"));
            }
            Some(SignatureFact::Unchecked(why)) if !covered(at) => {
                unchecked.get_or_insert_with(|| format!("that of `{file}`: {why}"));
            }
            Some(SignatureFact::Unchecked(_)) => {}
            Some(SignatureFact::Elsewhere) | None => {
                unchecked.get_or_insert_with(|| format!("that of `{file}` was not looked at"));
            }
        }
    }
    (gaps, unchecked)
}

/// What the manifest of a release and the signatures under it lack.
fn manifest_gaps(
    cx: &Context<'_>,
    release: &Record<kinds::Release>,
    seen: &Delivered,
    gaps: &mut Gaps,
    unchecked: &mut Option<String>,
) {
    match &seen.manifest {
        Some(Ok(manifest)) => {
            gaps.unless(manifest.files > 0, &["SM-6.a"], "the manifest lists no file");
            let product = release.product.as_ref().and_then(Ref::to);
            let product = product.map(|product| cx.model.head(product).local().to_owned());
            let version = release.version.as_ref().map(|version| version.to_string());
            let date = release.date.map(|day| day.date.to_string());
            let is = [
                ("release", &manifest.release, Some(release.head.local().to_owned())),
                ("version", &manifest.version, version),
                ("product", &manifest.product, product),
                ("date", &manifest.date, date),
            ];
            for (what, said, wanted) in is {
                if let Some(wanted) = wanted.filter(|wanted| wanted != said) {
                    gaps.add(&["SM-6.a", "SM-6.b"], format!("the manifest is of {what} `{said}`, not `{wanted}`"));
                }
            }
        }
        Some(Err(why)) => gaps.add(&["SM-6.a", "SM-6.b"], format!("the manifest cannot be read: {why}")),
        None => gaps.add(&["SM-6.a", "SM-6.b"], "the manifest is nowhere"),
    }
    gaps.unless(!release.signatures.is_empty(), &["SM-6.b"], "the manifest is not signed (`signatures`)");
    for (signature, fact) in release.signatures.iter().zip(&seen.signatures) {
        let key = signature.key.as_ref().and_then(Ref::to);
        let key = key.map_or("a key".to_owned(), |key| format!("`{}`", cx.name(key)));
        match fact {
            SignatureFact::Good | SignatureFact::Elsewhere => {}
            SignatureFact::Bad(why) => {
                gaps.add(
                    &["SM-6.b", "SM-6.c"],
                    format!("the signature under the manifest with {key} proves nothing: {why}"),
                );
            }
            SignatureFact::Unchecked(why) => {
                if !seen.sealed() {
                    unchecked.get_or_insert_with(|| format!("that under the manifest with {key}: {why}"));
                }
            }
        }
    }
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
        gaps.unless(
            !key.two_person.is_some_and(|flag| flag.value) || custodians.len() >= CUSTODIANS,
            &["SM-8.c"],
            "it takes two to sign (`two-person`), and there are not two custodians",
        );
        uses(cx, id, &key.head.id, &custodians, key.two_person.is_some_and(|flag| flag.value), &mut gaps);
        let logged = releases_signed(cx, id).any(|(_, signature)| !signature.by.is_empty());
        match &key.use_log {
            None if logged => {}
            None => gaps.add(&["SM-8.c"], "no log of signing (`use-log`, or `by` in the `signatures` of releases)"),
            Some(log) => {
                if let Err(why) = cx.one_evidence(log) {
                    gaps.add(&["SM-8.c"], format!("the log of signing cannot be opened: {why}"));
                }
            }
        }
        gaps.unless(said(&key.rotation), &["SM-8.e"], "not said how it is replaced and revoked (`rotation`)");
        if key.revoked.is_none() {
            rehearsed(cx, key, &mut gaps);
        }
        gaps.unless(
            key.revoked.is_none() || said(&key.revoked_because),
            &["SM-8.e"],
            "not said why it was revoked (`revoked-because`)",
        );
        match key.expires {
            // What was revoked needs no day on which it is replaced.
            _ if key.revoked.is_some() => {}
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

/// Whether replacing and revoking a key was tried out: a plan that nobody has tried is found wanting on the day it is needed.
fn rehearsed(cx: &Context<'_>, key: &Record<kinds::SigningKey>, gaps: &mut Gaps) {
    let Some(day) = key.rehearsed else {
        gaps.add(&["SM-8.e"], "replacing and revoking it was never tried out (`rehearsed`)");
        return;
    };
    gaps.unless(day.date <= cx.today, &["SM-8.e"], format!("`rehearsed` lies ahead, on {}", day.date));
    match key.rehearsal.as_ref().map(|record| cx.one_evidence(record)) {
        None => gaps.add(&["SM-8.e"], "no record of the rehearsal (`rehearsal`)"),
        Some(Err(why)) => gaps.add(&["SM-8.e"], format!("the record of the rehearsal cannot be opened: {why}")),
        Some(Ok(_)) => {}
    }
}

/// So many days ahead a key that runs out is told: time for a ceremony and for an update that brings the new one.
const AHEAD: i64 = 90;

fn key_expires_soon(cx: &Context<'_>, out: &mut Outcome) {
    let code = &KEY_EXPIRES_SOON.code;
    for (_, key) in cx.each(Kind::Key, &cx.model.key) {
        let Some(expires) = key.expires.filter(|_| key.revoked.is_none()) else { continue };
        let left = expires.date.days() - cx.today.days();
        if (0..=AHEAD).contains(&left) {
            out.finding(
                code.at(expires.span, format!("key `{}` is to be replaced on {}, in {left} days", key.head.id, expires.date))
                    .subject(key.head.name())
                    .why("devices and customers must trust the new key before the old one stops counting")
                    .help("make the new key, announce it under the old one, and add it as a `[key.ID]` with its own `expires`"),
            );
        }
    }
}

/// Signatures under manifests that were made with a key, with their releases.
fn releases_signed<'a>(
    cx: &Context<'a>,
    key: AnyId,
) -> impl Iterator<Item = (&'a Record<kinds::Release>, &'a kinds::ManifestSignature)> {
    cx.releases()
        .into_iter()
        .flat_map(|(_, release)| release.signatures.iter().map(move |one| (release, one)))
        .filter(move |(_, signature)| signature.key.as_ref().and_then(Ref::to) == Some(key))
}

/// Who used a key, as the signatures of releases log it: custodians only, and two where it takes two.
fn uses(cx: &Context<'_>, id: AnyId, name: &str, custodians: &BTreeSet<AnyId>, two_person: bool, gaps: &mut Gaps) {
    for (release, signature) in releases_signed(cx, id) {
        let by: BTreeSet<AnyId> = signature.by.iter().filter_map(Ref::to).collect();
        let release = &release.head.id;
        for person in by.iter().filter(|person| !custodians.contains(person)) {
            let person = cx.name(*person);
            gaps.add(&["SM-8.c"], format!("`{person}` signed release `{release}` and is no custodian of `{name}`"));
        }
        if two_person && by.len() < CUSTODIANS {
            gaps.add(&["SM-8.c"], format!("release `{release}` was signed by {} of two (`by`)", by.len()));
        }
    }
}

fn key_mismatched(cx: &Context<'_>, out: &mut Outcome) {
    let code = &KEY_MISMATCHED.code;
    let current = cx.current_release().map(|(id, _)| id);
    let mut unchecked = None;
    for (id, release) in cx.releases() {
        let own = release.artefacts.iter().filter_map(|artefact| artefact.signed_with.as_ref()?.to());
        let under = release.signatures.iter().filter_map(|signature| signature.key.as_ref()?.to());
        let used: BTreeSet<AnyId> = own.chain(under).collect();
        let mut gaps = Gaps::default();
        for at in &used {
            let Some(key) = cx.model.key.get(at.at as usize) else { continue };
            let name = &key.head.id;
            gaps.unless(
                said(&key.fingerprint),
                &["SM-8.f"],
                format!("key `{name}` has no `fingerprint` to tell it by"),
            );
            if let Some(public) = &key.public {
                let read = cx.facts.key_names.contains_key(&*public.value);
                gaps.unless(read, &["SM-8.f"], format!("the `public` of key `{name}` is no public key"));
            }
            if let (Some(public), Some(fingerprint)) = (&key.public, &key.fingerprint) {
                let same =
                    cx.facts.key_names.get(&*public.value).is_none_or(|name| fingerprint.contains(name.as_str()));
                gaps.unless(
                    same,
                    &["SM-8.f"],
                    format!("the `fingerprint` of key `{name}` is not that of its `public`"),
                );
            }
            if let Some(revoked) = key.revoked {
                let before = release.date.is_none_or(|date| date.date < revoked.date);
                if !before {
                    gaps.add(&["SM-8.f"], format!("key `{name}` was revoked on {}, before it", revoked.date));
                } else if current == Some(id) {
                    // Who has a key that leaked can date a signature back: only another key settles that.
                    gaps.add(
                        &["SM-8.f"],
                        format!("key `{name}` was revoked on {}: sign it again with another", revoked.date),
                    );
                }
            }
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
            unchecked = unchecked.or_else(|| unverified(cx, release));
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                    .why("a signature by a key outside the inventory is a signature by nobody knows whom")
                    .help("give each key `fingerprint`, `created` and `expires`, and sign with a key that is valid on the day"),
            );
        }
    }
    if let Some(why) = unchecked.filter(|_| out.shown.contains_key("SM-8.f")) {
        out.unknown("SM-8.f", why);
    }
    next_unless_shown(out, &[("SM-8.f", "say with `signed-with` which key signed each artefact of a release")]);
}

/// Why it is not shown by the signatures themselves with which keys a release was signed; `None` if it is.
fn unverified(cx: &Context<'_>, release: &Record<kinds::Release>) -> Option<String> {
    let seen = cx.facts.delivered.get(&release.head.name());
    let good = seen.is_some_and(|seen| {
        let all = seen.signatures.iter().chain(seen.artefacts.iter().filter_map(|read| read.signature.as_ref()));
        let mut all = all.peekable();
        all.peek().is_some() && all.all(|fact| *fact == SignatureFact::Good)
    });
    let name = &release.head.id;
    (!good).then(|| format!("needs the signatures of release `{name}` verified: let `manifest` and `signatures` name them, and give the keys `public`"))
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
