//! Which lints are on, and how much their findings matter: as the pages say, unless the project, a folder of it or the
//! command line says otherwise.

use crate::base::{Finding, Position, Severity, Waived};
use regex::Regex;
use std::path::{Component, Path, PathBuf};

/// Lints as a user names them: one by code or name, a family (`PG3xx`), or `all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// What the codes begin with; of one lint the whole code.
    start: String,
}

impl Selector {
    /// Reads a word by the codes and names of the lints there are; `None` when it names none of them.
    pub fn parse<'k>(word: &str, known: impl Iterator<Item = (&'k str, &'k str)> + Clone) -> Option<Self> {
        if word.eq_ignore_ascii_case("all") {
            return Some(Self { start: String::new() });
        }
        if let Some((code, _)) = known.clone().find(|(code, name)| code.eq_ignore_ascii_case(word) || *name == word) {
            return Some(Self { start: code.to_owned() });
        }
        // Letters, one or two of three digits, and an x for each of the others, or nothing.
        let start = word.to_ascii_uppercase();
        let letters = start.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0)?;
        let digits = start[letters..].trim_end_matches('X');
        let whole = start.len() - letters;
        let family = (1..=2).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (whole == digits.len() || whole == 3);
        let selector = Self { start: start[..letters + digits.len()].to_owned() };
        (family && known.clone().any(|(code, _)| selector.holds(code))).then_some(selector)
    }

    /// Whether a lint is among those it names.
    pub fn holds(&self, code: &str) -> bool {
        code.starts_with(&self.start)
    }

    /// How closely it names them: what names one lint goes before what names its family.
    fn closeness(&self) -> usize {
        self.start.len() + 1
    }
}

/// Something said of lints, with its place in the settings file; said on the command line it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<T> {
    /// The lints.
    pub selector: Selector,
    /// What is said of them.
    pub said: T,
    /// Where.
    pub at: Option<Position>,
}

/// What one table of the settings, or the command line, says of lints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layer {
    /// The files it holds for; `None` for all.
    pub paths: Option<Paths>,
    /// Only these are on.
    pub select: Vec<Word<()>>,
    /// These are off.
    pub ignore: Vec<Word<()>>,
    /// How much they matter; `None` switches them off.
    pub severity: Vec<Word<Option<Severity>>>,
}

impl Layer {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty() && self.severity.is_empty()
    }
}

/// Layers, of which a later one goes before an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels(pub Vec<Layer>);

/// What holds for a lint on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Whether it is on.
    pub on: bool,
    /// The severity of all its findings; `None` leaves them what the lint gives them.
    pub severity: Option<Severity>,
    /// What decided: `None` when nothing was said of it, else its place, which the command line has none of.
    pub by: Option<Option<Position>>,
}

/// What these tell kept something from being checked: choosing other lints does not leave them out, only naming them
/// does.
const TOLD: [&str; 3] = ["PG001", "PG003", "PG004"];

impl Levels {
    /// Adds a layer that goes before the others, if it says something.
    pub fn push(&mut self, layer: Layer) {
        if !layer.is_empty() {
            self.0.push(layer);
        }
    }

    /// What holds for the lint of a code on a file.
    pub fn of(&self, code: &str, file: &Path) -> Level {
        let mut level = Level { on: true, severity: None, by: None };
        for layer in &self.0 {
            if layer.paths.as_ref().is_some_and(|p| !p.hold(file)) {
                continue;
            }
            layer.apply(code, &mut level);
        }
        level
    }

    /// Whether a lint is on for a file.
    pub fn on(&self, code: &str, file: &Path) -> bool {
        self.0.is_empty() || self.of(code, file).on
    }

    /// Leaves out findings of lints that are off, and gives the others their severities.
    pub fn judge(&self, findings: &mut Vec<Finding>) {
        if !self.0.is_empty() {
            findings.retain_mut(|finding| self.judge_one(finding));
        }
    }

    /// As [`Levels::judge`], of what was accepted.
    pub fn judge_waived(&self, waived: &mut Vec<Waived>) {
        if !self.0.is_empty() {
            waived.retain_mut(|w| self.judge_one(&mut w.finding));
        }
    }

    fn judge_one(&self, finding: &mut Finding) -> bool {
        let level = self.of(finding.code, &finding.place.file);
        if let Some(severity) = level.severity {
            finding.severity = severity;
        }
        level.on
    }
}

