//! `comparison: table:` of `teigen.yaml` → how comparative tables (新旧対照表) are set.
//!
//! There is no national standard: a *profile* stands for what an office is used to, and each of its parts can be
//! set apart.

use super::parse::{Result, boolean, list, mapping, string, wrong};
use crate::yaml::{Value, Yaml};

/// How comparative tables are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Whether pages with tables are made; by default they are.
    pub show: Option<bool>,
    /// What the rest follows where it is not set.
    pub profile: Profile,
    /// The column of the new text.
    pub new: Option<Column>,
    /// The headings over the new and the old text.
    pub labels: Option<[String; 2]>,
    /// How changed words are marked.
    pub mark: Mark,
    /// What becomes of unchanged text.
    pub unchanged: Unchanged,
    /// Whether there is a column for remarks; by default there is.
    pub remarks: Option<bool>,
}

/// A way of setting tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// 改正案 on the left, 現行 on the right.
    #[default]
    KaiseiAn,
    /// 改正後 on the left, 改正前 on the right.
    Zengo,
    /// The older state's name on the left, the newer one's on the right.
    Names,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// How changed words are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// With a line under them.
    #[default]
    Underline,
    /// With two lines.
    DoubleUnderline,
    /// In bold.
    Bold,
}

/// What becomes of unchanged text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unchanged {
    /// （略） stands in its place.
    #[default]
    Omit,
    /// It is shown.
    Show,
}

const KEYS: [&str; 7] = [
    "show",
    "profile",
    "new",
    "labels",
    "mark",
    "unchanged",
    "remarks",
];

/// Reads a table's settings; `true` and `false` alone say whether there are pages with tables.
pub(super) fn table(value: &Yaml) -> Result<Table> {
    let mut table = Table::default();
    if let Some(show) = value.bool() {
        table.show = Some(show);
        return Ok(table);
    }
    for entry in mapping(value, &KEYS)? {
        let value = &entry.value;
        match entry.key.as_str() {
            "show" => table.show = Some(boolean(value)?),
            "profile" => table.profile = profile(value)?,
            "new" => table.new = Some(column(value)?),
            "labels" => table.labels = Some(labels(value)?),
            "mark" => table.mark = mark(value)?,
            "unchanged" => table.unchanged = unchanged(value)?,
            _ => table.remarks = Some(boolean(value)?),
        }
    }
    Ok(table)
}

fn profile(value: &Yaml) -> Result<Profile> {
    one_of(
        value,
        &[
            ("kaisei-an", Profile::KaiseiAn),
            ("zengo", Profile::Zengo),
            ("names", Profile::Names),
        ],
    )
}

fn column(value: &Yaml) -> Result<Column> {
    one_of(value, &[("left", Column::Left), ("right", Column::Right)])
}

fn mark(value: &Yaml) -> Result<Mark> {
    one_of(
        value,
        &[
            ("underline", Mark::Underline),
            ("double-underline", Mark::DoubleUnderline),
            ("bold", Mark::Bold),
        ],
    )
}

fn unchanged(value: &Yaml) -> Result<Unchanged> {
    one_of(
        value,
        &[("omit", Unchanged::Omit), ("show", Unchanged::Show)],
    )
}

fn labels(value: &Yaml) -> Result<[String; 2]> {
    let expected =
        "the headings over the new and the old text are expected here, such as `[改正案, 現行]`";
    if !matches!(value.value, Value::List(_)) {
        return Err(wrong(value, expected));
    }
    list(value, string)?
        .try_into()
        .map_err(|_| wrong(value, expected))
}

/// A word that stands for something; others are refused with the ones that are known.
fn one_of<T: Copy>(value: &Yaml, known: &[(&str, T)]) -> Result<T> {
    let found = known
        .iter()
        .find(|(name, _)| value.text() == Some(name))
        .map(|(_, meaning)| *meaning);
    found.ok_or_else(|| {
        let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        wrong(
            value,
            format!("one of {} is expected here", names.join(", ")),
        )
    })
}
