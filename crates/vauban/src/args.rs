//! The arguments of every command, with help and an example each.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use vauban_analysis::depth::Tier;
use vauban_analysis::threats::State;
use vauban_catalog::threats::{Severity, Stride};
use vauban_model::DesignLevel;
use vauban_model::kinds::values::Property;

mod advisories;
mod crosswalk;
mod csaf;
mod csaf_write;
mod guide;
mod issue;
mod issue_record;
mod pack;
mod release;
mod report;
mod repository;
mod site;
mod update;
mod vex;

pub(crate) use advisories::*;
pub(crate) use crosswalk::*;
pub(crate) use csaf::*;
pub(crate) use csaf_write::*;
pub(crate) use guide::*;
pub(crate) use issue::*;
pub(crate) use issue_record::*;
pub(crate) use pack::*;
pub(crate) use release::*;
pub(crate) use report::*;
pub(crate) use repository::*;
pub(crate) use site::*;
pub(crate) use update::*;
pub(crate) use vex::*;

/// The secure development lifecycle of IEC 62443-4-1 as code.
#[derive(Debug, Parser)]
#[command(
    name = "vauban",
    version,
    about = "The secure development lifecycle of IEC 62443-4-1 as code",
    long_about = "Vauban compiles a folder of plain-text records (design, threats, reviews, tests, issues, releases) \
                  and says what is complete, what is missing and what to do next.\n\nEvery command runs in the \
                  product's repository (or -C DIR), needs no network, and never changes a file unless its name says so.",
    after_help = "Exit codes: 0 nothing at or above the deny level; 1 something; 2 wrong usage, or no project to read.\n\n\
                  Start with: vauban init"
)]
pub(crate) struct Arguments {
    /// Run as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Today's date (default: SOURCE_DATE_EPOCH, else the clock)
    #[arg(long, value_name = "YYYY-MM-DD", global = true)]
    pub(crate) today: Option<String>,
    /// The instant that deadlines in hours are held against (default: the end of --today, else SOURCE_DATE_EPOCH, else the clock)
    #[arg(long, value_name = "TIME", global = true)]
    pub(crate) now: Option<String>,
    /// Answer for a supported version line: its design as of its `ref`, with what is known today
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) line: Option<String>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: When,
    /// Say less: errors and warnings only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: notes, waived findings, every aspect
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Look at one variant of a product alone (default: all of them, the worst first)
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) variant: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a small, true starting project
    #[command(
        after_help = "Example: vauban init --kind embedded-device --name \"Level sensor\" --interface io-link --yes"
    )]
    Init(Init),
    /// Judge everything: records, design, evidence, requirements
    #[command(
        after_help = "Examples:\n  vauban check\n  vauban check --format sarif > vauban.sarif\n  vauban check --deny warning\n  vauban check --line 2.3"
    )]
    Check(Check),
    /// Show verdict and maturity of every requirement, and what is missing next
    #[command(
        after_help = "Examples:\n  vauban status\n  vauban status SD-1\n  vauban status --format json\n  vauban status --history --format svg > history.svg\n  vauban status --lines"
    )]
    Status(Status),
    /// Count what must fail before an asset is lost: defence in depth, computed
    #[command(after_help = "Examples:\n  vauban depth\n  vauban depth --asset setpoints --tier designed,verified\n  \
                      vauban depth --attacker insider --assume component.web-server\n  vauban depth --harden\n  \
                      vauban depth --asset firmware --format svg > firmware.svg\n\n\
                      Depth is the size of the smallest set of things that must fail before an attacker causes a loss. \
                      0 is a bypass, ∞ is out of reach. It is exact whatever --order, which limits the sets that are shown.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges the answer.")]
    Depth(Depth),
    /// Compare a product's variants: depth of defence, levels, what is open
    #[command(
        after_help = "Examples:\n  vauban variants\n  vauban variants --tier verified\n  vauban variants --format svg > variants.svg\n  \
                      vauban --variant basic depth\n\n\
                      Equal designs are one line; the worst stands first. `--variant ID` before or after any command looks at one variant alone.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges every variant."
    )]
    Variants(Variants),
    /// Draw the data flows: components in their zones, and what crosses trust boundaries
    #[command(after_help = "Examples:\n  vauban diagram > flows.svg\n  vauban diagram zone.plant-lan > plant.svg\n  \
                      vauban diagram component.web-server --colour depth > web.svg\n  \
                      vauban diagram zone.plant-lan --colour threats > threats.svg\n  \
                      vauban diagram interface.web-ui --format mermaid\n  vauban diagram --all pictures\n\n\
                      A large design is shown with zones folded; name a zone to see what is in it, open one with --expand, or let --all \
                      draw every zone and component.")]
    Diagram(Diagram),
    /// Enumerate what could happen to each element of the design, and say where each threat stands
    #[command(
        after_help = "Examples:\n  vauban threats\n  vauban threats interface.https\n  vauban threats --state open --min-severity high\n  \
                      vauban threats --rule T-FLOW-FORGED-COMMAND --all\n  vauban threats --new >> security/threats.toml\n\n\
                      Rules look at facts of the design, never at countermeasures: a threat that is stopped stays, with what stops it. \
                      What nobody has said becomes a question.\n\
                      Exit code: 0 once the question is answered."
    )]
    Threats(Threats),
    /// Show where the product stands, what it takes for granted and what rests on that, and which levels it claims
    #[command(
        after_help = "Examples:\n  vauban context\n  vauban context --format json\n  vauban --verbose context\n\n\
                      Levels are what records claim, requirement by requirement of IEC 62443-4-2, and no verdict.\n\
                      Exit code: 0 once the question is answered."
    )]
    Context(ProductPage),
    /// Tell which security level the product reaches, requirement by requirement, and what is missing for the next
    #[command(
        after_help = "Examples:\n  vauban levels\n  vauban levels FR1\n  vauban levels CR 1.1\n  vauban levels interface.https\n  \
                      vauban levels --statement --format markdown > applicability.md\n\n\
                      Claimed is what is implemented everywhere it applies, achieved what is verified on the current release as well; the weakest element decides.\n\
                      Exit code: 0 once the question is answered; `vauban check` compares with the level aimed at."
    )]
    Levels(Levels),
    /// Show the design practices, how the product answers them, and where the design looks as if it did not
    #[command(after_help = "Examples:\n  vauban practices\n  vauban practices --format json\n\n\
                      A candidate is a question to people: `vauban check` asks it, a `[practice-answer.ID]` settles it.\n\
                      Exit code: 0 once the question is answered.")]
    Practices(ProductPage),
    /// Show who holds which role, where everybody stands towards development, and which tests they may carry out
    #[command(
        after_help = "Examples:\n  vauban people\n  vauban people --on 2026-03-31\n  vauban people --format json\n\n\
                      Departments, line managers and commits count as of the day asked for.\n\
                      Exit code: 0 once the question is answered."
    )]
    People(People),
    /// Start, sign and show reviews, and tell what changed since they were held
    #[command(
        after_help = "Examples:\n  vauban review\n  vauban review start design --trigger \"New cloud connection\"\n  \
                      vauban review start design --changed\n  vauban review sign design-2026-11-22 --by security-advisor --key ~/.ssh/id_ed25519\n  \
                      vauban review editorial flow.telemetry --reason \"Renamed a zone\" --by architect\n  vauban review gate\n\n\
                      A review lists a fingerprint of everything it saw. What changed since calls for a review again: exactly that, and nothing else.\n\
                      Exit code of `gate`: 1 unless context, threat model, requirements, design and guidelines are reviewed as they stand."
    )]
    Review(Review),
    /// Show the process documents and how they stand to their approval; approve one
    #[command(
        after_help = "Examples:\n  vauban process\n  vauban process management\n  vauban process approve management --by role.management\n\n\
                      An approval is by a name, on a day, for a text: it stores the digest of what was approved. \
                      A document that changed since is a finding, and the sections that changed are named where git has the approved text.\n\
                      Exit code: 0 once the question is answered."
    )]
    Process(Process),
    /// Show who answers for what: requirements, roles, who holds them, and what they have shown
    #[command(
        after_help = "Examples:\n  vauban responsibilities\n  vauban responsibilities --format markdown > responsibilities.md\n  vauban responsibilities --format json\n\n\
                      Exit code: 0 once the question is answered; `vauban check` judges."
    )]
    Responsibilities(Responsibilities),
    /// Show the tailorings of the product, and bind one to context, scope and threats
    #[command(after_help = "Examples:\n  vauban tailoring\n  vauban tailoring stamp 2.3.1\n\n\
                      A tailoring leaves requirements out of a release (SM-5). It counts only with reason, analysis and qualified approval, \
                      and for context, scope and threats as they were when it was stamped.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges.")]
    Tailoring(Tailoring),
    /// Security issues and reported cases: from the first mail to the notice; what is due when, filing sheets, receipts, drills
    #[command(
        after_help = "Examples:\n  vauban issue receive report.eml --source researcher --handling amber\n  vauban issue show header-parse\n  \
                      vauban issue list --overdue\n  vauban issue figures --by quarter\n  vauban issue clock\n  vauban issue clock --within 24h --format json\n  vauban issue clock --format ics > deadlines.ics\n  \
                      vauban issue file web-ui-2026 --stage 24h\n  vauban issue drill web-ui-2026 --aware 2026-12-18T16:40:00+01:00\n\n\
                      Deadlines in hours run through nights and weekends. Times are written with their zone, and --now says which instant counts.\n\
                      Exit code of `clock`: 1 where something is missed, or due within the time asked for."
    )]
    Issue(Box<Issue>),
    /// Security updates (SUM): what they lack, the notice for users, when they came and when they were due
    #[command(
        after_help = "Examples:\n  vauban update list\n  vauban update prepare tls-handshake-overflow --dry-run\n  vauban update check\n  \
                      vauban update sign eg-2.4.0-tls --by safety-engineer-1 --key ~/.ssh/id_ed25519\n  vauban update notes eg-2.4.0-tls -o notes.md\n  \
                      vauban update timeliness --format svg > timeliness.svg\n\n\
                      Exit code of `check`: 1 where something is wrong; of `notes`: 1 where one of the five items of SUM-2 is missing."
    )]
    Update(Update),
    /// Statements about exploitability (VEX): check, show, apply and write them, bind one to what it rests on
    #[command(
        after_help = "Examples:\n  vauban vex check vendor.openvex.json advisory.json bom.json\n  vauban vex show --vulnerability CVE-2026-90417\n  \
                      vauban vex apply vendor.json --sbom sbom.json --trust \"maker:Example Library\"\n  \
                      vauban vex write --as openvex --id https://psirt.example.com/vex/1 --author \"Example PSIRT\" --at 2026-11-22T09:00:00+01:00 -o vex.json\n  \
                      vauban vex stamp gateway-cve-2026-90417\n  vauban vex stamp gateway-cve-2026-90417 --at 2026-11-22T08:30:00+01:00\n\n\
                      A statement holds while the mechanisms, parts and build options that it rests on are what they were; `vauban check` tells when they are not."
    )]
    Vex(Vex),
    /// Advisories in CSAF: hold them against the standard, lay them out for publication, look at a place where they are
    #[command(
        after_help = "Examples:\n  vauban csaf validate advisory.json\n  vauban csaf validate advisories --format json\n  \
                      vauban csaf validate advisory.json --words en=words.txt --deny warning\n  vauban csaf validate --tests\n  \
                      vauban csaf publish site --site https://www.example.com --sign gpg --key psirt@example.com\n  \
                      vauban csaf publish site advisories/*.json --site https://www.example.com --dry-run\n  vauban csaf provider check site\n\n\
                      Signatures are made by your own gpg or sq. Nothing is written over that this command did not write.\n\
                      The edition is the one the document names; schema and mandatory tests decide whether it is valid.\n\
                      Exit code of `validate`: 1 if something at the deny level or above was found, 2 if a file could not be read; of \
                      `provider check`: 1 where a requirement is not met. What only a server shows is unknown."
    )]
    Csaf(Csaf),
    /// What reporters are told: security.txt and the policy of disclosure, written from records or checked
    #[command(
        after_help = "Examples:\n  vauban disclosure security-txt > site/.well-known/security.txt\n  vauban disclosure security-txt --check security.txt\n  \
                      vauban disclosure policy > policy.md\n  vauban disclosure policy --check policy.md\n\n\
                      Exit code of --check: 1 where RFC 9116 is not met, or a section is missing."
    )]
    Disclosure(Disclosure),
    /// Show the folders that this project uses, add one, and tell what another state of one changes here before it is taken
    #[command(
        name = "use",
        after_help = "Examples:\n  vauban use\n  vauban use add platform ../platform\n  vauban use add organisation --git ../organisation.git --rev v7 --write\n  \
                      vauban use diff platform --rev v2.4.0\n  vauban use update platform --write\n\n\
                      Nothing is written without `--write`. A state is stored as a digest, and in git as a commit or tag; the repository must be on this machine.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges the result."
    )]
    Use(Used),
    /// Tell what a change does to the design: records, depth, threats, reviews, verdicts
    #[command(
        after_help = "Examples:\n  vauban diff main\n  vauban diff v2.3.1 v2.4.0\n  vauban diff line:2.2 line:2.3\n  vauban diff --line 2.3\n  vauban diff \"$(git merge-base origin/main HEAD)\" --format markdown > comment.md\n\n\
                      Both sides are judged as of the same day. Layout, comments and the order of records never show.\n\
                      Exit code: 0 once both sides are compared; `vauban check` judges the result."
    )]
    Diff(Diff),
    /// Follow threats, mechanisms, requirements, tests, runs and releases both ways; tell gaps, suspect links and what a change touches
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  vauban trace\n  vauban trace requirement.auth-lockout\n  vauban trace flow.telemetry --impact\n  \
                      vauban trace --since main --format markdown > again.md\n  vauban trace --matrix --format xlsx --output trace.xlsx\n  \
                      vauban trace --matrix --from requirement --to test --format csv\n  vauban trace stamp\n  \
                      vauban trace accept requirement.auth-lockout --by architect\n\n\
                      `vauban explain trace` lists every kind of link that is followed. Only `stamp`, `accept` and --output write.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges the answer."
    )]
    Trace(Trace),
    /// Ask of every interface what SD-1 asks: the attack surface at a glance, or one interface on a page
    #[command(
        after_help = "Examples:\n  vauban interface\n  vauban interface modbus-tcp\n  vauban interface modbus-tcp --ask\n  \
                      vauban interface --open --zone plant-lan\n  vauban interface --format markdown > interfaces.md\n\n\
                      Each question has a computed and a stated answer; where they contradict, it is open.\n\
                      Exit code: 0 once the question is answered; `vauban check` judges the answer."
    )]
    Interface(Interface),
    /// List, add and check files of evidence: what tools wrote, of what, when, and whether it still counts
    #[command(
        after_help = "Examples:\n  vauban evidence list\n  vauban evidence add build/login.xml --release 2.4.0 --commit 9d4f0c2b7a61\n  \
                      vauban evidence check\n  vauban evidence check security/evidence/login.xml\n\n\
                      `add` reads the file, says what it found, and writes an `[evidence.ID]` that holds its digest; with --dry-run it only shows it.\n\
                      Exit code of `check`: 1 if a file does not count, or not for all that rests on it."
    )]
    Evidence(Evidence),
    /// Check, convert, merge, compare and search bills of materials
    #[command(
        after_help = "Examples:\n  vauban sbom check build/bom.json --profile cra-min\n  vauban sbom merge app.cdx.json os.spdx.json --output product.cdx.json\n  \
                      vauban sbom diff old.json new.json\n  vauban sbom convert Cargo.lock --to cyclonedx\n  vauban sbom find pkg:npm/lodash@4.17.20\n\n\
                      Read are CycloneDX 1.4 to 1.7 (JSON, XML), SPDX 2.2, 2.3 and 3.0 (JSON), Cargo.lock and package-lock.json; written are CycloneDX 1.6 and SPDX 3.0.1."
    )]
    Sbom(Sbom),
    /// Look for private keys in the git history and in delivered files
    ///
    /// Every version of every file of all branches and tags is looked at, whatever the records say. Exits with 1 where a
    /// key is found that no `[known-key.ID]` says is harmless.
    Keys(Keys),
    /// Prepare, check, sign, show and verify releases: what left the house, and how anyone can check it
    #[command(
        after_help = "Examples:\n  vauban release prepare 2.4.0 out/delivery --write\n  vauban release check\n  vauban release verify . --key firmware.pub"
    )]
    Release(Release),
    /// Put what the verdicts rest on into one signed file that anybody can check
    #[command(
        after_help = "Examples:\n  vauban pack --key release.key -o gateway.vpack\n  vauban pack --release 2.3.1 --redact assessor --key release.key -o assessor.vpack\n  vauban pack --from gateway.vpack --redact customer -o customer.vpack\n  vauban pack --tool --key release.key -o tool.vpack\n\n\
                      A pack is a plain tar file. A redacted one has the same signature as the whole: what is withheld keeps its place in the tree."
    )]
    Pack(Pack),
    /// Write the documents that people read: for management, assessors, customers and authorities
    #[command(
        after_help = "Examples:\n  vauban report\n  vauban report status > status.html\n  vauban report status --format markdown\n  \
                      vauban report all --output reports\n\n\
                      Every format says the same; nothing is computed for one that another does not show."
    )]
    Report(Report),
    /// Write what users of the product are told, show where and in which languages, and keep translations in step
    #[command(
        after_help = "Examples:\n  vauban guide --output guide.html\n  vauban guide --language de --format markdown\n  vauban guide --check\n  \
                      vauban guide --draft --output draft.html\n  vauban guide stamp betrieb\n\n\
                      The guide is a draft until a documentation review has seen it as it stands (SG-7).\n\
                      Exit code of --check: 1 if users are not told of something, or a language is not in step."
    )]
    Guide(Guide),
    /// Show what the records answer of other laws and standards, and what remains
    #[command(
        after_help = "Examples:\n  vauban crosswalk\n  vauban crosswalk cra\n  vauban crosswalk en18031 --state open\n  \
                      vauban crosswalk iec62443-4-2 --format json\n\n\
                      `vauban report crosswalk` writes all of it as a document."
    )]
    Crosswalk(Crosswalk),
    /// Compare two editions of IEC 62443-4-1 over the same records
    #[command(
        after_help = "Examples:\n  vauban editions\n  vauban editions iec62443-4-1:2018+A11\n  vauban status --edition iec62443-4-1:2018+A11\n\n\
                      A draft is built in and unverified; nobody is held to it."
    )]
    Editions(Editions),
    /// Write all documents of a product as pages that lead to each other, with its records and one search over all
    #[command(
        after_help = "Examples:\n  vauban site public\n  vauban site assessor --redact assessor\n  vauban site customer --redact customer --product gateway\n\n\
                      The pages need no server and load nothing from a network. A folder that is no site is never written into."
    )]
    Site(Site),
    /// Check a pack with a public key, work its verdicts out again, and answer for a requirement
    #[command(
        after_help = "Examples:\n  vauban verify gateway.vpack --key release.pub\n  vauban verify gateway.vpack SD-3 --release 2.3.1 --key release.pub\n  vauban verify gateway.vpack --key release.pub --tsa service.pem\n  vauban verify\n\n\
                      Needs no repository and no network. Exit code: 1 if anything does not hold."
    )]
    Verify(Verify),
    /// Keep approvals, signatures and receipts in a log that shows what was taken out of it
    #[command(
        after_help = "Examples:\n  vauban ledger add receipt notice.eg-1 --file receipt.eml --by security-advisor\n  vauban ledger show\n  vauban ledger check"
    )]
    Ledger(Ledger),
    /// Score CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0
    #[command(
        after_help = "Examples:\n  vauban cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\n  vauban cvss - < vectors.txt\n\n\
                      The score is the environmental one if its metrics are given, else the temporal, else the base score.\n\
                      Exit code: 1 if one of them is no vector."
    )]
    Cvss(Cvss),
    /// Decide by a table of SSVC how soon a vulnerability is dealt with
    #[command(after_help = "Examples:\n  vauban ssvc\n  vauban ssvc supplier\n  \
                      vauban ssvc supplier exploitation=active utility=super-effective technical-impact=total public-safety-impact=minimal\n\n\
                      Without inputs the table says what it asks and what each value means. Inputs and values are named by their ids or by the\n\
                      keys of SSVC (E=A).\n\
                      Exit code: 1 if an input is missing or wrong.")]
    Ssvc(Ssvc),
    /// What others publish about vulnerabilities, as one immutable index: build, update, look
    Advisories(Advisories),
    /// Hold components against an index of advisories, with the reasons
    ///
    /// Every match says by which name it was found, which range or list holds the version, and which record of which source
    /// says so. What cannot be decided is a candidate; a component nothing could be asked about is told as unmatched.
    #[command(after_help = "Examples:\n  vauban match\n  vauban match Cargo.lock --index advisories --format json\n  \
                      vauban match image.spdx.json --compiled files.txt --compiled-of linux-yocto\n\n\
                      Exit code: 1 if there is a finding.")]
    Match(Match),
    /// Updates that devices fetch safely: a repository of The Update Framework as a folder of static files
    ///
    /// `metadata` and `targets` are published; what waits for signatures lies in `staged`. Private keys lie in a folder of
    /// their own outside of every repository, or never come here: signatures can be brought in.
    #[command(
        after_help = "Examples:\n  vauban repository key root-a --keys /secure/keys\n  vauban repository add updates release.v2-3-1 --from dist --keys /secure/keys\n  \
                            vauban repository refresh updates --keys /secure/keys\n  vauban repository status updates --within 14\n\n\
                            Exit code: `status` 1 if something is due, `verify` and `fetch` 1 if something is refused, `refresh` 1 if it waits for signatures."
    )]
    Repository(Repository),
    /// Explain a check, requirement, aspect, control, threat rule, record kind, key, mechanism kind, protocol or term
    #[command(
        after_help = "Examples:\n  vauban explain interface-questions-open\n  vauban explain SD-1.c\n  vauban explain interface\n  vauban explain \"CR 1.1\""
    )]
    Explain(Explain),
    /// Lay out record files the usual way
    #[command(after_help = "Examples:\n  vauban fmt\n  vauban fmt --check\n  vauban fmt security/threats.toml")]
    Fmt(Fmt),
    /// Print the JSON Schema of record files, for TOML editors
    #[command(after_help = "Example: vauban schema record > vauban.schema.json")]
    Schema(Schema),
    /// Turn another tool's threat model, or what a scan saw of the product, into records
    #[command(
        after_help = "Examples:\n  vauban import threat-dragon model.json\n  vauban import nmap security/evidence/scan.xml\n  vauban import xlsx requirements.xlsx --update --write\n\nNew files are written below security/imported/, \
                            never over existing ones. What cannot be carried over is listed with its place and count."
    )]
    Import(Import),
    /// Write the design in another tool's format
    #[command(
        after_help = "Examples:\n  vauban export threat-dragon > gateway.json\n  vauban export otm --output gateway.otm\n  \
                      vauban export tm-bom --output gateway.json --format json\n  \
                      vauban export oscal --what assessment-results --output results.json\n\n\
                      The document goes to stdout or into a file, never over an existing one without --force. What the format \
                      cannot hold, and what it asks for and nobody stated, is listed on stderr.\n\
                      Exit code: 0 also with losses."
    )]
    Export(Export),
    /// Print completions for a shell
    #[command(after_help = "Example: vauban completions bash > /etc/bash_completion.d/vauban")]
    Completions(Completions),
    /// Print the manual page
    #[command(after_help = "Example: vauban man > vauban.1")]
    Man,
}

