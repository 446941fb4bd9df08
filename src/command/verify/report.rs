//! What was found of a site → lines for people, or JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::published::Published;
use crate::output::{Difference, DifferenceKind, Manifest};

/// Most differing files that people are shown.
const SHOWN: usize = 50;

/// What was found.
#[derive(Serialize)]
pub(super) struct Report<'r> {
    /// The site, as it was named.
    site: &'r str,
    /// Whether nothing differs.
    pub same: bool,
    /// What made the site, as it says.
    program: &'r str,
    /// The commit it was made from, as it says.
    commit: &'r str,
    /// The commits of its versions, as it says.
    versions: &'r BTreeMap<String, String>,
    /// How many files it names.
    files: usize,
    /// One digest of all of them.
    digest: String,
    /// Files that are not as the site's own manifest tells.
    manifest: Vec<Difference>,
    /// What a build gives, if there was one.
    build: Option<Built>,
}

/// What a build gives.
#[derive(Serialize)]
pub(super) struct Built {
    /// This program.
    pub program: &'static str,
    /// The commit at the tip of the main branch.
    pub commit: String,
    /// The commits of the records, of the discussions and of the pictures of accounts.
    pub records: Option<String>,
    pub discussions: Option<String>,
    pub avatars: Option<String>,
    /// One digest of all files.
    pub digest: String,
    /// What the site says otherwise of itself.
    pub facts: Vec<Fact>,
    /// Files that differ.
    pub differences: Vec<Difference>,
}

/// Something that a site says otherwise of itself than a build does.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fact {
    /// What: `program`, `commit`, or the name of a version.
    name: String,
    /// As the site says it.
    site: Option<String>,
    /// As the build says it.
    build: Option<String>,
}

/// What two sites say otherwise of themselves. What a site does not tell is not compared.
pub(super) fn facts(site: &Manifest, build: &Manifest) -> Vec<Fact> {
    let own = [
        ("program", &site.program, &build.program),
        ("commit", &site.commit, &build.commit),
    ];
    let own = own
        .into_iter()
        .filter(|(_, site, build)| !site.is_empty() && site != build);
    let own = own.map(|(name, site, build)| Fact {
        name: name.to_owned(),
        site: Some(site.clone()),
        build: Some(build.clone()),
    });
    let gone = site
        .versions
        .keys()
        .filter(|name| !build.versions.contains_key(*name));
    let names = build.versions.keys().chain(gone);
    let versions = names.filter_map(|name| {
        let (one, other) = (site.versions.get(name), build.versions.get(name));
        (one != other).then(|| Fact {
            name: name.clone(),
            site: one.cloned(),
            build: other.cloned(),
        })
    });
    own.chain(versions).collect()
}

impl<'r> Report<'r> {
    /// Puts together what was found.
    pub(super) fn new(
        site: &'r str,
        found: &'r Published,
        manifest: Vec<Difference>,
        build: Option<Built>,
    ) -> Self {
        let as_built = |build: &Built| build.differences.is_empty() && build.facts.is_empty();
        Self {
            site,
            same: manifest.is_empty() && build.as_ref().is_none_or(as_built),
            program: &found.manifest.program,
            commit: &found.manifest.commit,
            versions: &found.manifest.versions,
            files: found.manifest.files.len(),
            digest: found.manifest.digest(),
            manifest,
            build,
        }
    }

    /// The report for people.
    pub(super) fn human(&self) -> String {
        let mut out = String::new();
        list(&mut out, "manifest.json", &self.manifest);
        if let Some(build) = &self.build {
            for Fact { name, site, build } in &build.facts {
                let told = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
                let (site, build) = (told(site), told(build));
                out.push_str(&format!("{name}: the site tells {site}, a build {build}\n"));
            }
            list(&mut out, "the build", &build.differences);
        }
        self.conclude(&mut out);
        out
    }

    fn conclude(&self, out: &mut String) {
        let site = self.site;
        let files = self.files;
        out.push_str(&match (&self.build, self.same) {
            (None, true) => format!("{site}: all {files} files are as its manifest.json tells\n"),
            (None, false) => format!("{site}: it is not as its manifest.json tells\n"),
            (Some(_), true) => format!("{site}: all {files} files are what the commit gives\n"),
            (Some(_), false) => format!("{site}: it is not what the commit gives\n"),
        });
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                out.push_str(&format!("  {name:<12} {value}\n"));
            }
        };
        line("digest", &self.digest);
        match &self.build {
            None => {
                line("commit", self.commit);
                line("program", self.program);
            }
            Some(build) => {
                if build.digest != self.digest {
                    line("built", &build.digest);
                }
                line("commit", &build.commit);
                let kept = [
                    ("records", &build.records),
                    ("discussions", &build.discussions),
                    ("avatars", &build.avatars),
                ];
                for (name, commit) in kept {
                    line(name, commit.as_deref().unwrap_or_default());
                }
                line("program", build.program);
            }
        }
        for (name, commit) in self.versions {
            line(name, commit);
        }
    }
}

fn list(out: &mut String, against: &str, differences: &[Difference]) {
    for difference in differences.iter().take(SHOWN) {
        let kind = match difference.kind {
            DifferenceKind::Missing => "missing",
            DifferenceKind::Changed => "changed",
            DifferenceKind::Extra => "extra",
        };
        let path = crate::diagnostic::printable(&difference.path);
        let mut line = format!("{kind:<8} {path} (against {against}");
        if !difference.sources.is_empty() {
            let from = difference.sources.join(", ");
            line.push_str(&format!("; from {}", crate::diagnostic::printable(&from)));
        }
        out.push_str(&format!("{line})\n"));
    }
    if let Some(more) = differences
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0)
    {
        out.push_str(&format!(
            "and {more} more files (--format json lists all)\n"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_old_site_does_not_tell_is_not_compared() {
        let versions = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(name, commit)| ((*name).to_owned(), (*commit).to_owned()))
                .collect()
        };
        let site = Manifest {
            versions: versions(&[("v1", "a"), ("v2", "b")]),
            ..Manifest::default()
        };
        let build = Manifest {
            program: "teigen 1".to_owned(),
            commit: "c".to_owned(),
            versions: versions(&[("v1", "a"), ("v2", "x"), ("v3", "y")]),
            ..Manifest::default()
        };
        let names: Vec<String> = facts(&site, &build)
            .into_iter()
            .map(|fact| fact.name)
            .collect();
        assert_eq!(names, ["v2", "v3"]);
    }
}
