//! What each template sees stands in the manual, as the types have it.
//!
//! The page is made from the sources of the views. When they change, `TEIGEN_WRITE=1 cargo test --test it views` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use syn::{
    Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type, Variant,
};

const MANUAL: &str = "book/en/views.md";

const OPENING: &str = "# Views

What each template sees as `page`, and what all of them see as `shell`. This page is made from the program's own types, and a test
holds it to them. “or none” is nothing where a template asks `{% if … %}`; a list may be empty. An address is relative to the page. Markup is
printed with `| safe`, everything else is escaped.

To change a part of a page, extend its template and replace a block, as [Templates](templates.md#part-of-a-page) tells.
";

/// The structures and choices of the views, by name.
#[derive(Default)]
struct Views {
    items: BTreeMap<String, Item>,
}

impl Views {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/site");
        let mut files = vec![root.join("view.rs")];
        let folder = fs::read_dir(root.join("view")).expect("a folder");
        files.extend(folder.map(|entry| entry.expect("an entry").path()));
        let mut views = Self::default();
        for file in files {
            let text = fs::read_to_string(&file).expect("a file");
            let parsed = syn::parse_file(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            for item in parsed.items {
                let name = match &item {
                    Item::Struct(item) => item.ident.to_string(),
                    Item::Enum(item) => item.ident.to_string(),
                    _ => continue,
                };
                views.items.insert(name, item);
            }
        }
        views
    }

    /// The manual's page.
    fn page(&self) -> String {
        let mut page = OPENING.to_owned();
        let mut told = BTreeSet::new();
        let mut waiting = Vec::new();
        self.table(
            &mut page,
            "`shell`: every page",
            "shell",
            "Shell",
            &mut waiting,
        );
        let Some(Item::Enum(content)) = self.items.get("Content") else {
            panic!("the kinds of page");
        };
        for variant in &content.variants {
            let view = names(&first_field(variant)).pop().expect("a view");
            let title = documentation(&variant.attrs);
            self.table(
                &mut page,
                title.trim_end_matches('.'),
                "page",
                &view,
                &mut waiting,
            );
            told.insert(view);
        }
        told.extend(["Shell".to_owned(), "Content".to_owned(), "Page".to_owned()]);
        page.push_str("\n## Pieces\n");
        let mut pieces: BTreeMap<String, String> = BTreeMap::new();
        while let Some(name) = waiting.pop() {
            if told.insert(name.clone()) {
                let mut piece = String::new();
                self.piece(&mut piece, &name, &mut waiting);
                pieces.insert(name, piece);
            }
        }
        pieces.values().for_each(|piece| page.push_str(piece));
        page
    }

    fn table(
        &self,
        page: &mut String,
        title: &str,
        name: &str,
        view: &str,
        waiting: &mut Vec<String>,
    ) {
        let Some(Item::Struct(item)) = self.items.get(view) else {
            panic!("{view} is a structure");
        };
        let _ = write!(page, "\n## {title}\n\n");
        self.rows(page, name, &item.fields, waiting);
    }

    fn piece(&self, page: &mut String, name: &str, waiting: &mut Vec<String>) {
        let _ = write!(page, "\n### {name}\n\n");
        match self.items.get(name) {
            Some(Item::Struct(item)) => {
                let _ = write!(page, "{}\n\n", documentation(&item.attrs));
                self.rows(page, "", &item.fields, waiting);
            }
            Some(Item::Enum(item)) => {
                let tagged = serde(&item.attrs).contains("tag");
                let _ = write!(
                    page,
                    "{} {}:\n\n",
                    documentation(&item.attrs),
                    if tagged {
                        "Its `kind` is one of these"
                    } else {
                        "One of these texts"
                    }
                );
                for variant in &item.variants {
                    let _ = writeln!(
                        page,
                        "- `{}`: {}{}",
                        snake(&variant.ident.to_string()),
                        documentation(&variant.attrs),
                        self.more(variant, waiting)
                    );
                }
            }
            _ => panic!("{name} is a view"),
        }
    }

    fn rows(&self, page: &mut String, name: &str, fields: &Fields, waiting: &mut Vec<String>) {
        page.push_str("| name | what it is | |\n|---|---|---|\n");
        for field in fields {
            let own = field.ident.as_ref().expect("a named field");
            let dot = if name.is_empty() { "" } else { "." };
            let what = self.told(&field.ty, waiting);
            let _ = writeln!(
                page,
                "| `{name}{dot}{own}` | {what} | {} |",
                documentation(&field.attrs).replace('|', "\\\\|")
            );
        }
    }

    /// What a variant holds beside its name.
    fn more(&self, variant: &Variant, waiting: &mut Vec<String>) -> String {
        match &variant.fields {
            Fields::Unit => String::new(),
            Fields::Unnamed(fields) => format!(
                " With all of {}.",
                self.told(&fields.unnamed[0].ty, waiting)
            ),
            Fields::Named(fields) => {
                let told = fields.named.iter().map(|field| {
                    let own = field.ident.as_ref().expect("a named field");
                    let about = documentation(&field.attrs);
                    format!(
                        "`{own}` ({}): {}",
                        self.told(&field.ty, waiting),
                        about.trim_end_matches('.')
                    )
                });
                format!(" With {}.", told.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// A type in the words of the manual.
    fn told(&self, ty: &Type, waiting: &mut Vec<String>) -> String {
        let path = match ty {
            Type::Path(path) => path,
            Type::Array(array) => return format!("list of {}", self.told(&array.elem, waiting)),
            Type::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|part| self.told(part, waiting));
                return parts.collect::<Vec<_>>().join(" and ");
            }
            Type::Reference(_) => return "text".to_owned(),
            _ => panic!("a type that templates can see"),
        };
        let last = path.path.segments.last().expect("a name");
        let name = last.ident.to_string();
        let inner: Vec<&Type> = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                let types = arguments.args.iter().filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                });
                types.collect()
            }
            _ => Vec::new(),
        };
        match (name.as_str(), inner.as_slice()) {
            ("Option", [ty]) => format!("{}, or none", self.told(ty, waiting)),
            ("Vec", [ty]) => format!("list of {}", self.told(ty, waiting)),
            ("Box" | "Arc", [ty]) => self.told(ty, waiting),
            ("Listed", [ty]) => format!("[Listed](#listed) of {}", {
                waiting.push("Listed".to_owned());
                self.told(ty, waiting)
            }),
            ("BTreeMap", [_, _]) => "values by name".to_owned(),
            ("String", _) => "text".to_owned(),
            ("Tag" | "Language", _) => "tag of a language".to_owned(),
            ("bool", _) => "yes or no".to_owned(),
            ("usize" | "u32" | "u64" | "i64", _) => "number".to_owned(),
            ("Href", _) => "address".to_owned(),
            ("SafeHtml" | "ScriptData", _) => "markup".to_owned(),
            ("T", _) => "the rows".to_owned(),
            (name, _) if self.items.contains_key(name) => {
                waiting.push(name.to_owned());
                format!("[{name}](#{})", name.to_lowercase())
            }
            (name, _) => format!("`{}`", snake(name)),
        }
    }
}

