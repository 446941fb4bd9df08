//! The map and the timeline show everything, and tell in a table what they show.

use std::collections::BTreeSet;
use std::fs;

use crate::page::Page;
use crate::support::{json, scratch, teigen};

/// Where the links within elements of a name lead.
fn links(page: &Page, name: &str) -> BTreeSet<String> {
    let inside = |at| page.inside(at).collect::<Vec<_>>();
    let elements = page.elements().filter(|(_, element)| element.name == name);
    let links = elements.flat_map(|(at, _)| inside(at));
    let links = links.filter_map(|(_, element)| element.attribute("href"));
    links.map(str::to_owned).collect()
}

#[test]
fn whatever_a_picture_shows_is_a_link_and_stands_in_the_table_behind_it() {
    let demo = scratch();
    let out = demo.path();
    teigen(&["demo".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let read = |name: &str| {
        let html = fs::read_to_string(out.join("site").join(name)).expect("a page");
        Page::parse(&html)
    };
    let map = read("map/index.html");
    let shown = links(&map, "svg");
    assert!(shown.len() > 10, "{shown:?}");
    assert!(shown.is_subset(&links(&map, "details")), "{shown:?}");

    let timeline = read("versions/index.html");
    let shown = links(&timeline, "svg");
    let (versions, requests): (Vec<_>, Vec<_>) =
        shown.iter().partition(|href| !href.contains("pulls/"));
    assert_eq!(versions.len(), 3, "{versions:?}");
    let pulls = json(&out.join("site"), "api/pulls.json");
    let pulls = pulls.as_array().expect("a list").iter();
    let merged = pulls.filter(|pull| pull["state"] == "merged").count();
    assert_eq!((requests.len(), merged > 0), (merged, true), "{requests:?}");
    assert!(shown.is_subset(&links(&timeline, "details")), "{shown:?}");
}
