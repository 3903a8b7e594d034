//! From the analysis of levels to what is shown of it: ids become names, states become sentences.

use std::collections::BTreeSet;

use vauban_analysis::levels::{Action, Cell, FamilyLevels, HIGHEST, Judged, Reached, State, Step, TypeLevels};
use vauban_checks::Levels;
use vauban_diagnostics::nearest;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};
use vauban_report::levels::{ElementRow, FamilyRow, LevelsReport, RequirementRow, StepRow, TypeRow};

use crate::depth::meant;
use crate::which::{Chosen, Which};

/// What is asked for, in words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// A family, a requirement or an element of the design, as its words.
    pub what: &'a [String],
    /// One of the types the product states.
    pub component_type: Option<&'a str>,
    /// The statement that a customer is given.
    pub statement: bool,
    /// Every requirement, whatever it came to.
    pub everything: bool,
    /// Which part of the design.
    pub which: Which<'a>,
}

/// What is wanted of everything that there is to show.
#[derive(Debug, Default)]
pub struct Wanted<'m> {
    component_type: Option<&'static str>,
    family: Option<String>,
    control: Option<String>,
    element: Option<AnyId>,
    statement: bool,
    everything: bool,
    chosen: Option<Chosen<'m>>,
}

impl<'m> Wanted<'m> {
    /// Finds out what was meant.
    pub fn new(
        compiled: &'m Compilation,
        product: Option<AnyId>,
        told: &Levels,
        options: Options<'_>,
    ) -> Result<Wanted<'m>, String> {
        let reached = &told.reached;
        let mut wanted = Wanted {
            statement: options.statement,
            everything: options.everything,
            chosen: Some(Chosen::new(&compiled.model, options.which)?),
            ..Wanted::default()
        };
        if let Some(word) = options.component_type {
            let types = reached.types.iter().map(|one| one.component_type);
            let found = types.clone().find(|one| *one == word);
            let stated = || types.collect::<Vec<_>>().join(", ");
            wanted.component_type =
                Some(found.ok_or_else(|| format!("the product is no `{word}`; it states {}", stated()))?);
        }
        // `CR 1.1 RE(1)` comes as several words.
        let word = options.what.join(" ");
        let family =
            |one: &&FamilyLevels| one.id.eq_ignore_ascii_case(&word) || one.abbreviation.eq_ignore_ascii_case(&word);
        if word.is_empty() {
            return Ok(wanted);
        }
        if let Some(family) = reached.types.iter().flat_map(|one| &one.families).find(family) {
            wanted.family = Some(family.id.clone());
            return Ok(wanted);
        }
        if let Some(control) = compiled.catalogs.component().control(&word) {
            wanted.control = Some(control.id().to_owned());
            return Ok(wanted);
        }
        let concerned = |id: &AnyId| compiled.concerns(product, compiled.model.head(*id));
        let kinds = [Kind::Interface, Kind::Component, Kind::Flow];
        let all =
            kinds.iter().flat_map(|kind| (0..compiled.model.count(*kind) as u32).map(|at| AnyId { kind: *kind, at }));
        match meant(&compiled.model, all.filter(concerned), "element", &word) {
            Ok(element) => wanted.element = Some(element),
            Err(message) => {
                let near = nearest(&word, reached.judged.iter().map(|one| one.id.as_str()));
                let hint = near.map_or_else(String::new, |near| format!(", or the requirement `{near}`"));
                return Err(format!("{message}{hint}"));
            }
        }
        Ok(wanted)
    }

    fn wants(&self, one: &RequirementRow) -> bool {
        match (&self.family, &self.control) {
            (Some(family), _) => one.family == *family,
            // A requirement is shown with its enhancements.
            (_, Some(control)) => {
                one.id == *control || one.id.strip_prefix(control.as_str()).is_some_and(|more| more.starts_with(" RE("))
            }
            (None, None) => true,
        }
    }
}

