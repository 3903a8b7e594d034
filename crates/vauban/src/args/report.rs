//! Arguments of `report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of `report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Which document, or `all`; without one, those that there are
    #[arg(value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// As what
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub(crate) format: ReportFormat,
    /// Where it is written: a file, or a folder for `all` (default: standard output)
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Write over files that are there
    #[arg(long)]
    pub(crate) force: bool,
    /// The product, by id
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// The release it is about, by id or version (default: the product as it stands)
    #[arg(long, value_name = "RELEASE")]
    pub(crate) release: Option<String>,
    /// Only this practice or requirement of the dossier, as `SD` or `SD-3`; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) scope: Vec<String>,
    /// The language, where prose has several, as `de`
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
}

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One page that needs nothing else
    Html,
    /// Text for a repository or a wiki
    Markdown,
    /// The document as data
    Json,
    /// Pages to print and to archive, with tags and bookmarks (made by `vauban-pdf` or `typst`)
    Pdf,
    /// The tables as a workbook
    Xlsx,
    /// The source that a PDF is made of, one file
    Typst,
}

impl ReportFormat {
    /// The ending of its files.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            ReportFormat::Html => "html",
            ReportFormat::Markdown => "md",
            ReportFormat::Json => "json",
            ReportFormat::Pdf => "pdf",
            ReportFormat::Xlsx => "xlsx",
            ReportFormat::Typst => "typ",
        }
    }

    /// Whether it can be shown on a terminal.
    pub(crate) fn is_text(self) -> bool {
        match self {
            ReportFormat::Html | ReportFormat::Markdown | ReportFormat::Json | ReportFormat::Typst => true,
            ReportFormat::Pdf | ReportFormat::Xlsx => false,
        }
    }
}
