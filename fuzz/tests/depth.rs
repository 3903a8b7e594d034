//! Defence in depth over the designs of the examples and projects, random designs, and mutations of both.

#![allow(clippy::print_stdout, reason = "how many cases there was time for")]

use std::time::{Duration, Instant};

use vauban_fuzz::depth::{depth, random};
use vauban_fuzz::mutate::{Random, seeds};

/// At most this many cases of each sort, and this much time.
const CASES: u32 = 400;
const TIME: Duration = Duration::from_secs(8);

const WORDS: &[&[u8]] = &[
    b"[mechanism.fuzz]\nkind = [\"authorization\"]\nprotects = [\"interface.i1\"]\nenforced-by = []\n",
    b"relies-on = [\"mechanism.m1\", \"component.c1\", \"asset.s1\"]\n",
    b"status = \"proposed\"\n",
    b"status = \"implemented\"\n",
    b"cost = 18446744073709551615\n",
    b"cost = 0\n",
    b"strength = 4\n",
    b"supply-chain = true\n",
    b"parent = \"z1\"\n",
    b"both-ways = true\n",
    b"provided-by = \"environment\"\n",
    b"[product.other]\n",
    b"[attacker.fuzz]\n",
    b"\"\"",
    b"99999999999999999999",
    b"[depth]\n",
];

#[test]
fn examples_and_projects() {
    let designs: Vec<Vec<u8>> =
        seeds(&["examples", "tests/projects"], "toml").into_iter().map(|(_, data)| data).collect();
    designs.iter().for_each(|design| depth(design));
    run("examples", |dice| edited(dice, &designs));
}

#[test]
fn random_designs() {
    run("random", |dice| random(dice.number()).into_bytes());
    let designs: Vec<Vec<u8>> = (0..200).map(|seed| random(seed).into_bytes()).collect();
    run("mutated", |dice| edited(dice, &designs));
    run("broken", |dice| dice.mutate(&designs, WORDS));
}

fn run(name: &str, case: impl Fn(&mut Random) -> Vec<u8>) {
    let mut dice = Random(0x9E37_79B9_7F4A_7C15);
    let start = Instant::now();
    let mut cases = 0;
    let mut longest = Duration::ZERO;
    while cases < CASES && start.elapsed() < TIME {
        let before = Instant::now();
        depth(&case(&mut dice));
        longest = longest.max(before.elapsed());
        cases += 1;
    }
    println!("{name}: {cases} cases, the longest {longest:?}");
    assert!(longest < Duration::from_secs(30), "a small design took {longest:?}");
}

/// Records of a design or two, some left out, lines and values exchanged: still a design, but another.
fn edited(dice: &mut Random, designs: &[Vec<u8>]) -> Vec<u8> {
    let mut records: Vec<String> = Vec::new();
    for _ in 0..=dice.below(2) {
        let text = String::from_utf8_lossy(dice.pick::<Vec<u8>>(designs)).into_owned();
        records.extend(text.split("\n[").map(|record| format!("[{}\n", record.trim_start_matches('['))));
    }
    for _ in 0..dice.below(8) {
        let at = dice.below(records.len());
        match dice.below(4) {
            0 if records.len() > 1 => {
                records.remove(at);
            }
            1 => {
                let mut lines: Vec<&str> = records[at].lines().collect();
                let line = dice.below(lines.len());
                if line > 0 {
                    lines.remove(line);
                }
                records[at] = lines.join("\n") + "\n";
            }
            2 => {
                let word = String::from_utf8_lossy(dice.pick::<&[u8]>(WORDS)).into_owned();
                records[at] += &word;
            }
            _ => {
                let other = records[dice.below(records.len())].clone();
                let line = other.lines().skip(1).nth(dice.below(4)).unwrap_or("").to_owned();
                records[at] += &format!("{line}\n");
            }
        }
    }
    let mut data = records.concat().into_bytes();
    (0..dice.below(6)).for_each(|_| dice.swap_values(&mut data));
    data
}
