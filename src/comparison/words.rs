//! Text → the places where it may be cut: between words, never inside a grapheme, a number or a Latin word.
//!
//! Words are ICU's (dictionary for Japanese, UAX #29 elsewhere), mended where a reader would not cut: an inflected
//! ending stays with its stem, kanji numerals stay whole, addresses are cut after slashes only. Knows nothing of markup.

use std::sync::LazyLock;

use icu_properties::props::GraphemeClusterBreak;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use icu_segmenter::WordSegmenter;
use icu_segmenter::WordSegmenterBorrowed;
use icu_segmenter::options::WordBreakInvariantOptions;

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The ends of the words of `text`, ascending, the last one being its length; empty for empty text.
pub(super) fn ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::with_capacity(text.len() / 4 + 1);
    let mut start = 0;
    let mut address_end = 0;
    for end in SEGMENTER.segment_str(text) {
        if end == 0 {
            continue;
        }
        let word = &text[start..end];
        if word == ":" && start >= address_end {
            address_end = address_after(text, end);
        }
        let previous = previous_word(text, &ends);
        let inside_address = end <= address_end
            && (word == "/" || !previous.ends_with('/'))
            && !begins_encoded(&text[start..]);
        if inside_address || (end > address_end && belongs_together(previous, word)) {
            ends.pop();
        }
        ends.push(end);
        start = end;
    }
    ends
}

fn previous_word<'a>(text: &'a str, ends: &[usize]) -> &'a str {
    match ends {
        [] => "",
        [end] => &text[..*end],
        [.., start, end] => &text[*start..*end],
    }
}

/// Where the address ends whose scheme's colon ends at `colon`, or 0 if it is no address.
fn address_after(text: &str, colon: usize) -> usize {
    let rest = &text[colon..];
    if !rest.starts_with("//") {
        return 0;
    }
    let length = rest
        .find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '(' | ')' | '|'))
        .unwrap_or(rest.len());
    colon + length
}

/// Whether a percent-encoded character of more than one byte begins here: encoded Japanese is cut by character.
fn begins_encoded(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let lead = |byte: &u8| matches!(byte.to_ascii_uppercase(), b'C'..=b'F');
    bytes.first() == Some(&b'%') && bytes.get(1).is_some_and(lead)
}

/// Whether ICU's cut between two words is one that a reader would not make.
fn belongs_together(previous: &str, word: &str) -> bool {
    let (Some(last), Some(first)) = (previous.chars().next_back(), word.chars().next()) else {
        return false;
    };
    if is_extender(first) && !is_separator(last) {
        return true;
    }
    if is_kanji_numeral(first) && previous.chars().all(is_kanji_numeral) {
        return true;
    }
    is_hiragana(last) && is_ending(previous, word)
}

/// Inflected endings that the dictionary cuts from their stems: しま|す, なけ|れば, 行|わ|ない.
fn is_ending(previous: &str, word: &str) -> bool {
    match word {
        "す" | "せん" | "した" | "しょう" => {
            previous.ends_with('ま') || previous.ends_with('で')
        }
        "ちら" => previous.ends_with(['こ', 'そ', 'あ', 'ど']),
        "れば" => previous.ends_with('け'),
        "け" => previous.ends_with('な'),
        "い" => previous.ends_with('な'),
        "な" | "ない" => {
            previous.ends_with(['わ', 'か', 'さ', 'た', 'ら', 'ば', 'が']) && !is_particle(previous)
        }
        _ => false,
    }
}

fn is_particle(word: &str) -> bool {
    matches!(word, "が" | "か" | "わ" | "さ" | "から" | "ながら")
}

