//! What single things of each format become.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod support;

use support::{check_sound, counts, draft, field, import, import_file, lost, own};
use vauban_import::Imported;

fn read(format: &str, file: &str) -> Imported {
    let imported = import_file(format, &own().join(format).join(file));
    imported.unwrap_or_else(|error| panic!("{error}"))
}

/// One field of one record.
fn check(imported: &Imported, kind: &str, id: &str, name: &str, expect: &str) {
    assert_eq!(field(draft(imported, kind, id), name), expect, "{kind}.{id}: {name}");
}

#[test]
fn threat_dragon() {
    let imported = read("threat-dragon", "three-tier-web-app.json");
    let zones: Vec<String> = imported
        .drafts
        .iter()
        .filter(|draft| draft.kind == "component")
        .map(|draft| format!("{} in {}", draft.id, field(draft, "zone")))
        .collect();
    // Which box holds the centre of which element, computed from the file with Python.
    let expect = ["web-ui in internet", "web-service in public-cloud", "postgressql in public-cloud"];
    assert_eq!(zones, expect);
    assert_eq!(lost(&imported, "/detail/diagrams/*/cells/*/zIndex", "drawing layout"), 8);
    let old = read("threat-dragon", "enter-the-dragon-4.json");
    check(&old, "disposition", "insufficient-logging", "response", "mitigate");
    check(&old, "disposition", "insufficient-logging", "by", "log-incoming-access");
    check(&old, "mechanism", "log-incoming-access", "status", "proposed");
    let threats = old.drafts.iter().filter(|draft| draft.kind == "disposition");
    let responses: Vec<String> = threats.map(|draft| field(draft, "response")).collect();
    assert_eq!(responses, ["mitigate", "mitigate", "not-applicable"]);
    let cells = "/detail/diagrams/*/diagramJson/cells/*";
    assert_eq!(lost(&old, cells, "drawn as a line"), 2);
    assert_eq!(lost(&old, cells, "merged into the flow it answers"), 1);
}

#[test]
fn threagile() {
    let imported = read("threagile", "includes/main.yaml");
    check(&imported, "zone", "web-dmz", "parent", "application-network");
    check(&imported, "zone", "erp-dmz", "parent", "application-network");
    check(&imported, "zone", "application-network", "kind", "cloud");
    check(&imported, "zone", "dev-network", "kind", "network");
    check(&imported, "zone", "auth-handling-environment", "kind", "");
    check(&imported, "actor", "customer-web-client", "kind", "person");
    check(&imported, "actor", "customer-web-client", "zone", "unassigned");
    check(&imported, "component", "customer-contract-database", "form", "store");
    check(&imported, "component", "marketing-cms", "runs-on", "webapp-and-backoffice-virtualization");
    check(&imported, "component", "webapp-and-backoffice-virtualization", "zone", "web-dmz erp-dmz");
    let impact = "confidentiality=high integrity=high availability=low";
    check(&imported, "asset", "customer-contracts", "impact", impact);
    // From the merge key: only what the entry overrides differs.
    check(
        &imported,
        "asset",
        "customer-operational-data",
        "impact",
        "confidentiality=high integrity=high availability=high",
    );
    check(&imported, "flow", "customer-traffic", "from", "actor.customer-web-client");
    check(&imported, "flow", "customer-traffic", "to", "load-balancer-https");
    check(&imported, "flow", "customer-traffic", "answers", "true");
    check(&imported, "interface", "load-balancer-https", "protocol", "https");
    check(&imported, "interface", "customer-contract-database-jdbc", "protocol", "");
    check(&imported, "interface", "customer-contract-database-jdbc", "description", "Protocol in the source: jdbc.");
    check(&imported, "disposition", "untrusted-deserialization-at-erp-system", "response", "accept");
    let rationale = "Risk accepted as tolerable\n\nTicket: XYZ-1234.";
    check(&imported, "disposition", "untrusted-deserialization-at-erp-system", "rationale", rationale);
    check(&imported, "threat", "untrusted-deserialization-at-erp-system", "on", "component.backoffice-erp-system");
    check(&imported, "threat", "example-individual-risk-at-database", "cwe", "CWE-693");
    check(&imported, "threat", "example-individual-risk-at-database", "stride", "repudiation");
    let text = "Strict input validation is required to reduce the overall attack surface.";
    check(&imported, "requirement", "input-validation", "text", text);
    let twice = "technical_assets_devops.yaml#/includes/*";
    assert_eq!(lost(&imported, twice, "included already"), 1);
    assert_eq!(lost(&imported, "/abuse_cases/*", "abuse case"), 11);
    assert_eq!(lost(&imported, "risk_tracking.yaml#/risk_tracking/*/checked_by", "your own approver"), 6);
}

