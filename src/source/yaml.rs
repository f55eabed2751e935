//! YAML as a tree of nodes that know their bytes: every value as it is written, to be judged afterwards.

use crate::base::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Location, Spanned};
use std::fmt;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub value: Value,
    /// Bytes of the file.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, `null` or `~`.
    Null,
    /// Text, numbers, dates, yes and no: as written, without quotes.
    Scalar(String),
    List(Vec<Node>),
    /// In order; a key that stands twice is here twice.
    Map(Vec<(Node, Node)>),
}

/// Why a text is not YAML, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub message: String,
    pub at: usize,
}

/// Reads `text[span]` as one YAML document; spans are bytes of `text`.
pub(super) fn read(text: &str, span: Span) -> Result<Node, Broken> {
    let yaml = span.of(text);
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(yaml, options) {
        Ok(root) => Ok(node(root, yaml, span.start)),
        Err(error) => {
            let at = error.location().map_or(0, |l| offset(yaml, l));
            let message = error.without_snippet().to_string();
            Err(Broken { message, at: (span.start + at).min(span.end) })
        }
    }
}

fn offset(yaml: &str, location: Location) -> usize {
    let bytes = location.span().byte_offset().and_then(|b| usize::try_from(b).ok());
    // An error may have line and column only.
    let at = bytes.unwrap_or_else(|| {
        let line = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
        let start: usize = yaml.split_inclusive('\n').take(line).map(str::len).sum();
        let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
        start + yaml.get(start..).map_or(0, |l| l.chars().take(column).map(char::len_utf8).sum())
    });
    floor(yaml, at)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// What serde hands over, still with the reader's own places. The reader bounds its depth.
enum Raw {
    Null,
    /// A scalar that is text already.
    Text(String),
    /// A number or a truth value: its spelling is taken from the file.
    Plain(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

fn node(raw: Spanned<Raw>, yaml: &str, base: usize) -> Node {
    let place = raw.referenced;
    let start = offset(yaml, place);
    let len = place.span().byte_len().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let end = floor(yaml, start + len).max(start);
    let own = Span::new(start, end);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Scalar(text),
        Raw::Plain(fallback) => {
            let written = own.of(yaml).trim();
            Value::Scalar(if written.is_empty() { fallback } else { written.to_owned() })
        }
        Raw::List(items) => Value::List(items.into_iter().map(|n| node(n, yaml, base)).collect()),
        Raw::Map(pairs) => {
            Value::Map(pairs.into_iter().map(|(k, v)| (node(k, yaml, base), node(v, yaml, base))).collect())
        }
    };
    // A list or a map is as long as what it holds.
    let inner = match &value {
        Value::List(items) => items.iter().map(|n| n.span).reduce(Span::cover),
        Value::Map(pairs) => pairs.iter().map(|(k, v)| k.span.cover(v.span)).reduce(Span::cover),
        Value::Null | Value::Scalar(_) => None,
    };
    let trimmed = own.of(yaml).trim_end().len();
    let span = Span::new(base + start, base + start + trimmed);
    Node { value, span: inner.map_or(span, |i| span.cover(i)) }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Raw, E> {
        Ok(Raw::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Raw, E> {
        Ok(Raw::Text(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Raw>>()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry::<Spanned<Raw>, Spanned<Raw>>()? {
            pairs.push(pair);
        }
        Ok(Raw::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(node: &Node, text: &str, out: &mut Vec<String>) {
        match &node.value {
            Value::Null => out.push("~".to_owned()),
            Value::Scalar(_) => out.push(node.span.of(text).to_owned()),
            Value::List(items) => items.iter().for_each(|n| spans(n, text, out)),
            Value::Map(pairs) => pairs.iter().for_each(|(k, v)| {
                spans(k, text, out);
                spans(v, text, out);
            }),
        }
    }

    #[test]
    fn values_know_their_bytes() {
        let text = "---\nid: 甲\nnotice:\n  date: 2024-04-08\n  to: [[各区, 007], \"市 直\"]\nempty:\n甲: 1.50\n---\n";
        let node = read(text, Span::new(4, text.len() - 4)).expect("YAML");
        let mut out = Vec::new();
        spans(&node, text, &mut out);
        assert_eq!(
            out,
            ["id", "甲", "notice", "date", "2024-04-08", "to", "各区", "007", "\"市 直\"", "empty", "~", "甲", "1.50"]
        );
        let Value::Map(pairs) = &node.value else { panic!("a map") };
        assert_eq!(pairs[3].1.value, Value::Scalar("1.50".to_owned()));
    }

    #[test]
    fn what_is_no_yaml_says_where() {
        let text = "id: 甲\ntitle: [乙\nkind: 丙\n";
        let broken = read(text, Span::new(0, text.len())).expect_err("broken");
        assert!(broken.at > 0 && !broken.message.contains('\n'), "{broken:?}");
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let text = "[".repeat(100_000);
        assert!(read(&text, Span::new(0, text.len())).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[-a:\\[\\]{}&*!|>'\"#%@`\n ,?甲1.~\t]{0,60}") {
            match read(&text, Span::new(0, text.len())) {
                Ok(node) => prop_assert!(text.get(node.span.range()).is_some()),
                Err(broken) => prop_assert!(text.is_char_boundary(broken.at)),
            }
        }
    }
}
