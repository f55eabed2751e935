//! A plan's text in the order in which its pages show it.

use crate::base::SourceFile;
use crate::pages::Written;
use crate::plan::{Block, Plan};

/// Its body, and what its head is made of: the front matter, or all of a published text, where head and colophon
/// stand among the rest.
pub fn of(plan: &Plan, file: &SourceFile) -> (Written, Written) {
    let (mut body, mut head) = <(Written, Written)>::default();
    let front = plan.meta.span;
    match front.is_empty() {
        true => head.push(&file.text, 0),
        false => head.push(front.of(&file.text), front.start),
    }
    blocks(&plan.preamble, &mut body);
    for section in &plan.sections {
        if let Some(label) = &section.label {
            body.push(label.span.of(&file.text), label.span.start);
        }
        if section.titled {
            body.push_prose(&section.title);
        }
        blocks(&section.blocks, &mut body);
    }
    (body, head)
}

fn blocks(blocks: &[Block], out: &mut Written) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => out.push_prose(&paragraph.prose),
            Block::Box(inner) => {
                out.push_prose(&inner.title);
                self::blocks(&inner.blocks, out);
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flatten().map(|cell| &cell.prose);
                table.caption.iter().chain(cells).for_each(|prose| out.push_prose(prose));
            }
            Block::Picture(picture) => picture.caption.iter().for_each(|prose| out.push_prose(prose)),
        }
    }
}
