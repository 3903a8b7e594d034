//! The `git` command: revisions, trees, objects.
//!
//! The command is asked for objects only (`ls-tree`, `cat-file`), which run no hook and no filter of the
//! repository. A revision that begins with `-` cannot become an option.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A `git` command in a folder, with everything off that a repository could use to run something.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "core.quotePath=false"])
        // What happened is told by the objects alone: not by replacements, grafts or a cache of the graph, which
        // whoever has the clone can write.
        .args(["-c", "core.commitGraph=false"])
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_GRAFT_FILE", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end; its output, or its complaint in one line.
pub(crate) fn output(mut command: Command) -> Result<Vec<u8>, String> {
    let done = command.output().map_err(|error| format!("`git` could not be run: {error}"))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let complaint = String::from_utf8_lossy(&done.stderr);
    Err(complaint.lines().next().unwrap_or("git failed").to_owned())
}

/// The commit that a revision names.
pub(crate) fn resolve(repository: &Path, rev: &str) -> Result<String, String> {
    let mut resolve = command(repository);
    resolve.args(["rev-parse", "--verify", "--quiet", "--end-of-options"]).arg(format!("{rev}^{{commit}}"));
    let commit = output(resolve).map_err(|_| {
        let known = names(repository);
        let near = vauban_diagnostics::nearest(rev, known.iter().map(String::as_str));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        format!("`{}` has no revision `{rev}`{hint}", repository.display())
    })?;
    Ok(String::from_utf8_lossy(&commit).trim().to_owned())
}

