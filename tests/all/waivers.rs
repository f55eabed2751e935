//! Waivers at work: they take out what they cover and nothing else, and are told when they are of no use.

use plangen::base::SourceFile;
use plangen::data::Register;
use plangen::project::Config;
use plangen::session::Session;

/// The findings of a source with this body, as `code` and the words they stand at.
fn found(body: &str, parent: Option<&str>) -> Vec<(&'static str, String)> {
    let text = format!("---\nplangen: 1\ntitle: 河套市河道管护方案\n---\n{body}");
    let mut session = Session::new(Config { register: Register::builtin().clone(), ..Config::default() });
    session.set_today("2025-06-30".parse().expect("a date"));
    session.set(SourceFile::new("plan.md", text.as_str()));
    let parents: Vec<_> = parent.map(|_| "parent.md".into()).into_iter().collect();
    if let Some(parent) = parent {
        session.set(SourceFile::new("parent.md", parent));
    }
    let checked = session.check(&["plan.md".into()], &parents).expect("everything is given");
    let findings = checked.into_iter().flat_map(|c| c.findings);
    findings.map(|f| (f.code, f.place.span.of(&text).chars().take(12).collect())).collect()
}

fn codes(body: &str) -> Vec<&'static str> {
    found(body, None).into_iter().map(|f| f.0).collect()
}

#[test]
fn a_section_a_block_and_a_sentence_are_covered() {
    let slips = "配齐河道巡查河道巡查人员,落实经费。配齐河道巡查河道巡查设备。";
    assert_eq!(codes(&format!("## 一、任务\n\n{slips}\n")), ["PG603", "PG502", "PG603"]);
    let waived = "plangen: allow PG603 half-width-mark reason=\"原文如此\"";
    assert_eq!(codes(&format!("<!-- {waived} -->\n## 一、任务\n\n{slips}\n")), [""; 0]);
    let other = "## 二、保障\n\n清理入河排口入河排口垃圾。\n";
    assert_eq!(codes(&format!("<!-- {waived} -->\n## 一、任务\n\n{slips}\n\n{other}")), ["PG603"]);
    assert_eq!(codes(&format!("## 一、任务\n\n<!-- {waived} -->\n{slips}\n\n{slips}\n")), ["PG603", "PG502", "PG603"]);
    assert_eq!(codes(&format!("## 一、任务\n\n总则。<!-- {waived} -->{slips}\n")), ["PG603"]);
}

#[test]
fn what_is_found_of_the_whole_plan_is_waived_before_the_text() {
    let parent = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n（二）加强监测。建设水质监测站网。（责任单位：自治区水利厅）\n";
    let body = "## 一、重点任务\n\n### （一）健全责任\n\n落实河长制，建立考核制度。（责任单位：市水利局）\n";
    let missing = |body: &str| found(body, Some(parent)).iter().filter(|f| f.0 == "PG101").count();
    assert_eq!(missing(body), 1);
    assert_eq!(missing(&format!("<!-- plangen: allow PG101 reason=\"由自治区承担\" -->\n\n{body}")), 0);
}

#[test]
fn waivers_of_no_use_are_told() {
    let plain = "## 一、任务\n\n配齐人员。\n";
    let of = |waiver: &str| found(&format!("<!-- plangen: allow {waiver} -->\n{plain}"), None);
    assert_eq!(of("PG603 reason=\"甲\""), [("PG007", "PG603".to_owned())]);
    assert_eq!(of("PG699 reason=\"甲\""), [("PG007", "PG699".to_owned())]);
    // Without a parent it is not known what would be missing; pages are not looked at here.
    assert_eq!(of("PG301, PG801 reason=\"甲\""), []);
    assert_eq!(of("PG603 reason=\"甲\" until=2025-06-29")[0].0, "PG008");
    // The last day counts.
    assert_eq!(of("PG603 reason=\"甲\" until=2025-06-30")[0].0, "PG007");
}
