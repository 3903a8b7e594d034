//! Decision tables of Stakeholder-Specific Vulnerability Categorization, executed as data.
//!
//! A table has inputs with few values each and one outcome for every combination; it never answers for a combination
//! that was not given whole. Inputs and values are named by our ids (`technical-impact`, `super-effective`), by the
//! keys of SSVC (`TI`, `S`) or by their titles, without regard to case. What a record keeps of a decision is the
//! reference of the table with its version ([`Table::reference`]) and the ids of inputs and outcome.

use std::fmt;

use crate::error::CatalogError;
use crate::read::{Reader, Shape, texts};

/// Most inputs of a table.
const MOST_INPUTS: usize = 12;
/// Most combinations of a table.
const MOST_ROWS: usize = 65_536;

/// A decision table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its id here: `supplier`.
    pub id: String,
    /// Its title: `Supplier Patch Development Priority`.
    pub title: String,
    /// Its key in SSVC, with the namespace: `ssvc:DT_SP`.
    pub key: String,
    /// Its version: `1.0.0`.
    pub version: String,
    /// What it decides.
    pub says: String,
    /// Its inputs.
    pub inputs: Vec<Point>,
    /// What comes out.
    pub outcome: Point,
    /// For every combination, the last input running fastest, the number of the outcome.
    rows: Vec<usize>,
}

/// A decision point: an input or the outcome, with what it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Its id here: `technical-impact`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its key in SSVC, with the namespace: `ssvc:TI`.
    pub key: String,
    /// Its version.
    pub version: String,
    /// What it asks.
    pub says: String,
    /// What it may be, from the least to the most.
    pub values: Vec<Choice>,
}

/// A value of a decision point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Its id here: `total`.
    pub id: String,
    /// Its key in SSVC: `T`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// When it applies.
    pub says: String,
}

/// What a table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'t> {
    /// The table.
    pub table: &'t Table,
    /// Each input with the value that was given, in the order of the table.
    pub inputs: Vec<(&'t Point, &'t Choice)>,
    /// The outcome.
    pub outcome: &'t Choice,
}

impl Table {
    /// Reads a table. A file with mistakes is refused as a whole, with all of them in the file's order.
    pub fn parse(file: &str, text: &str) -> Result<Table, Vec<CatalogError>> {
        let reader = Reader::new(file, text);
        let parsed = read(&reader);
        reader.finish(parsed)
    }

    /// A table from its parts: for every combination, the last input running fastest, the id or key of the outcome.
    ///
    /// # Errors
    /// What does not fit together.
    pub fn new(mut head: Table, inputs: Vec<Point>, outcome: Point, outcomes: &[&str]) -> Result<Table, String> {
        if inputs.is_empty() || inputs.len() > MOST_INPUTS {
            return Err(format!("{} inputs; a table has 1 to {MOST_INPUTS}", inputs.len()));
        }
        for point in inputs.iter().chain([&outcome]) {
            if point.values.is_empty() {
                return Err(format!("`{}` has no values", point.id));
            }
            for (at, value) in point.values.iter().enumerate() {
                if point.values[..at].iter().any(|other| other.is(&value.id) || other.is(&value.key)) {
                    return Err(format!("`{}` has `{}` twice", point.id, value.id));
                }
            }
        }
        for (at, point) in inputs.iter().enumerate() {
            if inputs[..at].iter().any(|other| other.id == point.id) {
                return Err(format!("the input `{}` stands there twice", point.id));
            }
        }
        let rows = inputs.iter().try_fold(1usize, |rows, point| rows.checked_mul(point.values.len()));
        let rows = rows.filter(|rows| *rows <= MOST_ROWS).ok_or("too many combinations")?;
        if outcomes.len() != rows {
            return Err(format!("{} outcomes for {rows} combinations", outcomes.len()));
        }
        let find = |name: &&str| {
            let at = outcome.values.iter().position(|value| value.is(name));
            at.ok_or_else(|| format!("`{name}` is no value of `{}`", outcome.id))
        };
        head.rows = outcomes.iter().map(find).collect::<Result<_, _>>()?;
        head.inputs = inputs;
        head.outcome = outcome;
        Ok(head)
    }

    /// The table with its version, as SSVC writes it and as a record keeps it: `ssvc:DT_SP:1.0.0`.
    pub fn reference(&self) -> String {
        format!("{}:{}", self.key, self.version)
    }

