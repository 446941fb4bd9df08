//! A site's pages of requests, made in shares by several machines at once; and the shares → the whole site.
//!
//! A share holds the pages of its requests and of its passages, and what the whole needs to know of them. Putting shares together is a
//! build that finds these pages made: what no share holds, or holds from another state, it makes itself, so that the site has the same
//! bytes whatever was there.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::pages::Writer;
use super::second_beside;
use crate::command::terminal;
use crate::output::{Complete, Folders};
use crate::site::pull::Pulls;
use crate::site::{api, search};

/// Most shares of a site.
const MOST: u64 = 1_000;

/// A share of a site: the first of four is `1/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Which one, from 1.
    number: u64,
    /// Of how many.
    count: u64,
}

impl Shard {
    /// Whether it holds the pages of a request, by its number, or of a passage, by its rank.
    pub fn holds(self, number: u64) -> bool {
        number % self.count == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<u64>().ok();
        let found = text
            .split_once('/')
            .and_then(|(first, second)| Some((number(first)?, number(second)?)));
        let good = found.filter(|&(number, count)| (1..=count).contains(&number) && count <= MOST);
        let (number, count) = good.ok_or_else(|| {
            format!("write which share of how many, such as 1/4; there can be {MOST} at most")
        })?;
        Ok(Self { number, count })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.count)
    }
}

/// Writes what the whole site needs to know of a share's requests.
pub fn write_facts(writer: &Writer<'_>, pulls: &Pulls) -> anyhow::Result<()> {
    let summaries = (api::pulls_path(), api::pulls_file(pulls));
    for (path, bytes) in search::pull_files(pulls).into_iter().chain([summaries]) {
        writer.folder.write(&path, &bytes, "", Vec::new())?;
    }
    Ok(())
}

/// Opens the shares of a site that is to be built from these inputs, and says which of them are of no use.
pub fn join(folders: &mut Folders, shares: &[PathBuf], inputs: &str) -> anyhow::Result<()> {
    let (mut main, mut second) = (Vec::new(), Vec::new());
    for root in shares {
        main.push(Complete::open_any(root)?);
        let beside = second_beside(root);
        if folders.second().is_some() && beside.exists() {
            second.push(Complete::open_any(&beside)?);
        }
    }
    for share in &main {
        if share.manifest.inputs != inputs {
            terminal::say(&format!(
                "{}: made from another state of the repository, with another configuration or by another teigen; its pages are made anew",
                share.root.display()
            ));
        }
    }
    for missing in missing(&main) {
        terminal::say(&format!(
            "share {missing} is not among those that are put together; its pages are made here"
        ));
    }
    folders.join(main, second, inputs);
    Ok(())
}

/// The shares that should be there beside these.
fn missing(shares: &[Complete]) -> Vec<Shard> {
    let named = shares
        .iter()
        .filter_map(|share| share.manifest.shard.as_deref()?.parse().ok());
    let named: BTreeSet<Shard> = named.collect();
    let Some(count) = named.iter().map(|shard| shard.count).max() else {
        return Vec::new();
    };
    let all = (1..=count).map(|number| Shard { number, count });
    all.filter(|shard| !named.contains(shard)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_is_in_one_share() {
        let shares: Vec<Shard> = ["1/3", "2/3", "3/3"]
            .iter()
            .map(|text| text.parse().expect(text))
            .collect();
        for number in 0..20 {
            let holding = shares.iter().filter(|shard| shard.holds(number)).count();
            assert_eq!(holding, 1, "{number}");
        }
        assert_eq!(shares[1].to_string(), "2/3");
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for bad in [
            "", "1", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "1/1001", "a/b",
        ] {
            assert!(bad.parse::<Shard>().is_err(), "{bad}");
        }
    }
}
