//! PG508: what the official document needs at its stage and the notice lacks (公文要素缺失).

use crate::base::Span;
use crate::lint::{FileInput, Sink};
use crate::plan::Stage;

/// Reports each missing element. Only source files are checked: published texts on the web leave elements out.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let meta = &input.doc.plan.meta;
    let (Some(notice), Some(_)) = (&meta.notice, meta.format) else { return };
    let (stage, issued) = match meta.stage() {
        Stage::Issued => ("印发稿", true),
        Stage::Review => ("送审稿", false),
        _ => return,
    };
    // Announcements to everybody (公告, 通告) have no addressees.
    let open = notice.title.as_deref().is_some_and(|t| t.ends_with("公告") || t.ends_with("通告"));
    let wanted = [
        ("发文机关", "issuer", notice.issuer.is_none()),
        ("主送机关", "to", notice.to.is_empty() && !open),
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
