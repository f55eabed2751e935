//! The small parts: what the package holds, what it says of itself, the foot of the pages.

use crate::base::escape;
use crate::office::write::{HEAD, PACKAGE, R, WML, face, paragraph, part, related};
use crate::project::Habits;
use crate::project::picture::PictureKind;
use crate::render::paper::Paper;
use crate::render::pictures::Drawn;

/// Parts that some documents have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    /// Header and footer of the first page: `rId7` and `rId8`.
    pub first_page: bool,
    /// The footer of pages without a number: `rId9`.
    pub unnumbered: bool,
}

/// What kind of thing each part is.
pub fn content_types(own: Own, pictures: &[Drawn]) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for kind in [PictureKind::Png, PictureKind::Jpeg] {
        if pictures.iter().any(|p| p.kind == kind) {
            let (ending, mime) = (kind.extension(), kind.mime());
            out.push_str(&format!("<Default Extension=\"{ending}\" ContentType=\"{mime}\"/>"));
        }
    }
    let office = "application/vnd.openxmlformats-officedocument";
    let own = [
        ("word/header1.xml", "header", own.first_page),
        ("word/footer3.xml", "footer", own.first_page),
        ("word/footer4.xml", "footer", own.unnumbered),
    ];
    let own = own.into_iter().filter(|own| own.2).map(|(part, kind, _)| (part, format!("{WML}.{kind}+xml")));
    for (part, kind) in [
        ("docProps/app.xml", format!("{office}.extended-properties+xml")),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        ("word/document.xml", format!("{WML}.document.main+xml")),
        ("word/fontTable.xml", format!("{WML}.fontTable+xml")),
        ("word/footer1.xml", format!("{WML}.footer+xml")),
        ("word/footer2.xml", format!("{WML}.footer+xml")),
        ("word/settings.xml", format!("{WML}.settings+xml")),
        ("word/styles.xml", format!("{WML}.styles+xml")),
        ("word/theme/theme1.xml", format!("{office}.theme+xml")),
    ]
    .into_iter()
    .chain(own)
    {
        out.push_str(&format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"));
    }
    out + "</Types>"
}

/// The part that holds a picture.
pub fn picture_part(at: usize, picture: &Drawn) -> String {
    format!("media/image{}.{}", at + 1, picture.kind.extension())
}

/// How the document calls it.
pub fn picture_id(at: usize) -> String {
    format!("rId{}", at + 10)
}

/// What the document uses; the footers are `rId5` and `rId6`, what some documents have is `rId7` to `rId9`, pictures are
/// `rId10` and so on.
pub fn document_relations(own: Own, pictures: &[Drawn]) -> String {
    let mut rows = vec![
        ("rId1", format!("{R}/styles"), "styles.xml"),
        ("rId2", format!("{R}/settings"), "settings.xml"),
        ("rId3", format!("{R}/fontTable"), "fontTable.xml"),
        ("rId4", format!("{R}/theme"), "theme/theme1.xml"),
        ("rId5", format!("{R}/footer"), "footer1.xml"),
        ("rId6", format!("{R}/footer"), "footer2.xml"),
    ];
    if own.first_page {
        rows.push(("rId7", format!("{R}/header"), "header1.xml"));
        rows.push(("rId8", format!("{R}/footer"), "footer3.xml"));
    }
    if own.unnumbered {
        rows.push(("rId9", format!("{R}/footer"), "footer4.xml"));
    }
    let mut rows: Vec<_> = rows.into_iter().map(|(id, kind, part)| (id.to_owned(), kind, part.to_owned())).collect();
    let media = pictures.iter().enumerate();
    rows.extend(media.map(|(at, p)| (picture_id(at), format!("{R}/image"), picture_part(at, p))));
    related(&rows)
}

/// Title, issuer, language, the document's own date.
pub fn core(paper: &Paper) -> String {
    crate::office::write::core(&paper.title, paper.author.as_deref(), paper.date.as_deref())
}

/// The page number: — 1 —, or as the office has it.
pub fn footer(style: &str, habits: &Habits) -> String {
    let run = |text: &str| {
        let text = escape(text);
        format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let (before, behind) = habits.page_number.as_ref().map_or(("— ", " —"), |(a, b)| (a.as_str(), b.as_str()));
    let field = format!("<w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple>", run("1"));
    let runs = [run(before), field, run(behind)].concat();
    part("ftr", &paragraph(style, "", &runs))
}

/// Odd and even pages differ; marks are set closer where that fills a line.
pub fn settings(pitch: u32, mirrored: bool) -> String {
    let mirrored = if mirrored { "<w:mirrorMargins/>" } else { "" };
    part(
        "settings",
        &format!(
            "<w:zoom w:percent=\"100\"/>{mirrored}<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>\
         <w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val=\"{pitch}\"/>\
         <w:displayHorizontalDrawingGridEvery w:val=\"0\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>\
         <w:useFELayout/>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>\
         <w:clrSchemeMapping w:bg1=\"light1\" w:t1=\"dark1\" w:bg2=\"light2\" w:t2=\"dark2\" w:accent1=\"accent1\" \
         w:accent2=\"accent2\" w:accent3=\"accent3\" w:accent4=\"accent4\" w:accent5=\"accent5\" w:accent6=\"accent6\" \
         w:hyperlink=\"hyperlink\" w:followedHyperlink=\"followedHyperlink\"/>\
         <w:decimalSymbol w:val=\".\"/><w:listSeparator w:val=\",\"/>"
        ),
    )
}

/// Black and white; the faces of what somebody adds without a style.
pub fn theme() -> String {
    let (text, heading) = (escape(face("fangsong")), escape(face("hei")));
    include_str!("theme.xml").replace("@text", &text).replace("@heading", &heading)
}