#[test]
fn threagile_includes_stay_inside() {
    let model = b"threagile_version: 1.0.0\nincludes: [../secret.yaml, /etc/passwd, missing.yaml]\n";
    let imported = import("threagile", model).unwrap();
    assert_eq!(lost(&imported, "/includes/*", "is not a path below the main file's folder"), 2);
    assert_eq!(lost(&imported, "/includes/*", "not included: no such file"), 1);
}

#[test]
fn otm() {
    let imported = read("otm", "nested_tz.otm");
    let nested = imported.drafts.iter().filter(|draft| !field(draft, "parent").is_empty());
    assert_eq!(nested.count(), 1);
    let imported = read("otm", "aws-with-tz-and-vpc.otm");
    check(&imported, "component", "custom-vpc", "zone", "public-cloud");
    let parts = imported.drafts.iter().filter(|draft| field(draft, "part-of") == "custom-vpc");
    let zones: Vec<String> = parts.map(|draft| field(draft, "zone")).collect();
    assert_eq!(zones, ["public-cloud", "public-cloud"]);
    let yaml = "
otmVersion: 0.2.0
project: { name: Shop, id: shop }
trustZones: [{ id: z, name: Net, risk: { trustRating: 1 } }]
assets:
  - { id: a, name: Orders, risk: { confidentiality: 0, integrity: 100, availability: 50 } }
components:
  - { id: c, name: Web, type: web, parent: { trustZone: z }, assets: { processed: [a] },
      threats: [{ threat: t, state: accepted, mitigations: [{ mitigation: m, state: implemented }] }] }
  - { id: d, name: Data, type: sql-database, parent: { component: c } }
dataflows: [{ id: f, name: Save, source: c, destination: d, bidirectional: true, assets: [a, b] }]
threats: [{ id: t, name: Theft, categories: [Spoofing, Fraud], cwes: [CWE-79, 20],
            risk: { likelihood: 10, impact: 60 } }]
mitigations: [{ id: m, name: Locks, riskReduction: 50 }]
";
    let imported = import("otm", yaml.as_bytes()).unwrap();
    check_sound(&imported);
    check(&imported, "asset", "orders", "impact", "confidentiality=none integrity=critical availability=moderate");
    check(&imported, "asset", "orders", "held-by", "web");
    check(&imported, "flow", "save", "carries", "orders");
    check(&imported, "flow", "save", "answers", "true");
    check(&imported, "component", "data", "form", "store");
    check(&imported, "threat", "theft", "cwe", "CWE-79 CWE-20");
    check(&imported, "threat", "theft", "severity", "high");
    check(&imported, "threat", "theft", "on", "component.web");
    check(&imported, "disposition", "theft", "response", "accept");
    check(&imported, "mechanism", "locks", "status", "implemented");
    check(&imported, "mechanism", "locks", "protects", "component.web");
    assert_eq!(lost(&imported, "/dataflows/*/assets/*", "an asset that the file does not have"), 1);
    assert_eq!(lost(&imported, "/threats/*/categories/*", "not a STRIDE category"), 1);
}

