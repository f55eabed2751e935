//! Plans in forms that places have of their own, each with what is told of it beside its parent.

use crate::support::{command, run};
use tempfile::TempDir;

/// Codes of what is told of a plan beside its parent, with the first words of what each is about.
fn told(parent: &str, child: &str) -> Vec<String> {
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writable");
        path
    };
    let (parent, child) = (put("上级.txt", parent), put("本级.txt", child));
    let args = ["lint", "--lang", "en", "--format", "json", "--fail-on", "never", "--no-cache"];
    let got = run(command().args(args).arg(child).arg("--parent").arg(parent));
    let findings: serde_json::Value = serde_json::from_str(&got.stdout).expect("JSON");
    let codes = findings.as_array().expect("a list").iter().map(|f| f["code"].as_str().expect("a code").to_owned());
    codes.collect()
}

/// A plan of one chapter of tasks for a province's and for a city's or county's side.
fn pair(parent: (&str, &str), child: (&str, &str)) -> Vec<String> {
    let title = |(place, _): (&str, &str)| format!("{place}养老服务提升行动方案");
    let above = format!("{}\n\n一、重点任务\n{}\n", title(parent), parent.1);
    let below =
        format!("{}\n\n根据《{}》，结合实际，制定本方案。\n\n一、重点任务\n{}\n", title(child), title(parent), child.1);
    told(&above, &below)
}

#[test]
fn the_value_of_a_year_answers_that_years() {
    let parent = "（一）床位。到2025年，护理型床位占比达到58%；到2026年，护理型床位占比提高到60%以上。（省民政厅）";
    let ask = |first: &str, second: &str| {
        let child = format!(
            "（一）床位。到2025年，护理型床位占比不低于{first}%；到2026年，护理型床位占比达{second}%以上。（市民政局）"
        );
        pair(("北原省", parent), ("河套市", &child))
    };
    assert_eq!(ask("58", "60"), [""; 0]);
    assert_eq!(ask("58", "59"), ["PG301"]);
    assert_eq!(ask("55", "60"), ["PG301"]);
}

#[test]
fn a_district_has_branches_and_zones() {
    let parent = "（一）便民。优化服务网点布局，完善便民设施。（市公安局、市自然资源局、市商务局）";
    let child =
        "（一）便民。优化服务网点布局，完善便民设施。（市公安局江北分局、自然资源江北分局、区商务局、高新区管委会）";
    assert_eq!(pair(("宁江市", parent), ("宁江市江北区", child)), [""; 0]);
    let lost = child.replace("自然资源江北分局、", "");
    assert_eq!(pair(("宁江市", parent), ("宁江市江北区", &lost)), ["PG202"]);
}

#[test]
fn a_township_has_no_counterpart_of_each_bureau() {
    let parent = "（一）巡查。建立日常巡查机制，落实值班值守。（县水利局、县财政局、县公安局）";
    let child = "（一）巡查。建立日常巡查机制，落实值班值守。（镇农业综合服务中心、镇应急管理办公室，各村）";
    assert_eq!(pair(("武山县", parent), ("武山县城关镇", child)), [""; 0]);
}

#[test]
fn a_block_behind_several_items_is_of_them_all() {
    let parent = "（一）能源转型\n1.发展新能源。加快风电、光伏基地建设，推进整县屋顶光伏开发，发展生物质能、地热能。\n2.严控煤炭消费。严格控制新增煤电项目，有序淘汰落后产能，推动重点行业减煤限煤。\n牵头单位：市发展改革委\n责任单位：市工信局、市生态环境局\n（二）智能改造\n1.培育智能工厂，支持企业上云用云，开展诊断服务。\n2.建设工业互联网平台，完善标识解析体系。\n（以上2项由市工信局牵头，市数据局按职责分工负责）";
    let child = "（一）能源转型\n1.严控煤炭消费。严格控制新增煤电项目，有序淘汰落后产能，推动重点行业减煤限煤。（县发展改革局牵头，县工信局、县生态环境局配合）\n（二）智能改造\n1.培育智能工厂，支持企业上云用云，开展诊断服务。（县工信局牵头，县数据局配合）\n2.建设工业互联网平台，完善标识解析体系。（县工信局牵头，县数据局配合）";
    assert_eq!(pair(("渭源市", parent), ("武山县", child)), ["PG101"]);
}

#[test]
fn what_an_item_says_of_itself_is_read_before_its_units() {
    let parent = "1.思政课专职教师配备率达到100%。（省教育厅）\n2.办学条件达标率达到95%。（省教育厅）";
    let child = "1.思政课专职教师配备率达到90%。（市教育局）\n2.办学条件达标率达到95%。（市教育局）";
    assert_eq!(pair(("北原省", parent), ("河套市", child)), ["PG301"]);
}

