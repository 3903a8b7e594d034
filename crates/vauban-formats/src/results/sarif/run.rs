//! One run of a SARIF log: its results grouped as they are written, then resolved with what the run says of its rules,
//! files and folders.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::places::Bases;
use super::shape::{
    Artefact, Artifact, Base, Component, ComponentReference, Few, Found, Invocation, Message, Provenance, Suppression,
    Tool,
};
use super::{
    ELSEWHERE, FINGERPRINTS_OF_A_GROUP, LONGEST_RESULT, LONGEST_TOOL, Log, MOST_ARTIFACTS, MOST_FINGERPRINTS,
    MOST_GROUPS, MOST_MESSAGES, MOST_RULES, MOST_TEXT,
};
use crate::results::pull::Pull;
use crate::results::{Error, FindingGroup, FindingKey, LONGEST_MESSAGE, same_commit};

/// Arguments of a message that are put in.
const ARGUMENTS: usize = 20;

/// Reads a run into the log.
pub(super) fn read(log: &mut Log, pull: &mut Pull<'_>) -> Result<(), Error> {
    let Some(mut members) = pull.object()? else { return Err(pull.error("a run is an object")) };
    let mut run = Run::default();
    let mut tool: Option<Tool> = None;
    let (mut results, mut invocations) = (None, Vec::new());
    while let Some(key) = pull.key(&mut members)? {
        match key.as_str() {
            "tool" => tool = Some(pull.read(LONGEST_TOOL)?),
            "results" if results.is_some() => return Err(pull.error("`results` stands there twice in one run")),
            "results" => results = Some(run.results(log, pull)?),
            "artifacts" => run.artifacts(pull)?,
            "originalUriBaseIds" => {
                let bases: Option<BTreeMap<String, Base>> = pull.read(LONGEST_TOOL)?;
                run.bases = Bases::new(bases.unwrap_or_default()).map_err(|message| pull.error(message))?;
            }
            "invocations" => invocations = pull.read::<Option<Few<Invocation>>>(LONGEST_TOOL)?.unwrap_or_default().0,
            "versionControlProvenance" => {
                for provenance in pull.read::<Option<Few<Provenance>>>(LONGEST_TOOL)?.unwrap_or_default().0 {
                    let revision = provenance.revision_id.unwrap_or_default();
                    same_commit(&mut log.commit, &revision).map_err(|message| pull.error(message))?;
                }
            }
            "externalPropertyFileReferences" => {
                if !matches!(pull.value()?, b"null" | b"{}") {
                    return Err(pull.error(ELSEWHERE));
                }
            }
            _ => pull.skip()?,
        }
    }
    let Some(tool) = tool else { return Err(pull.error("a run does not say which tool it is of")) };
    run.invoked(log, &invocations);
    // Without results, not even an empty list of them, the tool did not come to look.
    if results.flatten().is_none() {
        log.broken = true;
    }
    let driver = &tool.driver;
    let version = driver.version.as_ref().or(driver.semantic_version.as_ref());
    log.findings.tools.push((cut(&driver.name), version.map_or_else(String::new, |version| cut(version))));
    run.resolve(log, &tool, &invocations).map_err(|message| pull.error(message))
}

#[derive(Default)]
struct Run {
    bases: Bases,
    artifacts: Vec<Option<Base>>,
    rules: Names,
    files: Names,
    groups: HashMap<Key, usize>,
    found: Vec<(Key, Group)>,
    scratch: String,
}

/// What results are grouped by before anything is resolved.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    rule: usize,
    file: usize,
    level: Option<Level>,
    suppressed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Level {
    None,
    Note,
    Warning,
    Error,
}

#[derive(Default)]
struct Group {
    group: FindingGroup,
    /// Name of a message that stands with its rule, and what is put into it.
    message: String,
    arguments: Vec<String>,
}

/// Texts by number, each kept once.
#[derive(Default)]
struct Names {
    by_text: HashMap<Box<str>, usize>,
    texts: Vec<Box<str>>,
    bytes: usize,
}

