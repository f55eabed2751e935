//! Patterns over running text with what is wrong where they match: constructions that run together
//! (句式杂糅: 围绕……为中心), and what was left to be filled in (占位: XX, 待定).

use super::gate::Gate;
use regex::Regex;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// A pattern and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Collocation {
    /// A regular expression over running text.
    pub pattern: String,
    /// A regular expression: a match that it also matches, with the character behind it, is right.
    #[serde(default)]
    pub except: Option<String>,
    /// What is wrong and what to write, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    collocation: Vec<Collocation>,
    #[serde(default)]
    placeholder: Vec<Collocation>,
}

/// All patterns, ready to search for. A pattern is compiled when a text first holds how its matches begin and
/// end: most texts hold none, and compiling them all takes longer than reading a plan.
#[derive(Debug, Clone)]
pub struct Collocations {
    rules: Arc<[Rule]>,
    gate: Gate,
}

#[derive(Debug)]
struct Rule {
    collocation: Collocation,
    /// Every match begins with one of these; with none it may begin anyhow.
    starts: Vec<String>,
    /// Every match ends with one of these; with none it may end anyhow.
    ends: Vec<String>,
    pattern: OnceLock<Option<Regex>>,
    except: OnceLock<Option<Regex>>,
}

impl Rule {
    fn words(&self) -> (impl Iterator<Item = &str>, impl Iterator<Item = &str>) {
        (self.starts.iter().map(String::as_str), self.ends.iter().map(String::as_str))
    }

    fn pattern(&self) -> Option<&Regex> {
        self.pattern.get_or_init(|| Regex::new(&self.collocation.pattern).ok()).as_ref()
    }

    fn except(&self) -> Option<&Regex> {
        self.except.get_or_init(|| self.collocation.except.as_deref().and_then(|e| Regex::new(e).ok())).as_ref()
    }
}

/// How every match of a pattern begins or ends, where it is one of some words.
fn literals(pattern: &str, kind: ExtractKind) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let found = Extractor::new().kind(kind).extract(&hir);
    let words = found.literals()?.iter().map(|l| String::from_utf8(l.as_bytes().to_vec()).ok());
    words.collect::<Option<Vec<String>>>().filter(|w| !w.is_empty() && w.iter().all(|l| !l.is_empty()))
}

impl PartialEq for Collocations {
    fn eq(&self, other: &Self) -> bool {
        self.rules.iter().map(|r| &r.collocation).eq(other.rules.iter().map(|r| &r.collocation))
    }
}

impl Eq for Collocations {}

impl Default for Collocations {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

impl Collocations {
    /// The patterns plangen ships.
    pub fn builtin() -> &'static Collocations {
        static BUILTIN: LazyLock<Collocations> = LazyLock::new(|| {
            // Tests read the built-in file; were it broken, nothing would be found rather than panic.
            Collocations::shipped(include_str!("collocations.toml"), |file| file.collocation)
        });
        &BUILTIN
    }

