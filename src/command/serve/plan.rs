//! The names of a site's files → what makes each. Most are known one by one; of requests, passages and what is made in one
//! go, a folder is.

use std::collections::HashMap;

use super::super::build::jobs::Job;
use super::super::build::pages::Material;
use super::board::Stage;
use crate::render::PULL_INDEX_FOLDER;
use crate::site::pages;
use crate::site::path::OutputPath;
use crate::site::{Site, api, search};
use crate::snapshot::ObjectId;
use crate::survey::Survey;
use crate::survey::overlap::SectionKey;

/// What makes a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Maker {
    /// A page, by its place among the jobs.
    Job(usize),
    /// All documents of a state on one page and in one file, by its place among the editions.
    Together(usize),
    /// An image of the proposal.
    Image(ObjectId),
    /// A file that stays where an earlier site had it.
    Kept(pages::Kept),
    /// A picture of an account.
    Portrait(ObjectId),
    /// What pages need, by its path.
    Asset(String),
    /// The pictures for shared addresses.
    Cards,
    /// `sitemap.xml` and `robots.txt`.
    Engines,
    /// A request with all that is below it.
    Pull(u64),
    /// A contested section.
    Section(SectionKey),
    /// The list of these, and what programs are told of all requests together.
    Sections,
    /// The search.
    Search,
    /// The pieces for the filter of requests.
    PullIndex,
    /// The facts for programs.
    Api,
    /// The feed of all.
    Feed,
    /// The backlog with its pictures.
    Backlog,
    /// What only a build makes.
    BuildOnly,
}

/// Folders and files of which more is there when everything is known.
const LATER: [&str; 14] = [
    "api",
    "contributors",
    "discussions",
    "feed.xml",
    "history",
    "map",
    "pulls",
    "search",
    "sections",
    "versions",
    "assets",
    "cite",
    "compare",
    "take-part",
];

/// Everything that is served.
pub struct Plan {
    known: HashMap<String, Maker>,
    sections: HashMap<String, SectionKey>,
}

