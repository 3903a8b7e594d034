//! Pictures for paper: how large one is, and bytes from outside put where a broken file does no harm.
//!
//! A compiler that is handed a broken PNG or JPEG refuses the whole document. Inside of an SVG the picture alone is
//! left out, so that is where pictures of others go; the source stays one file that can be archived by itself.

/// Pictures with more bytes are shown by their description alone.
const LARGEST: usize = 32 << 20;
/// Pictures with more points than this are shown by their description alone: they would be unpacked to paint them.
const MOST_POINTS: u64 = 80_000_000;

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

/// A picture that somebody put in, if it is one.
pub(super) fn theirs(bytes: &[u8]) -> Option<Drawn> {
    if bytes.len() > LARGEST {
        return None;
    }
    let (kind, (width, height)) = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ("png", png_size(bytes)?),
        [0xff, 0xd8, 0xff, ..] => ("jpeg", jpeg_size(bytes)?),
        _ => return None,
    };
    let points = u64::from(width) * u64::from(height);
    if points == 0 || points > MOST_POINTS {
        return None;
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><image width=\"{width}\" height=\"{height}\" href=\"data:image/{kind};base64,"
    );
    base64(bytes, &mut svg);
    svg.push_str("\"/></svg>");
    // Photographs and pictures of screens have more points than paper needs: 150 to the inch.
    Some(Drawn { svg, width: f64::from(width) * 0.48, height: f64::from(height) * 0.48 })
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
    let fits = |size: f64| size.is_finite() && size >= 1.0 && size < 1e6;
    (fits(size.0) && fits(size.1)).then_some(size)
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// The size in the frame header, found by walking over the segments before it.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes);
    let mut at = 2;
    loop {
        let [0xff, mark] = *bytes.get(at..at + 2)? else { return None };
        match mark {
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((u32::from(number(at + 7)?), u32::from(number(at + 5)?)));
            }
            0x01 | 0xd0..=0xd7 => at += 2,
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::from(number(at + 2)?.max(2)),
        }
    }
}

fn base64(bytes: &[u8], out: &mut String) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.reserve(bytes.len() / 3 * 4 + 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_everywhere() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            let mut out = String::new();
            base64(plain.as_bytes(), &mut out);
            assert_eq!(out, coded);
        }
    }

    #[test]
    fn only_pictures_are_pictures() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0, 0, 0, 0, 128]);
        assert_eq!(png_size(&png), Some((256, 128)));
        assert!(theirs(&png).is_some_and(|drawn| drawn.svg.contains("data:image/png;base64,")));
        assert!(theirs(b"<svg onload=alert(1)>").is_none());
        assert!(theirs(&png[..20]).is_none());
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 16, 0, 32, 1, 1, 0x11, 0];
        assert_eq!(jpeg_size(&jpeg), Some((32, 16)));
        for end in 0..jpeg.len() {
            let _ = theirs(&jpeg[..end]);
        }
    }

    #[test]
    fn our_own_pictures_say_how_large_they_are() {
        assert_eq!(svg_size("<svg width=\"640\" height=\"360\" viewBox=\"0 0 1 1\">"), Some((640.0, 360.0)));
        assert_eq!(svg_size("<svg viewBox=\"0 0 640 360\">"), Some((640.0, 360.0)));
        assert_eq!(svg_size("<svg width=\"NaN\" height=\"1\">"), None);
        assert_eq!(svg_size("no picture"), None);
    }
}
