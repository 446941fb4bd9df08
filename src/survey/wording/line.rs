//! One line of Markdown → the characters that a reader sees, folded, each with its place in the source.
//!
//! A cheap reading of one line alone, for finding texts alike and never for showing them: list markers, signs of
//! headings, quotes and emphasis, targets of links, tags and bare addresses vanish; full and half width become one;
//! white space remains only between words written with it. Knows nothing of what stands around the line.

use std::ops::Range;

use unicode_normalization::char::{compose, decompose_compatible};

use crate::document::is_alphanumeric;

/// A character as a reader sees it, and the bytes of the source that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The folded character.
    pub char: char,
    /// Where it starts in the source.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
}

impl Seen {
    /// Whether it counts for likeness.
    pub fn is_letter(&self) -> bool {
        is_alphanumeric(self.char)
    }
}

/// Longest target of a link and longest tag that are looked for, in bytes: without a bound, a line of openers alone would
/// take time that grows with its square.
const MARKUP_LIMIT: usize = 1_000;

/// Ends a sentence without being seen: the end of a cell of a table, a spelt-out end of line.
pub const SENTENCE_END: char = '\n';

/// Reads `text[line]`.
pub fn read(text: &str, line: Range<usize>, out: &mut Vec<Seen>) {
    let start = line.start + block_prefix(&text[line.clone()]);
    let mut reader = Reader {
        text,
        at: start,
        end: line.end,
        linked: memchr::memmem::find(&text.as_bytes()[start..line.end], b"](").is_some(),
        gap: false,
        first: out.len(),
        out,
    };
    while reader.at < reader.end {
        reader.step();
    }
}

/// Bytes of markers at the start of a line: quotes, headings, list items; these may follow one another.
fn block_prefix(line: &str) -> usize {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start();
        let bytes = trimmed.as_bytes();
        let marker = match bytes.first() {
            Some(b'>') => 1,
            Some(b'#') => bytes.iter().take_while(|&&byte| byte == b'#').count(),
            Some(b'*' | b'-' | b'+') if is_space(bytes.get(1)) => 1,
            Some(b'0'..=b'9') => ordinal(bytes),
            _ => 0,
        };
        if marker == 0 {
            return line.len() - trimmed.len();
        }
        rest = &trimmed[marker..];
    }
}

fn ordinal(bytes: &[u8]) -> usize {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let closed = matches!(bytes.get(digits), Some(b'.' | b')')) && is_space(bytes.get(digits + 1));
    if closed && digits < 10 { digits + 1 } else { 0 }
}

fn is_space(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t'))
}

struct Reader<'t, 'o> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Whether the line holds a link with a target.
    linked: bool,
    /// Whether white space waits for what follows.
    gap: bool,
    /// Where this line starts in `out`.
    first: usize,
    out: &'o mut Vec<Seen>,
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            self.at = self.end;
            return;
        };
        let skipped = if c.is_ascii() { self.markup(c) } else { 0 };
        if skipped > 0 {
            self.at += skipped;
        } else if c.is_whitespace() {
            self.gap = true;
            self.at += c.len_utf8();
        } else {
            self.take(c);
        }
    }

    /// Bytes of markup that start here, none if `c` is text.
    fn markup(&mut self, c: char) -> usize {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match c {
            '*' | '`' => 1,
            '\\' if bytes.get(1).is_some_and(u8::is_ascii_punctuation) => 1,
            // Bots write whole documents into one line, with each end of line spelt out.
            '\\' if bytes.get(1) == Some(&b'n') => {
                self.push(SENTENCE_END, 2);
                2
            }
            '~' | '_' if bytes.get(1) == bytes.first() => 2,
            '!' if self.linked && bytes.get(1) == Some(&b'[') => 2,
            '[' if self.linked => 1,
            ']' if bytes.get(1) == Some(&b'(') => target(bytes),
            '<' => tag(bytes),
            '&' => entity(bytes),
            'h' => address(rest),
            '|' => {
                self.push(SENTENCE_END, 1);
                1
            }
            _ => 0,
        }
    }

    fn take(&mut self, c: char) {
        let folded = fold(c);
        if std::mem::take(&mut self.gap)
            && folded.is_ascii_alphanumeric()
            && self
                .last()
                .is_some_and(|last| last.is_ascii_alphanumeric() || last == ',')
        {
            self.push(' ', 0);
        }
        let size = c.len_utf8();
        let voiced = self.text[self.at + size..self.end]
            .chars()
            .next()
            .filter(|_| matches!(c, '\u{ff66}'..='\u{ff9d}'))
            .and_then(|mark| compose(folded, combining(mark)?));
        match voiced {
            Some(voiced) => {
                self.push(voiced, size + '\u{ff9e}'.len_utf8());
                self.at += '\u{ff9e}'.len_utf8();
            }
            None => self.push(folded, size),
        }
        self.at += size;
    }

    fn last(&self) -> Option<char> {
        self.out[self.first..].last().map(|seen| seen.char)
    }

    fn push(&mut self, char: char, size: usize) {
        self.out.push(Seen {
            char,
            start: self.at as u32,
            end: (self.at + size) as u32,
        });
    }
}

