//! Bytes → the first that is peculiar, and which stand for themselves: what escaping and its check go by. And the letters
//! that addresses are read with.

/// The place of the first byte of a kind. Looks at many bytes at once if a kind is told by comparisons alone, without
/// a table and without short cuts.
#[inline]
pub fn find_byte(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    const STEP: usize = 16;
    const SHORT: usize = 8;
    let any = |part: &[u8]| part.iter().fold(0, |any, &byte| any | u8::from(is(byte))) != 0;
    let mut at = 0;
    while bytes.len() - at >= STEP && !any(&bytes[at..at + STEP]) {
        at += STEP;
    }
    // Most texts between tags are short.
    while bytes.len() - at >= SHORT && !any(&bytes[at..at + SHORT]) {
        at += SHORT;
    }
    let rest = bytes[at..].iter().position(|&byte| is(byte));
    rest.map(|offset| at + offset)
}

/// A table of ASCII letters, digits and these signs.
pub const fn plain_and(signs: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] |= byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
}

/// Whether a character beyond ASCII is a letter, a digit or a sign of Japanese writing: what an address may be read with
/// as it is. Browsers send the same bytes for it as for its percent-encoded form (WHATWG URL, the path and fragment
/// percent-encode sets), and neither spaces nor controls nor anything invisible is among them.
pub fn is_letter(c: char) -> bool {
    // Most are of these, and the tables of Unicode are slow.
    if matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}') {
        return true;
    }
    // Fillers of Korean syllables are letters that nobody sees.
    let blank = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    let sign = matches!(c, '\u{3001}'..='\u{301c}' | '\u{30fb}' | '\u{ff01}'..='\u{ff65}');
    !c.is_ascii() && (c.is_alphanumeric() || sign) && !blank
}

/// How many bytes of text, from a place between characters, are letters beyond ASCII.
pub fn letters(text: &str) -> usize {
    let found = text.char_indices().find(|&(_, c)| !is_letter(c));
    found.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_of_a_kind_is_found_wherever_it_stands() {
        for length in 0..50 {
            let plain = vec![b'a'; length];
            assert_eq!(find_byte(&plain, |byte| byte == b'<'), None);
            for at in 0..length {
                let mut bytes = plain.clone();
                bytes[at..].fill(b'<');
                assert_eq!(find_byte(&bytes, |byte| byte == b'<'), Some(at));
            }
        }
    }
}
