//! From the analysis of interfaces to what is shown of it: ids become names, spans become places.

use crate::which::{Chosen, Ways};
use vauban_analysis::interfaces::{Overview, Point, Question, Sheets};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Model};
use vauban_report::interfaces::{
    DepthCell, InterfaceRow, InterfacesReport, PointRow, QuestionRow, ReviewRow, WorstRow,
};

/// What is asked for.
#[derive(Debug)]
pub struct Wanted<'m> {
    /// Only this interface.
    pub only: Option<AnyId>,
    /// Which part of the design.
    pub chosen: Chosen<'m>,
    /// Only those with open questions.
    pub open: bool,
    /// With every question and its answers.
    pub questions: bool,
}

/// Answers a question about a product's interfaces.
pub fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    sheets: &Sheets<'_>,
    wanted: &Wanted<'_>,
) -> InterfacesReport {
    let teller = Teller { compiled, product };
    let mut ways = Ways::default();
    let overview = sheets.overview();
    let all = overview.len();
    let fits = |one: &&Overview| {
        wanted.only.is_none_or(|only| only == one.id)
            && (wanted.only.is_some() || wanted.chosen.admits(one.id))
            && (!wanted.open || one.open > 0)
    };
    let rows = overview.iter().filter(fits).map(|one| {
        let questions = match wanted.questions {
            true => sheets.sheet(one.id).questions.iter().map(|question| teller.question(question)).collect(),
            false => Vec::new(),
        };
        InterfaceRow { way: ways.of(&wanted.chosen, one.id), ..teller.row(one, questions) }
    });
    let interfaces: Vec<InterfaceRow> = rows.collect();
    let notes = match (all, interfaces.is_empty()) {
        (0, _) => vec![first_steps(&compiled.model)],
        (_, true) => vec!["No interface is what was asked for.".to_owned()],
        _ => Vec::new(),
    };
    InterfacesReport {
        product: compiled.worst_line(product),
        filter: wanted.chosen.told(interfaces.len(), all, "interfaces", "").filter(|_| wanted.only.is_none()),
        interfaces,
        all,
        single: wanted.only.is_some(),
        notes,
    }
}

/// What to write first, where there is no interface.
fn first_steps(model: &Model) -> String {
    let keys = "`vauban explain interface` lists the keys.";
    match model.component.first() {
        Some(component) => format!(
            "No interface is recorded yet. Write `[interface.ID]` with `on = \"{}\"` for every way in and out of it, \
             and of every other component. {keys}",
            component.head.id
        ),
        None => format!(
            "No interface is recorded yet. Write the zones first, as `[zone.ID]`, then a `[component.ID]` with its \
             `zone`, then `[interface.ID]` with `on = \"ID\"` for every way in and out of it. {keys}"
        ),
    }
}

struct Teller<'a> {
    compiled: &'a Compilation,
    product: Option<AnyId>,
}

