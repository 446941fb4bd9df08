//! A reply or a failure → whether to take it, to wait and ask again, or to give up. Pure: no clock, no waiting.
//!
//! GitHub's rules: `Retry-After` counts; else, where `x-ratelimit-remaining` is 0, the moment in `x-ratelimit-reset`; else at
//! least a minute, doubled each time (its documentation, "Rate limits for the REST API", "Exceeding the rate limit").

use std::time::Duration;

use super::client::Reply;

/// How often one request is tried.
pub const ATTEMPTS: u32 = 6;
/// Longest time that is waited before one more try.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// How the reason begins where the server itself fails.
pub const SERVER_FAILS: &str = "the server fails";

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The reply can be read.
    Take,
    /// Ask again after this time.
    Wait(Duration, String),
    /// The server sets a limit that asks for more patience than there is.
    TooLong(Duration),
    /// Asking again would not help.
    Refused(String),
}

/// Judges a reply to the `attempt`th try, counted from 1.
pub fn judge(reply: &Reply, attempt: u32) -> Verdict {
    match reply.status {
        200..=299 | 304 => taken(reply, attempt),
        // 401 is a wrong token; 404 may also be one that may not see the repository.
        429 => limit(reply, attempt),
        403 if is_limit(reply) => limit(reply, attempt),
        408 | 500..=599 => {
            let wait = retry_after(reply).unwrap_or_else(|| backoff(attempt));
            bounded(wait, format!("{SERVER_FAILS} ({})", reply.status))
        }
        _ => Verdict::Refused(told(reply)),
    }
}

/// Judges a failure on the way to the server or back.
pub fn judge_failure(reason: &str, attempt: u32) -> Verdict {
    Verdict::Wait(backoff(attempt), reason.to_owned())
}

fn taken(reply: &Reply, attempt: u32) -> Verdict {
    if reply.status == 304 || reply.is_json() {
        return Verdict::Take;
    }
    // A proxy's page in place of an answer.
    let kind = reply.header("content-type").unwrap_or("none");
    Verdict::Wait(
        backoff(attempt),
        format!("the answer is no JSON but {kind}"),
    )
}

/// Whether a reply says that nothing was done for now, because too much was asked.
pub fn is_limit(reply: &Reply) -> bool {
    let says = || {
        reply.header("retry-after").is_some()
            || reply.header("x-ratelimit-remaining") == Some("0")
            || told(reply).to_ascii_lowercase().contains("rate limit")
    };
    reply.status == 429 || reply.status == 403 && says()
}

/// How long a limit asks to wait; also for limits that come with status 200.
pub fn limit(reply: &Reply, attempt: u32) -> Verdict {
    let wait = retry_after(reply)
        .or_else(|| until_reset(reply))
        .or_else(|| told_wait(reply))
        .unwrap_or_else(|| Duration::from_secs(60 << attempt.saturating_sub(1).min(4)));
    bounded(wait, format!("the server sets a limit ({})", reply.status))
}

fn bounded(wait: Duration, reason: String) -> Verdict {
    if wait > LONGEST_WAIT {
        Verdict::TooLong(wait)
    } else {
        Verdict::Wait(wait, reason)
    }
}

/// 1, 2, 4, 8, … seconds.
fn backoff(attempt: u32) -> Duration {
    Duration::from_secs(1 << attempt.saturating_sub(1).min(6))
}

/// `Retry-After`, in seconds or as a date that is read against the reply's own.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let text = reply.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = super::client::http_date(text)?;
    since(until.seconds, reply)
}

/// The seconds that Discourse names in its answer.
fn told_wait(reply: &Reply) -> Option<Duration> {
    let value: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
    let seconds = value["extras"]["wait_seconds"].as_u64()?;
    Some(Duration::from_secs(seconds.max(1)))
}

/// The time until the limit's window ends, by the server's clock.
fn until_reset(reply: &Reply) -> Option<Duration> {
    let exhausted = reply.header("x-ratelimit-remaining") == Some("0");
    let reset: i64 = reply.header("x-ratelimit-reset")?.trim().parse().ok()?;
    // One second more: the window ends within the second.
    since(reset.saturating_add(1), reply).filter(|_| exhausted)
}

