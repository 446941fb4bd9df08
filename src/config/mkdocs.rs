//! What Teigen takes from a `mkdocs.yml`: the folder of the documents, the navigation and the site's name.

/// The folder that MkDocs reads documents from: `docs` unless `docs_dir` says otherwise.
pub fn docs_dir(text: &str) -> String {
    let value = text.lines().find_map(|line| line.strip_prefix("docs_dir:"));
    let folder = value.map(|value| value.trim().trim_matches(['"', '\'']));
    let folder = folder.unwrap_or("docs").trim_matches('/');
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    if folder == "." {
        String::new()
    } else {
        folder.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_in_docs_unless_told_otherwise() {
        assert_eq!(docs_dir("site_name: 提言\n"), "docs");
        assert_eq!(docs_dir("docs_dir: 'text'\n"), "text");
        assert_eq!(docs_dir("docs_dir: .\n"), "");
    }
}
