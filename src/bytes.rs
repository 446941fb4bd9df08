//! Bytes → the first that is peculiar: what escaping and its check look for.

/// The place of the first byte of a kind. Looks at many bytes at once if a kind is told by comparisons alone, without
/// a table and without short cuts.
#[inline]
pub fn find_byte(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    const STEP: usize = 16;
    let mut at = 0;
    for step in bytes.chunks_exact(STEP) {
        if step.iter().fold(0, |any, &byte| any | u8::from(is(byte))) != 0 {
            break;
        }
        at += STEP;
    }
    let rest = bytes[at..].iter().position(|&byte| is(byte));
    rest.map(|offset| at + offset)
}
