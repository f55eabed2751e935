use super::*;
use crate::base::{LeftOut, RemarkKind};
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn word(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let parts: Vec<(&str, &str)> = more.iter().copied().chain([("word/document.xml", document.as_str())]).collect();
    packed(&parts)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn taken(bytes: &[u8], changes: Changes) -> (String, Origin) {
    read(Path::new("a.docx"), bytes, changes).expect("whole").expect("an office file")
}

fn text(bytes: &[u8]) -> String {
    taken(bytes, Changes::Original).0
}

fn refused(bytes: &[u8]) -> String {
    read(Path::new("a.docx"), bytes, Changes::Original).expect_err("refused").render(crate::base::Lang::En)
}

#[test]
fn paragraphs_breaks_and_signs() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>一、目标</w:t></w:r>\
                <w:r><w:tab/><w:t xml:space='preserve'> 到2025年&#65292;</w:t><w:br/><w:t>达到6.8张&amp;</w:t></w:r></w:p>";
    assert_eq!(text(&word(body, &[])), "一、目标  到2025年，\n达到6.8张&\n");
}

#[test]
fn numbers_that_stand_only_in_the_list() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='3'><w:lvl w:ilvl='0'><w:start w:val='1'/>\
        <w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/>\
        <w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum>\
        <w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num></w:numbering>";
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='H1'><w:pPr><w:numPr><w:numId w:val='7'/></w:numPr>\
        <w:outlineLvl w:val='0'/></w:pPr></w:style><w:style w:type='paragraph' w:styleId='H1a'><w:basedOn w:val='H1'/></w:style></w:styles>";
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let item =
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='7'/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let body = [styled("H1", "总体要求"), item.to_owned(), item.to_owned(), styled("H1a", "重点任务"), item.to_owned()]
        .concat();
    let got = text(&word(&body, &[("word/numbering.xml", numbering), ("word/styles.xml", styles)]));
    assert_eq!(got, "一、总体要求\n（一）甲\n（二）甲\n二、重点任务\n（一）甲\n");
}

#[test]
fn a_heading_by_style_alone_is_one_and_the_title_is_none() {
    let styled = |level: u8, text: &str| {
        format!("<w:p><w:pPr><w:outlineLvl w:val='{level}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [styled(0, "河套市行动方案"), styled(1, "背景"), p("正文。"), styled(1, "一、目标")].concat();
    assert_eq!(text(&word(&body, &[])), "河套市行动方案\n## 背景\n正文。\n一、目标\n");
}

#[test]
fn tables_keep_their_columns_and_frames_are_none() {
    let cell = |text: &str, properties: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.concat());
    let body = table(&[
        row(&[cell("指标", ""), cell("目标", "<w:gridSpan w:val='2'/>")]),
        row(&[cell("床位", "<w:vMerge w:val='restart'/>"), cell("6.8", ""), cell("a|b", "")]),
        row(&[cell("床位", "<w:vMerge/>"), cell("7", ""), cell("", "")]),
    ]);
    assert_eq!(text(&word(&body, &[])), "| 指标 | 目标 |  |\n|---|---|---|\n| 床位 | 6.8 | a｜b |\n|  | 7 |  |\n");
    let frame = table(&[row(&[cell("专栏1 甲", "")]), row(&[cell("1.乙。", "")])]);
    assert_eq!(text(&word(&frame, &[])), "专栏1 甲\n1.乙。\n");
    let colophon = table(&[
        row(&[cell("抄送：市委办公室。", "<w:gridSpan w:val='2'/>")]),
        row(&[cell("某市人民政府办公室", ""), cell("2024年4月9日印发", "")]),
    ]);
    assert_eq!(text(&word(&colophon, &[])), "抄送：市委办公室。\n某市人民政府办公室 2024年4月9日印发\n");
}

#[test]
fn text_boxes_stand_before_their_paragraph_once() {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", p("〔2024〕5号"));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice>{inside}</mc:Choice><mc:Fallback>{inside}</mc:Fallback></mc:AlternateContent>\
         <w:t>正文</w:t></w:r></w:p>"
    );
    assert_eq!(text(&word(&body, &[])), "〔2024〕5号\n正文\n");
}

