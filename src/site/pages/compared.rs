//! One document that a request changes, compared: for the request's own page and for those of its revisions.

use super::body::{EditionLinks, nonce};
use super::comparison::{Marks, written};
use super::states::{Facts, facts};
use crate::comparison::Comparison;
use crate::document::Document;
use crate::sanitise::{Origin, SafeHtml};
use crate::site::edition::title;
use crate::site::shell::Place;
use crate::site::view::{ChangeCounts, DocumentStatus};
use crate::snapshot::{ObjectId, SourcePath};

/// One document of a pull request, read and compared.
#[derive(Clone, Debug)]
pub struct ComparedFile {
    /// Where it is, or was.
    pub path: SourcePath,
    /// Its older path, if it was renamed.
    pub renamed_from: Option<SourcePath>,
    /// What happens to it.
    pub status: DocumentStatus,
    /// Its title.
    pub title: String,
    /// How much.
    pub facts: Facts,
    /// The changed passages.
    pub body: SafeHtml,
    /// What the ids of its changes begin with on its page.
    pub id_prefix: String,
    /// Why there is no body, in words.
    pub remark: Option<String>,
}

/// A document on one side of a comparison.
pub type Side<'d> = Option<(&'d SourcePath, ObjectId, &'d Document)>;

/// Which of the comparisons on a page one belongs to, so that their ids differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What a request changes, on its own page.
    Change,
    /// What a revision changes, on the revision's page.
    Revision,
    /// What differs from the revision before.
    SincePrevious,
}

/// Turns a comparison of one document into what pages and lists tell of it.
pub fn compared_file(
    place: &Place<'_>,
    part: Part,
    before: Side<'_>,
    after: Side<'_>,
    result: &Comparison<'_>,
) -> ComparedFile {
    let site = place.site;
    let next = site.next();
    let fallback = SourcePath::new("");
    let path = after.or(before).map_or(&fallback, |(path, _, _)| path);
    let links = |side: Side<'_>| side.map_or_else(|| path.clone(), |(path, _, _)| path.clone());
    let (old_path, new_path) = (links(before), links(after));
    let side = |from| EditionLinks {
        place,
        edition: next,
        from,
        whole: None,
    };
    let [before_blob, after_blob] = [before, after].map(|side| side.map(|(_, blob, _)| blob));
    let found = facts(result, &site.lexicon);
    let unchanged = found.counts == ChangeCounts::default();
    let id_prefix = format!("{}-", &nonce(&[path.as_str(), part.name()])[1..9]);
    let body = if unchanged {
        SafeHtml::default()
    } else {
        let marks = Marks {
            // A revision is a step on the way: its changes have no address of their own.
            addressed: part == Part::Change,
            ..Marks::of_changes(&id_prefix)
        };
        let blobs = (before_blob, after_blob);
        let (before, after) = (side(&old_path), side(&new_path));
        written(&before, &after, result, blobs, &marks, Origin::PullRequest)
    };
    let status = match (before, after) {
        (None, _) => DocumentStatus::Added,
        (_, None) => DocumentStatus::Removed,
        _ if old_path != new_path => DocumentStatus::Renamed,
        _ => DocumentStatus::Modified,
    };
    ComparedFile {
        renamed_from: (status == DocumentStatus::Renamed).then_some(old_path),
        status,
        title: after
            .or(before)
            .map(|(path, _, document)| title(document, path))
            .unwrap_or_default(),
        facts: found,
        body,
        id_prefix,
        remark: unchanged.then(|| site.view.language.words().no_visible_change.to_owned()),
        path: path.clone(),
    }
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Change | Self::Revision => "document",
            Self::SincePrevious => "since",
        }
    }
}

/// A document that cannot be compared, with the reason in words.
pub fn refused_file(path: &SourcePath, status: DocumentStatus, reason: String) -> ComparedFile {
    ComparedFile {
        path: path.clone(),
        renamed_from: None,
        status,
        title: path.file_name().to_owned(),
        facts: Facts::default(),
        body: SafeHtml::default(),
        id_prefix: String::new(),
        remark: Some(reason),
    }
}
