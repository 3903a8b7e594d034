//! The readers of who wrote and who looked, over small seeds and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::authorship;
use vauban_fuzz::mutate::Random;

const CASES: u32 = 2_000;
const TIME: Duration = Duration::from_millis(1_200);

const GITHUB: &str = r#"[{"number": 7, "author": {"login": "dev"}, "mergedBy": {"login": "lead"},
  "mergeCommit": {"oid": "cccccccccccccccccccccccccccccccccccccccc"},
  "commits": [{"oid": "a1", "authors": [{"login": "dev", "email": "dev@x"}], "authoredDate": "2026-03-01T10:00:00Z", "committedDate": "2026-03-01T10:00:00Z"}],
  "reviews": [{"author": {"login": "qa"}, "state": "APPROVED", "submittedAt": "2026-03-03T10:00:00Z", "commit": {"oid": "a1"}}]}]"#;

const GITLAB: &str = r#"[{"iid": 3, "state": "merged", "author": {"username": "dev"}, "merge_user": {"username": "lead"},
  "merge_commit_sha": "dddddddddddddddddddddddddddddddddddddddd", "squash_commit_sha": null,
  "commits": [{"id": "b2", "author_email": "dev@x", "committed_date": "2026-03-02T10:00:00.000+00:00"}],
  "approvals": {"approved_by": [{"user": {"username": "qa"}, "approved_at": "2026-03-03T12:00:00Z"}]}}]"#;

const MAILMAP: &str = "# Names\n<new@x> <old@x>\nA B <new@x> other <old@x>\nA B <new@x>\n";

fn run(target: fn(&[u8]), seeds: &[&str], words: &[&[u8]]) {
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x0A07_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(&seeds, words));
        cases += 1;
    }
    println!("{cases} mutations");
}

#[test]
fn exports_of_requests() {
    run(
        authorship::requests,
        &[GITHUB, GITLAB],
        &[b"null", b"\"DISMISSED\"", b"2026-99-99T99:99:99Z", b"+99:99", b"[", b"\xff"],
    );
}

#[test]
fn mailmaps() {
    run(authorship::mailmap, &[MAILMAP], &[b"<", b">", b"<>", b"\n", b"\xc4\xb0", b"\xff"]);
}

const HISTORY: &str = "# vauban/history/1\n\u{1}c2\u{2}c1\u{2}20\u{2}20\u{2}A\u{2}a@x\u{2}A\u{2}a@x\u{2}two\u{2}\u{2}B <b@x>\n\n3\t1\tsrc/a.c\n\
    \u{1}c1\u{2}\u{2}10\u{2}10\u{2}A\u{2}a@x\u{2}A\u{2}a@x\u{2}one\u{2}B <b@x>\u{2}\n\n9\t0\tsrc/a.c\n-\t-\tlogo.png\n";

#[test]
fn histories() {
    run(authorship::history, &[HISTORY], &[b"\x01", b"\x02", b"\x03", b"\t", b"\n", b"\"\\303", b"\xff"]);
}
