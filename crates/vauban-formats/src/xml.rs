//! What every reader of XML here asks of a file before its parser sees it: no document types, and bounds on the
//! nesting of elements, their attributes and namespaces.

/// Deepest nesting of elements.
const DEEPEST: usize = 128;
/// Most attributes of one element.
const MOST_ATTRIBUTES: usize = 128;
/// Most namespace declarations of one file.
const MOST_NAMESPACES: usize = 32;

/// The line of an offset, from 1.
pub(crate) fn line_at(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or(bytes);
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
}

/// Refuses what would cost the parser more than linear time, before it sees it: where, and why.
pub(crate) fn bound(text: &str) -> Result<(), (usize, &'static str)> {
    let (mut at, mut depth, mut namespaces) = (0, 0_usize, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or("");
        let skip = |until: &str| rest.find(until).map_or(text.len(), |end| start + end + until.len());
        if rest.starts_with("<!--") {
            at = skip("-->");
        } else if rest.starts_with("<![CDATA[") {
            at = skip("]]>");
        } else if rest.starts_with("<?") {
            at = skip("?>");
        } else if rest.starts_with("<!") {
            return Err((start, "document type declarations are refused"));
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            at = skip(">");
        } else {
            let tag = Tag::scan(rest);
            namespaces += tag.namespaces;
            depth += usize::from(!tag.closes_itself);
            if depth > DEEPEST {
                return Err((start, "its elements are nested too deeply"));
            }
            if tag.attributes > MOST_ATTRIBUTES || namespaces > MOST_NAMESPACES {
                return Err((start, "it has too many attributes or namespaces"));
            }
            at = start + tag.length;
        }
    }
    Ok(())
}

/// What bounding needs to know of a start tag.
struct Tag {
    length: usize,
    attributes: usize,
    namespaces: usize,
    closes_itself: bool,
}

impl Tag {
    fn scan(rest: &str) -> Tag {
        let mut tag = Tag { length: rest.len(), attributes: 0, namespaces: 0, closes_itself: false };
        let mut quote = None;
        let bytes = rest.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            match (quote, byte) {
                (Some(open), close) if open == *close => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'=') => tag.attributes += 1,
                (None, b'x') if bytes.get(at..).is_some_and(|here| here.starts_with(b"xmlns")) => tag.namespaces += 1,
                (None, b'>') => {
                    tag.length = at + 1;
                    tag.closes_itself = at > 0 && bytes.get(at - 1) == Some(&b'/');
                    break;
                }
                (None, _) => {}
            }
        }
        tag
    }
}
