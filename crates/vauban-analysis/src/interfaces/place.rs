//! Whether the place where an interface is said to be documented exists (SD-1.i).

use vauban_model::{AnyId, Kind, Model};

/// Whether a guideline, manual or document is there and has the section that is named; without one it is enough that
/// it is there.
pub fn place_exists(model: &Model, at: Option<AnyId>, anchor: Option<&str>) -> bool {
    let Some(id) = at else { return false };
    let Some(anchor) = anchor else { return true };
    match id.kind {
        Kind::Guideline => {
            let file = model.head(id).header.file;
            let prose = model.prose.iter().filter(|prose| prose.file == file);
            prose.flat_map(|prose| &prose.sections).any(|section| section.section.id == *anchor)
        }
        Kind::Manual => model.manual.get(id.at as usize).is_some_and(|manual| {
            manual.sections.iter().any(|section| section.anchor.as_ref().is_some_and(|known| *known.value == *anchor))
        }),
        _ => model
            .document
            .get(id.at as usize)
            .is_some_and(|document| document.anchors.iter().any(|known| *known.value == *anchor)),
    }
}
