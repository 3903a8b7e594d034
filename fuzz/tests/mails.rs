//! The reader of mails, over small seeds and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mails;
use vauban_fuzz::mutate::{Random, seeds};

const CASES: u32 = 4_000;
const TIME: Duration = Duration::from_millis(2_000);

#[test]
fn any_mail_is_read_or_refused() {
    let seeds: Vec<Vec<u8>> = seeds(&["tests/corpora/mails"], "eml").into_iter().map(|(_, data)| data).collect();
    seeds.iter().for_each(|seed| mails::mail(seed));
    let words: &[&[u8]] = &[
        b"=?utf-8?b?",
        b"?=",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"--x",
        b"--x--",
        b"Received: ;",
        b"Date: ",
        b"+0100",
        b"\n\n",
        b"\r\n",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"\xff",
        b"base64",
        b"quoted-printable",
        b"charset=utf-7",
        b"message/rfc822",
        b"(((((",
        b"<<<<",
    ];
    let mut random = Random(0x1117_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        mails::mail(&random.mutate(&seeds, words));
        cases += 1;
    }
    println!("{cases} mutations");
}

#[test]
fn depth_and_size_are_bounded_in_time_and_memory() {
    let mut deep = String::from("From: a@b.example\nDate: Tue, 17 Nov 2026 09:12:30 +0100\n");
    for level in 0..20_000 {
        deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"));
    }
    let start = Instant::now();
    mails::mail(deep.as_bytes());
    mails::mail(format!("Subject: {}", "=?utf-8?q?a?= ".repeat(200_000)).as_bytes());
    mails::mail(format!("From: {}", "(".repeat(2_000_000)).as_bytes());
    mails::mail(format!("From: a\n\n{}", "<p>".repeat(1_000_000)).as_bytes());
    mails::mail(format!("From: a\nContent-Type: text/html\n\n{}", "<p>".repeat(1_000_000)).as_bytes());
    mails::mail("Received: x; y\n".repeat(200_000).as_bytes());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
