//! The register of responsible units (责任单位) by function (职能): 财政厅, 市财政局 and 旗财政局 are
//! one function at three levels.

use super::quiet::Quiet;
use super::{Collocations, Compare, Confusables, Matters, Required};
use crate::plan::Level;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A function (职能) and the names of the bodies that have it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Function {
    /// Its key, as `[text](unit:KEY)` names it: `finance`.
    pub key: String,
    /// Its name in Chinese: 财政.
    #[serde(default)]
    pub label: String,
    /// Its name in English.
    #[serde(default)]
    pub label_en: String,
    /// The national body's full name.
    #[serde(default)]
    pub national: String,
    /// The full name at 省/自治区/直辖市 level, without the place.
    #[serde(default)]
    pub region: String,
    /// The full name at 市 and 县 level, without the place.
    #[serde(default)]
    pub local: String,
    /// Its other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names of bodies that do a part of its work: they answer for it, and are not what is expected (公积金中心 for
    /// 住房城乡建设).
    #[serde(default)]
    pub parts: Vec<String>,
    /// How its branches are called, whose place stands inside the name: 分行 of 人民银行临河市分行.
    #[serde(default)]
    pub branches: Vec<String>,
    /// The characters that name it in a merged body's short name: 体 of 教体局.
    #[serde(default)]
    pub letters: Vec<char>,
    /// Functions whose body does this one's work at 市 and 县 level, where it may have none of its own.
    #[serde(default)]
    pub local_by: Vec<String>,
    /// Functions whose body bears this one's name beside its own, at every level: 宣传部 is 新闻出版局 too.
    #[serde(default)]
    pub borne_by: Vec<String>,
    /// The lowest level that has such a body: no city or county has a 证监局.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub lowest: Option<Level>,
}

impl Function {
    /// Whether a place of this level may have a body of this function.
    pub fn reaches(&self, level: Level) -> bool {
        self.lowest.is_none_or(|lowest| level <= lowest)
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    unit: Vec<Function>,
}

/// Why entries of a user's file could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Not TOML, or not of the register's form: what is wrong, and where.
    #[error("{0}")]
    Form(String, Option<std::ops::Range<usize>>),
    /// An entry without any name.
    #[error("unit `{0}` has no name")]
    Nameless(String),
}

/// Functions, found by any name of theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    functions: Vec<Function>,
    by_key: FxHashMap<String, usize>,
    by_name: FxHashMap<String, usize>,
    confusables: Confusables,
    collocations: Collocations,
    placeholders: Collocations,
    quiet: Option<Quiet>,
    required: Vec<Required>,
    compare: Option<Compare>,
    matters: Option<Matters>,
    serial: Serial,
}

static BUILTIN: LazyLock<Register> = LazyLock::new(|| {
    let mut register = Register { placeholders: Collocations::placeholders().clone(), ..Register::default() };
    // The built-in file is read by a test; a fault in it leaves the register empty rather than panics.
    if let Ok(file) = toml::from_str::<File>(include_str!("units.toml")) {
        for function in file.unit {
            register.add(function);
        }
    }
    register.listen();
    register
});

/// Tells one register from any other of this process. A copy is another one: it may come to know other words.
struct Serial(u64);

impl Default for Serial {
    fn default() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

impl Clone for Serial {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for Serial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Serial")
    }
}

/// Registers are equal when what they know is.
impl PartialEq for Serial {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Serial {}

impl Register {
    /// The register plangen ships.
    pub fn builtin() -> &'static Register {
        &BUILTIN
    }

