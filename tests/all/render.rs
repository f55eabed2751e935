//! Plans as official documents: what stands where on the pages, measured on the layout against GB/T 9704-2012
//! (clauses in brackets), and what is said when a document cannot be made.

use crate::support::{Run, command, plangen, run};
use plangen::base::SourceFile;
use plangen::import;
use plangen::pages::Sheets as _;
use plangen::plan::DocumentForm;
use plangen::render::measure::{Line, Measured, pages};
use plangen::render::{Engine, Format, Options, Pdf, fonts};
use plangen::source;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Whether the faces are here; without them these tests say that they are skipped.
pub static FONTS: LazyLock<bool> = LazyLock::new(|| {
    let found = fonts::Fonts::find(&fonts::Options::default()).is_ok_and(|f| f.complete().is_ok());
    if !found {
        println!("skipped: no faces for official documents on this machine; scripts/setup installs free ones");
    }
    found
});

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn samples() -> Vec<PathBuf> {
    plangen::project::discover(&[root().join("seeds")]).expect("the samples")
}

pub(crate) fn engine() -> Engine {
    Engine::new(&Options::default()).expect("fonts and templates")
}

pub(crate) fn laid(engine: &mut Engine, path: &Path) -> (plangen::plan::Plan, plangen::render::Laid) {
    let file = source::load(path).expect("a plan");
    let plan = import::read(&file).plan;
    let laid = engine.layout(&plan, &file).expect("it can be typeset");
    (plan, laid)
}

pub(crate) fn of_text(text: &str) -> Vec<Measured> {
    let file = SourceFile::new("plan.md", text);
    let plan = import::read(&file).plan;
    pages(&engine().layout(&plan, &file).expect("it can be typeset"))
}

pub(crate) fn near(what: &str, got: f64, wanted: f64, by: f64) {
    assert!((got - wanted).abs() <= by, "{what}: {got:.2}, not {wanted:.2}");
}

/// Lines of the type area set in 3号.
pub(crate) fn body(page: &Measured) -> Vec<&Line> {
    let of_body = |l: &&Line| {
        l.baseline < 262.0 && !l.characters.is_empty() && l.characters.iter().all(|c| (c.size - 15.793).abs() < 0.01)
    };
    page.lines.iter().filter(of_body).collect()
}

#[test]
fn the_samples_stand_on_the_grid() {
    if !*FONTS {
        return;
    }
    let mut engine = engine();
    let mut full = 0;
    for sample in samples() {
        let (_, laid) = laid(&mut engine, &sample);
        for (at, page) in pages(&laid).iter().enumerate() {
            let place = format!("{} page {}", sample.display(), at + 1);
            near(&place, page.width, 210.0, 0.1);
            near(&place, page.height, 297.0, 0.1);
            let lines = body(page);
            let texts: Vec<String> = lines.iter().map(|l| l.text()).collect();
            for (line, text) in lines.iter().zip(&texts) {
                let (first, last) = (line.characters.first().expect("one"), line.characters.last().expect("one"));
                assert!(!"。，、；：？！”’）》〉〕%‰".contains(first.text), "{place} begins a line so: {text}");
                assert!(!"“‘（《〈〔".contains(last.text), "{place} ends a line so: {text}");
                assert!(first.x > 28.0 - 2.9 && last.end < 184.0 + 2.9, "{place} leaves the type area: {text}");
            }
            for pair in texts.windows(2) {
                let broken = pair[0].ends_with(|c: char| c.is_ascii_digit())
                    && pair[1].starts_with(|c: char| c.is_ascii_digit() || ".%‰年".contains(c));
                assert!(!broken, "{place} breaks a number: {pair:?}");
            }
            // [5.2.3] 22 lines on a page of nothing but text, which fill the type area.
            let only_text = page.rules.is_empty() && lines.len() + 1 == page.lines.len();
            if only_text && lines.last().is_some_and(|l| l.baseline > 259.0) && at > 0 {
                full += 1;
                let first = lines[0].baseline;
                for line in &lines {
                    let step = (line.baseline - first) / 10.449;
                    near(&format!("{place}, {}", line.text()), step, step.round(), 0.01);
                }
                near(&place, first - 0.88 * 5.571, 37.0, 0.1);
                near(&place, lines[lines.len() - 1].baseline + 0.12 * 5.571, 262.0, 0.1);
            }
        }
    }
    assert!(full >= 10, "{full} full pages are too few to speak of");
}

