//! One page of every kind, made up, for tests and for looking at.

mod compared;
mod finding;
mod news;
mod parts;
mod past;
mod strange;
mod survey;
mod taking_part;

use std::sync::Arc;

use crate::language::Tag;
use crate::site::view::*;
use finding::{backlog, contributor, contributors};
pub(super) use parts::summaries;
use parts::*;
use past::{document_history, history, section_history};
pub(super) use strange::page_with;
use survey::{around, section, section_list};

/// Every kind of page with its place in the site.
pub(super) fn pages(language: Language) -> Vec<(&'static str, Page)> {
    let fixtures = Fixtures { language };
    let mut pages = vec![
        ("index.html", fixtures.front()),
        (
            "latest/employment/index.html",
            fixtures.document("latest/employment/index.html"),
        ),
        ("v0.5/employment/index.html", fixtures.outdated()),
        ("next/employment/index.html", fixtures.next()),
        ("latest/contents/index.html", fixtures.version_index()),
        ("latest/whole/index.html", fixtures.whole()),
        ("compare/index.html", fixtures.comparison_list()),
        ("compare/v0.5...v0.6/index.html", fixtures.comparison()),
        (
            "compare/v0.5...v0.6/employment/index.html",
            fixtures.comparison_document(),
        ),
        ("pulls/index.html", fixtures.pull_list()),
        (
            "pulls/backlog/index.html",
            fixtures.pulls_page("pulls/backlog/index.html", Content::Backlog(backlog())),
        ),
        (
            "contributors/index.html",
            fixtures.pulls_page(
                "contributors/index.html",
                Content::ContributorList(contributors()),
            ),
        ),
        (
            "contributors/hanako/index.html",
            fixtures.pulls_page(
                "contributors/hanako/index.html",
                Content::Contributor(contributor()),
            ),
        ),
        ("pulls/17/index.html", fixtures.pull()),
        ("pulls/18/index.html", fixtures.unavailable_pull()),
        ("pulls/17/r1/index.html", fixtures.revision()),
        ("pulls/17/preview/employment/index.html", fixtures.preview()),
        ("discussions/index.html", fixtures.discussions()),
        (
            "discussions/forum.example.org/329/index.html",
            fixtures.past(
                "discussions/forum.example.org/329/index.html",
                Content::Topic(past::topic()),
            ),
        ),
        ("sections/index.html", fixtures.section_list()),
        ("sections/employment/待遇/index.html", fixtures.section()),
        (
            "history/index.html",
            fixtures.past("history/index.html", Content::History(history())),
        ),
        (
            "history/employment/index.html",
            fixtures.past(
                "history/employment/index.html",
                Content::DocumentHistory(document_history()),
            ),
        ),
        (
            "history/employment/待遇/index.html",
            fixtures.past(
                "history/employment/待遇/index.html",
                Content::SectionHistory(section_history()),
            ),
        ),
        ("cite/v0.6/employment/index.html", fixtures.cite()),
        ("search/index.html", fixtures.search()),
        ("take-part/index.html", fixtures.take_part(None)),
        (
            "take-part/on/index.html",
            fixtures.take_part(Some(Forge::Github)),
        ),
        ("404.html", fixtures.not_found()),
        ("worktree/employment/index.html", fixtures.worktree()),
        (
            "pulls/99/index.html",
            fixtures.serving("pulls/99/index.html", Serving::Waiting),
        ),
        (
            "pulls/98/index.html",
            fixtures.serving("pulls/98/index.html", Serving::Failed),
        ),
        (
            "manifest.json",
            fixtures.serving("manifest.json", Serving::BuildOnly),
        ),
        ("employment/index.html", fixtures.redirect()),
        (
            "compare/v0.5...v0.6/employment/table/index.html",
            fixtures.columns(ComparisonForm::Table),
        ),
        (
            "compare/v0.5...v0.6/employment/side-by-side/index.html",
            fixtures.columns(ComparisonForm::SideBySide),
        ),
    ];
    pages.extend(news::pages(&fixtures));
    pages
}

struct Fixtures {
    language: Language,
}

