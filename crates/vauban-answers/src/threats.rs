//! From the enumeration of threats to what is shown of it: ids become names, spans become places.

use std::collections::{BTreeMap, BTreeSet};

use crate::which::{Chosen, Ways};
use vauban_analysis::threats::{Decision, Enumeration, Gone, Line, Question, Source, Standing, State, Threat};
use vauban_catalog::threats::{AttributeType, NOTICE, Rule, Severity, Stride};
use vauban_diagnostics::nearest;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Text};
use vauban_report::threats::{
    BecauseRow, Counts, DecisionRow, GoneRow, LineRow, OrphanRow, QuestionRow, References, RuleRow, ScoreRow,
    ThreatRow, ThreatsReport,
};

/// What is asked for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// Only about this element.
    pub element: Option<&'a str>,
    /// Only in one of these states; all but `outside` if empty.
    pub states: Vec<State>,
    /// Only of one of these categories; all if empty.
    pub stride: Vec<Stride>,
    /// Only of this rule.
    pub rule: Option<&'a str>,
    /// Only at least so severe.
    pub least: Option<Severity>,
    /// Also what is outside, or in the shadow of another threat.
    pub all: bool,
    /// With digests of what decisions would rest on.
    pub digests: bool,
    /// With the facts that make threats exist.
    pub facts: bool,
    /// Which part of the design.
    pub chosen: Chosen<'a>,
}

/// Answers a question about a product's threats.
pub fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    found: &Enumeration,
    wanted: &Wanted<'_>,
) -> Result<ThreatsReport, String> {
    let teller = Teller { compiled, found, digests: wanted.digests, facts: wanted.facts };
    let element = wanted.element.map(|word| teller.meant(word)).transpose()?;
    let rule = wanted.rule.map(|word| teller.rule(word)).transpose()?;
    let of_line = line_of(found);
    let everything = wanted.chosen.selection.is_everything();
    let chosen = |threat: &Threat| {
        let title = teller.title(threat.rule, threat.record);
        let texts = [threat.id.as_str(), title.as_str()];
        match threat.on.is_empty() {
            true => wanted.chosen.selection.admits_text(&texts),
            false => threat.on.iter().any(|on| wanted.chosen.admits_with(*on, &texts)),
        }
    };
    let fits = |at: usize, threat: &Threat| {
        let about = of_line[at].map(|line| found.lines[line].about.as_str());
        let here = element.as_deref().is_none_or(|name| {
            threat.element == name
                || about == Some(name)
                || threat.on.iter().any(|id| compiled.model.head(*id).name() == name)
        });
        let state = match wanted.states.is_empty() {
            true => wanted.all || threat.state != State::Outside,
            false => wanted.states.contains(&threat.state),
        };
        here && state
            && (everything || chosen(threat))
            && (wanted.all || threat.shadow.is_none())
            && (wanted.stride.is_empty() || threat.stride.iter().any(|one| wanted.stride.contains(one)))
            && rule.is_none_or(|rule| threat.rule == Some(rule))
            && wanted.least.is_none_or(|least| threat.severity >= least)
    };
    let shown: Vec<usize> = (0..found.threats.len()).filter(|at| fits(*at, &found.threats[*at])).collect();
    let place: BTreeMap<usize, usize> = shown.iter().enumerate().map(|(to, from)| (*from, to)).collect();
    let mut ways = Ways::default();
    let lines: Vec<LineRow> = found
        .lines
        .iter()
        .filter_map(|line| {
            let at = line.record.or_else(|| line.threats.first().and_then(|at| found.threats[*at].on.first().copied()));
            let way = at.map(|record| ways.of(&wanted.chosen, record)).unwrap_or_default();
            Some(LineRow { way, ..teller.line(line, &place)? })
        })
        .collect();
    let narrowed = element.is_some()
        || !everything
        || rule.is_some()
        || !wanted.states.is_empty()
        || !wanted.stride.is_empty()
        || wanted.least.is_some();
    let questions = found.questions.iter().filter(|one| one.threats.iter().any(|at| place.contains_key(at)));
    let orphans = found.orphans.iter().filter(|_| !narrowed);
    Ok(ThreatsReport {
        product: compiled.worst_line(product),
        attacker: found.attacker,
        attacker_stated: found.attacker_stated,
        threats: shown.iter().map(|at| teller.threat(&found.threats[*at])).collect(),
        filter: wanted.chosen.told(
            lines.len(),
            found.lines.iter().filter(|line| line.state != State::Outside).count(),
            "lines of threats",
            "the numbers below are of the whole product",
        ),
        lines,
        questions: questions.map(|one| teller.question(one)).collect(),
        orphans: orphans
            .map(|orphan| {
                let (file, line) = teller.place(Some(orphan.record));
                OrphanRow {
                    record: compiled.model.head(orphan.record).name(),
                    threat: orphan.threat.clone(),
                    why: orphan.why.clone(),
                    candidates: orphan.candidates.clone(),
                    file,
                    line,
                }
            })
            .collect(),
        gone: found.gone.iter().filter(|_| !narrowed).map(|gone| teller.gone(gone)).collect(),
        rules: if narrowed { Vec::new() } else { teller.rules() },
        references: teller.all_references(&shown),
        notice: NOTICE,
        counts: counts(found),
    })
}

