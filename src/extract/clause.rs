//! Responsibility clauses (责任括注): （责任单位：…）, （…牵头，…配合）, （…按职责分工负责）, a bare
//! list of units behind a sentence, a line 责任单位：… of its own.

mod labels;

use super::bracket::{self, Bracket};
use super::form::{Known, is_han};
use super::unit;
use crate::data::words::{self, ClauseWords};
use crate::data::{Register, hant};
use crate::plan::Role;
use std::ops::Range;
use std::sync::Arc;

use labels::label_before;
pub use labels::{Label, deadline_line, label_of, starts_with_label};

/// A clause as it was read; ranges are bytes of the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause {
    /// The clause with its brackets.
    pub range: Range<usize>,
    /// Names and roles, in order.
    pub units: Vec<(Range<usize>, Role)>,
    /// A deadline it names, as written.
    pub deadline: Option<Range<usize>>,
    /// Units it says apply to all that follows.
    pub defaults: Vec<Range<usize>>,
    /// Whether it says that the first of each list leads (列第一位者为牵头单位).
    pub first_leads: bool,
    /// The rule that read it.
    pub rule: &'static str,
}

/// The responsibility clauses of a paragraph, in order.
pub fn read(text: &str, register: &Register) -> Arc<[Clause]> {
    Known::of(text).clauses(register)
}

/// The same, not remembered.
pub(in crate::extract) fn read_text(text: &str, register: &Register) -> Vec<Clause> {
    let pairs = bracket::outermost(text);
    if pairs.is_empty() && !text.contains(['：', ':', '由']) && !text.contains("配合") && !text.contains("负责") {
        return Vec::new();
    }
    // （責任單位：…）: read as in simplified characters, which take as many bytes.
    let inner = |b: &Bracket| text.get(b.inner_start..b.inner_end);
    let folded = if pairs.is_empty() || pairs.iter().filter_map(inner).any(hant::is_traditional) {
        hant::folded(text)
    } else {
        None
    };
    read_simplified(folded.as_deref().unwrap_or(text), pairs, register)
}

fn read_simplified(text: &str, pairs: Vec<Bracket>, register: &Register) -> Vec<Clause> {
    let words = words::clauses();
    let mut clauses: Vec<Clause> = pairs.into_iter().filter_map(|b| read_bracket(text, b, words, register)).collect();
    // 责任单位：市民政局，各县人民政府（管委会）: the bracket at its end is a part of the line.
    let unlabelled = clauses.iter().all(|clause| clause.rule != "clause-label");
    if unlabelled && let Some(mut line) = read_line(text, words, register) {
        let within = line.range.clone();
        let inside = |clause: &Clause| within.start <= clause.range.start && clause.range.end <= within.end;
        for said in clauses.extract_if(.., |clause| inside(clause)) {
            // 市财政局（列第一位者为牵头单位，下同）: a remark on the line, no part of the name.
            if said.units.is_empty() {
                line.first_leads |= said.first_leads;
                line.defaults.extend(said.defaults);
                let remarked = line.units.iter_mut().filter(|(name, _)| name.end == said.range.end);
                remarked.for_each(|(name, _)| name.end = said.range.start.max(name.start));
            }
        }
        clauses.push(line);
        clauses.sort_by_key(|clause| clause.range.start);
    }
    if clauses.is_empty() {
        clauses.extend(read_sentence(text, words, register));
    }
    clauses
}

