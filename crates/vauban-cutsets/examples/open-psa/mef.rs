//! Reads fault trees in the Open-PSA Model Exchange Format (XML), and the dialect of it that SCRAM writes.
//!
//! Gates, basic events and house events are read; labels, attributes, probabilities, parameters and event trees are
//! passed over. Gates and events have name spaces of their own, so one name may be both. A basic event need not be
//! defined to be used; a gate must be. Names in components are local: a reference is looked up in its own component,
//! then outwards, then anywhere. What is not monotone is refused: its minimal cut sets would be another notion.
//!
//! A file is foreign: no document type, so no entities; bounded size, depth, names, attributes and namespaces.

#[path = "bound.rs"]
mod bound;

use std::collections::{BTreeMap, HashMap};

use roxmltree::{Document, Node as Element, ParsingOptions};
use vauban_cutsets::{Builder, Event, Gate, Node, Op, System};

/// Larger files are refused.
pub(crate) const LARGEST: usize = 256 << 20;
/// Components and formulas nested deeper are refused.
const DEEPEST: usize = 200;
/// Longer names are refused, those of the components around them included: each definition keeps its own.
const LONGEST: usize = 1_000;

/// A fault tree.
pub(crate) struct Tree {
    /// Its equations.
    pub(crate) system: System,
    /// The gate that no other uses.
    pub(crate) top: Gate,
    /// The name of the top gate.
    pub(crate) top_name: String,
    /// The names of the events.
    pub(crate) events: Vec<String>,
}

/// Why a file was not read.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) what: String,
    pub(crate) help: String,
}

type Result<T> = std::result::Result<T, Problem>;

/// Reads one tree. The top is the gate of this name, or else the one that no other gate uses.
pub(crate) fn read(text: &str, top: Option<&str>) -> Result<Tree> {
    let start = |what: String, help: &str| Problem { line: 1, column: 1, what, help: help.to_owned() };
    if text.len() > LARGEST {
        let what = format!("the file has {} bytes; at most {LARGEST} are read", text.len());
        return Err(start(what, "split the model into one file for each tree"));
    }
    if let Some((at, what)) = bound::excess(text) {
        let before = &text[..at];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().map_or(0, |before| before.chars().count()) as u32 + 1;
        let help = "remove what a fault tree does not need".to_owned();
        return Err(Problem { line, column, what, help });
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 20_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let (what, help) = match error {
            roxmltree::Error::DtdDetected => (
                "the file has a document type".to_owned(),
                "remove the `<!DOCTYPE …>` with its entities; none are needed in a fault tree",
            ),
            error => (format!("not well-formed XML: {error}"), "put the XML right, for example with `xmllint --noout`"),
        };
        Problem { line: at.row, column: at.col, what, help: help.to_owned() }
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "opsa-mef" {
        let what = format!("the file holds `<{}>`, not a fault tree of the Open-PSA format", root.tag_name().name());
        return Err(problem(root, what, "give a file whose outermost element is `<opsa-mef>`"));
    }
    let mut reader = Reader::default();
    reader.collect(root)?;
    reader.gates()?;
    let top = reader.top(top, root)?;
    reader.check_circles()?;
    Ok(Tree {
        top_name: reader.gate_names[top.0 as usize].clone(),
        system: reader.build.build(),
        top,
        events: reader.event_names,
    })
}

fn problem(element: Element<'_, '_>, what: impl Into<String>, help: impl Into<String>) -> Problem {
    let at = element.document().text_pos_at(element.range().start);
    Problem { line: at.row, column: at.col, what: what.into(), help: help.into() }
}

fn too_deep(element: Element<'_, '_>) -> Problem {
    let what = format!("elements are nested more than {DEEPEST} deep");
    problem(element, what, "give inner formulas gates of their own")
}

/// What an event is.
#[derive(Clone, Copy)]
enum Leaf {
    Basic(Event),
    House(bool),
}

/// One name space: full paths, and the last name of each path.
struct Names<T> {
    paths: HashMap<String, T>,
    short: HashMap<String, Vec<String>>,
}

impl<T> Default for Names<T> {
    fn default() -> Names<T> {
        Names { paths: HashMap::new(), short: HashMap::new() }
    }
}

impl<T: Copy> Names<T> {
    fn define(&mut self, container: &str, element: Element<'_, '_>, thing: T) -> Result<()> {
        let name = name(element)?;
        let path = path(container, element)?;
        if self.paths.insert(path.clone(), thing).is_some() {
            let what = format!("`{name}` is defined twice");
            return Err(problem(element, what, "rename one of the two, or remove it"));
        }
        self.short.entry(name.to_owned()).or_default().push(path);
        Ok(())
    }

    /// In this container, then outwards, then anywhere if only one has this name.
    fn find(&self, container: &str, element: Element<'_, '_>) -> Result<Option<T>> {
        let name = name(element)?;
        let mut container = container;
        loop {
            if let Some(found) = self.paths.get(&join(container, name)) {
                return Ok(Some(*found));
            }
            if container.is_empty() {
                break;
            }
            container = container.rfind('.').map_or("", |dot| &container[..dot]);
        }
        match self.short.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(self.paths.get(one).copied()),
            Some([one, other, ..]) => {
                let what = format!("`{name}` may be `{one}` or `{other}`");
                Err(problem(element, what, "write the whole path, with dots"))
            }
            _ => Ok(None),
        }
    }
}

