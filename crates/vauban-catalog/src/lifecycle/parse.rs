//! From a file to a [`Lifecycle`], or to everything that is wrong with it.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::{
    Aspect, Automation, Basis, Better, EvidenceKind, IndependenceLevel, IndependenceRule, Lettering, Lifecycle,
    MaturityLevel, Metric, Practice, Requirement, Scope,
};
use crate::error::CatalogError;
use crate::read::{Placed, Reader, Shape, texts};
use crate::register::Register;

impl Lifecycle {
    /// Reads one edition. A file with mistakes is refused as a whole, with all of them in the file's order.
    pub fn parse(file: &str, text: &str) -> Result<Lifecycle, Vec<CatalogError>> {
        let reader = Reader::new(file, text);
        let value = Pass::new(&reader).read();
        reader.finish(value)
    }
}

/// One reading: ids as they are declared, references kept until all ids are known.
pub(super) struct Pass<'r> {
    pub(super) reader: &'r Reader,
    pub(super) evidence: Register,
    pub(super) practices: Register,
    pub(super) requirements: Register,
    aspects: Register,
    pub(super) levels: Register,
    maturity: Register,
    tests: Register,
    metrics: Register,
    to_evidence: Vec<Placed>,
    to_practices: Vec<Placed>,
    to_requirements: Vec<Placed>,
    to_levels: Vec<Placed>,
    /// Requirements that each practice says it has.
    promised: Vec<(String, u32, usize)>,
}

impl<'r> Pass<'r> {
    fn new(reader: &'r Reader) -> Self {
        Pass {
            reader,
            evidence: Register::new("evidence kind"),
            practices: Register::new("practice"),
            requirements: Register::new("requirement"),
            aspects: Register::new("aspect"),
            levels: Register::new("independence level"),
            maturity: Register::new("maturity level"),
            tests: Register::new("kind of test"),
            metrics: Register::new("metric"),
            to_evidence: Vec::new(),
            to_practices: Vec::new(),
            to_requirements: Vec::new(),
            to_levels: Vec::new(),
            promised: Vec::new(),
        }
    }

    fn read(mut self) -> Lifecycle {
        let table = self.reader.parse();
        let root = self.reader.root(&table);
        root.knows("schema");
        let namespace = root.placed("namespace");
        let mut value = Lifecycle {
            namespace: namespace.text.clone(),
            declared: Some(self.reader.place(namespace.at)),
            catalog: root.text("catalog"),
            edition: root.text("edition"),
            draft: root.text_if("draft"),
            evidence_kinds: root
                .tables("evidence-kind", "an evidence kind")
                .into_iter()
                .map(|s| self.evidence_kind(s))
                .collect(),
            practices: root.tables("practice", "a practice").into_iter().map(|s| self.practice(s)).collect(),
            maturity_levels: root
                .tables("maturity-level", "a maturity level")
                .into_iter()
                .map(|s| self.maturity_level(s))
                .collect(),
            independence_levels: root
                .tables("independence-level", "an independence level")
                .into_iter()
                .map(|s| self.independence_level(s))
                .collect(),
            independence_rules: root
                .tables("independence-rule", "an independence rule")
                .into_iter()
                .map(|s| self.independence_rule(s))
                .collect(),
            requirements: root
                .tables("requirement", "a requirement")
                .into_iter()
                .map(|s| self.requirement(s))
                .collect(),
            metrics: root.tables("metric", "a metric").into_iter().map(|s| self.metric(s)).collect(),
            ..Lifecycle::default()
        };
        if let Some(amended) = root.placed_if("amends") {
            self.amend(&root, &amended, &mut value);
        }
        if let Some(shape) = root.table_if("verification", "the verification") {
            self.verification(&shape, &mut value);
        }
        let expected = format!("{}:{}", value.catalog, value.edition);
        if value.namespace != expected && !value.namespace.is_empty() {
            self.reader.refuse(namespace.at, format!("namespace `{}` is not `{expected}`", value.namespace), None);
        }
        self.count(root.number_if("requirement-count"), value.requirements.len(), "requirements");
        self.count(root.number_if("practice-count"), value.practices.len(), "practices");
        for (practice, number, at) in std::mem::take(&mut self.promised) {
            let found = value.requirements_of(&practice).count();
            self.count(Some((number, at)), found, &format!("requirements of {practice}"));
        }
        root.finish();
        self.evidence.expect_all(self.reader, &self.to_evidence);
        self.practices.expect_all(self.reader, &self.to_practices);
        self.requirements.expect_all(self.reader, &self.to_requirements);
        self.levels.expect_all(self.reader, &self.to_levels);
        value.index = index(&value.requirements);
        value
    }

    fn count(&self, declared: Option<(u32, usize)>, found: usize, what: &str) {
        if let Some((number, at)) = declared
            && number as usize != found
        {
            self.reader.refuse(at, format!("{number} {what} are declared, {found} are here"), None);
        }
    }

    /// Free remarks: texts by subject, and the list of open points.
    fn verification(&self, shape: &Shape<'_>, value: &mut Lifecycle) {
        value.open_points = shape.texts_if("open-points");
        for (key, at, member) in shape.members() {
            match member {
                DeValue::String(text) => value.verification.push((key.to_string(), text.to_string())),
                DeValue::Array(_) if key == "open-points" => {}
                _ => self.reader.refuse(at, format!("`{key}` must be a text"), None),
            }
        }
    }

