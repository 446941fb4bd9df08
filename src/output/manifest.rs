//! `manifest.json`: the hash of every file and where it came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::hex;
use crate::site::path::OutputPath;

/// The manifest's place in the site.
pub const MANIFEST: &str = "manifest.json";

/// What a site consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that made it, with its version. Sites of earlier programs do not tell.
    #[serde(default)]
    pub program: String,
    /// The commit at the tip of the main branch. Sites of earlier programs do not tell.
    #[serde(default)]
    pub commit: String,
    /// A digest of everything the site was made from: program, configuration, templates, references.
    pub inputs: String,
    /// Which share of the site this is, as `2/4`, if it is not all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The commit of each version, by name.
    pub versions: BTreeMap<String, String>,
    /// The files by path.
    pub files: BTreeMap<String, Entry>,
}

/// One file of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// A digest of what it was made from, where that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The commits, or files of commits as `commit:path`, that it shows.
    #[serde(default, rename = "from", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

impl Manifest {
    /// Reads a manifest; `None` if it is none, or names a file that no build can have written.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let possible = |path: &String| {
            OutputPath::nojekyll().as_str() == path || OutputPath::file(path).as_str() == path
        };
        manifest.files.keys().all(possible).then_some(manifest)
    }

    /// One digest of every file's name and bytes: of what `sha256sum` would print for them, in the order of their paths.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, entry) in &self.files {
            hash.update(format!("{}  {path}\n", entry.sha256));
        }
        hex(&hash.finalize())
    }

    /// Bytes of all files, the manifest among them.
    pub fn size(&self) -> u64 {
        let files = self.files.values().map(|entry| entry.size);
        files.sum::<u64>() + self.to_bytes().len() as u64
    }

    /// Whether two sites tell the same of the same files. References that no page shows may have moved.
    pub fn is_same_site(&self, other: &Self) -> bool {
        let shown = |entry: &Entry| (entry.sha256.clone(), entry.size);
        let files = |manifest: &Self| -> Vec<_> {
            let files = manifest.files.iter();
            files
                .map(|(path, entry)| (path.clone(), shown(entry)))
                .collect()
        };
        self.program == other.program
            && self.commit == other.commit
            && self.versions == other.versions
            && files(self) == files(other)
    }

    /// The manifest as it is written: JSON, one file a line.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!(
            "{{\"program\":{},\n\"commit\":{},\n\"inputs\":{},\n",
            json(&self.program),
            json(&self.commit),
            json(&self.inputs),
        );
        if let Some(shard) = &self.shard {
            out.push_str(&format!("\"shard\":{},\n", json(shard)));
        }
        out.push_str(&format!(
            "\"versions\":{},\n\"files\":{{",
            json(&self.versions)
        ));
        for (index, (path, entry)) in self.files.iter().enumerate() {
            let comma = if index == 0 { "\n" } else { ",\n" };
            out.push_str(comma);
            out.push_str(&json(path));
            out.push(':');
            out.push_str(&json(entry));
        }
        out.push_str("\n}}\n");
        out.into_bytes()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, numbers and maps of them are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_survives_its_json() {
        let entry = Entry {
            sha256: "00".to_owned(),
            size: 3,
            key: "k".to_owned(),
            sources: vec!["abc:docs/教育.md".to_owned()],
        };
        let manifest = Manifest {
            program: "teigen 0.1.0".to_owned(),
            commit: "c".repeat(40),
            inputs: "i".to_owned(),
            shard: Some("2/4".to_owned()),
            versions: BTreeMap::from([("v0.5".to_owned(), "abc".to_owned())]),
            files: BTreeMap::from([("教育/x/index.html".to_owned(), entry)]),
        };
        assert_eq!(Manifest::parse(&manifest.to_bytes()), Some(manifest));
        assert_eq!(Manifest::parse(b"{}"), None);
        let outside = br#"{"inputs":"","versions":{},"files":{"../x":{"sha256":"","size":0}}}"#;
        assert_eq!(Manifest::parse(outside), None);
    }
}
