//! Parts of a book → its pages: title, contents, chapters.

use super::write::{Leads, write};
use super::{Book, Chapter, Fitted, file, fragment};
use crate::sanitise::plain_external;
use crate::xml::{escape, escaped};

/// How a book looks, beside what a reading device makes of it.
const STYLE: &str = include_str!("style.css");
/// What is different where lines run down.
const VERTICAL: &str = include_str!("vertical.css");

/// The style of all pages.
pub(super) fn style(vertical: bool) -> String {
    match vertical {
        true => format!("{STYLE}{VERTICAL}"),
        false => STYLE.to_owned(),
    }
}

/// The first page.
pub(super) fn title(book: &Book) -> String {
    let mut body = String::from("<section epub:type=\"titlepage\" class=\"titlepage\">\n");
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            body.push_str(&format!(
                "<{name}>{}</{}>\n",
                escaped(text),
                name.split(' ').next().unwrap_or(name)
            ));
        }
    };
    line("h1", &book.title);
    line("p class=\"version\"", &book.version);
    line("p", &book.day);
    line("p", &book.authors.join(", "));
    line("p", book.publisher.as_deref().unwrap_or_default());
    if let Some(address) = &book.address {
        let shown = escaped(address);
        body.push_str(&match plain_external(address) {
            Some(target) => format!("<p><a href=\"{}\">{shown}</a></p>\n", escaped(&target)),
            None => format!("<p>{shown}</p>\n"),
        });
    }
    body.push_str("</section>\n");
    page(book, &book.title, &body)
}

/// A document.
pub(super) fn chapter(book: &Book, fitted: &Fitted<'_>, leads: Leads<'_>) -> String {
    let Chapter { id, title, .. } = fitted.chapter;
    let mut body = format!("<section id=\"{id}\">\n");
    if fitted.chapter.print_title {
        body.push_str(&format!("<h1>{}</h1>\n", escaped(title)));
    }
    write(&fitted.nodes, leads, &mut body);
    body.push_str("\n</section>\n");
    page(book, title, &body)
}

/// The table of contents: documents, and their headings that are there.
pub(super) fn contents(book: &Book, chapters: &[Fitted<'_>]) -> String {
    let mut list = List::default();
    for fitted in chapters {
        let Chapter {
            title, headings, ..
        } = fitted.chapter;
        list.item(0, title, &file(fitted.chapter));
        for (level, title, id) in headings {
            if fitted.ids.contains(id) {
                let target = format!("{}#{}", file(fitted.chapter), fragment(id));
                list.item(*level, title, &target);
            }
        }
    }
    let heading = escaped(book.contents);
    let body = format!(
        "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1>{heading}</h1>\n{}</nav>\n",
        list.finish()
    );
    page(book, book.contents, &body)
}

/// A list of lists that is being written.
#[derive(Default)]
struct List {
    out: String,
    /// The levels of the items that are open.
    open: Vec<u8>,
}

impl List {
    fn item(&mut self, level: u8, title: &str, target: &str) {
        while self.open.last().is_some_and(|&open| open >= level) {
            self.close();
            // The next one stands beside it, or further out.
            if self.open.last().is_none_or(|&open| open < level) {
                return self.begin(level, title, target, "");
            }
            self.out.push_str("</ol>\n");
        }
        self.begin(level, title, target, "<ol>\n");
    }

    fn begin(&mut self, level: u8, title: &str, target: &str, before: &str) {
        self.out.extend([before, "<li><a href=\""]);
        escape(&mut self.out, target);
        self.out.push_str("\">");
        escape(
            &mut self.out,
            if title.trim().is_empty() {
                "…"
            } else {
                title
            },
        );
        self.out.push_str("</a>");
        self.open.push(level);
    }

    fn close(&mut self) {
        self.open.pop();
        self.out.push_str("</li>\n");
    }

    fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
            self.out.push_str("</ol>\n");
        }
        self.out
    }
}

fn page(book: &Book, title: &str, body: &str) -> String {
    let language = escaped(&book.language);
    let title = escaped(if title.trim().is_empty() {
        &book.title
    } else {
        title
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\">\n\
         <head>\n<meta charset=\"utf-8\"/>\n<title>{title}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/>\n</head>\n\
         <body>\n{body}</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_nest_in_the_contents() {
        let mut list = List::default();
        for (level, title) in [(0, "a"), (2, "b"), (3, "c"), (2, "d"), (0, "e"), (3, "f")] {
            list.item(level, title, "x");
        }
        let shown = list.finish().replace(" href=\"x\"", "").replace('\n', "");
        let item = |title: &str, inside: &str| format!("<li><a>{title}</a>{inside}</li>");
        let inner = format!(
            "<ol>{}{}</ol>",
            item("b", &format!("<ol>{}</ol>", item("c", ""))),
            item("d", "")
        );
        let outer = format!(
            "<ol>{}{}</ol>",
            item("a", &inner),
            item("e", &format!("<ol>{}</ol>", item("f", "")))
        );
        assert_eq!(shown, outer);
    }
}
