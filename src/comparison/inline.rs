//! Two running texts → what was kept, deleted and inserted, at the boundaries of words.
//!
//! The texts are trimmed, cut into words, aligned so that the marked words together with the number of separate
//! marks cost least, and the marks are then put where a reader would put them. Whatever is done, the pieces cover
//! both texts without gaps, and a kept piece reads the same on both sides.

use std::ops::Range;

use super::gaps::{self, Gap};
use super::sequence::{self, Budget};
use super::tokens::{Names, Token};
use super::visible::{Flat, Span};
use super::words;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    Kept,
    /// The text is kept, its style changed.
    Restyled,
    Deleted,
    Inserted,
}

/// A stretch of both texts; the range of the side on which it does not occur is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub kind: PieceKind,
    pub before: Range<usize>,
    pub after: Range<usize>,
}

/// Two texts that were compared.
#[derive(Clone, Debug)]
pub(super) struct TextChange<'a> {
    pub before: Flat<'a>,
    pub after: Flat<'a>,
    pub pieces: Vec<Piece>,
}

/// A longer text is compared by sentences first.
const WORDS_AT_ONCE: usize = 24_000;
/// Most cells of an alignment table; beyond, words are aligned by [`sequence::common`].
const CELLS: usize = 400_000;

impl<'a> TextChange<'a> {
    /// Compares two texts.
    pub(super) fn new(before: Flat<'a>, after: Flat<'a>, budget: &mut Budget) -> Self {
        let pieces = pieces(&before, &after, budget);
        Self {
            before,
            after,
            pieces,
        }
    }

    /// Whether there is nothing to mark.
    pub(super) fn is_unchanged(&self) -> bool {
        self.pieces
            .iter()
            .all(|piece| piece.kind == PieceKind::Kept)
    }

    /// The same change seen from the other side.
    pub(super) fn flipped(self) -> Self {
        let mut pieces: Vec<Piece> = self.pieces.into_iter().map(Piece::flipped).collect();
        for at in 1..pieces.len() {
            if pieces[at - 1].kind == PieceKind::Inserted && pieces[at].kind == PieceKind::Deleted {
                swap_replacement(&mut pieces, at);
            }
        }
        Self {
            before: self.after,
            after: self.before,
            pieces,
        }
    }
}

impl Piece {
    fn flipped(self) -> Self {
        let kind = match self.kind {
            PieceKind::Deleted => PieceKind::Inserted,
            PieceKind::Inserted => PieceKind::Deleted,
            other => other,
        };
        Self {
            kind,
            before: self.after,
            after: self.before,
        }
    }
}

/// Puts the deletion of a replacement first.
fn swap_replacement(pieces: &mut [Piece], at: usize) {
    let (inserted, deleted) = (pieces[at - 1].clone(), pieces[at].clone());
    pieces[at - 1] = Piece {
        after: inserted.after.start..inserted.after.start,
        ..deleted.clone()
    };
    pieces[at] = Piece {
        before: deleted.before.end..deleted.before.end,
        ..inserted
    };
}

fn pieces(before: &Flat<'_>, after: &Flat<'_>, budget: &mut Budget) -> Vec<Piece> {
    let gaps = text_gaps(before, after, budget);
    let mut out = Vec::new();
    let (mut x, mut y) = (0, 0);
    for gap in gaps {
        push_kept(
            before,
            after,
            x..gap.before.start,
            y..gap.after.start,
            &mut out,
        );
        if !gap.before.is_empty() {
            out.push(Piece {
                kind: PieceKind::Deleted,
                before: gap.before.clone(),
                after: gap.after.start..gap.after.start,
            });
        }
        if !gap.after.is_empty() {
            out.push(Piece {
                kind: PieceKind::Inserted,
                before: gap.before.end..gap.before.end,
                after: gap.after.clone(),
            });
        }
        (x, y) = (gap.before.end, gap.after.end);
    }
    push_kept(
        before,
        after,
        x..before.text.len(),
        y..after.text.len(),
        &mut out,
    );
    out
}

