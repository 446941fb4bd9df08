//! A text, and two changes of it that meet → the two texts between which someone has to choose, as narrow as can be.
//!
//! Git sets a whole stretch of lines against another: what both changed, and what only one of them changed beside it. Here
//! each stretch of lines that one side changed goes into both texts, unless the other side changed one of its lines too. Only
//! there the texts differ. The verdict stays Git's: this is for reading.

use std::ops::Range;

use git2::{DiffOptions, Patch};

/// Lines of the old text that became other ones.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    base: Range<usize>,
    lines: Range<usize>,
}

/// A changed text by its lines.
struct Side<'t> {
    lines: Vec<&'t str>,
    hunks: Vec<Hunk>,
}

/// Gives today's text with all that the request changes elsewhere, and the same with the request's wording where both
/// changed the same lines. `None` where Git finds no way from one text to the other.
pub(super) fn choice(base: &[u8], today: &[u8], request: &[u8]) -> Option<(String, String)> {
    // A last line without an end is no other line.
    let texts = [base, today, request].map(|text| ended(&String::from_utf8_lossy(text)));
    let base = lines(&texts[0]);
    let sides = [&texts[1], &texts[2]].map(|text| Side::new(&texts[0], text));
    let [Some(today), Some(request)] = sides else {
        return None;
    };
    let mut out = (String::new(), String::new());
    let mut at = 0;
    for meeting in meetings(&today.hunks, &request.hunks) {
        let Meeting {
            range,
            ours,
            theirs,
        } = meeting;
        push(&mut out, &base[at..range.start]);
        at = range.end;
        let ours = today.of(&base, &range, &today.hunks[ours]);
        let theirs = request.of(&base, &range, &request.hunks[theirs]);
        let old = &base[range];
        if ours == old || ours == theirs {
            push(&mut out, &theirs);
        } else if theirs == old {
            push(&mut out, &ours);
        } else {
            out.0.extend(ours);
            out.1.extend(theirs);
        }
    }
    push(&mut out, &base[at..]);
    Some(out)
}

/// Old lines that at least one side changed, with the changes of both as indices.
#[derive(Debug, PartialEq, Eq)]
struct Meeting {
    range: Range<usize>,
    ours: Range<usize>,
    theirs: Range<usize>,
}

/// Puts together the changes that share an old line, or a place where both add something.
fn meetings(ours: &[Hunk], theirs: &[Hunk]) -> Vec<Meeting> {
    let mut found: Vec<Meeting> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let start = |hunks: &[Hunk], at: usize| {
        let range = hunks.get(at).map(|hunk| &hunk.base);
        range.map_or((usize::MAX, usize::MAX), |range| (range.start, range.end))
    };
    while i < ours.len() || j < theirs.len() {
        let is_ours = start(ours, i) <= start(theirs, j);
        let range = if is_ours {
            &ours[i].base
        } else {
            &theirs[j].base
        };
        let (x, y) = if is_ours {
            (i..i + 1, j..j)
        } else {
            (i..i, j..j + 1)
        };
        (i, j) = (x.end, y.end);
        match found.last_mut().filter(|last| touch(&last.range, range)) {
            Some(last) => {
                last.range.end = last.range.end.max(range.end);
                (last.ours.end, last.theirs.end) = (i, j);
            }
            None => found.push(Meeting {
                range: range.clone(),
                ours: x,
                theirs: y,
            }),
        }
    }
    found
}

/// Whether a later range of lines shares one with an earlier one, or is the same place between two.
fn touch(earlier: &Range<usize>, later: &Range<usize>) -> bool {
    later.start < earlier.end || (later == earlier)
}

impl<'t> Side<'t> {
    fn new(base: &str, text: &'t str) -> Option<Self> {
        Some(Self {
            lines: lines(text),
            hunks: hunks(base, text)?,
        })
    }

