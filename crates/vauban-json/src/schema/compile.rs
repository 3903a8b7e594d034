//! From schema documents to rules.
//!
//! Rules are numbered as they are first referred to, and read from a list of work, so neither deep schemas nor
//! references in circles are a problem here. A circle that never goes down into a value would be one later, so it is
//! refused.

use std::collections::{BTreeMap, HashMap};

use super::CompileError;
use super::format::Format;
use super::literal::Literal;
use super::pattern::Pattern;
use super::rule::{Also, Array, Bound, Choice, Contains, Id, Member, Number, Object, Others, Rule, Text, bit};
use crate::names::{self, Names};
use crate::{Document, Kind, Limits, Value};

/// What differs between drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    Four,
    Six,
    Seven,
    Year2019,
    Year2020,
}

/// Keywords that say nothing about a value, or hold what is reached by reference.
const REMARKS: &[&str] = &[
    "$schema",
    "$id",
    "id",
    "$comment",
    "$defs",
    "definitions",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    // Of the schemas of CycloneDX, CVSS, SSVC and KEV.
    "meta:enum",
    "license",
    "label",
    "url",
];

struct Source<'t> {
    uri: Option<String>,
    base: String,
    draft: Draft,
    document: Document<'t>,
}

pub(super) fn rules(main: &str, pointer: &str, others: &[(&str, &str)]) -> Result<Vec<Rule>, CompileError> {
    let mut sources = Vec::new();
    let mut known = BTreeMap::new();
    let all = std::iter::once((None, main)).chain(others.iter().map(|(uri, text)| (Some((*uri).to_owned()), *text)));
    for (number, (uri, text)) in all.enumerate() {
        let read = Document::read(text, &Limits::default());
        let document = read.map_err(|error| CompileError::Json { uri: uri.clone(), error })?;
        let root = document.root();
        let own = root.get_text("$id").or_else(|| root.get_text("id")).map(|id| id.trim_end_matches('#').to_owned());
        let base = own.clone().or_else(|| uri.clone()).unwrap_or_default();
        for name in [own, uri.clone()].into_iter().flatten() {
            known.entry(name).or_insert(number);
        }
        sources.push(Source { uri, base, draft: Draft::Year2020, document });
    }
    for number in 0..sources.len() {
        sources[number].draft = draft(&sources, &known, number)?;
    }
    let mut compiler = Compiler { sources: &sources, known: &known, ids: HashMap::new(), work: Vec::new() };
    let first = sources[0].document.root().at(pointer).ok_or_else(|| CompileError::Schema {
        uri: None,
        pointer: pointer.to_owned(),
        what: "there is no schema here".to_owned(),
    })?;
    compiler.id(0, first);
    let mut rules = Vec::new();
    while let Some((source, value)) = compiler.work.get(rules.len()).copied() {
        rules.push(compiler.rule(source, value)?);
    }
    if let Some(circle) = circle(&rules) {
        let (source, value) = compiler.work[circle];
        return Err(compiler.wrong(source, value, "this refers to itself without going down into a value"));
    }
    mark_recursive(&mut rules);
    Ok(rules)
}

