//! How fast an index is built, changed and asked, with a floor in the same run.
//!
//! ```text
//! cargo run --release -p vauban-advisories --example advisories-speed -- [FOLDER] [ADVISORIES]
//! ```
//!
//! Everything is made by a generator with a fixed seed: 500 000 OSV records about 1 000 000 packages, as JSON text that
//! is read by the same reader as any feed. Cold questions run in a process of their own. Times are CPU times of the
//! process (`/proc/self/schedstat`), memory is the most it had resident (`VmHWM`); beside them stands the wall.
//!
//! The floor is what no index can beat by much: names hashed and looked up in a flat sorted table in memory, and the
//! ranges behind compared, without a file, a check or an answer anybody could read.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A measurement stops at the first surprise.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use vauban_advisories::index::{Built, Form, Indexes};
use vauban_advisories::read::Feed;
use vauban_advisories::{Builder, Index, Matcher, Part, Store};

/// An index file, read in pieces.
struct Pieces(File, u64);

impl Store for Pieces {
    fn length(&self) -> u64 {
        self.1
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        self.0.read_exact_at(into, offset).map_err(|error| error.to_string())
    }
}

fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn most_resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % end
    }
}

const ECOSYSTEMS: &[(&str, &str)] =
    &[("npm", "npm"), ("PyPI", "pypi"), ("crates.io", "cargo"), ("Go", "golang"), ("Debian:12", "deb")];

fn package(number: u64) -> String {
    let (_, kind) = ECOSYSTEMS[(number % 5) as usize];
    match kind {
        "golang" => format!("example.com/team{}/module{number}", number % 977),
        _ => format!("package-{number}-of-{}", number % 977),
    }
}

fn purl(number: u64, version: &str) -> String {
    let (_, kind) = ECOSYSTEMS[(number % 5) as usize];
    match kind {
        "deb" => format!("pkg:deb/debian/{}@{version}?distro=debian-12", package(number)),
        _ => format!("pkg:{kind}/{}@{version}", package(number)),
    }
}

/// A record about two packages, with two or three ranges each: some 1.2 kB as those of real databases.
fn record(random: &mut Random, number: u64, packages: u64, edition: u64) -> String {
    let mut out = String::with_capacity(2048);
    write!(
        out,
        r#"{{"schema_version":"1.6.0","id":"GEN-2026-{number:07}","modified":"2026-11-{:02}T10:00:0{}Z","published":"2026-01-01T00:00:00Z","aliases":["CVE-2026-{number:07}"],"summary":"An input of unusual length is copied behind the end of a buffer ({edition})","details":"{}","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],"affected":["#,
        number % 20 + 1,
        edition % 10,
        "A text that says in many words what has been found, by whom, and how it can be used. ".repeat(4)
    )
    .unwrap();
    for place in 0..2u64 {
        let which = (number * 2 + place) % packages;
        let (ecosystem, _) = ECOSYSTEMS[(which % 5) as usize];
        let kind = if ecosystem == "Go" || ecosystem == "npm" { "SEMVER" } else { "ECOSYSTEM" };
        if place > 0 {
            out.push(',');
        }
        write!(
            out,
            r#"{{"package":{{"ecosystem":"{ecosystem}","name":"{}"}},"ranges":[{{"type":"{kind}","events":["#,
            package(which)
        )
        .unwrap();
        for range in 0..2 + random.below(2) {
            let (minor, patch) = (random.below(9), random.below(20) + edition);
            if range > 0 {
                out.push(',');
            }
            write!(out, r#"{{"introduced":"{}.0.0"}},{{"fixed":"{}.{minor}.{patch}"}}"#, range + 1, range + 1).unwrap();
        }
        out.push_str("]}]}");
    }
    write!(out, r#"],"references":[{{"type":"WEB","url":"https://example.com/advisories/{number}"}}]}}"#).unwrap();
    out
}

fn write(built: &Built, folder: &Path) -> PathBuf {
    let path = folder.join(format!("{}.vai", built.name()));
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
    built.write(&mut |piece| file.write_all(piece)).unwrap();
    file.flush().unwrap();
    path
}

fn open(path: &Path) -> Indexes<Pieces> {
    let file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    let index = Index::open(Pieces(file, length)).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut digest = [0; 32];
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&name[place * 2..place * 2 + 2], 16).unwrap();
    }
    Indexes::new(index, digest).unwrap()
}

fn parts(random: &mut Random, count: usize, packages: u64) -> Vec<Part> {
    (0..count)
        .map(|_| {
            // Half of what products have was never in an advisory.
            let number = random.below(packages * 2);
            let version = format!("{}.{}.{}", random.below(6) + 1, random.below(12), random.below(25));
            Part {
                name: package(number),
                version: Some(version.clone()),
                purl: Some(purl(number, &version)),
                ..Part::default()
            }
        })
        .collect()
}

