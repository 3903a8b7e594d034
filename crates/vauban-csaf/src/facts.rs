//! A document laid out for the tests: every product, mention, revision and vulnerability found once.
//!
//! It is built from any JSON, also from a document the schema refuses: what has the wrong shape is left out here and
//! told by the schema.

use vauban_json::Value;

use crate::moment::Moment;
use crate::number::Number;
use crate::verdict::Edition;

/// A text and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'d> {
    /// The text.
    pub(crate) id: &'d str,
    /// Where it stands.
    pub(crate) at: Value<'d>,
}

/// Where a product is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// At the end of a way of branches: the branch.
    Branch(usize),
    /// In `full_product_names`.
    Name,
    /// By a relationship, in 2.1 by a product path.
    Relation(usize),
}

/// A full product name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product<'d> {
    /// The whole object.
    pub(crate) at: Value<'d>,
    /// Its product id.
    pub(crate) id: Option<Mention<'d>>,
    /// Where it is defined.
    pub(crate) origin: Origin,
    /// Its identification helper.
    pub(crate) helper: Option<Value<'d>>,
}

/// A branch of the product tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch<'d> {
    /// The whole object.
    pub(crate) at: Value<'d>,
    /// The branch it stands in.
    pub(crate) parent: Option<usize>,
    /// How many times `branches` stands on the way to it.
    pub(crate) depth: usize,
    /// Its category.
    pub(crate) category: &'d str,
    /// Its name.
    pub(crate) name: Option<Mention<'d>>,
    /// The product at its end, as number in [`Facts::products`].
    pub(crate) product: Option<usize>,
    /// Whether there are branches in it.
    pub(crate) inner: bool,
}

/// A product made of others: a relationship of 2.0, a product path of 2.1.
#[derive(Clone, Debug)]
pub(crate) struct Relation<'d> {
    /// The product it defines, as number in [`Facts::products`].
    pub(crate) product: Option<usize>,
    /// The products it is made of, the first one first.
    pub(crate) parts: Vec<Mention<'d>>,
    /// How each but the first is related to what stands before it.
    pub(crate) kinds: Vec<&'d str>,
}

/// A product group.
#[derive(Clone, Debug)]
pub(crate) struct Group<'d> {
    /// Its id.
    pub(crate) id: Option<Mention<'d>>,
    /// Its products.
    pub(crate) members: Vec<Mention<'d>>,
}

/// A list of a vulnerability (or of the document) whose items name products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// `first_known_exploitation_dates` (2.1).
    Exploitation,
    /// `flags`.
    Flags,
    /// `ids`.
    Ids,
    /// `involvements`.
    Involvements,
    /// `scores` of 2.0, `metrics` of 2.1.
    Scores,
    /// `notes`.
    Notes,
    /// `remediations`.
    Remediations,
    /// `threats`.
    Threats,
}

/// An item of one of these lists.
#[derive(Clone, Debug)]
pub(crate) struct Item<'d> {
    /// Which list it stands in.
    pub(crate) list: List,
    /// The whole object.
    pub(crate) at: Value<'d>,
    /// What says what it is: `category`, of a flag `label`.
    pub(crate) category: &'d str,
    /// Products it names itself.
    pub(crate) products: Vec<Mention<'d>>,
    /// Groups it names.
    pub(crate) groups: Vec<Mention<'d>>,
}

/// A status of products in a vulnerability.
#[derive(Clone, Debug)]
pub(crate) struct Status<'d> {
    /// `known_affected` and so on.
    pub(crate) name: &'d str,
    /// Its products.
    pub(crate) products: Vec<Mention<'d>>,
}

/// A vulnerability.
#[derive(Clone, Debug)]
pub(crate) struct Vulnerability<'d> {
    /// The whole object.
    pub(crate) at: Value<'d>,
    /// Its CVE number.
    pub(crate) cve: Option<Mention<'d>>,
    /// `product_status`.
    pub(crate) status_at: Option<Value<'d>>,
    /// The products by status.
    pub(crate) statuses: Vec<Status<'d>>,
    /// Items that name products.
    pub(crate) items: Vec<Item<'d>>,
}

impl<'d> Vulnerability<'d> {
    /// The items of a list.
    pub(crate) fn list(&self, list: List) -> impl Iterator<Item = &Item<'d>> {
        self.items.iter().filter(move |item| item.list == list)
    }
}

