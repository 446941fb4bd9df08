//! Comments → the server: one request after another, each on its own.

use std::time::Duration;

use super::{CommentArgs, Writer, changed, text};
use crate::command::server::{ForgeName, TIMEOUT, authorization};
use crate::command::terminal;
use crate::forge::comments::{self, Account, Found};
use crate::forge::{Address, Client, ForgeError, Http};
use crate::repository::Remote;
use crate::snapshot::PullRequest;

/// Requests whose comments are read in one run.
const READ_LIMIT: usize = 500;
/// Failures in a row after which the rest is not tried.
const PATIENCE: usize = 3;
/// What is waited between two comments: GitHub asks for a second between changes.
const PAUSE: Duration = Duration::from_secs(1);

/// A way to the comments of one repository.
struct Line<'l> {
    client: &'l Client<'l>,
    address: &'l Address,
    account: Account,
}

/// What became of one comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Posted,
    Updated,
    Kept,
    /// There is nothing to tell.
    None,
}

/// How many were written and looked at.
#[derive(Default)]
struct Counts {
    posted: usize,
    updated: usize,
    kept: usize,
    failed: usize,
    failed_in_a_row: usize,
    read: usize,
}

/// Brings the comments below these requests up to date, the first first.
pub fn run(
    args: &CommentArgs,
    writer: &mut Writer<'_>,
    pulls: &[PullRequest],
) -> anyhow::Result<()> {
    anyhow::ensure!(
        args.server.forge != Some(ForgeName::None),
        "without a server there is nowhere to comment; `--dry-run` shows the comments"
    );
    let remote = Remote::find(&writer.opened.source, &args.server.remote)?;
    let address = args.server.address(&remote)?;
    let http = Http::new(TIMEOUT);
    let client = Client {
        transport: &http,
        wait: &std::thread::sleep,
        say: &|text| terminal::say(text),
        authorization: authorization(address.kind),
        api: address.api.clone(),
    };
    let line = Line {
        account: comments::account(&client, &address, args.account.as_deref())?,
        client: &client,
        address: &address,
    };
    let mut counts = Counts::default();
    for (index, pull) in pulls.iter().enumerate() {
        if let Some(why) = counts.enough(args.max) {
            let rest = pulls.len() - index;
            terminal::say(&format!("{rest} pull requests were not looked at: {why}"));
            break;
        }
        if !may_have_one(writer, pull) {
            continue;
        }
        let outcome = one(&line, writer, pull, counts.posted + counts.updated > 0);
        counts.count(pull.number, &outcome);
        if outcome.is_err_and(|error| ends_all(&error)) {
            break;
        }
    }
    let Counts {
        posted,
        updated,
        kept,
        failed,
        ..
    } = counts;
    terminal::say(&format!(
        "{}: {posted} comments posted, {updated} brought up to date, {kept} as they were",
        remote.url()
    ));
    anyhow::ensure!(failed == 0, "{failed} comments could not be written");
    Ok(())
}

/// Whether there is a comment to be written, or may be one of before.
fn may_have_one(writer: &Writer<'_>, pull: &PullRequest) -> bool {
    let record = pull.record.as_ref();
    let is_bare = record.is_some_and(|record| record.comments == Some(0));
    pull.newest().is_some() && (changed(writer.snapshot, pull).is_some() || !is_bare)
}

/// Brings the comment below one request up to date.
fn one(
    line: &Line<'_>,
    writer: &mut Writer<'_>,
    pull: &PullRequest,
    pauses: bool,
) -> anyhow::Result<Fate> {
    let number = pull.number;
    let (client, address) = (line.client, line.address);
    let is_known = |text: &str| text::digest_in(text).is_some();
    let found = comments::find(client, address, &line.account, number, &is_known)?;
    let text = match (changed(writer.snapshot, pull), &found) {
        (Some(revision), Found::Ours(_) | Found::None(_)) => writer.text(number, revision)?,
        (None, Found::Ours(_)) => writer.text_of_none(),
        (None, _) => return Ok(Fate::None),
        (Some(_), Found::TooMany) => {
            anyhow::bail!("there are more comments than are read, so none is added")
        }
    };
    let pause = || {
        if pauses {
            (client.wait)(PAUSE);
        }
    };
    match found {
        Found::Ours(ours) if text::digest_in(&ours.body) == text::digest_in(&text) => {
            Ok(Fate::Kept)
        }
        Found::Ours(ours) => {
            pause();
            comments::update(client, address, number, &ours, &text)?;
            Ok(Fate::Updated)
        }
        Found::None(place) => {
            pause();
            comments::create(client, address, &place, &text)?;
            Ok(Fate::Posted)
        }
        Found::TooMany => Ok(Fate::None),
    }
}

/// Whether the next one would fail as well.
fn ends_all(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<ForgeError>();
    matches!(
        error,
        Some(ForgeError::Limited { .. } | ForgeError::Refused { status: 401, .. })
    )
}

impl Counts {
    /// Counts what became of one, and tells it.
    fn count(&mut self, number: u64, outcome: &anyhow::Result<Fate>) {
        self.read += 1;
        self.failed_in_a_row = 0;
        match outcome {
            Ok(Fate::Posted) => self.posted += 1,
            Ok(Fate::Updated) => self.updated += 1,
            Ok(Fate::Kept) => self.kept += 1,
            Ok(Fate::None) => {}
            Err(error) => {
                self.failed += 1;
                self.failed_in_a_row += 1;
                let told = crate::diagnostic::printable(&format!("{error:#}"));
                terminal::say(&format!("#{number}: {told}"));
            }
        }
    }

    /// Why no more are looked at.
    fn enough(&self, max: usize) -> Option<String> {
        let written = self.posted + self.updated;
        if written >= max {
            return Some(format!(
                "{written} comments were written, as many as --max allows; the next run goes on"
            ));
        }
        if self.failed_in_a_row >= PATIENCE {
            return Some(format!("{PATIENCE} in a row failed"));
        }
        if self.read >= READ_LIMIT {
            return Some(format!("{READ_LIMIT} were; name others to look at them"));
        }
        None
    }
}
