//! Pictures of accounts: fetched where they are wanted, from the forge alone, without the token; kept, shown, shared, thrown away.

use serde_json::{Value, json};

use super::program::{SECRET, sync};
use super::server::{Came, Given, Server};
use crate::repository::Built;
use crate::support::{Run, build, scratch};

const AVATARS: &str = "refs/teigen/avatars";
const WANTED: &str = "pulls: {avatars: true}\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A forge with four requests: one account with a picture, one with a drawing, one whose picture is elsewhere, one whose picture is too large.
fn forge() -> Server {
    Server::start(|_, came| match came.line.as_str() {
        "GET /avatars/1" => Given::of(200, "image/png", PNG),
        "GET /avatars/2" => Given::of(200, "image/png", "<svg onload='alert(1)'/>"),
        "GET /avatars/4" => Given::of(200, "image/png", [PNG, &[0; 200_000]].concat()),
        line if line.starts_with("GET /repos/a/b/pulls?") => Given::json(list(came).to_string()),
        line => panic!("{line}"),
    })
}

fn list(came: &Came) -> Value {
    let host = came
        .head
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("a host");
    let pull = |number: u64, login: &str, avatar: String| {
        json!({
            "number": number, "title": format!("題{number}"), "state": "open", "updated_at": "2025-06-01T00:00:00Z",
            "user": {"login": login, "avatar_url": avatar}, "comments": 0,
        })
    };
    json!([
        pull(1, "hanako", format!("http://{host}/avatars/1")),
        pull(2, "taro", format!("http://{host}/avatars/2")),
        pull(
            3,
            "jiro",
            "https://elsewhere.invalid/track.gif?who=jiro".to_owned()
        ),
        pull(4, "aoi", format!("http://{host}/avatars/4")),
    ])
}

fn fetch(here: &Built, there: &Built, server: &Server, more: &[&str]) -> Run {
    let remote = there.path().to_str().expect("a path");
    let arguments = [
        "--remote",
        remote,
        "--forge",
        "forgejo",
        "--api",
        &server.address,
        "--project",
        "a/b",
    ];
    sync(here.path(), &[&arguments, more].concat()).done()
}

fn repository(config: &str) -> Built {
    let built = Built::new();
    let files = [("README.md", "# 提言\n\n一\n"), ("teigen.yaml", config)];
    built.main("Begin", &files);
    let head = built.commit(&[built.tip()], "直す", &[("README.md", "# 提言\n\n二\n")]);
    built.pull(1, head);
    built
}

fn listed(built: &Built) -> Value {
    serde_json::from_str(&built.text(AVATARS, "avatars.json")).expect("JSON")
}

#[test]
fn pictures_come_from_the_forge_alone_and_without_the_token() {
    let (here, there, server) = (repository(WANTED), repository(WANTED), forge());
    let said = fetch(&here, &there, &server, &[]).err;
    assert!(
        said.contains("1 new pictures of accounts, 2 could not be had, 1 are on servers that are not the forge's"),
        "{said}"
    );
    let avatars = listed(&here)["avatars"].clone();
    assert_eq!(
        avatars
            .as_object()
            .map(|all| all.keys().collect::<Vec<_>>()),
        Some(vec![&"hanako".to_owned()])
    );
    for came in server.came() {
        let picture = came.line.starts_with("GET /avatars/");
        assert_eq!(
            picture,
            !came.head.contains("authorization"),
            "{}",
            came.head
        );
        assert!(!picture || !came.head.contains(SECRET));
    }
}

#[test]
fn the_site_shows_its_own_copy_beside_the_name() {
    let (here, there, server) = (repository(WANTED), repository(WANTED), forge());
    fetch(&here, &there, &server, &[]);
    let site = scratch();
    build(here.path(), site.path()).done();
    let id = listed(&here)["avatars"]["hanako"]["blob"].clone();
    let file = format!("assets/people/{}.png", &id.as_str().expect("an id")[..16]);
    assert_eq!(std::fs::read(site.path().join(&file)).expect("a file"), PNG);
    for (page, up) in [
        ("pulls/1", "../../"),
        ("contributors", "../"),
        ("contributors/hanako", "../../"),
    ] {
        let text = std::fs::read_to_string(site.path().join(page).join("index.html"));
        let text = text.expect("a page");
        assert!(text.contains(&format!("src=\"{up}{file}\"")), "{page}");
        assert!(!text.contains("elsewhere.invalid"), "{page}");
    }
}

#[test]
fn what_stands_in_a_picture_s_place_and_is_none_is_not_shown_and_asked_for_anew() {
    let (here, there, server) = (repository(WANTED), repository(WANTED), forge());
    fetch(&here, &there, &server, &[]);
    let known = listed(&here)["avatars"]["hanako"].clone();
    let file = known["file"].as_str().expect("a name");
    let text = "<script>alert(1)</script>";
    let forged = git2::Oid::hash_object(git2::ObjectType::Blob, text.as_bytes()).expect("an id");
    let mut list = listed(&here);
    list["avatars"]["hanako"]["blob"] = json!(forged.to_string());
    let (list, picture) = (list.to_string(), format!("pictures/{file}"));
    let files = [("avatars.json", list.as_str()), (picture.as_str(), text)];
    here.point(AVATARS, here.commit(&[], "Forged", &files));
    let site = scratch();
    build(here.path(), site.path()).done();
    assert!(!site.path().join("assets/people").exists());
    let page = std::fs::read_to_string(site.path().join("pulls/1/index.html"));
    assert!(!page.expect("a page").contains("portrait"));
    fetch(&here, &there, &server, &[]);
    assert_eq!(listed(&here)["avatars"]["hanako"], known);
}

#[test]
fn what_is_no_longer_wanted_is_thrown_away_also_where_it_was_shared() {
    let (here, there, server) = (repository(WANTED), repository(WANTED), forge());
    fetch(&here, &there, &server, &["--push"]);
    assert_eq!(listed(&there), listed(&here));
    here.main("Names only", &[("teigen.yaml", "title: 提言\n")]);
    fetch(&here, &there, &server, &["--push"]);
    for built in [&here, &there] {
        assert_eq!(listed(built)["avatars"], json!({}));
        assert!(!built.text(AVATARS, "avatars.json").contains("hanako"));
    }
}

#[test]
fn nobody_is_asked_for_a_picture_unless_they_are_wanted() {
    for config in ["", "pulls: {avatars: true, authors: false}\n"] {
        let (here, there, server) = (repository(config), repository(config), forge());
        fetch(&here, &there, &server, &[]);
        assert_eq!(server.came().len(), 1, "{config}");
        assert!(here.names("refs/teigen/avatars").is_empty());
    }
}
