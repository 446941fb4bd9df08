//! What browsers ask for → the site's own name of a page. Never a path of the file system: names are looked up among
//! those that were planned.

use percent_encoding::percent_decode_str;

/// Longest path that is looked at, in bytes as it was sent.
const LONGEST: usize = 4_096;
/// What begins the addresses of the server's own files. No component of a site's address can begin so.
pub const OWN: &str = "/-/";

/// The name of the file that a path asks for: `/a/` is `a/index.html`. `None` for what can be no address of a site.
pub fn key(path: &str) -> Option<String> {
    if path.len() > LONGEST {
        return None;
    }
    let rest = path.strip_prefix('/')?;
    // A slash that was written as `%2F` stands inside a component, where none can be.
    let parts = rest.split('/').map(|part| {
        let part = percent_decode_str(part).decode_utf8().ok()?;
        let bad = part.contains(['/', '\\']) || part.chars().any(char::is_control);
        (!bad && part != "." && part != "..").then(|| part.into_owned())
    });
    let mut parts: Vec<String> = parts.collect::<Option<_>>()?;
    let last = parts.pop()?;
    if parts.iter().any(String::is_empty) {
        return None;
    }
    parts.push(if last.is_empty() {
        "index.html".to_owned()
    } else {
        last
    });
    Some(parts.join("/"))
}

/// Whether a server at these names may answer for a `Host`. A page from elsewhere can lead a name of its own to this
/// computer, but neither `localhost` nor a number.
pub fn is_own_host(host: &str, names: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let is_number = name.parse::<std::net::IpAddr>().is_ok();
    let named = || names.iter().any(|own| own.eq_ignore_ascii_case(name));
    is_number || name.eq_ignore_ascii_case("localhost") || (!name.is_empty() && named())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(key(path).as_deref(), expected, "{path}");
    }

    #[test]
    fn a_folder_is_its_page() {
        check("/", Some("index.html"));
        check("/v0.5/a/", Some("v0.5/a/index.html"));
        check(
            "/latest/%E6%95%99%E8%82%B2/",
            Some("latest/教育/index.html"),
        );
        check("/feed.xml", Some("feed.xml"));
        check(
            "/compare/v0.5...v0.6/",
            Some("compare/v0.5...v0.6/index.html"),
        );
    }

    #[test]
    fn nothing_leads_out() {
        for path in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/%2E%2e/",
            "/a%2fb",
            "/a%5Cb",
            "/a\\b",
            "/a%00",
            "//etc/passwd",
            "/a//b",
            "/./a",
            "/%ff",
            "",
            "x",
        ] {
            check(path, None);
        }
        check(&format!("/{}", "a".repeat(5_000)), None);
    }

    #[test]
    fn other_names_than_this_computers_are_refused() {
        let names = ["laptop.local".to_owned()];
        for own in [
            "localhost",
            "localhost:8000",
            "127.0.0.1:8000",
            "[::1]:8000",
            "LAPTOP.local:80",
            "192.168.1.2:8000",
        ] {
            assert!(is_own_host(own, &names), "{own}");
        }
        for other in [
            "",
            "evil.example",
            "localhost.evil.example:8000",
            "127.0.0.1.nip.io",
            "[::1",
            ":80",
        ] {
            assert!(!is_own_host(other, &names), "{other}");
        }
    }
}
