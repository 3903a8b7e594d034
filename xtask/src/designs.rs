//! Pictures of the gateway's design, as `vauban diagram` draws them.

use vauban_engine::Compilation;
use vauban_report::diagram::{MOST_BOXES, Shown, svg};

/// Each picture: its name, the element it is drawn around, and what is shown beside the names.
const PICTURES: [(&str, Option<&str>, Shown); 6] = [
    ("whole", None, Shown::Design),
    ("zone", Some("zone.control-core"), Shown::Design),
    ("component", Some("component.web-server"), Shown::Design),
    ("interface", Some("interface.web-ui"), Shown::Design),
    ("depth", None, Shown::Depth),
    ("threats", Some("component.web-server"), Shown::Threats),
];

/// The pictures: path from the root of the repository, and what belongs in it.
pub(crate) fn pictures(compiled: &Compilation) -> Result<Vec<(String, String)>, String> {
    let product = compiled.products().into_iter().next().flatten();
    let mut pictures = Vec::new();
    for (name, element, shown) in PICTURES {
        let whole = compiled.diagram(product, shown).ok_or("the gateway cannot be drawn")?;
        let drawn = match element {
            None => whole,
            Some(element) => whole.around(element).ok_or_else(|| format!("the gateway has no `{element}`"))?,
        };
        pictures.push((format!("docs/src/pictures/design-{name}.svg"), svg::picture(&drawn.folded(MOST_BOXES))));
    }
    Ok(pictures)
}
