//! Every file of `/api/` keeps to the JSON Schema that the site publishes for it, and every field is described there.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{files, json, mirror, scratch, teigen};

/// A schema that takes no field which it does not describe: published ones do, since fields may be added.
fn strict(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let closed = fields.contains_key("properties");
            let mut fields: serde_json::Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| (name, strict(value)))
                .collect();
            if closed {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            Value::Object(fields)
        }
        Value::Array(items) => items.into_iter().map(strict).collect(),
        other => other,
    }
}

/// Checks a file against a schema of the site, without regard to the network.
fn check(site: &Path, file: &str, schema: &str) {
    let schema = json(site, schema);
    jsonschema::draft202012::meta::validate(&schema)
        .unwrap_or_else(|error| panic!("{file}: its schema: {error}"));
    let validator = jsonschema::draft202012::new(&strict(schema)).expect("a schema");
    let found = json(site, file);
    let problems: Vec<String> = validator
        .iter_errors(&found)
        .take(5)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{file}: {}", problems.join("\n"));
}

/// Checks every file of a site's API.
fn check_all(site: &Path) {
    let index = json(site, "api/index.json");
    let index = index.as_array().expect("an array");
    let mut listed: Vec<(&str, &str)> = Vec::new();
    for entry in index {
        let text = |key: &str| entry[key].as_str().expect("a text");
        listed.push((text("file"), text("schema")));
    }
    let all = files(&site.join("api"));
    // What is packed for the next build is for no other program.
    let told = |name: &&String| !name.starts_with("schema/") && !name.starts_with("wordings/");
    for name in all.keys().filter(told) {
        let file = format!("api/{name}");
        let is_it = |(listed, _): &&(&str, &str)| match listed.split_once('{') {
            Some((folder, _)) => file.starts_with(folder),
            None => file == *listed,
        };
        let found = listed.iter().find(is_it);
        let (_, schema) = found.unwrap_or_else(|| panic!("{name} is not listed"));
        check(site, &file, schema);
    }
    for (file, _) in listed.iter().filter(|(file, _)| !file.contains('{')) {
        assert!(site.join(file).is_file(), "{file}");
    }
}

#[test]
fn every_file_of_the_sample_keeps_to_its_schema() {
    let scratch = scratch();
    let out = scratch.path().join("demo");
    teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    check_all(&out.join("site"));
}

#[test]
fn every_file_of_a_real_proposal_keeps_to_its_schema() {
    let Some(tokyo) = mirror("tokyo.bundle") else {
        return;
    };
    let site = tokyo.path().join("site");
    crate::support::build(&tokyo.path().join("repository"), &site).done();
    check_all(&site);
}
