//! One side of a comparison (对照的一方): what every alignment asks of a plan, whatever the other plan is. It is
//! made once; a parent's serves all its children.

use super::Doc;
use super::scope;
use super::text::{Counts, Numbers, bigrams};
use crate::base::{Prose, Span};
use crate::data::Compare;
use crate::extract::form::{Known, KnownSounds, is_han};
use crate::extract::target::sentences;
use crate::plan::{Block, Clause, Level, Plan, Section, SectionId, Target, Task, TextKind, TextRun};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What alignments ask of one plan. It belongs to the plan and the facts it was made of: places in it are places in
/// [`Plan::texts`], sections and targets are by their index.
#[derive(Debug)]
pub struct Side {
    /// Its bigrams, numbered in the order they first stand in it.
    pub(super) numbers: Numbers,
    /// In how many of its passages (sentences, cells, titles) each bigram is.
    pub(super) times: Vec<u32>,
    /// How many passages it has.
    pub(super) passages: u32,
    /// Its sentences, responsibility clauses and cells left out.
    pub(super) sentences: Vec<Said>,
    /// Its sections.
    sections: Vec<Own>,
    /// The words of its targets.
    targets: Vec<Words>,
    /// The bigrams of its texts in their order, by number.
    tokens: Vec<u32>,
    /// Its level.
    pub(super) level: Option<Level>,
    as_parent: OnceLock<AsParent>,
    demanded: [OnceLock<Vec<bool>>; 5],
}

/// A sentence of a plan.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// Index of its text.
    run: usize,
    /// The task whose row of a table it stands in.
    row: Option<usize>,
    /// Whether it closes the plan and belongs to no section, though it stands behind the last one.
    closing: bool,
    range: Span,
    /// How many 汉字 it has, as far as anyone asks ([`Side::LETTERS`]).
    letters: usize,
    tokens: Range<usize>,
}

/// One sentence of a plan.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    /// The section it stands in.
    pub section: Option<SectionId>,
    /// The task whose row of a table it stands in.
    pub row: Option<usize>,
    /// Whether it is a title, not a sentence of the text.
    pub title: bool,
    /// The paragraph.
    pub prose: &'a Prose,
    /// Bytes of the paragraph's text.
    pub range: Span,
}

impl<'a> Sentence<'a> {
    /// Its words.
    pub fn text(&self) -> &'a str {
        self.range.of(self.prose.as_str())
    }
}

/// The words of a section without those of the sections in it.
#[derive(Debug, Clone, Default)]
struct Own {
    /// Its title and paragraphs.
    said: Vec<Range<usize>>,
    /// Its title once more.
    title: Words,
}

/// Bigrams by number, and those no passage of the plan has.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    ids: Vec<u32>,
    foreign: Vec<u64>,
}

/// What a parent's side is asked for by each of its children; its own numbers are those of the comparison.
#[derive(Debug)]
pub(super) struct AsParent {
    /// By sentence.
    pub sentences: Vec<Counts>,
    /// By section, with all it holds and its title twice.
    pub sections: Vec<Counts>,
    /// By target.
    pub targets: Vec<Counts>,
    /// How its texts sound.
    pub sounds: KnownSounds,
}

impl Side {
    /// A sentence of the child counts from so many 汉字 on.
    pub(super) const SHORT: usize = 6;
    /// A sentence of the parent counts from so many 汉字 on.
    pub(super) const LETTERS: usize = 8;