impl Fixtures {
    fn shell(&self, at: &str, area: Option<Area>, title: &str) -> Shell {
        let menu = [
            (Area::Documents, "latest/index.html"),
            (Area::Comparisons, "compare/index.html"),
            (Area::PullRequests, "pulls/index.html"),
            (Area::Discussions, "discussions/index.html"),
        ];
        Shell {
            site: Arc::new(self.site()),
            language: self.language,
            text_language: Some("ja".to_owned()),
            languages: Vec::new(),
            alternates: Vec::new(),
            root: "../".repeat(at.matches('/').count()),
            home: Href::between(at, "index.html"),
            title: title.to_owned(),
            description: Some("東京都が世界のAI研究者を迎えるための提言です。".to_owned()),
            canonical: None,
            card: Href::external("https://example.org/card.svg"),
            linked_data: Some(ScriptData::new(&serde_json::json!({"headline": title}))),
            diagrams: false,
            noindex: false,
            search: Href::between(at, "search/index.html"),
            menu: menu
                .into_iter()
                .map(|(of, to)| MenuItem {
                    area: of,
                    href: Href::between(at, to),
                    current: area == Some(of),
                })
                .collect(),
            crumbs: vec![
                Crumb {
                    label: "トップ".to_owned(),
                    href: Some(Href::between(at, "index.html")),
                },
                Crumb {
                    label: title.to_owned(),
                    href: None,
                },
            ],
            notices: Vec::new(),
            versions: None,
            navigation: Vec::new(),
            together: None,
            paper: None,
        }
    }

    fn site(&self) -> SiteView {
        SiteView {
            title: TITLE.to_owned(),
            language: self.language,
            text_language: Some("ja".to_owned()),
            repository: Href::external("https://example.org/proposal"),
            licence: Some("CC BY 4.0".to_owned()),
            logo: Some("assets/images/0123456789abcdef.svg".to_owned()),
            icon: None,
            address: None,
            participate: vec![part(TakePartKind::Discuss, None)],
            footer: Some("東京AI人材提言の会".to_owned()),
        }
    }

    fn document_shell(&self, at: &str, version: &str) -> Shell {
        let mut shell = self.shell(at, Some(Area::Documents), DOCUMENT);
        shell.navigation = navigation(at);
        let folder = at.split('/').next().unwrap_or_default();
        let to = |file: &str| Href::between(at, &format!("{folder}/{file}"));
        shell.together = Some(Together {
            page: to("whole/index.html"),
            here: at.ends_with("whole/index.html"),
            file: Some(to("proposal.epub")),
            name: format!("{TITLE} {version}"),
        });
        shell.paper = Some(Paper {
            version: version.to_owned(),
            address: Some("https://example.org/policy/v0.6/employment/".to_owned()),
        });
        let entry = |label: &str, kind, folder: &str, present| VersionEntry {
            label: label.to_owned(),
            kind,
            date: DATE.to_owned(),
            href: Href::between(at, &format!("{folder}/employment/index.html")),
            present,
            was: (label == "v0.5").then(|| "プログラム概要".to_owned()),
            current: label == version,
        };
        shell.versions = Some(VersionMenu {
            current: version.to_owned(),
            entries: vec![
                entry("next", VersionKind::Next, "next", true),
                entry("v0.6", VersionKind::Latest, "latest", true),
                entry("v0.5", VersionKind::Older, "v0.5", true),
                entry("v0.4", VersionKind::Older, "v0.4", false),
            ],
        });
        shell
    }

    fn document(&self, at: &str) -> Page {
        page(
            self.document_shell(at, "v0.6"),
            Content::Document(document_view(at, "v0.6")),
        )
    }

    fn outdated(&self) -> Page {
        let at = "v0.5/employment/index.html";
        let mut shell = self.document_shell(at, "v0.5");
        shell.notices.push(Notice::Outdated {
            version: "v0.5".to_owned(),
            newest: "v0.6".to_owned(),
            href: Some(Href::between(at, "latest/employment/index.html")),
            front: Href::between(at, "latest/index.html"),
        });
        shell.notices.push(Notice::Behind {
            since: DATE.to_owned(),
            changes: 2,
            original: Href::between(at, "v0.5/employment/index.html"),
            history: Some(Href::between(at, "history/employment/index.html")),
        });
        let entry = |tag: Tag, href: Option<Href>| LanguageEntry {
            tag,
            name: tag.own_name(),
            current: href.is_some(),
            href,
        };
        let here = Href::between(at, "v0.5/employment/index.html");
        shell.languages = vec![entry(Tag::JAPANESE, Some(here)), entry(Tag::ENGLISH, None)];
        page(shell, Content::Document(document_view(at, "v0.5")))
    }

