//! Hover: what plangen knows of the thing under the pointer.

use super::cursor::{self, Thing};
use super::view::{Other, View, title};
use super::words::{self, plain};
use super::{definition, diagnostics};
use crate::align::Alignment;
use crate::lint::{self, target_value};
use crate::plan::{Level, UnitRef};
use crate::report::trace;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What is shown at a position.
pub fn at(view: &View<'_>, position: Position) -> Option<Hover> {
    let (thing, span) = cursor::at(view, view.offset(position))?;
    let text = match thing {
        Thing::Code(code) => page(view, &code)?,
        Thing::Unit(task, at) => {
            let facts = &view.document.facts;
            let unit = match task {
                Some(task) => facts.tasks.get(task)?.units.get(at)?,
                None => &facts.default_units.get(at)?.unit,
            };
            of_unit(view, unit)
        }
        Thing::Target(at) => of_target(view, at)?,
        Thing::TargetId(id) => of_target(view, view.document.facts.targets.iter().position(|t| t.id == id)?)?,
        Thing::Task(at) => of_task(view, at)?,
        Thing::Citation(cited, number) => of_citation(view, &cited, number.as_deref()),
        Thing::Parent(_) => {
            let place = definition::parent(view, span)?;
            format!("**{}**\n\n{}", plain(&title(place.doc())), overview(view, &place))
        }
        Thing::Implements(plan, path) => of_link(view, &plan, &path)?,
        Thing::PlanId(_) | Thing::SectionId(_) | Thing::Section(_) => return None,
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(view.range(span)) })
}

/// A lint's page.
fn page(view: &View<'_>, code: &str) -> Option<String> {
    let Some(page) = lint::find(code) else {
        let own = view.project.session().config().own.find(code)?.own?;
        let (title, about) = (own.words.title.get(view.lang), own.about.get(view.lang));
        return Some(format!(
            "**{} {}** · {title}\n\n{about}\n\n{}",
            own.code,
            own.name,
            own.words.help.get(view.lang)
        ));
    };
    let words = view.lang.pick(page.zh, page.en);
    // The head is for programs; examples stand in the manual.
    let body = page.text.splitn(3, "+++\n").nth(2).unwrap_or_default().trim_start();
    let body = body.split_once('\n').map_or("", |(_, rest)| rest);
    let body = body.split("\n```").next().unwrap_or_default().trim();
    let help =
        words.help.first().map(|(_, text)| format!("\n\n{}{text}", view.say("办法：", "Help: "))).unwrap_or_default();
    Some(format!("**{} {}** · {}\n\n{body}{help}", page.code, page.name, words.title))
}

/// The parent's tasks that a task answers, and what of them is open; or, in a parent, what answers it.
fn of_task(view: &View<'_>, at: usize) -> Option<String> {
    let own = view.document.facts.tasks.get(at)?;
    let mut out = Vec::new();
    for parent in view.parents() {
        let doc = parent.doc();
        for link in parent.alignment.tasks.iter().filter(|l| l.children.contains(&at)) {
            let task = &doc.facts.tasks[link.parent];
            let mut lines = format!(
                "**{}** {}\n\n{}{} · {:.0}%{}",
                plain(&words::task(task)),
                plain(&format!("《{}》", title(doc))),
                view.say("承接：", "Answer: "),
                words::status(link.status, view.lang),
                link.share * 100.0,
                if link.by_hand { view.say("（手工对应）", " (linked by hand)") } else { "" },
            );
            lines.push_str(&format!("\n\n> {}", plain(&text_of(&parent, task.section))));
            let open: Vec<String> = link
                .unanswered
                .iter()
                .map(|s| format!("- {}", plain(&diagnostics::shortened(s.of(&doc.file.text)))))
                .collect();
            if !open.is_empty() {
                lines.push_str(&format!("\n\n{}\n{}", view.say("尚未落实：", "Not answered:"), open.join("\n")));
            }
            let absent = absent(&parent.alignment, link.parent, doc.facts.tasks[link.parent].units.as_slice());
            if !absent.is_empty() {
                let list = absent.join(view.say("、", ", "));
                lines.push_str(&format!("\n\n{}{}", view.say("缺责任单位：", "Absent units: "), plain(&list)));
            }
            out.push(lines);
        }
    }
    let children = view.children();
    if !children.is_empty() {
        let rows: Vec<String> = children.iter().map(|child| answer_in(view, child, at)).collect();
        out.push(format!("{}\n{}", view.say("下级方案：", "In the children:"), rows.join("\n")));
    }
    if out.is_empty() && view.project.parents(&view.path).is_empty() {
        let units = words::units(&own.units, view.lang);
        if units.is_empty() {
            return None;
        }
        out.push(format!("{}{}", view.say("责任单位：", "Responsible: "), plain(&units)));
    } else if out.is_empty() {
        out.push(view.say("上级方案中没有对应的任务", "no task of a parent corresponds").to_owned());
    }
    Some(out.join("\n\n---\n\n"))
}

