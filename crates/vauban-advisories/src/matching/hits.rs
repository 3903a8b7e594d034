//! Asks an index for every name of a part, from the surest to the weakest.

use std::rc::Rc;

use vauban_parts::Scheme as Known;

use crate::advisory::{Authority, Commits};
use crate::cpes::{self, Stated};
use crate::ecosystem::{self, Branches};
use crate::index::{Answer, Asked, Bad, Entry, Rule, Store, Why};
use crate::names::{self, Key};
use crate::order::Scheme;
use crate::part::Part;
use crate::purls;

use super::prepared::Prepared;
use super::{At, Confidence, Doubt, Looked, Matcher, Unmatched};

/// A name of a part under which the index says something.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) row: At,
    pub(super) place: u32,
    pub(super) answer: Answer,
    pub(super) branch: Option<Rc<str>>,
    pub(super) withdrawn: bool,
    pub(super) vendor: bool,
    pub(super) confidence: Confidence,
    /// What was asked; left out where the version is not affected, which is by far the most.
    pub(super) by: Option<Rc<By>>,
    has_commit: bool,
    marks: Marks,
}

/// What was asked when it was found.
#[derive(Debug, Clone, Default)]
pub(super) struct By {
    pub(super) asked: String,
    pub(super) alias: Option<String>,
    pub(super) version: Option<String>,
    pub(super) commit: Option<String>,
    pub(super) branch: Option<String>,
    pub(super) source_package: bool,
}

/// What makes a hit doubtful.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    name_only: bool,
    branch: bool,
    unknown_type: bool,
    backports: bool,
}

impl Hit {
    pub(super) fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if let Answer::Open(why) = self.answer {
            doubts.push(Doubt::Version(why));
        }
        let marks = [
            (self.marks.name_only, Doubt::NameOnly),
            (self.marks.branch, Doubt::Branch),
            (self.marks.unknown_type, Doubt::UnknownType),
            (self.marks.backports, Doubt::Backports),
        ];
        doubts.extend(marks.into_iter().filter(|(marked, _)| *marked).map(|(_, doubt)| doubt));
        doubts
    }

    /// Which of several hits in one advisory speaks for it: what is worse before what is better, so that one entry
    /// that clears a part cannot hide another that does not. Only commits that were not given say less than silence.
    pub(super) fn rank(&self) -> (u8, Confidence, u32) {
        let answer = match (self.answer, self.doubts().is_empty()) {
            (Answer::Affected(_), true) => 0,
            (Answer::Affected(_), false) => 1,
            (Answer::Open(Why::Commits), _) if !self.has_commit => 4,
            (Answer::Open(_), _) => 2,
            (Answer::NotAffected(_), _) => 3,
        };
        (answer, self.confidence, self.place)
    }
}

/// What a commit that is given decides without the repository.
pub(super) fn by_commit(all: &[Commits], commit: &str) -> Answer {
    let among = |list: &[String]| list.iter().any(|known| known.eq_ignore_ascii_case(commit));
    for stretch in all {
        if among(&stretch.fixed) {
            return Answer::NotAffected(Rule::Commit);
        }
        if among(&stretch.introduced) || among(&stretch.last_affected) {
            return Answer::Affected(Rule::Commit);
        }
    }
    Answer::Open(Why::Commits)
}

/// A name to ask for.
struct Question<'q> {
    key: Key,
    /// What the name was written as.
    shown: &'q str,
    confidence: Confidence,
    version: Option<&'q str>,
    scheme: Option<Scheme>,
    alias: Option<&'q str>,
    purl: Option<&'q purls::Named>,
    cpe: Option<&'q cpes::Named>,
    source_package: bool,
    marks: Marks,
}

