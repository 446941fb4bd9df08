//! A compared document → its pages in two columns: the comparative table (新旧対照表) and the side-by-side view.

use std::borrow::Cow;

use super::body::{EditionLinks, nonce};
use super::comparison::{crumbs, range, side};
use super::document::discussions_of;
use super::states::{ComparedDocument, StateComparison};
use crate::comparison::table::{
    Layout, Marking, Row, Touching, arrange, pairs_html, remark, table_html,
};
use crate::comparison::{Comparison, HtmlOptions};
use crate::config::table::{Column, Mark, Profile, Table, Unchanged};
use crate::sanitise::{Origin, SafeHtml, SanitiseOptions, sanitise};
use crate::site::Site;
use crate::site::edition::{Edition, EditionDocument};
use crate::site::path::OutputPath;
use crate::site::pull::{PullSummary, Pulls};
use crate::site::shell::Place;
use crate::site::view::{
    Area, ComparisonColumnsView, ComparisonForm, Content, DocumentLink, Language, Page, PullLink,
    ViewLink,
};
use crate::snapshot::SourcePath;

/// Pull requests that a page names.
const NAMED_PULLS: usize = 50;

/// The pages in two columns: indices of comparison and document, and which pages of it.
///
/// Only neighbouring states have them: they say what a version changed, and all other pairs would double the site.
pub fn columns_pages(
    site: &Site<'_>,
    comparisons: &[StateComparison],
) -> Vec<(usize, usize, Vec<ComparisonForm>)> {
    let mut pages = Vec::new();
    for (index, compared) in comparisons.iter().enumerate() {
        for (document, found) in compared.documents.iter().enumerate() {
            let further = forms(site, compared, found);
            if !further.is_empty() {
                pages.push((index, document, further));
            }
        }
    }
    pages
}

/// How else a document's comparison is shown.
fn forms(
    site: &Site<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
) -> Vec<ComparisonForm> {
    if !compared.consecutive || document.blobs.0 == document.blobs.1 {
        return Vec::new();
    }
    let config = &site.config.comparison;
    [
        (config.side_by_side, ComparisonForm::SideBySide),
        (config.table.show, ComparisonForm::Table),
    ]
    .into_iter()
    .filter(|(show, _)| *show != Some(false))
    .map(|(_, form)| form)
    .collect()
}

impl StateComparison {
    /// Where a document is shown in a form; never where another document is.
    pub fn form_page(&self, document: &ComparedDocument, form: ComparisonForm) -> OutputPath {
        let mut name = match form {
            ComparisonForm::Inline => return self.document_page(document),
            ComparisonForm::SideBySide => "side-by-side".to_owned(),
            ComparisonForm::Table => "table".to_owned(),
        };
        let taken = |name: &str| {
            let inside = |other: &&ComparedDocument| other.address.contains('/');
            let mut others = self.documents.iter().filter(inside).peekable();
            others.peek().is_some() && {
                let wanted = format!("{}/{name}", document.address).to_lowercase();
                others.any(|other| other.address.to_lowercase() == wanted)
            }
        };
        while taken(&name) {
            name.push_str("-2");
        }
        OutputPath::page(&format!("{}/{}/{name}", self.folder(), document.address))
    }
}

/// The ways of showing a document's comparison; none where there is only one.
pub(super) fn views(
    place: &Place<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
    current: ComparisonForm,
) -> Vec<ViewLink> {
    let further = forms(place.site, compared, document);
    if further.is_empty() {
        return Vec::new();
    }
    let link = |form: ComparisonForm| ViewLink {
        kind: form,
        href: place.to(&compared.form_page(document, form)),
        current: form == current,
    };
    std::iter::once(ComparisonForm::Inline)
        .chain(further)
        .map(link)
        .collect()
}

