//! `unevaluatedProperties` and `unevaluatedItems`: which members and items some rule that fits has already judged.

use super::check::Run;
use super::rule::{Id, Others};
use crate::Value;

/// For each member of an object, in order, whether it was judged.
pub(super) fn members(run: &mut Run<'_>, id: Id, value: Value<'_>) -> Vec<bool> {
    let mut seen = vec![false; value.len()];
    walk(run, id, value, true, &mut |run, id, seen| mark_members(run, id, value, seen), &mut seen);
    seen
}

/// For each item of an array, in order, whether it was judged.
pub(super) fn items(run: &mut Run<'_>, id: Id, value: Value<'_>) -> Vec<bool> {
    let mut seen = vec![false; value.len()];
    walk(run, id, value, true, &mut |run, id, seen| mark_items(run, id, value, seen), &mut seen);
    seen
}

type Mark<'m> = dyn FnMut(&mut Run<'_>, Id, &mut [bool]) + 'm;

/// Goes through all rules that judged the same value and found it right. `top`: the rule whose left-overs are asked
/// for; those of rules below it have judged everything.
fn walk(run: &mut Run<'_>, id: Id, value: Value<'_>, top: bool, mark: &mut Mark<'_>, seen: &mut [bool]) {
    mark(run, id, seen);
    let rules = run.rules;
    let rule = &rules[id as usize];
    if let Some(object) = &rule.object {
        for (name, next) in &object.when_there {
            if value.get(name).is_some() {
                walk(run, *next, value, false, mark, seen);
            }
        }
    }
    let Some(also) = &rule.also else { return };
    let all_judged = if value.is_object() { also.other_members } else { also.other_items };
    if !top && all_judged.is_some() {
        seen.fill(true);
        return;
    }
    for next in also.reference.iter().chain(&also.all) {
        walk(run, *next, value, false, mark, seen);
    }
    for next in also.any.iter().chain(&also.one) {
        if run.fits(*next, value) {
            walk(run, *next, value, false, mark, seen);
        }
    }
    if let Some((test, then, other)) = also.when {
        let next = if run.fits(test, value) {
            walk(run, test, value, false, mark, seen);
            then
        } else {
            other
        };
        if let Some(next) = next {
            walk(run, next, value, false, mark, seen);
        }
    }
}

fn mark_members(run: &mut Run<'_>, id: Id, value: Value<'_>, seen: &mut [bool]) {
    let rules = run.rules;
    let Some(object) = &rules[id as usize].object else { return };
    if object.others != Others::Unsaid {
        seen.fill(true);
        return;
    }
    for ((name, _), seen) in value.members().zip(seen) {
        let text = name.text().unwrap_or("");
        let known = object.names.find(name.print(), text).and_then(|number| object.members.get(number));
        *seen |=
            known.is_some_and(|known| known.named) || object.patterns.iter().any(|(pattern, _)| pattern.is_in(text));
    }
}

fn mark_items(run: &mut Run<'_>, id: Id, value: Value<'_>, seen: &mut [bool]) {
    let rules = run.rules;
    let Some(array) = &rules[id as usize].array else { return };
    if array.rest.is_some() {
        seen.fill(true);
        return;
    }
    seen.iter_mut().take(array.first.len()).for_each(|seen| *seen = true);
    if let Some(contains) = array.contains {
        for (item, seen) in value.items().zip(seen) {
            *seen = *seen || run.fits(contains.rule, item);
        }
    }
}
