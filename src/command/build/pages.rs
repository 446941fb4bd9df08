//! Everything but pull requests: documents, comparisons, lists, API.

use std::borrow::Cow;

use rayon::prelude::*;

use super::digest::digest_of_view;
use super::images;
use super::jobs::{Job, all_jobs};
use super::shelf::Shelf;
use crate::diagnostic::Diagnostic;
use crate::output::Folders;
use crate::render::{Templates, card_svg, feed_xml, plot_svg, pull_index, render_page};
use crate::repository::Source;
use crate::site::origin::Origin;
use crate::site::pages::{self, Compared, Comparisons, StateComparison};
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::search::SearchIndex;
use crate::site::view::{ComparisonForm, FeedView, Notice, Page};
use crate::site::{self, Past, Site};
use crate::survey::Survey;

/// Renders pages onto a shelf. Shared by all threads.
pub struct Writer<'w> {
    /// Where pages go.
    pub folder: &'w dyn Shelf,
    /// What they are made with.
    pub templates: &'w Templates,
    /// What every page tells first.
    pub notices: &'w [Notice],
    /// A digest of the program, its templates and the configuration; `None` where nothing is kept from one build to the next.
    pub kit: Option<&'w str>,
}

/// What everything but pull requests' own pages is made from.
pub struct Material<'m> {
    /// The site.
    pub site: &'m Site<'m>,
    /// What is known of all requests side by side.
    pub survey: &'m Survey,
    /// All requests in brief.
    pub pulls: &'m Pulls,
    /// What happened to each passage.
    pub past: &'m Past<'m>,
    /// The comparisons of versions.
    pub states: &'m [StateComparison],
    /// The comparisons of their documents.
    pub comparisons: &'m Comparisons<'m>,
}

