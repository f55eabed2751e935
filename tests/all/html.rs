//! Plans as HTML: structure, order, escaping, every character, the same bytes for the same input.

use plangen::base::SourceFile;
use plangen::import;
use plangen::plan::Plan;
use plangen::project::discover;
use plangen::render::{Html, Paper, TextFormat};
use plangen::source;
use roxmltree::{Document, Node, ParsingOptions};
use std::path::Path;

const PLAN: &str = "---
plangen: 1
title: 河套市草原防火实施方案
notice:
  issuer: 河套市人民政府
  number: 河政发〔2024〕7号
  date: 2024-05-06
  to: [[各旗区人民政府], [市直各部门]]
  text: 现将方案印发给你们，请认真落实。
  note: 此件公开发布
  copies: [[市委办公室], [市人大常委会办公室]]
  printed-by: 河套市人民政府办公室
  printed: 2024-05-08
---

## 一、总体要求

守住<b>底线</b>，A&B两区同步。

#### （一）工作目标。

到2025年，建成瞭望塔12座。

- 东部6座
- 西部6座

> 专栏1 重点工程
>
> 1.瞭望塔工程。

表1 主要指标

| 指标 | 目标 |
|---|---|
| 瞭望塔 | 12座 |

## 附件1 任务分工表

### 一、市林业和草原局

巡护草原。
";

fn plan(text: &str) -> Plan {
    import::read(&SourceFile::new("plan.md", text)).plan
}

fn html(plan: &Plan) -> String {
    String::from_utf8(Html.write(&Paper::new(plan)).expect("a page")).expect("UTF-8")
}

fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|e| panic!("{e}\n{page}"))
}

/// The levels of the headings in order.
fn levels(page: &Document) -> Vec<u32> {
    let level = |n: Node| n.tag_name().name().strip_prefix('h').and_then(|l| l.parse().ok());
    page.descendants().filter_map(level).collect()
}

/// The samples, and the real documents where they are at hand.
fn documents() -> Vec<(String, Plan)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = discover(&[root.join("seeds")]).expect("the samples");
    let shared = root.join("../shared/seeds");
    match std::fs::read_dir(&shared) {
        Ok(files) => paths.extend(files.filter_map(|f| f.ok().map(|f| f.path()))),
        Err(_) => println!("skipped: no documents in {}", shared.display()),
    }
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let file = source::load(&path).expect("a plan");
        (path.display().to_string(), import::read(&file).plan)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn a_page_has_its_parts_in_order() {
    let page = html(&plan(PLAN));
    let (before, rest) = page.split_once("<style>").expect("a style");
    let (_, after) = rest.split_once("</style>").expect("its end");
    insta::assert_snapshot!("page", format!("{before}{after}"));
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    for (name, plan) in documents() {
        let page = html(&plan);
        let page = parsed(&page);
        for node in page.descendants().filter(Node::is_element) {
            let tag = node.tag_name().name();
            assert!(!["script", "link", "img", "iframe", "object"].contains(&tag), "{name}: {tag}");
            let loading = |a: &str| ["src", "href", "style"].contains(&a) || a.starts_with("on");
            assert!(!node.attributes().any(|a| loading(a.name())), "{name}: {tag}");
        }
        let style = page.descendants().find(|n| n.has_tag_name("style")).and_then(|n| n.text()).unwrap_or_default();
        assert!(!style.contains("url(") && !style.contains("@import"), "{name}");
    }
}

#[test]
fn headings_begin_at_one_and_skip_no_level() {
    let untitled =
        "---\nplangen: 1\n---\n\n### （一）起步\n\n甲。\n\n##### 1.再起步\n\n## 附件1\n\n#### 一、乙\n\n丙。\n";
    let mut all = documents();
    all.push(("untitled".to_owned(), plan(untitled)));
    all.push(("plan".to_owned(), plan(PLAN)));
    for (name, plan) in all {
        let page = html(&plan);
        let levels = levels(&parsed(&page));
        assert_eq!(levels.first(), Some(&1), "{name}");
        assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1, "{name}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    }
}

#[test]
fn every_character_of_the_plan_is_on_the_page_in_order() {
    let mut all = documents();
    all.push(("plan".to_owned(), plan(PLAN)));
    for (name, plan) in all {
        let page = html(&plan);
        let page = parsed(&page);
        let main = page.descendants().find(|n| n.has_tag_name("main")).expect("a main part");
        let text: String = main.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect();
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
        let text = bare(&text);
        let mut at = 0;
        for run in plan.texts() {
            let wanted = bare(run.prose.as_str());
            let found = text[at..].find(&wanted).unwrap_or_else(|| panic!("{name}: no “{wanted}” behind byte {at}"));
            at += found + wanted.len();
        }
    }
}

#[test]
fn tables_have_head_cells_with_scope() {
    let page = html(&plan(PLAN));
    let page = parsed(&page);
    let heads: Vec<_> = page.descendants().filter(|n| n.has_tag_name("th")).collect();
    assert_eq!(heads.len(), 2);
    assert!(heads.iter().all(|n| n.attribute("scope") == Some("col")));
    assert!(heads.iter().all(|n| n.ancestors().any(|a| a.has_tag_name("thead"))));
}

#[test]
fn text_is_escaped() {
    let page = html(&plan(&PLAN.replace("河套市草原防火", "<i>\\\"甲\\\"&'乙'")));
    parsed(&page);
    assert!(!page.contains("<b>") && !page.contains("<i>"), "{page}");
    assert!(page.contains("A&amp;B两区"), "{page}");
}

#[test]
fn what_is_still_to_be_given_is_marked() {
    let page = html(&plan(
        "---\nplangen: 1\ntitle: 河套市草原防火实施方案\nnotice: {}\n---\n\n## 一、总体要求\n\n守住底线。\n",
    ));
    for blank in ["【发文机关标志】", "【发文字号】", "【成文日期】", "【印发机关】"] {
        assert!(page.contains(&format!("<span class=\"blank\">{blank}</span>")), "{blank}: {page}");
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    assert_eq!(html(&plan(PLAN)), html(&plan(PLAN)));
}
