//! The front matter: YAML between `---` lines, read key by key, so that one bad value costs that value
//! and nothing else.

use super::fault::{DUPLICATE_KEY, Faults, INVALID, UNKNOWN, fix, nearest};
use super::notice::{attach, notice};
use super::yaml::{self, Node, Value};
use crate::base::{Applicability, Arg, Severity, Span};
use crate::plan::{Level, Link, Meta, Spanned, Stage};

/// Where the front matter of a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Front {
    /// With its fences and the line end behind them.
    pub span: Span,
    /// What stands between the fences.
    pub yaml: Span,
    /// Whether the closing fence is there.
    pub closed: bool,
}

/// The front matter at the very start of `text` (blank lines before it aside). Without a closing fence it
/// reaches as far as lines look like YAML: to the first blank line or heading.
pub(crate) fn find(text: &str) -> Option<Front> {
    let start = text.len() - text.trim_start_matches(['\n', '\r', ' ']).len();
    let mut lines = text[start..].split_inclusive('\n');
    let fence = lines.next()?;
    if fence.trim_end() != "---" {
        return None;
    }
    let from = start + fence.len();
    let mut at = from;
    let mut until = None;
    for line in lines {
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            let span = Span::new(start, at + line.len());
            return Some(Front { span, yaml: Span::new(from, at), closed: true });
        }
        if until.is_none() && (bare.is_empty() || bare.starts_with("# ") || bare.starts_with("##")) {
            until = Some(at);
        }
        at += line.len();
    }
    let until = until.unwrap_or(at);
    Some(Front { span: Span::new(start, until), yaml: Span::new(from, until), closed: false })
}

/// Whether a text is source: its front matter has the key `plangen`.
pub(super) fn is_source(text: &str) -> bool {
    find(text).is_some_and(|front| {
        front
            .yaml
            .of(text)
            .lines()
            .any(|line| line.strip_prefix("plangen").is_some_and(|rest| rest.trim_start().starts_with([':', '：'])))
    })
}

/// The front matter of a text that is no source for want of the key `plangen`: it has keys that plangen knows, and
/// nothing but keys, up to its end or, where that is missing, to the first blank line.
pub(crate) fn unmarked(text: &str) -> Option<Front> {
    let front = find(text).filter(|_| !is_source(text))?;
    let mut known = false;
    for line in front.yaml.of(text).lines().map(str::trim_end) {
        // Blank lines, comments, and what goes on with the value of the key above.
        if line.is_empty() || line.starts_with(['#', ' ', '\t', '-', ']', '}']) {
            continue;
        }
        let (key, _) = line.split_once([':', '：'])?;
        known |= KEYS.contains(&key.trim());
    }
    known.then_some(front)
}

/// Tells of front matter without the key that makes a text source: as published text it says nothing.
pub(super) fn tell_unmarked(front: Front, faults: &mut Faults) {
    let text = faults.file.text.as_str();
    let finding = faults.add(INVALID, "unmarked", first_line(text, front.span), vec![]);
    // The text may have come from a web site's own files.
    finding.severity = Severity::Warning;
    let end = if text[..front.yaml.start].ends_with("\r\n") { "\r\n" } else { "\n" };
    finding.fix = fix(Applicability::Suggestion, Span::empty(front.yaml.start), format!("plangen: 1{end}"));
}

/// The keys of the front matter, in the order `to_source` writes them.
pub const KEYS: [&str; 10] =
    ["plangen", "id", "kind", "title", "level", "region", "stage", "parents", "attach", "notice"];
/// The values of `level`, with the Chinese words that are meant by them.
const LEVELS: [(&str, Level, &[&str]); 5] = [
    ("national", Level::National, &["国家", "国家级", "全国"]),
    ("region", Level::Region, &["省", "省级", "自治区", "自治区级", "直辖市", "province", "provincial"]),
    ("city", Level::City, &["市", "市级", "盟", "盟市", "地市", "州", "municipal"]),
    ("county", Level::County, &["县", "县级", "区", "旗", "旗县", "区县", "district", "banner"]),
    ("township", Level::Township, &["乡", "镇", "乡镇", "乡镇级", "苏木", "街道", "town"]),
];
/// The values of `stage`.
const STAGES: [(&str, Stage); 4] = [
    ("代拟稿", Stage::Commissioned),
    ("征求意见稿", Stage::Consultation),
    ("送审稿", Stage::Review),
    ("印发稿", Stage::Issued),
];

