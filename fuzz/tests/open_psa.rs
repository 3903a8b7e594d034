//! The reader of fault trees over the corpus, over generated files, and over deterministic mutations of both.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{Random, seeds};
use vauban_fuzz::open_psa::open_psa;

/// At most this many mutations, and this much time.
const CASES: u32 = 3_000;
const TIME: Duration = Duration::from_secs(6);

const WORDS: &[&[u8]] = &[
    b"<!DOCTYPE x [<!ENTITY e \"e\">]>",
    b"&e;",
    b"&#0;",
    b"<![CDATA[",
    b"<!--",
    b"<not>",
    b"<atleast min=\"2\">",
    b"<atleast min=\"18446744073709551616\">",
    b"<constant value=\"true\"/>",
    b"<house-event name=\"h\"/>",
    b"<event name=\"e1\" type=\"gate\"/>",
    b"<define-component name=\"c.\">",
    b"</define-component>",
    b"<gate name=\".\"/>",
    b"name=\"\"",
    b"xmlns=\"u\" ",
    b"p:",
    b"\xF0\x9F\xA6\x80",
    b"\r",
];

#[test]
fn corpus_and_mutations() {
    let mut all: Vec<Vec<u8>> = seeds(&["tests/corpora/aralia"], "xml").into_iter().map(|(_, data)| data).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    all.extend((0..40).map(|_| generated(&mut random).into_bytes()));
    all.iter().for_each(|seed| open_psa(seed));
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        open_psa(&random.mutate(&all, WORDS));
        cases += 1;
    }
    println!("{} files, {cases} mutations", all.len());
}

/// Files that would cost more than their size, were they not refused.
#[test]
fn hostile() {
    let many = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let wrap = |inner: &str| format!("<opsa-mef><define-fault-tree name=\"t\">{inner}</define-fault-tree></opsa-mef>");
    let gate = |inner: &str| wrap(&format!("<define-gate name=\"g\">{inner}</define-gate>"));
    let files = [
        format!("<opsa-mef {}/>", many(60_000, &|at| format!("a{at}=\"\" "))),
        many(60_000, &|at| format!("<opsa-mef xmlns:a{at}=\"{at}\">")),
        gate(&"<and>".repeat(100_000)),
        gate(&format!("{}<event name=\"e\"/>{}", "<or>".repeat(3_000), "</or>".repeat(3_000))),
        wrap(&"<define-component name=\"c\">".repeat(100_000)),
        // A long name before many short ones.
        wrap(&format!(
            "<define-component name=\"{}\">{}</define-component>",
            "c".repeat(500_000),
            many(20_000, &|at| format!("<define-basic-event name=\"e{at}\"/>"))
        )),
        gate(&format!("<or>{}</or>", "<constant value=\"false\"/>".repeat(50_000))),
        gate(&format!("<atleast min=\"3\">{}</atleast>", many(20_000, &|at| format!("<event name=\"e{at}\"/>")))),
        // A chain of gates, and a circle of them.
        wrap(&many(20_000, &|at| format!("<define-gate name=\"g{at}\"><gate name=\"g{}\"/></define-gate>", at + 1)))
            .replace("<gate name=\"g20000\"/>", "<event name=\"e\"/>"),
        wrap(&many(20_000, &|at| {
            format!("<define-gate name=\"g{at}\"><gate name=\"g{}\"/></define-gate>", (at + 1) % 20_000)
        })),
    ];
    for (number, file) in files.iter().enumerate() {
        let start = Instant::now();
        open_psa(file.as_bytes());
        let took = start.elapsed();
        println!("{number}: {} bytes, {took:?}", file.len());
        assert!(took < Duration::from_secs(20), "file {number} took {took:?}");
    }
}

/// A fault tree with everything the format knows; gates use only later ones, so there are no circles.
fn generated(random: &mut Random) -> String {
    let gates = 1 + random.below(12);
    let mut text =
        String::from("<?xml version=\"1.0\"?>\n<!-- generated -->\n<opsa-mef>\n<define-fault-tree name=\"t\">\n");
    let component = random.below(gates + 1);
    for gate in 0..gates {
        if gate == component {
            text += "<define-component name=\"c\">\n";
        }
        let _ = writeln!(text, "<define-gate name=\"g{gate}\"><label>l</label>");
        formula(random, &mut text, gate + 1, gates, 0);
        text += "</define-gate>\n";
    }
    if component < gates {
        text += "<define-basic-event name=\"e1\"><float value=\"0.1\"/></define-basic-event>\n</define-component>\n";
    }
    text += "</define-fault-tree>\n<model-data>\n<define-house-event name=\"h\"><constant value=\"true\"/></define-house-event>\n";
    text += "<define-basic-event name=\"e2\"/>\n</model-data>\n</opsa-mef>\n";
    text
}

fn formula(random: &mut Random, text: &mut String, next: usize, gates: usize, depth: usize) {
    let inputs = 1 + random.below(4);
    let close = match random.below(3) {
        0 => ("<and>".to_owned(), "</and>\n"),
        1 => ("<or>".to_owned(), "</or>\n"),
        _ => (format!("<atleast min=\"{}\">", 1 + random.below(inputs)), "</atleast>\n"),
    };
    *text += &close.0;
    for input in 0..inputs {
        match random.below(8) {
            0 | 1 if next < gates => {
                let _ = write!(text, "<gate name=\"g{}\"/>", next + random.below(gates - next));
            }
            2 if depth < 3 => formula(random, text, next, gates, depth + 1),
            3 => *text += "<constant value=\"false\"/>",
            4 if input == 0 => *text += "<house-event name=\"h\"/>",
            5 => {
                let _ = write!(text, "<event name=\"e{}\" type=\"basic-event\"/>", random.below(9));
            }
            _ => {
                let _ = write!(text, "<basic-event name=\"e{}\"/>", random.below(9));
            }
        }
    }
    *text += close.1;
}
