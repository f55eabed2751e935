//! `plangen trace --tree` and the pictures of `plangen rollup`, end to end.

use super::support::{Run, command, run};
use plangen::office::workbook;
use std::path::Path;

const REGION: &str = "北原自治区河湖管护方案\n\n一、重点任务\n（一）加强监测。全区建设自动监测站不少于120个，自动监测覆盖率达到90%以上。（责任单位：自治区水利厅）\n（二）培训人员。每年组织河湖长培训，提高基层巡查能力。（责任单位：自治区水利厅）\n";

fn plan(id: &str, level: &str, region: &str, parents: &str, tasks: &str) -> String {
    format!(
        "---\nplangen: 1\nid: {id}\ntitle: {region}河湖管护方案\nlevel: {level}\nregion: {region}\n{parents}---\n## 一、重点任务\n\n{tasks}"
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let monitoring = |n: u32, unit: &str| {
        format!("### （一）加强监测\n\n建设自动监测站{n}个，自动监测覆盖率达到90%以上。（责任单位：{unit}）\n")
    };
    let training = "\n### （二）培训人员\n\n每年组织河湖长培训，提高基层巡查能力。（责任单位：市水利局）\n";
    put("plangen.toml", "");
    let region = REGION.split("一、重点任务\n").nth(1).unwrap_or_default();
    let region = region
        .replace("（一）加强监测。", "### （一）加强监测\n\n")
        .replace("（二）培训人员。", "\n### （二）培训人员\n\n");
    put("a-region.md", &plan("region", "region", "北原自治区", "", &region));
    put(
        "b-hetao.md",
        &plan("hetao", "city", "河套市", "parents: [region]\n", &(monitoring(70, "市水利局") + training)),
    );
    put("c-linqu.md", &plan("linqu", "city", "临渠市", "parents: [region]\n", &monitoring(40, "市水利局")));
    put("d-shaliu.md", &plan("shaliu", "county", "沙柳旗", "parents: [hetao, region]\n", &monitoring(9, "旗水利局")));
    folder
}

fn go(folder: &Path, args: &[&str]) -> Run {
    run(command().current_dir(folder).args(args).args(["--lang", "zh"]))
}

#[test]
fn a_family_shows_who_carries_out_what_at_which_level() {
    let folder = folder();
    let told = go(folder.path(), &["trace", "--tree", "."]);
    assert_eq!(told.status, 0, "{told:#?}");
    let lines: Vec<&str> = told.stdout.lines().collect();
    assert!(lines[0].starts_with("北原自治区河湖管护方案（省"), "{}", told.stdout);
    assert!(lines[1].starts_with("├─ 河套市河湖管护方案（市") && lines[1].contains("已承接 2/2"), "{}", lines[1]);
    // The county hangs under its city, not again under the region that it names, too.
    assert!(lines[2].starts_with("│  └─ 沙柳旗河湖管护方案（县") && lines[2].contains("缺失 1"), "{}", lines[2]);
    assert!(lines[3].starts_with("└─ 临渠市") && lines[3].contains("已承接 1/2，缺失 1"), "{}", lines[3]);
    let training = lines.iter().position(|l| l.ends_with("培训人员") && !l.starts_with(' ')).expect("the task");
    assert_eq!(lines[training + 1], "    [已承接] 河套市  一/（二） 培训人员");
    assert_eq!(lines[training + 2], "        [缺失] 沙柳旗");
    assert_eq!(lines[training + 3], "    [缺失] 临渠市");
}

#[test]
fn a_family_is_told_to_programs() {
    let folder = folder();
    let told = go(folder.path(), &["trace", "--tree", ".", "--format", "json"]);
    assert_eq!(told.status, 0, "{told:#?}");
    let family: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    let files: Vec<&str> =
        family["plans"].as_array().expect("plans").iter().filter_map(|p| p["file"].as_str()).collect();
    assert!(files.len() == 4 && files[0].ends_with("a-region.md"), "{files:?}");
    let links = family["links"].as_array().expect("links");
    let link = |child: &str, parent: &str| {
        let is = |l: &&serde_json::Value| {
            l["child"].as_str().is_some_and(|c| c.ends_with(child))
                && l["parent"].as_str().is_some_and(|p| p.ends_with(parent))
        };
        links.iter().find(is).unwrap_or_else(|| panic!("{child} {parent}: {family:#}"))
    };
    assert_eq!(links.len(), 4);
    assert_eq!(link("d-shaliu.md", "b-hetao.md")["nearest"], true);
    assert_eq!(link("d-shaliu.md", "a-region.md")["nearest"], false);
    let linqu = link("c-linqu.md", "a-region.md");
    assert_eq!((&linqu["coverage"]["covered"], &linqu["coverage"]["missing"]), (&1.into(), &1.into()));
    assert_eq!(linqu["tasks"][0]["answered_by"], serde_json::json!(["一/（一）"]));
    assert_eq!(linqu["tasks"][1]["status"], "missing");
    assert_eq!(go(folder.path(), &["trace", "--tree", ".", "-o", "树.json"]).status, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("树.json")).expect("there"), told.stdout);
}

