//! The arguments of `release`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PlainFormat;

/// Options of `release`.
#[derive(Debug, Args)]
pub(crate) struct Release {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: ReleaseCommand,
}

/// What `release` does.
#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Make the manifest of a delivery folder and draft or update the record of the release; a preview without --write
    #[command(
        after_help = "Examples:\n  vauban release prepare out/delivery\n  vauban release prepare 2.4.0 out/delivery --write\n\n\
                      Private keys are looked for in every file; with one that no `[known-key.ID]` names nothing is written.\n\
                      `sha256sum -c` reads the manifest as well."
    )]
    Prepare(ReleasePrepare),
    /// Tell what keeps the current release from leaving the house, with the aspect that asks for it
    #[command(
        after_help = "Examples:\n  vauban release check\n  vauban release check 2.4.0 --format json\n\nExit code: 0 the release may leave the house, 1 something is missing."
    )]
    Check(ReleaseCheck),
    /// Sign the manifest of a release, check the signature and write it down with who made it
    #[command(
        after_help = "Examples:\n  vauban release sign 2.4.0 --with-key firmware --key ~/keys/firmware.key --by p.martin --into out/delivery\n  \
                      vauban release sign 2.4.0 --with-key token --tool ssh-keygen --key token.pub\n  \
                      vauban release sign 2.4.0 --with-key firmware --signature made-elsewhere.minisig\n\n\
                      A passphrase comes from VAUBAN_PASSPHRASE, else from the first line of standard input with --passphrase-stdin. \
                      The signature is checked with the `public` of the key's record before anything is written."
    )]
    Sign(ReleaseSign),
    /// Show releases: manifest, signatures and whether they hold
    #[command(after_help = "Examples:\n  vauban release show\n  vauban release show 2.4.0 --format json")]
    Show(ReleaseShow),
    /// Tell whether a folder is the delivery that was signed; needs nothing but the folder and a public key
    #[command(
        after_help = "Examples:\n  vauban release verify . --key firmware.pub\n  vauban release verify /media/update --key allowed-signers --revoked revoked.txt\n\n\
                      The key is trusted because you name it; what lies in the folder never names one. `--today` says as of when keys must count.\n\
                      Exit code: 0 every file is the one that was signed; 1 not, and what differs; 2 it could not be looked at."
    )]
    Verify(ReleaseVerify),
}

/// Options of `release prepare`.
#[derive(Debug, Args)]
pub(crate) struct ReleasePrepare {
    /// The release (default: the version being built), and the folder with everything that is delivered
    #[arg(required = true, num_args = 1..=2, value_names = ["RELEASE", "DIR"])]
    pub(crate) what: Vec<String>,
    /// The product (default: the only or first one)
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// The day of the release (default: that of its record, else today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) date: Option<String>,
    /// Leave SHA-512 out: half the work on processors without instructions for it
    #[arg(long)]
    pub(crate) sha256_only: bool,
    /// Write manifest and record
    #[arg(long)]
    pub(crate) write: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `release check`.
#[derive(Debug, Args)]
pub(crate) struct ReleaseCheck {
    /// The release (default: the current one)
    #[arg(value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// The product (default: the only or first one)
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `release show`.
#[derive(Debug, Args)]
pub(crate) struct ReleaseShow {
    /// The release (default: all of them)
    #[arg(value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// A program of the user's that signs or checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignTool {
    /// `ssh-keygen -Y`: keys of an agent, of a hardware key, of a PKCS#11 module
    SshKeygen,
    /// `cosign sign-blob` and `verify-blob`
    Cosign,
    /// `gpg --detach-sign` and `gpgv`
    Gpg,
}

/// Options of `release sign`.
#[derive(Debug, Args)]
pub(crate) struct ReleaseSign {
    /// The release (default: the current one)
    #[arg(value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// The key of the inventory: `key.ID` or its id
    #[arg(long, value_name = "ID")]
    pub(crate) with_key: String,
    /// File of the private key (minisign or OpenSSH); with --tool, what the program takes for a key
    #[arg(long, value_name = "KEY", required_unless_present = "signature")]
    pub(crate) key: Option<String>,
    /// Let this program of yours sign
    #[arg(long, value_name = "PROGRAM", requires = "key")]
    pub(crate) tool: Option<SignTool>,
    /// A public key file to check what gpg or cosign signed with
    #[arg(long, value_name = "FILE", requires = "tool")]
    pub(crate) check_with: Option<PathBuf>,
    /// A signature that was made elsewhere under the manifest
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "tool"])]
    pub(crate) signature: Option<PathBuf>,
    /// Who signs (repeat for several; two for a two-person rule)
    #[arg(long, value_name = "PERSON")]
    pub(crate) by: Vec<String>,
    /// Read the passphrase of a minisign key from the first line of standard input
    #[arg(long)]
    pub(crate) passphrase_stdin: bool,
    /// Write the old form of minisign, which is over the text itself
    #[arg(long)]
    pub(crate) legacy: bool,
    /// Put manifest and signature into the delivery folder as well
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `release verify`.
#[derive(Debug, Args)]
pub(crate) struct ReleaseVerify {
    /// The folder
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// File of public keys that are trusted: SSH, minisign, or a list of allowed signers; with --tool, what the program takes
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) key: PathBuf,
    /// File of public keys, fingerprints or key numbers that count no longer
    #[arg(long, value_name = "FILE")]
    pub(crate) revoked: Option<PathBuf>,
    /// The manifest (default: MANIFEST.sha256 in the folder)
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// The signature (default: every one beside the manifest)
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
    /// Let this program of yours check the signature
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) tool: Option<SignTool>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