/// The combining form of a half-width mark that voices a syllable.
fn combining(mark: char) -> Option<char> {
    match mark {
        '\u{ff9e}' => Some('\u{3099}'),
        '\u{ff9f}' => Some('\u{309a}'),
        _ => None,
    }
}

/// One form for full, half and small width, and for large and small letters.
fn fold(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='\u{7f}' => c,
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' => c,
        '\u{ff01}'..='\u{ff5e}' => fold_ascii(c),
        '\u{ff61}'..='\u{ff9f}' => single(c).unwrap_or(c),
        _ if is_alphanumeric(c) => single(c).unwrap_or(c),
        _ => c,
    }
}

fn fold_ascii(c: char) -> char {
    let ascii = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
    ascii.to_ascii_lowercase()
}

/// The compatibility form if it is one character (Unicode NFKD of one character).
fn single(c: char) -> Option<char> {
    let mut forms = (None, 0);
    decompose_compatible(c, |form| forms = (forms.0.or(Some(form)), forms.1 + 1));
    forms.0.filter(|_| forms.1 == 1)
}

/// `](target)`, if it is closed on this line.
fn target(bytes: &[u8]) -> usize {
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().take(MARKUP_LIMIT).skip(1) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    1
}

/// `<tag …>`, `</tag>`, `<!-- … -->`, `<https://…>`.
fn tag(bytes: &[u8]) -> usize {
    let opens = bytes
        .get(1)
        .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!'));
    if !opens {
        return 0;
    }
    memchr::memchr(b'>', &bytes[..bytes.len().min(MARKUP_LIMIT)]).map_or(0, |end| end + 1)
}

/// `&nbsp;`, `&#12354;`.
fn entity(bytes: &[u8]) -> usize {
    let name = bytes.iter().skip(1).take(10);
    let length = name
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    if length > 0 && bytes.get(length + 1) == Some(&b';') {
        length + 2
    } else {
        0
    }
}

/// A web address written out.
fn address(rest: &str) -> usize {
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return 0;
    }
    let ends = |c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, ')' | '>' | ']' | '|');
    rest.find(ends).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let mut seen = Vec::new();
        read(line, 0..line.len(), &mut seen);
        let text: String = seen.iter().map(|seen| seen.char).collect();
        assert_eq!(text, expected, "{line:?}");
        for seen in seen {
            assert!(line.is_char_boundary(seen.start as usize) && seen.start <= seen.end);
            assert!(line.is_char_boundary(seen.end as usize));
        }
    }

    #[test]
    fn markers_at_the_start_of_a_line_vanish() {
        check("  * 予算を増やす", "予算を増やす");
        check("> ## 教育", "教育");
        check("12. 予算", "予算");
        check("2025年", "2025年");
        check("- ", "");
        check("-5度", "-5度");
    }

    #[test]
    fn emphasis_links_and_tags_leave_their_text() {
        check("**予算**を`見直す`", "予算を見直す");
        check("[教育](11_ステップ(1).md)の", "教育の");
        check("![図](a.png)", "図");
        check("<b>予算</b><!-- 注 -->", "予算");
        check("[注] 3 < 5", "[注]3<5");
        check("詳細は https://example.org/a?b を", "詳細はを");
    }

    #[test]
    fn widths_and_white_space_are_one() {
        check("ＡＩ　と ｶﾞｽ｡", "aiとガス。");
        check("open  source policy", "open source policy");
        check("１０ 兆円", "10兆円");
    }

    #[test]
    fn cells_of_a_table_end_sentences() {
        check("|予算|年度|", "\n予算\n年度\n");
    }

    #[test]
    fn an_end_of_line_that_a_bot_spelt_out_ends_a_sentence() {
        check("教育\\n予算", "教育\n予算");
    }

    #[test]
    fn an_unclosed_link_or_tag_is_text() {
        check("[a](b", "a(b");
        check("<b", "<b");
    }
}
