//! Names of languages as the web writes them (BCP 47) → [`Tag`]: checked, in one spelling, small enough to be copied.
//!
//! Language, script, region and variants are known: `ja`, `zh-Hant`, `es-419`. Extensions are refused: nothing here
//! could follow them.

use std::fmt;

use serde::{Serialize, Serializer};

/// Longest tag, in bytes; `sr-Cyrl-RS-ekavsk` has 17.
const LIMIT: usize = 24;

/// The name of a language: `ja`, `en-GB`, `zh-Hant-TW`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    bytes: [u8; LIMIT],
    length: u8,
}

impl Tag {
    /// Japanese.
    pub const JAPANESE: Self = Self::short(*b"ja");
    /// English.
    pub const ENGLISH: Self = Self::short(*b"en");

    const fn short(code: [u8; 2]) -> Self {
        let mut bytes = [0; LIMIT];
        bytes[0] = code[0];
        bytes[1] = code[1];
        Self { bytes, length: 2 }
    }

    /// Reads a tag in any case; `None` if it is none.
    pub fn parse(written: &str) -> Option<Self> {
        let mut parts = written.split('-').peekable();
        let language = parts.next().filter(|part| is_language(part))?;
        let mut canonical = language.to_ascii_lowercase();
        if let Some(script) = parts.next_if(|part| part.len() == 4 && is_alphabetic(part)) {
            let (first, others) = script.split_at(1);
            canonical.push('-');
            canonical.push_str(&first.to_ascii_uppercase());
            canonical.push_str(&others.to_ascii_lowercase());
        }
        if let Some(region) = parts.next_if(|part| is_region(part)) {
            canonical.push('-');
            canonical.push_str(&region.to_ascii_uppercase());
        }
        for part in parts {
            if !is_variant(part) {
                return None;
            }
            canonical.push('-');
            canonical.push_str(&part.to_ascii_lowercase());
        }
        Self::held(&canonical)
    }

    fn held(canonical: &str) -> Option<Self> {
        let mut bytes = [0; LIMIT];
        bytes
            .get_mut(..canonical.len())?
            .copy_from_slice(canonical.as_bytes());
        let length = u8::try_from(canonical.len()).ok()?;
        Some(Self { bytes, length })
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("a tag is ASCII")
    }

    /// The language alone: `zh` of `zh-Hant-TW`.
    pub fn primary(&self) -> &str {
        let tag = self.as_str();
        tag.split('-').next().unwrap_or(tag)
    }
}

fn is_language(part: &str) -> bool {
    matches!(part.len(), 2 | 3) && is_alphabetic(part)
}

fn is_region(part: &str) -> bool {
    part.len() == 2 && is_alphabetic(part)
        || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_variant(part: &str) -> bool {
    let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let digit = part.starts_with(|first: char| first.is_ascii_digit());
    plain && (matches!(part.len(), 5..=8) || part.len() == 4 && digit)
}

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Option<&str>) {
        let tag = Tag::parse(written);
        assert_eq!(tag.as_ref().map(Tag::as_str), expected, "{written}");
    }

    #[test]
    fn tags_have_one_spelling() {
        check("ja", Some("ja"));
        check("EN-gb", Some("en-GB"));
        check("ZH-hant-tw", Some("zh-Hant-TW"));
        check("es-419", Some("es-419"));
        check("ca-Valencia", Some("ca-valencia"));
        check("de-1996", Some("de-1996"));
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for wrong in [
            "",
            "j",
            "日本",
            "ja_JP",
            "ja-",
            "-ja",
            "ja-JP-",
            "../ja",
            "en-x-y",
            "japanese",
            "en-abcdefgh-abcdefgh-abcdefgh",
            "e1",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn the_language_is_the_first_part() {
        let primary = |written| Tag::parse(written).map(|tag| tag.primary().to_owned());
        assert_eq!(primary("zh-Hant-TW").as_deref(), Some("zh"));
        assert_eq!(primary("ja").as_deref(), Some("ja"));
    }
}
