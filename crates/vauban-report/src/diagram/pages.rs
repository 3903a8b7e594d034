//! A set of pictures for a large design: one for each zone and component, and a page that leads to all of them.
//!
//! The page needs no script, font or address from outside. It is the design as a tree: what a browser finds on a page it
//! finds here, branches open and close by keyboard, and on paper everything that is open is printed. The whole design
//! stands on it as a picture whose boxes lead to their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vauban_analysis::diagram::{Diagram, MOST_BOXES, Sort, bare};

use super::style::escape;
use super::svg;
use crate::text::{count, one_line};

/// Name of the page.
pub const INDEX: &str = "index.html";

/// At most so many pictures; a design with more is drawn zone by zone first.
pub const MOST: usize = 5_000;

/// A file of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name, in one folder with all others.
    pub file: String,
    /// What stands in it.
    pub text: String,
}

/// The pictures of a whole design and their page. Each is drawn when it is asked for, in any order or several at once.
#[derive(Debug)]
pub struct Pages<'d> {
    whole: &'d Diagram,
    names: Vec<&'d str>,
    files: BTreeMap<String, String>,
}

impl<'d> Pages<'d> {
    /// Of a whole design.
    pub fn new(whole: &'d Diagram) -> Pages<'d> {
        let zones = whole.zones.iter().map(|zone| zone.name.as_str());
        let components = whole.parties.iter().map(|party| party.name.as_str());
        let names: Vec<&str> = zones.chain(components).take(MOST).collect();
        let files = files(&names);
        Pages { whole, names, files }
    }

    /// Names of the files, the page last: whoever finds it finds all the others.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let pictures = self.names.iter().filter_map(|name| self.files.get(*name)).map(String::as_str);
        pictures.chain([INDEX])
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether nothing is to be drawn.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// One of the pictures.
    pub fn picture(&self, at: usize) -> Option<Page> {
        let name = self.names.get(at)?;
        let drawn = self.whole.around(name)?.folded(MOST_BOXES);
        Some(Page { file: self.files.get(*name)?.clone(), text: svg::linked(&drawn, &|name| self.link(name)) })
    }

    /// The page that leads to them.
    pub fn index(&self) -> Page {
        Page { file: INDEX.to_owned(), text: index(self.whole, &|name| self.link(name), self.names.len()) }
    }

    fn link(&self, name: &str) -> Option<String> {
        if name.is_empty() { Some(INDEX.to_owned()) } else { self.files.get(name).cloned() }
    }
}

/// A file name for each element: readable, the same on every file system, no two alike.
fn files(names: &[&str]) -> BTreeMap<String, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut files = BTreeMap::new();
    for name in names {
        let plain: String = name
            .chars()
            .take(100)
            .map(|letter| match letter.to_ascii_lowercase() {
                letter @ ('a'..='z' | '0'..='9' | '.' | '-' | '_') => letter,
                _ => '-',
            })
            .collect();
        let plain = plain.trim_start_matches(['.', '-']);
        let mut file = format!("{plain}.svg");
        let mut number = 2;
        while !taken.insert(file.clone()) {
            file = format!("{plain}-{number}.svg");
            number += 1;
        }
        files.insert((*name).to_owned(), file);
    }
    files
}

/// What stands below a zone, or below none.
#[derive(Default)]
struct Below {
    zones: Vec<usize>,
    parties: Vec<usize>,
}

fn index(whole: &Diagram, link: svg::Links<'_>, drawn: usize) -> String {
    let mut below: BTreeMap<Option<usize>, Below> = BTreeMap::new();
    for (at, zone) in whole.zones.iter().enumerate() {
        below.entry(zone.parent).or_default().zones.push(at);
    }
    for (at, party) in whole.parties.iter().enumerate() {
        below.entry(party.zone).or_default().parties.push(at);
    }
    let product = one_line(&whole.product);
    let title = if product.is_empty() { "The design".to_owned() } else { format!("The design of {product}") };
    let components = whole.parties.iter().filter(|party| party.sort != Sort::Actor).count();
    let interfaces = whole.parties.iter().map(|party| party.ports.len()).sum();
    let numbers = [
        count(whole.zones.len(), "zone"),
        count(components, "component"),
        count(whole.parties.len() - components, "actor"),
        count(interfaces, "interface"),
        count(whole.flows.len(), "flow"),
    ];
    let all = whole.zones.len() + whole.parties.len();
    let cut = match all.saturating_sub(drawn) {
        0 => String::new(),
        more => format!("<p>{more} elements have no picture of their own: there are more than {MOST}.</p>\n"),
    };
    let mut tree = String::new();
    branch(whole, &below, link, &mut tree);
    let picture = svg::linked(&whole.clone().folded(MOST_BOXES), link);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}. \
         What a browser finds on this page, it finds in the tree below.</p>\n{cut}<main>\n<section aria-label=\"The whole design\" class=\"picture\" tabindex=\"0\">\n{picture}</section>\n\
         <nav aria-label=\"Zones and components\">\n<h2>Zones and components</h2>\n{tree}</nav>\n</main>\n</body>\n</html>\n",
        numbers.join(", "),
        title = escape(&title),
    )
}

