//! Making a pack: the folder is compiled while every question and answer is written down; what was asked, what came
//! out of it and the dossier become items under one signature.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Cursor, Write as _};
use std::path::Path;

use serde_json::json;
use vauban_engine::pack::{PackedFile, Recorder, Recording};
use vauban_engine::{Compilation, World, compile};
use vauban_model::{AnyId, Date};
use vauban_pack::dsse::{Envelope, pae};
use vauban_pack::head::{PAYLOAD_TYPE, SCHEMA};
use vauban_pack::{
    Content, Digest, Head, ItemKind, LedgerHead, Level, Limits, Opening, Planned, Reader, Signer, Tool, Writer,
};
use vauban_pages::{html, markdown};
use vauban_report::pack::{Dossier, index};
use vauban_report::{CheckReport, Part, Rule, status};

use super::dossier::{Asked, Items, dossier, statuses};
use super::readers::{Named, Readers};
use super::{FACTS, FINDINGS, INDEX, LEDGER, VERDICTS, attest, ledger};
use crate::args::{LevelOfPack, Pack};
use crate::files;

/// What is asked for when salts are made; nobody publishes a signature under it.
const SALT_TYPE: &str = "application/vnd.vauban.pack-salts";

/// A pack that is ready to be written.
pub(crate) struct Ready {
    pub(crate) writer: Writer,
    pub(crate) head: Head,
    pub(crate) envelope: Envelope,
    made: BTreeMap<String, Vec<u8>>,
    files: BTreeMap<String, PackedFile>,
}

/// What is said of it once it is written.
pub(crate) fn level_of(word: LevelOfPack) -> Level {
    match word {
        LevelOfPack::Internal => Level::Internal,
        LevelOfPack::Assessor => Level::Assessor,
        LevelOfPack::Customer => Level::Customer,
    }
}