/// A clause that is a sentence: 由市教育局牵头，市财政局配合，2025年底前完成。 It names bodies, what each does, and by
/// when; a sentence that says more is a measure.
fn read_sentence(text: &str, words: &ClauseWords, register: &Register) -> Option<Clause> {
    let opens = |at: &usize| {
        let before = text[..*at].trim_end().chars().next_back();
        before.is_none_or(|c| matches!(c, '。' | '；' | '！'))
    };
    let starts = text.match_indices('由').map(|(at, _)| at);
    let work = ["以上工作", "上述工作", "此项工作", "该项工作", "本项工作", "该工作", "此工作"];
    let opening = |at: usize| {
        let lead = work.iter().find(|w| text[..at].ends_with(**w)).map_or(0, |w| w.len());
        Some(at - lead).filter(opens).map(|start| (start, at))
    };
    let by_whom = starts.filter_map(opening);
    // 市教育局牵头，市财政局配合。 behind the measure: the last sentence, and nothing in front of the first name.
    let last = text.trim_end().trim_end_matches('。');
    let from = last.rfind('。').map(|at| at + '。'.len_utf8()).filter(|from| last.len() - from <= 360);
    let spoken = from.filter(|from| ["牵头", "负责", "配合"].iter().any(|verb| last[*from..].ends_with(verb)));
    by_whom.chain(spoken.map(|from| (from, from))).find_map(|(start, at)| {
        let end = text[at..].find(['。', '；']).map_or(text.trim_end().len(), |len| at + len);
        if end - at > LONGEST {
            return None;
        }
        let mut parser = Parser { text, words, register, clause: Clause::default(), tokens: Vec::new() };
        parser.run(at..end);
        let name = |t: &Token| &text[t.range.clone()];
        // …等部门建设监测平台: what is done is no body, though it ends like one.
        let is_body = |name: &str| {
            unit::is_known(name, register) || unit::names_its_level(name) && unit::looks_like_unit(name, register)
        };
        let sure = parser.tokens.iter().filter(|t| is_body(name(t))).count();
        // 由甲牵头，乙、丙等参加: by the side of known ones a name need only look like one.
        let listed =
            |t: &Token| is_body(name(t)) || sure * 2 > parser.tokens.len() && unit::looks_like_unit(name(t), register);
        let bodies = parser.tokens.iter().all(|t| t.verb.is_some() && listed(t));
        let leads = parser.tokens.iter().any(|t| matches!(t.verb, Some(Role::Lead | Role::Duty)));
        let several = parser.tokens.len() > 1;
        let says = leads || Some(at) == spoken;
        (bodies && says && several).then(|| {
            let mut out = parser.finish();
            out.range = start..end + if text[end..].starts_with(['。', '；']) { '。'.len_utf8() } else { 0 };
            out.rule = "clause-sentence";
            out
        })
    })
}

/// How many bytes may stand before 以下 in a remark on what follows (本方案部署的).
const FOREWORD: usize = 36;

/// The longest clause, in bytes: one of a hundred names is long.
const LONGEST: usize = 6_000;

fn read_bracket(text: &str, b: Bracket, words: &ClauseWords, register: &Register) -> Option<Clause> {
    let inner = text.get(b.inner_start..b.inner_end)?;
    // A parenthesis of pages is a bracket that was never closed.
    if inner.is_empty() || inner.len() > LONGEST {
        return None;
    }
    // Only a label makes a clause of what stands within a sentence: most brackets are told by what is around them.
    if !inner.contains(['：', ':']) && !stands_alone(text, b) {
        return None;
    }
    let mut clause = Parser { text, words, register, clause: Clause::default(), tokens: Vec::new() };
    clause.run(b.inner_start..b.inner_end);
    let labelled = clause.tokens.iter().any(|t| t.label.is_some());
    let spoken = clause.tokens.iter().any(|t| t.verb.is_some());
    let stated = clause.clause.first_leads || !clause.clause.defaults.is_empty();
    if clause.tokens.is_empty() && !stated {
        return None;
    }
    let rule = if labelled {
        "clause-label"
    } else {
        let begins_as_remark = words.remark.starts(inner);
        if begins_as_remark && !stated || !stands_alone(text, b) {
            return None;
        }
        let all_units = clause.tokens.iter().all(|t| unit::looks_like_unit(&text[t.range.clone()], register));
        // （冬奥组委负责） behind a sentence: the verb says what the register does not know.
        let said = spoken && text[..b.start].trim_end().ends_with('。');
        // （镇应急管理办公室、镇农业综合服务中心）: all of one level, behind a sentence.
        let levelled = || {
            let behind = text[..b.start].trim_end().ends_with('。');
            behind && clause.tokens.iter().all(|t| unit::names_its_level(&text[t.range.clone()]))
        };
        let known = clause.tokens.iter().any(|t| unit::is_known(&text[t.range.clone()], register));
        // （列第一位者为牵头单位，下同）: a rule alone.
        let sure = said || known || clause.tokens.is_empty() || levelled();
        // （市水利局牵头，太湖县、望江县配合）: the verb behind each list says what its names are.
        let named = spoken && (known || said) && clause.all_spoken_for();
        if !(all_units && sure || named) {
            return None;
        }
        if spoken { "clause-verb" } else { "clause-list" }
    };
    let mut out = clause.finish();
    out.range = b.start..b.end;
    out.rule = rule;
    Some(out)
}

