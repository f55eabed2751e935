//! The forms of official documents: what stands where, measured on the layout against the clauses of GB/T 9704-2012
//! (in brackets). The samples of seeds/forms are set, and variants of them.

use crate::render::{FONTS, body, engine, laid, near, of_text, overlapping, root};
use crate::support::plangen;
use plangen::project::{Config, Habits};
use plangen::render::measure::{Line, Measured, Placed, Rule, pages};
use plangen::render::{Engine, Format, Options, Pdf, attached, fonts};
use plangen::session::Session;

/// The advance of a character of 3号, mm: 156 / 28.
const CHARACTER: f64 = 156.0 / 28.0;
/// From line to line, mm.
const PITCH: f64 = 10.449;
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
/// A base line below the top of its line, mm.
const ASCENT: f64 = 0.88 * CHARACTER;

fn sample(name: &str) -> Vec<Measured> {
    pages(&laid(&mut engine(), &root().join("seeds/forms").join(name)).1)
}

/// The first line that holds a text, from the page `from` on.
fn find<'a>(pages: &'a [Measured], text: &str) -> &'a Line {
    let all: String = pages.iter().flat_map(|p| &p.lines).map(|l| l.text() + "\n").collect();
    pages.iter().flat_map(|p| &p.lines).find(|l| l.text().contains(text)).unwrap_or_else(|| panic!("{text} in {all}"))
}

/// The characters of a text in a line.
fn of<'a>(line: &'a Line, text: &str) -> &'a [Placed] {
    let at = line.text().find(text).unwrap_or_else(|| panic!("{text} in {}", line.text()));
    let from = line.text()[..at].chars().count();
    &line.characters[from..from + text.chars().count()]
}

fn start(characters: &[Placed]) -> f64 {
    characters[0].x
}

fn end(characters: &[Placed]) -> f64 {
    characters[characters.len() - 1].end
}

fn middle(characters: &[Placed]) -> f64 {
    (start(characters) + end(characters)) / 2.0
}

fn page_with<'a>(pages: &'a [Measured], text: &str) -> &'a Measured {
    pages.iter().find(|p| p.lines.iter().any(|l| l.text().contains(text))).unwrap_or_else(|| panic!("{text}"))
}

fn chosen(key: &str) -> String {
    let found = fonts::Fonts::find(&fonts::Options::default()).expect("fonts");
    found.chain(key).into_iter().find(|f| !f.digits).expect("a face").name
}

fn red(page: &Measured) -> Vec<Rule> {
    page.rules.iter().copied().filter(|r| r.red).collect()
}

/// The upper and the lower edge of a line's ink.
fn ink(line: &Line) -> (f64, f64) {
    let edges = || line.characters.iter().filter_map(|c| c.ink);
    (edges().map(|e| e.0).fold(f64::MAX, f64::min), edges().map(|e| e.1).fold(f64::MIN, f64::max))
}

/// How many lines of the grid a base line stands below another.
fn lines_between(above: f64, below: f64) -> f64 {
    (below - above) / PITCH
}

#[test]
fn what_stands_in_the_corner_has_its_lines_and_faces() {
    if !*FONTS {
        return;
    }
    // [7.2.1] to [7.2.3] 份号, 密级, 紧急程度 from the first line on, flush left.
    let pages = sample("joint.md");
    for (at, (text, key)) in [("000012", None), ("秘密★1年", Some("hei")), ("特急", Some("hei"))].iter().enumerate()
    {
        let line = find(&pages, text);
        near(text, start(&line.characters), LEFT, 0.3);
        near(text, line.baseline, 37.0 + ASCENT + PITCH * f64::from(u8::try_from(at).expect("few")), 0.1);
        if let Some(key) = key {
            assert!(line.characters[0].family.starts_with(&chosen(key)), "{text}: {}", line.characters[0].family);
        }
    }
}

#[test]
fn an_upward_document_has_number_and_signer_on_one_line() {
    if !*FONTS {
        return;
    }
    // [7.2.5], [7.2.6] One character from the left and from the right; names in 楷体.
    let pages = sample("request.md");
    let line = find(&pages, "签发人：");
    near("number", start(of(line, "河卫发〔2024〕31号")), LEFT + CHARACTER, 0.1);
    let name = of(line, "林某某");
    near("signer", end(name), RIGHT - CHARACTER, 0.1);
    near("signer behind the colon", start(name), end(of(line, "签发人：")), 0.1);
    assert!(name[0].family.starts_with(&chosen("kai")), "{}", name[0].family);
    // [7.2.7]
    near("rule", red(&pages[0])[0].y - (line.baseline + 0.12 * CHARACTER), 4.0, 0.1);
}

