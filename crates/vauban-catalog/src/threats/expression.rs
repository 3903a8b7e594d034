//! The expression language of threat rules.
//!
//! Facts of the design, joined by `and`, `or` and `not`: no functions, no arithmetic, no way not to end. A
//! recursive descent over at most [`MAX_DEPTH`] levels turns the text into a tree, and every name in it is
//! looked up while parsing, so a tree never asks for what no element has. The grammar is in
//! `catalog/threats/README.md`. What the tree says about an element is decided by the analyses.

mod token;

use vauban_diagnostics::nearest;

use super::{Attribute, AttributeType, Element};
use token::{Token, tokens};

/// How deep `not` and parentheses may be nested.
pub const MAX_DEPTH: usize = 32;

/// A condition over the facts of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Every part holds; at least two.
    All(Vec<Expression>),
    /// Some part holds; at least two.
    Any(Vec<Expression>),
    /// The part does not hold.
    Not(Box<Expression>),
    /// A fact holds.
    Fact(Fact),
}

/// One question to the design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Whose attribute is asked: the rule's own element, or the component of an interface.
    pub element: Element,
    /// The attribute's name: `exposure`, `source.kind`.
    pub name: String,
    /// What is asked of it.
    pub test: Test,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is true.
    Holds,
    /// It is this word.
    Is(String),
    /// It is another word.
    IsNot(String),
    /// It is this word or a later one.
    AtLeast(String),
    /// It is this word or an earlier one.
    AtMost(String),
    /// This word is among its words.
    Has(String),
}

impl Expression {
    /// Calls `visit` for every fact, from left to right.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Fact)) {
        match self {
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| part.visit(visit)),
            Expression::Not(part) => part.visit(visit),
            Expression::Fact(fact) => visit(fact),
        }
    }

    /// Every fact, from left to right.
    pub fn facts(&self) -> Vec<&Fact> {
        let mut facts = Vec::new();
        self.visit(&mut |fact| facts.push(fact));
        facts
    }
}

/// A mistake in an expression, by byte offset.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Parses the expression of a rule on `on`; all mistakes in names, or the first in form.
pub(super) fn parse(text: &str, on: Element, attributes: &[Attribute]) -> Result<Expression, Vec<Problem>> {
    let tokens = tokens(text).map_err(|(offset, character)| {
        vec![problem(offset, format!("`{character}` means nothing in an expression"))]
    })?;
    let mut parser = Parser { tokens, at: 0, end: text.len(), on, attributes, problems: Vec::new() };
    match parser.any(0).and_then(|expression| parser.expect_end().map(|()| expression)) {
        Ok(expression) if parser.problems.is_empty() => Ok(expression),
        Ok(_) => Err(parser.problems),
        Err(first) => {
            parser.problems.push(first);
            Err(parser.problems)
        }
    }
}

struct Parser<'a> {
    tokens: Vec<(usize, Token<'a>)>,
    at: usize,
    end: usize,
    on: Element,
    attributes: &'a [Attribute],
    problems: Vec<Problem>,
}

