//! Waivers and links in a plan's side file, `NAME.plangen.toml` beside it: for drafts that live in Word, and texts
//! that are published and not to be touched.
//!
//! ```toml
//! [[waiver]]
//! codes = ["PG301"]
//! section = "二/（一）/1"    # without it the whole plan
//! quote = "达到85%"          # the block with these words, alone
//! reason = "……"
//! until = 2025-12-31
//! ref = "会议纪要〔2025〕3号"
//!
//! [[link]]
//! task = "二/（一）/1"
//! implements = ["beiyuan:二/（一）/2"]
//! reason = "……"              # where a person gave one
//! ```

use super::front::civil;
use super::outline::block_span;
use super::waiver::{Aside, Scope, Waiver};
use crate::base::{Failure, SourceFile, Span};
use crate::data::reasons;
use crate::plan::{Block, Plan, SectionId};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The side file of a plan.
pub fn side_path(plan: &Path) -> PathBuf {
    plan.with_extension("plangen.toml")
}

/// Whether a path is that of a side file.
pub fn is_side(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".plangen.toml"))
}

/// Other tables are for others: quotas, say.
#[derive(Deserialize, Default)]
struct Form {
    #[serde(default)]
    waiver: Vec<Spanned<Entry>>,
    #[serde(default)]
    link: Vec<LinkEntry>,
}

/// What a section implements: as `{implements=…}` on its heading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkEntry {
    task: Spanned<String>,
    implements: Vec<Spanned<String>>,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    codes: Vec<String>,
    #[serde(default)]
    section: Option<Spanned<String>>,
    #[serde(default)]
    quote: Option<Spanned<String>>,
    reason: Spanned<String>,
    #[serde(default)]
    until: Option<Spanned<toml::Value>>,
    #[serde(default, rename = "ref")]
    reference: Option<String>,
}

/// The waivers of a plan's side file, none where there is no such file.
///
/// # Errors
/// When it cannot be read, is not TOML, has an unknown key, no reason, or names a place that the plan does not have.
pub fn side_waivers(file: &SourceFile, plan: &Plan) -> Result<Vec<Waiver>, Failure> {
    let path = side_path(&file.path);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    parse(&super::load_text(&path)?, file, plan)
}

/// The links of a plan's side file, none where there is no such file: sections and what they implement.
///
/// # Errors
/// When it is not TOML, has an unknown key, names a section that the plan does not have, or a link has no path.
pub fn side_links(side: &SourceFile, plan: &Plan) -> Result<Vec<(SectionId, String)>, Failure> {
    links(side, &form(side)?, plan)
}

/// Why a link of the side file was made, where that is said.
pub(super) fn link_reason(side: &SourceFile, task: &str, to: &str) -> Option<String> {
    let of = |entry: &&LinkEntry| {
        entry.task.as_ref().trim() == task && entry.implements.iter().any(|link| link.as_ref().trim() == to)
    };
    form(side).ok()?.link.iter().filter(of).find_map(|entry| entry.reason.clone())
}

/// The entry of a link in the side file: its task and all it implements, and where these stand.
pub(super) fn link_entry(side: &SourceFile, task: &str, to: &str) -> Result<Option<(usize, Vec<String>)>, Failure> {
    let form = form(side)?;
    let found = form.link.iter().find_map(|entry| {
        let all: Vec<String> = entry.implements.iter().map(|link| link.as_ref().trim().to_owned()).collect();
        let is = entry.task.as_ref().trim() == task && all.iter().any(|link| link == to);
        is.then(|| (entry.task.span().start, all))
    });
    Ok(found)
}