fn line_of(found: &Enumeration) -> Vec<Option<usize>> {
    let mut of = vec![None; found.threats.len()];
    for (number, line) in found.lines.iter().enumerate() {
        line.threats.iter().for_each(|at| of[*at] = Some(number));
    }
    of
}

fn counts(found: &Enumeration) -> Counts {
    let mut counts = Counts {
        threats: found.threats.len(),
        lines: found.lines.iter().filter(|line| line.state != State::Outside).count(),
        questions: found.questions.len(),
        by_state: State::ALL.into_iter().map(|state| (state.word(), 0)).collect(),
        ..Counts::default()
    };
    for threat in &found.threats {
        match &threat.shadow {
            Some(_) => counts.shadowed += 1,
            None => *counts.by_state.entry(threat.state.word()).or_default() += 1,
        }
    }
    counts
}

struct Teller<'a> {
    compiled: &'a Compilation,
    found: &'a Enumeration,
    digests: bool,
    facts: bool,
}

impl Teller<'_> {
    /// The element that a person means: `interface.https`, or `https` where only one kind has it.
    fn meant(&self, word: &str) -> Result<String, String> {
        let model = &self.compiled.model;
        let mut known: Vec<&str> = self.found.threats.iter().map(|threat| threat.element.as_str()).collect();
        known.extend(self.found.lines.iter().map(|line| line.about.as_str()));
        known.sort_unstable();
        known.dedup();
        if known.contains(&word) {
            return Ok(word.to_owned());
        }
        let kinds =
            [Kind::Component, Kind::Interface, Kind::Flow, Kind::Actor, Kind::Asset, Kind::Boundary, Kind::Port];
        let named = |kind: &Kind| Some(model.head(model.find(*kind, word)?).name());
        let found: Vec<String> = kinds.iter().filter_map(named).collect();
        let full = model.named(word).filter(|id| kinds.contains(&id.kind)).map(|id| model.head(id).name());
        match (full, found.as_slice()) {
            (Some(name), _) => Ok(name),
            (None, [only]) => Ok(only.clone()),
            (None, []) => {
                let bare = known.iter().filter_map(|name| name.split_once('.').map(|(_, id)| id));
                let near = nearest(word, known.iter().copied().chain(bare));
                let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                Err(format!("there is no element `{word}` in this design{hint}"))
            }
            (None, several) => Err(format!("`{word}` could mean {}", several.join(" or "))),
        }
    }

    fn rule(&self, word: &str) -> Result<usize, String> {
        let rules = &self.compiled.catalogs.threats().rules;
        if let Some(at) = rules.iter().position(|rule| rule.id.eq_ignore_ascii_case(word)) {
            return Ok(at);
        }
        let near = nearest(word, rules.iter().map(|rule| rule.id.as_str()));
        let hint =
            near.map_or("`vauban explain rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        Err(format!("there is no rule `{word}`; {hint}"))
    }

    fn names(&self, ids: &[AnyId]) -> Vec<String> {
        ids.iter().map(|id| self.compiled.model.head(*id).name()).collect()
    }

    fn place(&self, record: Option<AnyId>) -> (String, u32) {
        record.map_or((String::new(), 0), |id| self.compiled.model.place(id))
    }

    fn title(&self, rule: Option<usize>, record: Option<AnyId>) -> String {
        let rule = rule.and_then(|rule| self.compiled.catalogs.threats().rules.get(rule));
        match (rule, record) {
            (Some(rule), _) => rule.title.clone(),
            (None, Some(record)) => self.compiled.model.head(record).title().to_owned(),
            (None, None) => String::new(),
        }
    }

    fn threat(&self, threat: &Threat) -> ThreatRow {
        let knowledge = self.compiled.catalogs.threats();
        let rule = threat.rule.and_then(|rule| knowledge.rules.get(rule));
        let (file, line) = self.place(threat.record.or(threat.on.first().copied()));
        let because = if self.facts { self.found.because(threat, knowledge) } else { Vec::new() };
        let because = because.into_iter().map(|told| BecauseRow {
            attribute: told.attribute,
            value: told.value,
            source: match told.source {
                Source::Stated => "stated",
                Source::Computed => "computed",
                Source::Assumed => "assumed",
                Source::Unknown => "unknown",
            },
        });
        let (cvss, cvss_after) = self.scores(threat);
        let digest = self.digests.then(|| self.found.digest(threat, &self.compiled.model, knowledge)).flatten();
        ThreatRow {
            id: threat.id.clone(),
            rule: rule.map(|rule| rule.id.clone()),
            title: self.title(threat.rule, threat.record),
            element: threat.element.clone(),
            elements: if threat.on.is_empty() { vec![threat.element.clone()] } else { self.names(&threat.on) },
            stride: threat.stride.iter().map(|one| one.as_str()).collect(),
            severity: threat.severity.as_str(),
            rated: threat.rated,
            cvss,
            cvss_after,
            state: threat.state.word(),
            mechanisms: self.names(&threat.mechanisms),
            reduced_by: self.names(&threat.reduced_by),
            missing: threat.missing.clone(),
            shadow: threat.shadow.clone(),
            because: because.collect(),
            decision: threat.decision.as_ref().map(|decision| self.decision(decision)),
            digest,
            next: next(threat),
            file,
            line,
        }
    }

    fn score(&self, vector: Option<&Text>) -> Option<ScoreRow> {
        let score = self.compiled.facts.scored(vector)?;
        Some(ScoreRow {
            vector: vector?.to_string(),
            score: score.text(),
            severity: score.severity.map_or("none", |severity| severity.word()),
        })
    }

    /// The scores that a decision or a written threat gives.
    fn scores(&self, threat: &Threat) -> (Option<ScoreRow>, Option<ScoreRow>) {
        let model = &self.compiled.model;
        let decision = threat.decision.as_ref().and_then(|one| model.disposition.get(one.record.at as usize));
        let written = threat.record.and_then(|record| model.threat.get(record.at as usize));
        let before = decision.and_then(|decision| decision.cvss.as_ref());
        let before = before.or_else(|| written.and_then(|written| written.cvss.as_ref()));
        (self.score(before), self.score(decision.and_then(|decision| decision.cvss_after.as_ref())))
    }

    /// Those of all rules and written threats that are shown.
    fn all_references(&self, shown: &[usize]) -> BTreeMap<String, References> {
        let mut rules = BTreeSet::new();
        let mut all = BTreeMap::new();
        for threat in shown.iter().map(|at| &self.found.threats[*at]) {
            if threat.rule.is_none_or(|rule| rules.insert(rule)) {
                let rule = threat.rule.and_then(|rule| self.compiled.catalogs.threats().rules.get(rule));
                let id = rule.map_or(&threat.id, |rule| &rule.id);
                all.insert(id.clone(), self.references(threat));
            }
        }
        all
    }

    /// Identifiers in other catalogues, of the rule or of the record.
    fn references(&self, threat: &Threat) -> References {
        let texts = |list: &[Text]| list.iter().map(|text| text.to_string()).collect();
        let rule = threat.rule.and_then(|rule| self.compiled.catalogs.threats().rules.get(rule));
        let written = threat.record.and_then(|record| self.compiled.model.threat.get(record.at as usize));
        match (rule, written) {
            (Some(rule), _) => References {
                cwe: rule.cwe.iter().map(|id| format!("CWE-{id}")).collect(),
                capec: rule.capec.iter().map(|id| format!("CAPEC-{id}")).collect(),
                attack_ics: rule.attack_ics.clone(),
                emb3d: rule.emb3d.clone(),
            },
            (None, Some(record)) => References {
                cwe: texts(&record.cwe),
                capec: texts(&record.capec),
                attack_ics: texts(&record.attack_ics),
                emb3d: texts(&record.emb3d),
            },
            (None, None) => References::default(),
        }
    }

    fn gone(&self, gone: &Gone) -> GoneRow {
        let (file, line) = self.place(Some(gone.record));
        GoneRow {
            record: self.compiled.model.head(gone.record).name(),
            threat: gone.threat.clone(),
            since: gone.since.clone(),
            why: gone.why.clone(),
            file,
            line,
        }
    }

    /// Rules that are the product's own, or that it changed.
    fn rules(&self) -> Vec<RuleRow> {
        let row = |rule: &Rule| {
            let (how, rationale, place) = match &rule.tuned {
                Some(tuned) => (if tuned.off { "off" } else { "tuned" }, tuned.rationale.clone(), &tuned.place),
                None if rule.own => ("own", String::new(), &rule.place),
                None => return None,
            };
            Some(RuleRow { id: rule.id.clone(), how, rationale, file: place.file.to_string(), line: place.line })
        };
        self.compiled.catalogs.threats().rules.iter().filter_map(row).collect()
    }

    fn decision(&self, decision: &Decision) -> DecisionRow {
        let (standing, why) = match &decision.standing {
            Standing::Holds => ("holds", Vec::new()),
            Standing::Unpinned => ("unpinned", Vec::new()),
            Standing::Expired(_) => ("expired", Vec::new()),
            Standing::Later(_) => ("later", Vec::new()),
            Standing::Incomplete(what) => ("incomplete", vec![what.clone()]),
            Standing::LookAgain(changes) => ("look-again", changes.clone()),
            Standing::ToConfirm(old) => ("to-confirm", vec![old.clone()]),
        };
        DecisionRow {
            record: self.compiled.model.head(decision.record).name(),
            response: decision.response.word(),
            standing,
            why,
            until: decision.until.map(|until| until.to_string()),
        }
    }

    /// A line with those of its threats that are shown; none if none is.
    fn line(&self, line: &Line, place: &BTreeMap<usize, usize>) -> Option<LineRow> {
        let shown: Vec<usize> = line.threats.iter().copied().filter(|at| place.contains_key(at)).collect();
        let first = self.found.threats.get(*shown.first()?)?;
        let of = || shown.iter().filter_map(|at| self.found.threats.get(*at));
        // The line's own word stands while all of it is shown.
        let whole = shown.len() == line.threats.len();
        let state = if whole { line.state } else { of().map(|threat| threat.state).max_by_key(|one| one.weight())? };
        let severity = if whole { line.severity } else { of().map(|threat| threat.severity).max()? };
        let (file, number) = self.place(line.record.or(first.record));
        let name = line.record.map(|record| self.compiled.model.head(record));
        Some(LineRow {
            about: line.about.clone(),
            name: name.and_then(|head| head.common.title.as_ref()).map_or(String::new(), |title| title.to_string()),
            detail: line.detail.clone(),
            rule: line.rule.and_then(|rule| Some(self.compiled.catalogs.threats().rules.get(rule)?.id.clone())),
            title: self.title(line.rule, first.record),
            state: state.word(),
            severity: severity.as_str(),
            threats: shown.iter().filter_map(|at| place.get(at).copied()).collect(),
            file,
            line: number,
            ..LineRow::default()
        })
    }

    fn question(&self, question: &Question) -> QuestionRow {
        let attribute = self.compiled.catalogs.threats().attributes.get(question.attribute);
        let (file, line) = self.place(Some(question.record));
        let key = match (question.key, attribute) {
            ("", Some(attribute)) => attribute.name.clone(),
            (key, _) => key.to_owned(),
        };
        // Where another key decides, the attribute's words are not what it takes.
        let own = attribute.filter(|attribute| attribute.name == key);
        let values = match own {
            Some(attribute) if attribute.kind == AttributeType::Boolean => vec!["true".to_owned(), "false".to_owned()],
            Some(attribute) => attribute.values.clone(),
            None => Vec::new(),
        };
        QuestionRow {
            record: question.name.clone(),
            key,
            meaning: attribute.map_or(String::new(), |attribute| attribute.meaning.clone()),
            values,
            threats: question.threats.iter().map(|at| self.found.threats[*at].id.clone()).collect(),
            file,
            line,
        }
    }
}

/// What to do about a threat next.
fn next(threat: &Threat) -> String {
    let again = threat.decision.as_ref().filter(|decision| !decision.standing.in_force());
    match (threat.state, again) {
        (State::Outside | State::Stopped | State::Accepted | State::Transferred, None) => String::new(),
        (_, Some(_)) => "decide again".to_owned(),
        (State::Question, _) => "answer the question below".to_owned(),
        (State::StoppedUnproven, _) => "implement and test what stops it, until it counts as verified".to_owned(),
        (State::Open, _) if threat.missing.is_empty() => "record what stops it, or decide about it".to_owned(),
        (State::Open, _) => {
            format!("record mechanisms of kind {} here, or decide about it", threat.missing.join(" and "))
        }
    }
}
