//! Device tree source: which parts of the hardware are switched on.
//!
//! Read is a whole tree, as `dtc -I fs -O dts /proc/device-tree` prints that of a running device. A source that
//! includes others, or that is laid over another, shows only a part and is refused; headers of `dt-bindings` hold
//! nothing but numbers and may stay. A node is off only if its own status or that of a node above it says so.

use std::collections::BTreeMap;

use crate::observed::{self, Error, Node, NodeKind, NodeState, Observation, Sighting, short};
use crate::xml::line_at;

/// Deepest nesting of nodes.
const DEEPEST: usize = 64;
/// Most nodes.
const MOST_NODES: usize = 100_000;

/// Reads a tree.
pub fn read(bytes: &[u8]) -> Result<Observation, Error> {
    let text = observed::text(bytes)?;
    let mut tree = Tree::default();
    Parser { text, at: 0, open: Vec::new() }.run(&mut tree)?;
    if tree.nodes.is_empty() {
        return Err(Error::new(1, "it holds no device tree: there is no root node `/ { … };`"));
    }
    let mut observation = Observation { tool: "device tree".to_owned(), ..Observation::default() };
    let standing = tree.standing();
    for (at, node) in tree.nodes.iter().enumerate() {
        let Some(on) = standing.get(at).copied().flatten() else { continue };
        if node.parent.is_none() {
            continue;
        }
        observation.looked_at += 1;
        let Some(kind) = kind_of(node) else { continue };
        observation.see(Sighting::Node(Node {
            name: short(&node.name),
            also: node.labels.iter().map(|label| short(label)).collect(),
            kind,
            state: if on { NodeState::Usable } else { NodeState::Off },
            compatible: short(node.compatible.first().map_or("", String::as_str)),
        }))?;
    }
    Ok(observation.tidy())
}

/// Names that nodes of a kind have, without unit address and trailing digits.
const NAMES: &[(&str, NodeKind)] = &[
    ("serial", NodeKind::Serial),
    ("uart", NodeKind::Serial),
    ("usart", NodeKind::Serial),
    ("lpuart", NodeKind::Serial),
    ("usb", NodeKind::Usb),
    ("usbotg", NodeKind::Usb),
    ("usb-otg", NodeKind::Usb),
    ("usb-host", NodeKind::Usb),
    ("usbhost", NodeKind::Usb),
    ("spi", NodeKind::Spi),
    ("qspi", NodeKind::Spi),
    ("ospi", NodeKind::Spi),
    ("i2c", NodeKind::I2c),
    ("i3c", NodeKind::I2c),
    ("jtag", NodeKind::Debug),
    ("swd", NodeKind::Debug),
    ("mmc", NodeKind::Storage),
    ("emmc", NodeKind::Storage),
    ("sdhci", NodeKind::Storage),
    ("sdmmc", NodeKind::Storage),
    ("sdio", NodeKind::Storage),
    ("ethernet", NodeKind::Ethernet),
    ("emac", NodeKind::Ethernet),
    ("gmac", NodeKind::Ethernet),
    ("fec", NodeKind::Ethernet),
    ("can", NodeKind::Can),
    ("flexcan", NodeKind::Can),
    ("mcan", NodeKind::Can),
    ("wifi", NodeKind::Radio),
    ("bluetooth", NodeKind::Radio),
];

fn kind_of(node: &Raw) -> Option<NodeKind> {
    let named = |name: &str| {
        let base = name.split('@').next().unwrap_or(name).trim_end_matches(|c: char| c.is_ascii_digit());
        let base = base.trim_end_matches(['_', '-']).to_ascii_lowercase().replace('_', "-");
        NAMES.iter().find(|(known, _)| *known == base).map(|(_, kind)| *kind)
    };
    let made = |compatible: &String| {
        let part = compatible.rsplit(',').next().unwrap_or("");
        part.split('-').find_map(|word| match word {
            "uart" | "usart" | "lpuart" | "ns16550" | "ns16550a" | "pl011" | "16550" => Some(NodeKind::Serial),
            "dwc2" | "dwc3" | "ehci" | "ohci" | "xhci" => Some(NodeKind::Usb),
            "jtag" | "swd" => Some(NodeKind::Debug),
            "sdhci" | "sdmmc" | "usdhc" => Some(NodeKind::Storage),
            "gem" | "dwmac" | "gmac" => Some(NodeKind::Ethernet),
            "flexcan" | "m_can" => Some(NodeKind::Can),
            _ => None,
        })
    };
    named(&node.name)
        .or_else(|| node.labels.iter().find_map(|label| named(label)))
        .or_else(|| node.compatible.iter().find_map(made))
}

