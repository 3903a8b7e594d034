//! Process and people: process documents, roles, persons, competence, environments, keys, suppliers,
//! tailoring, improvement (SM-1 to SM-13).

use super::values::Seen;
use super::{Component, Doer, Issue, Product, Release, Review};
use crate::declare::record;
use crate::link::{Clause, Evidence, Ref};
use crate::shape::{Flag, Number, Sp, Text};
use crate::words::*;

record! {
    /// A policy or process document: front matter of a Markdown file, or a pointer to one elsewhere.
    Process {
        "covers" covers: many Clause, "aspects it lays down; sections may say so too";
        "accountable" accountable: many Ref<Role>, "roles that answer for it";
        "version" version: one Text, "its version";
        "document" document: one Evidence, "where it lives, if not in this file";
        "approved-by" approved_by: one Ref<Doer>, "who approved it";
        "date" date: one Day, "of approval";
        "effective" effective: one Day, "from when it holds";
        "next-review" next_review: one Day, "when it is looked at again";
        "digest" digest: one Digest, "digest of the approved prose";
    }
    /// A role in the lifecycle.
    Role {
        "held-by" held_by: many Ref<Person>, "who holds it";
        "deputy" deputy: many Ref<Person>, "who stands in";
        "competence" competence: many Text, "what one must be able to do (SM-4)";
        "responsible-for" responsible_for: many Clause, "requirements it answers for";
        "discipline" discipline: one Sp<Discipline>, "what it stands for in reviews";
        "held" held: many DatedHolder, "who held it when, where that has changed; for others `held-by` says always";
    }
    /// Who held a role for a time.
    DatedHolder {
        "person" person: need Ref<Person>, "who";
        "from" from: one Day, "first day";
        "until" until: one Day, "last day";
    }
    /// A person; examples use role names.
    Person {
        "email" email: many Text, "addresses in commits";
        "accounts" accounts: many Text, "accounts where changes are reviewed: `github:NAME`, `gitlab:NAME`";
        "keys" keys: many PersonKey, "public keys they sign with";
        "department" department: many Dated, "department, with dates";
        "reports-to" reports_to: many DatedManager, "line manager, with dates";
        "organization" organization: one Text, "if not ours";
        "quality-assurance" quality_assurance: one Flag, "belongs to quality assurance, where they are now";
        "from" from: one Day, "first day";
        "until" until: one Day, "last day";
    }
    /// A public key of a person, for a time.
    PersonKey {
        "key" key: need Text, "as in an `id_ed25519.pub` file, or the one line of a minisign public key";
        "from" from: one Day, "first day";
        "until" until: one Day, "last day";
    }
    /// Something that held for a time.
    Dated {
        "name" name: need Text, "what";
        "quality-assurance" quality_assurance: one Flag, "whether it is quality assurance";
        "from" from: one Day, "first day";
        "until" until: one Day, "last day";
    }
    /// A line manager for a time.
    DatedManager {
        "person" person: need Ref<Person>, "who";
        "from" from: one Day, "first day";
        "until" until: one Day, "last day";
    }
    /// Proof that a person can do what a role asks (SM-4).
    Competence {
        "person" person: need Ref<Person>, "who";
        "role" role: many Ref<Role>, "for which roles";
        "topic" topic: one Text, "in what";
        "shown-by" shown_by: one Text, "exam, work sample, assessment; attendance alone is not enough";
        "date" date: one Day, "when shown";
        "valid-until" valid_until: one Day, "until when it counts";
        "evidence" evidence: many Evidence, "certificate, protocol";
    }
    /// A training programme (SM-4).
    Training {
        "roles" roles: many Ref<Role>, "for which roles";
        "topics" topics: many Text, "what it teaches";
        "every-months" every_months: one Number<1, 60>, "how often";
        "next" next: one Day, "next date";
    }
    /// Where development, building, testing, production or delivery happen (SM-7).
    Environment {
        "kind" kind: need Sp<EnvironmentKind>, "what it is";
        "controls" controls: many Text, "what protects it";
        "covers-patches" covers_patches: one Flag, "the same for patches as for first releases";
        "checked-on" checked_on: one Day, "last check";
        "checked-by" checked_by: one Ref<Doer>, "who checked";
        "next-check" next_check: one Day, "next check";
        "issues" issues: many Ref<Issue>, "gaps found";
        "evidence" evidence: many Evidence, "exports, reports";
    }
    /// A pipeline that builds or tests (SM-1.d).
    Pipeline {
        "file" file: one Text, "its definition";
        "repeatable" repeatable: one Text, "what makes its runs repeatable";
        "enforces" enforces: many Clause, "aspects it enforces";
        "runs" runs: many Evidence, "logs of runs";
    }
    /// A signing key (SM-8).
    SigningKey {
        "purpose" purpose: one Text, "what it signs";
        "owner-role" owner_role: one Ref<Role>, "who answers for it";
        "storage" storage: one Text, "where it lies: hardware module, smart card, file";
        "custodians" custodians: many Ref<Person>, "who may use it; two for a two-person rule";
        "algorithm" algorithm: one Text, "what it is";
        "fingerprint" fingerprint: one Text, "of its public part";
        "created" created: one Day, "when made";
        "expires" expires: one Day, "when replaced";
        "rotation" rotation: one Text, "how it is replaced, revoked, and what is done when it leaks";
        "rehearsed" rehearsed: one Day, "when replacing and revoking it was last tried out";
        "rehearsal" rehearsal: one Evidence, "the record of that";
        "use-log" use_log: one Evidence, "log of signing operations";
        "public" public: one Text, "its public part: `ssh-ed25519 …`, or the line of a minisign `.pub` file";
        "two-person" two_person: one Flag, "it takes two custodians to sign with it";
        "revoked" revoked: one Day, "from when nothing signed with it counts";
        "revoked-because" revoked_because: one Text, "why: leaked, lost, replaced early";
    }
    /// A search for private keys (SM-8.d).
    KeySearch {
        "file" file: need Evidence, "its result, as `vauban keys --write` writes it";
        "release" release: many Ref<Release>, "for which release";
        "date" date: need Day, "when it was made";
    }
    /// A private key that protects nothing of ours: one for tests, or one that was replaced (SM-8.d).
    KnownKey {
        "digest" digest: need Digest, "digest of its material, as `vauban keys` tells it";
        "reason" reason: need Text, "why nothing rests on it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed";
        "date" date: one Day, "when";
    }
    /// A maker of parts we use (SM-9, SM-10).
    Supplier {
        "maintained" maintained: one Flag, "still looks after its parts";
        "end-of-support" end_of_support: one Day, "when support ends";
        "security-channel" security_channel: one Text, "where security notices come from";
        "update-path" update_path: one Text, "how updates reach us";
        "lifecycle" lifecycle: one Text, "how its lifecycle conforms: certificate, contract, audit (SM-10)";
        "evidence" evidence: many Evidence, "certificates, contracts, audit results";
        "checked-on" checked_on: one Day, "when last looked at";
        "updates-in" updates_in: one Evidence, "list of its updates that users of the product may install, as CSV: `reference,published,title` (SUM-3)";
    }
    /// Something a supplier owes us (SM-10).
    Deliverable {
        "supplier" supplier: need Ref<Supplier>, "who owes it";
        "component" component: many Ref<Component>, "for which parts";
        "due" due: one Day, "when";
        "received" received: one Day, "when it came";
        "accepted-by" accepted_by: one Ref<Doer>, "who accepted it";
        "evidence" evidence: many Evidence, "what came";
    }
    /// Which requirements a project leaves out or reduces (SM-5).
    Tailoring {
        "product" product: many Ref<Product>, "for which product";
        "release" release: many Ref<Release>, "for which release";
        "all-apply" all_apply: one Flag, "every requirement applies but those listed";
        "out" out: many TailoredOut, "what is left out or reduced";
        "by" by: one Ref<Doer>, "who proposes to leave something out; not who approves it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; qualified in security";
        "date" date: one Day, "when";
        "digest" digest: one Digest, "digest of context, scope and threats at that time";
        "saw" saw: map Seen, "context, scope and threats at that time; `vauban tailoring stamp` writes them";
    }
    /// One requirement left out.
    TailoredOut {
        "requirement" requirement: need Clause, "which";
        "reason" reason: need Text, "why";
        "analysis" analysis: one Evidence, "security analysis behind it";
    }
    /// An action that improves the lifecycle (SM-13, DM-6).
    Improvement {
        "source" source: one Text, "what gave rise to it: issue, audit, outside event, indicator";
        "issues" issues: many Ref<Issue>, "issues behind it";
        "reviews" reviews: many Ref<Review>, "reviews behind it";
        "action" action: one Text, "what is done";
        "changes" changes: many Text, "process, training, tools, checklists it changes";
        "improves" improves: many Clause, "requirements that it makes better; for maturity level 4";
        "due" due: one Day, "by when";
        "done" done: one Day, "when done";
        "effect" effect: one Text, "what it brought, checked afterwards";
        "external" external: one Flag, "came from outside: attack technique, incident elsewhere, standard";
    }
    /// An internal audit or self-assessment.
    Audit {
        "date" date: one Day, "when";
        "scope" scope: many Clause, "what it looked at";
        "by" by: many Ref<Doer>, "who";
        "conclusion" conclusion: one Text, "what came of it";
        "actions" actions: many Ref<Improvement>, "what is done about it";
        "evidence" evidence: many Evidence, "report";
    }
    /// An indicator over a period (SM-13, level 4).
    Measurement {
        "metric" metric: need Text, "which, by its id in the catalog";
        "period-from" period_from: one Day, "first day";
        "period-until" period_until: one Day, "last day";
        "value" value: one Text, "the figure, with its unit";
        "reviewed-on" reviewed_on: one Day, "when its trend was looked at";
    }
    /// A certificate of the organisation or product.
    Certificate {
        "scheme" scheme: one Text, "which scheme";
        "scope" scope: one Text, "what it covers";
        "covers" covers: many Clause, "aspects it is evidence for";
        "level" level: one Text, "level on it";
        "valid-until" valid_until: one Day, "until when";
        "evidence" evidence: many Evidence, "the certificate";
    }
}