/// Whether a parenthesis stands behind a whole sentence, or ends one that ends the paragraph.
fn stands_alone(text: &str, b: Bracket) -> bool {
    let before = text[..b.start].trim_end().chars().next_back();
    let after = text[b.end..].trim_start().chars().next();
    let ended = matches!(before, None | Some('。' | '；' | '！' | '”' | ';' | '.' | '）' | ')'));
    let ends = matches!(after, None | Some('。' | '；' | ';'));
    (ended && !matches!(before, Some('”' | '）' | ')'))) || ends
}

/// A clause without brackets: 责任单位：… on a line of its own or behind the last sentence.
fn read_line(text: &str, words: &ClauseWords, register: &Register) -> Option<Clause> {
    if let Some(clause) = read_headed(text, words, register) {
        return Some(clause);
    }
    let mut from = 0;
    while let Some(at) = text[from..].find(['：', ':']).map(|i| from + i) {
        from = at + if text[at..].starts_with(':') { 1 } else { '：'.len_utf8() };
        let Some((start, Label::Units(_))) = label_before(text, at, words) else { continue };
        // ★责任单位：…, ——牵头单位：…
        let ornament = |c: char| matches!(c, '★' | '☆' | '●' | '■' | '◆' | '▲' | '※' | '—' | '-' | '·' | '•');
        let before = text[..start].trim_end_matches(|c: char| ornament(c) || c.is_whitespace()).chars().next_back();
        if !matches!(before, None | Some('。' | '；' | '！' | '：' | ';')) {
            continue;
        }
        let end = start + end_of_line(&text[start..]);
        let mut parser = Parser { text, words, register, clause: Clause::default(), tokens: Vec::new() };
        parser.run(start..end);
        let known = parser.tokens.iter().filter(|t| unit::looks_like_unit(&text[t.range.clone()], register)).count();
        if known == 0 || known * 2 < parser.tokens.len() {
            return None;
        }
        let mut out = parser.finish();
        out.range = start..end;
        out.rule = "clause-line";
        return Some(out);
    }
    None
}

/// 【责任单位】市工信局、市财政局: a label in brackets, what it labels behind it.
fn read_headed(text: &str, words: &ClauseWords, register: &Register) -> Option<Clause> {
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix(['【', '[', '［'])?;
    let (label, said) = rest.split_once(['】', ']', '］'])?;
    let Some(Label::Units(role)) = label_of(label.trim()) else { return None };
    let end = text.trim_end().len();
    let mut parser = Parser { text, words, register, clause: Clause::default(), tokens: Vec::new() };
    parser.run_under(text.len() - said.len()..end, Some(Label::Units(role)));
    let bodies = parser.tokens.iter().all(|t| unit::looks_like_unit(&text[t.range.clone()], register));
    (!parser.tokens.is_empty() && bodies).then(|| Clause { range: start..end, rule: "clause-line", ..parser.finish() })
}

/// Where a clause without brackets ends: with a sentence behind which no other label follows. What goes on from there
/// is the measure.
fn end_of_line(text: &str) -> usize {
    let mut stops = text.match_indices('。').map(|(at, mark)| at + mark.len());
    let last = |at: &usize| !starts_with_label(text[*at..].trim_start());
    stops.find(last).unwrap_or(text.len()).min(text.trim_end().len())
}

/// The units of a table's cell under a head that gives their role; labels and verbs in the cell say more.
pub fn read_cell(text: &str, role: Role, register: &Register) -> Clause {
    let mut parser = Parser { text, words: words::clauses(), register, clause: Clause::default(), tokens: Vec::new() };
    parser.run_under(0..text.len(), Some(Label::Units(role)));
    let mut clause = parser.finish();
    clause.range = 0..text.len();
    clause.rule = "duty-table";
    clause
}

struct Token {
    range: Range<usize>,
    /// The role its label gives.
    label: Option<Role>,
    /// The role the verb behind it gives.
    verb: Option<Role>,
    /// Whether the verb is a mark on this name alone: 市财政局（配合）.
    marked: bool,
    /// Which run of names (between labels and ends of sentences) it belongs to.
    run: usize,
}

