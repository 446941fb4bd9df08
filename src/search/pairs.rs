//! Lines in one spelling → each pair of neighbouring characters with the places where it stands.
//!
//! A place is a character's number, counted through all lines of a volume; the end of a line counts as one. Three more
//! things are written as pairs, with capital letters that no spelling holds: what stands last in a line, so that every
//! character is the first of some pair; where a word of letters and digits begins, and where it ends.

use super::normal::is_of_word;

/// Second of a pair: the line ends after the first.
const LINE_END: char = 'E';
/// First of a pair: a word begins with the second, which is at the place.
const WORD_START: char = 'A';
/// Second of a pair: a word ends with the first, which is at the place.
const WORD_END: char = 'Z';

/// Bits of a place. Two characters take the other 42.
const PLACE_BITS: u32 = 20;
const CHARACTER_BITS: u32 = 21;

/// Most places that are counted.
pub(super) const PLACES: usize = 1 << PLACE_BITS;

/// Takes in lines, one after the other.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    found: Vec<u64>,
    place: usize,
}

/// A pair of characters, and where it stands, ascending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'p> {
    pub first: char,
    pub second: char,
    packed: &'p [u64],
}

impl Pairs {
    /// Counts the characters of a line and its end. What is beyond [`PLACES`] is left out.
    pub fn line(&mut self, line: &str) {
        let mut before = None;
        for c in line.chars() {
            if let Some(before) = before {
                self.add(before, c, self.place - 1);
            }
            match (before.is_some_and(is_of_word), is_of_word(c)) {
                (false, true) => self.add(WORD_START, c, self.place),
                (true, false) => self.end_word(before),
                _ => {}
            }
            before = Some(c);
            self.place += 1;
        }
        if before.is_some_and(is_of_word) {
            self.end_word(before);
        }
        if let Some(last) = before {
            self.add(last, LINE_END, self.place - 1);
        }
        self.place += 1;
    }

    fn end_word(&mut self, last: Option<char>) {
        if let Some(last) = last {
            self.add(last, WORD_END, self.place - 1);
        }
    }

    fn add(&mut self, first: char, second: char, place: usize) {
        if place < PLACES {
            let pair = u64::from(u32::from(first)) << CHARACTER_BITS | u64::from(u32::from(second));
            self.found.push(pair << PLACE_BITS | place as u64);
        }
    }

    /// How many places were counted.
    pub fn places(&self) -> usize {
        self.place
    }

    /// Brings the pairs into the order of their characters.
    pub fn sort(&mut self) {
        self.found.sort_unstable();
    }

    /// Gives each pair once. They must have been sorted.
    pub fn iter(&self) -> impl Iterator<Item = Pair<'_>> {
        let same = |a: &u64, b: &u64| a >> PLACE_BITS == b >> PLACE_BITS;
        self.found.chunk_by(same).filter_map(|packed| {
            let pair = packed.first()? >> PLACE_BITS;
            let character = |bits: u64| char::from_u32((bits & ((1 << CHARACTER_BITS) - 1)) as u32);
            Some(Pair {
                first: character(pair >> CHARACTER_BITS)?,
                second: character(pair)?,
                packed,
            })
        })
    }
}

impl Pair<'_> {
    /// The places as text: how far each is from the one before.
    pub fn places(&self) -> String {
        let mut out = String::with_capacity(self.packed.len() * 3);
        let mut last = 0;
        for packed in self.packed {
            let place = (packed & (PLACES as u64 - 1)) as usize;
            write_number(&mut out, place - last);
            last = place;
        }
        out
    }
}

/// Writes a number five bits at a time, the lowest first; all but the last digit have the sixth bit set.
pub(super) fn write_number(out: &mut String, mut number: usize) {
    const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    loop {
        let low = number & 31;
        number >>= 5;
        let more = if number > 0 { 32 } else { 0 };
        out.push(char::from(DIGITS[low | more]));
        if number == 0 {
            return;
        }
    }
}
