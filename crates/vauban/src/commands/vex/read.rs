//! Files of statements and bills of materials from disk, and the statements of the project's own records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vauban_analysis::exploitability::Verified;
use vauban_checks::Depth;
use vauban_export::vex::{Basis, Maker, ground, statements};
use vauban_model::AnyId;
use vauban_report::vex::Problem;
use vauban_vex::precedence::Mechanism;
use vauban_vex::read::{Boms, Reading};
use vauban_vex::{Document, Severity, Time};

use crate::args::Arguments;
use crate::depth::product;
use crate::session;

/// Most bytes of one file.
const MOST: u64 = 256 << 20;

/// The bytes of a file that is not too large.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let size = std::fs::metadata(path).map_err(problem)?.len();
    if size > MOST {
        return Err(format!("{} is larger than {} MiB", path.display(), MOST >> 20));
    }
    std::fs::read(path).map_err(problem)
}

/// Bills of materials that links are looked up in.
pub(super) fn boms(paths: &[PathBuf]) -> Result<Boms, String> {
    let mut boms = Boms::default();
    for path in paths {
        let found = boms.add(&bytes(path)?).map_err(|problem| format!("{}: {}", path.display(), problem.what))?;
        if !found {
            return Err(format!("{} has no `serialNumber`, so no link leads to it", path.display()));
        }
    }
    Ok(boms)
}

/// A file as statements: what is wrong with it is told by `vauban vex check`.
pub(super) fn document(path: &Path, boms: &Boms) -> Result<Reading, String> {
    vauban_vex::check(&bytes(path)?, boms).map_err(|problem| {
        format!(
            "{}:{}:{}: {}; {}",
            path.display(),
            problem.place.line,
            problem.place.column,
            problem.what,
            problem.help
        )
    })
}

/// A problem as it is shown.
pub(super) fn shown(problem: &vauban_vex::Problem) -> Problem {
    Problem {
        severity: problem.severity.word(),
        rule: problem.rule.to_owned(),
        line: problem.place.line,
        column: problem.place.column,
        pointer: problem.place.pointer.clone(),
        message: problem.what.clone(),
        help: problem.help.clone(),
    }
}

/// Whether any of them is an error.
pub(super) fn wrong(problems: &[vauban_vex::Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// What the project itself says.
#[derive(Default)]
pub(super) struct Own {
    /// Its statements.
    pub(super) document: Document,
    /// How its mechanisms stand.
    pub(super) mechanisms: BTreeMap<String, Mechanism>,
    /// Options of its builds.
    pub(super) options: BTreeMap<String, String>,
}

/// The statements of the records in the folder; nothing where there is no project.
pub(super) fn own(arguments: &Arguments, named: Option<&str>, maker: &Maker) -> Result<Option<Own>, String> {
    if !session::folder(arguments).join("vauban.toml").is_file() {
        return Ok(None);
    }
    let (_, compiled) = session::design(arguments)?;
    let product = product(&compiled, named)?;
    let depth = compiled.depth(product).ok_or("the design cannot be analysed")?;
    let verified = Tests(depth);
    let basis = Basis { model: &compiled.model, facts: &compiled.facts, verified: &verified, today: compiled.today() };
    let (document, _) = statements(basis, product, maker);
    let (mechanisms, options) = ground(basis);
    Ok(Some(Own { document, mechanisms, options }))
}

/// Mechanisms as their tests show them.
struct Tests<'d>(&'d Depth);

impl Verified for Tests<'_> {
    fn verified(&self, mechanism: AnyId) -> Result<(), String> {
        if self.0.defence.is_verified(mechanism) {
            return Ok(());
        }
        let why = self.0.unverified.get(&mechanism).cloned();
        Err(why.unwrap_or_else(|| "it is not implemented".to_owned()))
    }
}

/// A time of the command line.
pub(super) fn time(written: &str, option: &str) -> Result<Time, String> {
    Time::parse(written).map_err(|why| format!("`{option}`: {why}"))
}

/// Now, as a point in time.
pub(super) fn now(arguments: &Arguments) -> Result<Time, String> {
    let moment = session::moment(arguments)?;
    let day = vauban_model::Date::from_days(moment.seconds.div_euclid(86_400)).ok_or("the clock shows no date")?;
    let second = moment.seconds.rem_euclid(86_400);
    let text = format!("{day}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
    Time::parse(&text)
}