/// Reads the front matter into what the plan says of itself. Faults go to `faults`; what was readable is
/// kept.
pub(super) fn read(front: Front, faults: &mut Faults) -> Meta {
    let text = faults.file.text.as_str();
    let mut meta = Meta { span: front.span, ..Meta::default() };
    if !front.closed {
        faults.add(INVALID, "unclosed", first_line(text, front.span), vec![]);
    }
    let mut pairs = Vec::new();
    match yaml::read(text, front.yaml) {
        Ok(root) => take_pairs(root, &mut pairs, faults),
        // Key by key: what is broken is told with its own place, the rest is kept.
        Err(whole) => {
            let before = faults.found.len();
            for part in parts(text, front.yaml) {
                match yaml::read(text, part) {
                    Ok(root) => take_pairs(root, &mut pairs, faults),
                    Err(broken) => not_yaml(&broken, part, faults),
                }
            }
            if faults.found.len() == before {
                not_yaml(&whole, front.yaml, faults);
            }
        }
    }
    let mut seen: Vec<(String, Span)> = Vec::new();
    for (key, node) in pairs {
        let Some(name) = key_name(&key, &KEYS, "", &mut seen, faults) else { continue };
        match name {
            "plangen" => meta.format = version(&node, faults),
            "id" => meta.id = id(&node, faults),
            "kind" => meta.kind = text_of(name, &node, faults),
            "title" => {
                meta.title_span = node.span;
                meta.title = text_of(name, &node, faults);
            }
            "level" => meta.level = level(&node, faults),
            "region" => meta.region = text_of(name, &node, faults),
            "stage" => meta.stage = stage(&node, faults),
            "parents" => meta.parents = parents(&node, faults),
            "attach" => meta.attach = attach(&node, faults),
            _ => meta.notice = notice(node, faults),
        }
    }
    meta
}

fn first_line(text: &str, span: Span) -> Span {
    let line = span.of(text).lines().next().unwrap_or("");
    Span::new(span.start, span.start + line.len())
}

fn not_yaml(broken: &yaml::Broken, part: Span, faults: &mut Faults) {
    let text = faults.file.text.as_str();
    let from = text[..broken.at].rfind('\n').map_or(0, |i| i + 1).max(part.start);
    let line = text[from..].lines().next().unwrap_or("");
    let (from, line) =
        if line.trim().is_empty() { (part.start, first_line(text, part).of(text)) } else { (from, line) };
    let span = Span::new(from, from + line.trim_end().len());
    let args = vec![("text", Arg::from(line.trim())), ("cause", Arg::from(broken.message.as_str()))];
    faults.add(INVALID, "yaml", span, args);
}

/// The front matter cut before each line that begins a key.
fn parts(text: &str, yaml: Span) -> Vec<Span> {
    let mut parts: Vec<Span> = Vec::new();
    let mut at = yaml.start;
    for line in yaml.of(text).split_inclusive('\n') {
        let starts_key = line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | '-' | ']' | '}'));
        match parts.last_mut() {
            Some(part) if !starts_key => part.end += line.len(),
            _ => parts.push(Span::new(at, at + line.len())),
        }
        at += line.len();
    }
    parts
}

fn take_pairs(root: Node, pairs: &mut Vec<(Node, Node)>, faults: &mut Faults) {
    match root.value {
        Value::Map(found) => pairs.extend(found),
        Value::Null => {}
        Value::Scalar(_) | Value::List(_) => {
            let span = first_line(&faults.file.text, root.span);
            let written = span.of(&faults.file.text).to_owned();
            faults.add(INVALID, "no-key", span, vec![("text", written.into())]);
        }
    }
}