    /// A plan's side.
    pub fn of(doc: Doc<'_>) -> Self {
        let room = doc.file.text.len() / 3;
        let mut side = Self {
            numbers: Numbers::with_room(room),
            times: Vec::with_capacity(room / 2),
            passages: 0,
            sentences: Vec::new(),
            sections: vec![Own::default(); doc.plan.sections.len()],
            targets: Vec::new(),
            tokens: Vec::with_capacity(room),
            level: scope::level_of(doc),
            as_parent: OnceLock::new(),
            demanded: Default::default(),
        };
        let mut task_of: Vec<Option<usize>> = vec![None; doc.plan.sections.len()];
        for (at, task) in doc.facts.tasks.iter().enumerate() {
            if let Some(slot) = task_of.get_mut(task.section) {
                *slot = Some(at);
            }
        }
        // The passage that had a bigram last.
        let mut last: Vec<u32> = Vec::with_capacity(room / 2);
        let texts = doc.plan.texts();
        let closing = closing(doc, &texts);
        let in_rows = table_rows(doc);
        for (at, run) in texts.iter().enumerate() {
            let closing = closing.contains(&at);
            let task = run.section.and_then(|id| task_of.get(id).copied().flatten());
            let row = row_of(run, &in_rows, doc);
            let task = task.or(row);
            let clauses = task.map_or(&[][..], |task| &doc.facts.tasks[task].clauses);
            let from = side.tokens.len();
            for sentence in sentences(run.prose.as_str()) {
                let sentence = without_clause(sentence, run, clauses);
                let words = &run.prose.as_str()[sentence.clone()];
                let tokens = side.read(words, &mut last);
                if run.kind == TextKind::Cell && row.is_none() {
                    continue;
                }
                let letters = words.chars().filter(|c| is_han(*c)).take(Self::LETTERS).count();
                if letters < Self::SHORT {
                    continue;
                }
                let range = Span::new(sentence.start, sentence.end);
                let clause = !clauses.is_empty() && {
                    let place = run.prose.source_of(range);
                    clauses.iter().any(|c| {
                        c.span.start <= place.start + 12 && place.end <= c.span.end + 12 && c.span.start < place.end
                    })
                };
                if !clause {
                    side.sentences.push(Said { run: at, row, closing, range, letters, tokens });
                }
            }
            let of_section = |id: SectionId| doc.plan.sections.get(id).filter(|s| is_own(run, s));
            if let Some(id) = run.section
                && !closing
                && of_section(id).is_some()
            {
                side.sections[id].said.push(from..side.tokens.len());
            }
        }
        for (own, section) in side.sections.iter_mut().zip(&doc.plan.sections) {
            own.title = Words::of(&side.numbers, section.title.as_str());
        }
        let words = |t: &Target| Words::of(&side.numbers, &bare(&format!("{} {}", t.quote, t.metric)));
        side.targets = doc.facts.targets.iter().map(words).collect();
        side
    }

    /// Notes the bigrams of one passage.
    fn read(&mut self, passage: &str, last: &mut Vec<u32>) -> Range<usize> {
        let from = self.tokens.len();
        self.passages += 1;
        bigrams(passage, |bigram| {
            let id = self.numbers.number(bigram);
            if id as usize == last.len() {
                last.push(0);
                self.times.push(0);
            }
            if last[id as usize] != self.passages {
                last[id as usize] = self.passages;
                self.times[id as usize] += 1;
            }
            self.tokens.push(id);
        });
        from..self.tokens.len()
    }

