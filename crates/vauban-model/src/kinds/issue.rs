//! Security-related issues (DM-1 to DM-5): what is known of one, what was decided, and what happened to it when.

use super::values::Vectors;
use super::{Advisory, Affected, Doer, Improvement, Mechanism, Test, Threat};
use crate::declare::record;
use crate::link::Ref;
use crate::shape::{Flag, Sp, Text};
use crate::words::*;

record! {
    /// A security-related issue (DM-1 to DM-5).
    Issue {
        "state" state: need Sp<IssueState>, "how far it has come";
        "source" source: one Sp<Origin>, "where it came from";
        "received" received: one Day, "when";
        "external" external: one Text, "its id elsewhere: CVE, tracker";
        "applicable" applicable: one Text, "whether it applies to the product, and why";
        "reproduced" reproduced: one Text, "how it was reproduced, or why not";
        "threat" threat: many Ref<Threat>, "threats that trigger it";
        "assessed" assessed: one Day, "when its applicability was decided";
        "severity" severity: one Sp<Severity>, "how bad";
        "cvss" cvss: one Vectors, "CVSS vector, or one for each version";
        "impact-where-found" impact_where_found: one Text, "impact where it was found";
        "impact-in-context" impact_in_context: one Text, "impact in the intended context";
        "impact-on-depth" impact_on_depth: one Text, "what it does to the defence in depth";
        "affects" affects: many Ref<Affected>, "parts it affects";
        "effect" effect: one Sp<IssueEffect>, "what it does to the affected parts, for the depth as of today; default `defeats`";
        "unauthenticated" unauthenticated: one Flag, "whether it takes no authentication";
        "versions" versions: many Text, "affected versions";
        "other-products" other_products: one Text, "other products and versions that contain it";
        "root-cause" root_cause: one Text, "why it is there";
        "related" related: many Ref<Issue>, "related issues";
        "related-none" related_none: one Text, "that related issues were looked for";
        "found-in" found_in: one Sp<Phase>, "phase it was found in";
        "should-have-been-found-in" should_have_been_found_in: one Sp<Phase>, "phase that should have found it";
        "decision" decision: one Sp<IssueDecision>, "what is done about it";
        "decision-reason" decision_reason: one Text, "why, with the risks";
        "decided-by" decided_by: one Ref<Doer>, "who decided";
        "decided" decided: one Day, "when";
        "due" due: one Day, "by when";
        "reconsider" reconsider: one Day, "when a deferral is looked at again";
        "fixed" fixed: one Day, "when";
        "fix" fix: many Text, "commits or changes that fix it";
        "mechanisms" mechanisms: many Ref<Mechanism>, "mechanisms added or changed";
        "fix-test" fix_test: many Ref<Test>, "tests that show the fix";
        "informed" informed: one Text, "other processes and products that were told";
        "reported-upstream" reported_upstream: one Text, "third parties that were told";
        "must-report" must_report: one Text, "whether it must be reported, and why";
        "prevention" prevention: one Text, "how similar errors are prevented";
        "improvements" improvements: many Ref<Improvement>, "what came of that";
        "advisory" advisory: many Ref<Advisory>, "notices published";
        "closed" closed: one Day, "when";
        "received-at" received_at: one Moment, "when it arrived, with zone; without it the time of `received` is unknown, and clocks start with that day";
        "reporter" reporter: one Text, "who reported it, as far as an answer needs it: an organisation, a role, a case number; no name is asked for";
        "contact" contact: one Text, "how the reporter is answered; may be left out, or stand in a restricted folder";
        "credit" credit: one Text, "how the reporter is named in the notice, or that there is no wish to be";
        "answered" answered: one When, "when the reporter had a first answer from a person";
        "handling" handling: one Sp<Handling>, "who may be told, by the Traffic Light Protocol; `TLP:AMBER+STRICT` and `TLP:RED` belong in a restricted folder";
        "embargo-until" embargo_until: one When, "not disclosed before, as agreed with whoever reported it";
        "exploited" exploited: one Sp<Exploitation>, "whether it is used against products in the field";
        "exploited-shown-by" exploited_shown_by: one Text, "what shows that: a catalogue's entry, the maker's word, our telemetry, a report";
        "cwe" cwe: many Text, "classes of weakness it belongs to: `CWE-787`; figures count causes by them";
        "ssvc" ssvc: one SsvcDecision, "priority by a decision table of SSVC";
        "decision-expires" decision_expires: one Day, "last day on which the decision holds";
        "disclosed" disclosed: one When, "when users were told";
        "events" events: many IssueEvent, "what happened to it, in the order of time; only ever added to";
    }
    /// Something that happened to an issue. It is never changed afterwards: what was wrong is said by a later one.
    IssueEvent {
        "at" at: need Moment, "when, with zone";
        "state" state: need Sp<IssueState>, "how far the issue had come with it";
        "by" by: one Ref<Doer>, "who did it";
        "note" note: one Text, "what was done";
        "skipped-because" skipped_because: one Text, "why a state was passed over, or gone back to";
    }
    /// A priority found by a decision table of the Stakeholder-Specific Vulnerability Categorization.
    SsvcDecision {
        "table" table: need Text, "the decision table";
        "version" version: one Text, "its version";
        "inputs" inputs: map Text, "what was put in, by decision point";
        "outcome" outcome: one Text, "what came out; held against the table";
        "date" date: one Day, "when";
    }
}

impl IssueEvent {
    /// Whether it says the same as another, wherever either stands. The name of who did it is not held against it: a
    /// person or role may have been renamed since.
    pub fn says_as(&self, other: &IssueEvent) -> bool {
        fn text(text: &Option<Text>) -> Option<&str> {
            text.as_ref().map(|text| text.trim())
        }
        self.at.as_ref().map(Moment::seconds) == other.at.as_ref().map(Moment::seconds)
            && self.state.as_ref().map(|state| state.value) == other.state.as_ref().map(|state| state.value)
            && self.by.is_some() == other.by.is_some()
            && text(&self.note) == text(&other.note)
            && text(&self.skipped_because) == text(&other.skipped_because)
    }
}
