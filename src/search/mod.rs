//! Texts → files in which a browser finds every place of a few letters, exactly, without reading the texts.
//!
//! ```text
//! passages → lines in one spelling → pairs of letters and where they stand → pieces
//! ```
//!
//! Made for Japanese, which has no spaces between words: what is looked for may begin and end inside a word. Both the
//! text and what is asked are brought into one spelling ([`normal`]) and cut into single characters. Each pair of
//! neighbours is written down with all the places where it stands; a longer word stands where its pairs stand one after
//! the other, and nowhere else. So every place is found, no other one, and how often is known before a text is read.
//!
//! A [`Volume`] is cut into pieces that a browser loads one by one, as scripts: a plain folder of files has no other way.
//! `templates/assets/search-index.js` reads them; the model in the tests here does the same and says how.
//!
//! Pure. Knows neither documents nor pages: what a result tells beside its text is whatever can be serialised.

mod normal;
mod pairs;
mod volume;

#[cfg(test)]
mod model;

pub use normal::normal;
pub use volume::{CHARACTERS, Volume, read_texts, volume};

use serde::Serialize;

/// One thing that can be found: a heading, and lines. Nothing is found across the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage<T> {
    /// What it is called; a hit here counts more.
    pub heading: String,
    /// What it says.
    pub lines: Vec<String>,
    /// What else a result tells.
    pub place: T,
}

/// A script that hands one piece to the page: `teigenFound("latest/p0", "0123abcd", …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it belongs, from the folder of all volumes: `latest/p0.js`.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Eight digits that change with what is in it.
    pub digest: String,
}

impl Piece {
    /// Writes data as a script. JSON is JavaScript, whatever a stranger wrote into it.
    pub fn new(name: &str, data: &impl Serialize) -> Self {
        let data = serde_json::to_string(data).expect("texts and numbers can be written");
        let digest = digest(data.as_bytes());
        Self {
            path: format!("{name}.js"),
            content: format!("teigenFound(\"{name}\",\"{digest}\",{data})\n").into_bytes(),
            digest,
        }
    }

    /// Takes the data out of a script that [`Piece::new`] wrote.
    pub fn data(content: &[u8]) -> Option<&[u8]> {
        let rest = content.strip_prefix(b"teigenFound(\"")?;
        let start = rest.iter().position(|&byte| byte == b',')?;
        let digest_and_data = &rest[start + 1..];
        let comma = digest_and_data.iter().position(|&byte| byte == b',')?;
        digest_and_data[comma + 1..].strip_suffix(b")\n")
    }
}

fn digest(data: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(data);
    let bytes = hash.iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}
