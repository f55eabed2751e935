//! `plangen new`: a draft from the parents, in which nothing is at fault but what is left open.

use crate::support::{Run, plangen};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// Real documents, where they are at hand.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let found = std::fs::read_dir(&folder).ok()?.flatten().map(|e| e.path());
    let found = found.filter(|p| p.file_name().is_some_and(|f| f.to_string_lossy().starts_with(name))).min();
    if found.is_none() {
        eprintln!("skipped: no shared document {name}");
    }
    found
}

fn new(dir: &Path, level: &str, region: &str, parents: &[&Path], more: &[&str]) -> Run {
    let mut args: Vec<String> = vec!["new".into()];
    for parent in parents {
        args.extend(["--parent".into(), parent.display().to_string()]);
    }
    args.extend(["--level", level, "--region", region].map(String::from));
    args.extend(more.iter().map(|m| (*m).to_owned()));
    args.push(dir.display().to_string());
    plangen(args)
}

fn json(args: &[&str]) -> Value {
    let run = plangen(args);
    assert!(run.status < 2, "{args:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// The words of a draft: what is not its parents'.
fn without_comments(text: &str) -> String {
    text.lines().filter(|l| !l.starts_with("<!--")).collect::<Vec<_>>().join("\n")
}

/// Writes a draft and sees to it that lint finds its marks, each once, and nothing else; and that every task the
/// parents ask for is linked. Answers with the draft.
fn whole(dir: &Path, level: &str, region: &str, parents: &[&Path]) -> String {
    let run = new(dir, level, region, parents, &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let path = dir.join("plan.md");
    let text = std::fs::read_to_string(&path).expect("a draft");
    let shown = path.display().to_string();
    let findings = json(&["lint", &shown, "--format", "json"]);
    let findings = findings.as_array().expect("an array");
    let other: Vec<&Value> = findings.iter().filter(|f| f["code"] != "PG604").collect();
    assert!(other.is_empty(), "{other:#?}");
    let marks = without_comments(&text).matches('【').count();
    assert_eq!(findings.len(), marks, "every mark is found once");
    let traces = json(&["trace", &shown, "--format", "json"]);
    let traces = traces.as_array().cloned().unwrap_or_else(|| vec![traces]);
    assert_eq!(traces.len(), parents.len());
    let checked = plangen(["fmt", "--check", &shown]);
    assert_eq!(checked.status, 0, "canonical: {}", checked.stdout);
    text
}

/// `implements=` of every heading.
fn links(text: &str) -> Vec<String> {
    let words = text.lines().filter(|l| l.starts_with('#')).flat_map(str::split_whitespace);
    words.filter_map(|w| w.trim_matches(['{', '}']).strip_prefix("implements=")).map(str::to_owned).collect()
}

#[test]
fn a_city_begins_from_its_region() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("hetao");
    let text = whole(&dir, "city", "河套市", &[&seeds().join("beiyuan/plan.md")]);
    for line in [
        "id: hetao",
        "kind: 实施方案",
        "title: 河套市健全老年健康服务体系实施方案",
        "level: city",
        "region: 河套市",
        "stage: 代拟稿",
        "  issuer: 河套市人民政府办公室",
        "#### 1.建设高水平老年医学中心 {implements=beiyuan:二/（一）/1}",
        "#### 23.加强综合监管 {implements=beiyuan:二/（四）/23}",
        "（责任单位：市卫生健康委、市发展改革委、市农牧局按职责分工负责）",
        "<!-- 上级：失能老年人家庭医生签约率达到80%以上（≥80%，2025年） -->",
        "<!-- 上级：老年友善医疗机构占比（≥85%，2025年，约束性） -->",
    ] {
        assert!(text.lines().any(|l| l == line), "no line “{line}” in\n{text}");
    }
    assert!(text.contains("（北政办发〔2023〕58号）"), "the parent is cited with its number");
    // All 23 tasks, each linked once, in order.
    let links = links(&text);
    assert_eq!(links.len(), 23);
    assert_eq!(links.iter().collect::<BTreeSet<_>>().len(), 23);
}

#[test]
fn no_word_stands_in_the_draft_that_no_parent_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let parent = seeds().join("beiyuan/plan.md");
    let text = whole(&folder.path().join("ht"), "city", "河套市", &[&parent]);
    let theirs = std::fs::read_to_string(&parent).expect("text");
    let body = text.splitn(3, "---\n").nth(2).expect("a body");
    for line in without_comments(body).lines().filter(|l| !l.trim().is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            let title = heading.trim_start_matches('#').split(" {").next().unwrap_or_default().trim();
            assert!(theirs.contains(title), "“{title}” is no heading of the parent");
        } else {
            let open = line.starts_with("【待补充：") && line.ends_with('】');
            let clause = line.starts_with("（责任单位：") && line.ends_with('）');
            assert!(open || clause || line.starts_with("为贯彻落实《"), "{line}");
        }
    }
}