/// The draft a document names; a dialect of its own is what its meta-schema is.
fn draft(sources: &[Source<'_>], known: &BTreeMap<String, usize>, number: usize) -> Result<Draft, CompileError> {
    let mut at = number;
    for _ in 0..=sources.len() {
        let root = sources[at].document.root();
        let Some(named) = root.get_text("$schema") else { return Ok(Draft::Year2020) };
        let found = match named.trim_end_matches('#') {
            "http://json-schema.org/draft-04/schema" => Some(Draft::Four),
            "http://json-schema.org/draft-06/schema" => Some(Draft::Six),
            "http://json-schema.org/draft-07/schema" => Some(Draft::Seven),
            "https://json-schema.org/draft/2019-09/schema" => Some(Draft::Year2019),
            "https://json-schema.org/draft/2020-12/schema" => Some(Draft::Year2020),
            other => match known.get(other) {
                Some(next) if *next != at => {
                    at = *next;
                    None
                }
                _ => break,
            },
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let what = "the dialect named by `$schema` is not known; hand in its meta-schema".to_owned();
    Err(CompileError::Schema { uri: sources[number].uri.clone(), pointer: "/$schema".to_owned(), what })
}

struct Compiler<'c> {
    sources: &'c [Source<'c>],
    known: &'c BTreeMap<String, usize>,
    ids: HashMap<(usize, usize), Id>,
    work: Vec<(usize, Value<'c>)>,
}

impl<'c> Compiler<'c> {
    /// The number of the rule a schema becomes.
    fn id(&mut self, source: usize, value: Value<'c>) -> Id {
        let next = self.work.len() as Id;
        let id = *self.ids.entry((source, value.index())).or_insert(next);
        if id == next {
            self.work.push((source, value));
        }
        id
    }

    fn wrong(&self, source: usize, value: Value<'_>, what: impl Into<String>) -> CompileError {
        CompileError::Schema { uri: self.sources[source].uri.clone(), pointer: value.pointer(), what: what.into() }
    }

    fn rule(&mut self, source: usize, value: Value<'c>) -> Result<Rule, CompileError> {
        let mut rule = Rule::default();
        if let Some(always) = value.boolean() {
            rule.never = !always;
            return Ok(rule);
        }
        if !value.is_object() {
            return Err(self.wrong(source, value, "a schema is an object or a boolean"));
        }
        let mut reading = Reading::default();
        // Up to draft 07 what stands beside `$ref` means nothing.
        let alone = self.sources[source].draft <= Draft::Seven && value.get("$ref").is_some();
        for (name, own) in value.members() {
            let keyword = name.text().unwrap_or("");
            if alone && keyword != "$ref" {
                continue;
            }
            self.keyword(source, value, keyword, own, &mut reading)?;
        }
        reading.finish(&mut rule).map_err(|what| self.wrong(source, value, what))?;
        Ok(rule)
    }

    fn keyword(
        &mut self,
        source: usize,
        schema: Value<'c>,
        keyword: &str,
        own: Value<'c>,
        into: &mut Reading,
    ) -> Result<(), CompileError> {
        let draft = self.sources[source].draft;
        let wrong = |compiler: &Self, what: &str| Err(compiler.wrong(source, own, what));
        match keyword {
            "$ref" => into.also.reference = Some(self.reference(source, own)?),
            "type" => {
                let words: Vec<Value<'_>> = if own.is_array() { own.items().collect() } else { vec![own] };
                into.kinds = Some(0);
                for word in words {
                    let (kinds, whole) = match word.text() {
                        Some("null") => (bit(Kind::Null), false),
                        Some("boolean") => (bit(Kind::Boolean), false),
                        Some("number") => (bit(Kind::Number), false),
                        Some("integer") => (bit(Kind::Number), true),
                        Some("string") => (bit(Kind::Text), false),
                        Some("array") => (bit(Kind::Array), false),
                        Some("object") => (bit(Kind::Object), false),
                        _ => return wrong(self, "this is no type"),
                    };
                    into.any_number |= kinds == bit(Kind::Number) && !whole;
                    into.whole |= whole;
                    into.kinds = into.kinds.map(|known| known | kinds);
                }
            }
            "enum" | "const" => {
                let values: Vec<Value<'_>> = if keyword == "enum" { own.items().collect() } else { vec![own] };
                if values.is_empty() {
                    return wrong(self, "an enumeration of nothing");
                }
                if into.choice.is_some() {
                    return wrong(self, "`enum` beside `const` is not understood");
                }
                into.choice = Some(choice(if keyword == "enum" { "enum" } else { "const" }, &values));
            }
            "minLength" => into.text().least = self.count(source, own)?,
            "maxLength" => into.text().most = Some(self.count(source, own)?),
            "pattern" => {
                let pattern = self.pattern(source, own)?;
                into.text().pattern = Some(pattern);
            }
            "format" => match own.text().and_then(Format::named) {
                Some(format) => into.text().format = Some(format),
                None => return wrong(self, "this format is not understood"),
            },
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                if draft == Draft::Four && keyword.starts_with("exclusive") && own.boolean().is_some() {
                    return Ok(()); // Read together with the bound itself.
                }
                let Some(value) = own.as_f64() else { return wrong(self, "a bound is a number") };
                let beside = match keyword {
                    "minimum" => schema.get("exclusiveMinimum"),
                    _ => schema.get("exclusiveMaximum"),
                };
                let four = draft == Draft::Four && beside.and_then(Value::boolean) == Some(true);
                let bound = Bound { value, exclusive: four || keyword.starts_with("exclusive") };
                let slot = if keyword.ends_with("inimum") { &mut into.number().least } else { &mut into.number().most };
                if slot.is_some() {
                    return wrong(self, "two bounds on the same side are not understood");
                }
                *slot = Some(bound);
            }
            "multipleOf" => {
                let parts = own.number().map(crate::Number::parts);
                let digits = parts.and_then(|(negative, digits, power)| match digits.parse() {
                    Ok(digits) if !negative => Some((digits, power)),
                    _ => None,
                });
                if digits.is_none() {
                    return wrong(self, "`multipleOf` is a number above 0 of at most 19 digits");
                }
                into.number().multiple = digits;
            }
            "minItems" => into.array().least = self.count(source, own)?,
            "maxItems" => into.array().most = Some(self.count(source, own)?),
            "uniqueItems" => into.array().unique = own.boolean() == Some(true),
            "items" if own.is_array() && draft < Draft::Year2020 => into.array().first = self.list(source, own)?,
            "prefixItems" => into.array().first = self.list(source, own)?,
            "items" => into.array().rest = Some(self.id(source, own)),
            "additionalItems" if draft < Draft::Year2020 => {
                if schema.get("items").is_some_and(Value::is_array) {
                    into.array().rest = Some(self.id(source, own));
                }
            }
            // In 2020-12 the word means nothing any more.
            "additionalItems" => {}
            "contains" => {
                let bound = |name| schema.get(name).map(|own| self.count(source, own)).transpose();
                let (least, most) = (bound("minContains")?, bound("maxContains")?);
                let rule = self.id(source, own);
                into.array().contains = Some(Contains { rule, least: least.unwrap_or(1), most });
            }
            "minContains" | "maxContains" => {}
            "properties" => {
                for (name, member) in own.members() {
                    let rule = self.id(source, member);
                    let known = into.member(name.text().unwrap_or(""));
                    (known.rule, known.named) = (Some(rule), true);
                }
            }
            "required" => {
                if !own.is_array() || own.items().any(|name| name.text().is_none()) {
                    return wrong(self, "`required` is a list of names");
                }
                own.items().for_each(|name| into.require(name.text().unwrap_or("")));
            }
            "patternProperties" => {
                for (name, member) in own.members() {
                    let rule = self.id(source, member);
                    let pattern = self.pattern(source, name)?;
                    into.object().patterns.push((pattern, rule));
                }
            }
            "additionalProperties" => {
                into.object().others = match own.boolean() {
                    Some(false) => Others::Never,
                    _ => Others::Rule(self.id(source, own)),
                }
            }
            "propertyNames" => into.object().each_name = Some(self.id(source, own)),
            "minProperties" => into.object().least = self.count(source, own)?,
            "maxProperties" => into.object().most = Some(self.count(source, own)?),
            "dependentRequired" | "dependentSchemas" | "dependencies" => {
                if keyword == "dependencies" && draft > Draft::Seven {
                    return wrong(self, "`dependencies` is of older drafts");
                }
                for (name, needs) in own.members() {
                    let name: Box<str> = name.text().unwrap_or("").into();
                    if needs.is_array() {
                        let needs = needs.items().filter_map(Value::text).map(Into::into).collect();
                        into.object().needs.push((name, needs));
                    } else {
                        let rule = self.id(source, needs);
                        into.object().when_there.push((name, rule));
                    }
                }
            }
            "allOf" => into.also.all = self.list(source, own)?,
            "anyOf" => into.also.any = self.list(source, own)?,
            "oneOf" => into.also.one = self.list(source, own)?,
            "not" => into.also.not = Some(self.id(source, own)),
            "if" => {
                let part = |compiler: &mut Self, name| schema.get(name).map(|own| compiler.id(source, own));
                let (then, other) = (part(self, "then"), part(self, "else"));
                into.also.when = Some((self.id(source, own), then, other));
            }
            "then" | "else" => {}
            "unevaluatedProperties" => into.also.other_members = Some(self.id(source, own)),
            "unevaluatedItems" => into.also.other_items = Some(self.id(source, own)),
            _ if REMARKS.contains(&keyword) => {}
            _ => return Err(self.wrong(source, own, format!("the keyword `{keyword}` is not understood"))),
        }
        Ok(())
    }

    fn list(&mut self, source: usize, own: Value<'c>) -> Result<Vec<Id>, CompileError> {
        if !own.is_array() || own.is_empty() {
            return Err(self.wrong(source, own, "this is a list of schemas, with at least one"));
        }
        Ok(own.items().map(|item| self.id(source, item)).collect())
    }

    fn count(&self, source: usize, own: Value<'_>) -> Result<usize, CompileError> {
        let count = own.as_u64().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| self.wrong(source, own, "this is a whole number, not below 0"))
    }

    fn pattern(&self, source: usize, own: Value<'_>) -> Result<Pattern, CompileError> {
        let text = own.text().ok_or_else(|| self.wrong(source, own, "a pattern is a text"))?;
        Pattern::new(text).map_err(|what| self.wrong(source, own, what))
    }

    fn reference(&mut self, source: usize, own: Value<'c>) -> Result<Id, CompileError> {
        let text = own.text().ok_or_else(|| self.wrong(source, own, "a reference is a text"))?;
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let target = if uri.is_empty() {
            Some(source)
        } else {
            let absolute = resolve(&self.sources[source].base, uri);
            self.known.get(&absolute).or_else(|| self.known.get(uri)).copied()
        };
        let Some(target) = target else {
            return Err(self.wrong(source, own, "this document was not handed in"));
        };
        let Some(pointer) = percent_decoded(fragment).filter(|way| way.is_empty() || way.starts_with('/')) else {
            return Err(self.wrong(source, own, "a reference to an anchor is not understood"));
        };
        let sources = self.sources;
        match sources[target].document.root().at(&pointer) {
            Some(value) => Ok(self.id(target, value)),
            None => Err(self.wrong(source, own, "there is no schema where this leads")),
        }
    }
}