fn join(container: &str, name: &str) -> String {
    if container.is_empty() { name.to_owned() } else { format!("{container}.{name}") }
}

/// The whole name of what an element defines.
fn path(container: &str, element: Element<'_, '_>) -> Result<String> {
    let path = join(container, name(element)?);
    if path.len() > LONGEST {
        let what =
            format!("a name has {} bytes, with the components around it; at most {LONGEST} are read", path.len());
        return Err(problem(element, what, "shorten it"));
    }
    Ok(path)
}

fn name<'a>(element: Element<'a, '_>) -> Result<&'a str> {
    element.attribute("name").map(str::trim).filter(|name| !name.is_empty()).ok_or_else(|| {
        let what = format!("`<{}>` has no name", element.tag_name().name());
        problem(element, what, "add `name=\"…\"`")
    })
}

#[derive(Default)]
struct Reader<'a, 'input> {
    build: Builder,
    gate_names: Vec<String>,
    event_names: Vec<String>,
    gate_space: Names<Gate>,
    leaf_space: Names<Leaf>,
    /// Events that are used but not defined.
    loose: BTreeMap<String, Event>,
    /// The gates that have a name, and the container and formula of each.
    defined: Vec<Gate>,
    formulas: Vec<(String, Element<'a, 'input>)>,
    /// For each gate, the gates it uses and where.
    uses: Vec<Vec<(Gate, Element<'a, 'input>)>>,
}

impl<'a, 'input> Reader<'a, 'input> {
    /// Finds all definitions.
    fn collect(&mut self, root: Element<'a, 'input>) -> Result<()> {
        let mut open = vec![(root, String::new(), 0)];
        while let Some((parent, container, depth)) = open.pop() {
            if depth > DEEPEST {
                return Err(too_deep(parent));
            }
            let mut inner = Vec::new();
            for element in parent.children().filter(Element::is_element) {
                match element.tag_name().name() {
                    "define-fault-tree" | "define-component" => {
                        inner.push((element, path(&container, element)?, depth + 1));
                    }
                    "model-data" => inner.push((element, container.clone(), depth + 1)),
                    "define-gate" => {
                        let gate = self.new_gate(name(element)?.to_owned());
                        self.gate_space.define(&container, element, gate)?;
                        self.defined.push(gate);
                        self.formulas.push((container.clone(), element));
                    }
                    "define-basic-event" => {
                        let event = self.new_event(name(element)?);
                        self.leaf_space.define(&container, element, Leaf::Basic(event))?;
                    }
                    "define-house-event" => {
                        let constant = element.children().find(|child| child.has_tag_name("constant"));
                        let value = constant.map_or(Ok(false), truth)?;
                        self.leaf_space.define(&container, element, Leaf::House(value))?;
                    }
                    "define-substitution" => {
                        let what = "substitutions change what the gates mean, and are not supported";
                        return Err(problem(element, what, "write what is meant into the gates"));
                    }
                    _ => {}
                }
            }
            open.extend(inner.into_iter().rev());
        }
        Ok(())
    }

    fn new_gate(&mut self, name: String) -> Gate {
        self.gate_names.push(name);
        self.uses.push(Vec::new());
        self.build.gate()
    }

    fn new_event(&mut self, name: &str) -> Event {
        self.event_names.push(name.to_owned());
        self.build.event()
    }

