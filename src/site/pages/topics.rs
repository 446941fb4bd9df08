//! Discussions as pages: what they are about, how alive they are, how they relate.

use crate::document::addresses;
use crate::record::topic::{PostRecord, total};
use crate::site::past::Past;
use crate::site::path::OutputPath;
use crate::site::pull::Pulls;
use crate::site::topics::{Mention, Subject, post_address};
use crate::site::view::{
    Area, Content, DiscussionLink, DiscussionRow, DiscussionsView, DocumentLink, Href, Page,
    PostPlace, PostRow, TopicFacts, TopicView, VersionKind,
};
use crate::site::{Place, Site};
use crate::snapshot::{Discussion, Timestamp};

use super::front::discussion_rows;
use super::topic_order::below_parents;

/// Posts on a page.
const POSTS: usize = 300;
/// Requests that are named.
const REQUESTS: usize = 20;
/// Longest web address that is shown whole in a post, in bytes.
const SHORT_ADDRESS: usize = 30;
/// Points of the line of posts over time, and its box.
const POINTS: usize = 24;
const WIDTH: usize = 96;
const HEIGHT: usize = 20;

/// `/discussions/`.
pub fn discussions(site: &Site<'_>, pulls: &Pulls) -> Page {
    let place = Place::new(site, OutputPath::page("discussions"));
    let mut shell = place.shell("", Area::Discussions);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    Page {
        content: Content::Discussions(DiscussionsView {
            rows: below_parents(&site.snapshot.discussions, discussion_rows(&place, pulls)),
            as_of: as_of(site),
        }),
        shell,
    }
}

/// When servers were last asked for discussions.
fn as_of(site: &Site<'_>) -> String {
    let records = site.snapshot.discussion_records.as_ref();
    records.map_or_else(String::new, |records| records.as_of.rfc3339())
}

/// What is known of a discussion by its address.
pub fn topic_facts(place: &Place<'_>, url: &str) -> Option<TopicFacts> {
    let at = place.site.topics.find(url)?;
    Some(facts(place, at))
}

/// Links to discussions, by the titles that are known.
pub fn titled(place: &Place<'_>, links: Vec<DiscussionLink>) -> Vec<DiscussionLink> {
    let known = |link: DiscussionLink| match place.site.topics.find(link.href.as_str()) {
        None => link,
        Some(at) => DiscussionLink {
            title: title(&place.site.snapshot.discussions[at]),
            ..link
        },
    };
    links.into_iter().map(known).collect()
}

/// The same with what else is known of each.
pub fn with_facts(place: &Place<'_>, links: Vec<DiscussionLink>) -> Vec<DiscussionLink> {
    let known = |link: DiscussionLink| DiscussionLink {
        known: topic_facts(place, link.href.as_str()),
        ..link
    };
    titled(place, links).into_iter().map(known).collect()
}

fn facts(place: &Place<'_>, at: usize) -> TopicFacts {
    let site = place.site;
    let topic = &site.snapshot.discussions[at];
    let date = |moment: Option<Timestamp>| moment.map_or_else(String::new, |at| at.rfc3339());
    let likes = total(topic.record.posts.iter().map(|post| post.likes));
    TopicFacts {
        page: place.to(&site.topics.page(at)),
        state: topic.record.state,
        posts: topic.post_count(),
        people: topic.participants(),
        likes: topic.record.counts.likes.unwrap_or(likes),
        began: date(topic.record.created_at),
        last: date(topic.last_posted_at()),
        line: line(topic),
        goes_on: topic.successor.map(|other| link(place, other)),
        parent: topic.parent.map(|other| link(place, other)),
    }
}

fn link(place: &Place<'_>, at: usize) -> DocumentLink {
    let site = place.site;
    DocumentLink {
        title: title(&site.snapshot.discussions[at]),
        href: place.to(&site.topics.page(at)),
    }
}

/// What a topic is called; its address where no one tells.
pub fn title(topic: &Discussion) -> String {
    match topic.record.title.as_str() {
        "" => topic.record.url.clone(),
        title => title.to_owned(),
    }
}

