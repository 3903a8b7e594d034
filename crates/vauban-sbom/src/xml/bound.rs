//! What an XML text must keep to before a parser sees it: no document types, bounded nesting, attributes, namespaces.

/// Deepest nesting of elements.
const DEEPEST: usize = 200;
/// Most attributes of one element.
const ATTRIBUTES: usize = 128;
/// Most namespace declarations of one file.
const NAMESPACES: usize = 64;

/// Refuses what would cost the parser more than linear time: where, and why.
pub(super) fn bound(text: &str) -> Result<(), (usize, String)> {
    let (mut at, mut depth, mut namespaces) = (0, 0_usize, 0_usize);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let skip = |until: &str| rest.find(until).map_or(text.len(), |end| start + end + until.len());
        if rest.starts_with("<!--") {
            at = skip("-->");
        } else if rest.starts_with("<![CDATA[") {
            at = skip("]]>");
        } else if rest.starts_with("<?") {
            at = skip("?>");
        } else if rest.starts_with("<!") {
            return Err((start, "document type declarations are refused".to_owned()));
        } else if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
            at = skip(">");
        } else {
            let (length, attributes, declared, closes_itself) = tag(rest.as_bytes());
            namespaces += declared;
            depth += usize::from(!closes_itself);
            if depth > DEEPEST {
                return Err((start, format!("its elements nest deeper than {DEEPEST}")));
            }
            if attributes > ATTRIBUTES {
                return Err((start, format!("an element has more than {ATTRIBUTES} attributes")));
            }
            if namespaces > NAMESPACES {
                return Err((start, format!("it declares more than {NAMESPACES} namespaces")));
            }
            at = start + length;
        }
    }
    Ok(())
}

/// Of a start tag: its length, attributes, namespace declarations, and whether it ends itself.
fn tag(bytes: &[u8]) -> (usize, usize, usize, bool) {
    let (mut attributes, mut namespaces, mut quote) = (0, 0, None);
    for (at, byte) in bytes.iter().copied().enumerate() {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None => match byte {
                b'"' | b'\'' => quote = Some(byte),
                b'=' => attributes += 1,
                b'x' if bytes.get(at..).is_some_and(|here| here.starts_with(b"xmlns")) => namespaces += 1,
                b'>' => return (at + 1, attributes, namespaces, at > 0 && bytes.get(at - 1) == Some(&b'/')),
                _ => {}
            },
        }
    }
    (bytes.len(), attributes, namespaces, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_cost_too_much_is_refused() {
        let attributes: String = (0..200).map(|at| format!(" a{at}=''")).collect();
        let namespaces: String = (0..70).map(|at| format!("<a xmlns:n{at}=''/>")).collect();
        for text in ["<!DOCTYPE a>".to_owned(), "<a>".repeat(300), format!("<a{attributes}/>"), namespaces] {
            assert!(bound(&text).is_err(), "{}", &text[..12]);
        }
        assert_eq!(bound("<?xml version='1.0'?><!-- <!DOCTYPE --><a b='>'><![CDATA[<!x]]></a>"), Ok(()));
    }
}