impl Layer {
    fn apply(&self, code: &str, level: &mut Level) {
        let select = closest(&self.select, code).map(Said::of);
        let ignore = closest(&self.ignore, code).map(Said::of);
        let word = closest(&self.severity, code);
        let (set, off) = match word {
            Some(Word { said: Some(severity), .. }) => (word.map(Said::of).zip(Some(*severity)), None),
            other => (None, other.map(Said::of)),
        };
        let kept = select.into_iter().chain(set.map(|(said, _)| said)).map(|s| s.closeness).max().unwrap_or(0);
        let dropped = ignore.into_iter().chain(off).max_by_key(|s| s.closeness).filter(|s| s.closeness >= kept);
        let left_out = !self.select.is_empty() && select.is_none() && !TOLD.contains(&code);
        if let Some(said) = dropped {
            (level.on, level.by) = (false, Some(said.at));
        } else if left_out {
            (level.on, level.by) = (false, self.select.first().map(|w| w.at));
        } else if let Some((said, severity)) = set {
            *level = Level { on: true, severity: Some(severity), by: Some(said.at) };
        } else if let Some(said) = select.filter(|_| !level.on) {
            (level.on, level.by) = (true, Some(said.at));
        }
    }
}

/// How closely something was said of a lint, and where.
#[derive(Debug, Clone, Copy)]
struct Said {
    closeness: usize,
    at: Option<Position>,
}

impl Said {
    fn of<T>(word: &Word<T>) -> Self {
        Self { closeness: word.selector.closeness(), at: word.at }
    }
}

/// The word that names a lint most closely; of several the last.
fn closest<'a, T>(words: &'a [Word<T>], code: &str) -> Option<&'a Word<T>> {
    words.iter().filter(|w| w.selector.holds(code)).max_by_key(|w| w.selector.closeness())
}

/// Files by patterns of their paths from a folder: `*` and `?` within a name, `**` over folders; a folder's name stands
/// for all in it.
#[derive(Debug, Clone)]
pub struct Paths {
    root: PathBuf,
    /// As they are written.
    pub patterns: Vec<String>,
    regex: Regex,
}

impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        (&self.root, &self.patterns) == (&other.root, &other.patterns)
    }
}

impl Eq for Paths {}

impl Paths {
    /// Patterns from a folder; `None` when one is no path from it: empty, absolute, or with `..`.
    pub fn new(root: &Path, patterns: Vec<String>) -> Option<Self> {
        let parts: Option<Vec<String>> = patterns.iter().map(|p| expression(p)).collect();
        let regex = Regex::new(&format!("^(?:{})(?:/.*)?$", parts?.join("|"))).ok()?;
        Some(Self { root: plain(root), patterns, regex })
    }

    /// Whether they hold for a file.
    pub fn hold(&self, file: &Path) -> bool {
        let file = plain(file);
        let Ok(inside) = file.strip_prefix(&self.root) else { return false };
        let parts: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
        self.regex.is_match(&parts.join("/"))
    }
}

/// A pattern as a regular expression.
fn expression(pattern: &str) -> Option<String> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
    if pattern.is_empty() || pattern.starts_with('/') || pattern.split('/').any(|part| part == "..") {
        return None;
    }
    let mut out = String::new();
    let parts: Vec<&str> = pattern.split('/').collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        if *part == "**" {
            out.push_str(if last { ".*" } else { "(?:.*/)?" });
            continue;
        }
        for c in part.chars() {
            match c {
                '*' => out.push_str("[^/]*"),
                '?' => out.push_str("[^/]"),
                c => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        if !last {
            out.push('/');
        }
    }
    Some(out)
}

