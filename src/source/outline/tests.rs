//! Outlines as plans have them.

use super::*;

fn paths(lines: &[&str]) -> Vec<(String, String)> {
    let text = lines.join("\n");
    let mut at = 0;
    let mut items = Vec::new();
    for line in lines {
        let prose = Prose::verbatim(&text, Span::new(at, at + line.len()));
        at += line.len() + 1;
        match numbered(&prose) {
            Some((heading, rest)) => {
                items.push(Item::Heading(heading));
                if !rest.is_empty() {
                    items.push(Item::Block(paragraph(rest)));
                }
            }
            None => items.push(Item::Block(paragraph(prose))),
        }
    }
    let (_, sections) = build(items, text.len());
    for s in &sections {
        assert!(s.span.start <= s.heading_span.start && s.heading_span.end <= s.span.end);
    }
    sections.iter().map(|s| (s.path.clone(), s.title.as_str().to_owned())).collect()
}

fn only_paths(lines: &[&str]) -> Vec<String> {
    paths(lines).into_iter().map(|(p, _)| p).collect()
}

#[test]
fn the_usual_order() {
    let lines = [
        "一、总体要求",
        "（一）指导思想。以某为指导。",
        "二、重点任务",
        "（一）优化资源",
        "1.推进建设。按照要求推进。",
        "2.强化基层。配备人员。",
        "三、组织实施",
    ];
    assert_eq!(only_paths(&lines), ["一", "一/（一）", "二", "二/（一）", "二/（一）/1", "二/（一）/2", "三"]);
}

#[test]
fn other_orders_of_styles() {
    let lines = ["第一章 总则", "第一节 背景", "一、成就", "第二节 形势", "第二章 任务", "（一）甲", "一、乙"];
    assert_eq!(
        only_paths(&lines),
        ["第一章", "第一章/第一节", "第一章/第一节/一", "第一章/第二节", "第二章", "第二章/（一）", "第二章/一"]
    );
    let lines = ["一、任务", "1.甲", "（1）子", "2.乙", "二、保障", "（一）丙", "（二）丁"];
    assert_eq!(only_paths(&lines), ["一", "一/1", "一/1/（1）", "一/2", "二", "二/（一）", "二/（二）"]);
}

#[test]
fn an_order_of_its_own_is_learnt() {
    let lines = ["1.甲", "（一）乙", "（二）丙", "2.丁", "（一）戊", "（二）己", "3.庚"];
    assert_eq!(only_paths(&lines), ["1", "1/（一）", "1/（二）", "2", "2/（一）", "2/（二）", "3"]);
    // Tasks that count on through the plan show no order of their own.
    let lines = ["一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "3.己", "二、庚", "（一）辛", "4.壬"];
    assert_eq!(
        only_paths(&lines),
        ["一", "一/（一）", "一/（一）/1", "一/（一）/2", "一/（二）", "一/（二）/3", "二", "二/（一）", "二/（一）/4"]
    );
}

#[test]
fn a_level_left_out_does_not_shift_the_rest() {
    let lines = ["第一章 甲", "第一节 乙", "1.丙", "第二章 丁", "1.戊", "2.己", "第一节 庚", "第三章 辛"];
    assert_eq!(
        only_paths(&lines),
        ["第一章", "第一章/第一节", "第一章/第一节/1", "第二章", "第二章/1", "第二章/2", "第二章/第一节", "第三章"]
    );
}

fn marked(lines: &[(u8, &str)]) -> Vec<String> {
    let heading = |&(level, title): &(u8, &str)| {
        let mut heading = heading(Prose::verbatim(title, Span::new(0, title.len())));
        heading.level = Some(level);
        Item::Heading(heading)
    };
    let (_, mut sections) = build(lines.iter().map(heading).collect(), 0);
    number(&mut sections);
    sections.into_iter().map(|s| s.path).collect()
}

#[test]
fn levels_place_headings_without_numbers() {
    let all = marked(&[(2, "甲"), (3, "乙"), (3, "丙"), (2, "丁"), (4, "戊")]);
    assert_eq!(all, ["一", "一/（一）", "一/（二）", "二", "二/（一）"]);
    let some = marked(&[(2, "一、甲"), (3, "前言"), (4, "1.乙"), (4, "2.丙"), (2, "二、丁"), (3, "1.戊")]);
    assert_eq!(some, ["一", "一/前言", "一/前言/1", "一/前言/2", "二", "二/1"]);
    let anew = marked(&[(2, "上篇"), (3, "一、甲"), (3, "二、乙"), (2, "下篇"), (3, "一、丙"), (4, "（一）丁")]);
    assert_eq!(anew, ["上篇", "上篇/一", "上篇/二", "下篇", "下篇/一", "下篇/一/（一）"]);
}

#[test]
fn numbers_place_headings_that_all_have_one_level() {
    let flat = marked(&[(2, "一、甲"), (2, "（一）乙"), (2, "1.丙"), (2, "二、丁")]);
    assert_eq!(flat, ["一", "一/（一）", "一/（一）/1", "二"]);
}

#[test]
fn parts_begin_anew() {
    let all = marked(&[(2, "一、甲"), (1, "附件1 乙"), (2, "一、丙"), (1, "附件2"), (2, "一、丁"), (3, "（一）戊")]);
    assert_eq!(all, ["一", "附件1", "附件1/一", "附件2", "附件2/一", "附件2/一/（一）"]);
    let bare = marked(&[(2, "甲"), (1, "附件1 乙"), (2, "丙"), (3, "丁"), (2, "戊")]);
    assert_eq!(bare, ["一", "附件1", "附件1/一", "附件1/一/（一）", "附件1/二"]);
}

#[test]
fn a_label_that_repeats_is_told_apart() {
    assert_eq!(only_paths(&["一、甲", "（一）乙", "（一）丙"]), ["一", "一/（一）", "一/（一）#2"]);
}

#[test]
fn labels_of_attachments() {
    assert!(attachment("附件所列任务").is_none() && attachment("附件下载").is_none());
    let read = |t| attachment(t).map(|(l, rest)| (l.raw, l.key, rest));
    assert_eq!(read("附件1 任务清单"), Some(("附件1".to_owned(), "附件1".to_owned(), "任务清单")));
    assert_eq!(read("附件 ２：清单"), Some(("附件 ２：".to_owned(), "附件2".to_owned(), "清单")));
    assert_eq!(read("附件"), Some(("附件".to_owned(), "附件".to_owned(), "")));
}

#[test]
fn titles() {
    let lines = [
        "1.推进高水平中心建设。按照规划推进，每年支持三个项目。",
        "2.到2025年全市所有乡镇卫生院均达到国家基本标准，其中三分之一达到推荐标准以上水平。落实经费。",
        "3.加强监督（责任单位：市财政局）",
        "第三条 本办法所称数据，是指各类信息。",
    ];
    let titles: Vec<String> = paths(&lines).into_iter().map(|(_, t)| t).collect();
    assert_eq!(titles[0], "推进高水平中心建设");
    assert_eq!(titles[2], "加强监督");
    let (first, rest) = numbered(&Prose::verbatim(lines[0], Span::new(0, lines[0].len()))).expect("numbered");
    assert!(first.titled && first.run_in);
    assert!(rest.as_str().starts_with("按照规划"));
    let (second, rest) = numbered(&Prose::verbatim(lines[1], Span::new(0, lines[1].len()))).expect("numbered");
    assert!(!second.titled);
    assert!(rest.as_str().starts_with("到2025年"));
}
