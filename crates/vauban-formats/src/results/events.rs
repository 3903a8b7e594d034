//! XML as a stream of elements, for the readers of results.
//!
//! Nothing is kept but the names of the elements that are open. What costs more than linear time or constant memory
//! is refused: nesting, attributes, long texts, document types that declare anything. Names are local names; nobody
//! here tells elements apart by namespace.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::source::Source;
use super::{Error, LONGEST_VALUE};

/// Deepest nesting of elements.
const DEEPEST: usize = 128;
/// Most attributes of one element.
const MOST_ATTRIBUTES: usize = 128;
/// Longest name of an element, in bytes.
const LONGEST_NAME: usize = 1_000;

/// Who looks at a document. What is wrong is told without its place, which [`walk`] knows.
pub(super) trait Visit {
    /// An element begins.
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String>;

    /// Text of the element that is open, in pieces.
    fn text(&mut self, _text: &str) -> Result<(), String> {
        Ok(())
    }

    /// The element that is open ends.
    fn close(&mut self) -> Result<(), String>;

    /// A comment.
    fn comment(&mut self, _text: &str) {}
}

/// Which document types are passed over; all others are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentType {
    /// None.
    Refused,
    /// One that names where its grammar is. Nothing is fetched, and nothing can be declared inside.
    Named,
}

/// An element that begins.
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    /// How many elements are open around it.
    pub(super) depth: usize,
}

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Gives every attribute to `look`: name without prefix, and value.
    pub(super) fn attributes(&self, mut look: impl FnMut(&str, Cow<'_, str>)) -> Result<(), String> {
        for (number, attribute) in self.start.attributes().enumerate() {
            if number == MOST_ATTRIBUTES {
                return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            }
            let attribute = attribute.map_err(|wrong| format!("in the attributes of `{}`: {wrong}", self.name()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|wrong| wrong.to_string())?;
            look(attribute.key.local_name().into_inner(), value);
        }
        Ok(())
    }

    /// The value of one attribute; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> Result<String, String> {
        let mut found = String::new();
        self.attributes(|key, value| {
            if key == name {
                value.trim().clone_into(&mut found);
            }
        })?;
        Ok(found)
    }
}

/// Reads a document to its end and shows it to `visit`.
pub(super) fn walk(from: &mut dyn BufRead, types: DocumentType, visit: &mut dyn Visit) -> Result<(), Error> {
    let mut reader = Reader::from_reader(Source::new(from));
    let mut buffer = Vec::new();
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        buffer.clear();
        // One long text must not hold the memory of the rest.
        if buffer.capacity() > 4 << 20 {
            buffer.shrink_to(1 << 20);
        }
        reader.get_mut().begin(LONGEST_VALUE);
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            // What the source refuses is said in its own words.
            Err(quick_xml::Error::Io(wrong)) => return Err(reader.get_ref().error(wrong.to_string())),
            Err(wrong) => return Err(reader.get_ref().error(wrong.to_string())),
        };
        let wrong = |message: String| Error { line: reader.get_ref().piece_line(), message };
        let closed = matches!(event, Event::Empty(_));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                roots += usize::from(depth == 0);
                if roots > 1 {
                    return Err(wrong("there is more than one root element".to_owned()));
                }
                if start.name().into_inner().len() > LONGEST_NAME {
                    return Err(wrong(format!("the name of an element is longer than {LONGEST_NAME} bytes")));
                }
                if depth == DEEPEST {
                    return Err(wrong("its elements are nested too deeply".to_owned()));
                }
                visit.open(&Tag { start, depth }).map_err(wrong)?;
                if closed {
                    visit.close().map_err(wrong)?;
                } else {
                    depth += 1;
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                visit.close().map_err(wrong)?;
            }
            Event::Text(text) if depth == 0 => {
                if !text.trim().is_empty() {
                    return Err(wrong("there is text outside of the root element".to_owned()));
                }
            }
            Event::Text(text) => visit.text(&text).map_err(wrong)?,
            Event::CData(_) | Event::GeneralRef(_) if depth == 0 => {
                return Err(wrong("there is text outside of the root element".to_owned()));
            }
            Event::CData(text) => visit.text(&text).map_err(wrong)?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(letter)) => visit.text(letter.encode_utf8(&mut [0; 4])).map_err(wrong)?,
                Ok(None) => match resolve_predefined_entity(&reference) {
                    Some(text) => visit.text(text).map_err(wrong)?,
                    None => return Err(wrong("it refers to an entity that nobody declared".to_owned())),
                },
                Err(error) => return Err(wrong(error.to_string())),
            },
            Event::DocType(text) => {
                let fine = types == DocumentType::Named && roots == 0 && !text.contains(['[', '<', '%']);
                if !fine {
                    return Err(wrong("document type declarations are refused".to_owned()));
                }
            }
            Event::Comment(text) => visit.comment(&text),
            // Whatever encoding is declared, the bytes are UTF-8: the source has looked.
            Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if depth > 0 => return Err(wrong("the file ends before its elements do".to_owned())),
            Event::Eof if roots == 0 => return Err(wrong("there is no element in it".to_owned())),
            Event::Eof => return Ok(()),
        }
    }
}
