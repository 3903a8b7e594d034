//! What the records hold of what the catalog says a point of the law is answered from: `product`, `contact`, `sbom`.

use std::collections::BTreeMap;

use vauban_catalog::Named;
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Kind, Ref};

use super::{Bill, Lack, Look, Pinned, Support, said, trimmed};
use crate::status::Verdict;

/// What the records hold of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Records that hold it.
    pub records: Vec<AnyId>,
    /// What they say, in sentences.
    pub says: Vec<String>,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

/// A section that users read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The guideline or manual.
    pub by: AnyId,
    /// Its anchor.
    pub anchor: String,
    /// Its heading.
    pub title: String,
}

/// What is held, looked up once.
pub(super) struct Holdings<'l, 'a> {
    look: &'l Look<'a>,
    support: &'l Support,
    bills: &'l [Bill],
    /// Sections by what they cover: a requirement of the process, or a point of the law.
    covered: BTreeMap<String, Vec<Place>>,
}

impl<'l, 'a> Holdings<'l, 'a> {
    pub(super) fn new(look: &'l Look<'a>, support: &'l Support, bills: &'l [Bill]) -> Holdings<'l, 'a> {
        let mut covered: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        let mut add = |what: &Covered, place: &Place| {
            let Covered::Clause(clause) = what else { return };
            let key = match look.ground.catalogs.resolve(&clause.0) {
                Some(Named::Requirement(_, requirement) | Named::Aspect(_, requirement, _)) => requirement.id.clone(),
                Some(Named::Entry(framework, entry)) if framework.id == "cra" => entry.id.clone(),
                Some(Named::Entry(..) | Named::Practice(..) | Named::Control(..)) | None => return,
            };
            let places = covered.entry(key).or_default();
            if places.last() != Some(place) {
                places.push(place.clone());
            }
        };
        let model = look.ground.model;
        for prose in &model.prose {
            let Some(by) = prose.record.filter(|id| id.kind == Kind::Guideline && look.mine(model.head(*id))) else {
                continue;
            };
            for one in prose.sections.iter().filter(|one| one.section.has_text) {
                let place = Place { by, anchor: one.section.id.clone(), title: one.section.title.clone() };
                one.covers.iter().for_each(|what| add(what, &place));
            }
        }
        for (by, manual) in look.each(Kind::Manual, &model.manual) {
            for one in &manual.sections {
                let anchor = one.anchor.as_ref().map_or_else(String::new, |text| text.trim().to_owned());
                let place = Place { by, anchor, title: trimmed(&one.title) };
                one.covers.iter().for_each(|what| add(what, &place));
            }
        }
        Holdings { look, support, bills, covered }
    }

