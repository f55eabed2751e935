//! Messages on a stream. The types are lsp-server's; reading is our own, for a stream that holds something
//! malformed must be read on behind it.

use lsp_server::Message;
use serde_json::{Value, json};
use std::io::{self, BufRead, Read as _, Write};
use std::sync::Arc;

/// The largest message that is taken: what claims to be larger is no message.
const LARGEST: usize = 256 * 1024 * 1024;

/// What came in.
#[derive(Debug)]
pub enum Received {
    /// A message.
    Message(Message),
    /// Something that is none: the code of the answer, why, and the id where one could be read.
    Malformed(i32, String, Value),
}

/// Reads what comes next; nothing at the end of the stream.
///
/// # Errors
/// When the stream cannot be read.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Received>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            match length {
                Some(length) => return body(input, length).map(Some),
                // Blank lines between messages.
                None => continue,
            }
        }
        // Behind rubbish without a line end the next message's head begins in the middle of a line.
        if let Some(at) = text.to_ascii_lowercase().rfind("content-length:") {
            length = text[at + "content-length:".len()..].trim().parse().ok().filter(|l| *l <= LARGEST);
            if length.is_none() {
                return Ok(Some(malformed(-32700, format!("malformed header: {}", shown(text)), Value::Null)));
            }
        } else if length.is_none() && !text.to_ascii_lowercase().starts_with("content-type:") {
            return Ok(Some(malformed(-32700, format!("malformed header: {}", shown(text)), Value::Null)));
        }
    }
}

fn body(input: &mut impl BufRead, length: usize) -> io::Result<Received> {
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes)?;
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(e) => return Ok(malformed(-32700, format!("not JSON: {e}"), Value::Null)),
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned().unwrap_or_default();
    let asks = value.get("method").is_some();
    match serde_json::from_value(value) {
        // What has an id wants an answer: with one of another kind it is no request, but no notification either.
        Ok(Message::Notification(_)) if !id.is_null() => {
            Ok(malformed(-32600, "not a request of JSON-RPC 2.0".to_owned(), id))
        }
        Ok(message) => Ok(Received::Message(message)),
        Err(_) if asks => Ok(malformed(-32600, "not a request of JSON-RPC 2.0".to_owned(), id)),
        Err(_) => Ok(malformed(-32600, "neither a request nor an answer".to_owned(), Value::Null)),
    }
}

fn malformed(code: i32, why: String, id: Value) -> Received {
    Received::Malformed(code, why, id)
}

fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

/// What goes out.
#[derive(Debug, Clone)]
pub enum Outgoing {
    /// A message.
    Message(Message),
    /// A message as JSON, in parts: what a thousand plans hold is written once and sent as it is.
    Written(Vec<Arc<str>>),
}

/// Writes a message.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(output: &mut impl Write, message: &Outgoing) -> io::Result<()> {
    match message {
        Outgoing::Message(message) => message.write(output),
        Outgoing::Written(parts) => {
            write!(output, "Content-Length: {}\r\n\r\n", parts.iter().map(|part| part.len()).sum::<usize>())?;
            parts.iter().try_for_each(|part| output.write_all(part.as_bytes()))?;
            output.flush()
        }
    }
}

/// Writes the answer to something malformed, under an id that may be null.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_malformed(output: &mut impl Write, code: i32, why: &str, id: &Value) -> io::Result<()> {
    let text = json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": why } }).to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut out = Vec::new();
        while let Some(received) = read(&mut input).expect("memory can be read") {
            out.push(match received {
                Received::Message(Message::Request(r)) => format!("request {}", r.method),
                Received::Message(Message::Notification(n)) => format!("notification {}", n.method),
                Received::Message(Message::Response(r)) => format!("response {}", r.id),
                Received::Malformed(code, _, id) => format!("{code} {id}"),
            });
        }
        out
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_malformed_is_answered_and_read_over() {
        let good = framed(r#"{"jsonrpc":"2.0","id":1,"method":"a"}"#);
        for (bad, told) in [
            (framed("{"), "-32700 null"),
            (framed(r#"{"id":7,"method":3}"#), "-32600 7"),
            (framed(r#"{"id":2.5,"method":"x"}"#), "-32600 2.5"),
            (framed("[]"), "-32600 null"),
            ("Content-Length: x\r\n\r\n".to_owned(), "-32700 null"),
            ("Content-Length: 99999999999999\r\n\r\n".to_owned(), "-32700 null"),
            ("rubbish\r\n\r\n".to_owned(), "-32700 null"),
        ] {
            assert_eq!(all(format!("{bad}{good}").as_bytes()), [told, "request a"], "{bad}");
        }
        assert_eq!(all(format!("{{\"no\":\"head\"}}{good}").as_bytes()), ["request a"]);
        let typed = r#"{"method":"n"}"#;
        let typed = format!("Content-Length: {}\nContent-Type: application/vscode-jsonrpc\n\n{typed}", typed.len());
        assert_eq!(all(typed.as_bytes()), ["notification n"]);
        assert_eq!(all(b"Content-Length: 50\r\n\r\n{\"cut"), ["-32700 null"]);
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            all(&bytes);
        }
    }
}
