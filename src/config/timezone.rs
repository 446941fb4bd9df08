//! `timezone:` in `teigen.yaml` → minutes east of UTC. An offset and no name of a place: what such names mean changes from year to year.

use super::parse::{Result, string, wrong};
use crate::yaml::Yaml;

/// Reads `+09:00`, `-0330` or `UTC`.
pub(super) fn timezone(value: &Yaml) -> Result<i32> {
    let text = string(value)?;
    offset(&text).ok_or_else(|| {
        wrong(
            value,
            "an offset from UTC is expected here, such as `\"+09:00\"`",
        )
    })
}

fn offset(text: &str) -> Option<i32> {
    if matches!(text, "UTC" | "Z") {
        return Some(0);
    }
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits = digits.replacen(':', "", 1);
    let plain = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| plain)?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours <= 14 && minutes < 60 && hours * 60 + minutes <= 14 * 60)
        .then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_hours_and_minutes() {
        assert_eq!(offset("+09:00"), Some(540));
        assert_eq!(offset("-0330"), Some(-210));
        assert_eq!(offset("UTC"), Some(0));
        for bad in [
            "Asia/Tokyo",
            "9",
            "+9:00",
            "+15:00",
            "+09:60",
            "+0９:00",
            "",
        ] {
            assert_eq!(offset(bad), None, "{bad}");
        }
    }
}
