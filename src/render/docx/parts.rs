//! The small parts: what the package holds, what it says of itself, the foot of the pages.

use crate::base::escape;
use crate::data::fonts::typefaces;
use crate::project::Habits;
use crate::project::picture::PictureKind;
use crate::render::paper::Paper;
use crate::render::pictures::Drawn;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WML: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A part of WordprocessingML.
pub fn part(root: &str, inside: &str) -> String {
    format!("{HEAD}<w:{root} xmlns:r=\"{R}\" xmlns:w=\"{W}\">{inside}</w:{root}>")
}

/// What kind of thing each part is.
pub fn content_types(first_page: bool, pictures: &[Drawn]) -> String {
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
    let own = [("word/header1.xml", "header"), ("word/footer3.xml", "footer")]
        .map(|(part, kind)| (part, format!("{WML}.{kind}+xml")))
        .into_iter()
        .filter(|_| first_page);
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

fn related(rows: &[(impl std::fmt::Display, String, impl std::fmt::Display)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(id, kind, target)| format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"))
        .collect();
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{rows}</Relationships>")
}

/// Where a reader begins.
pub fn relations() -> String {
    related(&[
        ("rId1", format!("{R}/officeDocument"), "word/document.xml"),
        ("rId2", format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
        ("rId3", format!("{R}/extended-properties"), "docProps/app.xml"),
    ])
}

/// The part that holds a picture.
pub fn picture_part(at: usize, picture: &Drawn) -> String {
    format!("media/image{}.{}", at + 1, picture.kind.extension())
}

/// How the document calls it.
pub fn picture_id(at: usize) -> String {
    format!("rId{}", at + 10)
}

/// What the document uses; the footers are `rId5` and `rId6`, what the first page has of its own `rId7` and `rId8`,
/// pictures `rId10` and so on.
pub fn document_relations(first_page: bool, pictures: &[Drawn]) -> String {
    let mut rows = vec![
        ("rId1", format!("{R}/styles"), "styles.xml"),
        ("rId2", format!("{R}/settings"), "settings.xml"),
        ("rId3", format!("{R}/fontTable"), "fontTable.xml"),
        ("rId4", format!("{R}/theme"), "theme/theme1.xml"),
        ("rId5", format!("{R}/footer"), "footer1.xml"),
        ("rId6", format!("{R}/footer"), "footer2.xml"),
    ];
    if first_page {
        rows.push(("rId7", format!("{R}/header"), "header1.xml"));
        rows.push(("rId8", format!("{R}/footer"), "footer3.xml"));
    }
    let mut rows: Vec<_> = rows.into_iter().map(|(id, kind, part)| (id.to_owned(), kind, part.to_owned())).collect();
    let media = pictures.iter().enumerate();
    rows.extend(media.map(|(at, p)| (picture_id(at), format!("{R}/image"), picture_part(at, p))));
    related(&rows)
}

/// What made it.
pub fn application() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>plangen</Application></Properties>"
    )
}

/// Title, issuer, language; the document's own date, where it has one, for the clock's would differ from run to run.
pub fn core(paper: &Paper) -> String {
    let mut about = format!("<dc:title>{}</dc:title>", escape(&paper.title));
    if let Some(author) = &paper.author {
        about.push_str(&format!("<dc:creator>{}</dc:creator>", escape(author)));
    }
    about.push_str("<dc:language>zh-CN</dc:language>");
    if let Some(date) = paper.date.as_deref().filter(|d| d.parse::<jiff::civil::Date>().is_ok()) {
        for name in ["created", "modified"] {
            about.push_str(&format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:{name}>"));
        }
    }
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{about}</cp:coreProperties>"
    )
}

/// The faces, each with those that stand in for it where it is not installed.
pub fn font_table() -> String {
    let fonts: String = typefaces()
        .roles
        .iter()
        .filter_map(|role| {
            let (first, others) = role.families.split_first()?;
            let near = others.iter().chain(&role.stand_ins).take(4).map(String::as_str).collect::<Vec<_>>().join(",");
            Some(format!(
                "<w:font w:name=\"{}\"><w:altName w:val=\"{}\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/>\
                 <w:pitch w:val=\"variable\"/></w:font>",
                escape(first),
                escape(&near)
            ))
        })
        .collect();
    part("fonts", &fonts)
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
    part("ftr", &super::xml::paragraph(style, "", &runs))
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
    let (text, heading) = (escape(super::xml::face("fangsong")), escape(super::xml::face("hei")));
    include_str!("theme.xml").replace("@text", &text).replace("@heading", &heading)
}
