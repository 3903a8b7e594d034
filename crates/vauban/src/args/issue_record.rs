//! The arguments of the subcommands of `issue` that read and write issue records.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::PlainFormat;

/// What every step of an issue takes.
#[derive(Debug, Args)]
pub(crate) struct StepOptions {
    /// When it was, with its zone: 2026-11-22T21:00:00+01:00 (default: now)
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Who did it: a person or a role
    #[arg(long, value_name = "DOER")]
    pub(crate) by: Option<String>,
    /// What was done, for the event
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Why a state is passed over, or gone back to
    #[arg(long, value_name = "WHY")]
    pub(crate) because: Option<String>,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Never ask, also at a terminal
    #[arg(long)]
    pub(crate) yes: bool,
    /// How to print the outcome
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `issue receive`.
#[derive(Debug, Args)]
pub(crate) struct IssueReceive {
    /// A mail as a file (RFC 5322), or `-` for stdin
    pub(crate) mail: Option<PathBuf>,
    /// Its id (default: from the title)
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// What it is about, in a few words (default: the subject of the mail)
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Where it came from: tester, supplier, developer, user, researcher, public
    #[arg(long, value_name = "WORD")]
    pub(crate) source: Option<String>,
    /// Who reported it, as far as an answer needs it
    #[arg(long, value_name = "TEXT")]
    pub(crate) reporter: Option<String>,
    /// How the reporter is answered (default: the sender of the mail)
    #[arg(long, value_name = "TEXT", conflicts_with = "without_contact")]
    pub(crate) contact: Option<String>,
    /// Leave the sender of the mail out of the record
    #[arg(long)]
    pub(crate) without_contact: bool,
    /// Leave the text of the mail out of the record
    #[arg(long)]
    pub(crate) without_text: bool,
    /// Who may be told: clear, green, amber, amber+strict, red
    #[arg(long, value_name = "TLP")]
    pub(crate) handling: Option<String>,
    /// Not to be disclosed before, as agreed: a date, or a time with zone
    #[arg(long, value_name = "WHEN")]
    pub(crate) embargo_until: Option<String>,
    /// Its id elsewhere: CVE, tracker
    #[arg(long, value_name = "TEXT")]
    pub(crate) external: Option<String>,
    /// Who sees to it: a person or a role
    #[arg(long, value_name = "DOER")]
    pub(crate) owner: Option<String>,
    /// The used folder, or folder with a `vauban.toml`, that it is written to
    #[arg(long = "in", value_name = "FOLDER")]
    pub(crate) into: Option<String>,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue assess`.
#[derive(Debug, Args)]
pub(crate) struct IssueAssess {
    /// The issue
    pub(crate) id: String,
    /// Why it applies to the product
    #[arg(long, value_name = "TEXT", conflicts_with = "not_applicable")]
    pub(crate) applicable: Option<String>,
    /// Why it does not apply: the issue is rejected
    #[arg(long, value_name = "TEXT")]
    pub(crate) not_applicable: Option<String>,
    /// Who sees to it: a person or a role
    #[arg(long, value_name = "DOER")]
    pub(crate) owner: Option<String>,
    /// How it was reproduced, or why not
    #[arg(long, value_name = "TEXT")]
    pub(crate) reproduced: Option<String>,
    /// A threat that triggers it (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) threat: Vec<String>,
    /// How bad it is: low, medium, high, critical
    #[arg(long, value_name = "WORD")]
    pub(crate) severity: Option<String>,
    /// A CVSS vector (repeat for several versions)
    #[arg(long, value_name = "VECTOR")]
    pub(crate) cvss: Vec<String>,
    /// A class of weakness: CWE-787 (repeat for several)
    #[arg(long, value_name = "CWE")]
    pub(crate) cwe: Vec<String>,
    /// Whether it is used in the field: none, proof-of-concept, active
    #[arg(long, value_name = "WORD")]
    pub(crate) exploited: Option<String>,
    /// What shows that
    #[arg(long, value_name = "TEXT")]
    pub(crate) exploited_shown_by: Option<String>,
    /// A decision table of SSVC to execute: supplier, deployer, …; `vauban ssvc` lists them
    #[arg(long, value_name = "TABLE")]
    pub(crate) ssvc: Option<String>,
    /// What is put into it: exploitation=active (repeat for each decision point)
    #[arg(long, value_name = "POINT=VALUE", requires = "ssvc")]
    pub(crate) ssvc_input: Vec<String>,
    /// Impact where it was found
    #[arg(long, value_name = "TEXT")]
    pub(crate) impact_where_found: Option<String>,
    /// Impact in the intended context
    #[arg(long, value_name = "TEXT")]
    pub(crate) impact_in_context: Option<String>,
    /// What it does to the defence in depth
    #[arg(long, value_name = "TEXT")]
    pub(crate) impact_on_depth: Option<String>,
    /// A part that it affects (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) affects: Vec<String>,
    /// What it does to them: defeats, controls
    #[arg(long, value_name = "WORD")]
    pub(crate) effect: Option<String>,
    /// Affected versions (repeat for several)
    #[arg(long = "affected", value_name = "VERSIONS")]
    pub(crate) versions: Vec<String>,
    /// Other products and versions that contain it
    #[arg(long, value_name = "TEXT")]
    pub(crate) other_products: Option<String>,
    /// Why it is there
    #[arg(long, value_name = "TEXT")]
    pub(crate) root_cause: Option<String>,
    /// A related issue (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) related: Vec<String>,
    /// That related issues were looked for
    #[arg(long, value_name = "TEXT")]
    pub(crate) related_none: Option<String>,
    /// Phase it was found in: requirements, design, implementation, verification, field
    #[arg(long, value_name = "WORD")]
    pub(crate) found_in: Option<String>,
    /// Phase that should have found it
    #[arg(long, value_name = "WORD")]
    pub(crate) should_have_been_found_in: Option<String>,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue decide`.
#[derive(Debug, Args)]
pub(crate) struct IssueDecide {
    /// The issue
    pub(crate) id: String,
    /// What is done: fix, plan, defer, accept
    #[arg(value_name = "DECISION")]
    pub(crate) decision: Option<String>,
    /// Why, with the risks
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// By when it is done
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
    /// When a deferral is looked at again
    #[arg(long, value_name = "DATE")]
    pub(crate) reconsider: Option<String>,
    /// Last day on which the decision holds
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<String>,
    /// Other processes and products that were told
    #[arg(long, value_name = "TEXT")]
    pub(crate) informed: Option<String>,
    /// Third parties that were told
    #[arg(long, value_name = "TEXT")]
    pub(crate) reported_upstream: Option<String>,
    /// Whether it must be reported: begins with yes or no, and says why
    #[arg(long, value_name = "TEXT")]
    pub(crate) must_report: Option<String>,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue resolve`.
#[derive(Debug, Args)]
pub(crate) struct IssueResolve {
    /// The issue
    pub(crate) id: String,
    /// A commit or change that fixes it (repeat for several)
    #[arg(long, value_name = "TEXT")]
    pub(crate) fix: Vec<String>,
    /// A mechanism that was added or changed (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) mechanism: Vec<String>,
    /// A test that shows the fix (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) test: Vec<String>,
    /// When it was fixed (default: the day of the step)
    #[arg(long, value_name = "DATE")]
    pub(crate) fixed: Option<String>,
    /// How similar errors are prevented
    #[arg(long, value_name = "TEXT")]
    pub(crate) prevention: Option<String>,
    /// An improvement that came of it (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) improvement: Vec<String>,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue disclose`.
#[derive(Debug, Args)]
pub(crate) struct IssueDisclose {
    /// The issue
    pub(crate) id: String,
    /// The notice that was published (repeat for several)
    #[arg(long, value_name = "ID")]
    pub(crate) advisory: Vec<String>,
    /// How the reporter is named in it
    #[arg(long, value_name = "TEXT")]
    pub(crate) credit: Option<String>,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue close` and `issue answer`.
#[derive(Debug, Args)]
pub(crate) struct IssueNote {
    /// The issue
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) step: StepOptions,
}

/// Options of `issue list`.
#[derive(Debug, Args)]
pub(crate) struct IssueList {
    /// Only those in this state (repeat for several)
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Vec<String>,
    /// Only those this bad or worse: low, medium, high, critical
    #[arg(long, value_name = "WORD")]
    pub(crate) severity: Option<String>,
    /// Only those from here: tester, supplier, developer, user, researcher, public
    #[arg(long, value_name = "WORD")]
    pub(crate) source: Option<String>,
    /// Only those with something overdue
    #[arg(long)]
    pub(crate) overdue: bool,
    /// Those that have ended as well
    #[arg(long)]
    pub(crate) all: bool,
    /// For readers who may be told up to this: clear, green, amber, amber+strict, red; the others are only counted
    #[arg(long = "for", value_name = "TLP")]
    pub(crate) readers: Option<String>,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `issue show`.
#[derive(Debug, Args)]
pub(crate) struct IssueShow {
    /// The issue
    pub(crate) id: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `issue figures`.
#[derive(Debug, Args)]
pub(crate) struct IssueFigures {
    /// Last day (default: today)
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// First day; one period (default: periods up to the last day)
    #[arg(long, value_name = "DATE", conflicts_with_all = ["by", "periods"])]
    pub(crate) from: Option<String>,
    /// Length of a period
    #[arg(long, value_name = "PERIOD", default_value = "quarter")]
    pub(crate) by: PeriodWord,
    /// How many periods
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u32).range(1..=40))]
    pub(crate) periods: u32,
    /// Print the line for the record of a review of issue handling (DM-6)
    #[arg(long)]
    pub(crate) review: bool,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: FiguresFormat,
}

/// Length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PeriodWord {
    /// One month
    Month,
    /// Three months
    Quarter,
    /// Twelve months
    Year,
}

impl PeriodWord {
    /// In months.
    pub(crate) fn months(self) -> u32 {
        match self {
            PeriodWord::Month => 1,
            PeriodWord::Quarter => 3,
            PeriodWord::Year => 12,
        }
    }
}

/// Outputs of `issue figures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FiguresFormat {
    /// For people
    Terminal,
    /// The documented contract `vauban/issue-figures/1`
    Json,
    /// Tables for minutes or a ticket
    Markdown,
    /// One row for each figure
    Csv,
    /// A picture
    Svg,
}