/// Which part of a large design to show; what is not shown counts all the same.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Show a part (verdicts and exit codes stay those of the whole)")]
pub(crate) struct Which {
    /// Only what is in this zone or in one within it, or has an end there
    #[arg(long, value_name = "ID")]
    pub(crate) zone: Option<String>,
    /// Only what is on this component or on a part of it
    #[arg(long, value_name = "ID")]
    pub(crate) component: Option<String>,
    /// Only what has these words in its name or title
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// At most so many rows or groups on the terminal
    #[arg(long, value_name = "N")]
    pub(crate) cap: Option<usize>,
}

impl<'a> From<&'a Which> for vauban_answers::which::Which<'a> {
    fn from(which: &'a Which) -> Self {
        Self { zone: which.zone.as_deref(), component: which.component.as_deref(), search: which.search.as_deref() }
    }
}

/// Options of `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder to start in (default: here)
    pub(crate) dir: Option<PathBuf>,
    /// Never ask; take flags and defaults
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Kind of product
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// Name as on the label
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Version being built
    #[arg(long = "product-version", value_name = "VERSION")]
    pub(crate) product_version: Option<String>,
    /// An interface it has, by protocol (repeat for several): https, modbus-tcp, uart, jtag …
    #[arg(long, value_name = "PROTOCOL")]
    pub(crate) interface: Vec<String>,
    /// Process documents of all eight practices and roles, as drafts; adds only what is not there
    #[arg(long)]
    pub(crate) templates: bool,
    /// Write today's findings into security/backlog.toml as waivers: day one is green
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Last day of those waivers (default: six months from today)
    #[arg(long, value_name = "YYYY-MM-DD", requires = "adopt")]
    pub(crate) until: Option<String>,
}

