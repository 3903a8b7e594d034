//! Words: fixed lists that code knows, lists that live in the catalog, dates, and text of a known format.

use vauban_diagnostics::Span;
use vauban_syntax::{DeValue, Spanned};

use crate::codes;
use crate::shape::{Form, Names, Reader, Shape, Sp, Text, text};

/// A fixed list of words as an enumeration.
pub trait WordList: Copy + PartialEq + 'static {
    /// What a word of the list is called in messages: "impact", "exposure".
    const WHAT: &'static str;
    /// Every word with its value and meaning, in the order of the list.
    const WORDS: &'static [(&'static str, Self, &'static str)];
}

impl<E: WordList> Shape for Sp<E> {
    fn form() -> Form {
        Form::Words(E::WORDS.iter().map(|(word, _, meaning)| (*word, *meaning)).collect())
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let found = E::WORDS.iter().find(|(word, _, _)| *word == &*written.value);
        if found.is_none() {
            let known = E::WORDS.iter().map(|(word, _, _)| *word);
            reader.unknown_word(written.span, &written, E::WHAT, known);
        }
        found.map(|(_, value, _)| Sp { value: *value, span: written.span })
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        let word = E::WORDS.iter().find(|(_, value, _)| *value == self.value);
        out.push_str(word.map_or("", |(word, _, _)| word));
    }
}

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident $what:literal { $($variant:ident $word:literal $meaning:literal),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $meaning] $variant),* }

        impl WordList for $name {
            const WHAT: &'static str = $what;
            const WORDS: &'static [(&'static str, Self, &'static str)] = &[$(($word, $name::$variant, $meaning)),*];
        }

        impl $name {
            /// The word as written in records.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    )*};
}

