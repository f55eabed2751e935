//! Completion: units of this level, parents' tasks and ids, lint codes, cited documents, and what the front matter
//! takes.

use super::view::{View, called};
use super::words::{self, plan_name};
use crate::align::scope::level_of;
use crate::base::Span;
use crate::lint::Phase;
use crate::plan::{Level, MarkKind};
use crate::source::{self, KEYS};
use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Position, TextEdit};
use rustc_hash::FxHashSet;
use std::path::{Component, Path, PathBuf};

/// What begins a completion besides letters.
pub const TRIGGERS: [&str; 10] = ["=", ":", "：", "、", "《", "（", "/", "[", " ", "，"];

/// What can stand at a position.
pub fn at(view: &View<'_>, position: Position) -> Vec<CompletionItem> {
    let offset = view.offset(position);
    let line = view.lines.line(view.lines.line_of(offset));
    let before = Span::new(line.start, offset.max(line.start)).of(view.text());
    let list = Items { view, offset, out: Vec::new() };
    let meta = view.document.parsed.plan.meta.span;
    if !meta.is_empty() && meta.start < offset && offset < meta.end {
        return front(list, before);
    }
    if let Some(at) = before.rfind("<!--").filter(|at| !before[*at..].contains("-->")) {
        return waiver(list, &before[at..]);
    }
    if let Some(at) = before.rfind("implements=") {
        let typed = &before[at + "implements=".len()..];
        if !typed.contains(|c: char| c.is_whitespace() || c == '}') {
            return tasks(list, typed);
        }
    }
    if let Some(at) = before.rfind("](") {
        if let Some(typed) = before[at..].strip_prefix("](unit:").filter(|t| !t.contains(')')) {
            return functions(list, typed);
        }
        if let Some(typed) = before[at..].strip_prefix("](target:").filter(|t| !t.contains(')')) {
            return targets(list, typed);
        }
    }
    if let Some(at) = before.rfind('《').filter(|at| !before[*at..].contains('》')) {
        return documents(list, &before[at + '《'.len_utf8()..]);
    }
    if let Some((cited, typed)) = number_of(before) {
        return numbers(list, cited, typed);
    }
    match clause(before) {
        Some(typed) => units(list, typed),
        None => Vec::new(),
    }
}

/// Items as they are gathered.
struct Items<'a> {
    view: &'a View<'a>,
    offset: usize,
    out: Vec<CompletionItem>,
}

impl Items<'_> {
    /// Adds a word that takes the place of what was typed of it.
    fn add(
        &mut self,
        typed: &str,
        word: &str,
        kind: CompletionItemKind,
        detail: Option<String>,
    ) -> &mut CompletionItem {
        let span = Span::new(self.offset - typed.len(), self.offset);
        let edit = TextEdit::new(self.view.range(span), word.to_owned());
        let order = self.out.len();
        self.out.push(CompletionItem {
            label: word.to_owned(),
            kind: Some(kind),
            detail,
            sort_text: Some(format!("{order:05}")),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            ..CompletionItem::default()
        });
        &mut self.out[order]
    }
}

/// Keys of the front matter, and what they take.
fn front(mut list: Items<'_>, before: &str) -> Vec<CompletionItem> {
    let Some((key, value)) = before.split_once([':', '：']) else {
        let own = list.view.document.parsed.plan.meta.span.of(list.view.text());
        let said: FxHashSet<&str> = own.lines().filter_map(|l| l.split_once(':')).map(|(k, _)| k).collect();
        if before.starts_with(char::is_whitespace) {
            if before.trim_start().starts_with('-') {
                return parents(list, before.trim_start().trim_start_matches('-').trim_start());
            }
            for key in source::NOTICE_KEYS.iter().filter(|k| !said.contains(format!("  {k}").as_str())) {
                list.add(before.trim_start(), key, CompletionItemKind::PROPERTY, None);
            }
            return list.out;
        }
        for key in KEYS.iter().filter(|k| !said.contains(**k)) {
            list.add(before, key, CompletionItemKind::PROPERTY, None);
        }
        return list.out;
    };
    let typed = value.rsplit(['[', ',']).next().unwrap_or(value).trim_start();
    match key.trim() {
        "level" => {
            for level in [Level::National, Level::Region, Level::City, Level::County, Level::Township] {
                let detail = words::level(level, list.view.lang).to_owned();
                let word = match level {
                    Level::National => "national",
                    Level::Region => "region",
                    Level::City => "city",
                    Level::County => "county",
                    Level::Township => "township",
                };
                list.add(typed, word, CompletionItemKind::ENUM_MEMBER, Some(detail));
            }
        }
        "stage" => {
            for word in ["代拟稿", "征求意见稿", "送审稿", "印发稿"] {
                list.add(typed, word, CompletionItemKind::ENUM_MEMBER, None);
            }
        }
        "parents" => return parents(list, typed),
        _ => {}
    }
    list.out
}

