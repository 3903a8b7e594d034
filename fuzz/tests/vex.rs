//! The readers and writers of statements over small seeds of every format and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::vex;

/// At most this many mutations and this much time.
const CASES: u32 = 3_000;
const TIME: Duration = Duration::from_secs(6);

const OPENVEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/1","author":"A","timestamp":"2026-01-01T00:00:00Z","version":1,
 "statements":[{"vulnerability":{"name":"CVE-2026-0001","aliases":["GHSA-a"]},"products":[{"@id":"pkg:generic/a@1","subcomponents":[{"@id":"pkg:generic/b@2"}]}],
 "status":"not_affected","justification":"inline_mitigations_already_exist","status_notes":"vauban:mechanism=wall\nvauban:recheck-by=2027-01-01T00:00:00Z"},
 {"vulnerability":{"name":"CVE-2026-0002"},"products":[{"identifiers":{"cpe23":"cpe:2.3:a:v:p:1:*:*:*:*:*:*:*"},"@id":"urn:x:y","hashes":{"sha-256":"00"}}],"status":"affected","action_statement":"Update."}]}"#;

const CSAF: &str = r#"{"document":{"category":"csaf_vex","csaf_version":"2.0","title":"t","publisher":{"category":"vendor","name":"A","namespace":"https://a.example"},
 "tracking":{"id":"A-1","version":"1","status":"final","current_release_date":"2026-01-01T00:00:00Z","initial_release_date":"2026-01-01T00:00:00Z","revision_history":[{"number":"1","date":"2026-01-01T00:00:00Z","summary":"s"}]}},
 "product_tree":{"branches":[{"category":"vendor","name":"A","branches":[{"category":"product_name","name":"G","branches":[{"category":"product_version_range","name":"vers:intdot/>=1|<2","product":{"name":"G 1","product_id":"P1","product_identification_helper":{"model_numbers":["M*"]}}}]}]}],
 "full_product_names":[{"name":"L","product_id":"P2","product_identification_helper":{"purl":"pkg:generic/l@1"}}],"product_groups":[{"group_id":"G1","product_ids":["P1","P2"]}],
 "relationships":[{"category":"default_component_of","product_reference":"P2","relates_to_product_reference":"P1","full_product_name":{"name":"L in G","product_id":"P3"}}]},
 "vulnerabilities":[{"cve":"CVE-2026-0001","notes":[{"category":"description","text":"d"}],"product_status":{"known_not_affected":["P3"],"known_affected":["P1"],"fixed":["P2"]},"flags":[{"label":"component_not_present","product_ids":["P3"]}],"threats":[{"category":"impact","details":"i","group_ids":["G1"]}],"remediations":[{"category":"vendor_fix","details":"u","product_ids":["P1"]}]}]}"#;

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,"metadata":{"timestamp":"2026-01-01T00:00:00Z","authors":[{"name":"A"}],"component":{"type":"application","name":"G","version":"1","bom-ref":"g"}},
 "components":[{"type":"library","name":"l","version":"2","bom-ref":"l","purl":"pkg:generic/l@2","components":[{"type":"library","name":"m","bom-ref":"m"}]}],
 "vulnerabilities":[{"id":"CVE-2026-0001","analysis":{"state":"not_affected","justification":"protected_at_perimeter","detail":"d","response":["update"]},"affects":[{"ref":"l"},{"ref":"g","versions":[{"range":"vers:intdot/>=1|<2","status":"unaffected"},{"version":"3","status":"affected"},{"version":"4","status":"unknown"}]},{"ref":"urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#m"}],"properties":[{"name":"vauban:mechanism","value":"wall"}]}]}"#;

const WORDS: &[&[u8]] = &[
    b"\"status\":\"fixed\"",
    b"\"not_affected\"",
    b"\"affected\"",
    b"\"version\":\"*\"",
    b"\"vers:all/*\"",
    b"\"vers:semver/>=1|<2\"",
    b"\"pkg:npm/%ff@\"",
    b"\"2026-01-01T00:00:00\"",
    b"\"P3\"",
    b"\"product_ids\":[]",
    b"vauban:status=false_positive",
    b"vauban:justification=code_not_present",
    b"vauban:products=CSAFPID-0001",
    b"\"bom-ref\":\"g\"",
    b"\\u001b[31m",
    b"\\u202e",
    b"null",
    b"1e999",
    b"\"\\ud800\"",
    b"\xff",
];

#[test]
fn seeds_and_mutations() {
    let mut seeds: Vec<Vec<u8>> = mutate::seeds(&["tests/corpora/vex"], "").into_iter().map(|(_, data)| data).collect();
    seeds.extend([OPENVEX, CSAF, CYCLONEDX].map(|seed| seed.as_bytes().to_vec()));
    seeds.iter().for_each(|seed| vex::vex(seed));
    let mut random = Random(0x0E8_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        vex::vex(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("{} files, {cases} mutations", seeds.len());
    assert!(cases > 100);
}