words! {
    /// How bad a loss would be, or how severe something is.
    Impact "impact" {
        None "none" "No harm.",
        Low "low" "A nuisance.",
        Moderate "moderate" "Real harm that can be made good; `medium` in severity scales.",
        High "high" "Serious harm.",
        Critical "critical" "Harm to people, to the environment or to the plant as a whole.",
    }
    /// How severe a threat, issue or finding is.
    Severity "severity" {
        Low "low" "A nuisance.",
        Medium "medium" "Real harm that can be made good.",
        High "high" "Serious harm.",
        Critical "critical" "Harm to people, to the environment or to the plant as a whole.",
    }
    /// What a zone is.
    ZoneKind "kind of zone" {
        Network "network" "A network segment.",
        Physical "physical" "A room, cabinet or enclosure.",
        Host "host" "Everything on one machine.",
        Process "process" "One process and what it may touch.",
        Memory "memory" "A protected region of memory.",
        Cloud "cloud" "A service somewhere else.",
    }
    /// Part of this product, or of where it stands.
    Side "side" {
        Product "product" "Part of the product.",
        Environment "environment" "Part of where the product stands; somebody else provides it.",
    }
    /// What a component is made as.
    ComponentForm "form of component" {
        Process "process" "A process of an operating system.",
        Task "task" "A task without memory protection of its own.",
        Library "library" "Code linked into others.",
        Firmware "firmware" "The whole software of a device or chip.",
        Bootloader "bootloader" "What starts the rest.",
        Kernel "kernel" "The operating system's kernel.",
        Container "container" "A container.",
        Guest "guest" "A guest of a hypervisor.",
        Hardware "hardware" "A passive part.",
        Store "store" "A place where data lies.",
        Service "service" "A service operated elsewhere.",
        Device "device" "A whole device.",
        Hypervisor "hypervisor" "What guests run on, and what keeps them apart.",
        Partition "partition" "A part of the software in memory of its own, kept apart by a memory protection unit or a separation kernel.",
        Core "core" "A processor core or chip with software of its own, as a safety core beside the application core.",
        Enclave "enclave" "A trusted execution environment: code that even the operating system beside it cannot reach.",
    }
    /// How far a part of the design is spelled out; each later word is finer.
    DesignLevel "level of design" {
        Concept "concept" "What the product is made of in principle, and what it promises.",
        Architecture "architecture" "Which parts there are, how they are connected, and which mechanism stands where.",
        Component "component" "Each part as it is built.",
    }
    /// How an attacker gets at an interface; each later word is easier.
    Exposure "exposure" {
        None "none" "No outside reach.",
        LocalDebug "local-debug" "Board-level pins.",
        Physical "physical" "A hand on the device.",
        Adjacent "adjacent" "Radio range or the same segment.",
        Network "network" "The routed plant network.",
        Remote "remote" "From outside the site.",
    }
    /// What a flow does.
    FlowKind "kind of flow" {
        Data "data" "Carries information.",
        Control "control" "Makes the receiver do something.",
    }
    /// What an asset is.
    AssetKind "kind of asset" {
        Data "data" "Information.",
        Key "key" "A cryptographic key.",
        Credential "credential" "A password, token or certificate with key.",
        Function "function" "Something the product does.",
        Firmware "firmware" "Code that runs.",
        Configuration "configuration" "Settings.",
        Log "log" "Records of what happened.",
        SafetyFunction "safety-function" "A function that protects people.",
    }
    /// How far a mechanism exists.
    MechanismStatus "status of mechanism" {
        Proposed "proposed" "An idea; counts nowhere.",
        Designed "designed" "Part of the design.",
        Implemented "implemented" "In the code or configuration.",
    }
    /// What a broken assumption does.
    Effect "effect" {
        Protects "protects" "While it holds, it protects the product.",
        Exposes "exposes" "It exposes the product; nothing rests on it.",
    }
    /// State of a physical port in series hardware.
    PortState "state of port" {
        Removed "removed" "Not on series hardware.",
        Disabled "disabled" "There, and permanently off.",
        Protected "protected" "There, and guarded by a mechanism.",
        Present "present" "There, and open.",
    }
    /// Where a data type of a store lies.
    StrideWord "STRIDE category" {
        Spoofing "spoofing" "Pretending to be somebody else.",
        Tampering "tampering" "Changing what must not be changed.",
        Repudiation "repudiation" "Denying what one did.",
        InformationDisclosure "information-disclosure" "Learning what one must not learn.",
        DenialOfService "denial-of-service" "Stopping what must go on.",
        ElevationOfPrivilege "elevation-of-privilege" "Doing what one has no right to do.",
    }
    /// What was decided about a threat.
    Response "response" {
        Mitigate "mitigate" "Mechanisms answer it.",
        Avoid "avoid" "The design was changed so that it no longer exists.",
        NotApplicable "not-applicable" "It does not exist here, for a reason.",
        Transfer "transfer" "Somebody else answers it, and is told.",
        Accept "accept" "The remaining risk is accepted by an approver.",
        Defer "defer" "It stays open until a date.",
    }
    /// How far a requirement is. Whether it is implemented and verified is computed from mechanisms and tests.
    RequirementStatus "status of a requirement" {
        Draft "draft" "Being written.",
        Proposed "proposed" "Written, and not agreed to yet.",
        Approved "approved" "Agreed to: the product has to fulfil it.",
        Rejected "rejected" "Decided against; kept so that it is not proposed again.",
        Obsolete "obsolete" "Held once, and no longer.",
    }
    /// Where in the product's life a requirement holds.
    Stage "stage" {
        Installation "installation" "Commissioning and integration.",
        Operation "operation" "Everyday use.",
        Maintenance "maintenance" "Service, update, repair.",
        Decommissioning "decommissioning" "Removal and disposal.",
    }
    /// How a requirement is verified.
    Method "method of verification" {
        Test "test" "By executing it.",
        Analysis "analysis" "By calculation or tool.",
        Inspection "inspection" "By looking.",
    }
    /// What a review looked at.
    ReviewKind "kind of review" {
        Requirements "requirements" "Security requirements (SR-5).",
        Design "design" "The security design (SD-3).",
        Implementation "implementation" "The implementation (SI-1).",
        Guidelines "guidelines" "What users are told (SG-7).",
        ThreatModel "threat-model" "The threat model (SR-2).",
        Process "process" "The process itself (SM-12).",
        OpenIssues "open-issues" "Open issues of a release (DM-4).",
        Practices "practices" "The list of design practices or the coding standard (SD-4, SI-2).",
        Defects "defects" "The handling of issues over a year (DM-6).",
        Context "context" "The security context (SR-1).",
    }
    /// What a file of evidence is.
    EvidenceForm "form of evidence" {
        Junit "junit" "Results of tests, JUnit XML.",
        Sarif "sarif" "Findings of analysers, SARIF 2.1.0.",
        Lcov "lcov" "Coverage, a tracefile of lcov.",
        Cobertura "cobertura" "Coverage, Cobertura XML.",
        Libfuzzer "libfuzzer" "The log of a libFuzzer target.",
        Afl "afl" "The `fuzzer_stats` of AFL++.",
        Nmap "nmap" "A scan by nmap, XML.",
        Nessus "nessus" "A scan for vulnerabilities by Nessus, `.nessus`.",
        Openvas "openvas" "A scan for vulnerabilities by OpenVAS, XML report.",
        Cyclonedx "cyclonedx" "A bill of materials, CycloneDX JSON.",
        Spdx "spdx" "A bill of materials, SPDX JSON.",
        Reviews "reviews" "Reviews of code, exported from where they were held.",
        Report "report" "Anything else: a report for people, a log; its content is not read.",
    }
    /// What was decided about a finding of an analyser.
    TriageDecision "decision about a finding" {
        FalsePositive "false-positive" "The tool is mistaken.",
        Accepted "accepted" "It is so, and may stay.",
        FixedLater "fixed-later" "It is put right later; an issue tracks it.",
    }
    /// What a review came to.
    Conclusion "conclusion" {
        Accept "accept" "As it is.",
        Conditions "conditions" "When its findings are closed.",
        Reject "reject" "No.",
    }
    /// How something was signed.
    SignatureMethod "method of signing" {
        Ssh "ssh" "With an SSH key.",
        Minisign "minisign" "With a minisign key.",
        Git "git" "By a signed commit that holds it.",
        Document "document" "By a signed document elsewhere, pinned by its digest; weaker, as nothing here can check it.",
    }
    /// What a participant stood for.
    Discipline "discipline" {
        Architecture "architecture" "Architects.",
        Development "development" "Developers.",
        Test "test" "Testers.",
        Customer "customer" "A customer's advocate: sales, marketing, product management, support.",
        Security "security" "A security advisor.",
        Quality "quality" "Quality assurance.",
        Management "management" "Management.",
        Documentation "documentation" "Technical writers.",
    }
    /// What a test is for, as the lifecycle standard sorts tests.
    TestType "type of test" {
        Requirement "requirement" "A security requirement (SVV-1).",
        Mitigation "mitigation" "That a mitigation works (SVV-2).",
        AbuseCase "abuse-case" "Malformed input, fuzzing, load (SVV-3).",
        AttackSurface "attack-surface" "Every way in and out (SVV-3).",
        KnownVulnerability "known-vulnerability" "Scanning for known vulnerabilities (SVV-3).",
        Composition "composition" "Composition of delivered binaries (SVV-3).",
        StaticAnalysis "static-analysis" "Static analysis (SI-1).",
        Resource "resource" "Leaks, handles, shared memory at run time (SVV-3).",
        Penetration "penetration" "Penetration test (SVV-4).",
        Regression "regression" "Regression of an update (SUM-1).",
    }
    /// How a test goes about it.
    Technique "technique" {
        Functional "functional" "Does it do what it should.",
        Adversarial "adversarial" "Can it be thwarted.",
        Performance "performance" "Is it fast and large enough.",
        Boundary "boundary" "At the edges of what is allowed.",
        Stress "stress" "Beyond what is allowed.",
        Malformed "malformed" "With input that is not what it should be.",
        Fuzzing "fuzzing" "With generated input.",
        Load "load" "With a flood.",
    }
    /// What the file of an observation is.
    ObservationForm "form of observation" {
        Nmap "nmap" "A port scan: the XML of nmap (`-oX`).",
        Listeners "listeners" "A list of listening sockets: `ss -lntup`, `netstat -tulpn`, on Windows `netstat -ano`.",
        DeviceTree "device-tree" "Device tree source, whole: `dtc -I fs -O dts /proc/device-tree`.",
        Board "board" "What is on the board, as CSV: name, kind, state.",
        Services "services" "Services of a CycloneDX document (JSON).",
    }
    /// How far an issue has come.
    IssueState "state of issue" {
        Received "received" "Taken in.",
        Confirmed "confirmed" "It is one of ours.",
        Rejected "rejected" "It is none.",
        Assessed "assessed" "Severity and cause are known.",
        Decided "decided" "What to do is decided.",
        Fixed "fixed" "The fix is in.",
        Deferred "deferred" "Later, with reasons.",
        Accepted "accepted" "The residual risk is accepted.",
        Disclosed "disclosed" "Users have been told.",
        Closed "closed" "Nothing is left to do.",
    }
    /// What an unresolved issue gives an attacker.
    IssueEffect "effect of issue" {
        Defeats "defeats" "What relies on the affected part is defeated.",
        Controls "controls" "Whoever reaches an interface of the affected part controls it.",
    }
    /// What is done about an issue (DM-4).
    IssueDecision "decision" {
        Fix "fix" "By a change of design, layer or requirement, a compensating mechanism, or removal.",
        Plan "plan" "By a plan, over time.",
        Defer "defer" "Later, with reasons and risks.",
        Accept "accept" "Not at all: the residual risk is below the accepted level.",
        None "none" "It is not ours.",
    }
    /// How the records of a feed are written.
    FeedForm "form of feed" {
        Osv "osv" "OSV, as JSON or YAML.",
        Csaf "csaf" "CSAF documents of a vendor or coordinator.",
        Cve "cve" "CVE records, version 5.",
        RustSec "rustsec" "RustSec: Markdown with a table of TOML.",
        Kev "kev" "A catalogue of vulnerabilities known to be exploited.",
        Epss "epss" "EPSS scores of a day.",
    }
    /// What is said about a vulnerability in a product (OpenVEX, CSAF, CycloneDX).
    VexStatus "status of statement" {
        NotAffected "not-affected" "It cannot be exploited here.",
        Affected "affected" "It can be exploited.",
        Fixed "fixed" "It could be, and is no longer.",
        UnderInvestigation "under-investigation" "We do not know yet.",
        FalsePositive "false-positive" "It was taken for this part by mistake.",
    }
    /// Why a product is not affected: the finest words of the formats.
    VexJustification "justification" {
        ComponentNotPresent "component-not-present" "The part is not in the product.",
        CodeNotPresent "code-not-present" "The code was left out of it.",
        CodeNotReachable "code-not-reachable" "The code is never run.",
        NotControllable "not-controllable" "An attacker cannot reach it with anything of theirs.",
        RequiresConfiguration "requires-configuration" "It takes a configuration that the product does not have.",
        RequiresDependency "requires-dependency" "It takes another part that the product does not have.",
        RequiresEnvironment "requires-environment" "It takes an environment that the product is not meant for.",
        ProtectedByCompiler "protected-by-compiler" "A measure of the compiler stops it.",
        ProtectedAtRuntime "protected-at-runtime" "A measure at run time stops it.",
        ProtectedAtPerimeter "protected-at-perimeter" "A measure in front of the product or its part stops it.",
        ProtectedByMitigation "protected-by-mitigation" "Another mechanism stops it.",
    }
    /// What is done about a vulnerability (CycloneDX).
    VexResponse "response" {
        CannotFix "cannot-fix" "It cannot be fixed.",
        WillNotFix "will-not-fix" "It will not be fixed.",
        Update "update" "By an update.",
        Rollback "rollback" "By going back to an earlier version.",
        Workaround "workaround" "By a workaround.",
    }
    /// What a case reports (CRA Article 14).
    Track "track" {
        ExploitedVulnerability "exploited-vulnerability" "A vulnerability of ours that somebody exploits (Article 14(1)).",
        SevereIncident "severe-incident" "An incident with an impact on the security of a product, its development, production or delivery (Article 14(3)).",
    }
    /// A stage of reporting (CRA Article 14).
    FilingStage "stage of reporting" {
        EarlyWarning "24h" "The early warning.",
        Notification "72h" "The notification.",
        Final "final" "The final report.",
        Intermediate "intermediate" "A report that a CSIRT asked for in between.",
    }
    /// What helps users of an affected product.
    MeasureKind "kind of measure" {
        Patch "patch" "A corrected version.",
        Workaround "workaround" "Another way of using the product.",
        Mitigation "mitigation" "Something that lessens the harm.",
    }
    /// The steps of CRA Article 14(7), in their order.
    CsirtGround "step of Article 14(7)" {
        MainEstablishment "main-establishment" "Where decisions about the cybersecurity of its products are mostly taken, else where most employees in the Union are.",
        Representative "authorised-representative" "No main establishment in the Union: where the representative for most products is (point a).",
        Importer "importer" "Nor a representative: where the importer of most products is (point b).",
        Distributor "distributor" "Nor an importer: where the distributor of most products is (point c).",
        Users "users" "None of them: where most users are (point d).",
        First "first-csirt" "A later case stays with the CSIRT of the first under point d.",
    }
    /// Particularly exceptional circumstances (CRA Article 16(2), third subparagraph).
    ExceptionalGround "ground of exceptional circumstances" {
        OneMemberState "one-member-state" "Exploited in no other Member State than that of the CSIRT.",
        EssentialInterests "essential-interests" "Passing it on would harm essential interests of that Member State.",
        ImminentRisk "imminent-risk" "Passing it on is itself an imminent high risk.",
    }
    /// Why a case need not be reported.
    NoDutyGround "ground for not reporting" {
        NotExploitedHere "not-exploited-here" "A part of others is exploited elsewhere, and not in our product.",
        NotReachable "not-reachable" "The vulnerable code cannot be reached in our product.",
        GoodFaithResearch "good-faith-research" "Found by research in good faith, without malicious exploitation.",
        KnownBefore "known-before" "The exploitation was known before the duty began.",
        NotSevere "not-severe" "The incident is not severe.",
    }
    /// How the law classes a product (CRA Annexes III and IV).
    ProductClass "class of product" {
        Default "default" "Neither important nor critical.",
        ImportantOne "important-1" "Important, class I.",
        ImportantTwo "important-2" "Important, class II.",
        Critical "critical" "Critical.",
    }
    /// How conformity is assessed (CRA Article 32, Annex VIII).
    Procedure "procedure" {
        Internal "A" "Internal control: the manufacturer alone.",
        Examination "B+C" "EU-type examination, then conformity to type.",
        Quality "H" "Full quality assurance.",
        Scheme "EUCC-scheme" "European cybersecurity certification.",
    }
    /// Who the law sees in the manufacturer (Recommendation 2003/361/EC, CRA Article 24).
    Enterprise "kind of enterprise" {
        Micro "micro" "Fewer than 10 people.",
        Small "small" "Fewer than 50 people.",
        Larger "larger" "Larger than that.",
        Steward "steward" "A steward of open-source software.",
    }
    /// Who made an update's fix (SUM-1).
    UpdateSource "source of update" {
        Developer "developer" "The product's developer.",
        ComponentSupplier "component-supplier" "The supplier of a component in the product.",
        PlatformSupplier "platform-supplier" "The supplier of something the product depends on.",
    }
    /// Where an issue was found, or should have been.
    Phase "phase" {
        Requirements "requirements" "Requirements work.",
        Design "design" "Design work.",
        Implementation "implementation" "Implementation.",
        Verification "verification" "Verification and validation.",
        Field "field" "In use.",
    }
    /// Where an issue came from.
    Origin "origin" {
        Tester "tester" "Our testers, or researchers.",
        Supplier "supplier" "A supplier of a component.",
        Developer "developer" "Our developers.",
        User "user" "Users: integrators, owners, operators, service.",
        Researcher "researcher" "Researchers outside, who look for flaws without being asked.",
        Public "public" "What everybody can read: a publication, a vulnerability database, the news.",
    }
    /// Who may be told of an issue: the marks of the Traffic Light Protocol, version 2.0.
    Handling "mark of handling" {
        Clear "TLP:CLEAR" "Everybody.",
        Green "TLP:GREEN" "Those of the same trade; not for publication.",
        Amber "TLP:AMBER" "Our organisation and its customers, as far as they need it.",
        AmberStrict "TLP:AMBER+STRICT" "Our organisation alone, as far as it needs it.",
        Red "TLP:RED" "Those who were told, and nobody else.",
    }
    /// What came of trying an update with something else.
    TriedVerdict "verdict" {
        Compatible "compatible" "They go together.",
        Incompatible "incompatible" "They do not; say what to do instead.",
    }
    /// Whether somebody uses an issue against products in the field.
    Exploitation "state of exploitation" {
        None "none" "Nothing is known of any use.",
        ProofOfConcept "proof-of-concept" "How to do it is public, or has been shown.",
        Active "active" "It is used against products in the field; a probability such as EPSS never shows that.",
    }
    /// How an interface concern is dealt with.
    InScope "decision" {
        Yes "yes" "Inside the scope of the process.",
        No "no" "Outside it.",
        Legacy "legacy" "Outside it until changed.",
    }
    /// What kind of environment.
    EnvironmentKind "kind of environment" {
        Repository "repository" "Where source and design live.",
        Build "build" "Where releases are built.",
        Test "test" "Where tests run.",
        Production "production" "Where devices are made and provisioned.",
        Delivery "delivery" "How files reach users.",
    }
    /// Answer to a design practice.
    Followed "answer" {
        Followed "followed" "Yes.",
        Deviated "deviated" "No, with a reason.",
        NotApplicable "not-applicable" "It has nothing to do here, with a reason.",
    }
    /// Component type of IEC 62443-4-2.
    ProductType "type of product" {
        EmbeddedDevice "embedded-device" "Special-purpose device with embedded software.",
        NetworkDevice "network-device" "Forwards or restricts traffic between others.",
        HostDevice "host-device" "General-purpose computer with an operating system.",
        SoftwareApplication "software-application" "Programs that run on a host.",
    }
    /// What delivery deadlines weigh (SUM-5).
    DeadlineFactor "deadline factor" {
        Impact "impact" "Potential impact of the vulnerability.",
        PublicKnowledge "public-knowledge" "How widely it is known.",
        Exploits "exploits" "Whether exploits are published.",
        Deployed "deployed" "How many units are in use.",
        Mitigation "mitigation" "Whether a mitigation is at hand.",
    }
    /// What a statement says of an aspect.
    StatedVerdict "stated verdict" {
        Met "met" "It is shown.",
        Partial "partial" "It is shown in part.",
        NotApplicable "not-applicable" "It does not apply, for a reason.",
    }
    /// Who can reach an interface (SD-1.a).
    Reach "reach" {
        External "external" "Other products.",
        Internal "internal" "Only other parts of this product.",
        Both "both" "Other products and other parts of this one.",
    }
    /// What an option does to security.
    OptionEffect "effect of option" {
        Stronger "stronger" "Using it adds protection.",
        Weaker "weaker" "Using it takes protection away.",
        Neutral "neutral" "It only shapes protection.",
    }
}

