//! Configuration and templates as they are on disk. What cannot be read leaves what was read before in its place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::super::build::{self, Kit};
use super::super::{RepositoryArgs, read_text};
use super::problem;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::repository::Source;

/// Largest configuration that is read, in bytes.
const CONFIG_LIMIT: u64 = 1 << 20;

/// What a site is made with.
pub struct Inputs {
    /// The repository's configuration.
    pub config: Config,
    /// Templates, with the user's among them.
    pub kit: Kit,
}

/// Reads what a site is made with, again and again.
pub struct Reader {
    root: PathBuf,
    chosen: Option<PathBuf>,
    source: Source,
    last: Option<(Vec<u8>, Arc<Inputs>)>,
}

impl Reader {
    /// Reads beside a repository.
    pub fn new(args: &RepositoryArgs, source: Source) -> Self {
        Self {
            root: args.repo.clone(),
            chosen: args.config.clone(),
            source,
            last: None,
        }
    }

    /// Reads beside the repository as it was opened anew.
    pub fn reopen(&mut self, source: &Source) {
        self.source = source.clone();
    }

    /// The templates' folder, if there is one.
    pub fn templates(&self) -> Option<PathBuf> {
        let (_, inputs) = self.last.as_ref()?;
        Some(self.root.join(inputs.config.templates.as_ref()?))
    }

    /// The configuration on disk, if that is where it is.
    pub fn configuration(&self) -> Option<PathBuf> {
        let copy = || Some(self.source.working_copy()?.join("teigen.yaml"));
        self.chosen.clone().or_else(copy)
    }

    /// Reads all of it, with what is wrong with it. The same as before comes back as the same.
    pub fn read(&mut self) -> (Arc<Inputs>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let (name, text) = self.text().unwrap_or_else(|error| {
            problems.push(problem::of_error(&error, "make the file readable"));
            Default::default()
        });
        let config = Config::parse(&text).map_err(|error| {
            problems.push(problem::of_error(
                &anyhow::anyhow!("{name}:{error}"),
                "correct the file and save it; until then the last good configuration holds",
            ));
        });
        let kept = self.last.as_ref().map(|(_, inputs)| Arc::clone(inputs));
        let config = match (config, &kept) {
            (Ok(config), _) => config,
            (Err(()), Some(kept)) => return (Arc::clone(kept), problems),
            (Err(()), None) => Config::default(),
        };
        let digest = self.digest(&config, &text);
        if let Some((known, inputs)) = &self.last
            && *known == digest
        {
            return (Arc::clone(inputs), problems);
        }
        let kit = build::kit(&self.root, &config, &text).or_else(|error| {
            problems.push(problem::of_error(
                &error,
                "correct the template and save it; until then the last good templates hold",
            ));
            let without = Config {
                templates: None,
                ..config.clone()
            };
            build::kit(&self.root, &without, &text)
        });
        let kit = match (kit, kept) {
            (Ok(kit), None) => kit,
            (Ok(kit), Some(_)) if problems.is_empty() => kit,
            (_, Some(kept)) => return (kept, problems),
            (Err(_), None) => own_kit(),
        };
        let inputs = Arc::new(Inputs {
            config: served(config),
            kit,
        });
        if problems.is_empty() {
            self.last = Some((digest, Arc::clone(&inputs)));
        } else {
            self.last = Some((Vec::new(), Arc::clone(&inputs)));
        }
        (inputs, problems)
    }

    /// The configuration: the file that was named, else the working copy's, else the main branch's.
    fn text(&self) -> anyhow::Result<(String, String)> {
        if let Some(path) = &self.chosen {
            return Ok((path.display().to_string(), bounded(path)?));
        }
        let name = "teigen.yaml".to_owned();
        match self.source.working_copy() {
            Some(copy) => {
                let path = copy.join(&name);
                let text = if path.exists() {
                    bounded(&path)?
                } else {
                    String::new()
                };
                Ok((name, text))
            }
            None => {
                let bytes = self.source.file_at_tip(None, &name)?.unwrap_or_default();
                Ok((name, String::from_utf8_lossy(&bytes).into_owned()))
            }
        }
    }

    /// Tells one state of configuration and templates from another.
    fn digest(&self, config: &Config, text: &str) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(text.as_bytes());
        let folder = config
            .templates
            .as_ref()
            .map(|folder| self.root.join(folder));
        let files = folder.and_then(|folder| build::read_overrides(&folder).ok());
        for (name, content) in files.unwrap_or_default() {
            hash.update(name.as_bytes());
            hash.update(content.len().to_le_bytes());
            hash.update(&content);
        }
        hash.finalize().to_vec()
    }
}

/// All pages are served at one place, wherever they are published.
fn served(mut config: Config) -> Config {
    config.pulls.preview_base_url = None;
    config
}

fn bounded(path: &Path) -> anyhow::Result<String> {
    let length = std::fs::metadata(path).map_or(0, |found| found.len());
    anyhow::ensure!(
        length <= CONFIG_LIMIT,
        "{}: larger than {CONFIG_LIMIT} bytes",
        path.display()
    );
    read_text(path)
}

/// The program's own templates.
fn own_kit() -> Kit {
    Kit {
        templates: crate::render::Templates::embedded(),
        digest: String::new(),
    }
}
