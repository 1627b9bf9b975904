//! URLs of a campaign file: ASCII (RFC 3986), others' characters are %XX in them.

use crate::plain::{before, cut_last, has, parse_number, split};

/// Characters of a URL at most.
const LIMIT: usize = 2_000;

/// The words for what is wrong with a URL; none where nothing is.
///
/// An explorer's may be plain http to this machine itself, and goes into a content security policy too.
pub fn fault(url: &str, of_explorer: bool) -> Option<&'static str> {
    let (rest, is_plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) if of_explorer => (rest, true),
        _ => return Some("problem.url-https"),
    };
    let authority = before(rest, b"/?#");
    let (host, port) = host_and_port(authority);
    if !only(url, |byte| byte.is_ascii_graphic() && !has(b"\"<>\\^`{|}", byte)) {
        Some("problem.url-character")
    } else if has(authority.as_bytes(), b'@') {
        Some("problem.url-user")
    } else if !is_host(host) {
        Some("problem.url-host")
    } else if !is_number(port, 1, 65_535) {
        Some("problem.url-port")
    } else if is_plain && !is_loopback(host) {
        Some("problem.url-plain")
    } else if of_explorer && !only(&rest[authority.len()..], |byte| !has(b"?#,;'", byte)) {
        Some("problem.url-query")
    } else if url.len() > LIMIT {
        Some("problem.url-limit")
    } else {
        None
    }
}

/// The same for an explorer's URL, or a path that is relative to the campaign file's own.
///
/// A path from the site's root is refused: a file on a disk has no site.
pub fn near_fault(url: &str) -> Option<&'static str> {
    let first = before(url, b"/");
    if has(first.as_bytes(), b':') {
        fault(url, true)
    } else if first.is_empty() {
        Some("problem.url-near")
    } else if !only(url, |byte| byte.is_ascii_graphic() && !has(b"\"<>\\^`{|}", byte)) {
        Some("problem.url-character")
    } else if !only(url, |byte| !has(b"?#,;'", byte)) {
        Some("problem.url-query")
    } else if url.len() > LIMIT {
        Some("problem.url-limit")
    } else {
        None
    }
}

fn is_host(host: &str) -> bool {
    if let [b'[', inner @ .., b']'] = host.as_bytes() {
        return has(inner, b':') && inner.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b':');
    }
    host.len() <= 253
        && split(host, b'.').iter().all(|label| {
            !matches!(label.as_bytes(), [] | [b'-', ..] | [.., b'-'])
                && only(label, |byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// The port is https's where none is said.
fn host_and_port(authority: &str) -> (&str, &str) {
    match cut_last(authority, b':') {
        // The colons of an IPv6 address are within its brackets.
        Some((host, port)) if !has(port.as_bytes(), b']') => (host, port),
        _ => (authority, "443"),
    }
}

/// Whether a host, with its port or without, is the reader's own machine.
pub(crate) fn is_loopback(authority: &str) -> bool {
    let (host, _) = host_and_port(authority);
    let parts = split(host, b'.');
    host == "localhost"
        || host == "[::1]"
        || parts.len() == 4 && parts[0] == "127" && parts.iter().all(|part| is_number(part, 0, 255))
}

/// Decimal digits without zeros before them.
fn is_number(digits: &str, least: u128, most: u128) -> bool {
    (digits == "0" || !digits.starts_with('0'))
        && parse_number(digits).is_some_and(|number| (least..=most).contains(&number))
}

fn only(text: &str, good: fn(u8) -> bool) -> bool {
    text.bytes().all(good)
}
