//! Programs of the user's that sign and check: `ssh-keygen` (agents, hardware keys, PKCS#11), `cosign` and `gpg`.
//!
//! Each is started only where the user names it, with its arguments as they are and without a shell. What one signed is
//! checked before it counts.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vauban_seal::MANIFEST;

use crate::args::SignTool;

/// Bytes of a program's answer that are read.
const ANSWER: u64 = 1 << 20;

fn not_run(program: &str, error: &std::io::Error) -> String {
    format!("`{program}` could not be run: {error}")
}

/// An absolute path, so that no program takes a name that begins with `-` for an option.
fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The ending of a signature that a program makes.
pub(crate) fn ending(tool: SignTool) -> &'static str {
    match tool {
        SignTool::SshKeygen => "sig",
        SignTool::Cosign => "cosign",
        SignTool::Gpg => "asc",
    }
}

/// Lets a program sign a file; the signature as it writes it.
pub(crate) fn sign(tool: SignTool, key: &str, file: &Path) -> Result<Vec<u8>, String> {
    let file = absolute(file)?;
    match tool {
        SignTool::SshKeygen => {
            let mut command = Command::new("ssh-keygen");
            command.args(["-q", "-Y", "sign", "-n", MANIFEST, "-f"]).arg(absolute(Path::new(key))?);
            let input = fs::File::open(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            answer("ssh-keygen", command.stdin(input))
        }
        SignTool::Gpg => {
            let mut command = Command::new("gpg");
            command.args(["--quiet", "--armor", "--detach-sign", "--output", "-"]);
            command.arg(format!("--local-user={key}")).arg("--").arg(&file);
            answer("gpg", &mut command)
        }
        SignTool::Cosign => {
            // Without a log: nothing leaves the house because a file was signed.
            let mut command = Command::new("cosign");
            command.args(["sign-blob", "--yes", "--tlog-upload=false"]).arg(format!("--key={key}")).arg(&file);
            answer("cosign", &mut command)
        }
    }
}

/// What a program prints if it ends well.
fn answer(program: &str, command: &mut Command) -> Result<Vec<u8>, String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_run(program, &error))?;
    let mut bytes = Vec::new();
    let out = child.stdout.take().ok_or_else(|| format!("`{program}` gives no output"))?;
    let read = out.take(ANSWER).read_to_end(&mut bytes);
    let ended = child.wait().map_err(|error| not_run(program, &error))?;
    read.map_err(|error| format!("`{program}` stopped answering: {error}"))?;
    match ended.success() && !bytes.is_empty() {
        true => Ok(bytes),
        false => Err(format!("`{program}` did not do it ({ended}); nothing was written")),
    }
}

/// Lets a program check a signature with a file of public keys that the user names; the key it names.
pub(crate) fn verify(tool: SignTool, keys: &Path, file: &Path, signature: &Path) -> Result<String, String> {
    let (keys, file, signature) = (absolute(keys)?, absolute(file)?, absolute(signature)?);
    match tool {
        SignTool::SshKeygen => {
            let mut find = Command::new("ssh-keygen");
            find.args(["-Y", "find-principals", "-s"]).arg(&signature).arg("-f").arg(&keys).stderr(Stdio::null());
            let found = answer("ssh-keygen", &mut find).map_err(|_| "`ssh-keygen` knows no signer of it".to_owned())?;
            let found = String::from_utf8_lossy(&found);
            let who = found.lines().next().unwrap_or_default().trim().to_owned();
            let mut command = Command::new("ssh-keygen");
            command
                .args(["-Y", "verify", "-n", MANIFEST, "-f"])
                .arg(&keys)
                .arg("-I")
                .arg(&who)
                .arg("-s")
                .arg(&signature);
            let input = fs::File::open(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            answer("ssh-keygen", command.stdin(input).stderr(Stdio::null()))
                .map(|_| format!("a key of {who}"))
                .map_err(|_| format!("`ssh-keygen` says it is not a signature of `{who}` under this"))
        }
        SignTool::Gpg => {
            let mut command = Command::new("gpgv");
            command.args(["--status-fd", "1", "--keyring"]).arg(&keys).arg("--").arg(&signature).arg(&file);
            let told = answer("gpgv", command.stderr(Stdio::null()));
            let told = told.map_err(|why| {
                format!("it does not hold: {why} (a keyring is needed as `gpg --export` writes it, without `--armor`)")
            })?;
            gpg_status(&String::from_utf8_lossy(&told))
        }
        SignTool::Cosign => {
            let mut command = Command::new("cosign");
            command.args(["verify-blob", "--insecure-ignore-tlog=true"]);
            command.arg(format!("--key={}", keys.display())).arg(format!("--signature={}", signature.display()));
            let ended = command.arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).status();
            match ended.map_err(|error| not_run("cosign", &error))?.success() {
                true => Ok(format!("the key {}", keys.display())),
                false => Err("`cosign` says that it does not hold".to_owned()),
            }
        }
    }
}