/// Adds kept text, parted where its style begins or ceases to be the same on both sides.
fn push_kept(
    before: &Flat<'_>,
    after: &Flat<'_>,
    x: Range<usize>,
    y: Range<usize>,
    out: &mut Vec<Piece>,
) {
    let (mut a, mut b) = (before.spans_in(&x).iter(), after.spans_in(&y).iter());
    let (mut old, mut new) = (a.next(), b.next());
    let mut at = 0;
    while let (Some(old_span), Some(new_span)) = (old, new) {
        let old_end = old_span.range.end.min(x.end) - x.start;
        let new_end = new_span.range.end.min(y.end) - y.start;
        let end = old_end.min(new_end);
        let same = before.styles[old_span.style] == after.styles[new_span.style];
        let kind = if same {
            PieceKind::Kept
        } else {
            PieceKind::Restyled
        };
        let piece = Piece {
            kind,
            before: x.start + at..x.start + end,
            after: y.start + at..y.start + end,
        };
        match out.last_mut() {
            Some(last) if last.kind == kind && kind == PieceKind::Kept => {
                last.before.end = piece.before.end;
                last.after.end = piece.after.end;
            }
            _ => out.push(piece),
        }
        at = end;
        if old_end == end {
            old = a.next();
        }
        if new_end == end {
            new = b.next();
        }
    }
}

/// The changed stretches of two texts, as byte ranges, in order and never touching.
fn text_gaps(before: &Flat<'_>, after: &Flat<'_>, budget: &mut Budget) -> Vec<Gap> {
    let (prefix, suffix) = shared_ends(before, after);
    let x = prefix..before.text.len() - suffix;
    let y = prefix..after.text.len() - suffix;
    let found = if x.len().max(y.len()) > WORDS_AT_ONCE {
        gaps_by_sentence(before, after, x, y, budget)
    } else {
        gaps_by_word(before, after, x, y, budget)
    };
    gaps::join_touching(found)
}

fn gaps_by_sentence(
    before: &Flat<'_>,
    after: &Flat<'_>,
    x: Range<usize>,
    y: Range<usize>,
    budget: &mut Budget,
) -> Vec<Gap> {
    let mut names = Names::default();
    let (a, b) = (names.sentences(before, x), names.sentences(after, y));
    let mut found = Vec::new();
    for gap in aligned_by_run(&a, &b, budget) {
        let gap = gaps::in_text(&gap, &a, &b);
        let longest = gap.before.len().max(gap.after.len());
        if longest <= WORDS_AT_ONCE && budget.take(longest) {
            found.extend(gaps_by_word(before, after, gap.before, gap.after, budget));
        } else {
            budget.note_coarse();
            found.push(gap);
        }
    }
    found
}

fn gaps_by_word(
    before: &Flat<'_>,
    after: &Flat<'_>,
    x: Range<usize>,
    y: Range<usize>,
    budget: &mut Budget,
) -> Vec<Gap> {
    if x.is_empty() || y.is_empty() {
        return if x.is_empty() && y.is_empty() {
            Vec::new()
        } else {
            vec![Gap {
                before: x,
                after: y,
            }]
        };
    }
    let mut names = Names::default();
    let (a, b) = (names.words(before, x), names.words(after, y));
    let found = aligned(&a, &b, budget);
    let found = gaps::readable(found, &a, &b);
    gaps::trimmed(found, before, after, &a, &b)
}

