//! Names of parts, orders and ranges of versions, and severity vectors, over small seeds and deterministic mutations.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::Random;
use vauban_fuzz::parts;

const CASES: u32 = 20_000;
const TIME: Duration = Duration::from_millis(1_200);

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
fn package_urls() {
    let seeds = [
        "pkg:npm/%40angular/animation@12.3.1?vcs_url=git://x/y%40z#a/b",
        "pkg:git/codeberg.org/forgejo/forgejo@a72d",
        "pkg:maven/org.apache/x@1?type=pom&classifier=sources",
        "pkg:brew/node@20@20.10.0",
        "pkg:pypi/Django_x",
    ];
    run(parts::purl, &seeds, &[b"%", b"%2F", b"%40", b"//", b"@", b"?", b"&", b"#", b"pkg:", b"\xff", b"\x1b", b".."]);
}

#[test]
fn cpe_names() {
    let seeds = [
        r"cpe:2.3:a:v\.v:p*:1\:0:*:-:*:*:sw:?t:h??:*",
        "cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~",
        "cpe:/o:v:%02p%01:1",
    ];
    run(parts::cpe, &seeds, &[b"\\", b":", b"*", b"?", b"-", b"~", b"%01", b"%02", b"%3a", b"\xff", b"\x1b", b""]);
}

#[test]
fn versions() {
    let seeds = [
        "1:1.0~rc1-1+b2\n2.0^git1",
        "1.0.0-alpha.1+build\nv1.0.0",
        "1!2.0a1.post2.dev3+local.4\n2.0",
        "1.0-alpha-1-SNAPSHOT\n1.0.final-redhat-1",
        "1.2.3b_rc1_p2-r3\n1.010",
        "2024-01-01T00:00:00.5+01:00\n2023-12-31T23:00:00Z",
        "[V]{major}.{minor}[ SP{sp}][-{stage:alpha,beta,}{n:letters}]\nV2.9 SP1",
        "1.0.2zk-fips\n1.0.2",
    ];
    run(
        parts::versions,
        &seeds,
        &[b"\n", b"99999999999999999999", b"~", b"^", b"-", b".", b"{", b"}", b"[", b"]", b"\xff"],
    );
}

#[test]
fn ranges() {
    let seeds = [
        "vers:npm/>=1.0.0|!=1.5.0|<2.0.0",
        "vers:pypi/>0.0.0|>=0.0.1|0.0.2|<0.0.3",
        "^1.2.3 || ~2.0 || 1.0 - 2.x",
        "[1.0,2.0),(,3.0]",
        "~=1.4.2, !=1.5.*",
        "All versions >= V2.5 and < V2.6 SP1 | V3.0 and earlier",
    ];
    let words: &[&[u8]] =
        &[b"|", b"||", b"<", b">=", b"!=", b"*", b"%", b"%25", b"-", b",", b" and ", b"x", b"\xe2\x89\xa4", b"\xff"];
    run(parts::ranges, &seeds, words);
}

#[test]
fn severity_vectors() {
    let seeds = [
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:P/MAV:L/CR:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U/MSI:S/U:Amber",
        "AV:N/AC:L/Au:N/C:P/I:P/A:C/CDP:LM/TD:H",
    ];
    run(parts::vector, &seeds, &[b"/", b":", b"X", b"ND", b"CVSS:", b"AAAAAAAAAAAA", b"\xff", b"\x1b"]);
}