/// Posts over time, in equal spans from the first to the last.
fn line(topic: &Discussion) -> String {
    let days: Vec<i64> = topic
        .record
        .posts
        .iter()
        .filter_map(|post| Some(post.created_at?.seconds))
        .collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return String::new();
    };
    let mut counts = [0usize; POINTS];
    let span = (last - first).max(1) as i128;
    for day in &days {
        let at = i128::from(day - first) * (POINTS as i128 - 1) / span;
        counts[usize::try_from(at).unwrap_or(0).min(POINTS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let point = |(at, count): (usize, &usize)| {
        let x = at * WIDTH / (POINTS - 1);
        let y = HEIGHT - 1 - count * (HEIGHT - 2) / most;
        format!("{x},{y}")
    };
    let points: Vec<String> = counts.iter().enumerate().map(point).collect();
    points.join(" ")
}

/// `/discussions/{host}/{topic}/`.
pub fn topic(site: &Site<'_>, pulls: &Pulls, past: &Past<'_>, at: usize) -> Page {
    let path = site.topics.page(at);
    let place = Place::new(site, path);
    let topic = &site.snapshot.discussions[at];
    let name = title(topic);
    let mut shell = place.shell(&name, Area::Discussions);
    shell.noindex = true;
    let list = OutputPath::page("discussions");
    shell.crumbs = vec![
        place.crumb(&site.view.title, &OutputPath::page("")),
        place.crumb(site.view.language.words().discussions, &list),
        Place::here(&name),
    ];
    let row = own_row(&place, pulls, at);
    let posts = posts(&place, past, site.topics.of(at).iter());
    let links = |found: &[usize]| found.iter().map(|other| link(&place, *other)).collect();
    let asked = topic.record.fetched_at;
    Page {
        content: Content::Topic(TopicView {
            row,
            children: links(&topic.children),
            before: links(&topic.predecessors),
            category: topic
                .record
                .category
                .as_ref()
                .map(|category| category.name.clone()),
            posts_omitted: posts.len().saturating_sub(POSTS),
            posts: posts.into_iter().take(POSTS).collect(),
            as_of: if asked.is_known() {
                asked.rfc3339()
            } else {
                String::new()
            },
        }),
        shell,
    }
}

/// A topic, with the documents and requests that name it.
fn own_row(place: &Place<'_>, pulls: &Pulls, at: usize) -> DiscussionRow {
    let site = place.site;
    let url = site.snapshot.discussions[at].record.url.as_str();
    let documents = site.topics.named_by(at).iter().map(|&(edition, index)| {
        let edition = &site.editions[edition];
        let document = &edition.documents[index];
        DocumentLink {
            title: document.title.clone(),
            href: place.to(&edition.page(document)),
        }
    });
    let naming = || {
        let all = pulls.in_state(None);
        all.filter(|pull| pull.discussions.iter().any(|named| named == url))
    };
    let requests = naming().take(REQUESTS).map(|pull| DocumentLink {
        title: format!("#{} {}", pull.number, pull.title),
        href: place.to(&OutputPath::page(&format!("pulls/{}", pull.number))),
    });
    DiscussionRow {
        documents: documents.collect(),
        pulls: requests.collect(),
        pulls_omitted: naming().count().saturating_sub(REQUESTS),
        ..lone_row(place, at)
    }
}

/// A topic that neither document nor request names.
pub(super) fn lone_row(place: &Place<'_>, at: usize) -> DiscussionRow {
    let record = &place.site.snapshot.discussions[at].record;
    let rest = record.url.split_once("://").map_or("", |(_, rest)| rest);
    DiscussionRow {
        title: title(&place.site.snapshot.discussions[at]),
        host: rest.split('/').next().unwrap_or_default().to_owned(),
        href: Href::external(&record.url).unwrap_or_else(|| place.to(&place.site.topics.page(at))),
        depth: 0,
        known: Some(facts(place, at)),
        documents: Vec::new(),
        pulls: Vec::new(),
        pulls_omitted: 0,
    }
}

/// Posts with all that each is about, in the order of topics and numbers.
pub fn posts<'m>(
    place: &Place<'_>,
    past: &Past<'_>,
    mentions: impl Iterator<Item = &'m Mention>,
) -> Vec<PostRow> {
    let mut rows: Vec<((usize, usize), PostRow)> = Vec::new();
    for mention in mentions {
        let at = (mention.topic, mention.post);
        let record = &place.site.snapshot.discussions[mention.topic].record;
        let post = &record.posts[mention.post];
        if rows.last().is_none_or(|(last, _)| *last != at) {
            let Some(href) = Href::external(&post_address(record, post)) else {
                continue;
            };
            rows.push((at, row(place, mention.topic, post, href)));
        }
        let found = subject(place, past, &mention.subject, post.created_at);
        if let (Some((_, row)), Some(found)) = (rows.last_mut(), found) {
            row.places.push(found);
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn row(place: &Place<'_>, topic: usize, post: &PostRecord, href: Href) -> PostRow {
    let author = post.author.as_ref();
    let text = readable(post.text.as_deref().unwrap_or_default());
    let paragraphs = text.split("\n\n");
    PostRow {
        topic: link(place, topic),
        number: post.number,
        href,
        author: author.map(|author| author.name.clone().unwrap_or_else(|| author.login.clone())),
        date: post
            .created_at
            .map_or_else(String::new, |moment| moment.rfc3339()),
        likes: post.likes,
        text: paragraphs
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(str::to_owned)
            .collect(),
        places: Vec::new(),
    }
}

/// Words with long web addresses cut to their hosts: what they lead to is told beside them.
fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in addresses(text) {
        let url = &text[range.clone()];
        let host = url.split("://").nth(1);
        let host = host.and_then(|rest| rest.split('/').next());
        if let Some(host) = host.filter(|_| url.len() > SHORT_ADDRESS) {
            out.extend([&text[done..range.start], host, "/…"]);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// What a post is about, today and when it was written.
fn subject(
    place: &Place<'_>,
    past: &Past<'_>,
    subject: &Subject,
    written: Option<Timestamp>,
) -> Option<PostPlace> {
    let plain = |title: String, page: &OutputPath| PostPlace {
        now: DocumentLink {
            title,
            href: place.to(page),
        },
        then: None,
        since: None,
    };
    match subject {
        Subject::Version(name) => {
            let edition = place.site.edition(name)?;
            Some(plain(name.clone(), &edition.front()))
        }
        Subject::Pull(number) => {
            place.site.snapshot.pull_request(*number)?;
            let page = OutputPath::page(&format!("pulls/{number}"));
            Some(plain(format!("#{number}"), &page))
        }
        Subject::Document(index) => passage(place, past, *index, None, written),
        Subject::Section(index, section) => passage(place, past, *index, Some(*section), written),
    }
}

fn passage(
    place: &Place<'_>,
    past: &Past<'_>,
    index: usize,
    section: Option<usize>,
    written: Option<Timestamp>,
) -> Option<PostPlace> {
    let next = place.site.next();
    let document = next.documents.get(index)?;
    let facts = section.and_then(|section| document.document.sections.get(section));
    let page = place.to(&next.page(document));
    let now = DocumentLink {
        title: facts.map_or(&document.title, |facts| &facts.title).clone(),
        href: facts.map_or_else(|| page.clone(), |facts| page.at(&facts.anchor)),
    };
    let anchor = facts.map(|facts| facts.anchor.as_str());
    Some(PostPlace {
        now,
        then: written.and_then(|written| {
            let version = then(place, index, anchor, written);
            version.or_else(|| then_on_forge(place, past, index, written))
        }),
        since: written.and_then(|written| since(place, past, (index, section), written)),
    })
}

/// The passage in the version that was the newest one on a day.
fn then(
    place: &Place<'_>,
    index: usize,
    anchor: Option<&str>,
    written: Timestamp,
) -> Option<DocumentLink> {
    let site = place.site;
    let edition = site
        .states()
        .filter(|edition| edition.version.date.seconds <= written.seconds)
        .find(|edition| edition.kind != VersionKind::Next)?;
    let there = site.counterpart(site.next(), index, edition)?;
    let document = &edition.documents[there];
    let page = place.to(&edition.page(document));
    let known = anchor.filter(|anchor| document.document.has_anchor(anchor));
    Some(DocumentLink {
        title: edition.name.clone(),
        href: known.map_or_else(|| page.clone(), |anchor| page.at(anchor)),
    })
}

/// The document as of the last commit before a day, on the forge: for posts that are older than the first version.
fn then_on_forge(
    place: &Place<'_>,
    past: &Past<'_>,
    index: usize,
    written: Timestamp,
) -> Option<DocumentLink> {
    let events = &past.today(index)?.whole;
    let (event, commit) = events.iter().find_map(|event| {
        let commit = past.moment(place.site.snapshot, event.step)?.commit;
        (commit.date.seconds <= written.seconds).then_some((event, commit))
    })?;
    let text = past.chain.steps[event.step].files[event.file]
        .after
        .as_ref()?;
    let forge = place.site.forge()?;
    let address = forge.file(&commit.id.to_string(), text.path.as_str());
    Some(DocumentLink {
        title: commit.date.date(),
        href: Href::external(&address)?,
    })
}

/// The first change of a passage after a day, in its history.
fn since(
    place: &Place<'_>,
    past: &Past<'_>,
    (index, section): (usize, Option<usize>),
    written: Timestamp,
) -> Option<Href> {
    let history = past.today(index)?;
    let (events, page) = match section {
        Some(section) => (
            history.sections.get(section)?,
            past.addresses.section(index, section),
        ),
        None => (&history.whole, past.addresses.document(index)),
    };
    let mut moments = events.iter().rev().filter_map(|event| {
        let moment = past.moment(place.site.snapshot, event.step)?;
        (moment.commit.date.seconds > written.seconds).then_some(moment)
    });
    let first = moments.next()?;
    let id = format!("c-{}", first.commit.id.short());
    Some(place.to(&page).at(&id))
}