#[test]
fn what_is_bound_is_promised_though_it_is_told_against_the_year_before() {
    let parent = "（一）融资。小微企业贷款余额同比增长15%以上，担保费率控制在1%以下。（市财政局）\n（二）提速。审批时限由20个工作日压缩到10个工作日以内，满意度由92%提升至95%以上。（市民政局）";
    let child = "（一）融资。小微企业贷款余额同比增长10%以上，担保费率控制在1%以下。（县财政局）\n（二）提速。审批时限由20个工作日压缩到10个工作日以内，满意度由90%提升至93%以上。（县民政局）";
    assert_eq!(pair(("渭源市", parent), ("武山县", child)), ["PG301", "PG301"]);
}

#[test]
fn grants_and_ratios_are_compared_by_what_they_mean() {
    let grant = |most: u32, unit: &str| {
        format!("（一）扶持。对新建机构给予最高{most}万元补助，引导社会力量参与建设。（{unit}民政局）")
    };
    let (parent, child) = (grant(500, "市"), grant(200, "县"));
    assert_eq!(pair(("渭源市", &parent), ("武山县", &child)), [""; 0]);
    let staff = |children: u32, unit: &str| {
        format!("（一）配备。保育人员与婴幼儿比例不低于1:{children}，加强人员培训。（{unit}民政局）")
    };
    assert_eq!(pair(("渭源市", &staff(5, "市")), ("武山县", &staff(7, "县"))), ["PG301"]);
    assert_eq!(pair(("渭源市", &staff(7, "市")), ("武山县", &staff(5, "县"))), ["PG107"]);
}

#[test]
fn of_itself_a_plan_speaks_alone() {
    let tasks = |unit: &str| format!("（一）设施。完善社区养老设施，推进适老化改造，健全服务网络。（{unit}民政局）");
    let parent = format!("{}\n二、附则\n本方案由市民政局负责解释，自印发之日起施行，有效期至2028年。", tasks("市"));
    assert_eq!(pair(("渭源市", &parent), ("武山县", &tasks("县"))), [""; 0]);
}

#[test]
fn a_share_of_counties_is_not_asked_of_one() {
    let goal = "（一）均衡。推进义务教育优质均衡发展，到2027年，优质均衡发展县（市、区）比例达到60%。（市教育局）";
    let child = "（一）均衡。推进义务教育优质均衡发展，办好家门口的学校。（县教育局）";
    assert_eq!(pair(("渭源市", goal), ("武山县", child)), [""; 0]);
}

#[test]
fn a_table_of_tasks_says_what_is_to_be_reached() {
    let table = |rate: u32, unit: &str| {
        format!(
            "（一）责任分工\n\n| 序号 | 重点任务 | 主要目标 | 责任部门 | 完成时限 |\n|---|---|---|---|---|\n| 1 | 改善人居环境 | 卫生厕所普及率达到{rate}%以上 | {unit}农业农村局 | 2026年底 |\n"
        )
    };
    assert_eq!(pair(("渭源市", &table(90, "市")), ("武山县", &table(90, "县"))), [""; 0]);
    assert_eq!(pair(("渭源市", &table(90, "市")), ("武山县", &table(70, "县"))), ["PG301"]);
}

#[test]
fn ratios_and_rates_of_growth_are_of_what_was_named() {
    let goals = |ratio: &str, growth: u32, unit: &str| {
        format!(
            "（一）发展。城乡居民收入比缩小到{ratio}以内。技术合同成交额突破100亿元，年均增长{growth}%以上。（{unit}科技局）"
        )
    };
    assert_eq!(pair(("渭源市", &goals("2.3", 15, "市")), ("武山县", &goals("2.3", 15, "县"))), [""; 0]);
    assert_eq!(pair(("渭源市", &goals("2.3", 15, "市")), ("武山县", &goals("2.6", 12, "县"))), ["PG301", "PG301"]);
}

#[test]
fn one_body_of_a_small_county_does_the_work_of_several() {
    let parent =
        "（一）管护。加强设施管护，完善巡查制度，健全长效机制。（省农业农村厅、省水利厅、省体育局、省工业和信息化厅）";
    let child = "（一）管护。加强设施管护，完善巡查制度，健全长效机制。（县农业农村和水利局、教体局、科工局）";
    assert_eq!(pair(("北原省", parent), ("武山县", child)), [""; 0]);
    assert_eq!(pair(("北原省", parent), ("武山县", &child.replace("、教体局", ""))), ["PG202"]);
}

