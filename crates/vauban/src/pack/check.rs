//! Checking a pack with nothing but a public key: signature, tree, items, ledger, timestamps, statements; then the
//! verdicts are worked out again from the packed records and held against the packed ones.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use vauban_engine::pack::{PackWorld, Store as _, WorldFacts};
use vauban_engine::{Compilation, compile};
use vauban_pack::dsse::Envelope;
use vauban_pack::{Checked, Level, Limits, PublicKey, Reader, intoto, timestamp};
use vauban_report::pack::{AttestationRow, LedgerRow, TimestampRow, VerdictRow, VerifyReport};

use super::dossier::{Asked, Items, dossier, release};
use super::store::PackFile;
use super::{FACTS, FINDINGS, LEDGER, VERDICTS, make};

/// Bytes of an item that is read into memory here.
const LARGEST: u64 = 512 << 20;

/// What a pack is checked against.
pub(crate) struct Terms {
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) threshold: usize,
    /// Certificates of timestamp services, in DER.
    pub(crate) services: Vec<Vec<u8>>,
    pub(crate) requirements: Vec<String>,
    pub(crate) release: Option<String>,
}

/// Checks a pack.
///
/// # Errors
/// Only if the file cannot be opened, or something is asked that is not in it; what does not hold is told in the report.
pub(crate) fn check(path: &Path, terms: &Terms) -> Result<VerifyReport, String> {
    let file = File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut report = VerifyReport {
        schema: "vauban/verify/1",
        file: path.display().to_string(),
        recomputed: "not-recomputed",
        answers_from: "packed",
        ..VerifyReport::default()
    };
    let checked = match Reader::check(BufReader::with_capacity(256 << 10, file), &terms.keys, terms.threshold) {
        Ok(checked) => checked,
        Err(refused) => {
            report.refused = Some(refused.to_string());
            return Ok(report);
        }
    };
    let store = Arc::new(PackFile::new(path, &checked));
    about(&mut report, &checked, terms);
    report.holds = stamps(&mut report, &checked, terms);
    let inner = ledger(&mut report, &checked, &store).and_then(|()| statements(&mut report, &store, terms));
    if let Err(why) = inner {
        report.refused = Some(why);
        report.holds = false;
        return Ok(report);
    }
    let compiled = recompute(&mut report, &checked, &store);
    report.holds &= report.recomputed != "differs";
    if !terms.requirements.is_empty() || terms.release.is_some() {
        answers(&mut report, terms, &checked, &store, compiled.as_ref())?;
    }
    Ok(report)
}

fn about(report: &mut VerifyReport, checked: &Checked, terms: &Terms) {
    let head = &checked.head;
    report.root = head.root.hex();
    report.product.clone_from(&head.product);
    report.release.clone_from(&head.release);
    report.date.clone_from(&head.date);
    report.keep_until.clone_from(&head.keep_until);
    report.tool = format!("{} {}", head.tool.name, head.tool.version);
    report.signed_by = checked.signers.iter().filter_map(|at| terms.keys.get(*at)).map(PublicKey::id).collect();
    report.other_signatures = checked.other_signatures;
    report.items = checked.items.len();
    report.withheld = checked.items.iter().filter(|item| item.open.is_none()).count();
    report.withheld_levels = checked.withheld().into_iter().map(Level::word).collect();
    report.bytes = checked.bytes;
}

/// The timestamps; false if one was checked and does not hold.
fn stamps(report: &mut VerifyReport, checked: &Checked, terms: &Terms) -> bool {
    let mut hold = true;
    for token in &checked.tokens {
        let time = timestamp::claimed(token).unwrap_or_default();
        let row = if terms.services.is_empty() {
            let why = "no certificate of a timestamp service was given (`--tsa`)".to_owned();
            TimestampRow { state: "unchecked", time, service: String::new(), why }
        } else {
            match timestamp::check(token, &checked.envelope_bytes, &terms.services) {
                Ok(stamp) => {
                    TimestampRow { state: "holds", time: stamp.time, service: stamp.service, why: String::new() }
                }
                Err(refused) => {
                    hold = false;
                    TimestampRow { state: "refused", time, service: String::new(), why: refused.why }
                }
            }
        };
        report.timestamps.push(row);
    }
    hold
}

fn ledger(report: &mut VerifyReport, checked: &Checked, store: &PackFile) -> Result<(), String> {
    let Some(signed) = &checked.head.ledger else { return Ok(()) };
    let state = match store.bytes(LEDGER, Limits::LEDGER) {
        None => "withheld",
        Some(bytes) => {
            vauban_pack::ledger::reaches(&bytes?, signed).map_err(|refused| format!("ledger, {refused}"))?;
            "holds"
        }
    };
    report.ledger = Some(LedgerRow { entries: signed.entries, head: signed.head.hex(), state });
    Ok(())
}

fn statements(report: &mut VerifyReport, store: &PackFile, terms: &Terms) -> Result<(), String> {
    for path in store.below("attestations/") {
        let Some(bytes) = store.bytes(path, Limits::ENVELOPE) else { continue };
        let said = |refused: vauban_pack::Refused| format!("{path}: {refused}");
        let envelope = Envelope::read(&bytes?).map_err(said)?;
        envelope.verify(&terms.keys, terms.threshold).map_err(said)?;
        let statement = intoto::read(&envelope).map_err(said)?;
        report.attestations.push(AttestationRow {
            path: path.to_owned(),
            predicate_type: statement.predicate_type,
            subjects: statement.subjects.into_iter().map(|(name, _)| name).collect(),
        });
    }
    Ok(())
}

