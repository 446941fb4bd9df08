//! `teigen init`: a new proposal to start from, or one that another tool published. Writes new files only.

mod from;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Outcome, terminal};
use crate::language::Tag;
#[cfg(feature = "sync")]
use crate::repository::{Remote, Source};

/// Options of `teigen init`.
#[derive(Args, Clone, Debug)]
pub struct InitArgs {
    /// Folder of the proposal; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Language of the first document and of the site [default: ja]
    #[arg(long, value_enum)]
    language: Option<Language>,
    /// Take over the site that another tool made of this folder: its navigation, versions and addresses
    #[arg(long, value_enum, value_name = "TOOL", conflicts_with = "language")]
    from: Option<from::From>,
    /// Which server is to publish the site [default: as the remote `origin` tells, else github]
    #[arg(long, value_enum, value_name = "SERVER")]
    ci: Option<Ci>,
}

/// Servers that a workflow can be written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// GitHub Actions, published on GitHub Pages
    Github,
    /// GitLab CI, published on GitLab Pages
    Gitlab,
    /// Forgejo Actions, published to the branch `pages`
    Forgejo,
    /// No workflow
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Ci {
    /// Where its workflow stands, and what it says.
    fn workflow(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Github => Some((
                ".github/workflows/teigen.yml",
                include_str!("init/github.yml"),
            )),
            Self::Gitlab => Some((".gitlab-ci.yml", include_str!("init/gitlab.yml"))),
            Self::Forgejo => Some((
                ".forgejo/workflows/teigen.yml",
                include_str!("init/forgejo.yml"),
            )),
            Self::None => None,
        }
    }

    /// As the remote `origin` of the repository that a folder is in tells, where there is one.
    #[cfg(feature = "sync")]
    fn of(folder: &Path) -> Option<Self> {
        use crate::forge::{self, Kind};
        let source = Source::open(folder).ok()?;
        let remote = Remote::find(&source, "origin").ok()?;
        let address = forge::address(&remote.url(), None, None, None).ok()?;
        Some(match address.kind {
            Kind::GitHub => Self::Github,
            Kind::GitLab => Self::Gitlab,
            Kind::Forgejo => Self::Forgejo,
        })
    }

    #[cfg(not(feature = "sync"))]
    fn of(_folder: &Path) -> Option<Self> {
        None
    }
}

/// What is written of a new proposal in a language: path and text.
fn proposal(language: Language) -> [(&'static str, &'static str); 2] {
    let (configuration, document) = match language {
        Language::Ja => (
            include_str!("init/teigen.ja.yaml"),
            include_str!("init/index.ja.md"),
        ),
        Language::En => (
            include_str!("init/teigen.en.yaml"),
            include_str!("init/index.en.md"),
        ),
    };
    [("teigen.yaml", configuration), ("docs/index.md", document)]
}

/// Writes the files that are not there yet.
pub fn run(args: &InitArgs) -> anyhow::Result<Outcome> {
    let ci = args.ci.or_else(|| Ci::of(&args.folder));
    let ci = ci.unwrap_or(Ci::Github);
    if let Some(tool) = args.from {
        let found = from::run(&args.folder, tool)?;
        write_around(&args.folder, ci)?;
        let japanese = found.language.is_none_or(|tag| tag == Tag::JAPANESE);
        terminal::say(if japanese {
            "次に: teigen.yaml を確かめて Git に記録（コミット）し、teigen build を実行してください。"
        } else {
            "Next: look through teigen.yaml, commit it with Git, and run teigen build."
        });
        return Ok(Outcome::Done);
    }
    let elsewhere = from::hint(&args.folder).filter(|_| !args.folder.join("teigen.yaml").exists());
    if let Some((file, tool)) = elsewhere {
        write_around(&args.folder, ci)?;
        terminal::say(&format!(
            "{file} is here, so no new proposal was begun: `teigen init --from {tool}` takes over its navigation, versions and addresses"
        ));
        return Ok(Outcome::Done);
    }
    let language = args.language.unwrap_or(Language::Ja);
    for (path, text) in proposal(language) {
        write(&args.folder, path, text)?;
    }
    write_around(&args.folder, ci)?;
    terminal::say(match language {
        Language::Ja => {
            "次に: docs/index.md を書き換えて Git に記録（コミット）し、teigen build を実行してください。"
        }
        Language::En => "Next: rewrite docs/index.md, commit it with Git, and run teigen build.",
    });
    Ok(Outcome::Done)
}

/// Writes what stands around a proposal: the workflow, and what Git is to pass over.
fn write_around(folder: &Path, ci: Ci) -> anyhow::Result<()> {
    if let Some((path, text)) = ci.workflow() {
        write(folder, path, text)?;
    }
    write(folder, ".gitignore", "/site/\n")
}

fn write(folder: &Path, path: &str, text: &str) -> anyhow::Result<()> {
    let target = folder.join(path);
    let said = if write_new(&target, text)? {
        "written"
    } else {
        "is there already, left as it is"
    };
    terminal::say(&format!("{}: {said}", target.display()));
    Ok(())
}

fn write_new(target: &Path, text: &str) -> anyhow::Result<bool> {
    use std::io::Write;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    match fs::File::create_new(target) {
        Ok(mut file) => {
            file.write_all(text.as_bytes())
                .with_context(|| format!("{} cannot be written", target.display()))?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{} cannot be written", target.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_there_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("a/teigen.yaml");
        assert!(write_new(&target, "one").expect("written"));
        assert!(!write_new(&target, "two").expect("left alone"));
        assert_eq!(fs::read_to_string(target).expect("a file"), "one");
    }

    #[test]
    fn the_first_configuration_is_valid() {
        for language in [Language::Ja, Language::En] {
            let [(_, configuration), _] = proposal(language);
            assert!(crate::config::Config::parse(configuration).is_ok());
        }
    }
}
