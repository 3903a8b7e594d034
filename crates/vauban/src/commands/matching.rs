//! `vauban match`: components against an index of advisories.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vauban_advisories::matching::{Match as Found, Status};
use vauban_advisories::{Alias, Built, Looked, Matcher, Part};
use vauban_analysis::exploitability::standing;
use vauban_engine::Compilation;
use vauban_engine::advisories::open_index;
use vauban_model::kinds::{Release, Vex};
use vauban_model::{AnyId, Evidence, Kind, Model, Record, Ref};
use vauban_report::matching::{MatchReport, Row, Statement, json, terminal};

use crate::args::{Arguments, Match, PlainFormat};
use crate::depth::Tests;
use crate::{Outcome, output, session};

/// Largest bill of materials that is read, in bytes.
const LARGEST: u64 = 256 << 20;

pub(crate) fn run(arguments: &Arguments, options: &Match) -> Outcome {
    let folder = session::folder(arguments);
    // A file can be asked about anywhere; the releases of a product only in its folder.
    let project = match session::design(arguments) {
        _ if options.no_project && options.files.is_empty() => {
            return Err("`--no-project` needs files to look at".to_owned());
        }
        _ if options.no_project => None,
        Ok((_, compiled)) => Some(compiled),
        Err(_) if !options.files.is_empty() && options.index.is_some() => None,
        Err(why) => return Err(why),
    };
    let model = project.as_ref().map(|compiled| &compiled.model);
    let index = index(options, model);
    let opened = open_index(&folder.join(&index), options.verify)?;
    let files = if options.files.is_empty() { releases(model)? } else { options.files.clone() };
    let built = compiled(options, &folder)?;
    let aliases: Vec<Alias> = model.map(vauban_engine::aliases).unwrap_or_default();
    let mut matcher = Matcher::new(&opened.indexes, &aliases).map_err(|bad| bad.to_string())?;
    let mut all: Vec<(String, Part, Looked)> = Vec::new();
    for file in &files {
        let path = folder.join(file);
        let bill = bill(&path)?;
        for (_, component) in bill.asked() {
            let mut part = vauban_engine::part(component);
            if options.compiled_of.as_deref() == Some(part.name.as_str()) {
                part.built.clone_from(&built);
            }
            let looked = matcher.part(&part).map_err(|bad| format!("{}: {bad}", opened.path.display()))?;
            all.push((file.display().to_string(), part, looked));
        }
    }
    let digests = opened.digests();
    let report = MatchReport {
        digests: &digests,
        verified: opened.verified,
        sources: opened.indexes.sources(),
        advisories: opened.indexes.advisories(),
        rows: all
            .iter()
            .map(|(file, part, looked)| Row {
                file,
                part,
                looked,
                statements: looked
                    .matches
                    .iter()
                    .map(|found| project.as_ref().and_then(|compiled| statement(compiled, file, part, found)))
                    .collect(),
            })
            .collect(),
    };
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => json(&report, out),
    })?;
    let found = all.iter().any(|(_, _, looked)| looked.matches.iter().any(|found| found.status == Status::Finding));
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The index that is asked: the one that is named, the one the policy pins, else the folder `advisories`.
fn index(options: &Match, model: Option<&Model>) -> PathBuf {
    let pinned = || {
        let set = model?.policy.first()?.advisories.as_ref()?;
        match &set.file {
            Some(Evidence::File(path)) => Some(PathBuf::from(path.to_string())),
            _ => None,
        }
    };
    options.index.clone().or_else(pinned).unwrap_or_else(|| PathBuf::from("advisories"))
}

/// The bills of materials of the product's releases.
fn releases(model: Option<&Model>) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for release in model.into_iter().flat_map(|model| &model.release).filter(|release| !release.head.removed) {
        for evidence in &release.sbom {
            if let Evidence::File(path) = evidence {
                files.push(PathBuf::from(path.to_string()));
            }
        }
    }
    files.sort();
    files.dedup();
    match files.is_empty() {
        true => Err("no release has a bill of materials (`sbom`); name a file: `vauban match FILE`".to_owned()),
        false => Ok(files),
    }
}