#[test]
fn several_signers_stand_two_in_a_line_and_the_number_beside_the_last() {
    if !*FONTS {
        return;
    }
    let source = std::fs::read_to_string(root().join("seeds/forms/request.md")).expect("a sample");
    let pages = of_text(&source.replace("[林某某]", "[林某某, 赵某, 钱某某]"));
    let (first, last) = (find(&pages, "林某某"), find(&pages, "钱某某"));
    assert!(first.text().contains('赵') && !first.text().contains("31号") && last.text().contains("31号"));
    near("lines", lines_between(first.baseline, last.baseline), 1.0, 0.01);
    near("the next line begins below the first name", start(of(last, "钱")), start(of(first, "林")), 0.1);
    // A name of two characters is spread to the width of the others.
    near("spread", end(of(first, "赵某")) - start(of(first, "赵某")), 3.0 * CHARACTER, 0.1);
    near("right", end(of(first, "某")).max(end(of(first, "赵某"))), RIGHT - CHARACTER, 0.1);
    near("rule", red(&pages[0])[0].y - (last.baseline + 0.12 * CHARACTER), 4.0, 0.1);
}

#[test]
fn attachments_are_listed_below_the_text_and_begin_pages() {
    if !*FONTS {
        return;
    }
    // [7.3.4] One empty line below the text, two characters in; a name goes on below its first character.
    let pages = sample("request.md");
    let (text, first) = (find(&pages, "妥否，请批示"), find(&pages, "附件："));
    near("below the text", lines_between(text.baseline, first.baseline), 2.0, 0.01);
    let pages = sample("joint.md");
    let (first, second) = (find(&pages, "1.补贴申请表"), find(&pages, "2.旗区补贴"));
    near("label", start(of(first, "附件：")), LEFT + 2.0 * CHARACTER, 0.1);
    near("serial", start(of(first, "1")), start(of(first, "附")) + 3.0 * CHARACTER, 0.1);
    near("serials", start(of(second, "2")), start(of(first, "1")), 0.1);
    let page = page_with(&pages, "2.旗区补贴");
    let next = page.lines.iter().find(|l| l.baseline > second.baseline + 1.0).expect("a name of two lines");
    near("continued", start(&next.characters), start(of(second, "旗")), 0.1);
    // [7.3.7] 附件1 in 黑体 on the first line of a new page, its title on the third.
    let pages = sample("request.md");
    let page = page_with(&pages, "附件1");
    let label = &page.lines[0];
    assert_eq!(label.text(), "附件1");
    near("label", label.baseline, 37.0 + ASCENT, 0.1);
    assert!(label.characters[0].family.starts_with(&chosen("hei")));
    near("title", page.lines[1].baseline - 0.88 * 22.0 * 25.4 / 72.0, 37.0 + 2.0 * PITCH, 0.1);
    assert!(page.lines[1].text().starts_with("河套市老年医学中心建设内容"));
}

#[test]
fn a_sealed_signature_leaves_room_for_the_seal() {
    if !*FONTS {
        return;
    }
    // [7.3.5.1] The date four characters from the right, the name centred on it.
    let pages = sample("request.md");
    let (list, name, date) =
        (find(&pages, "2.河套市老年医学中心资金"), find(&pages, "委员会"), find(&pages, "5月20日"));
    let page = page_with(&pages, "2024年5月20日");
    let name = page.lines.iter().find(|l| l.text() == "河套市卫生健康委员会").unwrap_or(name);
    near("date", end(&date.characters), RIGHT - 4.0 * CHARACTER, 0.1);
    near("name", middle(&name.characters), middle(&date.characters), 0.1);
    near("name above the date", lines_between(name.baseline, date.baseline), 1.0, 0.01);
    // A seal of 42 mm whose middle is on the name's line, a little above that of both, begins within one line.
    near("room", lines_between(list.baseline, name.baseline), 3.0, 0.01);
    let top = (name.baseline - 0.38 * CHARACTER) - 21.0;
    let gap = top - (list.baseline + 0.12 * CHARACTER);
    assert!((0.0..=PITCH).contains(&gap), "the seal begins {gap:.1} mm below the text");
    // [7.3.6] The note two characters in, below the date.
    let note = find(&pages, "（联系人");
    near("note", lines_between(date.baseline, note.baseline), 1.0, 0.01);
}

