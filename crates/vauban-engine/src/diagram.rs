//! The data-flow diagram of a compiled product.

use vauban_analysis::diagram::{self, Diagram, Shades, Shown};
use vauban_analysis::refinement::Refinement;
use vauban_analysis::scope::Owners;
use vauban_model::AnyId;

use crate::Compilation;

impl Compilation {
    /// The whole design of a product of [`products`](Self::products), with what is to be shown beside the names.
    pub fn diagram(&self, product: Option<AnyId>, shown: Shown) -> Option<Diagram> {
        let shades = match shown {
            Shown::Depth => diagram::shades(&self.model, &self.depth(product)?.rows),
            Shown::Design | Shown::Threats => Shades::new(),
        };
        let mut whole = Diagram::new(&self.model, &Owners::new(&self.model), product, &shades);
        match shown {
            Shown::Design => {}
            Shown::Depth => diagram::TOLD.clone_into(&mut whole.shades),
            Shown::Threats => whole.threatened(&self.model, self.threats(product)?),
        }
        Some(whole)
    }

    /// The levels of a product's design, and where they differ.
    pub fn refinement(&self, product: Option<AnyId>) -> Refinement {
        Refinement::new(&self.model, &self.catalogs, &Owners::new(&self.model), product)
    }
}
