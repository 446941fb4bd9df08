//! Finds what would make the Markdown parser slow: the titles of links that no one closes.
//!
//! On `[text](target "title`, pulldown-cmark 0.13 looks for the closing quote to the end of the file, and at every line end
//! walks over all that follows in the paragraph: 200 kB took 40 s. A title with [`MAX_LINES`] lines or [`MAX_BYTES`] bytes is
//! no title here. All else that was tried (some hundred ways of nesting and not closing, and combinations of them) is linear.

/// How many line ends a title may have.
const MAX_LINES: usize = 8;

/// How long a title may be.
const MAX_BYTES: usize = 4096;

/// Gives the places, ascending, of quotes that may open the title of a link but are not closed within bounds.
pub(super) fn unclosed_titles(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut targets = memchr::memmem::find_iter(bytes, b"](").peekable();
    while let Some(at) = targets.next() {
        let start = at + "](".len();
        let end = targets.peek().copied().unwrap_or(bytes.len());
        let quotes = title_starts(bytes, start, end);
        found.extend(quotes.filter(|&quote| !is_closed(&bytes[quote..])));
    }
    found
}

/// The quotes after a space in this line and the next two: a line may end before the target and before the title.
fn title_starts(bytes: &[u8], start: usize, end: usize) -> impl Iterator<Item = usize> {
    let mut lines = 0;
    (start..end)
        .take_while(move |&at| {
            lines += usize::from(is_line_end(bytes, at));
            lines < 3
        })
        .filter(|&at| matches!(bytes[at], b'"' | b'\'' | b'('))
        .filter(|&at| matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b'>'))
}

fn is_closed(title: &[u8]) -> bool {
    let close = if title[0] == b'(' { b')' } else { title[0] };
    let mut lines = 0;
    let mut at = 1;
    while at < title.len().min(MAX_BYTES) && lines < MAX_LINES {
        match title[at] {
            b'\\' => at += 1,
            byte if byte == close || byte == title[0] => return true,
            _ => lines += usize::from(is_line_end(title, at)),
        }
        at += 1;
    }
    false
}

fn is_line_end(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_titles_are_left_alone() {
        for text in [
            "[a](b \"c\")",
            "[a](b\n'c\nd')",
            "[a](b (c))",
            "「あ」 (い) \"う",
            "[a](b) (う) 'え' \"お\"",
        ] {
            assert_eq!(unclosed_titles(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn unclosed_titles_are_found() {
        assert_eq!(unclosed_titles("[a](b \"c"), [6]);
        assert_eq!(unclosed_titles("[a](\nb\n'c\\'"), [7]);
        assert_eq!(
            unclosed_titles(&format!("[a](b \"{}\")", "c\n".repeat(9))),
            [6]
        );
        assert_eq!(
            unclosed_titles(&format!("[a](b \"{}\")", "c".repeat(5000))),
            [6]
        );
    }
}
