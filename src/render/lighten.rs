//! The program's own styles and scripts → the same without comments, indentation and, in styles, ends of lines, which browsers need not load.
//!
//! No minifier: it knows only how these files are written, and tests hold them to that. A site's own files stay as they are.

/// Takes what only people read out of a style or a script; other files stay.
pub(super) fn lightened(name: &str, content: Vec<u8>) -> Vec<u8> {
    let lighten: fn(&str) -> String = match name.rsplit_once('.') {
        Some((_, "js")) => script,
        Some((_, "css")) => style,
        _ => return content,
    };
    match std::str::from_utf8(&content) {
        Ok(text) => lighten(text).into_bytes(),
        Err(_) => content,
    }
}

/// Comments that have lines of their own, each one.
fn script(text: &str) -> String {
    let kept = lines(text).filter(|line| !line.starts_with("//"));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Comments that have lines of their own, one or more; and the ends of lines, which mean no more than a space there.
fn style(text: &str) -> String {
    let mut inside = false;
    let kept = lines(text).filter(|line| {
        let is_comment = inside || line.starts_with("/*");
        inside = is_comment && !line.ends_with("*/");
        !is_comment
    });
    let joined = kept.flat_map(|line| {
        let ends = line.ends_with(['{', '}', ';', ',']);
        [line, if ends { "" } else { " " }]
    });
    joined.chain(["\n"]).collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &str) {
        let found = lightened(name, text.as_bytes().to_vec());
        assert_eq!(String::from_utf8_lossy(&found), expected);
    }

    #[test]
    fn comments_and_indentation_are_left_out() {
        check(
            "a.js",
            "// One.\n(() => {\n  // Two.\n  go(\"//x\");\n})();\n",
            "(() => {\ngo(\"//x\");\n})();\n",
        );
        check(
            "a.css",
            "/* One\n   line. */\n/* Two. */\na {\n  margin:\n    0 1px;\n}\nb,\ni { color: red; }\n",
            "a {margin: 0 1px;}b,i { color: red; }\n",
        );
        check("a.svg", "<svg>\n  <!-- a -->", "<svg>\n  <!-- a -->");
    }

    /// What would be read otherwise is not in our files: texts and comments over several lines of a script, comments beside rules.
    #[test]
    fn our_files_are_written_as_this_expects() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/assets");
        for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let fine: fn(&str) -> bool = match name.rsplit_once('.') {
                Some((_, "js")) => |line| {
                    let comment = line.rfind("/*").map(|at| &line[at..]);
                    line.matches('`').count() % 2 == 0
                        && comment.is_none_or(|comment| comment.contains("*/"))
                },
                Some((_, "css")) => |line| {
                    line.find("/*").is_none_or(|at| at == 0)
                        && line.find("*/").is_none_or(|at| at + 2 == line.len())
                },
                _ => continue,
            };
            let text = std::fs::read_to_string(entry.path()).expect("a file");
            for line in text.lines().map(str::trim) {
                assert!(fine(line) && !line.ends_with('\\'), "{name}: {line}");
            }
        }
    }
}