fn links(side: &SourceFile, form: &Form, plan: &Plan) -> Result<Vec<(SectionId, String)>, Failure> {
    let mut out = Vec::new();
    for entry in &form.link {
        let path = entry.task.as_ref().trim();
        let id = plan.section(path).ok_or_else(|| {
            let (zh, en) = (format!("方案里没有“{path}”这一节"), format!("the plan has no section {path}"));
            wrong(side, Some(entry.task.span().start), &zh, &en)
        })?;
        for link in &entry.implements {
            let words = link.as_ref().trim();
            if words.is_empty() || words.ends_with(':') || words.contains(char::is_whitespace) {
                let (zh, en) = (format!("“{words}”不是“方案:路径”"), format!("`{words}` is no PLAN:PATH"));
                return Err(wrong(side, Some(link.span().start), &zh, &en));
            }
            out.push((id, words.to_owned()));
        }
    }
    Ok(out)
}

fn wrong(side: &SourceFile, at: Option<usize>, zh: &str, en: &str) -> Failure {
    let failure = Failure::new("方案旁边的附带文件有误", "the plan's side file is wrong").file(&side.path);
    let failure = match at {
        Some(at) => failure.at(side.position(at)),
        None => failure,
    };
    failure.cause(zh, en).remedy(
        "改正这一处；写法见 plangen explain PG007",
        "correct it; `plangen explain PG007` shows how it is written",
    )
}

fn form(side: &SourceFile) -> Result<Form, Failure> {
    toml::from_str(&side.text).map_err(|e| {
        let message = e.message().trim().replace('\n', "; ");
        wrong(side, e.span().map(|s| s.start), &format!("不合写法（{message}）"), &message)
    })
}

pub(super) fn parse(side: &SourceFile, file: &SourceFile, plan: &Plan) -> Result<Vec<Waiver>, Failure> {
    let wrong = |at: Option<usize>, zh: &str, en: &str| wrong(side, at, zh, en);
    let form = form(side)?;
    links(side, &form, plan)?;
    let mut out = Vec::new();
    for entry in form.waiver {
        let at = entry.span().start;
        let entry = entry.into_inner();
        if entry.codes.is_empty() {
            return Err(wrong(Some(at), "没有写明豁免哪一项检查", "it names no lint"));
        }
        let reason = entry.reason.as_ref().trim();
        if reasons::is_placeholder(reason) {
            return Err(wrong(
                Some(entry.reason.span().start),
                &format!("理由“{reason}”等于没有写"),
                &format!("the reason “{reason}” says nothing"),
            ));
        }
        let until = match &entry.until {
            None => None,
            Some(until) => {
                let written = until.as_ref().as_str().map_or_else(|| until.as_ref().to_string(), str::to_owned);
                let told = || {
                    wrong(
                        Some(until.span().start),
                        &format!("期限“{written}”不是日期"),
                        &format!("`{written}` is no date"),
                    )
                };
                Some(civil(&written).ok_or_else(told)?)
            }
        };
        let (mut scope, mut kind) = (Span::new(0, file.text.len()), Scope::File);
        if let Some(section) = &entry.section {
            let path = section.as_ref().trim();
            let Some(found) = plan.section(path).and_then(|id| plan.sections.get(id)) else {
                return Err(wrong(
                    Some(section.span().start),
                    &format!("方案里没有“{path}”这一节"),
                    &format!("the plan has no section {path}"),
                ));
            };
            (scope, kind) = (found.span, Scope::Section);
        }
        if let Some(quote) = &entry.quote {
            let words = quote.as_ref().trim();
            let Some(block) = block_with(plan, scope, words) else {
                return Err(wrong(
                    Some(quote.span().start),
                    &format!("所指范围里没有“{words}”"),
                    &format!("“{words}” does not stand there"),
                ));
            };
            (scope, kind) = (block, Scope::Block);
        }
        out.push(Waiver {
            codes: entry.codes.into_iter().map(|code| (code, scope)).collect(),
            reason: reason.to_owned(),
            until,
            reference: entry.reference.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()),
            scope,
            kind,
            span: scope,
            aside: Some(Aside { file: side.path.clone(), line: side.position(at).line }),
        });
    }
    Ok(out)
}

