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

    /// What speakers of the language call it: `日本語`; with its tag where that says more, or where the name is not known.
    pub fn own_name(&self) -> String {
        let simple = match self.as_str() {
            "zh-Hans" => "zh-CN",
            "zh-Hant" => "zh-TW",
            tag => tag,
        };
        let name = |tag: &str| OWN_NAMES.iter().find(|(known, _)| *known == tag);
        match (name(simple), name(self.primary())) {
            (Some((_, name)), _) => (*name).to_owned(),
            (None, Some((_, name))) => format!("{name} ({self})"),
            (None, None) => self.to_string(),
        }
    }

    /// The language alone: `zh` of `zh-Hant-TW`.
    pub fn primary(&self) -> &str {
        let tag = self.as_str();
        tag.split('-').next().unwrap_or(tag)
    }
}

/// What speakers of a language call it, where a menu is likely to name it.
const OWN_NAMES: [(&str, &str); 34] = [
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("ms", "Bahasa Melayu"),
    ("my", "မြန်မာ"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tl", "Tagalog"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-CN", "简体中文"),
    ("zh-TW", "繁體中文"),
    ("zh", "中文"),
];

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
    fn languages_are_called_as_their_speakers_call_them() {
        let name = |written| Tag::parse(written).map(|tag| tag.own_name());
        assert_eq!(name("ja").as_deref(), Some("日本語"));
        assert_eq!(name("zh-Hant").as_deref(), Some("繁體中文"));
        assert_eq!(name("en-GB").as_deref(), Some("English (en-GB)"));
        assert_eq!(name("tlh").as_deref(), Some("tlh"));
    }

    #[test]
    fn the_language_is_the_first_part() {
        let primary = |written| Tag::parse(written).map(|tag| tag.primary().to_owned());
        assert_eq!(primary("zh-Hant-TW").as_deref(), Some("zh"));
        assert_eq!(primary("ja").as_deref(), Some("ja"));
    }
}
