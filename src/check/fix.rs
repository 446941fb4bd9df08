//! A source and a mending → the source as mended, every other byte as it was.

use super::Fix;

/// Mends a source. Edits that do not fit it (out of order, or inside a character) are refused as a whole.
pub fn apply(source: &str, fix: &Fix) -> Option<String> {
    let mut mended = String::with_capacity(source.len() + 200);
    let mut done = 0;
    for edit in &fix.edits {
        mended.push_str(source.get(done..edit.range.start)?);
        mended.push_str(&edit.text);
        source.get(edit.range.clone())?;
        done = edit.range.end;
    }
    mended.push_str(source.get(done..)?);
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::super::Edit;
    use super::*;

    fn check(edits: &[(std::ops::Range<usize>, &str)], expected: Option<&str>) {
        let edit = |(range, text): &(std::ops::Range<usize>, &str)| Edit {
            range: range.clone(),
            text: (*text).to_owned(),
        };
        let fix = Fix {
            edits: edits.iter().map(edit).collect(),
            says: String::new(),
        };
        assert_eq!(apply("提言ab", &fix).as_deref(), expected);
    }

    #[test]
    fn only_what_is_named_changes() {
        check(&[(0..0, "新"), (6..7, "")], Some("新提言b"));
        check(&[], Some("提言ab"));
    }

    #[test]
    fn edits_that_do_not_fit_change_nothing() {
        check(&[(1..3, "")], None);
        check(&[(6..7, ""), (0..3, "")], None);
        check(&[(7..99, "")], None);
    }
}
