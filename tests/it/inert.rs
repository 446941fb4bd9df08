//! Nothing active is on a page: what may be there is listed, and everything else is a finding. Shares no code, and no
//! list, with the sanitiser.

use crate::links::scheme;
use crate::page::{Element, Node, Page};

/// What the pages' own templates are made of.
const OWN_ELEMENTS: &str = "html head meta title link script body main nav header footer section button select option \
    input label aside fieldset form legend output hgroup search";

/// What may also stand in people's words.
const ELEMENTS: &str = "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup \
    data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd li mark ol \
    p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr \
    tt u ul var wbr";

/// Attributes of people's words.
const ATTRIBUTES: &str = "align alt checked cite class colspan datetime dir disabled height href id lang loading open rel \
    reversed rowspan scope span src start title type value width";

/// Attributes that only the templates' own elements have.
const OWN_ATTRIBUTES: &str = "autocapitalize autocomplete charset content defer download enterkeyhint for hidden http-equiv name property role spellcheck tabindex media \
    sizes";

/// What the templates' own pictures are made of.
const PICTURE_ELEMENTS: &str = "svg a title rect text path circle";

/// Attributes of these.
const PICTURE_ATTRIBUTES: &str =
    "aria-hidden class cx cy d height href r tabindex text-anchor viewbox width x y";

/// What formulas in people's words are made of. A stranger cannot give them the class.
const FORMULA_ELEMENTS: &str = "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace \
    msqrt msub msubsup msup mtable mtd mtext mtr munder munderover";

/// Attributes of these.
const FORMULA_ATTRIBUTES: &str = "accent accentunder class columnspan depth dir display displaystyle fence form height \
    largeop linethickness lspace mathvariant maxsize minsize movablelimits rowspan rspace scriptlevel stretchy symmetric width";

/// Collects what is active, or not known to be inert, on a page as a browser reads it.
pub fn findings(name: &str, html: &str) -> Vec<String> {
    let page = Page::parse(html);
    let foreign = words(&page);
    let mut found = Vec::new();
    for (at, node) in page.nodes().iter().enumerate() {
        let finding = match node {
            Node::Comment(text) => Some(format!("a comment: {text:?}")),
            Node::Text(_) => None,
            Node::Element(element, _) => {
                let own = !foreign[at];
                check_element(element, own, || page.text(at))
                    .or_else(|| check_attributes(element, own))
            }
        };
        found.extend(finding.map(|finding| format!("{name}: {finding}")));
    }
    found
}

/// For each node, whether it stands among people's words.
fn words(page: &Page) -> Vec<bool> {
    let mut foreign = vec![false; page.nodes().len()];
    for (at, element) in page.elements() {
        if element.has_class("prose") {
            for (inner, _) in page.inside(at) {
                foreign[inner] = true;
            }
        }
    }
    foreign
}

