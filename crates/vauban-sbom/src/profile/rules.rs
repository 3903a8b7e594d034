//! The rules, one line each: profile, level, of what, which field; the words of a field are the same in all profiles.
//!
//! Completeness is required everywhere: without it nobody can tell a product without parts from a list without them.

use super::Field::*;
use super::Level::{IfAvailable, Optional, Required};
use super::Profile::{Bsi21, Cisa2025Draft, CraMin, Ntia2021};
use super::Subject::{Components, Document, Product};
use super::{Field, Level, Profile, Rule, Subject};

/// Every rule, by profile, in the order in which results list them.
pub static RULES: &[Rule] = &[
    rule(CraMin, Required, Document, DescribesSomething),
    rule(CraMin, Required, Components, Name),
    rule(CraMin, Required, Components, Version),
    rule(CraMin, Required, Product, Dependencies),
    rule(CraMin, Required, Product, Completeness),
    rule(CraMin, IfAvailable, Components, Identifier),
    rule(CraMin, IfAvailable, Components, Supplier),
    rule(CraMin, IfAvailable, Document, Timestamp),
    rule(CraMin, IfAvailable, Document, Author),
    rule(CraMin, IfAvailable, Components, Hash),
    rule(Ntia2021, Required, Document, Author),
    rule(Ntia2021, Required, Document, Timestamp),
    rule(Ntia2021, Required, Document, DescribesSomething),
    rule(Ntia2021, Required, Components, Supplier),
    rule(Ntia2021, Required, Components, Name),
    rule(Ntia2021, Required, Components, Version),
    rule(Ntia2021, Required, Components, Identifier),
    rule(Ntia2021, Required, Product, Dependencies),
    rule(Ntia2021, Required, Product, Completeness),
    rule(Ntia2021, Optional, Components, Hash),
    rule(Ntia2021, Optional, Components, Licence),
    rule(Bsi21, Required, Document, NewFormat),
    rule(Bsi21, Required, Document, AuthorContact),
    rule(Bsi21, Required, Document, Timestamp),
    rule(Bsi21, Required, Document, DescribesSomething),
    rule(Bsi21, Required, Document, NoVulnerabilities),
    rule(Bsi21, Required, Components, CreatorContact),
    rule(Bsi21, Required, Components, Name),
    rule(Bsi21, Required, Components, Version),
    rule(Bsi21, Required, Components, FileName),
    rule(Bsi21, Required, Components, Dependencies),
    rule(Bsi21, Required, Components, Completeness),
    rule(Bsi21, Required, Components, DistributionLicence),
    rule(Bsi21, Required, Components, DeployableSha512),
    rule(Bsi21, Required, Components, Executable),
    rule(Bsi21, Required, Components, Archive),
    rule(Bsi21, Required, Components, Structured),
    rule(Bsi21, IfAvailable, Document, BillAddress),
    rule(Bsi21, IfAvailable, Components, SourceAddress),
    rule(Bsi21, IfAvailable, Components, DeployableAddress),
    rule(Bsi21, IfAvailable, Components, Identifier),
    rule(Bsi21, IfAvailable, Components, OriginalLicence),
    rule(Bsi21, Optional, Components, EffectiveLicence),
    rule(Bsi21, Optional, Components, SourceHash),
    rule(Bsi21, Optional, Components, SecurityTxt),
    rule(Cisa2025Draft, Required, Document, Author),
    rule(Cisa2025Draft, Required, Document, ToolName),
    rule(Cisa2025Draft, Required, Document, Timestamp),
    rule(Cisa2025Draft, Required, Document, GenerationContext),
    rule(Cisa2025Draft, Required, Document, DescribesSomething),
    rule(Cisa2025Draft, Required, Components, Supplier),
    rule(Cisa2025Draft, Required, Components, Name),
    rule(Cisa2025Draft, Required, Components, Version),
    rule(Cisa2025Draft, Required, Components, Identifier),
    rule(Cisa2025Draft, Required, Components, Hash),
    rule(Cisa2025Draft, Required, Components, Licence),
    rule(Cisa2025Draft, Required, Components, Dependencies),
    rule(Cisa2025Draft, Required, Product, Completeness),
];

const fn rule(profile: Profile, level: Level, subject: Subject, field: Field) -> Rule {
    let (name, missing, next) = words(field);
    Rule { profile, name, level, subject, field, missing, next }
}

