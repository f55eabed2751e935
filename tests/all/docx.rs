//! Plans as DOCX: the package holds together, its parts keep the order of the schema, every character is there.

use crate::support::plangen;
use plangen::base::SourceFile;
use plangen::import;
use plangen::plan::Plan;
use plangen::project::{Habits, discover};
use plangen::render::{Docx, Head, Paper, TextFormat};
use plangen::source;
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::{Cursor, Read};
use std::path::Path;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const PLAN: &str = "---
plangen: 1
title: 河套市草原防火实施方案
stage: 征求意见稿
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

### （一）工作目标

到2025年，建成瞭望塔12座。

### （二）工作原则。

预防为主。

> 专栏1 重点工程
>
> 瞭望塔工程。
>
> | 旗区 | 座数 |
> |---|---|
> | 东旗 | 6 |

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

fn docx(plan: &Plan, head: Head) -> BTreeMap<String, String> {
    written(&Paper::new(plan), head)
}

fn written(paper: &Paper, head: Head) -> BTreeMap<String, String> {
    let bytes = Docx { head }.write(paper).expect("a DOCX");
    assert_eq!(bytes, Docx { head }.write(paper).expect("a DOCX"), "the same plan gives the same bytes");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("its text");
        files.insert(file.name().expect("a name").into_owned(), text);
    }
    files
}

/// A document that is set as an office has it, whose text ends on an odd page.
fn habitual(plan: &Plan) -> Paper {
    let mut paper = Paper::new(plan);
    paper.habits = Habits {
        line_pitch: Some(28_000),
        digits: Some("Times New Roman".to_owned()),
        page_number: Some(("第".to_owned(), "页".to_owned())),
        mirrored: true,
        ..Habits::default()
    };
    paper.flow.colophon_pages = 1;
    paper
}

fn parsed<'a>(files: &'a BTreeMap<String, String>, name: &str) -> Document<'a> {
    let text = files.get(name).unwrap_or_else(|| panic!("{name} is missing"));
    Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn value<'a>(node: Node<'a, '_>) -> &'a str {
    node.attribute((W, "val")).unwrap_or_default()
}

/// What a paragraph says, and its style.
fn paragraphs(document: &Document) -> Vec<(String, String)> {
    let paragraph = |p: Node| {
        let style = p.descendants().find(|n| n.has_tag_name((W, "pStyle"))).map_or("", value).to_owned();
        let text = p.descendants().filter(|n| n.has_tag_name((W, "t"))).filter_map(|n| n.text()).collect();
        (style, text)
    };
    document.descendants().filter(|n| n.has_tag_name((W, "p"))).map(paragraph).collect()
}

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
    let mut all: Vec<_> = paths.into_iter().map(read).collect();
    all.push(("plan".to_owned(), plan(PLAN)));
    all.push(("nothing".to_owned(), plan("---\nplangen: 1\n---\n")));
    all
}

/// The children that an element may have, in the order of ECMA-376 (wml.xsd, transitional), as far as they are used.
fn order(parent: &str) -> Option<&'static [&'static str]> {
    Some(match parent {
        "pPr" => &[
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "framePr",
            "widowControl",
            "numPr",
            "pBdr",
            "shd",
            "tabs",
            "kinsoku",
            "wordWrap",
            "overflowPunct",
            "topLinePunct",
            "autoSpaceDE",
            "autoSpaceDN",
            "adjustRightInd",
            "snapToGrid",
            "spacing",
            "ind",
            "jc",
            "textAlignment",
            "outlineLvl",
            "rPr",
            "sectPr",
        ],
        "rPr" => &[
            "rStyle",
            "rFonts",
            "b",
            "i",
            "snapToGrid",
            "color",
            "spacing",
            "w",
            "kern",
            "position",
            "sz",
            "szCs",
            "highlight",
            "u",
            "bdr",
            "shd",
            "lang",
        ],
        "tblPr" => &[
            "tblStyle",
            "tblpPr",
            "tblOverlap",
            "tblW",
            "jc",
            "tblInd",
            "tblBorders",
            "tblLayout",
            "tblCellMar",
            "tblLook",
        ],
        "tblBorders" => &["top", "left", "bottom", "right", "insideH", "insideV"],
        "tblCellMar" => &["top", "left", "bottom", "right"],
        "tcPr" => &["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"],
        "tbl" => &["tblPr", "tblGrid", "tr"],
        "tr" => &["trPr", "tc"],
        "sectPr" => {
            &["headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"]
        }
        "style" => &[
            "name",
            "basedOn",
            "next",
            "link",
            "uiPriority",
            "semiHidden",
            "unhideWhenUsed",
            "qFormat",
            "pPr",
            "rPr",
            "tblPr",
        ],
        "styles" => &["docDefaults", "style"],
        "settings" => &[
            "zoom",
            "mirrorMargins",
            "bordersDoNotSurroundHeader",
            "bordersDoNotSurroundFooter",
            "defaultTabStop",
            "evenAndOddHeaders",
            "drawingGridVerticalSpacing",
            "displayHorizontalDrawingGridEvery",
            "characterSpacingControl",
            "compat",
            "themeFontLang",
            "clrSchemeMapping",
            "decimalSymbol",
            "listSeparator",
        ],
        "font" => &["altName", "charset", "family", "pitch"],
        _ => return None,
    })
}

