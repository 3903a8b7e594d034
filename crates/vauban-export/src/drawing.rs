//! Where things stand on a drawing: parties in their zones, zones in one another, in rows.
//!
//! From the innermost zone outwards each zone puts its parties and then its zones into rows of about the same width,
//! and is as large as that takes. Boxes never touch, so whatever was drawn into a box is found there again.

use crate::design::Design;

/// A rectangle, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) x: u64,
    pub(crate) y: u64,
    pub(crate) width: u64,
    pub(crate) height: u64,
}

/// A drawing of the whole design.
pub(crate) struct Drawing {
    pub(crate) zones: Vec<Frame>,
    pub(crate) parties: Vec<Frame>,
}

const PARTY: (u64, u64) = (160, 80);
/// Between neighbours, wide enough for the name of a flow.
const GAP: u64 = 80;
const EDGE: u64 = 40;
/// Above what lies in a zone, for its name.
const HEAD: u64 = 60;

/// What stands in a zone or on the sheet.
#[derive(Clone, Copy)]
enum Item {
    Party(usize),
    Zone(usize),
}

/// Draws the design.
pub(crate) fn draw(design: &Design<'_>) -> Drawing {
    let sheet = design.zones.len();
    let mut items: Vec<Vec<Item>> = vec![Vec::new(); sheet + 1];
    for (at, party) in design.parties.iter().enumerate() {
        items[party.zone.unwrap_or(sheet)].push(Item::Party(at));
    }
    for (at, zone) in design.zones.iter().enumerate() {
        items[zone.parent.unwrap_or(sheet)].push(Item::Zone(at));
    }
    let mut drawing =
        Drawing { zones: vec![Frame::default(); sheet], parties: vec![Frame::default(); design.parties.len()] };
    let order = inside_out(design);
    for zone in &order {
        let (width, height) = drawing.rows(&items[*zone]);
        let frame = &mut drawing.zones[*zone];
        (frame.width, frame.height) = (width + 2 * EDGE, height + HEAD + EDGE);
    }
    drawing.rows(&items[sheet]);
    // Until here everything is placed within what it stands in.
    for zone in order.into_iter().rev() {
        let Frame { x, y, .. } = drawing.zones[zone];
        for item in &items[zone] {
            let frame = drawing.frame(*item);
            frame.x += x + EDGE;
            frame.y += y + HEAD;
        }
    }
    drawing
}

/// Zones, those that lie in others before those.
fn inside_out(design: &Design<'_>) -> Vec<usize> {
    let depth = |zone: usize| {
        let mut depth = 0_usize;
        let mut at = design.zones.get(zone).and_then(|zone| zone.parent);
        while let Some(zone) = at {
            depth += 1;
            at = design.zones.get(zone).and_then(|zone| zone.parent);
        }
        depth
    };
    let mut order: Vec<usize> = (0..design.zones.len()).collect();
    order.sort_by_cached_key(|zone| std::cmp::Reverse(depth(*zone)));
    order
}

impl Drawing {
    fn frame(&mut self, item: Item) -> &mut Frame {
        match item {
            Item::Party(at) => &mut self.parties[at],
            Item::Zone(at) => &mut self.zones[at],
        }
    }

    /// Places items in rows, and says how much room they take.
    fn rows(&mut self, items: &[Item]) -> (u64, u64) {
        let mut area = 0;
        for item in items {
            let party = matches!(item, Item::Party(_));
            let frame = self.frame(*item);
            if party {
                (frame.width, frame.height) = PARTY;
            }
            area += (frame.width + GAP) * (frame.height + GAP);
        }
        let wide = (area + area / 2).isqrt();
        let (mut x, mut y, mut tall, mut width) = (0, 0, 0, PARTY.0);
        for item in items {
            let frame = self.frame(*item);
            if x > 0 && x + frame.width > wide {
                (x, y, tall) = (0, y + tall + GAP, 0);
            }
            (frame.x, frame.y) = (x, y);
            tall = tall.max(frame.height);
            width = width.max(x + frame.width);
            x += frame.width + GAP;
        }
        (width, y + tall)
    }
}
