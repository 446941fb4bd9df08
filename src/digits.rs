//! Numbers → digits as people write them.

/// A whole number with its digits in groups of three.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        for (value, expected) in [
            (0, "0"),
            (999, "999"),
            (9_679, "9,679"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(grouped(value), expected);
        }
    }
}
