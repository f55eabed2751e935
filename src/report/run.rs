//! What one run found, as every format takes it, and the one verdict over it.

use super::json::Files;
use super::messages;
use crate::base::{Area, Failure, Finding, Lang, Place, Position, Severity, SourceFile, Span, Spot, Waived};
use crate::lint::baseline::Entry;
use std::path::{Path, PathBuf};

/// All that a run found. Every format is made from this and from nothing else.
pub struct Run<'a> {
    /// What counts.
    pub findings: &'a [Finding],
    /// What a waiver accepts.
    pub waived: &'a [Waived],
    /// What the project's baseline holds already; `None` when there is no baseline.
    pub known: Option<&'a [Finding]>,
    /// What the baseline holds and is gone, each with the path of its file: it must leave the list.
    pub stale: &'a [Entry],
    /// What could not be checked.
    pub failures: &'a [Failure],
    /// The files that were checked.
    pub checked: &'a [PathBuf],
    /// Finds the text of a file.
    pub files: &'a Files<'a>,
    /// The count of it all.
    pub verdict: Verdict,
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("findings", &self.findings).field("verdict", &self.verdict).finish_non_exhaustive()
    }
}

/// How many findings of which severity there are, and what the run comes to. It is reckoned once; formats and the
/// exit status only tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
    /// Findings at or above the threshold.
    pub failing: usize,
    /// The threshold; `None` when no finding fails the run.
    pub fail_on: Option<Severity>,
    /// Findings that a waiver accepts.
    pub waived: usize,
    /// Findings that the baseline holds.
    pub known: usize,
    /// Entries of the baseline that are found no more: they must leave it.
    pub stale: usize,
    /// What could not be checked.
    pub failures: usize,
    /// Files that were checked.
    pub checked: usize,
}

impl Verdict {
    /// Counts findings; what else there is to count the caller adds.
    pub fn of(findings: &[Finding], fail_on: Option<Severity>) -> Self {
        let mut verdict = Self { fail_on, ..Self::default() };
        for finding in findings {
            match finding.severity {
                Severity::Error => verdict.errors += 1,
                Severity::Warning => verdict.warnings += 1,
                Severity::Info => verdict.infos += 1,
            }
        }
        verdict.failing = findings.iter().filter(|f| verdict.fails(f.severity)).count();
        verdict
    }

    /// All findings that count.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Whether a finding of this severity fails the run.
    pub fn fails(&self, severity: Severity) -> bool {
        self.fail_on.is_some_and(|least| severity >= least)
    }

    /// It in words, in one line.
    pub fn words(&self, lang: Lang) -> String {
        let Self { errors, warnings, infos, waived, known, stale, failures, checked, .. } = *self;
        let mut out = match lang {
            Lang::Zh if self.findings() == 0 => format!("检查方案 {checked} 份，没有发现问题"),
            Lang::Zh => format!("检查方案 {checked} 份：错误 {errors}，警告 {warnings}，提示 {infos}"),
            Lang::En => {
                let s = |n: usize| if n == 1 { "" } else { "s" };
                let plans = format!("{checked} plan{} checked", s(checked));
                if self.findings() == 0 {
                    format!("{plans}, nothing found")
                } else {
                    format!("{plans}: {errors} error{}, {warnings} warning{}, {infos} info", s(errors), s(warnings))
                }
            }
        };
        for (count, zh, en) in [
            (waived, "已豁免", "waived"),
            (known, "基线内", "in the baseline"),
            (stale, "基线中已不存在", "in the baseline and gone"),
            (failures, "未能检查", "could not be checked"),
        ] {
            if count > 0 {
                out.push_str(&lang.pick(format!("，{zh} {count}"), format!(", {count} {en}")));
            }
        }
        out
    }
}

/// Where a place is, looked up once: lines and columns from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its text with begin and end, when the place is in a text.
    pub text: Option<(&'a SourceFile, Position, Position)>,
    /// The text that was taken from it with the paragraph or page and the sentence, when it is an office file.
    pub office: Option<(&'a SourceFile, Spot, Span)>,
    /// The words that stand there: of the text, or of the page.
    pub quote: &'a str,
    /// The place on the pages.
    pub page: Option<&'a Area>,
    /// The path of the section.
    pub section: Option<&'a str>,
}

impl<'a> Run<'a> {
    /// Looks a place up.
    pub fn at<'b>(&self, place: &'b Place) -> At<'b>
    where
        'a: 'b,
    {
        // What was seen on a page and is not found in the text again is told by its place on the page alone.
        let seen = place.page.is_some() && place.span.is_empty();
        let file = (self.files)(&place.file).filter(|_| !seen);
        let page = place.page.as_ref();
        let office = file.and_then(|f| Some((f, f.spot(place.span.start)?, f.sentence(place.span))));
        At {
            path: &place.file,
            quote: file.map_or_else(|| page.map_or("", |p| p.text.as_str()), |f| place.span.of(&f.text)),
            text: file
                .filter(|_| office.is_none())
                .map(|f| (f, f.position(place.span.start), f.position(place.span.end))),
            office,
            page,
            section: place.section.as_deref(),
        }
    }

    /// The files of the run with the findings of each: those that were checked in their order, then others that
    /// have findings.
    pub fn by_file(&self) -> Vec<(&'a Path, Vec<&'a Finding>)> {
        let mut out: Vec<(&Path, Vec<&Finding>)> = self.checked.iter().map(|p| (p.as_path(), Vec::new())).collect();
        for finding in self.findings {
            let path = finding.place.file.as_path();
            match out.iter_mut().find(|(p, _)| *p == path) {
                Some((_, list)) => list.push(finding),
                None => out.push((path, vec![finding])),
            }
        }
        out
    }
}

