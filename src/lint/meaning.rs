//! What a safe fix must leave as it is: every number, ordinal, date and document number of the file, the names of
//! units, the titles of cited documents, the sections and the tasks.
//!
//! Numbers are read from the whole text of the file, whatever else is read from it, so that nothing escapes:
//! 2024.4.8 and 2024年4月8日 are one date, [2023]061号 and 〔2023〕61号 one number, 6.8 and 6，8 are not.

use crate::base::SourceFile;
use crate::data::Register;
use crate::extract::{self, citation};
use crate::import;
use crate::plan::{Facts, Meta, Plan};
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What may differ between two readings of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// A number, an ordinal, a date or a document number.
    Numbers,
    /// What the front matter or the notice says.
    Head,
    /// The sections, their order, numbers and titles.
    Sections,
    /// The tasks.
    Tasks,
    /// The names of responsible units.
    Units,
    /// The titles of cited documents.
    Titles,
}

/// What a text says, as far as a fix must not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    numbers: Vec<String>,
    head: String,
    sections: Vec<String>,
    tasks: Vec<usize>,
    units: Vec<String>,
    titles: Vec<String>,
}

impl Meaning {
    /// Reads a text anew.
    pub fn read(file: &SourceFile, register: &Register) -> Self {
        let plan = import::read(file).plan;
        let facts = extract::facts(&plan, register);
        Self::of(file, &plan, &facts)
    }

    /// The meaning of a text that was read.
    pub fn of(file: &SourceFile, plan: &Plan, facts: &Facts) -> Self {
        let units = facts.tasks.iter().flat_map(|t| t.units.iter());
        let units = units.chain(facts.default_units.iter().map(|d| &d.unit));
        let cited = plan.texts().into_iter().flat_map(|run| citation::titles(run.prose.as_str()));
        Self {
            numbers: numbers(&file.text),
            head: head(&plan.meta),
            sections: plan
                .sections
                .iter()
                .map(|s| {
                    let label = s.label.as_ref().map_or("", |l| l.key.as_str());
                    format!("{:?} {} {:?} {label} {}", s.kind, s.depth, s.parent, letters(s.title.as_str()))
                })
                .collect(),
            tasks: facts.tasks.iter().map(|t| t.section).collect(),
            units: units.map(|u| format!("{:?} {}", u.role, u.name)).collect(),
            titles: cited.map(|t| letters(&t.title)).collect(),
        }
    }

    /// In what two texts differ; nothing when they say the same.
    pub fn differences(&self, other: &Meaning) -> BTreeSet<Aspect> {
        [
            (Aspect::Numbers, self.numbers != other.numbers),
            (Aspect::Head, self.head != other.head),
            (Aspect::Sections, self.sections != other.sections),
            (Aspect::Tasks, self.tasks != other.tasks),
            (Aspect::Units, self.units != other.units),
            (Aspect::Titles, self.titles != other.titles),
        ]
        .into_iter()
        .filter_map(|(aspect, differs)| differs.then_some(aspect))
        .collect()
    }
}

/// A text without its marks: their width and kind is what fixes mend.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// All that the front matter says, without where it stands.
fn head(meta: &Meta) -> String {
    let mut meta = meta.clone();
    meta.span = Default::default();
    meta.title_span = Default::default();
    meta.id.iter_mut().chain(&mut meta.parents).for_each(|link| link.span = Default::default());
    letters(&format!("{meta:?}"))
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[〔\[［【（(﹝〈{]\s*(?P<year>(?:19|20)[0-9][0-9])\s*[〕\]］】）)﹞〉}]\s*第?\s*0*(?P<of>[1-9][0-9]{0,4})\s*号",
        r"|(?P<y>(?:19|20)[0-9][0-9])(?:年0?(?P<m>[0-9]{1,2})月0?(?P<d>[0-9]{1,2})日|[.．/-]0?(?P<m2>[0-9]{1,2})[.．/-]0?(?P<d2>[0-9]{1,2})(?P<on>[.．/-]?[0-9])?)",
        r"|[0-9０-９]+(?:[.．,:∶：/][0-9０-９]+)*[%％‰]?",
        r"|[〇零一二两三四五六七八九十百千万亿]+",
        r"|[①-⑳]",
    ))
    .unwrap_or_else(|e| unreachable!("a constant pattern: {e}"))
});

/// The numbers of a text in order, each in one spelling.
fn numbers(text: &str) -> Vec<String> {
    NUMBER.captures_iter(text).map(|found| spelling(&found)).collect()
}

fn spelling(found: &Captures<'_>) -> String {
    let part = |name: &str| found.name(name).map(|m| m.as_str());
    if let (Some(year), Some(of)) = (part("year"), part("of")) {
        return format!("{year}-{of}号");
    }
    let date = (part("y"), part("m").or(part("m2")), part("d").or(part("d2")), part("on"));
    match date {
        (Some(y), Some(m), Some(d), None) => format!("{y}年{m}月{d}日"),
        _ => found.get(0).map_or_else(String::new, |m| m.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differ(a: &str, b: &str) -> Vec<Aspect> {
        let read = |text: &str| {
            let text = format!("河套市河道管护方案\n\n一、任务\n（一）加强巡查。{text}。\n（二）其他。落实丙事。\n");
            Meaning::read(&SourceFile::new("plan.txt", text), Register::builtin())
        };
        read(a).differences(&read(b)).into_iter().collect()
    }

    #[test]
    fn other_spellings_of_one_thing_are_the_same() {
        for (a, b) in [
            ("于2024.4.8印发", "于2024年4月8日印发"),
            ("于2024年04月08日印发", "于2024年4月8日印发"),
            ("（甲府发[2023]第061号）", "（甲府发〔2023〕61号）"),
            ("建成1-2所", "建成1—2所"),
            ("医院(蒙医),床位", "医院（蒙医），床位"),
            ("《甲印发《关于乙的意见》的通知》", "《甲印发〈关于乙的意见〉的通知》"),
        ] {
            assert_eq!(differ(a, b), [], "{a} {b}");
        }
    }

    #[test]
    fn what_changes_is_told() {
        let task = |unit: &str, title: &str| format!("\n（二）{title}。落实甲事。（责任单位：{unit}）");
        for (a, b, aspect) in [
            ("达到6.8张".to_owned(), "达到6，8张".to_owned(), Aspect::Numbers),
            ("投资1,100万元".to_owned(), "投资1，100万元".to_owned(), Aspect::Numbers),
            ("比为1:1.6".to_owned(), "比为1：1.6".to_owned(), Aspect::Numbers),
            ("统一".to_owned(), "统".to_owned(), Aspect::Numbers),
            ("2024.4.8.1".to_owned(), "2024年4月8日.1".to_owned(), Aspect::Numbers),
            (task("市财政局", "建设"), task("市教育局", "建设"), Aspect::Units),
            (task("市财政局", "建设"), task("市财政局", "建没"), Aspect::Sections),
            ("落实《甲办法》".to_owned(), "落实《乙办法》".to_owned(), Aspect::Titles),
        ] {
            assert_eq!(differ(&a, &b), [aspect], "{a} {b}");
        }
    }
}
