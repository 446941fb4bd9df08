//! Documents as Docusaurus knows them: identities, addresses and places.
//!
//! The rules are those of `@docusaurus/plugin-content-docs` 3: `numberPrefix.ts`, `slug.ts`, `docs.ts`.

use std::collections::BTreeMap;

use crate::document;
use crate::migration::{Ground, below, one_line};
use crate::natural::natural;

/// A document.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// Its path inside the folder of documents.
    pub path: String,
    /// What sidebars call it.
    pub id: String,
    /// Its address below that of all documents: begins with `/`.
    pub slug: String,
    /// What a sidebar calls it for readers, if not by its title.
    pub label: Option<String>,
    /// Where it stands among its neighbours.
    pub position: Option<f64>,
    /// Whether it is not published.
    pub draft: bool,
}

/// Reads what a folder's documents tell of themselves. `paths` are inside the folder, without partials.
pub fn read(folder: &str, paths: &[String], ground: &dyn Ground) -> Vec<Doc> {
    let read = |path: &String| {
        let text = ground.text(&below(folder, path)).unwrap_or_default();
        // Only what stands at the top counts.
        let head: String = text
            .lines()
            .take(200)
            .map(|line| format!("{line}\n"))
            .collect();
        doc(path, &document::parse(&head).front_matter)
    };
    paths.iter().map(read).collect()
}

/// Whether a file or a folder on its way is a part of others, and no page.
pub fn is_partial(path: &str) -> bool {
    path.split('/')
        .any(|part| part.starts_with('_') || part == "__tests__")
}

fn doc(path: &str, front: &document::FrontMatter) -> Doc {
    let setting = |key: &str| {
        let found = front.other.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    };
    let words = |key: &str| match setting(key)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (prefix, base) = numbered(stem);
    let plain: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
    let own = plain.last().copied().unwrap_or_default();
    let is_entry = ["index", "readme"].contains(&stem.to_lowercase().as_str())
        || (!own.is_empty() && stem.eq_ignore_ascii_case(own));
    let plain: Vec<&str> = plain.into_iter().map(|part| numbered(part).1).collect();
    let above: String = plain.iter().map(|part| format!("/{part}")).collect();
    let id = front.id.clone().unwrap_or_else(|| base.to_owned());
    let slug = match words("slug") {
        Some(slug) if slug.starts_with('/') => slug,
        Some(slug) => resolve(&above, &slug),
        None if is_entry => format!("{above}/"),
        None => resolve(&above, &id),
    };
    let position = setting("sidebar_position").and_then(serde_json::Value::as_f64);
    Doc {
        path: path.to_owned(),
        id: format!(
            "{}{id}",
            plain
                .iter()
                .map(|part| format!("{part}/"))
                .collect::<String>()
        ),
        slug,
        label: words("sidebar_label").and_then(|label| one_line(&label)),
        position: position.or(prefix),
        draft: setting("draft") == Some(&serde_json::Value::Bool(true)),
    }
}

/// Splits `01-intro` into the number and the rest; dates and versions are no numbers: `2021-11-18-post`, `7.0-notes`.
pub fn numbered(name: &str) -> (Option<f64>, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[digits..];
    let mark = |c: char| matches!(c, '-' | '_' | '.');
    let space = |c: char| mark(c) || c.is_whitespace();
    let after = rest.trim_start_matches(char::is_whitespace);
    let suffix = after.trim_start_matches(mark);
    let marked = suffix.len() < after.len();
    let suffix = suffix.trim_start_matches(char::is_whitespace);
    // A number after one mark: a version, or the month of a date.
    let version = rest
        .strip_prefix(mark)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_number = digits > 0 && marked && !version;
    if !is_number || suffix.is_empty() || suffix.starts_with(space) {
        return (None, name);
    }
    (name[..digits].parse().ok(), suffix)
}

/// Follows a relative address from a folder.
fn resolve(folder: &str, slug: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in slug.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path: String = parts.iter().map(|part| format!("/{part}")).collect();
    match slug.ends_with('/') || path.is_empty() {
        true => format!("{path}/"),
        false => path,
    }
}

/// A part of a sidebar.
#[derive(Clone, Debug)]
pub enum Item {
    /// A document, by its place in the list, and what it is called.
    Doc(usize, Option<String>),
    /// A group with the address of a page that only lists it, if there is one.
    Group {
        /// What it is called.
        label: String,
        /// What is in it.
        items: Vec<Item>,
        /// Its page, below the address of all documents.
        page: Option<String>,
    },
    /// A link to elsewhere.
    Link(String, String),
}

/// The order that Docusaurus gives a folder by itself: by position, then by name.
pub fn by_itself(root: &str, docs: &[Doc], below_folder: &str, ground: &dyn Ground) -> Vec<Item> {
    let inside = |doc: &Doc| match below_folder {
        "" | "." => Some(doc.path.clone()),
        folder => {
            let rest = doc.path.strip_prefix(folder)?.strip_prefix('/')?;
            Some(rest.to_owned())
        }
    };
    let found: Vec<(String, usize)> = docs
        .iter()
        .enumerate()
        .filter(|(_, doc)| !doc.draft)
        .filter_map(|(at, doc)| Some((inside(doc)?, at)))
        .collect();
    let start = match below_folder {
        "." => "",
        folder => folder,
    };
    level(root, docs, start, &found, ground, 0)
}

/// Deepest nesting of folders.
const DEPTH_LIMIT: usize = 16;

