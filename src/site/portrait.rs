//! Pictures of accounts → files of the site, those of the requests that are shown, each content once.

use std::collections::BTreeMap;

use super::Site;
use super::path::OutputPath;
use crate::record::avatar::Avatar;
use crate::snapshot::{PullRequest, Snapshot};

/// Where the picture of a request's author is published, if there is one.
pub fn portrait(snapshot: &Snapshot, pull: &PullRequest) -> Option<OutputPath> {
    avatar(snapshot, pull).map(path)
}

impl Site<'_> {
    /// The pictures that pages show, with where each is published.
    pub fn portraits(&self) -> BTreeMap<OutputPath, &Avatar> {
        let pulls = self.snapshot.pull_requests.iter();
        let avatars = pulls.filter_map(|pull| avatar(self.snapshot, pull));
        avatars.map(|avatar| (path(avatar), avatar)).collect()
    }
}

fn avatar<'s>(snapshot: &'s Snapshot, pull: &PullRequest) -> Option<&'s Avatar> {
    let account = pull.record.as_ref()?.author.as_ref()?;
    snapshot.avatars.get(&account.login)
}

fn path(avatar: &Avatar) -> OutputPath {
    let (_, kind) = avatar.file.rsplit_once('.').unwrap_or_default();
    let name = &avatar.blob.to_string()[..16];
    OutputPath::file(&format!("assets/people/{name}.{kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::avatar::picture_name;
    use crate::record::{Account, PullRecord};
    use std::sync::Arc;

    #[test]
    fn a_picture_s_address_holds_nothing_of_its_account() {
        let avatar = Avatar {
            url: "https://avatars.example.org/u/1".to_owned(),
            blob: "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
                .parse()
                .expect("an id"),
            file: picture_name("../x", "png"),
        };
        let record = |login: &str| PullRecord {
            author: Some(Account {
                login: login.to_owned(),
                ..Account::default()
            }),
            ..PullRecord::default()
        };
        let pull = |login: &str| PullRequest {
            number: 1,
            record: Some(Arc::new(record(login))),
            ..PullRequest::default()
        };
        let snapshot = Snapshot {
            avatars: [("../x".to_owned(), avatar)].into(),
            ..Snapshot::default()
        };
        let found = portrait(&snapshot, &pull("../x")).map(|path| path.as_str().to_owned());
        assert_eq!(found.as_deref(), Some("assets/people/0b0b0b0b0b0b0b0b.png"));
        assert_eq!(portrait(&snapshot, &pull("other")), None);
    }
}