/// `/compare/{a}...{b}/{document}/table/` or `…/side-by-side/`, from the rows of the comparison.
pub fn comparison_columns(
    site: &Site<'_>,
    compared: &StateComparison,
    index: usize,
    form: ComparisonForm,
    rows: Cow<'_, [Row]>,
    pulls: &Pulls,
) -> Page {
    let document = &compared.documents[index];
    let place = Place::new(site, compared.form_page(document, form));
    let title = format!("{} ({})", document.title, range(compared));
    let mut shell = place.shell(&title, Area::Comparisons);
    shell.crumbs = crumbs(
        &place,
        &[(&range(compared), compared.page())],
        &document.title,
    );
    shell.noindex = true;
    let neighbour = |index: Option<usize>| {
        let other = compared.documents.get(index?)?;
        let there = forms(site, compared, other).contains(&form);
        let form = if there { form } else { ComparisonForm::Inline };
        Some(DocumentLink {
            title: other.title.clone(),
            href: place.to(&compared.form_page(other, form)),
        })
    };
    let merged = merged(site, compared, document, pulls);
    let ends = Ends::of(site, compared, document);
    let shown = ends.new.or(ends.old);
    Page {
        content: Content::ComparisonColumns(ComparisonColumnsView {
            title: document.title.clone(),
            kind: form,
            from: side(&place, &compared.from, document.before.as_deref()),
            to: side(&place, &compared.to, document.after.as_deref()),
            counts: document.facts.counts,
            views: views(&place, compared, document, form),
            body: body(&place, compared, document, form, rows, &merged),
            pulls: merged.iter().map(|pull| link(&place, pull)).collect(),
            discussions: shown
                .map(|shown| discussions_of(&shown.document))
                .unwrap_or_default(),
            previous: neighbour(index.checked_sub(1)),
            next: neighbour(Some(index + 1)),
            index: place.to(&compared.page()),
        }),
        shell,
    }
}

/// The document at both ends.
struct Ends<'e> {
    old: Option<&'e EditionDocument<'e>>,
    new: Option<&'e EditionDocument<'e>>,
}

impl<'e> Ends<'e> {
    fn of(site: &'e Site<'e>, compared: &StateComparison, document: &ComparedDocument) -> Self {
        let find = |name: &str, path: Option<&str>| Some(site.edition(name)?.find(path?)?.1);
        Self {
            old: find(&compared.from, document.before.as_deref()),
            new: find(&compared.to, document.after.as_deref()),
        }
    }
}

fn body(
    place: &Place<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
    form: ComparisonForm,
    rows: Cow<'_, [Row]>,
    merged: &[&PullSummary],
) -> SafeHtml {
    let site = place.site;
    let (Some(from), Some(to)) = (site.edition(&compared.from), site.edition(&compared.to)) else {
        return SafeHtml::default();
    };
    let ends = Ends::of(site, compared, document);
    let nowhere = SourcePath::new(String::new());
    let links = |edition, from| EditionLinks {
        place,
        edition,
        from,
        whole: None,
    };
    let before = links(from, ends.old.map_or(&nowhere, |end| end.path));
    let after = links(to, ends.new.map_or(&nowhere, |end| end.path));
    let prefix = nonce(&[place.path.as_str(), &format!("{:?}", document.blobs)]);
    let words = site.view.language.words();
    let options = HtmlOptions {
        prefix: &prefix,
        id_prefix: "",
        labels: &words.labels(),
        before_links: &before,
        after_links: &after,
        ..HtmlOptions::default()
    };
    let (old, new) = (compared.from.as_str(), compared.to.as_str());
    let html = match form {
        ComparisonForm::Table => {
            let table = &site.config.comparison.table;
            let layout = table_layout(table, site.view.language, old, new);
            let mut rows = shown_rows(table, rows.into_owned());
            if layout.remarks {
                remark(&mut rows, &touching(place, document, merged));
            }
            table_html(&rows, &layout, &words.table(), &options)
        }
        _ => pairs_html(&rows, old, new, &words.table(), &options),
    };
    let options = SanitiseOptions {
        mark_prefix: &prefix,
        origin: Origin::Proposal,
    };
    sanitise(&html, &options)
}

/// The rows of a table: all, or without what is unchanged.
pub fn table_rows(table: &Table, result: &Comparison<'_>) -> Vec<Row> {
    shown_rows(table, result.rows())
}

fn shown_rows(table: &Table, rows: Vec<Row>) -> Vec<Row> {
    match table.unchanged {
        Unchanged::Omit => arrange(rows),
        Unchanged::Show => rows,
    }
}

