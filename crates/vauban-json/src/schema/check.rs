//! A value held against a rule.
//!
//! The same walk serves two ends: it stops at the first problem, or it collects them. A value is first looked at the
//! quick way; only what is wrong is walked again for its problems.
//!
//! Alternatives of recursive rules are remembered by rule and value. Without that, a document in which each level
//! fits two alternatives would take twice the time for every level.

use std::collections::HashMap;

use super::MOST;
use super::evaluated;
use super::literal;
use super::problem::Problem;
use super::rule::{Also, Array, Id, Number, Object, Others, Rule, Text, bit};
use crate::{Kind, Value};

/// What becomes of a problem.
trait Sink<'d> {
    /// Whether the first problem is the last.
    const QUICK: bool;
    fn put(&mut self, value: Value<'d>, keyword: &'static str, expected: impl FnOnce() -> String);
    fn is_full(&self) -> bool;
}

struct Quick;

impl<'d> Sink<'d> for Quick {
    const QUICK: bool = true;
    fn put(&mut self, _: Value<'d>, _: &'static str, _: impl FnOnce() -> String) {}
    fn is_full(&self) -> bool {
        false
    }
}

struct Collect<'o, 'd>(&'o mut Vec<Problem<'d>>);

impl<'d> Sink<'d> for Collect<'_, 'd> {
    const QUICK: bool = false;
    fn put(&mut self, value: Value<'d>, keyword: &'static str, expected: impl FnOnce() -> String) {
        if self.0.len() < MOST {
            self.0.push(Problem { value, keyword, expected: expected() });
        }
    }
    fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }
}

pub(super) fn valid(rules: &[Rule], value: Value<'_>) -> bool {
    Run { rules, known: HashMap::new() }.fits(0, value)
}

pub(super) fn collect<'d>(rules: &[Rule], value: Value<'d>, problems: &mut Vec<Problem<'d>>) -> bool {
    Run { rules, known: HashMap::new() }.run(0, value, &mut Collect(problems))
}

/// One walk over one document.
pub(super) struct Run<'s> {
    pub(super) rules: &'s [Rule],
    /// What alternatives of recursive rules said of a value.
    known: HashMap<(Id, u32), bool>,
}

/// Tells a problem; the quick walk ends there.
macro_rules! wrong {
    ($ok:ident, $sink:ident, $kind:ty, $value:expr, $keyword:expr, $expected:expr) => {{
        if <$kind>::QUICK {
            return false;
        }
        $ok = false;
        $sink.put($value, $keyword, || $expected);
    }};
}

impl<'s> Run<'s> {
    /// Whether a value fits, remembered where it may be asked again.
    pub(super) fn fits(&mut self, id: Id, value: Value<'_>) -> bool {
        let remember = self.rules[id as usize].recursive && matches!(value.kind(), Kind::Array | Kind::Object);
        if !remember {
            return self.run(id, value, &mut Quick);
        }
        let key = (id, value.index() as u32);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let fits = self.run(id, value, &mut Quick);
        self.known.insert(key, fits);
        fits
    }

