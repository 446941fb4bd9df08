//! Expressions of promise, graded by strength.
//!
//! The built-in list follows the usage of Japanese legal drafting (法制執務: 義務 — しなければならない; 努力義務 — 努める;
//! 裁量 — できる) and of administrative plans (実施 > 推進 > 検討), and RFC 2119 for English (must/shall > should > may).
//! 等 is not in it: it widens what a promise is about, and does not weaken it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Effect;
use super::verb::{Ending, stem};

/// How firm an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It leaves things open: 検討する, できる, may, consider.
    Open,
    /// It states an aim: 目指す, 図る, 努める, 望ましい, should, aim to.
    Intended,
    /// It states an act: 実施する, 導入する, will.
    Firm,
    /// It binds: しなければならない, 義務付ける, must, shall.
    Binding,
    /// It stresses another expression: 必ず, without exception.
    Emphasis,
    /// It limits another expression: 原則として, 可能な限り, where possible.
    Hedge,
}

impl Grade {
    /// All grades by the names that configurations use.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("binding", Self::Binding),
        ("firm", Self::Firm),
        ("intended", Self::Intended),
        ("open", Self::Open),
        ("emphasis", Self::Emphasis),
        ("hedges", Self::Hedge),
    ];

    /// A rank among those that can replace one another; none for qualifiers.
    pub(super) fn strength(self) -> Option<u8> {
        match self {
            Self::Open => Some(0),
            Self::Intended => Some(1),
            Self::Firm => Some(2),
            Self::Binding => Some(3),
            Self::Emphasis => None,
            Self::Hedge => None,
        }
    }

    /// What it does to a promise that it is added to; an act that is added is no stronger promise but another one.
    pub(super) fn effect(self) -> Option<Effect> {
        match self {
            Self::Binding | Self::Emphasis => Some(Effect::Stronger),
            Self::Open | Self::Intended | Self::Hedge => Some(Effect::Weaker),
            Self::Firm => None,
        }
    }
}

const BUILT_IN: [(Grade, &[&str]); 6] = [
    (
        Grade::Binding,
        &[
            "なければならない",
            "なければなりません",
            "なくてはならない",
            "義務付ける",
            "義務づける",
            "義務とする",
            "義務化する",
            "ものとする",
            "必須とする",
            "責務とする",
            "must",
            "shall",
            "require",
            "be required to",
            "oblige",
        ],
    ),
    (
        Grade::Firm,
        &[
            "実施する",
            "導入する",
            "創設する",
            "設置する",
            "整備する",
            "実現する",
            "廃止する",
            "確保する",
            "策定する",
            "制定する",
            "提供する",
            "支給する",
            "配置する",
            "開始する",
            "実行する",
            "拡大する",
            "引き上げる",
            "引き下げる",
            "行う",
            "will",
        ],
    ),
    (
        Grade::Intended,
        &[
            "目指す",
            "めざす",
            "図る",
            "努める",
            "推進する",
            "取り組む",
            "進める",
            "促す",
            "促進する",
            "心がける",
            "目標とする",
            "べき",
            "望ましい",
            "望まれる",
            "should",
            "aim to",
            "seek to",
            "strive to",
            "endeavour to",
            "endeavor to",
            "encourage",
        ],
    ),
    (
        Grade::Open,
        &[
            "検討する",
            "検討を行う",
            "検討を進める",
            "研究する",
            "議論する",
            "模索する",
            "考える",
            "できる",
            "may",
            "can",
            "could",
            "might",
            "consider",
            "explore",
            "discuss",
        ],
    ),
    (
        Grade::Emphasis,
        &[
            "必ず",
            "確実に",
            "例外なく",
            "直ちに",
            "速やかに",
            "without exception",
            "immediately",
            "in all cases",
        ],
    ),
    (
        Grade::Hedge,
        &[
            "原則として",
            "原則",
            "可能な限り",
            "可能な範囲で",
            "できる限り",
            "できるだけ",
            "必要に応じて",
            "状況に応じて",
            "なるべく",
            "where possible",
            "where appropriate",
            "as far as possible",
            "in principle",
            "if necessary",
        ],
    ),
];

