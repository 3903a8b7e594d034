//! Words on which the formats agree, and how each format spells them.
//!
//! One table per enumeration: our word, CycloneDX's, SPDX 2's, SPDX 3's. An empty cell is a word the format lacks.
//! Sources: CycloneDX 1.4 to 1.7 (JSON schemas), SPDX 2.3 (clauses 7.24, 8.3, 11), SPDX 3.0.1 (vocabularies of Core
//! and Software).

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident: $cyclonedx:literal, $spdx2:literal, $spdx3:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// Every word with its spelling in CycloneDX, SPDX 2 and SPDX 3.
            pub const ALL: &'static [($name, &'static str, &'static str, &'static str)] =
                &[$(($name::$variant, $cyclonedx, $spdx2, $spdx3),)*];

            /// CycloneDX's word; empty where it has none.
            pub fn cyclonedx(self) -> &'static str {
                match self { $($name::$variant => $cyclonedx,)* }
            }

            /// SPDX 2's word; empty where it has none.
            pub fn spdx2(self) -> &'static str {
                match self { $($name::$variant => $spdx2,)* }
            }

            /// SPDX 3's word; empty where it has none.
            pub fn spdx3(self) -> &'static str {
                match self { $($name::$variant => $spdx3,)* }
            }

            /// Reads CycloneDX's word.
            pub fn of_cyclonedx(word: &str) -> Option<$name> {
                Self::ALL.iter().find(|row| !row.1.is_empty() && row.1 == word).map(|row| row.0)
            }

            /// Reads SPDX 2's word.
            pub fn of_spdx2(word: &str) -> Option<$name> {
                Self::ALL.iter().find(|row| !row.2.is_empty() && row.2 == word).map(|row| row.0)
            }

            /// Reads SPDX 3's word.
            pub fn of_spdx3(word: &str) -> Option<$name> {
                Self::ALL.iter().find(|row| !row.3.is_empty() && row.3 == word).map(|row| row.0)
            }
        }
    };
}

words! {
    /// How a digest is made.
    Algorithm {
        /// `md2`.
        Md2: "", "MD2", "md2";
        /// `md4`.
        Md4: "", "MD4", "md4";
        /// `MD5`.
        Md5: "MD5", "MD5", "md5";
        /// `md6`.
        Md6: "", "MD6", "md6";
        /// `SHA-1`.
        Sha1: "SHA-1", "SHA1", "sha1";
        /// `sha224`.
        Sha224: "", "SHA224", "sha224";
        /// `SHA-256`.
        Sha256: "SHA-256", "SHA256", "sha256";
        /// `SHA-384`.
        Sha384: "SHA-384", "SHA384", "sha384";
        /// `SHA-512`.
        Sha512: "SHA-512", "SHA512", "sha512";
        /// `sha3_224`.
        Sha3With224: "", "", "sha3_224";
        /// `SHA3-256`.
        Sha3With256: "SHA3-256", "SHA3-256", "sha3_256";
        /// `SHA3-384`.
        Sha3With384: "SHA3-384", "SHA3-384", "sha3_384";
        /// `SHA3-512`.
        Sha3With512: "SHA3-512", "SHA3-512", "sha3_512";
        /// `BLAKE2b-256`.
        Blake2b256: "BLAKE2b-256", "BLAKE2b-256", "blake2b256";
        /// `BLAKE2b-384`.
        Blake2b384: "BLAKE2b-384", "BLAKE2b-384", "blake2b384";
        /// `BLAKE2b-512`.
        Blake2b512: "BLAKE2b-512", "BLAKE2b-512", "blake2b512";
        /// `BLAKE3`.
        Blake3: "BLAKE3", "BLAKE3", "blake3";
        /// `adler32`.
        Adler32: "", "ADLER32", "adler32";
        /// `Streebog-256`.
        Streebog256: "Streebog-256", "", "";
        /// `Streebog-512`.
        Streebog512: "Streebog-512", "", "";
        /// One that SPDX calls `other`.
        Other: "", "", "other";
    }
}