#[test]
fn the_head_and_the_colophon_stand_where_the_standard_says() {
    if !*FONTS {
        return;
    }
    let mut engine = engine();
    let mut seen = 0;
    for sample in samples() {
        let (plan, laid) = laid(&mut engine, &sample);
        // The other forms are measured in forms.rs.
        let Some(notice) = &plan.meta.notice else { continue };
        if notice.form != DocumentForm::General || !notice.with.is_empty() || !notice.signers.is_empty() {
            continue;
        }
        seen += 1;
        let pages = pages(&laid);
        let first = &pages[0];
        // [7.2.4] The mark's upper edge 35 mm below that of the type area; red, in the middle.
        let mark = first.lines.iter().find(|l| l.characters.iter().all(|c| c.red)).expect("a mark");
        let (from, to) = (mark.characters[0].x, mark.characters[mark.characters.len() - 1].end);
        near("mark, centre", (from + to) / 2.0, 106.0, 0.5);
        assert!(to - from <= 156.0, "the mark is wider than the type area");
        near("mark, em top", mark.baseline - 0.88 * 46.0 * 0.35278, 72.0, 1.5);
        // [7.2.5] The number in the middle; [7.2.7] the red rule 4 mm below it, 156 mm wide.
        let number =
            first.lines.iter().find(|l| l.text().contains('〔') && l.text().ends_with('号')).expect("a number");
        let rule = first.rules.iter().find(|r| r.red).expect("a red rule");
        near("red rule below the number", rule.y - (number.baseline + 0.12 * 5.571), 4.0, 0.1);
        near("red rule, left", rule.x, 28.0, 0.1);
        near("red rule, width", rule.width, 156.0, 0.1);
        // [7.3.1] The title two lines below the rule, in 2号.
        let title = first.lines.iter().find(|l| l.baseline > rule.y && l.characters[0].size > 21.9).expect("a title");
        let gap = (title.baseline - 0.88 * 22.0 * 0.35278) - rule.y;
        assert!((18.3..=23.3).contains(&gap), "title below the rule: {gap:.1} mm");
        // [7.3.3] The first page shows text of the notice.
        assert!(body(first).len() >= 3, "page 1 shows no text");
        // [7.4] The colophon at the foot of the last page, an even one.
        assert_eq!(pages.len() % 2, 0, "{} pages", pages.len());
        let rules: Vec<_> = pages[pages.len() - 1].rules.iter().filter(|r| r.width > 100.0).collect();
        let last = rules.last().expect("rules of the colophon");
        near("last rule", last.y + last.height, 262.0, 0.2);
        near("last rule, weight", last.height, 0.35, 0.01);
        // [7.5] Page numbers: on the right of odd pages, on the left of even ones, one character in.
        for (at, page) in pages.iter().enumerate() {
            let foot = page.lines.iter().find(|l| l.baseline > 265.0).expect("a page number");
            assert_eq!(foot.text(), format!("—{}—", at + 1));
            match at % 2 {
                0 => near("page number", foot.characters[foot.characters.len() - 1].end, 179.06, 0.2),
                _ => near("page number", foot.characters[0].x, 32.94, 0.2),
            }
        }
    }
    assert!(seen >= 3, "{seen} samples with a notice");
}

#[test]
fn headings_have_the_faces_of_their_levels() {
    if !*FONTS {
        return;
    }
    let pages = of_text(
        "---\nplangen: 1\ntitle: 河套市试点方案\n---\n## 一、总体要求\n### （一）工作目标\n到2025年，建成50—100个站点。\n#### 1.推进建设\n说明文字。\n",
    );
    let face = |start: &str| {
        let lines = pages.iter().flat_map(|p| &p.lines);
        let line = lines.into_iter().find(|l| l.text().starts_with(start)).expect(start);
        line.characters[0].family.clone()
    };
    let chosen = |key: &str| {
        let found = fonts::Fonts::find(&fonts::Options::default()).expect("fonts");
        found.chain(key).iter().find(|f| !f.digits).expect("a face").name.clone()
    };
    // A font may add its style to the family's name: FandolFang R.
    for (start, key) in [("一、", "hei"), ("（一）", "kai"), ("说明文字", "fangsong"), ("河套市试点", "title")]
    {
        assert!(face(start).starts_with(&chosen(key)), "{start}: {}", face(start));
    }
}

