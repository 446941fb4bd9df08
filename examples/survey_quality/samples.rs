//! Pairs and claims, chosen by chance and printed for the eye.

use std::collections::BTreeSet;

use teigen::survey::absorbed::{Absorbed, Piece};
use teigen::survey::family::Family;
use teigen::survey::wording::Phrase;

use crate::corpus::Corpus;

/// What to show.
pub struct Show<'c> {
    pub corpus: &'c Corpus,
    pub seed: u64,
    pub count: usize,
    pub only: Option<u64>,
}

impl Show<'_> {
    /// Members with their representatives, at most two of one group.
    pub fn pairs(&self, families: &[Family]) {
        let mut pairs = Vec::new();
        for family in families {
            let mut others: Vec<_> = family
                .members
                .iter()
                .filter(|member| member.number != family.representative)
                .map(|member| (family.representative, *member))
                .collect();
            self.shuffle(&mut others, family.representative);
            if self.only.is_none() {
                others.truncate(2);
            }
            pairs.extend(others);
        }
        self.shuffle(&mut pairs, 0);
        if let Some(only) = self.only {
            pairs.retain(|(representative, member)| {
                *representative == only || member.number == only
            });
        }
        for (at, (representative, member)) in pairs.iter().take(self.count).enumerate() {
            println!(
                "\n=== {} | #{representative} – #{}: {} {:?}",
                at + 1,
                member.number,
                member.likeness,
                member.how
            );
            self.wording(*representative);
            println!("  ---");
            self.wording(member.number);
        }
    }

    /// Claims, one of each request.
    pub fn absorbed(&self, absorbed: &Absorbed) {
        let mut claims: Vec<(u64, usize)> = Vec::new();
        for (number, absorption) in &absorbed.requests {
            let mut pieces: Vec<usize> = (0..absorption.pieces.len()).collect();
            self.shuffle(&mut pieces, *number);
            claims.extend(pieces.first().map(|piece| (*number, *piece)));
        }
        self.shuffle(&mut claims, 0);
        if let Some(only) = self.only {
            let pieces = absorbed
                .requests
                .get(&only)
                .map_or(0, |absorption| absorption.pieces.len());
            claims = (0..pieces).map(|piece| (only, piece)).collect();
        }
        for (at, (number, piece)) in claims.iter().take(self.count).enumerate() {
            let absorption = &absorbed.requests[number];
            let piece = &absorption.pieces[*piece];
            println!(
                "\n=== {} | #{number} ({} of 1000 in all), {} of {} letters = {}",
                at + 1,
                absorption.share(),
                piece.entered,
                piece.letters,
                piece.share()
            );
            self.claim(*number, piece);
        }
    }

    fn claim(&self, number: u64, piece: &Piece) {
        println!(
            "  through {:?} older {} with {:?}",
            piece.through, piece.through_is_older, piece.with
        );
        if let Some(pull) = self.corpus.pull(number) {
            println!("  {}", pull.title);
        }
        let head = self.corpus.head_text(number, &piece.document);
        for range in &piece.ranges {
            println!("  PR  {}", head.get(range.clone()).unwrap_or("?"));
        }
        if let Some(stands) = piece.stands.first() {
            let text = self.corpus.state_text(stands.state, &stands.document);
            println!(
                "  NOW {} | {} {}",
                text.get(stands.range.clone()).unwrap_or("?"),
                self.corpus.state_names()[stands.state],
                stands.document
            );
        }
    }

    /// Requests that should have been found.
    pub fn missed(&self, absorbed: &Absorbed, thanked: &BTreeSet<u64>) {
        let missed = thanked
            .iter()
            .filter(|number| !absorbed.requests.contains_key(number));
        for number in missed.take(self.count) {
            println!("\n=== #{number}");
            self.wording(*number);
        }
    }

    fn wording(&self, number: u64) {
        for (path, wording) in self.corpus.wordings(number) {
            println!(
                "  #{number} {path}{}",
                if wording.cut { " (cut)" } else { "" }
            );
            self.phrases("+", &wording.added);
            self.phrases("-", &wording.removed);
        }
    }

    fn phrases(&self, sign: &str, phrases: &[Phrase]) {
        for phrase in phrases.iter().take(14) {
            let mut text = phrase.text.clone();
            for new in phrase.new.iter().rev() {
                text.insert(new.end, ']');
                text.insert(new.start, '[');
            }
            let short: String = text.chars().take(170).collect();
            println!("    {sign} {short}");
        }
    }

    fn shuffle<T>(&self, items: &mut [T], salt: u64) {
        let mut state = (self.seed ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for at in (1..items.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            items.swap(at, (state % (at as u64 + 1)) as usize);
        }
    }
}