fn first_field(variant: &Variant) -> Type {
    variant.fields.iter().next().expect("a view").ty.clone()
}

fn names(ty: &Type) -> Vec<String> {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect(),
        _ => Vec::new(),
    }
}

fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    lines.collect::<Vec<_>>().join(" ")
}

fn serde(attributes: &[Attribute]) -> String {
    let lists = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.to_string()),
            _ => None,
        });
    lists.collect()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[test]
fn the_manual_tells_of_every_view_as_its_type_has_it() {
    let page = Views::read().page();
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join(MANUAL);
    if std::env::var_os("TEIGEN_WRITE").is_some() {
        fs::write(&manual, &page).expect("the manual");
    }
    let told = fs::read_to_string(&manual).unwrap_or_default();
    assert!(
        told == page,
        "{MANUAL} does not tell of the views as they are: run TEIGEN_WRITE=1 cargo test --test it views"
    );
}

#[test]
fn both_manuals_name_every_template_and_asset() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = |folder: &str, prefix: &str| -> Vec<String> {
        let entries = fs::read_dir(root.join(folder)).expect("a folder");
        let files = entries.map(|entry| entry.expect("an entry").path());
        let files = files.filter(|path| path.is_file());
        files
            .map(|path| {
                format!(
                    "`{prefix}{}`",
                    path.file_name().expect("a name").to_string_lossy()
                )
            })
            .collect()
    };
    for manual in ["book/en/templates.md", "book/ja/templates.md"] {
        let text = fs::read_to_string(root.join(manual)).expect("the manual");
        for name in named("templates", "")
            .into_iter()
            .chain(named("templates/assets", "assets/"))
        {
            assert!(text.contains(&name), "{manual} does not tell of {name}");
        }
    }
}
