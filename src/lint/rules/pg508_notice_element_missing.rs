//! PG508: what the official document needs at its stage and the notice lacks (公文要素缺失).

use crate::base::Span;
use crate::lint::{FileInput, Sink};
use crate::plan::{DocumentForm, Sealing, Stage};

/// Reports each missing element. Only source files are checked: published texts on the web leave elements out.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let meta = &input.doc.plan.meta;
    let (Some(notice), Some(_)) = (&meta.notice, meta.format) else { return };
    let (stage, issued) = match meta.stage() {
        Stage::Issued => ("印发稿", true),
        Stage::Review => ("送审稿", false),
        _ => return,
    };
    let titles = || notice.title.iter().chain(&meta.title);
    let ends = |kinds: &[&str]| titles().any(|t| kinds.iter().any(|k| t.trim_end().ends_with(k)));
    // Orders and minutes, and announcements to everybody, have no addressees.
    let open = matches!(notice.form, DocumentForm::Order | DocumentForm::Minutes)
        || ends(&["公告", "通告", "公报", "决定", "决议", "令"]);
    // What goes to a higher body names who signed it (7.2.6).
    let upward = notice.form == DocumentForm::General && notice.text.is_empty() && ends(&["请示", "报告"]);
    let stamped = notice.seal.map_or(notice.form == DocumentForm::Order, |seal| seal == Sealing::Stamp);
    let wanted = [
        ("发文机关", "issuer", notice.issuer.is_none()),
        ("主送机关", "to", notice.to.is_empty() && !open),
        ("签发人", "signers", upward && notice.signers.is_empty()),
        ("签发人职务", "post", stamped && notice.posts.is_empty()),
        ("份号", "copy-number", notice.secrecy.is_some() && notice.copy_number.is_none()),
        ("发文字号", "number", issued && notice.number.is_none()),
        ("成文日期", "date", issued && notice.date.is_none()),
    ];
    let line = notice_line(&input.doc.file.text, meta.span);
    for (element, key, missing) in wanted {
        if missing {
            out.report(line, "default").arg("stage", stage).arg("element", element).arg("key", key).done();
        }
    }
}

/// The word `notice` in the front matter.
fn notice_line(text: &str, front: Span) -> Span {
    match front.of(text).find("\nnotice") {
        Some(at) => Span::new(front.start + at + 1, front.start + at + 1 + "notice".len()),
        None => front,
    }
}