/// Everything that was asked for.
pub fn report(compiled: &Compilation, product: Option<AnyId>, told: &Levels, wanted: &Wanted<'_>) -> LevelsReport {
    let teller = Teller { compiled, told, reached: &told.reached };
    let reached = teller.reached;
    let types: Vec<&TypeLevels> = reached
        .types
        .iter()
        .filter(|one| wanted.component_type.is_none_or(|only| one.component_type == only))
        .collect();
    let vectors = !wanted.statement && wanted.control.is_none() && wanted.element.is_none();
    let mut notes = Vec::new();
    if reached.types.is_empty() {
        notes.push("The product states no `type`, so nobody can say which requirements it is held to.".to_owned());
    }
    if vectors && types.iter().any(|one| one.families.iter().any(|family| family.certain < family.claimed)) {
        notes.push("Some of what is claimed rests on the silence of the records: requirements that do not apply as recorded. `vauban levels --statement` says which.".to_owned());
    }
    let mut requirements = teller.requirements(&types, wanted);
    if !wanted.everything {
        requirements.retain(|one| wanted.wants(one));
    } else if wanted.family.is_some() || wanted.control.is_some() {
        requirements.retain(|one| wanted.wants(one));
    }
    if wanted.control.is_some() && requirements.is_empty() && !reached.types.is_empty() {
        notes.push("It is not asked of this type of product.".to_owned());
    }
    let shown = requirements.iter().map(|one| one.elements.len()).sum();
    let of = requirements.iter().filter_map(|one| reached.judged.iter().find(|judged| judged.id == one.id));
    let of = of.map(|judged| judged.cells.len()).sum();
    let rest = "levels and standings are those of the whole product";
    LevelsReport {
        filter: wanted.chosen.as_ref().and_then(|chosen| chosen.told(shown, of, "elements of requirements", rest)),
        product: compiled.worst_line(product),
        edition: reached.edition.clone(),
        types: if vectors || wanted.everything {
            types.iter().map(|one| teller.of_type(one, wanted)).collect()
        } else {
            Vec::new()
        },
        requirements,
        sheets: !vectors || wanted.family.is_some(),
        vectors,
        notes,
    }
}

struct Teller<'a> {
    compiled: &'a Compilation,
    told: &'a Levels,
    reached: &'a Reached,
}

