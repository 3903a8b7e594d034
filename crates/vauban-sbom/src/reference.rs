//! What stands at an external reference: CycloneDX's words, which the model uses, and SPDX 3's.

/// CycloneDX's word and SPDX 3's; several of SPDX 3's may mean one of CycloneDX's, of which the first is written.
const WORDS: &[(&str, &str)] = &[
    ("vcs", "vcs"),
    ("issue-tracker", "issueTracker"),
    ("website", "altWebPage"),
    ("advisories", "securityAdvisory"),
    ("mailing-list", "mailingList"),
    ("social", "socialMedia"),
    ("chat", "chat"),
    ("documentation", "documentation"),
    ("support", "support"),
    ("source-distribution", "sourceArtifact"),
    ("distribution", "binaryArtifact"),
    ("distribution", "altDownloadLocation"),
    ("license", "license"),
    ("build-meta", "buildMeta"),
    ("build-system", "buildSystem"),
    ("release-notes", "releaseNotes"),
    ("security-contact", "securityPolicy"),
    ("threat-model", "securityThreatModel"),
    ("adversary-model", "securityAdversaryModel"),
    ("risk-assessment", "riskAssessment"),
    ("vulnerability-assertion", "vulnerabilityDisclosureReport"),
    ("exploitability-statement", "vulnerabilityExploitabilityAssessment"),
    ("pentest-report", "securityPenTestReport"),
    ("static-analysis-report", "staticAnalysisReport"),
    ("dynamic-analysis-report", "dynamicAnalysisReport"),
    ("runtime-analysis-report", "runtimeAnalysisReport"),
    ("component-analysis-report", "componentAnalysisReport"),
    ("certification-report", "certificationReport"),
    ("quality-metrics", "metrics"),
    ("attestation", "secureSoftwareAttestation"),
    ("rfc-9116", "securityOther"),
];

/// CycloneDX's word for SPDX 3's; `other` where it has none.
pub(crate) fn of_spdx3(word: &str) -> &'static str {
    WORDS.iter().find(|(_, spdx)| *spdx == word).map_or("other", |(ours, _)| ours)
}

/// SPDX 3's word for CycloneDX's, where it has one.
pub(crate) fn to_spdx3(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(ours, _)| *ours == word).map(|(_, spdx)| *spdx)
}