/// A path from the root of the file system, without `.` and `..` as far as the words tell.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::pages;
    use super::*;

    fn known() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
        pages().iter().map(|p| (p.code, p.name))
    }

    fn words(list: &[&str]) -> Vec<Word<()>> {
        let word = |w: &&str| Word { selector: Selector::parse(w, known()).expect("a lint"), said: (), at: None };
        list.iter().map(word).collect()
    }

    fn severities(list: &[(&str, Option<Severity>)]) -> Vec<Word<Option<Severity>>> {
        let word = |(w, said): &(&str, _)| Word {
            selector: Selector::parse(w, known()).expect("a lint"),
            said: *said,
            at: None,
        };
        list.iter().map(word).collect()
    }

    fn on(levels: &[Layer], codes: &str) -> String {
        let levels = Levels(levels.to_vec());
        codes.split(' ').filter(|c| levels.on(c, Path::new("a.md"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lints_are_named_by_code_name_or_family() {
        let codes = |word: &str| {
            let selector = Selector::parse(word, known())?;
            Some(pages().iter().map(|p| p.code).filter(|c| selector.holds(c)).collect::<Vec<_>>())
        };
        assert_eq!(codes("pg301"), Some(vec!["PG301"]));
        assert_eq!(codes("weaker-target"), Some(vec!["PG301"]));
        assert_eq!(codes("PG10x"), codes("PG1xx"));
        assert_eq!(codes("PG3"), codes("pg3xx"));
        assert!(codes("PG3xx").is_some_and(|c| c.len() > 5 && c.iter().all(|c| c.starts_with("PG3"))));
        assert_eq!(codes("all").map(|c| c.len()), Some(pages().len()));
        for none in ["PG9xx", "PG", "PGxxx", "PG3x", "PG301x", "PG999", "PG3xxx", "weaker-targets", "", "3xx"] {
            assert_eq!(codes(none), None, "{none}");
        }
    }

    #[test]
    fn what_names_a_lint_more_closely_goes_first() {
        let all = "PG001 PG301 PG302 PG602";
        let layer = |select: &[&str], ignore: &[&str]| Layer {
            select: words(select),
            ignore: words(ignore),
            ..Layer::default()
        };
        assert_eq!(on(&[], all), all);
        assert_eq!(on(&[layer(&["PG3xx"], &["PG302"])], all), "PG001 PG301");
        assert_eq!(on(&[layer(&["PG302"], &["PG3xx"])], all), "PG001 PG302");
        assert_eq!(on(&[layer(&["PG302"], &["PG302"])], all), "PG001");
        assert_eq!(on(&[layer(&[], &["all"])], all), "");
        assert_eq!(on(&[layer(&["PG6xx"], &["PG001"])], all), "PG602");
        // A later table goes before an earlier one.
        assert_eq!(on(&[layer(&[], &["PG3xx"]), layer(&["PG301"], &[])], all), "PG001 PG301");
        let set = |list: &[(&str, Option<Severity>)]| Layer { severity: severities(list), ..Layer::default() };
        assert_eq!(on(&[set(&[("PG3xx", None), ("PG301", Some(Severity::Info))])], all), "PG001 PG301 PG602");
        assert_eq!(on(&[layer(&[], &["PG3xx"]), set(&[("PG302", Some(Severity::Info))])], all), "PG001 PG302 PG602");
        let mixed = Layer { severity: severities(&[("PG301", Some(Severity::Info))]), ..layer(&["PG6xx"], &[]) };
        assert_eq!(on(&[mixed], all), "PG001 PG602", "a severity does not choose where others are chosen");
    }

    #[test]
    fn patterns_hold_for_paths_from_their_folder() {
        let hold = |pattern: &str, path: &str| {
            let paths = Paths::new(Path::new("/项目"), vec![pattern.to_owned()]).expect("a pattern");
            paths.hold(Path::new(path))
        };
        for (pattern, path, held) in [
            ("县/**", "/项目/县/a.md", true),
            ("县/**", "/项目/县/乙/a.md", true),
            ("县/**", "/项目/市/a.md", false),
            ("县/**", "/别处/县/a.md", false),
            ("县", "/项目/县/乙/a.md", true),
            ("县/", "/项目/县域/a.md", false),
            ("*.md", "/项目/a.md", true),
            ("*.md", "/项目/县/a.md", false),
            ("**/*.md", "/项目/县/a.md", true),
            ("**/*.md", "/项目/a.md", true),
            ("./县/?.md", "/项目/市/../县/甲.md", true),
            ("县/?.md", "/项目/县/甲乙.md", false),
            ("a+(b)", "/项目/a+(b)/c.md", true),
        ] {
            assert_eq!(hold(pattern, path), held, "{pattern} {path}");
        }
        for none in ["", "/县", "../县", "县/../市"] {
            assert_eq!(Paths::new(Path::new("/项目"), vec![none.to_owned()]), None, "{none}");
        }
    }
}
