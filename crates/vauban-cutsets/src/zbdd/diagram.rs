//! Families of sets as zero-suppressed decision diagrams, kept minimal: no set of a family contains another.
//!
//! A node (variable, low, high) is the family of the sets of `low`, and of those of `high` with the variable added
//! (Minato, "Zero-suppressed BDDs for set manipulation in combinatorial problems", DAC 1993). The operations keep
//! families minimal as they go (Rauzy, "New algorithms for fault trees analysis", Reliability Engineering & System
//! Safety 40, 1993). A variable has a weight, the least order it stands for; sets heavier than a bound are cut off
//! early, and it is remembered that something was.
//!
//! Recursion is as deep as there are variables, no deeper: each call goes to a later variable.

/// A family: a node of the [`Diagrams`] it was made in.
pub(super) type Family = u32;

/// No set at all.
pub(super) const NONE: Family = 0;
/// Only the set without elements.
pub(super) const UNIT: Family = 1;
/// A bound that cuts nothing off.
pub(super) const FREE: u16 = u16::MAX;

/// The budget has come to its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent;

#[derive(Clone, Copy)]
pub(super) struct Vertex {
    /// Its variable; the two ends come after all variables.
    pub(super) variable: u32,
    pub(super) low: Family,
    pub(super) high: Family,
    /// Weight of the lightest and the heaviest set; `u16::MAX` if it is that or more.
    light: u16,
    heavy: u16,
}

#[derive(Clone, Copy)]
struct Memory {
    left: Family,
    right: Family,
    /// Operation and bound.
    what: u32,
    result: Family,
}

const UNION: u32 = 1 << 16;
const WITHOUT: u32 = 2 << 16;
const PRODUCT: u32 = 3 << 16;
const CUT: u32 = 4 << 16;

/// All nodes, each once.
pub(super) struct Diagrams {
    vertices: Vec<Vertex>,
    /// Open addressing; 0 is a free place.
    places: Vec<Family>,
    /// What was computed before; a newer answer takes the place of an older one.
    memory: Vec<Memory>,
    /// Weight of each variable.
    pub(super) weights: Vec<u16>,
    /// Whether any set was cut off.
    pub(super) cut: bool,
    /// Steps still allowed, and nodes at once.
    pub(super) steps: u64,
    pub(super) room: usize,
}

const LARGEST_MEMORY: usize = 1 << 22;