impl Writer<'_> {
    /// Renders and writes a page, unless the last build made it from the same view.
    pub fn viewed(
        &self,
        path: &OutputPath,
        page: &Page,
        sources: Vec<String>,
    ) -> anyhow::Result<()> {
        let key = match self.kit {
            Some(kit) => digest_of_view(kit, page, &sources)?,
            None => String::new(),
        };
        if self.folder.keep(path, &key) {
            return Ok(());
        }
        self.page(path, page, &key, sources)
    }

    /// Renders and writes one page.
    pub fn page(
        &self,
        path: &OutputPath,
        page: &Page,
        key: &str,
        sources: Vec<String>,
    ) -> anyhow::Result<()> {
        let html = if self.notices.is_empty() {
            render_page(self.templates, page)?
        } else {
            let mut page = page.clone();
            page.shell
                .notices
                .splice(0..0, self.notices.iter().cloned());
            render_page(self.templates, &page)?
        };
        Ok(self.folder.write(path, &html, key, sources)?)
    }

    /// Writes everything but pull requests' own pages.
    pub fn write_all(
        &self,
        material: &Material<'_>,
        source: &Source,
        folders: &Folders,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<()> {
        let Material {
            site,
            pulls,
            past,
            states,
            ..
        } = *material;
        let jobs = all_jobs(site, pulls, past, states);
        // The lists of all requests and the pages of all documents are long, and each is made in one go: beside the others.
        let (pages, (lists, wholes)) = rayon::join(
            || jobs.par_iter().try_for_each(|job| self.job(job, material)),
            || rayon::join(|| self.lists(material), || self.wholes(material, source)),
        );
        pages.and(lists).and(wholes)?;
        for asset in self.templates.assets() {
            let path = OutputPath::file(&asset.path);
            folders.write_to_all(&path, &asset.content)?;
        }
        self.cards(site)?;
        images::write(folders, site, source, diagnostics)?;
        images::write_kept(folders, site, source, diagnostics)?;
        images::write_portraits(folders, site, source)?;
        self.for_search_engines(site)?;
        // GitHub Pages otherwise hides files whose names start with an underscore.
        folders.write_to_all(&OutputPath::nojekyll(), b"")?;
        self.second(site, folders)
    }

    /// What is no page: the API, the feed of all, the pieces for the filter and the search in the browser; and the backlog with its pictures.
    fn lists(&self, material: &Material<'_>) -> anyhow::Result<()> {
        let (site, pulls) = (material.site, material.pulls);
        self.api(material)?;
        self.site_feed(material)?;
        self.pull_index(site, pulls)?;
        self.search(site, pulls)?;
        self.backlog(site)
    }

    /// The facts for programs.
    pub fn api(&self, material: &Material<'_>) -> anyhow::Result<()> {
        let (site, pulls, states) = (material.site, material.pulls, material.states);
        let past = material.past;
        let api = site::api::files(site, pulls, past, states);
        let history = site::api::history_files(site, past);
        let api = api.into_iter().chain(history);
        for (path, bytes) in api.chain(site::api::schemas()) {
            self.folder.write(&path, &bytes, "", Vec::new())?;
        }
        Ok(())
    }

    /// The feed of all.
    pub fn site_feed(&self, material: &Material<'_>) -> anyhow::Result<()> {
        let feed = pages::site_feed(material.site, material.past, material.states);
        self.feed(Some(feed))
    }

    /// Makes one page, with the files beside it.
    pub fn job(&self, job: &Job<'_>, material: &Material<'_>) -> anyhow::Result<()> {
        let Material {
            site,
            survey,
            pulls,
            past,
            states,
            comparisons,
            ..
        } = *material;
        if let Job::ComparisonColumns(index, document, forms) = job {
            let (compared, document) = (&states[*index], *document);
            let found = &compared.documents[document];
            let Some(result) = comparisons.get(&found.blobs) else {
                return Ok(());
            };
            return self.columns(site, compared, document, forms, result, pulls);
        }
        let Some(path) = job.addresses(material).pop() else {
            return Ok(());
        };
        let (page, sources) = match job {
            Job::Front => {
                let latest = site.latest();
                let sources = latest
                    .entry()
                    .map(|entry| source_of(latest, entry.path.as_str()));
                (
                    pages::front(site, pulls, past, states),
                    sources.into_iter().collect(),
                )
            }
            Job::Document(edition, index) => {
                let edition = &site.editions[*edition];
                let document = &edition.documents[*index];
                let page = pages::document(site, edition, *index, (pulls, past), states);
                let sources = vec![source_of(edition, document.path.as_str())];
                (page, sources)
            }
            Job::Cite(edition, index) => {
                let edition = &site.editions[*edition];
                let document = &edition.documents[*index];
                let page = pages::cite(site, edition, *index);
                let sources = vec![source_of(edition, document.path.as_str())];
                if let Some((file, bytes)) = site::api::citations_file(&path, &page) {
                    self.folder.write(&file, &bytes, "", sources.clone())?;
                }
                (page, sources)
            }
            Job::VersionIndex(edition, _) => {
                let edition = &site.editions[*edition];
                let page = pages::version_index(site, edition, path.clone(), states);
                (page, vec![edition.version.commit.to_string()])
            }
            Job::ComparisonList => (pages::comparison_list(site, states), Vec::new()),
            Job::Comparison(index) => {
                let compared = &states[*index];
                (
                    pages::comparison(site, states, *index),
                    ends(site, compared, None),
                )
            }
            Job::ComparisonDocument(index, document) => {
                let compared = &states[*index];
                let found = &compared.documents[*document];
                let result = comparisons.get(&found.blobs);
                let page = pages::comparison_document(site, compared, *document, result);
                (page, ends(site, compared, Some(found)))
            }
            Job::ComparisonColumns(..) => return Ok(()),
            Job::PullList(list) => (pages::pull_list(site, pulls, *list), Vec::new()),
            Job::Contributors(page) => {
                let page = pages::contributors(site, pulls, survey, *page);
                (page, Vec::new())
            }
            Job::Discussions => (pages::discussions(site, pulls), Vec::new()),
            Job::Topic(at) => (pages::topic(site, pulls, past, *at), Vec::new()),
            Job::History(number) => (pages::history(site, past, *number), Vec::new()),
            Job::DocumentHistory(index) => {
                let Some(page) = pages::document_history(site, past, *index) else {
                    return Ok(());
                };
                self.feed(pages::feed_beside(site, &path, &page))?;
                (page, today(site, *index))
            }
            Job::SectionHistory(index, section) => {
                let at = (*index, *section);
                let Some(page) = pages::section_history(site, past, pulls, at) else {
                    return Ok(());
                };
                self.feed(pages::feed_beside(site, &path, &page))?;
                (page, today(site, *index))
            }
            Job::VersionList => (pages::version_list(site, past, states), Vec::new()),
            Job::VersionNews(index) => {
                let Some(page) = pages::news(site, past, survey, states, *index) else {
                    return Ok(());
                };
                let version = &site.snapshot.versions[*index];
                (page, vec![version.commit.to_string()])
            }
            Job::Map => {
                let Some(page) = pages::map(site, past, survey) else {
                    return Ok(());
                };
                (page, Vec::new())
            }
            Job::TakePart => {
                let Some(page) = pages::take_part(site) else {
                    return Ok(());
                };
                (page, Vec::new())
            }
            Job::NotFound => (pages::not_found(site, Origin::Main), Vec::new()),
            Job::Redirect(moved) => (pages::redirect(site, moved), Vec::new()),
        };
        self.viewed(&path, &page, sources)
    }

    /// The pages of a comparison in two columns: their rows are made once.
    fn columns(
        &self,
        site: &Site<'_>,
        compared: &StateComparison,
        document: usize,
        forms: &[ComparisonForm],
        result: &Compared<'_>,
        pulls: &Pulls,
    ) -> anyhow::Result<()> {
        let found = &compared.documents[document];
        let mut all = result.comparison.rows();
        for (at, form) in forms.iter().enumerate() {
            let rows = if at + 1 == forms.len() {
                Cow::Owned(std::mem::take(&mut all))
            } else {
                Cow::Borrowed(all.as_slice())
            };
            let page = pages::comparison_columns(site, compared, document, *form, rows, pulls);
            let path = compared.form_page(found, *form);
            self.viewed(&path, &page, ends(site, compared, Some(found)))?;
        }
        Ok(())
    }

    fn feed(&self, feed: Option<(OutputPath, FeedView)>) -> anyhow::Result<()> {
        let Some((path, feed)) = feed else {
            return Ok(());
        };
        let xml = feed_xml(&feed);
        Ok(self.folder.write(&path, xml.as_bytes(), "", Vec::new())?)
    }

    /// The list of pull requests in pieces, for the filter in the browser.
    pub fn pull_index(&self, site: &Site<'_>, pulls: &Pulls) -> anyhow::Result<()> {
        for file in pull_index(&pulls.all, |label| site.hues.of(label)) {
            self.folder
                .write(&OutputPath::file(&file.path), &file.content, "", Vec::new())?;
        }
        Ok(())
    }

    /// The search: its index in pieces, and its page.
    pub fn search(&self, site: &Site<'_>, pulls: &Pulls) -> anyhow::Result<()> {
        let index = SearchIndex::new(site, pulls);
        let files: Vec<_> = index.files().collect();
        files
            .par_iter()
            .try_for_each(|(path, bytes)| self.folder.write(path, bytes, "", Vec::new()))?;
        let page = pages::search(site, &index);
        self.viewed(&SearchIndex::page(), &page, Vec::new())
    }

    /// The backlog over time, with its pictures.
    pub fn backlog(&self, site: &Site<'_>) -> anyhow::Result<()> {
        let Some((page, plots)) = pages::backlog_plots(site) else {
            return Ok(());
        };
        for (path, plot) in &plots {
            let svg = plot_svg(plot);
            self.folder.write(path, svg.as_bytes(), "", Vec::new())?;
        }
        self.viewed(&pages::backlog_page(), &page, Vec::new())
    }

    /// `sitemap.xml` and `robots.txt`. A sitemap holds absolute addresses: there is one where the site's is known.
    pub fn for_search_engines(&self, site: &Site<'_>) -> anyhow::Result<()> {
        let (sitemap, robots) = site::api::for_search_engines(site);
        if let Some(sitemap) = sitemap {
            self.folder.write(
                &OutputPath::file("sitemap.xml"),
                sitemap.as_bytes(),
                "",
                Vec::new(),
            )?;
        }
        self.folder.write(
            &OutputPath::file("robots.txt"),
            robots.as_bytes(),
            "",
            Vec::new(),
        )?;
        Ok(())
    }

    /// The cards that are shown where an address is shared.
    pub fn cards(&self, site: &Site<'_>) -> anyhow::Result<()> {
        for (path, card) in pages::cards(site) {
            self.folder
                .write(&path, card_svg(&card).as_bytes(), "", Vec::new())?;
        }
        Ok(())
    }

    /// What the second origin needs to stand by itself.
    fn second(&self, site: &Site<'_>, folders: &Folders) -> anyhow::Result<()> {
        let Some(folder) = folders.second() else {
            return Ok(());
        };
        let pages = [
            (OutputPath::page(""), pages::second_front(site)),
            (
                OutputPath::file("404.html"),
                pages::not_found(site, Origin::Second),
            ),
        ];
        for (path, page) in pages {
            let html = render_page(self.templates, &page)?;
            folder.write(&path, &html, "", Vec::new())?;
        }
        let robots = OutputPath::file("robots.txt");
        folder.write(&robots, site::api::ROBOTS.as_bytes(), "", Vec::new())?;
        Ok(())
    }
}

/// What the pages of a document's past are about.
fn today(site: &Site<'_>, index: usize) -> Vec<String> {
    let next = site.next();
    vec![source_of(next, next.documents[index].path.as_str())]
}

fn source_of(edition: &site::Edition<'_>, path: &str) -> String {
    format!("{}:{path}", edition.version.commit)
}

fn ends(
    site: &Site<'_>,
    compared: &StateComparison,
    document: Option<&pages::ComparedDocument>,
) -> Vec<String> {
    let end = |name: &str, path: Option<&str>| -> Option<String> {
        let edition = site.edition(name)?;
        Some(match (document, path) {
            (None, _) => edition.version.commit.to_string(),
            (Some(_), path) => source_of(edition, path?),
        })
    };
    let before = document.and_then(|document| document.before.as_deref());
    let after = document.and_then(|document| document.after.as_deref());
    [end(&compared.from, before), end(&compared.to, after)]
        .into_iter()
        .flatten()
        .collect()
}
