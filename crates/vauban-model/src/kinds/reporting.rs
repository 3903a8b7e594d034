//! Cases that must be reported to authorities: what was known when, what was filed, and who was told (CRA Article 14).
//!
//! A case holds facts only. When something is due is computed from them, and stands nowhere.

use super::{Advisory, Doer, Issue, Product, Update};
use crate::declare::record;
use crate::link::{Evidence, Ref};
use crate::shape::{Flag, Sp, Text};
use crate::words::*;

record! {
    /// An actively exploited vulnerability or a severe incident, and how it was reported (CRA Article 14).
    Case {
        "issue" issue: many Ref<Issue>, "the issues it is about";
        "track" track: need Sp<Track>, "actively exploited vulnerability or severe incident";
        "signal" signal: one Moment, "when the first hint came in, with its zone";
        "signal-source" signal_source: one Text, "where it came from: mail, telemetry, a list of exploited vulnerabilities";
        "assessed" assessed: one Moment, "when the first assessment ended";
        "aware" aware: one Moment, "when there was reasonable certainty; never changed, but corrected under `corrections`";
        "aware-because" aware_because: one Text, "what made it certain";
        "occurred" occurred: one Moment, "when the incident happened, or began";
        "affected" affected: many AffectedProduct, "products it is about, each with its versions and when it was known of it";
        "measures" measures: many Measure, "patches, workarounds and mitigations, each with when it was first available";
        "corrections" corrections: many Correction, "corrections of `aware`; one is added, none is changed";
        "filings" filings: many Filing, "what was submitted; `vauban issue filed` adds to it";
        "requests" requests: many IntermediateRequest, "intermediate reports that a CSIRT asked for";
        "outages" outages: many Outage, "when the platform could not be reached";
        "csirt" csirt: one CsirtChoice, "the coordinating CSIRT, and why it is that one";
        "member-states" member_states: many Text, "Member States the products are available in, as far as known: `DE`, `AT`; default: those of the products";
        "exceptional" exceptional: one Exceptional, "particularly exceptional circumstances, for the 72 h notification of a vulnerability";
        "users-informed" users_informed: many UsersInformed, "how and when users were told";
        "no-duty" no_duty: one NoDuty, "why it need not be reported";
        "retracted" retracted: one Retraction, "that it was a false alarm";
        "texts" texts: map Text, "texts for fields of the platform, by number: `v21`";
        "drill" drill: one Flag, "an exercise: nothing of it is filed";
        "closed" closed: one Moment, "when nothing was left to do";
    }
    /// A product that a case is about.
    AffectedProduct {
        "product" product: need Ref<Product>, "which";
        "versions" versions: many Text, "its affected versions";
        "aware" aware: one Moment, "when it was certain for this product, where that differs";
        "added" added: one Moment, "when it was added to the case";
    }
    /// Something that helps users of an affected product.
    Measure {
        "kind" kind: need Sp<MeasureKind>, "patch, workaround or mitigation";
        "available" available: need Moment, "when users could first have it";
        "products" products: many Ref<Product>, "for which products; default: all of the case";
        "text" text: one Text, "what it is";
        "advisory" advisory: one Ref<Advisory>, "the notice that told of it";
        "update" update: one Ref<Update>, "the update that delivers it";
    }
    /// A correction of when there was certainty. Both values stay.
    Correction {
        "at" at: need Moment, "when it was corrected";
        "aware" aware: need Moment, "when there was certainty, as known now";
        "reason" reason: one Text, "why";
        "by" by: one Ref<Doer>, "who corrected it";
        "second" second: one Ref<Doer>, "who agreed; another person";
    }
    /// Something that was submitted.
    Filing {
        "stage" stage: need Sp<FilingStage>, "which: `24h`, `72h`, `final`, `intermediate`";
        "submitted" submitted: need Moment, "when, by the receipt";
        "receipt" receipt: one Text, "number or text of the receipt";
        "evidence" evidence: many Evidence, "the receipt and what was submitted, as files";
        "by" by: one Ref<Doer>, "who submitted it";
        "covers" covers: many Sp<FilingStage>, "other stages whose information it already gave";
    }
    /// An intermediate report that a CSIRT asked for (CRA Article 14(6)).
    IntermediateRequest {
        "at" at: need Moment, "when it was asked for";
        "due" due: one Moment, "by when";
        "text" text: one Text, "what was asked";
        "filed" filed: one Moment, "when it was given";
    }
    /// A time when the reporting platform could not be reached.
    Outage {
        "from" from: need Moment, "since when";
        "until" until: one Moment, "until when";
        "text" text: one Text, "what was tried, and what the platform said";
        "evidence" evidence: many Evidence, "what shows it";
    }
    /// The CSIRT that coordinates, by the order of CRA Article 14(7).
    CsirtChoice {
        "name" name: need Text, "which";
        "country" country: one Text, "its Member State: `DE`";
        "ground" ground: one Sp<CsirtGround>, "the step of Article 14(7) that leads to it";
        "reason" reason: one Text, "why that step applies, and none before it";
        "by" by: one Ref<Doer>, "who decided";
        "date" date: one Day, "when";
    }
    /// Particularly exceptional circumstances (CRA Article 16(2), third subparagraph).
    Exceptional {
        "ground" ground: need Sp<ExceptionalGround>, "which of the three grounds";
        "reason" reason: one Text, "facts that support it, and the delay asked for";
        "by" by: one Ref<Doer>, "who invokes it; one of those whom `[policy] exceptional-circumstances` names";
    }
    /// How users were told (CRA Article 14(8)).
    UsersInformed {
        "at" at: need Moment, "when";
        "how" how: one Text, "by which way, and whom";
        "advisory" advisory: one Ref<Advisory>, "the notice";
        "machine-readable" machine_readable: one Evidence, "its machine-readable form";
    }
    /// Why a case need not be reported. The reasoning is the evidence.
    NoDuty {
        "ground" ground: need Sp<NoDutyGround>, "which ground";
        "reason" reason: need Text, "the analysis";
        "at" at: need Moment, "when it was decided";
        "by" by: need Ref<Doer>, "who decided";
        "evidence" evidence: many Evidence, "what shows it";
    }
    /// A case that was none.
    Retraction {
        "at" at: need Moment, "when";
        "reason" reason: need Text, "why it was none";
        "by" by: one Ref<Doer>, "who says so";
    }
}
