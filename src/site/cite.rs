//! What a document or section is, in which version and where → a citation as text, as BibTeX and as CSL-JSON.

mod bibtex;

use serde_json::{Value, json};

use super::view::{Citation, Language, Spoken};

/// What is cited, and all that tells where and when it stood so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited<'a> {
    /// The language that a citation is written in.
    pub language: Language,
    /// Who wrote it, as the editors say.
    pub authors: &'a [String],
    /// Who published it, as the editors say.
    pub publisher: Option<&'a str>,
    /// The whole proposal.
    pub proposal: &'a str,
    /// The document.
    pub document: &'a str,
    /// The section, if it is one and not the whole document.
    pub section: Option<&'a str>,
    /// The version's name; none for the tip of the main branch.
    pub version: Option<&'a str>,
    /// The commit.
    pub commit: &'a str,
    /// The day of the version: year, month, day.
    pub date: Option<[u32; 3]>,
    /// An address that will always show this text.
    pub address: Option<&'a str>,
    /// Where it is on the site, for a site that does not know its own address.
    pub path: &'a str,
    /// What tells it from all others that are cited: letters, digits, `.` and `-`.
    pub key: &'a str,
}

/// Writes a citation in its three forms.
pub fn citation(cited: &Cited<'_>) -> Citation {
    Citation {
        text: text(cited),
        bibtex: bibtex::entry(cited),
        csl: csl(cited),
        address: cited.address.map(str::to_owned),
    }
}

impl Cited<'_> {
    /// What the citation is called: the section, else the document.
    fn title(&self) -> &str {
        self.section.unwrap_or(self.document)
    }

    /// What it is in, from the nearest: the document of a section, the proposal.
    fn containers(&self) -> Vec<&str> {
        let document = self.section.map(|_| self.document);
        let proposal = Some(self.proposal).filter(|name| *name != self.document);
        document.into_iter().chain(proposal).collect()
    }

    fn short_commit(&self) -> &str {
        self.commit.get(..10).unwrap_or(self.commit)
    }

    fn place(&self) -> &str {
        self.address.unwrap_or(self.path)
    }
}

fn text(cited: &Cited<'_>) -> String {
    let by = match (cited.authors, cited.publisher) {
        ([], None) => Vec::new(),
        ([], Some(publisher)) => vec![publisher.to_owned()],
        (authors, _) => authors.to_vec(),
    };
    match cited.language.spoken() {
        Spoken::Japanese => japanese(cited, &by.join("・")),
        Spoken::English => english(cited, &by.join(", ")),
    }
}

fn japanese(cited: &Cited<'_>, by: &str) -> String {
    let containers = cited.containers();
    let containers: String = containers
        .iter()
        .map(|name| format!("『{name}』"))
        .collect();
    let version = cited
        .version
        .map(|version| format!("{version}、"))
        .unwrap_or_default();
    let date = cited
        .date
        .map(|[year, month, day]| format!("{year}年{month}月{day}日、"));
    format!(
        "{by}「{}」{containers}（{version}{}記録番号{}）{}",
        cited.title(),
        date.unwrap_or_default(),
        cited.short_commit(),
        cited.place()
    )
}

fn english(cited: &Cited<'_>, by: &str) -> String {
    let mut parts = Vec::new();
    if !by.is_empty() {
        parts.push(by.to_owned());
    }
    parts.push(format!("“{}”", cited.title()));
    parts.extend(cited.containers().iter().map(|name| (*name).to_owned()));
    parts.extend(cited.version.map(str::to_owned));
    parts.extend(
        cited
            .date
            .map(|[year, month, day]| format!("{year:04}-{month:02}-{day:02}")),
    );
    parts.push(format!("commit {}", cited.short_commit()));
    parts.push(cited.place().to_owned());
    parts.join(", ")
}

/// One item of CSL-JSON, in a list, as <https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json> has it: a field a line.
fn csl(cited: &Cited<'_>) -> String {
    let mut fields = vec![
        ("id", json!(cited.key)),
        ("type", json!("webpage")),
        ("title", json!(cited.title())),
    ];
    let containers = ["container-title", "collection-title"];
    let containers = containers.into_iter().zip(cited.containers());
    fields.extend(containers.map(|(name, container)| (name, json!(container))));
    if !cited.authors.is_empty() {
        let names = cited.authors.iter();
        let names: Vec<Value> = names.map(|name| json!({"literal": name})).collect();
        fields.push(("author", Value::Array(names)));
    }
    fields.extend(cited.publisher.map(|name| ("publisher", json!(name))));
    fields.extend(cited.version.map(|name| ("version", json!(name))));
    let issued = cited.date.map(|date| json!({"date-parts": [date]}));
    fields.extend(issued.map(|date| ("issued", date)));
    fields.push(("note", json!(format!("commit {}", cited.commit))));
    fields.extend(cited.address.map(|address| ("URL", json!(address))));
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("    \"{name}\": {value}"))
        .collect();
    format!("[\n  {{\n{}\n  }}\n]\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn cited<'a>() -> Cited<'a> {
        Cited {
            language: Language::JAPANESE,
            authors: &[],
            publisher: Some("提言の会"),
            proposal: "東京都AI人材提言",
            document: "三十人計画",
            section: Some("予算 & 人"),
            version: Some("v0.7"),
            commit: "0123456789abcdef0123456789abcdef01234567",
            date: Some([2025, 5, 6]),
            address: Some("https://example.org/v0.7/1_%E4%B8%89/#a"),
            path: "v0.7/1_三/",
            key: "v0.7-0a1b2c3d",
        }
    }

    #[test]
    fn a_citation_names_title_version_date_commit_and_address() {
        assert_eq!(
            citation(&cited()).text,
            "提言の会「予算 & 人」『三十人計画』『東京都AI人材提言』（v0.7、2025年5月6日、記録番号0123456789）https://example.org/v0.7/1_%E4%B8%89/#a"
        );
        let english = Cited {
            language: Language::ENGLISH,
            section: None,
            ..cited()
        };
        assert_eq!(
            citation(&english).text,
            "提言の会, “三十人計画”, 東京都AI人材提言, v0.7, 2025-05-06, commit 0123456789, https://example.org/v0.7/1_%E4%B8%89/#a"
        );
    }

    #[test]
    fn a_site_that_does_not_know_its_address_gives_the_path() {
        let unknown = Cited {
            address: None,
            ..cited()
        };
        let found = citation(&unknown);
        assert!(found.text.ends_with("v0.7/1_三/"));
        assert!(!found.bibtex.contains("url") && !found.csl.contains("URL"));
    }

    #[test]
    fn csl_json_is_one_item_in_a_list() {
        let authors = ["東 京子".to_owned()];
        let whole = Cited {
            authors: &authors,
            ..cited()
        };
        let read: Value = serde_json::from_str(&citation(&whole).csl).expect("JSON");
        assert_eq!(
            read,
            json!([{
                "id": "v0.7-0a1b2c3d", "type": "webpage", "title": "予算 & 人",
                "container-title": "三十人計画", "collection-title": "東京都AI人材提言",
                "author": [{"literal": "東 京子"}], "publisher": "提言の会", "version": "v0.7",
                "issued": {"date-parts": [[2025, 5, 6]]},
                "note": "commit 0123456789abcdef0123456789abcdef01234567",
                "URL": "https://example.org/v0.7/1_%E4%B8%89/#a",
            }])
        );
    }
}
