//! Severity vectors and the numbers and words beside them (6.1.8 to 6.1.10).

use vauban_cvss::Scored;
use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::{Facts, List};
use crate::schema::Area;

/// The severity objects of a document: the member's name and the object.
pub(super) fn severities<'f, 'd>(
    facts: &'f Facts<'d>,
) -> impl Iterator<Item = (&'static str, Value<'d>)> + use<'f, 'd> {
    facts.vulnerabilities.iter().flat_map(|own| own.list(List::Scores)).flat_map(|item| objects(item.at))
}

/// The severity objects of one score of 2.0 or one metric of 2.1.
pub(super) fn objects<'d>(score: Value<'d>) -> impl Iterator<Item = (&'static str, Value<'d>)> + use<'d> {
    let holder = score.get("content").unwrap_or(score);
    holder.members().filter_map(|(name, value)| match name.text() {
        Some("cvss_v2") => Some(("cvss_v2", value)),
        Some("cvss_v3") => Some(("cvss_v3", value)),
        Some("cvss_v4") => Some(("cvss_v4", value)),
        _ => None,
    })
}

/// 6.1.8: the schema of FIRST, which was held against the document with all others.
pub(super) fn against_schema<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for breach in looked.breaches.iter().filter(|breach| breach.area == Area::Cvss && !breach.allowed) {
        found.at(breach.at, breach.message.clone());
    }
}

/// 6.1.9.
pub(super) fn wrong_scores<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (version, object) in severities(looked.facts) {
        let Some(vector) = object.get("vectorString") else { continue };
        let Some(text) = vector.text() else { continue };
        match vauban_cvss::score(text) {
            Err(why) => found.at(vector, format!("`{text}` has no score: {why}")),
            Ok(scored) => {
                let mut wrong = differences(version, object, &scored);
                // Members may add what the vector leaves out, and count then.
                if !wrong.is_empty()
                    && let Some(longer) = with_members(version, object, text)
                    && let Ok(scored) = vauban_cvss::score(&longer)
                {
                    wrong = differences(version, object, &scored);
                }
                for (at, message) in wrong {
                    found.at(at, message);
                }
            }
        }
    }
}

/// Scores and words of a severity object that are not what its vector comes to.
fn differences<'d>(version: &str, object: Value<'d>, scored: &Scored) -> Vec<(Value<'d>, String)> {
    // In 4.0 there is one score, of the vector as it is. Where a group is not given, its score is that before it.
    let base = if version == "cvss_v4" { scored.score() } else { scored.base };
    let temporal = scored.temporal.unwrap_or(scored.base);
    let environmental = scored.environmental.unwrap_or(temporal);
    let mut wrong = Vec::new();
    for (name, value) in object.members() {
        let computed = match name.text() {
            Some("baseScore" | "baseSeverity") => base,
            Some("temporalScore" | "temporalSeverity") => temporal,
            Some("environmentalScore" | "environmentalSeverity") => environmental,
            _ => continue,
        };
        let name = name.text().unwrap_or("");
        if let Some(own) = value.as_f64() {
            if (own - computed.value()).abs() > 1e-6 {
                wrong.push((value, format!("`{name}` is {own}, and the vector comes to {computed}")));
            }
        } else if let Some(own) = value.text()
            && version != "cvss_v2"
        {
            let word = computed.severity(scored.version).word().to_ascii_uppercase();
            if own != word {
                wrong.push((value, format!("`{name}` is {own}, and {computed} is {word}")));
            }
        }
    }
    wrong
}

/// A vector with the metrics that only members of its object give, in the order of the standard; none if there are none.
fn with_members(version: &str, object: Value<'_>, vector: &str) -> Option<String> {
    let rows = rows(version);
    let mut longer: String =
        vector.split('/').next().filter(|first| first.starts_with("CVSS:")).unwrap_or("").to_owned();
    let mut added = false;
    for (metric, member, words) in rows {
        let told = vector.split('/').find_map(|part| part.strip_prefix(metric)?.strip_prefix(':'));
        let word = object.get_text(member);
        let own = words.iter().find(|(_, own)| Some(*own) == word).map(|(letters, _)| *letters);
        added |= told.is_none() && own.is_some();
        if let Some(letters) = told.or(own) {
            if !longer.is_empty() {
                longer.push('/');
            }
            longer.push_str(&format!("{metric}:{letters}"));
        }
    }
    added.then_some(longer)
}

fn rows(version: &str) -> &'static [Row] {
    match version {
        "cvss_v2" => V2,
        "cvss_v3" => V3,
        _ => V4,
    }
}

