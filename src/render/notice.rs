//! Head and foot of the official document as templates take them: marks, number, signers, signature, colophon
//! (GB/T 9704-2012, 7.2 to 7.4 and chapter 10).

use super::runs::{self, Run, runs};
use super::title;
use crate::data::titles::titles;
use crate::plan::{DocumentForm, Notice, Plan, Sealing, SectionKind};
use serde::Serialize;

/// A thing that may not be there yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The text, or what belongs there.
    pub text: String,
    /// Whether it is still to be given.
    pub blank: bool,
}

/// The notice, or the head of the document that the plan itself is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeForm {
    /// `general`, `letter`, `order`, `minutes`.
    pub form: DocumentForm,
    /// Whether the plan is the document's own text.
    pub direct: bool,
    /// 发文机关标志: the names, one of them for most documents.
    pub marks: Vec<Slot>,
    /// What stands behind the names: 文件, 令, 会议纪要 or nothing.
    pub suffix: &'static str,
    /// 份号, 密级和保密期限, 紧急程度, as far as given, in this order.
    pub corner: Vec<Corner>,
    /// 发文字号
    pub number: Slot,
    /// 签发人
    pub signers: Vec<String>,
    /// The title's lines.
    pub title: Vec<String>,
    /// 主送机关 with ：.
    pub to: Option<String>,
    /// Its paragraphs.
    pub text: Vec<Vec<Run>>,
    /// Whether its text is still to be written.
    pub text_blank: bool,
    /// 附件说明
    pub attachments: Vec<String>,
    /// 署名: the names, the main issuer's first.
    pub issuers: Vec<Slot>,
    /// 成文日期
    pub date: Slot,
    /// 印章
    pub seal: Sealing,
    /// The signers' posts, before their stamps.
    pub posts: Vec<Slot>,
    /// 出席, 请假, 列席 of minutes.
    pub attendance: Vec<Attendance>,
    /// 附注, without brackets.
    pub note: Option<String>,
}

impl NoticeForm {
    /// The mark in one line.
    pub fn mark(&self) -> String {
        let names: Vec<&str> = self.marks.iter().map(|m| m.text.as_str()).collect();
        names.join("　") + self.suffix
    }
}

/// A line in the upper left corner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corner {
    /// The text.
    pub text: String,
    /// Whether it stands in 黑体.
    pub hei: bool,
}

/// Who was at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// 出席, 请假, 列席.
    pub label: &'static str,
    /// The names.
    pub names: String,
}

/// 版记
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colophon {
    /// Whether it has 主送 and 抄送 only, without rules (of letters, 10.1).
    pub plain: bool,
    /// 主送机关, where they do not fit on the first page.
    pub to: Option<String>,
    /// 抄送机关 with 。
    pub copies: Option<String>,
    /// 印发机关
    pub printed_by: Slot,
    /// 印发日期
    pub printed: Slot,
}

pub(super) fn slot(value: Option<&str>, what: &str) -> Slot {
    match value.map(runs::clean).filter(|v| !v.trim().is_empty()) {
        Some(text) => Slot { text, blank: false },
        None => Slot { text: what.to_owned(), blank: true },
    }
}

pub(super) fn notice_form(notice: &Notice, plan: &Plan) -> NoticeForm {
    let issuer = notice.issuer.as_deref();
    let direct = is_direct(notice, plan);
    let issuers: Vec<Slot> = std::iter::once(issuer)
        .chain(notice.with.iter().map(|w| Some(w.as_str())))
        .map(|name| slot(name, "发文机关署名"))
        .collect();
    let corner = [(&notice.copy_number, false), (&notice.secrecy, true), (&notice.urgency, true)]
        .into_iter()
        .filter_map(|(text, hei)| Some(Corner { text: runs::clean(text.as_deref()?), hei }))
        .collect();
    let attendance = [("出席", &notice.present), ("请假", &notice.excused), ("列席", &notice.observers)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(label, names)| Attendance { label, names: runs::clean(&names.join("、")) })
        .collect();
    let (marks, suffix) = marks(notice);
    let posts = match notice.posts.as_slice() {
        [] => vec![slot(None, "签发人职务")],
        posts => posts.iter().map(|p| slot(Some(p), "签发人职务")).collect(),
    };
    let to = classes(&notice.to);
    let public = notice.publicity.as_deref() == Some("主动公开");
    NoticeForm {
        form: notice.form,
        direct,
        marks,
        suffix,
        corner,
        number: slot(notice.number.as_deref(), "发文字号"),
        signers: notice.signers.iter().map(|s| runs::clean(s)).collect(),
        title: title_lines(notice, plan, direct),
        to: (!to.is_empty()).then(|| format!("{}：", to.trim_end_matches(['：', ':']))),
        text: notice.text.iter().map(|p| runs(p)).collect(),
        text_blank: notice.text.is_empty() && !direct,
        attachments: attachments(notice, plan, direct),
        issuers,
        date: slot(notice.date.as_deref().map(date).as_deref(), "成文日期"),
        seal: notice.seal.unwrap_or(match notice.form {
            DocumentForm::Order => Sealing::Stamp,
            _ => Sealing::Seal,
        }),
        posts,
        attendance,
        note: notice.note.clone().map(|n| runs::clean(&n)).or_else(|| public.then(|| "此件公开发布".to_owned())),
    }
}

