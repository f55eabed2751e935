use super::*;
use crate::base::{Failure, SourceFile};
use crate::data::Register;
use crate::project::Config;
use crate::session::Session;

/// A lint of this kind and options; its example is no matter here.
fn lint(kind: &str, options: &str) -> String {
    format!(
        "code = 'HT001'\nname = 'a-lint'\nkind = '{kind}'\nseverity = 'warning'\n[options]\n{options}\n[examples]\nbad = '甲'\n"
    )
}

fn read(text: &str) -> Result<OwnLints, Failure> {
    OwnLints::parse(&[SourceFile::new("lints/a.toml", text)])
}

/// What the lint finds in a plan: the quotes, with the first argument.
fn found(lint: &str, plan: &str) -> Vec<String> {
    let own = Arc::new(read(lint).unwrap_or_else(|e| panic!("{e}")));
    let mut session = Session::new(Config { register: Register::builtin().clone(), own, ..Config::default() });
    session.set(SourceFile::new("plan.md", plan));
    let findings = session.alone("plan.md".as_ref()).into_iter().filter(|f| f.code == "HT001");
    let told = |f: Finding| format!("{}|{}", f.place.span.of(plan), crate::report::messages::message(&f, Lang::Zh));
    findings.map(told).collect()
}

const PLAN: &str = "一、总体要求\n坚持节水优先。\n二、保障措施\n（一）加强领导。压实责任。\n三、重点任务\n（一）加强巡查。20个工作日内办结，狠抓落实。（责任单位：市水利局、市财政局）\n";

#[test]
fn sections_are_required_and_ordered() {
    let required = lint("required-section", "section = ['组织 实施', '督导检查']");
    assert_eq!(
        found(&required, PLAN),
        ["总体要求|缺少“组织实施／督导检查”一节"].map(|s| s.replace("总体要求|", "一、总体要求|"))
    );
    assert!(found(&lint("required-section", "section = '保障'"), PLAN).is_empty());
    assert_eq!(found(&lint("required-section", "section = '加强领导'\ndepth = 1"), PLAN).len(), 1);
    assert!(found(&lint("required-section", "section = '保障'"), "只有一段话，没有标题。\n").is_empty());
    let order = lint("order", "sections = ['总体要求', ['重点任务', '主要任务'], '保障措施']");
    assert_eq!(found(&order, PLAN), ["三、重点任务|“重点任务”应在“保障措施”之前"]);
    assert!(found(&lint("order", "sections = ['总体要求', '保障措施', '督查']"), PLAN).is_empty());
}

#[test]
fn words_are_found_once_and_not_in_exceptions_or_titles() {
    let terms = lint("terms", "words = ['狠抓', '狠抓落实', '责任']\nexcept = ['责任单位']");
    assert_eq!(found(&terms, PLAN), ["责任|不用“责任”", "狠抓落实|不用“狠抓落实”"]);
    let cited = "---\nplangen: 1\n---\n## 一、依据\n按照《关于狠抓落实的意见》狠抓\n落实。\n";
    assert_eq!(found(&terms, cited), ["狠抓\n落实|不用“狠抓落实”"]);
    assert_eq!(found(&terms.replace("[options]", "[options]\nin-titles = true"), cited).len(), 2);
    assert_eq!(found(&lint("terms", "words = '狠抓'\nwhere = '保障'"), PLAN), [""; 0]);
    assert_eq!(found(&lint("terms", "words = '压实'\nwhere = '保障'"), PLAN).len(), 1);
}

#[test]
fn a_substitution_offers_its_fix() {
    let own = Arc::new(read(&lint("substitution", "replace = { '狠抓' = '抓好' }\nfix = 'safe'")).expect("sound"));
    let mut session = Session::new(Config { own, ..Config::default() });
    session.set(SourceFile::new("plan.md", PLAN));
    let findings = session.alone("plan.md".as_ref());
    let fix = findings.iter().find(|f| f.code == "HT001").and_then(|f| f.fix.clone()).expect("a fix");
    assert_eq!(fix.applicability, crate::base::Applicability::Safe);
    assert_eq!((fix.edits[0].span.of(PLAN), fix.edits[0].text.as_str()), ("狠抓", "抓好"));
}