#[test]
fn what_is_not_given_yet_is_a_marked_blank() {
    if !*FONTS {
        return;
    }
    let pages = of_text(
        "---\nplangen: 1\ntitle: 河套市试点方案\nnotice:\n  issuer: 河套市人民政府办公室\n---\n## 一、总体要求\n正文。\n",
    );
    let text: String = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    for blank in ["【发文字号】", "【成文日期】", "【通知正文】", "【印发机关】"] {
        assert!(text.contains(blank), "{blank} in {text}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    if !*FONTS {
        return;
    }
    let sample = root().join("seeds/hetao/plan.md");
    let bytes = |engine: &mut Engine| Pdf.write(&laid(engine, &sample).1).expect("a PDF");
    let mut warm = engine();
    let first = bytes(&mut warm);
    assert!(first.starts_with(b"%PDF-1."));
    laid(&mut warm, &root().join("seeds/beiyuan/plan.md"));
    assert!(bytes(&mut warm) == first, "another document in between makes no difference");
    assert!(bytes(&mut engine()) == first, "nor does another process's state");
}

/// One goes on typing while the pages are shown: what was laid out before leaves no trace in them.
#[test]
fn pages_after_an_edit_are_those_of_a_fresh_engine() {
    if !*FONTS {
        return;
    }
    let sample = source::load(&root().join("seeds/hetao/plan.md")).expect("a plan").text;
    let heading = sample.match_indices("\n## ").nth(1).expect("sections").0;
    let table = "\n\n| 指标 | 2025年 |\n|---|---|\n| 床位（张） | 100 |\n";
    let end = sample.trim_end().len();
    let edits = [
        sample.clone(),
        sample.replacen("。", "，并逐月通报进展情况。", 3),
        sample[..heading].to_owned() + &sample[heading..].replacen("\n## ", "\n## 新增：", 1),
        sample[..end].to_owned() + table,
        sample.replacen("date: 2024-04-19", "date: 2024-05-06", 1),
        sample[..heading].to_owned(),
        sample.clone(),
    ];
    let shown = |engine: &mut Engine, text: &str| {
        let file = SourceFile::new("plan.md", text);
        let laid = engine.layout(&import::read(&file).plan, &file).expect("it can be typeset");
        let pages: Vec<_> = (0..laid.pages()).map(|page| laid.picture(page, 600)).collect();
        (pages, Pdf.write(&laid).expect("a PDF"))
    };
    let mut warm = engine();
    for (at, text) in edits.iter().enumerate() {
        let (pages, pdf) = shown(&mut warm, text);
        assert!(!pages.is_empty() && pages.iter().all(Option::is_some));
        let fresh = shown(&mut engine(), text);
        assert!(pages == fresh.0 && pdf == fresh.1, "after edit {at}");
    }
}

pub(crate) fn build(folder: &Path, args: &[&str]) -> Run {
    run(command().current_dir(folder).arg("build").args(args))
}

pub fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    folder
}

const PLAN: &str = "---\nplangen: 1\ntitle: 河套市试点方案\n---\n## 一、总体要求\n正文。\n";

