//! Where things stand: the page, its cells and boxes.

/// Margin of the page.
pub(super) const MARGIN: i64 = 28;
/// Space left of a box, for the step into it.
pub(super) const GAP: i64 = 226;
/// Width and height of a box.
pub(super) const BOX: (i64, i64) = (150, 62);
/// Cells in a row.
pub(super) const CELLS: usize = 3;
/// Width of the page.
pub(super) const PAGE: i64 = 2 * MARGIN + CELLS as i64 * (GAP + BOX.0);

/// A box: what is reached.
pub(super) struct Node {
    /// What is reached, as steps name it; the start has none.
    pub(super) fact: Option<String>,
    pub(super) x: i64,
    /// The middle of its height.
    pub(super) y: i64,
    /// Bottom of its row, where lines may pass.
    pub(super) channel: i64,
}
