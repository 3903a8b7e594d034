//! The sections of a Markdown file: headings with their ids and what they say they cover.
//!
//! A heading may carry an id and tags in braces, `## Removing the device {#removal covers="SG-4.a"}`; without
//! one its id is made from its words, as code forges do.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 1 for `#` to 6 for `######`.
    pub level: u8,
    /// Anchor: given in braces, or made from the words.
    pub id: String,
    /// The heading's words.
    pub title: String,
    /// References after `covers=`, in the order written.
    pub covers: Vec<String>,
    /// The heading's bytes in the text that was parsed.
    pub heading: Range<usize>,
    /// From the heading to the next one of the same or a higher level.
    pub range: Range<usize>,
    /// Whether anything but headings and comments stands in it.
    pub has_text: bool,
}

/// The sections of Markdown text, in order.
pub fn sections(text: &str) -> Vec<Section> {
    let options = Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut found: Vec<Section> = Vec::new();
    let mut in_heading = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, attrs, .. }) => {
                in_heading = true;
                let covers = attrs
                    .iter()
                    .filter(|(key, _)| key.as_ref() == "covers")
                    .filter_map(|(_, value)| value.as_ref())
                    .flat_map(|value| value.trim_matches(['"', '\'']).split([',', ' ']))
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
                    .collect();
                found.push(Section {
                    level: depth(level),
                    id: id.map(|id| id.to_string()).unwrap_or_default(),
                    title: String::new(),
                    covers,
                    heading: range.clone(),
                    range,
                    has_text: false,
                });
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(words) | Event::Code(words) => {
                if let Some(section) = found.last_mut() {
                    if in_heading {
                        section.title.push_str(&words);
                    } else if !words.trim().is_empty() {
                        section.has_text = true;
                    }
                }
            }
            _ => {}
        }
    }
    close(&mut found, text.len());
    found
}

fn close(found: &mut [Section], end: usize) {
    let mut next_at = [end; 7];
    let mut text_below = [false; 8];
    for section in found.iter_mut().rev() {
        let level = usize::from(section.level);
        section.range.end = next_at.get(level).copied().unwrap_or(end);
        for slot in next_at.iter_mut().skip(level) {
            *slot = section.heading.start;
        }
        let below = text_below.iter().skip(level + 1).any(|has| *has);
        section.has_text |= below;
        for slot in text_below.iter_mut().skip(level) {
            *slot = false;
        }
        if let Some(slot) = text_below.get_mut(level) {
            *slot = section.has_text;
        }
        if section.id.is_empty() {
            section.id = slug(&section.title);
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    level as u8
}

fn slug(title: &str) -> String {
    let kept = title.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_carry_ids_and_covers() {
        let text = "# Guide\n\n## Remove it {#removal covers=\"SG-4.a,SG-4.b\"}\n\nPull the plug.\n\n## Empty\n";
        let found = sections(text);
        let ids: Vec<&str> = found.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["guide", "removal", "empty"]);
        assert_eq!(found[1].covers, ["SG-4.a", "SG-4.b"]);
        let text: Vec<bool> = found.iter().map(|section| section.has_text).collect();
        assert_eq!(text, [true, true, false]);
    }
}