#[test]
fn a_plan_is_built_beside_itself_or_where_asked() {
    if !*FONTS {
        return;
    }
    let folder =
        project(&[("a/plan.md", PLAN), ("b/plan.md", PLAN), ("c.txt", "河套市试点方案\n\n一、总体要求\n正文。\n")]);
    let beside = build(folder.path(), &["a/plan.md"]);
    assert_eq!(beside.status, 0, "{beside:?}");
    assert!(folder.path().join("a/plan.pdf").is_file());
    let all = build(folder.path(), &[".", "--out", "out"]);
    assert_eq!(all.status, 0, "{all:?}");
    for name in ["out/a.pdf", "out/b.pdf", "out/c.pdf"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    let named = build(folder.path(), &["c.txt", "--out", "x.pdf"]);
    assert_eq!(named.status, 0, "{named:?}");
    assert!(folder.path().join("x.pdf").is_file());
}

#[test]
fn a_failed_build_keeps_the_old_file() {
    if !*FONTS {
        return;
    }
    let folder =
        project(&[("plan.md", PLAN), ("plan.pdf", "old"), ("plangen.toml", ""), ("templates/main.typ", "#let x = \n")]);
    let broken = build(folder.path(), &["plan.md"]);
    assert_eq!(broken.status, 2, "{broken:?}");
    assert!(broken.stderr.contains("templates/main.typ:1:"), "{}", broken.stderr);
    assert_eq!(std::fs::read(folder.path().join("plan.pdf")).expect("there"), b"old");
}

#[test]
fn a_plan_whose_front_matter_cannot_be_read_is_not_built() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", "---\nplangen: 1\ntitle: [\n---\n正文。\n"), ("plan.pdf", "old")]);
    let told = build(folder.path(), &["plan.md"]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.stderr.contains("plan.md:3:1") && told.stderr.contains("title: ["), "{}", told.stderr);
    assert_eq!(std::fs::read(folder.path().join("plan.pdf")).expect("there"), b"old");
}

#[test]
fn an_error_in_the_data_template_has_its_place() {
    if !*FONTS {
        return;
    }
    let folder =
        project(&[("plan.md", PLAN), ("plangen.toml", ""), ("templates/data.typ.tera", "#let a = 1\n{% if %}\n")]);
    let broken = build(folder.path(), &["plan.md"]);
    assert_eq!(broken.status, 2, "{broken:?}");
    assert!(broken.stderr.contains("templates/data.typ.tera:2:"), "{}", broken.stderr);
}

#[test]
fn templates_read_nothing_outside() {
    if !*FONTS {
        return;
    }
    let secret = "secret.txt";
    for attempt in [
        "#read(\"/etc/hostname\")",
        "#read(\"../secret.txt\")",
        "#read(\"secret.txt\")",
        "#include \"/secret.typ\"",
        "#image(\"secret.png\")",
        "#import \"@preview/example:0.1.0\": *",
        "#plugin(\"x.wasm\")",
    ] {
        let folder = project(&[
            ("plan.md", PLAN),
            ("plangen.toml", ""),
            (secret, "secret"),
            ("templates/secret.txt", "secret"),
            ("templates/main.typ", attempt),
        ]);
        let refused = build(folder.path(), &["plan.md"]);
        assert_eq!(refused.status, 2, "{attempt}: {refused:?}");
        assert!(refused.stderr.contains("templates/main.typ:1:"), "{attempt}: {}", refused.stderr);
        assert!(!folder.path().join("plan.pdf").exists(), "{attempt}");
    }
    let folder = project(&[
        ("plan.md", PLAN),
        ("plangen.toml", ""),
        (secret, "secret"),
        ("templates/data.typ.tera", "{% include \"../secret.txt\" %}"),
    ]);
    assert_eq!(build(folder.path(), &["plan.md"]).status, 2, "Tera includes templates only");
}

#[test]
fn a_blank_page_before_the_colophon_carries_no_number() {
    if !*FONTS {
        return;
    }
    // Lines are added until the text fills an even page and the colophon must go two pages further [7.5].
    let filled = (10..40).map(|lines| {
        let text = "正文。\n\n".repeat(lines);
        of_text(&format!(
            "---\nplangen: 1\ntitle: 河套市方案\nnotice:\n  issuer: 河套市人民政府办公室\n  date: 2024-04-08\n  text: [现印发给你们。]\n---\n## 一、甲\n{text}"
        ))
    });
    let pages = filled.into_iter().find(|pages| pages.len() == 4 && pages[2].lines.is_empty()).expect("such a text");
    let numbered = |page: &Measured| page.lines.iter().any(|l| l.baseline > 265.0);
    assert_eq!(pages.iter().map(numbered).collect::<Vec<_>>(), [true, true, false, false]);
}

/// Lines of one page that stand on top of each other, nearer than half a character.
pub(crate) fn overlapping(pages: &[Measured]) -> Vec<String> {
    let mut out = Vec::new();
    for page in pages {
        for pair in page.lines.windows(2) {
            if pair[1].baseline - pair[0].baseline < 2.5 {
                out.push(format!("{} / {}", pair[0].text(), pair[1].text()));
            }
        }
        for line in &page.lines {
            for two in line.characters.windows(2) {
                if two[1].x - two[0].x < 1.0 && two[0].size > 10.0 && !two[1].text.is_ascii() {
                    out.push(format!("{}{} in {}", two[0].text, two[1].text, line.text()));
                }
            }
        }
    }
    out
}

#[test]
fn headings_that_skip_a_level_are_written_too() {
    if !*FONTS {
        return;
    }
    // An item without a title of its own is no heading, but what stands below it is one.
    let text = "河套市管护方案\n\n一、重点任务\n（一）各地要在充分调研、广泛听取意见的基础上，按照统一部署和职责分工，分别制定具体办法并认真抓好落实，年底前报送进展情况。\n1.健全制度\n建立巡查制度。\n2.加强监测\n完善监测站网。\n";
    let file = SourceFile::new("plan.txt", text);
    let plan = import::read(&file).plan;
    assert!(plan.sections.iter().any(|s| !s.titled) && plan.sections.iter().any(|s| s.titled && s.depth == 3));
    let laid = engine().layout(&plan, &file).expect("it can be typeset");
    Pdf.write(&laid).expect("levels without gaps, as PDF/UA asks");
}

#[test]
fn nothing_stands_on_top_of_anything() {
    if !*FONTS {
        return;
    }
    let plan = |title: &str, issuer: &str| {
        format!(
            "---\nplangen: 1\ntitle: {title}\nnotice:\n  issuer: {issuer}\n  date: 2024-04-08\n  text: [现印发给你们。]\n---\n## 一、甲\n正文。\n"
        )
    };
    let long_title = "推进".repeat(150) + "方案";
    let long_issuer = "河套市经济技术开发区管理委员会和河套市农村牧区人居环境综合整治工作领导小组办公室";
    for text in [plan(&long_title, "河套市人民政府办公室"), plan("河套市方案", long_issuer)] {
        assert_eq!(overlapping(&of_text(&text)), Vec::<String>::new());
    }
}

#[test]
fn a_row_longer_than_a_page_goes_on_over_the_next() {
    if !*FONTS {
        return;
    }
    let cell = "很长的单元格内容，".repeat(400);
    let pages =
        of_text(&format!("---\nplangen: 1\ntitle: 河套市方案\n---\n## 一、甲\n\n|甲|乙|\n|---|---|\n|x|{cell}|\n"));
    let text: String = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    assert_eq!(text.matches('单').count(), 400);
    assert!(pages[0].lines.len() > 15, "page 1 holds {} lines", pages[0].lines.len());
}

#[test]
fn text_cannot_become_code() {
    if !*FONTS {
        return;
    }
    let nasty = "引号\" #read(\"/etc/hostname\") \\ {{ title }} $x$ *粗* `code`";
    let file = SourceFile::new("plan.txt", format!("河套市试点方案\n\n一、总体要求\n（一）说明。{nasty}\n"));
    let plan = import::read(&file).plan;
    let pages = pages(&engine().layout(&plan, &file).expect("it can be typeset"));
    let text: String = pages.iter().flat_map(|p| &p.lines).map(Line::text).collect();
    assert!(text.contains("#read(\"/etc/hostname\")") && text.contains("{{title}}"), "{text}");
}

#[test]
fn a_missing_face_is_told_with_role_and_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = fonts::Options { folders: vec![folder.path().to_path_buf()], no_system: true, digits: None };
    let told = Engine::new(&Options { fonts: none, ..Options::default() }).expect_err("no faces");
    let told = told.render(plangen::base::Lang::Zh);
    for part in ["仿宋", "楷体", "黑体", "小标宋", "FangSong", "apt-get install"] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_damaged_font_in_the_folder_of_fonts_is_told() {
    let folder =
        project(&[("plan.md", PLAN), ("plangen.toml", ""), ("fonts/仿宋.ttf", "no font"), ("fonts/read.txt", "")]);
    let told = build(folder.path(), &["plan.md", "--lang", "zh"]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.stderr.contains("仿宋.ttf") && told.stderr.contains("读不出来"), "{}", told.stderr);
    assert!(!folder.path().join("plan.pdf").exists());
}

#[test]
fn a_character_in_no_font_is_told_with_its_place() {
    if !*FONTS {
        return;
    }
    // A character of the private use area is in no font.
    let folder = project(&[("plan.md", &PLAN.replace("正文。", "地名\u{F0F0F}镇。"))]);
    let told = build(folder.path(), &["plan.md"]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.stderr.contains("plan.md:6:3") && told.stderr.contains("U+F0F0F"), "{}", told.stderr);
    assert!(!folder.path().join("plan.pdf").exists());
}

#[test]
fn fonts_shows_what_serves_each_role() {
    if !*FONTS {
        return;
    }
    let shown = plangen(["fonts", "--lang", "zh"]);
    assert_eq!(shown.status, 0, "{shown:?}");
    for role in ["仿宋", "楷体", "黑体", "小标宋", "宋体"] {
        assert!(shown.stdout.contains(role), "{role} in {}", shown.stdout);
    }
}

#[test]
fn the_built_in_templates_can_be_taken_over() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", PLAN), ("plangen.toml", "")]);
    let ejected = build(folder.path(), &["--eject"]);
    assert_eq!(ejected.status, 0, "{ejected:?}");
    let main = folder.path().join("templates/main.typ");
    let again = build(folder.path(), &["--eject"]);
    assert!(again.stderr.contains("kept"), "{}", again.stderr);
    std::fs::write(&main, "#panic(\"the project's own\")\n").expect("written");
    let own = build(folder.path(), &["plan.md"]);
    assert!(own.status == 2 && own.stderr.contains("the project's own"), "{own:?}");
}