/// The four starting points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Special-purpose device with embedded software: sensor, controller, drive, gateway
    EmbeddedDevice,
    /// Device that forwards or restricts traffic: switch, router, firewall
    NetworkDevice,
    /// Programs that run on somebody's computer
    SoftwareApplication,
    /// General-purpose computer delivered with its operating system
    HostDevice,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: CheckFormat,
    /// Fail from this severity on
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) deny: Deny,
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
}

/// Outputs of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: excerpts with causes and next steps
    Terminal,
    /// One line per finding
    Short,
    /// The documented contract `vauban/check/1`
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow annotations
    Github,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML
    Junit,
}

/// Severity from which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Note,
}

/// Options of `status`.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// A practice, requirement or aspect to look at closely: SD, SD-1, SD-1.c
    #[arg(conflicts_with = "history")]
    pub(crate) id: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: StatusFormat,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Over the releases, each compiled from git on its own day
    #[arg(long)]
    pub(crate) history: bool,
    /// At most so many releases, the newest
    #[arg(long, value_name = "N", default_value_t = 12, requires = "history", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(crate) last: u16,
    /// Every supported version line, each as of its ref with what is known today
    #[arg(long, conflicts_with_all = ["history", "id"])]
    pub(crate) lines: bool,
    /// By another edition of IEC 62443-4-1 than the one that the project names
    #[arg(long, value_name = "EDITION", conflicts_with_all = ["history", "lines"])]
    pub(crate) edition: Option<String>,
}