impl Names {
    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.by_text.get(text) {
            return *number;
        }
        let number = self.texts.len();
        self.bytes += text.len();
        self.by_text.insert(text.into(), number);
        self.texts.push(text.into());
        number
    }
}

impl Level {
    /// A word that nobody knows is the gravest.
    fn of(word: &str) -> Level {
        match word {
            "none" => Level::None,
            "note" => Level::Note,
            "warning" => Level::Warning,
            _ => Level::Error,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl Run {
    /// Reads the results; nothing if there is `null` in their place.
    fn results(&mut self, log: &mut Log, pull: &mut Pull<'_>) -> Result<Option<()>, Error> {
        let Some(mut elements) = pull.array()? else { return Ok(None) };
        while pull.element(&mut elements)? {
            let found: Found<'_> = pull.read(LONGEST_RESULT)?;
            self.add(log, found);
            if self.rules.bytes + self.files.bytes > MOST_TEXT {
                return Err(
                    pull.error(format!("the names of its rules and files are more than {} MiB", MOST_TEXT >> 20))
                );
            }
            if self.found.len() > MOST_GROUPS {
                return Err(pull.error(format!("its results are more than {MOST_GROUPS} groups of rule and file")));
            }
        }
        Ok(Some(()))
    }

    fn artifacts(&mut self, pull: &mut Pull<'_>) -> Result<(), Error> {
        let Some(mut elements) = pull.array()? else { return Ok(()) };
        while pull.element(&mut elements)? {
            if self.artifacts.len() == MOST_ARTIFACTS {
                return Err(pull.error(format!("a run lists more than {MOST_ARTIFACTS} files")));
            }
            let artifact: Artifact = pull.read(LONGEST_RESULT)?;
            self.artifacts.push(artifact.location);
        }
        Ok(())
    }

    fn add(&mut self, log: &mut Log, found: Found<'_>) {
        log.findings.results += 1;
        let kind = found.kind.as_ref().map_or("fail", |kind| &kind.0);
        let gone = found.baseline_state.as_ref().is_some_and(|state| state.0 == "absent");
        if gone || matches!(kind, "pass" | "notApplicable" | "informational") {
            return;
        }
        let undecided = matches!(kind, "open" | "review");
        log.findings.undecided += u64::from(undecided);
        let level = match &found.level {
            Some(level) => Some(Level::of(&level.0)),
            // So the standard says of every kind but `fail`.
            None => undecided.then_some(Level::None),
        };
        let (suppressed, unexplained) = set_aside(found.suppressions.as_ref().map_or(&[], |few| few.0.as_slice()));
        let rule = rule_number(&mut self.rules, &mut self.scratch, &found);
        let location = found.locations.and_then(|first| first.0).and_then(|location| location.physical_location);
        let line = location.as_ref().and_then(|physical| physical.region.as_ref()?.start_line);
        let file = location.and_then(|physical| physical.artifact_location).or(found.analysis_target);
        let key = Key { rule, file: file_number(&mut self.files, &mut self.scratch, file.as_ref()), level, suppressed };
        let at = *self.groups.entry(key).or_insert(self.found.len());
        if at == self.found.len() {
            let mut group = first(found.message.as_ref(), line);
            log.said += group.group.message.len() + group.arguments.iter().map(String::len).sum::<usize>();
            // Where messages would fill the memory, the rule and the place must do.
            if log.said > MOST_MESSAGES {
                (group.group.message, group.arguments) = (String::new(), Vec::new());
            }
            self.found.push((key, group));
        }
        let Some((_, group)) = self.found.get_mut(at) else { return };
        group.group.count += 1;
        group.group.unexplained += u64::from(unexplained);
        let fingerprint =
            found.fingerprints.and_then(|first| first.0).or(found.partial_fingerprints.and_then(|first| first.0));
        if let Some(fingerprint) = fingerprint
            && group.group.fingerprints.len() < FINGERPRINTS_OF_A_GROUP
            && log.fingerprints < MOST_FINGERPRINTS
        {
            log.fingerprints += 1;
            group.group.fingerprints.push(cut(&fingerprint));
        }
    }

    fn invoked(&self, log: &mut Log, invocations: &[Invocation]) {
        let grave = |notifications: &Option<Few<super::shape::Notification>>| {
            notifications
                .iter()
                .flat_map(|few| &few.0)
                .any(|notification| notification.level.as_deref() == Some("error"))
        };
        for invocation in invocations {
            let time = invocation.start_time_utc.as_ref().or(invocation.end_time_utc.as_ref());
            log.ran.see(time.map_or("", String::as_str));
            log.broken |= invocation.execution_successful == Some(false)
                || invocation.process_start_failure_message.is_some()
                || invocation.exit_signal_name.is_some()
                || grave(&invocation.tool_execution_notifications)
                || grave(&invocation.tool_configuration_notifications);
        }
        let well = !invocations.is_empty() && invocations.iter().all(|one| one.execution_successful == Some(true));
        log.ended += usize::from(well);
    }

    /// Puts the groups of this run to those of the log, with rules, files, levels and messages resolved.
    fn resolve(self, log: &mut Log, tool: &Tool, invocations: &[Invocation]) -> Result<(), String> {
        let rules = Rules::new(tool, invocations);
        log.rules.extend(rules.ids().map(cut));
        if log.rules.len() > MOST_RULES {
            return Err(format!("it names more than {MOST_RULES} rules"));
        }
        let named: Vec<(String, Option<Place>)> = self.rules.texts.iter().map(|text| rules.find(text)).collect();
        let paths: Vec<String> = self.files.texts.iter().map(|text| self.path(text)).collect();
        for (key, mut found) in self.found {
            let (id, place) = named.get(key.rule).cloned().unwrap_or_default();
            let level = key.level.unwrap_or_else(|| rules.level(place));
            if let Some(text) = rules.message(place, &found.message) {
                found.group.message = cut(&filled(text, &found.arguments));
            }
            let key = FindingKey {
                rule: id,
                file: paths.get(key.file).cloned().unwrap_or_default(),
                level: level.word().to_owned(),
                suppressed: key.suppressed,
            };
            merge(log, key, found.group)?;
        }
        Ok(())
    }

    /// The path behind what [`file_number`] wrote.
    fn path(&self, text: &str) -> String {
        let mut parts = text.splitn(3, '\0');
        let index = parts.next().and_then(|index| index.parse::<usize>().ok());
        let base = parts.next().filter(|base| !base.is_empty());
        let uri = parts.next().unwrap_or_default();
        let listed = index.and_then(|index| self.artifacts.get(index)?.as_ref());
        match (uri, listed) {
            ("", Some(listed)) => {
                self.bases.path(listed.uri.as_deref().unwrap_or_default(), listed.uri_base_id.as_deref())
            }
            _ => self.bases.path(uri, base),
        }
    }
}

fn merge(log: &mut Log, key: FindingKey, group: FindingGroup) -> Result<(), String> {
    if let Some(known) = log.findings.groups.get_mut(&key) {
        known.count += group.count;
        known.unexplained += group.unexplained;
        let room = FINGERPRINTS_OF_A_GROUP.saturating_sub(known.fingerprints.len());
        known.fingerprints.extend(group.fingerprints.into_iter().take(room));
        return Ok(());
    }
    if log.findings.groups.len() == MOST_GROUPS {
        return Err(format!("its results are more than {MOST_GROUPS} groups of rule and file"));
    }
    log.named += key.rule.len() + key.file.len();
    if log.named > MOST_TEXT {
        return Err(format!("the names of its rules and files are more than {} MiB", MOST_TEXT >> 20));
    }
    log.findings.groups.insert(key, group);
    Ok(())
}

/// Whether every suppression of a result is accepted, and whether none of them says why.
fn set_aside(suppressions: &[Suppression<'_>]) -> (bool, bool) {
    let accepted = |one: &Suppression<'_>| one.status.as_ref().is_none_or(|status| status.0 == "accepted");
    let suppressed = !suppressions.is_empty() && suppressions.iter().all(accepted);
    let why = |one: &Suppression<'_>| one.justification.as_ref().is_some_and(|why| !why.0.trim().is_empty());
    (suppressed, suppressed && !suppressions.iter().any(why))
}

/// A rule as a result names it: component, number within it, id.
fn rule_number(rules: &mut Names, scratch: &mut String, found: &Found<'_>) -> usize {
    let reference = found.rule.as_ref();
    let id = found.rule_id.as_ref().or(reference.and_then(|rule| rule.id.as_ref()));
    let index = found.rule_index.or(reference.and_then(|rule| rule.index));
    scratch.clear();
    component(scratch, reference.and_then(|rule| rule.tool_component.as_ref()));
    scratch.push('\0');
    number(scratch, index);
    scratch.push('\0');
    scratch.push_str(id.map_or("", |id| id.0.as_ref()));
    rules.number(scratch)
}

/// A component of the tool: empty for the driver, else the number or the name of an extension.
fn component(into: &mut String, reference: Option<&ComponentReference>) {
    let Some(reference) = reference else { return };
    match (reference.index, &reference.name) {
        (Some(index), _) if index >= 0 => {
            let _ = write!(into, "{index}");
        }
        (_, Some(name)) => into.extend(["#", name.replace('\0', " ").as_str()]),
        (_, None) => {}
    }
}

/// Writes a number where there is one; this is done for every result, so nothing is formatted without need.
fn number(into: &mut String, number: Option<i64>) {
    if let Some(number) = number {
        let _ = write!(into, "{number}");
    }
}

fn file_number(files: &mut Names, scratch: &mut String, file: Option<&Artefact<'_>>) -> usize {
    scratch.clear();
    if let Some(file) = file {
        number(scratch, file.index);
        scratch.push('\0');
        // What stands between the two marks must hold none.
        scratch.extend(file.uri_base_id.iter().flat_map(|base| base.0.split('\0')));
        scratch.push('\0');
        scratch.push_str(file.uri.as_ref().map_or("", |uri| uri.0.as_ref()));
    }
    files.number(scratch)
}

/// The first of a group: its line, and its message as far as it is known without its rule.
fn first(message: Option<&Message<'_>>, line: Option<i64>) -> Group {
    let mut group = Group::default();
    group.group.line = line.and_then(|line| u32::try_from(line).ok()).unwrap_or(0);
    let Some(message) = message else { return group };
    let arguments = message.arguments.as_ref().map_or([].as_slice(), |few| few.0.as_slice());
    group.arguments = arguments.iter().take(ARGUMENTS).map(|argument| cut(&argument.0)).collect();
    match message.text.as_ref().or(message.markdown.as_ref()) {
        Some(text) => group.group.message = cut(&filled(&text.0, &group.arguments)),
        None => group.message = message.id.as_ref().map_or_else(String::new, |id| cut(&id.0)),
    }
    group
}

/// Puts arguments into `{0}`, `{1}` and so on.
fn filled(text: &str, arguments: &[String]) -> String {
    if arguments.is_empty() {
        return text.to_owned();
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{').filter(|_| filled.len() < 8 * LONGEST_MESSAGE) {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        let inside = after.find('}').and_then(|end| after.get(1..end));
        match inside.and_then(|number| Some((number, arguments.get(number.parse::<usize>().ok()?)?))) {
            Some((number, argument)) => {
                filled.push_str(argument);
                rest = after.get(number.len() + 2..).unwrap_or_default();
            }
            None => {
                filled.push('{');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    filled + rest
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_MESSAGE).collect()
}

/// Where a rule is: component (0 is the driver) and number within it.
type Place = (usize, usize);

/// The rules of a tool, and the levels that they have in this run.
struct Rules<'a> {
    components: Vec<&'a Component>,
    by_name: BTreeMap<&'a str, usize>,
    by_id: BTreeMap<&'a str, Place>,
    overrides: BTreeMap<Place, Level>,
}

impl<'a> Rules<'a> {
    fn new(tool: &'a Tool, invocations: &[Invocation]) -> Rules<'a> {
        let components: Vec<&Component> =
            [&tool.driver].into_iter().chain(tool.extensions.iter().flat_map(|few| &few.0)).collect();
        let mut rules =
            Rules { components, by_name: BTreeMap::new(), by_id: BTreeMap::new(), overrides: BTreeMap::new() };
        for (number, component) in rules.components.iter().enumerate() {
            rules.by_name.entry(component.name.as_str()).or_insert(number);
            for (index, rule) in component.rules.iter().flat_map(|few| &few.0).enumerate() {
                rules.by_id.entry(rule.id.as_str()).or_insert((number, index));
            }
        }
        // Whichever invocation a result is of, the gravest level that one of them gives its rule is its level.
        let all = invocations
            .iter()
            .flat_map(|invocation| invocation.rule_configuration_overrides.iter().flat_map(|few| &few.0));
        for one in all {
            let Some(rule) = &one.descriptor else { continue };
            let mut named = String::new();
            component(&mut named, rule.tool_component.as_ref());
            named.push('\0');
            number(&mut named, rule.index);
            named.push('\0');
            named.push_str(rule.id.as_deref().unwrap_or_default());
            let level = one.configuration.as_ref().and_then(|configuration| configuration.level.as_deref());
            if let (Some(place), Some(level)) = (rules.find(&named).1, level.map(Level::of)) {
                let known = rules.overrides.entry(place).or_insert(level);
                *known = level.max(*known);
            }
        }
        rules
    }

    fn ids(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.components
            .iter()
            .flat_map(|component| component.rules.iter().flat_map(|few| &few.0))
            .map(|rule| rule.id.as_str())
    }

    /// The id of the rule behind what [`rule_number`] wrote, and where it is.
    fn find(&self, text: &str) -> (String, Option<Place>) {
        let mut parts = text.splitn(3, '\0');
        let component = parts.next().unwrap_or_default();
        let index = parts.next().and_then(|index| index.parse::<usize>().ok());
        let id = parts.next().unwrap_or_default();
        let component = match component.strip_prefix('#') {
            Some(name) => self.by_name.get(name).copied(),
            None if component.is_empty() => Some(0),
            None => component.parse::<usize>().ok().and_then(|number| number.checked_add(1)),
        };
        let by_index = component.zip(index).filter(|place| self.rule(*place).is_some());
        // An id may go on after the rule's own, as `CA1000/1`.
        let fits = |place: &Place| {
            let rest = self.rule(*place).and_then(|rule| id.strip_prefix(rule.id.as_str()));
            id.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let by_id = || self.by_id.get(id).or_else(|| self.by_id.get(id.rsplit_once('/')?.0)).copied();
        // Where id and number are of different rules, the id is what people see.
        let place = by_index.filter(fits).or_else(by_id).or(by_index);
        match (id, place.and_then(|place| self.rule(place))) {
            ("", Some(rule)) => (cut(&rule.id), place),
            _ => (cut(id), place),
        }
    }

    fn rule(&self, (component, index): Place) -> Option<&'a super::shape::Rule> {
        self.components.get(component)?.rules.as_ref()?.0.get(index)
    }

    fn level(&self, place: Option<Place>) -> Level {
        let Some(place) = place else { return Level::Warning };
        let own = self.rule(place).and_then(|rule| rule.default_configuration.as_ref()?.level.as_deref());
        let own = own.map_or(Level::Warning, Level::of);
        self.overrides.get(&place).copied().map_or(own, |changed| changed.max(own))
    }

    fn message(&self, place: Option<Place>, id: &str) -> Option<&'a str> {
        self.rule(place?)?.message_strings.as_ref()?.get(id)?.text.as_deref()
    }
}
