//! The styles: every kind of paragraph of an official document has its own, so that an office changes it in one place.

use super::xml::{CHARACTER, Setting};
use crate::office::write::{part, size};
use crate::render::paper::Form;
use std::collections::BTreeMap;

/// The levels that have a style; deeper headings take the last.
const LEVELS: u8 = 9;

/// Which face the headings of each level have: the one that most of them have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingFaces(BTreeMap<u8, &'static str>);

impl HeadingFaces {
    /// As a document has them.
    pub fn of(blocks: &[Form]) -> Self {
        let mut counts: BTreeMap<u8, Vec<(&'static str, usize)>> = BTreeMap::new();
        for form in blocks {
            let Form::Heading { level, face, .. } = form else { continue };
            let faces = counts.entry(Self::level(*level)).or_default();
            match faces.iter_mut().find(|(known, _)| known == face) {
                Some((_, count)) => *count += 1,
                None => faces.push((face, 1)),
            }
        }
        // Of two as common the first that was seen.
        let most = |faces: Vec<(&'static str, usize)>| faces.into_iter().rev().max_by_key(|(_, count)| *count);
        Self(counts.into_iter().filter_map(|(level, faces)| Some((level, most(faces)?.0))).collect())
    }

    /// The level whose style a heading has.
    pub fn level(level: u8) -> u8 {
        level.clamp(1, LEVELS)
    }

    /// The face of a level: 黑体, 楷体, 仿宋 where the document has no heading of it.
    pub fn face(&self, level: u8) -> &'static str {
        self.0.get(&level).copied().unwrap_or(match level {
            1 => "hei",
            2 => "kai",
            _ => "fangsong",
        })
    }
}

/// A face and whether it stands in the middle of the line.
pub fn placed(face: &str) -> (&str, bool) {
    face.strip_prefix("centred-").map_or((face, false), |face| (face, true))
}

/// The indent that paragraphs begin with: two characters.
fn indent(character: f64) -> String {
    format!("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{:.0}\"/>", character * 2.0)
}

fn exact(line: u32) -> String {
    format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>")
}

const CENTRE: &str = "<w:jc w:val=\"center\"/>";

struct Styles(String);

impl Styles {
    /// A paragraph style of our own or, where Word knows it by its name, one of its.
    fn paragraph(&mut self, id: &str, name: &str, based: &str, next: &str, properties: &str, run: &str) {
        let custom = if name.is_ascii() { "" } else { " w:customStyle=\"1\"" };
        let run = if run.is_empty() { String::new() } else { format!("<w:rPr>{run}</w:rPr>") };
        let properties = if properties.is_empty() { String::new() } else { format!("<w:pPr>{properties}</w:pPr>") };
        self.0.push_str(&format!(
            "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"{based}\"/><w:next w:val=\"{next}\"/><w:qFormat/>{properties}{run}</w:style>"
        ));
    }

    /// A heading with its outline level, and the characters of one that text runs on behind.
    fn heading(&mut self, level: u8, face: &str, set: Setting<'_>) {
        let (key, centred) = placed(face);
        let place = if centred {
            format!("<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>{CENTRE}")
        } else {
            indent(CHARACTER)
        };
        self.0.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/>\
             <w:basedOn w:val=\"Normal\"/><w:next w:val=\"BodyText\"/><w:link w:val=\"Heading{level}Char\"/>\
             <w:uiPriority w:val=\"9\"/><w:qFormat/><w:pPr><w:keepNext/>{place}\
             <w:outlineLvl w:val=\"{}\"/></w:pPr><w:rPr>{}</w:rPr></w:style>\
             <w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"Heading{level}Char\">\
             <w:name w:val=\"Heading {level} Char\"/><w:basedOn w:val=\"DefaultParagraphFont\"/>\
             <w:link w:val=\"Heading{level}\"/><w:uiPriority w:val=\"9\"/><w:rPr>{}</w:rPr></w:style>",
            level - 1,
            set.fonts(key),
            set.fonts(key)
        ));
    }
}