struct Parser<'a> {
    text: &'a str,
    words: &'a ClauseWords,
    register: &'a Register,
    clause: Clause,
    tokens: Vec<Token>,
}

impl Parser<'_> {
    fn run(&mut self, range: Range<usize>) {
        self.run_under(range, None);
    }

    fn run_under(&mut self, range: Range<usize>, above: Option<Label>) {
        let mut run = 0;
        for sentence in split(self.text, range, &['。']) {
            let mut label = above;
            run += 1;
            let segments = split(self.text, sentence, &['；', ';', '，', ',', ' ', '　', '\n']);
            let (text, words) = (self.text, self.words);
            for segment in segments.into_iter().flat_map(|segment| at_labels(text, segment, words)) {
                let segment = trim(self.text, segment);
                if segment.is_empty() || self.remark(segment.clone()) {
                    continue;
                }
                let (own, rest) = self.label(segment);
                if own.is_some() {
                    label = own;
                    run += 1;
                }
                match label {
                    Some(Label::Person) => {}
                    Some(Label::Time) => {
                        if !rest.is_empty() {
                            self.clause.deadline.get_or_insert(rest);
                        }
                        label = above;
                    }
                    // （牵头单位：市市场监管局；长期坚持）
                    Some(Label::Units(_)) if is_time(&text[rest.clone()]) => {
                        self.clause.deadline.get_or_insert(rest);
                    }
                    Some(Label::Units(_)) if is_pace(&text[rest.clone()]) => {}
                    Some(Label::Units(role)) => self.names(rest, Some(role), run),
                    None => {
                        if is_time(&self.text[rest.clone()]) {
                            self.clause.deadline.get_or_insert(rest);
                        } else if !is_pace(&self.text[rest.clone()]) {
                            self.names(rest, None, run);
                        }
                    }
                }
            }
        }
    }

    /// Reads a remark of the clause (下同, 列第一位者…, 以下…不再列出); whether it was one.
    fn remark(&mut self, segment: Range<usize>) -> bool {
        let text = &self.text[segment.clone()];
        // What stands in a bracket behind a name is read as a clause of its own.
        let outside = text.find(bracket::opens).map_or(text, |at| &text[..at]);
        if outside.contains('牵') && self.words.first_leads.any_in(outside) {
            self.clause.first_leads = true;
            return true;
        }
        if text.starts_with("下同") || self.words.default.mark.any_in(text) {
            return true;
        }
        // 本方案的以下工作均需…
        let from = ["以下", "下列"].iter().filter_map(|w| text.find(w)).min();
        if !from.is_some_and(|at| at == 0 || text.starts_with('本') && at <= FOREWORD) {
            return false;
        }
        let lead_in = self.words.default.lead_in.iter();
        if let Some((at, w)) = lead_in
            .filter_map(|w| text.find(w.as_str()).map(|at| (at, w)))
            .min_by_key(|&(at, w)| (at, usize::MAX - w.len()))
        {
            let start = segment.start + at + w.len();
            let mut names = Vec::new();
            unit::split_names(self.text, start..segment.end, self.register, &mut names);
            let Some(last) = names.pop() else { return true };
            names.push(strip_verbs(self.text, last, self.words).0);
            self.clause.defaults.extend(names.into_iter().filter(|n| !n.is_empty()));
        }
        true
    }

    /// The label a segment begins with, and what follows it.
    fn label(&self, segment: Range<usize>) -> (Option<Label>, Range<usize>) {
        let text = &self.text[segment.clone()];
        let Some(at) = text.find(['：', ':']) else { return (None, segment) };
        let Some((start, label)) = label_before(text, at, self.words) else { return (None, segment) };
        // What stands before the label belongs to it when it is short (2023年底前完成时限：) and is lost
        // otherwise only if it is no list of names.
        if start > 0 && text[..start].contains('、') {
            return (None, segment);
        }
        let mark = if text[at..].starts_with(':') { 1 } else { '：'.len_utf8() };
        (Some(label), trim(self.text, segment.start + at + mark..segment.end))
    }

    /// Whether a verb stands behind every name, and many names are bodies or begin or end as those of places and bodies
    /// do; the rest may be names by their looks.
    fn all_spoken_for(&self) -> bool {
        let name = |t: &Token| &self.text[t.range.clone()];
        let is_unit = |t: &&Token| unit::looks_like_unit(name(t), self.register) || unit::names_place_or_level(name(t));
        let units = self.tokens.iter().filter(is_unit).count();
        self.tokens.iter().all(|t| t.verb.is_some() && unit::may_be_name(name(t))) && units * 3 >= self.tokens.len()
    }

    fn names(&mut self, segment: Range<usize>, label: Option<Role>, run: usize) {
        let mut names = Vec::new();
        // 甲牵头，会同乙、丙推进: these join.
        let mut joins = self.text[segment.clone()].starts_with("会同");
        unit::split_names(self.text, segment, self.register, &mut names);
        let first = self.tokens.len();
        for name in names {
            // 甲会同乙、丙负责: 甲 leads, the others join.
            let (name, leads) = match self.text[name.clone()].strip_suffix("会同") {
                Some(bare) if !bare.is_empty() => (name.start..name.start + bare.len(), true),
                _ => (name, false),
            };
            let (range, verb) = strip_verbs(self.text, name, self.words);
            let (range, own) = own_mark(self.text, range, self.words);
            let marked = own.is_some();
            let range = strip_lead_in(self.text, range);
            if range.is_empty() {
                // A verb on its own speaks for the names before it: …，按职责分工负责.
                if let Some(role) = verb
                    && let Some(last) = self.tokens.last_mut()
                    && last.run == run
                {
                    last.verb.get_or_insert(role);
                }
                continue;
            }
            let own = if leads {
                Some(Role::Lead)
            } else if joins {
                Some(own.unwrap_or(Role::Support))
            } else {
                own
            };
            joins |= leads;
            self.tokens.push(Token { range, label, verb: own.or(verb), marked, run });
        }
        // A name marked by itself （牵头） speaks for itself alone; a verb speaks for the list before it.
        let mut spoken: Option<(Role, usize)> = None;
        for i in (0..self.tokens.len()).rev() {
            if self.tokens[i].run != run {
                break;
            }
            if self.tokens[i].marked {
                continue;
            }
            match (self.tokens[i].verb, spoken) {
                (Some(role), _) => spoken = Some((role, i)),
                (None, Some((role, _))) if i < first || self.tokens[i].verb.is_none() => {
                    self.tokens[i].verb = Some(role)
                }
                _ => {}
            }
        }
    }

    fn finish(mut self) -> Clause {
        for token in self.tokens {
            let role = match (token.verb, token.label) {
                (Some(Role::Plain), Some(label)) => label,
                (Some(verb), _) => verb,
                (None, Some(label)) => label,
                (None, None) => Role::Plain,
            };
            self.clause.units.push((token.range, role));
        }
        self.clause
    }
}