#[test]
fn parts_keep_the_order_of_the_schema() {
    for (name, plan) in documents() {
        for (part, text) in docx(&plan, Head::Set).into_iter().chain(written(&habitual(&plan), Head::Set)) {
            let part = &part;
            let document = Document::parse(&text).unwrap_or_else(|e| panic!("{name} {part}: {e}"));
            for node in document.descendants().filter(|n| n.tag_name().namespace() == Some(W)) {
                let parent = node.tag_name().name();
                let children: Vec<&str> =
                    node.children().filter(Node::is_element).map(|n| n.tag_name().name()).collect();
                if let Some(order) = order(parent) {
                    let place = |c: &&str| order.iter().position(|o| o == c).unwrap_or_else(|| panic!("{parent}: {c}"));
                    let places: Vec<usize> = children.iter().map(place).collect();
                    assert!(places.is_sorted(), "{name} {part}: {parent} holds {children:?}");
                    let many = ["tr", "tc", "tab", "style", "footerReference"];
                    let twice = children.windows(2).find(|pair| pair[0] == pair[1] && !many.contains(&pair[0]));
                    assert_eq!(twice, None, "{name} {part}: {parent} holds {children:?}");
                }
                if parent == "tc" {
                    assert_eq!(children.last(), Some(&"p"), "{name}: a cell ends with a paragraph");
                }
            }
        }
    }
}

#[test]
fn what_is_referred_to_is_there() {
    let files = docx(&plan(PLAN), Head::Set);
    let mut named: BTreeSet<String> = BTreeSet::from(["[Content_Types].xml".to_owned()]);
    for (rels, base) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        named.insert(rels.to_owned());
        let rels = parsed(&files, rels);
        named.extend(rels.descendants().filter_map(|n| n.attribute("Target")).map(|t| format!("{base}{t}")));
    }
    assert_eq!(named, files.keys().cloned().collect());
    let types = parsed(&files, "[Content_Types].xml");
    let typed = types.descendants().filter_map(|n| n.attribute("PartName"));
    assert!(typed.clone().all(|part| files.contains_key(part.trim_start_matches('/'))));
    assert_eq!(typed.count(), files.keys().filter(|n| !n.contains("rels") && !n.starts_with('[')).count());
    let styles = parsed(&files, "word/styles.xml");
    let known: BTreeSet<&str> = styles.descendants().filter_map(|n| n.attribute((W, "styleId"))).collect();
    for part in ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"] {
        let part = parsed(&files, part);
        for node in part.descendants() {
            if ["pStyle", "rStyle", "basedOn", "next", "link"].contains(&node.tag_name().name()) {
                assert!(known.contains(value(node)), "{}", value(node));
            }
        }
    }
}

