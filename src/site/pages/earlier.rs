//! What an earlier site answered to, as the configuration tells → pages that lead on, and files that stay where they were.

use std::collections::BTreeSet;

use super::moved::{Lead, Moved, OWN};
use crate::config::addresses::Target;
use crate::diagnostic::Diagnostic;
use crate::site::assets::is_image;
use crate::site::path::{OutputPath, fold};
use crate::site::view::Href;
use crate::site::{Edition, Site};
use crate::snapshot::{ObjectId, SourceFile, Version};

/// Files at the site's root that are its own.
const ROOT: [&str; 7] = [
    "index.html",
    "404.html",
    "feed.xml",
    "robots.txt",
    "sitemap.xml",
    "manifest.json",
    ".nojekyll",
];
/// Endings of files that browsers show or save without running anything in them.
const HARMLESS: [&str; 22] = [
    "ico", "pdf", "txt", "csv", "tsv", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls",
    "ppt", "zip", "epub", "ics", "mp3", "m4a", "ogg", "mp4", "webm",
];
/// Most files that stay where they were.
const MOST_KEPT: usize = 20_000;
/// Most old addresses that are told to lead nowhere.
const REPORT_LIMIT: usize = 20;

/// A file that stays at the path that it had.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kept {
    /// Its contents.
    pub blob: ObjectId,
    /// Where it is.
    pub path: OutputPath,
    /// Where it was found, as `commit:path`.
    pub source: String,
}

/// The paths that something is at. Case and Unicode form do not count, and no file is also a folder.
#[derive(Debug, Default)]
pub(super) struct Taken {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Taken {
    /// What every site has, and the pages of its versions.
    pub(super) fn of(site: &Site<'_>) -> Self {
        let mut taken = Self::default();
        for edition in &site.editions {
            taken.take(&edition.front());
            for document in &edition.documents {
                taken.take(&edition.page(document));
            }
            for path in [edition.whole(), edition.epub()].into_iter().flatten() {
                taken.take(&path);
            }
        }
        taken.files.extend(ROOT.map(str::to_owned));
        taken
    }

