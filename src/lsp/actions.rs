//! Code actions: a finding's fix, all safe fixes, a waiver to be given its reason, a missing task put in.

use super::view::{Other, View};
use super::words::plan_name;
use super::{diagnostics, formatting};
use crate::align::scope::level_of;
use crate::base::{Applicability, Arg, Edit, Finding, Span};
use crate::data::numbering;
use crate::lint::fix;
use crate::plan::{Level, Section, UnitRef};
use crate::source;
use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, TextEdit, Uri, WorkspaceEdit};
use std::collections::HashMap;

/// The kind of the action that mends all that can be mended safely.
pub const FIX_ALL: &str = "source.fixAll.plangen";

/// What can be done about the findings of a range.
pub fn of(view: &View<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let only = params.context.only.as_deref();
    let wanted = |kind: &str| {
        let within = |asked: &CodeActionKind| {
            kind == asked.as_str() || kind.strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        only.is_none_or(|kinds| kinds.iter().any(|k| k.as_str().is_empty() || within(k)))
    };
    let mut out = Vec::new();
    if wanted("quickfix") {
        let span = view.lines.span(params.range);
        let at = |f: &&Finding| f.place.span.start <= span.end && span.start <= f.place.span.end;
        for finding in view.checked.findings.iter().filter(at) {
            quick(view, finding, &mut out);
        }
    }
    if wanted(FIX_ALL) {
        out.extend(fix_all(view));
    }
    out
}

fn quick(view: &View<'_>, finding: &Finding, out: &mut Vec<CodeAction>) {
    let start = out.len();
    if let Some(fix) = finding.fix.as_ref().filter(|f| holds(view, finding, f.applicability)) {
        let title = match (finding.code, &fix.applicability) {
            ("PG301" | "PG302", _) => view.say("改为上级的要求", "take over the parent's value").to_owned(),
            (_, Applicability::Safe) => format!("{}{}", view.say("修正：", "fix: "), summary(view, &fix.edits)),
            (_, Applicability::Unsafe) => {
                format!("{}{}", view.say("修正（请核对）：", "fix, to be checked: "), summary(view, &fix.edits))
            }
            (_, Applicability::Suggestion) => {
                format!("{}{}", view.say("建议：", "suggestion: "), summary(view, &fix.edits))
            }
        };
        let preferred = fix.applicability == Applicability::Safe;
        out.extend(action(view, title, CodeActionKind::QUICKFIX, edits(view, &fix.edits), preferred));
    }
    if finding.code == "PG101"
        && let Some(edit) = missing_task(view, finding)
    {
        let name = match finding.arg("task") {
            Some(Arg::Text(name)) => name.as_str(),
            _ => "",
        };
        let title = format!("{}“{name}”", view.say("补上任务", "insert the task "));
        out.extend(action(view, title, CodeActionKind::QUICKFIX, edits(view, &[edit]), false));
    }
    if let Some(edit) = waiver(view, finding) {
        let title = format!(
            "{}{}{}",
            view.say("豁免 ", "waive "),
            finding.code,
            view.say("（写明理由后生效）", " (holds once it has a reason)")
        );
        out.extend(action(view, title, CodeActionKind::QUICKFIX, edits(view, &[edit]), false));
    }
    let texts = |path: &std::path::Path| view.project.session().text(path).cloned();
    let shown = diagnostics::one(finding, &texts, view.told());
    for action in &mut out[start..] {
        action.diagnostics = Some(vec![shown.clone()]);
    }
}

/// What edits do, in a few words.
fn summary(view: &View<'_>, edits: &[Edit]) -> String {
    let text = |e: &Edit| {
        let (old, new) = (diagnostics::shortened(e.span.of(view.text())), diagnostics::shortened(&e.text));
        match (old.is_empty(), new.is_empty()) {
            (_, true) => format!("{}“{old}”", view.say("删去", "take out ")),
            (true, _) => format!("{}“{new}”", view.say("加上", "put in ")),
            _ => format!("“{old}” → “{new}”"),
        }
    };
    match edits {
        [one] => text(one),
        [first, ..] => format!("{} {}", text(first), view.say("等", "and more")),
        [] => String::new(),
    }
}

/// Edits as the editor takes them.
fn edits(view: &View<'_>, edits: &[Edit]) -> Vec<TextEdit> {
    edits.iter().map(|e| TextEdit::new(view.range(e.span), e.text.clone())).collect()
}

fn action(
    view: &View<'_>,
    title: String,
    kind: CodeActionKind,
    edits: Vec<TextEdit>,
    preferred: bool,
) -> Option<CodeAction> {
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type; addresses are not changed here")]
    let changes: HashMap<Uri, Vec<TextEdit>> = HashMap::from([(view.uri()?, edits)]);
    Some(CodeAction {
        title,
        kind: Some(kind),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        is_preferred: preferred.then_some(true),
        ..CodeAction::default()
    })
}

/// All safe fixes, as `plangen lint --fix` applies them.
fn fix_all(view: &View<'_>) -> Option<CodeAction> {
    let register = &view.project.session().config().register;
    let mended = fix::apply(&view.document.file, &view.checked.findings, Applicability::Safe, register)?;
    let edits = formatting::to(view, &mended.text);
    if edits.is_empty() {
        return None;
    }
    let title = view.say("修正所有可以放心修正的", "apply all safe fixes").to_owned();
    action(view, title, CodeActionKind::new(FIX_ALL), edits, false)
}

/// Whether the engine would apply a finding's fix: a safe one that changes what the text says is none.
fn holds(view: &View<'_>, finding: &Finding, grade: Applicability) -> bool {
    let register = &view.project.session().config().register;
    grade != Applicability::Safe
        || fix::apply(&view.document.file, std::slice::from_ref(finding), grade, register)
            .is_some_and(|m| m.applied > 0)
}

/// A waiver of a finding before the block it stands in, or, of one about the whole plan, before the text. Its reason
/// is empty: it holds, and is no fault itself, once a person wrote one.
fn waiver(view: &View<'_>, finding: &Finding) -> Option<Edit> {
    if !source::is_source(view.text()) || finding.code.starts_with("PG0") {
        return None;
    }
    let line = source::place(&view.document.parsed.plan, &view.document.file, finding.place.span);
    Some(Edit { span: Span::empty(line), text: format!("<!-- plangen: allow {} reason=\"\" -->\n", finding.code) })
}

/// The parent's task that is missing, with its units as they are called here and its targets, at the end of the
/// tasks that stand where its neighbours are answered.
fn missing_task(view: &View<'_>, finding: &Finding) -> Option<Edit> {
    let Some(Arg::Text(path)) = finding.arg("path") else { return None };
    let from = &finding.related.first()?.file;
    let parent = view.parents().into_iter().find(|p| p.path == *from)?;
    let index = parent.document.facts.tasks.iter().position(|t| t.path == *path)?;
    let plan = &view.document.parsed.plan;
    let neighbour = neighbour(view, &parent, index);
    let siblings: Vec<&Section> = match neighbour.and_then(|s| s.parent) {
        Some(holder) => plan.sections[holder].children.iter().filter_map(|&id| plan.sections.get(id)).collect(),
        None => neighbour.into_iter().collect(),
    };
    let last = siblings.last().copied();
    let text = task_text(view, &parent, index, last);
    let end = last.map_or(view.text().len(), |s| s.span.end);
    let kept = view.text()[..end].trim_end().len();
    Some(Edit { span: Span::empty(kept), text: format!("\n\n{text}") })
}

/// The section of this plan that answers the nearest of the parent's tasks.
fn neighbour<'v>(view: &'v View<'_>, parent: &Other, index: usize) -> Option<&'v Section> {
    let mut answered: Vec<(usize, usize)> =
        parent.alignment.tasks.iter().filter_map(|l| Some((l.parent.abs_diff(index), *l.children.first()?))).collect();
    answered.sort();
    let task = answered.first().map(|(_, child)| *child)?;
    let section = view.document.facts.tasks.get(task)?.section;
    view.document.parsed.plan.sections.get(section)
}

fn task_text(view: &View<'_>, parent: &Other, index: usize, like: Option<&Section>) -> String {
    let task = &parent.document.facts.tasks[index];
    let section = &parent.document.parsed.plan.sections[task.section];
    let mut body = String::new();
    for paragraph in section.paragraphs() {
        let mut text = paragraph.prose.as_str().to_owned();
        for clause in &task.clauses {
            text = text.replace(&clause.raw, "");
        }
        body.push_str(text.trim());
    }
    let units = counterparts(view, parent.document.parsed.plan.meta.level, &task.units);
    if !units.is_empty() {
        body.push_str(&format!("（责任单位：{}）", units.join("、")));
    }
    let label = like.and_then(|s| s.label.as_ref());
    let label = label
        .and_then(|l| numbering::renumber(&l.raw, l.ordinal + 1).or_else(|| numbering::write(l.style, l.ordinal + 1)));
    let label = label.unwrap_or_default();
    // As its neighbour is written: marks of a heading, and whether the text goes on in its line.
    let marks = like.map_or("### ", |s| marks(view, s));
    let title = if section.titled { task.title.as_str() } else { "" };
    match (marks.is_empty(), title.is_empty()) {
        (_, true) => format!("{label}{body}"),
        (true, false) => format!("{label}{title}。{body}"),
        (false, false) => {
            let link = plan_name(parent.doc()).map(|name| format!(" {{implements={name}:{}}}", task.path));
            format!("{marks}{label}{title}{}\n\n{body}", link.unwrap_or_default())
        }
    }
}

/// The `#` that a heading's line begins with.
fn marks<'v>(view: &'v View<'_>, section: &Section) -> &'v str {
    let line = view.lines.line(view.lines.line_of(section.heading_span.start)).of(view.text());
    let hashes = line.len() - line.trim_start_matches('#').len();
    let rest = &line[hashes..];
    &line[..hashes + if hashes > 0 { rest.len() - rest.trim_start().len() } else { 0 }]
}

/// What the units of a parent's task are called at this plan's level.
fn counterparts(view: &View<'_>, above: Option<Level>, units: &[UnitRef]) -> Vec<String> {
    let register = &view.project.session().config().register;
    let level = level_of(view.doc()).or_else(|| above.and_then(crate::align::scope::below)).unwrap_or(Level::City);
    let place = view.document.parsed.plan.meta.region.as_deref().unwrap_or_default();
    let mut out: Vec<String> = Vec::new();
    for unit in units {
        let known = unit.function.as_deref().and_then(|key| register.get(key));
        let name = known.map_or_else(|| unit.name.clone(), |f| register.counterpart_name(f, level, place));
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