/// The part. The page has the grid of the standard, and paragraphs stand on it by their own measures, lines of the
/// office's pitch and characters closer by 0.3 pt: LibreOffice gives a character wider than the grid's two places.
pub fn styles(faces: &HeadingFaces, set: Setting<'_>) -> String {
    let pitch = set.pitch;
    let mut out = Styles(format!(
        "<w:docDefaults><w:rPrDefault><w:rPr>{}{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr>\
         </w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:widowControl w:val=\"0\"/><w:overflowPunct w:val=\"0\"/><w:autoSpaceDE w:val=\"0\"/>\
         <w:autoSpaceDN w:val=\"0\"/><w:snapToGrid w:val=\"0\"/>{}<w:jc w:val=\"both\"/></w:pPr>\
         <w:rPr>{}<w:snapToGrid w:val=\"0\"/><w:spacing w:val=\"-6\"/>{}</w:rPr></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
         <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
         <w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"0\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/>\
         <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>",
        set.fonts("fangsong"),
        size(32),
        exact(pitch),
        set.fonts("fangsong"),
        size(32),
    ));
    let line = format!("w:line=\"{pitch}\" w:lineRule=\"exact\"");
    out.paragraph("BodyText", "Body Text", "Normal", "BodyText", &indent(CHARACTER), "");
    for level in 1..=LEVELS {
        out.heading(level, faces.face(level), set);
    }
    let after = format!("<w:spacing w:afterLines=\"100\" w:after=\"{pitch}\" {line}/>{CENTRE}");
    let title = format!("<w:keepNext/>{after}");
    out.paragraph("Title", "Title", "Normal", "BodyText", &title, &format!("{}{}", set.fonts("title"), size(44)));
    // The mark's upper edge 35 mm below the type area's, the red rule 4 mm below the number.
    let mark = "<w:spacing w:before=\"1956\" w:line=\"1012\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>";
    let red = format!("{}<w:color w:val=\"FF0000\"/>{}", set.fonts("title"), size(92));
    out.paragraph("IssuerMark", "发文机关标志", "Normal", "DocumentNumber", mark, &red);
    let number = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"9\" w:color=\"FF0000\"/></w:pBdr>\
                  <w:spacing w:before=\"1080\" w:line=\"400\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>";
    out.paragraph("DocumentNumber", "发文字号", "Normal", "Title", number, "");
    out.paragraph("Corner", "版头文字", "Normal", "Corner", "", "");
    out.paragraph("HeadRoom", "版头留白", "Normal", "Title", &exact(4658), "");
    out.paragraph("Addressees", "主送机关", "Normal", "BodyText", "", "");
    let signed = "<w:keepNext/><w:jc w:val=\"right\"/>";
    out.paragraph("Signature", "Signature", "Normal", "Date", signed, "");
    out.paragraph("Date", "Date", "Normal", "Normal", "<w:jc w:val=\"right\"/>", "");
    out.paragraph("Annotation", "附注", "BodyText", "Normal", "", "");
    out.paragraph("AttachmentList", "附件说明", "Normal", "AttachmentList", "", "");
    out.paragraph("Attendance", "出席人员", "Normal", "Attendance", "", "");
    out.paragraph("Stage", "稿次", "Normal", "BodyText", &after, &set.fonts("kai"));
    let label = format!("<w:keepNext/><w:spacing w:afterLines=\"100\" w:after=\"{pitch}\" {line}/>");
    out.paragraph("AttachmentLabel", "附件标识", "Normal", "Title", &label, &set.fonts("hei"));
    let caption = format!("<w:keepNext/>{CENTRE}");
    out.paragraph("Caption", "caption", "Normal", "BodyText", &caption, &set.fonts("hei"));
    let whole = format!("<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>{CENTRE}");
    out.paragraph("Picture", "图片", "Normal", "BodyText", &whole, "");
    let cell = format!("{}<w:jc w:val=\"left\"/>", exact(348));
    out.paragraph("TableText", "表格文字", "Normal", "TableText", &cell, &size(24));
    out.paragraph("TableHead", "表格标题行", "TableText", "TableText", CENTRE, &set.fonts("hei"));
    let boxed = exact(444);
    let title = format!("{boxed}{CENTRE}");
    out.paragraph("BoxTitle", "专栏标题", "Normal", "BoxText", &title, &format!("{}{}", set.fonts("hei"), size(24)));
    out.paragraph("BoxText", "专栏文字", "Normal", "BoxText", &format!("{boxed}{}", indent(240.0)), &size(24));
    // Above and below tables; Word wants it between two of them and behind one at the end.
    let gap = exact(160);
    out.paragraph("Gap", "间隔", "Normal", "BodyText", &gap, &size(2));
    let colophon = "<w:spacing w:before=\"80\" w:after=\"80\" w:line=\"400\" \
                    w:lineRule=\"exact\"/><w:ind w:leftChars=\"100\" w:left=\"280\" w:rightChars=\"100\" w:right=\"280\"/>";
    out.paragraph("Colophon", "版记", "Normal", "Colophon", colophon, &size(28));
    let foot = "<w:spacing w:line=\"320\" w:lineRule=\"exact\"/>";
    let song = format!("{}{}", set.fonts("song"), size(28));
    out.paragraph("Footer", "footer", "Normal", "Footer", foot, &song);
    let right = "<w:ind w:rightChars=\"100\" w:right=\"280\"/><w:jc w:val=\"right\"/>";
    out.paragraph("PageNumberRight", "单页页码", "Footer", "Footer", right, "");
    let left = "<w:ind w:leftChars=\"100\" w:left=\"280\"/><w:jc w:val=\"left\"/>";
    out.paragraph("PageNumberLeft", "双页页码", "Footer", "Footer", left, "");
    part("styles", &out.0)
}
