//! `teigen comment`: below each open pull request that changes documents, one comment that tells what it changes, what is
//! amiss with that, and where it can be read as a page.
//!
//! The comment of an earlier run gets the new text; where that is the same, nothing is sent. What others wrote is text in it
//! ([`super::inert`]). Asks and changes the one server that the remote names; `--dry-run` asks nobody.

mod phrases;
mod post;
mod text;

use std::cmp::Reverse;

use anyhow::{Context, ensure};
use clap::Args;

use self::phrases::Phrases;
use super::check::requests::Requests;
use super::server::ServerArgs;
use super::state::ends;
use super::{Opened, Outcome, RepositoryArgs, diff, terminal};
use crate::comparison::Lexicon;
use crate::diagnostic::is_hidden;
use crate::repository::{self, Wanted};
use crate::site::pages::lexicon;
use crate::site::view::Language;
use crate::snapshot::{PullRequest, PullRequestState, Revision, Snapshot};

/// Options of `teigen comment`.
#[derive(Args, Clone, Debug)]
pub struct CommentArgs {
    /// Pull requests, such as `#12` [default: every open one that the configuration shows]
    #[arg(value_name = "#N")]
    requests: Vec<String>,
    /// Which repository.
    #[command(flatten)]
    repository: RepositoryArgs,
    /// Which remote, and which server.
    #[command(flatten)]
    server: ServerArgs,
    /// Where the site is published, for the link, in the place of the configuration's `base_url`
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// The account that comments, where the server does not tell a token whose it is (GitLab, Forgejo)
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Most comments that are written in one run
    #[arg(long, value_name = "N", default_value_t = 50)]
    max: usize,
    /// Print the comments, and ask and tell nobody
    #[arg(long)]
    dry_run: bool,
}

/// What comments are made from.
struct Writer<'o> {
    opened: &'o Opened,
    snapshot: &'o Snapshot,
    requests: Requests<'o>,
    lexicon: Lexicon,
    language: Language,
    /// Where the pages of requests are published.
    site: Option<String>,
}

/// Writes comments; exit code 2 if any could not be written.
pub fn run(args: &CommentArgs) -> anyhow::Result<Outcome> {
    let opened = args.repository.open()?;
    let site = site(args, &opened)?;
    let (snapshot, pulls) = read(args, &opened)?;
    let mut writer = Writer::new(&opened, &snapshot, site)?;
    match args.dry_run {
        true => show(args, &mut writer, &pulls)?,
        false => post::run(args, &mut writer, &pulls)?,
    }
    Ok(Outcome::Done)
}

/// Prints what would be written where there is no comment yet.
fn show(args: &CommentArgs, writer: &mut Writer<'_>, pulls: &[PullRequest]) -> anyhow::Result<()> {
    let snapshot = writer.snapshot;
    let changing = pulls
        .iter()
        .filter_map(|pull| Some((pull, changed(snapshot, pull)?)));
    for (pull, revision) in changing.take(args.max) {
        let text = writer.text(pull.number, revision)?;
        terminal::print(&format!("#{}\n\n{text}\n", pull.number));
    }
    Ok(())
}

/// The site's address, held to be one.
fn site(args: &CommentArgs, opened: &Opened) -> anyhow::Result<Option<String>> {
    // Workflows hand on an address that may be empty.
    let given = args.site.as_deref().filter(|site| !site.is_empty());
    let second = opened.config.pulls.preview_base_url.as_deref();
    let Some(site) = second.or(given).or(opened.config.base_url.as_deref()) else {
        return Ok(None);
    };
    let host = site
        .strip_prefix("https://")
        .or_else(|| site.strip_prefix("http://"));
    let plain = |c: char| !c.is_whitespace() && !is_hidden(c) && !"\"<>\\".contains(c);
    let good = host.is_some_and(|host| !host.is_empty()) && site.chars().all(plain);
    ensure!(
        good,
        "the site's address must begin with https:// or http:// and hold no spaces"
    );
    Ok(Some(site.to_owned()))
}