/// The project's plans, by path, and by number where they have one: those of the levels above first.
fn parents(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    let view = list.view;
    let own = level_of(view.doc());
    let mut plans: Vec<(bool, PathBuf)> = Vec::new();
    for path in view.project.session().files().filter(|p| *p != view.path) {
        let above = view.project.session().level(path).zip(own).is_some_and(|(a, o)| a < o);
        plans.push((!above, path.to_path_buf()));
    }
    plans.sort();
    for (_, path) in plans {
        let session = view.project.session();
        let detail = Some(called(session, &path));
        if let Some(relative) = relative(&view.path, &path) {
            list.add(typed, &relative, CompletionItemKind::FILE, detail.clone());
        }
        if let Some(number) = session.number(&path) {
            list.add(typed, number, CompletionItemKind::REFERENCE, detail);
        }
    }
    list.out
}

/// A path as it is written from the folder of a plan.
fn relative(plan: &Path, path: &Path) -> Option<String> {
    let own: Vec<Component<'_>> = plan.parent()?.components().collect();
    let theirs: Vec<Component<'_>> = path.components().collect();
    let same = own.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), own.len() - same);
    let down = theirs[same..].iter().map(|c| c.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Codes of lints, then what else a waiver says.
fn waiver(mut list: Items<'_>, comment: &str) -> Vec<CompletionItem> {
    let Some(said) = comment.trim_start_matches("<!--").trim_start().strip_prefix("plangen") else {
        return list.out;
    };
    let said = said.trim_start_matches([':', '：']).trim_start();
    let verb = ["allow-file", "allow"].into_iter().find(|verb| {
        said.strip_prefix(verb)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == ':' || c == '：'))
    });
    let Some(said) = verb.and_then(|verb| said.strip_prefix(verb)) else {
        for (word, zh, en) in [
            (
                "allow",
                "豁免下一段、下一节或这一句里的问题",
                "accept what is found in the next block or section, or in this sentence",
            ),
            ("allow-file", "豁免整个方案里的问题", "accept what is found in the whole plan"),
        ] {
            let detail = list.view.lang.pick(zh, en).to_owned();
            list.add(said, word, CompletionItemKind::KEYWORD, Some(detail));
        }
        return list.out;
    };
    // Inside a reason nothing is known better.
    if said.matches('"').count() % 2 == 1 {
        return list.out;
    }
    let typed = said.rsplit([' ', ',', '，', '、']).next().unwrap_or_default();
    let view = list.view;
    let found: FxHashSet<&str> = view.checked.findings.iter().map(|f| f.code).collect();
    let own = &view.project.session().config().own;
    let mut lints: Vec<_> = own.all().filter(|l| !matches!(l.phase, Phase::Source)).collect();
    // What is found in this plan is what is waived here.
    lints.sort_by_key(|l| (!found.contains(l.code), l.code));
    for lint in lints {
        let detail = format!("{} {}", lint.name, lint.title(view.lang));
        list.add(typed, lint.code, CompletionItemKind::CONSTANT, Some(detail)).filter_text =
            Some(format!("{} {}", lint.code, lint.name));
    }
    for (word, zh, en) in [
        ("reason=\"\"", "理由，必写", "why; required"),
        ("until=", "到哪一天为止：2025-12-31", "up to which day: 2025-12-31"),
        ("ref=\"\"", "批准的文号或会议", "the document or meeting that approved it"),
    ] {
        let name = word.split('=').next().unwrap_or(word);
        if !said.contains(&format!("{name}=")) {
            let detail = list.view.lang.pick(zh, en).to_owned();
            list.add(typed, word, CompletionItemKind::PROPERTY, Some(detail));
        }
    }
    list.out
}

/// The parents' tasks as `implements=` names them, those nothing answers yet first.
fn tasks(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    for parent in list.view.parents() {
        let doc = parent.doc();
        let Some(name) = plan_name(doc) else { continue };
        let mut order: Vec<usize> = (0..doc.facts.tasks.len()).collect();
        let answered = |at: usize| parent.alignment.tasks.iter().any(|l| l.parent == at && !l.children.is_empty());
        order.sort_by_key(|&at| answered(at));
        for at in order {
            let task = &doc.facts.tasks[at];
            let id = doc.plan.sections[task.section].id.as_ref().map(|(id, _)| id.as_str());
            let word = format!("{name}:{}", id.unwrap_or(&task.path));
            let item = list.add(typed, &word, CompletionItemKind::REFERENCE, Some(task.title.clone()));
            item.filter_text = Some(format!("{word} {}", task.title));
        }
    }
    list.out
}

/// Functions of the register, as a mark names them.
fn functions(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    let view = list.view;
    for function in view.project.session().config().register.functions() {
        let detail = view.lang.pick(&function.label, &function.label_en).clone();
        let item = list.add(typed, &function.key, CompletionItemKind::CLASS, Some(detail));
        item.filter_text = Some(format!("{} {}", function.key, function.label));
    }
    list.out
}