#[test]
fn a_joint_issue_has_its_marks_and_room_for_every_seal() {
    if !*FONTS {
        return;
    }
    let pages = sample("joint.md");
    // [7.2.4] Names one below the other, the main issuer's on top; spread to one width, with 文件 in the middle.
    let marks: Vec<&Line> = pages[0].lines.iter().filter(|l| l.characters.iter().all(|c| c.red)).collect();
    let texts: Vec<String> = marks.iter().map(|l| l.text()).collect();
    let names: String = texts.concat();
    assert!(
        names.find("民政局") < names.find("财政局") && names.find("财政局") < names.find("医疗保障局"),
        "{texts:?}"
    );
    let all: Vec<&Placed> = marks.iter().flat_map(|l| &l.characters).collect();
    let sign = |c: char| all.iter().filter(|p| p.text == c).map(|p| p.x).collect::<Vec<_>>();
    let (first, last) = (sign('河'), sign('局'));
    assert_eq!((first.len(), last.len()), (3, 3));
    near("left edges", first[0], first[2], 0.3);
    near("right edges", last[0], last[2], 0.3);
    // [7.3.1] The title's lines grow.
    let titles: Vec<String> =
        pages[0].lines.iter().filter(|l| (l.characters[0].size - 22.0).abs() < 0.01).map(Line::text).collect();
    assert_eq!(titles, ["河套市民政局", "河套市财政局河套市医疗保障局", "关于印发河套市照护补贴发放方案的通知"]);
    // [7.3.5.1] Rows in order, the last name above the date; 42 mm for each seal, none past the edges.
    let date = find(&pages, "2024年6月12日");
    let page = page_with(&pages, "2024年6月12日");
    let last = page.lines.iter().find(|l| l.text() == "河套市医疗保障局").expect("the last name");
    near("date", end(&date.characters), RIGHT - 4.0 * CHARACTER, 0.1);
    near("last", middle(&last.characters), middle(&date.characters), 0.1);
    let row = page.lines.iter().find(|l| l.text() == "河套市民政局河套市财政局").expect("the first row");
    let centres = [middle(of(row, "河套市民政局")), middle(of(row, "河套市财政局"))];
    assert!(centres[0] - 21.0 >= LEFT && centres[1] + 21.0 <= RIGHT && centres[1] - centres[0] > 42.0, "{centres:?}");
    assert!(last.baseline - row.baseline > 42.0, "seals of two rows touch");
}

#[test]
fn a_joint_issue_of_many_still_shows_its_text() {
    if !*FONTS {
        return;
    }
    let with: Vec<String> = ["甲", "乙", "丙", "丁", "戊", "己", "庚"].map(|c| format!("河套市{c}字事务局")).to_vec();
    let pages = of_text(&format!(
        "---\nplangen: 1\ntitle: 河套市试点方案\nnotice:\n  issuer: 河套市民政局\n  with: [{}]\n  text: [现印发给你们。]\n---\n## 一、甲\n正文。\n",
        with.join(", ")
    ));
    assert!(!body(&pages[0]).is_empty());
    assert_eq!(overlapping(&pages), Vec::<String>::new());
    for name in &with {
        let last = pages.iter().flat_map(|p| &p.lines).rfind(|l| l.text().contains(name.as_str())).expect("signed");
        let centre = middle(of(last, name));
        assert!(centre - 21.0 >= LEFT && centre + 21.0 <= RIGHT, "{name}: {centre}");
    }
}

#[test]
fn a_signature_without_seal_begins_two_characters_apart() {
    if !*FONTS {
        return;
    }
    // [7.3.5.2]
    let pages = sample("opinion.md");
    let page = page_with(&pages, "2024年6月3日");
    let date = find(&pages, "2024年6月3日");
    let name = page.lines.iter().find(|l| l.text() == "河套市人民政府办公室").expect("the name");
    let text = find(&pages, "任单位：市财政局");
    near("name", end(&name.characters), RIGHT - 2.0 * CHARACTER, 0.1);
    near("date", start(&date.characters), start(&name.characters) + 2.0 * CHARACTER, 0.1);
    near("below the text", lines_between(text.baseline, name.baseline), 2.0, 0.01);
    near("below the name", lines_between(name.baseline, date.baseline), 1.0, 0.01);
    // A date longer than the name keeps to its two characters.
    let source = std::fs::read_to_string(root().join("seeds/forms/opinion.md")).expect("a sample");
    let pages = of_text(&source.replace("  issuer: 河套市人民政府办公室", "  issuer: 民政局"));
    let page = page_with(&pages, "2024年6月3日");
    let date = find(&pages, "2024年6月3日");
    let name = page.lines.iter().find(|l| l.text() == "民政局").expect("the name");
    near("date", end(&date.characters), RIGHT - 2.0 * CHARACTER, 0.1);
    near("date", start(&date.characters), start(&name.characters) + 2.0 * CHARACTER, 0.1);
}

