//! mike's versions on a branch → versions, their other names, and redirects below each.

use std::collections::{BTreeMap, BTreeSet};

use super::mkdocs::page_of;
use super::old::{addresses, documents, forms};
use super::{Findings, Ground, Published, web};
use crate::config::VersionSource;
use crate::config::addresses::{MOST_ALIASES, MOST_REDIRECTS};
use crate::natural::natural;
use crate::snapshot::VersionName;

/// Most versions that are taken over.
const MOST_VERSIONS: usize = 200;
/// What is told to be wrong with.
const LIST: &str = "versions.json";

/// What mike published, and how MkDocs made it.
pub(super) struct Old<'o> {
    /// The branch.
    pub branch: &'o str,
    /// What stands on it.
    pub site: &'o Published,
    /// Old and new documents, as the plugin `redirects` was told.
    pub maps: &'o [(String, String)],
    /// Whether documents were folders.
    pub folders: bool,
}

/// A version as mike lists it.
struct Listed {
    name: String,
    aliases: Vec<String>,
    /// What Teigen calls it; `next` for what follows the main branch.
    edition: String,
    /// The commit that it was made from.
    commit: Option<String>,
}

/// Takes over the versions that are listed.
pub(super) fn read(found: &mut Findings, list: &str, old: &Old<'_>, ground: &dyn Ground) {
    let tags = ground.tags();
    let mut listed = listed(found, list, old);
    let mut named = Vec::new();
    let mut lost = Vec::new();
    for version in &mut listed {
        match source(version, old, &tags) {
            Some((_, source)) if is_number(&version.name) => {
                named.push((version.name.clone(), source));
            }
            _ if is_number(&version.name) => lost.push((
                0,
                format!(
                    "the commit of version {} is not in the repository",
                    version.name
                ),
            )),
            _ => version.edition = VersionName::NEXT.to_owned(),
        }
        version.commit = source(version, old, &tags).map(|(commit, _)| commit);
    }
    found.lose_many(
        LIST,
        &lost,
        "fetch it, or name another state for this version below `versions.named`; its addresses will not answer otherwise",
    );
    listed.retain(|version| version.edition == VersionName::NEXT || version.commit.is_some());
    name(found, &mut listed, named, &tags);
    aliases(found, &listed);
    found.published = Some(old.site.commit.clone());
    let mut unanswered = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for version in &listed {
        known.insert(&version.name);
        let commit = version.commit.as_deref();
        let commit = commit.filter(|_| version.edition != VersionName::NEXT);
        let files =
            commit.map_or_else(|| ground.files().to_vec(), |commit| ground.files_of(commit));
        let here = documents(&files, &found.source);
        unanswered.extend(pages(found, version, &here, old));
    }
    let others = old.site.files.iter().filter(|file| {
        let first = file.split('/').next().unwrap_or_default();
        file.ends_with(".html") && file.contains('/') && !known.contains(first)
    });
    let is_alias = |file: &&String| {
        let first = file.split('/').next().unwrap_or_default();
        listed
            .iter()
            .any(|version| version.aliases.iter().any(|alias| alias == first))
    };
    for file in others.filter(|file| !is_alias(file)) {
        unanswered.push((
            0,
            format!(
                "the page /{file} of the branch {} belongs to no listed version",
                old.branch
            ),
        ));
    }
    found.lose_many(
        "teigen.yaml",
        &unanswered,
        "lead it on: add it below `addresses.redirects`",
    );
}

