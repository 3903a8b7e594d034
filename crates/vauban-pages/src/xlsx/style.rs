//! How cells look. Colour repeats what words say.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::inline::Tone;

/// The looks there are.
pub(super) struct Styles {
    /// The head of a column.
    pub(super) head: Format,
    /// The title of the workbook.
    pub(super) title: Format,
    /// What a thing is called, on the first sheet.
    pub(super) name: Format,
}

/// Text and ground of a tone.
const fn colours(tone: Tone) -> Option<(u32, u32)> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some((0x13_5c_2b, 0xe2_f3_e6)),
        Tone::Attention => Some((0x6f_46_00, 0xfc_f0_d8)),
        Tone::Bad => Some((0x8c_1d_18, 0xfb_e6_e4)),
        Tone::Muted => Some((0x5d_63_6d, 0xf4_f5_f6)),
    }
}

impl Styles {
    pub(super) fn new() -> Styles {
        let top = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Styles {
            head: top()
                .set_bold()
                .set_font_color(Color::RGB(0xff_ff_ff))
                .set_background_color(Color::RGB(0x1c_4f_8c))
                .set_border_bottom(FormatBorder::Thin),
            title: Format::new().set_bold().set_font_size(16),
            name: top().set_font_color(Color::RGB(0x5d_63_6d)),
        }
    }

    /// Words of a tone.
    pub(super) fn body(&self, tone: Tone) -> Format {
        let format = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let Some((ink, ground)) = colours(tone) else { return format };
        format.set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(ground))
    }

    /// A day.
    pub(super) fn day(&self, tone: Tone) -> Format {
        self.body(tone).set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left)
    }

    /// A link.
    pub(super) fn link(&self, tone: Tone) -> Format {
        let format = self.body(tone).set_underline(FormatUnderline::Single);
        match colours(tone) {
            Some(_) => format,
            None => format.set_font_color(Color::RGB(0x1c_4f_8c)),
        }
    }
}