/// How a table is set, from its configuration and the names of both ends.
pub fn table_layout(table: &Table, language: Language, from: &str, to: &str) -> Layout {
    let configured = table.labels.clone();
    let labels = configured.or_else(|| language.words().table_labels(table.profile));
    let [new_label, old_label] = labels.unwrap_or_else(|| [to.to_owned(), from.to_owned()]);
    let by_profile = match table.profile {
        Profile::KaiseiAn | Profile::Zengo => Column::Left,
        Profile::Names => Column::Right,
    };
    Layout {
        new_first: table.new.unwrap_or(by_profile) == Column::Left,
        new_label,
        old_label,
        mark: match table.mark {
            Mark::Underline => Marking::Underline,
            Mark::DoubleUnderline => Marking::DoubleUnderline,
            Mark::Bold => Marking::Bold,
        },
        remarks: table.remarks != Some(false),
    }
}

/// The pull requests that were merged between two states and touched a document, oldest first.
fn merged<'p>(
    site: &Site<'_>,
    compared: &StateComparison,
    document: &ComparedDocument,
    pulls: &'p Pulls,
) -> Vec<&'p PullSummary> {
    let date = |name: &str| {
        site.edition(name)
            .map(|edition: &Edition<'_>| edition.version.date)
    };
    let (Some(from), Some(to)) = (date(&compared.from), date(&compared.to)) else {
        return Vec::new();
    };
    let between = |pull: &&PullSummary| {
        let known = &site.snapshot.pull_requests;
        let at = known.binary_search_by_key(&pull.number, |known| known.number);
        at.is_ok_and(|at| known[at].was_merged_between(from, to))
    };
    let mut found: Vec<&PullSummary> = [&document.before, &document.after]
        .into_iter()
        .flatten()
        .flat_map(|path| pulls.touching(path))
        .filter(between)
        .collect();
    found.sort_by_key(|pull| pull.number);
    found.dedup_by_key(|pull| pull.number);
    found.truncate(NAMED_PULLS);
    found
}

/// Which sections of the document each of them touched.
fn touching(
    place: &Place<'_>,
    document: &ComparedDocument,
    merged: &[&PullSummary],
) -> Vec<Touching> {
    let paths = [document.before.as_deref(), document.after.as_deref()];
    let of = |pull: &&PullSummary| Touching {
        text: format!("#{}", pull.number),
        href: Some(link(place, pull).href.as_str().to_owned()),
        sections: pull
            .documents
            .iter()
            .filter(|touched| paths.contains(&Some(touched.path.as_str())))
            .flat_map(|touched| touched.sections.iter().cloned())
            .collect(),
    };
    merged.iter().map(of).collect()
}

fn link(place: &Place<'_>, pull: &PullSummary) -> PullLink {
    PullLink {
        number: pull.number,
        title: pull.title.clone(),
        state: pull.state,
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::view::DocumentStatus;

    fn document(address: &str) -> ComparedDocument {
        ComparedDocument {
            before: None,
            after: None,
            blobs: (None, None),
            title: String::new(),
            renamed_from: None,
            status: DocumentStatus::Modified,
            facts: Default::default(),
            address: address.to_owned(),
        }
    }

    fn check(addresses: &[&str], expected: &[&str]) {
        let compared = StateComparison {
            from: "v1".to_owned(),
            to: "v2".to_owned(),
            consecutive: true,
            documents: addresses.iter().map(|address| document(address)).collect(),
            unchanged: 0,
            counts: Default::default(),
        };
        let found: Vec<String> = compared
            .documents
            .iter()
            .map(|document| {
                let page = compared.form_page(document, ComparisonForm::Table);
                page.as_str().to_owned()
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_table_stands_below_its_document() {
        check(&["予算"], &["compare/v1...v2/予算/table/index.html"]);
    }

    #[test]
    fn no_document_has_the_address_of_a_table() {
        check(
            &["予算", "予算/Table", "予算/table-2"],
            &[
                "compare/v1...v2/予算/table-2-2/index.html",
                "compare/v1...v2/予算/Table/table/index.html",
                "compare/v1...v2/予算/table-2/table/index.html",
            ],
        );
    }
}
