//! Pictures in prose: read through the world, so from inside the project only, and shown only if they are pictures.

use vauban_engine::World;
use vauban_pages::picture;

/// The pictures of a prose file, by the path that is written there: for [`vauban_pages::prose::blocks`]. Paths are
/// relative to the file; what leads out of the project, is too large or is neither PNG nor JPEG is not there.
pub fn of<'a>(world: &'a dyn World, file: &'a str) -> impl Fn(&str) -> Option<Vec<u8>> + 'a {
    move |written| {
        let path = beside(file, written)?;
        let bytes = world.evidence(&path, picture::MOST_BYTES as u64).ok()?;
        picture::look(&bytes).is_ok().then_some(bytes)
    }
}

/// The path of a file that another one names, from the folder of the project; none if it leads out of it.
fn beside(file: &str, written: &str) -> Option<String> {
    let written = written.strip_prefix("./").unwrap_or(written);
    let outside = written.starts_with('/') || written.contains([':', '\\', '%', '?', '#']);
    if outside || written.chars().any(char::is_control) {
        return None;
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn paths_stay_inside() {
        let file = "security/guidelines/hardening.md";
        for (written, path) in [
            ("a.png", Some("security/guidelines/a.png")),
            ("./img/a.png", Some("security/guidelines/img/a.png")),
            ("../a.png", Some("security/a.png")),
            ("../../a.png", Some("a.png")),
            ("../../../a.png", None),
            ("../../x/../../a.png", None),
            ("/etc/passwd", None),
            ("file:///etc/passwd", None),
            ("https://example.com/a.png", None),
            ("C:\\a.png", None),
            ("..%2f..%2fa.png", None),
            ("..", Some("security")),
            ("../..", None),
        ] {
            assert_eq!(beside(file, written).as_deref(), path, "{written}");
        }
    }
}
