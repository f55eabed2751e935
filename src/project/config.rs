//! `plangen.toml`: what a project sets.

use super::Editor;
use crate::base::{Failure, Severity, SourceFile, Words};
use crate::data::{self, Register, RegisterError};
use crate::lint::levels::{Layer, Levels, Paths, Selector, Word};
use crate::lint::own::{self, OwnLints};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// The name of the file.
pub const FILE: &str = "plangen.toml";

/// How an office sets its documents, where it is not as plangen does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Habits {
    /// From line to line, in thousandths of a point; by default 22 lines fill the type area.
    pub line_pitch: Option<u32>,
    /// The face of digits and Latin letters.
    pub digits: Option<String>,
    /// What stands before and behind the number of a page.
    pub page_number: Option<(String, String)>,
    /// Whether the head is printed already (套红): its mark and red rules are left out.
    pub preprinted: bool,
    /// Whether the binding margin is at the right of even pages.
    pub mirrored: bool,
    /// Whether the colophon stands on the last page, odd or even; by default on an even one.
    pub colophon_on_odd: bool,
    /// Whether the source goes into the PDF (PDF/A-3a).
    pub attach_source: bool,
}

/// A project's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Folder of the file; `None` when there is no file.
    pub root: Option<PathBuf>,
    /// Which lints are on, and how much their findings matter.
    pub levels: Levels,
    /// Codes of lints whose findings nobody may waive.
    pub not_waivable: BTreeSet<String>,
    /// The least severe finding that makes `lint` exit with 1.
    pub fail_on: Option<String>,
    /// Folders with fonts.
    pub fonts: Vec<PathBuf>,
    /// Folder with the project's own templates.
    pub templates: Option<PathBuf>,
    /// How its documents are set.
    pub habits: Habits,
    /// Whether drafts are judged as what will be signed: what a stage leaves open is missing. No key of the file;
    /// the gate before publication sets it.
    pub strict: bool,
    /// How many plans of one level share a parent's counts among them.
    pub siblings: Option<u32>,
    /// Units, confusable words and constructions, the project's among them.
    pub register: Register,
    /// The project's own lints.
    pub own: Arc<OwnLints>,
    /// A digest of the tables that the register was made of.
    pub tables: u64,
    /// Whether no results are kept on disk from one run to the next.
    pub no_cache: bool,
    /// What the live preview opens files in.
    pub editor: Option<Editor>,
}