    fn run<'d, S: Sink<'d>>(&mut self, id: Id, value: Value<'d>, sink: &mut S) -> bool {
        let rules = self.rules;
        let rule = &rules[id as usize];
        let kind = value.kind();
        if rule.never {
            sink.put(value, "false", || "nothing here".to_owned());
            return false;
        }
        if rule.wrong_kinds & bit(kind) != 0 {
            sink.put(value, "type", || format!("{}, found {}", kinds(rule), kind.word()));
            return false;
        }
        if sink.is_full() {
            return false;
        }
        let mut ok = true;
        if rule.whole && value.number().is_some_and(|number| !number.is_integer()) {
            wrong!(ok, sink, S, value, "type", format!("a whole number, found {}", short(value)));
        }
        if let Some(choice) = &rule.choice {
            let known = match value.text() {
                Some(text) => choice.texts.find(value.print(), text).is_some(),
                None => choice.others.iter().any(|own| own.is(value)),
            };
            let beyond = || value.text().is_some() && choice.others.iter().any(|own| own.is(value));
            if !known && !beyond() {
                wrong!(ok, sink, S, value, choice.keyword, one_of(choice, value));
            }
        }
        ok &= match kind {
            Kind::Text => rule.text.as_ref().is_none_or(|asked| text(asked, value, sink)),
            Kind::Number => rule.number.as_ref().is_none_or(|asked| number(asked, value, sink)),
            Kind::Array => rule.array.as_ref().is_none_or(|asked| self.array(asked, value, sink)),
            Kind::Object => rule.object.as_ref().is_none_or(|asked| self.object(asked, value, sink)),
            Kind::Null | Kind::Boolean => true,
        };
        if S::QUICK && !ok {
            return false;
        }
        match &rule.also {
            Some(also) => self.also(id, also, value, sink) && ok,
            None => ok,
        }
    }

    fn array<'d, S: Sink<'d>>(&mut self, asked: &Array, value: Value<'d>, sink: &mut S) -> bool {
        let mut ok = true;
        let len = value.len();
        if len < asked.least {
            wrong!(ok, sink, S, value, "minItems", format!("at least {}, found {len}", counted(asked.least, "item")));
        }
        if asked.most.is_some_and(|most| len > most) {
            let most = asked.most.unwrap_or(0);
            wrong!(ok, sink, S, value, "maxItems", format!("at most {}, found {len}", counted(most, "item")));
        }
        if !asked.first.is_empty() || asked.rest.is_some() {
            for (number, item) in value.items().enumerate() {
                let Some(rule) = asked.first.get(number).copied().or(asked.rest) else { break };
                if !self.run(rule, item, sink) {
                    if S::QUICK {
                        return false;
                    }
                    ok = false;
                }
            }
        }
        if asked.unique
            && let Some((first, again)) = literal::twice(value)
        {
            wrong!(
                ok,
                sink,
                S,
                again,
                "uniqueItems",
                format!("items that differ; this is the same as {}", first.pointer())
            );
        }
        if let Some(contains) = asked.contains {
            let found = value.items().filter(|item| self.fits(contains.rule, *item)).count();
            if found < contains.least {
                let least = contains.least;
                wrong!(
                    ok,
                    sink,
                    S,
                    value,
                    "contains",
                    format!("at least {least} of a certain kind of item, found {found}")
                );
            }
            if contains.most.is_some_and(|most| found > most) {
                let most = contains.most.unwrap_or(0);
                wrong!(
                    ok,
                    sink,
                    S,
                    value,
                    "maxContains",
                    format!("at most {most} of a certain kind of item, found {found}")
                );
            }
        }
        ok
    }