impl<'a> Parser<'a> {
    fn any(&mut self, depth: usize) -> Result<Expression, Problem> {
        let first = self.all(depth)?;
        let mut parts = vec![first];
        while self.accept(Token::Or) {
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, Problem> {
        let first = self.unary(depth)?;
        let mut parts = vec![first];
        while self.accept(Token::And) {
            parts.push(self.unary(depth)?);
        }
        Ok(joined(parts, Expression::All))
    }

    fn unary(&mut self, depth: usize) -> Result<Expression, Problem> {
        if depth >= MAX_DEPTH {
            return Err(problem(self.offset(), format!("nested more than {MAX_DEPTH} levels deep")));
        }
        if self.accept(Token::Not) {
            return Ok(Expression::Not(Box::new(self.unary(depth + 1)?)));
        }
        if self.accept(Token::Open) {
            let inner = self.any(depth + 1)?;
            if !self.accept(Token::Close) {
                return Err(self.unexpected("`)`"));
            }
            return Ok(inner);
        }
        self.fact()
    }

    fn fact(&mut self) -> Result<Expression, Problem> {
        let offset = self.offset();
        let Some(path) = self.word() else { return Err(self.unexpected("the name of an attribute")) };
        let found = self.attribute(path);
        if found.is_none() {
            self.unknown_attribute(offset, path);
        }
        let place = self.offset();
        let Some(Token::Operator(operator)) = self.peek() else {
            self.check_operator(found, path, "", offset);
            return Ok(self.built(found, Test::Holds));
        };
        self.at += 1;
        self.check_operator(found, path, operator, place);
        let place = self.offset();
        let Some(word) = self.word() else { return Err(self.unexpected("a word")) };
        self.check_word(found, path, word, place);
        let word = word.to_string();
        let test = match operator {
            "==" => Test::Is(word),
            "!=" => Test::IsNot(word),
            ">=" => Test::AtLeast(word),
            "<=" => Test::AtMost(word),
            _ => Test::Has(word),
        };
        Ok(self.built(found, test))
    }

    // Where the attribute is unknown a mistake has been noted, and the tree is thrown away.
    fn built(&self, found: Option<&Attribute>, test: Test) -> Expression {
        let (element, name) = found.map_or((self.on, String::new()), |one| (one.element, one.name.clone()));
        Expression::Fact(Fact { element, name, test })
    }

    /// The rule's own element first; `component.` leads from an interface to the component it belongs to.
    fn attribute(&self, path: &str) -> Option<&'a Attribute> {
        let of = |element: Element, name: &str| {
            self.attributes.iter().find(|one| one.element == element && one.name == name)
        };
        let of_component = || path.strip_prefix("component.").and_then(|name| of(Element::Component, name));
        of(self.on, path).or_else(|| if self.on == Element::Interface { of_component() } else { None })
    }

    fn unknown_attribute(&mut self, offset: usize, path: &str) {
        let of = |element: Element| self.attributes.iter().filter(move |one| one.element == element);
        let mut known: Vec<String> = of(self.on).map(|one| one.name.clone()).collect();
        if self.on == Element::Interface {
            known.extend(of(Element::Component).map(|one| format!("component.{}", one.name)));
        }
        let help = nearest(path, known.iter().map(String::as_str)).map(|known| format!("did you mean `{known}`?"));
        self.problems.push(Problem { offset, message: format!("{} has no attribute `{path}`", self.on), help });
    }

    fn check_operator(&mut self, found: Option<&Attribute>, path: &str, operator: &str, offset: usize) {
        let Some(attribute) = found else { return };
        let (kind, allowed): (&str, &[&str]) = match attribute.kind {
            AttributeType::Boolean => ("true or false and stands alone", &[""]),
            AttributeType::Enumeration => ("an enumeration and takes `==` or `!=`", &["==", "!="]),
            AttributeType::Ordered => ("ordered and takes `>=`, `<=`, `==` or `!=`", &[">=", "<=", "==", "!="]),
            AttributeType::Set => ("a set and takes `has`", &["has"]),
        };
        if !allowed.contains(&operator) {
            self.problems.push(problem(offset, format!("`{path}` is {kind}")));
        }
    }

    fn check_word(&mut self, found: Option<&Attribute>, path: &str, word: &str, offset: usize) {
        let Some(attribute) = found else { return };
        if attribute.kind != AttributeType::Boolean && attribute.rank(word).is_none() {
            let help = nearest(word, attribute.values.iter().map(String::as_str)).map_or_else(
                || format!("known words: {}", attribute.values.join(", ")),
                |known| format!("did you mean `{known}`?"),
            );
            self.problems.push(Problem {
                offset,
                message: format!("`{word}` is no word for `{path}`"),
                help: Some(help),
            });
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(_, token)| *token)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(offset, _)| *offset)
    }

    fn accept(&mut self, wanted: Token<'_>) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<&'a str> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        self.at += 1;
        Some(word)
    }

    fn expect_end(&self) -> Result<(), Problem> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected("`and`, `or` or the end")) }
    }

    fn unexpected(&self, wanted: &str) -> Problem {
        let found = self.peek().map_or("the end".to_string(), |token| format!("`{}`", token.text()));
        problem(self.offset(), format!("expected {wanted}, found {found}"))
    }
}

fn joined(mut parts: Vec<Expression>, join: impl FnOnce(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

fn problem(offset: usize, message: String) -> Problem {
    Problem { offset, message, help: None }
}