/// A node while the tree grows.
#[derive(Default)]
struct Raw {
    parent: Option<usize>,
    name: String,
    labels: Vec<String>,
    status: Option<String>,
    compatible: Vec<String>,
    deleted: bool,
}

/// The nodes, each after its parent.
#[derive(Default)]
struct Tree {
    nodes: Vec<Raw>,
    children: BTreeMap<(Option<usize>, String), usize>,
    labels: BTreeMap<String, usize>,
}

impl Tree {
    /// The node of this name below a parent; a new one where there is none.
    fn child(&mut self, parent: Option<usize>, name: &str) -> usize {
        let key = (parent, name.to_owned());
        if let Some(at) = self.children.get(&key) {
            return *at;
        }
        let at = self.nodes.len();
        self.nodes.push(Raw { parent, name: name.to_owned(), ..Raw::default() });
        self.children.insert(key, at);
        at
    }

    /// The node that `&label` or `&{/path}` means.
    fn referred(&self, reference: &str) -> Option<usize> {
        let name = reference.strip_prefix('&')?;
        let Some(path) = name.strip_prefix('{').and_then(|path| path.strip_suffix('}')) else {
            return self.labels.get(name).copied();
        };
        let mut at = self.children.get(&(None, "/".to_owned())).copied()?;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = self.children.get(&(Some(at), part.to_owned())).copied()?;
        }
        Some(at)
    }

    /// Whether each node is on; `None` for those that were deleted. A node stands after its parent.
    fn standing(&self) -> Vec<Option<bool>> {
        let mut standing: Vec<Option<bool>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = match node.parent {
                Some(parent) => standing.get(parent).copied().flatten(),
                None => Some(true),
            };
            let off = node.status.as_deref().is_some_and(|status| {
                status == "disabled" || status == "reserved" || status == "fail" || status.starts_with("fail-")
            });
            standing.push(above.filter(|_| !node.deleted).map(|on| on && !off));
        }
        standing
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Nodes that are open, from the outermost.
    open: Vec<usize>,
}

/// What ends the words before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Open,
    Close,
    Semicolon,
    Equals,
    End,
}

impl<'a> Parser<'a> {
    fn run(mut self, tree: &mut Tree) -> Result<(), Error> {
        loop {
            let (words, stop) = self.words()?;
            match stop {
                Stop::Open => self.enter(&words, tree)?,
                Stop::Close if words.is_empty() && self.open.pop().is_some() => {}
                Stop::Close => return Err(self.error("a `}` stands where none belongs")),
                Stop::Semicolon => self.statement(&words, tree)?,
                Stop::Equals => {
                    let values = self.value()?;
                    let node = self.open.last().and_then(|at| tree.nodes.get_mut(*at));
                    let Some(node) = node else { return Err(self.error("a property stands outside of every node")) };
                    match words.last().map(String::as_str) {
                        Some("status") => node.status = values.into_iter().next(),
                        Some("compatible") => node.compatible = values,
                        _ => {}
                    }
                }
                Stop::End if words.is_empty() && self.open.is_empty() => return Ok(()),
                Stop::End => return Err(self.error("it ends in the middle of a node")),
            }
        }
    }

