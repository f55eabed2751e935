//! The text of a new plan.

use super::gather::{Node, Outline};
use super::units::{Names, clause};
use super::{Request, Source, check_mark, mark};
use crate::align::scope;
use crate::base::SourceFile;
use crate::data::{Register, numbering};
use crate::extract;
use crate::import::{self, heading_text};
use crate::lint::target_value;
use crate::plan::{Indicator, Label, Link, Meta, Notice, SectionId, Spanned, Stage, Target};
use crate::source::outline::written;
use std::collections::BTreeMap;

/// A new plan's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its text.
    pub text: String,
    /// How many tasks it has.
    pub tasks: usize,
}

/// The source of a plan with this outline.
pub fn source(parents: &[Source<'_>], outline: &Outline, request: &Request, register: &Register) -> Draft {
    let names = Names::of(parents, request, register);
    // A clause that cannot be read back as one is left open, and the whole written once more.
    let first = written_with(parents, outline, request, register, &names, &[]);
    let unread = unread(&first.text, register);
    if unread.is_empty() { first } else { written_with(parents, outline, request, register, &names, &unread) }
}

/// The links of those tasks of a draft whose clauses are not read as clauses.
fn unread(text: &str, register: &Register) -> Vec<String> {
    let file = SourceFile::new("plan.md", text);
    let plan = crate::source::parse(&file).plan;
    let facts = extract::facts(&plan, register);
    let named = |id: SectionId| facts.tasks.iter().any(|t| t.section == id && !t.units.is_empty());
    let sections = plan.sections.iter().enumerate().filter(|(id, s)| !s.implements.is_empty() && !named(*id));
    sections.filter_map(|(_, s)| s.implements.first().map(|link| link.0.clone())).collect()
}

fn written_with(
    parents: &[Source<'_>],
    outline: &Outline,
    request: &Request,
    register: &Register,
    names: &Names,
    open: &[String],
) -> Draft {
    let counts = BTreeMap::new();
    let mut writer = Writer { parents, request, register, names, open, out: String::new(), counts, tasks: 0 };
    writer.out.push_str(&import::front_matter(&writer.meta()));
    writer.opening();
    writer.nodes(&outline.chapters, 1);
    for left in &outline.left {
        let source = &parents[left.parent];
        let task = &source.doc.facts.tasks[left.task];
        let words = format!("{}承担，未列入：{} {}", writer.whose(left.parent), task.path, task.title);
        writer.comment(&words);
    }
    let text = writer.out;
    let file = SourceFile::new("plan.md", text.as_str());
    Draft { text: import::format(&file).unwrap_or(text), tasks: writer.tasks }
}

struct Writer<'a> {
    parents: &'a [Source<'a>],
    request: &'a Request,
    register: &'a Register,
    names: &'a Names,
    /// Tasks whose clauses are left open, by their first links.
    open: &'a [String],
    out: String,
    /// The last number given at each depth.
    counts: BTreeMap<usize, u32>,
    tasks: usize,
}

