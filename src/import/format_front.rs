//! The front matter in its canonical form: keys in order, values as [`front_matter`](super::front_matter) writes
//! them.
//!
//! What a person wrote for people is kept as it stands: keys with comments, texts over several lines, keys that
//! are not known, and values that the reader finds fault with.

use crate::base::{Finding, Span};
use crate::plan::Plan;
use crate::source::{KEYS, NOTICE_KEYS};

/// A key with all its lines, and the comments above it.
struct Entry<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
    span: Span,
}

impl Entry<'_> {
    /// Whether only plangen's own form of the value is lost when it is written anew.
    fn plain(&self, findings: &[Finding]) -> bool {
        let comment = |l: &&str| l.trim_start().starts_with('#') || l.contains(" #") || l.contains("\t#");
        let block = |l: &&str| l.trim_end().ends_with(['|', '>', '+', '-']) && l.contains(['|', '>']);
        let faulty = findings.iter().any(|f| self.span.contains(f.place.span));
        !self.lines.iter().any(|l| comment(l) || block(l)) && !faulty
    }
}

/// The YAML between the fences, anew. `yaml` is what stands there, `base` the byte it begins at, `plan` what was
/// read from it.
pub(super) fn format(yaml: &str, base: usize, plan: &Plan, findings: &[Finding]) -> String {
    let canonical = super::front_matter(&plan.meta);
    let canonical = canonical.trim_start_matches("---\n").trim_end_matches("---\n");
    let own = entries(yaml, base, "");
    let anew = entries(canonical, 0, "");
    let mut out = String::new();
    for entry in ordered(own, &KEYS) {
        let known = anew.iter().find(|e| e.name == entry.name);
        match known {
            Some(known) if entry.plain(findings) => write(&mut out, &known.lines),
            Some(known)
                if entry.name == "notice" && entry.lines.first().is_some_and(|l| l.trim_end().ends_with(':')) =>
            {
                out.push_str("notice:\n");
                notice(&mut out, &entry, known, findings);
            }
            _ => write(&mut out, &entry.lines),
        }
    }
    out
}

/// The keys of `notice`, each anew or as it stands.
fn notice(out: &mut String, own: &Entry<'_>, known: &Entry<'_>, findings: &[Finding]) {
    let inner = |entry: &Entry<'_>| -> String { entry.lines.iter().skip(1).map(|l| format!("{l}\n")).collect() };
    let (text, anew) = (inner(own), inner(known));
    let head = own.lines.first().map_or(0, |l| l.len() + 1);
    let indent: String = text
        .lines()
        .find(|l| !l.trim().is_empty())
        .map_or_else(String::new, |l| l.chars().take_while(|c| *c == ' ').collect());
    let anew = entries(&anew, 0, "  ");
    for entry in ordered(entries(&text, own.span.start + head, &indent), &NOTICE_KEYS) {
        match anew.iter().find(|e| e.name == entry.name) {
            Some(known) if entry.plain(findings) => write(out, &known.lines),
            _ => {
                let moved: Vec<String> = entry
                    .lines
                    .iter()
                    .map(|l| l.strip_prefix(&indent).map_or((*l).to_owned(), |l| format!("  {l}")))
                    .collect();
                write(out, &moved.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }
    }
}

fn write(out: &mut String, lines: &[&str]) {
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// Known keys in their order, then the others as they stand.
fn ordered<'a>(mut entries: Vec<Entry<'a>>, keys: &[&str]) -> Vec<Entry<'a>> {
    entries.sort_by_key(|e| keys.iter().position(|k| *k == e.name).unwrap_or(keys.len()));
    entries
}

/// The keys of a mapping whose lines begin with `indent`.
fn entries<'a>(yaml: &'a str, base: usize, indent: &str) -> Vec<Entry<'a>> {
    let mut out: Vec<Entry<'a>> = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    let mut from = base;
    let mut at = base;
    for raw in yaml.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        let end = at + raw.len();
        let key =
            line.strip_prefix(indent).filter(|l| l.starts_with(|c: char| !c.is_whitespace() && !"#-]}".contains(c)));
        match (key, out.last_mut()) {
            (Some(key), _) => {
                let name = key.split([':', '：']).next().unwrap_or("").trim();
                let mut lines = std::mem::take(&mut above);
                lines.push(line);
                out.push(Entry { name, lines, span: Span::new(from, end) });
            }
            // A comment at the margin speaks of what follows; so does an empty line.
            (None, _) if line.trim().is_empty() => {}
            (None, _) if line.strip_prefix(indent).is_some_and(|l| l.starts_with('#')) => above.push(line),
            (None, Some(last)) => {
                // Lines of a text that look like comments.
                last.lines.append(&mut above);
                last.lines.push(line);
                last.span.end = end;
            }
            (None, None) => above.push(line),
        }
        if above.is_empty() {
            from = end;
        }
        at = end;
    }
    match out.last_mut() {
        Some(last) => last.lines.append(&mut above),
        None if !above.is_empty() => out.push(Entry { name: "", lines: above, span: Span::new(base, at) }),
        None => {}
    }
    out
}