    /// What this side makes of some old lines, in which it has these changes.
    fn of(&self, base: &[&'t str], range: &Range<usize>, hunks: &[Hunk]) -> Vec<&'t str> {
        let mut out = Vec::new();
        let mut at = range.start;
        for hunk in hunks {
            out.extend(&base[at..hunk.base.start]);
            out.extend(&self.lines[hunk.lines.clone()]);
            at = hunk.base.end;
        }
        out.extend(&base[at..range.end]);
        out
    }
}

fn hunks(base: &str, text: &str) -> Option<Vec<Hunk>> {
    let mut options = DiffOptions::new();
    options.patience(true).context_lines(0).interhunk_lines(0);
    let (base, text) = (base.as_bytes(), text.as_bytes());
    let patch = Patch::from_buffers(base, None, text, None, Some(&mut options)).ok()?;
    let mut hunks = Vec::new();
    for at in 0..patch.num_hunks() {
        let (hunk, _) = patch.hunk(at).ok()?;
        let base = counted(hunk.old_start(), hunk.old_lines());
        let lines = counted(hunk.new_start(), hunk.new_lines());
        if base.len() == lines.len() {
            // Line by line, so that one of two changed lines can meet a change of the other side alone.
            hunks.extend(base.zip(lines).map(|(old, new)| Hunk {
                base: old..old + 1,
                lines: new..new + 1,
            }));
        } else {
            hunks.push(Hunk { base, lines });
        }
    }
    Some(hunks)
}

/// Lines as Git counts them, from 1; no lines stand after the one that it names.
fn counted(start: u32, count: u32) -> Range<usize> {
    let start = start as usize - usize::from(count > 0);
    start..start + count as usize
}

fn push(out: &mut (String, String), lines: &[&str]) {
    out.0.extend(lines.iter().copied());
    out.1.extend(lines.iter().copied());
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn ended(text: &str) -> String {
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{text}{end}")
}

#[cfg(test)]
mod tests {
    use super::choice;

    /// Lines are written as letters; between `[` and `]` stand those of today, `|` and those of the request.
    fn check(base: &str, today: &str, request: &str, expected: &str) {
        let text = |letters: &str| -> String {
            letters
                .chars()
                .map(|letter| format!("{letter}\n"))
                .collect()
        };
        let [base, today, request] = [base, today, request].map(text);
        let found = choice(base.as_bytes(), today.as_bytes(), request.as_bytes());
        let side = |wanted: usize| -> String {
            let mut out = String::new();
            for (at, part) in expected.split(['[', ']']).enumerate() {
                let sides: Vec<&str> = part.split('|').collect();
                out.push_str(if at % 2 == 1 { sides[wanted] } else { part });
            }
            text(&out)
        };
        assert_eq!(found, Some((side(0), side(1))));
    }

    #[test]
    fn only_lines_that_both_changed_are_a_choice() {
        check("abc", "aBc", "aXc", "a[B|X]c");
        check("abc", "ABc", "aXc", "A[B|X]c");
        check("abc", "aBc", "aXY", "a[B|X]Y");
    }

    #[test]
    fn neighbouring_lines_that_each_changed_one_of_go_together() {
        check("abc", "Abc", "aBc", "ABc");
        check("abc", "Abc", "axbc", "Axbc");
        check("abc", "aBc", "axbc", "axBc");
    }

    #[test]
    fn two_that_add_at_one_place_are_a_choice_unless_they_add_the_same() {
        check("ab", "axb", "ayb", "a[x|y]b");
        check("ab", "axb", "axb", "axb");
        check("ab", "xab", "aby", "xaby");
    }

    #[test]
    fn what_one_deleted_and_the_other_changed_is_a_choice() {
        check("abc", "ac", "aXc", "a[|X]c");
        check("abcd", "ad", "abXd", "a[|bX]d");
        check("abcd", "ad", "abcD", "aD");
    }

    #[test]
    fn a_missing_last_line_end_is_no_change() {
        let found = choice(
            "一\n二\n".as_bytes(),
            "一\n三\n".as_bytes(),
            "壱\n二".as_bytes(),
        );
        assert_eq!(found, Some(("壱\n三\n".to_owned(), "壱\n三\n".to_owned())));
    }
}