/// The settings of a project: plangen.toml
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "plangen.toml: the settings of a project")]
struct Form {
    /// What the live preview opens files in, `code -g {file}:{line}`: a program with its arguments, which no shell reads.
    #[schemars(with = "Option<String>")]
    editor: Option<Spanned<String>>,
    /// Which lints are on, and how much they matter.
    lint: LintForm,
    /// How documents are set.
    build: BuildForm,
    /// How counts are added up.
    rollup: RollupForm,
    /// Which lints are on for some files only; a later one goes before an earlier one.
    #[serde(rename = "override")]
    #[schemars(with = "Vec<OverrideForm>")]
    overrides: Vec<Spanned<OverrideForm>>,
    // Read by the register; named here so that their presence is no error.
    /// Responsible units: functions and their names.
    #[schemars(with = "Vec<data::Function>")]
    unit: Vec<Spanned<toml::Table>>,
    /// Words that are taken for others.
    #[schemars(with = "Vec<data::Confusable>")]
    confusable: Vec<toml::Table>,
    /// Constructions that are wrong.
    #[schemars(with = "Vec<data::Collocation>")]
    collocation: Vec<toml::Table>,
    /// Marks of text left to be filled in.
    #[schemars(with = "Vec<data::Collocation>")]
    placeholder: Vec<toml::Table>,
    /// Wording that the project requires of its plans.
    #[schemars(with = "Vec<data::RequiredEntry>")]
    required_wording: Vec<toml::Table>,
    /// Words that matter when plans are compared.
    #[schemars(with = "data::Compare")]
    compare: toml::Table,
    /// Which matter belongs to which function.
    #[schemars(with = "Vec<data::Matter>")]
    matter: Vec<toml::Table>,
    /// What must have a basis.
    #[schemars(with = "Vec<data::Commitment>")]
    commitment: Vec<toml::Table>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct LintForm {
    /// Only these lints, by code, name or family (PG3xx).
    #[schemars(with = "Vec<String>")]
    select: Vec<Spanned<String>>,
    /// All but these.
    #[schemars(with = "Vec<String>")]
    ignore: Vec<Spanned<String>>,
    /// Lints whose findings no waiver may accept.
    #[schemars(with = "Vec<String>")]
    not_waivable: Vec<Spanned<String>>,
    /// Severities by code, name or family.
    #[schemars(with = "BTreeMap<String, LevelWord>")]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
    /// The least severe finding that makes a run exit with 1.
    #[schemars(with = "Option<Threshold>")]
    fail_on: Option<Spanned<String>>,
    cache: Option<bool>,
}

/// A severity; `off` switches a lint off.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "the schema lists the words")]
enum LevelWord {
    Error,
    Warning,
    Info,
    Off,
}

/// A severity, or `never`.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "the schema lists the words")]
enum Threshold {
    Error,
    Warning,
    Info,
    Never,
}

/// What holds for some files only.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct OverrideForm {
    /// Patterns of paths from the folder of the file: `*` and `?` within a name, `**` over folders.
    paths: Vec<String>,
    /// Only these lints.
    #[schemars(with = "Vec<String>")]
    select: Vec<Spanned<String>>,
    /// All but these.
    #[schemars(with = "Vec<String>")]
    ignore: Vec<Spanned<String>>,
    /// Severities by code, name or family.
    #[schemars(with = "BTreeMap<String, LevelWord>")]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct BuildForm {
    /// Folders with fonts.
    fonts: Vec<PathBuf>,
    /// Folder with the project's own templates.
    templates: Option<PathBuf>,
    /// From line to line, pt.
    #[schemars(with = "Option<f64>", range(min = 20.0, max = 36.0))]
    line_pitch: Option<Spanned<f64>>,
    /// The face of digits and Latin letters.
    digits: Option<String>,
    /// The form of page numbers, with a 1 for the number.
    #[schemars(with = "Option<String>")]
    page_number: Option<Spanned<String>>,
    /// Whether the red head is on the paper already.
    preprinted_head: bool,
    /// Whether the binding margin is at the right of even pages.
    mirrored_margins: bool,
    /// `even` or `last`.
    #[schemars(with = "Option<String>")]
    colophon_page: Option<Spanned<String>>,
    /// Whether the source goes into the PDF.
    attach_source: bool,
}

/// The schema of the settings.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Form).to_value()
}

/// From line to line, pt: less does not hold a line, more does not hold 18 of them.
const PITCHES: std::ops::RangeInclusive<f64> = 20.0..=36.0;

impl BuildForm {
    /// What it says of how documents are set.
    fn habits(&self, file: &SourceFile) -> Result<Habits, Failure> {
        let line_pitch = match &self.line_pitch {
            Some(pitch) if !PITCHES.contains(pitch.as_ref()) => {
                let told = Words::new(
                    format!("行距 {} 磅不在 20 到 36 之间", pitch.as_ref()),
                    format!("a line pitch of {} pt is not between 20 and 36", pitch.as_ref()),
                );
                return Err(broken(file, Some(pitch.span()), &told));
            }
            // Within the range, thousandths of it are whole numbers of few digits.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "20 to 36, in thousandths")]
            Some(pitch) => Some((pitch.as_ref() * 1000.0).round() as u32),
            None => None,
        };
        let page_number = match &self.page_number {
            Some(form) => match form.as_ref().split_once('1') {
                Some((before, after)) if !form.as_ref().contains('\n') => Some((before.to_owned(), after.to_owned())),
                _ => {
                    let told = Words::new(
                        format!("页码的样子“{}”里没有 1", form.as_ref()),
                        format!("the form of page numbers, `{}`, holds no 1", form.as_ref()),
                    );
                    return Err(broken(file, Some(form.span()), &told));
                }
            },
            None => None,
        };
        let colophon_on_odd = match &self.colophon_page {
            Some(page) => match page.as_ref().as_str() {
                "even" => false,
                "last" => true,
                other => {
                    let told = unknown("版记的位置", "place of the colophon", other, ["even", "last"]);
                    return Err(broken(file, Some(page.span()), &told));
                }
            },
            None => false,
        };
        Ok(Habits {
            line_pitch,
            digits: self.digits.clone(),
            page_number,
            preprinted: self.preprinted_head,
            mirrored: self.mirrored_margins,
            colophon_on_odd,
            attach_source: self.attach_source,
        })
    }
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct RollupForm {
    /// How many plans of one level share a parent's counts.
    siblings: Option<std::num::NonZeroU32>,
}

impl Config {
    /// The settings that hold for a path: of the `plangen.toml` in its folder or the nearest one above.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or has an unknown key, code or severity; when something is
    /// wrong with the project's own lints.
    pub fn find(path: &Path) -> Result<Config, Failure> {
        match Self::locate(path) {
            Some(file) => Self::read(&file),
            None => Ok(Self { register: Register::builtin().clone(), ..Self::default() }),
        }
    }