    /// The sentences with at least so many 汉字; `texts` are those of the plan.
    pub(super) fn sentences<'a>(&self, texts: &[TextRun<'a>], least: usize) -> Vec<Sentence<'a>> {
        let sentence = |said: &Said| {
            let run = texts.get(said.run)?;
            let title = run.kind == TextKind::Title;
            let section = run.section.filter(|_| !said.closing);
            Some(Sentence { section, row: said.row, title, prose: run.prose, range: said.range })
        };
        self.sentences.iter().filter(|said| said.letters >= least).filter_map(sentence).collect()
    }

    /// What it is asked for as a parent. `texts` are those of the plan.
    pub(super) fn as_parent(&self, plan: &Plan, texts: &[TextRun<'_>]) -> &AsParent {
        self.as_parent.get_or_init(|| AsParent {
            sentences: self.counts_of_sentences(Self::LETTERS, self.numbers.len(), |id| id),
            sections: self.counts_of_sections(plan, self.numbers.len(), |words| words.ids.clone()),
            targets: self.targets.iter().map(|words| Counts::of(words.ids.clone())).collect(),
            sounds: KnownSounds::of(&known(texts)),
        })
    }

    /// The bigrams of the sentences with at least so many 汉字; `number` says what a bigram's number is, below `all`.
    pub(super) fn counts_of_sentences(&self, least: usize, all: usize, number: impl Fn(u32) -> u32) -> Vec<Counts> {
        let long: Vec<&Said> = self.sentences.iter().filter(|said| said.letters >= least).collect();
        let groups = long.iter().map(|said| self.tokens[said.tokens.clone()].iter().map(|&id| number(id)));
        Counts::of_all(groups, all)
    }

    /// The bigrams of the sections, each with all it holds and its title counting twice; `numbers` gives those of some
    /// words.
    pub(super) fn counts_of_sections(
        &self,
        plan: &Plan,
        all: usize,
        numbers: impl Fn(&Words) -> Vec<u32>,
    ) -> Vec<Counts> {
        let said = |own: &Own| {
            let ids = own.said.iter().flat_map(|range| &self.tokens[range.clone()]).copied().collect();
            numbers(&Words { ids, foreign: Vec::new() }).into_iter()
        };
        // What a section holds stands behind it: from the last to the first, each adds to what the ones below it say.
        let mut counts = Counts::of_all(self.sections.iter().map(said), all);
        for (id, section) in plan.sections.iter().enumerate().rev() {
            for &child in &section.children {
                counts[id] = counts[id].and(&counts[child]);
            }
        }
        for (counts, own) in counts.iter_mut().zip(&self.sections) {
            *counts = counts.and(&Counts::of(numbers(&own.title)));
        }
        counts
    }

    /// The words of its targets.
    pub(super) fn targets(&self) -> &[Words] {
        &self.targets
    }

    /// The words of the title of a section that none of its passages has.
    pub(super) fn foreign_in_title(&self, section: SectionId) -> &[u64] {
        self.sections.get(section).map_or(&[], |own| &own.title.foreign)
    }

    /// Which of a parent's sentences, in order, are for a child of this level to carry out.
    pub(super) fn demanded(
        &self,
        child: Option<Level>,
        parent: Doc<'_>,
        sentences: &[Sentence<'_>],
        words: &Compare,
    ) -> Vec<bool> {
        let find = || sentences.iter().map(|s| scope::demanded(s.text(), child, parent, words)).collect();
        match child.and_then(|level| self.demanded.get(scope::tier(level))) {
            Some(known) => known.get_or_init(find).clone(),
            None => find(),
        }
    }
}

/// Whether a task is a row of a table (任务分工表) below the section that holds the table.
pub(super) fn is_row(doc: Doc<'_>, task: &Task) -> bool {
    let named = doc.plan.sections.get(task.section).is_some_and(|s| s.title.as_str() == task.title);
    !named && !task.clauses.is_empty() && task.clauses.iter().all(|c| c.rule == "duty-table")
}

/// The rows of tables that are tasks, in order, where most tasks are: the bytes of each, and its task.
fn table_rows(doc: Doc<'_>) -> Vec<(Span, usize)> {
    let tasks: Vec<(usize, &Task)> = doc.facts.tasks.iter().enumerate().filter(|(_, task)| is_row(doc, task)).collect();
    if tasks.len() * 2 <= doc.facts.tasks.len() {
        return Vec::new();
    }
    let tables = doc.plan.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let spans = tables.flat_map(|table| &table.rows).filter_map(|row| {
        row.iter().filter(|cell| !cell.prose.is_empty()).map(|cell| cell.prose.span()).reduce(Span::cover)
    });
    let of = |row: Span| {
        let mut own = tasks.iter().filter(|(_, task)| task.clauses.iter().any(|clause| row.contains(clause.span)));
        own.next().filter(|_| own.next().is_none()).map(|(at, _)| (row, *at))
    };
    let mut rows: Vec<(Span, usize)> = spans.filter_map(of).collect();
    rows.sort_unstable_by_key(|row| row.0.start);
    rows
}

/// The task whose row a cell stands in, where it says what is to be done and not the title or who does it.
fn row_of(run: &TextRun<'_>, rows: &[(Span, usize)], doc: Doc<'_>) -> Option<usize> {
    if run.kind != TextKind::Cell || rows.is_empty() {
        return None;
    }
    let cell = run.prose.span();
    let at = rows.partition_point(|row| row.0.start <= cell.start).checked_sub(1)?;
    let (_, at) = *rows.get(at).filter(|row| row.0.contains(cell))?;
    let task = &doc.facts.tasks[at];
    let other = task.title == run.prose.as_str().trim() || task.clauses.iter().any(|clause| cell.contains(clause.span));
    (!other).then_some(at)
}

/// The texts without a number behind the last task by which a plan closes: 各地区、各部门要…重大事项及时请示报告. They
/// belong to the plan, not to the task.
fn closing(doc: Doc<'_>, texts: &[TextRun<'_>]) -> Range<usize> {
    let Some(last) = doc.facts.tasks.last() else { return 0..0 };
    let end = last.clauses.iter().map(|clause| clause.span.end).max();
    let own = |run: &TextRun<'_>| run.section == Some(last.section) && run.kind == TextKind::Paragraph;
    let behind = |run: &TextRun<'_>| end.is_none_or(|end| run.prose.span().start >= end);
    let from = (0..texts.len()).filter(|&at| own(&texts[at])).skip(1).find(|&at| {
        let run = &texts[at];
        behind(run) && is_appeal(run.prose.as_str())
    });
    let Some(from) = from else { return 0..0 };
    from..from + texts[from..].iter().take_while(|run| own(run)).count()
}

