//! An edition that amends another: what it keeps, what it moves, and what is its own.
//!
//! An amendment is not a second text. Its file names the edition it changes, the practices that it keeps as they are,
//! and the requirements that it has under another id; these are taken over, and each aspect says what it carries over.
//! What the file itself declares is new. What it neither keeps nor moves is dropped.

use std::collections::BTreeMap;

use super::parse::Pass;
use super::{Lifecycle, Practice, Requirement};
use crate::embedded;
use crate::read::{Placed, Shape};

/// Requirements of the amended edition under the ids that they have here.
type Names = BTreeMap<String, String>;

impl Pass<'_> {
    /// Puts what is kept and moved before what is new.
    pub(super) fn amend(&mut self, root: &Shape<'_>, amended: &Placed, value: &mut Lifecycle) {
        let base = &embedded::lifecycle().value;
        let (kept, moved) = (root.tables("kept", "a kept practice"), root.tables("moved", "a moved requirement"));
        if amended.text != base.namespace {
            let help = format!("`{}` is the edition that is built in", base.namespace);
            self.reader.refuse(amended.at, format!("edition `{}` cannot be amended", amended.text), Some(help));
            return;
        }
        value.amends = Some(amended.text.clone());
        let mut names = Names::new();
        let mut practices: Vec<Practice> = Vec::new();
        let mut requirements: Vec<Requirement> = Vec::new();
        for shape in kept {
            let id = shape.placed("practice");
            let number = shape.number("number");
            shape.finish();
            let Some(practice) = base.practice(&id.text) else {
                self.reader.refuse(id.at, format!("there is no practice `{}` in {}", id.text, base.namespace), None);
                continue;
            };
            self.practices.declare(self.reader, &id);
            practices.push(Practice { number, ..practice.clone() });
            for requirement in base.requirements_of(&id.text) {
                self.requirements.declare(self.reader, &Placed { text: requirement.id.clone(), at: id.at });
                names.insert(requirement.id.clone(), requirement.id.clone());
                requirements.push(requirement.clone());
            }
        }
        for shape in moved {
            let (id, to, practice) = (shape.placed("requirement"), shape.placed("to"), shape.text("practice"));
            shape.finish();
            let Some(requirement) = base.requirement(&id.text) else {
                self.reader.refuse(id.at, format!("there is no requirement `{}` in {}", id.text, base.namespace), None);
                continue;
            };
            self.requirements.declare(self.reader, &to);
            names.insert(requirement.id.clone(), to.text);
            requirements.push(Requirement { practice, ..requirement.clone() });
        }
        for requirement in &mut requirements {
            rename(requirement, &names, &base.namespace);
        }
        requirements.append(&mut value.requirements);
        value.requirements = requirements;
        practices.append(&mut value.practices);
        practices.sort_by_key(|practice| practice.number);
        value.practices = practices;
        let place = |id: &str| value.practices.iter().position(|practice| practice.id == id);
        value.requirements.sort_by_key(|requirement| place(&requirement.practice));
        self.inherit(base, &names, value);
    }

    /// Words, levels and rules of the amended edition, as far as they are about what is still there.
    fn inherit(&mut self, base: &Lifecycle, names: &Names, value: &mut Lifecycle) {
        for kind in &base.evidence_kinds {
            self.evidence.declare(self.reader, &Placed { text: kind.id.clone(), at: 0 });
        }
        value.evidence_kinds.splice(0..0, base.evidence_kinds.iter().cloned());
        value.maturity_levels.splice(0..0, base.maturity_levels.iter().cloned());
        value.independence_levels.splice(0..0, base.independence_levels.iter().cloned());
        for level in &base.independence_levels {
            self.levels.declare(self.reader, &Placed { text: level.id.clone(), at: 0 });
        }
        let rules = base.independence_rules.iter().filter_map(|rule| {
            let mut rule = rule.clone();
            rule.aspect = rule.aspect.as_deref().and_then(|aspect| renamed(aspect, names));
            rule.requirement = names.get(&rule.requirement)?.clone();
            Some(rule)
        });
        value.independence_rules.splice(0..0, rules);
        let metrics = base.metrics.iter().filter_map(|metric| {
            let mut metric = metric.clone();
            metric.supports = metric.supports.iter().filter_map(|id| names.get(id).cloned()).collect();
            let practice = value.practices.iter().any(|practice| practice.id == metric.practice);
            (practice && !metric.supports.is_empty()).then_some(metric)
        });
        let metrics: Vec<_> = metrics.collect();
        value.metrics.splice(0..0, metrics);
    }
}

/// A requirement under the id that it has here, with what each of its aspects carries over.
fn rename(requirement: &mut Requirement, names: &Names, base: &str) {
    let Some(id) = names.get(&requirement.id).cloned() else { return };
    for aspect in &mut requirement.aspects {
        aspect.carries_over = vec![format!("{base}/{}", aspect.id)];
        if let Some(renamed) = renamed(&aspect.id, names) {
            aspect.id = renamed;
        }
    }
    requirement.related = requirement.related.iter().filter_map(|other| names.get(other).cloned()).collect();
    requirement.id = id;
}

/// An aspect under the id that it has here.
fn renamed(aspect: &str, names: &Names) -> Option<String> {
    let (requirement, letter) = aspect.split_once('.')?;
    Some(format!("{}.{letter}", names.get(requirement)?))
}