#[test]
fn an_order_has_its_own_measures_and_room_for_the_stamp() {
    if !*FONTS {
        return;
    }
    let pages = sample("order.md");
    // [10.2] The mark's upper edge 20 mm below that of the type area.
    let mark = pages[0].lines.iter().find(|l| l.characters.iter().all(|c| c.red)).expect("a mark");
    assert_eq!(mark.text(), "河套市人民政府令");
    near("mark, upper edge", ink(mark).0, 57.0, 0.1);
    near("mark, middle", middle(&mark.characters), 106.0, 0.5);
    let (number, text) = (find(&pages, "第12号"), find(&pages, "已经2024年6月18日"));
    near("number", middle(&number.characters), 106.0, 0.1);
    let gap = (text.baseline - ASCENT) - (number.baseline + 0.12 * CHARACTER);
    assert!((16.0..=24.0).contains(&gap), "text {gap:.1} mm below the number");
    assert!(red(&pages[0]).is_empty(), "an order has no rule");
    // [7.3.5.3] The stamp two lines below the text and four characters from the right, the post two to its left and
    // in the middle of its height, the date one line below.
    let (post, date) = (find(&pages, "市长"), find(&pages, "2024年7月1日"));
    near("date", end(&date.characters), RIGHT - 4.0 * CHARACTER, 0.1);
    near("post", end(&post.characters), RIGHT - 6.0 * CHARACTER - 40.0, 0.1);
    let last = find(&pages, "第9次");
    near("post below the text", lines_between(last.baseline, post.baseline), 3.5, 0.01);
    near("date below the post", lines_between(post.baseline, date.baseline), 2.5, 0.01);
}

#[test]
fn a_letter_has_its_own_measures() {
    if !*FONTS {
        return;
    }
    let pages = sample("letter.md");
    let first = &pages[0];
    // [10.1] The mark 30 mm below the edge of the page; double rules of 170 mm, 4 mm below it and 20 mm above the
    // lower edge, the upper one thick above thin, the lower one thin above thick.
    let mark = first.lines.iter().find(|l| l.characters.iter().all(|c| c.red)).expect("a mark");
    assert_eq!(mark.text(), "河套市民政局");
    near("mark, upper edge", ink(mark).0, 30.0, 0.1);
    let rules = red(first);
    assert_eq!(rules.len(), 4, "{rules:?}");
    for rule in &rules {
        near("rule, left", rule.x, 20.0, 0.05);
        near("rule, width", rule.width, 170.0, 0.05);
    }
    assert!(rules[0].height > rules[1].height && rules[2].height < rules[3].height, "{rules:?}");
    near("upper rule", rules[0].y, ink(mark).1 + 4.0, 0.1);
    near("lower rule", rules[3].y + rules[3].height, 277.0, 0.05);
    // The number flush right, 7/8 of a character below the rule; the title two lines below it.
    let number = find(&pages, "河民函〔2024〕7号");
    near("number", end(&number.characters), RIGHT, 0.1);
    near("number below the rule", number.baseline - ASCENT - (rules[1].y + rules[1].height), 4.94, 0.05);
    let title = first.lines.iter().find(|l| (l.characters[0].size - 22.0).abs() < 0.01).expect("a title");
    let gap = (title.baseline - 0.88 * 22.0 * 0.35278) - (number.baseline + 0.12 * CHARACTER);
    near("title below the number", gap, 2.0 * 30.0 * 0.35278, 0.1);
    // No number on the first page; the colophon has names only and stands at the foot, without rules.
    assert_eq!(pages.len(), 1);
    let copies = find(&pages, "抄送：");
    near("colophon", copies.baseline + 0.12 * 14.0 * 0.35278, 262.0, 2.6);
    near("copies", start(&copies.characters), LEFT + 14.0 * 0.35278, 0.1);
    near("names", start(of(copies, "市消防")), start(&copies.characters) + 3.0 * 14.0 * 0.35278, 0.1);
    assert_eq!(first.lines.last().expect("lines").text(), copies.text());
    assert!(first.rules.iter().all(|r| r.red), "{:?}", first.rules);
    // Later pages have numbers, and the lower rule stands on the first only.
    let source = std::fs::read_to_string(root().join("seeds/forms/letter.md")).expect("a sample");
    let long = of_text(&format!("{source}\n{}", "有关情况另行函告。\n\n".repeat(30)));
    let numbers: Vec<bool> = long.iter().map(|p| p.lines.iter().any(|l| l.text().starts_with('—'))).collect();
    assert!(numbers.len() > 1 && !numbers[0] && numbers[1..].iter().all(|n| *n), "{numbers:?}");
    assert!(red(&long[1]).is_empty());
}

