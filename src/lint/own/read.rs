//! Own lints from their files. A file with a mistake gives no lint; all mistakes of all files are told at once.

use super::form::{Form, Table, Text};
use super::{Example, OwnLint, OwnLints, Rule, When, figures, sections, texts, units};
use crate::base::{Failure, Severity, SourceFile, Wording, Words, intern};
use crate::lint;
use crate::plan::Level;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use toml::de::DeTable;

/// The words of a kind where a lint has none of its own.
#[derive(Debug, Deserialize)]
struct Kind {
    args: Vec<String>,
    zh: KindWords,
    en: KindWords,
}

#[derive(Debug, Deserialize)]
struct KindWords {
    title: String,
    message: String,
    help: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

static KINDS: LazyLock<BTreeMap<String, Kind>> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

const NAMES: [&str; 7] =
    ["required-section", "order", "terms", "substitution", "consistency", "bounds", "units-allowed"];

impl OwnLints {
    /// The lints of the `.toml` files of a folder; none where there is no such folder.
    ///
    /// # Errors
    /// All that is wrong: files that cannot be read, are no TOML, have unknown keys or values, lints that can
    /// match nothing, codes and names that stand twice.
    pub fn load(folder: &Path) -> Result<Self, Failure> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(e) => return Err(Failure::io("读不出自定检查项", "cannot read the project's lints", folder, &e)),
        };
        let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        let hidden = |path: &Path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        paths.retain(|path| path.extension().is_some_and(|x| x == "toml") && !hidden(path));
        paths.sort();
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for path in paths {
            match crate::source::load_text(&path) {
                Ok(file) => files.push(file),
                Err(failure) => faults.push(failure),
            }
        }
        match Self::parse(&files) {
            Ok(lints) if faults.is_empty() => return Ok(lints),
            Ok(_) => {}
            Err(failure) => faults.push(failure),
        }
        Failure::all(faults).map_or_else(|| Ok(Self::default()), Err)
    }

    /// The lints of some files, each of which makes one.
    ///
    /// # Errors
    /// As [`OwnLints::load`].
    pub fn parse(files: &[SourceFile]) -> Result<Self, Failure> {
        let (mut lints, mut faults): (Vec<OwnLint>, Vec<Failure>) = (Vec::new(), Vec::new());
        for file in files {
            let form = Form::new(file);
            if let Some(lint) = read(&form, &lints) {
                lints.push(lint);
            }
            faults.extend(form.faults());
        }
        lints.sort_by_key(|lint| lint.code);
        Failure::all(faults).map_or(Ok(Self { lints }), Err)
    }
}

/// Reads one file. What is wrong is kept in the form; a lint is given only when nothing is.
fn read(form: &Form<'_>, earlier: &[OwnLint]) -> Option<OwnLint> {
    let (root, errors) = DeTable::parse_recoverable(&form.file.text);
    if !errors.is_empty() {
        for error in errors {
            let message = error.message().trim().replace('\n', "; ");
            let remedy = if message.contains("unquoted key") {
                Words::new(
                    "汉字作键要加引号，如 { \"旧词\" = \"新词\" }",
                    "put keys that are not of plain letters in quotes",
                )
            } else {
                Words::new(
                    "改正这一处；写法见手册“自定检查项”一章",
                    "correct it; the book's chapter on own lints shows how",
                )
            };
            let cause = Words::new(format!("不合 TOML 的写法（{message}）"), message);
            form.fault(&error.span().unwrap_or(0..0), cause, remedy);
        }
        return None;
    }
    let root = Table::new(form, root.get_ref(), 0..0);
    let code = root.need("code", root.text("code"), "code = \"HT001\"").and_then(|text| code(&root, &text, earlier));
    let name =
        root.need("name", root.text("name"), "name = \"no-slogans\"").and_then(|text| name(&root, &text, earlier));
    let kind = root.need("kind", root.word("kind", &NAMES), "kind = \"terms\"");
    let severity =
        root.need("severity", root.word("severity", &["error", "warning", "info"]), "severity = \"warning\"");
    let severity = severity.map(|severity| match severity {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Info,
    });
    let drafts = root.flag("drafts").unwrap_or(true);
    let when = root.table("when").map(when).unwrap_or_default();
    let options = root.need("options", root.table("options"), "[options]");
    let rule = kind.zip(options).and_then(|(kind, options)| {
        let rule = rule(kind, &options);
        options.close();
        rule
    });
    let (zh, en) = (root.table("zh"), root.table("en"));
    let words = kind.and_then(|kind| words(kind, [zh, en]));
    let examples = root.need("examples", root.table("examples"), "[examples]").map(examples);
    root.close();
    let (wording, about) = words?;
    let lint = OwnLint {
        code: code?,
        name: name?,
        kind: kind?,
        severity: severity?,
        drafts,
        words: Arc::new(wording),
        about,
        examples: examples?,
        file: form.file.path.clone(),
        when,
        rule: rule?,
    };
    form.is_sound().then_some(lint)
}