    /// The settings file that holds for a path: in its folder or the nearest one above.
    pub fn locate(path: &Path) -> Option<PathBuf> {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let start = if absolute.is_dir() { absolute.as_path() } else { absolute.parent().unwrap_or(&absolute) };
        start.ancestors().map(|a| a.join(FILE)).find(|f| f.is_file())
    }

    /// Reads a settings file.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn read(path: &Path) -> Result<Config, Failure> {
        Self::of(&crate::source::load_text(path)?)
    }

    /// The settings of a file whose text is at hand: an editor's, not saved yet.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn of(file: &SourceFile) -> Result<Config, Failure> {
        let folder = file.path.parent().unwrap_or(Path::new("")).join(own::FOLDER);
        Self::parse_with(file, OwnLints::load(&folder)?)
    }

    /// The settings that a text sets, without lints of the project's own.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn parse(file: &SourceFile) -> Result<Config, Failure> {
        Self::parse_with(file, OwnLints::default())
    }

    fn parse_with(file: &SourceFile, own: OwnLints) -> Result<Config, Failure> {
        let form: Form = toml::from_str(&file.text).map_err(|e| broken(file, e.span(), &words_of(e.message())))?;
        let register = Register::with(&file.text).map_err(|e| {
            let at = match &e {
                RegisterError::Form(_, at) => at.clone(),
                RegisterError::Nameless(key) => {
                    let named = |u: &&Spanned<toml::Table>| u.as_ref().get("key").and_then(|k| k.as_str()) == Some(key);
                    form.unit.iter().find(named).map(Spanned::span)
                }
            };
            let words = match &e {
                RegisterError::Form(message, _) => words_of(message),
                RegisterError::Nameless(key) => {
                    Words::new(format!("[[unit]] {key} 没有任何名称"), format!("[[unit]] {key} has no name at all"))
                }
            };
            broken(file, at, &words)
        })?;
        let root = file.path.parent().map(Path::to_path_buf);
        let LintForm { select, ignore, severity, .. } = &form.lint;
        let mut levels = Levels::default();
        levels.push(layer(file, &own, select, ignore, severity)?);
        for one in &form.overrides {
            levels.push(overriding(file, &own, one, root.as_deref())?);
        }
        let mut not_waivable = BTreeSet::new();
        for name in &form.lint.not_waivable {
            let Some(page) = own.find(name.as_ref()) else {
                let known = own.all().flat_map(|p| [p.code, p.name]);
                return Err(broken(file, Some(name.span()), &unknown("检查项", "lint", name.as_ref(), known)));
            };
            not_waivable.insert(page.code.to_owned());
        }
        if let Some(fail_on) = &form.lint.fail_on {
            let words = ["error", "warning", "info", "never"];
            if !words.contains(&fail_on.as_ref().as_str()) {
                let told = unknown("程度", "severity", fail_on.as_ref(), words);
                return Err(broken(file, Some(fail_on.span()), &told));
            }
        }
        let habits = form.build.habits(file)?;
        let editor = match &form.editor {
            Some(text) => Some(Editor::parse(text.as_ref()).map_err(|words| broken(file, Some(text.span()), &words))?),
            None => None,
        };
        let within = |p: PathBuf| root.as_deref().map_or_else(|| p.clone(), |r| r.join(&p));
        Ok(Config {
            levels,
            not_waivable,
            fail_on: form.lint.fail_on.map(Spanned::into_inner),
            strict: false,
            fonts: form.build.fonts.into_iter().map(within).collect(),
            templates: form.build.templates.map(within),
            habits,
            siblings: form.rollup.siblings.map(std::num::NonZeroU32::get),
            register,
            own: Arc::new(own),
            tables: tables(&file.text),
            no_cache: form.lint.cache == Some(false),
            editor,
            root: root.clone(),
        })
    }
}