    fn object<'d, S: Sink<'d>>(&mut self, asked: &Object, value: Value<'d>, sink: &mut S) -> bool {
        let mut ok = true;
        let mut seen = 0u64;
        let len = value.len();
        if len < asked.least {
            wrong!(
                ok,
                sink,
                S,
                value,
                "minProperties",
                format!("at least {}, found {len}", counted(asked.least, "member"))
            );
        }
        if asked.most.is_some_and(|most| len > most) {
            let most = asked.most.unwrap_or(0);
            wrong!(ok, sink, S, value, "maxProperties", format!("at most {}, found {len}", counted(most, "member")));
        }
        for (name, member) in value.members() {
            let text = name.text().unwrap_or("");
            let known = asked.names.find(name.print(), text).and_then(|number| asked.members.get(number));
            let mut named = false;
            if let Some(known) = known {
                seen |= known.required;
                named = known.named;
                if let Some(rule) = known.rule
                    && !self.run(rule, member, sink)
                {
                    if S::QUICK {
                        return false;
                    }
                    ok = false;
                }
            }
            for (pattern, rule) in &asked.patterns {
                if pattern.is_in(text) {
                    named = true;
                    if !self.run(*rule, member, sink) {
                        if S::QUICK {
                            return false;
                        }
                        ok = false;
                    }
                }
            }
            if !named {
                match asked.others {
                    Others::Unsaid => {}
                    Others::Never => {
                        wrong!(ok, sink, S, name, "additionalProperties", unexpected(asked, text));
                    }
                    Others::Rule(rule) => {
                        if !self.run(rule, member, sink) {
                            if S::QUICK {
                                return false;
                            }
                            ok = false;
                        }
                    }
                }
            }
            if let Some(rule) = asked.each_name
                && !self.run(rule, name, sink)
            {
                if S::QUICK {
                    return false;
                }
                ok = false;
            }
        }
        if seen & asked.required != asked.required {
            if S::QUICK {
                return false;
            }
            ok = false;
            for (name, member) in asked.names.iter().zip(&asked.members) {
                if member.required & !seen != 0 {
                    sink.put(value, "required", || format!("the member `{name}`"));
                }
            }
        }
        for name in &asked.also_required {
            if value.get(name).is_none() {
                wrong!(ok, sink, S, value, "required", format!("the member `{name}`"));
            }
        }
        for (name, needs) in &asked.needs {
            if value.get(name).is_none() {
                continue;
            }
            for needed in needs.iter().filter(|needed| value.get(needed).is_none()) {
                wrong!(ok, sink, S, value, "dependentRequired", format!("the member `{needed}` beside `{name}`"));
            }
        }
        for (name, rule) in &asked.when_there {
            if value.get(name).is_some() && !self.run(*rule, value, sink) {
                if S::QUICK {
                    return false;
                }
                ok = false;
            }
        }
        ok
    }

    fn also<'d, S: Sink<'d>>(&mut self, id: Id, also: &Also, value: Value<'d>, sink: &mut S) -> bool {
        let mut ok = true;
        for rule in also.reference.iter().chain(&also.all) {
            if !self.run(*rule, value, sink) {
                if S::QUICK {
                    return false;
                }
                ok = false;
            }
        }
        if !also.any.is_empty() && !also.any.iter().any(|rule| self.fits(*rule, value)) {
            wrong!(ok, sink, S, value, "anyOf", alternatives(also.any.len()));
            self.nearest(&also.any, value, sink);
        }
        if !also.one.is_empty() {
            let fitting = also.one.iter().filter(|rule| self.fits(**rule, value)).take(2).count();
            if fitting == 0 {
                wrong!(ok, sink, S, value, "oneOf", alternatives(also.one.len()));
                self.nearest(&also.one, value, sink);
            }
            if fitting > 1 {
                let forms = also.one.len();
                wrong!(ok, sink, S, value, "oneOf", format!("exactly one of {forms} forms, found what fits several"));
            }
        }
        if also.not.is_some_and(|rule| self.fits(rule, value)) {
            wrong!(ok, sink, S, value, "not", "something else; this form is excluded".to_owned());
        }
        if let Some((test, then, other)) = also.when {
            let next = if self.fits(test, value) { then } else { other };
            if next.is_some_and(|rule| !self.run(rule, value, sink)) {
                if S::QUICK {
                    return false;
                }
                ok = false;
            }
        }
        // What is left over is only asked of values that are right so far: of others nobody can say what it is.
        if ok && let Some(rule) = also.other_members.filter(|_| value.is_object()) {
            let seen = evaluated::members(self, id, value);
            for ((name, member), seen) in value.members().zip(seen) {
                if seen {
                    continue;
                }
                if self.rules[rule as usize].never {
                    wrong!(ok, sink, S, name, "unevaluatedProperties", format!("no member `{}` here", shown(name)));
                } else if !self.run(rule, member, sink) {
                    if S::QUICK {
                        return false;
                    }
                    ok = false;
                }
            }
        }
        if ok && let Some(rule) = also.other_items.filter(|_| value.is_array()) {
            let seen = evaluated::items(self, id, value);
            for (item, seen) in value.items().zip(seen) {
                if !seen && !self.run(rule, item, sink) {
                    if S::QUICK {
                        return false;
                    }
                    ok = false;
                }
            }
        }
        ok
    }