/// A code: two to six letters, not PG, and three digits.
fn code(root: &Table<'_>, text: &Text, earlier: &[OwnLint]) -> Option<&'static str> {
    let code = text.text.as_str();
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let fits = (2..=6).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    if !fits || code.len() - letters.len() != 3 {
        root.form.fault(
            &text.at,
            Words::new(format!("“{code}”不是编号"), format!("`{code}` is no code")),
            Words::new(
                "用自己的前缀（二到六个大写字母）加三位数字，如 HT001",
                "take a prefix of your own (two to six capital letters) and three digits, such as HT001",
            ),
        );
        return None;
    }
    if letters == "PG" {
        root.form.fault(
            &text.at,
            Words::new(
                format!("“{code}”的前缀 PG 是 plangen 自己的"),
                format!("the prefix PG of `{code}` is plangen's own"),
            ),
            Words::new("换一个前缀，如 HT001", "take another prefix, as in HT001"),
        );
        return None;
    }
    if let Some(other) = earlier.iter().find(|lint| lint.code == code) {
        taken(root, text, &other.file);
        return None;
    }
    Some(intern(code))
}

/// A name: words of small letters with `-` between them.
fn name(root: &Table<'_>, text: &Text, earlier: &[OwnLint]) -> Option<&'static str> {
    let name = text.text.as_str();
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
    if !name.contains('-') || !name.split('-').all(word) {
        root.form.fault(
            &text.at,
            Words::new(format!("“{name}”不是名称"), format!("`{name}` is no name")),
            Words::new(
                "写成用 - 连接的小写英文词，至少两个，如 no-slogans",
                "write two or more words of small letters joined by -, such as no-slogans",
            ),
        );
        return None;
    }
    if let Some(page) = lint::find(name) {
        root.form.fault(
            &text.at,
            Words::new(format!("“{name}”已是 {} 的名称", page.code), format!("`{name}` is the name of {}", page.code)),
            Words::new("换一个名称", "take another name"),
        );
        return None;
    }
    if let Some(other) = earlier.iter().find(|lint| lint.name == name) {
        taken(root, text, &other.file);
        return None;
    }
    Some(intern(name))
}

fn taken(root: &Table<'_>, text: &Text, by: &Path) {
    root.form.fault(
        &text.at,
        Words::new(
            format!("“{}”已被 {} 使用", text.text, by.display()),
            format!("`{}` is taken by {}", text.text, by.display()),
        ),
        Words::new("换一个，每个检查项的编号和名称各不相同", "take another: no two lints share a code or a name"),
    );
}

fn when(table: Table<'_>) -> When {
    let levels = table.texts("levels").unwrap_or_default();
    let known = ["national", "region", "city", "county", "township"];
    let level = |text: &Text| match table.among("levels", text, &known)? {
        "national" => Some(Level::National),
        "region" => Some(Level::Region),
        "city" => Some(Level::City),
        "county" => Some(Level::County),
        _ => Some(Level::Township),
    };
    let when = When {
        kinds: table.texts("kinds").unwrap_or_default().into_iter().map(|t| t.text).collect(),
        levels: levels.iter().filter_map(level).collect(),
        from: table.day("from"),
        until: table.day("until"),
    };
    if let (Some(from), Some(until)) = (when.from, when.until)
        && from > until
    {
        table.form.fault(
            &table.place_of("until"),
            Words::new(
                format!("until（{until}）早于 from（{from}），什么也查不出"),
                format!("until ({until}) is before from ({from}): it can match nothing"),
            ),
            Words::new("改正其中一个", "correct one of them"),
        );
    }
    table.close();
    when
}

fn rule(kind: &str, options: &Table<'_>) -> Option<Rule> {
    Some(match kind {
        "required-section" => Rule::RequiredSection(sections::Required::read(options)?),
        "order" => Rule::Order(sections::Order::read(options)?),
        "terms" => Rule::Terms(texts::Terms::read(options)?),
        "substitution" => Rule::Terms(texts::Terms::read_substitution(options)?),
        "consistency" => Rule::Consistency(texts::Consistency::read(options)?),
        "bounds" => Rule::Bounds(figures::Bounds::read(options)?),
        _ => match (options.has("units"), options.has("measures")) {
            (true, false) => Rule::Units(units::Units::read(options)?),
            (false, true) => Rule::Measures(figures::Measures::read(options)?),
            _ => {
                options.form.fault(
                    &options.at,
                    Words::new(
                        "units 和 measures 要写一个，也只能写一个",
                        "one of `units` and `measures` is needed, and one alone",
                    ),
                    Words::new(
                        "责任单位写 units = [\"财政局\"]，计量单位写 metric 和 measures = [\"张\"]",
                        "for responsible units units = [\"财政局\"], for measures `metric` and measures = [\"张\"]",
                    ),
                );
                return None;
            }
        },
    })
}

/// The lint's own words, and for those it has not, the kind's.
fn words(kind: &str, tables: [Option<Table<'_>>; 2]) -> Option<(Wording, Words)> {
    let kind = KINDS.get(kind)?;
    let read = |table: Option<Table<'_>>, default: &KindWords| {
        let mut out = [default.title.clone(), default.message.clone(), default.help.clone(), String::new()];
        let Some(table) = table else { return out };
        for (at, key) in ["title", "message", "help", "about"].into_iter().enumerate() {
            let Some(text) = table.text(key) else { continue };
            if matches!(key, "message" | "help") {
                arguments(&table, &text, &kind.args);
            }
            out[at] = text.text;
        }
        table.close();
        out
    };
    let [zh, en] = tables;
    let ([title, message, help, about], english) = (read(zh, &kind.zh), read(en, &kind.en));
    let [en_title, en_message, en_help, en_about] = english;
    let label = |(name, text): (&String, &String)| {
        let english = kind.en.labels.get(name).cloned().unwrap_or_default();
        (intern(name), Words::new(text.as_str(), english))
    };
    let wording = Wording {
        title: Words::new(title, en_title),
        message: Words::new(message, en_message),
        help: Words::new(help, en_help),
        labels: kind.zh.labels.iter().map(label).collect(),
    };
    Some((wording, Words::new(about, en_about)))
}

/// Tells `{names}` in a message that nothing fills.
fn arguments(table: &Table<'_>, text: &Text, known: &[String]) {
    let mut rest = text.text.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { return };
        if !known.iter().any(|k| k == name) {
            let all = known.iter().map(|k| format!("{{{k}}}")).collect::<Vec<_>>();
            table.form.fault(
                &text.at,
                Words::new(format!("没有可填入“{{{name}}}”的内容"), format!("nothing fills `{{{name}}}`")),
                Words::new(format!("可用：{}", all.join("、")), format!("known: {}", all.join(", "))),
            );
        }
        rest = behind;
    }
}

fn examples(table: Table<'_>) -> Vec<Example> {
    let bad = table.need("bad", table.texts("bad"), "bad = [\"…\"]");
    let good = table.texts("good");
    let line = |text: &Text| table.form.file.position(text.at.start).line;
    let made = |bad: bool, list: Option<Vec<Text>>| {
        let list = list.unwrap_or_default().into_iter();
        list.map(|text| Example { bad, line: line(&text), text: text.text }).collect::<Vec<_>>()
    };
    let out = made(true, bad).into_iter().chain(made(false, good)).collect();
    table.close();
    out
}

/// Whether a kind has its words, in both languages with the same labels.
#[cfg(test)]
pub(super) fn has_words(kind: &str) -> bool {
    KINDS.get(kind).is_some_and(|k| k.zh.labels.keys().eq(k.en.labels.keys()) && !k.args.is_empty())
}
