//! The attack path that a vulnerability opens, drawn: what stood in the way is there, and what fell with it is marked.

use std::io::{self, Write};

use super::ImpactReport;
use crate::depth::{DepthReport, svg};

/// Writes the picture of the product that is hit worst; without one, a picture that says so.
pub fn report(report: &ImpactReport, out: &mut dyn Write) -> io::Result<()> {
    let worst = report.products.iter().find(|product| !product.drawn.drawn.is_empty());
    let empty = DepthReport { product: report.subject.clone(), ..DepthReport::default() };
    svg::report(worst.map_or(&empty, |product| &product.drawn), out)
}
