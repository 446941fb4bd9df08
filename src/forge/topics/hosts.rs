//! A host's name → where it is asked, or why it is not. Pure.

/// Why a host is not asked, unless its name is listed as it stands: only names of public servers are.
pub fn refusal(host: &str) -> Option<&'static str> {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        if is_port { name } else { host }
    });
    let last = name
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .unwrap_or_default();
    if name.contains(['[', ']', ':', '@', '%']) || is_number(last) {
        return Some("it is a number and no name");
    }
    if !name.contains('.')
        || matches!(
            last,
            "localhost"
                | "local"
                | "internal"
                | "lan"
                | "home"
                | "corp"
                | "arpa"
                | "test"
                | "onion"
        )
    {
        return Some("it is no public server");
    }
    None
}

/// As browsers read hosts: one whose last part is a number, also a hexadecimal one, is an address of the internet.
fn is_number(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    match part.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// The address of a host: encrypted, unless it is this machine.
pub fn base_of(host: &str) -> String {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    match name {
        "127.0.0.1" | "localhost" | "[::1]" => format!("http://{host}"),
        _ => format!("https://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_public_servers_are_asked_unless_listed() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "127.1",
            "10.0.0.1.",
            "0x7f.1",
            "1.0x7F",
            "[::1]:80",
            "::1",
            "localhost",
            "a.localhost",
            "db.internal",
            "nas.local:8080",
            "forum",
            "a@b.org",
            "169.254.169.254",
        ] {
            assert!(refusal(host).is_some(), "{host}");
        }
        for host in [
            "forum.example.org",
            "forum.example.org:8443",
            "1.example.org",
            "xn--p8j9a0d9c9a.xn--q9jyb4c",
        ] {
            assert_eq!(refusal(host), None, "{host}");
        }
    }

    #[test]
    fn only_this_machine_is_asked_without_encryption() {
        assert_eq!(base_of("forum.example.org"), "https://forum.example.org");
        assert_eq!(base_of("127.0.0.1:9"), "http://127.0.0.1:9");
        assert_eq!(
            base_of("127.0.0.1.example.org:9"),
            "https://127.0.0.1.example.org:9"
        );
    }
}
