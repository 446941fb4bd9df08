//! The JSON Schemas of `/api/`, which the site publishes beside the files that keep to them.

use serde::Serialize;

use super::array;
use crate::site::path::OutputPath;

/// A file of the API: its name, what it tells, and its schema (JSON Schema, draft 2020-12).
struct Described {
    name: &'static str,
    about: &'static str,
    schema: &'static str,
}

macro_rules! described {
    ($name:literal, $about:literal) => {
        Described {
            name: $name,
            about: $about,
            schema: include_str!(concat!("schema/", $name, ".json")),
        }
    };
}

/// Every file of the API.
const FILES: [Described; 14] = [
    described!("index", "this list"),
    described!("site", "the site as a whole"),
    described!("versions", "versions and their commits"),
    described!(
        "documents",
        "documents of every version, their sections and discussions"
    ),
    described!("comparisons", "what changed between versions"),
    described!("discussions", "discussions elsewhere"),
    described!("history", "the files below, one for each document of today"),
    described!(
        "document-history",
        "what happened to a document and its sections"
    ),
    described!(
        "citations",
        "citations of a document of a version and of its sections, as CSL-JSON"
    ),
    described!("pulls", "pull requests"),
    described!(
        "sections",
        "passages of today's text that waiting requests touch"
    ),
    described!("touches", "what each waiting request does to today's text"),
    described!("families", "requests that say the same"),
    described!(
        "absorbed",
        "requests whose wording came into the text without a merge"
    ),
];

#[derive(Serialize)]
struct FileFacts {
    file: String,
    schema: String,
    about: &'static str,
}

/// `/api/index.json` and the schemas.
pub fn schemas() -> Vec<(OutputPath, Vec<u8>)> {
    let index = FILES.iter().map(|file| FileFacts {
        file: match file.name {
            "citations" => "api/cite/{version}/{document}.json".to_owned(),
            "document-history" => "api/history/{document}.json".to_owned(),
            name => format!("api/{name}.json"),
        },
        schema: format!("api/schema/{}.json", file.name),
        about: file.about,
    });
    let mut files = vec![(OutputPath::file("api/index.json"), array(index))];
    files.extend(FILES.iter().map(|file| {
        let path = OutputPath::file(&format!("api/schema/{}.json", file.name));
        (path, file.schema.as_bytes().to_vec())
    }));
    files
}
