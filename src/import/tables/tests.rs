//! Tables as published texts hold them.

use super::*;
use crate::import::{lines, paragraphs};

/// The first table of a text, its cells parted by |.
fn first(text: &str) -> Vec<String> {
    let (lines, _) = lines::read(text);
    let paras = paragraphs::join(text, &lines);
    let found = (0..paras.len()).find_map(|at| table(&paras, at));
    let rows = found.map(|(table, _)| table.rows).unwrap_or_default();
    rows.iter().map(|r| r.iter().map(|c| c.prose.as_str().trim()).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn a_cell_a_line() {
    let text = "类别\n序号\n指标\n2020年\n2025年\n属性\n草原\n1\n草畜平衡面积（万亩）\n300\n≥450\n约束性\n2\n火灾受害率（‰）\n0.9\n0.9\n预期性\n二、任务";
    assert_eq!(
        first(text),
        [
            "类别|序号|指标|2020年|2025年|属性",
            "草原|1|草畜平衡面积（万亩）|300|≥450|约束性",
            "|2|火灾受害率（‰）|0.9|0.9|预期性"
        ]
    );
}

#[test]
fn rows_of_words_with_goals_in_words() {
    let text = "主 要 指 标 2020 年 2025 年 指标\n性质\n健康\n水平\n1 人均预期寿命（岁） 76 77 预期\n2 5 岁以下儿童死亡率（‰） 5 ＜5 约束\n3\n高血压和 2 型糖尿病患者规范化管理服\n务率（%）\n60\n比基期\n提高 5%\n预期\n一、其他";
    assert_eq!(
        first(text),
        [
            "主要指标|2020年|2025年|指标性质",
            "健康水平|||",
            "1 人均预期寿命（岁）|76|77|预期",
            "2 5岁以下儿童死亡率（‰）|5|＜5|约束",
            "3 高血压和2型糖尿病患者规范化管理服务率（%）|60|比基期提高5%|预期"
        ]
    );
}

#[test]
fn columns_in_space_with_groups_between() {
    let text = "                      年均增速\n   指 标      2015年   2020年\n                      （%）\n总体水平\n1.发展指数      72.4    88      —\n2.投资占全部投资的\n           2.2    5     〔2.8〕\n比例（%）\n设施\n3.普及率（%）     56   80   〔24〕\n注：〔〕为累计数。";
    assert_eq!(
        first(text),
        [
            "指标|2015年|2020年|（%）",
            "总体水平|||",
            "1.发展指数|72.4|88|—",
            "2.投资占全部投资的|2.2|5|〔2.8〕",
            "比例（%）|||",
            "设施|||",
            "3.普及率（%）|56|80|〔24〕"
        ]
    );
}

#[test]
fn units_in_a_column_and_single_spaces() {
    let text = "指标 单位 2023年 2024年 2025年\n每千人口床位数 张 6.5 6.8 7.1\n签约率 % 60 65 70";
    assert_eq!(first(text), ["指标|单位|2023年|2024年|2025年", "每千人口床位数|张|6.5|6.8|7.1", "签约率|%|60|65|70"]);
}

#[test]
fn tasks_shared_out_a_cell_a_line() {
    let text = "序号\n工作任务\n牵头单位\n配合单位\n完成时限\n1\n保护黑土地\n市农牧局\n市财政局\n2023年\n2\n改革水价\n市水利局\n2024年底\n二、其他";
    assert_eq!(
        first(text),
        [
            "序号|工作任务|牵头单位|配合单位|完成时限",
            "1|保护黑土地|市农牧局|市财政局|2023年",
            "2|改革水价|市水利局||2024年底"
        ]
    );
}

#[test]
fn dashes_are_a_rule_only_under_the_head() {
    assert_eq!(first("| 甲 | 乙 |\n|---|:-:|\n| - | - |\n| 丙 | 丁 |"), ["甲|乙", "-|-", "丙|丁"]);
    assert_eq!(first("| 甲 | 乙 |\n| 丙 | 丁 |\n| - | - |"), ["甲|乙", "丙|丁", "-|-"]);
    assert_eq!(first("甲\t乙\n-\t-"), ["甲|乙", "-|-"]);
}

#[test]
fn text_is_no_table() {
    for text in [
        "指标\n一、总体要求\n到2025年，完成12项指标。",
        "主要指标\n到2025年，床位数达到6.8张。\n医师数达到3.6人。",
        "工作任务\n责任单位\n1\n2",
    ] {
        assert!(first(text).is_empty(), "{text}: {:?}", first(text));
    }
}

#[test]
fn bodies_on_lines_of_their_own_are_a_list() {
    let text = "序号\n\n民生实事\n\n责任单位\n\n完成时限\n\n1\n\n新建2座天桥。\n\n县住建局\n\n9月底前\n\n2\n\n启动新馆建设。\n\n县文旅局\n\n县代建中心\n\n12月底前";
    assert_eq!(
        first(text),
        [
            "序号|民生实事|责任单位|完成时限",
            "1|新建2座天桥。|县住建局|9月底前",
            "2|启动新馆建设。|县文旅局 县代建中心|12月底前"
        ]
    );
}

#[test]
fn rows_whose_first_pipe_is_lost_are_rows() {
    let text = "项目名称 | 工作任务 | 牵头单位 |\n1.环境提升项目 | 改造3条道路； | 建设局 |\n2.公墓建设项目 | 新建墓地15处。 | 民政局 |";
    assert_eq!(
        first(text),
        ["项目名称|工作任务|牵头单位", "1.环境提升项目|改造3条道路；|建设局", "2.公墓建设项目|新建墓地15处。|民政局"]
    );
}

#[test]
fn the_first_column_of_a_table_is_no_end_of_a_title() {
    let text = "武山县司法局2021年政务公开工作要点分工方案\n\n序号\n\n工作任务\n\n责任处室\n\n1\n\n一、紧扣“十四五”开好局起好步深化政务公开\n\n做好财政信息公开\n\n装财处\n\n2\n\n做好重大政策发布解读，重点围绕做好稳岗工作落实。\n\n宣传处\n";
    let plan = crate::import::text(&crate::base::SourceFile::new("a.txt", text)).plan;
    assert_eq!(plan.meta.title.as_deref(), Some("武山县司法局2021年政务公开工作要点分工方案"));
}
