//! How fast digests are made: `cargo run --release -p vauban-seal --example digests [256|512] FILE…`, one core.

#![allow(clippy::print_stdout, reason = "an example says what it found")]

use vauban_seal::manifest::{digest, hex};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let long = arguments.next().as_deref() == Some("512");
    let mut room = vec![0; 128 << 10];
    for path in arguments {
        let told = digest(std::fs::File::open(&path)?, long, &mut room)?;
        println!("{}  {path}", hex(&told.sha256));
    }
    Ok(())
}