#[test]
fn usual_names_raise_no_alarm() {
    let goals = |place: &str, unit: &str| {
        format!(
            "（一）监管。加强全{place}市场监管，全{place}森林覆盖面积稳步扩大，完善设施。（{unit}民政局、市场监管局）\n（二）建设。2024年，新建充电桩3500个；2025年，新建充电桩2800个。（{unit}民政局）"
        )
    };
    assert_eq!(pair(("北原省", &goals("省", "省")), ("武山县", &goals("县", "县"))), [""; 0]);
}

#[test]
fn a_task_is_due_no_later_than_the_parents() {
    let task = |unit: &str, due: &str| {
        format!(
            "（一）制度。建立健全综合监管制度，完善部门联动机制，落实抽查要求。（责任单位：{unit}民政局；完成时限：{due}）"
        )
    };
    assert_eq!(pair(("渭源市", &task("市", "2024年6月底前")), ("武山县", &task("县", "2024年6月"))), [""; 0]);
    assert_eq!(pair(("渭源市", &task("市", "2024年6月底前")), ("武山县", &task("县", "2024年12月"))), ["PG302"]);
    assert_eq!(pair(("渭源市", &task("市", "2025年")), ("武山县", &task("县", "长期坚持"))), [""; 0]);
}

#[test]
fn rows_of_a_table_answer_tasks_by_their_titles() {
    let prose = "（一）市场准入。推行“一业一证”改革，简化审批流程。（市市场监管局）\n\
                 （二）融资服务。降低担保费率，扩大担保规模。（市财政局）";
    let table = |place: &str| {
        format!(
            "序号\t重点任务\t具体举措\t牵头单位\t完成时限\n\
             1\t市场准入\t推行“一业一证”改革，简化审批流程\t{place}市场监管局\t2024年12月\n\
             2\t融资服务\t降低担保费率，扩大担保规模\t{place}财政局\t2024年12月"
        )
    };
    assert_eq!(pair(("渭川市", prose), ("武山县", &table("县"))), [""; 0]);
    assert_eq!(pair(("渭川市", &table("市")), ("武山县", &table("县"))), [""; 0]);
    let lost = table("县").replace("县财政局", "县审计局");
    assert_eq!(pair(("渭川市", &table("市")), ("武山县", &lost)), ["PG202"]);
}

#[test]
fn the_same_in_other_words_is_no_change() {
    let same = |parent: &str, child: &str| {
        let (parent, child) = (format!("（一）任务。{parent}（市商务局）"), format!("（一）任务。{child}（县商务局）"));
        assert_eq!(pair(("渭川市", &parent), ("武山县", &child)), [""; 0], "{child}");
    };
    same("报废汽车回收量较2023年增长一倍。", "报废汽车回收量较2023年翻一番。");
    same("力争到2027年，建成区5G覆盖率达到95%。", "到2027年，力争建成区5G覆盖率达到95%。");
    same("制定年度实施工作计划。", "制订年度实施工作计划。");
    same(
        "城镇、农村居民人均可支配收入分别达到5万元、2万元。",
        "城镇居民人均可支配收入达到5万元，农村居民人均可支配收入达到2万元。",
    );
}

#[test]
fn a_closing_chapter_may_have_another_name() {
    let plan = |place: &str, number: &str, closing: &str| {
        let basis = if number.is_empty() {
            "根据《渭川市养老服务提升行动方案》，制定本方案。\n\n"
        } else {
            ""
        };
        format!(
            "{place}养老服务提升行动方案\n\n{basis}一、重点任务\n（一）床位。新建护理型床位。（{number}民政局）\n\n{closing}\n"
        )
    };
    let parent = plan(
        "渭川市",
        "市",
        "二、保障措施\n（一）加强组织领导。建立工作专班，统筹推进各项任务。\n\
         （二）强化资金保障。统筹用好各类资金，加大财政投入力度。\n\
         （三）强化宣传引导。开展政策解读，营造良好氛围。",
    );
    let child = |closing: &str| plan("武山县", "", closing).replace("（民政局）", "（县民政局）");
    let whole = "二、工作要求\n（一）压实工作责任。成立县级专班，每月调度进展。\n\
                 （二）强化资金保障。统筹各类资金，加大财政投入。\n（三）抓好宣传引导。开展政策解读，营造氛围。";
    assert_eq!(told(&parent, &child(whole)).iter().filter(|code| *code == "PG103").count(), 1);
    let other = "二、工作要求\n（一）压实责任。成立县级专班，每月调度进展。\n（二）抓好督导。适时开展回头看。";
    assert!(!told(&parent, &child(other)).contains(&"PG103".to_owned()));
    assert!(told(&parent, &child("")).contains(&"PG103".to_owned()));
}
