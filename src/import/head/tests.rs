//! Heads of documents as places and web sites write them.

use crate::import::{FurnitureKind, Imported, contents};

fn read(text: &str) -> Imported {
    crate::import::text(&crate::base::SourceFile::new("a.txt", text))
}

#[test]
fn the_mark_over_an_attached_plan_is_no_part_of_its_title() {
    let notice = "武山县人民政府办公室关于印发武山县养老服务实施方案的通知\n武政办发〔2024〕4号\n各乡镇人民政府，县直各部门：\n《武山县养老服务实施方案》已经县政府同意，现印发给你们，请认真贯彻落实。\n附件：武山县养老服务实施方案\n武山县人民政府办公室\n2024年4月8日\n";
    for mark in ["附件", "附件1", "附 件", "附件："] {
        let got = read(&format!("{notice}{mark}\n武山县养老服务实施方案\n一、工作目标\n床位占比达到60%。\n"));
        assert_eq!(got.plan.meta.title.as_deref(), Some("武山县养老服务实施方案"), "{mark}");
        assert_eq!(got.report.furniture.iter().map(|f| f.kind).collect::<Vec<_>>(), [FurnitureKind::AttachmentMark]);
        assert_eq!(contents(&got.plan.sections), [("一", "工作目标")]);
        assert_eq!(got.plan.meta.notice.and_then(|n| n.date).as_deref(), Some("2024-04-08"));
    }
    // 附件2 begins an attachment of the plan.
    let two = read(&format!("{notice}附件1\n武山县养老服务实施方案\n一、目标\n甲。\n附件2\n一、清单\n乙。\n"));
    assert_eq!(two.plan.meta.title.as_deref(), Some("武山县养老服务实施方案"));
    assert_eq!(contents(&two.plan.sections)[1].0, "附件2");
}

#[test]
fn an_opening_that_ends_in_a_colon_is_text() {
    let opening = "为贯彻《北原省养老服务提升行动方案》（北政办发〔2024〕3号）精神，结合本县实际，制定如下方案：";
    let got = read(&format!("武山县养老服务提升行动方案\n\n{opening}\n一、工作目标\n床位占比达到60%。\n"));
    assert_eq!(got.plan.meta.title.as_deref(), Some("武山县养老服务提升行动方案"));
    assert!(got.plan.meta.notice.is_none());
    assert_eq!(got.plan.texts()[0].prose.as_str(), opening);
}

#[test]
fn a_head_is_read_as_without_the_lines_of_its_web_page() {
    let title = "武山县人民政府办公室关于印发武山县养老服务实施方案的通知\n";
    let rest = "武政办发〔2024〕4号\n各乡镇人民政府，县直各部门：\n《武山县养老服务实施方案》已经县政府同意，现印发给你们，请认真贯彻落实。\n武山县人民政府办公室\n2024年4月8日\n武山县养老服务实施方案\n一、工作目标\n床位占比达到60%。\n";
    let plain = read(&format!("{title}{rest}")).plan.meta.notice.expect("a notice");
    assert_eq!(plain.to.len(), 2);
    for web in [
        "发布时间：2024-07-05 10:22  来源：县政府办公室  浏览次数：325\n",
        "时间：2024-07-05  来源：县政府办公室  字号：大 中 小\n",
    ] {
        assert_eq!(read(&format!("{title}{web}{rest}")).plan.meta.notice.as_ref(), Some(&plain), "{web}");
    }
}

#[test]
fn addressees_may_have_several_lines() {
    let got = read(
        "武山县人民政府办公室关于印发武山县养老服务实施方案的通知\n武政办发〔2024〕4号\n各乡镇人民政府，县直各部门、\n各直属机构：\n现将《武山县养老服务实施方案》印发给你们。\n2024年4月8日\n武山县养老服务实施方案\n一、目标\n甲。\n",
    );
    let notice = got.plan.meta.notice.expect("a notice");
    assert_eq!(notice.to, [vec!["各乡镇人民政府".to_owned()], vec!["县直各部门".to_owned(), "各直属机构".to_owned()]]);
    assert_eq!(notice.text.len(), 1);
}

#[test]
fn who_adopted_a_plan_is_no_part_of_its_title() {
    let adopted = "（2024年4月8日县政府第12次常务会议通过）";
    let got = read(&format!("武山县养老服务实施方案\n{adopted}\n一、目标\n甲。\n"));
    assert_eq!(got.plan.meta.title.as_deref(), Some("武山县养老服务实施方案"));
    assert_eq!(got.plan.texts()[0].prose.as_str(), adopted);
    // A bracket that belongs to the title stays with it.
    let years = read("武山县养老服务行动计划\n（2024—2026年）\n一、目标\n甲。\n");
    assert_eq!(years.plan.meta.title.as_deref(), Some("武山县养老服务行动计划（2024—2026年）"));
}

