use super::*;
use crate::base::SourceFile;
use crate::plan::{Attached, BoxBlock, Sealing, TextKind};
use crate::source;
use proptest::prelude::*;

fn again(plan: &Plan) -> (Plan, String) {
    let text = to_source(plan);
    let parsed = source::parse(&SourceFile::new("plan.md", text.as_str()));
    (parsed.plan, text)
}

/// A text with its kind and its section.
type Text = (TextKind, Option<usize>, String);

/// What must come back: front matter, sections and texts.
fn shape(plan: &Plan) -> (Meta, Vec<String>, Vec<Text>) {
    let mut meta = plan.meta.clone();
    meta.span = Span::default();
    meta.title_span = Span::default();
    meta.format = Some(1);
    meta.id.iter_mut().chain(&mut meta.parents).for_each(|l| l.span = Span::default());
    let section = |s: &Section| {
        format!(
            "{:?} {} {:?} {} {} {:?}",
            s.kind,
            s.path,
            s.label.as_ref().map(|l| &l.raw),
            s.titled,
            s.run_in,
            s.id.as_ref().map(|i| &i.0)
        )
    };
    let texts = plan.texts().iter().map(|t| (t.kind, t.section, t.prose.as_str().to_owned())).collect();
    (meta, plan.sections.iter().map(section).collect(), texts)
}

#[test]
fn source_is_its_own_canonical_form() {
    let text = "---\nplangen: 1\nid: hetao\nkind: 实施方案\ntitle: 河套市实施方案\nlevel: city\nstage: 征求意见稿\nparents: [../beiyuan/plan.md, 北府办发〔2023〕6号]\nnotice:\n  issuer: 河套市人民政府办公室\n  date: 2024-04-08\n  to: [[各旗区人民政府], [市直各有关部门]]\n  text:\n    - 现印发给你们，请认真组织实施。\n---\n\n为深入贯彻，制定本方案。\n\n## 一、总体要求\n\n### （一）工作目标\n\n<!-- plangen: allow PG301 reason=\"x\" -->\n到2025年，达到6.8张。\n\n## 二、重点任务\n\n### 1.提升人才能力。 {#talent implements=beiyuan:二/（三）/17}\n\n每年引进[不少于100名](target:talent)<!-- 待核 -->，由[市财政局](unit:finance)负责。\n\n2.落实《某市信息公开办法》，规范公开流程。（责任单位：市政府办公室）\n\n表1 主要指标\n\n| 指标 | 2025年 |\n| --- | --- |\n| 床位 | 6\\|8 |\n\n> 专栏1 重大工程\n>\n> 1.甲工程。建设甲。\n>\n> - 乙\n> - 丙\n\n- 丁\n- 戊\n\n# 附件1 任务清单\n\n## 一、己\n\n# 市督查办法 {.document}\n\n第一条 为了规范督查，制定本办法。\n";
    let parsed = source::parse(&SourceFile::new("plan.md", text));
    assert_eq!(parsed.findings, []);
    assert_eq!(to_source(&parsed.plan), text);
}

#[test]
fn marks_in_the_text_are_escaped_only_where_they_would_be_read() {
    for (text, written) in [
        ("5*3", "5\\*3"),
        ("a_b", "a_b"),
        ("_甲", "\\_甲"),
        ("[注]", "[注]"),
        ("[甲](乙)", "[甲\\](乙)"),
        ("A&B;", "A\\&B;"),
        ("A & B", "A & B"),
        ("＜6，<7", "＜6，<7"),
        ("<!-- x -->", "\\<!-- x -->"),
        ("# 甲", "\\# 甲"),
        ("#甲", "#甲"),
        ("- 甲", "\\- 甲"),
        ("2024. 甲", "2024\\. 甲"),
        ("1.甲", "1\\.甲"),
        ("（一）甲", "&#65288;一）甲"),
        ("C:\\d", "C:\\d"),
    ] {
        let prose = Prose::verbatim(text, Span::new(0, text.len()));
        let plan = Plan { preamble: vec![outline::paragraph(prose)], ..Plan::default() };
        let (back, source) = again(&plan);
        assert_eq!(source.lines().last(), Some(written));
        assert_eq!(back.preamble.len(), 1, "{source}");
        assert_eq!(back.texts()[0].prose.as_str(), text);
    }
}