/// The known key that a node is, once; unknown and doubled ones are told.
pub(super) fn key_name(
    key: &Node,
    known: &[&'static str],
    prefix: &str,
    seen: &mut Vec<(String, Span)>,
    faults: &mut Faults,
) -> Option<&'static str> {
    let Value::Scalar(written) = &key.value else {
        let text = key.span.of(&faults.file.text).to_owned();
        faults.add(INVALID, "no-key", key.span, vec![("text", text.into())]);
        return None;
    };
    if let Some((_, first)) = seen.iter().find(|(k, _)| k == written) {
        let first = faults.place(*first, "first");
        let args = vec![("key", Arg::from(format!("{prefix}{written}")))];
        faults.add(INVALID, DUPLICATE_KEY, key.span, args).related.push(first);
        return None;
    }
    seen.push((written.clone(), key.span));
    if let Some(name) = known.iter().find(|k| *k == written) {
        return Some(name);
    }
    let all = known.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
    let mut args = vec![("key", Arg::from(format!("{prefix}{written}")))];
    match nearest(written, known) {
        Some(near) => {
            args.push(("nearest", near.into()));
            let finding = faults.add(UNKNOWN, "nearest", key.span, args);
            finding.fix = fix(Applicability::Unsafe, key.span, near);
        }
        None => {
            args.push(("known", all.into()));
            faults.add(UNKNOWN, "default", key.span, args);
        }
    }
    None
}

/// A text; numbers and dates are taken as written. `None` for nothing.
pub(super) fn text_of(key: &str, node: &Node, faults: &mut Faults) -> Option<String> {
    match &node.value {
        Value::Null => None,
        Value::Scalar(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::List(_) | Value::Map(_) => {
            wrong_type("expected-text", key, node, faults);
            None
        }
    }
}

pub(super) fn wrong_type(variant: &'static str, key: &str, node: &Node, faults: &mut Faults) {
    let span = if node.span.is_empty() { node.span } else { first_line(&faults.file.text, node.span) };
    faults.add(INVALID, variant, span, vec![("key", key.into())]);
}

fn version(node: &Node, faults: &mut Faults) -> Option<u32> {
    let written = text_of("plangen", node, faults);
    let version = written.as_deref().and_then(|v| v.parse::<u32>().ok());
    if version != Some(1) {
        let args = vec![("value", Arg::from(written.unwrap_or_default()))];
        faults.add(INVALID, "version", node.span, args);
    }
    // Whatever it says, the file says it is source, and it is read as the one version there is.
    Some(version.unwrap_or(1))
}

fn id(node: &Node, faults: &mut Faults) -> Option<Link> {
    let id = text_of("id", node, faults)?;
    if id.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '\\' | '#' | '{' | '}')) {
        faults.add(INVALID, "id", node.span, vec![("value", id.as_str().into())]);
    }
    Some(Spanned { value: id, span: node.span })
}

fn level(node: &Node, faults: &mut Faults) -> Option<Level> {
    let written = text_of("level", node, faults)?;
    if let Some((.., level, _)) = LEVELS.iter().find(|l| l.0 == written) {
        return Some(*level);
    }
    let lower = written.to_lowercase();
    let names = LEVELS.map(|l| l.0);
    let near = LEVELS.iter().find(|l| l.0 == lower || l.2.contains(&lower.as_str()));
    let near = near.or_else(|| nearest(&written, &names).and_then(|n| LEVELS.iter().find(|l| l.0 == n)));
    bad_value("level", &written, node, &names, near.map(|n| n.0), faults);
    near.map(|n| n.1)
}

fn stage(node: &Node, faults: &mut Faults) -> Option<Stage> {
    let written = text_of("stage", node, faults)?;
    if let Some((_, stage)) = STAGES.iter().find(|s| s.0 == written) {
        return Some(*stage);
    }
    let names = STAGES.map(|s| s.0);
    // 征求意见 is meant as 征求意见稿.
    let near = STAGES.iter().find(|s| s.0.trim_end_matches('稿') == written.trim_end_matches('稿'));
    let near = near.or_else(|| nearest(&written, &names).and_then(|n| STAGES.iter().find(|s| s.0 == n)));
    bad_value("stage", &written, node, &names, near.map(|n| n.0), faults);
    near.map(|n| n.1)
}

pub(super) fn bad_value(
    key: &str,
    written: &str,
    node: &Node,
    names: &[&str],
    near: Option<&str>,
    faults: &mut Faults,
) {
    let mut args = vec![("key", Arg::from(key)), ("value", written.into())];
    match near {
        Some(near) => {
            args.push(("nearest", near.into()));
            let finding = faults.add(INVALID, "value-nearest", node.span, args);
            finding.fix = fix(Applicability::Unsafe, node.span, near);
        }
        None => {
            args.push(("known", names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>().into()));
            faults.add(INVALID, "value", node.span, args);
        }
    }
}