#[test]
fn the_rarer_wording_is_told() {
    let variants = lint("consistency", "variants = [['网上医院', '互联网医院'], ['甲地', '乙地']]");
    let plan = "一、任务\n建设互联网医院，办好互联网医院，推广网上医院。甲地先行。\n";
    assert_eq!(found(&variants, plan), ["网上医院|同一事物既写“网上医院”（1 处），又写“互联网医院”"]);
}

#[test]
fn numbers_have_bounds_and_units() {
    let pattern = lint("bounds", "pattern = '([0-9０-９一二三四五六七八九十]+)个工作日'\nmax = 15");
    assert_eq!(found(&pattern, PLAN), ["20个工作日|“20个工作日”不在规定的范围（≤15）之内"]);
    assert!(found(&pattern.replace("15", "20"), PLAN).is_empty());
    let plan = "一、目标\n到2025年，每千人口床位数达到6.8张，电子病历建档率达到90%。\n";
    let metric = lint("bounds", "metric = '床位'\nunit = '张'\nmin = 7");
    assert_eq!(found(&metric, plan).len(), 1, "{:?}", found(&metric, plan));
    assert!(found(&metric.replace("min = 7", "min = 6.8\nmax = '10'"), plan).is_empty());
    assert!(found(&metric.replace("'张'", "'%'"), plan).is_empty());
    let measures = lint("units-allowed", "metric = '床位'\nmeasures = ['个']");
    assert_eq!(found(&measures, plan).len(), 1);
    assert!(found(&measures.replace("'个'", "'张'"), plan).is_empty());
    let units = lint("units-allowed", "units = ['财政厅', '发展改革委']");
    assert_eq!(found(&units, PLAN), ["市水利局|“市水利局”不在规定的单位（财政厅、发展改革委）之列"]);
}