impl Teller<'_> {
    fn name(&self, id: AnyId) -> String {
        self.compiled.model.head(id).name()
    }

    fn names(&self, ids: &[AnyId]) -> Vec<String> {
        ids.iter().map(|id| self.name(*id)).collect()
    }

    fn of_type(&self, one: &TypeLevels, wanted: &Wanted) -> TypeRow {
        let vector = |level: &dyn Fn(&FamilyLevels) -> Option<u32>| {
            let levels = one.families.iter().filter_map(|family| Some(format!("{} {}", family.id, level(family)?)));
            format!("{{ {} }}", levels.collect::<Vec<_>>().join(", "))
        };
        let target = one.families.iter().any(|family| family.target.is_some());
        let families =
            one.families.iter().filter(|family| wanted.family.as_ref().is_none_or(|only| family.id == *only));
        TypeRow {
            component_type: one.component_type,
            target: if target { vector(&|family| family.target) } else { "not stated".to_owned() },
            planned: vector(&|family| Some(family.planned)),
            claimed: vector(&|family| Some(family.claimed)),
            achieved: vector(&|family| Some(family.achieved)),
            families: families.map(|family| self.family(family)).collect(),
        }
    }

    fn family(&self, family: &FamilyLevels) -> FamilyRow {
        let next = (family.achieved < HIGHEST).then_some(family.achieved + 1);
        let steps = next.map(|level| self.reached.steps(family, level)).unwrap_or_default();
        FamilyRow {
            id: family.id.clone(),
            abbreviation: family.abbreviation.clone(),
            title: family.title.clone(),
            target: family.target,
            planned: family.planned,
            claimed: family.claimed,
            achieved: family.achieved,
            next,
            steps: steps.iter().map(|step| self.step(step)).collect(),
        }
    }

    fn step(&self, step: &Step) -> StepRow {
        let record = step.record.map(|id| self.name(id));
        let named = record.as_deref().unwrap_or_default();
        let text = match (step.action, &step.record, &step.kind) {
            (Action::Say, Some(_), _) => format!("say `{}` of `{named}`", step.key.unwrap_or_default()),
            (Action::Say, None, _) => "record the elements that it is judged on".to_owned(),
            (Action::Confirm, ..) => {
                "confirm that nothing it applies to exists: state the facts, observe the product, or decide by `[applicability.ID]`".to_owned()
            }
            (Action::Verify, Some(id), _) => match self.told.unverified.get(id) {
                Some(why) => format!("verify `{named}`: {why}"),
                None => format!("verify what `{named}` stands on"),
            },
            (Action::Agree, ..) => {
                format!("tell users what `{named}` must provide, and let a second person agree: `[applicability.ID]` with `compensated-by`")
            }
            (Action::Implement, Some(_), _) => format!("implement `{named}`"),
            (Action::Provide, _, Some(kind)) => format!("add a mechanism of kind `{kind}`, or let one protect them"),
            (Action::Verify | Action::Implement, None, _) => "implement and verify it".to_owned(),
            (Action::Provide, _, None) => {
                "no kind of mechanism realises it by itself: let a mechanism name it in `implements`, or a requirement in `origin-standard`".to_owned()
            }
        };
        StepRow {
            action: step.action.word(),
            text,
            requirements: step.controls.clone(),
            elements: self.names(&step.elements),
            record,
            key: step.key,
            mechanism_kind: step.kind.clone(),
        }
    }

    /// The requirements of some types, with the common constraints first.
    fn requirements(&self, types: &[&TypeLevels], wanted: &Wanted<'_>) -> Vec<RequirementRow> {
        let mut families: Vec<(&str, Vec<&'static str>)> = vec![("", Vec::new()); self.reached.judged.len()];
        for one in types {
            for family in &one.families {
                for at in &family.entries {
                    if let Some((known, of)) = families.get_mut(*at) {
                        *known = &family.id;
                        of.push(one.component_type);
                    }
                }
            }
        }
        let constraints: BTreeSet<usize> = self.reached.constraints.iter().copied().collect();
        let all = self.reached.judged.iter().zip(families).enumerate();
        let asked = all.filter(|(at, (_, (_, of)))| !of.is_empty() || constraints.contains(at));
        let on = |one: &Judged| wanted.element.is_none_or(|id| one.cells.iter().any(|cell| cell.element == Some(id)));
        let rows = asked.filter(|(_, (one, _))| on(one));
        rows.map(|(_, (one, (family, of)))| self.requirement(one, family, of, wanted)).collect()
    }

    fn requirement(&self, one: &Judged, family: &str, types: Vec<&'static str>, wanted: &Wanted<'_>) -> RequirementRow {
        let admits = |id: AnyId| wanted.chosen.as_ref().is_none_or(|chosen| chosen.admits(id));
        let cells = one.cells.iter().filter(|cell| match (wanted.element, cell.element) {
            (Some(only), element) => element == Some(only),
            (None, Some(element)) => admits(element),
            (None, None) => true,
        });
        let elements: Vec<ElementRow> = cells.map(|cell| self.cell(cell)).collect();
        RequirementRow {
            id: one.id.clone(),
            title: one.title.clone(),
            family: family.to_owned(),
            level: one.level,
            types,
            condition: one.condition.clone(),
            applies_to: one.applies_to.clone(),
            mechanism_kinds: one.kinds.clone(),
            state: one.state.word(),
            phrase: one.state.phrase(),
            colour: colour(one.state),
            reason: reason(one),
            elements,
        }
    }

    fn cell(&self, cell: &Cell) -> ElementRow {
        let exception = cell.exception.and_then(|id| self.compiled.model.applicability.get(id.at as usize));
        let reason = match (exception, cell.state) {
            (Some(record), _) => record.reason.as_ref().map_or_else(String::new, |text| text.trim().to_owned()),
            (None, State::Unknown) => {
                let asks: Vec<String> =
                    cell.asks.iter().map(|(id, key)| format!("`{key}` of `{}`", self.name(*id))).collect();
                format!(
                    "whether it applies depends on {}",
                    if asks.is_empty() { "what nobody said".to_owned() } else { asks.join(" and ") }
                )
            }
            (None, State::Claimed) => {
                let why = cell.by.iter().filter_map(|id| {
                    Some(format!("`{}` is not verified: {}", self.name(*id), self.told.unverified.get(id)?))
                });
                why.collect::<Vec<_>>().join("; ")
            }
            (None, State::Open) if cell.untold => {
                "the environment could make up for it, and no guideline tells users".to_owned()
            }
            _ => String::new(),
        };
        ElementRow {
            element: cell.element.map_or_else(|| "product".to_owned(), |id| self.name(id)),
            state: cell.state.word(),
            phrase: cell.state.phrase(),
            colour: colour(cell.state),
            by: self.names(&cell.by),
            reason,
            record: cell.exception.map(|id| self.name(id)),
        }
    }
}

/// Why a requirement that is on no element stands where it does, or what it lacks.
fn reason(one: &Judged) -> String {
    let weakest = one.cells.iter().filter(|cell| cell.state == one.state).count();
    match (one.cells.is_empty(), one.state) {
        (true, State::Unknown) => "no element of the kinds that it is judged on is recorded".to_owned(),
        (true, State::NotApplicable) => "facts of the design show that nothing it is judged on is there".to_owned(),
        (true, _) => "nothing that it is judged on is recorded, and nothing shows that the records tell all".to_owned(),
        (false, State::Open | State::Unknown | State::Planned) if one.cells.len() > 1 => {
            format!("{} on {weakest} of {} elements", one.state.phrase(), one.cells.len())
        }
        (false, _) => String::new(),
    }
}

fn colour(state: State) -> &'static str {
    if state.achieved() {
        "good"
    } else if state.claimed() {
        "half"
    } else {
        "bad"
    }
}
