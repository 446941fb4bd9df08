//! Pull requests → who sent them, and where each one's page is.
//!
//! A contributor is the account that a record names; where no record tells, the first author of the commits. Programs
//! that send requests for others are contributors like any other, named as they are.

use std::collections::BTreeMap;

use super::path::{Names, OutputPath};
use crate::config::Config;
use crate::snapshot::{PullRequest, Snapshot};

/// All contributors, by name; none where they are not to be named.
#[derive(Clone, Debug, Default)]
pub struct Contributors {
    all: Vec<Contributor>,
}

/// Someone who sent pull requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// What they are called.
    pub name: String,
    /// The numbers of their requests, ascending.
    pub pulls: Vec<u64>,
    address: String,
}

impl Contributors {
    /// Collects those who sent the requests of a snapshot.
    pub fn new(config: &Config, snapshot: &Snapshot) -> Self {
        if config.pulls.authors == Some(false) || config.pulls.contributors == Some(false) {
            return Self::default();
        }
        let mut found: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for pull in &snapshot.pull_requests {
            if let Some(name) = contributor_of(pull) {
                found.entry(name).or_default().push(pull.number);
            }
        }
        let mut addresses = Names::default();
        let all = found.into_iter().map(|(name, pulls)| Contributor {
            name: name.to_owned(),
            address: addresses.give(name),
            pulls,
        });
        Self { all: all.collect() }
    }

    /// Who sent a request, if they have a page.
    pub fn of(&self, pull: &PullRequest) -> Option<&Contributor> {
        let name = contributor_of(pull)?;
        let found = self
            .all
            .binary_search_by(|contributor| contributor.name.as_str().cmp(name));
        found.ok().map(|at| &self.all[at])
    }

    /// All, those with most requests first.
    pub fn by_requests(&self) -> Vec<&Contributor> {
        let mut all: Vec<&Contributor> = self.all.iter().collect();
        all.sort_by_key(|contributor| std::cmp::Reverse(contributor.pulls.len()));
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Contributor {
    /// The folder of their page.
    pub fn folder(&self) -> String {
        format!("contributors/{}", self.address)
    }

    /// Their page.
    pub fn page(&self) -> OutputPath {
        OutputPath::page(&self.folder())
    }
}

/// Who sent a request, as its record tells, else as its commits do.
pub(super) fn contributor_of(pull: &PullRequest) -> Option<&str> {
    let record = pull.record.as_ref();
    let account = record.and_then(|record| record.author.as_ref());
    account
        .map(|account| account.login.as_str())
        .or_else(|| pull.authors.first().map(String::as_str))
        .filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::record::{Account, PullRecord};
    use crate::snapshot::PullRequestState;
    use std::sync::Arc;

    fn pull(number: u64, login: Option<&str>, author: &str) -> PullRequest {
        let record = login.map(|login| PullRecord {
            author: Some(Account {
                login: login.to_owned(),
                ..Account::default()
            }),
            ..PullRecord::default()
        });
        PullRequest {
            number,
            title: String::new(),
            state: PullRequestState::Open,
            authors: vec![author.to_owned()],
            revisions: Vec::new(),
            lost_heads: 0,
            unavailable: None,
            record: record.map(Arc::new),
        }
    }

    fn check(config: &str, expected: &[(&str, &[u64])]) {
        let snapshot = Snapshot {
            pull_requests: vec![
                pull(1, None, "山田 花子"),
                pull(2, Some("bot[bot]"), "山田 花子"),
                pull(3, Some("bot[bot]"), "佐藤"),
                pull(4, None, " "),
            ],
            ..Snapshot::default()
        };
        let config = Config::parse(config).expect("a configuration");
        let found = Contributors::new(&config, &snapshot);
        let found: Vec<(&str, &[u64])> = found
            .by_requests()
            .into_iter()
            .map(|contributor| (contributor.name.as_str(), contributor.pulls.as_slice()))
            .collect();
        assert_eq!(found, expected, "{config:?}");
    }

    #[test]
    fn an_account_counts_before_the_name_in_its_commits() {
        check("", &[("bot[bot]", &[2, 3]), ("山田 花子", &[1])]);
    }

    #[test]
    fn there_are_no_contributors_where_they_are_not_to_be_named() {
        check("pulls: {contributors: false}", &[]);
        check("pulls: {authors: false}", &[]);
    }

    #[test]
    fn an_address_holds_nothing_that_leads_elsewhere() {
        let snapshot = Snapshot {
            pull_requests: vec![pull(1, Some("../../<b>"), "x")],
            ..Snapshot::default()
        };
        let found = Contributors::new(&Config::default(), &snapshot);
        let page = found.by_requests()[0].page();
        assert!(page.as_str().starts_with("contributors/"));
        assert_eq!(page.as_str().matches('/').count(), 2, "{page:?}");
    }
}