#[test]
fn tracked_changes_are_kept_apart() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:del w:author='甲' w:date='2024-03-01T00:00:00Z'><w:r><w:delText>85%</w:delText></w:r></w:del>\
         <w:ins w:author='乙'>{}</w:ins>{}</w:p>",
        run("占比达到"),
        run("90%"),
        run("以上。")
    );
    let bytes = word(&body, &[]);
    let (original, origin) = taken(&bytes, Changes::Original);
    assert_eq!(original, "占比达到85%以上。\n");
    let told: Vec<_> =
        origin.remarks.iter().map(|r| (r.kind, r.author.as_str(), r.text.as_str(), r.span.of(&original))).collect();
    assert_eq!(told, [(RemarkKind::Deleted, "甲", "85%", "85%"), (RemarkKind::Inserted, "乙", "90%", "")]);
    let (last, origin) = taken(&bytes, Changes::Final);
    assert_eq!(last, "占比达到90%以上。\n");
    assert_eq!(origin.remarks[1].span.of(&last), "90%");
}

#[test]
fn a_deleted_end_of_a_paragraph_joins_two() {
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:del w:author='甲'/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>{}",
        p("后半。")
    );
    let bytes = word(&body, &[]);
    assert_eq!(taken(&bytes, Changes::Final).0, "前半，后半。\n");
    assert_eq!(text(&bytes), "前半，\n后半。\n");
}

#[test]
fn comments_have_an_author_and_a_place() {
    let comments = "<w:comments><w:comment w:id='4' w:author='财政局' w:date='2024-03-02T08:00:00Z'><w:p><w:r><w:t>建议保留</w:t></w:r></w:p>\
        <w:p><w:r><w:t>财政局</w:t></w:r></w:p></w:comment></w:comments>";
    let body = "<w:p><w:r><w:t>由</w:t></w:r><w:commentRangeStart w:id='4'/><w:r><w:t>市财政局</w:t></w:r><w:commentRangeEnd w:id='4'/>\
        <w:r><w:commentReference w:id='4'/></w:r><w:r><w:t>负责。</w:t></w:r></w:p>";
    let (got, origin) = taken(&word(body, &[("word/comments.xml", comments)]), Changes::Original);
    assert_eq!(got, "由市财政局负责。\n");
    let remark = &origin.remarks[0];
    assert_eq!((remark.author.as_str(), remark.text.as_str()), ("财政局", "建议保留 财政局"));
    assert_eq!(remark.span.of(&got), "市财政局");
}

#[test]
fn notes_follow_and_what_is_no_text_is_told() {
    let notes = "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:t>按常住人口。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let footer = "<w:ftr><w:p><w:r><w:t>— 3 —</w:t></w:r></w:p></w:ftr>";
    let body = "<w:p><w:r><w:t>每千人床位数</w:t><w:footnoteReference w:id='2'/></w:r><w:r><w:drawing><a:blip r:embed='x'/></w:drawing></w:r></w:p>";
    let more = [("word/footnotes.xml", notes), ("word/footer1.xml", footer)];
    let (got, origin) = taken(&word(body, &more), Changes::Original);
    assert_eq!(got, "每千人床位数\n注：按常住人口。\n");
    assert_eq!(origin.left_out, [LeftOut::HeadOrFoot("— 3 —".to_owned()), LeftOut::Picture]);
}

#[test]
fn hostile_and_foreign_files_are_refused() {
    assert!(refused(&packed(&[("a.txt", "甲")])).contains("archive"));
    assert!(refused(&word("<w:p>", &[])).contains("damaged"));
    assert!(refused(&packed(&[("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")])).contains("damaged"));
    let whole = word(&p("甲"), &[]);
    assert!(refused(&whole[..whole.len() - 30]).contains("damaged"));
    assert!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old").contains(".docx"));
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refused(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &wide].concat()).contains("password"));
    // 100 MB of blanks in some kilobytes.
    let bomb = word(&" ".repeat(100 << 20), &[]);
    assert!(bomb.len() < 1 << 20 && refused(&bomb).contains("unpacks"), "{}", bomb.len());
    assert!(refused(&word(&"<w:tbl>".repeat(600), &[])).contains("unpacks"));
}

fn page(html: &str) -> String {
    read(Path::new("a.html"), html.as_bytes(), Changes::Original).expect("read").expect("a page").0
}