/// Reads `versions.json`.
fn listed(found: &mut Findings, list: &str, old: &Old<'_>) -> Vec<Listed> {
    let parsed: serde_json::Value = serde_json::from_str(list).unwrap_or_default();
    let Some(items) = parsed.as_array() else {
        let what = format!("{LIST} on the branch {} cannot be read", old.branch);
        found.lose((LIST, 0), what, "name the versions below `versions`");
        return Vec::new();
    };
    if items.len() > MOST_VERSIONS {
        let what = format!("only {MOST_VERSIONS} of {} versions were read", items.len());
        found.lose((LIST, 0), what, "name the others below `versions`");
    }
    let mut seen = BTreeSet::new();
    let mut listed = Vec::new();
    for item in items.iter().take(MOST_VERSIONS) {
        let name = item["version"].as_str().unwrap_or_default();
        if !is_name(name) || !seen.insert(name.to_owned()) {
            let shown: String = name.chars().take(100).collect();
            let what = format!("a version cannot be called {shown:?} here");
            let help = "give it another name below `versions.named`";
            found.lose((LIST, 0), what, help);
            continue;
        }
        let aliases = item["aliases"].as_array().cloned().unwrap_or_default();
        let aliases = aliases.iter().filter_map(|alias| alias.as_str());
        listed.push(Listed {
            name: name.to_owned(),
            aliases: aliases
                .filter(|alias| VersionName::new(alias).is_some())
                .map(str::to_owned)
                .collect(),
            edition: name.to_owned(),
            commit: None,
        });
    }
    listed
}

fn is_name(name: &str) -> bool {
    let taken = [VersionName::NEXT, VersionName::LATEST];
    VersionName::new(name).is_some() && !taken.contains(&name)
}

/// Whether a version is a state, and not a name for what is newest: `0.5`, `v0.5`, but not `dev`.
fn is_number(name: &str) -> bool {
    let number = name.strip_prefix('v').unwrap_or(name);
    number.starts_with(|c: char| c.is_ascii_digit())
}

/// The state that a version was made from: what mike's commit tells, by a tag where one is there; else a tag of its name.
fn source(
    version: &Listed,
    old: &Old<'_>,
    tags: &BTreeMap<String, String>,
) -> Option<(String, VersionSource)> {
    let deployments = old.site.deployments.iter();
    let mut deployed = deployments.filter(|(name, _)| name.as_deref() == Some(&version.name));
    let commit = deployed.next().and_then(|(_, commit)| commit.clone());
    let names = [version.name.clone(), format!("v{}", version.name)];
    let mut tagged = names
        .iter()
        .filter_map(|name| Some((name.clone(), tags.get(name)?.clone())));
    let tag = tagged.find(|(_, tagged)| commit.as_ref().is_none_or(|commit| commit == tagged));
    match (tag, commit) {
        (Some((tag, commit)), _) => Some((commit, VersionSource::Tag(tag))),
        (None, Some(commit)) => Some((commit.clone(), VersionSource::Commit(commit))),
        (None, None) => None,
    }
}

/// Names the versions one by one; where tags are all that is needed, they say it, and the next version needs no more than a tag.
fn name(
    found: &mut Findings,
    listed: &mut [Listed],
    named: Vec<(String, VersionSource)>,
    tags: &BTreeMap<String, String>,
) {
    if named.is_empty() {
        return;
    }
    let by_tags: Option<Vec<String>> = named
        .iter()
        .map(|(_, source)| by_tag(source, tags))
        .collect();
    let Some(editions) = by_tags else {
        found.remarks.push("a further version is added below `versions.named`; or mark its commit with a tag, and set `versions.tags`".to_owned());
        found.versions = named;
        return;
    };
    for ((name, _), edition) in named.iter().zip(editions) {
        for version in listed.iter_mut().filter(|version| version.name == *name) {
            version.edition.clone_from(&edition);
        }
        if *name != edition {
            found.aliases.push((name.clone(), edition));
        }
    }
    found
        .remarks
        .push("versions are read from tags: a new tag is a new version".to_owned());
}

/// What Teigen calls the version of a tag by itself: `v0.5` for `0.5` and `v0.5`; `None` where it does not, or another tag says so too.
fn by_tag(source: &VersionSource, tags: &BTreeMap<String, String>) -> Option<String> {
    let VersionSource::Tag(tag) = source else {
        return None;
    };
    let number = tag.strip_prefix('v').unwrap_or(tag);
    let plain = number
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let spellings = [number.to_owned(), format!("v{number}")];
    let mut commits = spellings.iter().filter_map(|tag| tags.get(tag));
    let first = commits.next();
    let alone = commits.all(|commit| Some(commit) == first);
    (plain && alone).then(|| format!("v{number}"))
}

