//! `vauban release show`: releases as their records have them, and what became of their signatures.

use std::process::ExitCode;

use vauban_analysis::evidence::path_of;
use vauban_catalog::modification::{is_substantial, questions};
use vauban_engine::Compilation;
use vauban_model::kinds::Release;
use vauban_model::{AnyId, Delivered, Kind, Listed, Record, Ref, SignatureFact};
use vauban_report::release::{ArtefactRow, ManifestRow, Shown, ShownRelease, SignatureRow, json};

use super::meant;
use crate::args::{Arguments, PlainFormat, ReleaseShow};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &ReleaseShow) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let only = options.release.as_deref().map(|word| meant(&compiled, word)).transpose()?;
    let current: Vec<AnyId> =
        compiled.products().into_iter().filter_map(|product| compiled.current_release(product)).collect();
    let all = compiled.model.release.iter().enumerate();
    let all = all.map(|(at, release)| (AnyId { kind: Kind::Release, at: at as u32 }, release));
    let shown = all.filter(|(id, release)| only.map_or(!release.head.removed, |only| only == *id));
    let report = Shown { releases: shown.map(|(id, release)| row(&compiled, id, release, &current)).collect() };
    output::write(|out| match options.format {
        PlainFormat::Json => json("vauban/release-show/1", &report, out),
        PlainFormat::Terminal => report.terminal(&output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn row(compiled: &Compilation, id: AnyId, release: &Record<Release>, current: &[AnyId]) -> ShownRelease {
    let model = &compiled.model;
    let nothing = Delivered::default();
    let seen = compiled.facts.delivered.get(&release.head.name()).unwrap_or(&nothing);
    let text = |text: &Option<vauban_model::Text>| text.as_ref().map_or(String::new(), |text| text.to_string());
    let path = release.manifest.as_ref().and_then(|manifest| path_of(model, manifest)).unwrap_or_default();
    let (file, line) = model.place(id);
    let under = release.signatures.iter().enumerate().map(|(at, one)| {
        let fact = seen.signatures.get(at);
        SignatureRow {
            file: one.file.as_ref().and_then(|file| path_of(model, file)).unwrap_or_default().to_owned(),
            key: name(compiled, one.key.as_ref().and_then(Ref::to)),
            date: one.date.map_or(String::new(), |day| day.date.to_string()),
            by: one.by.iter().filter_map(Ref::to).map(|person| model.head(person).id.to_string()).collect(),
            state: state(fact),
            detail: detail(fact),
        }
    });
    let own = release.artefacts.iter().enumerate().filter(|(_, artefact)| artefact.signature.is_some());
    let own = own.map(|(at, artefact)| {
        let fact = seen.artefacts.get(at).and_then(|read| read.signature.as_ref());
        SignatureRow {
            file: text(&artefact.file),
            key: name(compiled, artefact.signed_with.as_ref().and_then(Ref::to)),
            date: release.date.map_or(String::new(), |day| day.date.to_string()),
            by: Vec::new(),
            state: state(fact),
            detail: detail(fact),
        }
    });
    ShownRelease {
        release: release.head.id.to_string(),
        product: name(compiled, release.product.as_ref().and_then(Ref::to)),
        version: text(&release.version),
        date: release.date.map_or(String::new(), |day| day.date.to_string()),
        commit: text(&release.commit),
        current: current.contains(&id),
        manifest: seen.manifest.as_ref().and_then(|read| read.as_ref().ok()).map(|read| ManifestRow {
            file: path.to_owned(),
            digest: format!("sha256:{}", read.digest),
            files: read.files,
            bytes: read.bytes,
            sha512: read.sha512,
        }),
        manifest_refused: seen.manifest.as_ref().and_then(|read| read.as_ref().err()).cloned(),
        signatures: under.chain(own).collect(),
        artefacts: release
            .artefacts
            .iter()
            .enumerate()
            .map(|(at, artefact)| ArtefactRow {
                file: text(&artefact.file),
                digest: artefact.digest.as_ref().map_or(String::new(), |digest| digest.0.to_string()),
                listed: listed(seen.artefacts.get(at).map(|read| &read.listed)),
            })
            .collect(),
        sbom: release.sbom.iter().filter_map(|sbom| path_of(model, sbom)).map(str::to_owned).collect(),
        substantial: substantial(compiled, release),
        file,
        line,
    }
}

/// Whether the answers make the release a substantial modification; empty where none is given.
fn substantial(compiled: &Compilation, release: &Release) -> &'static str {
    if release.modification.is_empty() {
        return "";
    }
    let Some(framework) = compiled.catalogs.framework("cra") else { return "" };
    let answer = |id: &str| {
        let mut all =
            release.modification.iter().filter(|one| one.question.as_ref().is_some_and(|text| text.trim() == id));
        let first = all.next()?.answer?.value;
        all.next().is_none().then_some(first)
    };
    match is_substantial(&questions(framework), answer) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unanswered",
    }
}

fn name(compiled: &Compilation, id: Option<AnyId>) -> String {
    id.map_or(String::new(), |id| compiled.model.head(id).id.to_string())
}

fn state(fact: Option<&SignatureFact>) -> &'static str {
    match fact {
        Some(SignatureFact::Good) => "good",
        Some(SignatureFact::Bad(_)) => "bad",
        Some(SignatureFact::Unchecked(_) | SignatureFact::Elsewhere) | None => "unchecked",
    }
}

fn detail(fact: Option<&SignatureFact>) -> String {
    match fact {
        Some(SignatureFact::Bad(why) | SignatureFact::Unchecked(why)) => why.clone(),
        Some(SignatureFact::Good | SignatureFact::Elsewhere) | None => String::new(),
    }
}

fn listed(listed: Option<&Listed>) -> &'static str {
    match listed {
        Some(Listed::Same) => "same",
        Some(Listed::Other(_)) => "other",
        Some(Listed::Absent) => "absent",
        Some(Listed::NoManifest) | None => "no-manifest",
    }
}