impl Severity {
    /// The impact word of the same weight.
    pub fn impact(self) -> Impact {
        match self {
            Severity::Low => Impact::Low,
            Severity::Medium => Impact::Moderate,
            Severity::High => Impact::High,
            Severity::Critical => Impact::Critical,
        }
    }
}

/// A list of words that lives in the catalog.
pub trait TermList: 'static {
    /// Name of the list: `component.kind`, `mechanism-kind`, `protocol`.
    const LIST: &'static str;
    /// What a word of it is called in messages.
    const WHAT: &'static str;
}

/// A word of a catalog list.
#[derive(Debug)]
pub struct Term<L> {
    /// The word, with its place.
    pub word: Text,
    list: std::marker::PhantomData<fn() -> L>,
}

impl<L> Clone for Term<L> {
    fn clone(&self) -> Self {
        Term { word: self.word.clone(), list: self.list }
    }
}

impl<L> Term<L> {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.word
    }
}

impl<L: TermList> Shape for Term<L> {
    fn form() -> Form {
        Form::Term(L::LIST)
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let word = text(value, reader)?;
        let catalogs = reader.catalogs;
        if let Some(known) = catalogs.words(L::LIST)
            && !known.iter().any(|entry| **entry == *word.value)
        {
            reader.unknown_word(word.span, &word, L::WHAT, known.iter().map(String::as_str));
            return None;
        }
        Some(Term { word, list: std::marker::PhantomData })
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.word);
    }
}