#[test]
fn minutes_say_who_was_there_and_are_not_signed() {
    if !*FONTS {
        return;
    }
    let pages = sample("minutes.md");
    // [10.3] The mark 35 mm below the edge of the type area.
    let mark = pages[0].lines.iter().find(|l| l.characters.iter().all(|c| c.red)).expect("a mark");
    assert_eq!(mark.text(), "河套市人民政府专题会议纪要");
    near("mark, upper edge", ink(mark).0, 72.0, 0.1);
    // 出席 in 黑体, two characters in, one empty line below the text; names go on below the first.
    let (text, present) = (find(&pages, "程序。"), find(&pages, "出席："));
    near("below the text", lines_between(text.baseline, present.baseline), 2.0, 0.01);
    near("label", start(&present.characters), LEFT + 2.0 * CHARACTER, 0.1);
    assert!(present.characters[0].family.starts_with(&chosen("hei")));
    let page = page_with(&pages, "出席：");
    let next = page.lines.iter().find(|l| l.baseline > present.baseline + 1.0).expect("a second line");
    near("names", start(of(present, "市政府")), start(&present.characters) + 3.0 * CHARACTER, 0.1);
    near("continued", start(&next.characters), start(of(present, "市政府")), 0.1);
    for label in ["请假：", "列席："] {
        near(label, start(&find(&pages, label).characters), LEFT + 2.0 * CHARACTER, 0.1);
    }
    let whole: String = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    assert_eq!(whole.matches("2024年4月11日").count(), 1, "the date stands in the head only");
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    if !*FONTS {
        return;
    }
    // [7.3.5.5] Whatever the length of the text; and the lines stay on the grid.
    let mut engine = engine();
    let mut moved = 0;
    for lines in 1..32 {
        let text = "各单位要按照职责分工，认真抓好落实。".repeat(lines);
        for (at, notice) in [format!("  text: [{text}]\n"), "  direct: true\n".to_owned()].iter().enumerate() {
            let below = if at == 0 { "## 一、甲\n正文。\n" } else { &format!("{text}\n") };
            let source = format!(
                "---\nplangen: 1\ntitle: 河套市试点方案\nnotice:\n  issuer: 河套市人民政府办公室\n  number: 河政办发〔2024〕1号\n  date: 2024-04-08\n  to: [[各旗区人民政府]]\n{notice}---\n{below}"
            );
            let file = plangen::base::SourceFile::new("plan.md", source);
            let plan = plangen::import::read(&file).plan;
            let pages = pages(&engine.layout(&plan, &file).expect("it can be typeset"));
            let signed = page_with(&pages, "2024年4月8日");
            let at_date = signed.lines.iter().position(|l| l.text() == "2024年4月8日").expect("a date");
            let above = &signed.lines[..at_date];
            assert!(above.len() >= 2 && above[0].text() != "河套市人民政府办公室", "{lines}: {:?}", above[0].text());
            moved += usize::from(!std::ptr::eq(signed, &raw const pages[0]) && above.len() < 6);
            assert!(body(&pages[0]).iter().any(|l| l.text().contains("各单位")), "{lines}: page 1 shows no text");
            for page in &pages {
                // The number stands between the lines.
                let lines: Vec<&Line> = body(page).into_iter().filter(|l| !l.text().contains('〔')).collect();
                for line in &lines {
                    let step = (line.baseline - lines[0].baseline) / PITCH;
                    near(&line.text(), step, step.round(), 0.02);
                }
            }
        }
    }
    assert!(moved > 0, "no signature went over to another page");
}

#[test]
fn addressees_that_leave_no_room_for_text_stand_in_the_colophon() {
    if !*FONTS {
        return;
    }
    // [7.3.2] One class of two hundred bodies: the first page shows text, and the colophon goes on over pages.
    let bodies: Vec<String> = (1..=200).map(|n| format!("第{n}苏木乡镇人民政府")).collect();
    let pages = of_text(&format!(
        "---\nplangen: 1\ntitle: 河套市试点方案\nnotice:\n  issuer: 河套市人民政府办公室\n  to: [[{}]]\n  text: [现印发给你们，请认真贯彻执行。]\n---\n## 一、甲\n正文。\n",
        bodies.join(", ")
    ));
    assert!(find(&pages[..1], "现印发给你们").baseline < 262.0);
    let whole: String = pages.iter().flat_map(|p| &p.lines).filter(|l| l.baseline < 265.0).map(Line::text).collect();
    for body in [&bodies[0], &bodies[99], &bodies[199]] {
        assert!(whole.contains(body.as_str()), "{body}");
    }
    for page in &pages {
        assert!(
            page.lines.iter().all(|l| l.baseline < 262.5 || l.text().starts_with('—')),
            "a line leaves the type area"
        );
    }
}

#[test]
fn a_draft_says_its_stage_below_the_title() {
    if !*FONTS {
        return;
    }
    let pages = of_text("---\nplangen: 1\ntitle: 河套市试点方案\nstage: 征求意见稿\n---\n## 一、甲\n正文。\n");
    let stage = find(&pages, "（征求意见稿）");
    // Brackets at the ends are trimmed; what they hold is in the middle.
    near("stage", middle(of(stage, "征求意见稿")), 106.0, 0.1);
    assert!(stage.characters[0].family.starts_with(&chosen("kai")));
}