#[test]
fn heads_of_many_kinds_say_the_same() {
    let title = "武山县养老服务实施方案";
    let body = format!("{title}\n一、工作目标\n床位占比达到60%。\n");
    let given = format!("各乡镇人民政府，县直各部门：\n现将《{title}》印发给你们，请认真贯彻落实。\n");
    let signed = "武山县关山局\n2024年4月8日\n";
    for head in [
        format!("武山县关山局\n文件\n武关发〔2024〕4号\n{given}{signed}"),
        format!("武山县关山局\n武关发〔2024〕4号\n{given}{signed}"),
        format!("武关发〔2024〕4号《武山县关山局关于印发{title}的通知》\n{given}{signed}"),
        format!("武关发〔2024〕4号 武山县关山局关于印发{title}的通知\n{given}{signed}"),
        format!("武关发【2024】4号\n各乡镇人民政府，县直各部门：现将《{title}》印发给你们，请认真贯彻落实。\n{signed}"),
        format!(
            "武关发〔2024〕4号\n{given}{signed}抄送：县委办公室，县人大常委会办公室\n武山县关山局办公室 2024年4月9日印发\n"
        ),
        format!(
            "武关发〔2024〕4号\n各乡镇人民政府，县直各部门：\n现将《{title}》印发给你们，并就有关事项通知如下：\n一、提高认识。落实责任。\n二、抓好落实。按月报送。\n{signed}"
        ),
    ] {
        let got = read(&format!("{head}{body}")).plan;
        let notice = got.meta.notice.unwrap_or_else(|| panic!("no notice: {head}"));
        assert_eq!(got.meta.title.as_deref(), Some(title), "{head}");
        assert_eq!(notice.number.as_deref(), Some("武关发〔2024〕4号"), "{head}");
        assert_eq!(notice.issuer.as_deref(), Some("武山县关山局"), "{head}");
        assert_eq!((notice.date.as_deref(), notice.to.len()), (Some("2024-04-08"), 2), "{head}");
        assert_eq!(contents(&got.sections), [("一", "工作目标")], "{head}");
    }
}

#[test]
fn joint_issuers_stand_in_a_line_or_one_below_the_other() {
    let rest = "各乡镇人民政府：\n现将《武山县养老服务实施方案》印发给你们。\n2024年4月8日\n武山县养老服务实施方案\n一、目标\n甲。\n";
    let bodies = ["武山县发展和改革局", "中共武山县委社会工作部", "武山县自然资源局", "武山县住房和城乡建设局"];
    for gap in ["\n", " ", "　"] {
        let got = read(&format!("{}\n关于印发《武山县养老服务实施方案》的通知\n{rest}", bodies.join(gap)));
        let line = read(&format!("{}关于印发《武山县养老服务实施方案》的通知\n{rest}", bodies.join(gap)));
        for got in [got, line] {
            let notice = got.plan.meta.notice.expect("a notice");
            assert_eq!(notice.issuer.as_deref(), Some(bodies[0]), "{gap:?} {:?}", notice.title);
            assert_eq!(notice.with, bodies[1..], "{gap:?}");
            assert_eq!(got.plan.meta.region.as_deref(), Some("武山县"));
            assert_eq!(notice.to.len(), 1);
        }
    }
}

#[test]
fn titles_of_notices_in_parts() {
    let rest = "武政办发〔2024〕4号\n各乡镇人民政府：\n现将《武山县养老服务规划实施方案》印发给你们。\n2024年4月8日\n武山县养老服务规划实施方案\n一、目标\n甲。\n";
    for title in [
        "武山县人民政府办公室关于印发武山县养老服务规划\n实施方案的通知",
        "武山县人民政府办公室关于印发武山县养老服务规划实施方案的通知\n关于印发武山县养老服务规划实施方案的通知",
    ] {
        let got = read(&format!("{title}\n{rest}")).plan.meta;
        assert_eq!(got.title.as_deref(), Some("武山县养老服务规划实施方案"), "{title}");
        let notice = got.notice.expect("a notice");
        assert_eq!(notice.title.as_deref(), Some("武山县人民政府办公室关于印发武山县养老服务规划实施方案的通知"));
        assert_eq!(notice.number.as_deref(), Some("武政办发〔2024〕4号"));
    }
    let joint = read("中共武山县委武山县人民政府关于加快养老服务发展的实施意见\n武发〔2024〕4号\n一、目标\n甲。\n");
    let notice = joint.plan.meta.notice.expect("a notice");
    assert_eq!((notice.issuer.as_deref(), &*notice.with), (Some("中共武山县委"), &["武山县人民政府".to_owned()][..]));
}

#[test]
fn a_notice_that_carries_nothing_is_the_plan() {
    let got = read(
        "武山县人民政府关于加强养老服务工作的通知\n武政发〔2024〕4号\n各乡镇人民政府：\n一、工作目标\n甲。\n二、任务\n乙。\n",
    );
    assert_eq!(got.plan.meta.title.as_deref(), Some("武山县人民政府关于加强养老服务工作的通知"));
    assert_eq!(got.plan.meta.notice.and_then(|n| n.title), None);
}

#[test]
fn joint_issuers_in_one_line_are_issuers_each() {
    let file = crate::base::SourceFile::new(
        "a.txt",
        "河套市民政局 河套市财政局文件\n河民发〔2024〕5号\n关于印发《河套市养老服务试点方案》的通知\n各区民政局：\n现将《河套市养老服务试点方案》印发给你们，请认真执行。\n河套市民政局\n河套市财政局\n2024年4月8日\n河套市养老服务试点方案\n一、总体要求\n推进试点。\n",
    );
    let notice = crate::import::read(&file).plan.meta.notice.expect("a notice");
    assert_eq!(notice.issuer.as_deref(), Some("河套市民政局"));
    assert_eq!(notice.with, ["河套市财政局"]);
}