macro_rules! terms {
    ($($(#[$meta:meta])* $name:ident $list:literal $what:literal),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}
        impl TermList for $name {
            const LIST: &'static str = $list;
            const WHAT: &'static str = $what;
        }
    )*};
}

terms! {
    /// What a component is.
    ComponentKindTerm "component.kind" "kind of component",
    /// How well a component's place guards it.
    PlaceTerm "component.place" "place",
    /// What an interface is.
    InterfaceKindTerm "interface.kind" "kind of interface",
    /// What can be done through an interface.
    OffersTerm "interface.offers" "thing an interface offers",
    /// What a flow or asset contains.
    ContentTerm "flow.content" "content",
    /// What a store holds.
    HoldsTerm "store.holds" "content of a store",
    /// Where a store lies.
    MediumTerm "store.medium" "medium",
    /// What an outside party is.
    ExternalKindTerm "external.kind" "kind of actor",
    /// A kind of security mechanism.
    MechanismKindTerm "mechanism.kind" "kind of mechanism",
    /// A protocol.
    ProtocolTerm "interface.protocol" "protocol of the catalog",
}

/// A calendar date with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Year, month, day.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
}

/// A calendar date that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
}

impl Date {
    /// A date, if it exists in the calendar.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Date { year, month, day })
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
        let month = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        let day = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        Date::new(year, month, day)
    }

    /// Days since 1970-01-01 (negative before), after Howard Hinnant's civil calendar algorithm.
    pub fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day so many days after 1970-01-01; `None` outside the years 0 to 9999. After the same algorithm.
    pub fn from_days(days: i64) -> Option<Date> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era.checked_mul(400)?.checked_add(year_of_era + i64::from(month <= 2))?;
        let year = u16::try_from(year).ok().filter(|year| *year <= 9_999)?;
        Date::new(year, month as u8, day as u8)
    }

    /// The same day so many months earlier; the last day of the month where there is no such day.
    pub fn minus_months(self, months: u32) -> Date {
        let month0 = (u32::from(self.year) * 12 + u32::from(self.month) - 1).saturating_sub(months).max(12);
        let (year, month) = ((month0 / 12) as u16, (month0 % 12) as u8 + 1);
        let latest = (28..=self.day.max(28)).rev().find_map(|day| Date::new(year, month, day.min(self.day)));
        latest.unwrap_or(self)
    }

    /// The same day so many months later; the last day of the month where there is no such day.
    pub fn plus_months(self, months: u32) -> Date {
        let month0 = u32::from(self.year) * 12 + u32::from(self.month) - 1 + months;
        let (year, month) = ((month0 / 12) as u16, (month0 % 12) as u8 + 1);
        let latest = (28..=self.day.max(28)).rev().find_map(|day| Date::new(year, month, day.min(self.day)));
        latest.unwrap_or(self)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Shape for Day {
    fn form() -> Form {
        Form::Date
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let span = reader.span(value);
        let written = match value.get_ref() {
            DeValue::Datetime(written) => written.date,
            DeValue::String(words) if Date::parse(words).is_some() => {
                let finding = codes::WRONG_TYPE
                    .at(span, "expected a date, found text that looks like one")
                    .help("leave out the quotes")
                    .fix("remove the quotes", span, words.to_string());
                reader.report(finding);
                return None;
            }
            _ => None,
        };
        let Some(written) = written else {
            if !already_told(value) {
                reader.wrong_type(value, "a date", "`2026-11-22`");
            }
            return None;
        };
        Date::new(written.year, written.month, written.day).map(|date| Day { date, span })
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.date.to_string());
    }
}

