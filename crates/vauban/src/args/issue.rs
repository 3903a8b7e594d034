//! The arguments of `issue`.

use clap::{Args, Subcommand, ValueEnum};
use vauban_model::FilingStage;

use super::{
    IssueAssess, IssueDecide, IssueDisclose, IssueFigures, IssueList, IssueNote, IssueReceive, IssueResolve, IssueShow,
    PlainFormat,
};

/// Options of `issue`.
#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: IssueCommand,
}

/// What `issue` does.
#[derive(Debug, Subcommand)]
pub(crate) enum IssueCommand {
    /// Record a report: from a mail, from flags, or asked for at the terminal
    Receive(IssueReceive),
    /// Say whether an issue applies, how bad it is, where it is and why
    Assess(Box<IssueAssess>),
    /// Decide what is done about an issue
    Decide(IssueDecide),
    /// Say what fixed an issue, and which test shows it
    Resolve(IssueResolve),
    /// Say that users have been told of an issue
    Disclose(IssueDisclose),
    /// End an issue of which nothing is left to do
    Close(IssueNote),
    /// Say that the reporter of an issue was answered
    Answer(IssueNote),
    /// Show issues, what is due first at the top
    List(IssueList),
    /// Show one issue: record, what is due, what it leaves open, what happened to it
    Show(IssueShow),
    /// Show how issues are handled: times, backlog, sources, causes (DM-6)
    Figures(IssueFigures),
    /// Show every deadline of reported cases and of the policy; exit code 1 where one is missed or due soon
    Clock(IssueClock),
    /// Print what to copy into the reporting platform at a stage, field by field, with what is missing or too long
    File(IssueFile),
    /// Add the receipt of something that was submitted to the record of a case
    Filed(IssueFiled),
    /// Run the clocks of a case, or of a new one, from an awareness that is made up; nothing is filed
    Drill(IssueDrill),
    /// Show what an issue does to the defence in depth: which assets lose which layers, in which products
    Impact(IssueImpact),
}

/// Options of `issue impact`.
#[derive(Debug, Args)]
pub(crate) struct IssueImpact {
    /// The issue: `issue.ID` or its id
    #[arg(required_unless_present = "affects", conflicts_with = "affects")]
    pub(crate) id: Option<String>,
    /// Without an issue: a component, mechanism or interface, as `component.tls-library`
    #[arg(long, value_name = "RECORD")]
    pub(crate) affects: Vec<String>,
    /// With `--affects`: what it gives an attacker
    #[arg(long, value_name = "EFFECT", default_value = "defeats", requires = "affects")]
    pub(crate) effect: EffectWord,
    /// With `--affects`: it takes no authentication
    #[arg(long, requires = "affects")]
    pub(crate) unauthenticated: bool,
    /// Look at every supported version line as well
    #[arg(long)]
    pub(crate) lines: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: ImpactFormat,
}

/// What a vulnerability gives an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EffectWord {
    /// What relies on the part is defeated
    Defeats,
    /// Whoever reaches an interface of the part controls it
    Controls,
}

/// Outputs of `issue impact`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImpactFormat {
    /// For people
    Terminal,
    /// A documented contract
    Json,
    /// For a tracker or a pull request
    Markdown,
    /// The attack path that it opens, drawn
    Svg,
}

/// Options of `issue clock`.
#[derive(Debug, Args)]
pub(crate) struct IssueClock {
    /// Only this case or issue: `case.ID`, `issue.ID` or the id
    pub(crate) id: Option<String>,
    /// Count what is due within this time: `90m`, `24h`, `3d`
    #[arg(long, value_name = "TIME", default_value = "0h")]
    pub(crate) within: String,
    /// Only deadlines of the law
    #[arg(long)]
    pub(crate) law: bool,
    /// Show what is settled as well
    #[arg(long)]
    pub(crate) all: bool,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: ClockFormat,
}