impl<S: Store> Matcher<'_, S> {
    /// Everything the index says under a name of the part, by advisory.
    pub(super) fn hits(&mut self, part: &Part) -> Result<(Vec<Hit>, Looked), Bad> {
        let records = std::mem::take(&mut self.aliases);
        let found = self.hits_with(part, &records);
        self.aliases = records;
        found
    }

    fn hits_with(&mut self, part: &Part, records: &Prepared) -> Result<(Vec<Hit>, Looked), Bad> {
        let mut looked = Looked::default();
        let mut hits = Vec::new();
        let purl = match part.purl.as_deref().map(purls::Named::read) {
            None => None,
            Some(Ok(purl)) => Some(purl),
            Some(Err(why)) => {
                looked.unmatched.push(Unmatched::BadPurl(why));
                None
            }
        };
        let commit = part.commit.as_deref().or(purl.as_ref().and_then(|purl| purl.commit.as_deref()));
        // The part's own word for its version goes first; a package URL repeats it with what its type asks for.
        let own = purl.as_ref().and_then(|purl| purl.version.as_deref()).or(part.version.as_deref());
        let typed = purl.as_ref().map(|purl| Known::of_purl_type(&purl.kind)).filter(|known| known.is_ordered());
        let by_type = typed.map(Scheme::Known);
        let aliases = records.of(part, purl.as_ref());
        let declared = aliases.iter().find_map(|one| one.scheme.clone());
        let scheme = declared.clone().or(by_type);
        let distribution =
            purl.as_ref().is_some_and(|purl| matches!(purl.kind.as_str(), "deb" | "rpm" | "apk" | "alpm"));
        let mut ask = Asking { matcher: self, looked: &mut looked, hits: &mut hits, commit };
        let plain = Marks::default();
        if let (Some(purl), Some(text)) = (&purl, part.purl.as_deref()) {
            let marks = Marks { unknown_type: !purl.known, ..plain };
            let question = |key: Key, version, source_package| Question {
                key,
                shown: text,
                confidence: Confidence::Exact,
                version,
                scheme: scheme.clone(),
                alias: None,
                purl: Some(purl),
                cpe: None,
                source_package,
                marks,
            };
            let family = purls::family(&purl.base);
            if ask.covered(family) {
                ask.ask(&question(Key::new(names::PACKAGE, purl.base.as_str()), own, false))?;
                for (name, version) in &purl.upstream {
                    let Some(base) = purl.sibling(name).filter(|base| *base != purl.base) else { continue };
                    ask.ask(&question(Key::new(names::PACKAGE, base), version.as_deref().or(own), true))?;
                }
            }
        }
        for one in &aliases {
            for (purl, text) in one.purls.iter().zip(&one.alias.purls) {
                let known = Known::of_purl_type(&purl.kind);
                let by_type = known.is_ordered().then_some(Scheme::Known(known));
                let version = purl.version.as_deref().or(own);
                ask.covered(purls::family(&purl.base));
                ask.ask(&Question {
                    key: Key::new(names::PACKAGE, purl.base.as_str()),
                    shown: text,
                    confidence: Confidence::Reviewed,
                    version,
                    scheme: one.scheme.clone().or(by_type),
                    alias: Some(&one.alias.id),
                    purl: Some(purl),
                    cpe: None,
                    source_package: false,
                    marks: plain,
                })?;
            }
            let reviewed = |key: Key, shown| Question {
                key,
                shown,
                confidence: Confidence::Reviewed,
                version: own,
                scheme: scheme.clone(),
                alias: Some(&one.alias.id),
                purl: None,
                cpe: None,
                source_package: false,
                marks: plain,
            };
            for cpe in &one.alias.cpes {
                ask.cpe(cpe, own, &reviewed(Key::new(names::CPE, ""), cpe))?;
            }
            for (vendor, name) in &one.alias.products {
                ask.covered("product");
                match vendor {
                    Some(vendor) => ask.ask(&reviewed(Key::product(vendor, name), name))?,
                    None => ask.ask(&reviewed(Key::word(name), name))?,
                }
            }
            for model in &one.alias.models {
                ask.covered("model");
                ask.number(names::MODEL, names::MODELS, model, &reviewed(Key::new(names::MODEL, ""), model))?;
            }
        }
        let weaker = |key: Key, shown, confidence, marks| Question {
            key,
            shown,
            confidence,
            version: own,
            scheme: scheme.clone(),
            alias: None,
            purl: None,
            cpe: None,
            source_package: false,
            marks,
        };
        for cpe in &part.cpes {
            let marks = Marks { backports: distribution && declared.is_none(), ..plain };
            ask.cpe(cpe, own, &weaker(Key::new(names::CPE, ""), cpe, Confidence::Cpe, marks))?;
        }
        for hash in &part.hashes {
            let key = Key::new(names::HASH, hash.to_ascii_lowercase());
            ask.covered_too("hash");
            ask.ask(&weaker(key, hash, Confidence::Exact, plain))?;
        }
        for serial in &part.serials {
            let question = weaker(Key::new(names::SERIAL, ""), serial, Confidence::Exact, plain);
            ask.covered_too("serial");
            ask.number(names::SERIAL, names::SERIALS, serial, &question)?;
        }
        for model in &part.models {
            let question = weaker(Key::new(names::MODEL, ""), model, Confidence::Model, plain);
            ask.covered("model");
            ask.number(names::MODEL, names::MODELS, model, &question)?;
        }
        // A name alone is asked where nothing surer was: packages of an ecosystem have namesakes everywhere.
        let nothing_surer =
            !ask.looked.asked || purl.as_ref().is_some_and(|purl| !purl.known || purl.kind == "generic");
        if nothing_surer && !part.name.trim().is_empty() {
            let marks = Marks { name_only: true, ..plain };
            ask.ask(&weaker(Key::word(&part.name), &part.name, Confidence::Name, marks))?;
        }
        if !looked.asked && looked.unmatched.is_empty() {
            looked.unmatched.push(Unmatched::Nameless);
        }
        if looked.asked {
            // Something the index covers was asked: what else the part is called and nobody covers changes nothing.
            looked.unmatched.retain(|reason| !matches!(reason, Unmatched::NotCovered(_)));
        }
        hits.sort_by_key(|hit| hit.row);
        Ok((hits, looked))
    }
}