/// Outputs of `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    /// For people
    Terminal,
    /// A documented contract
    Json,
    /// A table for a page (with --lines)
    Markdown,
    /// A picture of the history, or of the lines
    Svg,
}

/// Options of commands that show one page about a product.
#[derive(Debug, Args)]
pub(crate) struct ProductPage {
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Outputs of commands with two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    Terminal,
    /// A documented contract
    Json,
}

/// Options of `depth`.
#[derive(Debug, Args)]
pub(crate) struct Depth {
    /// Only this attacker
    #[arg(long, value_name = "ID")]
    pub(crate) attacker: Option<String>,
    /// Only this asset
    #[arg(long, value_name = "ID")]
    pub(crate) asset: Option<String>,
    /// Only this property
    #[arg(long)]
    pub(crate) property: Option<PropertyWord>,
    /// Which mechanisms count (repeat, or separate by commas)
    #[arg(long, value_name = "TIER", value_delimiter = ',', default_value = "all")]
    pub(crate) tier: Vec<TierWord>,
    /// Show sets up to this size (default: one more than the depth, at most 4)
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) order: Option<u32>,
    /// Take this as having happened: mechanism.ID, component.ID, supplier.ID (repeat for several)
    #[arg(long, value_name = "EVENT")]
    pub(crate) assume: Vec<String>,
    /// Find the cheapest set of proposed mechanisms that gives every asset the depth it needs
    #[arg(long)]
    pub(crate) harden: bool,
    /// Show what shows each mechanism: its code, its tests and what they came to
    #[arg(long)]
    pub(crate) proofs: bool,
    /// Add the lines of defence to every row, also in JSON
    #[arg(long)]
    pub(crate) lines: bool,
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: DepthFormat,
}