#[test]
fn tm7() {
    let imported = read("tm7", "MTMT_nested_tz.tm7");
    check(&imported, "zone", "sandbox-environment", "parent", "generic-trust-border-boundary");
    check(&imported, "component", "sandbox-mongo", "zone", "sandbox-environment");
    check(&imported, "component", "production-mongo", "zone", "generic-trust-border-boundary");
    check(&imported, "component", "customer-web-client", "zone", "unassigned");
    check(&imported, "component", "sandbox-mongo", "form", "store");
    check(&imported, "flow", "https", "to", "main-application-https");
    check(&imported, "interface", "main-application-https", "protocol", "https");
    check(&imported, "threat", "data-flow-sniffing", "on", "flow.sandbox-data");
    check(&imported, "threat", "data-flow-sniffing", "stride", "information-disclosure");
    check(&imported, "threat", "data-flow-sniffing", "severity", "high");
    let lines = "/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel/Lines/KeyValueOfguidanyType/*";
    assert_eq!(lost(&imported, lines, "drawn as a line"), 1);
    assert_eq!(lost(&imported, &format!("{lines}/Value"), "without an element at both ends"), 1);
    assert_eq!(lost(&imported, "/ThreatModel/KnowledgeBase/**", "template"), 2649);
    // The same file as the tool writes it on some machines.
    let bytes = std::fs::read(own().join("tm7/MTMT_nested_tz.tm7")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(import("tm7", &wide).unwrap(), import("tm7", text.as_bytes()).unwrap());
}

#[test]
fn pytm() {
    let imported = read("pytm", "input.json");
    check(&imported, "actor", "user", "zone", "internet");
    let rows: Vec<String> =
        imported.lost.iter().map(|row| format!("{} {} {}", row.count, row.path, row.first)).collect();
    assert_eq!(rows, ["1 /flows/* /flows/3", "1 /isOrdered /isOrdered", "1 /onDuplicates /onDuplicates"]);
    let answered = imported.drafts.iter().filter(|draft| field(draft, "answers") == "true");
    assert_eq!(answered.count(), 1);
    let finding = br#"{"name": "x", "boundaries": [], "flows": [], "findings": [{
        "target": "Web", "description": "Injection", "details": "D", "severity": "Very High",
        "threat_id": "INP01", "mitigations": "Check input.", "cvss": "", "response": "accepted: small",
        "references": "https://capec.mitre.org/data/definitions/101.html, http://cwe.mitre.org/data/definitions/97.html"}],
        "elements": [{"name": "Web", "__class__": "Server", "inScope": false,
        "assumptions": ["No PHP"]}]}"#;
    let imported = import("pytm", finding).unwrap();
    check_sound(&imported);
    check(&imported, "threat", "injection-web", "severity", "critical");
    check(&imported, "threat", "injection-web", "capec", "CAPEC-101");
    check(&imported, "threat", "injection-web", "cwe", "CWE-97");
    check(&imported, "threat", "injection-web", "on", "component.web");
    check(&imported, "disposition", "injection-web", "response", "accept");
    check(&imported, "component", "web", "part-of", "environment");
    check(&imported, "assumption", "no-php", "about", "component.web");
}

#[test]
fn threat_composer() {
    let imported = read("threat-composer", "ThreatComposer.tc.json");
    let implemented = imported.drafts.iter().filter(|draft| field(draft, "status") == "implemented");
    assert_eq!(implemented.count(), 18);
    let decided = imported.drafts.iter().filter(|draft| field(draft, "response") == "mitigate");
    assert_eq!(decided.count(), 20);
    // 36 links, four of which name a threat that was deleted.
    assert_eq!(lost(&imported, "/mitigationLinks/*/mitigationId", "links something"), 4);
    let by = imported.drafts.iter().filter(|draft| draft.kind == "disposition");
    let by: usize = by.map(|draft| field(draft, "by").split_whitespace().count()).sum();
    assert_eq!(by, 32);
    check(&imported, "asset", "application-metadata", "title", "application metadata");
}

