//! The dossier of a product: everything an assessor asks of a requirement, in rows. One function, so that another
//! rendering can take its place.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::competence::{serves, valid_on};
use vauban_analysis::responsibilities::Responsibilities;
use vauban_analysis::status::{By, RequirementStatus, Status};
use vauban_engine::Compilation;
use vauban_model::kinds::values::Covered;
use vauban_model::kinds::{Release, Review};
use vauban_model::{AnyId, Date, Kind, Record, Ref, SignatureFact};
use vauban_report::pack::{AspectRow, ClauseRow, CompetenceRow, Dossier, RecordRow, RequirementRow, ReviewFindingRow};

/// What the dossier is about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The product, of those of the compilation.
    pub product: Option<AnyId>,
    /// The release.
    pub release: Option<usize>,
    /// Practices and requirements; empty for all.
    pub scope: Vec<String>,
    /// Until when it is kept.
    pub keep_until: String,
}

/// Where a file stands in the pack, and its digest where an assessor may know it.
pub type Items = BTreeMap<String, (String, Option<String>)>;

/// A release of a product by id or version.
pub fn release(compiled: &Compilation, product: Option<AnyId>, word: &str) -> Result<usize, String> {
    let word = word.strip_prefix("release.").unwrap_or(word);
    let mine = |one: &&Record<Release>| {
        let of = one.product.as_ref().and_then(Ref::to);
        !one.head.removed && (product.is_none() || of.is_none() || of == product)
    };
    let known = || compiled.model.release.iter().filter(mine);
    let named = |one: &Record<Release>| {
        *one.head.id == *word || one.version.as_ref().is_some_and(|version| version.trim() == word)
    };
    compiled.model.release.iter().position(|one| mine(&one) && named(one)).ok_or_else(|| {
        let ids: Vec<&str> = known().map(|one| &*one.head.id).collect();
        let near = vauban_diagnostics::nearest(word, ids.iter().copied());
        match near {
            Some(near) => format!("there is no release `{word}`; did you mean `{near}`?"),
            None => format!("there is no release `{word}` (known: {})", ids.join(", ")),
        }
    })
}

/// The dossier.
pub fn dossier(compiled: &Compilation, asked: &Asked, items: &Items) -> Result<Dossier, String> {
    let model = &compiled.model;
    let name = asked.product.map_or_else(String::new, |id| model.head(id).id.to_string());
    let status = compiled.statuses().iter().find(|status| status.product == name);
    let status = status.ok_or_else(|| format!("there is no product `{name}`"))?;
    let release = asked.release.and_then(|at| model.release.get(at));
    let day = release.and_then(|release| release.date).map(|day| day.date);
    let responsibilities = compiled.responsibilities(asked.product);
    let day_of_proofs = day.unwrap_or(compiled.today());
    let teller = Teller { compiled, release, day: day_of_proofs, items, responsibilities };
    let wanted = |row: &&RequirementStatus| {
        asked.scope.is_empty() || asked.scope.iter().any(|id| covers(id, &row.id) || row.practice == *id)
    };
    let requirements: Vec<RequirementRow> =
        status.requirements.iter().filter(wanted).map(|row| teller.requirement(row)).collect();
    if let Some(id) =
        asked.scope.iter().find(|id| !status.requirements.iter().any(|row| covers(id, &row.id) || row.practice == **id))
    {
        return Err(format!("`{id}` is no practice or requirement; try SD or SD-3"));
    }
    Ok(Dossier {
        schema: "vauban/pack-index/1",
        product: name,
        version: status.version.clone(),
        release: release.map(|release| release.head.id.to_string()),
        released: day.map(|day| day.to_string()),
        date: compiled.today().to_string(),
        keep_until: asked.keep_until.clone(),
        edition: status.edition.clone(),
        requirements,
    })
}

/// The statuses that are packed: those of the product.
pub fn statuses(compiled: &Compilation, product: &str) -> Vec<Status> {
    compiled.statuses().iter().filter(|status| status.product == product).cloned().collect()
}

/// Whether an id is a requirement or one of its aspects.
fn covers(id: &str, requirement: &str) -> bool {
    let id = id.rsplit(':').next().unwrap_or(id);
    id == requirement || id.strip_prefix(requirement).is_some_and(|rest| rest.starts_with('.'))
}