#[test]
fn the_page_has_the_grid_of_the_standard() {
    let files = docx(&plan(PLAN), Head::Set);
    let document = parsed(&files, "word/document.xml");
    let of = |name: &str, attribute: &str| -> f64 {
        let node = document.descendants().find(|n| n.has_tag_name((W, name))).expect("an element");
        node.attribute((W, attribute)).and_then(|v| v.parse().ok()).expect("a number")
    };
    let mm = |name, attribute| of(name, attribute) / 20.0 / 72.0 * 25.4;
    let near = |value: f64, wanted: f64| assert!((value - wanted).abs() < 0.05, "{value} and not {wanted}");
    near(mm("pgSz", "w"), 210.0);
    near(mm("pgSz", "h"), 297.0);
    near(mm("pgMar", "top"), 37.0);
    near(mm("pgMar", "left"), 28.0);
    near(mm("pgMar", "right"), 26.0);
    near(mm("pgMar", "bottom"), 35.0);
    let grid = document.descendants().find(|n| n.has_tag_name((W, "docGrid"))).expect("a grid");
    assert_eq!(grid.attribute((W, "type")), Some("linesAndChars"));
    let lines = (297.0 - 37.0 - 35.0) / mm("docGrid", "linePitch");
    assert_eq!(lines as u32, 22);
    // 16 pt and what the grid adds to a character.
    let character = 16.0 + of("docGrid", "charSpace") / 4096.0;
    assert_eq!((156.0 / 25.4 * 72.0 / character) as u32, 28);
}

#[test]
fn an_offices_habits_hold() {
    let mut paper = habitual(&plan(PLAN));
    let files = written(&paper, Head::Set);
    let has = |part: &str, what: &str| assert!(files[part].contains(what), "{part}: no {what}");
    has("word/settings.xml", "<w:mirrorMargins/>");
    has("word/styles.xml", "w:line=\"560\" w:lineRule=\"exact\"");
    has("word/styles.xml", "w:ascii=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\"");
    has("word/document.xml", "w:linePitch=\"560\"");
    // 23 lines of 28 pt are higher than the type area by 124 twentieths of a point: half of it above, half below; the
    // colophon's last rule stays at the foot of the type area.
    has("word/document.xml", "w:top=\"2036\"");
    has("word/document.xml", "w:bottom=\"1922\"");
    has("word/document.xml", "<w:trHeight w:val=\"62\" w:hRule=\"exact\"/>");
    for footer in ["word/footer1.xml", "word/footer2.xml"] {
        assert_eq!(paragraphs(&parsed(&files, footer))[0].1, "第1页");
    }
    // On an even page, whose left margin is the outer one.
    has("word/document.xml", "<w:type w:val=\"evenPage\"/>");
    has("word/document.xml", "w:tblpX=\"1474\"");
    // LibreOffice passes over where a section begins if a floating table does.
    let document = parsed(&files, "word/document.xml");
    let body: Vec<Node> = document.root_element().first_element_child().expect("a body").children().collect();
    let ends = body
        .iter()
        .rposition(|n| {
            n.descendants().any(|d| d.has_tag_name((W, "pPr")) && d.children().any(|c| c.has_tag_name((W, "sectPr"))))
        })
        .expect("a section");
    assert!(body[ends + 1].has_tag_name((W, "p")) && body[ends + 2].has_tag_name((W, "tbl")));
    assert!(!files.contains_key("word/footer4.xml"));
    // Behind a blank page it has no number (7.5).
    paper.flow.colophon_pages = 2;
    let files = written(&paper, Head::Set);
    assert_eq!(paragraphs(&parsed(&files, "word/footer4.xml")), [("Footer".to_owned(), String::new())]);
    assert!(files["word/document.xml"].contains("<w:footerReference w:type=\"even\" r:id=\"rId9\"/>"));
    // A text that nearly fills its odd page may end on the even one.
    (paper.flow.colophon_pages, paper.flow.may_go_over) = (1, true);
    assert!(!written(&paper, Head::Set)["word/document.xml"].contains("evenPage"));
    (paper.flow.may_go_over, paper.habits.colophon_on_odd) = (false, true);
    let files = written(&paper, Head::Set);
    assert!(!files["word/document.xml"].contains("evenPage"));
    // On paper that carries the head already its room is kept.
    paper.habits.preprinted = true;
    let files = written(&paper, Head::Set);
    assert_eq!(paragraphs(&parsed(&files, "word/document.xml"))[0].0, "HeadRoom");
}

