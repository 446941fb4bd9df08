//! Numbers of pull requests → where their records stand, and back.
//!
//! A hundred records to a folder: one that changes rewrites three small trees, whether there are ten or a hundred
//! thousand.

use super::NUMBER_LIMIT;

/// The folder of the records of pull requests.
pub const PULLS_FOLDER: &str = "pulls";
/// Where it is told how far the last sync came.
pub const LEDGER_PATH: &str = "sync.json";

/// The folder inside [`PULLS_FOLDER`]: the number without its last two digits, in at least three.
pub fn shard(number: u64) -> String {
    format!("{:03}", number / 100)
}

/// `pulls/123/12345.json`.
pub fn pull_path(number: u64) -> String {
    format!("{PULLS_FOLDER}/{}/{number}.json", shard(number))
}

/// The number that a file in a folder stands for, if that is its place.
pub fn number_of(folder: &str, file: &str) -> Option<u64> {
    let digits = file.strip_suffix(".json")?;
    let number: u64 = digits.parse().ok()?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    (plain && (1..=NUMBER_LIMIT).contains(&number) && shard(number) == folder).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_records_stand_in_one_folder() {
        for (number, path) in [
            (7, "pulls/000/7.json"),
            (9_679, "pulls/096/9679.json"),
            (123_456, "pulls/1234/123456.json"),
        ] {
            assert_eq!(pull_path(number), path);
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(number_of(parts[1], parts[2]), Some(number));
        }
    }

    #[test]
    fn only_its_own_place_is_a_record_s() {
        for (folder, file) in [
            ("000", "007.json"),
            ("001", "7.json"),
            ("000", "7.txt"),
            ("000", "+7.json"),
            ("000", "0.json"),
            ("000", "７.json"),
        ] {
            assert_eq!(number_of(folder, file), None, "{folder}/{file}");
        }
    }
}
