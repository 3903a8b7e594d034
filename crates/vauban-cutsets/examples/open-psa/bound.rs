//! Refuses XML that would cost the parser more than its size, before the parser sees it: it compares each attribute
//! with all others of its element, and looks each prefix up among all namespaces in force.

/// Most attributes of one element.
const MOST_ATTRIBUTES: usize = 64;
/// Most namespace declarations of one file.
const MOST_NAMESPACES: usize = 32;

/// Where a file asks for too much, in bytes, and of what.
pub(crate) fn excess(text: &str) -> Option<(usize, String)> {
    let (mut at, mut namespaces) = (0, 0);
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[start..];
        let skip = |until: &str| rest.find(until).map_or(text.len(), |end| start + end + until.len());
        at = if rest.starts_with("<!--") {
            skip("-->")
        } else if rest.starts_with("<![CDATA[") {
            skip("]]>")
        } else if rest.starts_with("<?") {
            skip("?>")
        } else {
            let tag = Tag::scan(rest);
            namespaces += tag.namespaces;
            if tag.attributes > MOST_ATTRIBUTES {
                return Some((start, format!("an element has more than {MOST_ATTRIBUTES} attributes")));
            }
            if namespaces > MOST_NAMESPACES {
                return Some((start, format!("the file declares more than {MOST_NAMESPACES} namespaces")));
            }
            start + tag.length
        };
    }
    None
}

/// What bounding needs to know of a tag.
struct Tag {
    length: usize,
    attributes: usize,
    namespaces: usize,
}

impl Tag {
    fn scan(rest: &str) -> Tag {
        let mut tag = Tag { length: rest.len(), attributes: 0, namespaces: 0 };
        let mut quote = None;
        for (at, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), close) if open == close => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => tag.attributes += 1,
                (None, b'x') if rest.as_bytes()[at..].starts_with(b"xmlns") => tag.namespaces += 1,
                (None, b'>') => {
                    tag.length = at + 1;
                    break;
                }
                (None, _) => {}
            }
        }
        tag
    }
}
