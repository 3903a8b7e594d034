//! What a release says of itself: in the metadata of its targets, and in the bundles it is installed from.
//!
//! Whoever fetches an update gets to know the bill of materials by its hash, the issues it fixes and the versions it
//! applies to, signed together with the file. An issue is named only to those who may be told of it.

use std::path::Path;

use vauban_analysis::issues::may_see;
use vauban_model::kinds::{Issue, Release, Update};
use vauban_model::{Date, Evidence, Handling, Kind, Model, Record};
use vauban_tuf::{Tree, measure};

/// What is said of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Payload {
    /// Its id.
    pub(crate) release: String,
    /// The id of its product.
    pub(crate) product: String,
    /// Its version.
    pub(crate) version: String,
    /// When it left the house.
    pub(crate) date: Option<String>,
    /// What it was built from.
    pub(crate) commit: Option<String>,
    /// Its files, each with its SHA-256 where the record has it.
    pub(crate) files: Vec<(String, Option<String>)>,
    /// Bills of materials: name and SHA-256.
    pub(crate) sbom: Vec<(String, String)>,
    /// Issues it fixes: id here, id elsewhere.
    pub(crate) fixes: Vec<(String, Option<String>)>,
    /// Versions it applies to.
    pub(crate) applies_to: Vec<String>,
    /// Version lines it is for.
    pub(crate) lines: Vec<String>,
    /// How many issues are not named because readers may not be told of them.
    pub(crate) withheld: usize,
}

/// What the records say of a release to readers who may be told so much.
pub(crate) fn payload(model: &Model, root: &Path, id: &str, readers: Handling, today: Date) -> Result<Payload, String> {
    let id = id.strip_prefix("release.").unwrap_or(id);
    let known = || {
        let ids: Vec<&str> = model.release.iter().filter(|one| !one.head.removed).map(|one| &*one.head.id).collect();
        if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
    };
    let found = model.find(Kind::Release, id).filter(|_| !id.is_empty());
    let release = found.and_then(|found| model.release.get(found.at as usize)).filter(|one| !one.head.removed);
    let release: &Record<Release> =
        release.ok_or_else(|| format!("there is no release `{id}`; releases: {}", known()))?;
    let needed = |what: Option<&str>, key: &str| {
        what.map(str::to_owned).filter(|text| !text.is_empty()).ok_or_else(|| {
            format!("[release.{id}] does not say its `{key}`; what devices fetch is named by product and version")
        })
    };
    let product = release.product.as_ref().map(|link| local(&link.link.text).to_owned());
    let product = match (&product, model.product.len()) {
        (None, 1) => model.product.first().map(|only| only.head.id.to_string()),
        _ => product,
    };
    let mut out = Payload {
        release: id.to_owned(),
        product: needed(product.as_deref(), "product")?,
        version: needed(release.version.as_ref().map(|text| &*text.value), "version")?,
        date: release.date.as_ref().map(|day| day.date.to_string()),
        commit: release.commit.as_ref().map(|text| text.value.to_string()),
        ..Payload::default()
    };
    for artefact in &release.artefacts {
        let Some(file) = &artefact.file else { continue };
        let digest = artefact.digest.as_ref().and_then(|digest| digest.0.value.strip_prefix("sha256:"));
        out.files.push((file.value.to_string(), digest.map(str::to_owned)));
    }
    for evidence in &release.sbom {
        let Evidence::File(path) = evidence else { continue };
        let whole = root.join(&*path.value);
        let problem = |error: std::io::Error| format!("cannot read the bill of materials {}: {error}", whole.display());
        if !std::fs::metadata(&whole).map_err(problem)?.is_file() {
            return Err(format!("the bill of materials {} is no plain file", whole.display()));
        }
        let measured = measure(&mut std::fs::File::open(&whole).map_err(problem)?).map_err(problem)?;
        let name = path.value.rsplit('/').next().unwrap_or(&path.value);
        let hash = measured.hashes().names().into_iter().next().unwrap_or_default();
        out.sbom.push((name.to_owned(), hash));
    }
    out.lines.extend(release.line.iter().map(|line| local(&line.link.text).to_owned()));
    let delivers = |update: &&Record<Update>| {
        !update.head.removed && update.release.as_ref().is_some_and(|link| link.to() == found && found.is_some())
    };
    for update in model.update.iter().filter(delivers) {
        out.applies_to.extend(update.applies_to_versions.iter().map(|text| text.value.to_string()));
        out.lines.extend(update.lines.iter().map(|line| local(&line.link.text).to_owned()));
        for link in &update.fixes {
            let issue = link.to().and_then(|to| model.issue.get(to.at as usize));
            match issue {
                Some(issue) if may_see(readers, issue) || disclosed(model, issue, today) => {
                    let external = issue.external.as_ref().map(|text| text.value.to_string());
                    out.fixes.push((issue.head.id.to_string(), external));
                }
                _ => out.withheld += 1,
            }
        }
    }
    for list in [&mut out.applies_to, &mut out.lines] {
        list.sort();
        list.dedup();
    }
    out.fixes.sort();
    out.fixes.dedup();
    Ok(out)
}

/// Whether everybody was told of an issue.
fn disclosed(model: &Model, issue: &Record<Issue>, today: Date) -> bool {
    let advisories = issue.advisory.iter().filter_map(|link| model.advisory.get(link.to()?.at as usize));
    advisories.into_iter().any(|advisory| advisory.published.as_ref().is_some_and(|day| day.date <= today))
}

/// `product.gateway` or `gateway`: the id.
fn local(text: &str) -> &str {
    let last = text.rsplit('/').next().unwrap_or(text);
    last.split_once('.').filter(|(kind, _)| Kind::named(kind).is_some()).map_or(last, |(_, id)| id)
}

impl Payload {
    /// The `custom` member of its targets.
    pub(crate) fn custom(&self) -> Tree {
        let mut tree = Tree::of([
            ("schema", Tree::text("vauban/target/1")),
            ("release", Tree::text(&self.release)),
            ("product", Tree::text(&self.product)),
            ("version", Tree::text(&self.version)),
            ("applies_to_versions", Tree::texts(self.applies_to.clone())),
            ("lines", Tree::texts(self.lines.clone())),
        ]);
        if let Some(date) = &self.date {
            tree.set("date", Tree::text(date));
        }
        if let Some(commit) = &self.commit {
            tree.set("commit", Tree::text(commit));
        }
        let sbom =
            self.sbom.iter().map(|(name, hash)| Tree::of([("file", Tree::text(name)), ("sha256", Tree::text(hash))]));
        tree.set("sbom", Tree::List(sbom.collect()));
        let fixes = self.fixes.iter().map(|(issue, external)| {
            let mut fix = Tree::of([("issue", Tree::text(issue))]);
            if let Some(external) = external {
                fix.set("external", Tree::text(external));
            }
            fix
        });
        tree.set("fixes", Tree::List(fixes.collect()));
        Tree::of([("vauban", tree)])
    }

    /// Whether its fixes, bills and versions are said: what people who install it want to know.
    pub(crate) fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        if self.sbom.is_empty() {
            gaps.push(format!(
                "[release.{}] names no bill of materials (`sbom`); its hash is missing in the metadata",
                self.release
            ));
        }
        if self.applies_to.is_empty() {
            gaps.push(format!(
                "no update that names release {} says the versions it applies to (`applies-to-versions`)",
                self.release
            ));
        }
        if self.withheld > 0 {
            gaps.push(format!(
                "{} of the issues it fixes is or are not named: readers may not be told of them yet (`--readers`)",
                self.withheld
            ));
        }
        gaps
    }
}
