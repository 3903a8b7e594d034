//! What a rule's expression says about an element, where facts may be unknown.
//!
//! Logic is Kleene's: `and` is the lesser, `or` the greater of false < unknown < true. A definite answer is the
//! answer whatever the unknown facts turn out to be; the tests hold it against all of them.

use std::collections::BTreeMap;

use vauban_catalog::threats::{Element, Expression, Rule, Test, Threats};

/// True, false, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It is not so.
    False,
    /// Nobody knows.
    Unknown,
    /// It is so.
    True,
}

impl Truth {
    /// The other way round; what is unknown stays so.
    pub fn negated(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(said: bool) -> Truth {
        if said { Truth::True } else { Truth::False }
    }
}

/// What is known of an attribute. Words are numbers in the attribute's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Truth(Truth),
    /// One word of an enumeration; `None` where nobody said which.
    Word(Option<u8>),
    /// A word of an ordered enumeration, somewhere from the first to the second.
    Range(u8, u8),
    /// Words of a set, as bits: those it certainly has, and those it may have.
    Words {
        /// Certainly among them.
        known: u32,
        /// Certainly or possibly among them.
        possible: u32,
    },
}

impl Value {
    /// Whether nothing is left open.
    pub fn is_known(self) -> bool {
        match self {
            Value::Truth(truth) => truth != Truth::Unknown,
            Value::Word(word) => word.is_some(),
            Value::Range(low, high) => low == high,
            Value::Words { known, possible } => known == possible,
        }
    }
}

/// What is asked of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Holds,
    Is(u8),
    IsNot(u8),
    AtLeast(u8),
    AtMost(u8),
    Has(u8),
}

impl Ask {
    fn of(self, value: Value) -> Truth {
        match (self, value) {
            (Ask::Holds, Value::Truth(truth)) => truth,
            (Ask::Is(word), Value::Word(said)) => said.map_or(Truth::Unknown, |said| (said == word).into()),
            (Ask::Is(word), Value::Range(low, high)) if low == high => (low == word).into(),
            (Ask::Is(word), Value::Range(low, high)) if word < low || high < word => Truth::False,
            (Ask::IsNot(word), value) => Ask::Is(word).of(value).negated(),
            (Ask::AtLeast(word), Value::Range(low, high)) => between(low >= word, high < word),
            (Ask::AtMost(word), Value::Range(low, high)) => between(high <= word, low > word),
            (Ask::Has(word), Value::Words { known, possible }) => {
                let bit = bit(word);
                between(known & bit != 0, possible & bit == 0)
            }
            _ => Truth::Unknown,
        }
    }
}

fn between(surely: bool, never: bool) -> Truth {
    match (surely, never) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// A word of a set as a bit; words beyond the width are never there.
pub(crate) fn bit(word: u8) -> u32 {
    1u32.checked_shl(u32::from(word)).unwrap_or(0)
}

/// An expression whose names have become numbers.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A place in the rule's list of facts, and what is asked of it.
    Fact(usize, Ask),
}

impl Node {
    /// What it comes to with these values.
    pub(crate) fn truth(&self, values: &[Value]) -> Truth {
        match self {
            Node::All(parts) => parts.iter().map(|part| part.truth(values)).min().unwrap_or(Truth::True),
            Node::Any(parts) => parts.iter().map(|part| part.truth(values)).max().unwrap_or(Truth::False),
            Node::Not(part) => part.truth(values).negated(),
            Node::Fact(at, ask) => values.get(*at).map_or(Truth::Unknown, |value| ask.of(*value)),
        }
    }

    /// The facts that made it what it is: of an `and` that holds all of them, of one that does not those that fail.
    pub(crate) fn reasons(&self, values: &[Value], found: &mut Vec<usize>) {
        match self {
            Node::All(parts) | Node::Any(parts) => {
                let whole = self.truth(values);
                parts.iter().filter(|part| part.truth(values) == whole).for_each(|part| part.reasons(values, found));
            }
            Node::Not(part) => part.reasons(values, found),
            Node::Fact(at, _) if !found.contains(at) => found.push(*at),
            Node::Fact(..) => {}
        }
    }