#[test]
fn the_source_is_attached_where_asked_for() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let text = "关于节水的方案\n\n一、总体要求\n到2030年，用水总量控制在20亿立方米以内。\"引号\"与\\反斜线。\n";
    std::fs::write(at("节水 (1).txt"), text).expect("written");
    let build = |args: &[&str]| {
        let run = plangen([&["build", at("节水 (1).txt").as_str()], args].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
    };
    let (with, without) = (at("with.pdf"), at("without.pdf"));
    build(&["--format", "pdf,ofd", "-o", &without]);
    build(&["--format", "pdf,ofd", "-o", &with, "--attach-source"]);
    let read = |path: &str| std::fs::read(path).expect("built");
    let holds = |path: &str, words: &[u8]| read(path).windows(words.len()).any(|w| w == words);
    assert!(holds(&with, b"/EmbeddedFile") && holds(&with, b"/AFRelationship/Source"));
    assert!(holds(&with, b"<pdfaid:part>3</pdfaid:part>") && holds(&without, b"<pdfaid:part>2</pdfaid:part>"));
    assert!(!holds(&without, b"/EmbeddedFile"));
    assert_eq!(read(&at("with.ofd")), read(&at("without.ofd")), "the pages are the same");
    let again = at("again.pdf");
    build(&["-o", &again, "--attach-source"]);
    assert_eq!(read(&with), read(&again));
    let run = plangen(["build", &at("节水 (1).txt"), "-o", &at("x.ofd"), "--attach-source"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("only a PDF"), "{}", run.stderr);
}

#[test]
fn two_builds_of_one_file_leave_one_of_the_two_whole() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let plan = |what: &str| format!("关于{what}的方案\n\n一、总体要求\n到2030年，完成{what}任务100项。\n");
    let build = |from: &str, to: &str| command().args(["build", &at(from), "-o", &at(to)]).spawn().expect("it starts");
    for (name, what) in [("a.txt", "节水"), ("b.txt", "造林")] {
        std::fs::write(at(name), plan(what)).expect("written");
    }
    assert!(build("a.txt", "a.pdf").wait().expect("it ends").success());
    assert!(build("b.txt", "b.pdf").wait().expect("it ends").success());
    let (a, b) = (std::fs::read(at("a.pdf")).expect("built"), std::fs::read(at("b.pdf")).expect("built"));
    for _ in 0..3 {
        let mut both = [build("a.txt", "out.pdf"), build("b.txt", "out.pdf")];
        for child in &mut both {
            assert!(child.wait().expect("it ends").success());
        }
        let out = std::fs::read(at("out.pdf")).expect("built");
        assert!(out == a || out == b, "a mixture of the two");
    }
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 5, "two sources, three outputs, and nothing half-written");
}

#[test]
fn an_output_folder_that_is_gone_is_told() {
    if !*FONTS {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("a.txt"), "关于节水的方案\n\n一、总体要求\n抓好落实。\n").expect("written");
    let run = plangen(["build", &at("a.txt"), "-o", &at("gone/a.pdf")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("folder does not exist") && run.stderr.contains("help:"), "{}", run.stderr);
    // A folder is made where one is asked for.
    assert_eq!(plangen(["build", &at("a.txt"), "-o", &at("new")]).status, 0);
    assert!(folder.path().join("new/a.pdf").is_file());
}
