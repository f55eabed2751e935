//! Governing documents that a plan cites: 《…》（内政办发〔2023〕61号）.

use crate::plan::{Citation, Plan, Relation, Section, SectionId};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A title in 《》 with what follows in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Bytes of title and number, with their marks.
    pub range: Range<usize>,
    /// The title without its outer marks.
    pub title: String,
    /// The number behind it.
    pub number: Option<String>,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[（(]([^（()）]{1,20}[〔\[［]\s*(?:19|20)[0-9]{2}\s*[〕\]］]\s*(?:第)?\s*[0-9]{1,4}\s*号|[^（()），。]{0,12}令第?\s*[0-9]{1,4}\s*号)")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// Every title in 《》 of a text, outermost marks only.
pub fn titles(text: &str) -> Vec<Titled> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let end = at + c.len_utf8();
                    let title = text[start + '《'.len_utf8()..at].to_owned();
                    let behind = Some(&text[end..]).filter(|behind| behind.starts_with(['（', '(']));
                    let number = behind.and_then(|behind| NUMBER.captures(behind)?.get(1));
                    let until = number.map_or(end, |n| end + n.end() + '）'.len_utf8()).min(text.len());
                    let until = if text.is_char_boundary(until) { until } else { end };
                    let number = number.map(|n| n.as_str().chars().filter(|c| !c.is_whitespace()).collect());
                    out.push(Titled { range: start..until, title, number });
                }
            }
            // A title runs over no end of a sentence: an unclosed mark ends there.
            '。' if depth > 0 => depth = 0,
            _ => {}
        }
    }
    out
}

/// Words before a title that make it a basis of the whole plan, and words behind the list of titles.
const BEFORE: [&str; 12] =
    ["贯彻落实", "贯彻", "落实", "根据", "依据", "按照", "遵照", "对照", "为实施", "推进", "执行", "衔接"];
const AFTER: [&str; 12] =
    ["要求", "精神", "部署", "安排", "规定", "结合", "制定", "编制", "制订", "提出如下", "提出以下", "现提出"];

/// Documents the plan cites, each once, in order. Those its opening says it carries out are its parents.
pub fn read(plan: &Plan) -> Vec<Citation> {
    let mut out: Vec<Citation> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let own = plan.meta.title.as_deref().map(squeeze);
    for (section, paragraph) in plan.paragraphs() {
        let text = paragraph.prose.as_str();
        if !text.contains('《') {
            continue;
        }
        let opens = is_opening(section, plan);
        let mut sentence = Sentence::default();
        for found in titles(text) {
            let plain = squeeze(&found.title);
            // 以下简称《意见》 names no other document.
            let before = text[..found.range.start].trim_end_matches(['：', ':', '为']);
            let short = before.ends_with("简称") || before.ends_with("下称");
            if short || !is_document(&found.title) || own.as_ref() == Some(&plain) {
                continue;
            }
            let relation = if opens {
                if !sentence.holds(&found) {
                    sentence = Sentence::of(text, &found);
                }
                sentence.relation(&found, section)
            } else {
                Relation::Cited
            };
            match known.get(&plain).and_then(|&at| out.get_mut(at)) {
                Some(citation) => {
                    if citation.number.is_none() {
                        citation.number = found.number;
                    }
                    if relation == Relation::Parent {
                        citation.relation = relation;
                    }
                }
                None => {
                    known.insert(plain, out.len());
                    let span = paragraph.prose.source_of(found.range.clone());
                    out.push(Citation { title: found.title, number: found.number, relation, section, span });
                }
            }
        }
    }
    out
}

/// A title without white space, for titles are the same whatever stands between their words.
fn squeeze(title: &str) -> String {
    title.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A document, not a form, a certificate or a newspaper.
fn is_document(title: &str) -> bool {
    let count = title.chars().count();
    let no = ["报", "证", "证书", "许可证", "登记表", "申请表", "执照", "杂志", "日报"];
    (4..=120).contains(&count) && !no.iter().any(|w| title.ends_with(w))
}

/// Whether a section stands where plans say what they carry out.
fn is_opening(section: Option<SectionId>, plan: &Plan) -> bool {
    section.is_none_or(|id| {
        let inside = |s: &Section| s.parent == Some(0) && s.children.is_empty();
        id == 0 || plan.sections.get(id).is_some_and(inside)
    })
}

/// A sentence with titles in it, and where it says what of them is carried out: 为贯彻落实《…》（…）要求，…制定本方案.
/// Looked through once, however many titles it holds.
#[derive(Debug, Default)]
struct Sentence {
    range: Range<usize>,
    /// Behind the first word that may make a title a basis.
    first: Option<usize>,
    /// The last word that may stand behind a basis.
    last: Option<usize>,
    /// The last word that says the plan was made from it.
    makes: Option<usize>,
}

impl Sentence {
    /// The sentence around a title.
    fn of(text: &str, found: &Titled) -> Self {
        let start = text[..found.range.start].rfind('。').map_or(0, |at| at + '。'.len_utf8());
        let end = text[found.range.end..].find('。').map_or(text.len(), |at| found.range.end + at);
        let own = &text[start..end];
        let last = |words: &[&str]| words.iter().filter_map(|w| own.rfind(w)).max().map(|at| start + at);
        Self {
            range: start..end,
            first: BEFORE.iter().filter_map(|w| Some(start + own.find(w)? + w.len())).min(),
            last: last(&AFTER),
            makes: last(&["制定", "编制", "提出", "制订"]),
        }
    }

    fn holds(&self, found: &Titled) -> bool {
        self.range.start <= found.range.start && found.range.end <= self.range.end
    }

    /// How the plan stands to a title of the sentence.
    fn relation(&self, found: &Titled, section: Option<SectionId>) -> Relation {
        let behind = |word: Option<usize>| word.is_some_and(|at| at >= found.range.end);
        let told = self.first.is_some_and(|at| at <= found.range.start) && behind(self.last);
        let basis = section.is_none() || behind(self.makes);
        if told && basis { Relation::Parent } else { Relation::Cited }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_titles_and_numbers() {
        let text = "落实《甲办公厅印发〈关于某事的意见〉的通知》（中办发〔2023〕10号）及《乙条例》要求";
        let found = titles(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].title, "甲办公厅印发〈关于某事的意见〉的通知");
        assert_eq!(found[0].number.as_deref(), Some("中办发〔2023〕10号"));
        assert_eq!(&text[found[0].range.clone()], "《甲办公厅印发〈关于某事的意见〉的通知》（中办发〔2023〕10号）");
        assert_eq!(found[1].number, None);
        let decree = titles("根据《食品安全法实施条例》（国令第721号）");
        assert_eq!(decree[0].number.as_deref(), Some("国令第721号"));
    }

    #[test]
    fn an_opinion_says_what_it_carries_out() {
        let text = "北原省养老服务发展实施意见\n为贯彻落实《养老服务发展意见》（国发〔2024〕3号，以下简称《意见》），加快建设，现提出如下实施意见。\n一、任务\n甲。";
        let plan = crate::import::text(&crate::base::SourceFile::new("a.txt", text)).plan;
        let found: Vec<_> = read(&plan).into_iter().map(|c| (c.title, c.relation)).collect();
        assert_eq!(found, [("养老服务发展意见".to_owned(), Relation::Parent)]);
    }

    #[test]
    fn an_unclosed_title_ends_with_its_sentence() {
        assert_eq!(titles("《甲办法。乙《丙条例》").len(), 1);
    }
}