/// A segment parted where a second label begins with nothing before it: the line ended there.
fn at_labels(text: &str, segment: Range<usize>, words: &ClauseWords) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = segment.start;
    let colons = text[segment.clone()].match_indices(['：', ':']).skip(1);
    for at in colons.map(|(at, _)| segment.start + at) {
        let label = label_before(&text[start..at], at - start, words).filter(|(before, _)| *before > 0);
        if let Some((before, Label::Units(_) | Label::Time)) = label {
            parts.push(start..start + before);
            start += before;
        }
    }
    parts.push(start..segment.end);
    parts
}

/// Parts of a range between separators that stand outside inner brackets and 《》.
fn split(text: &str, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let mut start = range.start;
    let Some(slice) = text.get(range.clone()) else { return parts };
    for (i, c) in slice.char_indices() {
        if bracket::opens(c) || c == '《' {
            depth += 1;
        } else if bracket::closes(c) || c == '》' {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && separators.contains(&c) {
            parts.push(start..range.start + i);
            start = range.start + i + c.len_utf8();
        }
    }
    parts.push(start..range.end);
    parts
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.start + slice.trim_end().len();
    if start >= end { range.start..range.start } else { start..end }
}

/// The name without the verb phrase behind it, and the role that phrase gives.
fn strip_verbs(text: &str, range: Range<usize>, words: &ClauseWords) -> (Range<usize>, Option<Role>) {
    let mut end = range.end;
    let mut role: Option<Role> = None;
    loop {
        let head = text[range.start..end].trim_end();
        let mut best: Option<(usize, Role)> = None;
        for (list, r) in [
            (&words.verbs.lead, Role::Lead),
            (&words.verbs.duty, Role::Duty),
            (&words.verbs.support, Role::Support),
            (&words.verbs.plain, Role::Plain),
        ] {
            for w in list.ending(head) {
                if best.is_none_or(|(len, _)| w.len() > len) {
                    best = Some((w.len(), r));
                }
            }
        }
        let Some((len, r)) = best else {
            return (range.start..range.start + head.len(), role);
        };
        role = Some(match (role, r) {
            (None, r) => r,
            (Some(Role::Lead), _) | (_, Role::Lead) => Role::Lead,
            // 按职责分工配合: each in its own part, but none answers for it.
            (Some(Role::Support), Role::Duty) => Role::Support,
            (Some(Role::Duty), _) | (_, Role::Duty) => Role::Duty,
            (Some(Role::Support), _) | (_, Role::Support) => Role::Support,
            _ => Role::Plain,
        });
        end = range.start + head.len() - len;
    }
}

/// A mark in brackets behind one name: 市教育局（牵头）.
fn own_mark(text: &str, range: Range<usize>, words: &ClauseWords) -> (Range<usize>, Option<Role>) {
    let name = &text[range.clone()];
    if !name.ends_with(bracket::closes) {
        return (range, None);
    }
    let Some(at) = name.rfind(bracket::opens) else { return (range, None) };
    let open = name[at..].chars().next().map_or(0, char::len_utf8);
    let close = name.chars().next_back().map_or(0, char::len_utf8);
    let Some(inner) = name.get(at + open..name.len() - close) else { return (range, None) };
    let role = if words.verbs.lead.has(inner) || inner == "牵头单位" {
        Role::Lead
    } else if words.verbs.support.has(inner) || inner == "配合单位" {
        Role::Support
    } else {
        return (range, None);
    };
    (trim(text, range.start..range.start + at), Some(role))
}

/// 由市发展改革委牵头: the 由 is no part of the name.
fn strip_lead_in(text: &str, range: Range<usize>) -> Range<usize> {
    let name = &text[range.clone()];
    // 以上2项由市工信局牵头
    let items = counted_items(name).map_or(0, |(_, len)| len);
    let name = &name[items..];
    match ["由", "并由", "请", "会同"].iter().find(|w| name.starts_with(**w)) {
        Some(w) => range.start + items + w.len()..range.end,
        None => range.start + items..range.end,
    }
}

/// How many items a clause is of that says so at its beginning (以上2项由…, 上述三项工作由…), and the bytes of these
/// words without 由.
pub fn counted_items(text: &str) -> Option<(usize, usize)> {
    let rest = ["以上", "上述", "前述"].iter().find_map(|w| text.strip_prefix(w))?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| super::numeral::begins(c)).len();
    let number = &rest[..digits];
    let items = number.parse().ok().or_else(|| super::numeral::han_value(number)?.try_into().ok())?;
    let rest =
        ["项任务", "项工作", "项措施", "项", "条措施", "条"].iter().find_map(|w| rest[digits..].strip_prefix(w))?;
    Some((items, text.len() - rest.len()))
}

/// 6月底完成, 2023年12月底前, 年内完成: a deadline without a label.
fn is_time(text: &str) -> bool {
    let dated =
        text.contains(|c: char| !is_han(c) && c.is_numeric()) || text.starts_with('年') || text.starts_with("本年");
    dated
        && text.contains(['年', '月', '日'])
        && ["完成", "前", "底", "成效", "推进", "内", "月", "日", "年", "开展", "启动", "到位", "落实"]
            .iter()
            .any(|w| text.ends_with(w) || text.contains("底"))
        && !text.contains(['局', '委', '部', '厅'])
}

/// 持续推进, 长期坚持: a pace, neither name nor date.
fn is_pace(text: &str) -> bool {
    const PACES: [&str; 12] =
        ["持续", "长期", "按进度", "全年", "常态化", "按时序", "按要求", "逐年", "按计划", "适时", "立即", "即时"];
    PACES.iter().any(|w| text.starts_with(w))
}

#[cfg(test)]
mod tests;
