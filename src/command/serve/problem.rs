//! What is wrong with the files at hand → notices on every page.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::view::Notice;

/// Most problems that are told at once.
const TOLD: usize = 5;

/// The gravest problems, as pages tell them.
pub fn notices(mut problems: Vec<Diagnostic>) -> Vec<Notice> {
    problems.retain(|problem| problem.severity > Severity::Note);
    problems.sort_by_key(|problem| (std::cmp::Reverse(problem.severity), problem.place.clone()));
    problems.dedup();
    problems.truncate(TOLD);
    problems.into_iter().map(notice).collect()
}

fn notice(problem: Diagnostic) -> Notice {
    Notice::Problem {
        place: problem.place.to_string(),
        message: problem.message,
        help: problem.help,
    }
}

/// An error of a configuration, of templates or of Git, whose words may begin with file and line.
pub fn of_error(error: &anyhow::Error, help: &str) -> Diagnostic {
    Diagnostic::error("serve", format!("{error:#}")).with_help(help)
}
