//! What the pinned index of advisories says of the parts of releases.
//!
//! The index is held by its digest, so the answer for a commit is the same tomorrow; a scheduled run brings a newer one.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use vauban_advisories::matching::Status;
use vauban_advisories::{Alias, Built, Index, Indexes, Matcher, Part};
use vauban_model::{AdvisoriesAsked, Evidence, FileFact, KnownVulnerability, Model, Ref};
use vauban_sbom::{Bill, Component};

use crate::facts::Bills;
use crate::world::World;

/// Largest index that `check` reads, in bytes.
pub(crate) const LARGEST: u64 = 1 << 30;

/// A component of a bill of materials as an index is asked about it.
pub fn part(component: &Component) -> Part {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let party = |party: &Option<vauban_sbom::Party>| party.as_ref().and_then(|party| text(&party.name));
    Part {
        name: component.name.clone(),
        version: text(&component.version),
        purl: component.purl().map(str::to_owned),
        cpes: component.cpes.clone(),
        hashes: component.hashes.iter().map(|hash| format!("{}:{}", hash.algorithm.cyclonedx(), hash.value)).collect(),
        supplier: party(&component.manufacturer).or_else(|| party(&component.supplier)),
        kind: text(&component.kind_word),
        built: None::<Built>,
        ..Part::default()
    }
}

/// What `[alias.ID]` records say of the names of parts.
pub fn aliases(model: &Model) -> Vec<Alias> {
    let texts = |texts: &[vauban_model::Text]| -> Vec<String> { texts.iter().map(|text| text.to_string()).collect() };
    let of = |alias: &vauban_model::Record<vauban_model::kinds::Alias>| {
        let components = alias.component.iter().filter_map(Ref::to);
        let components = components.filter_map(|id| model.component.get(id.at as usize));
        let mut of = texts(&alias.names);
        for component in components {
            of.push(component.head.id.rsplit('/').next().unwrap_or_default().to_owned());
            of.extend(component.purl.iter().map(|purl| purl.to_string()));
        }
        of.sort();
        of.dedup();
        of
    };
    let known = model.alias.iter().filter(|alias| !alias.head.removed);
    known
        .map(|alias| Alias {
            id: alias.head.name(),
            of: of(alias),
            purls: texts(&alias.purls),
            cpes: texts(&alias.cpes),
            products: alias.csaf.iter().map(|name| (None, name.to_string())).collect(),
            models: texts(&alias.csaf),
            scheme: alias.scheme.as_ref().map(|scheme| scheme.to_string()),
        })
        .collect()
}

/// Asks the index that the policy pins about every bill of materials that was read; `None` if it pins none.
pub(crate) fn asked(
    model: &Model,
    world: &dyn World,
    files: &BTreeMap<String, FileFact>,
    bills: &Bills,
) -> Option<Result<AdvisoriesAsked, String>> {
    let set = model.policy.first()?.advisories.as_ref()?;
    Some(ask(model, world, files, bills, set))
}

fn ask(
    model: &Model,
    world: &dyn World,
    files: &BTreeMap<String, FileFact>,
    bills: &Bills,
    set: &vauban_model::kinds::AdvisorySet,
) -> Result<AdvisoriesAsked, String> {
    let Some(Evidence::File(path)) = &set.file else {
        return Err("`file` is no file of the project".to_owned());
    };
    if !matches!(files.get(&*path.value), Some(FileFact::There { .. })) {
        return Err(format!("`{}` is not there", &*path.value));
    }
    let bytes = world.evidence(path, LARGEST)?;
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    let pinned = set.digest.as_ref().map(|digest| digest.0.value.to_string()).unwrap_or_default();
    let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if pinned.trim_start_matches("sha256:") != found {
        return Err(format!(
            "`{}` is another index than the one that is pinned: its digest is sha256:{found}",
            &*path.value
        ));
    }
    let index = Index::open(bytes).map_err(|bad| format!("`{}` is no index of advisories: {bad}", &*path.value))?;
    let index = Indexes::new(index, digest).map_err(|bad| format!("`{}`: {bad}", &*path.value))?;
    let mut answer = AdvisoriesAsked {
        sources: index
            .sources()
            .iter()
            .map(|source| (source.name.clone(), source.records, source.fetched.clone()))
            .collect(),
        ..AdvisoriesAsked::default()
    };
    // One alias that cannot be used must not keep the others from being asked.
    let mut usable = aliases(model);
    let mut matcher = loop {
        match Matcher::new(&index, &usable) {
            Ok(matcher) => break matcher,
            Err(bad) => {
                usable.retain(|alias| alias.id != bad.id);
                answer.bad_aliases.push((bad.id, bad.what));
            }
        }
    };
    for (path, bill) in bills {
        let found = of_bill(&mut matcher, bill).map_err(|bad| format!("the index of advisories: {bad}"))?;
        answer.open.insert(path.clone(), found.1);
        answer.found.insert(path.clone(), found.0);
    }
    Ok(answer)
}

type OfBill = (Vec<KnownVulnerability>, (usize, usize));

fn of_bill(matcher: &mut Matcher<'_, Vec<u8>>, bill: &Bill) -> Result<OfBill, vauban_advisories::Bad> {
    let mut found: BTreeMap<(String, String, String), KnownVulnerability> = BTreeMap::new();
    let (mut candidates, mut unmatched) = (0, 0);
    for (_, component) in bill.asked() {
        let part = part(component);
        let looked = matcher.part(&part)?;
        unmatched += usize::from(!looked.unmatched.is_empty());
        candidates += usize::from(looked.matches.iter().any(|one| one.status == Status::Candidate));
        for one in looked.matches.iter().filter(|one| one.status == Status::Finding) {
            let key = (one.vulnerability.clone(), part.name.clone(), component.version.clone());
            let known = found.entry(key).or_insert_with(|| KnownVulnerability {
                id: one.vulnerability.clone(),
                name: part.name.clone(),
                version: component.version.clone(),
                purl: part.purl.clone().unwrap_or_default(),
                ..KnownVulnerability::default()
            });
            let mut ids: BTreeSet<String> = std::mem::take(&mut known.aliases).into_iter().collect();
            ids.insert(one.advisory.id.clone());
            ids.extend(one.advisory.aliases.iter().cloned());
            ids.remove(&known.id);
            known.aliases = ids.into_iter().collect();
            known.exploited |= one.exploited.is_some();
            if one.first || known.advisory.is_empty() {
                known.advisory = one.advisory.id.clone();
                known.because = one.explanation.join("; ");
            }
        }
    }
    Ok((found.into_values().collect(), (candidates, unmatched)))
}
