//! The data-flow diagram as an SVG picture.
//!
//! The picture stands alone: no font, script or address from outside, dark or light as the reader prefers, a title and
//! a description for those who listen, and a title on every box and arrow for those who point.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::diagram::{Diagram, Party, Sort, bare};
use vauban_formats::sarif::uri;

use super::arrows::{Arrow, pictured};
use super::card::{Card, ROW, letters};
use super::label::{LINE, Label};
use super::layout::{Boxed, Cluster, Graph, Layout, Rect, layout};
use super::legend::legend;
use super::marks::{self, Mark};
use super::style::{escape, style};
use crate::text::{count, cut, one_line};

/// Margin of the page, and height of its head.
const MARGIN: i64 = 12;
const TOP: i64 = 64;
/// Height of a line below the title; the head is for one.
const SUB: i64 = 18;
/// The narrowest page.
const NARROW: i64 = 640;
/// At most so many columns of a zone's name.
const ZONE: usize = 34;

/// Where a picture of an element stands, by its name; none where there is no such picture.
pub type Links<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Writes the picture.
pub fn report(diagram: &Diagram, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(picture(diagram).as_bytes())
}

/// The same as text.
pub fn picture(diagram: &Diagram) -> String {
    drawn(diagram, None)
}

/// The picture as one of a set: every box and zone has its name as `id` and leads to its own picture, the title leads
/// back to the whole.
pub fn linked(diagram: &Diagram, links: Links<'_>) -> String {
    drawn(diagram, Some(links))
}

fn drawn(diagram: &Diagram, links: Option<Links<'_>>) -> String {
    let (arrows, dense) = pictured(diagram);
    let mut leaving = vec![0_usize; diagram.parties.len()];
    arrows.iter().filter(|arrow| arrow.from != arrow.to).for_each(|arrow| leaving[arrow.from] += 1);
    let cards: Vec<Card> =
        diagram.parties.iter().zip(leaving).map(|(party, leaving)| Card::new(diagram, party, leaving)).collect();
    let labels: Vec<Label> = arrows.iter().map(|arrow| Label::new(diagram, arrow, dense)).collect();
    let layout = layout(&graph(diagram, &arrows, &cards, &labels));
    let title = title(diagram);
    let width = (layout.size.0 + 2 * MARGIN).max(NARROW).max(letters(&title, 20) + 4 * MARGIN);
    let said = wrapped(&summary(diagram), width - 4 * MARGIN);
    let top = TOP + SUB * (said.len() as i64 - 1);
    let mut body = format!("<g transform=\"translate({MARGIN} {top})\">\n");
    zones(diagram, &layout, links, &mut body);
    for (at, arrow) in arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
        draw_arrow(diagram, arrow, &labels[at], (&layout.lines[at], layout.labels[at]), &layout, &mut body);
    }
    for (at, party) in diagram.parties.iter().enumerate() {
        let own: Vec<&Arrow<'_>> = arrows.iter().filter(|arrow| arrow.from == at && arrow.to == at).collect();
        let link = Link::to(&party.name, diagram, links);
        body.push_str(&link.open);
        draw_card(diagram, party, &cards[at], layout.boxes[at], &own, &mut body);
        body.push_str(link.close);
    }
    body.push_str("</g>\n");
    let bottom = top + layout.size.1 + 14;
    let _ = writeln!(body, "<path class=\"rule\" d=\"M{} {bottom} H{}\"/>", 2 * MARGIN, width - 2 * MARGIN);
    let height = legend(diagram, &arrows, (2 * MARGIN, bottom + 16, width - 4 * MARGIN), &mut body) + MARGIN;
    let mut head = String::new();
    let back = links
        .filter(|_| diagram.focus.is_some())
        .and_then(|links| links(""))
        .map(|to| format!("<a href=\"{}\">", escape(&to)));
    head.push_str(back.as_deref().unwrap_or(""));
    text(&mut head, (2 * MARGIN, 34), "head", &title);
    head.push_str(if back.is_some() { "</a>\n" } else { "" });
    for (line, said) in (0_i64..).zip(&said) {
        text(&mut head, (2 * MARGIN, 54 + line * SUB), "sub", said);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title description\">\n<title id=\"title\">{}</title>\n\
         <desc id=\"description\">{}</desc>\n{}<defs>{}{}</defs>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\n{head}{body}</svg>\n",
        escape(&title),
        escape(&described(diagram, &arrows)),
        style(),
        tip("tip"),
        tip("tip-control"),
    )
}