#[test]
fn a_family_is_drawn_and_tabled() {
    let folder = folder();
    let path = folder.path().join("树.svg");
    let told = go(folder.path(), &["trace", "--tree", ".", "-o", "树.svg"]);
    assert_eq!(told.status, 0, "{told:#?}");
    let picture = std::fs::read_to_string(&path).expect("there");
    let tree = roxmltree::Document::parse(&picture).expect("well-formed");
    assert!(!picture.contains("<script") && !picture.contains("href"), "nothing runs, nothing from elsewhere");
    assert!(picture.contains("prefers-color-scheme: dark") && picture.contains("Noto Sans CJK SC"));
    let boxes: Vec<(f64, f64)> = tree
        .descendants()
        .filter(|n| n.attribute("class") == Some("box"))
        .map(|n| ["x", "y"].map(|a| n.attribute(a).and_then(|v| v.parse().ok()).expect("a number")))
        .map(|[x, y]| (x, y))
        .collect();
    assert_eq!(boxes.len(), 4);
    assert!(boxes[0].1 < boxes[1].1 && boxes[1].1 < boxes[3].1, "levels stand below each other: {boxes:?}");
    assert!((boxes[1].1 - boxes[2].1).abs() < 0.1 && boxes[1].0 < boxes[2].0, "cities side by side: {boxes:?}");
    assert!(picture.contains("承接1 部分0 缺失1") && picture.contains("也承接：北原自治区"), "{picture}");
    assert_eq!(go(folder.path(), &["trace", "--tree", ".", "-o", "树.xlsx"]).status, 0);
    let bytes = std::fs::read(folder.path().join("树.xlsx")).expect("there");
    let rows = &workbook::read(Path::new("a.xlsx"), &bytes).expect("read")[0].rows;
    assert_eq!(rows[0], ["位置", "任务", "河套市（市级）", "沙柳旗（县级）", "临渠市（市级）"]);
    assert_eq!(rows[2][2..], ["已承接\n一/（二） 培训人员", "缺失", "缺失"]);
    assert_eq!(go(folder.path(), &["trace", "b-hetao.md", "c-linqu.md"]).status, 2, "several plans want --tree");
    assert_eq!(go(folder.path(), &["trace", "b-hetao.md", "--format", "svg"]).status, 2, "one pair is no tree");
    let alone = go(folder.path(), &["trace", "--tree", "a-region.md"]);
    assert_eq!(alone.status, 2, "a plan without kin: {alone:#?}");
}

#[test]
fn a_roll_up_is_tabled_and_drawn() {
    let folder = folder();
    let plans = ["rollup", "a-region.md", "b-hetao.md", "c-linqu.md"];
    for name in ["汇总.xlsx", "汇总.svg", "汇总.html", "汇总.csv"] {
        let told = go(folder.path(), &[&plans[..], &["-o", name]].concat());
        assert_eq!(told.status, 0, "{told:#?}");
    }
    let bytes = std::fs::read(folder.path().join("汇总.xlsx")).expect("there");
    let rows = &workbook::read(Path::new("a.xlsx"), &bytes).expect("read")[0].rows;
    assert_eq!(rows[0], ["情况", "位置", "上级目标", "单位", "总数", "河套市", "临渠市", "合计", "差额"]);
    assert_eq!(
        (rows[1][0].as_str(), &rows[1][4..]),
        ("尚差", &["120", "70", "40", "110", "10"].map(str::to_owned)[..])
    );
    let picture = std::fs::read_to_string(folder.path().join("汇总.svg")).expect("there");
    let tree = roxmltree::Document::parse(&picture).expect("well-formed");
    let bars: Vec<f64> = tree
        .descendants()
        .filter(|n| n.attribute("class").is_some_and(|c| c.starts_with("part")))
        .filter_map(|n| n.attribute("width")?.parse().ok())
        .collect();
    assert!(
        bars.len() == 2 && (bars[0] / bars[1] - 70.0 / 40.0).abs() < 0.01,
        "bars are as long as what they say: {bars:?}"
    );
    assert!(picture.contains("110/120个　尚差 10个"), "{picture}");
    assert_eq!(go(folder.path(), &[&plans[..], &["-o", "b-hetao.md"]].concat()).status, 2, "a plan is not overwritten");
    let same = go(folder.path(), &[&plans[..], &["--format", "svg"]].concat());
    assert_eq!(same.stdout, picture);
}
