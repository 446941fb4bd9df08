//! JSON → what may stand in a script element: no HTML parser reads it as anything but text.

use serde::Serialize;

/// JSON in which nothing means anything to HTML.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ScriptData(String);

impl ScriptData {
    /// Writes a value so that it stays in its element.
    pub fn new(value: &serde_json::Value) -> Self {
        let json = value.to_string();
        let mut written = String::with_capacity(json.len() + 16);
        for c in json.chars() {
            match c {
                '<' => written.push_str("\\u003c"),
                '>' => written.push_str("\\u003e"),
                '&' => written.push_str("\\u0026"),
                '\u{2028}' => written.push_str("\\u2028"),
                '\u{2029}' => written.push_str("\\u2029"),
                c => written.push(c),
            }
        }
        Self(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_cannot_leave_its_script() {
        let value = serde_json::json!({"a": "</script><!-- & \u{2028}"});
        let ScriptData(told) = ScriptData::new(&value);
        assert!(!told.contains(['<', '>', '&', '\u{2028}']), "{told}");
        let read: serde_json::Value = serde_json::from_str(&told).expect("it is still JSON");
        assert_eq!(read, value);
    }
}
