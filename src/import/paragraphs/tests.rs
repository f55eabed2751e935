//! Lines of published texts, joined.

use super::*;
use crate::import::lines;

fn joined(text: &str) -> Vec<String> {
    let (lines, _) = lines::read(text);
    join(text, &lines).into_iter().map(|p| p.prose.as_str().to_owned()).collect()
}

#[test]
fn wrapped_lines_are_joined() {
    let text = "第一章 规划背景\n\n全区强力推进健康建设，医药卫生体制改革不断深化，健康扶\n\n贫攻坚战取得重大成果，卫生健康事业发展取得显著成效，人民\n\n健康水平稳步提高。\n\n一、发展成就\n\n二〇二〇年，全区人均预期寿命达到 77.1 岁，比上一个五年提高了\n\n不少，婴儿死亡率下降到较低水平，健康公平性得到了明显改善提升\n\n。\n\n二、面临形势";
    let got = joined(text);
    assert_eq!(got[0], "第一章 规划背景");
    assert!(got[1].starts_with("全区强力") && got[1].ends_with("稳步提高。"), "{got:?}");
    assert_eq!(got[2], "一、发展成就");
    assert!(got[3].contains("达到77.1岁"), "{}", got[3]);
    assert_eq!(got.last().map(String::as_str), Some("二、面临形势"));
}

#[test]
fn a_list_in_a_bracket_goes_on_over_the_line() {
    let line = "健全老年健康服务体系推动优质资源下沉到基层并提高能力";
    let last = "持续提高服务能力和水平，让群众就近就医。（责任单位：";
    let text = format!("一、重点任务\n{}{last}\n市卫生健康委、市财政局负责）\n二、保障", format!("{line}\n").repeat(8));
    let got = joined(&text);
    assert!(got[1].ends_with("（责任单位：市卫生健康委、市财政局负责）"), "{got:?}");
    assert_eq!(got.last().map(String::as_str), Some("二、保障"));
}

#[test]
fn a_clause_in_a_bracket_may_have_a_line_for_each_label() {
    let text = "一、任务\n1．做好工作。\n（牵头单位：市商务局\n责任单位：市财政局、市税务局）\n2．另做工作。\n责任单位：市教育局\n二、保障";
    let got = joined(text);
    assert_eq!(got[2], "（牵头单位：市商务局 责任单位：市财政局、市税务局）");
    assert_eq!(got[4], "责任单位：市教育局");
}

#[test]
fn a_line_is_shorter_where_the_next_begins_with_what_stays_whole() {
    let line = "健全老年健康服务体系推动优质资源下沉到基层并提高能力";
    let text = format!(
        "一、任务\n{}到2025年，全市护士占比提高，医护比达到\n1:1.23456，床位数达到6.8张。\n二、保障",
        format!("{line}\n").repeat(8)
    );
    assert!(joined(&text)[1].ends_with("医护比达到1:1.23456，床位数达到6.8张。"), "{:?}", joined(&text));
}

#[test]
fn what_is_left_open_goes_on() {
    for (lines, whole) in [
        ("为贯彻落实《健全老年健康服务\n体系行动方案》精神，制定本方案。", 0),
        ("为贯彻落实国家方案（国发〔2021〕\n23号）精神，制定本方案。", 0),
        ("为贯彻落实国家方案（国发〔2021〕23号），\n推动服务体系建设，制定本方案。", 0),
        ("1.建设机构。（牵头单位：市民政局；\n责任单位：市财政局，各乡、镇人民政府，\n河套开发区）", 0),
        ("1.建设人才公寓。（牵头单位：市\n住房保障办，配合单位：市规划局）", 0),
        ("1.建设机构。（牵\n头单位：市民政局，配合单位：市规划局）", 0),
    ] {
        assert_eq!(joined(&format!("{lines}\n2.另做工作。"))[whole], lines.replace('\n', ""), "{lines}");
    }
    // A bracket that is never closed does not swallow what follows.
    assert_eq!(joined("1.建设机构。（牵头单位：市民政局\n培训人员。\n2.另做工作。").len(), 3);
}

#[test]
fn a_list_without_a_sentence_is_not_wrapped() {
    let text = "一、实施公交便民工程\n（一）新购置公交车二百辆并配备充电设施\n（二）新建改造公交站台一百个并配备座椅\n（三）新建公交首末站一个并配备停车位\n（四）新增优化公交线路二十条并公布时刻\n二、实施城区连片老旧小区棚户区改造\n基本完成城区连片老旧小区征迁改造\n三、改造提升农贸市场并治理餐桌污染\n（一）建设食品放心工程并治理餐桌污染\n";
    assert_eq!(joined(text).get(6).map(String::as_str), Some("基本完成城区连片老旧小区征迁改造"));
}

#[test]
fn a_full_line_that_stops_behind_a_body_is_no_signature() {
    let line = "健全老年健康服务体系推动优质资源下沉到基层并提高能力";
    let last = "鼓励县级医院设立流动岗位，吸引医院专家定期开展服务。";
    let clause = "（责任单位：市委编办、市人力资源社会保障局、卫生健康委";
    let sentence = "市发展改革委、市人力资源社会保障局、市卫生健康委员会";
    for (clause, rest) in [(clause, "按职责分工负责）"), (sentence, "按职责分工负责。")] {
        let body = format!("　　{}\n{}", &line[..line.len() - 6], format!("{line}\n").repeat(7));
        let text = format!("一、任务\n{body}{last}\n{clause}\n{rest}\n二、保障");
        assert!(joined(&text)[1].ends_with(&format!("{last}{clause}{rest}")), "{:?}", joined(&text));
    }
}

#[test]
fn a_torn_off_mark_belongs_to_what_it_ends() {
    let text = "一、任务\n推进产业发展，形成协同发展的产业生态\n\n。（发展改革委负责）\n二、保障";
    assert_eq!(joined(text)[1], "推进产业发展，形成协同发展的产业生态。（发展改革委负责）");
}

#[test]
fn an_article_on_the_line_of_its_chapter_begins_anew() {
    let text = "第一章　总则　　第一条 　为规范河道管护，制定本办法。\n　　第二条 　适用范围见第三条。";
    assert_eq!(joined(text)[..2], ["第一章　总则", "第一条 为规范河道管护，制定本办法。"]);
}

#[test]
fn a_sentence_goes_on_over_the_head_of_a_page() {
    let text = "武山县养老服务实施方案\n一、目标\n到2025年，全县养老机构护理型床位进一步增加，网上办理的服务事项占比不低于\n- 2 -\n武山县养老服务实施方案\n50%，群众更满意。";
    assert!(joined(text)[2].ends_with("占比不低于50%，群众更满意。"), "{:?}", joined(text));
}

#[test]
fn long_lines_stay_as_they_are() {
    let text = "一、总体要求\n到2025年，床位数达到6.8张。\n**二、重点任务**\n# 三、保障";
    assert_eq!(joined(text), ["一、总体要求", "到2025年，床位数达到6.8张。", "二、重点任务", "三、保障"]);
}

#[test]
fn rows_are_seen() {
    let text = "序号  指标  2025年\n1  床位数  6.8";
    let (lines, _) = lines::read(text);
    let paras = join(text, &lines);
    assert_eq!(paras[1].cells.iter().map(Prose::as_str).collect::<Vec<_>>(), ["1", "床位数", "6.8"]);
}