/// An item of the revision history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Revision<'d> {
    /// The whole object.
    pub(crate) at: Value<'d>,
    /// Its date.
    pub(crate) date: Option<Moment<'d>>,
    /// Its number as written.
    pub(crate) number: Option<Mention<'d>>,
    /// Its number read.
    pub(crate) version: Option<Number<'d>>,
}

/// A document laid out.
#[derive(Debug)]
pub(crate) struct Facts<'d> {
    /// The edition it follows.
    pub(crate) edition: Edition,
    /// The whole document.
    pub(crate) root: Value<'d>,
    /// `document`.
    pub(crate) document: Option<Value<'d>>,
    /// `document/tracking`.
    pub(crate) tracking: Option<Value<'d>>,
    /// `product_tree`.
    pub(crate) tree: Option<Value<'d>>,
    /// `document/category`.
    pub(crate) category: &'d str,
    /// `document/lang`.
    pub(crate) lang: Option<Mention<'d>>,
    /// `document/tracking/status`.
    pub(crate) status: &'d str,
    /// `document/tracking/version`.
    pub(crate) version: Option<Mention<'d>>,
    /// `document/distribution/tlp/label`.
    pub(crate) tlp: Option<&'d str>,
    /// Notes of the document.
    pub(crate) notes: Vec<Item<'d>>,
    /// Every branch, a branch before those in it.
    pub(crate) branches: Vec<Branch<'d>>,
    /// Every full product name, in the order of the tree.
    pub(crate) products: Vec<Product<'d>>,
    /// Every relationship or product path.
    pub(crate) relations: Vec<Relation<'d>>,
    /// Every product group.
    pub(crate) groups: Vec<Group<'d>>,
    /// The revision history.
    pub(crate) history: Vec<Revision<'d>>,
    /// Every vulnerability.
    pub(crate) vulnerabilities: Vec<Vulnerability<'d>>,
    /// Ids of products, sorted, with their numbers.
    ids: Vec<(&'d str, usize)>,
    /// Ids of groups, likewise.
    group_ids: Vec<(&'d str, usize)>,
}

impl<'d> Facts<'d> {
    /// Lays a document out.
    pub(crate) fn of(root: Value<'d>, edition: Edition) -> Facts<'d> {
        let mut facts = Facts {
            edition,
            root,
            document: None,
            tracking: None,
            tree: None,
            category: "",
            lang: None,
            status: "",
            version: None,
            tlp: None,
            notes: Vec::new(),
            branches: Vec::new(),
            products: Vec::new(),
            relations: Vec::new(),
            groups: Vec::new(),
            history: Vec::new(),
            vulnerabilities: Vec::new(),
            ids: Vec::new(),
            group_ids: Vec::new(),
        };
        for (name, value) in root.members() {
            match name.text() {
                Some("document") => facts.read_document(value),
                Some("product_tree") => facts.read_tree(value),
                Some("vulnerabilities") => facts.vulnerabilities = value.items().map(vulnerability).collect(),
                _ => {}
            }
        }
        facts.ids = facts.products.iter().enumerate().filter_map(|(at, p)| Some((p.id?.id, at))).collect();
        facts.ids.sort_unstable();
        facts.group_ids = facts.groups.iter().enumerate().filter_map(|(at, own)| Some((own.id?.id, at))).collect();
        facts.group_ids.sort_unstable();
        facts
    }

    /// The number of the first product with this id.
    pub(crate) fn product(&self, id: &str) -> Option<usize> {
        let at = self.ids.partition_point(|(own, _)| *own < id);
        self.ids.get(at).filter(|(own, _)| *own == id).map(|(_, product)| *product)
    }

    /// The group with this id.
    pub(crate) fn group(&self, id: &str) -> Option<&Group<'d>> {
        let at = self.group_ids.partition_point(|(own, _)| *own < id);
        let found = self.group_ids.get(at).filter(|(own, _)| *own == id);
        found.and_then(|(_, group)| self.groups.get(*group))
    }

    /// The products an item names, those of its groups too, each once in the order of their ids.
    pub(crate) fn products_of(&self, item: &Item<'d>) -> Vec<&'d str> {
        let grouped = item.groups.iter().filter_map(|group| self.group(group.id)).flat_map(|group| &group.members);
        let mut all: Vec<&str> = item.products.iter().chain(grouped).map(|product| product.id).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The products that some items name, themselves or by a group, sorted: asked of long lists, this is asked once.
    pub(crate) fn covered<'f>(&self, items: impl Iterator<Item = &'f Item<'d>>) -> Vec<&'d str>
    where
        'd: 'f,
    {
        let mut all: Vec<&str> = items.flat_map(|item| self.products_of(item)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Every mention of a product outside its definition.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = &Mention<'d>> {
        let tree = self.groups.iter().flat_map(|group| &group.members);
        let tree = tree.chain(self.relations.iter().flat_map(|relation| &relation.parts));
        let listed = self.vulnerabilities.iter().flat_map(|own| {
            own.statuses
                .iter()
                .flat_map(|status| &status.products)
                .chain(own.items.iter().flat_map(|item| &item.products))
        });
        tree.chain(self.notes.iter().flat_map(|note| &note.products)).chain(listed)
    }

    /// Every mention of a product group outside its definition.
    pub(crate) fn group_mentions(&self) -> impl Iterator<Item = &Mention<'d>> {
        let listed = self.vulnerabilities.iter().flat_map(|own| &own.items).flat_map(|item| &item.groups);
        self.notes.iter().flat_map(|note| &note.groups).chain(listed)
    }

    /// The branches on the way to a product, from its own to the outermost.
    pub(crate) fn way(&self, product: &Product<'d>) -> impl Iterator<Item = &Branch<'d>> {
        let first = match product.origin {
            Origin::Branch(branch) => self.branches.get(branch),
            Origin::Name | Origin::Relation(_) => None,
        };
        std::iter::successors(first, |branch| branch.parent.and_then(|parent| self.branches.get(parent)))
    }

    /// The newest date of the revision history.
    pub(crate) fn newest(&self) -> Option<Moment<'d>> {
        self.history.iter().filter_map(|revision| revision.date).max()
    }

    /// Whether the document was released: its status is `final` or `interim`.
    pub(crate) fn is_released(&self) -> bool {
        matches!(self.status, "final" | "interim")
    }

    /// Whether its language is English or not told.
    pub(crate) fn is_english(&self) -> bool {
        self.lang.is_none_or(|lang| {
            let first = lang.id.split('-').next().unwrap_or("");
            first.eq_ignore_ascii_case("en")
        })
    }

    fn read_document(&mut self, document: Value<'d>) {
        self.document = Some(document);
        for (name, value) in document.members() {
            match name.text() {
                Some("category") => self.category = value.text().unwrap_or(""),
                Some("lang") => self.lang = mention(value),
                Some("notes") => items(List::Notes, value, &mut self.notes),
                Some("distribution") => self.tlp = value.get_path(&["tlp", "label"]).and_then(Value::text),
                Some("tracking") => self.read_tracking(value),
                _ => {}
            }
        }
    }

    fn read_tracking(&mut self, tracking: Value<'d>) {
        self.tracking = Some(tracking);
        for (name, value) in tracking.members() {
            match name.text() {
                Some("status") => self.status = value.text().unwrap_or(""),
                Some("version") => self.version = mention(value),
                Some("revision_history") => self.history = value.items().map(revision).collect(),
                _ => {}
            }
        }
    }

    fn read_tree(&mut self, tree: Value<'d>) {
        self.tree = Some(tree);
        for (name, value) in tree.members() {
            match name.text() {
                Some("branches") => self.read_branches(value),
                Some("full_product_names") => {
                    for product in value.items() {
                        self.define(product, Origin::Name);
                    }
                }
                Some("product_groups") => self.groups.extend(value.items().map(group)),
                Some("relationships") if self.edition == Edition::V20 => self.read_relations(value),
                Some("product_paths") if self.edition == Edition::V21 => self.read_relations(value),
                _ => {}
            }
        }
    }

    /// Branches are read with a list of what is left to do, so that no document decides how deep the stack goes.
    fn read_branches(&mut self, list: Value<'d>) {
        let mut left = vec![(list.items(), None, 1)];
        while let Some((items, parent, depth)) = left.last_mut() {
            let Some(at) = items.next() else {
                left.pop();
                continue;
            };
            let (parent, depth) = (*parent, *depth);
            let number = self.branches.len();
            let mut branch = Branch { at, parent, depth, category: "", name: None, product: None, inner: false };
            let mut inner = None;
            for (name, value) in at.members() {
                match name.text() {
                    Some("category") => branch.category = value.text().unwrap_or(""),
                    Some("name") => branch.name = mention(value),
                    Some("product") => branch.product = Some(self.define(value, Origin::Branch(number))),
                    Some("branches") => inner = Some(value.items()),
                    _ => {}
                }
            }
            branch.inner = inner.is_some();
            self.branches.push(branch);
            if let Some(inner) = inner {
                left.push((inner, Some(number), depth + 1));
            }
        }
    }

    fn read_relations(&mut self, list: Value<'d>) {
        for at in list.items() {
            let number = self.relations.len();
            let mut relation = Relation { product: None, parts: Vec::new(), kinds: Vec::new() };
            let mut last = None;
            for (name, value) in at.members() {
                match name.text() {
                    Some("full_product_name") => {
                        relation.product = Some(self.define(value, Origin::Relation(number)));
                    }
                    Some("category") => relation.kinds.extend(value.text()),
                    Some("product_reference" | "beginning_product_reference") => {
                        if let Some(first) = mention(value) {
                            relation.parts.insert(0, first);
                        }
                    }
                    Some("relates_to_product_reference") => last = mention(value),
                    Some("subpaths") => {
                        for step in value.items() {
                            relation.parts.extend(step.get("next_product_reference").and_then(mention));
                            relation.kinds.extend(step.get_text("category"));
                        }
                    }
                    _ => {}
                }
            }
            relation.parts.extend(last);
            self.relations.push(relation);
        }
    }

    fn define(&mut self, at: Value<'d>, origin: Origin) -> usize {
        let mut product = Product { at, id: None, origin, helper: None };
        for (name, value) in at.members() {
            match name.text() {
                Some("product_id") => product.id = mention(value),
                Some("product_identification_helper") => product.helper = Some(value),
                _ => {}
            }
        }
        self.products.push(product);
        self.products.len() - 1
    }
}

/// A text with its place.
pub(crate) fn mention(at: Value<'_>) -> Option<Mention<'_>> {
    at.text().map(|id| Mention { id, at })
}

fn mentions<'d>(list: Value<'d>) -> Vec<Mention<'d>> {
    let mut all = Vec::with_capacity(list.len());
    all.extend(list.items().filter_map(mention));
    all
}

fn group(at: Value<'_>) -> Group<'_> {
    Group { id: at.get("group_id").and_then(mention), members: at.get("product_ids").map(mentions).unwrap_or_default() }
}

fn revision(at: Value<'_>) -> Revision<'_> {
    let number = at.get("number").and_then(mention);
    Revision {
        at,
        date: at.get_text("date").and_then(Moment::read),
        number,
        version: number.and_then(|number| Number::read(number.id)),
    }
}

fn vulnerability(at: Value<'_>) -> Vulnerability<'_> {
    let mut own = Vulnerability { at, cve: None, status_at: None, statuses: Vec::new(), items: Vec::new() };
    for (name, value) in at.members() {
        let list = match name.text() {
            Some("cve") => {
                own.cve = mention(value);
                continue;
            }
            Some("product_status") => {
                own.status_at = Some(value);
                own.statuses = value
                    .members()
                    .filter_map(|(name, at)| Some(Status { name: name.text()?, products: mentions(at) }))
                    .collect();
                continue;
            }
            Some("first_known_exploitation_dates") => List::Exploitation,
            Some("flags") => List::Flags,
            Some("ids") => List::Ids,
            Some("involvements") => List::Involvements,
            Some("scores" | "metrics") => List::Scores,
            Some("notes") => List::Notes,
            Some("remediations") => List::Remediations,
            Some("threats") => List::Threats,
            _ => continue,
        };
        items(list, value, &mut own.items);
    }
    own
}

fn items<'d>(list: List, value: Value<'d>, into: &mut Vec<Item<'d>>) {
    into.reserve(value.len());
    for at in value.items() {
        let mut item = Item { list, at, category: "", products: Vec::new(), groups: Vec::new() };
        for (name, value) in at.members() {
            match name.text() {
                Some("category" | "label") => item.category = value.text().unwrap_or(""),
                Some("product_ids" | "products") => item.products = mentions(value),
                Some("group_ids") => item.groups = mentions(value),
                _ => {}
            }
        }
        into.push(item);
    }
}