impl Plan {
    /// Finds the names of everything that can be named.
    pub fn new(
        jobs: &[Job<'_>],
        material: &Material<'_>,
        assets: impl Iterator<Item = String>,
    ) -> Self {
        let site = material.site;
        let mut known = HashMap::new();
        for (index, job) in jobs.iter().enumerate() {
            for path in job.addresses(material) {
                known.insert(path.as_str().to_owned(), Maker::Job(index));
            }
        }
        for (index, edition) in site.editions.iter().enumerate() {
            for path in [edition.whole(), edition.epub()].into_iter().flatten() {
                known.insert(path.as_str().to_owned(), Maker::Together(index));
            }
        }
        for asset in site.assets.iter() {
            known.insert(asset.path.as_str().to_owned(), Maker::Image(asset.blob));
        }
        for kept in pages::kept(site) {
            known.insert(kept.path.as_str().to_owned(), Maker::Kept(kept));
        }
        for (path, avatar) in site.portraits() {
            known.insert(path.as_str().to_owned(), Maker::Portrait(avatar.blob));
        }
        known.extend(assets.map(|path| (path.clone(), Maker::Asset(path))));
        known.extend(cards(site));
        for name in ["sitemap.xml", "robots.txt"] {
            known.insert(name.to_owned(), Maker::Engines);
        }
        known.insert("feed.xml".to_owned(), Maker::Feed);
        known.insert("manifest.json".to_owned(), Maker::BuildOnly);
        known.insert(pages::backlog_page().as_str().to_owned(), Maker::Backlog);
        Self {
            known,
            sections: HashMap::new(),
        }
    }

    /// Adds the pages of contested sections.
    pub fn with_sections(
        mut self,
        survey: &Survey,
        page: impl Fn(&SectionKey) -> Option<OutputPath>,
    ) -> Self {
        for (key, _) in survey.overlap.sections() {
            if let Some(page) = page(key) {
                self.sections
                    .insert(folder_of(page.as_str()).to_owned(), key.clone());
            }
        }
        self
    }

    /// What makes a file.
    pub fn find(&self, site: &Site<'_>, key: &str) -> Option<Maker> {
        if let Some(maker) = self.known.get(key) {
            return Some(maker.clone());
        }
        let below = |folder: &str| key.strip_prefix(folder)?.strip_prefix('/');
        if key.starts_with(api::wordings_folder()) {
            return Some(Maker::BuildOnly);
        }
        if below("pulls").is_some_and(|rest| rest.starts_with("backlog")) {
            return Some(Maker::Backlog);
        }
        if below(PULL_INDEX_FOLDER).is_some() {
            return Some(Maker::PullIndex);
        }
        if below(search::FOLDER).is_some() || below("search").is_some() {
            return Some(Maker::Search);
        }
        if let Some(rest) = below("pulls") {
            let number = rest.split('/').next()?.parse().ok();
            let number = number.filter(|number| site.snapshot.pull_request(*number).is_some());
            if let Some(number) = number {
                return Some(Maker::Pull(number));
            }
        }
        if below("sections").is_some() {
            let page = folder_of(key);
            let first = page.find("/page/").map_or(page, |at| &page[..at]);
            let found = [page, first]
                .into_iter()
                .find_map(|page| self.sections.get(page));
            return Some(found.map_or(Maker::Sections, |key| Maker::Section(key.clone())));
        }
        if let Some(rest) = below("api") {
            let cited = rest
                .starts_with("cite/")
                .then(|| rest.strip_suffix(".json"));
            let page = cited.flatten().map(|page| format!("{page}/index.html"));
            let cited = page.and_then(|page| self.known.get(&page).cloned());
            return Some(cited.unwrap_or(Maker::Api));
        }
        // What stands beside a page is made with it.
        let page = format!("{}/index.html", folder_of(key));
        self.known.get(&page).filter(|_| key != page).cloned()
    }

    /// Whether there is a page in a folder of this name. Of what is below a request, only its making tells.
    pub fn is_folder(&self, key: &str) -> bool {
        let page = format!("{key}/index.html");
        !self.known.contains_key(key)
            && (self.known.contains_key(&page)
                || self.sections.contains_key(key)
                || matches!(key, "search" | "sections"))
    }

    /// Whether there may be something of this name when more is known.
    pub fn may_come(key: &str) -> bool {
        let first = key.split('/').next().unwrap_or_default();
        LATER.contains(&first)
    }
}

fn cards(site: &Site<'_>) -> Vec<(String, Maker)> {
    let cards = pages::cards(site).into_iter();
    cards
        .map(|(path, _)| (path.as_str().to_owned(), Maker::Cards))
        .collect()
}

fn folder_of(key: &str) -> &str {
    key.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Maker {
    /// How much has to be known before it can be made.
    pub fn stage(&self, jobs: &[Job<'_>]) -> Stage {
        match self {
            Self::Job(index) => stage_of(&jobs[*index]),
            Self::Pull(_) | Self::Section(_) | Self::Sections | Self::Feed | Self::Backlog => {
                Stage::Read
            }
            Self::Search | Self::PullIndex | Self::Api => Stage::Whole,
            _ => Stage::Quick,
        }
    }

    /// Whether a working copy makes no difference to it.
    pub fn is_published(&self) -> bool {
        matches!(
            self,
            Self::Together(_)
                | Self::Kept(_)
                | Self::Portrait(_)
                | Self::Asset(_)
                | Self::Cards
                | Self::Engines
                | Self::Pull(_)
                | Self::Section(_)
                | Self::Sections
                | Self::Search
                | Self::PullIndex
                | Self::Api
                | Self::Feed
                | Self::Backlog
        )
    }
}

fn stage_of(job: &Job<'_>) -> Stage {
    match job {
        Job::Front
        | Job::Document(..)
        | Job::VersionIndex(..)
        | Job::Cite(..)
        | Job::ComparisonList
        | Job::Comparison(_)
        | Job::ComparisonDocument(..)
        | Job::ComparisonColumns(..)
        | Job::TakePart
        | Job::NotFound
        | Job::Redirect(..) => Stage::Quick,
        Job::History(_) | Job::DocumentHistory(_) | Job::VersionList | Job::VersionNews(_) => {
            Stage::Read
        }
        Job::PullList(_)
        | Job::Contributors(_)
        | Job::Discussions
        | Job::Topic(_)
        | Job::SectionHistory(..)
        | Job::Map => Stage::Whole,
    }
}
