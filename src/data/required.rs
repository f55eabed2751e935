//! Wording a project requires of its plans (必写表述). plangen ships none.

use jiff::civil::Date;
use serde::Deserialize;

/// Words that must stand in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required {
    /// The words.
    pub text: String,
    /// Words in the title of the section they belong to (指导思想); anywhere when not given.
    pub place: Option<String>,
    /// The first day of the plans they are required of.
    pub from: Option<Date>,
    /// The last.
    pub until: Option<Date>,
    /// Who keeps the entry: whom to ask.
    pub keeper: Option<String>,
}

/// An entry of a settings file.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Entry {
    /// The words.
    text: String,
    /// Words in the title of the section they belong to; anywhere when not given.
    #[serde(default, rename = "where")]
    place: Option<String>,
    /// The first day of the plans they are required of.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    from: Option<Day>,
    /// The last.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    until: Option<Day>,
    /// Who keeps the entry.
    #[serde(default)]
    keeper: Option<String>,
}

/// A date of TOML, or one in quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Date(toml::value::Datetime),
    Text(String),
}

impl Day {
    fn date(self) -> Result<Date, String> {
        let text = match self {
            Day::Date(date) => date.to_string(),
            Day::Text(text) => text,
        };
        text.trim().parse().map_err(|_| format!("required-wording: `{text}` is no date such as 2025-01-31"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    required_wording: Vec<Entry>,
}

impl Required {
    /// The `[[required-wording]]` entries of a TOML text; other tables are passed over.
    ///
    /// # Errors
    /// What is wrong with the text: no TOML, an unknown key, empty words, a date that is none.
    pub fn read(text: &str) -> Result<Vec<Required>, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        file.required_wording
            .into_iter()
            .map(|entry| {
                if entry.text.trim().is_empty() {
                    return Err("required-wording: `text` is empty".to_owned());
                }
                Ok(Required {
                    text: entry.text.trim().to_owned(),
                    place: entry.place,
                    from: entry.from.map(Day::date).transpose()?,
                    until: entry.until.map(Day::date).transpose()?,
                    keeper: entry.keeper,
                })
            })
            .collect()
    }

    /// Whether they are required of a plan of this day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_and_without_days() {
        let text = "[lint]\n[[required-wording]]\ntext = '坚持节水优先'\nwhere = '指导思想'\nfrom = 2024-01-01\n\
                    until = '2025-12-31'\nkeeper = '市水利局办公室'\n[[required-wording]]\ntext = '量水而行'\n";
        let entries = Required::read(text).expect("well-formed");
        let day = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(entries.len(), 2);
        assert!(entries[0].holds_on(day("2025-12-31")) && !entries[0].holds_on(day("2026-01-01")));
        assert!(!entries[0].holds_on(day("2023-12-31")) && entries[1].holds_on(day("1999-01-01")));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, part) in [
            ("[[required-wording]]\ntext = ''", "empty"),
            ("[[required-wording]]\ntext = '甲'\nfrom = '明年'", "明年"),
            ("[[required-wording]]\ntext = '甲'\nwhen = 1", "when"),
        ] {
            let told = Required::read(text).expect_err(text);
            assert!(told.contains(part), "{told}");
        }
    }
}
