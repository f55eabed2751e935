use super::*;
use proptest::prelude::*;

fn plan(body: &str) -> (Plan, Vec<String>) {
    let text = format!("---\nplangen: 1\n---\n{body}");
    let file = SourceFile::new("plan.md", text.as_str());
    let parsed = parse(&file);
    let found = parsed.findings.iter().map(|f| format!("{}/{} {}", f.code, f.variant, f.place.span.of(&text)));
    (parsed.plan.clone(), found.collect())
}

fn shape(plan: &Plan) -> Vec<String> {
    plan.sections.iter().map(|s| format!("{} {}", s.path, s.title.as_str())).collect()
}

fn texts(plan: &Plan) -> Vec<&str> {
    plan.texts().iter().map(|t| t.prose.as_str()).collect()
}

#[test]
fn the_format_of_the_design() {
    let body = "为深入贯彻，制定本方案。\n\n## 一、总体要求\n### （一）工作目标\n到2025年，每千人床位数\n达到6.8张。\n## 二、重点任务\n#### 1.提升卫生健康人才能力 {#talent implements=beiyuan:二/（三）/17 implements=a:一}\n每年引进高层次卫生人才[不少于100名](target:talent-recruit)。（责任单位：市卫生健康委、[市财政局](unit:finance)）\n";
    let (plan, found) = plan(body);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(shape(&plan), ["一 总体要求", "一/（一） 工作目标", "二 重点任务", "二/1 提升卫生健康人才能力"]);
    assert_eq!(
        texts(&plan),
        [
            "为深入贯彻，制定本方案。",
            "总体要求",
            "工作目标",
            "到2025年，每千人床位数达到6.8张。",
            "重点任务",
            "提升卫生健康人才能力",
            "每年引进高层次卫生人才不少于100名。（责任单位：市卫生健康委、市财政局）"
        ]
    );
    let text = format!("---\nplangen: 1\n---\n{body}");
    let task = &plan.sections[3];
    assert_eq!(task.id.as_ref().map(|(id, s)| (id.as_str(), s.of(&text))), Some(("talent", "#talent")));
    assert_eq!(
        task.implements.iter().map(|(v, s)| (v.as_str(), s.of(&text))).collect::<Vec<_>>(),
        [("beiyuan:二/（三）/17", "beiyuan:二/（三）/17"), ("a:一", "a:一")]
    );
    let marks: Vec<_> = plan.marks.iter().map(|m| (m.kind.clone(), m.span.of(&text))).collect();
    assert_eq!(
        marks,
        [
            (MarkKind::Target("talent-recruit".to_owned()), "不少于100名"),
            (MarkKind::Unit("finance".to_owned()), "市财政局")
        ]
    );
}

#[test]
fn prose_without_marks_is_read_as_it_is_typed() {
    let (plan, found) = plan(
        "为贯彻落实，制定本方案。\n　　一、总体要求\n　　以人为本。\n　　二、任务\n　　1.推进甲。按照规划推进。\n　　2.推进乙。按照规划推进。\n\n    三、保障\n    加强领导。\n1. 建立机制。明确分工。\n2. 加强督查。定期通报。\n",
    );
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(
        shape(&plan),
        ["一 总体要求", "二 任务", "二/1 推进甲", "二/2 推进乙", "三 保障", "三/1 建立机制", "三/2 加强督查"]
    );
}

#[test]
fn boxes_tables_lists_and_comments() {
    let (plan, found) = plan(
        "## 一、目标\n\n表1 主要指标\n\n| 指标 | 2025年 |\n|---|---|\n| 床位 | ＜6\\|7 |\n|  | <8 |\n\n> 专栏1 重大工程\n> 1.甲工程。建设甲。\n> 2.乙工程。\n\n- 甲<!-- 注 -->乙\n- 丙\n\n<!-- plangen: allow PG301 reason=\"x\" -->\n正文 a\nb。\n",
    );
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(plan.sections.len(), 1);
    assert_eq!(
        texts(&plan),
        [
            "目标",
            "表1 主要指标",
            "指标",
            "2025年",
            "床位",
            "＜6|7",
            "<8",
            "专栏1 重大工程",
            "1.甲工程。建设甲。",
            "2.乙工程。",
            "甲乙",
            "丙",
            "正文 a b。"
        ]
    );
    assert_eq!(plan.comments.len(), 2);
    let items: Vec<bool> = plan.sections[0].paragraphs().iter().map(|p| p.item).collect();
    assert_eq!(items, [false, false, true, true, false]);
}

