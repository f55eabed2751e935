//! Pages made by hand for the examples on the pages of PG8xx: an official document of four pages as it should be,
//! and what an example says is different.
//!
//! An example is TOML. `[text]` changes the grid (`top`, `left`, `pitch`, `size`, `lines`, `advance`, `face`);
//! `[mark]`, `[number]`, `[red-rule]`, `[title]`, `[to]`, `[first-text]`, `[name]`, `[date]`, `[first]`, `[inner]`, `[last]` (the
//! colophon's rules), `[copies]`, `[printed]` and `[foot]` move one element (`dx`, `dy`, mm) or change it (`text`,
//! `face`, `size`, `width`, `height`, `red`, `drop`); `[[line]]` sets a line of a page (`page`, `at` from 1, or `y`;
//! `x`, `text`, `face`, `size`, `drop`, `stretch`); `[[rule]]` adds one (`page`, `x`, `y`, `width`, `height`); `[[sheet]]`
//! says of a page its `width` and `height`, how many characters are `turned` and `clockwise`, which faces are `loose`.

use plangen::pages::{Line, Measured, PT, Placed, Rule, lines};
use serde::Deserialize;
use std::collections::BTreeMap;

const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Text {
    top: f64,
    left: f64,
    pitch: f64,
    size: f64,
    lines: usize,
    advance: f64,
    face: String,
}

impl Default for Text {
    fn default() -> Self {
        let advance = 156.0 / 28.0;
        Self {
            top: 37.0,
            left: LEFT,
            pitch: 29.61,
            size: 15.793,
            lines: 22,
            advance: advance * PT,
            face: "FangSong".to_owned(),
        }
    }
}

/// What is different in one element.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Change {
    page: usize,
    at: Option<usize>,
    y: Option<f64>,
    x: Option<f64>,
    dx: f64,
    dy: f64,
    text: Option<String>,
    face: Option<String>,
    size: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    red: Option<bool>,
    drop: bool,
    /// Makes every advance so much longer, pt.
    stretch: f64,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Paper {
    width: Option<f64>,
    height: Option<f64>,
}

/// What is different about a page as a whole.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Sheet {
    page: usize,
    width: Option<f64>,
    height: Option<f64>,
    turned: usize,
    clockwise: usize,
    loose: Vec<String>,
}

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
struct Example {
    paper: Paper,
    sheet: Vec<Sheet>,
    text: Text,
    line: Vec<Change>,
    rule: Vec<Change>,
    #[serde(flatten)]
    elements: BTreeMap<String, Change>,
}

/// An element that is set on a page.
struct Setting<'a> {
    text: &'a str,
    x: f64,
    baseline: f64,
    size: f64,
    advance: f64,
    face: &'a str,
    red: bool,
    ink: Option<(f64, f64)>,
}

fn wide(c: char) -> bool {
    !c.is_ascii()
}

fn set(s: &Setting<'_>) -> Vec<Placed> {
    let mut x = s.x;
    let mut out = Vec::new();
    for c in s.text.chars() {
        let from = x;
        x += s.advance * if wide(c) { 1.0 } else { 0.5 };
        if !c.is_whitespace() {
            out.push(Placed {
                text: c,
                x: from,
                end: x,
                baseline: s.baseline,
                size: s.size,
                family: s.face.into(),
                red: s.red,
                black: !s.red,
                ink: s.ink,
                spaced: false,
            });
        }
    }
    out
}

fn measure(text: &str, advance: f64) -> f64 {
    text.chars().map(|c| advance * if wide(c) { 1.0 } else { 0.5 }).sum()
}

/// A line of 28 characters of running text, each another part of it.
fn running(at: usize, count: usize) -> String {
    let text: Vec<char> =
        "各镇要配齐河道巡查人员逐段建立台账按月通报进展所需经费列入年度预算确保任务落到实处".chars().collect();
    (0..count).map(|i| text[(at * 5 + i) % text.len()]).collect()
}

