//! What a plan says of itself: its front matter, or what import recognised.

use crate::base::Span;
use serde::{Deserialize, Serialize};

/// The administrative level (层级) of the issuing body, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 国家
    National,
    /// 省, 自治区, 直辖市
    Region,
    /// 市, 盟, 州, 地区
    City,
    /// 县, 旗, 区
    County,
    /// 乡, 镇, 苏木, 街道
    Township,
}

/// How finished a draft is (稿次), in the order drafts pass through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// 代拟稿
    #[serde(rename = "代拟稿")]
    Commissioned,
    /// 征求意见稿
    #[serde(rename = "征求意见稿")]
    Consultation,
    /// 送审稿
    #[serde(rename = "送审稿")]
    Review,
    /// 印发稿
    #[serde(rename = "印发稿")]
    Issued,
}

/// What kind of body issues the document; read from the issuer's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IssuerType {
    /// A people's government or its office.
    Government,
    /// A department of a government.
    Department,
    /// A Party committee or its office.
    Party,
    /// Several bodies together.
    Joint,
}

/// A value of the front matter, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Bytes of the file; empty where nothing stands.
    pub span: Span,
}

/// A parent as the plan names it: a path or a document number.
pub type Link = Spanned<String>;

/// The form of an official document (公文格式; GB/T 9704-2012, chapters 7 and 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentForm {
    /// 通用: the general form, with 文件 in the mark.
    #[default]
    General,
    /// 信函
    Letter,
    /// 命令（令）
    Order,
    /// 纪要
    Minutes,
}

/// A table made from the plan's data and attached to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attached {
    /// 责任分工表: its tasks and who is responsible.
    Duties,
    /// 对照表: the parents' tasks and what answers them.
    Alignment,
}

/// How a document is authenticated (印章; GB/T 9704-2012, 7.3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sealing {
    /// 盖章: room for the seal over name and date.
    #[default]
    Seal,
    /// 不盖章
    Unsealed,
    /// 签名章: the signer's stamp behind the post.
    Stamp,
}

/// The official document that carries a plan (印发通知), or that the plan itself is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    /// 公文格式
    pub form: DocumentForm,
    /// Whether the plan is the document's own text, with no notice before it; `None` where not said.
    pub direct: Option<bool>,
    /// 发文机关标志, where it is not the issuer's name with 文件.
    pub mark: Option<String>,
    /// The issuers besides the main one (联合行文), in order.
    pub with: Vec<String>,
    /// 份号
    pub copy_number: Option<String>,
    /// 密级和保密期限
    pub secrecy: Option<String>,
    /// 紧急程度
    pub urgency: Option<String>,
    /// 签发人: a document with one goes upward (上行文).
    pub signers: Vec<String>,
    /// 附件说明: the names of what is attached.
    pub attachments: Vec<String>,
    /// 印章, where it is not that of the form: stamps for orders, seals for the others.
    pub seal: Option<Sealing>,
    /// The signers' posts, before their stamps: one for each issuer.
    pub posts: Vec<String>,
    /// 出席, of minutes.
    pub present: Vec<String>,
    /// 请假
    pub excused: Vec<String>,
    /// 列席
    pub observers: Vec<String>,
    /// 发文机关
    pub issuer: Option<String>,
    /// The notice's own title, `…关于印发…的通知`, where it was given.
    pub title: Option<String>,
    /// 发文字号, `河府办发〔2024〕15号`.
    pub number: Option<String>,
    /// 成文日期, ISO `2024-04-08`.
    pub date: Option<String>,
    /// 主送机关: classes, then members (、 inside a class, ， between classes).
    pub to: Vec<Vec<String>>,
    /// The notice's own paragraphs (现印发给你们…).
    pub text: Vec<String>,
    /// 附注, without its brackets: 此件公开发布.
    pub note: Option<String>,
    /// 公开方式: 主动公开 …
    pub publicity: Option<String>,
    /// 抄送机关: classes, then members.
    pub copies: Vec<Vec<String>>,
    /// 印发机关
    pub printed_by: Option<String>,
    /// 印发日期, ISO.
    pub printed: Option<String>,
}

impl Notice {
    /// All issuers in one, 甲、乙; `None` where none is named.
    pub fn issuers(&self) -> Option<String> {
        let main = self.issuer.clone()?;
        Some(self.with.iter().fold(main, |all, name| all + "、" + name))
    }
}

/// What a plan says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// The version of the source format the file declares; `None` for published prose.
    pub format: Option<u32>,
    /// Unique in the project; by default the folder's or the file's name.
    pub id: Option<Link>,
    /// 文种: 实施方案, 规划, 意见 …
    pub kind: Option<String>,
    /// The plan's own title (not the notice's).
    pub title: Option<String>,
    /// Where the title stands, in front matter or text.
    pub title_span: Span,
    /// The level, declared or read from the issuer or title.
    pub level: Option<Level>,
    /// The jurisdiction's name, 河套市.
    pub region: Option<String>,
    /// How finished the draft is; `None` where not said.
    pub stage: Option<Stage>,
    /// Paths or cited numbers of the parents, in order.
    pub parents: Vec<Link>,
    /// Tables that are made from its data and attached, in order.
    pub attach: Vec<Attached>,
    /// The carrying notice, where there is one.
    pub notice: Option<Notice>,
    /// Bytes of the front matter with its fences; empty when there is none.
    pub span: Span,
}

impl Meta {
    /// The stage in force: as declared, else 印发稿 once number and date are there, else 征求意见稿.
    pub fn stage(&self) -> Stage {
        let issued = self.notice.as_ref().is_some_and(|n| n.number.is_some() && n.date.is_some());
        self.stage.unwrap_or(if issued { Stage::Issued } else { Stage::Consultation })
    }
}