/// A relative reference against the URI of its document: another file beside it.
fn resolve(base: &str, uri: &str) -> String {
    if uri.contains("://") || uri.starts_with("urn:") {
        return uri.to_owned();
    }
    let base = base.split(['?', '#']).next().unwrap_or(base);
    let folder = base.rfind('/').map_or("", |slash| base.get(..=slash).unwrap_or(""));
    format!("{folder}{}", uri.strip_prefix("./").unwrap_or(uri))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
            out.push(u8::try_from(digit(bytes.next())? * 16 + digit(bytes.next())?).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

fn choice(keyword: &'static str, values: &[Value<'_>]) -> Choice {
    let mut texts: Vec<Box<str>> = Vec::new();
    let mut others = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        match value.text() {
            Some(text) if texts.len() < names::MOST => {
                if seen.insert(text) {
                    texts.push(text.into());
                }
            }
            _ => others.push(Literal::of(*value)),
        }
    }
    Choice { keyword, texts: Names::new(texts), others }
}

/// What has been read of one schema object.
#[derive(Default)]
struct Reading {
    kinds: Option<u8>,
    whole: bool,
    any_number: bool,
    choice: Option<Choice>,
    text: Option<Text>,
    number: Option<Number>,
    array: Option<Array>,
    object: Option<Object>,
    members: Vec<(Box<str>, Member)>,
    numbers: HashMap<Box<str>, usize>,
    required: Vec<Box<str>>,
    also: Also,
}

