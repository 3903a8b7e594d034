//! A file of metadata: what is signed, and the signatures.

use vauban_json::{Document, Value};

use crate::hex;
use crate::limits::{DEPTH, SIGNATURES, VALUES};
use crate::metadata::{At, Common, Role, Root, Snapshot, Targets, Timestamp};
use crate::refusal::{Kind, Refusal};
use crate::tree::Tree;

/// Metadata that was read. Its signatures have been taken apart, not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed<R> {
    /// What it says.
    pub role: R,
    /// The signatures, one for a key at most.
    pub signatures: Vec<Signature>,
    /// What was signed: the canonical form.
    pub payload: Vec<u8>,
    /// What was signed, as it was written, with all that the specification does not name.
    pub tree: Tree,
}

/// A signature under metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The id of the key that is said to have made it.
    pub key: String,
    /// Its bytes; empty where a signature is still missing, or is not written in hexadecimal digits.
    pub bytes: Vec<u8>,
}

impl<R: Role> Signed<R> {
    /// Reads a file. `file` is how it is called in messages.
    ///
    /// # Errors
    /// The first place that is not as it has to be.
    pub fn read(bytes: &[u8], file: &str) -> Result<Signed<R>, Refusal> {
        with(bytes, file, |at, signed, signatures, tree| {
            let common = Common::read(at, signed, R::TYPE)?;
            let role = R::read(at, signed, common)?;
            Ok(Signed { role, signatures, payload: tree.canonical(), tree })
        })
    }

    /// The version.
    pub fn version(&self) -> u64 {
        self.role.common().version
    }
}

/// Metadata of any role, told by its `_type`.
///
/// # Errors
/// If it is metadata of no role.
pub fn read_any(bytes: &[u8], file: &str) -> Result<&'static str, Refusal> {
    let kind = with(bytes, file, |at, signed, _, _| {
        let kind = at.member(signed, "_type")?;
        let known = crate::metadata::TOP.into_iter().find(|known| kind.is(known));
        known.ok_or_else(|| at.no(kind, "metadata is of type root, targets, snapshot or timestamp"))
    })?;
    match kind {
        "root" => Signed::<Root>::read(bytes, file).map(|_| kind),
        "snapshot" => Signed::<Snapshot>::read(bytes, file).map(|_| kind),
        "timestamp" => Signed::<Timestamp>::read(bytes, file).map(|_| kind),
        _ => Signed::<Targets>::read(bytes, file).map(|_| kind),
    }
}

fn with<T>(
    bytes: &[u8],
    file: &str,
    then: impl FnOnce(&At<'_>, Value<'_>, Vec<Signature>, Tree) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let limits = vauban_json::Limits { bytes: 64 << 20, depth: DEPTH, values: VALUES };
    let document = Document::read(bytes, &limits).map_err(|error| Refusal::json(file, &error))?;
    let at = At { file };
    if let Some(twice) = document.duplicates().first() {
        return Err(at.no(twice.again, "this name occurs twice in its object: readers would differ in what it means"));
    }
    let root = document.root();
    let signatures = signatures(&at, at.member(root, "signatures")?)?;
    let signed = at.object(at.member(root, "signed")?, "signed")?;
    let tree = Tree::read(signed).map_err(|(value, why)| at.no(value, why))?;
    then(&at, signed, signatures, tree)
}

fn signatures(at: &At<'_>, value: Value<'_>) -> Result<Vec<Signature>, Refusal> {
    let list = at.array(value, "signatures")?;
    if list.len() > SIGNATURES {
        let message = format!("more than {SIGNATURES} signatures");
        return Err(Refusal::at(Kind::EndlessData, at.file, list, message));
    }
    let mut out: Vec<Signature> = Vec::with_capacity(list.len());
    for item in list.items() {
        let written = at.member(item, "keyid")?;
        let key = at.text(written, "the id of a key")?;
        if out.iter().any(|other| other.key == key) {
            return Err(at.no(written, "a second signature of the same key: each key signs once"));
        }
        let sig = at.text(at.member(item, "sig")?, "a signature")?;
        out.push(Signature { key: key.to_owned(), bytes: hex::vec(sig).unwrap_or_default() });
    }
    Ok(out)
}
