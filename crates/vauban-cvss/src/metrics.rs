//! The metrics of each version: their names in vectors, in the JSON schemas of FIRST, and their values.

/// What a metric is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Every vector has all of these.
    Base,
    /// Temporal; of 4.0: threat.
    Temporal,
    /// Environmental.
    Environmental,
    /// Supplemental: 4.0 only, never part of a score.
    Supplemental,
}

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name in a vector: `AV`.
    pub name: &'static str,
    /// Its property in JSON: `attackVector`.
    pub property: &'static str,
    /// What it is part of.
    pub group: Group,
    /// What it may be. What need not be given has `not defined` first.
    pub values: &'static [Value],
    packed: u64,
    /// By the low five bits of a capital letter: the number of the value that is this letter, and one.
    letters: [u8; 32],
}

/// A value of a metric.
#[derive(Debug)]
pub struct Value {
    /// In a vector: `N`.
    pub name: &'static str,
    /// In JSON: `NETWORK`.
    pub word: &'static str,
    packed: u64,
}

impl Metric {
    const fn new(name: &'static str, property: &'static str, group: Group, values: &'static [Value]) -> Metric {
        let mut letters = [0; 32];
        let mut at = 0;
        while at < values.len() {
            let value = values[at].name.as_bytes();
            if value.len() == 1 {
                letters[(value[0] & 31) as usize] = at as u8 + 1;
            }
            at += 1;
        }
        Metric { name, property, group, values, packed: pack(name.as_bytes()), letters }
    }

    /// The number of the value that is one letter.
    pub(crate) fn letter(&self, letter: u8) -> Option<usize> {
        let at = usize::from(self.letters[usize::from(letter & 31)]);
        (letter.is_ascii_uppercase() && at > 0).then(|| at - 1)
    }

    pub(crate) fn is(&self, packed: u64) -> bool {
        self.packed == packed
    }

    /// The number of a value.
    pub(crate) fn value(&self, packed: u64) -> Option<usize> {
        self.values.iter().position(|value| value.packed == packed)
    }
}

/// Up to eight bytes as one number; more are none of ours.
pub(crate) const fn pack(bytes: &[u8]) -> u64 {
    if bytes.len() > 8 {
        return u64::MAX;
    }
    let mut packed = 0;
    let mut at = 0;
    while at < bytes.len() {
        packed = packed << 8 | bytes[at] as u64;
        at += 1;
    }
    packed
}

const fn value(name: &'static str, word: &'static str) -> Value {
    Value { name, word, packed: pack(name.as_bytes()) }
}

use Group::{Base, Environmental, Supplemental, Temporal};

const X: Value = value("X", "NOT_DEFINED");
const ND: Value = value("ND", "NOT_DEFINED");

const AV2: &[Value] = &[value("L", "LOCAL"), value("A", "ADJACENT_NETWORK"), value("N", "NETWORK")];
const AC2: &[Value] = &[value("H", "HIGH"), value("M", "MEDIUM"), value("L", "LOW")];
const AU2: &[Value] = &[value("M", "MULTIPLE"), value("S", "SINGLE"), value("N", "NONE")];
const IMPACT2: &[Value] = &[value("N", "NONE"), value("P", "PARTIAL"), value("C", "COMPLETE")];
const E2: &[Value] =
    &[ND, value("U", "UNPROVEN"), value("POC", "PROOF_OF_CONCEPT"), value("F", "FUNCTIONAL"), value("H", "HIGH")];
const RL2: &[Value] = &[
    ND,
    value("OF", "OFFICIAL_FIX"),
    value("TF", "TEMPORARY_FIX"),
    value("W", "WORKAROUND"),
    value("U", "UNAVAILABLE"),
];
const RC2: &[Value] = &[ND, value("UC", "UNCONFIRMED"), value("UR", "UNCORROBORATED"), value("C", "CONFIRMED")];
const CDP2: &[Value] = &[
    ND,
    value("N", "NONE"),
    value("L", "LOW"),
    value("LM", "LOW_MEDIUM"),
    value("MH", "MEDIUM_HIGH"),
    value("H", "HIGH"),
];
const TD2: &[Value] = &[ND, value("N", "NONE"), value("L", "LOW"), value("M", "MEDIUM"), value("H", "HIGH")];
const NEED2: &[Value] = &[ND, value("L", "LOW"), value("M", "MEDIUM"), value("H", "HIGH")];

