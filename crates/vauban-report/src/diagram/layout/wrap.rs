//! Columns put together where a frame would become a long ribbon: as many side by side as make a page.
//!
//! As text is wrapped, but downwards: columns are filled from the left, each up to a height, and the lowest height is
//! taken at which the frame is no wider than a page may be. Arrows within a column then lead to its right and back.

/// No frame is made wider than so many tenths of its height, where columns can be put together.
const WIDE: i64 = 28;
/// One that is no wider than this is left as it is.
const NARROW: i64 = 1800;
/// Room beside each column, and beside labels.
const GAPS: [i64; 2] = [48, 48];

/// A link as far as its room goes: the columns at its ends are found by its items.
pub(super) struct Span {
    pub(super) ends: [usize; 2],
    pub(super) label: (i64, i64),
}

/// The columns of items of these sizes (gap below included), put together where that is needed.
pub(super) fn wrap(columns: &mut [usize], sizes: &[(i64, i64)], spans: &[Span]) {
    let count = columns.iter().map(|column| column + 1).max().unwrap_or(0);
    let mut heights = vec![0_i64; count];
    columns.iter().zip(sizes).for_each(|(column, size)| heights[*column] += size.1);
    let fits = |groups: &[usize]| {
        let (wide, high) = extent(columns, sizes, spans, groups);
        wide <= (high * WIDE / 10).max(NARROW)
    };
    let apart: Vec<usize> = (0..count).collect();
    if count < 2 || fits(&apart) {
        return;
    }
    let (mut low, mut high) = (heights.iter().copied().max().unwrap_or(0), heights.iter().sum::<i64>());
    while low < high {
        let half = i64::midpoint(low, high);
        if fits(&filled(&heights, half)) {
            high = half;
        } else {
            low = half + 1;
        }
    }
    let groups = filled(&heights, low);
    columns.iter_mut().for_each(|column| *column = groups[*column]);
}

/// Columns filled from the left up to a height: the new column of each.
fn filled(heights: &[i64], most: i64) -> Vec<usize> {
    let (mut group, mut used) = (0, 0);
    let fill = |(at, height): (usize, &i64)| {
        if at > 0 && used + height > most {
            (group, used) = (group + 1, 0);
        }
        used += height;
        group
    };
    heights.iter().enumerate().map(fill).collect()
}

/// About how wide and high a frame becomes.
fn extent(columns: &[usize], sizes: &[(i64, i64)], spans: &[Span], groups: &[usize]) -> (i64, i64) {
    let count = groups.last().map_or(0, |last| last + 1);
    let mut items = vec![(0_i64, 0_i64); count];
    let mut labels = vec![(0_i64, 0_i64); count];
    let add = |place: &mut (i64, i64), size: (i64, i64)| *place = (place.0.max(size.0), place.1 + size.1);
    for (column, size) in columns.iter().zip(sizes) {
        add(&mut items[groups[*column]], *size);
    }
    for span in spans {
        let [one, other] = span.ends.map(|end| groups[columns[end]]);
        let between = usize::midpoint(one.min(other), one.max(other).saturating_sub(1).max(one.min(other)));
        add(&mut labels[between], span.label);
    }
    let room = |place: &(i64, i64), gap: i64| if place.0 > 0 { place.0 + gap } else { 0 };
    let wide = items.iter().map(|item| room(item, GAPS[0])).chain(labels.iter().map(|label| room(label, GAPS[1])));
    let high = items.iter().chain(&labels).map(|place| place.1).max().unwrap_or(0);
    (wide.sum(), high)
}