words! {
    /// What a component is.
    Kind {
        /// A program.
        Application: "application", "APPLICATION", "application";
        /// A framework.
        Framework: "framework", "FRAMEWORK", "framework";
        /// A library.
        Library: "library", "LIBRARY", "library";
        /// A container image.
        Container: "container", "CONTAINER", "container";
        /// A runtime environment.
        Platform: "platform", "", "platform";
        /// An operating system.
        OperatingSystem: "operating-system", "OPERATING_SYSTEM", "operatingSystem";
        /// A device or a part of its hardware.
        Device: "device", "DEVICE", "device";
        /// A driver.
        DeviceDriver: "device-driver", "", "deviceDriver";
        /// Firmware.
        Firmware: "firmware", "FIRMWARE", "firmware";
        /// A file.
        File: "file", "FILE", "file";
        /// A trained model.
        Model: "machine-learning-model", "", "model";
        /// Data.
        Data: "data", "", "data";
        /// A key, a certificate, an algorithm or a protocol.
        CryptographicAsset: "cryptographic-asset", "", "";
        /// An archive.
        Archive: "", "ARCHIVE", "archive";
        /// A package that installs something.
        Install: "", "INSTALL", "install";
        /// Source code.
        Source: "", "SOURCE", "source";
        /// An executable.
        Executable: "", "", "executable";
        /// A module.
        Module: "", "", "module";
        /// A service elsewhere that the product calls.
        Service: "", "", "";
        /// Something else, as `kind_word` says.
        Other: "", "OTHER", "other";
        /// Not said.
        Unsaid: "", "", "";
    }
}

words! {
    /// How one component uses or holds another. SPDX 2's words that end in `_OF` stand the other way round.
    Relation {
        /// Needs it.
        DependsOn: "dependsOn", "DEPENDS_ON", "dependsOn";
        /// Holds it.
        Contains: "", "CONTAINS", "contains";
        /// Is linked with it at build time.
        StaticLink: "", "STATIC_LINK", "hasStaticLink";
        /// Is linked with it at run time.
        DynamicLink: "", "DYNAMIC_LINK", "hasDynamicLink";
        /// Needs it to run.
        RuntimeDependency: "", "RUNTIME_DEPENDENCY_OF", "";
        /// Can use it.
        OptionalDependency: "", "OPTIONAL_DEPENDENCY_OF", "hasOptionalDependency";
        /// Needs it, and others bring it.
        ProvidedDependency: "", "PROVIDED_DEPENDENCY_OF", "hasProvidedDependency";
        /// Needs it to be built.
        BuildDependency: "", "BUILD_DEPENDENCY_OF", "";
        /// Needs it to be developed.
        DevDependency: "", "DEV_DEPENDENCY_OF", "";
        /// Needs it to be tested.
        TestDependency: "", "TEST_DEPENDENCY_OF", "";
        /// Is built with it.
        BuildTool: "", "BUILD_TOOL_OF", "";
        /// Needs it to be there before.
        Prerequisite: "", "HAS_PREREQUISITE", "hasPrerequisite";
        /// May hold it.
        OptionalComponent: "", "OPTIONAL_COMPONENT_OF", "hasOptionalComponent";
        /// Implements it.
        Provides: "provides", "", "";
        /// Is made from it.
        GeneratedFrom: "", "GENERATED_FROM", "";
        /// Is handed out as it.
        DistributionArtifact: "", "DISTRIBUTION_ARTIFACT", "hasDistributionArtifact";
    }
}

words! {
    /// How complete a list is.
    Extent {
        /// All are listed.
        Complete: "complete", "", "complete";
        /// Some are missing.
        Incomplete: "incomplete", "", "incomplete";
        /// Of one's own parts some are missing, of others none is listed.
        IncompleteFirstParty: "incomplete_first_party_only", "", "";
        /// The same, of closed parts.
        IncompleteFirstPartyProprietary: "incomplete_first_party_proprietary_only", "", "";
        /// The same, of open parts.
        IncompleteFirstPartyOpen: "incomplete_first_party_opensource_only", "", "";
        /// Of others' parts some are missing, of one's own none is listed.
        IncompleteThirdParty: "incomplete_third_party_only", "", "";
        /// The same, of closed parts.
        IncompleteThirdPartyProprietary: "incomplete_third_party_proprietary_only", "", "";
        /// The same, of open parts.
        IncompleteThirdPartyOpen: "incomplete_third_party_opensource_only", "", "";
        /// Its maker does not know.
        Unknown: "unknown", "", "";
        /// Its maker does not say.
        NotSpecified: "not_specified", "", "noAssertion";
    }
}