/// Other names of versions: what was the newest stays the newest.
fn aliases(found: &mut Findings, listed: &[Listed]) {
    let states = listed
        .iter()
        .filter(|version| version.edition != VersionName::NEXT);
    let newest = states.max_by_key(|version| natural(&version.edition));
    let newest = newest.map(|version| version.edition.clone());
    for version in listed {
        let target = match &newest {
            Some(newest) if *newest == version.edition => VersionName::LATEST,
            _ => version.edition.as_str(),
        };
        if version.edition == VersionName::NEXT {
            found
                .aliases
                .push((version.name.clone(), target.to_owned()));
            let remark = format!(
                "{} follows the main branch: its addresses lead to `next`",
                version.name
            );
            found.remarks.push(remark);
        }
        for alias in &version.aliases {
            if alias == VersionName::LATEST && target != VersionName::LATEST {
                let what = format!(
                    "`latest` stood for {}, and here stands for the newest version",
                    version.name
                );
                found.lose((LIST, 0), what, "tell those who link to it");
            } else if alias != VersionName::NEXT {
                found.aliases.push((alias.clone(), target.to_owned()));
            }
        }
    }
    let mut seen = BTreeSet::new();
    found
        .aliases
        .retain(|(alias, _)| seen.insert(alias.clone()));
    found.aliases.truncate(MOST_ALIASES);
}