    fn error(&self, message: impl Into<String>) -> Error {
        Error::new(line_at(self.text.as_bytes(), self.at), message)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Passes over blanks, comments and what is for the preprocessor.
    fn skip(&mut self) -> Result<(), Error> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let until = |end: &str| trimmed.find(end).map(|at| at + end.len());
            if trimmed.starts_with("//") {
                self.at += until("\n").unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.at += until("*/").ok_or_else(|| self.error("a comment is not closed"))?;
            } else if let Some(directive) = trimmed.strip_prefix('#') {
                let line = directive.split('\n').next().unwrap_or("");
                let word: &str = line.split_whitespace().next().unwrap_or("");
                let bindings = line.contains("<dt-bindings/") || line.contains("\"dt-bindings/");
                match word {
                    "include" if bindings => {}
                    "include" => return Err(self.error("it includes other files: give the whole tree, as `dtc -I fs -O dts /proc/device-tree` prints it")),
                    "if" | "ifdef" | "ifndef" | "else" | "elif" | "endif" => {
                        return Err(self.error("it has parts that depend on settings: give it as the preprocessor leaves it"));
                    }
                    "define" | "undef" | "pragma" | "line" => {}
                    word if line.starts_with(' ') && word.bytes().all(|digit| digit.is_ascii_digit()) => {}
                    _ => return Ok(()),
                }
                self.at += 1 + line.len();
            } else {
                return Ok(());
            }
        }
    }

    /// Words up to what ends them.
    fn words(&mut self) -> Result<(Vec<String>, Stop), Error> {
        let mut words: Vec<String> = Vec::new();
        loop {
            self.skip()?;
            let rest = self.rest();
            let Some(first) = rest.chars().next() else { return Ok((words, Stop::End)) };
            let stop = match first {
                '{' => Some(Stop::Open),
                '}' => Some(Stop::Close),
                ';' => Some(Stop::Semicolon),
                '=' => Some(Stop::Equals),
                _ => None,
            };
            if let Some(stop) = stop {
                self.at += 1;
                return Ok((words, stop));
            }
            if words.len() > 32 {
                return Err(self.error("this is no device tree source"));
            }
            let length = if rest.starts_with("&{") {
                rest.find('}').map_or(rest.len(), |end| end + 1)
            } else if first == '"' {
                self.string()?.len() + 2
            } else {
                let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ';' | '=' | '"');
                rest.find(ends).unwrap_or(rest.len()).max(first.len_utf8())
            };
            words.push(rest.get(..length).unwrap_or("").chars().take(500).collect());
            self.at += length;
        }
    }

    /// The string that begins here, without its quotes.
    fn string(&self) -> Result<&'a str, Error> {
        let inside = self.rest().get(1..).unwrap_or("");
        let mut escaped = false;
        for (at, letter) in inside.char_indices() {
            match letter {
                '"' if !escaped => return Ok(inside.get(..at).unwrap_or("")),
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        Err(self.error("a string is not closed"))
    }

    /// The strings of a value, up to its semicolon.
    fn value(&mut self) -> Result<Vec<String>, Error> {
        let mut strings = Vec::new();
        loop {
            self.skip()?;
            match self.rest().chars().next() {
                Some('"') => {
                    let inside = self.string()?;
                    if strings.len() < 64 {
                        strings.push(short(inside));
                    }
                    self.at += inside.len() + 2;
                }
                Some(';') => {
                    self.at += 1;
                    return Ok(strings);
                }
                Some('&') if self.rest().starts_with("&{") => self.at += self.rest().find('}').map_or(2, |end| end + 1),
                Some('{' | '}') | None => return Err(self.error("a property does not end with `;`")),
                Some(letter) => self.at += letter.len_utf8(),
            }
        }
    }

    fn enter(&mut self, words: &[String], tree: &mut Tree) -> Result<(), Error> {
        if self.open.len() >= DEEPEST {
            return Err(self.error("its nodes are nested too deeply"));
        }
        if tree.nodes.len() >= MOST_NODES {
            return Err(self.error(format!("it has more than {MOST_NODES} nodes")));
        }
        let head: Vec<&String> = words.iter().filter(|word| word.len() == 1 || !word.starts_with('/')).collect();
        let head = head.into_iter().cloned().collect::<Vec<_>>().join(" ");
        let mut parts: Vec<&str> = head.split(':').map(str::trim).collect();
        let name = parts.pop().unwrap_or("");
        if name.is_empty()
            || name.contains(char::is_whitespace)
            || (name == "/") != (self.open.is_empty() && !name.starts_with('&'))
        {
            return Err(self.error(format!("`{}` is no name of a node here", short(&head))));
        }
        let at = if name.starts_with('&') {
            let unknown = || self.error(format!("`{}` means no node of this tree: give the whole tree", short(name)));
            tree.referred(name).ok_or_else(unknown)?
        } else {
            tree.child(self.open.last().copied(), name)
        };
        for label in parts {
            tree.labels.insert(label.to_owned(), at);
            if let Some(node) = tree.nodes.get_mut(at)
                && node.labels.len() < 16
            {
                node.labels.push(label.to_owned());
            }
        }
        if let Some(node) = tree.nodes.get_mut(at) {
            node.deleted = false;
        }
        self.open.push(at);
        Ok(())
    }

    /// What ends without braces or value: directives, and properties that are only there.
    fn statement(&mut self, words: &[String], tree: &mut Tree) -> Result<(), Error> {
        let mut words = words.iter().map(String::as_str);
        match (words.next(), words.next()) {
            (Some("/plugin/"), _) => Err(self.error("it is laid over another tree: give the whole tree")),
            (Some("/include/"), _) => Err(self.error("it includes other files: give the whole tree")),
            (Some("/delete-node/"), Some(name)) => {
                let below = (self.open.last().copied(), name.to_owned());
                let at = if name.starts_with('&') { tree.referred(name) } else { tree.children.get(&below).copied() };
                if let Some(node) = at.and_then(|at| tree.nodes.get_mut(at)) {
                    node.deleted = true;
                }
                Ok(())
            }
            (Some("/delete-property/"), Some(name)) => {
                if let Some(node) = self.open.last().and_then(|at| tree.nodes.get_mut(*at))
                    && name == "status"
                {
                    node.status = None;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, NodeKind, NodeState)]) {
        let observation = read(text.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
        let found: Vec<(String, NodeKind, NodeState)> = observation
            .sightings
            .into_iter()
            .filter_map(|sighting| match sighting {
                Sighting::Node(node) => Some((node.name, node.kind, node.state)),
                Sighting::Listener(_) | Sighting::Endpoint(_) => None,
            })
            .collect();
        let expect: Vec<(String, NodeKind, NodeState)> =
            expect.iter().map(|(name, kind, state)| ((*name).to_owned(), *kind, *state)).collect();
        assert_eq!(found, expect);
    }

    fn refused(text: &str, line: u32, says: &str) {
        let wrong = read(text.as_bytes()).expect_err("it was read");
        assert!(wrong.line == line && wrong.message.contains(says), "{wrong}");
    }

    #[test]
    fn nodes_are_on_unless_they_say_otherwise() {
        use NodeState::{Off, Usable};
        check(
            r#"/dts-v1/;
            #include <dt-bindings/gpio/gpio.h>
            #define A 1
            /memreserve/ 0x1 0x2;
            / { #address-cells = <1>; model = "x; { }"; /* serial@9 { }; */
                soc { compatible = "simple-bus"; ranges;
                    uart0: serial@1000 { reg = <0x1000 0x10>; clocks = <&{/soc/i2c@3000} 1>; };
                    uart1: serial@2000 { status = "disabled"; };
                    uart2: serial@2800 { status = "disabled"; };
                    i2c@3000 { status = "odd"; sensor@1 { compatible = "a,b"; }; };
                    debug-port@4000 { compatible = "acme,soc-jtag"; };
                    bridge@5000 { status = "disabled"; usb@1 { status = "okay"; }; };
                    mmc@6000 { }; can@7000 { };
                };
                aliases { serial0 = &uart0; };
            };
            &uart1 { status = "okay"; };
            &{/soc/mmc@6000} { status = "fail-sss"; };
            / { soc { /delete-node/ can@7000; }; };
            "#,
            &[
                ("debug-port@4000", NodeKind::Debug, Usable),
                ("i2c@3000", NodeKind::I2c, Usable),
                ("mmc@6000", NodeKind::Storage, Off),
                ("serial@1000", NodeKind::Serial, Usable),
                ("serial@2000", NodeKind::Serial, Usable),
                ("serial@2800", NodeKind::Serial, Off),
                ("usb@1", NodeKind::Usb, Off),
            ],
        );
    }

    #[test]
    fn labels_are_other_names() {
        let observation = read(b"/ { a: b: serial@1 { }; };").unwrap_or_default();
        let Some(Sighting::Node(node)) = observation.sightings.first() else { panic!("no node") };
        assert_eq!(node.also, ["a", "b"]);
        assert_eq!(observation.looked_at, 1);
        assert_eq!(read(b"/ { };").map(|empty| empty.looked_at), Ok(0));
    }

    #[test]
    fn a_part_of_a_tree_is_refused() {
        refused("#include \"soc.dtsi\"\n/ { };", 1, "includes");
        refused("/dts-v1/;\n/include/ \"soc.dtsi\";\n/ { };", 2, "includes");
        refused("/dts-v1/;\n/plugin/;\n/ { };", 2, "laid over");
        refused("/ { };\n&uart0 { };", 2, "means no node");
        refused("/ {\n#ifdef A\nserial@1 { };\n#endif\n};", 2, "settings");
    }

    #[test]
    fn what_is_hostile_or_broken_is_refused() {
        refused("", 1, "no root node");
        refused("/ { serial@1 { };", 1, "in the middle");
        refused("/ { a = \"b; };", 1, "not closed");
        refused("/ { /* };", 1, "not closed");
        refused("};", 1, "`}`");
        refused("a = <1>;", 1, "outside");
        refused("serial@1 { };", 1, "no name");
        refused(&format!("/ {{ {}", "a { ".repeat(200)), 1, "deep");
        let flood: String = (0..=MOST_NODES).map(|at| format!("n{at}{{}};")).collect();
        refused(&format!("/ {{ {flood} }};"), 1, "nodes");
        let ports: String = (0..=observed::MOST).map(|at| format!("serial@{at}{{}};")).collect();
        refused(&format!("/ {{ {ports} }};"), 1, "sightings");
        refused(&"word ".repeat(40), 1, "no device tree");
        assert!(read(b"/ { \xff };").is_err());
    }
}
