//! Reading the TOML of an own lint: every mistake is kept with its place, and reading goes on.

use crate::base::{Failure, SourceFile, Words};
use crate::extract::numeral;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that is read, and what is wrong in it.
pub(super) struct Form<'a> {
    pub file: &'a SourceFile,
    faults: RefCell<Vec<(usize, Failure)>>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    pub at: Range<usize>,
}

impl<'a> Form<'a> {
    pub fn new(file: &'a SourceFile) -> Self {
        Self { file, faults: RefCell::new(Vec::new()) }
    }

    /// Keeps a mistake: what is wrong, and what to do.
    pub fn fault(&self, at: &Range<usize>, cause: Words, remedy: Words) {
        let failure = Failure::new("自定检查项有误", "the lint is wrong")
            .file(&self.file.path)
            .at(self.file.position(at.start))
            .cause(cause.zh, cause.en)
            .remedy(remedy.zh, remedy.en);
        self.faults.borrow_mut().push((at.start, failure));
    }

    /// Whether nothing is wrong so far.
    pub fn is_sound(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// What is wrong, in order of place.
    pub fn faults(self) -> Vec<Failure> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|(at, _)| *at);
        faults.into_iter().map(|(_, failure)| failure).collect()
    }
}

/// A table of the file.
pub(super) struct Table<'f> {
    pub form: &'f Form<'f>,
    table: &'f DeTable<'f>,
    /// Where what is missing is told.
    pub at: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'f> Table<'f> {
    pub fn new(form: &'f Form<'f>, table: &'f DeTable<'f>, at: Range<usize>) -> Self {
        Self { form, table, at, asked: RefCell::new(Vec::new()) }
    }

    fn get(&self, key: &'static str) -> Option<&'f Spanned<DeValue<'f>>> {
        self.asked.borrow_mut().push(key);
        self.table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, value)| value)
    }

    /// Whether the key is there, whatever it holds.
    pub fn has(&self, key: &str) -> bool {
        self.table.keys().any(|k| k.get_ref() == key)
    }

    /// Where a key stands; the table where it does not.
    pub fn place_of(&self, key: &str) -> Range<usize> {
        self.table.iter().find(|(k, _)| k.get_ref() == key).map_or(self.at.clone(), |(_, value)| value.span())
    }

    /// Tells that a key is missing, unless it is there and wrong, which was told.
    pub fn need<T>(&self, key: &'static str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() && !self.has(key) {
            self.form.fault(
                &self.at,
                Words::new(format!("缺少 {key}"), format!("`{key}` is missing")),
                Words::new(format!("加上，例如 {example}"), format!("add it, for example {example}")),
            );
        }
        value
    }

    fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, zh: &str, en: &str) {
        let written: String = self.form.file.text.get(value.span()).unwrap_or_default().chars().take(40).collect();
        self.form.fault(
            &value.span(),
            Words::new(
                format!("{key} 的值“{written}”不是{zh}"),
                format!("the value `{written}` of `{key}` is not {en}"),
            ),
            Words::new(format!("写成{zh}"), format!("write {en}")),
        );
    }

    /// A text that is not empty.
    pub fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        self.one(key, value)
    }

    fn one(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value, key, "一段文字", "a text");
            return None;
        };
        if text.trim().is_empty() {
            self.form.fault(
                &value.span(),
                Words::new(format!("{key} 是空的，什么也查不出"), format!("`{key}` is empty and can match nothing")),
                Words::new("写上文字，或删去这一项", "write a text, or remove it"),
            );
            return None;
        }
        Some(Text { text: text.trim().to_owned(), at: value.span() })
    }

    /// Texts: one, or a list of them. A list that is empty is told.
    pub fn texts(&self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.get(key)?;
        self.list(key, value)
    }

    fn list(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Vec<Text>> {
        let Some(list) = value.get_ref().as_array() else { return self.one(key, value).map(|text| vec![text]) };
        if list.is_empty() {
            self.form.fault(
                &value.span(),
                Words::new(
                    format!("{key} 一项也没有，什么也查不出"),
                    format!("`{key}` is an empty list and can match nothing"),
                ),
                Words::new("列出至少一项，或删去这一项", "list at least one, or remove it"),
            );
            return None;
        }
        let texts: Vec<Option<Text>> = list.iter().map(|item| self.one(key, item)).collect();
        texts.into_iter().collect()
    }

    /// A list whose items are texts or lists of texts.
    pub fn lists(&self, key: &'static str) -> Option<Vec<Vec<Text>>> {
        let value = self.get(key)?;
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(value, key, "一个列表", "a list");
            return None;
        };
        let lists: Vec<Option<Vec<Text>>> = list.iter().map(|item| self.list(key, item)).collect();
        lists.into_iter().collect()
    }

    /// Pairs of texts: `{ "旧" = "新" }`, in order of place.
    pub fn pairs(&self, key: &'static str) -> Option<Vec<(Text, Text)>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, key, "成对的词，如 { \"旧\" = \"新\" }", "pairs of words, such as { \"旧\" = \"新\" }");
            return None;
        };
        let mut out = Vec::new();
        for (from, to) in table.iter() {
            let text = from.get_ref().trim().to_owned();
            if text.is_empty() {
                let words =
                    Words::new("要换的词是空的，什么也查不出", "the word to replace is empty and can match nothing");
                self.form.fault(&from.span(), words, Words::new("写上要换的词", "write the word to replace"));
            }
            let to = self.one(key, to)?;
            out.push((Text { text, at: from.span() }, to));
        }
        if out.is_empty() {
            self.form.fault(
                &value.span(),
                Words::new(
                    format!("{key} 一对也没有，什么也查不出"),
                    format!("`{key}` is empty and can match nothing"),
                ),
                Words::new("写上至少一对", "write at least one pair"),
            );
            return None;
        }
        out.sort_by_key(|(from, _)| from.at.start);
        Some(out)
    }

    /// A number, written with or without quotes.
    pub fn number(&self, key: &'static str) -> Option<Decimal> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str().parse().ok(),
            DeValue::Float(n) => n.as_str().parse().ok(),
            DeValue::String(text) => numeral::parse(text.trim()),
            _ => None,
        };
        if number.is_none() {
            self.wrong(value, key, "数", "a number");
        }
        number
    }

    /// A whole number within limits.
    pub fn count(&self, key: &'static str, limits: Range<u8>) -> Option<u8> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok());
        let number = number.filter(|n| limits.contains(n));
        if number.is_none() {
            let (from, to) = (limits.start, limits.end - 1);
            self.wrong(value, key, &format!(" {from} 到 {to} 的整数"), &format!("a whole number from {from} to {to}"));
        }
        number
    }

    /// Yes or no.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, key, " true 或 false", "true or false");
        }
        flag
    }

    /// A day, written with or without quotes.
    pub fn day(&self, key: &'static str) -> Option<Date> {
        let value = self.get(key)?;
        let day = match value.get_ref() {
            DeValue::Datetime(day) => day.to_string().parse().ok(),
            DeValue::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        if day.is_none() {
            self.wrong(value, key, "日期，如 2025-01-31", "a date such as 2025-01-31");
        }
        day
    }

    /// One of some words.
    pub fn word(&self, key: &'static str, known: &[&'static str]) -> Option<&'static str> {
        let text = self.text(key)?;
        self.among(key, &text, known)
    }

    /// The one of some words that a text is; told when it is none.
    pub fn among(&self, key: &str, text: &Text, known: &[&'static str]) -> Option<&'static str> {
        let word = known.iter().find(|k| **k == text.text).copied();
        if word.is_none() {
            self.form.fault(
                &text.at,
                Words::new(format!("{key} 没有“{}”", text.text), format!("there is no {key} `{}`", text.text)),
                Words::new(format!("可用：{}", known.join("、")), format!("known: {}", known.join(", "))),
            );
        }
        word
    }

    /// A table in it.
    pub fn table(&self, key: &'static str) -> Option<Table<'f>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(self.form, table, value.span())),
            _ => {
                self.wrong(value, key, &format!("一张表 [{key}]"), &format!("a table [{key}]"));
                None
            }
        }
    }

    /// Tells the keys that nobody asked for.
    pub fn close(self) {
        let asked = self.asked.into_inner();
        for (key, _) in self.table.iter().filter(|(k, _)| !asked.contains(&k.get_ref().as_ref())) {
            let like = |k: &&&str| (strsim::jaro_winkler(k, key.get_ref()) * 1000.0).round() as i64;
            let near = asked.iter().max_by_key(like).copied().unwrap_or_default();
            let mut known = asked.clone();
            known.sort_unstable();
            known.dedup();
            self.form.fault(
                &key.span(),
                Words::new(
                    format!("没有键“{}”，相近的是“{near}”", key.get_ref()),
                    format!("there is no key `{}`; near: `{near}`", key.get_ref()),
                ),
                Words::new(format!("此处可用：{}", known.join("、")), format!("known here: {}", known.join(", "))),
            );
        }
    }
}
