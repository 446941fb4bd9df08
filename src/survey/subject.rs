//! A passage → what it speaks of, as features that stay when it is put into other words.
//!
//! Japanese carries its subject in kanji, katakana and letters, and says in hiragana how one thing stands to another: the
//! features are pairs of neighbouring signs that are not hiragana, and longer words of other scripts.

use super::shingle::of_letters;

/// A word of fewer letters, in a script with words, says little of what a text is about.
const LONG: usize = 5;

/// The features of a text, ascending, each once.
pub(super) fn subject(text: &str) -> Vec<u64> {
    let mut features = Vec::new();
    let signs: Vec<(Script, char)> = text.chars().map(|c| (script(c), c)).collect();
    for run in signs.chunk_by(|a, b| a.0 == b.0) {
        let letters = || run.iter().flat_map(|(_, c)| c.to_lowercase());
        match run[0].0 {
            Script::Signs => {
                let letters: Vec<char> = letters().collect();
                features.extend(letters.windows(2).map(of_letters));
            }
            Script::Words if run.len() >= LONG => {
                features.push(of_letters(&letters().collect::<Vec<_>>()));
            }
            Script::Words | Script::Neither => {}
        }
    }
    features.sort_unstable();
    features.dedup();
    features
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Kanji and katakana.
    Signs,
    Words,
    Neither,
}

fn script(c: char) -> Script {
    match c {
        '\u{3041}'..='\u{309f}' => Script::Neither,
        _ if !c.is_alphabetic() => Script::Neither,
        // Katakana, kanji with their rarer blocks, half-width katakana.
        '\u{2e80}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}' => Script::Signs,
        _ => Script::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut expected: Vec<u64> = expected
            .iter()
            .map(|feature| of_letters(&feature.chars().collect::<Vec<_>>()))
            .collect();
        expected.sort_unstable();
        assert_eq!(subject(text), expected, "{text}");
    }

    #[test]
    fn a_subject_is_told_by_kanji_katakana_and_longer_words() {
        check("他党の技術を", &["他党", "技術"]);
        check("アプリ開発", &["アプ", "プリ", "リ開", "開発"]);
        check("The Housing of students", &["housing", "students"]);
        check("これは、それ。", &[]);
    }
}