    /// What the table says to inputs, each named with its value, in any order.
    ///
    /// # Errors
    /// Every input that is unknown, missing, given twice or has a value it may not have, in the order of the table,
    /// unknown ones last.
    pub fn decide<N: AsRef<str>, V: AsRef<str>>(&self, given: &[(N, V)]) -> Result<Decision<'_>, Vec<InputError>> {
        let mut wrong = Vec::new();
        let mut inputs = Vec::with_capacity(self.inputs.len());
        let mut row = 0;
        for point in &self.inputs {
            let mut values = given.iter().filter(|(name, _)| point.is(name.as_ref()));
            let allowed = || point.values.iter().map(|value| value.id.clone()).collect();
            let Some((_, value)) = values.next() else {
                wrong.push(InputError::Missing { input: point.id.clone(), allowed: allowed() });
                continue;
            };
            if values.next().is_some() {
                wrong.push(InputError::Twice { input: point.id.clone() });
                continue;
            }
            let Some(at) = point.values.iter().position(|choice| choice.is(value.as_ref())) else {
                let value = value.as_ref().to_owned();
                wrong.push(InputError::Value { input: point.id.clone(), value, allowed: allowed() });
                continue;
            };
            row = row * point.values.len() + at;
            inputs.push((point, &point.values[at]));
        }
        for (name, _) in given {
            if !self.inputs.iter().any(|point| point.is(name.as_ref())) {
                let known = self.inputs.iter().map(|point| point.id.clone()).collect();
                wrong.push(InputError::Unknown { name: name.as_ref().to_owned(), known });
            }
        }
        match self.rows.get(row).and_then(|at| self.outcome.values.get(*at)) {
            Some(outcome) if wrong.is_empty() => Ok(Decision { table: self, inputs, outcome }),
            Some(_) | None => Err(wrong),
        }
    }
}

impl Point {
    /// Whether a name means this point: its id, its key with or without the namespace, or its title.
    pub fn is(&self, name: &str) -> bool {
        let key = self.key.split_once(':').map_or(&*self.key, |(_, key)| key);
        same(name, &self.id) || same(name, &self.key) || same(name, key) || same(name, &self.title)
    }
}

impl Choice {
    /// Whether a name means this value: its id, its key or its title.
    pub fn is(&self, name: &str) -> bool {
        same(name, &self.id) || same(name, &self.key) || same(name, &self.title)
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b)
}

/// What is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// The table asks for it.
    Missing {
        /// The input.
        input: String,
        /// What it may be.
        allowed: Vec<String>,
    },
    /// It is given twice.
    Twice {
        /// The input.
        input: String,
    },
    /// It may not be that.
    Value {
        /// The input.
        input: String,
        /// What was given.
        value: String,
        /// What it may be.
        allowed: Vec<String>,
    },
    /// The table has no such input.
    Unknown {
        /// What was given.
        name: String,
        /// The inputs it has.
        known: Vec<String>,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputError::Missing { input, allowed } => {
                write!(f, "`{input}` is missing; it may be {}", allowed.join(", "))
            }
            InputError::Twice { input } => write!(f, "`{input}` is given twice"),
            InputError::Value { input, value, allowed } => {
                write!(f, "`{}` is no value of `{input}`; it may be {}", value.escape_debug(), allowed.join(", "))
            }
            InputError::Unknown { name, known } => {
                write!(f, "there is no input `{}`; the table has {}", name.escape_debug(), known.join(", "))
            }
        }
    }
}

impl std::error::Error for InputError {}

/// All tables that are compiled in, in the order in which they are listed.
pub fn tables() -> &'static [Table] {
    crate::embedded::decision_tables()
}

/// The table with this id, or with this key of SSVC with or without its version.
pub fn table(name: &str) -> Option<&'static Table> {
    let fits = |table: &&Table| same(name, &table.id) || same(name, &table.key) || same(name, &table.reference());
    tables().iter().find(fits)
}

fn read(reader: &Reader) -> Table {
    let document = reader.parse();
    let root = reader.root(&document);
    let mut head = Table::default();
    let mut outcomes = Vec::new();
    let mut at = 0;
    if let Some(shape) = root.table_if("table", "a decision table") {
        at = shape.at();
        head.id = shape.text("id");
        head.title = shape.text("title");
        head.key = shape.text("key");
        head.version = shape.text("version");
        head.says = shape.text("says");
        outcomes = shape.placed_list("outcomes");
        shape.finish();
    } else {
        reader.refuse(0, "`[table]` is missing", None);
    }
    let inputs: Vec<Point> = root.tables("input", "an input").into_iter().map(point).collect();
    let outcome = match root.table_if("outcome", "the outcome") {
        Some(shape) => point(shape),
        None => {
            reader.refuse(0, "`[outcome]` is missing", None);
            Point::default()
        }
    };
    root.finish();
    let names = texts(&outcomes);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Table::new(head, inputs, outcome, &names).unwrap_or_else(|why| {
        reader.refuse(at, why, None);
        Table::default()
    })
}

fn point(shape: Shape<'_>) -> Point {
    let choice = |shape: Shape<'_>| {
        let choice = Choice {
            id: shape.text("id"),
            key: shape.text("key"),
            title: shape.text("title"),
            says: shape.text("says"),
        };
        shape.finish();
        choice
    };
    let point = Point {
        id: shape.text("id"),
        title: shape.text("title"),
        key: shape.text("key"),
        version: shape.text("version"),
        says: shape.text("says"),
        values: shape.tables("values", "a value").into_iter().map(choice).collect(),
    };
    shape.finish();
    point
}
