//! Whether a field is there, read the strict way: what is empty, or asserts nothing, is not there.

use super::Field;
use crate::model::{Bill, Component, Format, Party};
use crate::words::{Acknowledgement, Algorithm, Extent, Relation};

/// What is worked out once for all components.
pub(super) struct Known {
    completeness: Vec<Option<Extent>>,
    /// Components whose file has a SHA-512.
    file_sha512: Vec<bool>,
}

impl Known {
    pub(super) fn of(bill: &Bill) -> Known {
        let mut file_sha512 = vec![false; bill.components.len()];
        for edge in bill.edges.iter().filter(|edge| edge.relation == Relation::DistributionArtifact) {
            let has = bill.components.get(edge.to).is_some_and(|file| has_sha512(&file.hashes));
            if let Some(slot) = file_sha512.get_mut(edge.from) {
                *slot |= has;
            }
        }
        Known { completeness: bill.completeness(), file_sha512 }
    }
}

/// Of the document.
pub(super) fn of_document(bill: &Bill, field: Field) -> bool {
    match field {
        Field::DescribesSomething => !bill.roots.is_empty(),
        Field::NewFormat => new_format(bill),
        Field::Author => authors(bill).any(|party| said(&party.name) || reachable(party)),
        Field::AuthorContact => authors(bill).any(reachable),
        Field::Timestamp => has_zone(&bill.created),
        Field::ToolName => bill.tools.iter().any(|tool| said(&tool.name)),
        Field::GenerationContext => bill.lifecycles.iter().any(|phase| said(phase)),
        Field::BillAddress => said(&bill.id),
        Field::NoVulnerabilities => bill.vulnerabilities.is_empty(),
        Field::Name
        | Field::Version
        | Field::Supplier
        | Field::CreatorContact
        | Field::Identifier
        | Field::Dependencies
        | Field::Completeness
        | Field::Hash
        | Field::DeployableSha512
        | Field::Licence
        | Field::DistributionLicence
        | Field::OriginalLicence
        | Field::EffectiveLicence
        | Field::FileName
        | Field::Executable
        | Field::Archive
        | Field::Structured
        | Field::SourceAddress
        | Field::DeployableAddress
        | Field::SourceHash
        | Field::SecurityTxt => false,
    }
}

/// Of a component.
pub(super) fn of_component(bill: &Bill, known: &Known, at: usize, part: &Component, field: Field) -> bool {
    let reference =
        |kinds: &[&str]| part.references.iter().any(|to| kinds.contains(&to.kind.as_str()) && said(&to.url));
    let property = |name: &str, purposes: &[&str]| {
        part.property(name).any(said) || part.purposes.iter().any(|purpose| purposes.contains(&purpose.as_str()))
    };
    match field {
        Field::Name => said(&part.name),
        Field::Version => said(&part.version),
        Field::Supplier => {
            let parties = [&part.supplier, &part.manufacturer];
            parties.into_iter().flatten().any(|party| said(&party.name) || reachable(party)) || said(&part.publisher)
        }
        Field::CreatorContact => part.manufacturer.iter().chain(&part.authors).any(reachable),
        Field::Identifier => {
            part.purls.iter().chain(&part.cpes).any(|id| said(id)) || part.ids.iter().any(|id| said(&id.value))
        }
        Field::Dependencies => part.dependencies_stated,
        Field::Completeness => match known.completeness.get(at).copied().flatten() {
            None | Some(Extent::NotSpecified) => false,
            Some(_) => true,
        },
        Field::Hash => !part.hashes.is_empty() || part.references.iter().any(|to| !to.hashes.is_empty()),
        Field::DeployableSha512 => match bill.format {
            Format::CycloneDxJson | Format::CycloneDxXml => {
                let handed_out = |kind: &str| matches!(kind, "distribution" | "distribution-intake");
                part.references.iter().any(|to| handed_out(&to.kind) && has_sha512(&to.hashes))
            }
            Format::Spdx2 | Format::Spdx3 | Format::CargoLock | Format::NpmLock => {
                has_sha512(&part.hashes) || known.file_sha512.get(at).copied().unwrap_or(false)
            }
        },
        Field::Licence => part.licences.iter().any(|licence| said(&licence.text)),
        Field::DistributionLicence => part.concluded().any(|licence| said(&licence.text)),
        Field::OriginalLicence => {
            part.licences.iter().any(|licence| licence.said == Acknowledgement::Declared && said(&licence.text))
        }
        Field::EffectiveLicence => part.property("bsi:component:effectiveLicence").any(said),
        Field::FileName => said(&part.file_name),
        // Of SPDX's purposes any answers all three questions: what is not named there is denied.
        Field::Executable => property("bsi:component:executable", &PURPOSES),
        Field::Archive => property("bsi:component:archive", &PURPOSES),
        Field::Structured => property("bsi:component:structured", &PURPOSES),
        Field::SourceAddress => reference(&["source-distribution", "vcs"]),
        Field::DeployableAddress => reference(&["distribution", "distribution-intake"]),
        Field::SourceHash => {
            let source = part.references.iter().any(|to| to.kind == "source-distribution" && !to.hashes.is_empty());
            source || !part.hashes.is_empty()
        }
        Field::SecurityTxt => reference(&["rfc-9116"]),
        Field::DescribesSomething
        | Field::NewFormat
        | Field::Author
        | Field::AuthorContact
        | Field::Timestamp
        | Field::ToolName
        | Field::GenerationContext
        | Field::BillAddress
        | Field::NoVulnerabilities => false,
    }
}

