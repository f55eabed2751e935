//! Clauses as plans write them.

use super::*;

fn show(text: &str) -> Vec<String> {
    read(text, Register::builtin())
        .iter()
        .map(|c| {
            let units: Vec<String> = c.units.iter().map(|(r, role)| format!("{}:{role:?}", &text[r.clone()])).collect();
            let mut out = units.join(" ");
            if let Some(d) = &c.deadline {
                out += &format!(" @{}", &text[d.clone()]);
            }
            for d in &c.defaults {
                out += &format!(" +{}", &text[d.clone()]);
            }
            if c.first_leads {
                out += " first";
            }
            out
        })
        .collect()
}

#[test]
fn labels_give_roles() {
    assert_eq!(show("做好。（责任单位：市财政局、市教育局）"), ["市财政局:Plain 市教育局:Plain"]);
    assert_eq!(
        show("做好。（牵头单位：市教育局；配合单位：市财政局、市委编办；完成时限：2022年10月）"),
        ["市教育局:Lead 市财政局:Support 市委编办:Support @2022年10月"]
    );
    assert_eq!(show("做好。（责任单位：县卫健局牵头负责）"), ["县卫健局:Lead"]);
    assert_eq!(show("做好。（责任单位：财政局、卫健委等部门按职责分工负责）"), ["财政局:Duty 卫健委:Duty"]);
    assert_eq!(show("做好。（牵头单位：市教育局；长期坚持）"), ["市教育局:Lead"]);
    assert_eq!(show("做好。（责任单位：市教育局；2025年12月底前完成）"), ["市教育局:Plain @2025年12月底前完成"]);
    assert_eq!(show("★责任单位：市教育局、市财政局"), ["市教育局:Plain 市财政局:Plain"]);
    assert_eq!(show("——牵头单位：市教育局"), ["市教育局:Lead"]);
    assert_eq!(show("做好。（牵头领导：某副市长，牵头单位：市水利局）"), ["市水利局:Lead"]);
    assert_eq!(show("做好。〔责任单位：市教育局（牵头）、市财政局〕"), ["市教育局:Lead 市财政局:Plain"]);
    assert_eq!(show("责任单位：市政府办公室（外办）、各区人民政府"), ["市政府办公室（外办）:Plain 各区人民政府:Plain"]);
    assert_eq!(show("持续做好。责任单位：市教育局。"), ["市教育局:Plain"]);
    assert_eq!(show("做好。（責任單位：市衛生健康委牽頭，市財政廳配合）"), ["市衛生健康委:Lead 市財政廳:Support"]);
    assert_eq!(show("（6月底完成，牵头考核单位：市工信局、市科技局）"), ["市工信局:Lead 市科技局:Lead @6月底完成"]);
    assert_eq!(show("（持续推进，牵头考核单位：市税务局）"), ["市税务局:Lead"]);
}

#[test]
fn one_name_may_hold_several_places() {
    assert_eq!(show("做好。（市民政局，各区、县级市政府负责）"), ["市民政局:Plain 各区、县级市政府:Plain"]);
    assert_eq!(show("做好。（市民政局、相关市、县政府负责）"), ["市民政局:Plain 相关市、县政府:Plain"]);
    assert_eq!(show("做好。（市直有关部门、单位按职责分工负责）"), ["市直有关部门、单位:Duty"]);
    assert_eq!(
        show("做好。（省财政厅、河东、山南、绥河市政府、省农垦总局负责）"),
        ["省财政厅:Plain 河东、山南、绥河市政府:Plain 省农垦总局:Plain"]
    );
    assert_eq!(show("做好。（市民政局/市财政局）"), ["市民政局:Plain 市财政局:Plain"]);
    assert_eq!(show("做好。（责任单位：市民政局（第1项）、市财政局（第2、3项））"), ["市民政局:Plain 市财政局:Plain"]);
}