/// Aligns tokens at the least cost where the table is small enough, else by what is longest in common.
fn aligned(a: &[Token], b: &[Token], budget: &mut Budget) -> Vec<Gap> {
    let prefix = a.iter().zip(b).take_while(|(a, b)| a.id == b.id).count();
    let rest = a[prefix..].iter().rev().zip(b[prefix..].iter().rev());
    let suffix = rest.take_while(|(a, b)| a.id == b.id).count();
    let (inner_a, inner_b) = (&a[prefix..a.len() - suffix], &b[prefix..b.len() - suffix]);
    let cells = inner_a.len() * inner_b.len();
    let found = if cells <= CELLS && budget.take(cells) {
        gaps::cheapest(inner_a, inner_b)
    } else {
        aligned_by_run(inner_a, inner_b, budget)
    };
    let shift = |range: Range<usize>| range.start + prefix..range.end + prefix;
    found
        .into_iter()
        .map(|gap| Gap {
            before: shift(gap.before),
            after: shift(gap.after),
        })
        .collect()
}

fn aligned_by_run(a: &[Token], b: &[Token], budget: &mut Budget) -> Vec<Gap> {
    let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
    let runs = sequence::common(&ids(a), &ids(b), budget);
    gaps::between(&runs, a.len(), b.len())
}

/// How many bytes both texts share at their ends, cut where cutting does not change how the rest falls into words.
fn shared_ends(before: &Flat<'_>, after: &Flat<'_>) -> (usize, usize) {
    let (x, y) = (before.text.as_bytes(), after.text.as_bytes());
    let mut prefix = sequence::common_prefix(x, y);
    let mut suffix = sequence::common_suffix(x, y);
    if prefix == x.len() && prefix == y.len() && same_atoms(before, after, 0..prefix, 0..prefix) {
        return (prefix, 0);
    }
    prefix = joint_before(&before.text, prefix);
    suffix = suffix.min(x.len() - prefix).min(y.len() - prefix);
    let start = joint_after(&before.text, x.len() - suffix);
    suffix = x.len() - start;
    if !same_atoms(before, after, 0..prefix, 0..prefix) {
        prefix = 0;
    }
    if !same_atoms(before, after, start..x.len(), y.len() - suffix..y.len()) {
        suffix = 0;
    }
    (prefix, suffix)
}

