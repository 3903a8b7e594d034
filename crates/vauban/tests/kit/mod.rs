//! A folder to run commands in, with or without git, that goes away with the test.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The private key of the advisor.
pub(crate) const KEY: &str = "crates/vauban-seal/tests/keys/reviewer";

/// An architect who writes, and an advisor who reviews and signs.
pub(crate) fn people() -> String {
    let key = fs::read_to_string(root().join(format!("{KEY}.pub"))).unwrap();
    format!(
        "[person.architect]\nemail = [\"author@example.org\"]\n\n[person.advisor]\nemail = [\"advisor@example.org\"]\n\
         keys = [{{ key = \"{}\" }}]\n",
        key.trim()
    )
}

/// A folder of its own below the system's temporary one.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    git: bool,
}

impl Folder {
    /// An empty folder without git.
    pub(crate) fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-test-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder { path, git: false }
    }

    /// A folder that is there, under git; it goes away with the test.
    pub(crate) fn at(path: &str) -> Folder {
        Folder { path: PathBuf::from(path), git: true }
    }

    /// A copy of a folder of this repository.
    pub(crate) fn copy(name: &str, of: &str) -> Folder {
        let folder = Folder::new(name);
        copy(&root().join(of), &folder.path);
        folder
    }

    /// The same under git, with everything committed.
    pub(crate) fn with_git(mut self) -> Folder {
        self.git = true;
        self.git(&["init", "--quiet", "--initial-branch", "main"]);
        self.commit("start");
        self
    }

    /// These files under git, committed.
    pub(crate) fn with_git_of(self, files: &[(&str, &str)]) -> Folder {
        files.iter().for_each(|(path, text)| self.write(path, text));
        self.with_git()
    }

    /// Runs git in it, without the settings of whoever runs the test.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .arg("-C")
            .arg(&self.path)
            .args(["-c", "user.name=author", "-c", "user.email=author@example.org"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Commits everything as it stands; the commit's id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Commits everything in the name of somebody else.
    pub(crate) fn commit_as(&self, address: &str, message: &str) {
        let author = format!("another <{address}>");
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--author", &author, "--message", message]);
    }

    /// Runs `vauban` in it on 2026-11-22.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_on("2026-11-22", arguments)
    }

    /// Runs `vauban` in it on another day.
    pub(crate) fn run_on(&self, today: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&self.path).args(["--today", today]).args(arguments).env_remove("CLICOLOR_FORCE");
        if !self.git {
            command.env("GIT_DIR", "/nowhere");
        }
        command.output().unwrap()
    }

    /// Runs `vauban`, expects it to go well, and returns what it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}{}", out(&output), err(&output));
        out(&output)
    }

    /// Runs `vauban` with `--format json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
    }

    /// Runs `vauban` and reads what it prints as JSON of whatever form.
    pub(crate) fn json_of(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
    }

    /// Codes of the findings of `check`, with their severity, sorted.
    pub(crate) fn findings(&self) -> Vec<(String, String)> {
        let report = self.json(&["check"]);
        let findings = report["findings"].as_array().unwrap().iter();
        let mut codes: Vec<(String, String)> = findings
            .map(|one| (one["code"].as_str().unwrap().to_owned(), one["severity"].as_str().unwrap().to_owned()))
            .collect();
        codes.sort();
        codes
    }

    /// Begins a review, concludes it with what was found (`no-findings = …` or `findings = …`), and leaves it unsigned;
    /// its id.
    pub(crate) fn review(&self, arguments: &[&str], found: &str) -> String {
        let said = self.ok(&[&["review", "start"], arguments].concat());
        let id = said.split_once("review.").unwrap().1.split_once(' ').unwrap().0.to_owned();
        let path = format!("security/reviews/{id}.toml");
        self.edit(
            &path,
            "# participants = [{ person = \"ID\", discipline = \"security\" }, { person = \"ID\", author = true }]",
            "participants = [{ person = \"architect\", author = true }, { person = \"advisor\", discipline = \"security\" }]",
        );
        self.edit(&path, "# no-findings = \"why nothing was found\"", found);
        self.edit(&path, "# conclusion", "conclusion");
        self.edit(&path, "# approved-by = \"ID\"", "approved-by = \"advisor\"");
        id
    }

    /// Has the advisor sign a review with the key that `people` gives them.
    pub(crate) fn sign(&self, id: &str) -> Output {
        let key = root().join(KEY).display().to_string();
        self.run(&["review", "sign", id, "--by", "advisor", "--key", &key])
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap()
    }

    /// Replaces text that a file must hold.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The root of this repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        // A link to a folder is copied as the folder.
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