    /// The marks of unfinished text that plangen ships.
    pub fn placeholders() -> &'static Collocations {
        static BUILTIN: LazyLock<Collocations> =
            LazyLock::new(|| Collocations::shipped(include_str!("placeholders.toml"), |file| file.placeholder));
        &BUILTIN
    }

    fn shipped(text: &str, table: fn(File) -> Vec<Collocation>) -> Self {
        Self::of(toml::from_str(text).map(table).unwrap_or_default())
    }

    /// The built-in patterns and the `[[collocation]]` entries of a TOML text; other tables are passed over.
    ///
    /// # Errors
    /// What is wrong with the text or with a pattern, in the words of their readers.
    pub fn with(extra: &str) -> Result<Collocations, String> {
        Self::builtin().and(extra, |file| file.collocation)
    }

    /// The built-in marks of unfinished text and the `[[placeholder]]` entries of a TOML text.
    ///
    /// # Errors
    /// As [`Collocations::with`].
    pub fn placeholders_with(extra: &str) -> Result<Collocations, String> {
        Self::placeholders().and(extra, |file| file.placeholder)
    }

    fn and(&self, extra: &str, table: fn(File) -> Vec<Collocation>) -> Result<Collocations, String> {
        let more = table(toml::from_str(extra).map_err(|e| e.to_string())?);
        if more.is_empty() {
            return Ok(self.clone());
        }
        // A broken pattern of a project is told when it is read, not when it is first needed.
        for pattern in more.iter().flat_map(|c| std::iter::once(&c.pattern).chain(&c.except)) {
            Regex::new(pattern).map_err(|e| e.to_string())?;
        }
        let own = self.rules.iter().map(|r| r.collocation.clone());
        Ok(Self::of(own.chain(more).collect()))
    }

    fn of(all: Vec<Collocation>) -> Self {
        let rule = |collocation: Collocation| Rule {
            starts: literals(&collocation.pattern, ExtractKind::Prefix).unwrap_or_default(),
            ends: literals(&collocation.pattern, ExtractKind::Suffix).unwrap_or_default(),
            collocation,
            pattern: OnceLock::new(),
            except: OnceLock::new(),
        };
        let rules: Arc<[Rule]> = all.into_iter().map(rule).collect();
        let gate = Gate::of(rules.iter().map(Rule::words));
        Self { rules, gate }
    }

    /// Of each rule the words one of which a match begins with, and those one of which it ends with.
    pub(super) fn words(&self) -> impl Iterator<Item = (impl Iterator<Item = &str>, impl Iterator<Item = &str>)> {
        self.rules.iter().map(Rule::words)
    }

    /// The rules that may match in `text`: an end of theirs stands in it, and a beginning.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Rule> {
        let open = self.gate.open_to(text);
        let rules = if open == 0 { &[] } else { &self.rules[..] };
        let stands = |list: &[String]| list.is_empty() || list.iter().any(|word| text.contains(word.as_str()));
        // Once a pattern is compiled, it finds what it begins with faster than one word after the other.
        let near = move |rule: &Rule| rule.pattern.get().is_some() || stands(&rule.ends) && stands(&rule.starts);
        let may = move |at: usize, rule: &Rule| Gate::holds(open, at) && near(rule);
        rules.iter().enumerate().filter(move |(at, rule)| may(*at, rule)).map(|(_, rule)| rule)
    }

    /// Every match in `text`, in order.
    pub fn find<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a Collocation)> {
        let mut out: Vec<(Range<usize>, &Collocation)> = Vec::new();
        for rule in self.candidates(text) {
            for found in rule.pattern().iter().flat_map(|p| p.find_iter(text)) {
                let with_next = found.end() + text[found.end()..].chars().next().map_or(0, char::len_utf8);
                let excused = rule.except().is_some_and(|e| e.is_match(&text[found.start()..with_next]));
                if !excused {
                    out.push((found.range(), &rule.collocation));
                }
            }
        }
        out.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        // Where patterns overlap, the first and longest speaks for all.
        let mut end = 0;
        out.retain(|(range, _)| {
            let own = range.start >= end;
            end = end.max(range.end);
            own
        });
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_patterns_are_well_formed() {
        let file: File = toml::from_str(include_str!("collocations.toml")).expect("well-formed");
        for rule in Collocations::of(file.collocation).rules.iter() {
            assert!(rule.pattern().is_some(), "{}", rule.collocation.pattern);
            assert_eq!(rule.except().is_some(), rule.collocation.except.is_some(), "{}", rule.collocation.pattern);
            assert!(
                !rule.starts.is_empty() && !rule.ends.is_empty(),
                "{} would be tried on every text",
                rule.collocation.pattern
            );
        }
        let file: File = toml::from_str(include_str!("placeholders.toml")).expect("well-formed");
        for rule in Collocations::of(file.placeholder).rules.iter() {
            assert!(rule.pattern().is_some(), "{}", rule.collocation.pattern);
            assert!(!rule.starts.is_empty(), "{} would be tried on every text", rule.collocation.pattern);
        }
    }

    #[test]
    fn what_was_left_to_fill_in() {
        let found = |text: &str| Collocations::placeholders().find(text).len();
        for text in [
            "由XX局牵头",
            "河府办发〔20XX〕×号",
            "河府办发〔2024〕  号",
            "建成××中心3个",
            "责任单位待定",
            "TODO 补数字",
            "投资____万元",
            "20××年底前完成",
            "某某市某某局",
            "2024年  月  日",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
        for text in [
            "提供7×24小时服务",
            "尺寸10×20×30厘米",
            "时间待定期检查后公布",
            "公共卫生体系亟待完善，数据尚待核实。",
            "某市某局负责人",
            "使用XML格式和IPv6",
            "2024年5月8日",
            "XXL号服装",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }

    #[test]
    fn constructions_that_run_together() {
        let found = |text: &str| Collocations::builtin().find(text).len();
        for text in [
            "推动从“能办”到“好办”转变",
            "围绕产业链为重点开展招商",
            "床位数达到约300张左右",
            "覆盖率不低于90%以上",
            "能耗降低2倍",
            "工作涉及到多个部门",
            "采取“请进来”“走出去”，扩大合作",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
        for text in [
            "实现从“能办”到“好办”的转变",
            "推动从“能办”向“好办”转变",
            "以产业链为重点，围绕需求招商",
            "床位数达到300张左右",
            "覆盖率不低于90%，其中县域达到85%以上",
            "防止不正当竞争",
            "采取“请进来”“走出去”等方式，扩大合作",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }

    #[test]
    fn a_project_adds_a_pattern_and_a_broken_one_is_told() {
        let more = Collocations::with("[[collocation]]\npattern = '我旗'\nzh = '用全称'\nen = 'name it'").expect("ok");
        assert_eq!(more.find("我旗").len(), 1);
        assert!(Collocations::with("[[collocation]]\npattern = '('\nzh = ''\nen = ''").is_err());
    }
}