#[test]
fn an_unknown_form_is_told_with_its_place_and_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.md");
    let source = "---\nplangen: 1\ntitle: 河套市试点方案\nnotice:\n  form: 电报\n  seal: 签名\n  secrecy: 保密\n  copy-number: 一号\n---\n正文。\n";
    std::fs::write(&path, source).expect("written");
    let told = plangen(["lint".as_ref(), path.as_os_str(), "--lang".as_ref(), "zh".as_ref()]);
    for part in [
        "plan.md:5:3",
        "“notice.form”不能是“电报”",
        "普通",
        "信函",
        "命令",
        "纪要",
        "plan.md:6:3",
        "机密★1年",
        "000001",
    ] {
        assert!(told.stdout.contains(part), "{part} in {}", told.stdout);
    }
}

/// A plan set the way a project's settings say.
fn set(habits: Habits, text: &str) -> Vec<Measured> {
    let mut engine = Engine::new(&Options { habits, ..Options::default() }).expect("fonts and templates");
    let file = plangen::base::SourceFile::new("plan.md", text);
    let plan = plangen::import::read(&file).plan;
    pages(&engine.layout(&plan, &file).expect("it can be typeset"))
}

fn read_sample(name: &str) -> String {
    std::fs::read_to_string(root().join("seeds/forms").join(name)).expect("a sample")
}

#[test]
fn a_table_wider_than_the_page_stands_on_turned_pages() {
    if !*FONTS {
        return;
    }
    let row = |cell: &dyn Fn(usize) -> String, columns: usize| {
        let cells: Vec<String> = (0..columns).map(cell).collect();
        format!("|{}|\n", cells.join("|"))
    };
    let table = |columns: usize, rows: usize| {
        let body: String =
            (1..=rows).map(|r| row(&|c| if c == 0 { r.to_string() } else { format!("{r}{c:02}") }, columns)).collect();
        format!("{}{}{body}", row(&|c| format!("指标{c}"), columns), row(&|_| "---".to_owned(), columns))
    };
    let plan = |table: &str| {
        format!(
            "---\nplangen: 1\ntitle: 河套市指标方案\n---\n## 一、甲\n\n正文。\n\n{table}\n\n## 二、乙\n\n结尾文字。\n\n## 附件1　指标表\n\n{table}\n"
        )
    };
    let size = |page: &Measured| (page.width.round() as i32, page.height.round() as i32);
    let upright = of_text(&plan(&table(6, 4)));
    assert!(upright.iter().all(|p| size(p) == (210, 297)));
    // Turned, with its head on every page; what follows stands upright again.
    let turned = of_text(&plan(&table(18, 40)));
    let sizes: Vec<_> = turned.iter().map(size).collect();
    assert_eq!(sizes[..2], [(210, 297), (297, 210)], "{sizes:?}");
    let heads = turned
        .iter()
        .filter(|p| size(p) == (297, 210))
        .map(|p| p.lines.iter().any(|l| l.text().contains("指标0指标1")));
    let heads: Vec<bool> = heads.collect();
    assert!(heads.len() >= 4 && heads.iter().all(|h| *h), "{heads:?}");
    let after = turned.iter().position(|p| p.lines.iter().any(|l| l.text() == "结尾文字。")).expect("the end");
    assert_eq!(sizes[after], (210, 297));
    // The attachment's name stands above its table, on the turned page.
    let named = page_with(&turned, "附件1");
    assert_eq!(size(named), (297, 210));
    // The number of the page stands where it does on upright pages, and so runs along the edge.
    assert_eq!(turned[1].turned, "—2—".chars().count());
    // Forty columns stand in parts, each with the first columns; nothing leaves the page or is laid over another.
    let parts = of_text(&plan(&table(40, 3)));
    for page in parts.iter().filter(|p| size(p) == (297, 210)) {
        for line in &page.lines {
            // The number of the page runs along its edge.
            let characters: Vec<&Placed> = line.characters.iter().filter(|c| c.size < 12.0).collect();
            for two in characters.windows(2) {
                assert!(two[1].x > two[0].x + 0.5, "{} lie over each other", line.text());
            }
            assert!(characters.iter().all(|c| c.x >= 35.0 && c.end <= 260.1), "{}", line.text());
        }
    }
    let whole: String = parts.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    assert!(whole.contains("指标39") && whole.contains("339"), "{whole}");
}

