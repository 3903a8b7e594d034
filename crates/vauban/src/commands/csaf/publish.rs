//! `vauban csaf publish`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use vauban_csaf::publish::{Document, Key, METADATA, Provider, Publisher, Role, Tree, tree};
use vauban_model::Evidence;
use vauban_report::publication::{Published, published_json, published_terminal};

use super::own::{self, Own};
use super::{sign, valid};
use crate::args::{Arguments, CsafPublish, PlainFormat, Signer};
use crate::{Outcome, output, session};

/// An advisory to publish.
struct Given {
    file: String,
    bytes: Vec<u8>,
    document: Document,
    signature: Option<Vec<u8>>,
}

pub(super) fn run(arguments: &Arguments, options: &CsafPublish) -> Outcome {
    let root = session::folder(arguments).join(&options.folder);
    let (paths, site) = what(arguments, options)?;
    let mut given = read(&paths)?;
    let mut own = Own::open(&root)?;
    let withdrawn = kept(&own, &given, &options.withdraw)?;
    for one in &mut given {
        one.signature = signature(&own, one)?;
    }
    let key = key(options)?;
    if let Some(signer) = options.sign
        && !options.dry_run
    {
        for one in given.iter_mut().filter(|one| one.signature.is_none()) {
            one.signature = Some(sign::sign(signer, options.key.as_deref(), &one.bytes)?);
        }
    }
    let provider = provider(options, &site, &given, key)?;
    let tree = dated(arguments, &own, provider, &given)?;
    let plan = own.plan(&tree.files)?;
    if !options.dry_run {
        own.carry_out(&plan, &tree.files)?;
    }
    let report = Published {
        folder: options.folder.display().to_string(),
        site,
        advisories: given.len(),
        written: plan.write,
        removed: plan.remove,
        withdrawn,
        unchanged: plan.same,
        unsigned: tree.unsigned,
        protect: tree.protect,
        role: role_of(&tree.files),
        dry_run: options.dry_run,
    };
    output::write(|out| match options.format {
        PlainFormat::Terminal => published_terminal(&report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => published_json(&report, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Which files, and for which site: said on the command line, or by the records.
fn what(arguments: &Arguments, options: &CsafPublish) -> Result<(Vec<PathBuf>, String), String> {
    let base = session::folder(arguments);
    let given: Vec<PathBuf> = options.files.iter().map(|path| base.join(path)).collect();
    if let (false, Some(site)) = (given.is_empty(), &options.site) {
        return Ok((given, site.clone()));
    }
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let named = model.advisory.iter().filter_map(|advisory| advisory.csaf.as_ref());
    let paths = if given.is_empty() {
        let mut paths = Vec::new();
        for evidence in named {
            match evidence {
                Evidence::File(path) => paths.push(world.root().join(&*path.value)),
                Evidence::Document { link, .. } => {
                    return Err(format!(
                        "`csaf` names the document `{}`, and an advisory to publish is a file",
                        link.text
                    ));
                }
            }
        }
        paths
    } else {
        given
    };
    if paths.is_empty() {
        return Err("there is nothing to publish: name advisories, or say `csaf` in an advisory record".to_owned());
    }
    let mut sites: Vec<String> =
        model.disclosure.iter().filter_map(|one| one.site.as_ref()).map(|site| site.value.to_string()).collect();
    sites.sort();
    sites.dedup();
    match (&options.site, sites.as_slice()) {
        (Some(site), _) => Ok((paths, site.clone())),
        (None, [site]) => Ok((paths, site.clone())),
        (None, []) => Err("say the site with `--site https://…`, or `site` in a `[disclosure.ID]` record".to_owned()),
        (None, _) => Err(format!("the disclosure records name several sites: {}; say `--site`", sites.join(", "))),
    }
}

/// Reads the advisories; all that are not valid are told at once.
fn read(paths: &[PathBuf]) -> Result<Vec<Given>, String> {
    let mut given = Vec::new();
    let mut wrong = Vec::new();
    for path in paths {
        let file = path.display().to_string();
        let bytes = own::read(path)?;
        let document = Document::read(&bytes).map_err(|unfit| unfit.to_string());
        match (valid(&bytes), document) {
            (Ok(()), Ok(document)) => given.push(Given { file, bytes, document, signature: None }),
            (Err(why), _) | (Ok(()), Err(why)) => wrong.push(format!("{file}: {why}")),
        }
    }
    if wrong.is_empty() { Ok(given) } else { Err(format!("{}\n\nnothing was written", wrong.join("\n"))) }
}

/// What is published stays: it goes only when told to, and changes only with a later date. Returns what goes.
fn kept(own: &Own, given: &[Given], withdraw: &[String]) -> Result<Vec<String>, String> {
    let by_id: BTreeMap<&str, &Given> = given.iter().map(|one| (one.document.id.as_str(), one)).collect();
    let mut gone = Vec::new();
    let mut wrong = Vec::new();
    for name in own.names().filter(|name| name.ends_with(".json")) {
        let Some(bytes) = own.read(name)? else { continue };
        let Ok(old) = Document::read(&bytes) else { continue };
        match by_id.get(old.id.as_str()) {
            None if withdraw.contains(&old.id) => gone.push(old.id),
            None => wrong.push(format!(
                "`{}` is published and not among the advisories; add it, or say `--withdraw {}`",
                old.id, old.id
            )),
            Some(new) if new.bytes != bytes && new.document.updated() <= old.updated() => wrong.push(format!(
                "{}: `{}` was changed without a later `current_release_date` than {}; add a revision",
                new.file, old.id, old.current
            )),
            Some(_) => {}
        }
    }
    if wrong.is_empty() { Ok(gone) } else { Err(format!("{}\n\nnothing was written", wrong.join("\n"))) }
}

/// The signature that is there: in the place if the advisory is the same, else beside the advisory.
fn signature(own: &Own, given: &Given) -> Result<Option<Vec<u8>>, String> {
    let path = given.document.path();
    if own.read(&path)?.is_some_and(|bytes| bytes == given.bytes)
        && let Some(signature) = own.read(&format!("{path}.asc"))?
    {
        return Ok(Some(signature));
    }
    let beside = PathBuf::from(format!("{}.asc", given.file));
    if beside.exists() { own::read(&beside).map(Some) } else { Ok(None) }
}

fn key(options: &CsafPublish) -> Result<Option<Key>, String> {
    let armored = match (&options.public_key, options.sign) {
        (Some(path), _) => own::read(path)?,
        (None, Some(Signer::Gpg)) => sign::public_key(options.key.as_deref())?,
        (None, Some(Signer::Sq)) => {
            return Err(
                "hand in the public key of the signatures with `--public-key FILE --fingerprint HEX`".to_owned()
            );
        }
        (None, None) => return Ok(None),
    };
    let fingerprint = match &options.fingerprint {
        Some(said) => said.replace(' ', ""),
        None => sign::fingerprint(&armored)?,
    };
    Ok(Some(Key { fingerprint: fingerprint.to_ascii_uppercase(), armored }))
}

/// The provider: its publisher is that of the advisories, its role what the files are enough for.
fn provider(options: &CsafPublish, site: &str, given: &[Given], key: Option<Key>) -> Result<Provider, String> {
    let (category, name, namespace) =
        given.first().map(|one| one.document.publisher.clone()).ok_or("there is nothing to publish")?;
    let signed = key.is_some() && given.iter().all(|one| one.signature.is_some());
    Ok(Provider {
        site: site.to_owned(),
        role: if signed { Role::TrustedProvider } else { Role::Provider },
        publisher: Publisher { category, name, namespace, contact_details: None, issuing_authority: None },
        list: !options.unlisted,
        mirror: !options.unmirrored,
        keys: key.into_iter().collect(),
        changed: None,
    })
}

/// The tree, with metadata dated anew only where it says something else than what is there.
fn dated(arguments: &Arguments, own: &Own, mut provider: Provider, given: &[Given]) -> Result<Tree, String> {
    let all: Vec<(&[u8], Option<&[u8]>)> =
        given.iter().map(|one| (one.bytes.as_slice(), one.signature.as_deref())).collect();
    let lay = |provider: &Provider| {
        tree(provider, &all).map_err(|wrong| format!("{}\n\nnothing was written", wrong.join("\n")))
    };
    let plain = lay(&provider)?;
    let Some(old) = own.read(METADATA)? else { return Ok(plain) };
    if plain.files.get(METADATA) == Some(&old) {
        return Ok(plain);
    }
    let said: Option<serde_json::Value> = serde_json::from_slice(&old).ok();
    if let Some(said) = said.as_ref().and_then(|said| said["last_updated"].as_str()) {
        provider.changed = Some(said.to_owned());
        let same = lay(&provider);
        if let Ok(same) = same
            && same.files.get(METADATA) == Some(&old)
        {
            return Ok(same);
        }
    }
    let moment = session::moment(arguments)?;
    let now = jiff::Timestamp::from_second(moment.seconds).map_err(|error| error.to_string())?;
    provider.changed = Some(now.to_string());
    lay(&provider)
}

fn role_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    let metadata: Option<serde_json::Value> = files.get(METADATA).and_then(|bytes| serde_json::from_slice(bytes).ok());
    metadata.and_then(|value| value["role"].as_str().map(str::to_owned)).unwrap_or_default()
}