/// A metric of a vector, and the member that tells it again; the words of its values, in the order of the letters.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CIA_2: &[(&str, &str)] = &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")];
const REQUIREMENT_2: &[(&str, &str)] = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")];
const V2: &[Row] = &[
    ("AV", "accessVector", &[("L", "LOCAL"), ("A", "ADJACENT_NETWORK"), ("N", "NETWORK")]),
    ("AC", "accessComplexity", &[("H", "HIGH"), ("M", "MEDIUM"), ("L", "LOW")]),
    ("Au", "authentication", &[("M", "MULTIPLE"), ("S", "SINGLE"), ("N", "NONE")]),
    ("C", "confidentialityImpact", CIA_2),
    ("I", "integrityImpact", CIA_2),
    ("A", "availabilityImpact", CIA_2),
    (
        "E",
        "exploitability",
        &[("U", "UNPROVEN"), ("POC", "PROOF_OF_CONCEPT"), ("F", "FUNCTIONAL"), ("H", "HIGH"), ("ND", "NOT_DEFINED")],
    ),
    (
        "RL",
        "remediationLevel",
        &[
            ("OF", "OFFICIAL_FIX"),
            ("TF", "TEMPORARY_FIX"),
            ("W", "WORKAROUND"),
            ("U", "UNAVAILABLE"),
            ("ND", "NOT_DEFINED"),
        ],
    ),
    (
        "RC",
        "reportConfidence",
        &[("UC", "UNCONFIRMED"), ("UR", "UNCORROBORATED"), ("C", "CONFIRMED"), ("ND", "NOT_DEFINED")],
    ),
    (
        "CDP",
        "collateralDamagePotential",
        &[
            ("N", "NONE"),
            ("L", "LOW"),
            ("LM", "LOW_MEDIUM"),
            ("MH", "MEDIUM_HIGH"),
            ("H", "HIGH"),
            ("ND", "NOT_DEFINED"),
        ],
    ),
    ("TD", "targetDistribution", &[("N", "NONE"), ("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")]),
    ("CR", "confidentialityRequirement", REQUIREMENT_2),
    ("IR", "integrityRequirement", REQUIREMENT_2),
    ("AR", "availabilityRequirement", REQUIREMENT_2),
];

const VECTOR_3: &[(&str, &str)] =
    &[("N", "NETWORK"), ("A", "ADJACENT_NETWORK"), ("L", "LOCAL"), ("P", "PHYSICAL"), ("X", "NOT_DEFINED")];