/// Redirects what a version's documents do not answer to by themselves, under each of its names; returns what nothing answers.
fn pages(
    found: &mut Findings,
    version: &Listed,
    here: &[String],
    old: &Old<'_>,
) -> Vec<(usize, String)> {
    let given = addresses(found, here);
    let native: BTreeSet<String> = given
        .iter()
        .flat_map(|address| forms(address, found.html))
        .collect();
    let page = |document: &str| page_of(document, old.folders);
    let by_document: BTreeMap<&str, &String> =
        here.iter().map(String::as_str).zip(&given).collect();
    let lead = |target: &str, edition: &str| -> Option<String> {
        if let Some(url) = web(target) {
            return Some(url);
        }
        let (document, anchor) = target.split_once('#').unwrap_or((target, ""));
        let address = by_document.get(document)?;
        let hash = if anchor.is_empty() { "" } else { "#" };
        let slash = if address.is_empty() { "" } else { "/" };
        Some(format!("/{edition}/{address}{slash}{hash}{anchor}"))
    };
    let maps = old.maps.iter().map(|(from, to)| (page(from), to.as_str()));
    let moved: BTreeMap<String, &str> = maps
        .chain(
            here.iter()
                .map(|document| (page(document), document.as_str())),
        )
        .collect();
    // What stood for the newest version goes on leading to the newest.
    let names = std::iter::once(&version.name).chain(&version.aliases);
    let names: Vec<(&String, String)> = names
        .map(|name| {
            let mut told = found.aliases.iter().filter(|(alias, _)| alias == name);
            let edition = told.next().map(|(_, edition)| edition.clone());
            (name, edition.unwrap_or_else(|| version.edition.clone()))
        })
        .collect();
    let mut lost = Vec::new();
    let folder = format!("{}/", version.name);
    let pages = old
        .site
        .files
        .iter()
        .filter_map(|file| file.strip_prefix(&folder));
    for rest in pages.filter(|rest| rest.ends_with(".html") && !native.contains(*rest)) {
        let address = rest.strip_suffix("index.html").unwrap_or(rest);
        let targets = moved.get(rest).map(|target| {
            let leads = |(name, edition): &(&String, String)| {
                Some((format!("{name}/{address}"), lead(target, edition)?))
            };
            names.iter().filter_map(leads).collect::<Vec<_>>()
        });
        match targets.filter(|targets| !targets.is_empty()) {
            Some(targets) if found.redirects.len() < MOST_REDIRECTS => {
                found.redirects.extend(targets);
            }
            _ if rest == "404.html" || rest.is_empty() || address.is_empty() => {}
            _ => {
                let what = format!(
                    "the page /{folder}{address} of the branch {} has no document in that version",
                    old.branch
                );
                lost.push((0, what));
            }
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::tests::Map;
    use crate::migration::{Tool, configuration};

    fn site(versions: &str, deployments: &[(&str, Option<&str>)], files: &[&str]) -> Published {
        let own = |text: &str| text.to_owned();
        Published {
            commit: "f00d".repeat(10),
            files: files.iter().map(|file| own(file)).collect(),
            deployments: deployments
                .iter()
                .map(|(version, commit)| (Some(own(version)), commit.map(own)))
                .collect(),
            versions: Some(own(versions)),
        }
    }

    fn ground() -> Map {
        Map::new(&[
            ("docs/index.md", ""),
            ("docs/people.md", ""),
            (
                "mkdocs.yml",
                "site_name: x\nplugins:\n- redirects:\n    redirect_maps: {old.md: people.md}\n- mike\n",
            ),
        ])
    }

    #[test]
    fn versions_are_the_commits_that_mike_named() {
        let mut ground = ground();
        ground.published = Some(site(
            r#"[{"version":"dev","aliases":[]},{"version":"0.10","aliases":["latest","stable"]},{"version":"0.9","aliases":["old"]},{"version":"0.8","aliases":[]}]"#,
            &[("0.10", Some("aaaa")), ("0.9", Some("bbbb")), ("0.8", None)],
            &[
                "0.9/old/index.html",
                "0.9/people/index.html",
                "0.9/blog/index.html",
                "0.9/404.html",
            ],
        ));
        let files = vec!["docs/people.md".to_owned()];
        ground.commits.insert("bbbb".to_owned(), files);
        let found = crate::migration::read(Tool::Mike, &ground).expect("it is there");
        let commit = |id: &str| VersionSource::Commit(id.to_owned());
        assert_eq!(
            found.versions,
            [
                ("0.10".to_owned(), commit("aaaa")),
                ("0.9".to_owned(), commit("bbbb"))
            ]
        );
        let aliases: Vec<String> = found
            .aliases
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        assert_eq!(
            aliases,
            ["dev=next", "latest=latest", "stable=latest", "old=0.9"]
        );
        let redirects: Vec<String> = found
            .redirects
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        assert_eq!(
            redirects,
            ["0.9/old/=/0.9/people/", "old/old/=/0.9/people/"]
        );
        let lost: Vec<&str> = found
            .lost
            .iter()
            .map(|lost| lost.message.as_str())
            .collect();
        assert_eq!(lost.len(), 2, "{lost:?}");
        assert!(
            lost[0].contains("version 0.8") && lost[1].contains("/0.9/blog/"),
            "{lost:?}"
        );
        assert!(configuration(&found).is_ok());
    }

    #[test]
    fn tags_say_it_all_where_every_version_has_one() {
        let mut ground = ground();
        ground.published = Some(site(
            r#"[{"version":"0.6","aliases":["latest"]},{"version":"0.5","aliases":[]}]"#,
            &[("0.6", Some("aaaa")), ("0.5", None)],
            &[],
        ));
        for (tag, commit) in [("v0.6", "aaaa"), ("v0.5", "bbbb"), ("0.5", "bbbb")] {
            ground.tags.insert(tag.to_owned(), commit.to_owned());
        }
        let found = crate::migration::read(Tool::Mike, &ground).expect("it is there");
        assert_eq!(found.versions, []);
        let aliases: Vec<String> = found
            .aliases
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        assert_eq!(aliases, ["0.6=v0.6", "0.5=v0.5", "latest=latest"]);
        ground.tags.insert("0.6".to_owned(), "cccc".to_owned());
        let found = crate::migration::read(Tool::Mike, &ground).expect("it is there");
        let tag = |tag: &str| VersionSource::Tag(tag.to_owned());
        let named = [("0.6", "v0.6"), ("0.5", "0.5")];
        assert_eq!(
            found.versions,
            named.map(|(name, other)| (name.to_owned(), tag(other)))
        );
    }

    #[test]
    fn lists_that_are_none_cost_only_themselves() {
        for bad in [
            "",
            "{}",
            "[1, null, {}]",
            r#"[{"version":"../x"},{"version":"latest"},{"version":"a b"}]"#,
        ] {
            let mut ground = ground();
            ground.published = Some(site(bad, &[], &[]));
            let found = crate::migration::read(Tool::Mike, &ground).expect("it is there");
            assert_eq!(found.versions, []);
            assert!(!found.lost.is_empty(), "{bad}");
            assert!(configuration(&found).is_ok(), "{bad}");
        }
    }
}
