//! Bytes → the first that is peculiar, and which stand for themselves: what escaping and its check go by.

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