impl Writer<'_> {
    fn meta(&self) -> Meta {
        let first = self.parents.first().map(|p| &p.doc.plan.meta);
        let kind = self.request.kind.clone().or_else(|| first.and_then(|m| m.kind.clone()));
        let title = self.title();
        // The kind of a title that is still open is not known.
        let kind = kind.filter(|k| self.request.kind.is_some() || title.ends_with(k.as_str()));
        let link = |value: &String| Link { value: value.clone(), ..Link::default() };
        let issuer = self.parents.iter().find_map(|p| p.doc.plan.meta.notice.as_ref()?.issuer.as_deref());
        let issuer = issuer.and_then(|name| self.issuer(name)).unwrap_or_else(|| mark("发文机关"));
        Meta {
            id: self.request.id.clone().map(|value| Spanned { value, ..Spanned::default() }),
            kind,
            title: Some(title),
            level: Some(self.request.level),
            region: Some(self.request.region.clone()),
            stage: Some(Stage::Commissioned),
            parents: self.parents.iter().map(|p| link(&p.link)).collect(),
            notice: Some(Notice { issuer: Some(issuer), to: vec![vec![mark("主送机关")]], ..Notice::default() }),
            ..Meta::default()
        }
    }

    /// The title: as given, else the first parent's with the place's own name, else open.
    fn title(&self) -> String {
        if let Some(title) = &self.request.title {
            return title.clone();
        }
        let region = &self.request.region;
        let meta = self.parents.first().map(|p| &p.doc.plan.meta);
        let theirs = meta.and_then(|m| m.title.as_deref()).unwrap_or_default();
        let place = meta.and_then(|m| m.region.clone()).filter(|r| !r.is_empty() && theirs.starts_with(r.as_str()));
        let place = place.or_else(|| import::place(theirs).map(|(place, _)| place)).unwrap_or_default();
        let Some(rest) = theirs.strip_prefix(place.as_str()).filter(|_| !place.is_empty()) else {
            return format!("{region}{}", mark("标题"));
        };
        let kind = meta.and_then(|m| m.kind.as_deref()).filter(|k| rest.ends_with(k));
        match (&self.request.kind, kind) {
            (Some(own), Some(theirs)) => format!("{region}{}{own}", rest.trim_end_matches(theirs)),
            (Some(own), None) if !rest.ends_with(own.as_str()) => format!("{region}{}{own}", mark("标题")),
            _ => format!("{region}{rest}"),
        }
    }

    /// The body that issues the plan: the counterpart of the parent's issuer, with the name of the place.
    fn issuer(&self, theirs: &str) -> Option<String> {
        let place = import::place(theirs).map(|(place, _)| place).unwrap_or_default();
        let body = theirs.strip_prefix(place.as_str()).filter(|b| !b.is_empty())?;
        let own = self.register.counterpart(body, self.request.level, &self.request.region)?;
        let word = Register::place_word(self.request.level, &self.request.region);
        Some(format!("{}{}", self.request.region, own.strip_prefix(word)?))
    }

    /// The opening paragraph: what is carried out, with numbers; the rest is open.
    fn opening(&mut self) {
        for (at, parent) in self.parents.iter().enumerate() {
            let plan = parent.doc.plan;
            for (_, paragraph) in plan.paragraphs().into_iter().take_while(|(section, _)| section.is_none()) {
                self.comment(&format!("{}原文：{}", self.whose(at), paragraph.prose.as_str()));
            }
        }
        let cited: Vec<String> = self.parents.iter().map(|p| citation(&p.doc.plan.meta)).collect();
        self.paragraph(&format!("为贯彻落实{}，{}", cited.join("、"), mark("开头")));
    }

    fn nodes(&mut self, nodes: &[Node], depth: usize) {
        let label = |n: &Node| self.label_of(n).filter(|_| n.from[0].0 == 0);
        // Numbers that run on over the chapters in the first parent do so here.
        let first = nodes.iter().find_map(label).map(|l| l.ordinal);
        let style = nodes.iter().find_map(label).map(|l| l.style);
        if first.is_none_or(|ordinal| ordinal == 1) {
            self.counts.insert(depth, 0);
        }
        for node in nodes {
            self.node(node, depth, style);
        }
    }

    fn label_of(&self, node: &Node) -> Option<&Label> {
        let &(parent, id) = node.from.first()?;
        self.parents[parent].doc.plan.sections[id].label.as_ref()
    }

    fn node(&mut self, node: &Node, depth: usize, style: Option<&'static str>) {
        let Some(&(parent, id)) = node.from.first() else { return };
        let section = &self.parents[parent].doc.plan.sections[id];
        let count = self.counts.entry(depth).or_default();
        *count += 1;
        let label = match style {
            // 2.1 stays under 2., and 行动一 an 行动.
            Some(style) => {
                numbering::write(style, *count).or_else(|| numbering::renumber(&section.label.as_ref()?.raw, *count))
            }
            None => Some(written(depth, *count)),
        };
        let label = label.unwrap_or_default();
        let title = if section.titled && !section.title.is_empty() {
            self.own_words(parent, section.title.as_str())
        } else {
            mark("任务名称")
        };
        // 第一章 and the title are two words.
        let gap = if label.ends_with(|c: char| c.is_alphanumeric()) { " " } else { "" };
        let links: Vec<String> = node.tasks.iter().map(|&(p, t)| self.link(p, t)).collect();
        let links = if links.is_empty() { String::new() } else { format!(" {{{}}}", links.join(" ")) };
        let level = "#".repeat((depth + 1).min(6));
        self.paragraph(&format!("{level} {label}{gap}{}{links}", heading_text(&title)));
        for &(p, from) in &node.from {
            self.theirs(p, from, node);
        }
        if !node.tasks.is_empty() {
            self.tasks += 1;
            self.paragraph(&mark("落实措施"));
            let usual = format!("（责任单位：{}）", mark("责任单位"));
            let clause = clause(self.parents, &node.tasks, self.names, self.request, self.register);
            let open = node.tasks.first().is_some_and(|&(p, t)| self.open.contains(&self.target_of(p, t)));
            self.paragraph(if open { &usual } else { &clause });
        } else if node.children.is_empty() {
            self.paragraph(&mark("正文"));
        }
        self.nodes(&node.children, depth + 1);
    }

    fn link(&self, parent: usize, task: usize) -> String {
        format!("implements={}", self.target_of(parent, task))
    }

    fn target_of(&self, parent: usize, task: usize) -> String {
        let source = &self.parents[parent];
        format!("{}:{}", source.name, source.doc.facts.tasks[task].path)
    }

    /// A parent's words in a heading, with its own name left open.
    fn own_words(&self, parent: usize, words: &str) -> String {
        let Some(region) = self.parents[parent].doc.plan.meta.region.as_deref() else { return words.to_owned() };
        let endings = ["自治区", "自治州", "省", "市", "盟", "州", "县", "旗", "区"];
        let short = endings.iter().find_map(|e| region.strip_suffix(e)).unwrap_or(region);
        let names = [region, short].into_iter().filter(|n| n.chars().count() >= 2);
        let there = names.into_iter().find(|n| words.contains(n));
        there.map_or_else(|| words.to_owned(), |name| words.replace(name, &check_mark(name)))
    }

    /// What a parent says in a section, and its targets there, as comments.
    fn theirs(&mut self, parent: usize, id: SectionId, node: &Node) {
        let doc = self.parents[parent].doc;
        let taken = |s: SectionId| taken(&node.children, parent, s);
        let mut sections = Vec::new();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            sections.push(at);
            open.extend(doc.plan.sections[at].children.iter().rev().copied().filter(|&s| !taken(s)));
        }
        let whose = self.whose(parent);
        for &at in &sections {
            let section = &doc.plan.sections[at];
            let label = section.label.as_ref().map_or("", |l| l.raw.as_str());
            let mut heading = if at == id { String::new() } else { label.to_owned() };
            if section.titled && at != id {
                heading.push_str(section.title.as_str());
                if !section.run_in {
                    self.comment(&format!("{whose}原文：{heading}"));
                    heading.clear();
                } else {
                    heading.push('。');
                }
            }
            for paragraph in section.paragraphs() {
                let text = paragraph.prose.as_str();
                self.comment(&format!("{whose}原文：{heading}{text}"));
                heading.clear();
            }
            if !heading.is_empty() {
                self.comment(&format!("{whose}原文：{heading}"));
            }
        }
        let words = self.register.compare();
        let level = Some(self.request.level);
        let own = |t: &&Target| t.section.is_some_and(|s| sections.contains(&s));
        for target in doc.facts.targets.iter().filter(own) {
            if scope::demanded(target.sentence.of(&doc.file.text), level, doc, words) {
                self.comment(&format!("{whose}：{}", told(target)));
            }
        }
        for row in doc.facts.indicators.iter() {
            if doc.plan.section_at(row.span.start).is_some_and(|s| sections.contains(&s)) {
                self.comment(&format!("{whose}：{}", indicator(row)));
            }
        }
    }

    /// 上级, with the parent's name where there are several.
    fn whose(&self, parent: usize) -> String {
        match self.parents {
            [_] => "上级".to_owned(),
            all => format!("上级（{}）", all[parent].name),
        }
    }

    fn comment(&mut self, text: &str) {
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.out.push_str(&format!("\n<!-- {} -->\n", line.replace("--", "-\u{200b}-")));
    }

    fn paragraph(&mut self, text: &str) {
        self.out.push_str(&format!("\n{text}\n"));
    }
}

