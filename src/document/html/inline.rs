//! Inlines → HTML.

use super::{Emitter, escape_target, escape_text, lead_raw};
use crate::document::{Inline, plain_text};

impl Emitter<'_> {
    /// Writes inlines.
    pub fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    /// Writes one inline with all that it holds.
    pub fn inline(&mut self, inline: &Inline) {
        self.open_inline(inline);
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => {
                self.inlines(content);
                self.close_inline(inline);
            }
            _ => {}
        }
    }

    /// Writes the opening tag of emphasis and links, and all of everything else (text, code, images, breaks, marks).
    ///
    /// What the first hold comes between this and [`Emitter::close_inline`].
    pub fn open_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Code(text) => {
                self.raw("<code>");
                self.text(text);
                self.raw("</code>");
            }
            Inline::Math(text) if self.options.formulas => {
                let prefix = self.options.prefix;
                self.raw(&format!("<code class=\"{prefix}math\">"));
                self.text(text);
                self.raw("</code>");
            }
            Inline::Math(text) => self.text(text),
            Inline::Emphasis(_) => self.raw("<em>"),
            Inline::Strong(_) => self.raw("<strong>"),
            Inline::Strikethrough(_) => self.raw("<del>"),
            Inline::Link {
                target,
                title,
                content,
            } => self.open_link(target, title, content),
            Inline::Image {
                target,
                title,
                content,
            } => self.image(target, title, content),
            Inline::SoftBreak => self.raw("\n"),
            Inline::HardBreak if self.options.plain => self.raw("<br />\n"),
            Inline::HardBreak => self.raw("<br>\n"),
            Inline::Html(html) => {
                let led = lead_raw(html, self.options.links).into_owned();
                self.raw(&led);
            }
            Inline::FootnoteReference(label) => self.footnote_reference(label),
        }
    }

    /// Writes the closing tag of emphasis and links; nothing for everything else.
    pub fn close_inline(&mut self, inline: &Inline) {
        self.raw(match inline {
            Inline::Emphasis(_) => "</em>",
            Inline::Strong(_) => "</strong>",
            Inline::Strikethrough(_) => "</del>",
            Inline::Link { .. } => "</a>",
            _ => "",
        });
    }

    fn open_link(&mut self, target: &str, title: &str, content: &[Inline]) {
        let links = self.options.links;
        match content {
            [Inline::Text(text)] if text == target && !self.options.bare_link.is_empty() => {
                self.raw(&format!("<a class=\"{}\" href=\"", self.options.bare_link));
            }
            _ => self.raw("<a href=\""),
        }
        escape_target(&mut self.out, links.link(target).as_deref(), target);
        self.title(title);
        self.raw("\">");
    }

    fn image(&mut self, source: &str, title: &str, content: &[Inline]) {
        let links = self.options.links;
        self.raw("<img src=\"");
        escape_target(&mut self.out, links.image(source).as_deref(), source);
        self.raw("\" alt=\"");
        escape_text(&mut self.out, &plain_text(content));
        self.title(title);
        self.raw(if self.options.plain { "\" />" } else { "\">" });
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.raw("\" title=\"");
            self.text(title);
        }
    }
}
