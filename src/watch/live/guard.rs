//! Who is let in: this machine's browser, on the page that plangen served, and nobody else's page through it.

use axum::http::{HeaderMap, Method, header};

/// Why a request is refused; nothing when it is not.
pub fn refused(method: &Method, path: &str, headers: &HeaderMap, port: u16, token: &str) -> Option<&'static str> {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let own = |authority: &str| {
        let name = authority.strip_suffix(&format!(":{port}"));
        // Port 80 goes without saying.
        let name = name.or_else(|| Some(authority).filter(|_| port == 80));
        matches!(name, Some("127.0.0.1" | "localhost"))
    };
    // A name that someone else lets point to this machine (DNS rebinding) is no name of ours.
    if !text("host").is_some_and(own) {
        return Some("host");
    }
    let origin = text(header::ORIGIN.as_str());
    if origin.is_some_and(|o| !o.strip_prefix("http://").is_some_and(own)) {
        return Some("origin");
    }
    // Following a link to the page is fine; using what it is made of from elsewhere is not.
    let site = text("sec-fetch-site").unwrap_or("none");
    if path != "/" && !matches!(site, "same-origin" | "none") {
        return Some("site");
    }
    if *method == Method::GET || *method == Method::HEAD {
        return None;
    }
    if origin.is_none() {
        return Some("origin");
    }
    (!text("x-plangen-token").is_some_and(|given| same(given, token))).then_some("token")
}

/// Compares without telling by its time how much is right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, path: &str, given: &[(&'static str, &str)]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, value.parse().expect("a header"));
        }
        refused(&method, path, &headers, 4000, "secret")
    }

    #[test]
    fn only_the_own_page_is_let_in() {
        let get = |given: &[(&'static str, &str)]| asked(Method::GET, "/", given);
        assert_eq!(get(&[("host", "127.0.0.1:4000")]), None);
        assert_eq!(get(&[("host", "localhost:4000"), ("origin", "http://localhost:4000")]), None);
        for host in
            ["127.0.0.1", "127.0.0.1:4001", "evil.example:4000", "127.0.0.1.evil.example:4000", "[::1]:4000", ""]
        {
            assert_eq!(get(&[("host", host)]), Some("host"), "{host}");
        }
        assert_eq!(get(&[]), Some("host"));
        for origin in ["null", "http://evil.example", "https://127.0.0.1:4000", "http://127.0.0.1:4001"] {
            assert_eq!(get(&[("host", "127.0.0.1:4000"), ("origin", origin)]), Some("origin"), "{origin}");
        }
        let embedded = [("host", "127.0.0.1:4000"), ("sec-fetch-site", "cross-site")];
        assert_eq!(asked(Method::GET, "/page/x", &embedded), Some("site"));
        assert_eq!(asked(Method::GET, "/", &embedded), None);
    }

    #[test]
    fn changes_need_the_token() {
        let own = [("host", "127.0.0.1:4000"), ("origin", "http://127.0.0.1:4000")];
        let post = |more: &[(&'static str, &str)]| asked(Method::POST, "/waive", &[&own[..], more].concat());
        assert_eq!(post(&[("x-plangen-token", "secret")]), None);
        assert_eq!(post(&[("x-plangen-token", "secrets")]), Some("token"));
        assert_eq!(post(&[]), Some("token"));
        let no_origin = [("host", "127.0.0.1:4000"), ("x-plangen-token", "secret")];
        assert_eq!(asked(Method::POST, "/waive", &no_origin), Some("origin"));
    }
}
