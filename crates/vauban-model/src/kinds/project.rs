//! What `vauban.toml` holds: products, variants, lines, used folders, policy, catalogs.

use super::{Applies, Doer};
use crate::declare::record;
use crate::link::{Clause, Evidence, Ref};
use crate::shape::{Flag, Number, Sp, Text};
use crate::words::*;

record! {
    /// A product that the records are about.
    Product {
        "name" name: one Text, "name as on the label";
        "version" version: need Text, "the version being built";
        "type" types: many Sp<ProductType>, "component types of IEC 62443-4-2";
        "roots" roots: many Text, "folders of its records, where a repository holds several products";
        "in-scope" in_scope: one InScopeDecision, "whether the process applies to it, and why (SM-3)";
        "target-level" target_level: one Levels, "security level aimed at, per foundational requirement (SL-C vector)";
        "scope-physical" scope_physical: one Text, "where the product ends, physically (SR-4)";
        "scope-logical" scope_logical: one Text, "where the product ends, logically (SR-4)";
        "sources-in" sources_in: one Text, "where its source code is kept, if not in this repository";
        "history" history: one ExportedHistory, "who changed its sources, where they are kept elsewhere";
        "parts-treated-differently" parts_treated_differently: one Text, "parts with another scope, or that there are none (SM-3)";
        "third-party" third_party: one Flag, "contains parts of others";
        "signs" signs: one Flag, "its software is signed";
        "provisions-secrets" provisions_secrets: one Flag, "secrets are put in during production";
        "physical-delivery" physical_delivery: one Flag, "delivered as a thing";
        "download" download: one Flag, "delivered as a download";
        "supported-long" supported_long: one Flag, "supported for more than five years";
        "configurable" configurable: one Flag, "users can change security settings";
        "purl" purl: one Text, "package URL that others know it by, without a version";
        "cpe" cpe: one Text, "CPE that others know it by";
        "manufacturer" manufacturer: one Text, "name of the manufacturer, as authorities know it";
        "class" class: one Sp<ProductClass>, "how the Cyber Resilience Act classes it: default, important, critical";
        "category" category: one Text, "its category in Annex III or IV of the Cyber Resilience Act";
        "languages" languages: many Text, "languages that users are told in, the first as written (BCP 47): `en`, `de`; each promises every section (SG-7)";
        "member-states" member_states: many Text, "Member States it is made available in: `DE`, `AT`";
        "version-scheme" version_scheme: one Text, "how its versions are ordered: `semver`, `deb`, or parts such as `V{n}.{n} SP{n} HF{n}`; absent: whole numbers with dots";
    }
    /// The history of a repository that is not this one, as `vauban people --export` wrote it there (SVV-5, SI-1).
    ExportedHistory {
        "file" file: need Evidence, "the export";
        "because" because: need Text, "why the history of this repository is not that of the product";
        "approved-by" approved_by: need Ref<Doer>, "who agreed; nobody who developed the product";
    }
    /// Whether the process applies to a product, and why.
    InScopeDecision {
        "decision" decision: need Sp<InScope>, "yes, no or legacy";
        "reason" reason: need Text, "why";
        "approved-by" approved_by: one Ref<Doer>, "who agreed";
    }
    /// Security level aimed at, per foundational requirement.
    Levels {
        "fr1" fr1: one Number<0, 4>, "identification and authentication control";
        "fr2" fr2: one Number<0, 4>, "use control";
        "fr3" fr3: one Number<0, 4>, "system integrity";
        "fr4" fr4: one Number<0, 4>, "data confidentiality";
        "fr5" fr5: one Number<0, 4>, "restricted data flow";
        "fr6" fr6: one Number<0, 4>, "timely response to events";
        "fr7" fr7: one Number<0, 4>, "resource availability";
    }
    /// Another folder's records, read-only under its id.
    Use {
        "path" path: one Text, "folder with a `vauban.toml`, relative to this one";
        "git" git: one Text, "repository that holds it";
        "rev" rev: one Text, "commit, tag or branch of that repository";
        "folder" folder: one Text, "folder inside the repository; default: its root";
        "digest" digest: one Digest, "digest of all record files of the folder";
        "restricted" restricted: one Flag, "kept from some readers: what rests on it is unknown where it is not here";
        "holds" holds: many Text, "kinds of records in it, for readers from whom it is kept: `person`, `competence`";
    }
    /// A variant of a product.
    Variant {
        "of" of: need Ref<Product>, "the product";
        "has" has: many Ref<Feature>, "features it has";
        "order-codes" order_codes: many Text, "how customers order it";
    }
    /// Something that only some variants have.
    Feature {
        "of" of: one Ref<Product>, "the product";
    }
    /// A supported version line.
    Line {
        "of" of: need Ref<Product>, "the product";
        "ref" git_ref: one Text, "branch or tag";
        "supported-until" supported_until: one Day, "last day of support";
        "deployed" deployed: one Number<0, 1_000_000_000>, "units in the field, roughly";
        "announced" announced: one Day, "when users were told that its support ends";
    }
    /// What the organisation asks of itself.
    Policy {
        "required-depth" required_depth: one RequiredDepth, "mechanisms that must fail before a loss, by impact (SD-2)";
        "assumed-attacker" assumed_attacker: one Number<1, 4>, "class of attacker (as SL 1 to 4) that threats are proposed for";
        "residual-risk" residual_risk: one Sp<Severity>, "highest severity that may be accepted (DM-4)";
        "deadlines" deadlines: one Deadlines, "days from assessment to delivered update, by severity (SUM-5)";
        "deadline-factors" deadline_factors: many Sp<DeadlineFactor>, "what the deadlines weigh (SUM-5)";
        "qualification-days" qualification_days: one Number<1, 3650>, "days for qualifying a supplier's update (SUM-5)";
        "support-notice-days" support_notice_days: one Number<1, 3650>, "days before the end of support of a version line by which users are told; default 180";
        "handling" handling: one Sp<Handling>, "the most closely kept issues that readers of this folder may see; default `TLP:AMBER`";
        "deadline-percent" deadline_percent: one DeadlinePercent, "by how much a factor shortens or stretches `deadlines`, in percent (SUM-5)";
        "advisories" advisories: one AdvisorySet, "the index of advisories that pull requests are judged by; a scheduled run brings a newer one (DM-1)";
        "triage-days" triage_days: one Number<1, 3650>, "days from receipt to a decided applicability (DM-2)";
        "assessment-days" assessment_days: one Deadlines, "days from a decided applicability to a decision, by severity (DM-3, DM-4)";
        "disclosure-days" disclosure_days: one Deadlines, "days from receipt to the notice, by severity (DM-5)";
        "signal-hours" signal_hours: one Number<1, 8760>, "hours from the first hint of a case to the end of its first assessment (CRA Article 14(1))";
        "user-information-hours" user_information_hours: one Number<1, 8760>, "hours from awareness of a reported case until users are told (CRA Article 14(8))";
        "due-soon-days" due_soon_days: one Number<1, 365>, "days before a deadline of a case from which `vauban check` warns; default 1";
        "exceptional-circumstances" exceptional_circumstances: many Ref<Doer>, "who may invoke particularly exceptional circumstances in a notification (CRA Article 16(2))";
        "enterprise" enterprise: one Sp<Enterprise>, "what the law sees in the manufacturer; a micro or small enterprise is not fined for a late early warning, and owes it all the same";
        "establishment" establishment: one Establishment, "where the manufacturer stands in the Union, for the choice of the CSIRT (CRA Article 14(7))";
        "public-holidays" public_holidays: many Day, "public holidays for statutory dates, which are shown and alarm nobody";
        "review-interval-months" review_interval_months: one Number<1, 60>, "how often lists and standards are reviewed; default 12";
        "evidence-age-months" evidence_age_months: one Number<1, 120>, "age at which evidence stops counting; default 12";
        "statement-months" statement_months: one Number<1, 60>, "how long a statement holds when it does not say; default 12";
        "significant" significant: many Text, "keys whose change calls for a review though it would be editorial: `interface.description`";
        "insignificant" insignificant: many Text, "keys whose change calls for no review: `mechanism.cost`";
        "signed-reviews" signed_reviews: one Flag, "whether reviews must be signed to count";
        "links-accepted-at-once" links_accepted_at_once: one Number<1, 1_000_000>, "changed links that one `vauban trace accept` takes without `--many`; default 50";
        "developer-window-months" developer_window_months: one Number<1, 240>, "how long before a test a commit makes its author a developer (SVV-5); default 24";
        "since" since: one Day, "findings about older commits are counted once per file";
        "approved-by" approved_by: one Ref<Doer>, "who set it";
        "date" date: one Day, "when it was set";
    }
    /// An index of advisories, held by its digest: what was known when.
    AdvisorySet {
        "file" file: need Evidence, "the index, as `vauban advisories build` wrote it";
        "digest" digest: need Digest, "its SHA-256";
    }
    /// Required depth by impact.
    RequiredDepth {
        "low" low: one Number<0, 9>, "default 0";
        "moderate" moderate: one Number<0, 9>, "default 1";
        "high" high: one Number<0, 9>, "default 2";
        "critical" critical: one Number<0, 9>, "default 3";
        "against" against: one AgainstStrength, "other depths against attackers of one strength";
    }
    /// Required depth by strength of the attacker.
    AgainstStrength {
        "1" s1: one ByImpact, "against strength 1";
        "2" s2: one ByImpact, "against strength 2";
        "3" s3: one ByImpact, "against strength 3";
        "4" s4: one ByImpact, "against strength 4";
    }
    /// Required depth by impact; what is absent stays as it is against everybody.
    ByImpact {
        "low" low: one Number<0, 9>, "for impact low";
        "moderate" moderate: one Number<0, 9>, "for impact moderate";
        "high" high: one Number<0, 9>, "for impact high";
        "critical" critical: one Number<0, 9>, "for impact critical";
    }
    /// Days by severity.
    Deadlines {
        "low" low: one Number<1, 3650>, "days";
        "medium" medium: one Number<1, 3650>, "days";
        "high" high: one Number<1, 3650>, "days";
        "critical" critical: one Number<1, 3650>, "days";
    }
    /// Where the manufacturer stands in the Union, as Member States: `DE`; the first that is there decides.
    Establishment {
        "main" main: one Text, "main establishment";
        "representative" representative: one Text, "authorised representative for the highest number of products";
        "importer" importer: one Text, "importer of the highest number of products";
        "distributor" distributor: one Text, "distributor of the highest number of products";
        "users" users: one Text, "where the highest number of users is";
    }
    /// Percent of the days of `deadlines` that are left, or added, where a factor holds.
    DeadlinePercent {
        "exploits" exploits: one Number<1, 100>, "where the vulnerability is exploited, by a case that names the issue";
        "public-knowledge" public_knowledge: one Number<1, 100>, "where it is publicly known: it has a CVE number, or a notice is out";
        "mitigation" mitigation: one Number<100, 400>, "where users have a workaround or mitigation, and it is not exploited";
    }
    /// Which editions of which catalogs are in force.
    CatalogsInForce {
        "lifecycle" lifecycle: one Text, "edition that verdicts are given by; default `iec62443-4-1:2018`";
        "component" component: one Text, "edition of the component requirements; default `iec62443-4-2:2019`";
        "files" files: many Text, "catalog files of the project, standing beside the built-in ones";
        "crosswalks" crosswalks: many Text, "other catalogs to report by";
    }
    /// Takes one record of a used folder away.
    Remove {
        "rationale" rationale: need Text, "why it is not so here";
        "approved-by" approved_by: one Ref<Doer>, "who agreed";
    }
    /// An existing Word, PDF or tracker item that serves as evidence.
    Document {
        "file" file: one Text, "file of the project";
        "url" url: one Text, "where it lives otherwise";
        "version" version: one Text, "its version";
        "digest" digest: one Digest, "SHA-256 of the file";
        "approved-by" approved_by: one Ref<Doer>, "who approved it";
        "date" date: one Day, "of approval";
        "anchors" anchors: many Text, "places in it that can be pointed to";
        "covers" covers: many Clause, "aspects it is evidence for";
    }
    /// A person's word that an aspect is shown.
    Statement {
        "text" text: one Text, "what is stated, in a sentence";
        "verdict" verdict: one Sp<StatedVerdict>, "default `met`";
        "evidence" evidence: many Evidence, "what shows it";
        "digests" digests: map Digest, "SHA-256 of each evidence file, by path";
        "by" by: need Ref<Doer>, "who states it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; another person";
        "date" date: need Day, "when";
        "valid-until" valid_until: one Day, "until when; default 12 months";
        "override" overrides: one Flag, "sets a computed verdict aside; shown as such everywhere";
        "applies-to" applies_to: many Ref<Applies>, "release or line";
    }
    /// A decision to leave a finding open until a date.
    Waiver {
        "finding" finding: need Text, "the check's name and the record: `asset-below-required-depth asset.setpoints`";
        "reason" reason: need Text, "why";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; only a backlog may go without";
        "date" date: one Day, "when";
        "expires" expires: need Day, "last day on which it holds";
        "backlog" backlog: one Flag, "written by `init --adopt`: it was there on the first day";
    }
    /// A person's word that there is nothing of a kind.
    NoneOf {
        "reason" reason: need Text, "why there are none";
        "by" by: need Ref<Doer>, "who says so";
        "approved-by" approved_by: need Ref<Doer>, "who agreed; another person";
        "date" date: need Day, "when";
        "valid-until" valid_until: one Day, "until when; default 12 months";
    }
}
