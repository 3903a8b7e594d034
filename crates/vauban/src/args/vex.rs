//! The arguments of `vex`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::PlainFormat;

/// Options of `vex`.
#[derive(Debug, Args)]
pub(crate) struct Vex {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: VexCommand,
}

/// What `vex` does.
#[derive(Debug, Subcommand)]
pub(crate) enum VexCommand {
    /// Write into a statement what the mechanisms and components it rests on are now; when one changes, it is open again
    Stamp {
        /// The statement: `vex.ID` or its id
        id: String,
        /// When it was looked at; needs a zone. Without it the statement must say it itself
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Hold documents against the schema of their format (OpenVEX, CSAF, CycloneDX) and its rules for statements
    Check(VexCheck),
    /// Show what documents say, or the statements of the records in this folder
    Show(VexShow),
    /// Tell for each component of a bill of materials which statement counts, and why
    Apply(VexApply),
    /// Write the statements of the records, or of another document, as OpenVEX, CSAF or CycloneDX
    Write(VexWrite),
}

/// Options of `vex check`.
#[derive(Debug, Args)]
pub(crate) struct VexCheck {
    /// Documents
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Bills of materials that BOM links lead into
    #[arg(long, value_name = "FILE")]
    pub(crate) bom: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `vex show`.
#[derive(Debug, Args)]
pub(crate) struct VexShow {
    /// Documents; without any, the records in this folder
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only this vulnerability
    #[arg(long, value_name = "ID")]
    pub(crate) vulnerability: Option<String>,
    /// Only this product's records
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Bills of materials that BOM links lead into
    #[arg(long, value_name = "FILE")]
    pub(crate) bom: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `vex apply`.
#[derive(Debug, Args)]
pub(crate) struct VexApply {
    /// Documents of others and of our own; the records in this folder speak too
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The bill of materials of the product
    #[arg(long, value_name = "FILE")]
    pub(crate) sbom: PathBuf,
    /// How far an issuer is trusted, by the name or namespace of its documents: `own:NAME`, `maker:NAME`,
    /// `distributor:NAME`, `third:NAME`. What others say is shown and closes nothing
    #[arg(long, value_name = "RANK:ISSUER")]
    pub(crate) trust: Vec<String>,
    /// Vulnerabilities known to be exploited: what closes one needs an author, a time and evidence
    #[arg(long, value_name = "ID")]
    pub(crate) exploited: Vec<String>,
    /// The name under which the bill of materials knows the maker of the product
    #[arg(long, value_name = "NAME")]
    pub(crate) maker_name: Option<String>,
    /// Only this product's records
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Leave out the records in this folder
    #[arg(long)]
    pub(crate) no_records: bool,
    /// Further bills of materials that BOM links lead into
    #[arg(long, value_name = "FILE")]
    pub(crate) bom: Vec<PathBuf>,
    /// Exit with 1 if anything stays open
    #[arg(long)]
    pub(crate) fail_on_open: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `vex write`.
#[derive(Debug, Args)]
pub(crate) struct VexWrite {
    /// A document to write anew; without one, the records in this folder
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The format
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) to: VexFormat,
    /// The id of the document: an IRI, a tracking id, `urn:uuid:…`
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Who says it
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
    /// An address the author owns (CSAF)
    #[arg(long, value_name = "URL")]
    pub(crate) namespace: Option<String>,
    /// Its title (CSAF)
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The version of the document
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<u32>,
    /// When it is issued, with zone
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Who may read it (CSAF)
    #[arg(long, value_name = "LABEL")]
    pub(crate) tlp: Option<Label>,
    /// Write mechanisms, evidence and conditions too: only for readers in the house
    #[arg(long)]
    pub(crate) internal: bool,
    /// Write the document even if statements must be left out
    #[arg(long)]
    pub(crate) partial: bool,
    /// Only this product's records
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Bills of materials that BOM links lead into
    #[arg(long, value_name = "FILE")]
    pub(crate) bom: Vec<PathBuf>,
    /// Write into this file instead of to stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}

/// Formats of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VexFormat {
    /// OpenVEX 0.2.0
    Openvex,
    /// CSAF 2.0, profile csaf_vex
    Csaf,
    /// CSAF 2.1 (draft), profile csaf_vex
    #[value(name = "csaf-2.1")]
    Csaf21,
    /// CycloneDX 1.6
    #[value(alias = "cyclonedx-1.6")]
    Cyclonedx,
    /// CycloneDX 1.4
    #[value(name = "cyclonedx-1.4")]
    Cyclonedx14,
    /// CycloneDX 1.5
    #[value(name = "cyclonedx-1.5")]
    Cyclonedx15,
    /// CycloneDX 1.7
    #[value(name = "cyclonedx-1.7")]
    Cyclonedx17,
}

/// Labels of the Traffic Light Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Label {
    /// Anybody
    Clear,
    /// The community
    Green,
    /// The organisation and its clients
    Amber,
    /// The organisation
    #[value(name = "amber+strict")]
    AmberStrict,
    /// Those it was given to
    Red,
}

impl Label {
    /// As TLP 2.0 spells it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Label::Clear => "CLEAR",
            Label::Green => "GREEN",
            Label::Amber => "AMBER",
            Label::AmberStrict => "AMBER+STRICT",
            Label::Red => "RED",
        }
    }
}