/// Whether the parser has already said that this is no date of the calendar; it leaves an empty one behind.
fn already_told(value: &Spanned<DeValue<'_>>) -> bool {
    value.get_ref().as_datetime().is_some_and(|written| written.date.is_none() && written.time.is_none())
}

/// A point in time with its zone, as RFC 3339 text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment(pub Text);

impl Moment {
    /// The calendar date in the zone it was written in.
    pub fn date(&self) -> Option<Date> {
        self.0.get(..10).and_then(Date::parse)
    }

    /// Minutes by which its zone is ahead of UTC.
    pub fn ahead(&self) -> Option<i32> {
        let zone = self.0.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let (sign, rest) = (zone.as_bytes().first()?, zone.get(1..)?);
        if matches!(sign, b'Z' | b'z') {
            return Some(0);
        }
        let (hours, minutes) = rest.split_once(':')?;
        let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
        Some(if *sign == b'-' { -minutes } else { minutes })
    }

    /// Seconds from 1970-01-01T00:00:00Z.
    pub fn seconds(&self) -> Option<i64> {
        let clock = self.0.get(11..19)?;
        let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
        let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
        let ahead = i64::from(self.ahead()?);
        Some(self.date()?.days() * 86_400 + hours * 3_600 + minutes * 60 + seconds - ahead * 60)
    }
}

