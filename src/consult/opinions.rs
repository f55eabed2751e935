//! What returned copies say: their comments and tracked changes, each with the unit it comes from and the clause it is
//! about.

use super::{Asked, bare};
use crate::base::{Failure, Remark, RemarkKind, SourceFile, Span};
use crate::data::Register;
use crate::import;
use crate::office::AUTHOR;
use crate::plan::Plan;

/// A copy that came back.
#[derive(Debug)]
pub struct Returned {
    /// Its file, with remarks.
    pub file: SourceFile,
    plan: Plan,
}

impl Returned {
    /// Reads the sections of a copy.
    ///
    /// # Errors
    /// When it is no office file, which alone holds comments and tracked changes.
    pub fn of(file: SourceFile) -> Result<Self, Failure> {
        if file.origin.is_none() {
            return Err(Failure::new("退回的稿子要是 Word 文档", "a returned copy is a Word document")
                .file(&file.path)
                .remedy("给出带批注或修订的 .docx 文件", "name a .docx file with comments or tracked changes"));
        }
        let plan = import::read(&file).plan;
        Ok(Self { file, plan })
    }

    fn remarks(&self) -> &[Remark] {
        self.file.origin.as_ref().map_or(&[], |origin| &origin.remarks)
    }
}

/// Who an opinion comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// One of those who were asked, by number.
    Asked(usize),
    /// Someone else, by the name of the unit, of the author or of the file.
    Other(String),
}

/// One opinion (意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Who it comes from.
    pub sender: Sender,
    /// Path and title of the section it is about; empty before the first.
    pub clause: (String, String),
    /// The words of the draft it is about.
    pub text: String,
    /// What it says.
    pub kind: OpinionKind,
}

/// What an opinion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpinionKind {
    /// A comment.
    Said(String),
    /// A change: what goes, and what comes in its place; where nothing goes, what it is to follow.
    Changed {
        /// What is deleted.
        old: String,
        /// What is inserted.
        new: String,
        /// The words before it.
        after: String,
    },
}

/// The opinions of copies, in the order of the copies and of their text. What stands in the draft already is none,
/// nor is what plangen wrote. Answers as well who each copy comes from.
pub fn opinions(
    draft: &SourceFile,
    copies: &[Returned],
    asked: &[Asked],
    register: &Register,
) -> (Vec<Opinion>, Vec<Sender>) {
    let old: &[Remark] = draft.origin.as_ref().map_or(&[], |origin| &origin.remarks);
    let mut out = Vec::new();
    let mut senders = Vec::new();
    for copy in copies {
        let stem = copy.file.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let named = in_file_name(&stem, asked, register);
        let known = |r: &Remark| old.iter().any(|o| (o.kind, &o.author, &o.text) == (r.kind, &r.author, &r.text));
        let remarks: Vec<&Remark> = copy.remarks().iter().filter(|r| r.author != AUTHOR && !known(r)).collect();
        let mut at = 0;
        let mut first = None;
        while let Some(remark) = remarks.get(at) {
            let next = remarks.get(at + 1).filter(|next| replaces(remark, next));
            let by_author = unit_of(&remark.author, asked, register);
            let sender = by_author.or_else(|| named.clone()).unwrap_or_else(|| {
                let author = remark.author.trim();
                Sender::Other(if author.is_empty() { stem.clone() } else { author.to_owned() })
            });
            first.get_or_insert_with(|| sender.clone());
            out.push(opinion(copy, remark, next.copied(), sender));
            at += if next.is_some() { 2 } else { 1 };
        }
        senders.push(named.or(first).unwrap_or(Sender::Other(stem)));
    }
    (out, senders)
}

/// Whether two changes are one: something in the place of something else, by one author.
fn replaces(one: &Remark, next: &Remark) -> bool {
    let kinds = (one.kind, next.kind);
    let changes =
        matches!(kinds, (RemarkKind::Deleted, RemarkKind::Inserted) | (RemarkKind::Inserted, RemarkKind::Deleted));
    changes && one.author == next.author && (one.span.end == next.span.start || one.span == next.span)
}

fn opinion(copy: &Returned, remark: &Remark, next: Option<&Remark>, sender: Sender) -> Opinion {
    let file = &copy.file;
    let span = next.map_or(remark.span, |next| remark.span.cover(next.span));
    let clause = copy.plan.section_at(span.start).and_then(|id| copy.plan.sections.get(id));
    let clause = clause.map_or_else(Default::default, |s| (s.path.clone(), s.title.as_str().to_owned()));
    let sentence = file.sentence(span).of(&file.text).trim();
    let change = |kind: RemarkKind| {
        let words = [Some(remark), next].into_iter().flatten().filter(|r| r.kind == kind);
        words.map(|r| r.text.as_str()).collect::<String>()
    };
    let (text, kind) = if remark.kind == RemarkKind::Comment {
        let quote = span.of(&file.text).trim();
        let text = if quote.is_empty() { sentence } else { quote };
        (text, OpinionKind::Said(remark.text.trim().to_owned()))
    } else {
        let line = file.line_span(span.start);
        let before = Span::new(line.start, span.start).of(&file.text);
        let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        let after = before[from..].to_owned();
        (sentence, OpinionKind::Changed { old: change(RemarkKind::Deleted), new: change(RemarkKind::Inserted), after })
    };
    Opinion { sender, clause, text: text.to_owned(), kind }
}

/// How many characters before an insertion say where it goes.
const AROUND: usize = 12;

/// The unit that the name of a file names: 市财政局-反馈意见, 附件2（财政局）.
fn in_file_name(stem: &str, asked: &[Asked], register: &Register) -> Option<Sender> {
    let whole = bare(stem);
    // The longest name of those that were asked.
    let names = asked.iter().enumerate().flat_map(|(at, a)| a.names.iter().map(move |n| (at, n)));
    if let Some((at, _)) = names.filter(|(_, n)| whole.contains(n.as_str())).max_by_key(|(_, n)| n.len()) {
        return Some(Sender::Asked(at));
    }
    // Else the first part that ends as a unit's name does, the words of an answer taken away.
    let parts = stem.split(|c: char| !c.is_alphabetic());
    parts.filter(|part| !part.is_empty()).find_map(|part| {
        let ends = part.char_indices().map(|(at, c)| &part[..at + c.len_utf8()]);
        // What is left may begin with other words: the register knows a unit by its end.
        ends.rev().find_map(|name| unit_of(name, asked, register))
    })
}

/// The unit that a name is, where it is one.
fn unit_of(name: &str, asked: &[Asked], register: &Register) -> Option<Sender> {
    let name = name.trim();
    if let Some(at) = asked.iter().position(|a| a.names.iter().any(|n| n == name)) {
        return Some(Sender::Asked(at));
    }
    let function = register.function_of(name)?;
    let one = |a: &Asked| !a.name.starts_with('各') && a.function.as_deref() == Some(function.key.as_str());
    Some(asked.iter().position(one).map_or_else(|| Sender::Other(name.to_owned()), Sender::Asked))
}
