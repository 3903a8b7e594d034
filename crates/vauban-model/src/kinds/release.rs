//! Ways in for reports, notices, releases, updates and guidelines (DM-1, DM-5, SM-6, SM-12, SUM-1 to SUM-5, SG-1 to
//! SG-7). Issues stand in `issue.rs`.

use super::values::Covered;
use super::{Applies, Doer, Issue, Line, Mechanism, Product, Signature, Supplier, TestRun, TriedOn};
use crate::declare::record;
use crate::link::{Clause, Evidence, Ref};
use crate::shape::{Flag, Sp, Text};
use crate::words::*;

record! {
    /// A way in for reports (DM-1).
    Intake {
        "address" address: need Text, "mailbox, form, hotline";
        "for-whom" for_whom: many Sp<Origin>, "who uses it";
        "public" public: one Text, "where it is published";
        "confidential" confidential: one Text, "how reports are kept confidential";
        "last-checked" last_checked: one Day, "when it was last tried";
    }
    /// A notice to users (DM-5).
    Advisory {
        "published" published: one Day, "when";
        "describes" describes: one Text, "what the vulnerability is";
        "cvss" cvss: one Text, "its score, as vector";
        "affected" affected: many Text, "affected versions";
        "resolution" resolution: one Text, "what to do";
        "url" url: one Text, "where it stands";
        "csaf" csaf: one Evidence, "machine-readable form";
    }
    /// A release of a product.
    Release {
        "product" product: one Ref<Product>, "of which product";
        "version" version: one Text, "its version";
        "line" line: one Ref<Line>, "version line";
        "date" date: one Day, "when it left the house";
        "commit" commit: one Text, "commit it was built from";
        "artefacts" artefacts: many Artefact, "files that left the house (SM-6)";
        "sbom" sbom: many Evidence, "software bill of materials";
        "open-issues" open_issues: many Ref<Issue>, "issues open at release, each with a decision (SM-11)";
        "checked" checked: many Completed, "processes found complete (SM-12)";
        "verified-by" verified_by: one Ref<Doer>, "who checked that (SM-12)";
        "approved-by" approved_by: one Ref<Doer>, "who released it";
        "gate" gate: one Evidence, "record of the release gate";
        "manifest" manifest: one Evidence, "manifest of every file that left the house, as `vauban release prepare` writes it (SM-6)";
        "signatures" signatures: many ManifestSignature, "signatures under the manifest, as `vauban release sign` writes them (SM-6, SM-8)";
        "modification" modification: many ModificationAnswer, "whether it modifies the product substantially (Cyber Resilience Act, Article 3(30))";
    }
    /// A signature under the manifest of a release, and who used which key for it (SM-8).
    ManifestSignature {
        "file" file: need Evidence, "the signature";
        "key" key: need Ref<super::SigningKey>, "key it was made with";
        "date" date: need Day, "when it was made";
        "by" by: many Ref<super::Person>, "who made it; two for a two-person rule";
    }
    /// An answer to a question about substantial modification.
    ModificationAnswer {
        "question" question: need Text, "which, by its id in the catalog of the law";
        "answer" answer: need Flag, "yes or no";
        "reason" reason: need Text, "why";
        "record" record: one Text, "revision of the risk assessment, or record, that it rests on";
    }
    /// A file of a release.
    Artefact {
        "file" file: need Text, "its name";
        "digest" digest: one Digest, "SHA-256";
        "sha512" sha512: one Text, "SHA-512, 128 hexadecimal digits";
        "signature" signature: one Evidence, "its signature";
        "signed-with" signed_with: one Ref<super::SigningKey>, "key";
    }
    /// A process found complete for a release.
    Completed {
        "requirement" requirement: need Clause, "which";
        "record" record: one Text, "the record that shows it";
        "date" date: one Day, "when";
    }
    /// A security update (SUM-1, SUM-2, SUM-4).
    Update {
        "release" release: one Ref<Release>, "release that delivers it";
        "from" from: one Sp<UpdateSource>, "who made the fix: developer, component supplier, platform supplier";
        "fixes" fixes: many Ref<Issue>, "issues it fixes";
        "applies-to-versions" applies_to_versions: many Text, "versions it applies to (SUM-2)";
        "how" how: one Text, "how to apply it, by hand and automatically (SUM-2)";
        "effects" effects: one Text, "effects of applying it, restarts included (SUM-2)";
        "verify" verify: one Text, "how to see that it was applied (SUM-2)";
        "risk" risk: one Text, "risk of not applying it, and what helps instead (SUM-2)";
        "constraints" constraints: one Text, "operational, safety and legal constraints looked at (SUM-1)";
        "qualified-by" qualified_by: one Ref<Doer>, "who qualified it";
        "qualified" qualified: one Day, "when";
        "fix-runs" fix_runs: many Ref<TestRun>, "runs that show the fix";
        "regression-runs" regression_runs: many Ref<TestRun>, "regression runs";
        "delivered" delivered: one Day, "when";
        "channel" channel: one Text, "how it reaches users";
        "authenticity" authenticity: one Text, "how they check that it is ours";
        "lines" lines: many Ref<Line>, "supported lines it is for";
        "late-because" late_because: one Text, "why it missed its deadline";
        "before-runs" before_runs: many Ref<TestRun>, "runs of the same tests on a build without the fix, in which they failed (SUM-1)";
        "tried-with" tried_with: many Tried, "supported lines and updates of others that it was tried with (SUM-1)";
        "safety" safety: one Text, "what it does to the safety of the plant, or that it does nothing (SUM-1)";
        "operation" operation: one Text, "what it does to the operation of the plant, or that it does nothing (SUM-1)";
        "checked-by" checked_by: many Ref<Mechanism>, "mechanisms of the design by which the product or its user tells that it is ours (SUM-4)";
        "signatures" signatures: many Signature, "who stands for what it says of safety and operation; `vauban update sign` writes them";
    }
    /// Something that an update was tried with (SUM-1).
    Tried {
        "with" with: need Ref<TriedOn>, "the version line it was installed on, or the update of another maker that was there";
        "verdict" verdict: need Sp<TriedVerdict>, "what came of it";
        "runs" runs: many Ref<TestRun>, "runs that show it";
        "instead" instead: one Text, "what to do instead, where they do not go together";
    }
    /// An update of an operating system or component that the product depends on (SUM-3).
    PlatformUpdate {
        "supplier" supplier: one Ref<Supplier>, "whose";
        "published" published: one Day, "when";
        "reference" reference: one Text, "its id";
    }
    /// Whether the product works with such an update (SUM-3).
    Compatibility {
        "update" update: need Ref<PlatformUpdate>, "which";
        "verdict" verdict: one Text, "compatible or not";
        "mitigation" mitigation: one Text, "what to do instead";
        "date" date: one Day, "when said";
    }
    /// What users of the product are told: a Markdown file with front matter (SG-1 to SG-6).
    Guideline {
        "covers" covers: many Covered, "requirements and records it covers as a whole; sections say it finer";
        "version" version: one Text, "its version";
        "language" language: one Text, "its language (BCP 47), as `en`";
        "translates" translates: one Ref<Guideline>, "guideline whose sections it says in another language, each under the id of the original";
        "seen" seen: map Digest, "text of each section of the original, by its id, when it was translated; `vauban guide stamp` writes it";
        "release" release: many Ref<Applies>, "release it goes with";
    }
    /// A manual in another form: PDF, DITA (SG-7).
    Manual {
        "file" file: one Evidence, "where it is";
        "digest" digest: one Digest, "SHA-256 of the file that the sections were listed from";
        "version" version: one Text, "its version";
        "language" language: one Text, "its language (BCP 47), as `en`";
        "sections" sections: many ManualSection, "its parts that matter for security";
        "translates" translates: one Ref<Manual>, "manual that it is in another language, its sections under the same anchors";
        "seen" seen: map Digest, "file of the original, by the anchor of each section, when it was translated; `vauban guide stamp` writes it";
        "release" release: many Ref<Applies>, "release it goes with";
    }
    /// A part of a manual.
    ManualSection {
        "title" title: need Text, "heading";
        "anchor" anchor: one Text, "name to point to it by";
        "page" page: one crate::shape::Number<1, 100_000>, "page";
        "covers" covers: many Covered, "what it covers";
    }
    /// A security option of the product (SG-3.d).
    UserOption {
        "values" values: many Text, "values it can have";
        "default" default: one Text, "value as delivered";
        "recommended" recommended: one Text, "value that we recommend, with its condition where there is one";
        "switches" switches: many Ref<super::Interface>, "interfaces that it switches on or off";
        "strengthens" strengthens: many Ref<Mechanism>, "mechanisms it adds to";
        "effect" effect: one Sp<OptionEffect>, "what it does to security";
        "work" work: one Text, "what it does to everyday work";
        "how" how: one Text, "how to set, change or delete it";
    }
    /// What a record says to users, in another language.
    Translation {
        "of" of: need Ref<super::Told>, "the record";
        "language" language: need Text, "language (BCP 47), as `de`";
        "text" text: map Text, "what it says there, by key of the record: `title`, `how`";
        "seen" seen: one Digest, "what the record said to users when it was translated; `vauban guide stamp` writes it";
    }
    /// An account that is shipped or needed (SG-6).
    Account {
        "on" on: one Ref<super::Component>, "where";
        "account" account: one Text, "user, administrator, service, database, operating system";
        "privileges" privileges: one Text, "what it may do";
        "default" default: one Flag, "exists as delivered";
        "change-how" change_how: one Text, "how to change its name and password";
    }
}
