//! Threats and what was decided about them (SR-2).

use super::{Doer, Issue, Mechanism, ThreatPlace};
use crate::declare::record;
use crate::link::Ref;
use crate::shape::{Number, Sp, Text};
use crate::words::*;

record! {
    /// A hand-written threat, beside those the rules enumerate.
    Threat {
        "on" on: many Ref<ThreatPlace>, "elements it lies on";
        "stride" stride: many Sp<StrideWord>, "categories";
        "vector" vector: one Text, "how it is carried out";
        "preconditions" preconditions: one Text, "what it takes";
        "attacker" attacker: many Ref<super::Attacker>, "who would do it";
        "asset" asset: many Ref<super::Asset>, "what would be lost";
        "severity" severity: one Sp<Severity>, "before countermeasures";
        "cvss" cvss: one Text, "CVSS vector before countermeasures";
        "cwe" cwe: many Text, "weaknesses, as CWE-79";
        "capec" capec: many Text, "attack patterns, as CAPEC-94";
        "attack-ics" attack_ics: many Text, "techniques, as T0855";
        "emb3d" emb3d: many Text, "threats, as TID-301";
        "from-review" from_review: one Ref<super::Review>, "review that found it";
        "assumptions" assumptions: many Ref<super::Assumption>, "assumptions that keep it away";
    }
    /// What was decided about a threat.
    Disposition {
        "response" response: need Sp<Response>, "what was decided";
        "by" by: many Ref<Mechanism>, "mechanisms that answer it";
        "rationale-detail" detail: one Text, "more than the rationale says";
        "cvss" cvss: one Text, "CVSS vector before";
        "cvss-after" cvss_after: one Text, "CVSS vector after";
        "severity-after" severity_after: one Sp<Severity>, "what remains";
        "depth" depth: one Number<0, 9>, "depth that is accepted, of an asset below what policy asks for";
        "transferred-to" transferred_to: one Text, "who answers it instead";
        "issue" issue: many Ref<Issue>, "issues that came of it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed";
        "date" date: one Day, "when";
        "expires" expires: one Day, "when it must be looked at again";
        "digest" digest: one Digest, "digest of the facts it rests on";
        "variant-digests" variant_digests: many Digest, "the same in other variants, where the facts differ and the decision holds there too";
        "gone-since" gone_since: one Text, "version since which the threat is gone; keeps the record of it";
    }
}
