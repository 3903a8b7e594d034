//! `vauban-pdf`: Typst source on standard input, a PDF on standard output.
//!
//! It is told nothing else and reads nothing else: no file, no package, no typeface of the system, no clock, no network.
//! The PDF is archivable and accessible (PDF/A-2a and PDF/UA-1), or it is not made at all. The same source gives the same
//! bytes.

mod world;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::Only;

/// Bytes of a source.
const LARGEST: u64 = 512 << 20;
/// What the compiler complains about is told up to here.
const MOST_TOLD: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["--version"] => write(format!("vauban-pdf {}\n", env!("CARGO_PKG_VERSION")).as_bytes()),
        [] | ["-"] => source().and_then(|source| make(source)).and_then(|pdf| write(&pdf)),
        _ => Err("usage: vauban-pdf < document.typ > document.pdf\n`vauban report KIND --format pdf` does it for you".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::FAILURE
        }
    }
}

fn source() -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot read standard input: {error}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("the source has more than {} MB", LARGEST >> 20));
    }
    String::from_utf8(bytes).map_err(|error| format!("the source is no UTF-8: {error}"))
}

fn make(source: String) -> Result<Vec<u8>, String> {
    let world = Only::new(source);
    let document = typst::compile::<typst_layout::PagedDocument>(&world).output.map_err(|errors| world.told(&errors, MOST_TOLD))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options).map_err(|errors| world.told(&errors, MOST_TOLD))
}

fn write(bytes: &[u8]) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| format!("cannot write to standard output: {error}"))
}
