//! An index with the changes since on top: asked as one, with the answers of an index built from the whole set.

use crate::advisory::Advisory;
use crate::names::Key;

use super::build::{Builder, Built, head};
use super::layout::DIGEST;
use super::open::{Index, Known};
use super::sources::{Form, Source};
use super::statement::Entry;
use super::store::{Bad, Store};

/// An index, and changes over it, if there are any.
#[derive(Debug)]
pub struct Indexes<S> {
    layers: Vec<Layer<S>>,
}

#[derive(Debug)]
struct Layer<S> {
    index: Index<S>,
    digest: [u8; DIGEST],
}

/// An advisory in an index with changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    layer: u8,
    row: u32,
}

impl<S: Store> Indexes<S> {
    /// A whole index; `digest` is what its name says.
    ///
    /// # Errors
    /// When it is one of changes: alone it would say too little.
    pub fn new(index: Index<S>, digest: [u8; DIGEST]) -> Result<Self, Bad> {
        if let Some(below) = index.over() {
            let below = super::build::hex(&below);
            return Err(Bad::at(12, format!("these are changes over the index {below}, which is needed too")));
        }
        Ok(Self { layers: vec![Layer { index, digest }] })
    }

    /// The same with changes on top.
    ///
    /// # Errors
    /// When they are changes over another index, or none.
    pub fn with(mut self, changes: Index<S>, digest: [u8; DIGEST]) -> Result<Self, Bad> {
        let base = self.layers.first().map(|layer| layer.digest);
        match changes.over() {
            None => return Err(Bad::at(12, "this is a whole index, no changes over another")),
            Some(below) if Some(below) != base => {
                return Err(Bad::at(32, format!("these are changes over the index {}", super::build::hex(&below))));
            }
            Some(_) => {}
        }
        self.layers.truncate(1);
        self.layers.push(Layer { index: changes, digest });
        Ok(self)
    }

    /// What it was built from, as of the last changes.
    pub fn sources(&self) -> &[Source] {
        self.layers.last().map(|layer| layer.index.sources()).unwrap_or_default()
    }

    /// The digests of its files, the changes last.
    pub fn digests(&self) -> Vec<[u8; DIGEST]> {
        self.layers.iter().map(|layer| layer.digest).collect()
    }

    /// The whole index below.
    pub fn base(&self) -> Option<&Index<S>> {
        self.layers.first().map(|layer| &layer.index)
    }

    /// The changes, if there are any.
    pub fn changes(&self) -> Option<&Index<S>> {
        self.layers.get(1).map(|layer| &layer.index)
    }

    /// Compares every file with what was written and with its name.
    ///
    /// # Errors
    /// The first place that differs.
    pub fn verify(&self) -> Result<(), Bad> {
        for layer in &self.layers {
            layer.index.verify()?;
            if layer.index.digest()? != layer.digest {
                return Err(Bad::at(0, format!("the file is not the one named {}", super::build::hex(&layer.digest))));
            }
        }
        Ok(())
    }

    fn hidden(&self, layer: usize, row: u32) -> bool {
        layer == 0 && self.layers.get(1).is_some_and(|changes| changes.index.replaces(row))
    }

