//! Sources of advisories and the index they become: whatever the bytes, reading ends, tells what it could not use, and
//! what was read can be indexed, found and read back; a hostile index is refused or answers, and never breaks.

use vauban_advisories::index::{Form, Indexes};
use vauban_advisories::matching::Status;
use vauban_advisories::read::Feed;
use vauban_advisories::{Builder, Index, Matcher, Part};

/// Reads the bytes as a file of a source, builds an index and asks it about everything the file names.
///
/// # Panics
/// When a promise is broken: that is what a fuzzer looks for.
pub fn source(form: Form, name: &str, data: &[u8]) {
    let mut builder = Builder::new();
    let mut feed = Feed::new("fuzz", form, None);
    feed.file(name, data, &mut builder);
    let (source, problems, told) = feed.finish();
    assert!(
        source.records > 0 || told > 0 || form.only_notes() || form == Form::Csaf || form == Form::Nvd,
        "nothing is read and nothing told"
    );
    assert!(problems.iter().all(|problem| !problem.what.is_empty()), "a problem without words");
    let breaks = data.iter().filter(|byte| **byte == b'\n').count() as u32;
    assert!(problems.iter().all(|problem| problem.line <= breaks + 2), "a line that is not there: {problems:?}");
    builder.source(source);
    let built = builder.finish();
    let index = match Index::open(built.bytes()) {
        Ok(index) => index,
        Err(bad) => panic!("what was built cannot be opened: {bad}"),
    };
    assert!(index.verify().is_ok(), "what was built is not as it was written");
    let Ok(index) = Indexes::new(index, built.digest) else { panic!("a whole index is none") };
    let mut parts = Vec::new();
    let read = index.each_advisory::<vauban_advisories::Bad>(|_, advisory| {
        for affected in advisory.affected.iter().take(4) {
            let version = affected.fixed.first().cloned().or_else(|| Some("1.0.0".to_owned()));
            for identity in affected.identities.iter().take(4) {
                use vauban_advisories::advisory::Identity;
                let mut part = Part { name: "part".into(), version: version.clone(), ..Part::default() };
                match identity {
                    Identity::Package { purl, .. } => part.purl = Some(purl.clone()),
                    Identity::Cpe(cpe) => part.cpes.push(cpe.clone()),
                    Identity::Model(number) => part.models.push(number.clone()),
                    Identity::Serial(number) => part.serials.push(number.clone()),
                    Identity::Hash(hash) => part.hashes.push(hash.clone()),
                    Identity::Named { name, .. } | Identity::Product { name, .. } => part.name.clone_from(name),
                }
                parts.push(part);
            }
        }
        Ok(())
    });
    assert!(read.is_ok(), "what was built cannot be read back: {read:?}");
    let Ok(mut matcher) = Matcher::new(&index, &[]) else { return };
    for part in parts.iter().take(64) {
        match matcher.part(part) {
            Ok(looked) => {
                for found in &looked.matches {
                    assert!(!found.explanation.is_empty(), "a match without a reason");
                    assert!(
                        found.status != Status::Finding || found.advisory.withdrawn.is_none(),
                        "withdrawn and found"
                    );
                    assert!(found.status != Status::Finding || found.doubts.is_empty(), "a finding in doubt");
                }
            }
            Err(bad) => panic!("what was built cannot be asked: {bad}"),
        }
    }
}

/// OSV in JSON.
pub fn osv(data: &[u8]) {
    source(Form::Osv, "a.json", data);
}

/// OSV in YAML.
pub fn osv_yaml(data: &[u8]) {
    source(Form::Osv, "a.yaml", data);
}

/// RustSec.
pub fn rustsec(data: &[u8]) {
    source(Form::RustSec, "RUSTSEC-2026-0001.md", data);
}

/// CSAF.
pub fn csaf(data: &[u8]) {
    source(Form::Csaf, "a.json", data);
}

/// CVE records.
pub fn cve(data: &[u8]) {
    source(Form::Cve, "CVE-2026-0001.json", data);
}

/// Pages of the NVD.
pub fn nvd(data: &[u8]) {
    source(Form::Nvd, "a.json", data);
}

/// The catalogue of exploited vulnerabilities.
pub fn kev(data: &[u8]) {
    source(Form::Kev, "a.json", data);
}

/// EPSS snapshots.
pub fn epss(data: &[u8]) {
    source(Form::Epss, "a.csv", data);
}

/// Bytes that may be an index.
pub fn index(data: &[u8]) {
    let Ok(index) = Index::open(data.to_vec()) else { return };
    let _ = index.verify();
    let _ = index.known("CVE-2026-0001");
    for row in 0..index.advisories().min(8) {
        let _ = index.advisory(row);
    }
    let Ok(index) = Indexes::new(index, [0; 32]) else { return };
    let Ok(mut matcher) = Matcher::new(&index, &[]) else { return };
    for purl in ["pkg:cargo/quick-xml@0.38.0", "pkg:npm/a@1", "pkg:apk/alpine/openssl@1?distro=alpine-3.7"] {
        let part = Part {
            name: "quick-xml".into(),
            purl: Some(purl.into()),
            cpes: vec!["cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*".into()],
            models: vec!["6ES7 511-1AK02-0AB0".into()],
            ..Part::default()
        };
        let _ = matcher.part(&part);
    }
    let _ = index.merged();
}