/// Tiers of mechanisms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TierWord {
    /// Every mechanism that is more than proposed
    Designed,
    /// Those that are implemented
    Implemented,
    /// Those whose tests have passed on the current release
    Verified,
    /// As designed, without what the environment provides
    WithoutEnvironment,
    /// As verified, with the known issues taken as given
    Today,
    /// All five, side by side
    All,
}

impl TierWord {
    /// The tier; none for all of them.
    pub(crate) fn tier(self) -> Option<Tier> {
        match self {
            TierWord::Designed => Some(Tier::Designed),
            TierWord::Implemented => Some(Tier::Implemented),
            TierWord::Verified => Some(Tier::Verified),
            TierWord::WithoutEnvironment => Some(Tier::WithoutEnvironment),
            TierWord::Today => Some(Tier::Today),
            TierWord::All => None,
        }
    }
}

/// How `vauban variants` runs.
#[derive(Debug, Args)]
pub(crate) struct Variants {
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Which mechanisms count in the table
    #[arg(long, value_name = "TIER", default_value = "designed")]
    pub(crate) tier: TierWord,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: VariantsFormat,
}

/// Outputs of `vauban variants`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VariantsFormat {
    /// For people
    Terminal,
    /// A documented contract, with all tiers
    Json,
    /// A table for a pull request or a page
    Markdown,
    /// A picture
    Svg,
}

/// What an asset can lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PropertyWord {
    /// Nobody learns it who must not
    Confidentiality,
    /// Nobody changes it who must not
    Integrity,
    /// It is there when needed
    Availability,
}

impl From<PropertyWord> for Property {
    fn from(word: PropertyWord) -> Property {
        match word {
            PropertyWord::Confidentiality => Property::Confidentiality,
            PropertyWord::Integrity => Property::Integrity,
            PropertyWord::Availability => Property::Availability,
        }
    }
}

/// Outputs of `depth`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DepthFormat {
    /// For people: a table, and the weakest path step by step
    Terminal,
    /// The documented contract `vauban/depth/1`, with a path for every row
    Json,
    /// SARIF 2.1.0: a result with its path for every row below requirement
    Sarif,
    /// A picture of the weakest path and the lines of defence
    Svg,
}

/// Options of `diagram`.
#[derive(Debug, Args)]
pub(crate) struct Diagram {
    /// Only what has to do with this: zone.ID, component.ID, actor.ID or interface.ID
    pub(crate) element: Option<String>,
    /// Show what is in this zone, or around this component, where it would be folded (repeat for several)
    #[arg(long, value_name = "ELEMENT")]
    pub(crate) expand: Vec<String>,
    /// Write a picture of every zone and component and a page that leads to them, index.html, into a new folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["element", "expand", "format"])]
    pub(crate) all: Option<PathBuf>,
    /// Write over pictures that are there
    #[arg(long, requires = "all")]
    pub(crate) force: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    pub(crate) format: DiagramFormat,
    /// What to show of each component beside its name
    #[arg(long, value_name = "WHAT", default_value = "none")]
    pub(crate) colour: Colour,
    /// Only this level of the design
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<LevelWord>,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
}

/// Outputs of `diagram`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiagramFormat {
    /// A picture that stands alone
    Svg,
    /// A Mermaid flowchart, for Markdown
    Mermaid,
    /// DOT, for Graphviz
    Dot,
}

/// How far a part of the design is spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelWord {
    /// What the product is made of in principle, and what it promises
    Concept,
    /// Which parts there are, and which mechanism stands where
    Architecture,
    /// Each part as it is built
    Component,
}

impl LevelWord {
    /// The level.
    pub(crate) fn level(self) -> DesignLevel {
        match self {
            LevelWord::Concept => DesignLevel::Concept,
            LevelWord::Architecture => DesignLevel::Architecture,
            LevelWord::Component => DesignLevel::Component,
        }
    }
}

/// What the colours tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// The worst depth of the assets it holds, as designed, against what is required
    Depth,
    /// Nothing
    None,
    /// Open threats and questions, counted, with the worst severity; on interfaces and flows too
    Threats,
}

/// Options of `keys`.
#[derive(Debug, Args)]
pub(crate) struct Keys {
    /// A file that is delivered: firmware, package, installer (repeat for several)
    #[arg(long, value_name = "FILE")]
    pub(crate) artefact: Vec<PathBuf>,
    /// Write the result below `security/evidence/` and print the record to add
    #[arg(long)]
    pub(crate) write: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `cvss`.
#[derive(Debug, Args)]
pub(crate) struct Cvss {
    /// Vectors; `-` reads one on each line of standard input
    #[arg(required = true, value_name = "VECTOR")]
    pub(crate) vectors: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `ssvc`.
#[derive(Debug, Args)]
pub(crate) struct Ssvc {
    /// The decision table; without it all are listed
    #[arg(value_name = "TABLE")]
    pub(crate) table: Option<String>,
    /// Inputs of the table: exploitation=active
    #[arg(value_name = "INPUT=VALUE")]
    pub(crate) inputs: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `threats`.
#[derive(Debug, Args)]
pub(crate) struct Threats {
    /// Only about this element: interface.https, or https
    pub(crate) element: Option<String>,
    /// Only in this state (repeat, or separate by commas)
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub(crate) state: Vec<StateWord>,
    /// Only of this category (repeat, or separate by commas)
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    pub(crate) stride: Vec<StrideWord>,
    /// Only of this rule
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// Only at least so severe
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) min_severity: Option<SeverityWord>,
    /// Print a decision to paste for every open threat that nobody has decided
    #[arg(long, conflicts_with = "state")]
    pub(crate) new: bool,
    /// Write them into a new file, never over an existing one [default: security/threats-to-decide.toml]
    #[arg(long, value_name = "FILE", requires = "new", num_args = 0..=1,
        default_missing_value = "security/threats-to-decide.toml")]
    pub(crate) write: Option<PathBuf>,
    /// Show also what is outside the assumed attacker, or said by another threat of the same element
    #[arg(long)]
    pub(crate) all: bool,
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `use`.
#[derive(Debug, Args)]
pub(crate) struct Used {
    /// What to do (default: list)
    #[command(subcommand)]
    pub(crate) command: Option<UsedCommand>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal", global = true)]
    pub(crate) format: DiffFormat,
    /// Only this product
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) product: Option<String>,
}

