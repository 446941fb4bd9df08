//! Files of messages (Fluent, `messages/ja.ftl`) → what pages say, in each language.
//!
//! A message without arguments is made once and is a text for templates. One with arguments is a token, which the
//! filters `with` and `for_script` turn into text: `{{ t.pulls_count | with(n=3) }}`. A language that has no file of
//! its own is English, or Japanese; one whose file lacks messages takes them from there.

mod file;
mod fill;
mod forms;

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use tera::value::Key;
use tera::{Map, Value};

use self::file::File;
pub(super) use self::file::unknown;
pub(super) use self::fill::Argument;
use super::RenderError;
use crate::language::Tag;
use crate::site::view::Language;

/// The messages of one language, as Fluent knows them.
type Bundle = FluentBundle<FluentResource>;

/// The arguments that messages take, by the messages' names.
pub(super) type Known = BTreeMap<String, BTreeSet<String>>;

/// What a token holds: the message's name, the language whose words it has, and its forms for scripts.
const NAME: &str = "message";
const LANGUAGE: &str = "language";
const FORMS: &str = "forms";

/// What pages say, in every language that there is a file for.
pub(super) struct Messages {
    bundles: Vec<Bundle>,
    tables: BTreeMap<Tag, Table>,
    known: Known,
}

/// The messages of one language, as templates see them.
struct Table {
    texts: Value,
    missing: usize,
}

impl Messages {
    /// The messages of a page's language, and the language that they are in.
    pub(super) fn of(&self, language: Language) -> (Tag, &Value) {
        let spoken = language.spoken().language().tag();
        let tag = match self.tables.contains_key(&language.tag()) {
            true => language.tag(),
            false => spoken,
        };
        (tag, &self.tables[&tag].texts)
    }

    /// How many messages a language lacks, of how many.
    pub(super) fn missing(&self, language: Language) -> (usize, usize) {
        let all = self.known.len();
        // Of a variety of a language that the program speaks nothing is missing.
        let fallback = language.spoken().language();
        let spoken = language.tag().primary() == fallback.tag().primary();
        let table = self.tables.get(&language.tag());
        let lacking = || if spoken { 0 } else { all };
        (table.map_or_else(lacking, |table| table.missing), all)
    }

    /// The messages that templates may use.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// The text of a token with its arguments.
    pub(super) fn fill<'a>(
        &self,
        token: &'a Map,
        arguments: impl Iterator<Item = (&'a str, Argument<'a>)>,
    ) -> Result<String, String> {
        let (name, bundle) = token_parts(token)
            .and_then(|(name, index)| Some((name, self.bundles.get(index)?)))
            .ok_or("this is no message that takes arguments")?;
        fill::fill(bundle, name, arguments)
    }
}

fn token_parts(token: &Map) -> Option<(&str, usize)> {
    let name = token.get(&Key::Str(NAME))?.as_str()?;
    let index = token.get(&Key::Str(LANGUAGE))?.as_u64()?;
    Some((name, usize::try_from(index).ok()?))
}

/// The forms of a message for a script: JSON.
pub(super) fn forms(token: &Map) -> Option<&str> {
    token.get(&Key::Str(FORMS))?.as_str()
}

/// Files of messages that are being collected: the program's own first, a site's in their place or beside them.
#[derive(Default)]
pub(super) struct Files(BTreeMap<Tag, Vec<File>>);

/// The language that a file of messages is for: `messages/ja.ftl`.
pub(super) fn language_of(name: &str) -> Option<Tag> {
    Tag::parse(name.strip_prefix("messages/")?.strip_suffix(".ftl")?)
}

/// The arguments of the messages of one file.
#[cfg(test)]
pub(super) fn arguments(name: &str, content: Vec<u8>) -> Result<Known, RenderError> {
    File::read(name, content).map(|file| file.arguments())
}

impl Files {
    /// Takes a file.
    pub(super) fn add(
        &mut self,
        tag: Tag,
        name: &str,
        content: Vec<u8>,
    ) -> Result<(), RenderError> {
        let file = File::read(name, content)?;
        self.0.entry(tag).or_default().push(file);
        Ok(())
    }

    /// Holds every file against the program's English one, and makes what can be made beforehand.
    pub(super) fn messages(self) -> Result<Messages, RenderError> {
        let english = self.0.get(&Tag::ENGLISH).and_then(|files| files.first());
        let known = english.map(File::arguments).unwrap_or_default();
        let mut messages = Messages {
            bundles: Vec::new(),
            tables: BTreeMap::new(),
            known,
        };
        // What others take their missing messages from comes first.
        let (spoken, others): (Vec<_>, Vec<_>) = self
            .0
            .into_iter()
            .partition(|(tag, _)| [Tag::ENGLISH, Tag::JAPANESE].contains(tag));
        for (tag, files) in spoken.into_iter().chain(others) {
            messages.add(tag, files)?;
        }
        Ok(messages)
    }
}

impl Messages {
    fn add(&mut self, tag: Tag, files: Vec<File>) -> Result<(), RenderError> {
        let mut bundle = fill::bundle(tag);
        let mut own = BTreeSet::new();
        let mut files_of = Vec::new();
        for file in files {
            file.check(&self.known)?;
            own.extend(file.messages().map(str::to_owned));
            files_of.push(file.lines());
            bundle.add_resource_overriding(file.resource);
        }
        let index = self.bundles.len();
        let fallback = self
            .tables
            .get(&Language::new(tag).spoken().language().tag());
        let mut texts = Map::new();
        let categories = forms::categories(&bundle);
        for (name, arguments) in &self.known {
            let text = if own.contains(name) {
                let made = value(&bundle, index, name, arguments, &categories);
                made.map_err(|problem| told(&files_of, name, problem))?
            } else {
                let texts = fallback.and_then(|table| table.texts.as_map());
                let text = texts.and_then(|texts| texts.get(&Key::Str(name)));
                text.cloned().unwrap_or_else(Value::undefined)
            };
            texts.insert(name.clone().into(), text);
        }
        let missing = self.known.len() - own.len();
        self.bundles.push(bundle);
        let texts = Value::from(texts);
        self.tables.insert(tag, Table { texts, missing });
        Ok(())
    }
}

/// What templates see of a message: its text, or a token.
fn value(
    bundle: &Bundle,
    index: usize,
    name: &str,
    arguments: &BTreeSet<String>,
    categories: &forms::Categories,
) -> Result<Value, String> {
    if arguments.is_empty() {
        let text = fill::fill(bundle, name, std::iter::empty())?;
        return Ok(Value::normal_string(&text));
    }
    let mut token = Map::new();
    token.insert(NAME.into(), Value::from(name));
    token.insert(LANGUAGE.into(), Value::from(index));
    let forms = forms::forms(bundle, name, arguments, categories)?;
    token.insert(FORMS.into(), Value::from(forms));
    Ok(Value::from(token))
}

/// What is wrong with a message, in the last file that has it.
fn told(files: &[file::Lines], name: &str, problem: String) -> RenderError {
    let file = files.iter().rev().find_map(|file| file.place(name));
    RenderError::Messages {
        file: file.unwrap_or_default(),
        problem,
    }
}

#[cfg(test)]
mod tests;