/// The pages of an example.
pub fn sheets(example: &str) -> Vec<Measured> {
    let example: Example = toml::from_str(example).expect("a well-formed example");
    let known = "mark number red-rule title to first-text name date first inner last copies printed foot";
    for name in example.elements.keys() {
        assert!(known.split(' ').any(|k| k == name), "no element {name}");
    }
    let none = Change::default();
    let of = |name: &str| example.elements.get(name).unwrap_or(&none);
    let t = &example.text;
    let (em, advance, pitch) = (t.size / PT, t.advance / PT, t.pitch / PT);
    let baseline = |line: usize| t.top + 0.88 * em + (line - 1) as f64 * pitch;
    let mut characters: Vec<Vec<Placed>> = vec![Vec::new(); 4];
    let mut rules: Vec<Vec<Rule>> = vec![Vec::new(); 4];
    {
        // An element: its page, text, middle or edge, base line, size, face.
        let mut put = |name: &str,
                       page: usize,
                       text: &str,
                       x: &dyn Fn(f64) -> f64,
                       at: f64,
                       size: f64,
                       face: &str,
                       red| {
            let c = of(name);
            if c.drop {
                return;
            }
            let text = c.text.as_deref().unwrap_or(text);
            let page = c.page.checked_sub(1).unwrap_or(page);
            let size = c.size.unwrap_or(size);
            let x = x(measure(text, size / PT)) + c.dx;
            let at = at + c.dy;
            let face = c.face.as_deref().unwrap_or(face);
            let red = c.red.unwrap_or(red);
            let ink = (size > 24.0).then(|| (at - 0.8 * size / PT, at + 0.1 * size / PT));
            characters[page].extend(set(&Setting { text, x, baseline: at, size, advance: size / PT, face, red, ink }));
        };
        let centred = |width: f64| 106.0 - width / 2.0;
        put("mark", 0, "河套市人民政府文件", &centred, 72.0 + 0.8 * 44.0 / PT, 44.0, "FZXiaoBiaoSong-B05S", true);
        let number = 112.0 - 0.12 * em;
        put("number", 0, "河府发〔2024〕15号", &centred, number, t.size, &t.face, false);
        let title = 116.5 + 2.0 * pitch + 0.88 * 22.0 / PT;
        let lines =
            of("title").text.clone().unwrap_or("河套市人民政府关于印发\n河套市河道管护实施方案的通知".to_owned());
        for (at, line) in lines.lines().enumerate() {
            let c = of("title");
            let (size, y) = (c.size.unwrap_or(22.0), title + at as f64 * pitch + c.dy);
            let (face, x) =
                (c.face.as_deref().unwrap_or("FZXiaoBiaoSong-B05S"), centred(measure(line, size / PT)) + c.dx);
            if !c.drop {
                characters[0].extend(set(&Setting {
                    text: line,
                    x,
                    baseline: y,
                    size,
                    advance: size / PT,
                    face,
                    red: false,
                    ink: None,
                }));
            }
        }
        let mut put = |name: &str, page: usize, text: &str, x: &dyn Fn(f64) -> f64, at: f64, size: f64| {
            let c = of(name);
            if c.drop {
                return;
            }
            let text = c.text.as_deref().unwrap_or(text);
            let page = c.page.checked_sub(1).unwrap_or(page);
            let size = c.size.unwrap_or(size);
            let advance = if (size - t.size).abs() < 0.01 { advance } else { size / PT };
            let (x, baseline) = (x(measure(text, advance)) + c.dx, at + c.dy);
            let face = c.face.as_deref().unwrap_or(&t.face);
            characters[page].extend(set(&Setting {
                text,
                x,
                baseline,
                size,
                advance,
                face,
                red: c.red == Some(true),
                ink: None,
            }));
        };
        let to = title + 3.0 * pitch;
        put("to", 0, "各旗区人民政府，市直各有关部门：", &|_| t.left, to, t.size);
        let date = measure("2024年4月8日", advance);
        put("name", 0, "河套市人民政府", &|w| RIGHT - 4.0 * advance - date / 2.0 - w / 2.0, to + 5.0 * pitch, t.size);
        put("date", 0, "2024年4月8日", &|w| RIGHT - 4.0 * advance - w, to + 6.0 * pitch, t.size);
        let text: Vec<(f64, String)> = vec![
            (t.left + 2.0 * advance, "《河套市河道管护实施方案》已经市人民政府同意，现".to_owned()),
            (t.left, "印发给你们，请认真贯彻落实。".to_owned()),
        ];
        for (at, (x, text)) in text.iter().enumerate() {
            put("first-text", 0, text, &|_| *x, to + (at + 1) as f64 * pitch, t.size);
        }
        // 版记 on the last page.
        let four = 14.0 / PT;
        put("copies", 3, "抄送：市委办公室，市人大常委会办公室，市政协办公室。", &|_| LEFT + four, 248.0, 14.0);
        put("printed", 3, "河套市人民政府办公室", &|_| LEFT + four, 257.5, 14.0);
        let printed = of("printed");
        if !printed.drop {
            let page = printed.page.checked_sub(1).unwrap_or(3);
            put("", page, "2024年4月10日印发", &|w| RIGHT - four - w, 257.5 + printed.dy, 14.0);
        }
        let mut rule = |name: &str, page: usize, y: f64, height: f64, red: bool| {
            let c = of(name);
            if !c.drop {
                let (width, height) = (c.width.unwrap_or(156.0), c.height.unwrap_or(height));
                let page = c.page.checked_sub(1).unwrap_or(page);
                rules[page].push(Rule { x: LEFT + c.dx, y: y + c.dy, width, height, red: c.red.unwrap_or(red) });
            }
        };
        rule("red-rule", 0, 116.0, 0.5, true);
        rule("first", 3, 241.0, 0.35, false);
        rule("inner", 3, 251.5, 0.25, false);
        rule("last", 3, 261.65, 0.35, false);
    }
    // The plan: two full pages, and a third with a heading and some lines.
    let change = |page: usize, at: usize| example.line.iter().find(|c| c.page == page && c.at == Some(at));
    for page in 2..=4 {
        let count = if page == 4 { 8 } else { t.lines };
        for at in 1..=count {
            let c = change(page, at).unwrap_or(&none);
            if c.drop {
                continue;
            }
            let (indented, heading) = (page == 2 && at == 1 || page == 4 && at <= 2, page == 4 && at == 1);
            let text = match (&c.text, heading) {
                (Some(text), _) => text.clone(),
                (None, true) => "一、重点任务".to_owned(),
                (None, false) => running(page * 22 + at, if indented { 26 } else { 28 }),
            };
            let x = c.x.unwrap_or(t.left + if indented { 2.0 * advance } else { 0.0 }) + c.dx;
            let size = c.size.unwrap_or(t.size);
            let face = c.face.as_deref().unwrap_or(if heading { "SimHei" } else { &t.face });
            let advance = advance + c.stretch / PT;
            let baseline = baseline(at) + c.dy;
            let red = c.red == Some(true);
            characters[page - 1].extend(set(&Setting {
                text: &text,
                x,
                baseline,
                size,
                advance,
                face,
                red,
                ink: None,
            }));
        }
    }
    let own = |c: &&Change| c.page == 1 || c.at.is_none() || c.at > Some(t.lines) || c.page == 4 && c.at > Some(8);
    for c in example.line.iter().filter(own) {
        let text = c.text.as_deref().expect("the text of a line");
        let baseline = c.y.unwrap_or_else(|| baseline(c.at.expect("where a line stands"))) + c.dy;
        let (size, face) = (c.size.unwrap_or(t.size), c.face.as_deref().unwrap_or(&t.face));
        let x = c.x.unwrap_or(t.left) + c.dx;
        let advance = if c.size.is_some() { size / PT } else { advance } + c.stretch / PT;
        let red = c.red == Some(true);
        characters[c.page - 1].extend(set(&Setting { text, x, baseline, size, advance, face, red, ink: None }));
    }
    for c in &example.rule {
        let (x, y) = (c.x.unwrap_or(LEFT), c.y.expect("the height of a rule"));
        let (width, height) = (c.width.unwrap_or(156.0), c.height.unwrap_or(0.2));
        rules[c.page - 1].push(Rule { x, y, width, height, red: c.red == Some(true) });
    }
    let foot = of("foot");
    let (size, four) = (foot.size.unwrap_or(14.0), foot.size.unwrap_or(14.0) / PT);
    for page in 1..=4 {
        if foot.drop && (foot.page == 0 || foot.page == page) {
            continue;
        }
        let number = if foot.page == page { foot.at.unwrap_or(page) } else { page };
        let form = foot.text.as_deref().unwrap_or("—{}—");
        let text = form.replace("{}", &number.to_string());
        let width = measure(&text, four);
        let x = if number % 2 == 1 { RIGHT - 4.94 - width } else { LEFT + 4.94 };
        let x = foot.x.map_or(x, |centre| centre - width / 2.0) + foot.dx;
        let baseline = 269.0 + 0.38 * 14.0 / PT + foot.dy;
        let face = foot.face.as_deref().unwrap_or("SimSun");
        characters[page - 1].extend(set(&Setting {
            text: &text,
            x,
            baseline,
            size,
            advance: four,
            face,
            red: false,
            ink: None,
        }));
    }
    let (width, height) = (example.paper.width.unwrap_or(210.0), example.paper.height.unwrap_or(297.0));
    let usual = Sheet::default();
    let page = |(at, (characters, rules)): (usize, (Vec<Placed>, Vec<Rule>))| {
        let own = example.sheet.iter().find(|s| s.page == at + 1).unwrap_or(&usual);
        Measured {
            width: own.width.unwrap_or(width),
            height: own.height.unwrap_or(height),
            lines: lines(characters),
            rules,
            turned: own.turned,
            clockwise: own.clockwise,
            pictures: 0,
            loose: own.loose.iter().map(|name| name.as_str().into()).collect(),
        }
    };
    characters.into_iter().zip(rules).enumerate().map(page).collect()
}

#[test]
fn the_document_of_the_examples_is_as_it_should_be() {
    let pages = sheets("");
    let findings = super::examples::of_pages(&pages);
    let told: Vec<_> = findings.iter().map(|f| (f.code, f.variant, &f.args)).collect();
    assert!(told.is_empty(), "{told:#?}");
    let texts: Vec<String> = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    assert!(texts.iter().any(|t| t.starts_with("抄送：")), "{texts:?}");
}
