//! The language of a page, and in which of the program's own languages it says what the program itself says.

use serde::{Serialize, Serializer};

use crate::language::Tag;

/// A language of the user interface. Views show it as its tag: `ja`, `zh-Hant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language {
    tag: Tag,
    spoken: Spoken,
}

/// Languages that the program has all words of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spoken {
    /// Japanese.
    Japanese,
    /// English.
    English,
}

impl Language {
    /// Japanese.
    pub const JAPANESE: Self = Self {
        tag: Tag::JAPANESE,
        spoken: Spoken::Japanese,
    };
    /// English.
    pub const ENGLISH: Self = Self {
        tag: Tag::ENGLISH,
        spoken: Spoken::English,
    };
    /// Every language that needs no file of messages.
    pub const ALL: [Self; 2] = [Self::JAPANESE, Self::ENGLISH];

    /// A language by its tag. What only the program can say is Japanese where the tag is of Japanese, and English
    /// everywhere else.
    pub fn new(tag: Tag) -> Self {
        let spoken = match tag.primary() {
            "ja" => Spoken::Japanese,
            _ => Spoken::English,
        };
        Self { tag, spoken }
    }

    /// The language of texts: Japanese if any holds a Japanese letter, or if there are none.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        let mut texts = texts.into_iter().peekable();
        if texts.peek().is_none() || texts.any(|text| text.chars().any(japanese)) {
            Self::JAPANESE
        } else {
            Self::ENGLISH
        }
    }

    /// The language's name.
    pub fn tag(self) -> Tag {
        self.tag
    }

    /// The language's name as text: `ja`, `en`.
    pub fn code(&self) -> &str {
        self.tag.as_str()
    }

    /// The language of what the program itself says.
    pub fn spoken(self) -> Spoken {
        self.spoken
    }
}

impl Spoken {
    /// The language that is this one.
    pub fn language(self) -> Language {
        match self {
            Self::Japanese => Language::JAPANESE,
            Self::English => Language::ENGLISH,
        }
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tag.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_program_says_is_english_outside_japanese() {
        let spoken = |tag| Language::new(Tag::parse(tag).expect("a tag")).spoken();
        assert_eq!(spoken("ja-JP"), Spoken::Japanese);
        assert_eq!(spoken("en-GB"), Spoken::English);
        assert_eq!(spoken("fr"), Spoken::English);
    }
}