fn listed(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

fn check_element(element: &Element, own: bool, text: impl Fn() -> String) -> Option<String> {
    let name = element.name.as_str();
    let known = if element.is_html {
        listed(ELEMENTS, name) || own && listed(OWN_ELEMENTS, name)
    } else if own {
        listed(PICTURE_ELEMENTS, name)
    } else {
        listed(FORMULA_ELEMENTS, name) && (name != "math" || element.has_class("tg-formula"))
    };
    if !known {
        return Some(format!("<{name}> {:?}", element.attributes));
    }
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let fine = match name {
        "script" if attribute("type") == "application/ld+json" => {
            own && serde_json::from_str::<serde_json::Value>(&text()).is_ok()
        }
        "script" => text().is_empty() && is_asset(attribute("src"), ".js"),
        "link" => match attribute("rel") {
            "stylesheet" => is_asset(attribute("href"), ".css"),
            "icon" => is_asset(attribute("href"), ".svg"),
            "apple-touch-icon" => is_asset(attribute("href"), ".png"),
            "alternate" => {
                let (kind, href) = (attribute("type"), attribute("href"));
                kind == "application/atom+xml"
                    && href.ends_with("feed.xml")
                    && scheme(href).is_none()
            }
            "canonical" => scheme(attribute("href")).as_deref() == Some("https"),
            _ => false,
        },
        "meta" => match element.attribute("http-equiv") {
            Some("Content-Security-Policy") | None => true,
            Some("refresh") => refreshes_inside(attribute("content")),
            Some(_) => false,
        },
        "input" => {
            own || attribute("type") == "checkbox" && element.attribute("disabled").is_some()
        }
        _ => true,
    };
    (!fine).then(|| format!("<{name}> {:?} {:?}", element.attributes, text()))
}

fn is_asset(address: &str, ending: &str) -> bool {
    let path = address.trim_start_matches("../").trim_start_matches('/');
    let name = path.strip_prefix("assets/").unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    name.ends_with(ending) && name.chars().all(plain)
}

fn refreshes_inside(content: &str) -> bool {
    let address = content.strip_prefix("0; url=").unwrap_or("//");
    scheme(address).is_none() && !address.starts_with("//")
}

fn check_attributes(element: &Element, own: bool) -> Option<String> {
    let says = |(name, value): &(String, String)| {
        let telling = name.starts_with("aria-") || name.starts_with("data-");
        let frame = listed("div span", &element.name) && element.has_class("tg-frame");
        let framing = frame && matches!(name.as_str(), "tabindex" | "role" | "aria-label");
        let known = if element.is_html {
            listed(ATTRIBUTES, name) || framing || own && (telling || listed(OWN_ATTRIBUTES, name))
        } else if own {
            listed(PICTURE_ATTRIBUTES, &name.to_lowercase())
        } else {
            listed(FORMULA_ATTRIBUTES, name)
        };
        let fine = known && (!is_address(name) || leads_to_harmless(value));
        (!fine).then(|| format!("<{} {name}={value:?}>", element.name))
    };
    element.attributes.iter().find_map(says)
}

fn is_address(name: &str) -> bool {
    matches!(name, "href" | "src" | "cite")
}

/// Whether an address, read as browsers read it, has no scheme or a harmless one.
fn leads_to_harmless(address: &str) -> bool {
    let trimmed = address.trim_start_matches(|c: char| c <= ' ');
    let read: String = trimmed
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    match scheme(&read) {
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto"),
        None => true,
    }
}

/// A checker that finds nothing proves nothing.
#[test]
fn what_is_active_is_found() {
    let clean = "<!doctype html><html><head><script defer src=\"../assets/script-1a.js\"></script></head>\
        <body><article class=prose><p id=x class=y>提言<a href=\"../x/index.html\">x</a></article>";
    assert_eq!(findings("clean", clean), Vec::<String>::new());
    for bad in [
        "<script>alert(1)</script>",
        "<script src=../assets/script-1a.js>x</script>",
        "<script src=https://example.org/assets/x.js></script>",
        "<p onclick=x>",
        "<p style=color:red>",
        "<style>p{}</style>",
        "<a href=javascript:x>",
        "<a href=\"&#1; java&Tab;script:x\">",
        "<a href=data:text/html,x>",
        "<a xlink:href=x>",
        "<article class=prose><svg></svg></article>",
        "<svg onload=x></svg>",
        "<svg><script>x</script></svg>",
        "<svg><a xlink:href=x></a></svg>",
        "<svg><a href=javascript:x></a></svg>",
        "<svg><image href=x></image></svg>",
        "<svg><style>x</style></svg>",
        "<math></math>",
        "<article class=prose><math><mi>x</mi></math></article>",
        "<article class=prose><math class=tg-formula><mi href=x>x</mi></math></article>",
        "<article class=prose><math class=tg-formula><maction>x</maction></math></article>",
        "<article class=prose><math class=tg-formula><annotation-xml>x</annotation-xml></math></article>",
        "<article class=prose><math class=tg-formula><mi style=x>x</mi></math></article>",
        "<article class=prose><p tabindex=0>x</p></article>",
        "<iframe src=x></iframe>",
        "<object data=x></object>",
        "<embed src=x>",
        "<base href=x>",
        "<template><p onclick=x></template>",
        "<noscript><p onclick=x></noscript>",
        "<!-- x -->",
        "<article class=prose><form></form></article>",
        "<article class=prose><p data-index=x></p></article>",
        "<article class=prose><input></article>",
        "<form action=x></form>",
        "<meta http-equiv=refresh content=\"0; url=https://example.org/\">",
        "<meta http-equiv=refresh content=\"0; url=javascript:x\">",
        "<link rel=stylesheet href=https://example.org/assets/x.css>",
    ] {
        let page = clean.replace("<article", &format!("{bad}<article"));
        assert!(!findings("bad", &page).is_empty(), "{bad}");
    }
}