/// What the status lines of gpg come to: one good signature, by a key that has neither run out nor was revoked.
fn gpg_status(told: &str) -> Result<String, String> {
    let words = || told.lines().filter_map(|line| line.strip_prefix("[GNUPG:] ")).map(|line| line.split(' '));
    for mut line in words() {
        match line.next().unwrap_or_default() {
            "EXPKEYSIG" | "KEYEXPIRED" => return Err("the key has run out".to_owned()),
            "REVKEYSIG" | "KEYREVOKED" => return Err("the key is revoked".to_owned()),
            "EXPSIG" => return Err("the signature has run out".to_owned()),
            "BADSIG" | "ERRSIG" | "NODATA" => return Err("it does not hold".to_owned()),
            _ => {}
        }
    }
    let valid = words().filter_map(|mut line| (line.next() == Some("VALIDSIG")).then(|| line.next()).flatten());
    match valid.collect::<Vec<_>>().as_slice() {
        [key] => Ok((*key).to_owned()),
        _ => Err("`gpgv` names no key that made it".to_owned()),
    }
}

/// Hands bytes to a program as a file that nobody else writes to, so that it checks what was read here.
pub(crate) fn with_file<T>(bytes: &[u8], check: impl FnOnce(&Path) -> Result<T, String>) -> Result<T, String> {
    let digest = vauban_engine::sha256_hex(bytes);
    let name = format!("vauban-{}-{}", std::process::id(), digest.get(..16).unwrap_or_default());
    let path = std::env::temp_dir().join(name);
    let written = fs::File::create_new(&path).and_then(|mut file| file.write_all(bytes));
    let checked =
        written.map_err(|error| format!("cannot write {}: {error}", path.display())).and_then(|()| check(&path));
    let _ = fs::remove_file(&path);
    checked
}

#[cfg(test)]
mod tests {
    use super::gpg_status;

    #[test]
    fn gpg_counts_only_with_one_valid_signature_and_a_key_that_counts() {
        let good = "[GNUPG:] GOODSIG ABC x\n[GNUPG:] VALIDSIG 0123 2026-11-10 1 0 4 0 22 10 00 0123\n";
        assert_eq!(gpg_status(good), Ok("0123".to_owned()));
        for bad in ["", "[GNUPG:] BADSIG ABC x\n", "VALIDSIG 0123\n", "[GNUPG:] GOODSIG ABC x\n"] {
            assert!(gpg_status(bad).is_err(), "{bad}");
        }
        for word in ["EXPKEYSIG", "REVKEYSIG", "EXPSIG", "BADSIG"] {
            assert!(gpg_status(&format!("{good}[GNUPG:] {word} ABC\n")).is_err(), "{word}");
        }
        assert!(gpg_status(&format!("{good}{good}")).is_err(), "two signatures are not one");
    }
}
