//! `robots.txt` → which paths may be asked for (RFC 9309). Pure.

/// How much of the file is read, in bytes, as the standard asks at least; and most rules.
const SIZE_LIMIT: usize = 500 << 10;
const RULE_LIMIT: usize = 5_000;
/// The name by which rules for this program are found.
const AGENT: &str = "teigen";

/// The rules for this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    /// Whether a path may be asked for, and which ones.
    rules: Vec<(bool, String)>,
}

impl Robots {
    /// Reads the rules of the groups for this program, else those for all.
    pub fn read(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&text[..text.len().min(SIZE_LIMIT)]);
        let (mut own, mut all) = (None, None);
        let (mut for_own, mut for_all, mut in_rules) = (false, false, true);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if in_rules {
                        (for_own, for_all, in_rules) = (false, false, false);
                    }
                    for_own |= is_own(value);
                    for_all |= value == "*";
                    if for_own {
                        own.get_or_insert_with(Vec::new);
                    }
                }
                key @ ("allow" | "disallow") => {
                    in_rules = true;
                    let rule = (key == "allow", value.to_owned());
                    // An empty rule forbids nothing.
                    let rule = Some(rule).filter(|(_, path)| !path.is_empty());
                    for (list, is_for) in [(&mut own, for_own), (&mut all, for_all)] {
                        if is_for {
                            let list = list.get_or_insert_with(Vec::new);
                            list.extend(rule.clone().filter(|_| list.len() < RULE_LIMIT));
                        }
                    }
                }
                _ => {}
            }
        }
        Self {
            rules: own.or(all).unwrap_or_default(),
        }
    }

    /// Whether a path, with its query, may be asked for: the longest rule that fits counts, of two as long the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, path));
        let longest = fitting.max_by_key(|(allows, pattern)| (pattern.len(), *allows));
        longest.is_none_or(|(allows, _)| *allows)
    }
}

fn is_own(agent: &str) -> bool {
    let product = agent.split(['/', ' ']).next().unwrap_or_default();
    product.eq_ignore_ascii_case(AGENT)
}

/// A path that begins as a pattern says; `*` is anything, `$` the end. Each piece is taken where it first fits, which is enough.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        last = Some(piece);
        rest = &rest[at + piece.len()..];
    }
    match last {
        _ if !to_end => true,
        None => rest.is_empty(),
        Some(piece) => rest.is_empty() || path.ends_with(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, expected: bool) {
        assert_eq!(
            Robots::read(text.as_bytes()).allows(path),
            expected,
            "{text}: {path}"
        );
    }

    #[test]
    fn the_longest_rule_counts() {
        let text = "User-agent: *\nDisallow: /t/\nAllow: /t/5.json\n";
        check(text, "/t/6.json", false);
        check(text, "/t/5.json", true);
        check(text, "/c/1.json", true);
        check("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true);
    }

    #[test]
    fn own_rules_count_before_those_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: Teigen/1.0\nUser-agent: other\nDisallow: /u/ # people\n";
        check(text, "/t/5.json", true);
        check(text, "/u/hanako", false);
        check("User-agent: teigenbot\nDisallow: /\n", "/t/5.json", true);
    }

    #[test]
    fn patterns_hold_anything_and_the_end() {
        check("User-agent: *\nDisallow: /*.json$", "/t/5.json", false);
        check("User-agent: *\nDisallow: /*.json$", "/t/5.json?x", true);
        check("User-agent: *\nDisallow: /*?*api_key*", "/t/5.json", true);
        check(
            "User-agent: *\nDisallow: /t/*/posts",
            "/t/5/posts.json?post_ids[]=1",
            false,
        );
    }

    #[test]
    fn what_is_no_rule_forbids_nothing() {
        for text in [
            "",
            "<html>Disallow: /</html>",
            "Disallow: /",
            "User-agent: *\nDisallow:\n",
            "\u{0}\u{1}",
        ] {
            check(text, "/t/5.json", true);
        }
    }
}
