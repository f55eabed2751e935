//! A parent's clause by content: its words, whatever their layout, spaces and marks.

use crate::base::Fnv;
use crate::plan::{Block, Plan, SectionId};

/// What a section of a plan says: its title and sentences, and a fingerprint of their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Title and sentences, in order.
    pub text: Vec<String>,
    /// Of their content: letters, numbers and signs of quantity; spaces, line ends, marks of sentences, full-width and
    /// half-width forms and the numbers of items make no difference.
    pub fingerprint: String,
}

impl Clause {
    /// The clause of a section, with all it holds.
    pub fn of(plan: &Plan, id: SectionId) -> Self {
        let mut text = Vec::new();
        for at in plan.within(id) {
            let section = &plan.sections[at];
            if section.titled && !section.title.is_empty() {
                text.push(section.title.as_str().to_owned());
            }
            section.blocks.iter().for_each(|block| add(block, &mut text));
        }
        Self { fingerprint: fingerprint(&text), text }
    }
}

fn add(block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Paragraph(p) => sentences(p.prose.as_str(), out),
        Block::Box(b) => {
            sentences(b.title.as_str(), out);
            b.blocks.iter().for_each(|block| add(block, out));
        }
        Block::Table(t) => {
            out.extend(t.caption.iter().map(|c| c.as_str().to_owned()));
            for row in &t.rows {
                let cells: Vec<&str> = row.iter().map(|c| c.prose.as_str()).collect();
                out.push(cells.join(" | "));
            }
        }
        Block::Picture(p) => out.extend(p.caption.iter().map(|c| c.as_str().to_owned())),
    }
}

/// Text by its sentences, so that a diff of the lock is one of sentences.
fn sentences(text: &str, out: &mut Vec<String>) {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find('。').map_or(rest.len(), |at| at + '。'.len_utf8());
        out.push(rest[..end].trim().to_owned());
        rest = rest[end..].trim_start();
    }
}

/// The fingerprint of a clause's content.
pub fn fingerprint(text: &[String]) -> String {
    let mut hash = Fnv::default();
    hash.word(&text.iter().map(|t| content(t)).collect::<String>());
    hash.hex()
}

/// What of a text counts: letters and digits in their narrow form, signs of quantity, and marks between two digits
/// (1.5, 3:1, 2—5).
pub fn content(text: &str) -> String {
    let narrow = |c: char| match c {
        '—' | '–' | '～' | '－' | '~' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let chars: Vec<char> = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let counts = |at: usize, c: char| {
        c.is_alphanumeric()
            || matches!(c, '%' | '‰' | '℃' | '<' | '>' | '≤' | '≥' | '±' | '+' | '×')
            || matches!(c, '.' | ':' | '-' | '/') && digit(at.checked_sub(1)) && digit(Some(at + 1))
    };
    chars.iter().enumerate().filter(|&(at, &c)| counts(at, c)).map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_marks_make_no_difference() {
        let of = |text: &str| fingerprint(&[text.to_owned()]);
        let one = of("到2025年，占比达到85.5%以上；（责任单位：市财政局）");
        assert_eq!(one, of("到 ２０２５ 年,占比 达到85.5％以上。(责任单位:市财政局)"));
        assert_eq!(one, fingerprint(&["到2025年，占比".to_owned(), "达到85.5%以上（责任单位：市财政局）".to_owned()]));
        for other in [
            "到2025年，占比达到855%以上；（责任单位：市财政局）",
            "到2025年，占比达到85.5以上；（责任单位：市财政局）",
            "到2026年，占比达到85.5%以上；（责任单位：市财政局）",
            "到2025年，占比达到85.5%以上；（责任单位：市教育局）",
        ] {
            assert_ne!(one, of(other), "{other}");
        }
        assert_ne!(of("3—5所"), of("35所"));
        assert_eq!(of("3—5所"), of("3-5所"));
    }
}