    /// Sections that cover a requirement of the process or a point of the law.
    pub(super) fn places(&self, what: &str) -> &[Place] {
        self.covered.get(what).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is held of a thing that the catalog calls by a word. A word that nobody knows is missing, never passed over.
    pub(super) fn of(&self, word: &str) -> Holding {
        let model = self.look.ground.model;
        match word {
            "product" => self.product(),
            "manufacturer" => self.manufacturer(),
            "context" => self.context(),
            "contact" => self.contact(),
            "policy" => self.policy(),
            "release" => self.release(),
            "sbom" => self.sbom(),
            "support-period" => self.support_period(),
            "declaration" => self.declaration(),
            "attachment" => self.pictures(),
            "process" => self.production(),
            "standard-claim" => self.standards(),
            "risk-assessment" | "threat" => {
                self.by_verdict("SR-2", Kind::Disposition, "`vauban threats` says what is undecided")
            }
            "design-review" => self.by_verdict("SD-3", Kind::Review, "`vauban review` says which are missing or stale"),
            "update" => self.by_verdict("SUM-4", Kind::Update, "`vauban status SUM-4` says what is open"),
            "test" => self.tests(),
            "evidence" => {
                self.records(model.evidence.len() + model.test_run.len(), Kind::TestRun, "no file shows anything")
            }
            "guideline" => self.records(
                model.guideline.len() + model.manual.len(),
                Kind::Guideline,
                "no guideline tells users anything",
            ),
            "mechanism" => self.records(model.mechanism.len(), Kind::Mechanism, "no mechanism is recorded"),
            "interface" => self.records(model.interface.len(), Kind::Interface, "no interface is recorded"),
            "data-flow" => self.records(model.flow.len(), Kind::Flow, "no flow is recorded"),
            "trust-boundary" => self.records(model.boundary.len(), Kind::Boundary, "no trust boundary is recorded"),
            "requirement" => self.records(model.requirement.len(), Kind::Requirement, "no requirement is recorded"),
            other => Holding {
                lacks: vec![Lack::new(
                    format!("the catalog asks for `{other}`, and nobody here knows what holds it"),
                    "put the catalog right, or wait for a newer program",
                )],
                ..Holding::default()
            },
        }
    }

    fn lack(what: impl Into<String>, next: impl Into<String>) -> Holding {
        Holding { lacks: vec![Lack::new(what, next)], ..Holding::default() }
    }

    /// All records of a kind that are about the product; missing where there is none.
    fn records(&self, there: usize, kind: Kind, what: &str) -> Holding {
        let model = self.look.ground.model;
        let all = (0..model.count(kind) as u32).map(|at| AnyId { kind, at });
        let records: Vec<AnyId> = all.filter(|id| self.look.mine(model.head(*id))).collect();
        if records.is_empty() && (there == 0 || !matches!(kind, Kind::TestRun | Kind::Guideline)) {
            return Self::lack(what, format!("add `[{}.ID]`", kind.name()));
        }
        Holding { records, ..Holding::default() }
    }

    /// Records of a kind, as far as the requirement of the process behind them is met.
    fn by_verdict(&self, requirement: &str, kind: Kind, next: &str) -> Holding {
        let mut held = self.records(0, kind, &format!("nothing is recorded for {requirement}"));
        let status =
            self.look.ground.status.and_then(|status| status.requirements.iter().find(|one| one.id == requirement));
        match status.map(|one| one.verdict) {
            Some(Verdict::Met | Verdict::NotApplicable) => {}
            Some(verdict) => held.lacks.push(Lack::new(format!("{requirement} is {}", verdict.word()), next)),
            None => held.lacks.push(Lack::new(format!("nothing is known of {requirement}"), next)),
        }
        held
    }

    fn product(&self) -> Holding {
        let Some(product) = self.look.product() else { return Holding::default() };
        let mut held = Holding { records: vec![self.look.ground.product], ..Holding::default() };
        held.says
            .push(product.name.as_ref().map_or_else(|| product.head.id.to_string(), |name| name.trim().to_owned()));
        match self.look.decisions().filter(|record| said(&record.identified_by)) {
            Some(record) => held.says.push(trimmed(&record.identified_by)),
            None => held.lacks.push(Lack::new(
                "nothing says what tells one unit from another",
                format!("add `identified-by` to `{}`", self.look.header()),
            )),
        }
        held
    }

    fn manufacturer(&self) -> Holding {
        let header = self.look.header();
        let known = self.look.decisions().and_then(|record| record.manufacturer.as_ref());
        let product = self.look.product().and_then(|product| product.manufacturer.as_ref());
        let name = known.and_then(|one| one.name.as_ref()).or(product);
        let mut held =
            Holding { records: self.look.record.map(|(id, _)| id).into_iter().collect(), ..Holding::default() };
        let texts = [
            (name, "the manufacturer has no name", "name"),
            (known.and_then(|one| one.address.as_ref()), "the manufacturer has no postal address", "address"),
            (known.and_then(|one| one.mail.as_ref()), "the manufacturer has no digital contact", "mail"),
        ];
        for (text, what, key) in texts {
            match text.map(|text| text.trim()).filter(|text| !text.is_empty()) {
                Some(text) => held.says.push(text.to_owned()),
                None => held.lacks.push(Lack::new(what, format!("add `{key}` to `manufacturer` of `{header}`"))),
            }
        }
        held.says.extend(known.and_then(|one| one.site.as_ref()).map(|site| site.trim().to_owned()));
        held
    }

    fn context(&self) -> Holding {
        let model = self.look.ground.model;
        let header = self.look.header();
        let mut held = Holding::default();
        for (id, context) in self.look.each(Kind::Context, &model.context) {
            held.records.push(id);
            held.says.extend(context.intended_use.as_ref().map(|text| text.trim().to_owned()));
        }
        let record = self.look.decisions();
        held.says.extend(record.filter(|record| said(&record.purpose)).map(|record| trimmed(&record.purpose)));
        if held.says.is_empty() {
            held.lacks.push(Lack::new("no intended purpose is said", "add `intended-use` to `[context.ID]`"));
        }
        match record.filter(|record| said(&record.functions)) {
            Some(record) => held.says.push(trimmed(&record.functions)),
            None => {
                held.lacks.push(Lack::new("no essential functions are said", format!("add `functions` to `{header}`")));
            }
        }
        held
    }

    fn contact(&self) -> Holding {
        let model = self.look.ground.model;
        let mut held = Holding::default();
        for (id, one) in self.look.each(Kind::Disclosure, &model.disclosure) {
            held.records.push(id);
            for intake in one.intake.iter().filter_map(Ref::to) {
                held.records.push(intake);
                held.says.extend(model.intake.get(intake.at as usize).map(|intake| trimmed(&intake.address)));
            }
        }
        if held.says.is_empty() {
            held.lacks.push(Lack::new(
                "no single point of contact for vulnerabilities is published",
                "add `[disclosure.ID]` with `intake`; `vauban disclosure` writes security.txt from it",
            ));
        }
        held
    }

    fn policy(&self) -> Holding {
        let model = self.look.ground.model;
        let mut held = Holding::default();
        for (id, one) in self.look.each(Kind::Disclosure, &model.disclosure).filter(|(_, one)| said(&one.policy)) {
            held.records.push(id);
            held.says.push(trimmed(&one.policy));
        }
        if held.says.is_empty() {
            held.lacks.push(Lack::new(
                "no policy of disclosure is published",
                "add `policy` to `[disclosure.ID]`; `vauban disclosure policy` writes it",
            ));
        }
        held
    }

    fn release(&self) -> Holding {
        match self.look.release() {
            Some((id, release)) => {
                Holding { records: vec![id], says: vec![trimmed(&release.version)], ..Holding::default() }
            }
            None => Self::lack("no release is recorded", "add `[release.ID]`; `vauban release prepare` helps"),
        }
    }

    fn sbom(&self) -> Holding {
        let mut held =
            Holding { records: self.look.release().map(|(id, _)| id).into_iter().collect(), ..Holding::default() };
        for bill in self.bills {
            match bill.pinned {
                Pinned::Same => held.says.push(bill.path.clone()),
                Pinned::Differs | Pinned::NotPinned | Pinned::NotHere => held.lacks.push(Lack::new(
                    format!("bill of materials {}: {}", bill.path, bill.pinned.phrase()),
                    "`vauban evidence add FILE --release ID` pins the file that was delivered",
                )),
            }
        }
        if self.bills.is_empty() {
            held.lacks.push(Lack::new("the release has no bill of materials", "add `sbom` to `[release.ID]`"));
        }
        held
    }

    fn support_period(&self) -> Holding {
        let mut held =
            Holding { records: self.look.record.map(|(id, _)| id).into_iter().collect(), ..Holding::default() };
        if let Some(until) = self.support.until {
            held.says.push(format!("until the end of {}", until.to_string().get(..7).unwrap_or_default()));
        }
        held.says.extend(Some(self.support.kind.clone()).filter(|kind| !kind.is_empty()));
        held.lacks.clone_from(&self.support.lacks);
        held
    }

    fn declaration(&self) -> Holding {
        let declaration = self.look.decisions().and_then(|record| record.declaration.as_ref());
        match declaration.filter(|one| said(&one.address)) {
            Some(one) => Holding {
                records: self.look.record.map(|(id, _)| id).into_iter().collect(),
                says: vec![trimmed(&one.address)],
                lacks: Vec::new(),
            },
            None => Self::lack(
                "nobody says where users find the declaration",
                format!("add `address` to `declaration` of `{}`", self.look.header()),
            ),
        }
    }

    fn pictures(&self) -> Holding {
        let pictures = self.look.decisions().map(|record| record.pictures.as_slice()).unwrap_or_default();
        let mut held = Holding::default();
        for picture in pictures {
            match picture.file.as_ref().and_then(|file| super::solution::file(self.look, file)) {
                Some(file) if file.digest.is_some() => {
                    held.says.push(format!("{} ({})", trimmed(&picture.shows), file.path));
                }
                Some(file) => held.lacks.push(Lack::new(
                    format!("picture {} is not here", file.path),
                    "put the file there, or correct its path",
                )),
                None => held.lacks.push(Lack::new("a picture names no file", "correct `file` of `pictures`")),
            }
        }
        held.records.extend(self.look.record.map(|(id, _)| id));
        if pictures.is_empty() {
            held.lacks.push(Lack::new(
                "no photograph or drawing shows the hardware",
                format!("add `pictures = [{{ file, shows }}]` to `{}`", self.look.header()),
            ));
        }
        held
    }

    fn production(&self) -> Holding {
        let header = self.look.header();
        let Some(production) = self.look.decisions().and_then(|record| record.production.as_ref()) else {
            return Self::lack(
                "production and monitoring are not described",
                format!("add `production = {{ text, monitoring, validation, processes }}` to `{header}`"),
            );
        };
        let mut held =
            Holding { records: production.processes.iter().filter_map(Ref::to).collect(), ..Holding::default() };
        let texts = [
            (&production.text, "how it is produced", "text"),
            (&production.monitoring, "how production and field are watched", "monitoring"),
            (&production.validation, "how these processes are validated", "validation"),
        ];
        for (text, what, key) in texts {
            match said(text) {
                true => held.says.push(trimmed(text)),
                false => held.lacks.push(Lack::new(
                    format!("nobody says {what}"),
                    format!("add `{key}` to `production` of `{header}`"),
                )),
            }
        }
        held
    }

    fn standards(&self) -> Holding {
        match self.look.decisions().filter(|record| !record.standards.is_empty()) {
            Some(record) => Holding {
                records: self.look.record.map(|(id, _)| id).into_iter().collect(),
                says: record.standards.iter().map(|one| trimmed(&one.id)).collect(),
                lacks: Vec::new(),
            },
            None => Self::lack(
                "no standard or specification is named as applied",
                format!("add `standards = [{{ id, … }}]` to `{}`", self.look.header()),
            ),
        }
    }

    fn tests(&self) -> Holding {
        let mut held = self.records(0, Kind::Test, "no test is recorded");
        let open = self.look.open_tests();
        if !open.is_empty() {
            let names: Vec<String> = open.iter().take(3).map(|(test, ..)| format!("`{}`", test.head.name())).collect();
            let more = open.len().saturating_sub(names.len());
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let what = format!("tests have not passed on the release: {}{more}", names.join(", "));
            held.lacks.push(Lack::new(what, "`vauban trace` says why"));
        }
        held
    }
}