    /// The built-in register with a project's own `[[unit]]`, `[[confusable]]`, `[[collocation]]`,
    /// `[[placeholder]]`, `[[required-wording]]`, `[compare]`, `[[matter]]` and `[[commitment]]` entries; other
    /// tables of `extra` (a whole plangen.toml) are passed over.
    ///
    /// # Errors
    /// When `extra` is not TOML, an entry has an unknown key, or an entry has no name at all.
    pub fn with(extra: &str) -> Result<Register, RegisterError> {
        let form = |e: toml::de::Error| RegisterError::Form(e.message().to_owned(), e.span());
        let file: File = toml::from_str(extra).map_err(form)?;
        let mut register = BUILTIN.clone();
        let told = |e: String| RegisterError::Form(e, None);
        register.confusables = Confusables::with(extra).map_err(form)?;
        register.collocations = Collocations::with(extra).map_err(told)?;
        register.placeholders = Collocations::placeholders_with(extra).map_err(told)?;
        register.listen();
        register.required = Required::read(extra).map_err(told)?;
        register.compare = Some(Compare::with(extra).map_err(form)?);
        register.matters = Some(Matters::with(extra).map_err(form)?);
        for function in file.unit {
            let known = register.by_key.contains_key(&function.key);
            if !known && names(&function).next().is_none() {
                return Err(RegisterError::Nameless(function.key));
            }
            register.add(function);
        }
        Ok(register)
    }

    fn add(&mut self, function: Function) {
        let at = match self.by_key.get(&function.key) {
            Some(&at) => at,
            None => {
                self.by_key.insert(function.key.clone(), self.functions.len());
                self.functions.push(Function {
                    aliases: Vec::new(),
                    parts: Vec::new(),
                    branches: Vec::new(),
                    local_by: Vec::new(),
                    borne_by: Vec::new(),
                    letters: Vec::new(),
                    ..function.clone()
                });
                self.functions.len() - 1
            }
        };
        for name in names(&function) {
            self.by_name.insert(name.to_owned(), at);
        }
        let kept = &mut self.functions[at];
        for (mine, new) in [
            (&mut kept.label, &function.label),
            (&mut kept.label_en, &function.label_en),
            (&mut kept.national, &function.national),
            (&mut kept.region, &function.region),
            (&mut kept.local, &function.local),
        ] {
            if !new.is_empty() {
                mine.clone_from(new);
            }
        }
        kept.aliases.extend(function.aliases);
        kept.parts.extend(function.parts);
        kept.branches.extend(function.branches);
        kept.local_by.extend(function.local_by);
        kept.borne_by.extend(function.borne_by);
        kept.lowest = function.lowest.or(kept.lowest);
        kept.letters.extend(function.letters);
    }

    /// Words that official texts confuse: the built-in ones and the project's.
    pub fn confusables(&self) -> &Confusables {
        &self.confusables
    }

    /// Sentence patterns that run two constructions together.
    pub fn collocations(&self) -> &Collocations {
        &self.collocations
    }

    /// Marks of text that was left to be filled in.
    pub fn placeholders(&self) -> &Collocations {
        &self.placeholders
    }

    /// Whether a text holds no confused word, no pattern that runs constructions together and no mark of what was
    /// left to be filled in: most do.
    pub fn is_quiet(&self, text: &str) -> bool {
        self.quiet.as_ref().is_some_and(|quiet| quiet.holds_nothing(text))
            || self.confusables.find(text).is_empty()
                && self.collocations.find(text).is_empty()
                && self.placeholders.find(text).is_empty()
    }

    /// Makes the one look for all words and patterns that it knows.
    fn listen(&mut self) {
        self.quiet = Some(Quiet::of(&self.confusables, [&self.collocations, &self.placeholders]));
    }

    /// A number that no other register of this process has, for results that are kept by what they read: it stays
    /// while the register does not change.
    pub fn serial(&self) -> u64 {
        self.serial.0
    }

    /// Wording the project requires.
    pub fn required(&self) -> &[Required] {
        &self.required
    }

    /// Words by which statements are compared with a parent's.
    pub fn compare(&self) -> &Compare {
        self.compare.as_ref().unwrap_or_else(|| Compare::builtin())
    }

    /// Matters that belong to a department, and commitments that need a basis.
    pub fn matters(&self) -> &Matters {
        self.matters.as_ref().unwrap_or_else(|| Matters::builtin())
    }

    /// All functions.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function of this key.
    pub fn get(&self, key: &str) -> Option<&Function> {
        self.by_key.get(key).map(|&at| &self.functions[at])
    }

