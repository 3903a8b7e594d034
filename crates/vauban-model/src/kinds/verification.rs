//! Tests and their runs (SVV-1 to SVV-5).

use super::{Interface, Issue, Person, Release, Verifiable};
use crate::declare::record;
use crate::link::{Evidence, Ref};
use crate::shape::{Sp, Text};
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
}
