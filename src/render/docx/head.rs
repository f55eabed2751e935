//! Head of the document (版头): corner, mark, number, signers, by the form of the document (GB/T 9704-2012, 7.2 and
//! chapter 10).

use super::Head;
use super::xml::{CHARACTER, RunForm, Setting, WIDTH, width};
use crate::office::write::{paragraph, part};
use crate::plan::DocumentForm;
use crate::render::notice::{NoticeForm, Slot};

/// To the next stop: an indent would draw the rule below in with the text.
const TAB: &str = "<w:r><w:tab/></w:r>";
/// From the mark to the number.
const BELOW_MARK: u32 = 1080;
/// What a letter's rules stand out beyond the type area: 170 mm in the middle of the page.
const OUTSIDE: &str = "<w:ind w:left=\"-454\" w:right=\"-340\"/>";

/// What a letter's first page has outside the text.
pub struct FirstPage {
    /// Its mark over a double rule.
    pub header: String,
    /// A double rule, 20 mm from the edge.
    pub footer: String,
}

/// The first page's own header and footer: of letters only (10.1).
pub fn first_page(notice: &NoticeForm, head: Head, set: Setting<'_>) -> Option<FirstPage> {
    (notice.form == DocumentForm::Letter).then(|| {
        let is_set = head == Head::Set;
        let rule = |edge: &str, kind: &str| {
            format!("<w:pBdr><w:{edge} w:val=\"{kind}\" w:sz=\"18\" w:space=\"11\" w:color=\"FF0000\"/></w:pBdr>")
        };
        let below = rule("bottom", "thickThinSmallGap");
        let marked = format!("{below}<w:spacing w:before=\"0\"/>{OUTSIDE}");
        let foot = "<w:framePr w:w=\"9638\" w:wrap=\"around\" w:vAnchor=\"page\" w:hAnchor=\"page\" w:x=\"1134\" w:y=\"15704\"/>";
        let foot = format!("{foot}{}", rule("top", "thinThickSmallGap"));
        FirstPage {
            header: part(
                "hdr",
                &if is_set { paragraph("IssuerMark", &marked, &single(notice, set)) } else { paragraph("Gap", "", "") },
            ),
            footer: part("ftr", &paragraph("Gap", if is_set { &foot } else { "" }, "")),
        }
    })
}

/// The head in the text.
pub fn head(notice: &NoticeForm, head: Head, set: Setting<'_>) -> String {
    match head {
        Head::Bare => String::new(),
        Head::Room => paragraph("HeadRoom", &room(notice, set), ""),
        Head::Set => shown_head(notice, set),
    }
}

/// As high as the head would be.
fn room(notice: &NoticeForm, set: Setting<'_>) -> String {
    let lines = u32::try_from(number_lines(notice)).unwrap_or(1) - 1;
    let high = match notice.form {
        DocumentForm::General | DocumentForm::Minutes => 4658 + lines * set.pitch,
        DocumentForm::Order => 3598 + set.pitch,
        DocumentForm::Letter => 1604,
    };
    let high = high + set.beyond().0;
    format!("<w:spacing w:line=\"{high}\" w:lineRule=\"exact\"/>")
}

fn number_lines(notice: &NoticeForm) -> usize {
    if notice.form == DocumentForm::Minutes { 3 } else { notice.signers.len().div_ceil(2).max(1) }
}

fn shown_head(notice: &NoticeForm, set: Setting<'_>) -> String {
    let mut out = String::new();
    let letter = notice.form == DocumentForm::Letter;
    let mut first = if letter { "<w:spacing w:before=\"0\"/>" } else { "" };
    for line in &notice.corner {
        let form = RunForm { face: line.hei.then_some("hei"), ..RunForm::default() };
        out.push_str(&paragraph("Corner", first, &set.run(&line.text, form)));
        first = "";
    }
    if letter {
        let place = format!("{first}<w:jc w:val=\"right\"/>");
        out.push_str(&paragraph("Corner", &place, &set.given(&notice.number)));
        return out;
    }
    // The mark's upper edge is 35 mm below the type area's, that of an order 20 mm (10.2).
    let from = if notice.form == DocumentForm::Order { 1106u32 } else { 1956 };
    let corner = u32::try_from(notice.corner.len()).unwrap_or(0) * set.pitch;
    let above = (from + set.beyond().0).saturating_sub(corner);
    if notice.marks.len() > 1 {
        out.push_str(&paragraph("Gap", &format!("<w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>", above.max(20)), ""));
        out.push_str(&joint(notice, set));
    } else {
        out.push_str(&paragraph("IssuerMark", &format!("<w:spacing w:before=\"{above}\"/>"), &single(notice, set)));
    }
    out + &number(notice, set)
}

