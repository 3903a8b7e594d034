//! Whether a statement is about the question (rule 1), and how specifically (rule 2).

use super::{Precision, Question};
use crate::fit::{Fit, fit};
use crate::statement::{Product, Statement};

/// What of the question a statement is about; the last is the most specific.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The component by itself, in whatever product.
    ComponentAlone,
    /// The product as a whole.
    Product,
    /// The component in this product.
    ComponentInProduct,
}

impl Scope {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Scope::ComponentAlone => "the component by itself",
            Scope::Product => "the product as a whole",
            Scope::ComponentInProduct => "this component in this product",
        }
    }
}

/// How a statement is about the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) scope: Scope,
    /// Of the product, or of the component where it stands alone.
    pub(super) precision: Precision,
    /// Of the component.
    pub(super) inner: Precision,
    /// Why nobody can be sure; none if it is certain.
    pub(super) doubt: Option<String>,
}

/// The most certain, then the most specific way in which a statement is about the question.
pub(super) fn about(statement: &Statement, question: &Question<'_>) -> Option<About> {
    let ways = statement.products.iter().filter_map(|product| one(product, question));
    ways.max_by_key(|about| (about.doubt.is_none(), about.scope, about.precision, about.inner))
}

fn one(product: &Product, question: &Question<'_>) -> Option<About> {
    let whole = question.product.and_then(|asked| fit(&product.part, asked));
    if product.subcomponents.is_empty() {
        let in_product = whole.map(|fit| from(Scope::Product, fit, None));
        let alone = question
            .component
            .and_then(|asked| fit(&product.part, asked))
            .map(|fit| from(Scope::ComponentAlone, fit, None));
        return match (in_product, alone) {
            (Some(one), Some(other)) if one.doubt.is_some() && other.doubt.is_none() => Some(other),
            (Some(one), _) => Some(one),
            (None, other) => other,
        };
    }
    let whole = match (whole, question.product) {
        (Some(fit), _) => fit,
        // Only the product is unknown: the component may still be the one that is meant.
        (None, None) => {
            Fit { precision: Precision::All, doubt: Some("nobody says which product is asked about".into()) }
        }
        (None, Some(_)) => return None,
    };
    let Some(component) = question.component else {
        let doubt = whole
            .doubt
            .clone()
            .or(Some("it is about a component, and the question is about all of the product".into()));
        return Some(from(Scope::Product, Fit { doubt, ..whole }, None));
    };
    let inner = product.subcomponents.iter().filter_map(|part| fit(part, component));
    let inner = inner.max_by_key(|fit| (fit.doubt.is_none(), fit.precision))?;
    Some(from(Scope::ComponentInProduct, whole, Some(inner)))
}

fn from(scope: Scope, outer: Fit, inner: Option<Fit>) -> About {
    let precision = outer.precision;
    match inner {
        Some(inner) => About { scope, precision, inner: inner.precision, doubt: outer.doubt.or(inner.doubt) },
        None => About { scope, precision, inner: precision, doubt: outer.doubt },
    }
}
