//! The catalogs that are compiled in, each parsed on first use.
//!
//! They are tested to be without mistakes. Should one have some all the same, an empty catalog stands in and
//! the mistakes are kept for [`crate::Catalogs::problems`]: a library does not panic over its own data.

use std::sync::{Arc, OnceLock};

use crate::component::ComponentRequirements;
use crate::error::CatalogError;
use crate::framework::Framework;
use crate::lifecycle::Lifecycle;
use crate::ssvc::Table;
use crate::terms::Terms;
use crate::threats::Threats;

macro_rules! file {
    ($path:literal) => {
        (concat!("catalog/", $path), include_str!(concat!("../../../catalog/", $path)))
    };
}

const LIFECYCLE: (&str, &str) = file!("iec62443-4-1/2018.toml");
const DRAFTS: [(&str, &str); 1] = [file!("iec62443-4-1/2018-A11.toml")];
const COMPONENT: (&str, &str) = file!("iec62443-4-2/2019.toml");
const TERMS: (&str, &str) = file!("terms/terms.toml");
const THREATS: [(&str, &str); 4] = [
    file!("threats/attributes.toml"),
    file!("threats/protocols.toml"),
    file!("threats/mechanisms.toml"),
    file!("threats/rules.toml"),
];
const FRAMEWORKS: [(&str, &str); 4] =
    [file!("cra/2024.toml"), file!("en18031/2024.toml"), file!("en303645/3.1.3.toml"), file!("ssdf/1.1.toml")];
const DECISION_TABLES: [(&str, &str); 9] = [
    file!("ssvc/supplier.toml"),
    file!("ssvc/deployer.toml"),
    file!("ssvc/coordinator-triage.toml"),
    file!("ssvc/coordinator-publish.toml"),
    file!("ssvc/cisa-coordinator.toml"),
    file!("ssvc/cisa-bod-26-04.toml"),
    file!("ssvc/utility.toml"),
    file!("ssvc/human-impact.toml"),
    file!("ssvc/public-safety-impact.toml"),
];

/// The catalogs that are compiled in, by path, as they are.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    [LIFECYCLE, COMPONENT, TERMS].into_iter().chain(DRAFTS).chain(THREATS).chain(FRAMEWORKS).chain(DECISION_TABLES)
}

/// A catalog and what was wrong with its file.
pub(crate) struct Loaded<T> {
    pub(crate) value: T,
    pub(crate) problems: Vec<CatalogError>,
}

impl<T: Default> From<Result<T, Vec<CatalogError>>> for Loaded<T> {
    fn from(parsed: Result<T, Vec<CatalogError>>) -> Self {
        match parsed {
            Ok(value) => Loaded { value, problems: Vec::new() },
            Err(problems) => Loaded { value: T::default(), problems },
        }
    }
}

pub(crate) fn lifecycle() -> &'static Loaded<Lifecycle> {
    static LOADED: OnceLock<Loaded<Lifecycle>> = OnceLock::new();
    LOADED.get_or_init(|| Lifecycle::parse(LIFECYCLE.0, LIFECYCLE.1).into())
}

/// Editions that nobody can be held to yet, and that are in force only where a project names them.
pub(crate) fn drafts() -> &'static [Loaded<Arc<Lifecycle>>] {
    static LOADED: OnceLock<Vec<Loaded<Arc<Lifecycle>>>> = OnceLock::new();
    LOADED.get_or_init(|| DRAFTS.iter().map(|(file, text)| Lifecycle::parse(file, text).map(Arc::new).into()).collect())
}

pub(crate) fn component() -> &'static Loaded<ComponentRequirements> {
    static LOADED: OnceLock<Loaded<ComponentRequirements>> = OnceLock::new();
    LOADED.get_or_init(|| ComponentRequirements::parse(COMPONENT.0, COMPONENT.1).into())
}

pub(crate) fn threats() -> &'static Loaded<Threats> {
    static LOADED: OnceLock<Loaded<Threats>> = OnceLock::new();
    LOADED.get_or_init(|| Threats::parse(&THREATS, &component().value, &lifecycle().value).into())
}

pub(crate) fn terms() -> &'static Loaded<Terms> {
    static LOADED: OnceLock<Loaded<Terms>> = OnceLock::new();
    LOADED.get_or_init(|| Terms::parse(TERMS.0, TERMS.1).into())
}

pub(crate) fn frameworks() -> &'static [Loaded<Arc<Framework>>] {
    static LOADED: OnceLock<Vec<Loaded<Arc<Framework>>>> = OnceLock::new();
    LOADED.get_or_init(|| {
        FRAMEWORKS.iter().map(|(file, text)| Framework::parse(file, text).map(Arc::new).into()).collect()
    })
}

pub(crate) fn decision_tables() -> &'static [Table] {
    static LOADED: OnceLock<Vec<Table>> = OnceLock::new();
    // Tables are tested to be without mistakes; one with any would be left out and could not be asked.
    LOADED.get_or_init(|| DECISION_TABLES.iter().filter_map(|(file, text)| Table::parse(file, text).ok()).collect())
}