pub(crate) const V2: &[Metric] = &[
    Metric::new("AV", "accessVector", Base, AV2),
    Metric::new("AC", "accessComplexity", Base, AC2),
    Metric::new("Au", "authentication", Base, AU2),
    Metric::new("C", "confidentialityImpact", Base, IMPACT2),
    Metric::new("I", "integrityImpact", Base, IMPACT2),
    Metric::new("A", "availabilityImpact", Base, IMPACT2),
    Metric::new("E", "exploitability", Temporal, E2),
    Metric::new("RL", "remediationLevel", Temporal, RL2),
    Metric::new("RC", "reportConfidence", Temporal, RC2),
    Metric::new("CDP", "collateralDamagePotential", Environmental, CDP2),
    Metric::new("TD", "targetDistribution", Environmental, TD2),
    Metric::new("CR", "confidentialityRequirement", Environmental, NEED2),
    Metric::new("IR", "integrityRequirement", Environmental, NEED2),
    Metric::new("AR", "availabilityRequirement", Environmental, NEED2),
];

const NETWORK: Value = value("N", "NETWORK");
const LOCAL: Value = value("L", "LOCAL");
const PHYSICAL: Value = value("P", "PHYSICAL");
const NONE: Value = value("N", "NONE");
const LOW: Value = value("L", "LOW");
const MEDIUM: Value = value("M", "MEDIUM");
const HIGH: Value = value("H", "HIGH");

const NEED: &[Value] = &[X, LOW, MEDIUM, HIGH];
const AC: &[Value] = &[LOW, HIGH];
const MAC: &[Value] = &[X, LOW, HIGH];
const PR: &[Value] = &[NONE, LOW, HIGH];
const MPR: &[Value] = &[X, NONE, LOW, HIGH];
const IMPACT: &[Value] = &[HIGH, LOW, NONE];
const MIMPACT: &[Value] = &[X, HIGH, LOW, NONE];

const ADJACENT3: Value = value("A", "ADJACENT_NETWORK");
const AV3: &[Value] = &[NETWORK, ADJACENT3, LOCAL, PHYSICAL];
const MAV3: &[Value] = &[X, NETWORK, ADJACENT3, LOCAL, PHYSICAL];
const UI3: &[Value] = &[NONE, value("R", "REQUIRED")];
const MUI3: &[Value] = &[X, NONE, value("R", "REQUIRED")];
const S3: &[Value] = &[value("U", "UNCHANGED"), value("C", "CHANGED")];
const MS3: &[Value] = &[X, value("U", "UNCHANGED"), value("C", "CHANGED")];
const E3: &[Value] =
    &[X, value("U", "UNPROVEN"), value("P", "PROOF_OF_CONCEPT"), value("F", "FUNCTIONAL"), value("H", "HIGH")];
const RL3: &[Value] =
    &[X, value("O", "OFFICIAL_FIX"), value("T", "TEMPORARY_FIX"), value("W", "WORKAROUND"), value("U", "UNAVAILABLE")];
const RC3: &[Value] = &[X, value("U", "UNKNOWN"), value("R", "REASONABLE"), value("C", "CONFIRMED")];

pub(crate) const V3: &[Metric] = &[
    Metric::new("AV", "attackVector", Base, AV3),
    Metric::new("AC", "attackComplexity", Base, AC),
    Metric::new("PR", "privilegesRequired", Base, PR),
    Metric::new("UI", "userInteraction", Base, UI3),
    Metric::new("S", "scope", Base, S3),
    Metric::new("C", "confidentialityImpact", Base, IMPACT),
    Metric::new("I", "integrityImpact", Base, IMPACT),
    Metric::new("A", "availabilityImpact", Base, IMPACT),
    Metric::new("E", "exploitCodeMaturity", Temporal, E3),
    Metric::new("RL", "remediationLevel", Temporal, RL3),
    Metric::new("RC", "reportConfidence", Temporal, RC3),
    Metric::new("CR", "confidentialityRequirement", Environmental, NEED),
    Metric::new("IR", "integrityRequirement", Environmental, NEED),
    Metric::new("AR", "availabilityRequirement", Environmental, NEED),
    Metric::new("MAV", "modifiedAttackVector", Environmental, MAV3),
    Metric::new("MAC", "modifiedAttackComplexity", Environmental, MAC),
    Metric::new("MPR", "modifiedPrivilegesRequired", Environmental, MPR),
    Metric::new("MUI", "modifiedUserInteraction", Environmental, MUI3),
    Metric::new("MS", "modifiedScope", Environmental, MS3),
    Metric::new("MC", "modifiedConfidentialityImpact", Environmental, MIMPACT),
    Metric::new("MI", "modifiedIntegrityImpact", Environmental, MIMPACT),
    Metric::new("MA", "modifiedAvailabilityImpact", Environmental, MIMPACT),
];

