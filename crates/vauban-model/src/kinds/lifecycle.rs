//! Requirements, design practices, coding standards and reviews (SR-3 to SR-5, SD-3, SD-4, SI-1, SI-2, SG-7).

use super::values::{Seen, State};
use super::{
    Allocation, Doer, Element, Issue, Person, PracticeOrigin, Product, Release, RequirementOrigin, Reviewable, Test,
    Threat,
};
use crate::declare::record;
use crate::link::{Clause, Evidence, Ref};
use crate::shape::{Flag, Number, Sp, Text};
use crate::words::*;

record! {
    /// A security requirement of the product (SR-3, SR-4).
    Requirement {
        "text" text: need Text, "one statement that can be verified";
        "origin" origin: many Ref<RequirementOrigin>, "records it comes from";
        "refines" refines: many Ref<Requirement>, "broader requirements that it spells out";
        "origin-standard" origin_standard: many Clause, "component requirements or laws it comes from";
        "origin-other" origin_other: one Text, "customer or other source";
        "stage" stage: many Sp<Stage>, "stages of life it holds in";
        "category" category: one Text, "foundational requirement, FR1 to FR7";
        "allocated-to" allocated_to: many Ref<Allocation>, "what fulfils it";
        "acceptance" acceptance: one Text, "when it is fulfilled";
        "method" method: one Sp<Method>, "how that is verified";
        "verification" verification: one Text, "reasoned verification other than by test";
        "level" level: one Number<0, 4>, "security level it serves";
        "status" status: one State, "how far it is";
        "approved-by" approved_by: one Ref<Doer>, "who approved it";
        "date" date: one Day, "when it was approved";
        "external" external: one Text, "its id in the tool it is exchanged with";
    }
    /// A design practice of the organisation (SD-4).
    Practice {
        "aspect" aspect: many Clause, "which of SD-4.a to g it serves";
        "text" text: one Text, "the practice";
        "source" source: many Ref<PracticeOrigin>, "issue or improvement it was learned from";
        "source-text" source_text: one Text, "literature, standard";
        "changed" changed: one Day, "last change";
    }
    /// How a product answers a design practice.
    PracticeAnswer {
        "practice" practice: need Ref<Practice>, "which";
        "product" product: one Ref<Product>, "for which product";
        "design-version" design_version: one Text, "for which version of the design";
        "answer" answer: need Sp<Followed>, "followed, deviated or not applicable";
        "reason" reason: one Text, "why, or how it is seen";
        "shown-by" shown_by: many Ref<Element>, "elements that show it";
        "by" by: one Ref<Doer>, "who answered";
        "date" date: one Day, "when";
    }
    /// A secure coding standard (SI-2).
    CodingStandard {
        "language" language: many Text, "for which languages";
        "version" version: one Text, "its version";
        "document" document: one Evidence, "where it lives";
        "avoids" avoids: many Text, "constructs that tend to be exploitable";
        "banned" banned: many Text, "functions and constructs that are banned";
        "rules" rules: many Text, "analyser rules that enforce it";
        "rule-sets" rule_sets: many RuleSet, "its rules, and which rules of which analyser enforce each";
        "tools" tools: many Ref<Analyser>, "tools that check it";
        "practices" practices: one Text, "secure coding practices";
        "input-validation" input_validation: one Text, "how input across a boundary is validated";
        "error-handling" error_handling: one Text, "how errors are handled";
        "reviewed-on" reviewed_on: one Day, "last review";
        "next-review" next_review: one Day, "next review";
        "approved-by" approved_by: one Ref<Doer>, "who approved it";
    }
    /// Rules of a coding standard that an analyser enforces.
    RuleSet {
        "text" text: need Text, "what the standard asks for";
        "rules" rules: many Text, "rules of the analyser that enforce it, `*` for anything";
        "tool" tool: one Ref<Analyser>, "the analyser";
    }
    /// A static analyser (SI-1).
    Analyser {
        "languages" languages: many Text, "what it reads";
        "covers" covers: many Text, "source files, as globs";
        "configuration" configuration: one Evidence, "its settings";
        "version" version: one Text, "its version";
        "results" results: many Evidence, "SARIF of its runs";
    }
    /// A review, bound to what it saw.
    Review {
        "kind" kind: need Sp<ReviewKind>, "what was reviewed";
        "level" level: one Text, "concept, architecture, component";
        "of" of: many Ref<Reviewable>, "elements in scope; absent: the whole design";
        "release" release: many Ref<Release>, "for which release";
        "version" version: one Text, "version reviewed";
        "digest" digest: one Digest, "digest of what was reviewed: of all fingerprints in `saw`, where there are some";
        "trigger" trigger: one Text, "why it was due";
        "method" method: one Text, "how it was done";
        "date" date: need Day, "when";
        "participants" participants: many Participant, "who took part, standing for what";
        "inputs" inputs: many Text, "what it was based on, with versions";
        "looked-for" looked_for: many Clause, "aspects it looked at";
        "new-threats" new_threats: one Text, "which new threats were considered, from which sources";
        "figures" figures: one FiguresSeen, "figures of issue handling that it looked at (DM-6); held against the records";
        "findings" findings: many ReviewFinding, "what it found";
        "no-findings" no_findings: one Text, "why nothing was found";
        "conclusion" conclusion: one Sp<Conclusion>, "what it came to";
        "approved-by" approved_by: one Ref<Doer>, "who approved it";
        "evidence" evidence: many Evidence, "minutes, sheets";
        "reviewed-in" reviewed_in: many Evidence, "exports of pull or merge requests: who approved which change (SI-1)";
        "signatures" signatures: many Signature, "who signed it; `vauban review sign` writes them";
        "saw" saw: map Seen, "fingerprints of the elements it saw; `vauban review start` and `stamp` write them";
    }
    /// Figures of issue handling that a review looked at: what `vauban issue figures --review` prints.
    FiguresSeen {
        "from" from: need Day, "first day";
        "to" to: need Day, "last day";
        "received" received: one Number<0, 1_000_000>, "issues received";
        "ended" ended: one Number<0, 1_000_000>, "issues that ended";
        "open" open: one Number<0, 1_000_000>, "issues open on the last day";
        "overdue" overdue: one Number<0, 1_000_000>, "of these, overdue";
        "days-to-applicability" days_to_applicability: one Number<0, 100_000>, "median of days until it was decided whether an issue applies";
        "days-to-fix" days_to_fix: one Number<0, 100_000>, "median of days until a fix";
        "days-to-disclosure" days_to_disclosure: one Number<0, 100_000>, "median of days until users were told";
    }
    /// A signature under a review.
    Signature {
        "by" by: need Ref<Person>, "who signed";
        "method" method: need Sp<SignatureMethod>, "how";
        "date" date: need Day, "when";
        "value" value: one Text, "the signature, as ssh-keygen or minisign write it";
        "commit" commit: one Text, "the signed commit that holds the review";
        "document" document: one Evidence, "the signed document";
    }
    /// A change after a review that means nothing for it: the element as it stands now counts as seen.
    Editorial {
        "of" of: need Ref<Reviewable>, "which element";
        "now" now: need Digest, "fingerprint of the element as it stands now; `vauban review editorial` writes it";
        "reason" reason: need Text, "why the change means nothing";
        "by" by: need Ref<Doer>, "who says so";
        "date" date: need Day, "when";
    }
    /// Somebody who took part in a review.
    Participant {
        "person" person: need Ref<Person>, "who";
        "discipline" discipline: one Sp<Discipline>, "standing for what";
        "author" author: one Flag, "wrote what was reviewed";
    }
    /// Something a review found.
    ReviewFinding {
        "text" text: need Text, "what";
        "severity" severity: one Sp<Severity>, "how bad";
        "owner" owner: one Ref<Doer>, "who sees to it";
        "due" due: one Day, "by when";
        "closed" closed: one Day, "when closed";
        "closed-how" closed_how: one Text, "how";
        "verified-by" verified_by: one Ref<Doer>, "who checked the closure";
        "threat" threat: many Ref<Threat>, "threats that came of it";
        "issue" issue: many Ref<Issue>, "issues that came of it";
        "test" test: many Ref<Test>, "tests that came of it";
        "no-threat" no_threat: one Text, "why the threat model stays as it is";
    }
}
