//! Pull requests one at a time, for a server that makes pages when they are asked for.

use std::cell::RefCell;

use rayon::prelude::*;

use super::super::sections::Sections;
use super::super::shared::Shared;
use super::{Job, Made, Makings};
use crate::repository::{Merger, Renames};
use crate::site::pages;
use crate::site::pull::Pulls;
use crate::site::search;
use crate::survey::overlap::SectionKey;

/// Pull requests of a site whose pages are made when they are asked for, each alone.
pub struct Single<'s> {
    makings: &'s Makings<'s>,
    sections: Sections,
    shared: Shared,
    renames: Renames,
}

impl<'s> Single<'s> {
    /// Finds out what stands where.
    pub fn new(makings: &'s Makings<'s>) -> Self {
        Self {
            sections: Sections::planned(makings.site, makings.survey),
            shared: Shared::new(makings.site, std::iter::empty()),
            renames: Renames::default(),
            makings,
        }
    }

    /// What stands around the pages of sections.
    pub fn sections(&self) -> &Sections {
        &self.sections
    }

    /// What lists tell of all requests. Their pages are not made.
    pub fn summaries(&self) -> anyhow::Result<Pulls> {
        let makings = self.makings;
        let all = &makings.site.snapshot.pull_requests;
        let shared = Shared::new(makings.site, all.iter());
        let made: Vec<Vec<Made>> = all
            .par_chunks(8)
            .map(|chunk| {
                let merger = self.merger(makings)?;
                let job = self.job(makings, &merger, &shared, &self.sections);
                let made = chunk.iter().map(|pull| {
                    job.read.take();
                    let (files, omitted) = job.change(pull);
                    job.made(pull, &files, omitted)
                });
                Ok(made.collect())
            })
            .collect::<anyhow::Result<_>>()?;
        let (mut summaries, mut found) = (Vec::new(), search::Wordings::new());
        for Made { summary, wording } in made.into_iter().flatten() {
            found.insert(summary.number, wording);
            summaries.push(summary);
        }
        let contested = self.sections.contested(makings.survey);
        Ok(Pulls::new(summaries, found, contested))
    }

    /// Makes the pages of one request.
    pub fn write(&self, number: u64, makings: &Makings<'_>) -> anyhow::Result<()> {
        let all = &makings.site.snapshot.pull_requests;
        let Ok(index) = all.binary_search_by_key(&number, |pull| pull.number) else {
            return Ok(());
        };
        let addresses = self.sections.addresses();
        let relations = pages::surroundings(makings.site, makings.survey, addresses, &all[index]);
        let merger = self.merger(makings)?;
        let job = self.job(makings, &merger, &self.shared, &self.sections);
        job.write(index, "", &relations)?;
        Ok(())
    }

    /// Makes the pages of one contested section.
    pub fn write_section(&self, key: &SectionKey, makings: &Makings<'_>) -> anyhow::Result<()> {
        let Some(contested) = makings.survey.overlap.section(key) else {
            return Ok(());
        };
        let sections = self.sections.only(key, &contested.requests);
        let merger = self.merger(makings)?;
        let job = self.job(makings, &merger, &self.shared, &sections);
        let requests = contested.requests.iter();
        for pull in requests.filter_map(|number| makings.site.snapshot.pull_request(*number)) {
            job.read.take();
            job.fragments(pull);
        }
        sections.write_pages(makings)
    }

    fn merger<'m>(&'m self, makings: &Makings<'m>) -> anyhow::Result<Merger<'m>> {
        let files = &makings.site.next().version.files;
        Ok(Merger::new(makings.source, files, &self.renames)?)
    }

    fn job<'j>(
        &self,
        makings: &'j Makings<'j>,
        merger: &'j Merger<'j>,
        shared: &'j Shared,
        sections: &'j Sections,
    ) -> Job<'j> {
        Job {
            makings,
            blobs: merger.blobs(),
            merger,
            shared,
            sections,
            read: RefCell::default(),
        }
    }
}
