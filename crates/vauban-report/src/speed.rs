//! Ten thousand findings, and lines of ten megabytes.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use vauban_diagnostics::{Finding, SourceFile, Sources, Span};

use crate::fixture::Fixture;
use crate::{CheckReport, Style, github, gitlab, json, junit, sarif, short, terminal, to_string};

const MANY: u32 = 10_000;

/// A second each where the optimiser has been at work, and time enough where not.
fn limit() -> Duration {
    Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 1 })
}

fn finding(span: Span, number: u32) -> Finding {
    let message = format!("record {number} does not say what it is for");
    Finding::error("without-purpose", message)
        .at(span, "here")
        .see(span, "and here")
        .why("nobody can judge what has no purpose")
        .help("add `purpose`\nsee `vauban explain without-purpose`")
        .subject(format!("interface.i{number}"))
        .fix("add a purpose", span, "purpose = \"\"")
}

fn many_files() -> Fixture {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    for number in 0..MANY {
        if number % 100 == 0 {
            sources.add(SourceFile::new(
                format!("security/{:05}.toml", number / 100),
                "[interface.i]\npurpose\n".repeat(100),
            ));
        }
        let file = sources.iter().last().unwrap().0;
        findings.push(finding(Span::new(file, (number % 100) * 22, (number % 100) * 22 + 13), number));
    }
    Fixture { sources, findings, rules: Vec::new() }
}

fn one_long_line() -> Fixture {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("long.toml", "äbcdefgh ".repeat(1_000_000)));
    let findings = (0..MANY).map(|number| finding(Span::new(file, number * 1000, number * 1000 + 7), number)).collect();
    Fixture { sources, findings, rules: Vec::new() }
}

fn terminal_all(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    terminal::findings(report, &Style { cap: usize::MAX, color: true, ..Style::default() }, out)
}

fn terminal_capped(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    terminal::findings(report, &Style::default(), out)
}

type Renderer = fn(&CheckReport<'_>, &mut dyn Write) -> io::Result<()>;

#[test]
fn ten_thousand_findings_take_less_than_a_second() {
    let renderers: [(&str, Renderer); 8] = [
        ("terminal, capped", terminal_capped),
        ("terminal, all", terminal_all),
        ("short", short::findings),
        ("json", json::findings),
        ("sarif", sarif::findings),
        ("github", github::findings),
        ("gitlab", gitlab::findings),
        ("junit", junit::findings),
    ];
    for (what, fixture) in [("100 files", many_files()), ("a line of 10 MB", one_long_line())] {
        for (name, render) in renderers {
            let start = Instant::now();
            let text = to_string(|out| render(&fixture.report(), out)).unwrap();
            let took = start.elapsed();
            println!("{what}, {name}: {took:?}, {} bytes", text.len());
            assert!(took < limit(), "{what}, {name}: {took:?}");
        }
    }
}