/// Whether a paragraph turns to all places and bodies: 各地区、各部门要…, 各县（市、区）、各有关单位要….
fn is_appeal(text: &str) -> bool {
    let Some(head) = text.trim_start().strip_prefix('各').and_then(|rest| rest.split_once('要')).map(|found| found.0)
    else {
        return false;
    };
    let short = head.chars().count() <= 24 && !head.contains(['，', '。', '；']);
    short && head.contains(['、', '和']) && ["部门", "单位"].iter().any(|body| head.contains(body))
}

/// A sentence without the clause of what stands before it: （省市场监管局负责）加强创业教育服务.
fn without_clause(sentence: Range<usize>, run: &TextRun<'_>, clauses: &[Clause]) -> Range<usize> {
    let words = &run.prose.as_str()[sentence.clone()];
    let close =
        words.starts_with('（').then(|| words.find('）')).flatten().map(|at| sentence.start + at + '）'.len_utf8());
    let Some(end) = close.filter(|end| !clauses.is_empty() && *end < sentence.end) else { return sentence };
    let bracket = run.prose.source_of(Span::new(sentence.start, end));
    let is_clause = clauses.iter().any(|c| c.span.start < bracket.end && bracket.start < c.span.end);
    if is_clause { end..sentence.end } else { sentence }
}

/// What is known of each of some texts by itself.
pub(super) fn known(texts: &[TextRun<'_>]) -> Vec<Arc<Known>> {
    texts.iter().map(|run| Known::of(run.prose.as_str())).collect()
}

/// Whether a text is a section's title or one of its paragraphs, not a cell or the title of a box.
fn is_own(run: &TextRun<'_>, section: &Section) -> bool {
    match run.kind {
        TextKind::Paragraph => true,
        TextKind::Title => std::ptr::eq(run.prose, &raw const section.title),
        TextKind::Cell => false,
    }
}

impl Words {
    fn of(numbers: &Numbers, text: &str) -> Self {
        let mut words = Self::default();
        bigrams(text, |bigram| match numbers.get(bigram) {
            Some(id) => words.ids.push(id),
            None => words.foreign.push(bigram),
        });
        words
    }

    /// Their numbers in a comparison, by what known and foreign ones are there.
    pub fn numbers(&self, known: impl Fn(u32) -> u32, foreign: impl Fn(u64) -> Option<u32>) -> Vec<u32> {
        let foreign = self.foreign.iter().filter_map(|&bigram| foreign(bigram));
        self.ids.iter().map(|&id| known(id)).chain(foreign).collect()
    }

    /// Those no passage of the plan has.
    pub fn foreign(&self) -> &[u64] {
        &self.foreign
    }
}

/// A target's words without its figures and years.
fn bare(text: &str) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '%' | '.' | '％')).collect();
    for word in ["以上", "以下", "不少于", "不低于", "达到", "到年", "力争", "实现", "推进", "推动", "到底", "的比例"]
    {
        if text.contains(word) {
            text = text.replace(word, "，");
        }
    }
    text
}
