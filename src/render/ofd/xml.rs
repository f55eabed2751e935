//! The little XML that OFD is written in.

use crate::base::escape;

/// The namespace of GB/T 33190-2016, declared on every root.
const NAMESPACE: &str = "http://www.ofdspec.org/2016";

/// A file with this root and these children.
pub fn root(name: &str, attributes: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ofd:{name} xmlns:ofd=\"{NAMESPACE}\"{attributes}>{inside}</ofd:{name}>\n"
    )
}

/// An element that holds text.
pub fn text(name: &str, text: &str) -> String {
    format!("<ofd:{name}>{}</ofd:{name}>", escaped(text))
}

/// Text as XML takes it, on one line.
pub fn escaped(text: &str) -> String {
    escape(&text.replace(['\t', '\n', '\r'], " "))
}

/// A number with what a ten-thousandth needs and no more.
pub fn number(value: f64) -> String {
    let fixed = format!("{value:.4}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Numbers with spaces between.
pub fn numbers(values: &[f64]) -> String {
    values.iter().map(|v| number(*v)).collect::<Vec<_>>().join(" ")
}
