//! DOCX, in which the issuing office numbers, heads and seals: real styles with outline levels, the grid of the page,
//! faces by the names that offices have them under. Written part by part in the order that ECMA-376 wants, so that
//! it opens without repair; the same input gives the same bytes.

mod body;
mod foot;
mod head;
mod parts;
mod styles;
mod table;
mod xml;

use super::TextFormat;
use super::paper::Paper;
use crate::base::Failure;
use crate::office::write::{self, packed, paragraph, part};
use body::Body;
use head::first_page;
use xml::Setting;

/// The format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Docx {
    /// What becomes of the head.
    pub head: Head,
}

/// What becomes of the head (版头): mark, number, red rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Head {
    /// It is set.
    #[default]
    Set,
    /// It is left out: the office puts its own in front (套红).
    Bare,
    /// It is left out and its room is kept: the paper carries it already.
    Room,
}

impl TextFormat for Docx {
    fn extension(&self) -> &'static str {
        "docx"
    }

    fn write(&self, paper: &Paper) -> Result<Vec<u8>, Failure> {
        let (faces, habits) = (styles::HeadingFaces::of(&paper.plan.blocks), &paper.habits);
        let set = Setting::of(habits);
        // Where the paper carries the head already, its room is kept.
        let head = if habits.preprinted && self.head == Head::Set { Head::Room } else { self.head };
        let first = paper.notice.as_ref().and_then(|n| first_page(n, head, set));
        // A page that the colophon has to itself behind a blank one (7.5).
        let own = parts::Own { first_page: first.is_some(), unnumbered: paper.flow.colophon_pages > 1 };
        let document = Body::document(paper, head, first.as_ref(), &faces, set);
        let mut files = vec![
            ("[Content_Types].xml", parts::content_types(own, &paper.pictures)),
            ("_rels/.rels", write::relations()),
            ("docProps/app.xml", write::application()),
            ("docProps/core.xml", parts::core(paper)),
            ("word/_rels/document.xml.rels", parts::document_relations(own, &paper.pictures)),
            ("word/document.xml", document),
            ("word/fontTable.xml", write::font_table()),
            ("word/footer1.xml", parts::footer("PageNumberRight", habits)),
            ("word/footer2.xml", parts::footer("PageNumberLeft", habits)),
            ("word/settings.xml", parts::settings(set.pitch, habits.mirrored)),
            ("word/styles.xml", styles::styles(&faces, set)),
            ("word/theme/theme1.xml", parts::theme()),
        ];
        if let Some(first) = first {
            files.push(("word/footer3.xml", first.footer));
            files.push(("word/header1.xml", first.header));
        }
        if own.unnumbered {
            files.push(("word/footer4.xml", part("ftr", &paragraph("Footer", "", ""))));
        }
        files.sort_unstable_by_key(|(name, _)| *name);
        let mut files: Vec<_> = files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
        let media = paper.pictures.iter().enumerate();
        files.extend(media.map(|(at, p)| (format!("word/{}", parts::picture_part(at, p)), p.bytes.to_vec())));
        packed(&files).map_err(|e| {
            Failure::new("DOCX 导出失败", "the DOCX could not be written").cause(e.to_string(), e.to_string())
        })
    }
}
