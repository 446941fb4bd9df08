//! The page that explains how to take part to those who never did.

use crate::config::{Explanation, ForgeKind};
use crate::site::Site;
use crate::site::path::OutputPath;
use crate::site::room;
use crate::site::shell::Place;
use crate::site::taking_part::explanation_page;
use crate::site::view::{
    Area, Content, Forge, ForgeView, Href, Page, TakePart, TakePartKind, TakePartView,
};

/// `/take-part/`, unless the editors explain it elsewhere or not at all.
pub fn take_part(site: &Site<'_>) -> Option<Page> {
    if site.config.taking_part.page != Explanation::Own {
        return None;
    }
    let place = Place::new(site, explanation_page());
    let mut shell = place.shell("", Area::Documents);
    shell.crumbs = vec![place.crumb(&site.view.title, &OutputPath::page(""))];
    let (mut discuss, others): (Vec<_>, Vec<_>) = site
        .view
        .participate
        .iter()
        .cloned()
        .partition(|way| way.kind == TakePartKind::Discuss);
    name_rooms(&mut discuss);
    Some(Page {
        shell,
        content: Content::TakePart(TakePartView {
            forge: forge(site),
            discuss,
            others,
            pulls: place.to(&OutputPath::page("pulls")),
            discussions: place.to(&OutputPath::page("discussions")),
            documents: place.to(&site.latest().front()),
        }),
    })
}

/// Where discussions are opened is said as such.
fn name_rooms(discuss: &mut [TakePart]) {
    for way in discuss {
        if room::recognise(way.href.as_str()).is_some() {
            way.kind = TakePartKind::NewTopic;
        }
    }
}

fn forge(site: &Site<'_>) -> Option<ForgeView> {
    let repository = site.view.repository.clone()?;
    let (_, rest) = repository.as_str().split_once("://")?;
    let host = rest.split('/').next()?.to_owned();
    let sign_up = match host.as_str() {
        "github.com" => Some("https://github.com/signup"),
        "gitlab.com" => Some("https://gitlab.com/users/sign_up"),
        "codeberg.org" => Some("https://codeberg.org/user/sign_up"),
        _ => None,
    };
    Some(ForgeView {
        kind: match site.forge()?.kind {
            ForgeKind::GitHub => Forge::Github,
            ForgeKind::GitLab => Forge::Gitlab,
            ForgeKind::Forgejo => Forge::Forgejo,
        },
        host,
        sign_up: sign_up.and_then(Href::external),
        repository,
    })
}
