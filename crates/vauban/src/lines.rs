//! Which commands `--line` makes sense for: those that read and answer.

use crate::args::{
    Arguments, Command, CsafCommand, EvidenceCommand, GuideCommand, IssueCommand, ProcessCommand, ReleaseCommand,
    RepositoryCommand, ReviewCommand, TailoringCommand, TraceCommand, UpdateCommand, VexCommand,
};

/// What a command does with a version line.
enum Does {
    /// It answers for the line.
    Reads,
    /// It would write what was said of the line into the folder as it stands.
    Writes(&'static str),
    /// Its answer is the same for every line, or not about lines.
    Nothing(&'static str),
}

/// Refuses `--line` where a command would change the folder by what it reads in another, or would pass over it.
pub(crate) fn allowed(arguments: &Arguments) -> Result<(), String> {
    let Some(line) = &arguments.line else { return Ok(()) };
    match does(&arguments.command) {
        Does::Reads => Ok(()),
        Does::Writes(what) => Err(format!(
            "`{what}` writes into the folder as it stands, and `--line {line}` looks at another: check out the line and run it there"
        )),
        Does::Nothing(why) => Err(format!("`--line {line}` has no meaning here: {why}")),
    }
}

fn does(command: &Command) -> Does {
    match command {
        Command::Check(_)
        | Command::Depth(_)
        | Command::Variants(_)
        | Command::Context(_)
        | Command::Levels(_)
        | Command::Practices(_)
        | Command::Diagram(_)
        | Command::Diff(_)
        | Command::Report(_)
        | Command::Crosswalk(_)
        | Command::Editions(_)
        | Command::Site(_)
        | Command::Responsibilities(_)
        | Command::Export(_) => Does::Reads,
        Command::Guide(options) => match &options.command {
            None => Does::Reads,
            Some(GuideCommand::Stamp { .. }) => Does::Writes("guide stamp"),
        },
        Command::Status(options) if options.lines => Does::Nothing("`status --lines` shows all of them"),
        Command::Status(_) => Does::Reads,
        Command::Threats(options) if options.write.is_some() => Does::Writes("threats --write"),
        Command::Threats(_) => Does::Reads,
        Command::People(options) if options.export.is_some() => Does::Writes("people --export"),
        Command::People(_) => Does::Reads,
        Command::Interface(options) if options.ask => Does::Writes("interface --ask"),
        Command::Interface(_) => Does::Reads,
        Command::Review(options) => match &options.command {
            None | Some(ReviewCommand::Code { .. } | ReviewCommand::Gate { .. }) => Does::Reads,
            Some(ReviewCommand::Start { .. }) => Does::Writes("review start"),
            Some(ReviewCommand::Stamp { .. }) => Does::Writes("review stamp"),
            Some(ReviewCommand::Sign { .. }) => Does::Writes("review sign"),
            Some(ReviewCommand::Editorial { .. }) => Does::Writes("review editorial"),
        },
        Command::Trace(options) => match &options.command {
            None if options.since.is_some() => {
                Does::Nothing("`trace --since` compares the folder as it stands; `vauban diff` compares lines")
            }
            None => Does::Reads,
            Some(TraceCommand::Stamp { .. }) => Does::Writes("trace stamp"),
            Some(TraceCommand::Accept { .. }) => Does::Writes("trace accept"),
        },
        Command::Process(options) => match &options.command {
            None => Does::Reads,
            Some(ProcessCommand::Approve { .. }) => Does::Writes("process approve"),
        },
        Command::Tailoring(options) => match &options.command {
            None => Does::Reads,
            Some(TailoringCommand::Stamp { .. }) => Does::Writes("tailoring stamp"),
        },
        Command::Evidence(options) => match &options.command {
            None | Some(EvidenceCommand::List | EvidenceCommand::Check { .. }) => Does::Reads,
            Some(EvidenceCommand::Add(_)) => Does::Writes("evidence add"),
        },
        Command::Issue(options) => match &options.command {
            IssueCommand::Impact(options) if options.lines => {
                Does::Nothing("`issue impact --lines` looks at all of them")
            }
            IssueCommand::Clock(_)
            | IssueCommand::File(_)
            | IssueCommand::Impact(_)
            | IssueCommand::List(_)
            | IssueCommand::Show(_)
            | IssueCommand::Figures(_) => Does::Reads,
            IssueCommand::Receive(_) => Does::Writes("issue receive"),
            IssueCommand::Assess(_) => Does::Writes("issue assess"),
            IssueCommand::Decide(_) => Does::Writes("issue decide"),
            IssueCommand::Resolve(_) => Does::Writes("issue resolve"),
            IssueCommand::Disclose(_) => Does::Writes("issue disclose"),
            IssueCommand::Close(_) => Does::Writes("issue close"),
            IssueCommand::Answer(_) => Does::Writes("issue answer"),
            IssueCommand::Drill(options) if options.record.is_none() => Does::Reads,
            IssueCommand::Drill(_) => Does::Writes("issue drill --record"),
            IssueCommand::Filed(_) => Does::Writes("issue filed"),
        },
        Command::Release(options) => match &options.command {
            ReleaseCommand::Check(_) | ReleaseCommand::Show(_) => Does::Reads,
            ReleaseCommand::Prepare(_) => Does::Writes("release prepare"),
            ReleaseCommand::Sign(_) => Does::Writes("release sign"),
            ReleaseCommand::Verify(_) => Does::Nothing("a delivery is looked at as it is"),
        },
        Command::Update(options) => match &options.command {
            UpdateCommand::List(_)
            | UpdateCommand::Show(_)
            | UpdateCommand::Check(_)
            | UpdateCommand::Notes(_)
            | UpdateCommand::Timeliness(_) => Does::Reads,
            UpdateCommand::Prepare(_) => Does::Writes("update prepare"),
            UpdateCommand::Sign(_) => Does::Writes("update sign"),
        },
        Command::Vex(options) => match &options.command {
            VexCommand::Stamp { .. } => Does::Writes("vex stamp"),
            VexCommand::Check(_) => Does::Nothing("documents are read as they are"),
            VexCommand::Show(_) | VexCommand::Apply(_) | VexCommand::Write(_) => Does::Reads,
        },
        Command::Csaf(options) => match &options.command {
            CsafCommand::Write(_) => Does::Reads,
            CsafCommand::Publish(_) => Does::Writes("csaf publish"),
            CsafCommand::Validate(_) | CsafCommand::Provider { .. } => Does::Nothing("the command reads no project"),
        },
        Command::Disclosure(_) => Does::Nothing("what reporters are told is that of the folder as it stands"),
        Command::Use(_) => Does::Nothing("used folders are those of the folder as it stands"),
        Command::Init(_) => Does::Writes("init"),
        Command::Pack(_) => Does::Nothing("a pack holds the folder as it stands: check out the line and pack it there"),
        Command::Verify(_) => Does::Nothing("a pack is checked as it is"),
        Command::Ledger(_) => Does::Nothing("there is one ledger for all lines"),
        Command::Fmt(_) => Does::Writes("fmt"),
        Command::Import(_) => Does::Writes("import"),
        Command::Keys(_) => Does::Nothing("keys are looked for in the whole history, of all branches and tags"),
        Command::Explain(_) => Does::Nothing("explanations are those of the folder as it stands"),
        Command::Match(_) => Does::Reads,
        Command::Repository(options) => match &options.command {
            RepositoryCommand::Bundle(_) => Does::Reads,
            RepositoryCommand::Add(_) => Does::Writes("repository add"),
            RepositoryCommand::Key(_)
            | RepositoryCommand::Init(_)
            | RepositoryCommand::Remove(_)
            | RepositoryCommand::Delegate(_)
            | RepositoryCommand::Revoke(_)
            | RepositoryCommand::Sign(_)
            | RepositoryCommand::Rotate(_)
            | RepositoryCommand::Renew(_)
            | RepositoryCommand::Refresh(_)
            | RepositoryCommand::Status(_)
            | RepositoryCommand::Verify(_)
            | RepositoryCommand::Fetch(_) => Does::Nothing("a repository holds the releases of all lines"),
        },
        Command::Advisories(_) => Does::Nothing("an index is the same for every line"),
        Command::Sbom(_) => Does::Nothing("bills of all releases are looked through, whatever line they are of"),
        Command::Cvss(_) | Command::Ssvc(_) | Command::Schema(_) | Command::Completions(_) | Command::Man => {
            Does::Nothing("the command reads no project")
        }
    }
}