fn build(folder: &Path, advisories: u64) {
    let packages = advisories * 2;
    let mut random = Random(0x1234_5678);
    let start = cpu();
    let bytes: usize = (0..advisories).map(|number| record(&mut random, number, packages, 0).len()).sum();
    let made = cpu() - start;
    let mut random = Random(0x1234_5678);
    let (start, wall) = (cpu(), Instant::now());
    let mut builder = Builder::new();
    let mut feed = Feed::new("generated", Form::Osv, Some("2026-11-22"));
    for number in 0..advisories {
        let text = record(&mut random, number, packages, 0);
        feed.file(&format!("GEN-2026-{number:07}.json"), text.as_bytes(), &mut builder);
    }
    let (source, problems, _) = feed.finish();
    assert!(problems.is_empty(), "{problems:?}");
    builder.source(source);
    let read = cpu() - start - made;
    let built = builder.finish();
    let path = write(&built, folder);
    println!(
        "build: {advisories} records, {:.0} MB of JSON, {} names, index {:.0} MB: {:.1} CPU s ({read:.1} reading; the generator's {made:.1} s left out), wall {:.1} s, {} MB resident",
        bytes as f64 / 1e6,
        built.summary.names,
        built.summary.bytes as f64 / 1e6,
        cpu() - start - made,
        wall.elapsed().as_secs_f64(),
        most_resident()
    );
    std::fs::write(folder.join("latest"), path.to_string_lossy().as_bytes()).unwrap();
}

fn latest(folder: &Path) -> PathBuf {
    PathBuf::from(std::fs::read_to_string(folder.join("latest")).unwrap())
}

fn change(folder: &Path, advisories: u64) {
    let mut random = Random(99);
    let texts: Vec<String> =
        (0..1000).map(|step| record(&mut random, step * (advisories / 1000), advisories * 2, 5)).collect();
    let (start, wall) = (cpu(), Instant::now());
    let path = latest(folder);
    let index = open(&path);
    let mut builder = Builder::new();
    let mut feed = Feed::new("generated", Form::Osv, Some("2026-11-22"));
    for (number, text) in texts.iter().enumerate() {
        feed.file(&format!("{number}.json"), text.as_bytes(), &mut builder);
    }
    builder.source(feed.finish().0);
    let built = builder.finish_over(index.base().unwrap(), index.digests()[0]).unwrap();
    let changes = write(&built, folder);
    println!(
        "change: 1000 records, {} replaced, {:.1} MB written: {:.3} CPU s, wall {:.3} s, {} MB resident",
        built.summary.replaced,
        built.summary.bytes as f64 / 1e6,
        cpu() - start,
        wall.elapsed().as_secs_f64(),
        most_resident()
    );
    std::fs::remove_file(changes).unwrap();
}

fn cold(folder: &Path, advisories: u64) {
    let list = parts(&mut Random(7), 10_000, advisories * 2);
    let (start, wall) = (cpu(), Instant::now());
    let index = open(&latest(folder));
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let (mut findings, mut candidates, mut sentences) = (0, 0, 0);
    for part in &list {
        for hit in matcher.part(part).unwrap().matches {
            sentences += hit.explanation.len();
            match hit.doubts.is_empty() {
                true => findings += 1,
                false => candidates += 1,
            }
        }
    }
    println!(
        "cold: 10000 parts, {findings} findings and {candidates} candidates with {sentences} sentences: {:.1} CPU ms, wall {:.1} ms, {} MB resident",
        (cpu() - start) * 1e3,
        wall.elapsed().as_secs_f64() * 1e3,
        most_resident()
    );
}

fn portfolio(folder: &Path, advisories: u64) {
    let path = latest(folder);
    let start = cpu();
    let bytes = std::fs::read(&path).unwrap();
    let index = Indexes::new(Index::open(bytes).unwrap(), [0; 32]).unwrap();
    let read = cpu() - start;
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let mut random = Random(11);
    // Products of one maker share most of what they use.
    let pool = parts(&mut random, 200_000, advisories * 2);
    let (mut asked, mut findings) = (0u64, 0u64);
    let start = cpu();
    for _ in 0..1000 {
        for _ in 0..1000 {
            let part = &pool[random.below(pool.len() as u64) as usize];
            findings += u64::from(matcher.count(part).unwrap().0);
            asked += 1;
        }
    }
    let took = cpu() - start;
    println!(
        "portfolio: 1000 products of 1000 parts, {findings} findings: {took:.2} CPU s and {read:.2} s to read the index, {:.0} ns a part, {} MB resident",
        took / asked as f64 * 1e9,
        most_resident()
    );
}

