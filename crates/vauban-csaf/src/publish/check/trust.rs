//! Requirements 18 to 20: digests, signatures, keys.

use sha2::{Digest, Sha256, Sha512};
use vauban_json::{Document, Limits};

use super::super::tree::hex;
use super::{Survey, is_armored};

pub(super) fn check(survey: &mut Survey<'_>) {
    let advisories: Vec<(String, &[u8])> =
        survey.advisories.iter().map(|advisory| (advisory.path.to_owned(), advisory.bytes)).collect();
    let mut signed = 0;
    for (path, bytes) in &advisories {
        digests(survey, path, bytes);
        match survey.files.get(&format!("{path}.asc")) {
            None => survey.fail(19, path, "there is no signature, `.asc` after the name"),
            Some(signature) if !is_armored(signature, "SIGNATURE") => {
                survey.fail(19, &format!("{path}.asc"), "this is no armored OpenPGP signature");
            }
            Some(_) => signed += 1,
        }
    }
    if signed > 0 {
        survey.unknown(
            19,
            format!("{signed} signatures are there; whether they are right says `gpg --verify` or `sq verify`"),
        );
    }
    if advisories.is_empty() {
        survey.unknown(18, "there is no advisory here");
        survey.unknown(19, "there is no advisory here");
    }
    keys(survey);
}

fn digests(survey: &mut Survey<'_>, path: &str, bytes: &[u8]) {
    let mut good = 0;
    for (ending, right) in [(".sha256", hex(&Sha256::digest(bytes))), (".sha512", hex(&Sha512::digest(bytes)))] {
        let file = format!("{path}{ending}");
        let Some(text) = survey.files.get(&file) else { continue };
        let text = String::from_utf8_lossy(text);
        let said = text.split([' ', '\t', '\r', '\n']).next().unwrap_or("");
        if said.eq_ignore_ascii_case(&right) {
            good += 1;
        } else {
            survey.fail(18, &file, "this is not the digest of the advisory beside it");
        }
    }
    if good == 0 {
        survey.fail(18, path, "no right digest lies beside it: `.sha256` or `.sha512` after the name");
    }
}

fn keys(survey: &mut Survey<'_>) {
    let Some((path, bytes)) = survey.metadata else {
        survey.note(20, super::Standing::Failed, None, None, "without provider-metadata.json no key is named");
        return;
    };
    let Ok(document) = Document::read(bytes, &Limits::default()) else {
        survey.fail(20, path, "the metadata cannot be read");
        return;
    };
    let root = document.root();
    let site = root.get_text("canonical_url").and_then(|own| own.strip_suffix(path)).unwrap_or("");
    let keys = root.get("public_openpgp_keys").filter(|keys| !keys.is_empty());
    let Some(keys) = keys else {
        survey.fail(20, path, "/public_openpgp_keys names no key");
        return;
    };
    for key in keys.items() {
        let url = key.get_text("url").unwrap_or("");
        let here = if site.is_empty() { None } else { url.strip_prefix(site) };
        match here.map(|here| (here, survey.files.get(here))) {
            Some((here, Some(armored))) if !is_armored(armored, "PUBLIC KEY BLOCK") => {
                survey.fail(20, here, "this is no armored OpenPGP public key");
            }
            Some((_, Some(_))) => {}
            Some((here, None)) => survey.fail(20, path, format!("there is no key at `{}`", here.escape_debug())),
            None => survey.unknown(20, format!("the key at `{}` is not among these files", url.escape_debug())),
        }
    }
}