impl At<'_> {
    /// `12:5`, the paragraph of an office file, or the page; empty where none is known.
    pub fn short(&self, lang: Lang) -> String {
        match (self.text, self.office, self.page) {
            (Some((_, from, _)), ..) => format!("{}:{}", from.line, from.column),
            (None, Some((_, spot, _)), _) => spot.words(lang),
            (None, None, Some(page)) => lang.pick(format!("第{}页", page.number), format!("p{}", page.number)),
            (None, None, None) => String::new(),
        }
    }

    /// The path, and behind a colon line and column or the page; of an office file the path of the section, too:
    /// `稿.docx:二/（三）/17 第42段`.
    pub fn long(&self, lang: Lang) -> String {
        let (path, short) = (self.path.display(), self.short(lang));
        match self.section.filter(|s| !s.is_empty() && self.office.is_some()) {
            Some(section) => format!("{path}:{section} {short}"),
            None if short.is_empty() => path.to_string(),
            None => format!("{path}:{short}"),
        }
    }

    /// The file's name without its folders.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// The text of the file, of whichever kind it is.
    pub fn file(&self) -> Option<&SourceFile> {
        self.text.map(|(file, ..)| file).or(self.office.map(|(file, ..)| file))
    }

    /// The sentence of an office file in one line, no more than `most` characters.
    pub fn sentence(&self, most: usize) -> Option<String> {
        let (file, _, sentence) = self.office?;
        Some(one_line(sentence.of(&file.text), most)).filter(|s| !s.is_empty())
    }

    /// The words that stand there in one line, no more than `most` characters.
    pub fn words(&self, most: usize) -> String {
        one_line(self.quote, most)
    }
}

fn one_line(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What a finding says in full, for formats that have one field for it: the message, where on the pages or in the
/// office file it is, what to do, and the other places with their words, each in a line.
pub fn story(finding: &Finding, run: &Run<'_>, lang: Lang) -> Vec<String> {
    let mut out = vec![messages::message(finding, lang)];
    if let Some(page) = &finding.place.page {
        let at = super::pretty::on_page(page, &finding.place, false, lang);
        out.push(format!("{}{at}", lang.pick("位置：", "at: ")));
    }
    let at = run.at(&finding.place);
    if at.office.is_some() {
        let section = at.section.filter(|s| !s.is_empty()).map_or_else(String::new, |s| format!("{s} "));
        let sentence = at.sentence(120).map_or_else(String::new, |s| lang.pick(format!("“{s}”"), format!(" “{s}”")));
        out.push(format!("{}{section}{}{sentence}", lang.pick("位置：", "at: "), at.short(lang)));
    }
    if let Some(help) = messages::help(finding, lang) {
        out.push(format!("{}{help}", lang.pick("办法：", "help: ")));
    }
    out.extend(finding.related.iter().map(|place| {
        let at = run.at(place);
        let label =
            messages::label(finding, place, lang).unwrap_or_else(|| lang.pick("相关位置", "related").to_owned());
        let words = at.sentence(60).unwrap_or_else(|| at.words(60));
        let words =
            if words.is_empty() { words } else { lang.pick(format!("“{words}”"), format!(" “{words}”")) };
        format!("{label}{}{}{words}", lang.pick("：", ": "), at.long(lang))
    }));
    out
}

/// The word for a severity.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Info => lang.pick("提示", "info"),
    }
}

/// What is said of an entry of the baseline that is gone.
pub fn stale(entry: &Entry, lang: Lang) -> String {
    let Entry { code, quote, count, .. } = entry;
    lang.pick(
        format!("基线里的 {code} 已不存在：“{quote}”（{count} 处）。用 --update-baseline 从基线中去掉"),
        format!("{code} is in the baseline and gone: “{quote}” ({count}). Take it out with --update-baseline"),
    )
}