/// What everything found is as JSON: the same at packing and at checking.
pub(crate) fn findings(compiled: &Compilation) -> Result<Vec<u8>, String> {
    let rules: Vec<Rule> = vauban_checks::all_codes().into_iter().map(Rule::from).collect();
    let report = CheckReport {
        sources: &compiled.model.sources,
        findings: &compiled.findings,
        rules: &rules,
        product: compiled.product(),
        edition: vauban_checks::EDITION,
        records: compiled.records(),
        files: compiled.files,
        seconds: None,
        next_expiry: compiled.next_expiry(),
        tool_version: env!("CARGO_PKG_VERSION"),
        incomplete: compiled.incomplete.clone(),
        part: Part::default(),
    };
    let mut out = Vec::new();
    vauban_report::json::findings(&report, &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

/// The verdicts on a product as JSON.
pub(crate) fn verdicts(compiled: &Compilation, product: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    status::json(&statuses(compiled, product), &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

/// Plans a pack of a folder.
pub(crate) fn ready(
    world: &dyn World,
    root: &Path,
    options: &Pack,
    signer: Option<&dyn Signer>,
) -> Result<Ready, String> {
    let recorder = Recorder::new(world);
    let compiled = compile(&recorder).map_err(|error| error.to_string())?;
    let product = crate::depth::product(&compiled, options.product.as_deref())?;
    let release = match &options.release {
        Some(word) => Some(super::dossier::release(&compiled, product, word)?),
        None => None,
    };
    let keep_until = keep_until(&compiled, product, options.keep_until.as_deref())?;
    let Recording { facts, files } = recorder.finish()?;
    let named = Named { internal: &options.internal, assessor: &options.assessor, customer: &options.customer };
    let readers = Readers::new(&compiled, named);

    let mut planned = Vec::new();
    let mut items = Items::new();
    for file in &files {
        let level = readers.of(&file.path, file.own);
        let sha256 = Digest::parse(&file.sha256).ok_or("a digest cannot be read")?;
        let kind = if file.record { ItemKind::Record } else { ItemKind::Evidence };
        planned.push(Planned { kind, level, path: file.item.clone(), size: file.size, sha256 });
        if file.own {
            let hash = (level > Level::Internal).then(|| file.sha256.clone());
            items.insert(file.path.clone(), (file.item.clone(), hash));
        }
    }
    let asked = Asked { product, release, scope: options.scope.clone(), keep_until: keep_until.clone() };
    let told = dossier(&compiled, &asked, &items)?;

    let mut made: BTreeMap<String, (ItemKind, Level, Vec<u8>)> = BTreeMap::new();
    let mut put = |path: &str, kind, level, bytes: Vec<u8>| made.insert(path.to_owned(), (kind, level, bytes));
    let text = |write: &dyn Fn(&mut dyn io::Write) -> io::Result<()>| {
        let mut out = Vec::new();
        write(&mut out).map(|()| out).map_err(|error| error.to_string())
    };
    put(FACTS, ItemKind::Facts, Level::Assessor, facts.to_json()?.into_bytes());
    put(VERDICTS, ItemKind::Verdicts, Level::Assessor, verdicts(&compiled, &told.product)?);
    put(FINDINGS, ItemKind::Findings, Level::Assessor, findings(&compiled)?);
    put(INDEX, ItemKind::Index, Level::Assessor, text(&|out| index(&told, out))?);
    // Written for assessors: of what is internal, `items` keeps the digest back, and the document the text.
    let document = vauban_documents::dossier::told_as(&compiled, product, &told, &items)?;
    put("dossier/index.html", ItemKind::Dossier, Level::Assessor, html::page(&document).into_bytes());
    put("dossier/index.md", ItemKind::Dossier, Level::Assessor, markdown::page(&document).into_bytes());
    put("catalogs.json", ItemKind::Catalog, Level::Customer, catalogs()?);
    put("summary.json", ItemKind::Summary, Level::Customer, summary(&compiled, &told, release)?);
    if options.tool {
        put("tool.json", ItemKind::Tool, Level::Assessor, about_the_tool(&compiled)?);
    }
    if let (Some(signer), Some(release)) = (signer, attest::release_of(&compiled, release)) {
        for (path, bytes) in attest::attestations(&compiled, release, signer)? {
            put(&path, ItemKind::Attestation, Level::Customer, bytes);
        }
    }
    let mut end = None;
    if let Some(bytes) = ledger::read(root)? {
        end = vauban_pack::ledger::head(&bytes).map_err(|refused| format!("{}, {refused}", ledger::PATH))?;
        put(LEDGER, ItemKind::Ledger, Level::Assessor, bytes);
    }
    for (path, (kind, level, bytes)) in &made {
        let (size, sha256) = (bytes.len() as u64, Digest::of(bytes));
        planned.push(Planned { kind: *kind, level: *level, path: path.clone(), size, sha256 });
    }

    let seed = seed(signer, &planned)?;
    let writer = Writer::plan(planned, &seed).map_err(|refused| refused.to_string())?;
    let head = head(&compiled, &told, &writer, &asked, end);
    let mut envelope = Envelope::new(PAYLOAD_TYPE, head.to_bytes().map_err(|refused| refused.to_string())?);
    if let Some(signer) = signer {
        envelope.sign(signer)?;
    }
    Ok(Ready {
        writer,
        head,
        envelope,
        made: made.into_iter().map(|(path, (_, _, bytes))| (path, bytes)).collect(),
        files: files.into_iter().map(|file| (file.item.clone(), file)).collect(),
    })
}

impl Ready {
    /// Writes it, old or new, never a half.
    pub(crate) fn write(&self, world: &dyn World, path: &Path, force: bool) -> Result<(), String> {
        whole(path, force, |out| {
            self.writer.write(out, &self.envelope, &[], &mut |_, open: &Opening| -> io::Result<Content<'_>> {
                if let Some(bytes) = self.made.get(&open.path) {
                    return Ok(Box::new(bytes.as_slice()));
                }
                let file = self.files.get(&open.path).ok_or_else(|| io::Error::other("an item has no contents"))?;
                match file.far() {
                    true => Ok(Box::new(Cursor::new(file.open(world).map_err(io::Error::other)?))),
                    false => Ok(Box::new(world.stream(&file.path).map_err(io::Error::other)?)),
                }
            })
        })
    }
}

/// Writes a pack of another one: less of it, or with timestamps.
pub(crate) fn again(options: &Pack, from: &Path) -> Result<vauban_pack::Checked, String> {
    let problem = |error: io::Error| format!("cannot read {}: {error}", from.display());
    let mut file = File::open(from).map_err(problem)?;
    let checked = Reader::look(io::BufReader::with_capacity(256 << 10, &file))
        .map_err(|refused| format!("{}: {refused}", from.display()))?;
    let mut tokens = checked.tokens.clone();
    for path in &options.timestamp {
        let data = fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        if data.len() > Limits::TOKEN {
            return Err(format!("{} has more than {} bytes", path.display(), Limits::TOKEN));
        }
        let token = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        if vauban_pack::timestamp::claimed(&token).is_none() {
            return Err(format!("{} is no timestamp token and no answer with one", path.display()));
        }
        tokens.push(token);
    }
    if tokens.len() > Limits::TOKENS {
        return Err(format!("a pack has no more than {} timestamps", Limits::TOKENS));
    }
    let reader = options.redact.map_or(Level::Internal, level_of);
    whole(&options.output, options.force, |out| {
        vauban_pack::redact::rewrite(&mut file, &checked, reader, &tokens, out)
    })?;
    Ok(checked)
}

/// Writes a file beside its place, then puts it there.
fn whole(
    path: &Path,
    force: bool,
    write: impl FnOnce(BufWriter<&File>) -> io::Result<BufWriter<&File>>,
) -> Result<(), String> {
    if path.exists() && !force {
        return Err(format!("{} is there already; nothing was written over it (`--force` does)", path.display()));
    }
    files::replace_by(path, |file| {
        // `write` hands the output back only when all of it was taken.
        let mut out = write(BufWriter::with_capacity(256 << 10, &*file))?;
        out.flush()
    })
}

/// A seed that only the holder of the key can make, the same for the same contents.
fn seed(signer: Option<&dyn Signer>, planned: &[Planned]) -> Result<Vec<u8>, String> {
    let mut lines: Vec<String> = planned.iter().map(|one| format!("{} {}\n", one.sha256, one.path)).collect();
    lines.sort_unstable();
    let digest = Digest::of(lines.concat().as_bytes());
    match signer {
        Some(signer) => Ok(Digest::of(&signer.sign(&pae(SALT_TYPE, &digest.0))?).0.to_vec()),
        None => Ok(digest.0.to_vec()),
    }
}

fn head(compiled: &Compilation, told: &Dossier, writer: &Writer, asked: &Asked, end: Option<LedgerHead>) -> Head {
    Head {
        schema: SCHEMA.to_owned(),
        root: writer.root(),
        items: writer.items().len() as u64,
        product: told.product.clone(),
        release: told.release.clone(),
        scope: asked.scope.clone(),
        date: compiled.today().to_string(),
        keep_until: asked.keep_until.clone(),
        tool: Tool { name: "vauban".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        catalogs: compiled.catalogs.lifecycles().map(|known| known.namespace.clone()).collect(),
        ledger: end,
    }
}

/// Until when a pack is kept: ten years from today, or the end of support if that is later.
fn keep_until(compiled: &Compilation, product: Option<AnyId>, given: Option<&str>) -> Result<String, String> {
    if let Some(given) = given {
        let day = Date::parse(given).ok_or_else(|| format!("`{given}` is no date; write it as 2036-11-22"))?;
        return Ok(day.to_string());
    }
    let today = compiled.today().to_string();
    let (year, rest) = today.split_once('-').ok_or("today is no date")?;
    let year: u32 = year.parse().map_err(|_| "today is no date".to_owned())?;
    let later = Date::parse(&format!("{:04}-{rest}", year + 10));
    let later = later.or_else(|| Date::parse(&format!("{:04}-03-01", year + 10))).ok_or("today is too late")?;
    Ok(attest::support_end(compiled, product).map_or(later, |end| end.max(later)).to_string())
}

fn catalogs() -> Result<Vec<u8>, String> {
    let all: Vec<_> = vauban_catalog::embedded_files()
        .map(|(path, text)| json!({ "path": path, "sha256": Digest::of(text.as_bytes()).hex() }))
        .collect();
    let text =
        json!({ "schema": "vauban/pack-catalogs/1", "tool_version": env!("CARGO_PKG_VERSION"), "catalogs": all });
    bytes(&text)
}

/// What customers may know: verdicts on requirements, and what left the house.
fn summary(compiled: &Compilation, told: &Dossier, release: Option<usize>) -> Result<Vec<u8>, String> {
    let verdicts: Vec<_> = (told.requirements.iter())
        .map(|row| json!({ "id": row.id, "title": row.title, "verdict": row.verdict, "maturity": row.maturity }))
        .collect();
    let artefacts = attest::release_of(compiled, release).into_iter().flat_map(|release| &release.artefacts);
    let artefacts: Vec<_> = artefacts
        .filter_map(|one| Some(json!({ "file": one.file.as_ref()?.trim(), "digest": &*one.digest.as_ref()?.0 })))
        .collect();
    let text = json!({
        "schema": "vauban/pack-summary/1",
        "product": told.product, "version": told.version, "release": told.release, "date": told.date,
        "keep_until": told.keep_until, "edition": told.edition, "requirements": verdicts, "artefacts": artefacts,
    });
    bytes(&text)
}

/// What an assessor asks of a tool.
fn about_the_tool(compiled: &Compilation) -> Result<Vec<u8>, String> {
    let checks: Vec<_> = vauban_checks::all_codes()
        .into_iter()
        .map(|code| json!({ "name": code.name, "asks": code.asks, "summary": code.summary, "since": code.since }))
        .collect();
    let model = &compiled.model;
    let titled = |head: &vauban_model::Head| json!({ "id": head.name(), "title": head.common.title.as_ref().map(|title| title.trim()) });
    let requirements: Vec<_> = model.requirement.iter().map(|one| titled(&one.head)).collect();
    let runs: Vec<_> = (model.test_run.iter())
        .map(|one| json!({ "id": one.head.name(), "date": one.date.map(|day| day.date.to_string()) }))
        .collect();
    let issues: Vec<_> = model.issue.iter().filter(|one| one.closed.is_none()).map(|one| titled(&one.head)).collect();
    let text = json!({
        "schema": "vauban/pack-tool/1", "name": "vauban", "version": env!("CARGO_PKG_VERSION"),
        "checks": checks, "requirements": requirements, "test_runs": runs, "open_issues": issues,
    });
    bytes(&text)
}

fn bytes(value: &serde_json::Value) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    vauban_formats::json::write(value, &mut out).map(|()| out).map_err(|error| error.to_string())
}
