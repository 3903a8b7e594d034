//! Tests and their runs (SVV-1 to SVV-5), files of results, and what was decided about findings of analysers (SI-1).

use super::{Analyser, Doer, Examined, Interface, Issue, Person, Release, Verifiable};
use crate::declare::record;
use crate::link::{Evidence, Ref};
use crate::shape::{Number, Sp, Text};
use crate::words::*;

record! {
    /// A security test: what it verifies, how, and how its results are found.
    Test {
        "type" types: need Sp<TestType>, "what it is for";
        "technique" technique: many Sp<Technique>, "how it goes about it";
        "verifies" verifies: many Ref<Verifiable>, "what it verifies";
        "interfaces" interfaces: many Ref<Interface>, "interfaces it exercises";
        "plan" plan: one Text, "what is done, and when it has passed";
        "code" code: many Text, "its sources, as globs";
        "cases" cases: many Text, "names of its cases in result files, as globs; absent: all";
        "scope" scope: one Text, "what a penetration test covers";
        "excludes" excludes: one Text, "what it leaves out";
        "due-when" due_when: one Text, "when it is due (SVV-4)";
    }
    /// A test carried out.
    TestRun {
        "test" test: need Vec<Ref<Test>>, "which";
        "release" release: many Ref<Release>, "on which release";
        "commit" commit: one Text, "on which commit";
        "artefact" artefact: one Digest, "digest of what was tested";
        "date" date: need Day, "when";
        "designed-by" designed_by: many Ref<Person>, "who designed the test";
        "executed-by" executed_by: many Ref<Person>, "who ran it";
        "judged-by" judged_by: many Ref<Person>, "who judged the outcome";
        "tool" tool: one Text, "tool";
        "tool-version" tool_version: one Text, "its version";
        "database-date" database_date: one Day, "date of its vulnerability data";
        "results" results: many Evidence, "result files: JUnit, SARIF, reports";
        "findings" findings: many Ref<Issue>, "issues that came of it";
        "no-findings" no_findings: one Text, "that it found nothing";
    }
    /// A file that a tool wrote: what it is, and of what, when and with what it was made.
    EvidenceFile {
        "file" file: need Evidence, "the file, or a document that has one";
        "form" form: need Sp<EvidenceForm>, "what the file is";
        "tool" tool: one Text, "tool that wrote it";
        "tool-version" tool_version: one Text, "its version";
        "database-date" database_date: one Day, "date of its vulnerability data or rules";
        "ran" ran: one When, "when it ran: a date, or a time with its zone";
        "commit" commit: one Text, "commit that it looked at";
        "artefact" artefact: one Digest, "digest of what it looked at";
        "release" release: many Ref<Release>, "release that it looked at";
        "digest" digest: one Digest, "SHA-256 of the file; a changed file stops counting";
        "on" on: many Ref<Examined>, "components or interfaces it looked at";
    }
    /// What was decided about findings of a static analyser (SI-1.f).
    Triage {
        "analyser" analyser: many Ref<Analyser>, "whose findings; absent: those of all";
        "rule" rule: many Text, "rules whose findings they are, `*` for anything";
        "file" file: many Text, "source files, as globs; absent: all";
        "fingerprint" fingerprint: many Text, "fingerprints of single findings, as the results give them";
        "count" count: one Number<1, 1_000_000>, "how many findings were looked at; more than these are open";
        "decision" decision: need Sp<TriageDecision>, "what was decided";
        "issue" issue: many Ref<Issue>, "issues that track what is fixed later";
        "reason" reason: need Text, "why";
        "by" by: need Ref<Doer>, "who decided";
        "date" date: need Day, "when";
        "expires" expires: one Day, "last day on which it holds";
    }
}