const LOW_HIGH: &[(&str, &str)] = &[("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const NONE_LOW_HIGH: &[(&str, &str)] = &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const USER_3: &[(&str, &str)] = &[("N", "NONE"), ("R", "REQUIRED"), ("X", "NOT_DEFINED")];
const SCOPE_3: &[(&str, &str)] = &[("U", "UNCHANGED"), ("C", "CHANGED"), ("X", "NOT_DEFINED")];
const REQUIREMENT: &[(&str, &str)] = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const V3: &[Row] = &[
    ("AV", "attackVector", VECTOR_3),
    ("AC", "attackComplexity", LOW_HIGH),
    ("PR", "privilegesRequired", NONE_LOW_HIGH),
    ("UI", "userInteraction", USER_3),
    ("S", "scope", SCOPE_3),
    ("C", "confidentialityImpact", NONE_LOW_HIGH),
    ("I", "integrityImpact", NONE_LOW_HIGH),
    ("A", "availabilityImpact", NONE_LOW_HIGH),
    (
        "E",
        "exploitCodeMaturity",
        &[("U", "UNPROVEN"), ("P", "PROOF_OF_CONCEPT"), ("F", "FUNCTIONAL"), ("H", "HIGH"), ("X", "NOT_DEFINED")],
    ),
    (
        "RL",
        "remediationLevel",
        &[
            ("O", "OFFICIAL_FIX"),
            ("T", "TEMPORARY_FIX"),
            ("W", "WORKAROUND"),
            ("U", "UNAVAILABLE"),
            ("X", "NOT_DEFINED"),
        ],
    ),
    ("RC", "reportConfidence", &[("U", "UNKNOWN"), ("R", "REASONABLE"), ("C", "CONFIRMED"), ("X", "NOT_DEFINED")]),
    ("CR", "confidentialityRequirement", REQUIREMENT),
    ("IR", "integrityRequirement", REQUIREMENT),
    ("AR", "availabilityRequirement", REQUIREMENT),
    ("MAV", "modifiedAttackVector", VECTOR_3),
    ("MAC", "modifiedAttackComplexity", LOW_HIGH),
    ("MPR", "modifiedPrivilegesRequired", NONE_LOW_HIGH),
    ("MUI", "modifiedUserInteraction", USER_3),
    ("MS", "modifiedScope", SCOPE_3),
    ("MC", "modifiedConfidentialityImpact", NONE_LOW_HIGH),
    ("MI", "modifiedIntegrityImpact", NONE_LOW_HIGH),
    ("MA", "modifiedAvailabilityImpact", NONE_LOW_HIGH),
];

const VECTOR_4: &[(&str, &str)] =
    &[("N", "NETWORK"), ("A", "ADJACENT"), ("L", "LOCAL"), ("P", "PHYSICAL"), ("X", "NOT_DEFINED")];
const REQUIREMENTS_4: &[(&str, &str)] = &[("N", "NONE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")];
const USER_4: &[(&str, &str)] = &[("N", "NONE"), ("P", "PASSIVE"), ("A", "ACTIVE"), ("X", "NOT_DEFINED")];
const SUBSEQUENT: &[(&str, &str)] =
    &[("N", "NEGLIGIBLE"), ("L", "LOW"), ("H", "HIGH"), ("S", "SAFETY"), ("X", "NOT_DEFINED")];
const V4: &[Row] = &[
    ("AV", "attackVector", VECTOR_4),
    ("AC", "attackComplexity", LOW_HIGH),
    ("AT", "attackRequirements", REQUIREMENTS_4),
    ("PR", "privilegesRequired", NONE_LOW_HIGH),
    ("UI", "userInteraction", USER_4),
    ("VC", "vulnConfidentialityImpact", NONE_LOW_HIGH),
    ("VI", "vulnIntegrityImpact", NONE_LOW_HIGH),
    ("VA", "vulnAvailabilityImpact", NONE_LOW_HIGH),
    ("SC", "subConfidentialityImpact", NONE_LOW_HIGH),
    ("SI", "subIntegrityImpact", NONE_LOW_HIGH),
    ("SA", "subAvailabilityImpact", NONE_LOW_HIGH),
    (
        "E",
        "exploitMaturity",
        &[("U", "UNREPORTED"), ("P", "PROOF_OF_CONCEPT"), ("A", "ATTACKED"), ("X", "NOT_DEFINED")],
    ),
    ("CR", "confidentialityRequirement", REQUIREMENT),
    ("IR", "integrityRequirement", REQUIREMENT),
    ("AR", "availabilityRequirement", REQUIREMENT),
    ("MAV", "modifiedAttackVector", VECTOR_4),
    ("MAC", "modifiedAttackComplexity", LOW_HIGH),
    ("MAT", "modifiedAttackRequirements", REQUIREMENTS_4),
    ("MPR", "modifiedPrivilegesRequired", NONE_LOW_HIGH),
    ("MUI", "modifiedUserInteraction", USER_4),
    ("MVC", "modifiedVulnConfidentialityImpact", NONE_LOW_HIGH),
    ("MVI", "modifiedVulnIntegrityImpact", NONE_LOW_HIGH),
    ("MVA", "modifiedVulnAvailabilityImpact", NONE_LOW_HIGH),
    ("MSC", "modifiedSubConfidentialityImpact", SUBSEQUENT),
    ("MSI", "modifiedSubIntegrityImpact", SUBSEQUENT),
    ("MSA", "modifiedSubAvailabilityImpact", SUBSEQUENT),
    ("S", "Safety", &[("N", "NEGLIGIBLE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")]),
    ("AU", "Automatable", &[("N", "NO"), ("Y", "YES"), ("X", "NOT_DEFINED")]),
    ("R", "Recovery", &[("A", "AUTOMATIC"), ("U", "USER"), ("I", "IRRECOVERABLE"), ("X", "NOT_DEFINED")]),
    ("V", "valueDensity", &[("D", "DIFFUSE"), ("C", "CONCENTRATED"), ("X", "NOT_DEFINED")]),
    ("RE", "vulnerabilityResponseEffort", &[("L", "LOW"), ("M", "MODERATE"), ("H", "HIGH"), ("X", "NOT_DEFINED")]),
    (
        "U",
        "providerUrgency",
        &[("Clear", "CLEAR"), ("Green", "GREEN"), ("Amber", "AMBER"), ("Red", "RED"), ("X", "NOT_DEFINED")],
    ),
];

/// 6.1.10: what the members say again is what the vector says.
pub(super) fn members_against_vector<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (version, object) in severities(looked.facts) {
        let Some(vector) = object.get_text("vectorString") else { continue };
        let rows = rows(version);
        if let Some(at) = object.get("version")
            && let Some(own) = at.text()
        {
            let told = vector.strip_prefix("CVSS:").and_then(|rest| rest.split('/').next()).unwrap_or("2.0");
            if told != own {
                found.at(at, format!("`version` is {own}, and the vector is of version {told}"));
            }
        }
        for (name, at) in object.members() {
            let Some((metric, member, words)) = rows.iter().find(|(_, member, _)| name.is(member)) else { continue };
            let Some(own) = at.text() else { continue };
            let letters = vector.split('/').find_map(|part| part.strip_prefix(metric)?.strip_prefix(':'));
            // What the vector leaves out, a member may add: the standard's own cases do.
            let told = letters.and_then(|letters| words.iter().find(|(own, _)| *own == letters)).map(|(_, word)| *word);
            // 4.0 calls the lowest impact on what comes after negligible in some places and none in others.
            let same = |told: &str| {
                told == own
                    || (version == "cvss_v4" && matches!((told, own), ("NONE", "NEGLIGIBLE") | ("NEGLIGIBLE", "NONE")))
            };
            if let Some(told) = told
                && !same(told)
            {
                found.at(at, format!("`{member}` is {own}, and the vector says {told}"));
            }
        }
    }
}