fn tip(class: &str) -> String {
    format!(
        "<marker id=\"{class}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{class}\" d=\"M0 .8 L9.5 5 L0 9.2 z\"/></marker>"
    )
}

fn title(diagram: &Diagram) -> String {
    let product = one_line(&diagram.product);
    let of = match (&diagram.focus, product.is_empty()) {
        (Some(focus), true) => one_line(focus).into_owned(),
        (Some(focus), false) => format!("{} in {product}", one_line(focus)),
        (None, true) => "the design".to_owned(),
        (None, false) => product.into_owned(),
    };
    cut(&format!("Data flows of {of}"), 90).into_owned()
}

/// What is shown, and what is not: as parts of a sentence.
fn summary(diagram: &Diagram) -> Vec<String> {
    let folded = diagram.parties.iter().filter(|party| party.sort == Sort::Folded).count();
    let held = |at: usize, sorts: &[Sort]| {
        diagram.parties.iter().map(|party| if sorts.contains(&party.sort) { 1 } else { party.holds[at] }).sum()
    };
    let mut parts = vec![
        count(held(0, &[Sort::Component, Sort::Environment]), "component"),
        count(held(1, &[Sort::Actor]), "actor"),
        count(diagram.flows.len(), "flow"),
        count(diagram.zones.len() + folded, "zone"),
    ];
    if folded > 0 {
        parts.push(format!("{folded} of them folded"));
    }
    let mut some = |said: &str, names: &mut dyn Iterator<Item = &String>| {
        let few: Vec<String> = names.take(4).map(|name| cut(&one_line(bare(name)), 24).into_owned()).collect();
        if !few.is_empty() {
            let more = if few.len() > 3 { ", …" } else { "" };
            parts.push(format!("{said} {}{more}", few[..few.len().min(3)].join(", ")));
        }
    };
    let mut loose = |said: &str, kind: &str| {
        some(said, &mut diagram.loose.iter().filter(|name| name.split('.').next() == Some(kind)));
    };
    loose("flows without an end:", "flow");
    loose("boundaries without an end:", "boundary");
    loose("interfaces of nobody:", "interface");
    some("parents in a circle or too deep:", &mut diagram.uprooted.iter());
    some("nothing lies in", &mut diagram.empty.iter());
    parts.extend(marks::summary(diagram));
    parts
}

