//! The waivers that hold, for the office that reviews them.

use crate::base::{Lang, SourceFile, Waived};
use crate::plan::Plan;
use crate::source::{Scope, Waiver};
use serde::Serialize;
use std::path::PathBuf;

/// The version of the JSON form.
pub const VERSION: u32 = 1;

/// A waiver as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Row {
    /// The file it stands in: the plan, or its side file.
    pub file: String,
    /// The line it stands in, from 1.
    pub line: usize,
    /// The plan it is for.
    pub plan: String,
    /// What it covers: file, section, block, clause.
    pub scope: &'static str,
    /// The path of the section it covers or stands in; empty before the first.
    pub section: String,
    /// The first of the words it covers.
    pub words: String,
    /// Lints, as written.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, ISO.
    pub until: Option<String>,
    /// What it goes by.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// How many findings it accepts.
    pub used: usize,
}

/// How many characters of the words that are covered are shown.
const WORDS: usize = 20;

impl Row {
    /// The row of a waiver of a plan; `taken` is what the plan's waivers accept.
    pub fn of(waiver: &Waiver, file: &SourceFile, plan: &Plan, taken: &[Waived]) -> Self {
        let aside = |w: &Waived| w.aside == waiver.aside.as_ref().map(|a| a.file.clone());
        let used = taken
            .iter()
            .filter(|w| w.span == waiver.span && aside(w) && w.reason == waiver.reason)
            .filter(|w| waiver.codes.iter().any(|(c, _)| c.eq_ignore_ascii_case(w.finding.code) || c == w.finding.name))
            .count();
        let (path, line): (PathBuf, usize) = match &waiver.aside {
            Some(aside) => (aside.file.clone(), aside.line),
            None => (file.path.clone(), file.position(waiver.span.start).line),
        };
        let section = plan.section_at(waiver.scope.start).and_then(|id| plan.sections.get(id));
        let section = section.filter(|_| waiver.kind != Scope::File);
        let covered = match (waiver.kind, section) {
            (Scope::File, _) => plan.meta.title.clone().unwrap_or_default(),
            (Scope::Section, Some(section)) => section.title.as_str().to_owned(),
            _ => waiver.scope.of(&file.text).trim_start_matches(['#', ' ']).to_owned(),
        };
        Self {
            file: path.display().to_string(),
            line,
            plan: file.path.display().to_string(),
            scope: match waiver.kind {
                Scope::File => "file",
                Scope::Section => "section",
                Scope::Block => "block",
                Scope::Clause => "clause",
            },
            section: section.map(|s| s.path.clone()).unwrap_or_default(),
            words: covered.chars().filter(|c| !c.is_control()).take(WORDS).collect(),
            codes: waiver.codes.iter().map(|c| c.0.clone()).collect(),
            reason: waiver.reason.clone(),
            until: waiver.until.clone(),
            reference: waiver.reference.clone(),
            used,
        }
    }

    fn scope(&self, lang: Lang) -> &'static str {
        match self.scope {
            "file" => lang.pick("全文", "file"),
            "section" => lang.pick("一节", "section"),
            "block" => lang.pick("一段", "block"),
            _ => lang.pick("一句", "clause"),
        }
    }

    fn until(&self, lang: Lang) -> &str {
        self.until.as_deref().unwrap_or(lang.pick("长期", "open"))
    }
}

/// As JSON.
pub fn json(rows: &[Row]) -> String {
    format!("{:#}\n", serde_json::json!({ "version": VERSION, "waivers": rows }))
}

/// As text.
pub fn table(rows: &[Row], lang: Lang) -> String {
    let mut out = String::new();
    for row in rows {
        let used = match row.used {
            0 => lang.pick("未用到".to_owned(), "not used".to_owned()),
            n => lang.pick(format!("用到 {n} 处"), format!("used {n} times")),
        };
        out.push_str(&format!(
            "{}:{}  {}  {} {} {}\n    {}{}\n",
            row.file,
            row.line,
            row.codes.join(lang.pick("、", ", ")),
            row.scope(lang),
            row.section,
            row.words,
            lang.pick("理由：", "reason: "),
            row.reason,
        ));
        if let Some(reference) = &row.reference {
            out.push_str(&format!("    {}{reference}\n", lang.pick("依据：", "ref: ")));
        }
        out.push_str(&format!("    {}{}  {used}\n", lang.pick("期限：", "until: "), row.until(lang)));
    }
    out
}

/// As a page of Markdown, to be printed and signed.
pub fn markdown(rows: &[Row], today: jiff::civil::Date, lang: Lang) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    let mut out = lang.pick(
        format!("# 豁免清单\n\n截至 {today}，现行豁免 {} 条。\n\n", rows.len()),
        format!("# Waivers\n\n{} waivers hold on {today}.\n\n", rows.len()),
    );
    out.push_str(lang.pick(
        "| 序号 | 检查项 | 位置 | 范围 | 理由 | 依据 | 期限 | 用到 | 审核意见 |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        "| No. | lints | place | scope | reason | ref | until | used | approved |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    ));
    for (at, row) in rows.iter().enumerate() {
        out.push_str(&format!(
            "| {} | {} | {}:{} | {} {} {} | {} | {} | {} | {} |  |\n",
            at + 1,
            cell(&row.codes.join(lang.pick("、", ", "))),
            cell(&row.file),
            row.line,
            row.scope(lang),
            cell(&row.section),
            cell(&row.words),
            cell(&row.reason),
            cell(row.reference.as_deref().unwrap_or_default()),
            row.until(lang),
            row.used,
        ));
    }
    out.push_str(lang.pick(
        "\n审核单位（盖章）：　　　　　　　　审核人签字：　　　　　　　　日期：　　　　\n",
        "\nReviewing office (seal): ____________  Signed: ____________  Date: ____________\n",
    ));
    out
}
