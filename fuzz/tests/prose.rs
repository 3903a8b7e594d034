//! Prose and pictures over small seeds and deterministic mutations of them.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::Random;
use vauban_fuzz::prose;

const CASES: u32 = 1_500;
const TIME: Duration = Duration::from_millis(1_500);

const SEEDS: &[&[u8]] = &[
    b"# Title\n\nUse **TLS** and `ssh`: [see](https://example.com). ![a](b.png)\n\n- one\n  - two\n\n1. three\n",
    b"| a | b |\n|---|---|\n| 1 | **2** |\n\n> quote\n> > deeper\n\n```\ncode\n```\n\n- [x] done ~~gone~~\n",
    b"<script>alert(1)</script>\n\n<div onclick=x>\n\n[x](javascript:alert(1)) <img src=x onerror=y>\n\n[^1]: note\n",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
    b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0\xff\xda",
];

const WORDS: &[&[u8]] = &[
    b"</script>",
    b"</style>",
    b"</td>",
    b"-->",
    b"<!--",
    b"](",
    b"![",
    b"> ",
    b"    ",
    b"\n\n",
    b"|",
    b"***",
    b"``",
    b"&#0;",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa6",
    b"\x1b[31m",
    b"\x00",
    b"\xff\xd8",
    b"\xff\xc2\0\x03",
    b"- - - - - - - - ",
    b">>>>>>>>>>>>",
];

fn run(target: fn(&[u8])) {
    let seeds: Vec<Vec<u8>> = SEEDS.iter().map(|seed| seed.to_vec()).collect();
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x7067_2026);
    let start = Instant::now();
    for _ in 0..CASES {
        if start.elapsed() > TIME {
            break;
        }
        target(&random.mutate(&seeds, WORDS));
    }
}

#[test]
fn any_prose_is_harmless() {
    run(prose::prose);
}

#[test]
fn any_bytes_are_a_picture_or_none() {
    run(prose::pictures);
    // Nested as deep as a line can be.
    for mark in ["> ", "- ", "1. ", "[", "**", "*_"] {
        prose::prose(mark.repeat(20_000).as_bytes());
    }
}
