//! What counts as a Chinese, Japanese or Korean character, and as punctuation.
//!
//! The definitions of the CommonMark CJK-friendly amendments
//! (<https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md>), read from Unicode's own tables.

use icu_properties::props::{
    BinaryProperty, EastAsianWidth, EmojiPresentation, EnumeratedProperty, GeneralCategory,
    GeneralCategoryGroup, Script,
};

/// Tells whether `c` is a CJK character: East Asian wide, full-width or half-width and no emoji, or Hangul.
pub fn is_cjk(c: char) -> bool {
    if c < '\u{1100}' {
        return false;
    }
    if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}') {
        return true;
    }
    let wide = matches!(
        EastAsianWidth::for_char(c),
        EastAsianWidth::Wide | EastAsianWidth::Fullwidth | EastAsianWidth::Halfwidth
    );
    (wide && !EmojiPresentation::for_char(c)) || Script::for_char(c) == Script::Hangul
}

/// Tells whether a line break before or after `c` may vanish: CJK, but not Hangul, which is written with spaces
/// (CSS Text 3, "Segment Break Transformation Rules").
pub fn joins_lines(c: char) -> bool {
    is_cjk(c) && Script::for_char(c) != Script::Hangul
}

/// Tells whether `c` is a letter or a number, as [`char::is_alphanumeric`] does; quickly for Japanese.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => true,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Tells whether `c` is punctuation in the sense of CommonMark 0.31: Unicode categories P and S.
pub fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let category = GeneralCategory::for_char(c);
    GeneralCategoryGroup::Punctuation
        .union(GeneralCategoryGroup::Symbol)
        .contains(category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numbers_are_those_of_the_language() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn japanese_letters_and_punctuation_are_cjk() {
        for c in "あアー漢々〆ヶ「」。、（）！　ｱ｡𠮷〜".chars() {
            assert!(is_cjk(c), "{c}");
        }
    }

    #[test]
    fn latin_emoji_and_ambiguous_marks_are_not_cjk() {
        for c in "aé“”…—※①🎉✅é".chars() {
            assert!(!is_cjk(c), "{c}");
        }
    }

    #[test]
    fn hangul_keeps_its_spaces() {
        assert!(is_cjk('한') && !joins_lines('한'));
        assert!(joins_lines('語'));
    }

    #[test]
    fn punctuation_is_that_of_unicode() {
        for c in "「」。、（）！“”※…—→＋~*_$".chars() {
            assert!(is_punctuation(c), "{c}");
        }
        for c in "aあ漢ー 　々1１é".chars() {
            assert!(!is_punctuation(c), "{c}");
        }
    }
}
