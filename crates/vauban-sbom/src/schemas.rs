//! The official schemas, as their makers publish them; `schemas/LICENCES.md` says where they come from.

/// CycloneDX by version.
pub(crate) const CYCLONEDX: [(&str, &str); 4] = [
    ("1.4", include_str!("../schemas/bom-1.4.schema.json")),
    ("1.5", include_str!("../schemas/bom-1.5.schema.json")),
    ("1.6", include_str!("../schemas/bom-1.6.schema.json")),
    ("1.7", include_str!("../schemas/bom-1.7.schema.json")),
];

/// The ids of licences, to which those of CycloneDX refer.
pub(crate) const LICENCE_IDS: &str = include_str!("../schemas/spdx.schema.json");

/// Signatures in JSON, to which those of CycloneDX refer.
pub(crate) const SIGNATURE: &str = include_str!("../schemas/jsf-0.82.schema.json");

/// Names of algorithms, to which that of CycloneDX 1.7 refers.
pub(crate) const CRYPTOGRAPHY: &str = include_str!("../schemas/cryptography-defs.schema.json");

/// SPDX 2.3.
pub(crate) const SPDX_2_3: &str = include_str!("../schemas/spdx-2.3.schema.json");

/// SPDX 3.0.1.
pub(crate) const SPDX_3: &str = include_str!("../schemas/spdx-3.0.1.schema.json");