    /// The function of the body of this name, whatever place, level or brackets it carries: the longest
    /// known ending decides (自治区党委编办 → staffing, 青浦区政府 → local-government).
    pub fn function_of(&self, name: &str) -> Option<&Function> {
        let name = name.trim();
        self.ending(name)
            .or_else(|| {
                // 市政府办公室（外办）, 市民族事务委（市宗教局): the name before the brackets.
                let at = name.find(['（', '(', '〔', '['])?;
                self.ending(name[..at].trim())
            })
            .or_else(|| self.branch(name))
    }

    /// The function of a body's branch, whose place is named behind the body: 市公安局江北分局, 公安江北分局,
    /// 人民银行临河市分行.
    fn branch(&self, name: &str) -> Option<&Function> {
        let Some(stem) = name.strip_suffix("分局") else {
            return self.functions.iter().find(|function| is_branch(name, function));
        };
        let cuts = stem.char_indices().rev().map(|(at, _)| at).skip(1).take(5).filter(|at| *at > 0);
        let body = |at: usize| self.ending(&stem[..at]).or_else(|| self.ending(&format!("{}局", &stem[..at])));
        cuts.filter_map(body).next()
    }

    fn ending(&self, name: &str) -> Option<&Function> {
        self.known_ending(name).map(|(_, function)| function)
    }

    /// The longest known ending of a name, and whose it is.
    pub(super) fn known_ending<'n>(&self, name: &'n str) -> Option<(&'n str, &Function)> {
        // A name longer than this is no name; the bound keeps the search linear.
        let skip = name.char_indices().rev().nth(30).map_or(0, |(i, _)| i);
        let mut endings = name[skip..].char_indices().map(|(i, _)| &name[skip + i..]);
        endings.find_map(|ending| {
            let function = &self.functions[*self.by_name.get(ending)?];
            is_of_a_place(ending, &name[..name.len() - ending.len()]).then_some((ending, function))
        })
    }

    /// Whether a name is that of a body which does a part of a function's work: 市住房公积金管理中心.
    pub fn is_part(&self, name: &str, function: &Function) -> bool {
        self.known_ending(name).is_some_and(|(ending, _)| function.parts.iter().any(|part| part == ending))
    }

    /// What the body of this function would be called at a level: `counterpart_name(finance, City,
    /// "河套市")` → 市财政局.
    pub fn counterpart_name(&self, function: &Function, level: Level, place: &str) -> String {
        let prefix = Self::place_word(level, place);
        let name = match level {
            Level::National => &function.national,
            Level::Region => &function.region,
            Level::City | Level::County | Level::Township => &function.local,
        };
        let name = if name.is_empty() { function.aliases.first().unwrap_or(&function.label) } else { name };
        format!("{prefix}{name}")
    }

    /// What stands for the place in the names of its bodies: 河套市 → 市, 青崖旗 → 旗.
    pub fn place_word(level: Level, place: &str) -> &'static str {
        let words: &[&'static str] = match level {
            Level::National => return "",
            Level::Region => &["自治区", "市", "省"],
            Level::City => &["市", "盟", "州", "地区"],
            Level::County => &["县", "旗", "区", "市"],
            Level::Township => &["乡", "镇", "苏木", "街道"],
        };
        let usual = if level == Level::Region { "省" } else { words[0] };
        words.iter().copied().find(|word| place.ends_with(word)).unwrap_or(usual)
    }
}

/// Whether an ending stands in a name as what it is: 委办公室 of 市委办公室 is the office of a place's Party committee,
/// that of 空管委办公室 the office of another.
fn is_of_a_place(ending: &str, before: &str) -> bool {
    const PLACES: [char; 10] = ['省', '市', '县', '区', '旗', '州', '盟', '地', '党', '央'];
    !ending.starts_with('委') || before.is_empty() || before.ends_with(PLACES)
}

/// Whether a name is that of a branch of a function's body: 人民银行临河市分行, 人行临河市支行.
fn is_branch(name: &str, function: &Function) -> bool {
    let stem = function.branches.iter().find_map(|end| name.strip_suffix(end.as_str()));
    stem.is_some_and(|stem| names(function).any(|own| stem.starts_with(own)))
}