/// The state of asking about one part.
struct Asking<'a, 'i, S> {
    matcher: &'a mut Matcher<'i, S>,
    looked: &'a mut Looked,
    hits: &'a mut Vec<Hit>,
    commit: Option<&'a str>,
}

impl<S: Store> Asking<'_, '_, S> {
    /// Whether the index is about names of this kind; if not, that is told.
    fn covered(&mut self, word: &str) -> bool {
        let covered = self.matcher.covers(word);
        if covered {
            self.looked.asked = true;
        } else {
            let reason = Unmatched::NotCovered(word.to_owned());
            if !self.looked.unmatched.contains(&reason) {
                self.looked.unmatched.push(reason);
            }
        }
        covered
    }

    /// As [`Self::covered`] for names that few sources have: that they are not covered is nothing to tell.
    fn covered_too(&mut self, word: &str) {
        self.looked.asked |= self.matcher.covers(word);
    }

    fn cpe(&mut self, text: &str, own: Option<&str>, like: &Question<'_>) -> Result<(), Bad> {
        let Some(named) = cpes::Named::read(text).filter(|named| named.product().is_some()) else {
            self.looked.unmatched.push(Unmatched::BadCpe(text.to_owned()));
            return Ok(());
        };
        self.covered("cpe");
        let stated = match named.version() {
            Stated::Version(version, update) => Some(match update {
                // `1.0.2` with the update `k` of OpenSSL is what everybody calls 1.0.2k.
                Some(update) if update.len() == 1 => format!("{version}{update}"),
                _ => version,
            }),
            Stated::Any | Stated::None | Stated::Open => None,
        };
        let version = own.or(stated.as_deref());
        let question = |key: Key, confidence, marks| Question {
            key,
            shown: like.shown,
            confidence,
            version,
            scheme: like.scheme.clone(),
            alias: like.alias,
            purl: None,
            cpe: Some(&named),
            source_package: false,
            marks,
        };
        match (named.concrete(), named.product()) {
            (Some(pair), _) => self.ask(&question(Key::new(names::CPE, pair), like.confidence, like.marks))?,
            (None, Some(product)) => {
                // A reviewed record stands for the product it names, whoever its vendor is.
                let reviewed = like.confidence == Confidence::Reviewed;
                let marks = Marks { name_only: !reviewed, ..like.marks };
                let confidence = if reviewed { Confidence::Reviewed } else { Confidence::Name };
                self.ask(&question(Key::word(product), confidence, marks))?;
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn number(&mut self, plain: u8, pattern: u8, number: &str, like: &Question<'_>) -> Result<(), Bad> {
        let name = number.trim().to_uppercase();
        let same = Question { key: Key::new(plain, name.as_str()), scheme: like.scheme.clone(), ..*like };
        self.ask(&same)?;
        let index = self.matcher.index;
        let mut answers = Answers::new(like, self.commit);
        index.each_pattern(pattern, &name, |row, _, entry| answers.entry(row, &entry))?;
        self.keep(answers);
        Ok(())
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<(), Bad> {
        let mut scratch = std::mem::take(&mut self.matcher.scratch);
        let index = self.matcher.index;
        let mut answers = Answers::new(question, self.commit);
        let done = index.each(&question.key, &mut scratch, |row, entry| answers.entry(row, &entry));
        self.matcher.scratch = scratch;
        done?;
        self.keep(answers);
        Ok(())
    }

    fn keep(&mut self, answers: Answers<'_>) {
        self.looked.other_branches += answers.other_branches;
        self.hits.extend(answers.hits);
    }
}

/// What the index says to one question.
struct Answers<'q> {
    question: &'q Question<'q>,
    asked: Asked<'q>,
    commit: Option<&'q str>,
    by: Option<Rc<By>>,
    hits: Vec<Hit>,
    other_branches: u32,
}

impl<'q> Answers<'q> {
    fn new(question: &'q Question<'q>, commit: Option<&'q str>) -> Self {
        let asked = Asked::new(question.version, question.scheme.clone());
        Self { question, asked, commit, by: None, hits: Vec::new(), other_branches: 0 }
    }

    /// Holds an entry of the index against the question.
    fn entry(&mut self, row: At, entry: &Entry<'_>) -> Result<(), Bad> {
        let question = self.question;
        let mut marks = question.marks;
        let mut branch = None;
        if !entry.branch.is_empty() {
            let own = question.purl.and_then(|purl| purl.branch.as_deref());
            match own.map(|own| ecosystem::compare(entry.branch, own)) {
                Some(Branches::Same) => {}
                Some(Branches::Other) => {
                    self.other_branches += 1;
                    return Ok(());
                }
                Some(Branches::Unsure) | None => marks.branch = true,
            }
            branch = Some(Rc::from(entry.branch));
        }
        if let Some(cpe) = question.cpe
            && names::is_cpe(entry.way)
            && cpes::Named::read(entry.exact).is_some_and(|said| !said.allows(cpe))
        {
            return Ok(());
        }
        let answer = entry.answer(&mut self.asked).ok_or_else(|| Bad::at(0, "an entry is not readable"))?;
        let (question, commit) = (self.question, self.commit);
        let told = !matches!(answer, Answer::NotAffected(_));
        let by = told.then(|| {
            Rc::clone(self.by.get_or_insert_with(|| {
                Rc::new(By {
                    asked: question.shown.to_owned(),
                    alias: question.alias.map(str::to_owned),
                    version: question.version.map(str::to_owned),
                    commit: commit.map(str::to_owned),
                    branch: question.purl.and_then(|purl| purl.branch.clone()),
                    source_package: question.source_package,
                })
            }))
        });
        self.hits.push(Hit {
            row,
            place: entry.place,
            answer,
            branch,
            withdrawn: names::is_withdrawn(entry.way),
            vendor: names::authority(entry.way) == Authority::Vendor,
            confidence: question.confidence,
            by,
            has_commit: commit.is_some(),
            marks,
        });
        Ok(())
    }
}