/// What `use` does.
#[derive(Debug, Subcommand)]
pub(crate) enum UsedCommand {
    /// Show the used folders: where they are, in which state, what they hold
    List,
    /// Show what a folder would bring, and write `[use.ID]` with its digest
    Add {
        /// The id that its records get in front
        id: String,
        /// The folder, relative to this `vauban.toml`
        #[arg(required_unless_present = "git", conflicts_with = "git")]
        path: Option<String>,
        /// A repository on this machine instead
        #[arg(long, value_name = "REPOSITORY", requires = "rev")]
        git: Option<String>,
        /// Its revision: a commit or tag; of a branch the commit is stored
        #[arg(long, value_name = "REV", requires = "git")]
        rev: Option<String>,
        /// The folder inside the repository (default: its root)
        #[arg(long, value_name = "FOLDER", requires = "git")]
        folder: Option<String>,
        /// Write it into `vauban.toml`
        #[arg(long)]
        write: bool,
    },
    /// Tell what changes here between the stored state of used folders and the one they would have
    Diff {
        /// Only this one
        id: Option<String>,
        /// The state to compare with (default: the folder as it stands, or the newest commit of its repository)
        #[arg(long, value_name = "REV", requires = "id")]
        rev: Option<String>,
    },
    /// The same, then store the new state
    Update {
        /// Only this one
        id: Option<String>,
        /// The state to store (default: the folder as it stands, or the newest commit of its repository)
        #[arg(long, value_name = "REV", requires = "id")]
        rev: Option<String>,
        /// Write it into `vauban.toml`
        #[arg(long)]
        write: bool,
    },
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What to compare: a git revision, or a version line as `line:ID`
    #[arg(value_name = "REV", required_unless_present = "line")]
    pub(crate) before: Option<String>,
    /// With what: a git revision, or a version line as `line:ID` (default: the working tree)
    #[arg(value_name = "REV")]
    pub(crate) after: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: DiffFormat,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
}

/// Outputs of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Terminal,
    /// A documented contract
    Json,
    /// The comment of a pull request
    Markdown,
}

/// Options of `process`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Process {
    /// A process document to look at closely
    pub(crate) id: Option<String>,
    /// What to do (default: show)
    #[command(subcommand)]
    pub(crate) command: Option<ProcessCommand>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// What `process` does.
#[derive(Debug, Subcommand)]
pub(crate) enum ProcessCommand {
    /// Write that somebody approved a document as it stands: name, day, digest
    Approve {
        /// The process document
        id: String,
        /// Who approved it: a person, or a role that somebody holds
        #[arg(long, value_name = "DOER")]
        by: String,
        /// When (default: today)
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<String>,
        /// When it is looked at again (default: as it says, or one review interval after the approval)
        #[arg(long, value_name = "YYYY-MM-DD")]
        next_review: Option<String>,
    },
}

/// Options of `responsibilities`.
#[derive(Debug, Args)]
pub(crate) struct Responsibilities {
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PageFormat,
}

/// Outputs of a page that is read, kept or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For people
    Terminal,
    /// For a document or a comment
    Markdown,
    /// A documented contract
    Json,
}

/// Options of `tailoring`.
#[derive(Debug, Args)]
pub(crate) struct Tailoring {
    /// What to do (default: show)
    #[command(subcommand)]
    pub(crate) command: Option<TailoringCommand>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal", global = true)]
    pub(crate) format: PlainFormat,
    /// Only this product
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) product: Option<String>,
}

/// What `tailoring` does.
#[derive(Debug, Subcommand)]
pub(crate) enum TailoringCommand {
    /// Bind a tailoring to context, scope and threats as they stand now; an older approval does not cover them
    Stamp {
        /// The tailoring
        id: String,
        /// Who approves it as it stands, today: a person, or a role that somebody holds
        #[arg(long, value_name = "DOER")]
        approved_by: Option<String>,
    },
}

/// Options of `review`.
#[derive(Debug, Args)]
pub(crate) struct Review {
    /// What to do (default: show what is reviewed as it stands)
    #[command(subcommand)]
    pub(crate) command: Option<ReviewCommand>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal", global = true)]
    pub(crate) format: PlainFormat,
    /// Only this product
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) product: Option<String>,
}

/// What `review` does.
#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Show which changed lines of code a second person has looked at
    Code {
        /// Only this component
        component: Option<String>,
    },
    /// Write a record of a new review, bound to what it is going to look at
    Start {
        /// What is reviewed: design, threat-model, requirements, context, implementation, guidelines, practices, process
        kind: String,
        /// Only what calls for a review: changed, new, gone
        #[arg(long, conflicts_with = "of")]
        changed: bool,
        /// Only this element (repeat for several)
        #[arg(long, value_name = "ELEMENT")]
        of: Vec<String>,
        /// Level of the design: its elements, and those that belong to every level
        #[arg(long, value_name = "LEVEL")]
        level: Option<LevelWord>,
        /// Release it is held for
        #[arg(long, value_name = "ID")]
        release: Option<String>,
        /// Why it is due
        #[arg(long)]
        trigger: Option<String>,
        /// Its id (default: the kind and today's date)
        #[arg(long)]
        id: Option<String>,
    },
    /// Bind an unsigned review to the records as they stand now
    Stamp {
        /// The review
        id: String,
    },
    /// Close a review with a signature
    Sign {
        /// The review
        id: String,
        /// Who signs
        #[arg(long, value_name = "PERSON")]
        by: Option<String>,
        /// With what
        #[command(flatten)]
        with: SignWith,
        /// Print what is signed, and sign nothing
        #[arg(long)]
        print: bool,
    },
    /// Say that the change of an element since its review means nothing
    Editorial {
        /// The element
        element: String,
        /// Why it means nothing
        #[arg(long)]
        reason: String,
        /// Who says so: a person or role
        #[arg(long, value_name = "WHO")]
        by: String,
    },
    /// Exit code 1 unless everything a release needs is reviewed as it stands
    Gate {
        /// Kinds of review (default: context, threat-model, requirements, design, guidelines)
        kinds: Vec<String>,
    },
}

/// With what a review is signed.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct SignWith {
    /// SSH key: a private key file, or a public one whose private part an agent or device holds
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Signature made elsewhere, by ssh-keygen or minisign, of what --print shows
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
    /// Signed commit that holds the review, by its full id
    #[arg(long, value_name = "ID")]
    pub(crate) commit: Option<String>,
    /// Signed document, pinned by digest: document.ID
    #[arg(long, value_name = "DOCUMENT")]
    pub(crate) document: Option<String>,
}

/// Where a threat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StateWord {
    /// Nobody that is assumed would do it, or it was decided that it does not exist here
    Outside,
    /// Whether it exists depends on something nobody has said
    Question,
    /// Nothing stops it
    Open,
    /// Mechanisms that are implemented and tested stop it
    Stopped,
    /// Mechanisms of the design stop it, and that is not shown yet
    StoppedUnproven,
    /// Somebody bears what remains
    Accepted,
    /// Somebody else answers it
    Transferred,
}

