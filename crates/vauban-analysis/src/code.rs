//! Which files are the product's code, and which components are software of our own.
//!
//! The `code` of components says which files they are. Where a component of our own that is software says nothing, any
//! file may be its: then everything counts that is neither a record nor the code of a test, so that nobody stands
//! further from development because less was written down.

use std::collections::BTreeSet;

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Commits, ComponentForm, Kind, Model, SourcePath};

use crate::reach;
use crate::scope::Owners;

/// Components of our own that are software. A whole that has parts of its own speaks through them.
pub fn own_software(model: &Model, owners: &Owners, product: Option<AnyId>) -> Vec<AnyId> {
    let mut wholes: BTreeSet<AnyId> = BTreeSet::new();
    for component in &model.component {
        if let Some(PartOf::Component(link)) = &component.part_of {
            wholes.extend(link.to);
        }
    }
    let ids = model.component.iter().enumerate().map(|(at, one)| (AnyId { kind: Kind::Component, at: at as u32 }, one));
    ids.filter(|(_, component)| owners.concerns(product, &component.head))
        .filter(|(_, component)| component.supplier.is_none() && !reach::of_environment(component))
        .filter(|(id, component)| {
            let written = !component.languages.is_empty() || !component.code.is_empty();
            let form = component.form.as_ref().map(|form| form.value);
            written || (form.is_some_and(software) && !wholes.contains(id))
        })
        .map(|(id, _)| id)
        .collect()
}

fn software(form: ComponentForm) -> bool {
    match form {
        ComponentForm::Process
        | ComponentForm::Task
        | ComponentForm::Library
        | ComponentForm::Firmware
        | ComponentForm::Bootloader
        | ComponentForm::Kernel
        | ComponentForm::Hypervisor
        | ComponentForm::Partition
        | ComponentForm::Core
        | ComponentForm::Enclave
        | ComponentForm::Service => true,
        ComponentForm::Hardware
        | ComponentForm::Store
        | ComponentForm::Device
        | ComponentForm::Container
        | ComponentForm::Guest => false,
    }
}

/// Whose code each file is.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// For each path of the commits the components of the product whose `code` holds it.
    components: Vec<Vec<AnyId>>,
    /// For each path whether it is the product's code.
    product: Vec<bool>,
    /// Components that are software of our own and do not say which files they are.
    pub silent: Vec<AnyId>,
    /// Components that are software of our own and name files that no commit here has changed.
    pub elsewhere: Vec<AnyId>,
}

impl Code {
    /// Whose code the files of the commits are.
    pub fn new(model: &Model, commits: &Commits, owners: &Owners, product: Option<AnyId>) -> Code {
        let own = own_software(model, owners, product);
        let says = |id: &AnyId| {
            let component = model.component.get(id.at as usize);
            component.is_some_and(|component| component.head.folder().is_empty() && !component.code.is_empty())
        };
        let ours = |id: &AnyId| {
            let component = model.component.get(id.at as usize);
            component.is_some_and(|component| owners.concerns(product, &component.head) && component.supplier.is_none())
        };
        // What a used folder holds lies in its own repository.
        let silent: Vec<AnyId> =
            own.iter().copied().filter(|id| !says(id) && model.head(*id).folder().is_empty()).collect();
        let everything = !silent.is_empty() || own.is_empty();
        let components: Vec<Vec<AnyId>> =
            commits.paths.iter().map(|path| path.components.iter().copied().filter(ours).collect()).collect();
        let product = commits.paths.iter().zip(&components);
        let product = product.map(|(path, mine)| !mine.is_empty() || (everything && may_be_code(path))).collect();
        let product: Vec<bool> = product;
        let changed: BTreeSet<&AnyId> = components.iter().flatten().collect();
        let mut elsewhere = own;
        elsewhere.retain(|id| says(id) && !changed.contains(id));
        Code { components, product, silent, elsewhere }
    }

    /// What of the product's code no commit here tells of, in a sentence each.
    pub fn gaps(&self, model: &Model) -> Vec<String> {
        let mut gaps: Vec<String> = self
            .elsewhere
            .iter()
            .map(|id| format!("no commit here changes the `code` of component `{}`", model.head(*id).id))
            .collect();
        if gaps.is_empty() && !self.product.contains(&true) {
            gaps.push("no commit here changes code of the product".to_owned());
        }
        gaps
    }

    /// Components of the product that commits have changed.
    pub fn changed(&self) -> Vec<AnyId> {
        let changed: BTreeSet<AnyId> = self.components.iter().flatten().copied().collect();
        changed.into_iter().collect()
    }

    /// Whether a file is code of the product.
    pub fn of_product(&self, path: u32) -> bool {
        self.product.get(path as usize) == Some(&true)
    }

    /// Components of the product whose code a file is.
    pub fn components(&self, path: u32) -> &[AnyId] {
        self.components.get(path as usize).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether a file could be code that nobody has laid claim to.
fn may_be_code(path: &SourcePath) -> bool {
    let settings = matches!(path.path.as_str(), "vauban.toml" | ".mailmap");
    path.components.is_empty() && !path.test && !settings && !path.path.starts_with("security/")
}
