//! The arguments of `csaf` and `disclosure`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Deny, PlainFormat};

/// Options of `csaf`.
#[derive(Debug, Args)]
pub(crate) struct Csaf {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: CsafCommand,
}

/// What `csaf` does.
#[derive(Debug, Subcommand)]
pub(crate) enum CsafCommand {
    /// Hold advisories against the schema and the numbered tests of their edition, 2.0 or 2.1
    Validate(CsafValidate),
    /// Write notices as CSAF documents from the records of issues, notices, updates and releases
    Write(super::CsafWrite),
    /// Lay out advisories as a provider's tree of static files: metadata, folders per year, lists, feeds, digests, signatures
    Publish(CsafPublish),
    /// Look at a provider's place
    Provider {
        /// What to do
        #[command(subcommand)]
        command: ProviderCommand,
    },
}

/// What `csaf provider` does.
#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Hold the files of a place against the twenty requirements of CSAF 2.0, section 7.1
    Check {
        /// The folder that is served as the root of the site
        folder: PathBuf,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "terminal")]
        format: PlainFormat,
    },
}

/// Options of `csaf publish`.
#[derive(Debug, Args)]
pub(crate) struct CsafPublish {
    /// The folder that is served as the root of the site: a new one, or one that this command wrote
    pub(crate) folder: PathBuf,
    /// The advisories (default: those that advisory records name under `csaf`)
    pub(crate) files: Vec<PathBuf>,
    /// The site it is served at, as `https://www.example.com` (default: `site` of the disclosure record)
    #[arg(long, value_name = "URL")]
    pub(crate) site: Option<String>,
    /// Sign what has no signature yet, with this program
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) sign: Option<Signer>,
    /// The key to sign with, as the program names it
    #[arg(long, value_name = "KEY", requires = "sign")]
    pub(crate) key: Option<String>,
    /// The public key, armored (default: what gpg exports for --key)
    #[arg(long, value_name = "FILE")]
    pub(crate) public_key: Option<PathBuf>,
    /// The fingerprint of the public key (default: what gpg reads in it)
    #[arg(long, value_name = "HEX", requires = "public_key")]
    pub(crate) fingerprint: Option<String>,
    /// Aggregators may not list the place
    #[arg(long)]
    pub(crate) unlisted: bool,
    /// Aggregators may not mirror the place
    #[arg(long)]
    pub(crate) unmirrored: bool,
    /// Take this published advisory away; without it none ever goes
    #[arg(long, value_name = "ID")]
    pub(crate) withdraw: Vec<String>,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How to print the outcome
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// A program that makes OpenPGP signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Signer {
    /// GnuPG
    Gpg,
    /// Sequoia
    Sq,
}

/// Options of `disclosure`.
#[derive(Debug, Args)]
pub(crate) struct Disclosure {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: DisclosureCommand,
}

/// What `disclosure` does.
#[derive(Debug, Subcommand)]
pub(crate) enum DisclosureCommand {
    /// Write security.txt (RFC 9116) from the disclosure record, or check one
    SecurityTxt(DisclosureText),
    /// Write the policy of disclosure as Markdown from the disclosure record, or check one
    Policy(DisclosureText),
}

/// Options of `disclosure security-txt` and `disclosure policy`.
#[derive(Debug, Args)]
pub(crate) struct DisclosureText {
    /// Check this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,
    /// The disclosure record, where there are several
    #[arg(long, value_name = "ID", conflicts_with = "check")]
    pub(crate) record: Option<String>,
    /// How to print the outcome of a check
    #[arg(long, value_name = "FORMAT", default_value = "terminal", requires = "check")]
    pub(crate) format: PlainFormat,
}

/// Options of `csaf validate`.
#[derive(Debug, Args)]
pub(crate) struct CsafValidate {
    /// Advisories; of a folder, every .json file in it and below
    #[arg(required_unless_present = "tests", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Schema and mandatory tests only
    #[arg(long)]
    pub(crate) basic: bool,
    /// Words that are spelled right, one on each line, for test 6.3.8: as en=words.txt
    #[arg(long, value_name = "LANGUAGE=FILE")]
    pub(crate) words: Option<String>,
    /// What addresses answered, for tests 6.3.6 and 6.3.7: lines of `STATUS ADDRESS`. Nothing is asked for over the network
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Schema or metadata of an extension, for tests 6.1.60.2 and 6.1.60.3 of 2.1 (repeat)
    #[arg(long, value_name = "FILE")]
    pub(crate) extension: Vec<PathBuf>,
    /// Fail from this severity on: schema and mandatory tests are errors, recommended ones warnings, informative ones notes
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) deny: Deny,
    /// List the tests instead
    #[arg(long)]
    pub(crate) tests: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
