//! What reading, comparing and judging cost, in nanoseconds of processor time:
//!
//! ```sh
//! cargo run --release -p vauban-parts --example parts-speed -- CORPORA
//! ```
//!
//! CORPORA holds `version-order`, `vers` and `purl`. The floor in the same run is `str::cmp` over the same pairs.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use vauban_parts::{Purl, Scheme, Vers};

/// Nanoseconds of processor time of this thread; of the clock where the system does not tell.
fn cpu() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse().ok());
    told.unwrap_or_else(|| {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
    })
}

/// The median of five runs of nanoseconds per item, each of at least a twentieth of a second.
fn cost<T>(items: &[T], mut one: impl FnMut(&T)) -> f64 {
    let mut costs: Vec<f64> = (0..5)
        .map(|_| {
            let (start, mut done) = (cpu(), 0u64);
            loop {
                // Few items are gone through often, so that asking for the time does not count.
                for _ in 0..=4000 / items.len().max(1) {
                    items.iter().for_each(&mut one);
                    done += items.len() as u64;
                }
                let spent = cpu() - start;
                if spent > 50_000_000 {
                    return spent as f64 / done as f64;
                }
            }
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    costs[2]
}

/// Pairs of versions of a scheme.
fn pairs(folder: &Path, name: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let text = std::fs::read_to_string(folder.join("version-order").join(format!("{name}.tsv")))?;
    let pair = |line: &str| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    };
    Ok(text.lines().filter_map(pair).collect())
}

/// The first texts of all tests of one kind in a suite.
fn inputs(file: &Path, pick: impl Fn(&serde_json::Value) -> Vec<String>) -> Result<Vec<String>, Box<dyn Error>> {
    let suite: serde_json::Value = serde_json::from_slice(&std::fs::read(file)?)?;
    Ok(suite["tests"].as_array().into_iter().flatten().flat_map(pick).collect())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("speed CORPORA")?;
    let folder = Path::new(&folder);
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let versions = |name: &str| {
        inputs(&folder.join("vers/tests").join(format!("{name}_version_cmp_test.json")), |test| {
            test["input"]["versions"].as_array().into_iter().flatten().filter_map(text).collect()
        })
    };
    let couple = |all: Vec<String>| -> Vec<(String, String)> {
        all.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
    };
    println!("| scheme | pairs | key, ns | compare, ns | text compare, ns |");
    println!("|---|---|---|---|---|");
    let tables = [
        (Scheme::Semver, pairs(folder, "semver")?),
        (Scheme::Deb, pairs(folder, "deb")?),
        (Scheme::Rpm, pairs(folder, "rpm")?),
        (Scheme::Pypi, pairs(folder, "pep440")?),
        (Scheme::Maven, couple(versions("maven")?)),
        (Scheme::Apk, couple(versions("alpine")?)),
        (Scheme::Ebuild, couple(versions("gentoo")?)),
        (Scheme::Conan, couple(versions("conan")?)),
        (Scheme::Nuget, couple(versions("nuget")?)),
        (Scheme::Gem, pairs(folder, "semver")?),
    ];
    let mut out = Vec::new();
    for (scheme, pairs) in tables {
        let key = cost(&pairs, |(a, _)| {
            out.clear();
            black_box(scheme.key(black_box(a), &mut out));
        });
        let compare = cost(&pairs, |(a, b)| {
            black_box(scheme.compare(black_box(a), black_box(b)));
        });
        let floor = cost(&pairs, |(a, b)| {
            black_box(black_box(a).cmp(black_box(b)));
        });
        println!("| {scheme:?} | {} | {key:.0} | {compare:.0} | {floor:.0} |", pairs.len());
    }
    let mut purls = Vec::new();
    for entry in std::fs::read_dir(folder.join("purl/tests/types"))? {
        purls.extend(inputs(&entry?.path(), |test| text(&test["input"]).into_iter().collect())?);
    }
    let parse = cost(&purls, |purl| drop(black_box(Purl::parse(black_box(purl)))));
    let spell = cost(&purls, |purl| drop(black_box(Purl::parse(black_box(purl)).map(|purl| purl.to_string()))));
    println!("\n{} package URLs: {parse:.0} ns to read, {spell:.0} ns to read and spell", purls.len());
    let range = Vers::parse("vers:npm/>=1.0.0|<1.4.6|>=2.0.1|<2.7.3").map_err(|why| why.to_string())?;
    let asked = ["0.9.0", "1.2.3", "1.4.6", "2.5.0", "3.0.0-rc.1"];
    let contains = cost(&asked, |version| {
        black_box(range.contains(black_box(version)));
    });
    let read = cost(&[range.to_string()], |text| drop(black_box(Vers::parse(black_box(text)))));
    println!("a range of four constraints: {read:.0} ns to read, {contains:.0} ns to ask");
    Ok(())
}