/// The parts in lines of so many pixels.
fn wrapped(parts: &[String], wide: i64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if letters(line, 13) + letters(part, 13) + 20 <= wide => {
                line.push_str(" · ");
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// The picture in words.
fn described(diagram: &Diagram, arrows: &[Arrow<'_>]) -> String {
    let mut out = format!("{}.", summary(diagram).join(" · "));
    for arrow in arrows.iter().take(200) {
        let name = |at: usize| one_line(bare(&diagram.parties[at].name)).into_owned();
        let _ = write!(out, " {} to {}: {}.", name(arrow.from), name(arrow.to), arrow.carried().join(", "));
    }
    for (name, words) in marks::told(diagram).into_iter().take(200) {
        let _ = write!(out, " Threats on {}: {words}.", one_line(&name));
    }
    out
}

fn graph(diagram: &Diagram, arrows: &[Arrow<'_>], cards: &[Card], labels: &[Label]) -> Graph {
    // Outside: what is said to be, and zones with actors and nothing of the product.
    let mut has = vec![[false; 2]; diagram.zones.len()];
    for party in &diagram.parties {
        let mut at = party.zone;
        while let Some(zone) = at {
            has[zone][0] |= party.sort == Sort::Actor;
            has[zone][1] |= matches!(party.sort, Sort::Component | Sort::Folded);
            at = diagram.zones[zone].parent;
        }
    }
    let clusters = diagram.zones.iter().zip(&has).map(|(zone, [actors, ours])| Cluster {
        parent: zone.parent,
        title: letters(&zone_name(zone), 12),
        first: zone.outside || (*actors && !ours),
    });
    let boxes = diagram.parties.iter().zip(cards).map(|(party, card)| Boxed {
        size: card.size,
        cluster: party.zone,
        first: party.sort == Sort::Actor,
        exits: card.exits(),
    });
    let arrows = arrows.iter().zip(labels).map(|(arrow, label)| super::layout::Arrow {
        from: arrow.from,
        to: arrow.to,
        port: cards[arrow.to].port(arrow.port),
        label: label.size,
    });
    Graph { boxes: boxes.collect(), clusters: clusters.collect(), arrows: arrows.collect() }
}

fn zone_name(zone: &vauban_analysis::diagram::Zone) -> String {
    let level = zone.level.map_or_else(String::new, |level| format!(" · SL {level}"));
    format!("{}{level}", cut(&one_line(bare(&zone.name)), ZONE))
}

/// What stands around a box that leads somewhere.
struct Link {
    open: String,
    close: &'static str,
}

impl Link {
    /// To the picture of an element, unless this is it.
    fn to(name: &str, diagram: &Diagram, links: Option<Links<'_>>) -> Link {
        let Some(links) = links else { return Link { open: String::new(), close: "" } };
        let id = escape(&uri(name));
        match links(name).filter(|_| diagram.focus.as_deref() != Some(name)) {
            Some(to) => Link { open: format!("<a id=\"{id}\" href=\"{}\">\n", escape(&to)), close: "</a>\n" },
            None => Link { open: format!("<g id=\"{id}\">\n"), close: "</g>\n" },
        }
    }
}

fn zones(diagram: &Diagram, layout: &Layout, links: Option<Links<'_>>, out: &mut String) {
    let depth = |mut at: usize| {
        let mut depth = 0;
        while let Some(parent) = diagram.zones[at].parent {
            (at, depth) = (parent, depth + 1);
        }
        depth
    };
    let mut order: Vec<(usize, usize)> = (0..diagram.zones.len()).map(|at| (depth(at), at)).collect();
    order.sort_unstable();
    for (depth, at) in order {
        let (zone, rect) = (&diagram.zones[at], layout.clusters[at]);
        let class = if zone.outside { "outside".to_owned() } else { format!("in{}", depth.min(2)) };
        let focus = if diagram.focus.as_deref() == Some(&zone.name) { " focus" } else { "" };
        let kind = zone.kind.map_or_else(String::new, |kind| format!(" ({kind})"));
        let _ = writeln!(
            out,
            "<g><title>{}{kind}</title><rect class=\"zone {class}{focus}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"9\"/>",
            escape(&pointed(&zone.name, &zone.title)),
            rect.x,
            rect.y,
            rect.w,
            rect.h
        );
        let link = Link::to(&zone.name, diagram, links);
        out.push_str(&link.open);
        text(out, (rect.x + 12, rect.y + 20), "zone-name", &zone_name(zone));
        out.push_str(link.close);
        out.push_str("</g>\n");
    }
}

/// Name and title, where it says more.
fn pointed(name: &str, title: &str) -> String {
    if title.is_empty() || title == bare(name) {
        return one_line(name).into_owned();
    }
    format!("{}: {}", one_line(name), one_line(title))
}

fn draw_arrow(
    diagram: &Diagram,
    arrow: &Arrow<'_>,
    label: &Label,
    (halves, place): (&[Vec<(i64, i64)>; 2], Rect),
    layout: &Layout,
    out: &mut String,
) {
    let (class, tip) = if arrow.control() { ("line control", "tip-control") } else { ("line", "tip") };
    let _ = writeln!(out, "<g class=\"arrow\"><title>{}</title>", escape(&arrow.told(diagram)));
    let mut way = halves[0].clone();
    way.extend(&halves[1]);
    let _ = writeln!(out, "<path class=\"{class}\" d=\"{}\" marker-end=\"url(#{tip})\"/>", rounded(&way));
    let (x, y) = place.middle();
    let beyond = halves[1].first().map_or(x, |point| point.0);
    crossings(diagram, arrow, &way, (beyond, x, y), layout, out);
    let _ = writeln!(
        out,
        "<rect class=\"tag\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>",
        place.x, place.y, place.w, place.h
    );
    let mut at = y - place.h / 2 + 3 + LINE - 3;
    if let Some(protocol) = &label.protocol {
        text(out, (x, at), "label protocol mid", protocol);
        at += LINE;
    }
    for line in &label.lines {
        text(out, (x, at), "label mid", line);
        at += LINE;
    }
    if let Some(mark) = &label.mark {
        mark.draw((x - mark.wide / 2, place.bottom() - marks::TALL - 4), out);
    }
    out.push_str("</g>\n");
}

/// A line with round corners.
fn rounded(points: &[(i64, i64)]) -> String {
    let mut out = String::new();
    for (at, point) in points.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).and_then(|at| points.get(at)), points.get(at + 1));
        let (Some(before), Some(after)) = (before, after) else {
            let _ = write!(out, "{}{} {} ", if at == 0 { 'M' } else { 'L' }, point.0, point.1);
            continue;
        };
        let toward = |other: &(i64, i64)| {
            let (x, y) = (other.0 - point.0, other.1 - point.1);
            let far = (x.abs() + y.abs()) / 2;
            let far = far.min(6);
            (point.0 + x.signum() * far, point.1 + y.signum() * far)
        };
        let (from, to) = (toward(before), toward(after));
        let _ = write!(out, "L{} {} Q{} {} {} {} ", from.0, from.1, point.0, point.1, to.0, to.1);
    }
    out.trim_end().to_owned()
}

/// Marks on the edges of zones where an arrow crosses a trust boundary.
///
/// Where no such edge is drawn, a crossing that no record names is marked beside the label, whose far edge, middle and
/// height are given.
fn crossings(
    diagram: &Diagram,
    arrow: &Arrow<'_>,
    way: &[(i64, i64)],
    label: (i64, i64, i64),
    layout: &Layout,
    out: &mut String,
) {
    let zone = |name: &str| diagram.zones.iter().position(|zone| zone.name == name);
    let around = |party: usize, zone: usize| {
        let mut at = diagram.parties[party].zone;
        while let Some(inner) = at {
            if inner == zone {
                return true;
            }
            at = diagram.zones[inner].parent;
        }
        false
    };
    let mut done: Vec<usize> = Vec::new();
    for crossing in
        arrow.crossings().into_iter().filter(|crossing| crossing.unrecorded() || !crossing.boundaries.is_empty())
    {
        let divides = |zone: &usize| around(arrow.from, *zone) != around(arrow.to, *zone);
        let edge = [&crossing.to, &crossing.from]
            .into_iter()
            .filter_map(|name| zone(name))
            .find(|zone| divides(zone) && !done.contains(zone));
        let mark = edge.and_then(|zone| {
            done.push(zone);
            meets(way, layout.clusters[zone])
        });
        let ((x, y), upright) = match (mark, crossing.unrecorded()) {
            (Some(mark), _) => mark,
            (None, true) => ((label.0 + (label.0 - label.1).signum() * 12, label.2), true),
            (None, false) => continue,
        };
        if crossing.unrecorded() {
            let _ = writeln!(out, "<circle class=\"alarm\" cx=\"{x}\" cy=\"{y}\" r=\"8\"/>");
            text(out, (x, y + 4), "bang mid name", "!");
        } else if upright {
            let _ = writeln!(out, "<path class=\"cross\" d=\"M{x} {} V{}\"/>", y - 10, y + 11);
        } else {
            let _ = writeln!(out, "<path class=\"cross\" d=\"M{} {y} H{}\"/>", x - 10, x + 11);
        }
    }
}

/// Where a line first crosses the edge of a rectangle, and whether that edge is upright.
fn meets(way: &[(i64, i64)], rect: Rect) -> Option<((i64, i64), bool)> {
    for pair in way.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if rect.holds(from, 0) == rect.holds(to, 0) {
            continue;
        }
        if from.1 == to.1 {
            let x = if (from.0.min(to.0)..=from.0.max(to.0)).contains(&rect.x) { rect.x } else { rect.right() };
            return Some(((x, from.1), true));
        }
        let y = if (from.1.min(to.1)..=from.1.max(to.1)).contains(&rect.y) { rect.y } else { rect.bottom() };
        return Some(((from.0, y), false));
    }
    None
}