    /// Tells the problems of the alternative that a value comes nearest to, if one stands out.
    fn nearest<'d, S: Sink<'d>>(&mut self, forms: &[Id], value: Value<'d>, sink: &mut S) {
        let scores: Vec<u32> = forms.iter().map(|rule| self.likeness(*rule, value, 4)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let mut leaders = forms.iter().zip(&scores).filter(|(_, score)| **score == best);
        if best > 0
            && let (Some((rule, _)), None) = (leaders.next(), leaders.next())
        {
            self.run(*rule, value, sink);
        }
    }

    /// How much a value looks like what a rule means: its kind, its members, words that decide.
    fn likeness(&mut self, id: Id, value: Value<'_>, depth: u32) -> u32 {
        let rules = self.rules;
        let rule = &rules[id as usize];
        if rule.never || rule.wrong_kinds & bit(value.kind()) != 0 || depth == 0 {
            return 0;
        }
        let mut score = u32::from(rule.wrong_kinds != 0);
        if let (Some(object), true) = (&rule.object, value.is_object()) {
            for (name, member) in value.members() {
                let Some(number) = object.names.find(name.print(), name.text().unwrap_or("")) else { continue };
                score += 1;
                let Some(below) = object.members.get(number).and_then(|known| known.rule) else { continue };
                let decides = rules[below as usize].choice.is_some();
                match (decides, decides && self.fits(below, member)) {
                    (true, true) => score += 10,
                    (true, false) => return 0,
                    (false, _) => {}
                }
            }
        }
        if let Some(also) = &rule.also {
            for next in also.reference.iter().chain(&also.all) {
                let below = self.likeness(*next, value, depth - 1);
                if below == 0 && rules[*next as usize].wrong_kinds & bit(value.kind()) != 0 {
                    return 0;
                }
                score += below;
            }
        }
        score
    }
}

fn text<'d, S: Sink<'d>>(asked: &Text, value: Value<'d>, sink: &mut S) -> bool {
    let mut ok = true;
    let own = value.text().unwrap_or("");
    // A character has one to four bytes: most lengths are settled without counting.
    if own.len() < asked.least || (own.len() < asked.least.saturating_mul(4) && own.chars().count() < asked.least) {
        let letters = counted(asked.least, "character");
        wrong!(ok, sink, S, value, "minLength", format!("at least {letters}, found {}", own.chars().count()));
    }
    if let Some(most) = asked.most
        && own.len() > most
        && own.chars().count() > most
    {
        let letters = counted(most, "character");
        wrong!(ok, sink, S, value, "maxLength", format!("at most {letters}, found {}", own.chars().count()));
    }
    if let Some(pattern) = &asked.pattern
        && !pattern.is_in(own)
    {
        wrong!(ok, sink, S, value, "pattern", format!("a text like `{}`, found {}", pattern.source(), short(value)));
    }
    if let Some(format) = asked.format
        && !format.fits(own)
    {
        wrong!(ok, sink, S, value, "format", format!("{}, found {}", format.asks(), short(value)));
    }
    ok
}

fn number<'d, S: Sink<'d>>(asked: &Number, value: Value<'d>, sink: &mut S) -> bool {
    let mut ok = true;
    let Some(own) = value.number() else { return true };
    // What no machine's number holds is beyond every bound on its side.
    let beyond = if own.raw().starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
    let size = own.as_f64().unwrap_or(beyond);
    if let Some(bound) = asked.least
        && (size < bound.value || (bound.exclusive && size == bound.value))
    {
        let word = if bound.exclusive { "a number above" } else { "at least" };
        wrong!(ok, sink, S, value, "minimum", format!("{word} {}, found {}", bound.value, short(value)));
    }
    if let Some(bound) = asked.most
        && (size > bound.value || (bound.exclusive && size == bound.value))
    {
        let word = if bound.exclusive { "a number below" } else { "at most" };
        wrong!(ok, sink, S, value, "maximum", format!("{word} {}, found {}", bound.value, short(value)));
    }
    if let Some((digits, power)) = asked.multiple
        && !is_multiple(own, digits, power)
    {
        wrong!(ok, sink, S, value, "multipleOf", format!("a multiple of {digits}e{power}, found {}", short(value)));
    }
    ok
}

/// Whether a number is a multiple of digits × 10^power, exactly.
fn is_multiple(number: crate::Number<'_>, digits: u64, power: i64) -> bool {
    let (_, own, own_power) = number.parts();
    if own.is_empty() {
        return true;
    }
    if own_power < power {
        // Its last digit is not 0, and stands below the last digit a multiple can have.
        return false;
    }
    let modulus = u128::from(digits);
    let remainder = own.bytes().fold(0u128, |sum, digit| (sum * 10 + u128::from(digit - b'0')) % modulus);
    let (mut base, mut exponent, mut scale) = (10 % modulus, own_power.abs_diff(power), 1 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            scale = scale * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    remainder * scale % modulus == 0
}

fn alternatives(forms: usize) -> String {
    if forms == 1 {
        "what the only form allows".to_owned()
    } else {
        format!("one of {forms} forms, found none of them")
    }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn kinds(rule: &Rule) -> String {
    let all = [Kind::Null, Kind::Boolean, Kind::Number, Kind::Text, Kind::Array, Kind::Object];
    let words = all.into_iter().filter(|kind| rule.wrong_kinds & bit(*kind) == 0);
    let words: Vec<&str> =
        words.map(|kind| if kind == Kind::Number && rule.whole { "a whole number" } else { kind.word() }).collect();
    words.join(" or ")
}

/// The names that would be right, as far as they help.
fn unexpected(asked: &Object, name: &str) -> String {
    const SHOWN: usize = 12;
    let known: Vec<&str> =
        asked.names.iter().zip(&asked.members).filter(|(_, member)| member.named).map(|(name, _)| name).collect();
    let name: String = name.chars().take(60).flat_map(char::escape_debug).collect();
    match known.len() {
        0 => format!("no member `{name}`; none is allowed here"),
        1..=SHOWN => format!("no member `{name}`; allowed are `{}`", known.join("`, `")),
        more => format!("no member `{name}`; allowed are `{}` and {} more", known[..SHOWN].join("`, `"), more - SHOWN),
    }
}

fn one_of(choice: &super::rule::Choice, value: Value<'_>) -> String {
    const SHOWN: usize = 12;
    let texts = choice.texts.iter().map(|text| format!("`{text}`"));
    let all: Vec<String> = texts.chain(choice.others.iter().map(|other| format!("{other:?}"))).take(SHOWN).collect();
    let more = (choice.texts.len() + choice.others.len()).saturating_sub(SHOWN);
    let more = if more > 0 { format!(" or {more} more") } else { String::new() };
    format!("{}{more}, found {}", all.join(", "), short(value))
}

/// The beginning of a value, harmless to look at.
fn short(value: Value<'_>) -> String {
    const SHOWN: usize = 60;
    let mut text: String = value.raw().chars().take(SHOWN).flat_map(char::escape_debug).collect();
    text = text.replace("\\\"", "\"");
    if value.raw().chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    format!("`{text}`")
}

fn shown(name: Value<'_>) -> String {
    name.text().unwrap_or("").chars().take(60).flat_map(char::escape_debug).collect()
}
