//! What the book shows is what the tool says: every `sh` fence of a page that runs `vauban` is run from the root of the
//! repository. A `text` fence behind it holds the output; `--format svg > NAME.svg` is the picture of that name.
//! Refresh with `UPDATE_GOLDEN=1 cargo test -p vauban --test book`, and read the difference.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;

/// Pages whose commands are run.
const PAGES: [&str; 8] = [
    "guides/depth.md",
    "guides/forms.md",
    "guides/design-levels.md",
    "guides/interfaces.md",
    "guides/practices.md",
    "guides/context.md",
    "concepts/depth.md",
    "guides/families.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fence of a page: its language, and the lines between its marks.
struct Fence {
    language: String,
    content: Range<usize>,
}

fn fences(lines: &[&str]) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    for (at, line) in lines.iter().enumerate() {
        open = match (open, line.strip_prefix("```")) {
            (None, Some(language)) => Some((at + 1, language)),
            (Some((from, language)), Some("")) => {
                fences.push(Fence { language: language.to_owned(), content: from..at });
                None
            }
            (open, _) => open,
        };
    }
    assert!(open.is_none(), "a fence is not closed");
    fences
}

/// The one command of a fence, if it runs `vauban`.
fn command<'a>(fence: &Fence, lines: &[&'a str]) -> Option<&'a str> {
    match lines[fence.content.clone()] {
        [command] if fence.language == "sh" && command.starts_with("vauban ") => Some(command),
        _ => None,
    }
}

fn said(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vauban"))
        .args(command.split_whitespace().skip(1))
        .args(["--today", "2026-11-22"])
        .current_dir(root())
        // What git knows of this repository is not part of the book.
        .env("GIT_DIR", "/nowhere")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "`{command}` fails:\n{errors}");
    errors + &String::from_utf8(output.stdout).unwrap()
}

/// What the page has to say, and the pictures that it draws; what is wrong with it otherwise.
fn refreshed(page: &str) -> Result<(String, Vec<(PathBuf, String)>), String> {
    let lines: Vec<&str> = page.lines().collect();
    let fences = fences(&lines);
    let commands = fences.iter().filter_map(|fence| command(fence, &lines));
    let commands: Vec<&str> = commands.map(|all| all.split_once(" > ").map_or(all, |(command, _)| command)).collect();
    let said: Vec<(&str, String)> = commands.into_par_iter().map(|command| (command, said(command))).collect();
    let output = |command: &str| &said.iter().find(|(known, _)| *known == command).unwrap().1;
    let mut now: Vec<String> = Vec::new();
    let mut pictures = Vec::new();
    let mut kept = 0;
    for (at, fence) in fences.iter().enumerate() {
        let Some(command) = command(fence, &lines) else { continue };
        // Behind the mark that closes the fence, and an empty line.
        let behind = fence.content.end + 2;
        if let Some((command, name)) = command.split_once(" > ") {
            let shown = lines.get(behind).is_some_and(|line| line.ends_with(&format!("](../pictures/{name})")));
            if !shown {
                return Err(format!("`{command}` draws {name}, and the line behind does not show it"));
            }
            pictures.push((root().join("docs/src/pictures").join(name), output(command).clone()));
        } else if let Some(text) = fences.get(at + 1).filter(|next| next.language == "text") {
            if text.content.start != behind + 1 {
                return Err(format!("the output of `{command}` does not stand right behind it"));
            }
            now.extend(lines[kept..text.content.start].iter().map(|&line| line.to_owned()));
            now.push(output(command).trim_matches('\n').to_owned());
            kept = text.content.end;
        }
    }
    now.extend(lines[kept..].iter().map(|&line| line.to_owned()));
    Ok((now.join("\n") + "\n", pictures))
}

#[test]
fn pages_show_what_the_tool_says() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for page in PAGES {
        let path = root().join("docs/src").join(page);
        let was = fs::read_to_string(&path).unwrap();
        match refreshed(&was) {
            Err(wrong) => changed.push(format!("{page}: {wrong}")),
            Ok((now, pictures)) => {
                for (path, now) in std::iter::once((path, now)).chain(pictures) {
                    if update {
                        fs::write(&path, now).unwrap();
                    } else if fs::read_to_string(&path).ok().as_deref() != Some(now.as_str()) {
                        changed.push(format!("{}:\n{now}", path.display()));
                    }
                }
            }
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 accepts changed output:\n{}", changed.join("\n"));
}

#[test]
fn the_guide_shows_outputs_and_pictures() {
    let page = fs::read_to_string(root().join("docs/src/guides/depth.md")).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let outputs = fences(&lines).iter().filter(|fence| fence.language == "text").count();
    assert!(outputs >= 8, "{outputs} outputs");
    assert!(page.matches("](../pictures/depth-").count() >= 2);
    assert!(!page.contains("<!--"), "an open place");
}
