//! A page that may be shared → its card, the picture that other sites show beside the link.

use sha2::{Digest, Sha256};

use crate::site::path::OutputPath;
use crate::site::view::{CardView, Href, VersionKind};
use crate::site::{Edition, Site};

/// Cards of the newest version's documents and of the site; none where it is not known where the site is published, as a card
/// is only named by its absolute address.
pub fn cards(site: &Site<'_>) -> Vec<(OutputPath, CardView)> {
    if site.base_url.is_none() {
        return Vec::new();
    }
    let front = OutputPath::page("");
    let latest = site.latest();
    let documents = latest
        .documents
        .iter()
        .filter(|document| latest.page(document) != front)
        .map(|document| (card_of(&latest.page(document)), card(site, &document.title)));
    std::iter::once((card_of(&front), card(site, &site.view.title)))
        .chain(documents)
        .collect()
}

/// The absolute address of a document's card.
pub(super) fn card_address(
    site: &Site<'_>,
    edition: &Edition<'_>,
    page: &OutputPath,
) -> Option<Href> {
    let has_card = edition.kind == VersionKind::Latest || edition.name == "latest";
    has_card.then(|| site.absolute(&card_of(page)))?
}

/// The file of a page's card. It is none beside the page: documents may have any name there.
fn card_of(page: &OutputPath) -> OutputPath {
    let digest = Sha256::digest(page.as_str());
    let name: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    OutputPath::file(&format!("assets/cards/{name}.svg"))
}

fn card(site: &Site<'_>, title: &str) -> CardView {
    let latest = site.latest();
    CardView {
        language: site.view.language,
        site: site.view.title.clone(),
        title: title.to_owned(),
        version: latest.version.name.to_string(),
        date: latest.version.date.date(),
    }
}