impl Diagrams {
    pub(super) fn new(weights: Vec<u16>) -> Diagrams {
        let end = Vertex { variable: u32::MAX, low: 0, high: 0, light: u16::MAX, heavy: 0 };
        Diagrams {
            vertices: vec![end, Vertex { light: 0, ..end }],
            places: vec![0; 1 << 10],
            memory: vec![Memory { left: 0, right: 0, what: 0, result: 0 }; 1 << 10],
            weights,
            cut: false,
            steps: u64::MAX,
            room: usize::MAX,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.vertices.len()
    }

    pub(super) fn vertex(&self, family: Family) -> Vertex {
        self.vertices[family as usize]
    }

    /// The node (variable, low, high); the variable must come before those of `low` and `high`.
    pub(super) fn node(&mut self, variable: u32, low: Family, high: Family) -> Result<Family, Spent> {
        if high == NONE {
            return Ok(low);
        }
        let mask = self.places.len() - 1;
        let mut place = scramble(variable, low, high) as usize & mask;
        loop {
            let found = self.places[place];
            if found == 0 {
                break;
            }
            let vertex = &self.vertices[found as usize];
            if vertex.low == low && vertex.high == high && vertex.variable == variable {
                return Ok(found);
            }
            place = (place + 1) & mask;
        }
        if self.vertices.len() >= self.room.min(u32::MAX as usize) {
            return Err(Spent);
        }
        let name = self.vertices.len() as Family;
        let (of_low, of_high) = (self.vertices[low as usize], self.vertices[high as usize]);
        let weight = self.weights[variable as usize];
        let light = of_low.light.min(weight.saturating_add(of_high.light));
        let heavy = of_low.heavy.max(weight.saturating_add(of_high.heavy));
        self.vertices.push(Vertex { variable, low, high, light, heavy });
        self.places[place] = name;
        if self.vertices.len() * 2 > self.places.len() {
            self.grow();
        }
        Ok(name)
    }

    fn grow(&mut self) {
        self.replace_all(self.places.len() * 2);
        if self.memory.len() < self.places.len() / 2 && self.memory.len() < LARGEST_MEMORY {
            let none = Memory { left: 0, right: 0, what: 0, result: 0 };
            let bigger = vec![none; self.memory.len() * 4];
            for old in std::mem::replace(&mut self.memory, bigger) {
                if old.what != 0 {
                    let place = self.remembered(old.what, old.left, old.right);
                    self.memory[place] = old;
                }
            }
        }
    }

    fn replace_all(&mut self, size: usize) {
        self.places.clear();
        self.places.resize(size, 0);
        let mask = size - 1;
        for (name, vertex) in self.vertices.iter().enumerate().skip(2) {
            let mut place = scramble(vertex.variable, vertex.low, vertex.high) as usize & mask;
            while self.places[place] != 0 {
                place = (place + 1) & mask;
            }
            self.places[place] = name as Family;
        }
    }

    /// Keeps only the nodes under these families, which get new names; `base` stays between the same nodes.
    pub(super) fn sweep(&mut self, kept: &mut [&mut Family], base: &mut Family) {
        let mut names: Vec<Family> = vec![0; self.vertices.len()];
        (names[NONE as usize], names[UNIT as usize]) = (1, 1);
        kept.iter().for_each(|family| names[**family as usize] = 1);
        // A node is made after those below it, so one pass from the newest down marks all.
        for name in (2..self.vertices.len()).rev() {
            if names[name] != 0 {
                let vertex = self.vertices[name];
                names[vertex.low as usize] = 1;
                names[vertex.high as usize] = 1;
            }
        }
        let mut next = 0;
        let old_base = *base as usize;
        for name in 0..self.vertices.len() {
            if name == old_base {
                *base = next as Family;
            }
            if names[name] != 0 {
                let mut vertex = self.vertices[name];
                vertex.low = names[vertex.low as usize];
                vertex.high = names[vertex.high as usize];
                self.vertices[next] = vertex;
                names[name] = next as Family;
                next += 1;
            }
        }
        if old_base >= self.vertices.len() {
            *base = next as Family;
        }
        self.vertices.truncate(next);
        kept.iter_mut().for_each(|family| **family = names[**family as usize]);
        self.replace_all((next * 2 + 2).next_power_of_two().max(1 << 10));
        self.memory.fill(Memory { left: 0, right: 0, what: 0, result: 0 });
    }

    fn remembered(&self, what: u32, left: Family, right: Family) -> usize {
        scramble(what, left, right) as usize & (self.memory.len() - 1)
    }

    pub(super) fn recall(&mut self, what: u32, left: Family, right: Family) -> Result<Option<Family>, Spent> {
        let known = &self.memory[self.remembered(what, left, right)];
        if known.what == what && known.left == left && known.right == right {
            return Ok(Some(known.result));
        }
        if self.steps == 0 {
            return Err(Spent);
        }
        self.steps -= 1;
        Ok(None)
    }

    pub(super) fn remember(&mut self, what: u32, left: Family, right: Family, result: Family) -> Family {
        let place = self.remembered(what, left, right);
        self.memory[place] = Memory { left, right, what, result };
        result
    }

    /// The minimal sets of either family.
    pub(super) fn union(&mut self, mut left: Family, mut right: Family) -> Result<Family, Spent> {
        if left == right || right == NONE {
            return Ok(left);
        }
        if left == NONE {
            return Ok(right);
        }
        if left == UNIT || right == UNIT {
            return Ok(UNIT);
        }
        if left > right {
            (left, right) = (right, left);
        }
        if let Some(known) = self.recall(UNION, left, right)? {
            return Ok(known);
        }
        let (mut f, mut g) = (self.vertex(left), self.vertex(right));
        let mut g_name = right;
        if f.variable > g.variable {
            (f, g) = (g, f);
            g_name = left;
        }
        let (low, high) = if f.variable < g.variable {
            (self.union(f.low, g_name)?, self.without(f.high, g_name)?)
        } else {
            // The high sides need no look at their own low sides: they were minimal against those before.
            let low = self.union(f.low, g.low)?;
            let one = self.without(f.high, g.low)?;
            let other = self.without(g.high, f.low)?;
            (low, self.union(one, other)?)
        };
        let result = self.node(f.variable, low, high)?;
        Ok(self.remember(UNION, left, right, result))
    }

    /// The sets of the left family that contain none of the right.
    pub(super) fn without(&mut self, left: Family, right: Family) -> Result<Family, Spent> {
        if left == NONE || right == UNIT || left == right {
            return Ok(NONE);
        }
        if right == NONE || left == UNIT {
            return Ok(left);
        }
        let (f, g) = (self.vertex(left), self.vertex(right));
        // Each weight is that of a variable, so a set cannot contain a heavier one.
        if g.light > f.heavy {
            return Ok(left);
        }
        if g.variable < f.variable {
            return self.without(left, g.low);
        }
        if let Some(known) = self.recall(WITHOUT, left, right)? {
            return Ok(known);
        }
        let (low, high) = if f.variable < g.variable {
            (self.without(f.low, right)?, self.without(f.high, right)?)
        } else {
            let high = self.without(f.high, g.low)?;
            (self.without(f.low, g.low)?, self.without(high, g.high)?)
        };
        let result = self.node(f.variable, low, high)?;
        Ok(self.remember(WITHOUT, left, right, result))
    }

    /// The minimal unions of a set of one family and a set of the other, up to a weight.
    pub(super) fn product(&mut self, left: Family, right: Family, bound: u16) -> Result<Family, Spent> {
        if left == NONE || right == NONE {
            return Ok(NONE);
        }
        let (mut left, mut right) = (self.cut(left, bound)?, self.cut(right, bound)?);
        if left == NONE || right == NONE {
            return Ok(NONE);
        }
        if left == UNIT || left == right {
            return Ok(right);
        }
        if right == UNIT {
            return Ok(left);
        }
        if self.vertex(left).variable > self.vertex(right).variable
            || (self.vertex(left).variable == self.vertex(right).variable && left > right)
        {
            (left, right) = (right, left);
        }
        let (f, g) = (self.vertex(left), self.vertex(right));
        // A bound that nothing can reach is no bound, and the memory need not tell them apart.
        let bound = if f.heavy.saturating_add(g.heavy) <= bound { FREE } else { bound };
        let what = PRODUCT | u32::from(bound);
        if let Some(known) = self.recall(what, left, right)? {
            return Ok(known);
        }
        let weight = self.weights[f.variable as usize];
        let rest = if bound == FREE { FREE } else { bound.saturating_sub(weight) };
        let (low, high) = if f.variable < g.variable {
            let low = self.product(f.low, right, bound)?;
            let high = self.product(f.high, right, rest)?;
            (low, self.without(high, low)?)
        } else {
            let low = self.product(f.low, g.low, bound)?;
            let one = self.union(f.high, f.low)?;
            let other = self.union(g.high, g.low)?;
            let high = self.product(one, other, rest)?;
            (low, self.without(high, low)?)
        };
        let result = self.node(f.variable, low, high)?;
        Ok(self.remember(what, left, right, result))
    }

    /// The sets up to a weight.
    pub(super) fn cut(&mut self, family: Family, bound: u16) -> Result<Family, Spent> {
        let vertex = self.vertex(family);
        if vertex.heavy <= bound || family <= UNIT {
            return Ok(family);
        }
        if vertex.light > bound {
            self.cut = true;
            return Ok(NONE);
        }
        let what = CUT | u32::from(bound);
        if let Some(known) = self.recall(what, family, 0)? {
            return Ok(known);
        }
        let low = self.cut(vertex.low, bound)?;
        let weight = self.weights[vertex.variable as usize];
        let high = if weight > bound {
            self.cut = true;
            NONE
        } else {
            self.cut(vertex.high, bound - weight)?
        };
        let result = self.node(vertex.variable, low, high)?;
        Ok(self.remember(what, family, 0, result))
    }
}

fn scramble(a: u32, b: u32, c: u32) -> u32 {
    let mixed = (u64::from(b) << 32 | u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ u64::from(a) ^ (mixed >> 29)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> 32) as u32
}