    /// Reads the formula of each gate.
    fn gates(&mut self) -> Result<()> {
        for (gate, (container, element)) in self.defined.clone().into_iter().zip(std::mem::take(&mut self.formulas)) {
            let mut formulas = element
                .children()
                .filter(|child| child.is_element() && !matches!(child.tag_name().name(), "label" | "attributes"));
            let formula = formulas.next().ok_or_else(|| {
                problem(element, "the gate has no formula", "put `<and>`, `<or>` or `<atleast>` into it")
            })?;
            if let Some(second) = formulas.next() {
                return Err(problem(second, "the gate has a second formula", "join the two with `<and>` or `<or>`"));
            }
            let (op, inputs) = self.formula(&container, gate, formula, 0)?;
            self.build.define(gate, op, inputs);
        }
        Ok(())
    }

    /// What a formula says; formulas in it become gates without a name. As deep as the elements are nested.
    fn formula(
        &mut self,
        container: &str,
        gate: Gate,
        formula: Element<'a, 'input>,
        depth: usize,
    ) -> Result<(Op, Vec<Node>)> {
        if depth > DEEPEST {
            return Err(too_deep(formula));
        }
        let kind = formula.tag_name().name();
        match kind {
            "and" | "or" | "atleast" => {}
            "gate" | "basic-event" | "house-event" | "event" | "constant" => {
                return Ok((Op::Any, vec![self.leaf(container, gate, formula)?]));
            }
            "not" | "xor" | "nand" | "nor" | "iff" | "imply" | "cardinality" => {
                let what = format!("`<{kind}>` makes the tree non-monotone (not coherent)");
                let help = "minimal cut sets are only defined here for trees of `<and>`, `<or>` and `<atleast>`; \
                            replace what is negated by an event of its own";
                return Err(problem(formula, what, help));
            }
            _ => {
                let what = format!("`<{kind}>` is no formula");
                return Err(problem(formula, what, "use `<and>`, `<or>` or `<atleast>` over gates and events"));
            }
        }
        let mut inputs = Vec::new();
        let mut named = std::collections::BTreeSet::new();
        for child in formula.children().filter(Element::is_element) {
            let input = match child.tag_name().name() {
                "label" | "attributes" => continue,
                "gate" | "basic-event" | "house-event" | "event" | "constant" => self.leaf(container, gate, child)?,
                _ => {
                    let outer = &self.gate_names[gate.0 as usize];
                    let name = if depth == 0 { format!("a formula in `{outer}`") } else { outer.clone() };
                    let inner = self.new_gate(name);
                    let (op, inputs) = self.formula(container, inner, child, depth + 1)?;
                    self.build.define(inner, op, inputs);
                    self.uses[gate.0 as usize].push((inner, child));
                    inner.into()
                }
            };
            if kind == "atleast" && child.has_attribute("name") && !named.insert(input) {
                let what = format!("`{}` is named twice", child.attribute("name").unwrap_or_default());
                return Err(problem(child, what, "name each input of `<atleast>` once"));
            }
            inputs.push(input);
        }
        if inputs.is_empty() {
            let what = format!("`<{kind}>` is empty");
            return Err(problem(formula, what, "put gates or events into it, or remove it"));
        }
        let op = match kind {
            "and" => Op::All,
            "or" => Op::Any,
            _ => {
                let min = formula.attribute("min").unwrap_or_default().trim();
                match min.parse::<u32>() {
                    Ok(min) if min >= 1 && min as usize <= inputs.len() => Op::AtLeast(min),
                    _ => {
                        let what = format!("`<atleast>` of {} inputs with min=\"{min}\"", inputs.len());
                        let help = format!("give `min` a whole number from 1 to {}", inputs.len());
                        return Err(problem(formula, what, help));
                    }
                }
            }
        };
        Ok((op, inputs))
    }