/// Branches and tags of a repository, to find the one that was meant.
fn names(repository: &Path) -> Vec<String> {
    let mut list = command(repository);
    list.args(["for-each-ref", "--count=1000", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"]);
    let listed = output(list).unwrap_or_default();
    String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect()
}

/// Whether a revision is named by what moves on with new commits: a branch, or `HEAD`.
pub(crate) fn moves(repository: &Path, rev: &str) -> bool {
    let mut ask = command(repository);
    ask.args(["rev-parse", "--symbolic-full-name", "--end-of-options", rev]);
    let name = output(ask).unwrap_or_default();
    let name = String::from_utf8_lossy(&name);
    let name = name.lines().find(|line| *line != "--end-of-options").unwrap_or("");
    name == "HEAD" || name.starts_with("refs/heads/") || name.starts_with("refs/remotes/")
}

/// Commits that changed the record files of a folder (empty, or ending in `/`) up to a revision, newest first.
pub(crate) fn record_commits(repository: &Path, rev: &str, folder: &str, most: usize) -> Vec<String> {
    let mut log = command(repository);
    log.args(["--literal-pathspecs", "log", "--format=%H", "--no-color", "-n"]).arg(most.to_string());
    log.args(["--end-of-options", rev, "--"]).arg(format!("{folder}vauban.toml")).arg(format!("{folder}security"));
    let listed = output(log).unwrap_or_default();
    String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect()
}

/// The top folder of the repository that a folder lies in; the folder itself where there is none, as in a bare one.
pub(crate) fn top(folder: &Path) -> PathBuf {
    let mut ask = command(folder);
    ask.args(["rev-parse", "--show-toplevel"]);
    match output(ask) {
        Ok(top) if !top.trim_ascii().is_empty() => PathBuf::from(String::from_utf8_lossy(&top).trim()),
        _ => folder.to_owned(),
    }
}

/// Where a folder lies in its repository: empty, or `folder/`.
pub(crate) fn prefix(folder: &Path) -> Result<String, String> {
    let mut ask = command(folder);
    ask.args(["rev-parse", "--show-prefix"]);
    let prefix = output(ask).map_err(|_| format!("`{}` lies in no git repository", folder.display()))?;
    Ok(String::from_utf8_lossy(&prefix).trim().to_owned())
}

/// A commit as git stores it.
pub(crate) fn commit_object(repository: &Path, rev: &str) -> Result<Vec<u8>, String> {
    let commit = resolve(repository, rev)?;
    let mut show = command(repository);
    show.args(["cat-file", "commit", &commit]);
    output(show)
}

/// Bytes of a line of git's output that are kept.
const LONGEST_LINE: usize = 1 << 20;

/// How long a command that walks the history may take.
const LONGEST_WALK: Duration = Duration::from_secs(120);

/// The output of a command, line by line as it comes.
#[derive(Debug)]
pub(crate) struct Lines {
    child: Child,
    from: BufReader<ChildStdout>,
    line: Vec<u8>,
    until: Instant,
    read: u64,
    stopped: Option<String>,
}

impl Lines {
    /// Starts a command.
    pub(crate) fn of(mut command: Command) -> Result<Lines, String> {
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("`git` could not be run: {error}"))?;
        let from = BufReader::with_capacity(1 << 16, child.stdout.take().ok_or("`git` gives no output")?);
        let until = Instant::now() + LONGEST_WALK;
        Ok(Lines { child, from, line: Vec::new(), until, read: 0, stopped: None })
    }

    /// The next line without its end, cut at the longest that is kept: what stands behind the cut never looks like the
    /// start of a line.
    pub(crate) fn next_line(&mut self) -> Option<&[u8]> {
        self.line.clear();
        self.read += 1;
        if self.read.is_multiple_of(4_096) && Instant::now() > self.until {
            self.stop(format!("git did not get through the history in {} s", LONGEST_WALK.as_secs()));
            return None;
        }
        loop {
            let block = match self.from.fill_buf() {
                Ok([]) if self.line.is_empty() => return None,
                Ok([]) => break,
                Ok(block) => block,
                Err(error) => {
                    self.stopped = Some(format!("`git` stopped answering: {error}"));
                    return None;
                }
            };
            let end = block.iter().position(|byte| *byte == b'\n');
            let piece = block.get(..end.unwrap_or(block.len())).unwrap_or_default();
            let room = LONGEST_LINE.saturating_sub(self.line.len()).min(piece.len());
            self.line.extend_from_slice(piece.get(..room).unwrap_or_default());
            let used = piece.len() + usize::from(end.is_some());
            self.from.consume(used);
            if end.is_some() {
                break;
            }
        }
        Some(&self.line)
    }

    /// Ends it before its time.
    pub(crate) fn stop(&mut self, why: String) {
        let _ = self.child.kill();
        self.stopped.get_or_insert(why);
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// If it was stopped, or git was not content.
    pub(crate) fn end(mut self) -> Result<(), String> {
        let done = self.child.wait().is_ok_and(|status| status.success());
        match self.stopped {
            Some(why) => Err(why),
            None if done => Ok(()),
            None => Err("git could not read the whole history".to_owned()),
        }
    }
}

/// A path as git prints it: in quotes with escapes where it holds letters that would mislead.
pub(crate) fn path(printed: &[u8]) -> String {
    let quoted = printed.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let Some(quoted) = quoted else { return String::from_utf8_lossy(printed).into_owned() };
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = quoted.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(escaped) = rest.next() else { break };
        bytes.push(match escaped {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            b'0'..=b'3' => {
                let mut code = u32::from(escaped - b'0');
                for _ in 0..2 {
                    if let Some(digit) = rest.next_if(|digit| matches!(digit, b'0'..=b'7')) {
                        code = code * 8 + u32::from(digit - b'0');
                    }
                }
                (code & 0xff) as u8
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A file of a tree.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    /// Its object.
    pub(crate) object: String,
    /// Bytes.
    pub(crate) size: u64,
}

/// The ordinary files of a folder (empty, or ending in `/`) at a commit, by path inside the folder.
pub(crate) fn tree(repository: &Path, commit: &str, folder: &str) -> Result<BTreeMap<String, Blob>, String> {
    let mut list = command(repository);
    list.args(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
    if !folder.is_empty() {
        list.arg("--").arg(folder);
    }
    let listed = output(list)?;
    let mut files = BTreeMap::new();
    for entry in listed.split(|byte| *byte == 0) {
        let Ok(entry) = std::str::from_utf8(entry) else { continue };
        let Some((meta, path)) = entry.split_once('\t') else { continue };
        // Mode, type, object, size.
        let meta: Vec<&str> = meta.split_whitespace().collect();
        let [mode, _, object, size] = meta.as_slice() else { continue };
        let (Ok(size), Some(path)) = (size.parse::<u64>(), path.strip_prefix(folder)) else { continue };
        if mode.starts_with("100") {
            files.insert(path.to_owned(), Blob { object: (*object).to_owned(), size });
        }
    }
    Ok(files)
}

/// Reads objects one after the other from one `cat-file --batch`.
#[derive(Debug)]
pub(crate) struct Reader {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Reader {
    pub(crate) fn open(repository: &Path) -> Result<Reader, String> {
        let mut batch = command(repository);
        batch.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = batch.spawn().map_err(|error| format!("`git` could not be run: {error}"))?;
        let ask = child.stdin.take().ok_or("`git` takes no input")?;
        let answer = BufReader::new(child.stdout.take().ok_or("`git` gives no output")?);
        Ok(Reader { child, ask, answer })
    }

    /// The bytes of an object.
    pub(crate) fn read(&mut self, blob: &Blob) -> Result<Vec<u8>, String> {
        let said = |error: std::io::Error| format!("`git` stopped answering: {error}");
        writeln!(self.ask, "{}", blob.object).and_then(|()| self.ask.flush()).map_err(said)?;
        let mut head = String::new();
        self.answer.by_ref().take(1_000).read_line(&mut head).map_err(said)?;
        let size: u64 =
            head.trim().rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or("`git` has no such object")?;
        if size != blob.size {
            return Err(format!("`git` tells of {size} bytes where it listed {}", blob.size));
        }
        let mut bytes = Vec::new();
        self.answer.by_ref().take(size).read_to_end(&mut bytes).map_err(said)?;
        let mut end = [0];
        self.answer.read_exact(&mut end).map_err(said)?;
        Ok(bytes)
    }
}

impl Reader {
    /// The bytes of an object whose size is not known before; `None` where it is larger than `limit`.
    pub(crate) fn read_up_to(&mut self, object: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        let said = |error: std::io::Error| format!("`git` stopped answering: {error}");
        writeln!(self.ask, "{object}").and_then(|()| self.ask.flush()).map_err(said)?;
        let mut head = String::new();
        self.answer.by_ref().take(1_000).read_line(&mut head).map_err(said)?;
        let size: u64 =
            head.trim().rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or("`git` has no such object")?;
        let mut bytes = Vec::new();
        let mut whole = self.answer.by_ref().take(size);
        if size > limit {
            std::io::copy(&mut whole, &mut std::io::sink()).map_err(said)?;
        } else {
            whole.read_to_end(&mut bytes).map_err(said)?;
        }
        let mut end = [0];
        self.answer.read_exact(&mut end).map_err(said)?;
        Ok((size <= limit).then_some(bytes))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends by itself when its input does; killing it spares the wait.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