/// SPDX 3's purposes that answer what BSI asks.
const PURPOSES: [&str; 4] = ["executable", "archive", "container", "firmware"];

/// Whether a text says something.
fn said(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !matches!(text, "NOASSERTION" | "NONE")
}

fn reachable(party: &Party) -> bool {
    let mail =
        party.emails.iter().any(|mail| mail.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.')));
    mail || party.urls.iter().any(|url| url.contains("://"))
}

/// People and organisations that wrote the bill; its manufacturer is one of them (CycloneDX 1.6).
fn authors(bill: &Bill) -> impl Iterator<Item = &Party> {
    bill.authors.iter().chain(&bill.manufacturer)
}

fn has_sha512(hashes: &[crate::Hash]) -> bool {
    hashes.iter().any(|hash| hash.algorithm == Algorithm::Sha512 && hash.value.len() == 128)
}

/// CycloneDX 1.6 and later, SPDX 3.0.1 and later.
fn new_format(bill: &Bill) -> bool {
    let numbers: Vec<u32> = bill.spec.split('.').map_while(|number| number.parse().ok()).collect();
    match bill.format {
        Format::CycloneDxJson | Format::CycloneDxXml => numbers.as_slice() >= [1, 6].as_slice(),
        Format::Spdx3 => numbers.as_slice() >= [3, 0, 1].as_slice(),
        Format::Spdx2 | Format::CargoLock | Format::NpmLock => false,
    }
}

/// A date and time with its zone (RFC 3339); a time without zone is no point in time.
pub(crate) fn has_zone(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |at: usize, length: usize| -> Option<u32> {
        let digits = text.get(at..at + length)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let (Some(_), Some(month), Some(day)) = (number(0, 4), number(5, 2), number(8, 2)) else { return false };
    let (Some(hour), Some(minute), Some(second)) = (number(11, 2), number(14, 2), number(17, 2)) else { return false };
    let marks = is(4, b'-') && is(7, b'-') && (is(10, b'T') || is(10, b't')) && is(13, b':') && is(16, b':');
    let ranges = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let Some(mut rest) = text.get(19..).filter(|_| marks && ranges) else { return false };
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        rest = fraction.get(digits..).unwrap_or_default();
    }
    let offset = |rest: &str| {
        let parts = rest.strip_prefix(['+', '-']).and_then(|rest| rest.split_once(':'));
        let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.is_some_and(|(hours, minutes)| two(hours) && two(minutes) && hours < "24" && minutes < "60")
    };
    matches!(rest, "Z" | "z") || offset(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_its_zone() {
        for good in ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123+01:00", "2026-11-22T10:00:00-00:30"] {
            assert!(has_zone(good), "{good}");
        }
        for bad in [
            "",
            "2026-11-22",
            "2026-11-22T10:00:00",
            "2026-13-22T10:00:00Z",
            "2026-11-22T10:00:00+1:00",
            "2026-11-22 10:00:00Z",
            "2026-11-22T10:00:00.Z",
            "äöüäöüäöüäöüäöü",
        ] {
            assert!(!has_zone(bad), "{bad}");
        }
    }

    #[test]
    fn a_party_is_reachable_by_mail_or_web() {
        let party =
            |mail: &str, url: &str| Party { emails: vec![mail.into()], urls: vec![url.into()], ..Party::default() };
        assert!(reachable(&party("psirt@example.com", "")));
        assert!(reachable(&party("", "https://example.com")));
        assert!(!reachable(&party("psirt", "example.com")));
    }
}
