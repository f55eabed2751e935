//! Targets as plans state them.

use super::*;
use crate::extract::target::{parts, sentences};
use proptest::prelude::*;

fn all(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for sentence in sentences(text) {
        let mut last: Option<Found> = None;
        for part in parts(text, sentence.clone()) {
            if let Some(found) =
                read(&part, Around { text, sentence: sentence.start, last: last.as_ref(), goals: false })
            {
                last = Some(found.clone());
                out.push(found);
            }
        }
    }
    out
}

fn brief(text: &str) -> Vec<(String, String, String)> {
    all(text)
        .into_iter()
        .map(|f| (format!("{:?}", f.op), format!("{}{}", f.value.normalize(), f.unit), format!("{:?}", f.kind)))
        .collect()
}

fn one(text: &str) -> (String, String, String) {
    let found = brief(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.into_iter().next().expect("one")
}

fn one_found(text: &str) -> Found {
    let mut found = all(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

fn is(text: &str, op: &str, value: &str, kind: &str) {
    assert_eq!(one(text), (op.to_owned(), value.to_owned(), kind.to_owned()), "{text}");
}

#[test]
fn rates_and_levels() {
    is("每千人床位数达到6.8张", "AtLeast", "6.8张", "Level");
    is("公立医院床人比不低于1:1.6", "AtLeast", "1.6 1:x".replace(' ', "").as_str(), "Level");
    is("设立老年医学科比例达90%以上", "AtLeast", "90%", "Share");
    is("85%以上的二级医院设置老年医学科", "AtLeast", "85%", "Share");
    is("住院人次占比达到80%以上", "AtLeast", "80%", "Level");
    is("签约服务比例达到100%", "AtLeast", "100%", "Coverage");
    is("婴儿死亡率控制在5‰以内", "AtMost", "5‰", "Level");
    is("百分之九十以上的行政村建成卫生室", "AtLeast", "90%", "Share");
    is("宽带网络覆盖90%以上的山村", "AtLeast", "90%", "Share");
    is("健康乡村建设覆盖乡镇总数的1/3", "AtLeast", "33.33%", "Share");
}

#[test]
fn counts() {
    is("全区培育重点专科项目不少于30个", "AtLeast", "30个", "Count");
    is("打造5家以上上市企业", "AtLeast", "5家", "Count");
    is("选派业务骨干50—100人到合作医院进修", "Range", "50人", "Count");
    is("产业规模超过500亿元", "More", "500亿元", "Count");
    is("在全国选择10个左右城市", "About", "10个", "Count");
    is("突破百项核心技术", "AtLeast", "100项", "Count");
    is("打造百家领军企业", "AtLeast", "100家", "Count");
    is("每年面向1万名技术人才开展培训", "AtLeast", "1万名", "Count");
    is("在沿线再建5个研究中心", "AtLeast", "5个", "Count");
    assert_eq!(brief("打造1个甲中心、2个乙基地、30个丙医院").len(), 3);
}

#[test]
fn who_is_given_something_and_what_is_ready_is_counted() {
    is("评选资助200名技能人才", "AtLeast", "200名", "Count");
    is("奖励10万元", "Exactly", "10万元", "Norm");
    is("为4000名老年人提供家庭照护床位服务", "AtLeast", "4000名", "Count");
    is("首批100个示范社区全面建成", "AtLeast", "100个", "Count");
    assert_eq!(all("已为4000名老年人提供服务"), []);
    assert_eq!(one_found("培育在全国有影响的品牌20个").scope, None);
    // What was named before 等 is counted, not promised.
    assert_eq!(all("开展技术推广等12个领域的试点"), []);
    assert_eq!(one_found("新开通5G基站2000个").metric, "5G基站数");
    let item = one_found("——养老床位达到5000张");
    assert_eq!((item.metric.as_str(), item.hedge), ("养老床位", None));
    assert_eq!(one_found("可吸入颗粒物浓度比2022年下降10%以上").hedge, None);
}

#[test]
fn per_unit_and_norms() {
    is("每个旗区至少建成1家试点", "AtLeast", "1家/旗区", "Level");
    is("最高不超过15万元的创业担保贷款", "AtMost", "15万元", "Norm");
    is("意见印发之日起30日内制定细则", "AtMost", "30日", "Norm");
    is("为基层预留不低于20%的专家号源", "AtLeast", "20%", "Norm");
    is("对新认定的中心给予一次性奖补100万元", "Exactly", "100万元", "Norm");
    assert_eq!(brief("对甲级、乙级分别给予一次性奖励50万元、100万元").len(), 2);
    is("全部卫生院配备不少于2名医师", "AtLeast", "2名/个", "Level");
}

#[test]
fn coverage_in_words() {
    is("实现中医馆全覆盖", "AtLeast", "100%", "Coverage");
    is("所有乡镇卫生院达到基本标准", "AtLeast", "100%", "Coverage");
    is("二级以上医院全部设置老年病科", "AtLeast", "100%", "Coverage");
    is("体系覆盖各级各类医疗机构", "AtLeast", "100%", "Coverage");
    is("城乡居民收入比缩小到2.2:1", "AtMost", "2.2x:1", "Level");
    is("群众满意度保持在95分以上", "AtLeast", "95分", "Level");
    is("城乡居民收入比缩小到2.3以内", "AtMost", "2.3", "Level");
    is("灌溉水有效利用系数提高到0.58", "AtLeast", "0.58", "Level");
    assert_eq!(brief("培育超百亿元企业3家、超十亿元企业20家").len(), 2);
    is("“十四五”期间累计建成充电桩2万个", "AtLeast", "2万个", "Count");
    is("新增的公交车全部采用新能源车", "AtLeast", "100%", "Coverage");
    is("资金直达比例不低于九成五", "AtLeast", "95%", "Share");
    is("固废产生强度低于0.5吨/万元", "Less", "0.5吨/万元", "Level");
    is("市财政每年统筹5亿元", "AtLeast", "5亿元", "Count");
    is("千人托位数达到4.6个", "AtLeast", "4.6个", "Level");
    is("办结率不低于95%", "AtLeast", "95%", "Share");
    is("“最多跑一次”事项占比99%", "AtLeast", "99%", "Level");
    is("每校至少配备1名专职教师", "AtLeast", "1名/校", "Level");
    is("教师本科以上学历比例到2025年达到95%", "AtLeast", "95%", "Share");
    let found = brief("新签约项目60个，其中10亿元以上项目8个");
    assert_eq!(found.last().map(|f| f.1.as_str()), Some("8个"), "{found:?}");
    is("对新增线路按每公里2万元标准给予补助", "Exactly", "2万元", "Norm");
    is("森林覆盖率稳定在42.5%", "AtLeast", "42.5%", "Level");
}

#[test]
fn changes() {
    is("比2020年提高5个百分点", "AtLeast", "5百分点", "Change");
    is("能耗比2020年下降13.5%", "AtLeast", "13.5%", "Change");
}

#[test]
fn what_was_is_no_target_and_no_metric() {
    let metric = |text: &str| one_found(text).metric;
    is("床位占比由2023年的52%提高到2026年的60%以上", "AtLeast", "60%", "Level");
    is("研发人员数由2020年的21人增加到2025年的30人", "AtLeast", "30人", "Count");
    is("办结时限由原来的5个工作日压缩到3个工作日", "AtMost", "3个工作日", "Norm");
    is("万车死亡率低于1.2", "Less", "1.2", "Level");
    assert_eq!(metric("护理型床位占比2025年达到55%"), "护理型床位占比");
    assert_eq!(metric("养老床位2025年达到3000张"), "养老床位");
    assert_eq!(metric("办理时间平均压缩50%以上"), "办理时间");
    assert_eq!(metric("首贷户新增数量每年不少于8000户"), "首贷户新增数量");
    assert_eq!(metric("地区生产总值突破1000亿元大关"), "地区生产总值");
    let last = |text: &str| all(text).pop().expect("one").metric;
    assert_eq!(last("电商交易额达到100亿元，比2023年翻一番"), "电商交易额");
    assert_eq!(last("机械化清扫率达到95%以上，县城达到85%以上"), "县城机械化清扫率");
}

#[track_caller]
fn metric(text: &str, name: &str) {
    let found = all(text).pop().expect("one");
    assert_eq!(found.metric, name, "{text}");
}

#[test]
fn a_word_that_begins_like_a_lead_is_kept() {
    metric("基本医疗保险参保率达到95%以上", "基本医疗保险参保率");
    metric("基本公共服务覆盖率达到90%", "基本公共服务覆盖率");
    metric("基本实现村级卫生室全覆盖", "村级卫生室覆盖率");
    metric("应急救援队伍达到5支", "应急救援队伍数");
    metric("使用面积达到5万平方米", "使用面积");
    metric("要素保障率达到95%", "要素保障率");
    metric("应建成社区食堂5个", "社区食堂数");
}

#[test]
fn how_a_value_is_reached_is_no_part_of_the_metric() {
    for (text, name) in [
        ("新能源车占比要达到70%以上", "新能源车占比"),
        ("旅游业增加值将达到120亿元", "旅游业增加值"),
        ("人均收入达到2万元", "人均收入"),
        ("5G基站规模累计达到3万个", "5G基站规模"),
        ("单位产值能耗累计下降13%", "单位产值能耗"),
        ("义务教育入学率巩固在99%以上", "义务教育入学率"),
        ("旅游收入年增长15%", "旅游收入"),
        ("削减比例较2020年不低于10%", "削减比例"),
        ("机关用车新能源占比原则上不低于50%", "机关用车新能源占比"),
        ("6月底前实现乡镇参保率达到98%", "乡镇参保率"),
        ("高标准农田累计改造提升2.8万亩", "高标准农田改造提升数"),
        ("新建和改造公厕50座", "公厕数"),
        ("新增和恢复灌溉面积10万亩", "灌溉面积"),
        ("建设和谐社区5个", "和谐社区数"),
        ("需新增污水处理能力45万吨/日", "污水处理能力"),
        ("为实现氨氮减少10%的目标", "氨氮"),
        ("物流体系基本实现全覆盖", "物流体系覆盖率"),
        ("社区健身圈实现全面覆盖", "社区健身圈覆盖率"),
        ("养老服务机构达到50家", "养老服务机构数"),
        ("信息服务业（全口径）收入累计达到20亿元", "信息服务业（全口径）收入"),
        ("重点引进和培养高层次人才达到200名", "高层次人才数"),
        ("为失能老年人建设家庭养老床位2万张", "家庭养老床位"),
        ("增加值达到120亿元，占全市生产总值的10%以上", "增加值占全市生产总值的比重"),
        ("市区入园率达到50%以上，县（市）达到30%以上", "县（市）入园率"),
        ("检查率到2025年城市要达到98%，农村要达到86%", "农村检查率"),
        ("乡镇100%通硬化路", "乡镇通硬化路的比例"),
    ] {
        metric(text, name);
    }
}

#[test]
fn what_a_change_is_held_against() {
    let found = one_found("规模以上工业增加值比2020年翻一番");
    assert_eq!((found.metric.as_str(), found.baseline.as_deref()), ("规模以上工业增加值", Some("2020年")));
    let found = one_found("规模以上工业增加值在2020年的基础上实现倍增");
    assert_eq!((found.metric.as_str(), found.baseline.as_deref()), ("规模以上工业增加值", Some("2020年")));
    is("规模以上工业增加值在2020年的基础上实现倍增", "AtLeast", "2倍", "Change");
    let found = one_found("儿童死亡率以2020年为基础下降1/5");
    assert_eq!((found.metric.as_str(), found.baseline.as_deref()), ("儿童死亡率", Some("2020年")));
    assert_eq!(one_found("污染天数比率比2020年下降25%以上").baseline.as_deref(), Some("2020年"));
    assert_eq!(one_found("在基本型改造的基础上打造3个完善型项目").baseline, None);
}

#[test]
fn who_is_counted_and_of_what_size() {
    is("培育10家年产值1亿元以上的农业龙头企业", "AtLeast", "10家", "Count");
    is("每年选拔资助不少于100名青年科技人员", "AtLeast", "100名", "Count");
    is("培养资助研究人员不少于40名", "AtLeast", "40名", "Count");
    is("开展各类补贴性技能培训3.5万人次以上", "AtLeast", "3.5万人次", "Count");
    is("选拔100名后备人才", "AtLeast", "100名", "Count");
    is("加装电梯200部", "AtLeast", "200部", "Count");
    is("各区、县（市）至少办1所早教中心", "AtLeast", "1所/区、县（市）", "Level");
    assert_eq!(one_found("各区、县（市）至少办1所早教中心").scope.as_deref(), Some("各区、县（市）"));
    is("食品抽检量不低于每千人6批次", "AtLeast", "6批次/千人", "Level");
    is("孤儿养育标准提高到每人每月2200元", "AtLeast", "2200元/人·月", "Level");
    is("燃煤机组全部加装脱硝设施", "AtLeast", "100%", "Coverage");
    is("农村公路全部列养", "AtLeast", "100%", "Coverage");
    is("景区全部通三级及以上公路", "AtLeast", "100%", "Coverage");
    is("给予每个最高5000元补贴", "AtMost", "5000元/个", "Norm");
    metric("可申请最高不超过15万元的创业担保贷款", "创业担保贷款额度");
    assert_eq!(one_found("选拔60名在全市有影响的青年人才").scope, None);
}

#[test]
fn what_is_no_target() {
    for text in [
        "经市人民政府2024年第7次常务会议审议通过",
        "按照（中办发〔2023〕10号）要求",
        "推广5G应用",
        "抓好3个方面工作",
        "全区医院已达203家",
        "提供24小时服务",
        "加强“五大中心”建设",
        "对所有参保人员进行登记",
        "人均寿命不断提高",
        "全面消除56人及以上大班额",
        "升级到2.0",
        "平台更新至3.5版",
        "在入学、招聘等62项便民服务的基础上",
        "用于住房的支出超过家庭年收入50%的城市家庭数量",
        "授权全国所有地级市开展企业注册登记",
        "收水范围为处理站周边3—5公里内村庄",
        "全部正常运行视为完成年度任务",
        "实施产业倍增计划",
        "打造超千亿元产业集群",
        "年底前完成全部改造任务",
        "市发改委（粮食抽检）承担3000批次",
        "完善供应链企业50家名录管理",
        "将标准从每人每年100元、200元提高到每人每年150元、300元",
    ] {
        assert_eq!(brief(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[0-9０-９一二三百分之达到不少于以上%个家年每旗区全覆盖，。、“”（）所有均1:.—]{0,40}") {
        for f in all(&text) {
            prop_assert!(text.get(f.quote).is_some());
        }
    }
}