/// The tree as lists, without recursion over what people wrote.
fn branch(whole: &Diagram, below: &BTreeMap<Option<usize>, Below>, link: svg::Links<'_>, out: &mut String) {
    enum Step {
        Zone(usize, usize),
        Party(usize),
        Close,
    }
    let steps = |zone: Option<usize>, depth: usize| {
        let here = below.get(&zone);
        let zones = here.into_iter().flat_map(|here| &here.zones).map(move |at| Step::Zone(*at, depth));
        zones.chain(here.into_iter().flat_map(|here| &here.parties).map(|at| Step::Party(*at)))
    };
    out.push_str("<ul>\n");
    let mut open: Vec<Step> = steps(None, 0).collect();
    open.reverse();
    while let Some(step) = open.pop() {
        match step {
            Step::Close => out.push_str("</ul></details></li>\n"),
            Step::Party(at) => {
                let party = &whole.parties[at];
                let kind = if party.kind.is_empty() { String::new() } else { format!(" · {}", one_line(&party.kind)) };
                let ports = match party.ports.len() {
                    0 => String::new(),
                    many => format!(" · {}", count(many, "interface")),
                };
                let _ = write!(
                    out,
                    "<li>{}<small>{}{ports}</small>",
                    entry(&party.name, &party.title, link),
                    escape(&kind)
                );
                if !party.ports.is_empty() {
                    out.push_str("<ul class=\"ports\">");
                    for port in &party.ports {
                        let protocol = port.protocol.as_deref().map(|one| format!(" · {}", one_line(one)));
                        let protocol = protocol.unwrap_or_default();
                        let _ = write!(
                            out,
                            "<li>{}<small>{}</small></li>",
                            entry(&port.name, &port.title, link),
                            escape(&protocol)
                        );
                    }
                    out.push_str("</ul>");
                }
                out.push_str("</li>\n");
            }
            Step::Zone(at, depth) => {
                let zone = &whole.zones[at];
                let level = zone.level.map(|level| format!(" · SL {level}")).unwrap_or_default();
                let kind = zone.kind.map(|kind| format!(" · {kind}")).unwrap_or_default();
                let outside = if zone.outside { " · outside" } else { "" };
                let shown = if depth < OPEN { " open" } else { "" };
                let _ = writeln!(
                    out,
                    "<li><details{shown}><summary>{}<small>{}</small></summary><ul>",
                    entry(&zone.name, &zone.title, link),
                    escape(&format!("{kind}{level}{outside}"))
                );
                open.push(Step::Close);
                let mut inside: Vec<Step> = steps(Some(at), depth + 1).collect();
                inside.reverse();
                open.append(&mut inside);
            }
        }
    }
    out.push_str("</ul>\n");
}

/// Zones are open to this depth when the page is opened.
const OPEN: usize = 2;

/// An element with its title, leading to its picture where there is one.
fn entry(name: &str, title: &str, link: svg::Links<'_>) -> String {
    let shown = escape(&one_line(name));
    let titled = match title.is_empty() || title == bare(name) {
        true => String::new(),
        false => format!(" {}", escape(&one_line(title))),
    };
    match link(name) {
        Some(to) => format!("<a href=\"{}\">{shown}</a>{titled}", escape(&to)),
        None => format!("{shown}{titled}"),
    }
}

const STYLE: &str = ":root { color-scheme: light dark; --page: #fcfbf7; --ink: #22252b; --soft: #5d636d; --accent: #1c5fa8; --rule: #7c8796 }
@media (prefers-color-scheme: dark) { :root { --page: #17191d; --ink: #e6e8ec; --soft: #a3aab5; --accent: #7db7f5; --rule: #687486 } }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; background: var(--page); color: var(--ink); font: 1rem/1.45 'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem } small { color: var(--soft) } a { color: var(--accent); text-underline-offset: .15em }
.picture { overflow: auto; border: 1px solid var(--rule); max-height: 80vh } .picture svg { display: block; max-width: none; height: auto }
ul { list-style: none; margin: 0; padding-left: 1.2rem; border-left: 1px solid var(--rule) } nav > ul { border: 0; padding: 0 } li { margin: .15rem 0; overflow-wrap: anywhere }
summary { cursor: pointer } summary:focus-visible, a:focus-visible, .picture:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
@media (max-width: 40rem) { ul { padding-left: .7rem } body { padding: .6rem } }
@media print { .picture { overflow: visible; max-height: none; border: 0 } .picture svg { max-width: 100% } a { color: inherit } li { break-inside: avoid } }
";