impl Reading {
    fn text(&mut self) -> &mut Text {
        self.text.get_or_insert_default()
    }

    fn number(&mut self) -> &mut Number {
        self.number.get_or_insert_default()
    }

    fn array(&mut self) -> &mut Array {
        self.array.get_or_insert_default()
    }

    fn object(&mut self) -> &mut Object {
        self.object.get_or_insert_default()
    }

    fn member(&mut self, name: &str) -> &mut Member {
        self.object();
        let at = *self.numbers.entry(name.into()).or_insert(self.members.len());
        if at == self.members.len() {
            self.members.push((name.into(), Member::default()));
        }
        &mut self.members[at].1
    }

    fn require(&mut self, name: &str) {
        let bit = match self.required.len() {
            at @ 0..64 => 1 << at,
            _ => 0,
        };
        let member = self.member(name);
        if member.required == 0 {
            member.required = bit;
            self.required.push(name.into());
        }
    }

    fn finish(mut self, rule: &mut Rule) -> Result<(), String> {
        if let Some(kinds) = self.kinds {
            const ALL: u8 = 0b11_1111;
            rule.wrong_kinds = ALL & !kinds;
            rule.whole = self.whole && !self.any_number;
        }
        if self.members.len() > names::MOST {
            return Err("too many names".to_owned());
        }
        if let Some(object) = &mut self.object {
            let (names, members): (Vec<_>, Vec<_>) = self.members.into_iter().unzip();
            object.required = members.iter().fold(0, |all, member: &Member| all | member.required);
            object.also_required = self.required.into_iter().skip(64).collect();
            (object.names, object.members) = (Names::new(names), members);
        }
        rule.choice = self.choice.map(Box::new);
        rule.text = self.text.map(Box::new);
        rule.number = self.number.map(Box::new);
        rule.array = self.array.map(Box::new);
        rule.object = self.object.map(Box::new);
        let also = self.also;
        let nothing = also.here().next().is_none() && also.other_members.is_none() && also.other_items.is_none();
        rule.also = (!nothing).then(|| Box::new(also));
        Ok(())
    }
}