fn bill(path: &Path) -> Result<vauban_sbom::Bill, String> {
    let data = std::fs::metadata(path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
    if data.len() > LARGEST {
        return Err(format!("{} is longer than {} MiB", path.display(), LARGEST >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    vauban_sbom::read(&bytes).map_err(|error| format!("{} is no bill of materials: {error}", path.display()))
}

/// What the build compiled, from a list of paths.
fn compiled(options: &Match, folder: &Path) -> Result<Option<Built>, String> {
    let Some(file) = &options.compiled else { return Ok(None) };
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let files: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if files.is_empty() {
        return Err(format!("{} names no file: an empty list would leave everything out", path.display()));
    }
    Ok(Some(Built { from: file.display().to_string(), files, complete: true }))
}

/// What one file of parts belongs to: the releases that name it as their bill.
fn releases_of(model: &Model, file: &str) -> Vec<AnyId> {
    let of = |release: &Record<Release>| {
        release.sbom.iter().any(|evidence| matches!(evidence, Evidence::File(path) if *path.to_string() == *file))
    };
    let all = (0u32..).zip(&model.release).filter(|(_, release)| !release.head.removed && of(release));
    all.map(|(at, _)| AnyId { kind: Kind::Release, at }).collect()
}

/// What the product that a part is in says of a vulnerability in it, and whether that holds today. What another product
/// says is no answer, and neither is what is said of other releases.
fn statement(compiled: &Compilation, file: &str, part: &Part, found: &Found) -> Option<Statement> {
    let model = &compiled.model;
    let ids: Vec<String> = std::iter::once(&found.vulnerability)
        .chain([&found.advisory.id])
        .chain(&found.advisory.aliases)
        .map(|id| id.trim().to_ascii_uppercase())
        .collect();
    let package = |purl: &str| purl.split(['@', '?', '#']).next().unwrap_or(purl).to_ascii_lowercase();
    let own = part.purl.as_deref().map(package);
    let releases = releases_of(model, file);
    let product_of = |id: &AnyId| model.release.get(id.at as usize)?.product.as_ref()?.to();
    let products: Vec<AnyId> = match releases.iter().filter_map(product_of).collect::<Vec<_>>() {
        named if !named.is_empty() => named,
        _ => compiled.products().into_iter().flatten().collect(),
    };
    let fits = |vex: &Record<Vex>| {
        let about =
            vex.vulnerability.iter().chain(&vex.aliases).any(|id| ids.contains(&id.trim().to_ascii_uppercase()));
        let package = vex.purl.as_ref().is_none_or(|purl| Some(package(purl)) == own);
        let version =
            vex.component_version.as_ref().is_none_or(|version| Some(&*version.value) == part.version.as_deref());
        let product = vex.product.as_ref().is_none_or(|named| {
            named.to().is_some_and(|named| products.contains(&named) && products.iter().all(|one| *one == named))
        });
        let mut named = vex.applies_to.iter().filter_map(Ref::to).filter(|id| id.kind == Kind::Release).peekable();
        let release = named.peek().is_none() || named.any(|id| releases.contains(&id));
        about && package && version && product && release
    };
    // What names the version says more than what names none.
    let known = model.vex.iter().filter(|vex| !vex.head.removed && vex.status.is_some() && fits(vex));
    let vex = known.max_by_key(|vex| (vex.component_version.is_some(), !vex.applies_to.is_empty()))?;
    let product = vex.product.as_ref().and_then(Ref::to).or_else(|| products.first().copied());
    let doubt = match compiled.depth(product).or_else(|| compiled.depth(None)) {
        Some(depth) => standing(model, &compiled.facts, &Tests(depth), vex, compiled.today())
            .first()
            .map_or_else(String::new, |reason| vauban_export::vex::told(model, reason)),
        None => "the design cannot be analysed".to_owned(),
    };
    Some(Statement { id: vex.head.name(), status: vex.status.as_ref()?.value.word().replace('-', "_"), doubt })
}