impl Teller<'_> {
    fn id(&self, id: AnyId) -> String {
        self.compiled.model.head(id).id.to_string()
    }

    fn names(&self, ids: &[AnyId]) -> Vec<String> {
        ids.iter().map(|id| self.compiled.model.head(*id).name()).collect()
    }

    fn on(&self, id: AnyId) -> Option<AnyId> {
        self.compiled.model.interface.get(id.at as usize)?.on.as_ref()?.to()
    }

    fn row(&self, one: &Overview, questions: Vec<QuestionRow>) -> InterfaceRow {
        let model = &self.compiled.model;
        let head = model.head(one.id);
        let record = model.interface.get(one.id.at as usize);
        let (file, line) = model.place(one.id);
        let rows = self.compiled.depth(self.product).map(|depth| depth.rows.as_slice()).unwrap_or_default();
        let depth = one.shallow.iter().filter_map(|shallow| {
            let row = rows.get(shallow.row)?;
            Some(DepthCell {
                tier: shallow.tier.word(),
                reachable: row.reachable,
                depth: row.depth,
                at_least: row.at_least,
                required: row.required,
                asset: self.id(row.asset),
                property: row.property.word(),
                attacker: self.id(row.attacker),
            })
        });
        InterfaceRow {
            id: head.id.to_string(),
            title: head.common.title.as_ref().map_or(String::new(), |title| title.to_string()),
            component: self.on(one.id).map_or(String::new(), |on| self.id(on)),
            like: record.and_then(|record| record.like.as_ref()?.to()).map(|like| self.id(like)),
            reach: one.reach,
            exposure: one.exposure.map(vauban_model::Exposure::word),
            external: one.external,
            crosses: one.crosses,
            zones: one.zones.iter().map(|zone| self.id(*zone)).collect(),
            users: self.names(&one.users),
            protocol: one.protocol.clone(),
            port: one.port,
            enabled: one.enabled,
            worst: one.worst.map(|worth| WorstRow {
                asset: self.id(worth.asset),
                property: worth.property.word(),
                impact: worth.impact.word(),
            }),
            unanswered: one.unanswered,
            depth: depth.collect(),
            asked: one.asked,
            open: one.open,
            review: one.review.map(|seen| ReviewRow {
                id: self.id(seen.review),
                date: seen.date.to_string(),
                named: seen.named,
            }),
            questions,
            file,
            line,
            ..InterfaceRow::default()
        }
    }

    fn question(&self, question: &Question) -> QuestionRow {
        QuestionRow {
            id: question.letter.aspect(),
            asks: question.letter.asks(),
            asked: question.asked,
            answered: question.answered,
            like: question.like,
            contradiction: question.contradiction.clone(),
            missing: question.missing.iter().map(|gap| (gap.key.clone(), gap.what.clone())).collect(),
            computed: question.computed.iter().map(|point| self.point(point)).collect(),
            stated: question.stated.iter().map(|point| self.point(point)).collect(),
        }
    }

    fn point(&self, point: &Point) -> PointRow {
        PointRow { what: point.what, text: point.text.clone(), records: self.names(&point.records), like: point.like }
    }
}

/// Names by which records of some kinds can be referred to.
pub struct Ids<'m> {
    model: &'m Model,
    kinds: &'static [Kind],
}

impl<'m> Ids<'m> {
    /// Of these kinds.
    pub fn of(model: &'m Model, kinds: &'static [Kind]) -> Ids<'m> {
        Ids { model, kinds }
    }

    /// How each record is written in a reference: bare where that is clear.
    pub fn all(&self) -> Vec<String> {
        let ids = self.kinds.iter().flat_map(|kind| self.model.index.ids(*kind).into_iter().map(move |id| (*kind, id)));
        let mut all: Vec<String> = ids.map(|(kind, id)| self.written(kind, id)).collect();
        all.sort();
        all
    }

    /// The reference that a word means.
    pub fn meant(&self, word: &str) -> Result<String, String> {
        let found: Vec<AnyId> = self.kinds.iter().filter_map(|kind| self.model.find(*kind, word)).collect();
        if let [only] = found.as_slice() {
            return Ok(self.written(only.kind, word));
        }
        let all = self.all();
        let full = |known: &&String| {
            let id = self.resolve(known);
            id.is_some_and(|id| self.model.head(id).name() == word) || known.as_str() == word
        };
        if let Some(known) = all.iter().find(full) {
            return Ok(known.clone());
        }
        if !found.is_empty() {
            let names: Vec<String> = found.iter().map(|id| self.model.head(*id).name()).collect();
            return Err(format!("`{word}` could mean {}", names.join(" or ")));
        }
        let near = vauban_diagnostics::nearest(word, all.iter().map(String::as_str));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name()).collect();
        Err(format!("there is no {} `{word}`{hint}", kinds.join(" or ")))
    }

    /// The record behind a reference as [`all`](Self::all) writes it.
    pub fn resolve(&self, written: &str) -> Option<AnyId> {
        let bare = self.kinds.iter().find_map(|kind| self.model.find(*kind, written));
        bare.or_else(|| self.model.named(written).filter(|id| self.kinds.contains(&id.kind)))
    }

    fn written(&self, kind: Kind, id: &str) -> String {
        let clear = self.kinds.iter().filter(|kind| self.model.find(**kind, id).is_some()).count() == 1;
        match self.model.find(kind, id) {
            Some(found) if !clear || id.contains('/') => self.model.head(found).name(),
            _ => id.to_owned(),
        }
    }
}
