//! PDF by a program beside this one: `vauban-pdf`, which has the Typst compiler in it, or `typst` itself.
//!
//! Setting pages takes ten times the code of everything else, so it is not in this binary. The program gets the source of a
//! document and nothing else; how long it may take and how much it may answer is bounded.

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use vauban_report::text;

/// The program of our own.
const OURS: &str = "vauban-pdf";
/// The compiler that people have.
const THEIRS: &str = "typst";
/// Seconds for one document.
const LONGEST: Duration = Duration::from_secs(300);
/// Bytes of one document.
const LARGEST: u64 = 512 << 20;
/// Bytes of what a program has to say about a failure.
const LARGEST_COMPLAINT: u64 = 64 << 10;

/// Who makes the PDF.
#[derive(Debug)]
pub(crate) enum Press {
    /// `vauban-pdf`, where it is.
    Ours(PathBuf),
    /// `typst`, where it is.
    Theirs(PathBuf),
}

/// Looks for a program: ours beside this one, then on the path, then `typst` there.
///
/// # Errors
/// If there is none: what to install, and what can be done without.
pub(crate) fn press() -> Result<Press, String> {
    let beside = std::env::current_exe().ok().and_then(|here| Some(here.parent()?.join(program(OURS))));
    if let Some(ours) = beside.filter(|path| path.is_file()).or_else(|| on_path(OURS)) {
        return Ok(Press::Ours(ours));
    }
    on_path(THEIRS).map(Press::Theirs).ok_or_else(|| {
        format!(
            "a PDF is made by `{OURS}` or `{THEIRS}`, and neither is beside this program or on PATH; install one (guide \"PDF and workbooks\"), or take `--format typst` for the source and have it made elsewhere"
        )
    })
}

/// The PDF of a source.
///
/// # Errors
/// If the program cannot be run, takes too long, or does not make one: what it says.
pub(crate) fn make(press: &Press, source: &str) -> Result<Vec<u8>, String> {
    match press {
        Press::Ours(path) => run(OURS, Command::new(path).arg("-"), source, None),
        Press::Theirs(path) => {
            let folder = Folder::new()?;
            let made = folder.0.join("out.pdf");
            let mut command = Command::new(path);
            // It reads and writes in a folder of its own: no file of the project, and no typeface that others lack.
            command.args(["compile", "--format", "pdf", "--pdf-standard", "a-2a,ua-1", "--ignore-system-fonts"]);
            command.arg("--root").arg(&folder.0).arg("-").arg(&made).current_dir(&folder.0);
            run(THEIRS, &mut command, source, Some(&made))
        }
    }
}

fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).filter(|place| place.is_absolute());
    places.find_map(|place| Some(place.join(program(name))).filter(|file| file.is_file()))
}

fn run(name: &str, command: &mut Command, source: &str, made: Option<&Path>) -> Result<Vec<u8>, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("`{name}` could not be run: {error}"))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (told, complaint, ended) = thread::scope(|scope| {
        scope.spawn(move || {
            // It may end before it has read everything: how it ended says more than that.
            stdin.map(|mut to| to.write_all(source.as_bytes()))
        });
        let told = scope.spawn(move || bounded(stdout, LARGEST));
        let complaint = scope.spawn(move || bounded(stderr, LARGEST_COMPLAINT));
        let ended = wait(&mut child);
        (told.join().unwrap_or_default(), complaint.join().unwrap_or_default(), ended)
    });
    let Some(ended) = ended.map_err(|error| format!("`{name}` could not be waited for: {error}"))? else {
        return Err(format!("`{name}` took more than {} seconds and was ended", LONGEST.as_secs()));
    };
    let complaint = String::from_utf8_lossy(&complaint);
    if !ended.success() {
        let first: Vec<&str> = complaint.lines().filter(|line| !line.trim().is_empty()).take(6).collect();
        return Err(format!("`{name}` made no PDF ({ended}): {}", text::lines(&first.join("\n"))));
    }
    let bytes = match made {
        None => told,
        Some(path) => {
            let file = fs::File::open(path).map_err(|error| format!("`{name}` left no PDF: {error}"))?;
            bounded(Some(file), LARGEST)
        }
    };
    match bytes.starts_with(b"%PDF-") && (bytes.len() as u64) < LARGEST {
        true => Ok(bytes),
        false => Err(format!("`{name}` answered, but not with a PDF of less than {} MB", LARGEST >> 20)),
    }
}

fn bounded(from: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        let _ = from.by_ref().take(most).read_to_end(&mut bytes);
        // What is over is read and dropped, so that nobody waits for a reader.
        let _ = std::io::copy(&mut from, &mut std::io::sink());
    }
    bytes
}

/// Waits for the end; none where it took too long and was ended.
fn wait(child: &mut Child) -> std::io::Result<Option<std::process::ExitStatus>> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(ended) = child.try_wait()? {
            return Ok(Some(ended));
        }
        if begun.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}

/// A folder of our own that goes when this goes.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Folder, String> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|error| format!("no random name for a folder: {error}"))?;
        let name = format!("vauban-pdf-{:016x}", u64::from_ne_bytes(bytes));
        let path = std::env::temp_dir().join(name);
        // Fails where it is there already: nobody else's folder is used.
        fs::create_dir(&path).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