impl Shape for Moment {
    fn form() -> Form {
        Form::Time
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let span = reader.span(value);
        match value.get_ref() {
            DeValue::Datetime(written) if written.time.is_some() && written.offset.is_some() => {
                Some(Moment(Sp { value: written.to_string().into(), span }))
            }
            _ => {
                if !already_told(value) {
                    reader.wrong_type(value, "a time with a zone", "`2026-11-22T08:00:00Z`");
                }
                None
            }
        }
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// A SHA-256 digest as `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest(pub Text);

impl Shape for Digest {
    fn form() -> Form {
        Form::Formatted("digest")
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let digits = written.strip_prefix("sha256:").unwrap_or("");
        if digits.len() == 64 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Some(Digest(written));
        }
        let finding = codes::WRONG_TYPE
            .at(written.span, "expected a SHA-256 digest")
            .help("write `sha256:` and 64 hexadecimal digits in lower case, as `sha256sum FILE` prints them");
        reader.report(finding);
        None
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Seconds by which the earliest zone on earth is ahead of UTC.
const EARLIEST_ZONE: i64 = 14 * 3_600;
/// Seconds by which the latest zone on earth is behind UTC.
const LATEST_ZONE: i64 = 12 * 3_600;

/// When something happened: a day, or a point in time with its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// A day; in which zone is not said.
    Day(Day),
    /// A point in time.
    Moment(Moment),
}

impl When {
    /// First and last second that it can mean, from 1970-01-01T00:00:00Z: a day is one somewhere on earth.
    pub fn seconds(&self) -> Option<(i64, i64)> {
        match self {
            When::Day(day) => {
                let midnight = day.date.days() * 86_400;
                Some((midnight - EARLIEST_ZONE, midnight + 86_399 + LATEST_ZONE))
            }
            When::Moment(moment) => moment.seconds().map(|at| (at, at)),
        }
    }

    /// The date as written.
    pub fn date(&self) -> Option<Date> {
        match self {
            When::Day(day) => Some(day.date),
            When::Moment(moment) => moment.date(),
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            When::Day(day) => day.span,
            When::Moment(moment) => moment.0.span,
        }
    }
}

impl Shape for When {
    fn form() -> Form {
        Form::Formatted("date, or time with zone")
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Datetime(written) if written.time.is_some() => Moment::read(value, reader).map(When::Moment),
            _ => Day::read(value, reader).map(When::Day),
        }
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self {
            When::Day(day) => day.spell(names, out),
            When::Moment(moment) => moment.spell(names, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_dates() {
        assert_eq!(Date::new(2026, 2, 29), None);
        assert_eq!(
            Date::parse("2024-02-29").map(|date| date.plus_months(12).to_string()).as_deref(),
            Some("2025-02-28")
        );
        assert_eq!(
            Date::parse("2026-01-31").map(|date| date.plus_months(1).to_string()).as_deref(),
            Some("2026-02-28")
        );
        assert_eq!(Date::new(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::new(2026, 11, 22).map(Date::days), Some(20_779));
        assert_eq!(Date::parse("2026-1-2"), None);
        for days in [-719_528, -1, 0, 59, 60, 11_016, 20_779, 2_932_896] {
            assert_eq!(Date::from_days(days).map(Date::days), Some(days));
        }
        assert_eq!(
            (Date::from_days(2_932_897), Date::from_days(i64::MIN), Date::from_days(i64::MAX)),
            (None, None, None)
        );
    }

    #[test]
    fn moments_are_seconds() {
        let check = |text: &str, expect| {
            let span = Span::start_of(vauban_diagnostics::FileId(0));
            assert_eq!(Moment(Sp { value: text.into(), span }).seconds(), expect, "{text}");
        };
        check("1970-01-01T00:00:01Z", Some(1));
        check("2026-11-22T08:00:00Z", Some(20_779 * 86_400 + 8 * 3_600));
        check("2026-11-22T08:00:00.25+02:00", Some(20_779 * 86_400 + 6 * 3_600));
        check("2026-11-22T08:00:00-05:30", Some(20_779 * 86_400 + 13 * 3_600 + 1_800));
        check("2026-11-22", None);
    }

    #[test]
    fn days_go_both_ways_and_months_go_back() {
        for text in ["0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2026-11-22", "9999-12-31"] {
            let date = Date::parse(text);
            assert_eq!(date.and_then(|date| Date::from_days(date.days())), date, "{text}");
        }
        assert_eq!(
            (Date::from_days(i64::MAX), Date::from_days(i64::MIN), Date::from_days(3_000_000)),
            (None, None, None)
        );
        assert_eq!(
            Date::parse("2026-03-31").map(|date| date.minus_months(13).to_string()).as_deref(),
            Some("2025-02-28")
        );
    }
}