    fn next(&self) -> Page {
        let at = "next/employment/index.html";
        let mut shell = self.document_shell(at, "next");
        shell.notices.push(Notice::Next {
            newest: Some("v0.6".to_owned()),
            href: Some(Href::between(at, "latest/employment/index.html")),
        });
        shell.notices.push(Notice::Status {
            status: "草案".to_owned(),
        });
        page(shell, Content::Document(document_view(at, "next")))
    }

    fn front(&self) -> Page {
        let at = "index.html";
        let mut document = document_view(at, "v0.6");
        document.body = front_body();
        let view = FrontView {
            document: Some(document),
            documents: navigation(at),
            document_count: 5,
            versions: versions(at),
            version_list: Some(Href::between(at, "versions/index.html")),
            map: Some(Href::between(at, "map/index.html")),
            pull_states: states(at, None),
            pulls: (14..=17).rev().map(|number| row(number, at)).collect(),
            discussion_count: 1,
            discussions: vec![discussion()],
        };
        page(
            self.shell(at, Some(Area::Documents), TITLE),
            Content::Front(view),
        )
    }

    fn version_index(&self) -> Page {
        let at = "latest/contents/index.html";
        let version = versions(at).swap_remove(1);
        let view = VersionIndexView {
            version,
            documents: navigation(at),
        };
        page(
            self.shell(at, Some(Area::Documents), "v0.6"),
            Content::VersionIndex(view),
        )
    }

    fn pull_list(&self) -> Page {
        let at = "pulls/index.html";
        let view = PullListView {
            state: None,
            label: None,
            document: None,
            document_path: None,
            labels: vec![ListLink {
                title: "雇用".to_owned(),
                count: 120,
                href: Href::between(at, "pulls/label/雇用/index.html"),
                current: false,
            }],
            documents: vec![ListLink {
                title: DOCUMENT.to_owned(),
                count: 1_204,
                href: Href::between(at, "pulls/document/招へい/index.html"),
                current: false,
            }],
            filters: states(at, Some(0)),
            rows: (1..=20).rev().map(|number| row(number, at)).collect(),
            pages: (1..=9)
                .map(|number| PageLink {
                    label: number.to_string(),
                    href: Href::between(at, "pulls/index.html"),
                    current: number == 1,
                })
                .collect(),
            total: 9_679,
            records_as_of: Some(DATE.to_owned()),
            sections: Some(Href::between(at, "sections/index.html")),
            contributors: Some(Href::between(at, "contributors/index.html")),
            backlog: Some(Href::between(at, "pulls/backlog/index.html")),
            left_out: 12,
            spam: 3,
            index: Some(Href::between(at, "pulls/data/index.json")),
            second: None,
        };
        page(
            self.shell(at, Some(Area::PullRequests), "変更提案"),
            Content::PullList(view),
        )
    }

    fn past(&self, at: &str, content: Content) -> Page {
        page(self.shell(at, Some(Area::Comparisons), ""), content)
    }

    fn pulls_page(&self, at: &str, content: Content) -> Page {
        page(self.shell(at, Some(Area::PullRequests), ""), content)
    }

    fn pull_shell(&self, at: &str, title: &str) -> Shell {
        let mut shell = self.shell(at, Some(Area::PullRequests), title);
        shell.noindex = true;
        shell.notices.push(Notice::NotOfficial {
            number: 17,
            href: None,
        });
        shell
    }