/// Who says which licence it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Acknowledgement {
    /// The makers of the component.
    Declared,
    /// Whoever looked into it.
    Concluded,
    /// Not said.
    #[default]
    Unsaid,
}

/// What the text of a licence is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LicenceForm {
    /// An id of the SPDX list.
    Id,
    /// A name.
    #[default]
    Name,
    /// An SPDX expression.
    Expression,
}

/// What a party is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// Not said.
    #[default]
    Unsaid,
}

/// Whether a product needs a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// It does.
    Required,
    /// It can do without.
    Optional,
    /// It is not in the product, only used to make or test it.
    Excluded,
}

impl Scope {
    /// CycloneDX's word.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Required => "required",
            Scope::Optional => "optional",
            Scope::Excluded => "excluded",
        }
    }

    /// Reads CycloneDX's word.
    pub fn parse(word: &str) -> Option<Scope> {
        [Scope::Required, Scope::Optional, Scope::Excluded].into_iter().find(|scope| scope.word() == word)
    }
}

#[allow(clippy::derivable_impls, reason = "the default stands in a table")]
impl Default for Kind {
    fn default() -> Kind {
        Kind::Unsaid
    }
}

impl Algorithm {
    /// One name for people: CycloneDX's, else SPDX's.
    pub fn name(self) -> &'static str {
        [self.cyclonedx(), self.spdx2(), self.spdx3()].into_iter().find(|word| !word.is_empty()).unwrap_or("other")
    }

    /// Reads the algorithm however it is spelled: `SHA-256`, `SHA256`, `sha256`.
    pub fn parse(word: &str) -> Option<Algorithm> {
        let row = Self::ALL.iter().find(|row| {
            [row.1, row.2, row.3].iter().any(|known| !known.is_empty() && known.eq_ignore_ascii_case(word))
        });
        row.map(|row| row.0)
    }
}

impl Kind {
    /// One word for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Service => "service",
            Kind::Unsaid => "component",
            other => [other.cyclonedx(), other.spdx3(), other.spdx2()]
                .into_iter()
                .find(|word| !word.is_empty())
                .unwrap_or("other"),
        }
    }
}

impl Relation {
    /// One word for people and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Relation::DependsOn => "depends-on",
            Relation::Contains => "contains",
            Relation::StaticLink => "static-link",
            Relation::DynamicLink => "dynamic-link",
            Relation::RuntimeDependency => "runtime-dependency",
            Relation::OptionalDependency => "optional-dependency",
            Relation::ProvidedDependency => "provided-dependency",
            Relation::BuildDependency => "build-dependency",
            Relation::DevDependency => "dev-dependency",
            Relation::TestDependency => "test-dependency",
            Relation::BuildTool => "build-tool",
            Relation::Prerequisite => "prerequisite",
            Relation::OptionalComponent => "optional-component",
            Relation::Provides => "provides",
            Relation::GeneratedFrom => "generated-from",
            Relation::DistributionArtifact => "distribution-artifact",
        }
    }

    /// Whether what is used this way is in the product as it runs.
    pub fn in_product(self) -> bool {
        match self {
            Relation::DependsOn
            | Relation::Contains
            | Relation::StaticLink
            | Relation::DynamicLink
            | Relation::RuntimeDependency
            | Relation::OptionalDependency
            | Relation::ProvidedDependency
            | Relation::Prerequisite
            | Relation::OptionalComponent => true,
            Relation::BuildDependency
            | Relation::DevDependency
            | Relation::TestDependency
            | Relation::BuildTool
            | Relation::Provides
            | Relation::GeneratedFrom
            | Relation::DistributionArtifact => false,
        }
    }
}
