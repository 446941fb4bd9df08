//! What was typed → where a site is published to, and how large it may be.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a site is published to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder that a web server reads: `dir:PATH`.
    Folder(PathBuf),
    /// A branch of a remote: `branch:NAME`.
    Branch(String),
    /// Object storage, by its address.
    Storage(String),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = "expected dir:PATH, branch:NAME, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX";
        let (kind, rest) = text.split_once(':').ok_or(unknown)?;
        match kind {
            _ if rest.is_empty() => Err(unknown.to_owned()),
            "dir" => Ok(Self::Folder(PathBuf::from(rest))),
            "branch" => Ok(Self::Branch(rest.to_owned())),
            "s3" | "gs" | "az" if rest.starts_with("//") && rest.len() > 2 => {
                storage(text, &rest[2..])
            }
            _ => Err(unknown.to_owned()),
        }
    }
}

/// An address without anything that could hold a secret: it is printed.
fn storage(text: &str, rest: &str) -> Result<Target, String> {
    if rest.contains(['@', '?', '#']) {
        let reason = "no name, password or question belongs into this address: credentials are read from the environment";
        return Err(reason.to_owned());
    }
    Ok(Target::Storage(text.trim_end_matches('/').to_owned()))
}

/// A number of bytes, as people write it: `900MB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

impl ByteSize {
    /// What GitHub Pages takes.
    pub const GITHUB_PAGES: Self = Self(1_000_000_000);
}

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected a number of bytes such as 900MB, 1GB or 1500000".to_owned();
        let upper = text.trim().to_ascii_uppercase();
        let units = [
            ("KB", 1_000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("B", 1),
            ("", 1),
        ];
        let found = units
            .iter()
            .find_map(|(name, unit)| Some((upper.strip_suffix(name)?, unit)));
        let (number, unit) = found.ok_or_else(wrong)?;
        let number: u64 = number.trim().parse().map_err(|_| wrong())?;
        number.checked_mul(*unit).map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes >= 1_000_000_000 => write!(f, "{:.2} GB", bytes as f64 / 1e9),
            bytes if bytes >= 1_000_000 => write!(f, "{:.1} MB", bytes as f64 / 1e6),
            bytes => write!(f, "{:.1} KB", bytes as f64 / 1e3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_secrets_refused() {
        for (text, expected) in [
            ("dir:/srv/提言", Some(Target::Folder("/srv/提言".into()))),
            (
                "branch:gh-pages",
                Some(Target::Branch("gh-pages".to_owned())),
            ),
            ("s3://b/p/", Some(Target::Storage("s3://b/p".to_owned()))),
            ("az://c", Some(Target::Storage("az://c".to_owned()))),
            ("s3://key:secret@b/p", None),
            ("s3://b/p?X-Amz-Signature=1", None),
            ("s3:b", None),
            ("ftp://b/p", None),
            ("dir:", None),
            ("site", None),
        ] {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("900MB", Some(900_000_000)),
            ("1 gb", Some(1_000_000_000)),
            ("12", Some(12)),
            ("12b", Some(12)),
            ("-1", None),
            ("99999999999GB", None),
            ("MB", None),
        ] {
            let size = text.parse::<ByteSize>().ok().map(|size| size.0);
            assert_eq!(size, expected, "{text}");
        }
        assert_eq!(ByteSize(1_234_000_000).to_string(), "1.23 GB");
    }
}