    fn pull(&self) -> Page {
        let at = "pulls/17/index.html";
        let view = PullRequestView {
            portrait: None,
            number: 17,
            title: "在留期間の目安を「5年」から「5年以上」に改める".to_owned(),
            state: PullState::Unknown,
            forge: Href::external("https://example.org/proposal/pull/17"),
            authors: vec!["山田 花子".to_owned(), "idobata-bot".to_owned()],
            date: DATE.to_owned(),
            merged: None,
            description: Some(safe(
                "<p>長く住むことを考える人にとって、上限と読めてしまうためです。</p>",
            )),
            content: PullContent::Available(Box::new(changes(at))),
            revisions: revisions(at),
            lost_revisions: 1,
            discussions: vec![discussion()],
            labels: vec![LabelView {
                name: "待遇 <b>".to_owned(),
                hue: None,
            }],
            around: around(at),
            previous: Some(DocumentLink {
                title: "#16 表記をそろえる".to_owned(),
                href: Href::between(at, "pulls/16/index.html"),
            }),
            next: Some(DocumentLink {
                title: "#18".to_owned(),
                href: Href::between(at, "pulls/18/index.html"),
            }),
        };
        let title = view.title.clone();
        page(self.pull_shell(at, &title), Content::PullRequest(view))
    }

    fn unavailable_pull(&self) -> Page {
        let at = "pulls/18/index.html";
        let view = PullRequestView {
            portrait: None,
            number: 18,
            title: "<script>alert(1)</script>".to_owned(),
            state: PullState::Open,
            forge: None,
            authors: Vec::new(),
            date: String::new(),
            merged: None,
            description: None,
            content: PullContent::Unavailable {
                reason: "object 3f786850e387550fdab836ed7e6dc881de23001b is missing".to_owned(),
            },
            revisions: Vec::new(),
            lost_revisions: 0,
            discussions: Vec::new(),
            labels: Vec::new(),
            around: Surroundings::default(),
            previous: None,
            next: None,
        };
        page(self.pull_shell(at, "#18"), Content::PullRequest(view))
    }

    fn section_list(&self) -> Page {
        let at = "sections/index.html";
        page(
            self.shell(at, Some(Area::PullRequests), ""),
            Content::SectionList(section_list(at)),
        )
    }

    fn section(&self) -> Page {
        let at = "sections/employment/待遇/index.html";
        page(
            self.shell(at, Some(Area::PullRequests), "2. 待遇"),
            Content::Section(section(at)),
        )
    }

    fn revision(&self) -> Page {
        let at = "pulls/17/r1/index.html";
        let view = revision(at);
        page(self.pull_shell(at, "第2稿"), Content::Revision(view))
    }

    fn preview(&self) -> Page {
        let at = "pulls/17/preview/employment/index.html";
        let view = preview(at);
        let mut shell = self.pull_shell(at, DOCUMENT);
        shell.notices = vec![Notice::NotOfficial {
            number: 17,
            href: Some(Href::between(at, "pulls/17/index.html")),
        }];
        page(shell, Content::Preview(view))
    }

    fn discussions(&self) -> Page {
        let at = "discussions/index.html";
        let view = past::discussions(at);
        page(
            self.shell(at, Some(Area::Discussions), "議論"),
            Content::Discussions(view),
        )
    }

    fn not_found(&self) -> Page {
        let at = "404.html";
        let view = not_found(at);
        page(self.shell(at, None, "404"), Content::NotFound(view))
    }

    fn worktree(&self) -> Page {
        let at = "worktree/employment/index.html";
        let mut shell = self.document_shell(at, "worktree");
        shell.notices.push(Notice::Worktree {
            newest: "v0.6".to_owned(),
            comparison: Href::between(at, "compare/v0.6...worktree/index.html"),
            href: Some(Href::between(at, "latest/employment/index.html")),
        });
        shell.notices.push(Notice::Problem {
            place: "teigen.yaml:3:1".to_owned(),
            message: "unknown key `titel`".to_owned(),
            help: Some("did you mean `title`?".to_owned()),
        });
        page(shell, Content::Document(document_view(at, "worktree")))
    }

    fn serving(&self, at: &str, reason: Serving) -> Page {
        let view = ServingView {
            reason,
            message: "<b>document.html</b>:3: there is no `titel`".to_owned(),
        };
        page(self.shell(at, None, ""), Content::Serving(view))
    }

    fn redirect(&self) -> Page {
        let at = "employment/index.html";
        let target = DocumentLink {
            title: DOCUMENT.to_owned(),
            href: Href::between(at, "latest/employment/index.html"),
        };
        page(
            self.shell(at, None, DOCUMENT),
            Content::Redirect(RedirectView { target }),
        )
    }
}
