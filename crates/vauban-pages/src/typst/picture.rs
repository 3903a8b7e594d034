//! Pictures for paper: how large one is, and bytes from outside put where a broken file does no harm.
//!
//! A compiler that is handed a broken PNG or JPEG refuses the whole document. Inside of an SVG the picture alone is
//! left out, so that is where pictures of others go; the source stays one file that can be archived by itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::picture;

/// A picture as SVG, with its size in points.
pub(super) struct Drawn {
    /// The `<svg>` element.
    pub(super) svg: String,
    /// How wide it is.
    pub(super) width: f64,
    /// How high it is.
    pub(super) height: f64,
}

/// A picture of our own, made safe to hand on: characters that no typeface has are written by their numbers.
pub(super) fn own(svg: &str) -> Option<Drawn> {
    let (width, height) = svg_size(svg)?;
    let shown = super::glyphs::shown(svg);
    let legal = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
    let svg = match shown.chars().all(legal) {
        true => shown.into_owned(),
        false => shown.chars().map(|c| if legal(c) { c } else { ' ' }).collect(),
    };
    // A pixel of the web is three quarters of a point.
    Some(Drawn { svg, width: width * 0.75, height: height * 0.75 })
}

/// A picture that somebody put in, if it is one that may be shown.
///
/// # Errors
/// Why it may not.
pub(super) fn theirs(bytes: &[u8]) -> Result<Drawn, String> {
    let found = picture::look(bytes)?;
    let (width, height, form) = (found.width, found.height, found.form.media_type());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><image width=\"{width}\" height=\"{height}\" href=\"data:{form};base64,"
    );
    STANDARD.encode_string(bytes, &mut svg);
    svg.push_str("\"/></svg>");
    // Photographs and pictures of screens have more points than paper needs: 150 to the inch.
    Ok(Drawn { svg, width: f64::from(width) * 0.48, height: f64::from(height) * 0.48 })
}

/// The size that an SVG of our own gives itself, in pixels.
fn svg_size(svg: &str) -> Option<(f64, f64)> {
    let begin = svg.find("<svg")?;
    let head = svg[begin..].split('>').next()?;
    let named = |name: &str| -> Option<f64> {
        let rest = &head[head.find(&format!(" {name}=\""))? + name.len() + 3..];
        rest.split('"').next()?.trim_end_matches("px").parse().ok()
    };
    let size = named("width").zip(named("height")).or_else(|| {
        let rest = &head[head.find("viewBox=\"")? + 9..];
        let numbers: Vec<f64> = rest.split('"').next()?.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        Some((*numbers.get(2)?, *numbers.get(3)?))
    })?;
    let fits = |size: f64| (1.0..1e6).contains(&size);
    (fits(size.0) && fits(size.1)).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_pictures() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0, 0, 0, 0, 128]);
        assert!(theirs(&png).is_ok_and(|drawn| drawn.svg.contains("data:image/png;base64,")));
        assert!(theirs(b"<svg onload=alert(1)>").is_err());
        assert!(theirs(&png[..20]).is_err());
    }

    #[test]
    fn our_own_pictures_say_how_large_they_are() {
        assert_eq!(svg_size("<svg width=\"640\" height=\"360\" viewBox=\"0 0 1 1\">"), Some((640.0, 360.0)));
        assert_eq!(svg_size("<svg viewBox=\"0 0 640 360\">"), Some((640.0, 360.0)));
        assert_eq!(svg_size("<svg width=\"NaN\" height=\"1\">"), None);
        assert_eq!(svg_size("no picture"), None);
    }
}