/// What a table says of lints.
fn layer(
    file: &SourceFile,
    own: &OwnLints,
    select: &[Spanned<String>],
    ignore: &[Spanned<String>],
    severity: &BTreeMap<Spanned<String>, Spanned<String>>,
) -> Result<Layer, Failure> {
    let selector = |word: &Spanned<String>| {
        Selector::parse(word.as_ref(), own.names()).ok_or_else(|| {
            let known = own.names().flat_map(|(code, name)| [code, name]);
            broken(file, Some(word.span()), &unknown("检查项", "lint", word.as_ref(), known))
        })
    };
    let word = |word: &Spanned<String>| -> Result<Word<()>, Failure> {
        Ok(Word { selector: selector(word)?, said: (), at: Some(file.position(word.span().start)) })
    };
    let mut levels = Vec::new();
    for (name, level) in severity {
        let said = match level.as_ref().as_str() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            "off" => None,
            other => {
                let words = ["error", "warning", "info", "off"];
                return Err(broken(file, Some(level.span()), &unknown("程度", "severity", other, words)));
            }
        };
        levels.push(Word { selector: selector(name)?, said, at: Some(file.position(name.span().start)) });
    }
    Ok(Layer {
        paths: None,
        select: select.iter().map(word).collect::<Result<_, _>>()?,
        ignore: ignore.iter().map(word).collect::<Result<_, _>>()?,
        severity: levels,
    })
}

/// What an `[[override]]` says of lints in some files.
fn overriding(
    file: &SourceFile,
    own: &OwnLints,
    form: &Spanned<OverrideForm>,
    root: Option<&Path>,
) -> Result<Layer, Failure> {
    let OverrideForm { paths, select, ignore, severity } = form.as_ref();
    let told = |zh: &str, en: &str| broken(file, Some(form.span()), &Words::new(zh, en));
    if paths.is_empty() {
        return Err(told("[[override]] 没有写 paths", "an [[override]] without `paths`"));
    }
    let Some(paths) = Paths::new(root.unwrap_or(Path::new("")), paths.clone()) else {
        return Err(told(
            "[[override]] 的 paths 要写从本文件所在文件夹起的路径，不能为空，不能以 / 开头，不能有 ..",
            "`paths` of an [[override]] are from the folder of this file: not empty, no leading /, no ..",
        ));
    };
    let layer = layer(file, own, select, ignore, severity)?;
    if layer.is_empty() {
        return Err(told(
            "[[override]] 没有写 select、ignore 或 severity，不起作用",
            "an [[override]] without `select`, `ignore` or `severity` has no effect",
        ));
    }
    Ok(Layer { paths: Some(paths), ..layer })
}

/// A digest of the tables of a settings file that the register reads.
fn tables(text: &str) -> u64 {
    let mut table: toml::Table = text.parse().unwrap_or_default();
    for other in ["editor", "lint", "build", "rollup"] {
        table.remove(other);
    }
    let mut hasher = DefaultHasher::new();
    table.to_string().hash(&mut hasher);
    hasher.finish()
}

/// The failure of a settings file with its place.
fn broken(file: &SourceFile, at: Option<Range<usize>>, cause: &Words) -> Failure {
    let failure = Failure::new("设置文件有误", "the settings file is wrong").file(&file.path);
    let failure = match at {
        Some(at) => failure.at(file.position(at.start)),
        None => failure,
    };
    failure
        .cause(&cause.zh, &cause.en)
        .remedy("改正这一处；可用的键见手册“设置”一章", "correct it; the book's chapter on settings lists the keys")
}

/// What a reader of TOML says, in both languages as far as it is known what it says.
fn words_of(message: &str) -> Words {
    let message = message.trim().replace('\n', "; ");
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((key, known)) if message.starts_with("unknown field") => match table_of(key) {
            Some(table) => Words::new(
                format!("键“{key}”应写在 [{table}] 下面"),
                format!("the key `{key}` belongs under [{table}]"),
            ),
            None => unknown("键", "key", key, known.iter().copied()),
        },
        _ => Words::new(format!("不合 TOML 的写法或要求的类型（{message}）"), message),
    }
}

/// The table that has a key, where it is not the one it stands in. The reader of the tables lists their keys itself.
fn table_of(key: &str) -> Option<&'static str> {
    let has = |table: &&str| {
        let told = toml::from_str::<Form>(&format!("[{table}]\n\"\" = 0\n")).err();
        told.is_some_and(|e| e.message().split('`').skip(3).step_by(2).any(|known| known == key))
    };
    ["build", "lint", "rollup"].into_iter().find(has)
}

