//! What Teigen does with what MkDocs sites are extended by.

/// What becomes of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Teigen does the same by itself.
    Same,
    /// It is read here, and taken over.
    Taken,
    /// It does not carry over; what to do.
    Lost(&'static str),
}

use Fate::{Lost, Same, Taken};

/// Plugins by name.
const PLUGINS: [(&str, Fate); 26] = [
    ("search", Same),
    ("mike", Taken),
    ("redirects", Taken),
    ("i18n", Taken),
    ("offline", Same),
    ("privacy", Same),
    ("optimize", Same),
    ("minify", Same),
    ("git-revision-date", Same),
    ("git-revision-date-localized", Same),
    ("git-authors", Same),
    ("git-committers", Same),
    (
        "rss",
        Lost("readers find feeds at /feed.xml and beside each document"),
    ),
    (
        "social",
        Lost("pages have cards of their own where `base_url` is set"),
    ),
    ("glightbox", Lost("images are shown as they are")),
    (
        "mermaid2",
        Lost("set `diagrams: true`, which draws ```mermaid blocks"),
    ),
    ("awesome-pages", Lost("write the order below `navigation`")),
    ("awesome-nav", Lost("write the order below `navigation`")),
    ("literate-nav", Lost("write the order below `navigation`")),
    (
        "section-index",
        Lost("name a section's own page first below its heading in `navigation`"),
    ),
    (
        "macros",
        Lost("write what the macros gave into the documents"),
    ),
    (
        "include-markdown",
        Lost("write what is included into the documents"),
    ),
    (
        "blog",
        Lost("posts are documents like others; write their order below `navigation`"),
    ),
    (
        "tags",
        Lost("the tags of documents stay in their front matter, and are not listed"),
    ),
    (
        "monorepo",
        Lost("only one folder is published: bring the documents together"),
    ),
    (
        "gen-files",
        Lost("only files that Git holds are published: commit what was generated"),
    ),
];

/// Extensions of Markdown by name.
const EXTENSIONS: [(&str, Fate); 41] = [
    ("tables", Same),
    ("fenced_code", Same),
    ("footnotes", Same),
    ("sane_lists", Same),
    ("toc", Same),
    ("meta", Same),
    (
        "extra",
        Lost(
            "tables, fenced code and footnotes are read; abbreviations, definition lists, attributes ({…}) and Markdown inside HTML stay as they are written",
        ),
    ),
    (
        "markdown.extensions.extra",
        Lost(
            "tables, fenced code and footnotes are read; abbreviations, definition lists, attributes ({…}) and Markdown inside HTML stay as they are written",
        ),
    ),
    ("codehilite", Same),
    ("pymdownx.superfences", Same),
    ("pymdownx.highlight", Same),
    ("pymdownx.inlinehilite", Same),
    ("pymdownx.tilde", Same),
    ("pymdownx.tasklist", Same),
    ("pymdownx.magiclink", Same),
    ("pymdownx.betterem", Same),
    ("pymdownx.arithmatex", Taken),
    ("pymdownx.saneheaders", Same),
    (
        "admonition",
        Lost(
            "`!!! note` is shown as a line of text: write a quotation (`> **Note** …`) in its place",
        ),
    ),
    (
        "pymdownx.details",
        Lost(
            "`??? note` is shown as a line of text: write <details><summary>…</summary> in its place",
        ),
    ),
    (
        "pymdownx.blocks.admonition",
        Lost(
            "`/// note` is shown as a line of text: write a quotation (`> **Note** …`) in its place",
        ),
    ),
    (
        "pymdownx.blocks.details",
        Lost(
            "`/// details` is shown as a line of text: write <details><summary>…</summary> in its place",
        ),
    ),
    (
        "pymdownx.blocks.tab",
        Lost("`/// tab` is shown as a line of text: write headings in its place"),
    ),
    (
        "pymdownx.tabbed",
        Lost("`=== \"Tab\"` is shown as a line of text: write headings in its place"),
    ),
    (
        "pymdownx.snippets",
        Lost("`--8<--` includes nothing: write the text into the document"),
    ),
    (
        "pymdownx.emoji",
        Lost("`:smile:` stays as it is written: write the character"),
    ),
    (
        "pymdownx.keys",
        Lost("`++ctrl+c++` stays as it is written: write <kbd>"),
    ),
    (
        "pymdownx.mark",
        Lost("`==marked==` stays as it is written: write <mark>"),
    ),
    (
        "pymdownx.caret",
        Lost("`^^inserted^^` and `^above^` stay as they are written: write <ins> or <sup>"),
    ),
    (
        "pymdownx.critic",
        Lost("`{++added++}` stays as it is written: Teigen shows changes from Git"),
    ),
    (
        "pymdownx.smartsymbols",
        Lost("`(c)` and `-->` stay as they are written: write the character"),
    ),
    (
        "pymdownx.progressbar",
        Lost("bars stay as they are written"),
    ),
    (
        "attr_list",
        Lost("`{: .class #id }` stays as it is written: take it out"),
    ),
    (
        "md_in_html",
        Lost("Markdown inside HTML blocks is read only after a blank line"),
    ),
    (
        "def_list",
        Lost("definition lists are shown as paragraphs: write a list or a table"),
    ),
    ("abbr", Lost("`*[HTML]: …` is shown as text: write <abbr>")),
    (
        "nl2br",
        Lost("a single line end is no line break: end the line with two spaces"),
    ),
    (
        "smarty",
        Lost("quotation marks and dashes stay as they are written"),
    ),
    (
        "wikilinks",
        Lost("`[[Page]]` stays as it is written: write a link"),
    ),
    ("codeblock", Same),
    (
        "markdown_include.include",
        Lost("`{!file!}` includes nothing: write the text into the document"),
    ),
];

/// What becomes of a plugin.
pub fn plugin(name: &str) -> Fate {
    let name = name.strip_prefix("material/").unwrap_or(name);
    find(&PLUGINS, name).unwrap_or(Lost(
        "Teigen runs no plugins: see whether the site is complete without it",
    ))
}

/// What becomes of an extension of Markdown.
pub fn extension(name: &str) -> Fate {
    let short = name.strip_prefix("markdown.extensions.").unwrap_or(name);
    find(&EXTENSIONS, name)
        .or_else(|| find(&EXTENSIONS, short))
        .unwrap_or(Lost(
            "what it adds to Markdown stays as it is written: see whether documents use it",
        ))
}

fn find(table: &[(&str, Fate)], name: &str) -> Option<Fate> {
    let mut entries = table.iter();
    entries
        .find(|(known, _)| *known == name)
        .map(|(_, fate)| *fate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_every_spelling() {
        assert_eq!(plugin("material/search"), Same);
        assert_eq!(extension("markdown.extensions.tables"), Same);
        assert!(matches!(extension("admonition"), Lost(_)));
        assert!(matches!(plugin("own-plugin"), Lost(_)));
    }
}