/// The versions, and the requests that are looked at, the newest change first.
fn read(args: &CommentArgs, opened: &Opened) -> anyhow::Result<(Snapshot, Vec<PullRequest>)> {
    let read = |wanted| repository::read(&opened.source, &opened.config, wanted, &|_, _| {});
    if args.requests.is_empty() {
        let mut snapshot = read(Wanted::All)?;
        let pulls = open(std::mem::take(&mut snapshot.pull_requests));
        return Ok((snapshot, pulls));
    }
    let mut pulls = Vec::new();
    for typed in &args.requests {
        let number = typed.strip_prefix('#').unwrap_or(typed).parse();
        let number =
            number.with_context(|| format!("`{typed}` is no pull request; write `#12`"))?;
        let found = read(Wanted::One(number))?.pull_requests.pop();
        let missing = || {
            format!(
                "there is no pull request #{number} in this repository; `teigen pulls` lists them"
            )
        };
        pulls.push(found.with_context(missing)?);
    }
    Ok((read(Wanted::None)?, pulls))
}

/// Those that wait for a decision.
fn open(pulls: Vec<PullRequest>) -> Vec<PullRequest> {
    let unknown = pulls.iter();
    let unknown = unknown
        .filter(|pull| pull.state == PullRequestState::Unknown)
        .count();
    if unknown > 0 {
        terminal::say(&format!(
            "{unknown} pull requests are passed over, as nothing tells whether they are open; `teigen sync` asks"
        ));
    }
    let mut open: Vec<PullRequest> = pulls
        .into_iter()
        .filter(|pull| pull.state == PullRequestState::Open)
        .collect();
    let updated = |pull: &PullRequest| pull.record.as_ref().map(|record| record.updated_at);
    open.sort_by_key(|pull| Reverse((updated(pull), pull.number)));
    open
}

/// The newest head of a request, if it changes documents.
fn changed<'p>(snapshot: &Snapshot, pull: &'p PullRequest) -> Option<&'p Revision> {
    let newest = pull.newest()?;
    let mut files = newest.files.iter();
    let touches = files.any(|file| file.path.is_markdown() && snapshot.is_published(&file.path));
    (touches || newest.cut).then_some(newest)
}

impl<'o> Writer<'o> {
    fn new(
        opened: &'o Opened,
        snapshot: &'o Snapshot,
        site: Option<String>,
    ) -> anyhow::Result<Self> {
        let mut requests = Requests::new(opened, snapshot)?;
        let language = match opened.config.language {
            Some(tag) => Language::new(tag),
            None => {
                let titles = snapshot.next.iter();
                let titles: Vec<String> = titles.flat_map(|next| requests.titles(next)).collect();
                Language::of(titles.iter().map(String::as_str))
            }
        };
        Ok(Self {
            opened,
            snapshot,
            requests,
            lexicon: lexicon(&opened.config),
            language,
            site,
        })
    }

    /// The comment below a request that changes documents, with its mark.
    fn text(&mut self, number: u64, revision: &Revision) -> anyhow::Result<String> {
        let (base, head) = ends(self.opened, number, revision)?;
        let site = self.site.as_deref();
        let page = site.map(|site| diff::page_of(site, number));
        let summary = diff::summary(
            (&base, &head),
            &self.snapshot.source,
            self.requests.blobs(),
            &self.lexicon,
            self.language,
            page.as_deref(),
        )?;
        let found = self.requests.brought(&base.version, &head.version);
        let phrases = Phrases::of(self.language);
        let findings = text::findings(&found, &phrases);
        Ok(text::comment(
            &summary,
            &findings,
            page.as_deref(),
            &phrases,
        ))
    }

    /// The comment below a request that changed documents once.
    fn text_of_none(&self) -> String {
        let phrases = Phrases::of(self.language);
        text::comment(&format!("{}\n", phrases.none), "", None, &phrases)
    }
}
