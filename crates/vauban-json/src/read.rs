//! The reader: one pass over the text, no recursion, no allocation per value.
//!
//! While a container is open, its node keeps the node it stands in (`next`), so the list of nodes is also the stack.

use crate::error::What;
use crate::limits::Limits;
use crate::node::{Node, tag};
use crate::scan;
use crate::text::Unescaped;

type Fault = (usize, What);

/// No container: the top.
const TOP: u32 = u32::MAX;

/// Reads a text of less than 4 GiB to its nodes.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<(Vec<Node>, Unescaped), Fault> {
    let most = limits.values.min(tag::MOST);
    // Pretty JSON has a value or a name every 15 to 30 bytes; dense arrays of numbers let the list grow.
    let nodes = Vec::with_capacity((text.len() / 16 + 4).min(most.saturating_add(1)));
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, nodes, unescaped: Unescaped::default(), most };
    reader.run(limits.depth)?;
    Ok((reader.nodes, reader.unescaped))
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
    unescaped: Unescaped,
    most: usize,
}

impl Reader<'_> {
    fn run(&mut self, deepest: usize) -> Result<(), Fault> {
        let (mut parent, mut in_object, mut depth) = (TOP, false, 0usize);
        self.blank();
        if self.at == self.bytes.len() {
            return Err((0, What::Empty));
        }
        'value: loop {
            match self.bytes.get(self.at).copied() {
                Some(b'"') => self.string("a value")?,
                Some(open @ (b'{' | b'[')) => {
                    if depth == deepest {
                        return Err((self.at, What::TooDeep(deepest)));
                    }
                    let own = self.nodes.len() as u32;
                    let object = open == b'{';
                    let kind = if object { tag::OBJECT } else { tag::ARRAY };
                    self.push(Node { start: self.at as u32, end: 0, next: parent, tag: kind })?;
                    self.at += 1;
                    self.blank();
                    let close = if object { b'}' } else { b']' };
                    if self.bytes.get(self.at) == Some(&close) {
                        self.at += 1;
                        self.close(own);
                    } else {
                        (parent, in_object, depth) = (own, object, depth + 1);
                        if object {
                            self.name("a name in quotes or `}`")?;
                        }
                        continue 'value;
                    }
                }
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.literal("true", tag::TRUE)?,
                Some(b'f') => self.literal("false", tag::FALSE)?,
                Some(b'n') => self.literal("null", tag::NULL)?,
                _ => return Err(self.unexpected("a value")),
            }
            loop {
                self.blank();
                if parent == TOP {
                    return if self.at == self.bytes.len() {
                        Ok(())
                    } else {
                        Err(self.unexpected("the end of the text"))
                    };
                }
                let Some(container) = self.nodes.get_mut(parent as usize) else { return Ok(()) };
                container.tag += tag::ONE;
                match self.bytes.get(self.at) {
                    Some(b',') => {
                        self.at += 1;
                        self.blank();
                        if in_object {
                            self.name("a name in quotes")?;
                        }
                        continue 'value;
                    }
                    Some(b'}') if in_object => {}
                    Some(b']') if !in_object => {}
                    _ if in_object => return Err(self.unexpected("`,` or `}`")),
                    _ => return Err(self.unexpected("`,` or `]`")),
                }
                self.at += 1;
                depth -= 1;
                parent = self.close(parent);
                in_object = self.nodes.get(parent as usize).is_some_and(|outer| outer.word() == tag::OBJECT);
            }
        }
    }

    /// Ends a container, and says in which it stands.
    fn close(&mut self, own: u32) -> u32 {
        let (end, next) = (self.at as u32, self.nodes.len() as u32);
        let Some(node) = self.nodes.get_mut(own as usize) else { return TOP };
        node.end = end;
        std::mem::replace(&mut node.next, next)
    }

    #[inline]
    fn blank(&mut self) {
        if self.bytes.get(self.at).is_some_and(|byte| *byte <= b' ') {
            self.at = scan::blank_end(self.bytes, self.at);
        }
    }

    #[inline]
    fn push(&mut self, node: Node) -> Result<(), Fault> {
        if self.nodes.len() >= self.most {
            return Err((node.start as usize, What::TooMany(self.most)));
        }
        self.nodes.push(node);
        Ok(())
    }

    /// A value of one node, from `start` to here.
    #[inline]
    fn leaf(&mut self, start: usize, tag: u32) -> Result<(), Fault> {
        let next = self.nodes.len() as u32 + 1;
        self.push(Node { start: start as u32, end: self.at as u32, next, tag })
    }

    /// A name and the colon after it, up to the value.
    #[inline]
    fn name(&mut self, expected: &'static str) -> Result<(), Fault> {
        self.string(expected)?;
        self.blank();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.unexpected("`:` after a name"));
        }
        self.at += 1;
        self.blank();
        Ok(())
    }

    #[inline]
    fn string(&mut self, expected: &'static str) -> Result<(), Fault> {
        let start = self.at;
        if self.bytes.get(start) != Some(&b'"') {
            return Err(self.unexpected(expected));
        }
        let end = scan::plain_end(self.bytes, start + 1);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.leaf(start, tag::PLAIN);
        }
        self.escaped(start, end)
    }

    /// A text that does not end where its plain part does: an escape, or a mistake.
    #[inline(never)]
    fn escaped(&mut self, start: usize, stop: usize) -> Result<(), Fault> {
        let (end, which) = self.unescaped.read(self.text, start + 1, stop)?;
        self.at = end;
        self.leaf(start, tag::ESCAPED | (which as u32) << tag::BITS)
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut kind = tag::INTEGER;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
            if self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
                return Err(self.unexpected("no digit after a leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
            kind = tag::DECIMAL;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
            kind = tag::DECIMAL;
        }
        self.leaf(start, kind)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            return Err(self.unexpected("a digit"));
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        Ok(())
    }

    fn literal(&mut self, word: &str, tag: u32) -> Result<(), Fault> {
        let start = self.at;
        if self.bytes.get(start..start + word.len()) != Some(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        self.leaf(start, tag)
    }

    fn unexpected(&self, expected: &'static str) -> Fault {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        (self.at, What::Unexpected { found, expected })
    }
}
