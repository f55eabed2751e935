//! What stands between the text and what is attached: list of attachments, attendance, signature, date, note
//! (GB/T 9704-2012, 7.3.4 to 7.3.6 and 10.3).

use super::xml::{CHARACTER, RunForm, Setting, WIDTH, width};
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

/// All of it. `full` tells that the page on which the signature stands is full to its last line in the layout.
pub fn closing(notice: &NoticeForm, full: bool, set: Setting<'_>) -> String {
    let mut out = attachments(&notice.attachments, set);
    for (at, row) in notice.attendance.iter().enumerate() {
        let room = if at == 0 { above(1, set) } else { String::new() };
        let label = set.run(&format!("{}：", row.label), RunForm { face: Some("hei"), ..RunForm::default() });
        out.push_str(&paragraph("Attendance", &(room + &hanging(5.0, 3.0)), &(label + &set.plain(&row.names))));
    }
    // Minutes are neither signed nor sealed; their date stands in the head.
    if notice.form != DocumentForm::Minutes {
        out.push_str(&signature(notice, full, set));
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

fn signature(notice: &NoticeForm, full: bool, set: Setting<'_>) -> String {
    let date = wide(&notice.date);
    let mut out = String::new();
    // A note below the date does not go over to a page of its own.
    let kept = if notice.note.is_some() { "<w:keepNext/>" } else { "" };
    // Word processors break lines a little otherwise than the layout does: where it left no line free, one of the two
    // above the name is given up, and the seal's upper edge touches the text (7.3.5.1 wants it within a line; 7.3.5.5
    // has spacing adjusted where room is short).
    let room = if full { 1 } else { 2 };
    let mut push = |style: &str, room: String, indent: f64, slot: &Slot| {
        out.push_str(&paragraph(style, &(room + &right(indent)), &set.given(slot)));
    };
    match notice.seal {
        Sealing::Seal => {
            // Under the seals: the date four characters from the right, the names centred on it, room between them.
            let widest = notice.issuers.iter().map(wide).fold(0.0, f64::max).min(28.0);
            if let [name] = notice.issuers.as_slice() {
                let centre = (4.0 + date / 2.0).max(widest / 2.0);
                push("Signature", above(room, set), centre - widest / 2.0, name);
                push("Date", kept.to_owned(), centre - date / 2.0, &notice.date);
            } else {
                let last = notice.issuers.last().map_or(0.0, wide);
                let rows = Rows { names: &notice.issuers, widest, centre: (4.0 + date / 2.0).max(last / 2.0) };
                let date = right(rows.centre - date / 2.0);
                out.push_str(&rows.table(room, set));
                out.push_str(&paragraph("Date", &format!("{kept}{date}"), &set.given(&notice.date)));
            }
        }
        Sealing::Unsealed => {
            // Two characters from the right; the date begins two characters behind the last name.
            let last = notice.issuers.last().map(wide).unwrap_or_default();
            let further = if date > last { date + 4.0 - last } else { 2.0 };
            for (at, name) in notice.issuers.iter().enumerate() {
                push("Signature", above(u32::from(at == 0), set), further, name);
            }
            push("Date", kept.to_owned(), if date > last { 2.0 } else { last - date }, &notice.date);
        }
        Sealing::Stamp => {
            // The stamp, four characters from the right and about four wide, two behind the post.
            for (at, post) in notice.posts.iter().enumerate() {
                push("Signature", above(if at == 0 { room } else { 1 }, set), 10.0, post);
            }
            push("Date", format!("{kept}{}", above(1, set)), 4.0, &notice.date);
        }
    }
    out
}

/// A seal is 42 mm wide: room for one, in characters.
const SEAL: f64 = 44.0 / 156.0 * 28.0;
/// From a name to the one below it: a seal and some air.
const SEAL_LINES: u32 = 5;

/// Names of a joint issue under their seals: in rows in their order, the last of them above the date (7.3.5.1).
struct Rows<'a> {
    names: &'a [Slot],
    /// The widest name, in characters.
    widest: f64,
    /// The middle of the last place in a row, in characters from the right.
    centre: f64,
}

impl Rows<'_> {
    /// A table without rules. `above` lines are free above the first row.
    fn table(&self, above_first: u32, set: Setting<'_>) -> String {
        let in_row = if self.names.len() > 2 && self.widest <= SEAL { 3u32 } else { 2 };
        let places = f64::from(in_row);
        // From the right, like the measure of the last one.
        let first = 28.0 - if in_row == 3 { SEAL / 2.0 } else { self.centre };
        let edges: Vec<u32> = (0..=in_row).map(|at| WIDTH * at / in_row).collect();
        let columns: String = edges.windows(2).map(|e| format!("<w:gridCol w:w=\"{}\"/>", e[1] - e[0])).collect();
        let mut out = format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
             <w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
             <w:tblGrid>{columns}</w:tblGrid>"
        );
        let rows: Vec<&[Slot]> = self.names.chunks(in_row as usize).collect();
        for (at, row) in rows.iter().enumerate() {
            // A row that is not full ends where the others end.
            let empty = if at + 1 == rows.len() { in_row as usize - row.len() } else { 0 };
            let room = above(if at == 0 { above_first } else { SEAL_LINES - 1 }, set);
            out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for place in 0..in_row as usize {
                let nth = place as f64;
                let wanted = first + (self.centre - first) * nth / (places - 1.0);
                let middle = 28.0 * (1.0 - (nth + 0.5) / places);
                // Further to the right than the middle of its column, or further to the left.
                let (left, right) = (2.0 * (middle - wanted).max(0.0), 2.0 * (wanted - middle).max(0.0));
                let ind = format!(
                    "<w:ind w:leftChars=\"{:.0}\" w:left=\"{:.0}\" w:rightChars=\"{:.0}\" w:right=\"{:.0}\"/>",
                    left * 100.0,
                    left * CHARACTER,
                    right * 100.0,
                    right * CHARACTER
                );
                let name = place.checked_sub(empty).and_then(|at| row.get(at));
                let runs = name.map(|name| set.given(name)).unwrap_or_default();
                let properties = format!("{room}{ind}<w:jc w:val=\"center\"/>");
                out.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>",
                    edges[place + 1] - edges[place],
                    paragraph("Signature", &properties, &runs)
                ));
            }
            out.push_str("</w:tr>");
        }
        out + "</w:tbl>"
    }
}