/// A rule that is held against the same value again without end.
fn circle(rules: &[Rule]) -> Option<usize> {
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0u8; rules.len()];
    for start in 0..rules.len() {
        let mut way = vec![(start, rules[start].here())];
        if state[start] == 0 {
            state[start] = 1;
        } else {
            continue;
        }
        while let Some((at, next)) = way.last_mut() {
            match next.pop() {
                Some(next) => match state[next as usize] {
                    0 => {
                        state[next as usize] = 1;
                        way.push((next as usize, rules[next as usize].here()));
                    }
                    1 => return Some(next as usize),
                    _ => {}
                },
                None => {
                    state[*at] = 2;
                    way.pop();
                }
            }
        }
    }
    None
}

/// Marks the rules that can come back to themselves: Tarjan's components would say it in one pass, but a schema has few
/// thousand rules and is compiled once.
fn mark_recursive(rules: &mut [Rule]) {
    // Whatever no rule leads to any more after all leaves have been taken away, on either side, lies on no circle.
    let next: Vec<Vec<Id>> = rules.iter().map(|rule| [rule.here(), rule.below()].concat()).collect();
    let mut back = vec![Vec::new(); rules.len()];
    for (from, all) in next.iter().enumerate() {
        all.iter().for_each(|to| back[*to as usize].push(from as Id));
    }
    let mut gone = vec![false; rules.len()];
    for (forth, back) in [(&next, &back), (&back, &next)] {
        let left = |gone: &[bool], at: usize| forth[at].iter().filter(|to| !gone[**to as usize]).count();
        let mut counts: Vec<usize> = (0..rules.len()).map(|at| left(&gone, at)).collect();
        let mut leaves: Vec<usize> = (0..rules.len()).filter(|at| !gone[*at] && counts[*at] == 0).collect();
        while let Some(leaf) = leaves.pop() {
            gone[leaf] = true;
            for from in &back[leaf] {
                let from = *from as usize;
                counts[from] -= 1;
                if counts[from] == 0 && !gone[from] {
                    leaves.push(from);
                }
            }
        }
    }
    rules.iter_mut().zip(&gone).for_each(|(rule, gone)| rule.recursive = !gone);
}