fn parents(node: &Node, faults: &mut Faults) -> Vec<Link> {
    match &node.value {
        Value::Null => Vec::new(),
        // One parent needs no list.
        Value::Scalar(_) => link(node, faults).into_iter().collect(),
        Value::List(items) => items.iter().filter_map(|item| link(item, faults)).collect(),
        Value::Map(_) => {
            wrong_type("expected-list", "parents", node, faults);
            Vec::new()
        }
    }
}

fn link(node: &Node, faults: &mut Faults) -> Option<Link> {
    let value = text_of("parents", node, faults)?;
    Some(Spanned { value, span: node.span })
}

/// A date as ISO. Other ways of writing one that can only mean one day are read and told.
pub(super) fn date(key: &str, node: &Node, faults: &mut Faults) -> Option<String> {
    let written = text_of(key, node, faults)?;
    let mut args = vec![("key", Arg::from(key)), ("value", written.as_str().into())];
    let Some(date) = civil(&written) else {
        faults.add(INVALID, "date", node.span, args);
        return None;
    };
    if date != written {
        args.push(("nearest", date.as_str().into()));
        let finding = faults.add(INVALID, "date-form", node.span, args);
        finding.fix = fix(Applicability::Safe, node.span, date.as_str());
    }
    Some(date)
}

