//! Office packages that are written: files in one, as OFD and DOCX want them, and the parts that every Word document
//! has. The same input gives the same bytes.

use crate::base::escape;
use crate::data::fonts::typefaces;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// How every part begins.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of WordprocessingML.
pub const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of relations.
pub const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// How the types of Word's parts begin.
pub const WML: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// How the namespaces of packages begin.
pub const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The files in their order, with no time of their own.
pub fn packed(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A part of WordprocessingML.
pub fn part(root: &str, inside: &str) -> String {
    format!("{HEAD}<w:{root} xmlns:r=\"{R}\" xmlns:w=\"{W}\">{inside}</w:{root}>")
}

/// What belongs to a part: name, kind and target of each.
pub fn related(rows: &[(impl std::fmt::Display, String, impl std::fmt::Display)]) -> String {
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

/// What made it.
pub fn application() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>plangen</Application></Properties>"
    )
}

/// Title, author, language; the document's own date, where it has one, for the clock's would differ from run to run.
pub fn core(title: &str, author: Option<&str>, date: Option<&str>) -> String {
    let mut about = format!("<dc:title>{}</dc:title>", escape(title));
    if let Some(author) = author {
        about.push_str(&format!("<dc:creator>{}</dc:creator>", escape(author)));
    }
    about.push_str("<dc:language>zh-CN</dc:language>");
    if let Some(date) = date.filter(|d| d.parse::<jiff::civil::Date>().is_ok()) {
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

/// The name of the first family of a role, which is the one that offices have.
pub fn face(key: &str) -> &'static str {
    let role = typefaces().roles.iter().find(|r| r.key == key);
    role.and_then(|r| r.families.first()).map_or("宋体", String::as_str)
}

/// A size in half points.
pub fn size(half_points: u32) -> String {
    format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
}

/// A paragraph: its style, properties beside it in the order of the schema, runs.
pub fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p>")
}
