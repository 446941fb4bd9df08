//! `teigen init`: a new proposal to start from. Writes new files only.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Outcome, terminal};

/// Options of `teigen init`.
#[derive(Args, Clone, Debug)]
pub struct InitArgs {
    /// Folder of the proposal; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Language of the first document and of the site
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    language: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

const WORKFLOW: &str = include_str!("init/workflow.yml");

/// What is written, for a language: path and text.
fn files(language: Language) -> [(&'static str, &'static str); 4] {
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
    [
        ("teigen.yaml", configuration),
        ("docs/index.md", document),
        (".github/workflows/teigen.yml", WORKFLOW),
        (".gitignore", "/site/\n"),
    ]
}

/// Writes the files that are not there yet.
pub fn run(args: &InitArgs) -> anyhow::Result<Outcome> {
    for (path, text) in files(args.language) {
        let target = args.folder.join(path);
        let said = if write_new(&target, text)? {
            "written"
        } else {
            "is there already, left as it is"
        };
        terminal::say(&format!("{}: {said}", target.display()));
    }
    terminal::say(match args.language {
        Language::Ja => {
            "次に: docs/index.md を書き換えて Git に記録（コミット）し、teigen build を実行してください。"
        }
        Language::En => "Next: rewrite docs/index.md, commit it with Git, and run teigen build.",
    });
    Ok(Outcome::Done)
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
            let [(_, configuration), ..] = files(language);
            assert!(crate::config::Config::parse(configuration).is_ok());
        }
    }
}
