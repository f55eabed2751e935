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
    assert_eq!(of("PG603 reason=\"待定\"")[0].0, "PG001");
    assert_eq!(of("PG699 reason=\"甲\""), [("PG007", "PG699".to_owned())]);
    // Without a parent it is not known what would be missing; pages are not looked at here.
    assert_eq!(of("PG301, PG801 reason=\"甲\""), []);
    assert_eq!(of("PG603 reason=\"甲\" until=2025-06-29")[0].0, "PG008");
    // The last day counts.
    assert_eq!(of("PG603 reason=\"甲\" until=2025-06-30")[0].0, "PG007");
}

#[test]
fn a_waiver_of_the_whole_file_stands_anywhere() {
    let slips = "配齐河道巡查河道巡查人员。";
    let body = format!("## 一、任务\n\n{slips}\n\n## 二、保障\n\n{slips}\n");
    let waived = format!("{body}\n<!-- plangen: allow-file PG603 reason=\"原文如此\" ref=\"纪要3号\" -->\n");
    assert_eq!(codes(&body), ["PG603"; 3]);
    assert_eq!(codes(&waived), [""; 0]);
}

#[test]
fn a_second_waiver_of_the_same_is_told() {
    let waiver = "<!-- plangen: allow PG603 reason=\"原文如此\" -->";
    let slips = "配齐河道巡查河道巡查人员。";
    let told = found(&format!("{waiver}\n## 一、任务\n\n{waiver}\n{slips}\n"), None);
    assert_eq!(told, [("PG007", "PG603".to_owned())]);
    let told = found(&format!("## 一、任务\n\n{waiver}\n{waiver}\n{slips}\n"), None);
    assert_eq!(told, [("PG007", "PG603".to_owned())]);
}

#[test]
fn of_a_finding_with_many_places_only_those_covered_are_waived() {
    let waiver = "<!-- plangen: allow PG502 reason=\"原文如此\" -->";
    let body = format!("## 一、任务\n\n{waiver}\n甲方,乙方,丙方。\n\n配齐,人员,设备。\n\n落实,经费。\n");
    let told = found(&body, None);
    assert_eq!(told.len(), 1);
    let text = format!("---\nplangen: 1\ntitle: 河套市河道管护方案\n---\n{body}");
    let mut session = Session::new(Config { register: Register::builtin().clone(), ..Config::default() });
    session.set(SourceFile::new("plan.md", text.as_str()));
    let checked = session.check(&["plan.md".into()], &[]).expect("everything is given").remove(0);
    let (left, taken) = (&checked.findings[0], &checked.waived[0].finding);
    assert_eq!((left.related.len(), taken.related.len()), (2, 1));
    assert!(text[left.place.span.start..].starts_with(",人员"));
    let edits = |f: &plangen::base::Finding| f.fix.as_ref().map(|x| x.edits.len());
    assert_eq!((edits(left), edits(taken)), (Some(3), Some(2)));
}

#[test]
fn what_may_not_be_waived_is_found_all_the_same() {
    let text = "---\nplangen: 1\ntitle: 河套市河道管护方案\n---\n## 一、任务\n\n<!-- plangen: allow PG603 reason=\"原文如此\" -->\n配齐河道巡查河道巡查人员。\n";
    let settings = SourceFile::new("plangen.toml", "[lint]\nnot-waivable = [\"doubled-text\"]\n");
    let mut session = Session::new(Config::parse(&settings).expect("well-formed"));
    session.set(SourceFile::new("plan.md", text));
    let checked = session.check(&["plan.md".into()], &[]).expect("everything is given").remove(0);
    let told: Vec<_> = checked.findings.iter().map(|f| (f.code, f.variant)).collect();
    assert_eq!(told, [("PG007", "not-waivable"), ("PG603", "word")]);
}

/// A folder with a published plan and its side file, and plangen run in it.
fn with_side(side: &str, args: &[&str]) -> crate::support::Run {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "河套市河道管护方案\n\n一、重点任务\n（一）加强巡查。配齐河道巡查河道巡查人员。\n（二）落实保障。清理入河排口入河排口垃圾。\n";
    std::fs::write(folder.path().join("方案.txt"), text).expect("written");
    std::fs::write(folder.path().join("方案.plangen.toml"), side).expect("written");
    crate::support::run(crate::support::command().args(args).current_dir(folder.path()))
}

#[test]
fn waivers_of_a_side_file_hold_and_are_listed() {
    let side = "[[waiver]]\ncodes = [\"PG603\"]\nsection = \"一/（一）\"\nreason = \"沿用原文\"\nuntil = 2999-12-31\nref = \"会议纪要〔2025〕3号\"\n\n[[waiver]]\ncodes = [\"PG602\"]\nreason = \"专门用语\"\n";
    let told = with_side(side, &["lint", "--fail-on=info", "."]);
    assert_eq!(told.status, 1, "{}{}", told.stdout, told.stderr);
    assert!(told.stdout.contains("PG603") && told.stdout.contains("入河排口"), "{}", told.stdout);
    assert!(told.stdout.contains("PG007") && told.stdout.contains("方案.plangen.toml"), "{}", told.stdout);
    assert!(!told.stdout.contains("“河道巡查”"), "{}", told.stdout);
    let told = with_side(side, &["waivers", "--format=json"]);
    assert_eq!(told.status, 0, "{}", told.stderr);
    let rows: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    let row = &rows["waivers"][0];
    assert_eq!(
        (row["codes"][0].as_str(), row["scope"].as_str(), row["section"].as_str()),
        (Some("PG603"), Some("section"), Some("一/（一）"))
    );
    assert_eq!(
        (row["reason"].as_str(), row["until"].as_str(), row["used"].as_u64()),
        (Some("沿用原文"), Some("2999-12-31"), Some(1))
    );
    assert_eq!((row["ref"].as_str(), row["line"].as_u64()), (Some("会议纪要〔2025〕3号"), Some(1)));
    assert_eq!(rows["waivers"][1]["used"].as_u64(), Some(0));
    let told = with_side(side, &["waivers", "--format=markdown", "--lang=zh"]);
    assert!(told.stdout.contains("| PG603 ") && told.stdout.contains("签字"), "{}", told.stdout);
    let told = with_side("[[waiver]]\ncodes = [\"PG603\"]\nreason = \"xxx\"\n", &["lint", "."]);
    assert_eq!(told.status, 2);
    assert!(told.stderr.contains("方案.plangen.toml:3:"), "{}", told.stderr);
}