pub(super) fn names(function: &Function) -> impl Iterator<Item = &str> {
    [&function.national, &function.region, &function.local]
        .into_iter()
        .chain(&function.aliases)
        .chain(&function.parts)
        .map(String::as_str)
        .filter(|n| !n.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Option<&str> {
        Register::builtin().function_of(name).map(|f| f.key.as_str())
    }

    #[test]
    fn one_function_at_every_level() {
        for (name, expected) in [
            ("财政部", "finance"),
            ("自治区财政厅", "finance"),
            ("市财政局", "finance"),
            ("旗财政局", "finance"),
            ("国家发展改革委", "development-reform"),
            ("发改委", "development-reform"),
            ("县发展和改革局", "development-reform"),
            ("旗委编办", "staffing"),
            ("自治区党委编办", "staffing"),
            ("市委机构编制委员会办公室", "staffing"),
            ("市卫生健康委员会", "health"),
            ("卫健委", "health"),
            ("市委组织部", "organisation"),
            ("市市场监管局", "market-supervision"),
            ("市行政审批政务服务与数据管理局", "government-services"),
            ("各盟行政公署", "local-government"),
            ("青浦区政府", "local-government"),
            ("市政府办公室（外办）", "government-office"),
            ("人行合肥中心支行", "central-bank"),
            ("人民银行临河市分行", "central-bank"),
            ("人民银行临河分行", "central-bank"),
            ("人行临河市支行", "central-bank"),
            ("中国人民银行临河市分行", "central-bank"),
            ("中国人民银行江北省分行", "central-bank"),
            ("中国银行保险监督管理委员会", "financial-regulation"),
            ("国家版权局", "press"),
            ("市城乡建设局", "housing"),
            ("市住房公积金管理中心", "housing"),
            ("市委办公室", "party-office"),
            ("临港新片区管委会", "development-zone"),
            ("市自然资源局江北分局", "natural-resources"),
            ("公安江北分局", "public-security"),
            ("江北公安分局", "public-security"),
        ] {
            assert_eq!(key(name), Some(expected), "{name}");
        }
        assert_eq!(key("省推进工业互联网创新发展专项工作组"), None);
        // Neither the office of a Party committee nor a bank of the state.
        assert_eq!(key("国家空管委办公室"), None);
        assert_eq!(key("工商银行临河市分行"), None);
    }

    #[test]
    fn the_counterpart_is_named_by_level() {
        let register = Register::builtin();
        let finance = register.get("finance").expect("finance is in the register");
        assert_eq!(register.counterpart_name(finance, Level::City, "河套市"), "市财政局");
        assert_eq!(register.counterpart_name(finance, Level::Region, "北原自治区"), "自治区财政厅");
        assert_eq!(register.counterpart_name(finance, Level::County, "乌兰旗"), "旗财政局");
    }

    #[test]
    fn a_project_adds_units_and_names() {
        let extra = r#"
            [lint]
            fail-on = "error"
            [[unit]]
            key = "camel"
            label = "驼业"
            local = "驼业发展局"
            [[unit]]
            key = "finance"
            aliases = ["财金局"]
        "#;
        let register = Register::with(extra).expect("well-formed");
        assert_eq!(register.function_of("旗驼业发展局").map(|f| f.key.as_str()), Some("camel"));
        assert_eq!(register.function_of("区财金局").map(|f| f.key.as_str()), Some("finance"));
        assert_eq!(register.function_of("区财政局").map(|f| f.key.as_str()), Some("finance"));
        assert!(Register::with("[[unit]]\nkey = \"x\"").is_err());
    }

    #[test]
    fn every_builtin_entry_is_whole() {
        let functions = Register::builtin().functions();
        assert!(functions.len() >= 70, "{}", functions.len());
        for f in functions {
            assert!(!f.label.is_empty() && !f.local.is_empty() && !f.national.is_empty(), "{}", f.key);
        }
    }
}