#[test]
fn tasks_of_several_parents_that_are_the_same_are_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let parents = ["hetao/plan.md", "beiyuan/plan.md", "national/opinion.md"].map(|p| seeds().join(p));
    let parents: Vec<&Path> = parents.iter().map(PathBuf::as_path).collect();
    let text = whole(&folder.path().join("qy"), "county", "青崖旗", &parents);
    let line = "{implements=hetao:二/（二）/3 implements=beiyuan:二/（二）/9 implements=national:三/（三）}";
    assert!(text.lines().any(|l| l.contains("做实家庭医生签约服务") && l.ends_with(line)), "{text}");
    // What only the city can do is left to it, and told.
    assert!(text.contains("上级（hetao）承担，未列入：二/（一）/1 建设市级老年医学中心"));
    for name in ["hetao", "beiyuan", "national"] {
        let own: Vec<String> = links(&text).into_iter().filter(|l| l.starts_with(&format!("{name}:"))).collect();
        assert_eq!(own.iter().collect::<BTreeSet<_>>().len(), own.len(), "{name}: linked once each");
    }
    assert_eq!(links(&text).iter().filter(|l| l.starts_with("beiyuan:")).count(), 23);
}

#[test]
fn every_sample_begins_a_draft_below_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, (parents, level, region)) in [
        (&["national/opinion.md"][..], "region", "北原自治区"),
        (&["national/opinion.md"], "county", "青崖旗"),
        (&["beiyuan/plan.md", "national/opinion.md"], "city", "青崖市"),
        (&["hetao/plan.md"], "county", "青崖旗"),
        (&["qingya/plan.md", "hetao/plan.md"], "county", "青崖旗"),
        (&["shaliu/plan.md"], "township", "白水镇"),
        (&["linqu/plan.txt"], "township", "白水镇"),
    ]
    .into_iter()
    .enumerate()
    {
        let parents: Vec<PathBuf> = parents.iter().map(|p| seeds().join(p)).collect();
        let parents: Vec<&Path> = parents.iter().map(PathBuf::as_path).collect();
        whole(&folder.path().join(at.to_string()), level, region, &parents);
    }
}

#[test]
fn published_documents_begin_drafts() {
    let (Some(region), Some(five_years)) = (shared("000"), shared("004")) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    assert_eq!(links(&whole(&at("a"), "city", "河套市", &[&region])).len(), 23);
    assert_eq!(links(&whole(&at("b"), "city", "河套市", &[&five_years])).len(), 42);
    whole(&at("c"), "city", "河套市", &[&region, &five_years]);
    if let Some(city) = shared("001") {
        whole(&at("d"), "county", "青崖旗", &[&city, &region, &five_years]);
    }
}

#[test]
fn title_and_kind_can_be_given_and_the_threshold_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let (region, national) = (seeds().join("beiyuan/plan.md"), seeds().join("national/opinion.md"));
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name).join("plan.md")).expect("a draft");
    let run = new(&folder.path().join("a"), "city", "河套市", &[&region], &["--kind", "行动方案"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(text("a").contains("kind: 行动方案\ntitle: 河套市健全老年健康服务体系行动方案\n"), "{}", text("a"));
    let run = new(&folder.path().join("b"), "city", "河套市", &[&region], &["--title", "河套市老年健康行动方案"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(text("b").contains("title: 河套市老年健康行动方案\n"));
    let run = new(&folder.path().join("c"), "region", "北原自治区", &[&national], &["--fail-on", "info"]);
    assert_eq!(run.status, 1, "open marks are findings: {}", run.stderr);
    assert!(text("c").contains("title: 北原自治区【待补充：标题】\n"), "{}", text("c"));
    let run = new(&folder.path().join("d"), "city", "河套市", &[&region], &["--fail-on", "warning"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn nothing_is_overwritten_and_what_cannot_be_done_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let region = seeds().join("beiyuan/plan.md");
    std::fs::create_dir(at("there")).expect("made");
    std::fs::write(at("there/plan.md"), "我的稿子").expect("written");
    std::fs::write(at("file"), "甲").expect("written");
    std::fs::write(at("rule.txt"), "某某办法\n\n第一条 为规范管理，制定本办法。\n").expect("written");
    std::fs::copy(&region, at("same.md")).expect("copied");
    for (dir, level, place, parents, part) in [
        ("there", "city", "河套市", vec![region.clone()], "not overwritten"),
        ("file", "city", "河套市", vec![region.clone()], "a file cannot be"),
        ("a", "city", "河套市", vec![at("none.md")], "no such file"),
        ("a", "city", "河套市", vec![at("rule.txt")], "no task was found"),
        ("a", "city", " ", vec![region.clone()], "--region"),
        ("a", "region", "北原自治区", vec![seeds().join("hetao/plan.md")], "lower level"),
        ("a", "city", "河套市", vec![region.clone(), region.clone()], "given twice"),
        ("a", "city", "河套市", vec![region.clone(), at("same.md")], "two parents have one name"),
        ("a", "county", "青崖旗", vec![], "--parent"),
    ] {
        let parents: Vec<&Path> = parents.iter().map(PathBuf::as_path).collect();
        let run = new(&at(dir), level, place, &parents, &[]);
        assert_eq!(run.status, 2, "{dir} {part}: {}", run.stdout);
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
        assert!(!at("a").exists(), "{part}: nothing is left behind");
    }
    assert_eq!(std::fs::read_to_string(at("there/plan.md")).expect("there"), "我的稿子");
    let run = plangen(["new", "--parent", &region.display().to_string(), "--region", "河套市", "x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--level"), "{}", run.stderr);
}