#[test]
fn what_commonmark_would_swallow_is_text() {
    let (plan, found) = plan(
        "[注]: 数据来源为统计局\n\n<div>甲</div>\n\n`代码`和**强调**与[链接](https://example.org)，A&amp;B。\\*星\n",
    );
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(texts(&plan), ["[注]: 数据来源为统计局", "<div>甲</div>", "代码和强调与链接，A&B。*星"]);
}

#[test]
fn the_title_may_stand_in_the_text() {
    let file = SourceFile::new("plan.md", "---\nplangen: 1\ntitle: 甲市方案\n---\n# 乙市方案\n## 一、甲\n乙。\n");
    let parsed = parse(&file);
    assert_eq!(parsed.findings.iter().map(|f| f.variant).collect::<Vec<_>>(), ["title-differs"]);
    assert_eq!(parsed.plan.sections[0].path, "一");
}

#[test]
fn slips_of_the_body_are_told() {
    let (_, found) = plan(
        "## 一、甲 {#a implement=x:一}\n乙。\n\n## 二、丙 {#a colour=red}\n[三个](target:t)和[四个](target:t)。\n\n### 1.有\n丁。\n### 2.\n### 3.没有\n### 4.有\n戊。\n### 5.有\n己。\n\n| 甲 |\n|---|\n| 乙 | 丙 |\n",
    );
    assert_eq!(
        found,
        [
            "PG002/nearest implement",
            "PG005/default #a",
            "PG002/attribute colour",
            "PG005/default 四个",
            "PG006/no-title ### 2.",
            "PG006/no-text ### 3.没有",
            "PG001/wide-row | 乙 | 丙 |"
        ]
    );
}

#[test]
fn depth_costs_no_stack() {
    for deep in ["> ", "- ", "[", "**", "    - ", "<"] {
        let (plan, _) = plan(&format!("{}甲", deep.repeat(3_000)));
        assert!(!plan.texts().is_empty() || !plan.marks.is_empty() || plan.preamble.is_empty());
    }
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let body = "为深入贯彻，\n制定本方案。\n\n## 一、目标 {#a}\n到2025年<!-- x -->达到\n6张。\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n> 专栏1 戊\n> 己。\n\n- 庚\n- 辛\n\n1. 壬。癸。\n";
    let text = format!("---\nplangen: 1\nnotice:\n  date: 2024-04-08\n  to: [[甲],\n    [乙]]\n---\n{body}");
    let read = |text: &str| {
        let parsed = parse(&SourceFile::new("plan.md", text));
        let texts: Vec<String> = texts(&parsed.plan).into_iter().map(str::to_owned).collect();
        (parsed.plan.meta.notice.clone(), shape(&parsed.plan), texts, parsed.findings.len())
    };
    assert_eq!(read(&text), read(&text.replace('\n', "\r\n")));
    assert_eq!(read(&text).3, 0);
}

#[test]
fn nothing_of_a_table_or_over_a_rule_is_lost() {
    let (plan, found) = plan("| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 | 戊\\|己 | 庚 |\n| 辛 |\n\n壬癸。\n---\n");
    assert_eq!(found, ["PG001/wide-row | 丙 | 丁 | 戊\\|己 | 庚 |"]);
    assert_eq!(texts(&plan), ["甲", "乙", "丙", "丁", "戊\\|己", "庚", "辛", "壬癸。"]);
    let Some(Block::Table(table)) = plan.sections[0].blocks.first() else { panic!("a table") };
    assert!(table.rows.iter().all(|row| row.len() == 4));
}