/// Outputs of `issue clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClockFormat {
    /// For people
    #[value(alias = "text")]
    Terminal,
    /// The documented contract `vauban/issue-clock/1`
    Json,
    /// A calendar (RFC 5545)
    Ics,
    /// A table for a wiki or a ticket
    Markdown,
    /// A picture
    Svg,
}

/// A stage of reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageWord {
    /// The early warning
    #[value(name = "24h")]
    EarlyWarning,
    /// The notification
    #[value(name = "72h")]
    Notification,
    /// The final report
    #[value(name = "final")]
    Final,
}

impl From<StageWord> for FilingStage {
    fn from(word: StageWord) -> FilingStage {
        match word {
            StageWord::EarlyWarning => FilingStage::EarlyWarning,
            StageWord::Notification => FilingStage::Notification,
            StageWord::Final => FilingStage::Final,
        }
    }
}

/// Options of `issue file`.
#[derive(Debug, Args)]
pub(crate) struct IssueFile {
    /// The case
    pub(crate) case: String,
    /// For which stage
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: StageWord,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SheetFormat,
}

/// Outputs of `issue file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SheetFormat {
    /// To copy from
    #[value(alias = "terminal")]
    Text,
    /// For a ticket
    Markdown,
    /// The documented contract `vauban/issue-file/1`
    Json,
}

/// A stage of reporting, or a report in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FiledWord {
    /// The early warning
    #[value(name = "24h")]
    EarlyWarning,
    /// The notification
    #[value(name = "72h")]
    Notification,
    /// The final report
    #[value(name = "final")]
    Final,
    /// A report that a CSIRT asked for in between
    #[value(name = "intermediate")]
    Intermediate,
}

impl From<FiledWord> for FilingStage {
    fn from(word: FiledWord) -> FilingStage {
        match word {
            FiledWord::EarlyWarning => FilingStage::EarlyWarning,
            FiledWord::Notification => FilingStage::Notification,
            FiledWord::Final => FilingStage::Final,
            FiledWord::Intermediate => FilingStage::Intermediate,
        }
    }
}

/// Options of `issue filed`.
#[derive(Debug, Args)]
pub(crate) struct IssueFiled {
    /// The case
    pub(crate) case: String,
    /// Which stage was submitted
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: FiledWord,
    /// When, by the receipt, with its zone: 2026-12-19T15:00:00+01:00
    #[arg(long, value_name = "TIME")]
    pub(crate) at: String,
    /// Number or text of the receipt
    #[arg(long, value_name = "TEXT")]
    pub(crate) receipt: String,
    /// Who submitted it: a person or a role
    #[arg(long, value_name = "DOER")]
    pub(crate) by: Option<String>,
    /// A file of the project that holds the receipt (repeat for several)
    #[arg(long, value_name = "FILE")]
    pub(crate) evidence: Vec<String>,
    /// Other stages whose information it gave as well (repeat for several)
    #[arg(long, value_name = "STAGE")]
    pub(crate) covers: Vec<StageWord>,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `issue drill`.
#[derive(Debug, Args)]
pub(crate) struct IssueDrill {
    /// The case, or `new`
    pub(crate) case: String,
    /// The awareness that is made up, with its zone (default: now)
    #[arg(long, value_name = "TIME")]
    pub(crate) aware: Option<String>,
    /// What a new case is: `exploited-vulnerability` or `severe-incident`
    #[arg(long, value_name = "TRACK", default_value = "exploited-vulnerability")]
    pub(crate) track: TrackWord,
    /// Write the exercise as a case of its own, with `drill = true`, under this id
    #[arg(long, value_name = "ID")]
    pub(crate) record: Option<String>,
    /// File that the record goes into
    #[arg(long, value_name = "FILE", default_value = "security/drills.toml", requires = "record")]
    pub(crate) into: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// What a case reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrackWord {
    /// A vulnerability of ours that somebody exploits
    ExploitedVulnerability,
    /// An incident with an impact on the security of a product
    SevereIncident,
}
