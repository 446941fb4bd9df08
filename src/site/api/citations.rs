//! A page of citations → the same as a list of CSL-JSON, for programs that keep references.

use crate::site::path::OutputPath;
use crate::site::view::{Content, Page};

/// `/api/cite/{version}/{document}.json`, beside a page of citations; that of the entry document is `/api/cite/{version}.json`.
pub fn citations_file(path: &OutputPath, page: &Page) -> Option<(OutputPath, Vec<u8>)> {
    let Content::Cite(view) = &page.content else {
        return None;
    };
    let sections = view.sections.iter().map(|section| &section.citation);
    let items: Vec<&str> = std::iter::once(&view.citation)
        .chain(sections)
        .map(|citation| item(&citation.csl))
        .collect();
    let folder = path.as_str().trim_end_matches("/index.html");
    let file = OutputPath::file(&format!("api/{folder}.json"));
    Some((file, format!("[\n{}\n]\n", items.join(",\n")).into_bytes()))
}

/// The one item of a list.
fn item(list: &str) -> &str {
    let inside = list.trim().strip_prefix('[');
    let inside = inside.and_then(|inside| inside.strip_suffix(']'));
    inside.unwrap_or(list).trim_matches('\n')
}
