//! Text → the one spelling in which it is looked for, the same for what is written and for what is asked.
//!
//! Full and half width, capital and small letters, composed and decomposed ones are the same; kinds of dash and quotation
//! mark too. What cannot be seen is left out. A run of white space is one space, and none between two Japanese
//! characters. `templates/assets/search-index.js` does the very same; `tests/search/spelling.json` holds both to it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Brings one line into the spelling that is searched.
pub fn normal(line: &str) -> String {
    let mut out = Spelling::default();
    let mut cluster = String::new();
    let mut chars = line.chars().peekable();
    while let Some(first) = chars.next() {
        let alone = chars.peek().is_none_or(|next| !joins(*next));
        if alone && (first.is_ascii() || is_settled(first)) {
            out.push(first.to_ascii_lowercase());
            continue;
        }
        cluster.clear();
        cluster.push(first);
        while let Some(next) = chars.next_if(|next| joins(*next)) {
            cluster.push(next);
        }
        let folded = cluster.nfkc().flat_map(char::to_lowercase);
        folded.for_each(|c| out.push(c));
    }
    out.text
}

#[derive(Default)]
struct Spelling {
    text: String,
    last: Option<char>,
    space: bool,
}

impl Spelling {
    fn push(&mut self, c: char) {
        let c = alike(c);
        if is_space(c) {
            self.space = true;
            return;
        }
        if is_unseen(c) {
            return;
        }
        let space = std::mem::take(&mut self.space);
        if let Some(last) = self.last
            && space
            && !(is_japanese(last) && is_japanese(c))
        {
            self.text.push(' ');
        }
        self.text.push(c);
        self.last = Some(c);
    }
}

/// Whether a character is its own spelling, unless one follows that joins it.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
        | '\u{3001}'..='\u{3002}')
}

/// Whether a character makes one letter with what is before it.
fn joins(c: char) -> bool {
    if c < '\u{300}' || matches!(c, '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}') {
        return false;
    }
    is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}')
}

/// Marks that people do not tell apart when they type.
fn alike(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{301c}' => '~',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        'ς' => 'σ',
        _ => c,
    }
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is written without spaces around it: kana, kanji and their punctuation.
pub(super) fn is_japanese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is part of a word that spaces or other marks stand around.
pub(super) fn is_of_word(c: char) -> bool {
    !is_japanese(c) && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_those_that_the_browser_makes() {
        let table = include_str!("../../tests/search/spelling.json");
        let table: Vec<(String, String)> = serde_json::from_str(table).expect("pairs of texts");
        assert!(table.len() > 30);
        for (written, expected) in table {
            assert_eq!(normal(&written), expected, "{written:?}");
        }
    }

    #[test]
    fn what_is_in_its_spelling_stays_as_it_is() {
        for text in [
            "東京都知事選",
            "ａｂｃ ＡＢＣ",
            "ｶﾞｯｺｳ",
            "Σας",
            "İ",
            "①㈱㎡…",
        ] {
            let once = normal(text);
            assert_eq!(normal(&once), once, "{text}");
        }
    }
}