/// A flat table in memory: hash, first range, number of ranges; ranges are pairs of numbers.
fn floor(advisories: u64) {
    let packages = advisories * 2;
    let hash = |text: &str| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
    };
    let mut random = Random(5);
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    let mut keys: Vec<(u64, u32, u32)> = Vec::new();
    for number in 0..packages {
        let count = 2 + random.below(2);
        keys.push((hash(&package(number)), ranges.len() as u32, count as u32));
        (0..count).for_each(|_| ranges.push((random.below(1 << 40), random.below(1 << 40))));
    }
    keys.sort_unstable();
    let bits = 18;
    let mut buckets = vec![0u32; (1 << bits) + 1];
    for (hash, ..) in &keys {
        buckets[(hash >> (64 - bits)) as usize + 1] += 1;
    }
    (1..buckets.len()).for_each(|place| buckets[place] += buckets[place - 1]);
    let names: Vec<(String, u64)> =
        (0..1_000_000).map(|_| (package(random.below(packages * 2)), random.below(1 << 40))).collect();
    let start = cpu();
    let mut found = 0u64;
    for (name, version) in &names {
        let hash = hash(name);
        let bucket = (hash >> (64 - bits)) as usize;
        for (_, first, count) in
            keys[buckets[bucket] as usize..buckets[bucket + 1] as usize].iter().filter(|key| key.0 == hash)
        {
            let behind = &ranges[*first as usize..(*first + *count) as usize];
            found += behind.iter().filter(|(from, to)| from <= version && version < to).count() as u64;
        }
    }
    println!("floor: {:.0} ns a part in memory ({found} found)", (cpu() - start) / names.len() as f64 * 1e9);
}

fn lock_file(folder: &Path) {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if !corpora.is_dir() {
        println!("lock: NOT RUN: the corpora are not there");
        return;
    }
    let mut builder = Builder::new();
    let mut feed = Feed::new("rustsec", Form::RustSec, None);
    let mut folders = vec![corpora.join("adv-rustsec")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if vauban_advisories::read::is_file(Form::RustSec, &path.to_string_lossy()) => {
                    feed.file(&path.to_string_lossy(), &std::fs::read(&path).unwrap(), &mut builder);
                }
                _ => {}
            }
        }
    }
    builder.source(feed.finish().0);
    let rustsec = folder.join("rustsec");
    std::fs::create_dir_all(&rustsec).unwrap();
    let path = write(&builder.finish(), &rustsec);
    std::fs::write(rustsec.join("latest"), path.to_string_lossy().as_bytes()).unwrap();
    for entry in std::fs::read_dir(corpora.join("match-rustsec")).unwrap().flatten() {
        if entry.path().to_string_lossy().ends_with(".Cargo.lock") {
            run(&["lock-cold", &rustsec.to_string_lossy(), &entry.path().to_string_lossy()]);
        }
    }
}

fn lock_cold(folder: &Path, file: &Path) {
    let (start, wall) = (cpu(), Instant::now());
    let text = std::fs::read_to_string(file).unwrap();
    let bill = vauban_sbom::read(text.as_bytes()).unwrap();
    let part = |component: &vauban_sbom::Component| Part {
        name: component.name.clone(),
        version: Some(component.version.clone()),
        purl: component.purl().map(str::to_owned),
        ..Part::default()
    };
    let list: Vec<Part> = bill.parts().map(|(_, component)| part(component)).collect();
    let index = open(&latest(folder));
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let found: usize = list.iter().map(|part| matcher.part(part).unwrap().matches.len()).sum();
    println!(
        "lock: {} ({} parts, {found} matches): {:.2} CPU ms, wall {:.2} ms, {} MB resident",
        file.file_name().unwrap().to_string_lossy(),
        list.len(),
        (cpu() - start) * 1e3,
        wall.elapsed().as_secs_f64() * 1e3,
        most_resident()
    );
}

fn run(arguments: &[&str]) {
    let status = std::process::Command::new(std::env::current_exe().unwrap()).args(arguments).status().unwrap();
    assert!(status.success());
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = |place: usize| arguments.get(place).map(String::as_str);
    let count = |place: usize| text(place).and_then(|text| text.parse().ok()).unwrap_or(500_000);
    let folder = |place: usize| PathBuf::from(text(place).unwrap_or("/tmp/vauban-advisories-speed"));
    match text(0) {
        Some("build") => build(&folder(1), count(2)),
        Some("change") => change(&folder(1), count(2)),
        Some("cold") => cold(&folder(1), count(2)),
        Some("portfolio") => portfolio(&folder(1), count(2)),
        Some("floor") => floor(count(1)),
        Some("lock") => lock_file(&folder(1)),
        Some("lock-cold") => lock_cold(&folder(1), &folder(2)),
        _ => {
            let (folder, advisories) = (folder(0), count(1));
            std::fs::create_dir_all(&folder).unwrap();
            let (folder, advisories) = (folder.to_string_lossy().into_owned(), advisories.to_string());
            run(&["build", &folder, &advisories]);
            (0..3).for_each(|_| run(&["change", &folder, &advisories]));
            (0..5).for_each(|_| run(&["cold", &folder, &advisories]));
            (0..3).for_each(|_| run(&["portfolio", &folder, &advisories]));
            (0..3).for_each(|_| run(&["floor", &advisories]));
            run(&["lock", &folder]);
        }
    }
}
