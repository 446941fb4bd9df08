//! Inlines → the words that a reader sees.

use super::Inline;
use super::cjk::joins_lines;

/// Gives the text that the reader sees, without any form.
///
/// A line break of the source is a space, or nothing between two Japanese characters; a hard break is `\n`. Images
/// stand for their alternative text; raw HTML and marks of footnotes for nothing.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut writer = Writer::default();
    writer.inlines(inlines);
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Whether a line break of the source waits for what follows.
    pending: bool,
}

impl Writer {
    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) | Inline::Math(text) => self.text(text),
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content)
                | Inline::Link { content, .. }
                | Inline::Image { content, .. } => self.inlines(content),
                Inline::SoftBreak => self.pending = true,
                Inline::HardBreak => {
                    self.pending = false;
                    self.out.push('\n');
                }
                Inline::Html(_) | Inline::FootnoteReference(_) => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        let Some(next) = text.chars().next() else {
            return;
        };
        if std::mem::take(&mut self.pending) {
            let joined = joins_lines(next) && self.out.chars().next_back().is_some_and(joins_lines);
            if !joined {
                self.out.push(' ');
            }
        }
        self.out.push_str(text);
    }
}
