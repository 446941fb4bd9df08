//! A document → what it is, in the words of schema.org, for search engines: JSON-LD.

use serde_json::{Value, json};

use super::document::description;
use crate::site::path::OutputPath;
use crate::site::view::{MadeBy, ScriptData};
use crate::site::{Edition, Site};

/// The facts of a document of the newest version, ready to stand in a script element; `None` where it is not known where the site
/// is published. See <https://schema.org/Article> and <https://schema.org/BreadcrumbList>.
pub(super) fn linked_data(
    site: &Site<'_>,
    edition: &Edition<'_>,
    index: usize,
    made: &MadeBy,
) -> Option<ScriptData> {
    let document = &edition.documents[index];
    let url = |path: &OutputPath| site.absolute(path).map(|href| href.as_str().to_owned());
    let address = url(&edition.page(document))?;
    let language = document.language.map(|tag| tag.as_str().to_owned());
    let language = language.or_else(|| site.view.text_language.clone());
    let version = edition.version;
    let site_facts = json!({
        "@type": "WebSite",
        "name": site.view.title,
        "url": url(&OutputPath::page("")),
    });
    let mut article = json!({
        "@type": "Article",
        "@id": address,
        "url": address,
        "headline": document.title,
        "inLanguage": language,
        "version": version.name.as_str(),
        "datePublished": version.date.rfc3339(),
        "isPartOf": site_facts,
    });
    let mut tell = |key: &str, value: Value| {
        if !value.is_null() {
            article[key] = value;
        }
    };
    tell(
        "description",
        description(&document.document).map_or(Value::Null, Value::from),
    );
    tell(
        "dateModified",
        Some(&made.last)
            .filter(|date| !date.is_empty())
            .map_or(Value::Null, |date| json!(date)),
    );
    let named = |kind: &str, name: &String| json!({"@type": kind, "name": name});
    let authors: Vec<Value> = site
        .config
        .authors
        .iter()
        .map(|name| named("Person", name))
        .collect();
    tell(
        "author",
        if authors.is_empty() {
            Value::Null
        } else {
            json!(authors)
        },
    );
    tell(
        "publisher",
        site.config
            .publisher
            .as_ref()
            .map_or(Value::Null, |name| named("Organization", name)),
    );
    let crumb = |position: usize, name: &str, item: Option<String>| json!({"@type": "ListItem", "position": position, "name": name, "item": item});
    let crumbs = json!({
        "@type": "BreadcrumbList",
        "itemListElement": [
            crumb(1, &site.view.title, url(&OutputPath::page(""))),
            crumb(2, version.name.as_str(), url(&edition.front())),
            crumb(3, &document.title, Some(address.clone())),
        ],
    });
    let facts = json!({"@context": "https://schema.org", "@graph": [article, crumbs]});
    Some(ScriptData::new(&facts))
}
