//! What the record of an interface itself says to every question, key by key.

use vauban_model::kinds::{Answer as Concerned, Interface};
use vauban_model::{AnyId, MechanismStatus, Record, Ref, Text, kinds};

use super::answers::{said, settled};
use super::points::{NAMED, Speaker, more, more_by, point};
use super::sheet::Point;
use super::{CONCERNS, Letter};

impl Speaker<'_, '_> {
    /// What a record says to a question.
    pub(super) fn said(&self, letter: Letter, interface: &Record<Interface>) -> Vec<Point> {
        let mut out = Vec::new();
        match letter {
            Letter::A => {
                out.extend(interface.reach.as_ref().map(|reach| point("reach", reach.word(), &[])));
                out.extend(self.refs("reachable-from", &interface.reachable_from));
                out.extend(interface.exposure.as_ref().map(|exposure| point("exposure", exposure.word(), &[])));
                out.extend(interface.carried_by.iter().map(|by| point("carried-by", &*by.link.text, &[])));
                let flags = [
                    ("enabled-by-default", &interface.enabled_by_default),
                    ("can-be-disabled", &interface.can_be_disabled),
                ];
                out.extend(
                    flags.into_iter().filter_map(|(key, flag)| Some(point(key, yes(flag.as_ref()?.value), &[]))),
                );
            }
            Letter::B => out.extend(text("context", &interface.context)),
            Letter::C => {
                out.extend(self.refs("users", &interface.users));
                out.extend(text("purpose", &interface.purpose));
                out.extend(self.refs("installs", &interface.installs));
            }
            Letter::D => {
                out.extend(
                    interface.crosses_boundary.as_ref().map(|flag| point("crosses-boundary", yes(flag.value), &[])),
                );
            }
            Letter::E => {
                out.extend(text("considerations", &interface.considerations));
                let constraints = interface.constraints.iter().take(NAMED).map(|one| one.trim().to_owned());
                if !interface.constraints.is_empty() {
                    out.push(point("constraints", more_by(constraints, interface.constraints.len(), "; "), &[]));
                }
                let known: Vec<AnyId> = interface.assumptions.iter().filter_map(Ref::to).collect();
                if !known.is_empty() {
                    out.push(point("assumptions", self.listed(&known, |id| self.assumption(id)), &known));
                }
            }
            Letter::F => out.extend(interface.operations.iter().map(|operation| self.operation(operation))),
            Letter::G => {
                let of = |(key, concern): &super::Concern| {
                    let answer = interface.concerns.as_ref().and_then(concern)?;
                    Some(self.concern(key, answer))
                };
                out.extend(CONCERNS.iter().filter_map(of));
            }
            Letter::H => {
                if let Some(parts) = &interface.third_party {
                    out.extend(self.refs("third-party.components", &parts.components));
                    out.extend(text("third-party.security", &parts.security));
                    out.extend(parts.none.as_ref().map(|none| point("third-party.none", yes(none.value), &[])));
                }
            }
            Letter::I => out.extend(interface.document.as_ref().map(|place| {
                let anchor = place.anchor.as_ref().map_or(String::new(), |anchor| format!("#{anchor}"));
                point("document", format!("{}{anchor}", place.link.text), place.link.to.as_slice())
            })),
            Letter::J | Letter::K => {}
        }
        out
    }

    fn operation(&self, operation: &kinds::Operation) -> Point {
        let name = operation.name.as_ref().map_or("", |name| name.trim());
        let needs = match said(&operation.needs) {
            true => format!("needs {}", operation.needs.as_ref().map_or("", |needs| needs.trim())),
            false => "says not what right it takes".to_owned(),
        };
        let affected: Vec<AnyId> = operation.affects.iter().filter_map(Ref::to).collect();
        let affects = if affected.is_empty() { String::new() } else { format!("; affects {}", self.ids(&affected)) };
        point("operations", format!("{name}: {needs}{affects}"), &affected)
    }

    fn concern(&self, key: &'static str, answer: &Concerned) -> Point {
        let mechanisms = |refs: &[Ref<kinds::Mechanism>]| {
            let names = refs.iter().take(NAMED).map(|one| {
                let record = one.to().and_then(|id| self.model().mechanism.get(id.at as usize));
                let mark = match record {
                    None => " (nowhere)",
                    Some(record) if proposed(record) => " (only proposed)",
                    Some(_) => "",
                };
                format!("{}{mark}", one.link.text)
            });
            more(names, refs.len())
        };
        let records = answer.by.iter().chain(&answer.compensated_by).filter_map(Ref::to);
        let records: Vec<AnyId> = records.collect();
        let mut texts = Vec::new();
        if !answer.by.is_empty() {
            texts.push(format!("present: {}", mechanisms(&answer.by)));
        }
        if !answer.compensated_by.is_empty() {
            texts.push(format!("compensated by {}", mechanisms(&answer.compensated_by)));
        }
        if said(&answer.not_needed) {
            texts.push(format!("not needed: {}", answer.not_needed.as_ref().map_or("", |why| why.trim())));
        }
        if !settled(answer) {
            texts.push("open".to_owned());
        }
        point(key, texts.join("; "), &records)
    }

    fn refs<T>(&self, key: &'static str, refs: &[Ref<T>]) -> Option<Point> {
        let names = refs.iter().take(NAMED).map(|one| match one.to() {
            Some(_) => one.link.text.to_string(),
            None => format!("{} (nowhere)", one.link.text),
        });
        let records: Vec<AnyId> = refs.iter().filter_map(Ref::to).collect();
        (!refs.is_empty()).then(|| point(key, more(names, refs.len()), &records))
    }
}

fn proposed(mechanism: &Record<kinds::Mechanism>) -> bool {
    mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed)
}

fn text(key: &'static str, text: &Option<Text>) -> Option<Point> {
    said(text).then(|| point(key, text.as_ref().map_or("", |text| text.trim()), &[]))
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}
