//! Embedded templates, and the user's in their place.
//!
//! The embedded ones are called `teigen/document.html`; a template is first looked for without `teigen/`, among the
//! user's. So a user's `document.html` replaces the page, or `{% extends "teigen/document.html" %}` and replaces a
//! block of it.

use std::sync::Arc;

use rust_embed::RustEmbed;
use tera::{Context, Tera};

use super::assets::{Asset, Assets};
use super::lighten::lightened;
use super::messages::{self, Messages};
use super::{POLICY, RenderError, diagrams, filters, uses};
use crate::site::view::{Language, Page};

/// Where embedded templates are, for the engine.
const EMBEDDED: &str = "teigen/";

#[derive(RustEmbed)]
#[folder = "templates/"]
#[include = "*.html"]
#[include = "messages/*.ftl"]
#[include = "assets/*"]
struct Embedded;

/// Everything pages are made with: templates, messages, assets.
pub struct Templates {
    engine: Tera,
    messages: Arc<Messages>,
    assets: Assets,
}

impl Templates {
    /// The templates that come with the program.
    pub fn embedded() -> Self {
        Self::with_overrides([]).expect("the embedded templates are tested")
    }

    /// The templates that come with the program, with files of the user in their place or beside them.
    ///
    /// Names are relative to the user's folder, with `/`: `document.html` or any other `.html`, `messages/ja.ftl`
    /// with some of the messages, `assets/style.css` or any other asset.
    ///
    /// # Errors
    ///
    /// A template that does not parse or refers to what does not exist, an unknown message, a file of no known kind.
    pub fn with_overrides(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, RenderError> {
        let mut kit = Kit::default();
        for name in Embedded::iter() {
            let file = Embedded::get(&name).expect("a listed file is there");
            kit.add(&name, file.data.into_owned(), EMBEDDED)?;
        }
        for (name, content) in files {
            kit.add(&name, content, "")?;
        }
        let messages = Arc::new(kit.messages.messages()?);
        for (name, text) in &kit.templates {
            uses::check(name, text, messages.known())?;
        }
        Ok(Self {
            engine: engine(&kit.templates, &kit.assets, &messages)?,
            messages,
            assets: kit.assets,
        })
    }

    /// The embedded files, one after the other: what a digest of the program has to cover.
    pub fn embedded_bytes() -> impl Iterator<Item = Vec<u8>> {
        let mut names: Vec<_> = Embedded::iter().collect();
        names.sort();
        names.into_iter().flat_map(|name| {
            let file = Embedded::get(&name).map(|file| file.data.into_owned());
            [name.as_bytes().to_vec(), file.unwrap_or_default()]
        })
    }

    /// Puts rules after the site's style: a brand.
    ///
    /// # Errors
    ///
    /// None that a built-in style can cause.
    pub fn with_style(mut self, rules: &str) -> Result<Self, RenderError> {
        if !rules.is_empty() {
            self.assets.append("style.css", rules)?;
            let names = self.assets.names();
            self.engine.global_context().insert("assets", &names);
        }
        Ok(self)
    }

    /// Adds what draws diagrams.
    pub fn with_diagrams(mut self) -> Self {
        diagrams::add(&mut self.assets);
        let names = self.assets.names();
        self.engine.global_context().insert("assets", &names);
        self
    }

    /// How many messages a language lacks, which come from English or Japanese, and how many there are.
    pub fn missing_messages(&self, language: Language) -> (usize, usize) {
        self.messages.missing(language)
    }

    /// The files that every page needs, beside the pages.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.files()
    }

    pub(super) fn render(&self, page: &Page) -> Result<Vec<u8>, RenderError> {
        let mut context = Context::from_serialize(page).map_err(|error| told(&error))?;
        let (language, texts) = self.messages.of(page.shell.language);
        context.insert_value("t", texts.clone());
        context.insert("language", language.as_str());
        let mut out = Vec::with_capacity(USUAL_SIZE);
        self.engine
            .render_to(page.content.template(), &context, &mut out)
            .map_err(|error| told(&error))?;
        Ok(out)
    }
}

/// Bytes of a page, more often than not.
const USUAL_SIZE: usize = 32 << 10;

/// What the files of a folder amount to.
#[derive(Default)]
struct Kit {
    templates: Vec<(String, String)>,
    messages: messages::Files,
    assets: Assets,
}

impl Kit {
    fn add(&mut self, name: &str, content: Vec<u8>, prefix: &str) -> Result<(), RenderError> {
        if let Some(asset) = name.strip_prefix("assets/") {
            let is_own = prefix == EMBEDDED;
            let content = if is_own {
                lightened(asset, content)
            } else {
                content
            };
            return self.assets.add(asset, content);
        }
        if let Some(language) = messages::language_of(name) {
            return self.messages.add(language, name, content);
        }
        let problem = |problem: &str| RenderError::File {
            file: name.to_owned(),
            problem: problem.to_owned(),
        };
        if !name.ends_with(".html") {
            return Err(problem(
                "expected a template (`.html`), messages of a language (`messages/ja.ftl`) or a file in `assets/`",
            ));
        }
        let text = String::from_utf8(content).map_err(|_| problem("not UTF-8"))?;
        self.templates.push((format!("{prefix}{name}"), text));
        Ok(())
    }
}

fn engine(
    templates: &[(String, String)],
    assets: &Assets,
    messages: &Arc<Messages>,
) -> Result<Tera, RenderError> {
    let mut engine = Tera::default();
    engine.autoescape_on([""]);
    filters::register(&mut engine, messages);
    engine
        .set_fallback_prefixes([EMBEDDED])
        .map_err(|error| told(&error))?;
    let templates = templates
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    engine
        .add_raw_templates(templates)
        .map_err(|error| told(&error))?;
    engine.global_context().insert("policy", POLICY);
    engine.global_context().insert("assets", &assets.names());
    Ok(engine)
}

fn told(error: &tera::Error) -> RenderError {
    RenderError::Template(error.to_string())
}