#[test]
fn a_lint_is_for_the_plans_it_names() {
    let terms =
        lint("terms", "words = '狠抓'").replace("[options]", "[when]\nuntil = 2024-12-31\nkinds = '意见'\n[options]");
    let plan = |kind: &str, date: &str| {
        format!(
            "---\nplangen: 1\nkind: {kind}\ntitle: 河套市{kind}\nnotice:\n  date: {date}\n---\n## 一、任务\n狠抓落实。\n"
        )
    };
    assert_eq!(found(&terms, &plan("意见", "2024-05-01")).len(), 1);
    assert!(found(&terms, &plan("意见", "2025-05-01")).is_empty());
    assert!(found(&terms, &plan("实施方案", "2024-05-01")).is_empty());
    let late = lint("terms", "words = '狠抓'").replace("severity =", "drafts = false\nseverity =");
    assert!(found(&late, PLAN).is_empty(), "a draft");
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let told = |text: &str| read(text).expect_err(text).render(Lang::En);
    let all = told(
        "code = 'PG001'\nname = 'Slogans'\nkind = 'term'\nseverity = 'loud'\ndraft = true\n[options]\nwords = []\n[en]\ntitel = 'x'\n",
    );
    for part in [
        "lints/a.toml:1:8: the lint is wrong: the prefix PG",
        "a.toml:2:8: the lint is wrong: `Slogans` is no name",
        "a.toml:3:8: the lint is wrong: there is no kind `term`",
        "known: required-section, order, terms",
        "a.toml:4:12: the lint is wrong: there is no severity `loud`",
        "a.toml:5:1: the lint is wrong: there is no key `draft`; near: `drafts`",
        "`examples` is missing",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    for (kind, options, part) in [
        ("terms", "words = []", "a.toml:6:9: the lint is wrong: `words` is an empty list and can match nothing"),
        ("terms", "words = ['甲', ' ']", "a.toml:6:15"),
        ("terms", "words = ['甲', '甲']", "listed twice"),
        ("terms", "words = ['甲乙']\nexcept = ['乙']", "excluded by `乙`"),
        ("terms", "words = ['甲乙']\nexcept = ['丙']", "excepts nothing"),
        ("terms", "words = \"甲\\n乙\"", "line break"),
        ("terms", "words = 3", "a.toml:6:9: the lint is wrong: the value `3` of `words` is not a text"),
        ("terms", "word = '甲'", "near: `words`"),
        ("terms", "words = '甲'\nwhere = '一、任务'", "begins with a label"),
        ("required-section", "section = '组织实施。'", "ends in 。"),
        ("required-section", "section = '组织'\ndepth = 0", "from 1 to 9"),
        ("order", "sections = ['甲']", "can match nothing"),
        ("order", "sections = ['任务', '重点任务']", "covered by `任务`"),
        ("substitution", "replace = { '甲' = '甲' }", "replaced by itself"),
        ("substitution", "replace = { '甲' = '甲乙' }", "except = [\"甲乙\"]"),
        ("consistency", "variants = [['甲']]", "no other wording"),
        ("bounds", "metric = '床位'\nunit = '张'", "neither `min` nor `max`"),
        ("bounds", "metric = '床位'\nmin = 1", "`unit` is missing"),
        ("bounds", "metric = '床位'\nunit = '张'\nmin = 9\nmax = 1", "above max"),
        ("bounds", "pattern = '(['\nmin = 1", "no regular expression"),
        ("bounds", "pattern = '[0-9]+天'\nmin = 1", "one pair of brackets"),
        ("bounds", "pattern = '([a&&b])'\nmin = 1", "can match nothing"),
        ("bounds", "min = 'x'\nmetric = '床位'\nunit = '张'", "not a number"),
        ("units-allowed", "", "one of `units` and `measures`"),
    ] {
        let text = lint(kind, options);
        assert!(told(&text).contains(part), "{options}: {}", told(&text));
    }
    let message = lint("terms", "words = '甲'") + "[zh]\nmessage = '不用{word}'\n";
    assert!(told(&message).contains("nothing fills `{word}`"), "{}", told(&message));
    let when =
        lint("terms", "words = '甲'") + "[when]\nfrom = 2025-01-01\nuntil = '2024-01-01'\nlevels = ['village']\n";
    assert!(told(&when).contains("it can match nothing") && told(&when).contains("`village`"), "{}", told(&when));
    assert!(told("code = \nname = 'x'\n").contains("a.toml:1:"));
    assert!(told(&lint("substitution", "replace = { 甲 = '乙' }")).contains("in quotes"));
}

#[test]
fn codes_and_names_are_taken_once() {
    let one = lint("terms", "words = '甲'");
    let files = ["lints/a.toml", "lints/b.toml"].map(|path| SourceFile::new(path, one.as_str()));
    let told = OwnLints::parse(&files).expect_err("the same twice").render(Lang::En);
    assert!(told.contains("lints/b.toml:1:8") && told.contains("`HT001` is taken by lints/a.toml"), "{told}");
    assert!(told.contains("`a-lint` is taken"), "{told}");
    let named = read(&one.replace("a-lint", "weaker-target")).expect_err("plangen's").render(Lang::En);
    assert!(named.contains("PG301"), "{named}");
}

#[test]
fn every_kind_has_its_words() {
    for kind in ["required-section", "order", "terms", "substitution", "consistency", "bounds", "units-allowed"] {
        let told = read(&lint(kind, "")).expect_err("no options").render(Lang::Zh);
        assert!(!told.contains("没有 kind"), "{told}");
        assert!(read::has_words(kind), "{kind}");
    }
}