    fn evidence_kind(&mut self, shape: Shape<'_>) -> EvidenceKind {
        let id = shape.placed("id");
        self.evidence.declare(self.reader, &id);
        let kind = EvidenceKind { id: id.text, label: shape.text("label") };
        shape.finish();
        kind
    }

    fn practice(&mut self, shape: Shape<'_>) -> Practice {
        let id = shape.placed("id");
        self.practices.declare(self.reader, &id);
        if let Some((number, at)) = shape.number_if("requirements") {
            self.promised.push((id.text.clone(), number, at));
        }
        let practice = Practice {
            id: id.text,
            title: shape.text("title"),
            number: shape.number("number"),
            clause: shape.text("clause"),
            summary: shape.text("summary"),
            assessor_focus: shape.text("assessor-focus"),
            note: shape.text_if("note"),
        };
        shape.finish();
        practice
    }

    fn maturity_level(&mut self, shape: Shape<'_>) -> MaturityLevel {
        let id = shape.placed("id");
        self.maturity.declare(self.reader, &id);
        let level = MaturityLevel {
            id: id.text,
            level: shape.number("level"),
            title: shape.text("title"),
            criteria: shape.text("criteria"),
            computable: shape.texts("computable"),
            human_judgement: shape.texts("human-judgement"),
        };
        shape.finish();
        level
    }

    fn independence_level(&mut self, shape: Shape<'_>) -> IndependenceLevel {
        let id = shape.placed("id");
        self.levels.declare(self.reader, &id);
        let level = IndependenceLevel { id: id.text, rank: shape.number("rank"), text: shape.text("text") };
        shape.finish();
        level
    }

    fn independence_rule(&mut self, shape: Shape<'_>) -> IndependenceRule {
        let test_type = shape.placed("test-type");
        self.tests.declare(self.reader, &test_type);
        let (requirement, minimum) = (shape.placed("requirement"), shape.placed("minimum"));
        self.to_requirements.push(requirement.clone());
        self.to_levels.push(minimum.clone());
        let rule = IndependenceRule {
            test_type: test_type.text,
            recorded_as: shape.text_if("recorded-as"),
            aspect: shape.text_if("aspect"),
            requirement: requirement.text,
            minimum: minimum.text,
            note: shape.text_if("note"),
        };
        shape.finish();
        rule
    }

    fn requirement(&mut self, shape: Shape<'_>) -> Requirement {
        let id = shape.placed("id");
        self.requirements.declare(self.reader, &id);
        let practice = shape.placed("practice");
        self.to_practices.push(practice.clone());
        let related = shape.placed_list_if("related");
        let scope = shape.word("scope", Scope::Product);
        let aspects =
            shape.tables("aspects", "an aspect").into_iter().map(|s| self.aspect(s, &id.text, scope)).collect();
        let requirement = Requirement {
            practice: practice.text,
            clause: shape.text("clause"),
            title: shape.text("title"),
            summary: shape.text("summary"),
            scope,
            lettering: shape.word("lettering", Lettering::Own),
            interval: shape.text_if("interval"),
            aspects,
            typical_evidence: shape.texts_if("typical-evidence"),
            assessor_questions: shape.texts_if("assessor-questions"),
            related: texts(&related),
            id: id.text,
        };
        self.to_requirements.extend(related);
        shape.finish();
        requirement
    }

    fn aspect(&mut self, shape: Shape<'_>, requirement: &str, scope: Scope) -> Aspect {
        let id = shape.placed("id");
        self.aspects.declare(self.reader, &id);
        let letter = id.text.strip_prefix(requirement).and_then(|rest| rest.strip_prefix('.'));
        if letter.is_none_or(str::is_empty) && !id.text.is_empty() {
            let help = format!("aspects of this requirement are `{requirement}.a`, `{requirement}.b` and so on");
            self.reader.refuse(id.at, format!("aspect `{}` does not begin with `{requirement}.`", id.text), Some(help));
        }
        let computable_from = shape.placed_list_if("computable-from");
        let aspect = Aspect {
            id: id.text,
            text: shape.text("text"),
            automation: shape.word("automation", Automation::Human),
            basis: shape.word_if("basis").unwrap_or(Basis::Requirement),
            scope: shape.word_if("scope").unwrap_or(scope),
            computable_from: texts(&computable_from),
            carries_over: shape.texts_if("carries-over"),
        };
        self.to_evidence.extend(computable_from);
        shape.finish();
        aspect
    }

    fn metric(&mut self, shape: Shape<'_>) -> Metric {
        let id = shape.placed("id");
        self.metrics.declare(self.reader, &id);
        let practice = shape.placed("practice");
        let (supports, computable_from) = (shape.placed_list_if("supports"), shape.placed_list_if("computable-from"));
        let metric = Metric {
            id: id.text,
            practice: practice.text.clone(),
            definition: shape.text("definition"),
            better: shape.word("better", Better::Watch),
            supports: texts(&supports),
            computable_from: texts(&computable_from),
        };
        self.to_practices.push(practice);
        self.to_requirements.extend(supports);
        self.to_evidence.extend(computable_from);
        shape.finish();
        metric
    }
}

fn index(requirements: &[Requirement]) -> BTreeMap<String, (usize, Option<usize>)> {
    let mut index = BTreeMap::new();
    for (at, requirement) in requirements.iter().enumerate() {
        index.insert(requirement.id.clone(), (at, None));
        for (letter, aspect) in requirement.aspects.iter().enumerate() {
            index.insert(aspect.id.clone(), (at, Some(letter)));
        }
    }
    index
}
