//! The other way to a minimal family: first the function, then its least solutions.
//!
//! A node (variable, low, high) is now a function: `high` if the variable holds, else `low`; a binary decision
//! diagram. Conjunction and disjunction need no look at other sets, and all that is minimal is found at the end, in one
//! pass (Rauzy, "New algorithms for fault trees analysis", 1993). Functions here are monotone, so `high` holds wherever
//! `low` does, and both kinds of diagram can share their nodes.

use super::diagram::{Diagrams, Family, NONE, Spent, UNIT};

/// A function: a node of the [`Diagrams`] it was made in. `NONE` never holds, `UNIT` always.
pub(super) type Function = u32;

const BOTH: u32 = 5 << 16;
const EITHER: u32 = 6 << 16;
const LEAST: u32 = 7 << 16;
const OUTSIDE: u32 = 8 << 16;

impl Diagrams {
    fn choice(&mut self, variable: u32, low: Function, high: Function) -> Result<Function, Spent> {
        if low == high { Ok(low) } else { self.node(variable, low, high) }
    }

    /// Holds where both hold.
    pub(super) fn both(&mut self, left: Function, right: Function) -> Result<Function, Spent> {
        if left == NONE || right == NONE {
            return Ok(NONE);
        }
        if left == UNIT || left == right {
            return Ok(right);
        }
        if right == UNIT {
            return Ok(left);
        }
        self.merge(BOTH, left, right)
    }

    /// Holds where one of the two holds.
    pub(super) fn either(&mut self, left: Function, right: Function) -> Result<Function, Spent> {
        if left == UNIT || right == UNIT {
            return Ok(UNIT);
        }
        if left == NONE || left == right {
            return Ok(right);
        }
        if right == NONE {
            return Ok(left);
        }
        self.merge(EITHER, left, right)
    }

    fn merge(&mut self, what: u32, left: Function, right: Function) -> Result<Function, Spent> {
        let (left, right) = (left.min(right), left.max(right));
        if let Some(known) = self.recall(what, left, right)? {
            return Ok(known);
        }
        let (f, g) = (self.vertex(left), self.vertex(right));
        let variable = f.variable.min(g.variable);
        let (f_low, f_high) = if f.variable == variable { (f.low, f.high) } else { (left, left) };
        let (g_low, g_high) = if g.variable == variable { (g.low, g.high) } else { (right, right) };
        let (low, high) = if what == BOTH {
            (self.both(f_low, g_low)?, self.both(f_high, g_high)?)
        } else {
            (self.either(f_low, g_low)?, self.either(f_high, g_high)?)
        };
        let result = self.choice(variable, low, high)?;
        Ok(self.remember(what, left, right, result))
    }

    /// The minimal sets that make a function hold.
    pub(super) fn least(&mut self, function: Function) -> Result<Family, Spent> {
        if function <= UNIT {
            return Ok(function);
        }
        if let Some(known) = self.recall(LEAST, function, 0)? {
            return Ok(known);
        }
        let vertex = self.vertex(function);
        let low = self.least(vertex.low)?;
        let high = self.least(vertex.high)?;
        let high = self.outside(high, vertex.low)?;
        let result = self.node(vertex.variable, low, high)?;
        Ok(self.remember(LEAST, function, 0, result))
    }

    /// The sets of a family that do not make a function hold.
    fn outside(&mut self, family: Family, function: Function) -> Result<Family, Spent> {
        if family == NONE || function == UNIT {
            return Ok(NONE);
        }
        if function == NONE || family == UNIT {
            return Ok(family);
        }
        let (f, g) = (self.vertex(family), self.vertex(function));
        if g.variable < f.variable {
            return self.outside(family, g.low);
        }
        if let Some(known) = self.recall(OUTSIDE, family, function)? {
            return Ok(known);
        }
        let (g_low, g_high) = if f.variable == g.variable { (g.low, g.high) } else { (function, function) };
        let low = self.outside(f.low, g_low)?;
        let high = self.outside(f.high, g_high)?;
        let result = self.node(f.variable, low, high)?;
        Ok(self.remember(OUTSIDE, family, function, result))
    }
}