#[test]
fn a_page_gives_its_text_without_what_is_around_it() {
    let links = |n: usize| (0..n).map(|i| format!("<li><a href='/{i}'>栏目{i}</a></li>")).collect::<String>();
    let html = format!(
        "<!DOCTYPE html><html><head><title>x</title><script>var a='一、';</script></head><body><div id=menu><ul>{}</ul></div>\
         <div class=main><h1>河套市行动方案</h1><div class=share><a>微信</a><a>微博</a><a>打印</a></div><div class=text>\
         <p>　　一、总体\n            要求</p><p>到&nbsp;2025年，<b>床位</b>达到 6.8 张。<br>二、重点任务</p>\
         <table><tr><th>指标<th>值</tr><tr><td rowspan=2>床位<td>6</tr><tr><td>7</tr></table>\
         <p><a href='x.docx'>附件：某表.docx</a></p></div></div></body></html>",
        links(8)
    );
    let got = page(&html);
    assert_eq!(
        got,
        "河套市行动方案\n　　一、总体要求\n到\u{a0}2025年，床位达到 6.8 张。\n二、重点任务\n| 指标 | 值 |\n|---|---|\n| 床位 | 6 |\n|  | 7 |\n"
    );
}

#[test]
fn pages_in_other_encodings_and_broken_ones() {
    let (gb, ..) = encoding_rs::GB18030.encode("<html><meta charset=gb2312><body><p>一、总体要求</p></body></html>");
    assert_eq!(read(Path::new("a"), &gb, Changes::Original).expect("read").expect("a page").0, "一、总体要求\n");
    assert_eq!(page(&format!("<html><body>{}甲", "<div>".repeat(3_000))), "甲\n");
    assert!(refused(format!("<html><body>{}甲", "<div>".repeat(60_000)).as_bytes()).contains("unpacks"));
    assert_eq!(page("<html></html>"), "");
    assert_eq!(page("<html><body><td>甲</td></table><p>乙"), "甲\n乙\n");
}

#[test]
fn a_text_is_no_office_file() {
    assert_eq!(read(Path::new("a.txt"), "一、总体要求".as_bytes(), Changes::Original), Ok(None));
}

/// A document of one page, of these objects.
fn sheet(objects: &str) -> Vec<u8> {
    packed(&[
        ("OFD.xml", "<ofd:OFD><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"),
        (
            "Doc_0/Document.xml",
            "<ofd:Document><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/P.xml'/></ofd:Pages></ofd:Document>",
        ),
        (
            "Doc_0/Pages/P.xml",
            &format!("<ofd:Page><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"),
        ),
    ])
}

fn run(x: f64, y: f64, text: &str) -> String {
    let count = text.chars().count() - 1;
    format!(
        "<ofd:TextObject Boundary='{x} {y} 100 5' Size='5'><ofd:TextCode X='0' Y='4.4' DeltaX='g {count} 5'>{text}</ofd:TextCode></ofd:TextObject>"
    )
}

fn rule(x: f64, y: f64, width: f64, height: f64) -> String {
    format!(
        "<ofd:PathObject Boundary='{x} {y} 200 200' LineWidth='0.2'><ofd:AbbreviatedData>M 0 0 L {width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
    )
}

#[test]
fn pages_give_lines_and_tables() {
    let lines = [run(28.0, 30.0, "一、总体要求"), run(28.0, 40.0, "到二〇二五年"), run(70.0, 40.0, "甲乙")].concat();
    let level: String = [50.0, 60.0, 70.0].iter().map(|&y| rule(28.0, y, 100.0, 0.0)).collect();
    let upright: String = [28.0, 78.0, 128.0].iter().map(|&x| rule(x, 50.0, 0.0, 20.0)).collect();
    let cells =
        [run(30.0, 52.0, "指标"), run(80.0, 52.0, "目标值"), run(30.0, 62.0, "床位"), run(80.0, 62.0, "七张")].concat();
    let got = text(&sheet(&[lines, level, upright, cells].concat()));
    assert_eq!(got, "一、总体要求\n到二〇二五年    甲乙\n| 指标 | 目标值 |\n|---|---|\n| 床位 | 七张 |\n");
}

#[test]
fn pages_without_text_or_whole_parts_are_told() {
    assert!(refused(&sheet("")).contains("scan"));
    assert!(refused(&packed(&[("OFD.xml", "<a/>")])).contains("damaged"));
    assert!(refused(b"%PDF-1.7 and no more").contains("cannot read"));
}