/// A word that is not known, and the known one nearest to it.
fn unknown<'a>(zh: &str, en: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Words {
    let known: Vec<&str> = known.into_iter().collect();
    let near = known.iter().max_by(|a, b| {
        let like = |k: &str| strsim::jaro_winkler(&k.to_lowercase(), &word.to_lowercase());
        like(a).total_cmp(&like(b))
    });
    let (mut in_zh, mut in_en) = (format!("没有{zh}“{word}”"), format!("there is no {en} `{word}`"));
    if let Some(near) = near {
        in_zh.push_str(&format!("，相近的是“{near}”"));
        in_en.push_str(&format!("; near: `{near}`"));
        // A few are all told, many are not.
        if (2..=6).contains(&known.len()) {
            in_zh.push_str(&format!("（可用：{}）", known.join("、")));
            in_en.push_str(&format!(" (known: {})", known.join(", ")));
        }
    }
    Words::new(in_zh, in_en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Failure> {
        Config::parse(&SourceFile::new("plangen.toml", text))
    }

    #[test]
    fn lints_are_set_for_all_files_and_for_some() {
        let text = "[lint]\nignore = ['PG6xx']\n[lint.severity]\nPG602 = 'off'\nweaker-target = 'warning'\n\
                    [[override]]\npaths = ['县/**']\nseverity.PG301 = 'info'\nselect = ['PG3xx', 'PG602']\n";
        let config = Config::parse(&SourceFile::new("/项目/plangen.toml", text)).expect("well-formed");
        let level = |code: &str, file: &str| {
            let level = config.levels.of(code, Path::new(file));
            (level.on, level.severity, level.by.flatten().map(|at| at.line))
        };
        assert_eq!(level("PG301", "/项目/a.md"), (true, Some(Severity::Warning), Some(5)));
        assert_eq!(level("PG301", "/项目/县/a.md"), (true, Some(Severity::Info), Some(8)));
        assert_eq!(level("PG602", "/项目/a.md"), (false, None, Some(4)));
        assert_eq!(level("PG602", "/项目/县/a.md"), (true, None, Some(9)));
        assert_eq!(level("PG603", "/项目/a.md"), (false, None, Some(2)));
        assert_eq!(level("PG502", "/项目/a.md"), (true, None, None));
        assert_eq!(level("PG502", "/项目/县/a.md"), (false, None, Some(9)));
    }

    #[test]
    fn a_key_in_the_wrong_table_is_told_where_it_belongs() {
        for (text, part) in [
            ("line-pitch = 28.95\n", "`line-pitch` belongs under [build]"),
            ("[lint]\ndigits = 'x'\n", "`digits` belongs under [build]"),
            ("[build]\nfail-on = 'error'\n", "`fail-on` belongs under [lint]"),
            ("[build]\nline-pich = 28.95\n", "near: `line-pitch`"),
            ("builds = 1\n", "near: `build`"),
        ] {
            let told = read(text).expect_err(text).render(crate::base::Lang::En);
            assert!(told.contains(part), "{text}: {told}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, part) in [
            ("[lint]\nfail = 1\n", "plangen.toml:2:"),
            ("[lint.severity]\nweaker-targets = 'off'\n", "weaker-target"),
            ("[lint.severity]\nPG301 = 'loud'\n", "loud"),
            ("[lint]\nselect = ['PG3xx', 'PG9xx']\n", "plangen.toml:2:20"),
            ("[lint]\nignore = ['weaker-targets']\n", "weaker-target"),
            ("[[override]]\nignore = ['PG3xx']\n", "plangen.toml:1:"),
            ("[[override]]\npaths = ['a']\n", "no effect"),
            ("[[override]]\npaths = ['../a']\nignore = ['PG3xx']\n", "no .."),
            ("[[override]]\npath = ['a']\n", "paths"),
            ("[[overide]]\npaths = ['a']\n", "override"),
            ("[[unit]]\nkey = 'x'\n", "plangen.toml:1:"),
            ("[[unit]]\nkey = 'x'\nnames = []\n", "plangen.toml:3:"),
            ("[lint]\nfail-on = 'off'\n", "plangen.toml:2:"),
            ("[lint]\nnot-waivable = ['PG3011']\n", "plangen.toml:2:"),
            ("[[collocation]]\npattern = '('\nzh = ''\nen = ''\n", "plangen.toml: "),
            ("lint = [", "plangen.toml:1:"),
            ("[build]\nline-pitch = 3\n", "plangen.toml:2:"),
            ("[build]\npage-number = 'x'\n", "plangen.toml:2:"),
            ("[build]\ncolophon-page = 'odd'\n", "plangen.toml:2:"),
            ("editor = 'code'\n", "plangen.toml:1:10"),
        ] {
            let told = read(text).expect_err(text).render(crate::base::Lang::En);
            assert!(told.contains(part), "{text}: {told}");
        }
    }
}
