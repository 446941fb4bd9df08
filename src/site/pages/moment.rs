//! A moment of the past → the requests, people and discussions behind it.

use super::surroundings::{pull_link, shown_authors};
use crate::site::discussion;
use crate::site::past::Moment;
use crate::site::taking_part::discussion_links;
use crate::site::view::{DiscussionLink, PullLink};
use crate::site::{Place, Site};

/// Most requests, people and discussions that are named at one moment.
const REQUESTS: usize = 8;
const PEOPLE: usize = 8;
const DISCUSSIONS: usize = 4;

/// The requests that it brought.
pub fn pulls_of(place: &Place<'_>, moment: &Moment<'_>) -> Vec<PullLink> {
    let requests = moment.requests(place.site.snapshot).take(REQUESTS);
    requests.map(|pull| pull_link(place, pull)).collect()
}

/// Who wrote it: the requests' authors, else the commit's; nobody where names are not shown.
pub fn people(site: &Site<'_>, moment: &Moment<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let authors = moment
        .requests(site.snapshot)
        .flat_map(|pull| shown_authors(site, pull));
    for author in authors.take(PEOPLE) {
        if !found.contains(&author) {
            found.push(author);
        }
    }
    let named = site.config.pulls.authors != Some(false);
    if moment.pulls.is_empty() && named && !moment.commit.author.is_empty() {
        found.push(moment.commit.author.clone());
    }
    found
}

/// The discussions that its messages name.
pub fn discussions_of_moment(site: &Site<'_>, moment: &Moment<'_>) -> Vec<DiscussionLink> {
    let of_requests = moment.requests(site.snapshot).flat_map(|pull| {
        let commits = pull.newest().into_iter().flat_map(|newest| &newest.commits);
        commits.flat_map(|commit| &commit.links)
    });
    let urls = moment.commit.links.iter().chain(of_requests);
    let mut found: Vec<discussion::TopicAddress> = urls
        .filter_map(|url| Some(discussion::recognise(url)?.whole()))
        .collect();
    found.sort();
    found.dedup_by(|a, b| a.url == b.url);
    found.truncate(DISCUSSIONS);
    discussion_links(&found)
}
