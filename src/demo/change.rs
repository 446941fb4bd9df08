//! The text of a `.diff` file → [`FileChange`]s, and one of them applied to a file's text.
//!
//! The format is what `git diff` prints, with one difference that lets people write it by hand: the numbers after
//! `@@` are not read. The lines that a hunk keeps and removes must stand in the file exactly once, as whole lines.
//! Renames, new files and binary files are the business of `history.yaml`, not of a diff.

use std::fmt;

/// What one diff does to one file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileChange {
    /// The file's path in the proposal's repository.
    pub path: String,
    hunks: Vec<Hunk>,
}

/// Whole lines, with their ends, and what they become.
#[derive(Debug, Default, PartialEq, Eq)]
struct Hunk {
    /// Line of the diff where it opens, from 1.
    line: usize,
    old: String,
    new: String,
}

/// Why a diff cannot be read or applied, and at which of its lines (from 1).
#[derive(Debug, PartialEq, Eq)]
pub struct ChangeProblem {
    line: usize,
    reason: &'static str,
}

impl fmt::Display for ChangeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Reads a diff of one or several files.
pub(super) fn parse(diff: &str) -> Result<Vec<FileChange>, ChangeProblem> {
    let lines: Vec<&str> = diff.lines().collect();
    let mut files: Vec<FileChange> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some(path) = header(&lines, at)? {
            files.push(FileChange {
                path,
                hunks: Vec::new(),
            });
            at += 2;
            continue;
        }
        let opened = files.last_mut().filter(|_| lines[at].starts_with("@@"));
        if let Some(file) = opened {
            let (hunk, after) = hunk(&lines, at)?;
            file.hunks.push(hunk);
            at = after;
        } else {
            // `diff --git`, `index` and the like, which say nothing that the two lines of the header do not.
            at += 1;
        }
    }
    Ok(files)
}

/// Applies the change to the file's text.
pub(super) fn apply(change: &FileChange, text: &str) -> Result<String, ChangeProblem> {
    let mut text = text.to_owned();
    for hunk in &change.hunks {
        let place = only_place(hunk, &text)?;
        text.replace_range(place..place + hunk.old.len(), &hunk.new);
    }
    Ok(text)
}

/// Reads the path from `--- a/…` and `+++ b/…`, if these two lines stand here.
fn header(lines: &[&str], at: usize) -> Result<Option<String>, ChangeProblem> {
    let next = lines.get(at + 1).copied().unwrap_or_default();
    let (Some(before), Some(after)) = (
        lines[at].strip_prefix("--- a/"),
        next.strip_prefix("+++ b/"),
    ) else {
        return Ok(None);
    };
    if before == after {
        Ok(Some(after.to_owned()))
    } else {
        problem(at + 1, "a rename belongs in history.yaml, under `move`")
    }
}

/// Reads the hunk that opens at line `at`; also returns the line after it.
fn hunk(lines: &[&str], at: usize) -> Result<(Hunk, usize), ChangeProblem> {
    let mut hunk = Hunk {
        line: at + 1,
        ..Hunk::default()
    };
    let mut last = ' ';
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if line.starts_with("@@")
            || line.starts_with("diff --git ")
            || header(lines, next)?.is_some()
        {
            break;
        }
        // Editors strip the one space of an empty line that is kept.
        let mark = line.chars().next().unwrap_or(' ');
        let rest = line.get(1..).unwrap_or_default();
        match mark {
            ' ' => hunk.push(true, true, rest),
            '-' => hunk.push(true, false, rest),
            '+' => hunk.push(false, true, rest),
            '\\' => hunk.end_without_newline(last),
            _ => {
                return problem(
                    next + 1,
                    "a line of a hunk starts with a space, `-`, `+` or `\\`",
                );
            }
        }
        last = mark;
        next += 1;
    }
    Ok((hunk, next))
}

impl Hunk {
    fn push(&mut self, old: bool, new: bool, line: &str) {
        for (wanted, side) in [(old, &mut self.old), (new, &mut self.new)] {
            if wanted {
                side.push_str(line);
                side.push('\n');
            }
        }
    }

    /// Obeys `\ No newline at end of file`, which speaks of the line before it, marked `last`.
    fn end_without_newline(&mut self, last: char) {
        if last != '+' {
            self.old.pop();
        }
        if last != '-' {
            self.new.pop();
        }
    }
}