fn since(until: i64, reply: &Reply) -> Option<Duration> {
    let wait = until.saturating_sub(reply.date()?.seconds).max(1);
    Some(Duration::from_secs(u64::try_from(wait).ok()?))
}

/// What the server says, in one short line.
pub fn told(reply: &Reply) -> String {
    let value: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = value.get("message").and_then(serde_json::Value::as_str);
    let line: String = message
        .unwrap_or_default()
        .chars()
        .filter(|c| !crate::diagnostic::is_hidden(*c))
        .take(200)
        .collect();
    match reply.status {
        _ if !line.is_empty() => line,
        401 => "the token is not accepted".to_owned(),
        403 => "the token does not allow this".to_owned(),
        404 => "there is no such repository, or the token may not see it".to_owned(),
        status => format!("status {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let json = ("content-type", "application/json; charset=utf-8");
        let headers = std::iter::once(&json).chain(headers);
        Reply {
            status,
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn check(status: u16, headers: &[(&str, &str)], body: &str, attempt: u32, seconds: u64) {
        match judge(&reply(status, headers, body), attempt) {
            Verdict::Wait(wait, _) | Verdict::TooLong(wait) => assert_eq!(wait.as_secs(), seconds),
            other => panic!("{status}: {other:?}"),
        }
    }

    #[test]
    fn a_server_s_own_time_to_wait_counts() {
        check(429, &[("retry-after", "7")], "", 1, 7);
        check(429, &[], "{\"extras\": {\"wait_seconds\": 15}}", 1, 15);
        check(503, &[("retry-after", "7")], "", 3, 7);
        let date = ("date", "Tue, 01 Jul 2025 00:00:00 GMT");
        check(
            403,
            &[("retry-after", "Tue, 01 Jul 2025 00:00:30 GMT"), date],
            "",
            1,
            30,
        );
        let reset = ("x-ratelimit-reset", "1751328060");
        check(
            403,
            &[("x-ratelimit-remaining", "0"), reset, date],
            "",
            1,
            61,
        );
    }

    #[test]
    fn without_it_a_limit_is_a_minute_and_a_failure_a_second_doubled_each_time() {
        let secondary = r#"{"message": "You have exceeded a secondary rate limit."}"#;
        check(403, &[], secondary, 1, 60);
        check(403, &[], secondary, 3, 240);
        check(429, &[], "", 2, 120);
        check(500, &[], "", 1, 1);
        check(502, &[], "", 4, 8);
    }

    #[test]
    fn only_a_limit_says_that_nothing_was_done() {
        let wait = [("retry-after", "7")];
        let secondary = r#"{"message": "You have exceeded a secondary rate limit."}"#;
        assert!(is_limit(&reply(429, &[], "")));
        assert!(is_limit(&reply(403, &wait, "")));
        assert!(is_limit(&reply(403, &[], secondary)));
        assert!(!is_limit(&reply(403, &[], r#"{"message": "no"}"#)));
        assert!(!is_limit(&reply(503, &wait, secondary)));
        assert!(!is_limit(&reply(502, &[], "")));
    }

    #[test]
    fn an_hour_is_too_long() {
        let verdict = judge(&reply(429, &[("retry-after", "3600")], ""), 1);
        assert_eq!(verdict, Verdict::TooLong(Duration::from_secs(3600)));
    }

    #[test]
    fn a_refusal_is_not_tried_again() {
        for (status, body) in [
            (401, ""),
            (403, r#"{"message": "no"}"#),
            (404, ""),
            (422, ""),
        ] {
            assert!(
                matches!(judge(&reply(status, &[], body), 1), Verdict::Refused(_)),
                "{status}"
            );
        }
    }

    #[test]
    fn a_page_in_place_of_an_answer_is_a_failure() {
        let mut page = reply(200, &[], "<html>");
        page.headers.clear();
        page.headers
            .push(("content-type".to_owned(), "text/html".to_owned()));
        assert!(matches!(judge(&page, 1), Verdict::Wait(_, _)));
        assert_eq!(judge(&reply(200, &[], "{}"), 1), Verdict::Take);
    }
}
