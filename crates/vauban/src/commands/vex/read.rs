//! Files of statements and bills of materials from disk, and the statements of the project's own records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vauban_export::vex::{Basis, Maker, ground, statements};
use vauban_report::vex::Problem;
use vauban_vex::precedence::Mechanism;
use vauban_vex::read::{Boms, Reading};
use vauban_vex::{Document, Severity, Time};

use crate::args::Arguments;
use crate::depth::{Tests, product};
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
    /// How many products it speaks of.
    pub(super) products: usize,
    /// How its mechanisms stand, where it speaks of one product.
    pub(super) mechanisms: BTreeMap<String, Mechanism>,
    /// Options of its builds.
    pub(super) options: BTreeMap<String, String>,
}

impl Own {
    /// What is said of another product. A statement about each of them grows by it, and holds only where it holds in all.
    fn add(&mut self, document: Document) {
        let mut said = std::mem::take(&mut self.document.statements);
        for one in document.statements {
            match said.iter_mut().find(|old| old.id == one.id) {
                Some(old) => {
                    old.products.extend(one.products);
                    if old.doubt.is_empty() {
                        old.doubt = one.doubt;
                    }
                }
                None => said.push(one),
            }
        }
        said.sort_by(|one, other| one.id.cmp(&other.id));
        self.document = Document { statements: said, ..document };
    }
}

/// The statements of the records in the folder, about one product or, where none is named, about all; nothing where there
/// is no project.
pub(super) fn own(arguments: &Arguments, named: Option<&str>, maker: &Maker) -> Result<Option<Own>, String> {
    if !session::folder(arguments).join("vauban.toml").is_file() {
        return Ok(None);
    }
    let (_, compiled) = session::design(arguments)?;
    let meant = match named {
        Some(_) => vec![product(&compiled, named)?],
        None => compiled.products(),
    };
    let mut own = Own { products: meant.len(), ..Own::default() };
    for product in meant {
        let depth = compiled.depth(product).ok_or("the design cannot be analysed")?;
        let verified = Tests(depth);
        let basis =
            Basis { model: &compiled.model, facts: &compiled.facts, verified: &verified, today: compiled.today() };
        let (document, _) = statements(basis, product, maker);
        (own.mechanisms, own.options) = ground(basis);
        own.add(document);
    }
    Ok(Some(own))
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