/// Finds the one place in the text where the hunk's old lines stand.
fn only_place(hunk: &Hunk, text: &str) -> Result<usize, ChangeProblem> {
    if hunk.old.is_empty() {
        return problem(
            hunk.line,
            "a hunk needs at least one line that is kept or removed",
        );
    }
    let whole = |&(start, found): &(usize, &str)| {
        let end = start + found.len();
        (start == 0 || text[..start].ends_with('\n'))
            && (found.ends_with('\n') || end == text.len())
    };
    let mut places = text.match_indices(hunk.old.as_str()).filter(whole);
    match (places.next(), places.next()) {
        (Some((start, _)), None) => Ok(start),
        (None, _) => problem(hunk.line, "the hunk's lines are not in the file"),
        _ => problem(
            hunk.line,
            "the hunk's lines are in the file more than once: keep more lines around them",
        ),
    }
}

fn problem<T>(line: usize, reason: &'static str) -> Result<T, ChangeProblem> {
    Err(ChangeProblem { line, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, hunks: &str, expected: Result<&str, &str>) {
        let diff = format!("--- a/docs/１.md\n+++ b/docs/１.md\n{hunks}");
        let changed = parse(&diff).and_then(|files| {
            assert_eq!(files[0].path, "docs/１.md");
            apply(&files[0], before)
        });
        match changed {
            Ok(text) => assert_eq!(Ok(text.as_str()), expected),
            Err(problem) => assert_eq!(Err(problem.to_string().as_str()), expected),
        }
    }

    #[test]
    fn a_line_is_replaced_where_it_stands_whole() {
        check(
            "予算\n予算は5,400万円\n",
            "@@\n-予算\n+費用\n",
            Ok("費用\n予算は5,400万円\n"),
        );
    }

    #[test]
    fn numbers_after_the_marks_are_not_read() {
        check(
            "一\n二\n",
            "@@ -90,2 +90,2 @@ 見出し\n 一\n-二\n+三\n",
            Ok("一\n三\n"),
        );
    }

    #[test]
    fn an_empty_line_of_the_diff_is_a_kept_empty_line() {
        check(
            "一\n\n二\n",
            "@@\n 一\n\n+一の次\n+\n 二\n",
            Ok("一\n\n一の次\n\n二\n"),
        );
    }

    #[test]
    fn a_missing_last_newline_is_made_and_mended() {
        check(
            "一\n二\n",
            "@@\n-二\n+二\n\\ No newline at end of file\n",
            Ok("一\n二"),
        );
        check(
            "一\n二",
            "@@\n-二\n\\ No newline at end of file\n+二\n",
            Ok("一\n二\n"),
        );
    }

    #[test]
    fn a_removed_line_of_dashes_is_no_header() {
        check("---\n題\n", "@@\n----\n-題\n+題名\n", Ok("題名\n"));
    }

    #[test]
    fn lines_that_are_absent_or_stand_twice_are_refused() {
        check(
            "一\n",
            "@@\n-二\n",
            Err("line 3: the hunk's lines are not in the file"),
        );
        check(
            "一\n一\n",
            "@@\n-一\n",
            Err(
                "line 3: the hunk's lines are in the file more than once: keep more lines around them",
            ),
        );
        check(
            "一\n",
            "@@\n+二\n",
            Err("line 3: a hunk needs at least one line that is kept or removed"),
        );
    }

    #[test]
    fn a_rename_in_a_diff_is_refused() {
        let problem = parse("--- a/一.md\n+++ b/二.md\n@@\n-一\n").unwrap_err();
        assert_eq!(
            problem.to_string(),
            "line 1: a rename belongs in history.yaml, under `move`"
        );
    }

    #[test]
    fn a_diff_may_change_several_files() {
        let diff = "diff --git a/一 b/一\nindex 1..2\n--- a/一\n+++ b/一\n@@\n-a\ndiff --git a/二 b/二\n--- a/二\n+++ b/二\n@@\n-b\n";
        let paths: Vec<_> = parse(diff)
            .unwrap()
            .into_iter()
            .map(|file| file.path)
            .collect();
        assert_eq!(paths, ["一", "二"]);
    }
}
