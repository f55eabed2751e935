//! How the time to read, to lint and to compare grows with the size of what is read: texts that are no plans, and the
//! same twice as long. Twice the time is right; where it is nearly four times, something looks at everything for each
//! of everything. `cargo bench --no-default-features --bench size [-- KIND…]`.

use plangen::align::{self, Doc};
use plangen::base::{Lang, SourceFile};
use plangen::data::Register;
use plangen::lint::{self, FileInput, Input, Parent};
use plangen::report::{self, pretty};
use plangen::{extract, import};
use std::time::{Duration, Instant};

/// A kind of text, and how it is made in a size.
type Kind = (&'static str, fn(usize) -> String);

const SENTENCE: &str = "到2025年，食堂达到68个，建成二十所站点，满意率85%以上。推进平台建设，由市财政局牵头（责任单位：市财政局、市民政局）。";

fn source(body: String) -> String {
    format!("---\nplangen: 1\n---\n{body}")
}

fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).map(part).collect()
}

const KINDS: [Kind; 36] = [
    ("one line", |n| SENTENCE.repeat(n)),
    ("one sentence", |n| SENTENCE.replace('。', "，").repeat(n)),
    ("no marks", |n| "我".repeat(n * 50)),
    ("Latin letters", |n| "a".repeat(n * 100)),
    ("spaces", |n| format!("甲{}乙", " ".repeat(n * 100))),
    ("blank lines", |n| format!("甲\n{}乙", "\n".repeat(n * 100))),
    ("lines", |n| each(n, |i| format!("第{i}项工作推进建设并完善制度。\n"))),
    ("line ends of old", |n| "一、甲乙丙丁\r".repeat(n * 5)),
    ("numbered", |n| each(n, |i| format!("（{}）第{i}项工作\n推进第{i}项建设，完成{i}个。\n", i % 900 + 1))),
    ("one number", |n| "一、推进建设\n".repeat(n)),
    ("clauses", |n| each(n, |i| format!("（{}）第{i}项。推进建设。（责任单位：市财政局、市民政局）\n", i % 300 + 1))),
    ("units", |n| format!("一、任务\n（一）甲。（责任单位：{}）\n", each(n, |i| format!("市第{i}局、")))),
    ("attachments", |n| each(n, |i| format!("附件{}\n甲。\n", i % 90))),
    ("boxes", |n| each(n, |i| format!("专栏{i} 工程\n1.甲乙丙。\n2.丁。\n"))),
    ("flattened table", |n| "序号\n指标\n2020年\n2025年\n属性\n".repeat(n)),
    ("pages", |n| each(n, |i| format!("甲乙丙丁戊己庚辛\n- {i} -\n"))),
    ("notices", |n| {
        "某市办公室关于印发某市方案的通知\n某政办发〔2024〕5号\n各区县：\n现印发给你们。\n2024年4月8日\n".repeat(n)
    }),
    ("said again", |n| "推进食堂建设并完善服务平台。".repeat(n)),
    ("citations", |n| "根据《北原自治区条例》（北原发〔2023〕10号）精神，".repeat(n)),
    ("other citations", |n| each(n, |i| format!("根据《北原自治区第{i}号条例》精神，"))),
    ("quotes in quotes", |n| format!("{}甲{}", "“".repeat(n * 5), "”".repeat(n * 5))),
    ("quotes left open", |n| "“甲".repeat(n * 5)),
    ("brackets left open", |n| "（甲".repeat(n * 5)),
    ("titles in titles", |n| format!("{}甲{}", "《".repeat(n * 5), "》".repeat(n * 5))),
    ("digits", |n| format!("达到{}个，{}人。", "9".repeat(n * 50), "一万".repeat(n * 20))),
    ("digits and marks", |n| "1.2-3,4:5/".repeat(n * 5)),
    ("and, and", |n| format!("建成{}。", "3个中心和".repeat(n * 5))),
    ("dates", |n| "2024年13月40日，2024.4.8，".repeat(n)),
    ("headings", |n| source(each(n, |i| format!("{} 标题{i}\n\n", "#".repeat(i % 6 + 1))))),
    ("ids", |n| source(each(n, |i| format!("## 甲{i} {{#a{i} implements=b:{i}}}\n")))),
    ("keys", |n| format!("---\nplangen: 1\n{}---\n甲\n", each(n, |i| format!("k{i}: 1\n")))),
    ("waivers", |n| source("<!-- plangen: allow PG301 reason=\"甲\" -->\n\n到2025年达到3个。\n\n".repeat(n))),
    ("comments left open", |n| source("<!-- ".repeat(n * 10))),
    ("stars", |n| source("*a **b _c ".repeat(n * 5))),
    ("table", |n| {
        source(format!(
            "| 序号 | 指标 | 2025年 |\n|---|---|---|\n{}",
            each(n, |i| format!("| {i} | 指标{i} | {i}% |\n"))
        ))
    }),
    ("quotes of Markdown", |n| source(format!("{} 甲\n", ">".repeat(n * 2)))),
];

/// Time to read, to read facts, to lint and tell, to compare with itself.
fn measure(text: &str) -> [Duration; 4] {
    let register = Register::builtin();
    let file = SourceFile::new("plan.md", text);
    let mut at = Instant::now();
    let mut lap = || {
        let spent = at.elapsed();
        at = Instant::now();
        spent
    };
    let parsed = import::read(&file);
    let read = lap();
    let facts = extract::facts(&parsed.plan, register);
    let found = lap();
    let doc = Doc { plan: &parsed.plan, facts: &facts, file: &file };
    let today = jiff::civil::date(2025, 1, 1);
    let tell = |findings: &[plangen::base::Finding]| {
        let look = pretty::Look { lang: Lang::Zh, color: false, width: 80 };
        pretty::findings(findings, &|_| Some(&file), look);
    };
    tell(&lint::check_file(&FileInput::new(doc, register, today)));
    let linted = lap();
    let alignment = align::align(doc, doc, register);
    let parents = [Parent { doc, alignment: &alignment }];
    let findings = lint::check_project(&Input { doc, parents: &parents, siblings: None, locked: &[], register });
    report::trace::json(doc, doc, &alignment, &findings);
    [read, found, linted, lap()]
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    println!(
        "{:24} {:>8}  read, facts, lint, compare: ms, and how many times as long for twice the size",
        "kind", "KB"
    );
    measure(SENTENCE);
    for (name, make) in KINDS {
        if !asked.is_empty() && !asked.iter().any(|a| name.contains(a.as_str())) {
            continue;
        }
        let (once, twice) = (make(2000), make(4000));
        // The shortest of three: what else the machine does only adds.
        let best = |text: &str| {
            let runs = [measure(text), measure(text), measure(text)];
            [0, 1, 2, 3].map(|i| runs.iter().map(|r| r[i]).min().unwrap_or_default())
        };
        let (a, b) = (best(&once), best(&twice));
        let laps: Vec<String> = a
            .iter()
            .zip(&b)
            .map(|(a, b)| {
                let ms = b.as_secs_f64() * 1e3;
                let times = b.as_secs_f64() / a.as_secs_f64().max(1e-6);
                // Below some milliseconds there is nothing to compare.
                let mark = if times > 3.0 && ms > 20.0 { " !" } else { "" };
                format!("{ms:8.1} ×{times:3.1}{mark:2}")
            })
            .collect();
        println!("{name:24} {:8}  {}", twice.len() / 1024, laps.join(" "));
    }
}