#[test]
fn names_that_nobody_knows_do_not_hide_the_others() {
    assert_eq!(
        show("办好。（市环保局牵头，市财政局配合，太湖县、望江县负责落实）"),
        ["市环保局:Lead 市财政局:Support 太湖县:Plain 望江县:Plain"]
    );
    assert_eq!(
        show("办好。（市环保局牵头，市经信委配合，临河、侯山、洪口经济开发区管委会负责落实）"),
        ["市环保局:Lead 市经信委:Support 临河、侯山、洪口经济开发区管委会:Plain"]
    );
    assert_eq!(show("办好。（市工信局牵头，移动、联通、电信、铁塔公司配合）").len(), 1);
    assert_eq!(show("办好。（省推进“三地一区”建设领导小组成员单位按职责分工负责）").len(), 1);
    assert_eq!(
        show("由环境保护部牵头，公安部、农业部、武警总部等参加。"),
        ["环境保护部:Lead 公安部:Support 农业部:Support 武警总部:Support"]
    );
    assert_eq!(
        show("办好。（市生态环境局、发展和改革局牵头督导，市公安局、自然资源局参与）"),
        ["市生态环境局:Lead 发展和改革局:Lead 市公安局:Support 自然资源局:Support"]
    );
    assert_eq!(
        show("办好。（市环保局牵头，各区县政府负责落实。本方案部署的以下工作均需各区县政府落实，不再列出）"),
        ["市环保局:Lead 各区县政府:Plain +各区县政府"]
    );
    assert_eq!(
        show("办好。（省商务厅牵头，省外办、省贸促会按职责分工配合）"),
        ["省商务厅:Lead 省外办:Support 省贸促会:Support"]
    );
    // Remarks stay remarks.
    for text in [
        "给予补助。（市级财政部门负责解释，最终标准以文件为准）",
        "办好。（不符合条件的由项目单位自行负责）",
        "推广经验。（浙江经验，上海配合）",
    ] {
        assert_eq!(show(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn a_line_goes_to_its_end_whatever_bracket_it_ends_in() {
    assert_eq!(
        show("责任单位：市住建局、民政局，各县区人民政府（管委会）"),
        ["市住建局:Plain 民政局:Plain 各县区人民政府（管委会）:Plain"]
    );
    assert_eq!(show("配合单位：市财政局（国资委）"), ["市财政局（国资委）:Support"]);
    assert_eq!(show("责任单位：县财政局、县工商联（配合）"), ["县财政局:Plain 县工商联:Support"]);
    assert_eq!(show("办好。（责任单位：市发改委、市财政局（配合））"), ["市发改委:Plain 市财政局:Support"]);
    assert_eq!(
        show("责任单位：县财政局、县工商联（列第一位者为牵头单位，下同）"),
        ["县财政局:Plain 县工商联:Plain first"]
    );
    assert_eq!(show("办好。（市发改委牵头抓总，市财政局配合）"), ["市发改委:Lead 市财政局:Support"]);
}

#[test]
fn organs_of_one_place_are_one_name() {
    assert_eq!(show("办好。（各县、区人民政府（管委会）负责落实）"), ["各县、区人民政府（管委会）:Plain"]);
    assert_eq!(
        show("办好。（责任单位：各县（市、区）党委和人民政府，高新区党工委和管委会）"),
        ["各县（市、区）党委和人民政府:Plain 高新区党工委和管委会:Plain"]
    );
    assert_eq!(
        show("办好。（市民政局，各区、县（市）政府、管委会负责）"),
        ["市民政局:Plain 各区、县（市）政府、管委会:Plain"]
    );
    assert_eq!(
        show("办好。（责任单位：各市（州）党委、政府，市民政局）"),
        ["各市（州）党委、政府:Plain 市民政局:Plain"]
    );
}

#[test]
fn verbs_give_roles() {
    assert_eq!(
        show("办好。(市科委、市商务局牵头，各区政府负责落实，完成时限：2022年10月)"),
        ["市科委:Lead 市商务局:Lead 各区政府:Plain @2022年10月"]
    );
    assert_eq!(
        show("办好。（市食安办牵头，市食安委各有关成员单位协作）"),
        ["市食安办:Lead 市食安委各有关成员单位:Support"]
    );
    assert_eq!(show("办好。（市交通委牵头、各区政府负责落实）"), ["市交通委:Lead 各区政府:Plain"]);
    assert_eq!(show("办好。（商务部指导，供销合作总社参与）"), ["商务部:Plain 供销合作总社:Support"]);
    assert_eq!(show("办好。（工业和信息化部、科技部共同牵头）"), ["工业和信息化部:Lead 科技部:Lead"]);
    assert_eq!(
        show("办好。（海关总署牵头，商务部、国家药监局等国务院相关部门及各地区按职责分工负责）"),
        ["海关总署:Lead 商务部:Duty 国家药监局:Duty 各地区:Duty"]
    );
    assert_eq!(show("办好。（市体育局、市文物局分别负责落实）"), ["市体育局:Duty 市文物局:Duty"]);
    assert_eq!(
        show("办好。（人力资源社会保障部、财政部，各省级人民政府按职责分工负责）"),
        ["人力资源社会保障部:Duty 财政部:Duty 各省级人民政府:Duty"]
    );
    assert_eq!(show("办好。（由市发展改革委牵头，市财政局等配合）"), ["市发展改革委:Lead 市财政局:Support"]);
    assert_eq!(show("办好。（人力资源社会保障部等有关部门和单位负责）"), ["人力资源社会保障部:Plain"]);
    assert_eq!(show("办好。（草原运动会组委会负责）"), ["草原运动会组委会:Plain"]);
}

#[test]
fn one_unit_joined_by_others() {
    assert_eq!(
        show("办好。（市发展改革委会同市财政局、市水利局负责）"),
        ["市发展改革委:Lead 市财政局:Support 市水利局:Support"]
    );
    assert_eq!(
        show("办好。（市农牧局会同市财政局，各旗县区人民政府负责落实）"),
        ["市农牧局:Lead 市财政局:Support 各旗县区人民政府:Plain"]
    );
    assert_eq!(show("办好。（市数据局会同有关部门负责）"), ["市数据局:Lead 有关部门:Support"]);
}

#[test]
fn styles_of_many_places() {
    assert_eq!(show("办好。【责任单位：市发展改革委、市商务局】"), ["市发展改革委:Plain 市商务局:Plain"]);
    assert_eq!(show("办好。[责任单位：市商务局]"), ["市商务局:Plain"]);
    assert_eq!(
        show("办好。（市教育局、市财政局等负责，2025年12月底前完成）"),
        ["市教育局:Plain 市财政局:Plain @2025年12月底前完成"]
    );
    assert_eq!(show("办好。（完成时限：2024年底；责任单位：市交通运输局）"), ["市交通运输局:Plain @2024年底"]);
    assert_eq!(
        show("办好。（各县（市、区）人民政府，市直有关部门）"),
        ["各县（市、区）人民政府:Plain 市直有关部门:Plain"]
    );
    assert_eq!(
        show("办好。（责任领导：某某；责任单位：市林草局；责任人：某某；完成时间：2025年6月）"),
        ["市林草局:Plain @2025年6月"]
    );
    assert_eq!(show("办好。（主责单位：市公安局；协办单位：市司法局）"), ["市公安局:Lead 市司法局:Support"]);
    assert_eq!(
        show("办好。（牵头单位：市残联  责任单位：市民政局 市财政局）"),
        ["市残联:Lead 市民政局:Plain 市财政局:Plain"]
    );
    assert_eq!(show("办好。牵头单位：市教育局；配合单位：市公安局。"), ["市教育局:Lead 市公安局:Support"]);
}

#[test]
fn labels_without_a_noun_and_sentences() {
    assert_eq!(show("办好。（牵头：市工信局；配合：市财政局）"), ["市工信局:Lead 市财政局:Support"]);
    assert_eq!(show("办好。（责任：市水利局）"), ["市水利局:Plain"]);
    assert_eq!(show("压实责任：县级党委、政府负总责。"), [""; 0]);
    assert_eq!(show("办好。（市水利局主责，市生态环境局协同）"), ["市水利局:Lead 市生态环境局:Support"]);
    assert_eq!(
        show("办好。由市教育局牵头，市财政局配合，2025年底前完成。"),
        ["市教育局:Lead 市财政局:Support @2025年底前完成"]
    );
    assert_eq!(
        show("办好。此项工作由市商务局牵头，会同市财政局、市税务局等部门推进。"),
        ["市商务局:Lead 市财政局:Support 市税务局:Support"]
    );
    for text in ["由市商务局牵头制定办法。", "由政府负责人牵头，相关部门共同参与。", "价格由市场决定，企业自主经营。"]
    {
        assert!(show(text).is_empty(), "{text}: {:?}", show(text));
    }
    assert_eq!(
        show("责任单位：县水利局、县财政局；完成时限：2025年5月底前。完成23座水库加固，安全鉴定率达到100%。"),
        ["县水利局:Plain 县财政局:Plain @2025年5月底前"]
    );
    assert_eq!(show("【责任单位】市工信局、市财政局"), ["市工信局:Plain 市财政局:Plain"]);
    assert_eq!(
        show("（牵头单位：市商务局责任单位：市财政局、市税务局）"),
        ["市商务局:Lead 市财政局:Plain 市税务局:Plain"]
    );
    assert_eq!(deadline_line("完成时限：2025年12月；责任单位：市商务局"), Some("2025年12月"));
    assert_eq!(show("责任单位：县水利局。配合单位：县财政局。"), ["县水利局:Plain 县财政局:Support"]);
    assert_eq!(
        show("办好。（镇应急管理办公室、镇农业综合服务中心，各村）"),
        ["镇应急管理办公室:Plain 镇农业综合服务中心:Plain 各村:Plain"]
    );
    assert_eq!(show("办好。（以上2项由市工信局牵头，市数据局按职责分工负责）"), ["市工信局:Lead 市数据局:Duty"]);
}

#[test]
fn rules_stated_once() {
    assert_eq!(show("办好。（财政部、教育部负责。列第一位者为牵头单位，下同）"), ["财政部:Plain 教育部:Plain first"]);
    assert_eq!(
        show("办好。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）"),
        ["税务总局:Plain 财政部:Plain first"]
    );
    assert_eq!(
        show(
            "办好。(责任单位：自治区财政厅等部门，各盟行政公署、市人民政府按职责分工负责。以下各项任务责任单位均包括各盟行政公署、市人民政府，不再列出)"
        ),
        ["自治区财政厅:Duty 各盟行政公署:Duty 市人民政府:Duty +各盟行政公署 +市人民政府"]
    );
    assert_eq!(
        show("办好。（生态环境部指导，试点城市政府负责落实。以下均需试点城市政府落实，不再列出）"),
        ["生态环境部:Plain 试点城市政府:Plain +试点城市政府"]
    );
}

#[test]
fn bare_lists_and_remarks() {
    assert_eq!(
        show("办好。（市教育局、市财政局，各区人民政府）"),
        ["市教育局:Plain 市财政局:Plain 各区人民政府:Plain"]
    );
    assert_eq!(show("加强协调。（各有关单位）"), ["各有关单位:Plain"]);
    for text in [
        "旗县级医院（含中医医院、妇幼保健院）提档升级。",
        "社区托育服务（托育机构、幼儿园托班、家庭托育点等）覆盖率达95%。",
        "苏木乡镇卫生院（社区卫生服务中心）达到基本标准。",
        "市卫生健康委（以下简称市卫健委）负责解释。",
        "详细要求（详见附件）。",
        "达到职工人数25%（超过100人的企业达到15%）的。",
        "由政府负责人牵头、相关部门共同参与的工作机制。",
    ] {
        assert!(show(text).is_empty(), "{text}: {:?}", show(text));
    }
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "[（）()：:，、。；等部局委牵头负责任单位配合由0-9年月底完成以下均包括不再列出]{0,60}") {
        let _ = read(&text, Register::builtin());
    }
}
