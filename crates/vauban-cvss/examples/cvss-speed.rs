//! How many vectors are read and scored per second of processor time, beside the `cvss` crate:
//!
//! ```sh
//! cargo run --release -p vauban-cvss --example cvss-speed -- FOLDER
//! ```
//!
//! FOLDER holds `v2.tsv`, `v3.0.tsv`, `v3.1.tsv` and `v4.0.tsv` with a vector in the first column. `benches/cvss.py`
//! runs this and PyPI `cvss` over the same files.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::hint::black_box;
use std::str::FromStr as _;
use std::time::Instant;

/// Nanoseconds of processor time of this thread; of the clock where the system does not tell.
fn cpu() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse().ok());
    told.unwrap_or_else(|| {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
    })
}

/// The median of five runs of vectors per second, each of at least a fifth of a second.
fn rate(vectors: &[String], mut one: impl FnMut(&str)) -> f64 {
    let mut rates: Vec<f64> = (0..5)
        .map(|_| {
            let (start, mut done) = (cpu(), 0u64);
            loop {
                vectors.iter().for_each(|vector| one(vector));
                done += vectors.len() as u64;
                let spent = cpu() - start;
                if spent > 200_000_000 {
                    return done as f64 * 1e9 / spent as f64;
                }
            }
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[2]
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("speed FOLDER")?;
    println!("| version | vectors | ours, per CPU s | cvss crate 3.0.0 | ratio |");
    println!("|---|---|---|---|---|");
    for version in ["2", "3.0", "3.1", "4.0"] {
        let text = std::fs::read_to_string(format!("{folder}/v{version}.tsv"))?;
        let rows = text.lines().skip(1).filter_map(|line| line.split('\t').next());
        let vectors: Vec<String> = rows.map(str::to_owned).collect();
        let ours = rate(&vectors, |vector| {
            let _ = black_box(vauban_cvss::score(black_box(vector)));
        });
        let theirs = rate(&vectors, |vector| match version {
            "2" => drop(black_box(cvss::v2::Vector::from_str(vector).map(|vector| {
                (vector.score().value(), vector.temporal_score().value(), vector.environmental_score().value())
            }))),
            "4.0" => drop(black_box(cvss::v4::Vector::from_str(vector).map(|vector| vector.score().value()))),
            _ => drop(black_box(
                cvss::v3::Vector::from_str(vector)
                    .map(|vector| (vector.base_score().value(), vector.environmental_score().value())),
            )),
        });
        println!("| {version} | {} | {ours:.0} | {theirs:.0} | {:.1} |", vectors.len(), ours / theirs);
    }
    Ok(())
}