/// Ids of targets: the parents', and those of this plan.
fn targets(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    let mut told: FxHashSet<String> = FxHashSet::default();
    let others: Vec<_> = list.view.parents();
    let documents = others.iter().map(|p| &p.document).chain([&list.view.document]);
    for document in documents {
        for mark in &document.parsed.plan.marks {
            let MarkKind::Target(id) = &mark.kind else { continue };
            if !id.is_empty() && *id != typed && told.insert(id.clone()) {
                let detail = mark.span.of(&document.file.text).to_owned();
                list.add(typed, id, CompletionItemKind::CONSTANT, Some(detail));
            }
        }
    }
    list.out
}

/// What this plan, its parents, and the project's plans cite or are: title and number.
fn known_documents(view: &View<'_>) -> Vec<(String, Option<String>)> {
    let mut out: Vec<(String, Option<String>)> = Vec::new();
    let mut add = |title: String, number: Option<String>| match out.iter_mut().find(|(known, _)| *known == title) {
        Some((_, known)) => *known = known.take().or(number),
        None => out.push((title, number)),
    };
    for parent in view.parents() {
        let meta = &parent.document.parsed.plan.meta;
        let notice = meta.notice.as_ref();
        let name = notice.and_then(|n| n.title.clone()).or_else(|| meta.title.clone());
        if let Some(name) = name {
            add(name, notice.and_then(|n| n.number.clone()));
        }
        parent.document.facts.citations.iter().for_each(|c| add(c.title.clone(), c.number.clone()));
    }
    view.document.facts.citations.iter().for_each(|c| add(c.title.clone(), c.number.clone()));
    out
}

fn documents(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    // What is typed here is not known yet.
    for (title, number) in known_documents(list.view).into_iter().filter(|(title, _)| title != typed) {
        let tail = number.as_ref().map_or_else(String::new, |n| format!("（{n}）"));
        let closed = list.view.text()[list.offset..].starts_with('》');
        let word = if closed { title.clone() } else { format!("{title}》{tail}") };
        list.add(typed, &word, CompletionItemKind::REFERENCE, number).label = title;
    }
    list.out
}

/// The number behind a cited title, as far as it was typed: `《…》（北政`.
fn number_of(before: &str) -> Option<(&str, &str)> {
    let at = before.rfind('》')?;
    let behind = &before[at + '》'.len_utf8()..];
    let typed = behind.strip_prefix(['（', '('])?;
    let cited = &before[before[..at].rfind('《')? + '《'.len_utf8()..at];
    (!typed.contains(['）', ')'])).then_some((cited, typed))
}

fn numbers(mut list: Items<'_>, cited: &str, typed: &str) -> Vec<CompletionItem> {
    let mut known: Vec<(String, String)> =
        known_documents(list.view).into_iter().filter_map(|(title, number)| Some((title, number?))).collect();
    known.sort_by_key(|(title, _)| !crate::lint::is_titled(cited, title));
    for (title, number) in known {
        list.add(typed, &number, CompletionItemKind::REFERENCE, Some(title));
    }
    list.out
}

/// What was typed of a unit's name inside a responsibility clause: behind `责任单位：` or a name before it.
fn clause(before: &str) -> Option<&str> {
    let open = ["单位：", "单位:", "部门：", "部门:", "牵头：", "配合："]
        .iter()
        .filter_map(|w| before.rfind(w).map(|at| at + w.len()))
        .max()?;
    let said = &before[open..];
    if said.contains(['。', '）', ')']) {
        return None;
    }
    Some(said.rsplit(['、', '，', ',', '；', ';', ' ']).next().unwrap_or(said))
}

/// Units by the names of this plan, then by those of its level.
fn units(mut list: Items<'_>, typed: &str) -> Vec<CompletionItem> {
    let view = list.view;
    let register = &view.project.session().config().register;
    let facts = &view.document.facts;
    let mut used: Vec<(usize, String, Option<String>)> = Vec::new();
    for unit in facts.tasks.iter().flat_map(|t| &t.units) {
        match used.iter_mut().find(|(_, name, _)| *name == unit.name) {
            Some((count, ..)) => *count += 1,
            None => used.push((1, unit.name.clone(), unit.function.clone())),
        }
    }
    used.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    let label = |key: &str| register.get(key).map(|f| view.lang.pick(&f.label, &f.label_en).clone());
    let mut there: FxHashSet<String> = FxHashSet::default();
    for (_, name, function) in used.into_iter().filter(|(_, name, _)| name != typed) {
        let detail = function.as_deref().and_then(label);
        there.extend(function);
        list.add(typed, &name, CompletionItemKind::CLASS, detail);
    }
    let level = level_of(view.doc()).unwrap_or(Level::City);
    let place = view.document.parsed.plan.meta.region.as_deref().unwrap_or_default();
    for function in register.functions().iter().filter(|f| !there.contains(&f.key)) {
        let name = register.counterpart_name(function, level, place);
        list.add(
            typed,
            &name,
            CompletionItemKind::CLASS,
            Some(view.lang.pick(&function.label, &function.label_en).clone()),
        );
    }
    list.out
}