#[test]
fn headings_have_styles_with_outline_levels() {
    let files = docx(&plan(PLAN), Head::Set);
    let styles = parsed(&files, "word/styles.xml");
    for level in 1..=4 {
        let id = format!("Heading{level}");
        let style = styles.descendants().find(|n| n.attribute((W, "styleId")) == Some(&id)).expect("a style");
        let outline = style.descendants().find(|n| n.has_tag_name((W, "outlineLvl"))).map(value);
        assert_eq!(outline, Some((level - 1).to_string().as_str()));
    }
    let document = parsed(&files, "word/document.xml");
    let all = paragraphs(&document);
    let has = |style: &str, text: &str| assert!(all.contains(&(style.into(), text.into())), "{style} {text}: {all:#?}");
    has("IssuerMark", "河套市人民政府文件");
    has("DocumentNumber", "河政发〔2024〕7号");
    has("Addressees", "各旗区人民政府，市直各部门：");
    has("Signature", "河套市人民政府");
    has("Date", "2024年5月6日");
    has("Annotation", "（此件公开发布）");
    has("Title", "河套市草原防火实施方案");
    has("Stage", "（征求意见稿）");
    has("Heading1", "一、总体要求");
    has("Heading2", "（一）工作目标");
    has("BodyText", "守住<b>底线</b>，A&B两区同步。");
    // Text runs on behind this one: only its characters have the heading's style.
    has("BodyText", "（二）工作原则。预防为主。");
    has("AttachmentLabel", "附件1");
    has("Title", "任务分工表");
    has("TableHead", "指标");
    has("BoxTitle", "专栏1 重点工程");
    has("BoxText", "瞭望塔工程。");
    has("Colophon", "抄送：市委办公室，市人大常委会办公室。");
    has("Colophon", "2024年5月8日印发");
    let repeated = document.descendants().filter(|n| n.has_tag_name((W, "tblHeader"))).count();
    assert_eq!(repeated, 2, "the head of each table is repeated");
}

#[test]
fn a_full_page_keeps_a_line_in_reserve_and_a_note_stays_with_the_date() {
    let mut paper = Paper::new(&plan(PLAN));
    let style = |files: &BTreeMap<String, String>, style: &str| {
        let at = format!("<w:pStyle w:val=\"{style}\"/>");
        let from = files["word/document.xml"].find(&at).expect("the paragraph") + at.len();
        files["word/document.xml"][from..from + 120].to_owned()
    };
    let files = written(&paper, Head::Set);
    assert!(style(&files, "Signature").contains("w:beforeLines=\"200\""), "{}", style(&files, "Signature"));
    assert!(style(&files, "Date").starts_with("<w:keepNext/>"), "{}", style(&files, "Date"));
    paper.flow.signed_page_full = true;
    let files = written(&paper, Head::Set);
    assert!(style(&files, "Signature").contains("w:beforeLines=\"100\""));
}

#[test]
fn the_head_can_be_left_to_the_office() {
    let said = |head| {
        let files = docx(&plan(PLAN), head);
        paragraphs(&parsed(&files, "word/document.xml"))
    };
    let bare = said(Head::Bare);
    assert_eq!(bare[0].0, "Title");
    let room = said(Head::Room);
    assert_eq!((room[0].0.as_str(), room[0].1.as_str()), ("HeadRoom", ""));
    assert_eq!(room[1..], bare[..]);
    assert_eq!(said(Head::Set)[2..], bare[..]);
}

#[test]
fn it_says_what_it_is() {
    let files = docx(&plan(PLAN), Head::Set);
    let core = parsed(&files, "docProps/core.xml");
    let said = |name: &str| core.descendants().find(|n| n.tag_name().name() == name).and_then(|n| n.text());
    assert_eq!(said("title"), Some("河套市人民政府关于印发河套市草原防火实施方案的通知"));
    assert_eq!(said("creator"), Some("河套市人民政府"));
    assert_eq!(said("language"), Some("zh-CN"));
    assert_eq!(said("created"), Some("2024-05-06T00:00:00Z"));
    for (footer, kind, side) in
        [("word/footer1.xml", "default", "PageNumberRight"), ("word/footer2.xml", "even", "PageNumberLeft")]
    {
        assert_eq!(paragraphs(&parsed(&files, footer)), [(side.to_owned(), "— 1 —".to_owned())], "{kind}");
    }
}

