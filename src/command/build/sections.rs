//! The pages of passages that several requests touch: which are stale, what each request says of them, their writing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::digest::digest_of;
use super::pages::Writer;
use super::pulls::Makings;
use crate::comparison::{Comparison, Part};
use crate::site::pages::{self, Fragment, SectionAddresses, TodaySection};
use crate::site::path::OutputPath;
use crate::site::pull::ContestedSections;
use crate::site::{EditionDocument, Site, api};
use crate::snapshot::ObjectId;
use crate::survey::Survey;
use crate::survey::overlap::{Contested, SectionKey, Touch, Way, touches, touches_since};

/// The sections that waiting requests touch.
pub struct Sections {
    addresses: Arc<SectionAddresses>,
    /// Those whose pages must be made anew, with their keys.
    stale: BTreeMap<SectionKey, String>,
    /// The requests that touch any of these.
    needed: BTreeSet<u64>,
    found: Mutex<BTreeMap<SectionKey, Vec<Fragment>>>,
}

impl Sections {
    /// Finds out which pages are as they should be.
    pub fn new(makings: &Makings<'_>, around: &str) -> Self {
        let Makings {
            site,
            writer,
            survey,
            ..
        } = *makings;
        let addresses = SectionAddresses::new(site, &survey.overlap);
        let (mut stale, mut needed) = (BTreeMap::new(), BTreeSet::new());
        for ((key, contested), rank) in survey.overlap.sections().zip(0..) {
            if makings.shard.is_some_and(|shard| !shard.holds(rank)) {
                continue;
            }
            let (Some(page), Some(found)) = (addresses.page(key), TodaySection::find(site, key))
            else {
                continue;
            };
            let inputs = inputs(site, survey, found.document, key, contested, around);
            if !keep(writer, &page, &inputs) {
                needed.extend(&contested.requests);
                stale.insert(key.clone(), inputs);
            }
        }
        Self {
            addresses: Arc::new(addresses),
            stale,
            needed,
            found: Mutex::default(),
        }
    }

    /// Of a site whose pages are made when they are asked for: none is to be made yet.
    #[cfg(feature = "serve")]
    pub fn planned(site: &Site<'_>, survey: &Survey) -> Self {
        Self {
            addresses: Arc::new(SectionAddresses::new(site, &survey.overlap)),
            stale: BTreeMap::new(),
            needed: BTreeSet::new(),
            found: Mutex::default(),
        }
    }

    /// The same, with the pages of one section to be made, which these requests touch.
    #[cfg(feature = "serve")]
    pub fn only(&self, key: &SectionKey, requests: &BTreeSet<u64>) -> Self {
        Self {
            addresses: Arc::clone(&self.addresses),
            stale: BTreeMap::from([(key.clone(), String::new())]),
            needed: requests.clone(),
            found: Mutex::default(),
        }
    }

    /// Where the pages are.
    pub fn addresses(&self) -> &SectionAddresses {
        &self.addresses
    }

    /// Whether a page needs to know what this request says.
    pub fn need(&self, number: u64) -> bool {
        self.needed.contains(&number)
    }

    /// Takes from a request's change on today's text what concerns stale pages.
    pub fn collect(
        &self,
        site: &Site<'_>,
        document: &EditionDocument<'_>,
        change: &Comparison<'_>,
        request: (u64, ObjectId),
    ) {
        for touch in touches(document.path.as_str(), change) {
            let key = key_of(touch);
            let Some(found) = self.stale_section(site, &key) else {
                continue;
            };
            let parts = [change.part(found.blocks())];
            self.add(site, document, key, &parts, request);
        }
    }

    /// The same of a change that cannot be set on today's text: as it was sent, where its passages are today.
    pub fn collect_sent(
        &self,
        site: &Site<'_>,
        document: &EditionDocument<'_>,
        sent: &Comparison<'_>,
        way: &Way,
        request: (u64, ObjectId),
    ) {
        let today = &document.document;
        let path = document.path.as_str();
        for (touch, origins) in touches_since(path, today, sent, way) {
            let key = key_of(touch);
            if self.stale_section(site, &key).is_none() {
                continue;
            }
            let blocks = |section| sent.before().own_blocks(section);
            let parts = origins
                .into_iter()
                .map(|section| sent.part(blocks(section)));
            self.add(site, document, key, &parts.collect::<Vec<_>>(), request);
        }
    }

