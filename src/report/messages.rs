//! The words of a finding, made from its lint's page and its arguments.

use crate::base::{Arg, Finding, Lang, Place, Wording, Words};
use crate::lint::{self, PageWords};

/// The words of a project's own lint: it has one message, and the same help for all it finds.
fn own(finding: &Finding, lang: Lang, pick: impl Fn(&Wording) -> Option<&Words>) -> Option<String> {
    let text = pick(finding.words.as_deref()?)?.get(lang);
    (!text.is_empty()).then(|| fill(text, finding, lang))
}

fn words(finding: &Finding, lang: Lang) -> Option<PageWords> {
    lint::find(finding.code).map(|page| lang.pick(page.zh, page.en))
}

/// What its lint finds, in a few words; the lint's name where it has no page.
pub fn title(finding: &Finding, lang: Lang) -> &str {
    let own = finding.words.as_deref().map(|w| w.title.get(lang));
    own.or_else(|| words(finding, lang).map(|w| w.title)).unwrap_or(finding.name)
}

/// What is wrong, in one line.
pub fn message(finding: &Finding, lang: Lang) -> String {
    if let Some(text) = own(finding, lang, |w| Some(&w.message)) {
        return text;
    }
    let text = words(finding, lang).and_then(|w| pick(w.messages, finding.variant));
    text.map_or_else(|| format!("{} {}", finding.code, finding.variant), |t| fill(t, finding, lang))
}

/// What to do about it, where the page says so.
pub fn help(finding: &Finding, lang: Lang) -> Option<String> {
    if finding.words.is_some() {
        return own(finding, lang, |w| Some(&w.help));
    }
    let words = words(finding, lang)?;
    let text = pick(words.help, finding.variant).or_else(|| pick(words.help, "default"))?;
    Some(fill(text, finding, lang))
}

/// What a place is to the finding: 上级要求.
pub fn label(finding: &Finding, place: &Place, lang: Lang) -> Option<String> {
    if finding.words.is_some() {
        return own(finding, lang, |w| w.labels.iter().find(|(name, _)| *name == place.label).map(|(_, text)| text));
    }
    let words = words(finding, lang)?;
    pick(words.labels, place.label).map(|t| fill(t, finding, lang))
}

fn pick(list: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    list.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
}

/// Puts the arguments in the place of `{name}`; a name without argument stays as it is.
fn fill(text: &str, finding: &Finding, lang: Lang) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(len) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + len];
        match finding.arg(name) {
            // Inside quotes the words' own quotes are single ones.
            Some(Arg::Text(t)) if out.ends_with('“') => {
                out.extend(t.chars().map(|c| match c {
                    '“' => '‘',
                    '”' => '’',
                    c => c,
                }));
            }
            Some(Arg::Text(t)) => out.push_str(t),
            Some(Arg::Count(n)) => out.push_str(&n.to_string()),
            Some(Arg::Measure(m)) => out.push_str(&m.to_string()),
            Some(Arg::List(list)) => out.push_str(&list.join(lang.pick("、", ", "))),
            None => out.push_str(&rest[open..=open + len]),
        }
        rest = &rest[open + len + 1..];
    }
    out.push_str(rest);
    out
}