#[test]
fn every_character_of_the_plan_is_there_in_order() {
    for (name, plan) in documents() {
        let files = docx(&plan, Head::Set);
        let document = parsed(&files, "word/document.xml");
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>();
        let text = bare(&paragraphs(&document).into_iter().map(|(_, text)| text).collect::<String>());
        let mut at = 0;
        for run in plan.texts() {
            let wanted = bare(run.prose.as_str());
            let found = text[at..].find(&wanted).unwrap_or_else(|| panic!("{name}: no “{wanted}” behind byte {at}"));
            at += found + wanted.len();
        }
    }
}

#[test]
fn the_command_writes_it_by_its_name() {
    let out = tempfile::tempdir().expect("a folder");
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/hetao/plan.md");
    let path = out.path().join("plan.docx");
    let build = |args: &[&str]| {
        let args = args.iter().map(OsStr::new);
        plangen([OsStr::new("build"), plan.as_os_str()].into_iter().chain(args))
    };
    let named = path.to_str().expect("UTF-8");
    assert_eq!(build(&["-o", named]).status, 0);
    let whole = std::fs::read(&path).expect("a file");
    assert!(whole.starts_with(b"PK"));
    assert_eq!(build(&["-o", named, "--bare"]).status, 0);
    let bare = std::fs::read(&path).expect("a file");
    assert_eq!(build(&["-o", named, "--bare=room"]).status, 0);
    assert!(bare != whole && bare != std::fs::read(&path).expect("a file"));
    let refused = build(&["-o", out.path().join("plan.html").to_str().expect("UTF-8"), "--bare"]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("--bare is for DOCX only"), "{}", refused.stderr);
    assert_eq!(std::fs::read_dir(out.path()).expect("a folder").count(), 1);
}

#[test]
fn every_form_has_its_own_head() {
    let forms = discover(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/forms")]).expect("the samples");
    let said = |name: &str| {
        let path = forms.iter().find(|p| p.ends_with(name)).expect("a sample");
        let files = docx(&import::read(&source::load(path).expect("a plan")).plan, Head::Set);
        let all = paragraphs(&parsed(&files, "word/document.xml"));
        (files, all)
    };
    let (files, letter) = said("letter.md");
    assert!(letter.iter().all(|(style, _)| style != "IssuerMark"), "{letter:?}");
    assert_eq!(paragraphs(&parsed(&files, "word/header1.xml"))[0].0, "IssuerMark");
    assert!(files["word/document.xml"].contains("<w:titlePg/>"));
    let (_, order) = said("order.md");
    assert!(order.iter().all(|(style, _)| style != "Title"), "{order:?}");
    let (_, joint) = said("joint.md");
    assert!(joint.iter().filter(|(style, _)| style == "IssuerMark").count() > 2, "{joint:?}");
    // Its seals stand in rows: two names, and the last above the date.
    let at = joint.iter().position(|(_, text)| text == "2024年6月12日").expect("its date");
    let names = [
        ("Signature", "河套市民政局"),
        ("Signature", "河套市财政局"),
        ("Signature", ""),
        ("Signature", "河套市医疗保障局"),
    ];
    assert_eq!(joint[at - 4..at], names.map(|(style, text)| (style.to_owned(), text.to_owned())));
    let (_, request) = said("request.md");
    let number = request.iter().find(|(style, _)| style == "DocumentNumber").expect("a number");
    assert!(number.1.contains("签发人："), "{number:?}");
    let (_, minutes) = said("minutes.md");
    assert!(minutes.iter().any(|(style, text)| style == "Attendance" && text.starts_with("出席：")), "{minutes:?}");
    assert!(minutes.iter().all(|(style, _)| style != "Signature"), "{minutes:?}");
}
