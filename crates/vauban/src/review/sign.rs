//! `vauban review sign`: closes a review with a signature that anybody can check with a public key.
//!
//! Before anything is signed the review has to be complete and the elements as it saw them. The signature is checked
//! with the key that the records give to the signer before it is written: one that nobody could check is of no use.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use vauban_analysis::review::{Fingerprint, statement};
use vauban_checks::Reviews;
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_model::kinds::values::Seen;
use vauban_seal::{REVIEW, Refusal};
use vauban_syntax::edit::{NewValue, push};

/// Bytes of a key or signature file.
const LARGEST: u64 = 64 << 10;

/// How it is to be signed.
#[derive(Debug)]
pub(crate) enum With<'a> {
    /// With a private key in OpenSSH form, or the public key of one that an agent or a device holds.
    Key(&'a Path),
    /// With a signature made elsewhere under the printed statement.
    Signature(&'a Path),
    /// By a signed commit that holds the review.
    Commit(&'a str),
    /// By a signed document.
    Document(&'a str),
}

/// The text that a signature covers.
pub(crate) fn text(compiled: &Compilation, id: AnyId) -> Result<String, String> {
    statement(&compiled.model, id).ok_or_else(|| "there is no such review".to_owned())
}

/// What keeps a review from being signed; empty if nothing does.
pub(crate) fn open(compiled: &Compilation, reviews: &Reviews, id: AnyId) -> Vec<String> {
    let model = &compiled.model;
    let Some(review) = model.review.get(id.at as usize) else { return vec!["it is nowhere".to_owned()] };
    let name = &review.head.id;
    let mut open: Vec<String> = reviews.lacking.get(&id).cloned().unwrap_or_default();
    let Some(saw) = review.saw.as_ref().filter(|saw| !saw.0.is_empty()) else {
        open.push(format!("what it saw: run `vauban review stamp {name}`"));
        return open;
    };
    let mut changed = Vec::new();
    for (element, seen) in &saw.0 {
        let now = model.named(&element.value).map(|id| Fingerprint::of(model, &compiled.facts, id));
        let same = match (seen, &now) {
            (Seen::Sight(sight), Some(now)) => *now.digest == *sight.digest,
            (Seen::Gone(_), None) => true,
            (Seen::Sight(_), None) | (Seen::Gone(_), Some(_)) => false,
        };
        if !same {
            changed.push(format!("`{}`", element.value));
        }
    }
    if !changed.is_empty() {
        let shown = changed.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
        let more = changed.len().saturating_sub(6);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        open.push(format!(
            "a look at what changed since it was stamped, {shown}{more}: then `vauban review stamp {name}`"
        ));
    }
    open
}

/// The file of a record with the signature in it, which covers a text.
pub(crate) fn sign(
    compiled: &Compilation,
    id: AnyId,
    statement: &str,
    by: AnyId,
    with: &With<'_>,
    file: &str,
) -> Result<String, String> {
    let model = &compiled.model;
    let person = model.head(by);
    let keys = keys(compiled, by);
    let mut entries = vec![
        ("by".to_owned(), NewValue::Text(person.id.to_string())),
        ("method".to_owned(), NewValue::Text(String::new())),
        ("date".to_owned(), NewValue::Date(compiled.today().to_string())),
    ];
    let (method, rest) = match with {
        With::Key(path) => ("ssh", ("value", with_key(statement, path)?)),
        With::Signature(path) => {
            let value = read(path)?;
            let ssh = value.trim_start().starts_with("-----BEGIN SSH SIGNATURE-----");
            (if ssh { "ssh" } else { "minisign" }, ("value", value))
        }
        With::Commit(commit) => ("git", ("commit", (*commit).to_owned())),
        With::Document(document) => ("document", ("document", (*document).to_owned())),
    };
    if let ("value", value) = &rest {
        let borrowed: Vec<&str> = keys.iter().map(String::as_str).collect();
        let checked = match method {
            "ssh" => vauban_seal::check_ssh(statement.as_bytes(), value, REVIEW, &borrowed),
            _ => vauban_seal::check_minisign(statement.as_bytes(), value, REVIEW, &borrowed),
        };
        checked.map_err(|refusal| refused(&refusal, &person.name(), value))?;
    }
    if let Some((_, NewValue::Text(word))) = entries.get_mut(1) {
        method.clone_into(word);
    }
    entries.push((rest.0.to_owned(), NewValue::Text(rest.1)));
    let record = model.head(id);
    let path = &model.sources.file(record.header.file).path;
    push(path, file, id.kind.name(), &record.id, "signatures", &NewValue::Table(entries))
}

fn refused(refusal: &Refusal, person: &str, value: &str) -> String {
    match (refusal, vauban_seal::ssh_public_key(value)) {
        (Refusal::ForeignKey(_), Ok(public)) => format!(
            "`{person}` has no such key on record, so nobody could check the signature; nothing was written\n\n\
             if it is theirs, add it to the record:\n\n  keys = [{{ key = \"{}\" }}]",
            public.trim()
        ),
        _ => format!("the signature is not valid: {refusal}; nothing was written"),
    }
}

/// The public keys of a person today.
fn keys(compiled: &Compilation, person: AnyId) -> Vec<String> {
    let today = compiled.today();
    let person = compiled.model.person.get(person.at as usize);
    let keys = person.into_iter().flat_map(|person| &person.keys);
    keys.filter(|key| {
        key.from.is_none_or(|from| from.date <= today) && key.until.is_none_or(|until| today <= until.date)
    })
    .filter_map(|key| key.key.as_ref().map(|key| key.to_string()))
    .collect()
}

fn read(path: &Path) -> Result<String, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    let file = fs::File::open(path).map_err(problem)?;
    file.take(LARGEST).read_to_string(&mut text).map_err(problem)?;
    Ok(text)
}

/// Signs with a key file: an unprotected key here, anything else (passphrase, agent, hardware) through `ssh-keygen`,
/// which asks for what it needs.
fn with_key(statement: &str, path: &Path) -> Result<String, String> {
    let key = read(path)?;
    if key.starts_with("untrusted comment:") {
        return Err(
            "this is a minisign key: print what is signed with `--print > statement`, sign it with `minisign -S -t \
             vauban-review -m statement`, and hand in the result with `--signature statement.minisig`"
                .to_owned(),
        );
    }
    if let Ok(signature) = vauban_seal::sign_with_key(statement.as_bytes(), &key, REVIEW) {
        return Ok(signature);
    }
    let mut child = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", REVIEW, "-f"])
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`ssh-keygen`, which signs with protected keys, could not be run: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("`ssh-keygen` takes no input")?;
    stdin.write_all(statement.as_bytes()).map_err(|error| format!("`ssh-keygen` stopped reading: {error}"))?;
    drop(stdin);
    let done = child.wait_with_output().map_err(|error| error.to_string())?;
    match done.status.success() {
        true => String::from_utf8(done.stdout).map_err(|error| error.to_string()),
        false => Err("`ssh-keygen` did not sign; nothing was written".to_owned()),
    }
}