/// Whether a mark may begin or end at `at`, judged by the two characters beside it.
///
/// The dictionary's words are not asked: this only forbids what is never right, inside graphemes, numbers and
/// Latin words.
pub(super) fn is_cut(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at..]);
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return true;
    };
    if is_extender(next) && !is_separator(last) || last == '\u{200d}' {
        return false;
    }
    if is_latin(last) && is_latin(next) {
        return false;
    }
    if is_kanji_numeral(last) && is_kanji_numeral(next) {
        return false;
    }
    let second_last = before.chars().rev().nth(1);
    let second_next = after.chars().nth(1);
    let inside_number = |c: char, left: Option<char>, right: Option<char>| {
        is_decimal_mark(c) && left.is_some_and(is_digit) && right.is_some_and(is_digit)
    };
    !inside_number(last, second_last, Some(next)) && !inside_number(next, Some(last), second_next)
}

/// Whether it continues the character before it: what UAX #29 never parts from it, the long-vowel mark, small kana.
pub(super) fn is_extender(c: char) -> bool {
    const BREAKS: CodePointMapDataBorrowed<'static, GraphemeClusterBreak> =
        CodePointMapData::<GraphemeClusterBreak>::new();
    let is_kana = matches!(
        c,
        'ー' | 'ｰ'
            | 'ﾞ'
            | 'ﾟ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ッ'
    );
    // The commonest letters need no look at the table.
    let is_plain = c < '\u{300}'
        || matches!(c, '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}');
    is_kana
        || !is_plain
            && matches!(
                BREAKS.get(c),
                GraphemeClusterBreak::Extend
                    | GraphemeClusterBreak::SpacingMark
                    | GraphemeClusterBreak::ZWJ
            )
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == '\u{fffc}'
}

/// A letter or digit of a script that puts spaces between its words.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || is_digit(c)
        || (c.is_alphanumeric()
            && !is_japanese_letter(c)
            && !('\u{0e00}'..='\u{0eff}').contains(&c))
}

fn is_japanese_letter(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}' | '\u{31f0}'..='\u{31ff}')
}

/// A digit, half or full width.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_decimal_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '．' | '，')
}

/// A hiragana letter.
pub(super) fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
}

fn is_kanji_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
    )
}

/// A kanji that multiplies the number before it.
pub(super) fn is_magnitude(c: char) -> bool {
    matches!(c, '百' | '千' | '万' | '億' | '兆')
}

/// Ends a sentence.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '．' | '\n')
}

/// Punctuation beside which a text may be cut apart before it is cut into words, without changing the words.
pub(super) fn is_joint(c: char) -> bool {
    matches!(c, '。' | '、' | '！' | '？' | ' ' | '\n' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut start = 0;
        let words: Vec<&str> = ends(text)
            .into_iter()
            .map(|end| &text[std::mem::replace(&mut start, end)..end])
            .collect();
        assert_eq!(words.join("|"), expected);
    }

    #[test]
    fn japanese_is_cut_between_words() {
        check("子育て世代の社会保険料", "子育て|世代|の|社会|保険|料");
    }

    #[test]
    fn an_inflected_ending_stays_with_its_stem() {
        check("推進します。実施しません", "推進|します|。|実施|しません");
        check("検討しなければならない", "検討|しなければ|ならない");
        check("行わない", "行|わない");
    }

    #[test]
    fn numbers_stay_whole() {
        check("約16.5億円と１，０００人", "約|16.5|億|円|と|１，０００|人");
        check("二十三名", "二十三名");
    }

    #[test]
    fn addresses_are_cut_after_slashes_and_latin_words_stay_whole() {
        check(
            "詳細はhttps://example.org/a?b=c#dを参照 don't v0.5",
            "詳細|は|https://|example.org/|a?b=c#d|を|参照| |don't| |v0.5",
        );
    }

    #[test]
    fn graphemes_stay_whole() {
        check("か\u{3099}👨‍👩‍👧‍👦", "か\u{3099}|👨‍👩‍👧‍👦");
    }

    #[test]
    fn nothing_is_cut_inside_a_word_or_number() {
        for (text, at) in [
            ("database", 4),
            ("1,000", 1),
            ("1,000", 2),
            ("３０名", 3),
            ("エネルギー", 12),
            ("二十三", 3),
        ] {
            assert!(!is_cut(text, at), "{text} at {at}");
        }
        assert!(is_cut("5500万円", 4));
        assert!(is_cut("宇宙線", 6));
    }
}