/// The heading or block within a span that holds some words.
fn block_with(plan: &Plan, within: Span, words: &str) -> Option<Span> {
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let wanted = squeeze(words);
    let title = &plan.meta.title_span;
    if within.contains(*title) && plan.meta.title.as_deref().is_some_and(|t| squeeze(t).contains(&wanted)) {
        return Some(*title);
    }
    let blocks = |blocks: &[Block]| -> Option<Span> {
        blocks.iter().find(|b| within.contains(block_span(b)) && squeeze(&text_of(b)).contains(&wanted)).map(block_span)
    };
    blocks(&plan.preamble).or_else(|| {
        plan.sections.iter().find_map(|s| {
            let heading = within.contains(s.heading_span) && squeeze(s.title.as_str()).contains(&wanted);
            if heading && s.titled { Some(s.heading_span) } else { blocks(&s.blocks) }
        })
    })
}

fn text_of(block: &Block) -> String {
    match block {
        Block::Paragraph(p) => p.prose.as_str().to_owned(),
        Block::Box(b) => b.blocks.iter().map(text_of).fold(b.title.as_str().to_owned(), |all, own| all + &own),
        Block::Picture(p) => p.caption.as_ref().map_or_else(String::new, |c| c.as_str().to_owned()),
        Block::Table(t) => {
            let cells = t.caption.iter().chain(t.rows.iter().flatten().map(|c| &c.prose));
            cells.map(|p| p.as_str()).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(side: &str) -> Result<Vec<(String, Scope)>, String> {
        let text =
            "---\nplangen: 1\n---\n## 一、目标\n\n到2025年达到6张。\n\n每年两次。\n\n## 二、保障\n\n落实经费。\n";
        let file = SourceFile::new("plan.md", text);
        let plan = super::super::parse(&file).plan;
        let found = parse(&SourceFile::new("plan.plangen.toml", side), &file, &plan);
        let found = found.map_err(|e| e.render(crate::base::Lang::En))?;
        Ok(found.into_iter().map(|w| (w.scope.of(text).trim().to_owned(), w.kind)).collect())
    }

    #[test]
    fn sections_blocks_and_the_whole() {
        let all = read(
            "[[waiver]]\ncodes = [\"PG502\"]\nreason = \"原文如此\"\nuntil = 2025-12-31\nref = \"纪要3号\"\n[[waiver]]\ncodes = [\"PG602\"]\nsection = \"二\"\nreason = \"甲\"\nuntil = \"2025-12-31\"\n[[waiver]]\ncodes = [\"PG603\"]\nsection = \"一\"\nquote = \"每年\"\nreason = \"甲\"\n[[quota]]\ntarget = \"T1\"\n",
        )
        .expect("well-formed");
        assert!(all[0].0.starts_with("---") && all[0].1 == Scope::File);
        assert_eq!(
            all[1..],
            [("## 二、保障\n\n落实经费。".to_owned(), Scope::Section), ("每年两次。".to_owned(), Scope::Block)]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let of = |more: &str| read(&format!("[[waiver]]\n{more}\n"));
        for (more, part) in [
            ("codes = []\nreason = \"甲\"", ":1:"),
            ("codes = [\"PG301\"]", ":1:"),
            ("codes = [\"PG301\"]\nreason = \"TODO\"", ":3:"),
            ("codes = [\"PG301\"]\nreason = \"甲\"\nuntil = \"明年\"", ":4:"),
            ("codes = [\"PG301\"]\nreason = \"甲\"\nsection = \"九\"", "no section 九"),
            ("codes = [\"PG301\"]\nreason = \"甲\"\nquote = \"没有\"", "没有"),
            ("codes = [\"PG301\"]\nreason = \"甲\"\nresaon = \"乙\"", "resaon"),
        ] {
            let told = of(more).expect_err(more);
            assert!(told.contains("plan.plangen.toml") && told.contains(part), "{more}: {told}");
        }
    }
}
