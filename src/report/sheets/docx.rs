//! DOCX: the tables on A4, the head repeated on every page; as an attachment (附件) under its label and title, in the
//! faces of an official document.

use super::{Cell, Kind, Sheet, Tone, Workbook, clean};
use crate::base::{escape, width};
use crate::office::write::{self, HEAD, PACKAGE, R, WML, face, packed, paragraph, part, related, size};

/// From the rule to the text, at the sides of a cell: 1.5 mm.
const SIDE: u32 = 85;
/// A row with a cell of more half characters than this may break over the page.
const LONG: usize = 300;

/// The page, in twentieths of a point: A4, upright for few columns and lying for many.
#[derive(Debug, Clone, Copy)]
struct Page {
    lying: bool,
}

impl Page {
    fn of(book: &Workbook) -> Self {
        let wide = |s: &Sheet| s.columns.len() > 4 || s.columns.iter().map(|c| u32::from(c.width)).sum::<u32>() > 90;
        Self { lying: book.sheets.iter().any(wide) }
    }

    /// The width between the margins of GB/T 9704, 156 mm; on a page that lies 225 mm.
    fn width(self) -> u32 {
        if self.lying { 12756 } else { 8844 }
    }

    /// The size of table text in half points: 小四, or 五号 where columns are many.
    fn size(self) -> u32 {
        if self.lying { 21 } else { 24 }
    }

    fn section(self) -> String {
        let (size, margins) = if self.lying {
            ("w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"", [1588, 1984, 1474, 2098])
        } else {
            ("w:w=\"11906\" w:h=\"16838\"", [2098, 1474, 1984, 1588])
        };
        let [top, right, bottom, left] = margins;
        format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz {size}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"850\" \
             w:footer=\"1134\" w:gutter=\"0\"/></w:sectPr>"
        )
    }
}

/// The bytes.
pub fn write(book: &Workbook) -> zip::result::ZipResult<Vec<u8>> {
    let page = Page::of(book);
    let files = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", write::relations()),
        ("docProps/app.xml", write::application()),
        ("docProps/core.xml", write::core(&book.title, None, None)),
        ("word/_rels/document.xml.rels", relations()),
        ("word/document.xml", document(book, page)),
        ("word/fontTable.xml", write::font_table()),
        ("word/footer1.xml", footer()),
        ("word/settings.xml", settings()),
        ("word/styles.xml", styles(page)),
    ];
    packed(&files.map(|(name, text)| (name.to_owned(), text.into_bytes())))
}

fn document(book: &Workbook, page: Page) -> String {
    let mut out = String::new();
    if book.attachment {
        out.push_str(&paragraph("AttachmentLabel", "", &run(book.lang.pick("附件", "Attachment"), "")));
    }
    out.push_str(&paragraph("Title", "", &run(&book.title, "")));
    let notes = |mark: &str| -> String {
        book.notes.iter().map(|n| paragraph("Note", "", &run(&format!("{mark}{n}"), ""))).collect()
    };
    if !book.attachment {
        out.push_str(&notes(""));
    }
    for sheet in &book.sheets {
        if book.sheets.len() > 1 {
            out.push_str(&paragraph("Heading1", "", &run(&sheet.title, "")));
        }
        out.push_str(&table(sheet, page, !book.attachment));
        // Word wants a paragraph between two tables and behind the last.
        out.push_str(&paragraph("Gap", "", ""));
    }
    if book.attachment {
        out.push_str(&notes(book.lang.pick("注：", "Note: ")));
    }
    part("document", &format!("<w:body>{out}{}</w:body>", page.section()))
}

fn table(sheet: &Sheet, page: Page, coloured: bool) -> String {
    let widths = widths(sheet, page.width());
    let columns: String = widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .concat();
    let margins: String = [("top", 40), ("left", SIDE), ("bottom", 40), ("right", SIDE)]
        .map(|(side, w)| format!("<w:{side} w:w=\"{w}\" w:type=\"dxa\"/>"))
        .concat();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>\
         <w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>",
        page.width()
    );
    for (column, wide) in sheet.columns.iter().zip(&widths) {
        out.push_str(&cell(*wide, "", &paragraph("TableHead", "", &run(&column.head, ""))));
    }
    out.push_str("</w:tr>");
    let nothing = Cell::default();
    for row in &sheet.rows {
        let long = row.iter().any(|c| width(&c.words()) > LONG);
        out.push_str(if long { "<w:tr>" } else { "<w:tr><w:trPr><w:cantSplit/></w:trPr>" });
        for (at, (column, wide)) in sheet.columns.iter().zip(&widths).enumerate() {
            let found = row.get(at).unwrap_or(&nothing);
            let place = match column.kind {
                Kind::Text | Kind::Open => "",
                Kind::Short => "<w:jc w:val=\"center\"/>",
                Kind::Number => "<w:jc w:val=\"right\"/>",
            };
            let (ink, paper) = found.tone.filter(|_| coloured).map_or(("", ""), tone);
            let colour = if ink.is_empty() { String::new() } else { format!("<w:color w:val=\"{ink}\"/>") };
            let shade = if paper.is_empty() {
                String::new()
            } else {
                format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{paper}\"/>")
            };
            out.push_str(&cell(*wide, &shade, &paragraph("TableText", place, &run(&found.words(), &colour))));
        }
        out.push_str("</w:tr>");
    }
    out + "</w:tbl>"
}