/// The last place up to `at` that follows a joint.
fn joint_before(text: &str, at: usize) -> usize {
    let at = (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let joint = text[..at]
        .char_indices()
        .rev()
        .find(|&(_, c)| words::is_joint(c));
    joint.map_or(0, |(start, c)| start + c.len_utf8())
}

/// The first place from `at` that follows a joint lying wholly after `at`, or the end.
fn joint_after(text: &str, at: usize) -> usize {
    let at = (at..=text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    let joint = text[at..].char_indices().find(|&(_, c)| words::is_joint(c));
    joint.map_or(text.len(), |(start, c)| at + start + c.len_utf8())
}

/// Whether two stretches of equal bytes hold the same atoms.
fn same_atoms(before: &Flat<'_>, after: &Flat<'_>, x: Range<usize>, y: Range<usize>) -> bool {
    let atoms = |spans: &'_ [Span<'_>]| spans.iter().filter(|span| span.atom.is_some()).count();
    let (a, b) = (before.spans_in(&x), after.spans_in(&y));
    let of = |span: &&Span<'_>| span.atom.is_some();
    atoms(a) == atoms(b)
        && a.iter()
            .filter(of)
            .zip(b.iter().filter(of))
            .all(|(old, new)| {
                old.atom == new.atom && old.range.start - x.start == new.range.start - y.start
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks as `[-deleted-]`, `[+inserted+]`, `[*restyled*]`.
    fn check(before: &str, after: &str, expected: &str) {
        let (old, new) = (
            crate::document::parse(before),
            crate::document::parse(after),
        );
        let flat = |document: &'_ crate::document::Document| {
            let crate::document::BlockKind::Paragraph(inlines) = &document.blocks[0].kind else {
                panic!("not a paragraph");
            };
            inlines.clone()
        };
        let (old, new) = (flat(&old), flat(&new));
        let change = TextChange::new(Flat::new(&old), Flat::new(&new), &mut Budget::new(1 << 30));
        let mut shown = String::new();
        for piece in &change.pieces {
            let (open, close) = match piece.kind {
                PieceKind::Kept => ("", ""),
                PieceKind::Restyled => ("[*", "*]"),
                PieceKind::Deleted => ("[-", "-]"),
                PieceKind::Inserted => ("[+", "+]"),
            };
            let text = if piece.kind == PieceKind::Deleted {
                change.before.visible(piece.before.clone())
            } else {
                change.after.visible(piece.after.clone())
            };
            shown.push_str(&format!("{open}{text}{close}"));
        }
        assert_eq!(shown, expected, "{before} → {after}");
    }

    #[test]
    fn only_the_particle_that_went_is_marked() {
        check("宇宙線の観測", "宇宙線観測", "宇宙線[-の-]観測");
    }

    #[test]
    fn numbers_are_marked_whole() {
        check("約5500万円", "約6000万円", "約[-5500-][+6000+]万円");
        check(
            "予算は16.5億円",
            "予算は17.5億円",
            "予算は[-16.5-][+17.5+]億円",
        );
        check("３０名を採用", "５０名を採用", "[-３０-][+５０+]名を採用");
        check(
            "約5500万円とする",
            "約5500億円とする",
            "約[-5500万-][+5500億+]円とする",
        );
        check("1,000人", "1,500人", "[-1,000-][+1,500+]人");
    }

    #[test]
    fn a_negation_is_marked_with_its_ending() {
        check(
            "実施します。",
            "実施しません。",
            "実施[-します-][+しません+]。",
        );
    }

    #[test]
    fn an_inserted_sentence_is_marked_from_its_start_to_its_stop() {
        check(
            "予算を組みます。公表します。",
            "予算を組みます。議会に諮ります。公表します。",
            "予算を組みます。[+議会に諮ります。+]公表します。",
        );
        check(
            "予算を組みます。",
            "予算を組みます。公表します。",
            "予算を組みます。[+公表します。+]",
        );
    }

    #[test]
    fn an_inserted_list_member_keeps_its_comma() {
        check("教育、福祉", "教育、医療、福祉", "教育、[+医療、+]福祉");
    }

    #[test]
    fn brackets_are_inserted_as_a_pair() {
        check(
            "東京都（新宿区）です",
            "東京都（港区）（新宿区）です",
            "東京都[+（港区）+]（新宿区）です",
        );
    }

    #[test]
    fn a_particle_between_two_changes_is_marked_with_them() {
        check(
            "子育て世帯の所得税を下げる",
            "子育て世代の社会保険料を下げる",
            "子育て[-世帯の所得税-][+世代の社会保険料+]を下げる",
        );
    }

    #[test]
    fn equal_beginnings_of_words_are_kept_where_one_side_ends_a_word() {
        check(
            "データを使う",
            "データベースを使う",
            "データ[+ベース+]を使う",
        );
        check(
            "エネルギーを使う",
            "エネルギを使う",
            "[-エネルギー-][+エネルギ+]を使う",
        );
    }

    #[test]
    fn emphasis_alone_is_restyling() {
        check("これは重要です", "これは**重要**です", "これは[*重要*]です");
        check("これは_重要_です", "これは_重要_です", "これは_重要_です");
        check("[案](a.md)です", "[案](b.md)です", "[*案*]です");
    }

    #[test]
    fn a_rewritten_sentence_shows_as_rewritten() {
        check(
            "高齢者の移動手段を確保するため、バスを増やします。",
            "物価上昇に対応し、年金を引き上げる制度を創設します。",
            "[-高齢者の移動手段を確保するため、バスを増や-][+物価上昇に対応し、年金を引き上げる制度を創設+]します。",
        );
    }

    #[test]
    fn images_and_breaks_are_replaced_whole() {
        check(
            "図![表](a.png)です",
            "図![表](b.png)です",
            "図[-表-][+表+]です",
        );
        check("一行  \n二行", "一行\n二行", "一行[-\n-]二行");
    }
}
