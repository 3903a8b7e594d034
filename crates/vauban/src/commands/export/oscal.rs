//! `vauban export oscal`: the product, its verdicts, or the controls that both speak of.

use vauban_export::Subject;
use vauban_export::oscal::{Matter, VERSION, What, export};

use super::{put, tell};
use crate::args::{Arguments, Export};
use crate::depth::product;
use crate::{Outcome, session};

/// The word for the format.
pub(super) const WORD: &str = "oscal";

pub(super) fn run(arguments: &Arguments, options: &Export) -> Outcome {
    let what = What::ALL.into_iter().find(|what| what.word() == options.what).ok_or("there is no such document")?;
    let (_, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let threats = compiled.threats(product).ok_or("the design cannot be analysed")?;
    let id = product.map_or("", |id| &compiled.model.head(id).id);
    let status = compiled.statuses().iter().find(|status| status.product == id).ok_or("the product was not judged")?;
    let crosswalks = compiled.crosswalks(product).ok_or("the product was not judged")?;
    let date = compiled.today().to_string();
    let matter = Matter {
        design: Subject { model: &compiled.model, catalogs: &compiled.catalogs, product, threats },
        status,
        crosswalks: &crosswalks,
        reached: compiled.levels(product).map(|levels| &levels.reached),
        date: &date,
    };
    let written = export(what, matter);
    put(options, &written.document)?;
    tell(arguments, options, (WORD, &format!("OSCAL {}", what.word()), VERSION), written)
}