/// Whether a section of a parent stands in the outline by itself.
fn taken(nodes: &[Node], parent: usize, id: SectionId) -> bool {
    nodes.iter().any(|n| n.from.contains(&(parent, id)) || taken(&n.children, parent, id))
}

/// A parent as the plan cites it: the notice that printed it, else its own title, with its number.
fn citation(meta: &Meta) -> String {
    let notice = meta.notice.as_ref();
    let title = notice.and_then(|n| n.title.as_deref()).or(meta.title.as_deref());
    let title = title.map_or_else(|| mark("文件标题"), |t| t.replace('《', "〈").replace('》', "〉"));
    let number = notice.and_then(|n| n.number.clone()).unwrap_or_else(|| mark("发文字号"));
    format!("《{title}》（{number}）")
}

/// A target as it is carried: its words, its value and its year.
fn told(target: &Target) -> String {
    let mut facts = vec![target_value(target)];
    facts.extend(target.deadline.map(|year| format!("{year}年")));
    facts.extend(target.period.as_deref().map(|p| if p == "年" { "每年".to_owned() } else { p.to_owned() }));
    facts.extend(target.binding.map(|b| if b { "约束性" } else { "预期性" }.to_owned()));
    format!("{}（{}）", target.quote, facts.join("，"))
}

fn indicator(row: &Indicator) -> String {
    let unit = row.unit.as_deref().filter(|u| !row.target.contains(u)).unwrap_or_default();
    let mut facts = vec![format!("{}{unit}", row.target)];
    facts.extend(row.deadline.map(|year| format!("{year}年")));
    facts.extend(row.binding.map(|b| if b { "约束性" } else { "预期性" }.to_owned()));
    format!("{}（{}）", row.name, facts.join("，"))
}