#[test]
fn tables_are_made_from_the_plan_and_attached() {
    if !*FONTS {
        return;
    }
    let path = root().join("seeds/qingya/plan.md");
    let folder = tempfile::tempdir().expect("a folder");
    let source = std::fs::read_to_string(&path).expect("a sample");
    let parent = root().join("seeds/beiyuan/plan.md");
    let source = source.replace(
        "parents: [../beiyuan/plan.md]",
        &format!("parents: [{}]\nattach: [责任分工表, 对照表]", parent.display()),
    );
    let own = folder.path().join("plan.md");
    std::fs::write(&own, source).expect("written");
    let mut session = Session::new(Config::default());
    session.load(&own).expect("read");
    session.check(std::slice::from_ref(&own), &[]).expect("checked");
    let document = session.document(&own).expect("loaded");
    let parents = session.parents(&own);
    assert_eq!(parents.len(), 1);
    let (parent, alignment) =
        (session.document(&parents[0]).expect("loaded"), session.alignment(&own, &parents[0]).expect("aligned"));
    let plan = attached::with_tables(document.doc(), &[(parent.doc(), &alignment)]);
    let pages = pages(&engine().layout(&plan, &document.file).expect("it can be typeset"));
    let page = page_with(&pages, "附件1");
    assert_eq!(page.lines[1].text(), "责任分工表");
    find(&pages, "序号任务");
    let whole: String = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    let table = &whole[whole.rfind("责任分工表").expect("the table")..];
    // Every task with its number, and the units that hold for all of them in a note.
    for part in [
        "1.建设市级老年医学中心",
        "23.强化科技创新和用药保障",
        "注：各项任务的责任单位均包括",
        "附件2",
        "承接情况",
        "部分承接",
    ] {
        assert!(table.contains(part), "{part} in {table}");
    }
    // The command makes the same.
    let out = folder.path().join("plan.pdf");
    let built = plangen(["build".as_ref(), own.as_os_str(), "--out".as_ref(), out.as_os_str()]);
    assert_eq!(built.status, 0, "{built:?}");
    assert!(
        built.stderr.contains(&format!("{} 页", pages.len()))
            || built.stderr.contains(&format!("{} pages", pages.len())),
        "{} pages: {}",
        pages.len(),
        built.stderr
    );
}

#[test]
fn an_office_sets_its_own_pitch_page_numbers_and_margins() {
    if !*FONTS {
        return;
    }
    let source = std::fs::read_to_string(root().join("seeds/hetao/plan.md")).expect("a sample");
    let habits = Habits {
        line_pitch: Some(28_950),
        page_number: Some(("第".to_owned(), "页".to_owned())),
        mirrored: true,
        ..Habits::default()
    };
    let pages = set(habits, &source);
    let full = &pages[3];
    let lines = body(full);
    assert_eq!(lines.len(), 22);
    near("pitch", (lines[21].baseline - lines[0].baseline) / 21.0, 28.95 * 0.35278, 0.001);
    assert_eq!(full.lines.last().expect("a number").text(), "第4页");
    // Page 4 has its binding margin at the right.
    // The edge of what stands flush left; a bracket there is trimmed, its pen stands further out.
    let left = |lines: &[&Line]| {
        let flush = lines.iter().filter(|l| l.characters[0].text.is_alphanumeric());
        flush.map(|l| start(&l.characters)).fold(f64::MAX, f64::min)
    };
    near("left edge", left(&lines), 26.0, 0.3);
    near("page number", start(&full.lines.last().expect("a number").characters), 26.0 + 4.94, 0.2);
    near("left edge of page 3", left(&body(&pages[2])), 28.0, 0.3);
}

#[test]
fn a_preprinted_head_keeps_its_room() {
    if !*FONTS {
        return;
    }
    for name in ["opinion.md", "letter.md", "order.md"] {
        let source = read_sample(name);
        let bare = set(Habits { preprinted: true, ..Habits::default() }, &source);
        let whole = of_text(&source);
        assert!(bare[0].lines.iter().flat_map(|l| &l.characters).all(|c| !c.red) && red(&bare[0]).is_empty(), "{name}");
        let black = |page: &Measured| -> Vec<Line> {
            page.lines.iter().filter(|l| l.characters.iter().all(|c| !c.red)).cloned().collect()
        };
        assert_eq!(black(&bare[0]), black(&whole[0]), "{name}: everything else keeps its place");
    }
}

#[test]
fn the_colophon_may_stand_on_an_odd_page() {
    if !*FONTS {
        return;
    }
    let source = read_sample("joint.md");
    let last = set(Habits { colophon_on_odd: true, ..Habits::default() }, &source);
    assert_eq!((of_text(&source).len(), last.len()), (4, 3));
    near("last rule", last[2].rules.last().map_or(0.0, |r| r.y + r.height), 262.0, 0.2);
}

