//! Chapters whose numbers bear no mark: 1 总则 over 1.1 编制目的, as plans for emergencies count.

use crate::data::numbering;

/// A chapter's title is no longer, in characters.
const TITLE: usize = 24;

/// Which of the lines are headings of such chapters. A number and a word alone are as often a row of a table: those
/// are chapters under which the numbers go on (N.1), and those that count on between and behind them.
pub fn find<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut open: Vec<Chapter> = Vec::new();
    for (at, line) in lines.enumerate() {
        if let Some(number) = heading(line) {
            open.push(Chapter { at, number, shown: None });
        } else if let Some(last) = open.last_mut().filter(|c| c.shown.is_none())
            && let Some(parts) = parts(line)
        {
            last.shown = Some(parts == (last.number, 1));
        }
    }
    let shown: Vec<usize> = (0..open.len()).filter(|&i| open[i].shown == Some(true)).collect();
    let first = match shown[..] {
        // A plan of one chapter so far.
        [only] if open[only].number == 1 => return vec![open[only].at],
        [first, _, ..] => first,
        _ => return Vec::new(),
    };
    let mut out: Vec<usize> = Vec::new();
    let mut count = open[first].number;
    for chapter in &open[first..] {
        let counts_on = out.is_empty() || count.checked_add(1) == Some(chapter.number);
        if counts_on || chapter.shown == Some(true) {
            count = chapter.number;
            out.push(chapter.at);
        }
    }
    out
}

struct Chapter {
    at: usize,
    number: u32,
    /// Whether the first label of two numbers below it is its own first.
    shown: Option<bool>,
}

/// The number of a line that may be a chapter's heading: digits, a gap, some words without a mark.
fn heading(line: &str) -> Option<u32> {
    let digits: usize = line.chars().take_while(|c| numbering::arabic(*c).is_some()).map(char::len_utf8).sum();
    let number = line.get(..digits).filter(|d| !d.is_empty() && d.chars().count() <= 2)?;
    let number = number.chars().try_fold(0, |n, c| Some(n * 10 + numbering::arabic(c)?)).filter(|n| *n > 0)?;
    let title = line[digits..].trim_start_matches([' ', '\u{3000}', '\t', '\u{a0}']);
    let gap = title.len() + digits < line.len();
    let title = title.trim_end();
    let words = gap
        && !numbering::is_figure(title)
        && title.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii())
        && title.chars().count() <= TITLE
        && !title.contains(['。', '，', '；', '：', ',', ';', ':', '\t', '|'])
        && !title.contains("  ")
        && !title.ends_with(|c| numbering::arabic(c).is_some());
    words.then_some(number)
}

/// The first two numbers of a label that has several: 3 and 1 of 3.1.
fn parts(line: &str) -> Option<(u32, u32)> {
    let counted = line.starts_with(|c| numbering::arabic(c).is_some());
    let label = counted.then(|| numbering::read(line))??;
    let key = label.key(line);
    let mut numbers = key.split('.').map(str::parse::<u32>);
    let (Some(Ok(chapter)), Some(Ok(first))) = (numbers.next(), numbers.next()) else { return None };
    Some((chapter, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_those_whose_numbers_go_on_below() {
        let plan = "总目\n1 总则\n1.1 目的\n为了防汛。\n1.2 范围\n2 职责\n2.1 指挥\n3 附则\n本预案自印发之日起施行。";
        assert_eq!(find(plan.lines()), [1, 5, 7]);
    }

    #[test]
    fn a_plan_for_emergencies_is_read_and_written_with_its_numbers() {
        let head = "河套市人民政府办公室关于印发河套市防汛应急预案的通知\n各旗区人民政府：\n现印发给你们，请遵照执行。\n河套市人民政府办公室\n2024年3月1日\n河套市防汛应急预案\n";
        let body = |dot: &str| {
            format!(
                "1{dot}　总则\n1.1 编制目的\n为了防汛。\n1.2编制依据。依据法律制定。\n2{dot}　组织指挥\n2.1 指挥部\n2.1.1 职责\n水利局3天内报告，雨量达到\n1.5倍以上的除外。\n3{dot}　附则\n自印发之日起施行。\n"
            )
        };
        let paths = ["1", "1/1.1", "1/1.2", "2", "2/2.1", "2/2.1/2.1.1", "3"];
        for dot in ["", "."] {
            let file = crate::base::SourceFile::new("a.txt", format!("{head}{}", body(dot)));
            let plan = crate::import::text(&file).plan;
            let found: Vec<&str> = plan.sections.iter().map(|s| s.path.as_str()).collect();
            assert_eq!(found, paths, "{dot}");
            assert_eq!(plan.meta.title.as_deref(), Some("河套市防汛应急预案"));
            let written = crate::import::to_source(&plan);
            let again = crate::source::parse(&crate::base::SourceFile::new("a.md", written.clone())).plan;
            let found: Vec<&str> = again.sections.iter().map(|s| s.path.as_str()).collect();
            assert_eq!(found, paths, "{written}");
            assert_eq!(crate::import::to_source(&again), written);
        }
    }

    #[test]
    fn numbers_of_two_parts_stand_below_a_chapter() {
        let text = "武山县发展规划\n九、推进乡村振兴\n9.1 提升产业水平\n准确把握定位。\n9.2 改善环境\n9.2.1 改造道路。加快改造。\n";
        let plan = crate::import::text(&crate::base::SourceFile::new("a.txt", text)).plan;
        let found: Vec<&str> = plan.sections.iter().map(|s| s.path.as_str()).collect();
        assert_eq!(found, ["九", "九/9.1", "九/9.2", "九/9.2/9.2.1"]);
    }

    #[test]
    fn rows_of_a_table_are_none() {
        for text in ["1 水利局\n2 财政局\n3 应急局", "2 总则\n2.1 目的\n3 水利局", "5 人以上\n1.5倍\n6 人以下"]
        {
            assert_eq!(find(text.lines()), [0usize; 0], "{text}");
        }
        assert_eq!(find("1 总则\n1.1 目的\n2 水利局\n3 财政局".lines()), [0]);
    }
}