/// A day, however it is written, as ISO.
pub(super) fn civil(written: &str) -> Option<String> {
    let ascii: String = written
        .chars()
        .map(|c| crate::data::numbering::arabic(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c))
        .collect();
    let mut parts = ascii.trim_end_matches('日').split(['-', '/', '.', '年', '月', '－', '—']).map(str::trim);
    let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    jiff::civil::Date::new(year, month, day).ok().map(|d| d.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SourceFile;
    use proptest::prelude::*;

    fn read_text(text: &str) -> (Meta, Vec<(String, String)>) {
        let file = SourceFile::new("plan.md", text);
        let mut faults = Faults::new(&file);
        let front = find(text).expect("front matter");
        let meta = read(front, &mut faults);
        let found =
            faults.found.iter().map(|f| (format!("{}/{}", f.code, f.variant), f.place.span.of(text).to_owned()));
        (meta, found.collect())
    }

    #[test]
    fn everything_of_the_format() {
        let (meta, found) = read_text(
            "---\nplangen: 1\nid: hetao                  # unique\nkind: 实施方案\ntitle: 河套市方案\nlevel: city\nregion: 河套市\nstage: 征求意见稿\nparents: [../beiyuan/plan.md, 北府办发〔2023〕6号]\nnotice:\n  issuer: 河套市人民政府办公室\n  number: 河府办发〔2024〕15号\n  date: 2024-04-08\n  printed-by: 文电科\n  printed: 2024-04-10\n  publicity: 主动公开\n  to: [[各旗区人民政府], [市直各有关部门]]\n  copies: [[市委办公室], [市人大常委会办公室, 市政协办公室]]\n---\n正文\n",
        );
        assert_eq!(found, []);
        assert_eq!((meta.level, meta.stage), (Some(Level::City), Some(Stage::Consultation)));
        assert_eq!(
            meta.parents.iter().map(|p| p.value.as_str()).collect::<Vec<_>>(),
            ["../beiyuan/plan.md", "北府办发〔2023〕6号"]
        );
        let notice = meta.notice.expect("a notice");
        assert_eq!(notice.date.as_deref(), Some("2024-04-08"));
        assert_eq!(notice.copies, [vec!["市委办公室"], vec!["市人大常委会办公室", "市政协办公室"]]);
    }

    #[test]
    fn slips_are_told_and_the_rest_is_kept() {
        let (meta, found) = read_text(
            "---\nplangen: 1\nlevle: city\ntitle: [甲]\nlevel: 市\nstage: 征求意见\nregion: 甲市\nregion: 乙市\nnotice:\n  date: 2024年4月8日\n  printed: 2024-13-01\n  isuer: 甲\ncolour: red\n---\n",
        );
        let expected = [
            ("PG002/nearest", "levle"),
            ("PG001/expected-text", "[甲]"),
            ("PG001/value-nearest", "市"),
            ("PG001/value-nearest", "征求意见"),
            ("PG001/duplicate-key", "region"),
            ("PG001/date-form", "2024年4月8日"),
            ("PG001/date", "2024-13-01"),
            ("PG002/nearest", "isuer"),
            ("PG002/default", "colour"),
        ];
        let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found[1].1.chars().nth(1), Some('甲'));
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), expected.map(|e| e.0));
        assert_eq!(found[4..], expected[4..]);
        assert_eq!(meta.region.as_deref(), Some("甲市"));
        assert_eq!(meta.level, Some(Level::City));
        assert_eq!(meta.notice.and_then(|n| n.date).as_deref(), Some("2024-04-08"));
    }

    #[test]
    fn broken_yaml_costs_only_the_broken_key() {
        let (meta, found) = read_text("---\nplangen: 1\ntitle: \"甲\nkind: [乙\nregion: 丙市\n---\n");
        assert!(found.iter().all(|f| f.0 == "PG001/yaml") && !found.is_empty(), "{found:?}");
        assert_eq!(meta.region.as_deref(), Some("丙市"));
    }

    #[test]
    fn a_front_matter_without_end() {
        let text = "---\nplangen: 1\ntitle: 甲\n\n## 一、乙\n";
        let (meta, found) = read_text(text);
        assert_eq!(found, [("PG001/unclosed".to_owned(), "---".to_owned())]);
        assert_eq!(meta.title.as_deref(), Some("甲"));
        assert!(is_source(text) && !is_source("---\ntitle: 甲\n---\n") && !is_source("plangen: 1\n"));
    }

    #[test]
    fn front_matter_that_lacks_the_key_of_source_is_known_by_its_other_keys() {
        let span = |text: &str| unmarked(text).map(|front| front.span.len());
        let front = "---\ntitle: 甲\nparents:\n  - a.md\n\nauthor: 乙\n---\n";
        assert_eq!(span(&format!("{front}一、丙\n")), Some(front.len()));
        // Without an end it goes as far as its keys.
        assert_eq!(span("---\r\ntitle: 甲\r\n\r\n一、丙\r\n"), Some("---\r\ntitle: 甲\r\n".len()));
        // Published text between rules or behind one, keys of others alone, and source itself.
        for other in [
            "---\n丙\ntitle: 甲\n---\n",
            "---\n各区：\n---\n",
            "---\nauthor: 乙\n---\n",
            "---\n一、丙\ntitle: 甲\n",
            "---\nplangen: 1\ntitle: 甲\n---\n",
        ] {
            assert_eq!(span(other), None, "{other}");
        }
    }

    #[test]
    fn the_missing_key_comes_with_the_line_ends_of_the_file() {
        for end in ["\n", "\r\n"] {
            let file = SourceFile::new("a.md", format!("---{end}title: 甲{end}---{end}"));
            let mut faults = Faults::new(&file);
            tell_unmarked(unmarked(&file.text).expect("front matter"), &mut faults);
            let edit = &faults.found[0].fix.as_ref().expect("a fix").edits[0];
            assert_eq!((edit.span.start, edit.text.as_str()), (3 + end.len(), format!("plangen: 1{end}").as_str()));
        }
    }

    #[test]
    fn dates() {
        assert_eq!(civil("2024-4-8").as_deref(), Some("2024-04-08"));
        assert_eq!(civil("２０２４年４月８日").as_deref(), Some("2024-04-08"));
        assert_eq!(civil("2023-02-29"), None);
        assert_eq!(civil("24-02-01"), None);
    }

    proptest! {
        #[test]
        fn any_front_matter_is_answered(text in "(plangen|title|level|notice|  to|  date|甲)?[-: \\[\\]\n\r\"'市1#{},]{0,12}(plangen|title|level|notice|  to|  date|parents)?[-: \\[\\]\n\"'市1#{},]{0,40}") {
            let text = format!("---\n{text}\n---\n");
            let file = SourceFile::new("plan.md", text.as_str());
            let mut faults = Faults::new(&file);
            if let Some(front) = find(&text) {
                let meta = read(front, &mut faults);
                prop_assert!(text.get(meta.title_span.range()).is_some());
            }
            for finding in &faults.found {
                prop_assert!(text.get(finding.place.span.range()).is_some());
            }
        }
    }
}