/// Proses of a plan made by hand, each at its own place in a made-up file.
fn prose(text: &str) -> Prose {
    Prose::verbatim(text, Span::new(0, text.len()))
}

fn words() -> impl Strategy<Value = String> {
    "[甲乙a1*_`\\[\\](){}<>&#|!~.:;\\\\。（）一 \"'+=-]{1,14}"
        .prop_map(|t| t.trim().to_owned())
        .prop_filter("text", |t| !t.is_empty())
}

fn block() -> impl Strategy<Value = Block> {
    let paragraph =
        (words(), any::<bool>()).prop_map(|(t, item)| Block::Paragraph(Paragraph { prose: prose(&t), item })).boxed();
    let table = prop::collection::vec((words(), words()), 2..4).prop_map(|rows| {
        let cell = |t: String| Cell { prose: prose(&t), columns: 1, rows: 1 };
        let rows = rows.into_iter().map(|(a, b)| vec![cell(a), cell(b)]).collect();
        Block::Table(Table { caption: None, head_rows: 1, rows, span: Span::default() })
    });
    let quote = (words(), prop::collection::vec(paragraph.clone(), 0..3))
        .prop_map(|(title, blocks)| Block::Box(BoxBlock { title: prose(&title), blocks, span: Span::default() }));
    prop_oneof![4 => paragraph, 1 => table, 1 => quote]
}

fn plans() -> impl Strategy<Value = Plan> {
    let heading = (0usize..4, words(), any::<bool>(), prop::collection::vec(block(), 0..3));
    let front = (prop::option::of(words()), prop::option::of(words()), prop::collection::vec(words(), 0..3));
    (prop::collection::vec(block(), 0..3), prop::collection::vec(heading, 0..6), front).prop_map(
        |(preamble, headings, (title, kind, members))| {
            let mut items: Vec<outline::Item> = preamble.into_iter().map(outline::Item::Block).collect();
            let mut counts = [0u32; 4];
            for (depth, title, run_in, blocks) in headings {
                // Never deeper by more than one.
                let depth = depth.min(counts.iter().position(|c| *c == 0).unwrap_or(3));
                counts[depth] += 1;
                counts[depth + 1..].fill(0);
                let label = outline_label(depth, counts[depth]);
                let mut heading = outline::heading(prose(&format!("{label} {title}")));
                heading.run_in |= run_in;
                items.push(outline::Item::Heading(heading));
                items.extend(blocks.into_iter().map(outline::Item::Block));
            }
            let (preamble, sections) = outline::build(items, 0);
            let mut meta = Meta { title, kind, ..Meta::default() };
            meta.attach = vec![Attached::Alignment, Attached::Duties];
            meta.notice = Some(Notice {
                form: DocumentForm::Letter,
                direct: Some(true),
                seal: Some(Sealing::Unsealed),
                to: vec![members.clone()],
                with: members.clone(),
                attachments: members.clone(),
                text: members,
                ..Notice::default()
            });
            if let Some(notice) = &mut meta.notice {
                notice.to.retain(|c| !c.is_empty());
            }
            Plan { meta, preamble, sections, ..Plan::default() }
        },
    )
}

fn outline_label(depth: usize, n: u32) -> String {
    let style = ["han-comma", "han-paren", "arabic-dot", "arabic-paren"][depth];
    numbering::write(style, n).expect("a label")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_is_read_again(plan in plans()) {
        let (back, text) = again(&plan);
        let (meta, sections, texts) = shape(&plan);
        let (meta_back, sections_back, texts_back) = shape(&back);
        prop_assert_eq!(meta, meta_back, "{}", text);
        prop_assert_eq!(sections, sections_back, "{}", text);
        prop_assert_eq!(texts, texts_back, "{}", text);
    }
}
