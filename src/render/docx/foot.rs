//! What stands between the text and what is attached: list of attachments, attendance, signature, date, note
//! (GB/T 9704-2012, 7.3.4 to 7.3.6 and 10.3).

use super::xml::{CHARACTER, RunForm, Setting, width};
use crate::office::write::paragraph;
use crate::plan::{DocumentForm, Sealing};
use crate::render::notice::{NoticeForm, Slot};

/// How wide a thing is as it is set, in characters.
fn wide(slot: &Slot) -> f64 {
    width(&slot.text) + if slot.blank { 2.0 } else { 0.0 }
}

/// An indent from the right, in characters.
fn right(room: f64) -> String {
    let room = room.max(0.0);
    format!("<w:ind w:rightChars=\"{:.0}\" w:right=\"{:.0}\"/>", room * 100.0, room * CHARACTER)
}

/// So many characters from the left, the first line so many back.
fn hanging(left: f64, back: f64) -> String {
    format!(
        "<w:ind w:leftChars=\"{:.0}\" w:left=\"{:.0}\" w:hangingChars=\"{:.0}\" w:hanging=\"{:.0}\"/>",
        left * 100.0,
        left * CHARACTER,
        back * 100.0,
        back * CHARACTER
    )
}

fn above(lines: u32, set: Setting<'_>) -> String {
    format!("<w:spacing w:beforeLines=\"{}\" w:before=\"{}\"/>", lines * 100, lines * set.pitch)
}

/// All of it.
pub fn closing(notice: &NoticeForm, set: Setting<'_>) -> String {
    let mut out = attachments(&notice.attachments, set);
    for (at, row) in notice.attendance.iter().enumerate() {
        let room = if at == 0 { above(1, set) } else { String::new() };
        let label = set.run(&format!("{}：", row.label), RunForm { face: Some("hei"), ..RunForm::default() });
        out.push_str(&paragraph("Attendance", &(room + &hanging(5.0, 3.0)), &(label + &set.plain(&row.names))));
    }
    // Minutes are neither signed nor sealed; their date stands in the head.
    if notice.form != DocumentForm::Minutes {
        out.push_str(&signature(notice, set));
    }
    if let Some(note) = &notice.note {
        out.push_str(&paragraph("Annotation", "", &set.plain(&format!("（{note}）"))));
    }
    out
}

/// 附件说明: the names one below the other.
pub fn attachments(names: &[String], set: Setting<'_>) -> String {
    let several = names.len() > 1;
    let mut out = String::new();
    for (at, name) in names.iter().enumerate() {
        let label = if at == 0 { "附件：" } else { "" };
        let number = if several { format!("{}.", at + 1) } else { String::new() };
        let own = width(label) + width(&number);
        let indent = hanging(5.0 + width(&number), own);
        let room = if at == 0 { above(1, set) } else { String::new() };
        out.push_str(&paragraph("AttachmentList", &(room + &indent), &set.plain(&format!("{label}{number}{name}"))));
    }
    out
}

fn signature(notice: &NoticeForm, set: Setting<'_>) -> String {
    let date = wide(&notice.date);
    let mut out = String::new();
    let mut push = |style: &str, room: String, indent: f64, slot: &Slot| {
        out.push_str(&paragraph(style, &(room + &right(indent)), &set.given(slot)));
    };
    match notice.seal {
        Sealing::Seal => {
            // Under the seals: the date four characters from the right, the names centred on it, room between them.
            let widest = notice.issuers.iter().map(wide).fold(0.0, f64::max).min(28.0);
            let centre = (4.0 + date / 2.0).max(widest / 2.0);
            for (at, name) in notice.issuers.iter().enumerate() {
                push("Signature", above(if at == 0 { 2 } else { 3 }, set), centre - wide(name).min(28.0) / 2.0, name);
            }
            push("Date", String::new(), centre - date / 2.0, &notice.date);
        }
        Sealing::Unsealed => {
            // Two characters from the right; the date begins two characters behind the last name.
            let last = notice.issuers.last().map(wide).unwrap_or_default();
            let further = if date > last { date + 4.0 - last } else { 2.0 };
            for (at, name) in notice.issuers.iter().enumerate() {
                push("Signature", above(u32::from(at == 0), set), further, name);
            }
            push("Date", String::new(), if date > last { 2.0 } else { last - date }, &notice.date);
        }
        Sealing::Stamp => {
            // The stamp, four characters from the right and about four wide, two behind the post.
            for (at, post) in notice.posts.iter().enumerate() {
                push("Signature", above(if at == 0 { 2 } else { 1 }, set), 10.0, post);
            }
            push("Date", above(1, set), 4.0, &notice.date);
        }
    }
    out
}