/// Whether it has no position, its position in thousandths, its name.
type Place = (bool, i64, Vec<(u8, u64, String)>);

fn level(
    root: &str,
    docs: &[Doc],
    folder: &str,
    found: &[(String, usize)],
    ground: &dyn Ground,
    depth: usize,
) -> Vec<Item> {
    let mut folders: BTreeMap<&str, Vec<(String, usize)>> = BTreeMap::new();
    let mut items: Vec<(Place, Item)> = Vec::new();
    for (path, at) in found {
        match path.split_once('/').filter(|_| depth < DEPTH_LIMIT) {
            Some((first, rest)) => folders
                .entry(first)
                .or_default()
                .push((rest.to_owned(), *at)),
            None => {
                let doc = &docs[*at];
                items.push((place(doc.position, path), Item::Doc(*at, doc.label.clone())));
            }
        }
    }
    for (name, inner) in folders {
        let path = below(folder, name);
        let told = category(&below(root, &path), ground);
        let inner = level(root, docs, &path, &inner, ground, depth + 1);
        let (number, plain) = numbered(name);
        let label = told.label.unwrap_or_else(|| plain.to_owned());
        let page = told
            .page
            .map(|slug| slug.unwrap_or_else(|| generated(&label)));
        let position = told.position.or(number);
        items.push((
            place(position, name),
            Item::Group {
                label,
                items: inner,
                page,
            },
        ));
    }
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    items.into_iter().map(|(_, item)| item).collect()
}

/// Those with a position first.
fn place(position: Option<f64>, name: &str) -> Place {
    // Thousandths are enough to keep an order; what is no number stands at its end.
    let thousandths = position.map_or(0, |position| (position * 1_000.0) as i64);
    (position.is_none(), thousandths, natural(name))
}

#[derive(Default)]
struct Category {
    label: Option<String>,
    position: Option<f64>,
    /// Whether there is a page that lists it, and its address where that is told.
    page: Option<Option<String>>,
}

/// What `_category_.json` or `_category_.yml` in a folder tells.
fn category(folder: &str, ground: &dyn Ground) -> Category {
    let file = |name: &str| ground.text(&below(folder, name));
    let json =
        file("_category_.json").and_then(|text| Some(crate::migration::literal::json(&text)?.root));
    let yaml = || file("_category_.yml").or_else(|| file("_category_.yaml"));
    let Some(root) = json.or_else(|| crate::yaml::load(&yaml()?).ok()) else {
        return Category::default();
    };
    let text = |key: &str| root.get(key).and_then(crate::yaml::Yaml::text);
    let link = root.get("link");
    let kind = link.and_then(|link| link.get("type")?.text());
    Category {
        label: text("label").and_then(one_line),
        position: text("position").and_then(|position| position.parse().ok()),
        page: (kind == Some("generated-index")).then(|| {
            let slug = link.and_then(|link| link.get("slug")?.text());
            slug.map(str::to_owned)
        }),
    }
}

/// The address of a page that lists a group: `/category/`, and the label as GitHub makes anchors.
pub fn generated(label: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let words: String = label.to_lowercase().chars().filter(|c| plain(*c)).collect();
    format!("/category/{}", words.trim().replace(' ', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_names_are_places() {
        let check = |name: &str, number: Option<f64>, rest: &str| {
            assert_eq!(numbered(name), (number, rest), "{name}");
        };
        check("01-intro", Some(1.0), "intro");
        check("2. 教育", Some(2.0), "教育");
        check("3 - x", Some(3.0), "x");
        check("10__x", Some(10.0), "x");
        for same in [
            "2021-11-18-post",
            "7.0-notes",
            "intro",
            "01",
            "1x",
            "12-",
            "5 x",
        ] {
            check(same, None, same);
        }
    }

    /// Addresses as Docusaurus 3.9 gave them for such files.
    #[test]
    fn addresses_are_those_of_docusaurus() {
        let check = |path: &str, text: &str, id: &str, slug: &str| {
            let found = doc(path, &document::parse(text).front_matter);
            assert_eq!(
                (found.id.as_str(), found.slug.as_str()),
                (id, slug),
                "{path}"
            );
        };
        check("intro.md", "---\nslug: /\n---\n", "intro", "/");
        check(
            "01-tutorial/01-first.md",
            "",
            "tutorial/first",
            "/tutorial/first",
        );
        check(
            "01-tutorial/02-other.md",
            "---\nid: second\n---\n",
            "tutorial/second",
            "/tutorial/second",
        );
        check("guides/README.md", "", "guides/README", "/guides/");
        check("guides/guides.md", "", "guides/guides", "/guides/");
        check(
            "guides/slug.md",
            "---\nslug: special\n---\n",
            "guides/slug",
            "/guides/special",
        );
        check(
            "guides/abs.md",
            "---\nslug: /absolute/here\n---\n",
            "guides/abs",
            "/absolute/here",
        );
        check(
            "guides/2024-05-06-note.md",
            "",
            "guides/2024-05-06-note",
            "/guides/2024-05-06-note",
        );
        check("guides/予算.md", "", "guides/予算", "/guides/予算");
        check("index.md", "", "index", "/");
        check("a/b.md", "---\nslug: ../../../x\n---\n", "a/b", "/x");
    }

    #[test]
    fn groups_have_pages_by_their_labels() {
        assert_eq!(
            generated("Tutorial - Basics"),
            "/category/tutorial---basics"
        );
        assert_eq!(generated("教育 と 学び！"), "/category/教育-と-学び");
    }
}