fn draw_card(diagram: &Diagram, party: &Party, card: &Card, rect: Rect, own: &[&Arrow<'_>], out: &mut String) {
    let class = match party.sort {
        Sort::Component => "card",
        Sort::Environment => "card environment",
        Sort::Actor => "card actor",
        Sort::Folded => "card in0",
    };
    let neighbour = if party.neighbour { " class=\"neighbour\"" } else { "" };
    let radius = if party.sort == Sort::Actor { 18 } else { 6 };
    let mut told = pointed(&party.name, &party.title);
    if !party.also.is_empty() {
        let also: Vec<&str> = party.also.iter().map(|zone| bare(&diagram.zones[*zone].name)).collect();
        let _ = write!(told, "\nalso in {}", one_line(&also.join(", ")));
    }
    if let Some(mark) = &card.mark {
        let _ = write!(told, "\nthreats: {}", mark.told);
    }
    own.iter().for_each(|arrow| {
        let _ = write!(told, "\n{}", arrow.told(diagram));
    });
    let _ = writeln!(out, "<g{neighbour}><title>{}</title>", escape(&told));
    if party.sort == Sort::Folded {
        let _ = writeln!(
            out,
            "<rect class=\"zone in1\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"9\"/>",
            rect.x - 4,
            rect.y - 4,
            rect.w + 8,
            rect.h + 8
        );
    }
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\"/>",
        rect.x, rect.y, rect.w, rect.h
    );
    text(out, (rect.x + 14, rect.y + 19), "name", &card.name);
    text(out, (rect.x + 14, rect.y + 34), "kind", &card.under);
    if let Some(shade) = &party.shade {
        let wide = letters(&shade.text, 11) + 12;
        let x = rect.right() - wide - 8;
        let _ = writeln!(
            out,
            "<rect class=\"shade grade{}\" x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"16\" rx=\"8\"/>",
            shade.grade as usize,
            rect.y + 23
        );
        text(out, (x + wide / 2, rect.y + 35), "label mid", &shade.text);
    }
    let corner = |mark: &Mark, y: i64| (rect.right() - mark.wide - 8, y);
    if let Some(mark) = &card.mark {
        mark.draw(corner(mark, rect.y + 24), out);
    }
    if !card.rows.is_empty() {
        let _ = writeln!(
            out,
            "<path class=\"rule\" d=\"M{} {} H{}\"/>",
            rect.x + 8,
            rect.y + card.head - 2,
            rect.right() - 8
        );
    }
    for (at, row) in card.rows.iter().enumerate() {
        let y = rect.y + card.head + at as i64 * ROW;
        let port = party.ports.get(at);
        let told = port.map_or_else(String::new, |port| {
            let protocol =
                port.protocol.as_deref().map(|protocol| format!(", {}", one_line(protocol))).unwrap_or_default();
            format!("{}{protocol}", pointed(&port.name, &port.title))
        });
        let again = if own.iter().any(|arrow| arrow.port == Some(at)) { " ↻" } else { "" };
        let _ = writeln!(
            out,
            "<g><title>{}</title><rect class=\"port\" x=\"{}\" y=\"{}\" width=\"6\" height=\"6\" rx=\"1.5\"/>",
            escape(&told),
            rect.x + 10,
            y + 5
        );
        text(out, (rect.x + 22, y + 13), "", &format!("{row}{again}"));
        if let Some(mark) = card.marks.get(at).and_then(Option::as_ref) {
            mark.draw(corner(mark, y + 1), out);
        }
        out.push_str("</g>\n");
    }
    out.push_str("</g>\n");
}

fn text(out: &mut String, (x, y): (i64, i64), class: &str, text: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(out, "<text{class} x=\"{x}\" y=\"{y}\">{}</text>", escape(text));
}