/// 发文字号; of an upward document (上行文) at the left, with the signers at the right; of minutes over issuer and date.
fn number(notice: &NoticeForm, set: Setting<'_>) -> String {
    let first = format!("<w:spacing w:before=\"{BELOW_MARK}\"/>");
    let middle = format!("{first}<w:jc w:val=\"center\"/>");
    match notice.form {
        DocumentForm::Order => {
            // The text begins two lines below.
            let blank = paragraph("Normal", "", "");
            [paragraph("Corner", &middle, &set.given(&notice.number)), blank.clone(), blank].concat()
        }
        DocumentForm::Minutes => {
            let sides = format!(
                "<w:tabs><w:tab w:val=\"left\" w:pos=\"{CHARACTER:.0}\"/><w:tab w:val=\"right\" w:pos=\"{:.0}\"/></w:tabs>\
                 <w:spacing w:before=\"{}\"/><w:jc w:val=\"left\"/>",
                f64::from(WIDTH) - CHARACTER,
                set.pitch
            );
            let issuer = notice.issuers.first().map(|i| set.given(i)).unwrap_or_default();
            let runs = [TAB, &issuer, TAB, &set.given(&notice.date)].concat();
            [paragraph("Corner", &middle, &set.given(&notice.number)), paragraph("DocumentNumber", &sides, &runs)]
                .concat()
        }
        DocumentForm::General | DocumentForm::Letter if notice.signers.is_empty() => {
            paragraph("DocumentNumber", "", &set.given(&notice.number))
        }
        DocumentForm::General | DocumentForm::Letter => signed_number(notice, &first, set),
    }
}

/// Two signers in a line, the further ones under the first; the number is level with the last.
fn signed_number(notice: &NoticeForm, first: &str, set: Setting<'_>) -> String {
    let rows: Vec<String> = notice.signers.chunks(2).map(|pair| pair.join("　")).collect();
    let widest = rows.iter().map(|r| width(r)).fold(0.0, f64::max);
    let names = f64::from(WIDTH) - (widest + 1.0) * CHARACTER;
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let last = at + 1 == rows.len();
        let tabs = format!(
            "<w:tabs><w:tab w:val=\"left\" w:pos=\"{CHARACTER:.0}\"/><w:tab w:val=\"left\" w:pos=\"{:.0}\"/>\
             <w:tab w:val=\"left\" w:pos=\"{names:.0}\"/></w:tabs>",
            names - 4.0 * CHARACTER
        );
        let above = if at == 0 { first } else { "<w:spacing w:before=\"0\"/>" };
        let place = format!("{tabs}{above}<w:jc w:val=\"left\"/>");
        let number = if last { set.given(&notice.number) } else { String::new() };
        let label = if at == 0 { set.plain("签发人：") } else { String::new() };
        let named = set.run(row, RunForm { face: Some("kai"), ..RunForm::default() });
        let style = if last { "DocumentNumber" } else { "Corner" };
        out.push_str(&paragraph(style, &place, &[TAB, &number, TAB, &label, TAB, &named].concat()));
    }
    out
}

fn shown(slot: &Slot) -> String {
    if slot.blank { format!("【{}】", slot.text) } else { slot.text.clone() }
}

/// How large something of this width in characters is set: squeezed first, then smaller, so that long names stay tall.
/// Size in half points and scale in percent.
fn fitted(wide: f64, largest: f64) -> (u32, u32) {
    let room = (f64::from(WIDTH) - 227.0) / 20.0;
    let wide = wide.max(1.0);
    let squeeze = room / (wide * largest);
    let size = if squeeze < 0.62 { largest * squeeze / 0.62 } else { largest };
    let stretch = (room / (wide * size)).min(1.0);
    ((size * 2.0).floor().max(2.0) as u32, (stretch * 100.0).floor().max(1.0) as u32)
}

fn mark(text: &str, size: u32, stretch: u32, set: Setting<'_>) -> String {
    set.run(text, RunForm { stretch: (stretch < 100).then_some(stretch), size: Some(size), ..RunForm::default() })
}

/// The mark of one issuer.
fn single(notice: &NoticeForm, set: Setting<'_>) -> String {
    let name: String = notice.marks.iter().map(shown).collect();
    let text = name + notice.suffix;
    let (size, stretch) = fitted(width(&text), 46.0);
    mark(&text, size, stretch, set)
}

/// The marks of several issuers, one below the other and of equal width; 文件 to their right in the middle.
fn joint(notice: &NoticeForm, set: Setting<'_>) -> String {
    let names: Vec<String> = notice.marks.iter().map(shown).collect();
    let widest = names.iter().map(|n| width(n)).fold(1.0, f64::max);
    let suffix = width(notice.suffix) * 1.15;
    // Several names share 60 mm of height, so that the first page has room for text.
    let largest = (60.0 / 25.4 * 72.0 / (1.35 * names.len() as f64)).min(34.0);
    let (size, stretch) = fitted(widest + 0.4 + suffix, largest);
    let unit = f64::from(size) * 10.0 * f64::from(stretch) / 100.0;
    let (left, right) = ((widest * unit).ceil() as u32 + 200, ((suffix + 0.4) * unit).ceil() as u32 + 60);
    let exact = |size: u32| format!("<w:spacing w:before=\"0\" w:line=\"{}\" w:lineRule=\"exact\"/>", size * 27 / 2);
    let lines: String = names
        .iter()
        .map(|name| {
            paragraph(
                "IssuerMark",
                &format!("{}<w:jc w:val=\"distribute\"/>", exact(size)),
                &mark(name, size, stretch, set),
            )
        })
        .collect();
    let of_all = size * 115 / 100;
    let behind = paragraph(
        "IssuerMark",
        &format!("{}<w:jc w:val=\"right\"/>", exact(of_all)),
        &mark(notice.suffix, of_all, stretch, set),
    );
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{left}\"/><w:gridCol w:w=\"{right}\"/></w:tblGrid><w:tr>\
         <w:tc><w:tcPr><w:tcW w:w=\"{left}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>{lines}</w:tc>\
         <w:tc><w:tcPr><w:tcW w:w=\"{right}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>{behind}</w:tc></w:tr></w:tbl>",
        whole = left + right
    )
}