impl From<StateWord> for State {
    fn from(word: StateWord) -> State {
        match word {
            StateWord::Outside => State::Outside,
            StateWord::Question => State::Question,
            StateWord::Open => State::Open,
            StateWord::Stopped => State::Stopped,
            StateWord::StoppedUnproven => State::StoppedUnproven,
            StateWord::Accepted => State::Accepted,
            StateWord::Transferred => State::Transferred,
        }
    }
}

/// Categories of threat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StrideWord {
    /// Pretending to be somebody else
    #[value(alias = "S")]
    Spoofing,
    /// Changing what one must not
    #[value(alias = "T")]
    Tampering,
    /// Denying what one did
    #[value(alias = "R")]
    Repudiation,
    /// Reading what one must not
    #[value(alias = "I")]
    InformationDisclosure,
    /// Taking something out of service
    #[value(alias = "D")]
    DenialOfService,
    /// Doing more than one may
    #[value(alias = "E")]
    ElevationOfPrivilege,
}

impl From<StrideWord> for Stride {
    fn from(word: StrideWord) -> Stride {
        match word {
            StrideWord::Spoofing => Stride::Spoofing,
            StrideWord::Tampering => Stride::Tampering,
            StrideWord::Repudiation => Stride::Repudiation,
            StrideWord::InformationDisclosure => Stride::InformationDisclosure,
            StrideWord::DenialOfService => Stride::DenialOfService,
            StrideWord::ElevationOfPrivilege => Stride::ElevationOfPrivilege,
        }
    }
}

/// How severe a threat is before countermeasures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityWord {
    /// A nuisance
    Low,
    /// Real harm that can be made good
    Medium,
    /// Serious harm
    High,
    /// Harm to people, to the environment or to the plant as a whole
    Critical,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Severity {
        match word {
            SeverityWord::Low => Severity::Low,
            SeverityWord::Medium => Severity::Medium,
            SeverityWord::High => Severity::High,
            SeverityWord::Critical => Severity::Critical,
        }
    }
}

/// Options of `trace`.
#[derive(Debug, Args)]
pub(crate) struct Trace {
    /// What to do (default: show)
    #[command(subcommand)]
    pub(crate) command: Option<TraceCommand>,
    /// The record, threat, section, file or requirement of a standard to start from (default: everything)
    pub(crate) id: Option<String>,
    /// Only to why it exists
    #[arg(long, requires = "id", conflicts_with = "down")]
    pub(crate) up: bool,
    /// Only to what shows it
    #[arg(long, requires = "id")]
    pub(crate) down: bool,
    /// At most so many steps from it (default: 12 of a tree, all in JSON)
    #[arg(long, value_name = "STEPS", requires = "id", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) depth: Option<u8>,
    /// What must be looked at again if it changes, and why
    #[arg(long, requires = "id", conflicts_with_all = ["up", "down", "depth"])]
    pub(crate) impact: bool,
    /// What must be looked at again because of everything that changed since a git revision
    #[arg(long, value_name = "REV", conflicts_with_all = ["id", "matrix"])]
    pub(crate) since: Option<String>,
    /// All threads as rows of a sheet; --format csv or xlsx
    #[arg(long, conflicts_with_all = ["id", "impact"])]
    pub(crate) matrix: bool,
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
    /// Of the matrix: everything of this kind …
    #[arg(long, value_name = "KIND", requires = "matrix", requires = "to")]
    pub(crate) from: Option<String>,
    /// … with everything of this kind on its thread
    #[arg(long, value_name = "KIND", requires = "matrix", requires = "from")]
    pub(crate) to: Option<String>,
    /// Write the matrix into this file instead of to stdout
    #[arg(short, long, value_name = "FILE", requires = "matrix")]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<TraceFormat>,
}

/// Outputs of `trace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TraceFormat {
    /// For people (the default)
    Terminal,
    /// The documented contracts `vauban/trace/1` and `vauban/impact/1`
    Json,
    /// For a wiki or a pull request
    Markdown,
    /// The matrix as comma-separated values (its default)
    Csv,
    /// The matrix as an Excel workbook
    Xlsx,
}

/// What `trace` does.
#[derive(Debug, Subcommand)]
pub(crate) enum TraceCommand {
    /// Remember what is at the end of every link that is not remembered yet
    Stamp {
        /// Only links of these records (default: all)
        id: Vec<String>,
        /// Who looked: a person or role
        #[arg(long, value_name = "WHO")]
        by: Option<String>,
        /// File that new memories go into
        #[arg(long, value_name = "FILE", default_value = "security/links.toml")]
        into: String,
        /// Only this product
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
    /// Say that a record was looked at after the end of a link changed: show the changes and remember the new state
    Accept {
        /// The records
        #[arg(required_unless_present = "all_of")]
        id: Vec<String>,
        /// Every record of this file
        #[arg(long, value_name = "FILE")]
        all_of: Option<String>,
        /// Who looked: a person or role
        #[arg(long, value_name = "WHO")]
        by: Option<String>,
        /// Accept more links at once than `[policy] links-accepted-at-once` allows
        #[arg(long)]
        many: bool,
        /// Only show what has changed
        #[arg(long)]
        dry_run: bool,
        /// Only this product
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
}

/// Options of `interface`.
#[derive(Debug, Args)]
pub(crate) struct Interface {
    /// The interface to show on a page
    pub(crate) id: Option<String>,
    /// Walk through its open questions and write the answers into its record
    #[arg(long, requires = "id", conflicts_with_all = ["format", "open", "zone", "component"])]
    pub(crate) ask: bool,
    /// Only those with open questions
    #[arg(long)]
    pub(crate) open: bool,
    /// What to show; an interface is also in the zones it can be reached from
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: InterfaceFormat,
}

/// Outputs of `interface`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InterfaceFormat {
    /// For people
    Terminal,
    /// The documented contract `vauban/interface/1`
    Json,
    /// A table for a wiki or a pull request
    Markdown,
}

/// Options of `levels`.
#[derive(Debug, Args)]
pub(crate) struct Levels {
    /// A family (FR1), a component requirement (CR 1.1) or an element (interface.https)
    #[arg(num_args = 0..)]
    pub(crate) what: Vec<String>,
    /// Only this type of component: embedded-device, network-device, host-device, software-application
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) component_type: Option<String>,
    /// The statement of applicability: every requirement with its elements, reasons and records
    #[arg(long)]
    pub(crate) statement: bool,
    /// What to show
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: LevelsFormat,
}

/// Outputs of `levels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelsFormat {
    /// For people
    Terminal,
    /// The documented contract `vauban/levels/1`
    Json,
    /// Tables for a document
    Markdown,
}

/// Options of `people`.
#[derive(Debug, Args)]
pub(crate) struct People {
    /// The day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<String>,
    /// Write the history of this repository into a new file, for `history` of a product whose records are elsewhere
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// What to explain; lists: kinds, checks, requirements, rules, mechanisms, protocols, terms, catalogs, policy, trace
    #[arg(required = true, num_args = 1..)]
    pub(crate) id: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Files to format (default: every record file of the project)
    pub(crate) files: Vec<PathBuf>,
    /// Change nothing; exit 1 if something would change
    #[arg(long)]
    pub(crate) check: bool,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which files it describes
    #[arg(default_value = "record")]
    pub(crate) of: SchemaOf,
}