struct Teller<'a> {
    compiled: &'a Compilation,
    release: Option<&'a Record<Release>>,
    day: Date,
    items: &'a Items,
    responsibilities: Option<Responsibilities>,
}

impl Teller<'_> {
    fn requirement(&self, row: &RequirementStatus) -> RequirementRow {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for evidence in row.aspects.iter().flat_map(|aspect| &aspect.evidence) {
            names.insert(&evidence.record);
        }
        // What the release names as the record of the requirement, whatever else shows it.
        if let Some(release) = self.release {
            let checked = release
                .checked
                .iter()
                .filter(|one| one.requirement.as_ref().is_some_and(|clause| covers(&clause.0, &row.id)));
            names.extend(checked.filter_map(|one| one.record.as_ref()).map(|record| record.trim()));
        }
        let records: Vec<RecordRow> = names.into_iter().filter_map(|name| self.record(name, row)).collect();
        let reviews: Vec<&Record<Review>> = records
            .iter()
            .filter_map(|record| self.compiled.model.named(&record.record).filter(|id| id.kind == Kind::Review))
            .filter_map(|id| self.compiled.model.review.get(id.at as usize))
            .collect();
        RequirementRow {
            id: row.id.clone(),
            title: row.title.clone(),
            verdict: row.verdict.word().to_owned(),
            maturity: row.maturity,
            next: row.next.clone(),
            clauses: self.clauses(&row.id),
            people: self.people(&row.id, &reviews),
            aspects: row
                .aspects
                .iter()
                .map(|aspect| AspectRow {
                    id: aspect.id.clone(),
                    text: aspect.text.clone(),
                    verdict: aspect.verdict.word().to_owned(),
                    by: aspect.by.map(By::word).map(str::to_owned),
                    how: aspect.how.clone(),
                    next: aspect.next.clone(),
                    evidence: aspect.evidence.iter().map(|one| one.record.clone()).collect(),
                })
                .collect(),
            findings: reviews.iter().flat_map(|review| self.findings(review)).collect(),
            records,
        }
    }

    fn name(&self, id: AnyId) -> String {
        self.compiled.model.head(id).name()
    }

    fn of<T>(&self, link: &Option<Ref<T>>) -> String {
        link.as_ref().and_then(Ref::to).map_or_else(String::new, |id| self.name(id))
    }

    fn hash(&self, file: &str) -> (Option<String>, Option<String>) {
        self.items.get(file).map_or((None, None), |(item, sha256)| (Some(item.clone()), sha256.clone()))
    }

    fn clauses(&self, requirement: &str) -> Vec<ClauseRow> {
        let model = &self.compiled.model;
        let mut rows = Vec::new();
        for (at, process) in model.process.iter().enumerate().filter(|(_, one)| !one.head.removed) {
            let id = AnyId { kind: Kind::Process, at: at as u32 };
            let (file, _) = model.place(id);
            let row = |section: &str, covers: Vec<String>| ClauseRow {
                process: process.head.name(),
                section: section.to_owned(),
                covers,
                version: process.version.as_ref().map_or_else(String::new, |text| text.trim().to_owned()),
                approved_by: self.of(&process.approved_by),
                date: process.date.map_or_else(String::new, |day| day.date.to_string()),
                sha256: self.hash(&file).1,
                file: file.clone(),
            };
            let whole: Vec<String> = (process.covers.iter())
                .filter(|clause| covers(&clause.0, requirement))
                .map(|clause| clause.0.to_string())
                .collect();
            if !whole.is_empty() {
                rows.push(row("", whole));
            }
            let prose = model.prose.iter().filter(|prose| prose.record == Some(id));
            for section in prose.flat_map(|prose| &prose.sections) {
                let said = section.covers.iter().filter_map(|covered| match covered {
                    Covered::Clause(clause) if covers(&clause.0, requirement) => Some(clause.0.to_string()),
                    Covered::Clause(_) | Covered::Record(_) => None,
                });
                let said: Vec<String> = said.collect();
                if !said.is_empty() {
                    rows.push(row(&section.section.title, said));
                }
            }
        }
        rows
    }

    fn people(&self, requirement: &str, reviews: &[&Record<Review>]) -> Vec<CompetenceRow> {
        let mut rows = BTreeSet::new();
        let duty =
            self.responsibilities.iter().flat_map(|found| &found.duties).find(|duty| duty.requirement == requirement);
        let roles: BTreeSet<AnyId> =
            duty.iter().flat_map(|duty| duty.responsible.iter().chain(&duty.accountable)).copied().collect();
        for role in &roles {
            let record = self.compiled.model.role.get(role.at as usize);
            for person in record.iter().flat_map(|role| &role.held_by).filter_map(Ref::to) {
                rows.insert(self.competence(person, Some(*role), self.name(*role), self.day));
            }
            let held = record.iter().flat_map(|role| &role.held);
            for held in held.filter(|one| {
                one.from.is_none_or(|from| from.date <= self.day)
                    && one.until.is_none_or(|until| self.day <= until.date)
            }) {
                if let Some(person) = held.person.as_ref().and_then(Ref::to) {
                    rows.insert(self.competence(person, Some(*role), self.name(*role), self.day));
                }
            }
        }
        for review in reviews {
            let on = review.date.map_or(self.day, |day| day.date);
            for one in &review.participants {
                let Some(person) = one.person.as_ref().and_then(Ref::to) else { continue };
                let discipline = one.discipline.as_ref().map_or("taking part", |word| word.value.word());
                rows.insert(self.competence(person, None, format!("{discipline} in {}", review.head.name()), on));
            }
        }
        rows.into_iter().collect()
    }

    fn competence(&self, person: AnyId, role: Option<AnyId>, acts_as: String, on: Date) -> CompetenceRow {
        let proofs = self.compiled.model.competence.iter().filter(|proof| {
            proof.person.as_ref().and_then(Ref::to) == Some(person)
                && valid_on(proof, on)
                && role.is_none_or(|role| serves(proof, role))
        });
        let proofs: Vec<String> = proofs
            .map(|proof| {
                let shown = proof.shown_by.as_ref().map_or_else(String::new, |text| text.trim().to_owned());
                let until = proof.valid_until.map_or_else(String::new, |day| format!(", until {}", day.date));
                let from = proof.date.map_or_else(String::new, |day| format!(", shown {}", day.date));
                format!("{}: {shown}{from}{until}", proof.head.name())
            })
            .collect();
        let on = on.to_string();
        CompetenceRow { person: self.name(person), acts_as, on, competent: !proofs.is_empty(), proofs }
    }

    /// A record or file; none for one that is about other releases alone.
    fn record(&self, name: &str, row: &RequirementStatus) -> Option<RecordRow> {
        let model = &self.compiled.model;
        let Some(id) = model.named(name) else {
            let said = row.aspects.iter().flat_map(|aspect| &aspect.evidence).find(|one| one.record == name)?;
            let file = if said.file.is_empty() { name } else { &said.file };
            let (item, sha256) = self.hash(file);
            return Some(RecordRow {
                record: name.to_owned(),
                file: file.to_owned(),
                line: said.line,
                item,
                sha256,
                version: String::new(),
                author: Vec::new(),
                approver: String::new(),
                date: String::new(),
                signatures: Vec::new(),
            });
        };
        let (file, line) = model.place(id);
        let (item, sha256) = self.hash(&file);
        let mut told = RecordRow {
            record: name.to_owned(),
            file,
            line,
            item,
            sha256,
            version: String::new(),
            author: Vec::new(),
            approver: String::new(),
            date: String::new(),
            signatures: Vec::new(),
        };
        let text =
            |text: &Option<vauban_model::Text>| text.as_ref().map_or_else(String::new, |one| one.trim().to_owned());
        match id.kind {
            Kind::Review => {
                let review = model.review.get(id.at as usize)?;
                let of: Vec<AnyId> = review.release.iter().filter_map(Ref::to).collect();
                let other = |release: &Record<Release>| {
                    !of.is_empty() && !of.iter().any(|one| model.head(*one).id == release.head.id)
                };
                if self.release.is_some_and(other) {
                    return None;
                }
                told.version = text(&review.version);
                told.author = review
                    .participants
                    .iter()
                    .filter_map(|one| one.person.as_ref()?.to())
                    .map(|id| self.name(id))
                    .collect();
                told.approver = self.of(&review.approved_by);
                told.date = review.date.map_or_else(String::new, |day| day.date.to_string());
                told.signatures = self.signatures(review);
            }
            Kind::Process => {
                let process = model.process.get(id.at as usize)?;
                told.version = text(&process.version);
                told.approver = self.of(&process.approved_by);
                told.date = process.date.map_or_else(String::new, |day| day.date.to_string());
            }
            Kind::Release => {
                let release = model.release.get(id.at as usize)?;
                if self.release.is_some_and(|asked| asked.head.id != release.head.id) {
                    return None;
                }
                told.version = text(&release.version);
                told.approver = self.of(&release.approved_by);
                told.date = release.date.map_or_else(String::new, |day| day.date.to_string());
            }
            Kind::TestRun => {
                let run = model.test_run.get(id.at as usize)?;
                let of: Vec<AnyId> = run.release.iter().filter_map(Ref::to).collect();
                if let Some(release) = self.release
                    && !of.is_empty()
                    && !of.iter().any(|one| model.head(*one).id == release.head.id)
                {
                    return None;
                }
                told.version = text(&run.tool_version);
                told.author = run.executed_by.iter().filter_map(Ref::to).map(|id| self.name(id)).collect();
                told.approver =
                    run.judged_by.iter().filter_map(Ref::to).map(|id| self.name(id)).collect::<Vec<_>>().join(", ");
                told.date = run.date.map_or_else(String::new, |day| day.date.to_string());
            }
            Kind::Context => {
                let context = model.context.get(id.at as usize)?;
                told.approver = self.of(&context.approved_by);
                told.date = context.date.map_or_else(String::new, |day| day.date.to_string());
            }
            Kind::Statement => {
                let statement = model.statement.get(id.at as usize)?;
                told.author = statement.by.as_ref().and_then(Ref::to).map(|id| self.name(id)).into_iter().collect();
                told.approver = self.of(&statement.approved_by);
                told.date = statement.date.map_or_else(String::new, |day| day.date.to_string());
            }
            // Others carry no approval of their own: it stands in the review that saw them.
            _ => {}
        }
        Some(told)
    }

    fn signatures(&self, review: &Record<Review>) -> Vec<String> {
        let one = |(at, signature): (usize, &vauban_model::kinds::Signature)| {
            let by = self.of(&signature.by);
            let day = signature.date.map_or_else(String::new, |day| format!(" on {}", day.date));
            let fact = self.compiled.facts.signatures.get(&(review.head.name(), at));
            let state = match fact {
                Some(SignatureFact::Good) => "the signature holds".to_owned(),
                Some(SignatureFact::Elsewhere) => "a signed document, which is the one that was meant".to_owned(),
                Some(SignatureFact::Bad(why)) => format!("the signature does NOT hold: {why}"),
                Some(SignatureFact::Unchecked(why)) => format!("not checked: {why}"),
                None => "not checked".to_owned(),
            };
            format!("signed by {by}{day}: {state}")
        };
        review.signatures.iter().enumerate().map(one).collect()
    }

    fn findings(&self, review: &Record<Review>) -> Vec<ReviewFindingRow> {
        let file = &self.compiled.model.sources.file(review.head.header.file).path;
        // What the file says is kept back from whoever may not read the file.
        let withheld = matches!(self.items.get(file), Some((_, None)));
        let said = |text: &Option<vauban_model::Text>| match (text, withheld) {
            (None, _) => String::new(),
            (Some(_), true) => "withheld".to_owned(),
            (Some(text), false) => text.trim().to_owned(),
        };
        let row = |one: &vauban_model::kinds::ReviewFinding| ReviewFindingRow {
            review: review.head.name(),
            text: said(&one.text),
            closed: one.closed.map(|day| day.date.to_string()),
            how: said(&one.closed_how),
            verified_by: self.of(&one.verified_by),
        };
        review.findings.iter().map(row).collect()
    }
}
