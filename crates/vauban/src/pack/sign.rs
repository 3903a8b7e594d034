//! Signing packs and statements: with an unprotected key here, with any other through `ssh-keygen`, which asks for what
//! it needs.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vauban_pack::key::{NoKey, PURPOSE, ssh_signature};
use vauban_pack::{PublicKey, SecretKey, Signer};

/// Bytes of a key file.
const LARGEST: u64 = 64 << 10;

/// The signer of a key file.
pub(crate) fn signer(path: &Path) -> Result<Box<dyn Signer>, String> {
    let text = read(path)?;
    match SecretKey::parse(&text) {
        Ok(key) => Ok(Box::new(key)),
        Err(NoKey::Protected) => keygen(path),
        // The public key of one that an agent or a device holds.
        Err(NoKey::Unreadable(_)) if PublicKey::parse(&text).is_ok() => keygen(path),
        Err(NoKey::Unreadable(why)) => Err(format!("{}: {why}", path.display())),
    }
}

/// A public key from a file.
pub(crate) fn public(path: &Path) -> Result<PublicKey, String> {
    PublicKey::parse(&read(path)?).map_err(|why| format!("{}: {why}", path.display()))
}

fn keygen(path: &Path) -> Result<Box<dyn Signer>, String> {
    let text = read(path)?;
    let public = match PublicKey::parse(&text) {
        Ok(public) => public,
        Err(_) => {
            let mut beside = path.as_os_str().to_owned();
            beside.push(".pub");
            public(Path::new(&beside))
                .map_err(|why| format!("the key is protected, and its public half is missing: {why}"))?
        }
    };
    Ok(Box::new(Keygen { path: path.to_owned(), public }))
}

struct Keygen {
    path: PathBuf,
    public: PublicKey,
}

impl Signer for Keygen {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let mut child = Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", PURPOSE, "-f"])
            .arg(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("`ssh-keygen`, which signs with protected keys, could not be run: {error}"))?;
        let mut stdin = child.stdin.take().ok_or("`ssh-keygen` takes no input")?;
        stdin.write_all(message).map_err(|error| format!("`ssh-keygen` stopped reading: {error}"))?;
        drop(stdin);
        let done = child.wait_with_output().map_err(|error| error.to_string())?;
        match done.status.success() {
            true => ssh_signature(&String::from_utf8_lossy(&done.stdout)),
            false => Err("`ssh-keygen` did not sign; nothing was written".to_owned()),
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    fs::File::open(path).map_err(problem)?.take(LARGEST).read_to_string(&mut text).map_err(problem)?;
    Ok(text)
}