/// Name, what is missing, what to do.
const fn words(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        DescribesSomething => (
            "product-named",
            "does not say what it describes",
            "name the product: `metadata.component` (CycloneDX), `rootElement` (SPDX 3), `DESCRIBES` (SPDX 2)",
        ),
        NewFormat => (
            "format",
            "is of a version that cannot say all that is asked",
            "write CycloneDX 1.6 or later, or SPDX 3.0.1 or later; `vauban sbom convert` does",
        ),
        Author => (
            "author",
            "does not say who wrote it",
            "fill `metadata.authors` or `metadata.manufacturer` (CycloneDX), `createdBy` (SPDX)",
        ),
        AuthorContact => (
            "creator-contact",
            "has no mail or web address of whoever wrote it",
            "give `metadata.manufacturer` a contact with an e-mail address, or else a `url` (CycloneDX); give the agent of `createdBy` one (SPDX)",
        ),
        Timestamp => (
            "timestamp",
            "does not say when it was made, with time zone",
            "let the generator write `metadata.timestamp` (CycloneDX) or `created` (SPDX), as 2026-11-22T10:00:00Z",
        ),
        ToolName => (
            "tool-name",
            "does not say which program wrote it",
            "fill `metadata.tools` (CycloneDX) or `createdUsing` (SPDX)",
        ),
        GenerationContext => (
            "generation-context",
            "does not say from what it was made: source, build, binary",
            "fill `metadata.lifecycles` (CycloneDX) or `software_sbomType` (SPDX 3)",
        ),
        BillAddress => (
            "sbom-uri",
            "has no address of its own",
            "fill `serialNumber` (CycloneDX), or the id of the document (SPDX)",
        ),
        NoVulnerabilities => (
            "no-vulnerabilities",
            "holds vulnerabilities, which change after it was made",
            "move them into VEX or CSAF documents",
        ),
        Name => ("name", "has no name", "give it a name"),
        Version => ("version", "has no version", "give its version; if its makers have none, the date of its file"),
        Supplier => (
            "supplier",
            "does not say who supplies or made it",
            "fill `supplier` or `manufacturer` (CycloneDX), `suppliedBy` or `originatedBy` (SPDX)",
        ),
        CreatorContact => (
            "component-creator",
            "has no mail or web address of whoever made it",
            "fill `manufacturer` with a contact or `url` (CycloneDX), `originatedBy` with an e-mail address (SPDX)",
        ),
        Identifier => ("identifier", "has no package URL, CPE or other id", "give a package URL, or a CPE"),
        Dependencies => (
            "dependencies",
            "does not say what it depends on, be it nothing",
            "add an entry of `dependencies`, empty where there are none (CycloneDX), or `dependsOn` relationships, to `NoneElement` where there are none (SPDX 3)",
        ),
        Completeness => (
            "completeness",
            "does not say whether its dependencies are complete",
            "name it in `compositions` with an `aggregate` (CycloneDX), or give its relationships a `completeness` (SPDX 3)",
        ),
        Hash => ("hash", "has no digest", "let the generator add one"),
        DeployableSha512 => (
            "hash-sha512",
            "has no SHA-512 of what is handed out",
            "add it to an external reference `distribution` (CycloneDX), or to `verifiedUsing` (SPDX)",
        ),
        Licence => ("licence", "has no licence", "give its licence, as an SPDX id or expression"),
        DistributionLicence => (
            "distribution-licence",
            "does not say under which licence it is handed out",
            "give its licences with `acknowledgement` `concluded` (CycloneDX), `hasConcludedLicense` (SPDX)",
        ),
        OriginalLicence => (
            "original-licence",
            "does not say which licence its makers declare",
            "give them with `acknowledgement` `declared` (CycloneDX), `hasDeclaredLicense` (SPDX)",
        ),
        EffectiveLicence => (
            "effective-licence",
            "does not say under which licence it is used",
            "add the property `bsi:component:effectiveLicence`",
        ),
        FileName => (
            "filename",
            "has no file name",
            "add the property `bsi:component:filename` (CycloneDX), or a file by `hasDistributionArtifact` (SPDX 3)",
        ),
        Executable => (
            "executable",
            "does not say whether it can be executed",
            "add the property `bsi:component:executable` (CycloneDX), or an additional purpose (SPDX 3)",
        ),
        Archive => (
            "archive",
            "does not say whether it is an archive",
            "add the property `bsi:component:archive` (CycloneDX), or an additional purpose (SPDX 3)",
        ),
        Structured => (
            "structured",
            "does not say whether its parts can be told apart",
            "add the property `bsi:component:structured` (CycloneDX), or an additional purpose (SPDX 3)",
        ),
        SourceAddress => (
            "source-uri",
            "does not say where its source is",
            "add an external reference `source-distribution` or `vcs`",
        ),
        DeployableAddress => {
            ("deployable-uri", "does not say where it is handed out", "add an external reference `distribution`")
        }
        SourceHash => ("source-hash", "has no digest of its source", "add one to the reference of its source"),
        SecurityTxt => {
            ("security-txt", "does not say where its makers' security.txt is", "add an external reference `rfc-9116`")
        }
    }
}
