//! PG844: attachments that are called otherwise in the list than on their pages (附件名称一致).

use crate::lint::paged::listed;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line, Sheet};

/// Names less alike than this are of different things, a further document's attachments perhaps.
const ALIKE: f64 = 0.5;

/// Reports titles that differ from the list, where the document has one list and as many attachments with the same
/// serials.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let lists = listed(input);
    let [list] = lists.as_slice() else { return };
    let found: Vec<(usize, usize, Vec<&Line>)> = input.layout.sheets.iter().filter_map(attachment).collect();
    let serials = |all: &mut dyn Iterator<Item = usize>| all.collect::<Vec<_>>();
    let of_list = serials(&mut list.names.iter().map(|n| n.serial.unwrap_or(1)));
    if serials(&mut found.iter().map(|(serial, ..)| *serial)) != of_list {
        return;
    }
    for (name, (serial, page, title)) in list.names.iter().zip(&found) {
        let (listed, shown) = (plain(&name.text), plain(&title.iter().map(|l| l.text()).collect::<String>()));
        let Some(first) = title.first().filter(|_| listed != shown) else { continue };
        let unread = listed.contains(char::REPLACEMENT_CHARACTER) || shown.contains(char::REPLACEMENT_CHARACTER);
        if !unread && strsim::normalized_levenshtein(&listed, &shown) >= ALIKE {
            let draft = out.report(Spot::Line(*page, first), "default").arg("serial", *serial);
            draft.arg("listed", listed).arg("found", shown).also(Spot::Line(list.page, name.lines[0])).done();
        }
    }
}

/// A page that begins an attachment: its serial, its number, the lines of its title.
fn attachment<'a>(sheet: &Sheet<'a>) -> Option<(usize, usize, Vec<&'a Line>)> {
    let mut rows = sheet.text();
    let label = rows.next()?.line.text();
    let serial = label.strip_prefix("附件")?.trim_end_matches(['：', ':']);
    let serial = if serial.is_empty() { 1 } else { serial.parse().ok()? };
    let title: Vec<&Line> = rows.take_while(|r| r.kind == Kind::Title).map(|r| r.line).collect();
    (!title.is_empty()).then_some((serial, sheet.number, title))
}

/// A name without what is not part of it: marks of a title, marks at the end.
fn plain(name: &str) -> String {
    let name = name.trim_end_matches(['。', '；', ';', '，', ',', '、']);
    name.chars().filter(|c| !matches!(c, '《' | '》')).collect()
}