    /// Hands out each entry under a name that still counts.
    pub(crate) fn each(
        &self,
        key: &Key,
        scratch: &mut Vec<u8>,
        mut found: impl FnMut(Row, Entry<'_>) -> Result<(), Bad>,
    ) -> Result<(), Bad> {
        for (place, layer) in self.layers.iter().enumerate() {
            layer.index.each(key, scratch, |entry| match self.hidden(place, entry.row) {
                true => Ok(()),
                false => found(Row { layer: place as u8, row: entry.row }, entry),
            })?;
        }
        Ok(())
    }

    /// Hands out each entry that still counts of a pattern a number fits.
    pub(crate) fn each_pattern(
        &self,
        kind: u8,
        number: &str,
        mut found: impl FnMut(Row, &str, Entry<'_>) -> Result<(), Bad>,
    ) -> Result<(), Bad> {
        for (place, layer) in self.layers.iter().enumerate() {
            layer.index.each_pattern(kind, number, |pattern, entry| match self.hidden(place, entry.row) {
                true => Ok(()),
                false => found(Row { layer: place as u8, row: entry.row }, pattern, entry),
            })?;
        }
        Ok(())
    }

    /// An advisory.
    ///
    /// # Errors
    /// When it is not readable.
    pub fn advisory(&self, row: Row) -> Result<Advisory, Bad> {
        match self.layers.get(usize::from(row.layer)) {
            Some(layer) => layer.index.advisory(row.row),
            None => Err(Bad::at(0, "there is no such index")),
        }
    }

    /// The advisories with an id or alias, by source and id.
    ///
    /// # Errors
    /// When the index is not readable there.
    pub fn with_id(&self, id: &str) -> Result<Vec<Row>, Bad> {
        let mut rows = Vec::new();
        for (place, layer) in self.layers.iter().enumerate() {
            let known = layer.index.known(id)?;
            let all = known.rows.into_iter().filter(|row| !self.hidden(place, *row));
            rows.extend(all.map(|row| Row { layer: place as u8, row }));
        }
        Ok(rows)
    }

    /// Whether a vulnerability is exploited, and how likely it is to be.
    ///
    /// # Errors
    /// When the index is not readable there.
    pub fn notes(&self, id: &str) -> Result<Known, Bad> {
        let mut known = Known::default();
        for layer in &self.layers {
            let own = layer.index.known(id)?;
            // Catalogues and snapshots come as a whole: what the changes bring anew counts alone.
            if layer.index.brings(Form::Kev) || own.exploited.is_some() {
                known.exploited = own.exploited;
            }
            if layer.index.brings(Form::Epss) || own.epss.is_some() {
                known.epss = own.epss;
            }
        }
        Ok(known)
    }

    /// How many advisories count.
    pub fn advisories(&self) -> u64 {
        let all: u64 = self.layers.iter().map(|layer| u64::from(layer.index.advisories())).sum();
        all - self.changes().map_or(0, |changes| changes.replaced().len() as u64)
    }

    /// Every advisory that counts.
    ///
    /// # Errors
    /// The first that is not readable, or what `found` answers.
    pub fn each_advisory<E: From<Bad>>(&self, mut found: impl FnMut(Row, Advisory) -> Result<(), E>) -> Result<(), E> {
        for (place, layer) in self.layers.iter().enumerate() {
            for row in (0..layer.index.advisories()).filter(|row| !self.hidden(place, *row)) {
                found(Row { layer: place as u8, row }, layer.index.advisory(row)?)?;
            }
        }
        Ok(())
    }

    /// One whole index with the same contents: the same bytes as if it had been built from the sources.
    ///
    /// # Errors
    /// When something in it is not readable.
    pub fn merged(&self) -> Result<Built, Bad> {
        let mut builder = Builder::new();
        self.sources().iter().cloned().for_each(|source| builder.source(source));
        self.each_advisory::<Bad>(|_, advisory| {
            builder.add(&advisory);
            Ok(())
        })?;
        let mut ids = std::collections::BTreeSet::new();
        for layer in &self.layers {
            layer.index.each_note(|id, _| {
                ids.insert(id.to_owned());
            })?;
        }
        for id in ids {
            let known = self.notes(&id)?;
            known.exploited.iter().for_each(|note| builder.exploited(&id, note));
            known.epss.iter().for_each(|note| builder.epss(&id, note));
        }
        Ok(builder.finish())
    }

    /// Adds what the changes said so far to changes that take their place: advisories that are not among the new ones,
    /// notes of forms that are not brought anew, and what is gone.
    ///
    /// # Errors
    /// When something in them is not readable.
    pub fn carry_over(&self, into: &mut Builder, anew: &[Form]) -> Result<(), Bad> {
        let (Some(base), Some(changes)) = (self.base(), self.changes()) else { return Ok(()) };
        let new = into.heads();
        for row in changes.replaced() {
            if let Some((source, id)) = head(&base.details(*row)?) {
                into.gone(source, id);
            }
        }
        for row in 0..changes.advisories() {
            let advisory = changes.advisory(row)?;
            if !new.contains(&(advisory.source.clone(), advisory.id.clone())) {
                into.add(&advisory);
            }
        }
        for form in [Form::Kev, Form::Epss] {
            if changes.brings(form) {
                into.brings(form);
            }
        }
        changes.each_note(|id, known| {
            let exploited = known.exploited.filter(|_| !anew.contains(&Form::Kev));
            let epss = known.epss.filter(|_| !anew.contains(&Form::Epss));
            exploited.iter().for_each(|note| into.exploited(id, note));
            epss.iter().for_each(|note| into.epss(id, note));
        })
    }
}