/// The schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Files below security/
    Record,
    /// vauban.toml
    Root,
}

/// Options of `evidence`.
#[derive(Debug, Args)]
pub(crate) struct Evidence {
    /// What to do (default: list)
    #[command(subcommand)]
    pub(crate) command: Option<EvidenceCommand>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal", global = true)]
    pub(crate) format: PlainFormat,
    /// Only this product
    #[arg(long, value_name = "ID", global = true)]
    pub(crate) product: Option<String>,
}

/// What `evidence` does.
#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// List the files, what each holds, what rests on it, and whether it counts
    List,
    /// Tell of new files: read each, say what it is, and write an `[evidence.ID]` about it
    Add(Box<EvidenceAdd>),
    /// Show only what does not count; exit code 1 if there is any
    Check {
        /// Only these files
        #[arg(value_name = "FILE")]
        files: Vec<String>,
    },
}

/// Options of `evidence add`: what the files do not say themselves.
#[derive(Debug, Args)]
pub(crate) struct EvidenceAdd {
    /// The files, in the folder of the project
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Id of the record (default: the file's name); for one file
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// What the file is, where its beginning does not tell: `report` for what is not read
    #[arg(long = "as", value_name = "FORM")]
    pub(crate) form: Option<String>,
    /// Release that was looked at
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Commit that was looked at
    #[arg(long)]
    pub(crate) commit: Option<String>,
    /// Digest of what was looked at, as sha256:...
    #[arg(long, value_name = "DIGEST")]
    pub(crate) artefact: Option<String>,
    /// Tool that wrote it
    #[arg(long)]
    pub(crate) tool: Option<String>,
    /// Its version
    #[arg(long)]
    pub(crate) tool_version: Option<String>,
    /// Date of its vulnerability data
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) database_date: Option<String>,
    /// When it ran: a date, or a time with its zone
    #[arg(long, value_name = "TIME")]
    pub(crate) ran: Option<String>,
    /// Component or interface that was looked at (repeat for several)
    #[arg(long, value_name = "RECORD")]
    pub(crate) on: Vec<String>,
    /// Record file to write into
    #[arg(long, value_name = "FILE", default_value = "security/evidence.toml")]
    pub(crate) into: String,
    /// Only say what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Which side counts where a row and a record were both changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// The row of the sheet
    Theirs,
    /// The record here
    Ours,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The other tool's format
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(crate::commands::import::formats()))]
    pub(crate) format: String,
    /// The file to import; for `doorstop` also a folder
    pub(crate) file: PathBuf,
    /// Which column of a sheet means which key: `Column=key`, or `Column=-` to leave it out
    #[arg(long, value_name = "COLUMN=KEY")]
    pub(crate) map: Vec<String>,
    /// Which sheet of an XLSX file
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// Hold the rows of a sheet against the records, and show what would change
    #[arg(long)]
    pub(crate) update: bool,
    /// Write what `--update` shows
    #[arg(long, requires = "update", conflicts_with = "dry_run")]
    pub(crate) write: bool,
    /// Of rows whose record changed since it was exported, take the row or keep the record
    #[arg(long, requires = "update", value_name = "SIDE")]
    pub(crate) take: Option<Side>,
    /// How to report what was imported and what was lost
    #[arg(long = "format", value_name = "FORMAT", default_value = "terminal")]
    pub(crate) output: PlainFormat,
    /// Only say what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Which document of OSCAL
    #[arg(long, value_name = "DOCUMENT", default_value = "component-definition", value_parser = clap::builder::PossibleValuesParser::new(vauban_export::oscal::What::ALL.map(|what| what.word())))]
    pub(crate) what: String,
    /// The other tool's format
    #[arg(value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(crate::commands::export::formats()))]
    pub(crate) to: String,
    /// Only this product
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Write the document into this file instead of to stdout
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "json"))]
    pub(crate) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// How to report what was written and what was lost; `json` goes to stdout and needs --output
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Options of `sbom`.
#[derive(Debug, Args)]
pub(crate) struct Sbom {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: SbomCommand,
}

/// What `sbom` does.
#[derive(Debug, Subcommand)]
pub(crate) enum SbomCommand {
    /// Whether documents are as their official schema asks, and what profiles lack; exit code 1 if one is not valid, or does not pass a profile that was asked for
    Check(SbomCheck),
    /// Several bills of one product as one; conflicts and what does not fit are listed on stderr
    Merge(SbomMerge),
    /// What changed from one bill to another: components, versions, licences, digests, dependencies
    Diff(SbomDiff),
    /// A bill in another format; what does not fit is listed on stderr
    Convert(SbomConvert),
    /// Which shipped versions contain something; without files, all bills of all releases are looked through. Exit code 1 if one cannot be looked at
    Find(SbomFind),
}

/// A profile by its word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SbomProfile(pub(crate) vauban_sbom::profile::Profile);

impl std::str::FromStr for SbomProfile {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = vauban_sbom::profile::Profile::ALL.map(vauban_sbom::profile::Profile::word).join(", ");
        let profile = vauban_sbom::profile::Profile::parse(word);
        profile.map(SbomProfile).ok_or_else(|| format!("there is no such profile; known are {known}"))
    }
}

/// Options of `sbom check`.
#[derive(Debug, Args)]
pub(crate) struct SbomCheck {
    /// The documents
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only this profile, which must be passed (repeat for several): cra-min, ntia-2021, bsi-2.1, cisa-2025-draft
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Vec<SbomProfile>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Formats of bills that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SbomFormat {
    /// CycloneDX 1.6
    Cyclonedx,
    /// SPDX 3.0.1
    Spdx,
}

/// Where a new bill goes.
#[derive(Debug, Args)]
pub(crate) struct SbomOutput {
    /// Format to write
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx")]
    pub(crate) to: SbomFormat,
    /// File to write (default: stdout)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write over the file if it is there
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// How to print what was lost
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `sbom merge`.
#[derive(Debug, Args)]
pub(crate) struct SbomMerge {
    /// The bills; what the first says stands
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Where it goes
    #[command(flatten)]
    pub(crate) output: SbomOutput,
}

/// Options of `sbom convert`.
#[derive(Debug, Args)]
pub(crate) struct SbomConvert {
    /// The bill, or a lock file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Where it goes
    #[command(flatten)]
    pub(crate) output: SbomOutput,
}

/// Options of `sbom diff`.
#[derive(Debug, Args)]
pub(crate) struct SbomDiff {
    /// The bill before
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,
    /// The bill after
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `sbom find`.
#[derive(Debug, Args)]
pub(crate) struct SbomFind {
    /// A package URL with or without version, a CPE, a digest, or a name (`name@version` for one version)
    #[arg(value_name = "WHAT")]
    pub(crate) query: String,
    /// Only these files (default: the `sbom` of all releases of the project)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}