fn cell(wide: u32, shade: &str, inside: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{wide}\" w:type=\"dxa\"/>{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{inside}</w:tc>"
    )
}

/// Ink and paper.
fn tone(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Good => ("006100", "E2F0D9"),
        Tone::Note => ("1F4E78", "DDEBF7"),
        Tone::Weak => ("7F4A00", "FFEB9C"),
        Tone::Missing => ("9C0006", "FFD5D9"),
    }
}

/// Widths in proportion; edges are rounded, so that the sum is the table's.
fn widths(sheet: &Sheet, whole: u32) -> Vec<u32> {
    let all: u32 = sheet.columns.iter().map(|c| u32::from(c.width)).sum::<u32>().max(1);
    let (mut sum, mut from) = (0, 0);
    sheet
        .columns
        .iter()
        .map(|column| {
            sum += u32::from(column.width);
            let to = whole * sum / all;
            let wide = to - from;
            from = to;
            wide
        })
        .collect()
}

/// A run in lines; the hint makes marks that Latin and Chinese share Chinese ones.
fn run(text: &str, properties: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        return String::new();
    }
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line))).collect();
    format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>{properties}</w:rPr>{}</w:r>", lines.join("<w:br/>"))
}

fn styles(page: Page) -> String {
    let fonts = |key: &str| {
        let name = escape(face(key));
        format!("<w:rFonts w:ascii=\"{name}\" w:eastAsia=\"{name}\" w:hAnsi=\"{name}\" w:cs=\"{name}\"/>")
    };
    let exact = |line: u32| format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>");
    let style = |id: &str, name: &str, based: &str, properties: &str, run: &str| {
        let custom = if name.is_ascii() { "" } else { " w:customStyle=\"1\"" };
        format!(
            "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"{based}\"/><w:qFormat/><w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let centre = "<w:jc w:val=\"center\"/>";
    let small = page.size();
    let out = [
        format!(
            "<w:docDefaults><w:rPrDefault><w:rPr>{}{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr>\
             </w:rPrDefault><w:pPrDefault/></w:docDefaults>\
             <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>",
            fonts("fangsong"),
            size(32)
        ),
        style(
            "AttachmentLabel",
            "附件标识",
            "Normal",
            "<w:keepNext/><w:spacing w:after=\"579\" w:line=\"579\" w:lineRule=\"exact\"/>",
            &fonts("hei"),
        ),
        style(
            "Title",
            "Title",
            "Normal",
            &format!("<w:keepNext/><w:spacing w:after=\"400\" w:line=\"640\" w:lineRule=\"exact\"/>{centre}"),
            &format!("{}{}", fonts("title"), size(44)),
        ),
        style(
            "Heading1",
            "heading 1",
            "Normal",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"160\" w:line=\"480\" w:lineRule=\"exact\"/>\
             <w:outlineLvl w:val=\"0\"/>",
            &format!("{}{}", fonts("hei"), size(28)),
        ),
        style("Note", "表注", "Normal", &exact(400), &size(24)),
        style("TableText", "表格文字", "Normal", &exact(small * 145 / 10), &size(small)),
        style("TableHead", "表格标题行", "TableText", centre, &fonts("hei")),
        style("Gap", "间隔", "Normal", &exact(160), &size(2)),
        style("Footer", "footer", "Normal", centre, &format!("{}{}", fonts("song"), size(28))),
    ];
    part("styles", &out.concat())
}

/// The page number: — 1 —.
fn footer() -> String {
    let field = format!("<w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple>", run("1", ""));
    part("ftr", &paragraph("Footer", "", &[run("— ", ""), field, run(" —", "")].concat()))
}

fn settings() -> String {
    part(
        "settings",
        "<w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         </w:compat>",
    )
}

fn relations() -> String {
    related(&[
        ("rId1", format!("{R}/styles"), "styles.xml"),
        ("rId2", format!("{R}/settings"), "settings.xml"),
        ("rId3", format!("{R}/fontTable"), "fontTable.xml"),
        ("rId4", format!("{R}/footer"), "footer1.xml"),
    ])
}

fn content_types() -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (part, kind) in [
        ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        ("word/document.xml", format!("{WML}.document.main+xml")),
        ("word/fontTable.xml", format!("{WML}.fontTable+xml")),
        ("word/footer1.xml", format!("{WML}.footer+xml")),
        ("word/settings.xml", format!("{WML}.settings+xml")),
        ("word/styles.xml", format!("{WML}.styles+xml")),
    ] {
        out.push_str(&format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"));
    }
    out + "</Types>"
}
