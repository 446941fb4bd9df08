//! Style, script and icon → files whose names change with their content, so that they can be cached for ever.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::RenderError;

/// A file that pages need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it belongs, from the site's root: `assets/style-0123abcd.css`.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// The assets by the name that templates know them by.
#[derive(Clone, Debug, Default)]
pub(super) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Takes a file under its plain name: `style.css`. One that is there is replaced.
    pub(super) fn add(&mut self, name: &str, content: Vec<u8>) -> Result<(), RenderError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let parts = name
            .rsplit_once('.')
            .filter(|(stem, extension)| !stem.is_empty() && !extension.is_empty());
        let (Some((stem, extension)), true, false) =
            (parts, name.chars().all(plain), name.starts_with('.'))
        else {
            return Err(RenderError::File {
                file: name.to_owned(),
                problem: "an asset's name is made of letters, digits, `-`, `_` and one ending such as `.css`".to_owned(),
            });
        };
        let path = format!("assets/{stem}-{}.{extension}", digest(&content));
        self.0
            .insert(name.replace(['.', '-'], "_"), Asset { path, content });
        Ok(())
    }

    /// Takes files that name each other. Templates know the folder's page by the folder's name.
    pub(super) fn add_folder(&mut self, name: &str, files: Vec<(&str, Vec<u8>)>) {
        let all: Vec<&[u8]> = files
            .iter()
            .map(|(_, content)| content.as_slice())
            .collect();
        let folder = format!("assets/{name}-{}", digest(&all.concat()));
        for (file, content) in files {
            let known = match file {
                "index.html" => name.to_owned(),
                other => format!("{name}/{other}"),
            };
            let path = format!("{folder}/{file}");
            self.0.insert(known, Asset { path, content });
        }
    }

    /// Puts something after a file that is there.
    pub(super) fn append(&mut self, name: &str, rules: &str) -> Result<(), RenderError> {
        let known = self.0.get(&name.replace(['.', '-'], "_"));
        let mut content = known.map(|asset| asset.content.clone()).unwrap_or_default();
        content.extend(rules.as_bytes());
        self.add(name, content)
    }

    /// The files, by name.
    pub(super) fn files(&self) -> impl Iterator<Item = &Asset> {
        self.0.values()
    }

    /// What templates see: `style_css` → `assets/style-0123abcd.css`.
    pub(super) fn names(&self) -> BTreeMap<&str, &str> {
        self.0
            .iter()
            .map(|(name, asset)| (name.as_str(), asset.path.as_str()))
            .collect()
    }
}

fn digest(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content() {
        let mut assets = Assets::default();
        assets
            .add("style.css", b"a".to_vec())
            .expect("a plain name");
        assert_eq!(assets.names()["style_css"], "assets/style-ca978112.css");
    }

    #[test]
    fn names_that_could_lead_elsewhere_are_refused() {
        for bad in ["../style.css", "a/b.css", ".css", "a", "a.", "提.css", ""] {
            assert!(Assets::default().add(bad, Vec::new()).is_err(), "{bad}");
        }
    }
}
