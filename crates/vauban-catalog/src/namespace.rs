//! Ids with and without the edition they belong to.

/// A reference to an entry of a catalog, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `SD-1.c`: the edition in force by default.
    Plain(&'a str),
    /// `en18031:SUM-1`: the edition of that catalog which is in force.
    Catalog(&'a str, &'a str),
    /// `iec62443-4-1:2018/SD-1.c`: that edition.
    Edition(&'a str, &'a str),
}

impl<'a> Reference<'a> {
    /// Splits at the first `/`, and without one at the first `:`.
    pub fn split(text: &'a str) -> Self {
        if let Some((namespace, id)) = text.split_once('/') {
            Reference::Edition(namespace, id)
        } else if let Some((catalog, id)) = text.split_once(':') {
            Reference::Catalog(catalog, id)
        } else {
            Reference::Plain(text)
        }
    }

    /// The id alone.
    pub fn id(self) -> &'a str {
        match self {
            Reference::Plain(id) | Reference::Catalog(_, id) | Reference::Edition(_, id) => id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn splits_the_three_forms() {
        assert_eq!(Reference::split("SD-1.c"), Reference::Plain("SD-1.c"));
        assert_eq!(Reference::split("en18031:SUM-1"), Reference::Catalog("en18031", "SUM-1"));
        assert_eq!(Reference::split("iec62443-4-1:2018/SD-1"), Reference::Edition("iec62443-4-1:2018", "SD-1"));
        assert_eq!(Reference::split("iec62443-4-2:2019/CR 1.1 RE(1)").id(), "CR 1.1 RE(1)");
    }
}