const ADJACENT4: Value = value("A", "ADJACENT");
const AV4: &[Value] = &[NETWORK, ADJACENT4, LOCAL, PHYSICAL];
const MAV4: &[Value] = &[X, NETWORK, ADJACENT4, LOCAL, PHYSICAL];
const PRESENT: Value = value("P", "PRESENT");
const AT4: &[Value] = &[NONE, PRESENT];
const MAT4: &[Value] = &[X, NONE, PRESENT];
const UI4: &[Value] = &[NONE, value("P", "PASSIVE"), value("A", "ACTIVE")];
const MUI4: &[Value] = &[X, NONE, value("P", "PASSIVE"), value("A", "ACTIVE")];
const SAFETY: Value = value("S", "SAFETY");
const MSUB4: &[Value] = &[X, SAFETY, HIGH, LOW, NONE];
const E4: &[Value] = &[X, value("A", "ATTACKED"), value("P", "PROOF_OF_CONCEPT"), value("U", "UNREPORTED")];
const NONE_SUB: Value = value("N", "NEGLIGIBLE");

pub(crate) const V4: &[Metric] = &[
    Metric::new("AV", "attackVector", Base, AV4),
    Metric::new("AC", "attackComplexity", Base, AC),
    Metric::new("AT", "attackRequirements", Base, AT4),
    Metric::new("PR", "privilegesRequired", Base, PR),
    Metric::new("UI", "userInteraction", Base, UI4),
    Metric::new("VC", "vulnConfidentialityImpact", Base, IMPACT),
    Metric::new("VI", "vulnIntegrityImpact", Base, IMPACT),
    Metric::new("VA", "vulnAvailabilityImpact", Base, IMPACT),
    Metric::new("SC", "subConfidentialityImpact", Base, IMPACT),
    Metric::new("SI", "subIntegrityImpact", Base, IMPACT),
    Metric::new("SA", "subAvailabilityImpact", Base, IMPACT),
    Metric::new("E", "exploitMaturity", Temporal, E4),
    Metric::new("CR", "confidentialityRequirement", Environmental, NEED),
    Metric::new("IR", "integrityRequirement", Environmental, NEED),
    Metric::new("AR", "availabilityRequirement", Environmental, NEED),
    Metric::new("MAV", "modifiedAttackVector", Environmental, MAV4),
    Metric::new("MAC", "modifiedAttackComplexity", Environmental, MAC),
    Metric::new("MAT", "modifiedAttackRequirements", Environmental, MAT4),
    Metric::new("MPR", "modifiedPrivilegesRequired", Environmental, MPR),
    Metric::new("MUI", "modifiedUserInteraction", Environmental, MUI4),
    Metric::new("MVC", "modifiedVulnConfidentialityImpact", Environmental, MIMPACT),
    Metric::new("MVI", "modifiedVulnIntegrityImpact", Environmental, MIMPACT),
    Metric::new("MVA", "modifiedVulnAvailabilityImpact", Environmental, MIMPACT),
    Metric::new("MSC", "modifiedSubConfidentialityImpact", Environmental, &[X, HIGH, LOW, NONE_SUB]),
    Metric::new("MSI", "modifiedSubIntegrityImpact", Environmental, MSUB4),
    Metric::new("MSA", "modifiedSubAvailabilityImpact", Environmental, MSUB4),
    Metric::new("S", "Safety", Supplemental, &[X, value("N", "NEGLIGIBLE"), PRESENT]),
    Metric::new("AU", "Automatable", Supplemental, &[X, value("N", "NO"), value("Y", "YES")]),
    Metric::new(
        "R",
        "Recovery",
        Supplemental,
        &[X, value("A", "AUTOMATIC"), value("U", "USER"), value("I", "IRRECOVERABLE")],
    ),
    Metric::new("V", "valueDensity", Supplemental, &[X, value("D", "DIFFUSE"), value("C", "CONCENTRATED")]),
    Metric::new(
        "RE",
        "vulnerabilityResponseEffort",
        Supplemental,
        &[X, value("L", "LOW"), value("M", "MODERATE"), value("H", "HIGH")],
    ),
    Metric::new(
        "U",
        "providerUrgency",
        Supplemental,
        &[X, value("Clear", "CLEAR"), value("Green", "GREEN"), value("Amber", "AMBER"), value("Red", "RED")],
    ),
];