/// A compiled list of expressions.
#[derive(Clone, Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// Entries by the first character of their stem, the longest first.
    by_first: BTreeMap<char, Vec<usize>>,
    /// Whether any first character has these low bits: most characters of a text need no look-up.
    may_begin: Box<[bool; 256]>,
}

#[derive(Clone, Debug)]
struct Entry {
    stem: String,
    ending: Ending,
    grade: Grade,
}

/// An expression in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes, with its ending.
    pub range: Range<usize>,
    pub entry: usize,
    pub grade: Grade,
    /// Its stem.
    pub name: String,
}

/// Bytes beside a change in which an expression that it touches may begin or end.
const AROUND: usize = 48;

impl Default for Lexicon {
    fn default() -> Self {
        Self::with(&[])
    }
}

impl Lexicon {
    /// The built-in list and more expressions, which come before it. Verbs stand in their dictionary form.
    pub fn with(more: &[(Grade, String)]) -> Self {
        let own = more.iter().map(|(grade, text)| (*grade, text.as_str()));
        let built_in = BUILT_IN
            .iter()
            .flat_map(|(grade, texts)| texts.iter().map(|text| (*grade, *text)));
        let entries: Vec<Entry> = own
            .chain(built_in)
            .map(|(grade, text)| {
                let (stem, ending) = stem(text.trim());
                Entry {
                    stem,
                    ending,
                    grade,
                }
            })
            .collect();
        let mut by_first: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = entry.stem.chars().next() {
                by_first.entry(first).or_default().push(at);
            }
        }
        for known in by_first.values_mut() {
            known.sort_by_key(|&at| std::cmp::Reverse(entries[at].stem.len()));
        }
        let mut may_begin = Box::new([false; 256]);
        for first in by_first.keys() {
            may_begin[low_bits(*first)] = true;
        }
        Self {
            entries,
            by_first,
            may_begin,
        }
    }

    /// The expressions in or beside a range of a text, from left to right, never overlapping.
    pub(super) fn find(&self, text: &str, near: &Range<usize>) -> Vec<Found> {
        let start = text.floor_char_boundary(near.start.saturating_sub(AROUND));
        let end = text
            .floor_char_boundary(near.end + 1)
            .max(near.end.min(text.len()));
        let mut out: Vec<Found> = Vec::new();
        let mut free = start;
        for (at, c) in text[start..end]
            .char_indices()
            .map(|(at, c)| (start + at, c))
        {
            if at < free || !self.may_begin[low_bits(c.to_ascii_lowercase())] {
                continue;
            }
            if let Some(found) = self.at(text, at, c) {
                free = found.range.end;
                out.push(found);
            }
        }
        out
    }

    fn at(&self, text: &str, at: usize, first: char) -> Option<Found> {
        let known = self.by_first.get(&first.to_ascii_lowercase())?;
        let inside_word = |entry: &Entry| {
            entry.ending == Ending::English && text[..at].ends_with(|c: char| c.is_alphanumeric())
        };
        known.iter().find_map(|&index| {
            let entry = &self.entries[index];
            let head = text.get(at..at + entry.stem.len())?;
            if !head.eq_ignore_ascii_case(&entry.stem)
                || inside_word(entry)
                || is_other(entry, head, text, at)
            {
                return None;
            }
            let end = at + entry.stem.len();
            let length = entry.ending.length(&text[end..])?;
            Some(Found {
                range: at..end + length,
                entry: index,
                grade: entry.grade,
                name: entry.stem.clone(),
            })
        })
    }
}

fn low_bits(c: char) -> usize {
    u32::from(c) as usize & 0xff
}

/// Words that are written like an expression but say something else: the month of May, 〜できるようにする, 再検討.
fn is_other(entry: &Entry, head: &str, text: &str, at: usize) -> bool {
    let rest = &text[at + entry.stem.len()..];
    match entry.stem.as_str() {
        "may" => head.starts_with('M') && !text[..at].is_empty(),
        "でき" => {
            let ends = [
                "る。",
                "る、",
                "るもの",
                "るこ",
                "ます",
                "る）",
                "る」",
                "。",
            ];
            !(rest == "る" || rest.is_empty() || ends.iter().any(|end| rest.starts_with(end)))
        }
        "行" => !text[..at].ends_with('を'),
        "原則" => rest.starts_with('的') || rest.starts_with('は') || rest.starts_with('に'),
        _ => false,
    }
}
