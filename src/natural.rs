//! Names → keys that sort as people expect: numbers by value.

/// A key that sorts `v0.9` before `v0.10`.
pub fn natural(text: &str) -> Vec<(u8, u64, String)> {
    let mut key = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != digits)
            .unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        let number = part.parse().unwrap_or(u64::MAX);
        key.push(if digits {
            (0, number, String::new())
        } else {
            (1, 0, part.to_owned())
        });
        rest = tail;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_by_value() {
        let mut names = ["v0.10", "v1.0", "v0.9"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["v0.9", "v0.10", "v1.0"]);
    }
}