/// 发文机关标志 and what stands behind it.
fn marks(notice: &Notice) -> (Vec<Slot>, &'static str) {
    let what = "发文机关标志";
    if let Some(mark) = &notice.mark {
        return (vec![slot(Some(mark), what)], "");
    }
    let main = slot(notice.issuer.as_deref(), what);
    let suffix = match notice.form {
        _ if main.blank => "",
        DocumentForm::General => "文件",
        DocumentForm::Order => "令",
        DocumentForm::Minutes => "会议纪要",
        DocumentForm::Letter => "",
    };
    // A letter carries the main issuer's mark only (10.1).
    let others = notice.with.iter().filter(|_| notice.form != DocumentForm::Letter).map(|w| slot(Some(w), what));
    (std::iter::once(main).chain(others).collect(), suffix)
}

/// The title's lines. Joint issuers stand before the rest, apart from one another.
fn title_lines(notice: &Notice, plan: &Plan, direct: bool) -> Vec<String> {
    let own = plan.meta.title.as_deref().unwrap_or_default();
    let written = if direct { Some(own) } else { notice.title.as_deref() };
    let bodies: Vec<String> = notice.issuer.iter().chain(&notice.with).map(|b| runs::clean(b)).collect();
    let names: Vec<&str> = bodies.iter().map(String::as_str).chain(plan.meta.region.as_deref()).collect();
    let rest = match written {
        Some(title) => {
            let mut rest = runs::clean(title);
            for body in &bodies {
                match rest.trim_start().strip_prefix(body.as_str()) {
                    Some(after) => rest = after.to_owned(),
                    None => return title::lines(title, &names),
                }
            }
            rest
        }
        // The form that notices of this kind have (关于印发…的通知).
        None => format!("关于印发{own}的通知"),
    };
    match bodies.as_slice() {
        [] => title::lines(&rest, &names),
        [one] => title::lines(&format!("{one}{rest}"), &names),
        several => {
            // Filled from the last one, so that lines grow towards the rest of the title.
            let mut lines: Vec<String> = Vec::new();
            for body in several.iter().rev() {
                match lines.first_mut() {
                    Some(line) if line.chars().count() + 1 + body.chars().count() <= title::WIDEST => {
                        *line = format!("{body}　{line}");
                    }
                    _ => lines.insert(0, body.clone()),
                }
            }
            title::lines_below(lines, &rest, &names)
        }
    }
}

/// 附件说明: as given; of a document that has its attachments behind it, their names.
fn attachments(notice: &Notice, plan: &Plan, direct: bool) -> Vec<String> {
    if !notice.attachments.is_empty() || !direct {
        return notice.attachments.iter().map(|a| runs::clean(a)).collect();
    }
    let of_text = plan.sections.iter().filter(|s| s.kind == SectionKind::Attachment);
    of_text.map(|s| runs::clean(s.title.as_str())).filter(|t| !t.trim().is_empty()).collect()
}

/// Whether the plan is the document's own text: as it says; else when the notice has no text and no title, and the
/// form or the kind of document is one that is issued by itself.
fn is_direct(notice: &Notice, plan: &Plan) -> bool {
    let alone = |text: &Option<String>| {
        text.as_deref().is_some_and(|t| titles().alone.iter().any(|a| t.trim_end().ends_with(a.as_str())))
    };
    let by_itself = || notice.form != DocumentForm::General || alone(&plan.meta.kind) || alone(&plan.meta.title);
    notice.direct.unwrap_or_else(|| notice.text.is_empty() && notice.title.is_none() && by_itself())
}

pub(super) fn colophon(notice: &Notice) -> Colophon {
    let copies = classes(&notice.copies);
    let copies = copies.trim_end_matches('。');
    Colophon {
        plain: notice.form == DocumentForm::Letter,
        to: None,
        copies: (!copies.is_empty()).then(|| format!("{copies}。")),
        printed_by: slot(notice.printed_by.as_deref(), "印发机关"),
        printed: slot(notice.printed.as_deref().map(date).as_deref(), "印发日期"),
    }
}

/// Members of a class are set apart by 、, classes by ，.
fn classes(classes: &[Vec<String>]) -> String {
    let classes: Vec<String> = classes.iter().map(|c| c.join("、")).collect();
    runs::clean(&classes.join("，"))
}

/// An ISO date as documents write it, without zeros in front; anything else as it is.
fn date(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let number = |s: &str| s.parse::<u32>().ok();
    match parts.as_slice() {
        [y, m, d] => match (number(y), number(m), number(d)) {
            (Some(y), Some(m), Some(d)) => format!("{y}年{m}月{d}日"),
            _ => iso.to_owned(),
        },
        _ => iso.to_owned(),
    }
}
