//! The declaration of a record kind or of a part of one: [`record!`].
//!
//! From one declaration come the Rust type, its reading, its merging with a `[change]`, and its description.
//! `need` marks a key without which the record is incomplete, `one` an optional value, `many` a list,
//! `map` a table whose keys the author chooses.

/// Reads, merges and describes a table from the declaration of its keys.
macro_rules! record {
    ($($(#[$meta:meta])* $name:ident { $($key:literal $field:ident: $arity:ident $type:ty, $doc:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default)]
        pub struct $name { $(#[doc = $doc] pub $field: $crate::declare::stored!($arity $type),)* }

        impl $name {
            /// Its keys, in the order of the reference page.
            pub fn fields() -> Vec<$crate::shape::Field> {
                vec![$($crate::shape::Field {
                    key: $key,
                    needed: $crate::declare::needed!($arity),
                    form: $crate::declare::form!($arity $type),
                    doc: $doc,
                }),*]
            }

            /// Reads one key; false if there is no such key.
            #[allow(unused_variables)]
            pub fn set(
                &mut self,
                key: &str,
                value: &vauban_syntax::Spanned<vauban_syntax::DeValue<'_>>,
                reader: &mut $crate::shape::Reader<'_>,
            ) -> bool {
                match key {
                    $($key => self.$field = $crate::declare::read!($arity $type, value, reader),)*
                    _ => return false,
                }
                true
            }

            /// Reports the keys it needs and does not have.
            #[allow(unused_variables)]
            pub fn complete(&self, present: &dyn Fn(&str) -> bool, reader: &mut $crate::shape::Reader<'_>) {
                $($crate::declare::complete!($arity, $key, $doc, present, reader);)*
            }

            /// What it says: the keys that are there, in the order of the reference page, each with its value spelled
            /// out (see [`Shape::spell`]($crate::shape::Shape::spell)).
            pub fn said(&self, names: $crate::shape::Names<'_>) -> Vec<(&'static str, String)> {
                let mut said = Vec::new();
                $($crate::declare::said!($arity, said, $key, self.$field, names);)*
                said
            }

            /// Calls `visit` for every link: the key it stands under, whether that takes several, and the link.
            #[allow(unused_variables)]
            pub fn keyed_links<'a>(&'a self, visit: &mut dyn FnMut(&'static str, bool, &'a $crate::link::Link)) {
                $(self.$field.iter().for_each(|value| {
                    $crate::shape::Shape::mentions(value, &mut |mention| {
                        if let $crate::link::Mention::Link(link) = mention {
                            visit($key, $crate::declare::several!($arity), link);
                        }
                    });
                });)*
            }

            /// Takes over what `other` says; what it does not say stays.
            #[allow(unused_variables)]
            pub fn change(&mut self, other: Self) {
                $($crate::declare::change!($arity, self.$field, other.$field);)*
            }
        }

        impl $crate::shape::Shape for $name {
            fn form() -> $crate::shape::Form {
                $crate::shape::Form::Table(Self::fields())
            }
            fn read(
                value: &vauban_syntax::Spanned<vauban_syntax::DeValue<'_>>,
                reader: &mut $crate::shape::Reader<'_>,
            ) -> Option<Self> {
                let vauban_syntax::DeValue::Table(table) = value.get_ref() else {
                    reader.wrong_type(value, "a table", "`{ key = value }`");
                    return None;
                };
                let mut part = Self::default();
                reader.keys(table, Self::fields, &mut |key, value, reader| part.set(key, value, reader));
                let present = |key: &str| table.contains_key(key);
                part.complete(&present, reader);
                Some(part)
            }
            fn mentions<'a>(&'a self, visit: &mut dyn FnMut($crate::link::Mention<'a>)) {
                $(self.$field.iter().for_each(|value| value.mentions(visit));)*
                let _ = visit;
            }
            fn links_mut(&mut self, visit: &mut dyn FnMut(&mut $crate::link::Link)) {
                $(self.$field.iter_mut().for_each(|value| value.links_mut(visit));)*
                let _ = visit;
            }
            fn spell(&self, names: $crate::shape::Names<'_>, out: &mut String) {
                out.push('{');
                for (at, (key, value)) in self.said(names).into_iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    out.push_str(key);
                    out.push_str(" = ");
                    out.push_str(&value);
                }
                out.push('}');
            }
            const BARE: bool = false;
        }
    )*};
}

macro_rules! stored {
    (many $type:ty) => { Vec<$type> };
    (map $type:ty) => { Option<$crate::shape::Entries<$type>> };
    ($arity:ident $type:ty) => { Option<$type> };
}

macro_rules! needed {
    (need) => {
        true
    };
    ($arity:ident) => {
        false
    };
}

macro_rules! several {
    (many) => {
        true
    };
    (map) => {
        true
    };
    ($arity:ident) => {
        false
    };
}

macro_rules! form {
    (many $type:ty) => {
        $crate::shape::Form::List(Box::new(<$type as $crate::shape::Shape>::form()))
    };
    (map $type:ty) => {
        $crate::shape::Form::Map(None, Box::new(<$type as $crate::shape::Shape>::form()))
    };
    ($arity:ident $type:ty) => {
        <$type as $crate::shape::Shape>::form()
    };
}

macro_rules! read {
    (many $type:ty, $value:ident, $reader:ident) => {
        <Vec<$type> as $crate::shape::Shape>::read($value, $reader).unwrap_or_default()
    };
    (map $type:ty, $value:ident, $reader:ident) => {
        <$crate::shape::Entries<$type> as $crate::shape::Shape>::read($value, $reader)
    };
    ($arity:ident $type:ty, $value:ident, $reader:ident) => {
        <$type as $crate::shape::Shape>::read($value, $reader)
    };
}

macro_rules! complete {
    (need, $key:literal, $doc:literal, $present:ident, $reader:ident) => {
        if !$present($key) {
            $reader.missing_key($key, $doc);
        }
    };
    ($arity:ident, $key:literal, $doc:literal, $present:ident, $reader:ident) => {};
}

macro_rules! change {
    (many, $mine:expr, $theirs:expr) => {
        if !$theirs.is_empty() {
            $mine = $theirs;
        }
    };
    ($arity:ident, $mine:expr, $theirs:expr) => {
        if $theirs.is_some() {
            $mine = $theirs;
        }
    };
}

macro_rules! said {
    (many, $said:ident, $key:literal, $mine:expr, $names:ident) => {
        if !$mine.is_empty() {
            let mut value = String::new();
            $crate::shape::Shape::spell(&$mine, $names, &mut value);
            $said.push(($key, value));
        }
    };
    ($arity:ident, $said:ident, $key:literal, $mine:expr, $names:ident) => {
        if let Some(known) = &$mine {
            let mut value = String::new();
            $crate::shape::Shape::spell(known, $names, &mut value);
            $said.push(($key, value));
        }
    };
}

pub(crate) use {change, complete, form, needed, read, record, said, several, stored};
