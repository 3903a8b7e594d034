//! Pictures that people put into prose: PNG and JPEG, told by their first bytes and never by their name.
//!
//! Nothing is decoded here. What is looked at is what a reader's program needs to know before it does: the form, and
//! how large it says it is.

/// No picture has more bytes.
pub const MOST_BYTES: usize = 4 << 20;

/// No picture is wider or higher, in points.
pub const MOST_POINTS: u32 = 10_000;

/// No picture has more points in all: what it takes in memory when it is shown.
pub const MOST_AREA: u64 = 40_000_000;

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its form.
    pub form: Form,
    /// Points across.
    pub width: u32,
    /// Points down.
    pub height: u32,
}

/// A form of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Portable network graphics.
    Png,
    /// JPEG.
    Jpeg,
}

impl Form {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Png => "image/png",
            Form::Jpeg => "image/jpeg",
        }
    }
}

/// What the bytes are, if they are a picture that may be shown.
///
/// # Errors
/// Why it may not.
pub fn look(bytes: &[u8]) -> Result<Picture, String> {
    if bytes.len() > MOST_BYTES {
        return Err(format!("it has {} bytes; pictures have at most {MOST_BYTES}", bytes.len()));
    }
    let found = png(bytes).or_else(|| jpeg(bytes)).ok_or("it is no PNG and no JPEG")?;
    if found.width == 0 || found.height == 0 {
        return Err("it says that it has no points".to_owned());
    }
    let area = u64::from(found.width) * u64::from(found.height);
    if found.width > MOST_POINTS || found.height > MOST_POINTS || area > MOST_AREA {
        return Err(format!(
            "it is {} by {} points; pictures have at most {MOST_POINTS} a side and {MOST_AREA} in all",
            found.width, found.height
        ));
    }
    Ok(found)
}

/// The signature, and the size in the header that comes first.
fn png(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    Some(Picture { form: Form::Png, width: number(0)?, height: number(4)? })
}

/// The segments up to the frame that says the size.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (&mark, after) = rest.split_first()?;
        if mark != 0xff {
            return None;
        }
        let (&kind, after) = after.split_first()?;
        match kind {
            // Filling before a mark.
            0xff => {
                rest = &rest[1..];
                continue;
            }
            // Marks that stand alone.
            0x01 | 0xd0..=0xd7 => {
                rest = after;
                continue;
            }
            // The picture begins or ends, and no frame was said.
            0xd9 | 0xda => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(after.get(..2)?.try_into().ok()?));
        let segment = after.get(2..length)?;
        // Start of a frame, whichever way it is coded; C4, C8 and CC are something else.
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            let number = |at: usize| Some(u32::from(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?)));
            return Some(Picture { form: Form::Jpeg, height: number(1)?, width: number(3)? });
        }
        rest = after.get(length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02\0\0\0"]
            .concat()
    }

    #[test]
    fn forms_are_told_by_their_bytes() {
        assert_eq!(look(&png(3, 2)), Ok(Picture { form: Form::Png, width: 3, height: 2 }));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0\xff\xda";
        assert_eq!(look(jpeg), Ok(Picture { form: Form::Jpeg, width: 3, height: 2 }));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [
            b"".as_slice(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            b"GIF89a\x01\0\x01\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0",
            b"\xff\xd8\xff\xe0\0\0",
            b"\xff\xd8\xff\xe0\0\x01",
            b"\xff\xd8\xff\xc0\0\x03\x08",
            b"\xff\xd8\xff",
        ] {
            assert_eq!(look(bytes), Err("it is no PNG and no JPEG".to_owned()), "{bytes:?}");
        }
        for (width, height) in [(0, 1), (10_001, 1), (9_000, 9_000), (u32::MAX, u32::MAX)] {
            assert!(look(&png(width, height)).is_err(), "{width} {height}");
        }
        assert!(look(&[png(1, 1), vec![0; MOST_BYTES]].concat()).is_err());
    }
}