    /// Takes a path, if nothing is there.
    pub(super) fn take(&mut self, path: &OutputPath) -> bool {
        let path = fold(path.as_str());
        let mut above: Vec<&str> = Vec::new();
        let mut rest = path.as_str();
        while let Some((folder, _)) = rest.rsplit_once('/') {
            above.push(folder);
            rest = folder;
        }
        let free = !self.files.contains(&path)
            && !self.folders.contains(&path)
            && !above.iter().any(|folder| self.files.contains(*folder));
        if free {
            self.folders
                .extend(above.iter().map(|&folder| folder.to_owned()));
            self.files.insert(path.clone());
        }
        free
    }
}

/// The redirects of the configuration.
pub(super) fn told(site: &Site<'_>) -> Vec<Moved> {
    let redirects = site.config.addresses.redirects.iter();
    redirects
        .filter_map(|(from, target)| {
            let (to, title) = lead(site, target)?;
            let from = page_at(from)?;
            let leads_on = !matches!(&to, Lead::Page(page, _) if *page == from);
            leads_on.then_some(Moved { from, to, title })
        })
        .collect()
}

/// Where a target leads, and what is there.
fn lead(site: &Site<'_>, target: &Target) -> Option<(Lead, String)> {
    Some(match target {
        Target::Document { path, anchor } => {
            let latest = site.latest();
            let path = match site.snapshot.source.as_str() {
                "" => path.clone(),
                source => format!("{source}/{path}"),
            };
            let (_, document) = latest.find(&path)?;
            let to = Lead::Page(latest.page(document), anchor.clone());
            (to, document.title.clone())
        }
        Target::Address { address, anchor } => {
            let path = if address.ends_with(".html") {
                OutputPath::file(address)
            } else {
                OutputPath::page(address)
            };
            (Lead::Page(path, anchor.clone()), site.view.title.clone())
        }
        Target::Elsewhere(url) => (Lead::Elsewhere(Href::external(url)?), url.clone()),
    })
}

/// The page at an old address: a file, if it names one, else a folder's. `None` where it is the site's own, or no name that every
/// file system and server takes.
pub fn page_at(address: &str) -> Option<OutputPath> {
    let plain = address.trim_end_matches('/');
    let wanted = if address.ends_with(".html") || address.ends_with(".htm") {
        plain.to_owned()
    } else {
        format!("{plain}/index.html")
    };
    let path = OutputPath::file(&wanted);
    let first = plain.split('/').next().unwrap_or_default();
    (path.as_str() == wanted && !OWN.contains(&first)).then_some(path)
}

/// The other names of versions that the configuration gives: what stands before the documents' addresses, and the version.
pub(super) fn aliases<'s, 'a>(site: &'s Site<'a>) -> Vec<(&'s str, &'s Edition<'a>)> {
    let aliases = site.config.addresses.aliases.iter();
    aliases
        .filter_map(|(alias, version)| {
            let alias = alias.trim_end_matches('/');
            page_at(&format!("{alias}/"))?;
            Some((alias, site.edition(version)?))
        })
        .collect()
}

/// What of the configured addresses leads nowhere.
pub fn earlier_problems(site: &Site<'_>) -> Vec<Diagnostic> {
    let addresses = &site.config.addresses;
    let own = "is the site's own, or no name that can be kept";
    let redirects = addresses.redirects.iter().filter_map(|(from, target)| {
        let why = match (page_at(from), lead(site, target)) {
            (None, _) => own,
            (_, None) => "leads to no document of the newest version",
            _ => return None,
        };
        Some((from, why))
    });
    let aliases = addresses.aliases.iter().filter_map(|(alias, version)| {
        let is_named = site.edition(version).is_some();
        let why = match page_at(&format!("{alias}/")) {
            None => own,
            Some(_) if !is_named => "stands for a version that is not there",
            _ => return None,
        };
        Some((alias, why))
    });
    let found = redirects.chain(aliases).take(REPORT_LIMIT);
    let diagnostic = |(address, why): (&String, &str)| {
        Diagnostic::warning("address-lost", format!("the old address {address} {why}"))
            .at_path("teigen.yaml")
            .with_help("correct it below `addresses`, or take it out")
    };
    found.map(diagnostic).collect()
}

/// The files that stay where they were: those of the named folders in the newest version, and in today's text; those of the published
/// folder below other names of versions; then those of the earlier site.
pub fn kept(site: &Site<'_>) -> Vec<Kept> {
    let addresses = &site.config.addresses;
    if addresses.files.is_empty() && site.snapshot.earlier.is_none() {
        return Vec::new();
    }
    let mut taken = super::moved::all(site).1;
    for asset in site.assets.iter() {
        taken.take(&asset.path);
    }
    let mut found = Vec::new();
    let mut keep_all = |version: &Version, folder: &str, prefix: &str| {
        for file in &version.files {
            let Some(inside) = file.path.inside(folder) else {
                continue;
            };
            let path = format!("{prefix}{inside}");
            found.extend(keep(version, file, &path, &mut taken));
        }
    };
    for version in [site.latest().version, site.next().version] {
        for folder in &addresses.files {
            keep_all(version, folder, "");
        }
    }
    // What stands beside documents was below each name of a version too.
    if addresses.files.contains(&site.snapshot.source) {
        for (alias, edition) in aliases(site) {
            keep_all(edition.version, &site.snapshot.source, &format!("{alias}/"));
        }
    }
    let earlier = site.snapshot.earlier.iter();
    for (version, file) in
        earlier.flat_map(|version| version.files.iter().map(move |file| (version, file)))
    {
        found.extend(keep(version, file, file.path.as_str(), &mut taken));
    }
    found.truncate(MOST_KEPT);
    found
}

fn keep(version: &Version, file: &SourceFile, inside: &str, taken: &mut Taken) -> Option<Kept> {
    let path = OutputPath::file(inside);
    let first = inside.split('/').next().unwrap_or_default();
    let own = ["assets/cards/", "assets/people/"];
    let is_own = own.iter().any(|folder| inside.starts_with(folder));
    let mine = is_own || (OWN.contains(&first) && first != "assets");
    let fits = path.as_str() == inside && is_harmless(inside) && !mine;
    (fits && taken.take(&path)).then(|| Kept {
        blob: file.blob,
        path,
        source: format!("{}:{}", version.commit, file.path.as_str()),
    })
}

/// Whether a file of that name may stand on the site as it is. Drawings are looked into before they are written.
pub fn is_harmless(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    let known = |ending: &str| {
        HARMLESS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    };
    is_image(path) || ending.is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_are_pages_of_their_own() {
        let check = |address: &str, expected: Option<&str>| {
            let path = page_at(address);
            assert_eq!(path.as_ref().map(OutputPath::as_str), expected, "{address}");
        };
        check("a/b/", Some("a/b/index.html"));
        check("a/b", Some("a/b/index.html"));
        check("1.5", Some("1.5/index.html"));
        check("a.html", Some("a.html"));
        check("予算/x.html", Some("予算/x.html"));
        check("pulls/12/", None);
        check("R&D/", None);
        check(".well-known/x.html", None);
    }

    #[test]
    fn no_file_is_also_a_folder() {
        let mut taken = Taken::default();
        assert!(taken.take(&OutputPath::file("a.html")));
        assert!(!taken.take(&OutputPath::file("A.html")));
        assert!(!taken.take(&OutputPath::file("a.html/index.html")));
        assert!(taken.take(&OutputPath::file("b/c/index.html")));
        assert!(!taken.take(&OutputPath::file("b/c")));
        assert!(!taken.take(&OutputPath::file("b")));
        assert!(taken.take(&OutputPath::file("b/d.png")));
    }

    #[test]
    fn nothing_that_runs_is_kept() {
        for good in ["a.png", "b/資料.PDF", "c.svg", "favicon.ico"] {
            assert!(is_harmless(good), "{good}");
        }
        for bad in ["a.html", "a.js", "CNAME", "a.xml", "a.json", "a.css", "a"] {
            assert!(!is_harmless(bad), "{bad}");
        }
    }
}