#[test]
fn tm_bom() {
    let imported = read("tm-bom", "husky-ai-threat-model.json");
    check(&imported, "attacker", "ratimir", "strength", "3");
    let controls = imported.drafts.iter().filter(|draft| draft.kind == "disposition");
    let controls: usize = controls.map(|draft| field(draft, "by").split(' ').count()).sum();
    // 32 uses of threats by controls.
    assert_eq!(controls, 32);
    let id = "buffer-overflow-in-image-processing-causing-remote-code";
    check(&imported, "threat", id, "capec", "CAPEC-100");
    check(&imported, "threat", id, "cwe", "CWE-120");
    check(&imported, "threat", id, "severity", "high");
    check(&imported, "mechanism", "implement-sandboxing-for-image-processing", "status", "proposed");
    let protects = "boundary.public-and-prod-zone";
    check(&imported, "mechanism", "implement-sandboxing-for-image-processing", "protects", protects);
    assert_eq!(lost(&imported, "/data_flows/*", "without an element at both ends"), 2);
    assert_eq!(lost(&imported, "/data_sets/*/placements/*/data_store", "an element that the file does not have"), 2);
    let carrier = read("tm-bom", "tmbom-pytm-example.cdx.json");
    check(&carrier, "interface", "web-server-http", "protocol", "http");
    check(&carrier, "interface", "web-server-http", "port", "80");
    check(&carrier, "component", "sql-database", "part-of", "environment");
    check(&carrier, "component", "sql-database", "form", "store");
}

/// An arrow towards an actor is the answer of one from the actor, or is turned round; one
/// between two actors has no interface.
#[test]
fn arrows_towards_actors() {
    let model = |flows: &str| {
        let text = format!(
            r#"{{"boundaries": [], "elements": [{{"name": "User", "__class__": "Actor"}},
            {{"name": "Bank", "__class__": "Actor"}}, {{"name": "App", "__class__": "Process"}}],
            "flows": [{flows}]}}"#
        );
        let imported = import("pytm", text.as_bytes()).unwrap();
        check_sound(&imported);
        imported
    };
    let ask = r#"{"name": "Ask", "source": "User", "sink": "App", "protocol": "HTTPS"}"#;
    let show = r#"{"name": "Show", "source": "App", "sink": "User", "note": "a page"}"#;
    let pay = r#"{"name": "Pay", "source": "User", "sink": "Bank"}"#;
    let imported = model(&format!("{show}, {ask}"));
    assert_eq!(counts(&imported), "actor 2, component 1, context 1, flow 1, interface 1, zone 1");
    check(&imported, "flow", "ask", "answers", "true");
    check(&imported, "flow", "ask", "description", "a page");
    let imported = model(show);
    check(&imported, "flow", "show", "from", "actor.user");
    check(&imported, "flow", "show", "to", "app");
    let note = "a page\n\nDrawn the other way round in the source, towards the actor.";
    check(&imported, "flow", "show", "description", note);
    let imported = model(pay);
    assert_eq!(lost(&imported, "/flows/*", "between two actors"), 1);
}

/// Circles in the source end up as told, not as endless walks.
#[test]
fn circles() {
    let model = r#"{"otmVersion": "0.2.0", "project": {"name": "p", "id": "p"},
        "trustZones": [{"id": "a", "name": "a", "parent": {"trustZone": "b"}},
                       {"id": "b", "name": "b", "parent": {"trustZone": "a"}},
                       {"id": "c", "name": "c", "parent": {"trustZone": "a"}}],
        "components": [{"id": "x", "name": "x", "parent": {"component": "y"}},
                       {"id": "y", "name": "y", "parent": {"component": "x"}},
                       {"id": "y", "name": "Y", "parent": {"component": "y"}}]}"#;
    let imported = import("otm", model.as_bytes()).unwrap();
    check_sound(&imported);
    assert_eq!(lost(&imported, "/trustZones/*", "in a circle"), 2);
    assert_eq!(lost(&imported, "/components/*", "in a circle"), 2);
    assert_eq!(lost(&imported, "/components/*", "two elements have this key"), 1);
    check(&imported, "zone", "c", "parent", "a");
    check(&imported, "component", "y-2", "part-of", "y");
}