/// Works the verdicts out again from the packed records.
fn recompute(report: &mut VerifyReport, checked: &Checked, store: &Arc<PackFile>) -> Option<Compilation> {
    let packed = store.bytes(VERDICTS, LARGEST).and_then(Result::ok);
    let packed_rows = packed.as_deref().map(requirements).unwrap_or_default();
    let only_packed = |report: &mut VerifyReport, why: String| {
        report.recomputed = "not-recomputed";
        report.recomputed_why.push(why);
        report.verdicts = packed_rows
            .iter()
            .map(|(id, packed)| VerdictRow {
                id: id.clone(),
                packed: packed.clone(),
                recomputed: None,
                state: "not-recomputed",
            })
            .collect();
    };
    let (Some(facts), Some(packed)) = (store.bytes(FACTS, LARGEST), &packed) else {
        let levels = report.withheld_levels.join(", ");
        only_packed(report, format!("the records are withheld from this pack ({levels})"));
        return None;
    };
    let world = facts.and_then(|bytes| WorldFacts::read(&bytes)).and_then(|facts| {
        report.signed_facts = facts.told();
        PackWorld::new(facts, Arc::clone(store) as Arc<dyn vauban_engine::pack::Store>)
    });
    let compiled = world.and_then(|world| {
        let compiled = compile(&world).map_err(|error| error.to_string())?;
        Ok((compiled, world.withheld()))
    });
    let (compiled, lacking) = match compiled {
        Ok(done) => done,
        Err(why) => {
            only_packed(report, format!("the packed records cannot be compiled: {why}"));
            return None;
        }
    };
    if !lacking.records.is_empty() {
        // Without a record a verdict could come out better than it is: nothing is worked out from a part.
        let many = lacking.records.len();
        only_packed(
            report,
            format!("{many} record files are withheld from this pack, and every verdict may rest on them"),
        );
        return None;
    }
    let again = match make::verdicts(&compiled, &checked.head.product) {
        Ok(again) => again,
        Err(why) => {
            only_packed(report, why);
            return None;
        }
    };
    let rows: BTreeMap<String, String> = requirements(&again).into_iter().collect();
    let partial = !lacking.evidence.is_empty();
    for (id, packed) in &packed_rows {
        let now = rows.get(id).cloned();
        let state = match (now.as_ref() == Some(packed), partial) {
            (true, _) => "same",
            (false, true) => "not-recomputed",
            (false, false) => "differs",
        };
        let recomputed = now.filter(|_| state != "not-recomputed");
        report.verdicts.push(VerdictRow { id: id.clone(), packed: packed.clone(), recomputed, state });
    }
    let found = make::findings(&compiled).ok();
    let same = again == *packed && found == store.bytes(FINDINGS, LARGEST).and_then(Result::ok);
    let version = env!("CARGO_PKG_VERSION");
    if same {
        report.recomputed = "same";
    } else if partial {
        report.recomputed = "not-recomputed";
        report.recomputed_why.push(format!("{} files of evidence are withheld from this pack", lacking.evidence.len()));
    } else {
        report.recomputed = "differs";
        if checked.head.tool.version != version {
            report
                .recomputed_why
                .push(format!("it was made by version {}, and this is {version}", checked.head.tool.version));
        }
        if report.verdicts.iter().all(|row| row.state == "same") {
            report
                .recomputed_why
                .push("the verdicts are the same, what they rest on or what was found is not".to_owned());
        }
    }
    for question in lacking.unanswered.iter().take(20) {
        report.recomputed_why.push(format!("the pack does not answer: {question}"));
    }
    Some(compiled)
}

/// Requirement and verdict of every row of `vauban/status/1`.
fn requirements(bytes: &[u8]) -> Vec<(String, String)> {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let listed = document.get("requirements").and_then(Value::as_array);
    let text = |row: &Value, name: &str| Some(row.get(name)?.as_str()?.to_owned());
    listed.into_iter().flatten().filter_map(|row| Some((text(row, "id")?, text(row, "verdict")?))).collect()
}

fn answers(
    report: &mut VerifyReport,
    terms: &Terms,
    checked: &Checked,
    store: &PackFile,
    compiled: Option<&Compilation>,
) -> Result<(), String> {
    let Some(compiled) = compiled else {
        return Err(format!(
            "this pack cannot answer for a requirement: {}; ask for a pack that shows more",
            report.recomputed_why.join("; ")
        ));
    };
    let product = crate::depth::product(compiled, Some(checked.head.product.as_str()).filter(|id| !id.is_empty()))?;
    let wanted = terms.release.as_deref().or(checked.head.release.as_deref());
    let release = wanted.map(|word| release(compiled, product, word)).transpose()?;
    let mut items = Items::new();
    for item in checked.items.iter().filter_map(|item| Some((item.level, item.open.as_ref()?))) {
        let (level, open) = item;
        if let Some(path) = open.path.strip_prefix("project/") {
            let digest = store.digest(&open.path).map(|(digest, _)| digest).filter(|_| level > Level::Internal);
            items.insert(path.to_owned(), (open.path.clone(), digest));
        }
    }
    let asked =
        Asked { product, release, scope: terms.requirements.clone(), keep_until: checked.head.keep_until.clone() };
    report.answers = dossier(compiled, &asked, &items)?.requirements;
    report.answers_from = "recomputed";
    // With evidence withheld a verdict is shown as it was packed unless it came out the same.
    for answer in &mut report.answers {
        if let Some(row) = report.verdicts.iter().find(|row| row.id == answer.id && row.state != "same") {
            answer.verdict = format!("{} as packed ({})", row.packed, row.state);
        }
    }
    Ok(())
}
