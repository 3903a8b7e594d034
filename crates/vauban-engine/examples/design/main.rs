//! Designs of any size, to look at or to measure.
//!
//! ```text
//! design (--product N | --system N | --plant ELEMENTS [--files N]) [--interfaces N] [--mechanisms N] [--assets N] [--attackers N] [--seed N]
//!        (--write DIR | --measure) [--order N]
//! ```
//!
//! `--write` makes a project of it; `--measure` reads it from memory, times the equations and the answer for every
//! attacker, asset and tier, and prints a line of JSON. Without `--order` the cut sets go as far as the default.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example prints its result")]

mod generate;
mod guards;
mod host;
mod measure;

use std::path::Path;
use std::process::ExitCode;

use generate::Sizes;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| arguments.iter().position(|word| word == name).and_then(|at| arguments.get(at + 1));
    let number = |name: &str| after(name).and_then(|word| word.parse::<usize>().ok());
    let plant = || number("--plant").map(|elements| Sizes::plant(elements, number("--files").unwrap_or(100)));
    let sizes =
        number("--system").map(Sizes::system).or_else(|| number("--product").map(Sizes::product)).or_else(plant);
    let Some(mut sizes) = sizes else {
        eprintln!(
            "design (--product N | --system N | --plant ELEMENTS [--files N]) [--interfaces N] … (--write DIR | --measure) [--order N]"
        );
        return ExitCode::FAILURE;
    };
    let change = |field: &mut usize, name: &str| *field = number(name).unwrap_or(*field);
    change(&mut sizes.interfaces, "--interfaces");
    change(&mut sizes.mechanisms, "--mechanisms");
    change(&mut sizes.assets, "--assets");
    change(&mut sizes.attackers, "--attackers");
    sizes.seed = number("--seed").map_or(sizes.seed, |seed| seed as u64);
    let files = generate::design(&sizes);
    if let Some(folder) = after("--write") {
        return match write(Path::new(folder), &files) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("cannot write below {folder}: {error}");
                ExitCode::FAILURE
            }
        };
    }
    println!("{}", measure::measure(&files, number("--order").map(|order| order as u32)));
    ExitCode::SUCCESS
}

fn write(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