/// How a child answers a task.
fn answer_in(view: &View<'_>, child: &Other, task: usize) -> String {
    let name = plain(&title(child.doc()));
    let Some(link) = child.alignment.tasks.iter().find(|l| l.parent == task) else { return format!("- {name}") };
    let tasks: Vec<String> =
        link.children.iter().map(|&c| plain(&words::task(&child.document.facts.tasks[c]))).collect();
    format!("- {name}{}{} {}", view.say("：", ": "), words::status(link.status, view.lang), tasks.join("、"))
}

/// A section's own words, cut where they grow long.
fn text_of(plan: &Other, section: usize) -> String {
    const MOST: usize = 400;
    let paragraphs = plan.document.parsed.plan.sections[section].paragraphs();
    let text: String = paragraphs.iter().map(|p| p.prose.as_str()).collect();
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// What the units of a parent's task that the child does not name would be called there.
fn absent(alignment: &Alignment, task: usize, units: &[UnitRef]) -> Vec<String> {
    let of_task = alignment.units.iter().filter(|u| u.task == task && u.counterpart.is_none() && !u.addressed);
    of_task.filter_map(|u| Some(format!("{}（{}）", units.get(u.unit)?.name, u.expected))).collect()
}

/// A target's reading, the parent's, and the verdict.
fn of_target(view: &View<'_>, at: usize) -> Option<String> {
    let target = view.document.facts.targets.get(at)?;
    let row = |name: &str, text: &str| format!("| {name} | {} |\n", plain(text));
    let mut out = format!("**{}** {}\n\n| | |\n|---|---|\n", plain(&target.metric), plain(&target_value(target)));
    if let Some(due) = words::due(target, view.lang) {
        out.push_str(&row(view.say("期限", "due"), &due));
    }
    if let Some(scope) = &target.scope {
        out.push_str(&row(view.say("范围", "scope"), scope));
    }
    if let Some(baseline) = &target.baseline {
        out.push_str(&row(view.say("基期", "baseline"), baseline));
    }
    if let Some(binding) = target.binding {
        let word = if binding { view.say("约束性", "binding") } else { view.say("预期性", "expected") };
        out.push_str(&row(view.say("属性", "kind"), word));
    }
    if let Some(hedge) = &target.hedge {
        out.push_str(&row(view.say("余地", "hedge"), hedge));
    }
    for parent in view.parents() {
        let doc = parent.doc();
        for link in parent.alignment.targets.iter().filter(|l| l.child == Some(at)) {
            let theirs = &doc.facts.targets[link.parent];
            let why: Vec<String> = link.why.iter().map(|w| trace::why(w, view.lang)).collect();
            let why = if why.is_empty() { String::new() } else { format!("（{}）", why.join("；")) };
            out.push_str(&format!(
                "\n{}**{}**{}\n\n> {} · {}{}\n",
                view.say("与上级相比：", "Against the parent: "),
                words::relation(link.relation, view.lang),
                plain(&why),
                plain(&theirs.quote),
                plain(&target_value(theirs)),
                words::due(theirs, view.lang).map(|d| format!(" · {}", plain(&d))).unwrap_or_default(),
            ));
        }
    }
    for child in view.children() {
        for link in child.alignment.targets.iter().filter(|l| l.parent == at) {
            let said = link.child.and_then(|c| child.document.facts.targets.get(c));
            let own = said.map(|t| format!(" · {}", plain(&target_value(t)))).unwrap_or_default();
            out.push_str(&format!(
                "\n- {}{}{}{own}",
                plain(&title(child.doc())),
                view.say("：", ": "),
                words::relation(link.relation, view.lang)
            ));
        }
    }
    Some(out)
}

/// A unit's function, and what its counterparts at the other levels are called.
fn of_unit(view: &View<'_>, unit: &UnitRef) -> String {
    let register = &view.project.session().config().register;
    let Some(function) = unit.function.as_deref().and_then(|key| register.get(key)) else {
        return format!(
            "**{}** · {}\n\n{}",
            plain(&unit.name),
            words::role(unit.role, view.lang),
            view.say("登记表里没有这个单位", "the register does not know it")
        );
    };
    let label = view.lang.pick(&function.label, &function.label_en);
    let mut out = format!(
        "**{}** · {}\n\n{}{}（`{}`）\n\n| | |\n|---|---|\n",
        plain(&unit.name),
        words::role(unit.role, view.lang),
        view.say("职能：", "Function: "),
        plain(label),
        function.key
    );
    let place = view.document.parsed.plan.meta.region.as_deref().unwrap_or_default();
    for level in [Level::National, Level::Region, Level::City, Level::County] {
        // The place tells how its own level is called; of the others the common word is used.
        let own = view.document.parsed.plan.meta.level == Some(level);
        let name = register.counterpart_name(function, level, if own { place } else { "" });
        out.push_str(&format!("| {} | {} |\n", words::level(level, view.lang), plain(&name)));
    }
    out
}

fn of_citation(view: &View<'_>, cited: &str, number: Option<&str>) -> String {
    let mut out = format!("**{}**", plain(&format!("《{cited}》")));
    if let Some(number) = number {
        out.push_str(&format!(" {}", plain(number)));
    }
    match definition::cited(view, cited, number) {
        Some(other) => {
            out.push_str(&format!("\n\n{}", view.say("项目里的方案：", "In the project: ")));
            out.push_str(&plain(&title(other.doc())));
        }
        None => out.push_str(&format!("\n\n{}", view.say("不在项目里", "not in the project"))),
    }
    out
}

fn of_link(view: &View<'_>, plan: &str, path: &str) -> Option<String> {
    let (other, section) = definition::linked(view, plan, path)?;
    let found = other.document.parsed.plan.sections.get(section)?;
    let text = text_of(&other, section);
    Some(format!(
        "**{} {}** {}\n\n> {}",
        plain(&found.path),
        plain(found.title.as_str()),
        plain(&format!("《{}》", title(other.doc()))),
        plain(&text)
    ))
}

/// How a plan answers a parent, in one line.
fn overview(view: &View<'_>, parent: &Other) -> String {
    let tasks = &parent.alignment.tasks;
    let count = |status| tasks.iter().filter(|l| l.status == status).count();
    use crate::align::Status;
    let (all, covered) = (tasks.len(), count(Status::Covered));
    let (partial, missing) = (count(Status::Partial), count(Status::Missing));
    match view.lang {
        crate::base::Lang::Zh => format!("{all} 项任务：已承接 {covered}，部分承接 {partial}，缺失 {missing}"),
        crate::base::Lang::En => format!("{all} tasks: {covered} covered, {partial} partly, {missing} missing"),
    }
}