    fn stale_section<'s>(&self, site: &'s Site<'_>, key: &SectionKey) -> Option<TodaySection<'s>> {
        self.stale
            .get(key)
            .and_then(|_| TodaySection::find(site, key))
    }

    fn add(
        &self,
        site: &Site<'_>,
        document: &EditionDocument<'_>,
        key: SectionKey,
        parts: &[Part<'_, '_>],
        (number, blob): (u64, ObjectId),
    ) {
        let Some(page) = self.addresses.page(&key) else {
            return;
        };
        let texts = [document.blob, blob];
        let fragment = pages::fragment(site, page, document, parts, number, texts);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.entry(key).or_default().push(fragment);
    }

    /// Writes all stale pages, and the list. Tells how contested each document's sections are.
    pub fn write(
        self,
        makings: &Makings<'_>,
    ) -> anyhow::Result<BTreeMap<String, ContestedSections>> {
        self.write_pages(makings)?;
        self.write_lists(makings)?;
        Ok(self.contested(makings.survey))
    }

    /// Writes all stale pages.
    pub fn write_pages(&self, makings: &Makings<'_>) -> anyhow::Result<()> {
        let Makings {
            site,
            writer,
            survey,
            ..
        } = *makings;
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found: Vec<(SectionKey, Vec<Fragment>)> =
            std::mem::take(&mut *found).into_iter().collect();
        found.into_par_iter().try_for_each(|(key, fragments)| {
            let inputs = &self.stale[&key];
            for (path, page) in pages::section(site, survey, &self.addresses, &key, fragments) {
                writer.page(&path, &page, inputs, Vec::new())?;
            }
            Ok::<_, anyhow::Error>(())
        })
    }

    /// Writes the list of sections, and what programs are told of all.
    pub fn write_lists(&self, makings: &Makings<'_>) -> anyhow::Result<()> {
        let Makings {
            site,
            writer,
            survey,
            ..
        } = *makings;
        // A share holds no lists.
        if makings.shard.is_none() {
            for (path, page) in pages::section_list(site, survey, &self.addresses) {
                writer.viewed(&path, &page, Vec::new())?;
            }
        }
        for (path, bytes) in api::survey_files(site, survey, &self.addresses) {
            writer.folder.write(&path, &bytes, "", Vec::new())?;
        }
        Ok(())
    }

    /// How contested each document's sections are.
    pub fn contested(&self, survey: &Survey) -> BTreeMap<String, ContestedSections> {
        let mut contested: BTreeMap<String, ContestedSections> = BTreeMap::new();
        for (key, found) in survey.overlap.sections() {
            if let Some(page) = self.addresses.page(key) {
                let document = contested.entry(key.document.clone()).or_default();
                document.insert(key.section.clone(), (found.requests.len(), page));
            }
        }
        contested
    }
}

fn key_of(touch: Touch) -> SectionKey {
    SectionKey {
        document: touch.document,
        section: touch.section,
    }
}

/// A digest of what a section's pages are made from.
fn inputs(
    site: &Site<'_>,
    survey: &Survey,
    document: &EditionDocument<'_>,
    key: &SectionKey,
    contested: &Contested,
    around: &str,
) -> String {
    let requests = contested.requests.iter().filter_map(|number| {
        let pull = site.snapshot.pull_request(*number)?;
        let head = pull.newest().map(|newest| newest.head);
        let verdict = survey.verdict(*number);
        Some((
            number,
            head,
            verdict,
            &pull.state,
            &pull.title,
            &pull.authors,
        ))
    });
    let requests: Vec<_> = requests.collect();
    digest_of(
        &(document.blob, requests),
        &[around, &key.document, &key.section],
    )
}

/// Keeps all pages of a section if the last build made them from the same inputs.
fn keep(writer: &Writer<'_>, page: &OutputPath, inputs: &str) -> bool {
    let folder = page.as_str().trim_end_matches("index.html");
    let further = writer.folder.previous_below(&format!("{folder}page/"));
    writer.folder.keep(page, inputs) && further.iter().all(|page| writer.folder.keep(page, inputs))
}