#[test]
fn an_empty_quote_is_no_box() {
    let (plan, found) = plan("甲。\n\n>\n\n> \n> \n\n乙。\n");
    assert_eq!((plan.preamble.len(), found.len()), (2, 0));
    assert_eq!(texts(&plan), ["甲。", "乙。"]);
}

#[test]
fn code_over_the_end_of_a_line_is_wrapped() {
    let (plan, _) = plan("甲`乙\n丙`丁。\n\n> 戊\n>\n> 己`庚\n> 辛`。\n");
    assert_eq!(texts(&plan), ["甲乙丙丁。", "戊", "己庚辛。"]);
}

fn check_spans(plan: &Plan, text: &str) -> Result<(), TestCaseError> {
    for run in plan.texts() {
        let span = run.prose.span();
        prop_assert!(text.get(span.range()).is_some(), "{span:?}");
        for (at, c) in run.prose.as_str().char_indices() {
            prop_assert!(text.get(run.prose.source_of(at..at + c.len_utf8()).range()).is_some());
        }
    }
    for section in &plan.sections {
        prop_assert!(text.get(section.span.range()).is_some() && text.get(section.heading_span.range()).is_some());
        prop_assert!(section.span.contains(section.heading_span));
        if let Some(label) = &section.label {
            prop_assert!(text.get(label.span.range()).is_some());
        }
    }
    for mark in &plan.marks {
        prop_assert!(text.get(mark.span.range()).is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read(text in "(---\nplangen: 1\n---\n)?([#>\\-*|`~ \t1.。（）一二、甲乙<!\\[\\](){}=:&;\\\\a\r\n]{0,12}(\n|\n\n|## |> |- |1\\. |\\| |<!-- | -->|\\[甲\\]\\(target:a\\)|\\{#a\\}\n|\\|---\\|\n)){0,12}") {
        let file = SourceFile::new("plan.md", text.as_str());
        let parsed = parse(&file);
        check_spans(&parsed.plan, &text)?;
        for finding in &parsed.findings {
            prop_assert!(text.get(finding.place.span.range()).is_some());
        }
    }
}

#[test]
fn every_finding_has_its_words() {
    use crate::base::Lang;
    let front = [
        "plangen: 2",
        "id: a b",
        "title: [甲]",
        "parents: {a: b}",
        "level: 市",
        "stage: 初稿",
        "region: [甲]",
        "region: 乙",
        "levle: a",
        "colour: b",
        "notice:\n  date: 明天\n  printed: 2024年1月1日\n  to: {a: b}\n  copies: x",
    ]
    .join("\n");
    let body = "# 甲\n<!-- plangen: alow -->\n<!-- plangen: allow PG1 reason=x -->\n<!-- plangen: allow reason=x -->\n<!-- plangen: allow PG101 -->\n<!-- plangen: allow PG101 until=x -->\n<!-- plangen: allow PG101 by=x -->\n## 一、甲 {#a .b}\n乙。\n## 二、丙 {#a}\n丁。\n## 三、\n## 四、戊\n\n| 甲 |\n|---|\n| 乙 | 丙 |\n\n## 五、己\n\n<!-- plangen: allow PG101 reason=x -->\n";
    let texts = [
        format!("---\n{front}\n---\n{body}"),
        "---\nplangen: 1\ntitle: 乙\n---\n# 甲\n".to_owned(),
        "---\nplangen: 1\n甲\n".to_owned(),
        "---\nplangen: 1\nnotice: 甲\ntitle: \"\n- 甲\n---\n".to_owned(),
    ];
    let mut variants = std::collections::BTreeSet::new();
    for text in texts {
        for finding in parse(&SourceFile::new("plan.md", text.as_str())).findings {
            for lang in [Lang::Zh, Lang::En] {
                let message = crate::report::messages::message(&finding, lang);
                assert!(!message.starts_with("PG") && !message.contains('{'), "{message}");
                assert!(
                    crate::report::messages::help(&finding, lang).is_some_and(|h| !h.contains("{known}")),
                    "{finding:?}"
                );
            }
            variants.insert(finding.variant);
        }
    }
    assert!(variants.len() >= 24, "{variants:?}");
}
