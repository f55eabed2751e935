//! What a settings file sets, key by key, with the place of each.

use crate::base::{Position, SourceFile};
use serde_json::{Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A key of the settings and what it is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The whole key: `lint.severity.PG602`; of the second override `override[1].paths`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it is set; `None` where nothing sets it and the default holds.
    pub at: Option<Position>,
}

/// The keys that hold whether a file sets them or not, with what they are by default.
const DEFAULTS: &[(&str, &str)] = &[
    ("lint.select", r#"["all"]"#),
    ("lint.ignore", "[]"),
    ("lint.fail-on", r#""error""#),
    ("build.fonts", "[]"),
    ("build.line-pitch", "29.62"),
    ("build.page-number", r#""— 1 —""#),
    ("build.preprinted-head", "false"),
    ("build.mirrored-margins", "false"),
    ("build.colophon-page", r#""even""#),
    ("build.attach-source", "false"),
];

/// The settings of a file in its order, then the defaults of what it does not set; without a file the defaults. The
/// file is one that [`super::Config::parse`] takes.
pub fn settings(file: Option<&SourceFile>) -> Vec<Setting> {
    let mut out = Vec::new();
    if let Some(file) = file
        && let Ok(table) = DeTable::parse(&file.text)
    {
        of_table(file, "", table.get_ref(), &mut out);
        out.sort_by_key(|s| s.at.map(|at| (at.line, at.column)));
    }
    for (key, value) in DEFAULTS {
        if out.iter().all(|s| s.key != *key) {
            let value = serde_json::from_str(value).unwrap_or_default();
            out.push(Setting { key: (*key).to_owned(), value, at: None });
        }
    }
    out
}

fn of_table(file: &SourceFile, above: &str, table: &DeTable<'_>, out: &mut Vec<Setting>) {
    for (key, value) in table {
        let key_at = file.position(key.span().start);
        let key = key.get_ref();
        let whole = if above.is_empty() { key.to_string() } else { format!("{above}.{key}") };
        match value.get_ref() {
            DeValue::Table(inner) => of_table(file, &whole, inner, out),
            DeValue::Array(list) if !list.is_empty() && list.iter().all(|v| v.get_ref().is_table()) => {
                for (at, inner) in list.iter().enumerate() {
                    if let DeValue::Table(inner) = inner.get_ref() {
                        of_table(file, &format!("{whole}[{at}]"), inner, out);
                    }
                }
            }
            _ => out.push(Setting { key: whole, value: plain(value), at: Some(key_at) }),
        }
    }
}

/// A value as JSON has it; a date is a text.
fn plain(value: &Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(n) => {
            i64::from_str_radix(n.as_str(), n.radix()).map_or_else(|_| Value::from(n.as_str()), Value::from)
        }
        DeValue::Float(n) => {
            let number = n.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or_else(|| Value::from(n.as_str()), Value::Number)
        }
        DeValue::Boolean(b) => Value::from(*b),
        DeValue::Datetime(date) => Value::from(date.to_string()),
        DeValue::Array(list) => list.iter().map(plain).collect(),
        DeValue::Table(table) => table.iter().map(|(k, v)| (k.get_ref().to_string(), plain(v))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Config;

    #[test]
    fn settings_are_told_with_their_places() {
        let text = "[lint]\nfail-on = \"warning\" # 严\nseverity = { PG602 = 'off' }\n[build]\nline-pitch = 28.5\n\n\
                    [[required-wording]]\ntext = '甲'\nfrom = 2024-01-01\n[[override]]\npaths = ['a', 'b']\nignore = ['all']\n\
                    [rollup]\nsiblings = 12\n";
        let file = SourceFile::new("plangen.toml", text);
        Config::parse(&file).expect("well-formed");
        let told: Vec<String> = settings(Some(&file))
            .iter()
            .map(|s| format!("{} = {} {}", s.key, s.value, s.at.map_or(0, |at| at.line)))
            .take(8)
            .collect();
        assert_eq!(
            told,
            [
                "lint.fail-on = \"warning\" 2",
                "lint.severity.PG602 = \"off\" 3",
                "build.line-pitch = 28.5 5",
                "required-wording[0].text = \"甲\" 8",
                "required-wording[0].from = \"2024-01-01\" 9",
                "override[0].paths = [\"a\",\"b\"] 11",
                "override[0].ignore = [\"all\"] 12",
                "rollup.siblings = 12 14",
            ]
        );
    }

    #[test]
    fn the_defaults_are_settings_and_change_nothing() {
        let set: Vec<Setting> = settings(None);
        let text: String = set.iter().map(|s| format!("{} = {}\n", s.key, s.value)).collect();
        let read = |text: &str| Config::parse(&SourceFile::new("plangen.toml", text)).expect("well-formed");
        let (said, unsaid) = (read(&text), read(""));
        assert_eq!(said.fonts, unsaid.fonts);
        let habits =
            (said.habits.preprinted, said.habits.mirrored, said.habits.colophon_on_odd, said.habits.attach_source);
        assert_eq!(habits, (false, false, false, false));
        let path = std::path::Path::new("a.md");
        for page in crate::lint::pages() {
            let (a, b) = (said.levels.of(page.code, path), unsaid.levels.of(page.code, path));
            assert_eq!((a.on, a.severity), (b.on, b.severity));
        }
    }
}
