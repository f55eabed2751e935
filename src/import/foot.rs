//! What stands after a plan's text: signature, date, notes and the colophon (版记).

use super::head::{Frame, differs};
use super::paragraphs::Para;
use super::signs::{bodies, date, is_list_of_bodies, is_section, is_signature, iso, note, printed, text};
use crate::base::Span;
use crate::plan::Notice;

/// Takes colophon, signature and notes from the end; answers where the plan's own text ends.
pub fn tail(paras: &[Para], first_section: usize, frame: &mut Frame) -> usize {
    let mut notice = Notice::default();
    let mut taken = Vec::new();
    let mut end = paras.len();
    let mut found = false;
    // A colophon's list of copies may run over several lines: find its start first.
    let from = paras.len().saturating_sub(14).max(first_section);
    if let Some(copies) = (from..paras.len()).find(|&i| text(&paras[i]).starts_with("抄送")) {
        let mut list = String::new();
        let mut last = copies;
        // 抄送：…。某办公室2024年4月9日印发: one paragraph where the lines ran together.
        let glued = text(&paras[copies]).rsplit_once('。').filter(|(_, rest)| printed(rest).is_some());
        for (i, para) in paras.iter().enumerate().skip(copies) {
            if let Some((own, _)) = glued {
                list.push_str(own);
                break;
            }
            let over = is_section(para) || list.ends_with('。') && !is_list_of_bodies(text(para));
            if printed(text(para)).is_some() || i > copies && over {
                break;
            }
            list.push_str(text(para));
            last = i;
        }
        // Whatever else stands behind the list shows that it is not the end of the document.
        let behind = &paras[last + 1..];
        if !list.is_empty() && paras.len() <= last + 2 && behind.iter().all(|p| printed(text(p)).is_some()) {
            let span = Span::new(paras[copies].span.start, paras[last].span.end);
            let own = list.len();
            let list = list.trim_start_matches("抄送").trim_start_matches(['：', ':']);
            notice.copies = bodies(list);
            let prose = &paras[copies].prose;
            let span = if glued.is_some() { prose.source_of(0..own + '。'.len_utf8()) } else { span };
            taken.push(("notice.copies", span));
            let glued =
                glued.map(|(_, rest)| (rest, prose.source_of(prose.as_str().len() - rest.len()..prose.as_str().len())));
            for (words, span) in glued.into_iter().chain(behind.iter().map(|p| (text(p), p.span))) {
                if let Some(printed) = printed(words) {
                    notice.printed_by = Some(printed[1].trim().to_owned());
                    notice.printed = iso(&printed[2], &printed[3], &printed[4]);
                    taken.push(("notice.printed", span));
                }
            }
            end = copies;
            found = true;
        }
    }
    while end > first_section.max(1) {
        let para = &paras[end - 1];
        let words = text(para);
        if let Some(printed) = printed(words) {
            if notice.printed_by.is_some() {
                break;
            }
            notice.printed_by = Some(printed[1].trim().to_owned());
            notice.printed = iso(&printed[2], &printed[3], &printed[4]);
            taken.push(("notice.printed", para.span));
        } else if let Some(note) = note(words).map(str::to_owned) {
            if differs(&notice.note, &note) {
                break;
            }
            notice.note = Some(note);
            taken.push(("notice.note", para.span));
        } else if let Some(day) = date(words) {
            if differs(&notice.date, &day) {
                break;
            }
            notice.date = Some(day);
            taken.push(("notice.date", para.span));
        } else if notice.date.is_some() && is_signature(words) && !is_section(para) {
            let joint = notice.issuer.take();
            notice.issuer = Some(joint.map_or_else(|| words.to_owned(), |later| format!("{words}、{later}")));
            taken.push(("notice.issuer", para.span));
        } else {
            break;
        }
        found = true;
        end -= 1;
    }
    if found {
        frame.meta.notice = Some(notice);
        frame.taken.extend(taken);
    }
    end
}

#[cfg(test)]
mod tests {
    #[test]
    fn copies_and_printer_in_one_paragraph() {
        let text = "青崖市社区服务方案\n一、目标\n甲。\n抄送：市委办公室，市人大常委会办公室。青崖市人民政府办公室 2024年4月9日印发\n";
        let read = crate::import::text(&crate::base::SourceFile::new("plan.txt", text));
        let notice = read.plan.meta.notice.unwrap_or_default();
        assert_eq!(notice.copies.concat(), ["市委办公室", "市人大常委会办公室"]);
        assert_eq!(
            (notice.printed_by.as_deref(), notice.printed.as_deref()),
            (Some("青崖市人民政府办公室"), Some("2024-04-09"))
        );
    }
}