#[test]
fn digits_have_the_face_that_was_asked_for() {
    if !*FONTS {
        return;
    }
    let options = fonts::Options { digits: Some("Noto Sans CJK SC".to_owned()), ..fonts::Options::default() };
    let Ok(mut engine) = Engine::new(&Options { fonts: options, ..Options::default() }) else {
        println!("skipped: Noto Sans CJK SC is not on this machine");
        return;
    };
    let file = plangen::base::SourceFile::new("plan.md", "---\nplangen: 1\ntitle: 河套市方案\n---\n到2025年建成。\n");
    let plan = plangen::import::read(&file).plan;
    let pages = pages(&engine.layout(&plan, &file).expect("it can be typeset"));
    let line = find(&pages, "2025年建成");
    assert_eq!(&*of(line, "2")[0].family, "Noto Sans CJK SC");
    assert_ne!(&*of(line, "年")[0].family, "Noto Sans CJK SC");
    let none = fonts::Options { digits: Some("没有的字体".to_owned()), ..fonts::Options::default() };
    let told = Engine::new(&Options { fonts: none, ..Options::default() }).expect_err("no such face");
    assert!(told.render(plangen::base::Lang::Zh).contains("没有的字体"));
}

#[test]
fn the_source_goes_into_the_file_where_asked() {
    if !*FONTS {
        return;
    }
    let file = plangen::base::SourceFile::new("方案.md", read_sample("opinion.md"));
    let plan = plangen::import::read(&file).plan;
    let habits = Habits { attach_source: true, ..Habits::default() };
    let mut engine = Engine::new(&Options { habits, ..Options::default() }).expect("fonts and templates");
    let pdf = Pdf.write(&engine.layout(&plan, &file).expect("it can be typeset")).expect("a PDF");
    let has = |what: &str| pdf.windows(what.len()).any(|w| w == what.as_bytes());
    assert!(has("EmbeddedFile") && has("<pdfaid:part>3</pdfaid:part>"), "no source inside");
    let again = Pdf.write(&engine.layout(&plan, &file).expect("it can be typeset")).expect("a PDF");
    assert!(pdf == again, "the same input, the same bytes");
}

#[test]
fn many_boxes_in_a_row_keep_the_grid_and_the_page_numbers() {
    if !*FONTS {
        return;
    }
    let boxes: String = (1..=16)
        .map(|n| {
            let lines = "> 建设一批项目，形成一批成果，带动一批企业，服务全市产业发展，为高质量发展提供支撑。\n>\n"
                .repeat(n % 5 + 1);
            format!("正文第{n}段。\n\n> **专栏{n} 重点项目**\n>\n{lines}\n")
        })
        .collect();
    let pages = of_text(&format!("---\nplangen: 1\ntitle: 河套市试点方案\n---\n## 一、任务\n\n{boxes}\n最后一段。\n"));
    assert!(pages.len() > 4, "{}", pages.len());
    for (at, page) in pages.iter().enumerate() {
        for line in body(page) {
            let lines = (line.baseline - 37.0 - ASCENT) / PITCH;
            near(&line.text(), lines, lines.round(), 0.02);
        }
        let number = format!("—{}—", at + 1);
        assert!(page.lines.iter().any(|l| l.text().replace(' ', "") == number), "no {number}");
    }
}

#[test]
fn an_article_leads_its_text_in_hei() {
    if !*FONTS {
        return;
    }
    let pages = of_text(
        "---\nplangen: 1\ntitle: 河套市数据登记办法\n---\n# 第一章 总则\n\n第一条 为规范登记，制定本办法。\n\n第二条 登记分为以下几类。\n\n（一）首次登记。\n\n（二）变更登记。\n",
    );
    let faces = |label: &str, text: &str| {
        let line = find(&pages, text);
        let family = |what: &str| of(line, what)[0].family.to_string();
        (family(label), family(text))
    };
    let (hei, text) = faces("第一条", "为规范登记");
    assert_ne!(hei, text);
    assert_eq!(faces("第二条", "登记分为"), (hei, text), "one with items below it looks like the others");
    let line = find(&pages, "为规范登记");
    near("gap", start(of(line, "为规范")) - end(of(line, "第一条")), CHARACTER, 0.2);
}

#[test]
fn what_a_text_lists_at_its_end_stands_as_attachments_do() {
    if !*FONTS {
        return;
    }
    let pages = of_text(
        "---\nplangen: 1\ntitle: 河套市试点方案\n---\n## 一、任务\n\n推进试点工作。\n\n附件：1.任务清单\n\n2.指标表\n",
    );
    let at = |text: &str| find(&pages, text);
    near("empty line", lines_between(at("推进试点").baseline, at("任务清单").baseline), 2.0, 0.02);
    near("serials", start(of(at("任务清单"), "1")), start(of(at("指标表"), "2")), 0.1);
    near("names", start(of(at("任务清单"), "任务")), start(of(at("指标表"), "指标")), 0.1);
}