    fn leaf(&mut self, container: &str, gate: Gate, element: Element<'a, 'input>) -> Result<Node> {
        let kind = match element.tag_name().name() {
            "constant" => {
                let value = truth(element)?;
                return Ok(self.constant(value));
            }
            "event" => element.attribute("type").unwrap_or("event"),
            kind => kind,
        };
        let written = name(element)?;
        let as_gate = match kind {
            "gate" | "event" => self.gate_space.find(container, element)?,
            _ => None,
        };
        let as_leaf = match kind {
            "gate" => None,
            _ => self.leaf_space.find(container, element)?,
        };
        match (kind, as_gate, as_leaf) {
            ("event", Some(_), Some(_)) => {
                let what = format!("`{written}` is the name of a gate and of an event");
                Err(problem(element, what, "write `<gate …/>` or `<basic-event …/>`"))
            }
            ("gate" | "event", Some(below), _) => {
                self.uses[gate.0 as usize].push((below, element));
                Ok(below.into())
            }
            ("gate", None, _) => {
                let what = format!("gate `{written}` is not defined");
                Err(problem(element, what, format!("add `<define-gate name=\"{written}\">`, or correct the name")))
            }
            ("basic-event" | "event", _, Some(Leaf::Basic(event))) => Ok(event.into()),
            ("house-event" | "event", _, Some(Leaf::House(value))) => Ok(self.constant(value)),
            ("basic-event" | "event", _, None) => {
                let event = match self.loose.get(written) {
                    Some(event) => *event,
                    None => {
                        let event = self.new_event(written);
                        self.loose.insert(written.to_owned(), event);
                        event
                    }
                };
                Ok(event.into())
            }
            ("house-event", _, None) => {
                let what = format!("house event `{written}` is not defined");
                let help = format!("add `<define-house-event name=\"{written}\">` with its `<constant>`");
                Err(problem(element, what, help))
            }
            ("basic-event" | "house-event", _, Some(_)) => {
                let what = format!("`{written}` is defined as another kind of event");
                Err(problem(element, what, "use the kind it is defined as"))
            }
            (kind, _, _) => {
                let what = format!("`{kind}` is no type of event");
                Err(problem(element, what, "use `gate`, `basic-event` or `house-event`"))
            }
        }
    }

    fn constant(&mut self, value: bool) -> Node {
        let gate = self.new_gate(String::from("a constant"));
        self.build.define(gate, if value { Op::All } else { Op::Any }, []);
        gate.into()
    }

    fn top(&self, asked: Option<&str>, root: Element<'a, 'input>) -> Result<Gate> {
        if let Some(asked) = asked {
            let found = self.gate_space.paths.get(asked).copied().or_else(|| {
                let [path] = self.gate_space.short.get(asked)?.as_slice() else { return None };
                self.gate_space.paths.get(path).copied()
            });
            return found.ok_or_else(|| {
                let what = format!("there is no gate `{asked}`, or more than one");
                problem(root, what, "give --top the name of a gate, with dots where it is in a component")
            });
        }
        let mut used = vec![false; self.uses.len()];
        self.uses.iter().flatten().for_each(|(gate, _)| used[gate.0 as usize] = true);
        let tops: Vec<(&str, Gate)> = self
            .defined
            .iter()
            .map(|gate| (self.gate_names[gate.0 as usize].as_str(), *gate))
            .filter(|(_, gate)| !used[gate.0 as usize])
            .collect();
        match tops.as_slice() {
            [(_, top)] => Ok(*top),
            [] if self.gate_space.paths.is_empty() => {
                Err(problem(root, "the file defines no gate", "give a file with `<define-fault-tree>`"))
            }
            [] => {
                // Every gate is used by another, so there is a circle.
                self.check_circles()?;
                Err(problem(root, "no gate is at the top", "name one with --top"))
            }
            several => {
                let names: Vec<String> = several.iter().take(5).map(|(name, _)| format!("`{name}`")).collect();
                let what = format!("{} gates are used by no other: {}", several.len(), names.join(", "));
                Err(problem(root, what, "remove what is not meant, or name the top with --top"))
            }
        }
    }

    /// A fault tree has no circles.
    fn check_circles(&self) -> Result<()> {
        let mut state = vec![0_u8; self.uses.len()];
        let mut path: Vec<(usize, usize)> = Vec::new();
        for start in 0..self.uses.len() {
            if state[start] == 0 {
                state[start] = 1;
                path.push((start, 0));
            }
            while let Some((gate, at)) = path.last_mut() {
                let Some((below, element)) = self.uses[*gate].get(*at) else {
                    state[*gate] = 2;
                    path.pop();
                    continue;
                };
                *at += 1;
                let below = below.0 as usize;
                match state[below] {
                    0 => {
                        state[below] = 1;
                        path.push((below, 0));
                    }
                    1 => {
                        let from = path.iter().position(|(gate, _)| *gate == below).unwrap_or(0);
                        let mut names: Vec<&str> =
                            path[from..].iter().take(8).map(|(gate, _)| self.gate_names[*gate].as_str()).collect();
                        if path.len() - from > 8 {
                            names.push("…");
                        }
                        names.push(&self.gate_names[below]);
                        let what = format!("gates depend on each other in a circle: {}", names.join(" → "));
                        return Err(problem(*element, what, "cut the circle at the reference that is not meant"));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

fn truth(element: Element<'_, '_>) -> Result<bool> {
    match element.attribute("value").map(str::trim) {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        _ => Err(problem(element, "a constant is `true` or `false`", "write `value=\"true\"` or `value=\"false\"`")),
    }
}