    /// The words that sets were asked for and have, by place in the rule's list of facts.
    pub(crate) fn words(&self, values: &[Value]) -> u32 {
        match self {
            Node::All(parts) | Node::Any(parts) => parts.iter().fold(0, |all, part| all | part.words(values)),
            Node::Not(_) => 0,
            Node::Fact(at, Ask::Has(word)) => match values.get(*at) {
                Some(Value::Words { known, .. }) => known & bit(*word),
                _ => 0,
            },
            Node::Fact(..) => 0,
        }
    }
}

/// A fact that a rule reads: whose attribute, its place among those of that element, and in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) element: Element,
    pub(crate) local: usize,
    pub(crate) attribute: usize,
}

/// A rule ready to be evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) reads: Vec<Read>,
    pub(crate) when: Node,
    pub(crate) escalate: Option<Node>,
}

/// Where attributes stand: by element and name, the place among that element's and in the catalog.
pub(crate) struct Places<'c> {
    of: BTreeMap<(Element, &'c str), (usize, usize)>,
    threats: &'c Threats,
}

impl<'c> Places<'c> {
    pub(crate) fn new(threats: &'c Threats) -> Places<'c> {
        let mut seen: BTreeMap<Element, usize> = BTreeMap::new();
        let mut of = BTreeMap::new();
        for (at, attribute) in threats.attributes.iter().enumerate() {
            let local = seen.entry(attribute.element).or_default();
            of.insert((attribute.element, attribute.name.as_str()), (*local, at));
            *local += 1;
        }
        Places { of, threats }
    }

    pub(crate) fn compile(&self, rule: &Rule) -> Compiled {
        let mut reads = Vec::new();
        let when = self.node(&rule.when.expression, &mut reads);
        let escalate = rule.escalate_when.as_ref().map(|condition| self.node(&condition.expression, &mut reads));
        Compiled { reads, when, escalate }
    }

    pub(crate) fn node(&self, expression: &Expression, reads: &mut Vec<Read>) -> Node {
        let mut parts = |parts: &[Expression]| parts.iter().map(|part| self.node(part, reads)).collect();
        match expression {
            Expression::All(all) => Node::All(parts(all)),
            Expression::Any(any) => Node::Any(parts(any)),
            Expression::Not(part) => Node::Not(Box::new(self.node(part, reads))),
            Expression::Fact(fact) => {
                let known = self.of.get(&(fact.element, fact.name.as_str()));
                let (local, attribute) = known.copied().unwrap_or((usize::MAX, usize::MAX));
                let read = Read { element: fact.element, local, attribute };
                let at = reads.iter().position(|known| *known == read).unwrap_or_else(|| {
                    reads.push(read);
                    reads.len() - 1
                });
                let rank = |word: &str| {
                    let attribute = self.threats.attributes.get(attribute);
                    attribute.and_then(|attribute| attribute.rank(word)).map_or(u8::MAX, |rank| rank as u8)
                };
                let ask = match &fact.test {
                    Test::Holds => Ask::Holds,
                    Test::Is(word) => Ask::Is(rank(word)),
                    Test::IsNot(word) => Ask::IsNot(rank(word)),
                    Test::AtLeast(word) => Ask::AtLeast(rank(word)),
                    Test::AtMost(word) => Ask::AtMost(rank(word)),
                    Test::Has(word) => Ask::Has(rank(word)),
                };
                Node::Fact(at, ask)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same every time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
    }

    fn value(kind: usize, dice: &mut Dice) -> Value {
        match kind {
            0 => Value::Truth([Truth::False, Truth::Unknown, Truth::True][dice.below(3) as usize]),
            1 => Value::Word([None, Some(0), Some(1), Some(2)][dice.below(4) as usize]),
            2 => {
                let low = dice.below(4) as u8;
                Value::Range(low, low + dice.below(4 - u64::from(low)) as u8)
            }
            _ => {
                let known = dice.below(8) as u32;
                Value::Words { known, possible: known | dice.below(8) as u32 }
            }
        }
    }

    fn node(depth: u32, dice: &mut Dice) -> Node {
        if depth == 0 || dice.below(4) == 0 {
            let at = dice.below(6) as usize;
            let word = dice.below(4) as u8;
            let ask = match at % 4 {
                0 => Ask::Holds,
                1 if dice.below(2) == 0 => Ask::Is(word),
                1 => Ask::IsNot(word),
                2 => [Ask::AtLeast(word), Ask::AtMost(word), Ask::Is(word), Ask::IsNot(word)][dice.below(4) as usize],
                _ => Ask::Has(word % 3),
            };
            return Node::Fact(at, ask);
        }
        let parts: Vec<Node> = (0..2 + dice.below(2)).map(|_| node(depth - 1, dice)).collect();
        match dice.below(3) {
            0 => Node::All(parts),
            1 => Node::Any(parts),
            _ => Node::Not(Box::new(node(depth - 1, dice))),
        }
    }

    /// Everything that a value may turn out to be.
    fn completions(value: Value) -> Vec<Value> {
        match value {
            Value::Truth(Truth::Unknown) => vec![Value::Truth(Truth::False), Value::Truth(Truth::True)],
            Value::Word(None) => (0..4).map(|word| Value::Word(Some(word))).collect(),
            Value::Range(low, high) => (low..=high).map(|word| Value::Range(word, word)).collect(),
            Value::Words { known, possible } => {
                let all = (0..8u32).filter(|set| set & known == known && set & possible == *set);
                all.map(|set| Value::Words { known: set, possible: set }).collect()
            }
            known => vec![known],
        }
    }

    #[test]
    fn a_definite_answer_is_the_answer_of_every_completion() {
        let mut dice = Dice(7);
        let [mut definite, mut open] = [0, 0];
        for _ in 0..4_000 {
            let node = node(3, &mut dice);
            let values: Vec<Value> = (0..6).map(|at| value(at % 4, &mut dice)).collect();
            let said = node.truth(&values);
            let mut complete: Vec<Vec<Value>> = vec![Vec::new()];
            for value in &values {
                let longer = complete.iter().flat_map(|begun| {
                    completions(*value).into_iter().map(move |one| [begun.as_slice(), &[one]].concat())
                });
                complete = longer.collect();
            }
            for values in complete {
                let truth = node.truth(&values);
                assert_ne!(truth, Truth::Unknown, "with all facts known the answer is definite");
                assert!(said == Truth::Unknown || said == truth, "{node:?} {values:?}");
            }
            if said == Truth::Unknown { open += 1 } else { definite += 1 }
        }
        assert!(definite > 500 && open > 500, "{definite} definite, {open} open");
    }

    #[test]
    fn reasons_alone_decide() {
        let mut dice = Dice(11);
        for _ in 0..4_000 {
            let node = node(3, &mut dice);
            let values: Vec<Value> = (0..6).map(|at| value(at % 4, &mut dice)).collect();
            let said = node.truth(&values);
            let mut reasons = Vec::new();
            node.reasons(&values, &mut reasons);
            assert!(!reasons.is_empty());
            if said == Truth::Unknown {
                assert!(reasons.iter().any(|at| !values[*at].is_known()), "an open answer hangs on an open fact");
                continue;
            }
            let open = [Value::Truth(Truth::Unknown), Value::Word(None), Value::Range(0, 3)];
            let kept: Vec<Value> = (0..6)
                .map(|at| match (reasons.contains(&at), at % 4) {
                    (true, _) => values[at],
                    (false, 3) => Value::Words { known: 0, possible: 7 },
                    (false, kind) => open[kind],
                })
                .collect();
            assert_eq!(node.truth(&kept), said, "{node:?} {values:?}");
        }
    }
}
