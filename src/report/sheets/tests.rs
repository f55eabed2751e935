use super::*;
use crate::office::workbook;

/// A book with what is awkward: formulas, marks of each format, line ends, numbers, a short row.
pub fn book() -> Workbook {
    Workbook {
        title: "甲&乙对照表".to_owned(),
        notes: vec!["一句说明。".to_owned()],
        sheets: vec![
            Sheet {
                title: "任务".to_owned(),
                columns: vec![
                    Column::new("要求", 30, Kind::Text),
                    Column::new("状态", 6, Kind::Short),
                    Column::new("数", 6, Kind::Number),
                    Column::new("进展", 20, Kind::Open),
                ],
                rows: vec![
                    vec![
                        Cell::text("=HYPERLINK(\"x\")\n第二行，|<b>"),
                        Cell::toned("缺失", Tone::Missing),
                        Cell::number(Decimal::new(-125, 1)),
                        Cell::text("-1+2"),
                    ],
                    vec![Cell::text("@甲\u{1}"), Cell::toned("已承接", Tone::Good)],
                ],
                filter: Some(1),
            },
            Sheet {
                title: "任务".to_owned(),
                columns: vec![Column::new("甲/乙", 9, Kind::Text)],
                rows: vec![],
                filter: None,
            },
        ],
        attachment: false,
        lang: Lang::Zh,
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    for format in Format::ALL {
        let once = write(&book(), format).expect("written");
        std::thread::sleep(std::time::Duration::from_millis(if format == Format::Xlsx { 1100 } else { 0 }));
        assert_eq!(once, write(&book(), format).expect("written"), "{format:?}");
        assert_eq!(Format::of(Path::new(&format!("甲.{}", format.extension().to_uppercase()))), Some(format));
    }
}

#[test]
fn csv_tells_its_encoding_and_holds_no_formula() {
    let bytes = write(&book(), Format::Csv).expect("written");
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert_eq!(
        text,
        "\u{feff}任务\r\n要求,状态,数,进展\r\n\"'=HYPERLINK(\"\"x\"\")\n第二行，|<b>\",缺失,-12.5,'-1+2\r\n'@甲,已承接,,\r\n\"\"\r\n任务\r\n甲/乙\r\n"
    );
}

#[test]
fn markdown_keeps_its_columns() {
    let text = String::from_utf8(write(&book(), Format::Markdown).expect("written")).expect("UTF-8");
    let rows: Vec<&str> = text.lines().filter(|l| l.starts_with('|')).collect();
    assert_eq!(rows[0], "| 要求 | 状态 | 数 | 进展 |");
    assert_eq!(rows[1], "|---|:-:|--:|---|");
    assert!(rows[2].contains("<br>第二行，\\|&lt;b&gt; | 缺失 | -12.5"), "{}", rows[2]);
    assert!(text.starts_with("# 甲&amp;乙对照表\n\n一句说明。\n\n## 任务\n"), "{text}");
}

#[test]
fn a_page_offers_every_state_and_escapes_every_text() {
    let text = String::from_utf8(write(&book(), Format::Html).expect("written")).expect("UTF-8");
    assert!(!text.contains("<script") && !text.contains("<b>\"") && text.contains("|&lt;b&gt;"), "{text}");
    for label in ["全部 <b>2</b>", "缺失 <b>1</b>", "已承接 <b>1</b>"] {
        assert!(text.contains(label), "{label}");
    }
    let worst = text.find("✕").zip(text.find("缺失 <b>1</b>")).map(|(_, at)| at);
    assert!(worst < text.find("已承接 <b>1</b>"), "the worst come first");
}

#[test]
fn a_workbook_is_read_back_as_it_was_written() {
    let bytes = write(&book(), Format::Xlsx).expect("written");
    let tables = workbook::read(Path::new("a.xlsx"), &bytes).expect("read");
    let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["任务", "任务 2", "说明"]);
    assert_eq!(tables[0].rows[0], ["要求", "状态", "数", "进展"]);
    assert_eq!(tables[0].rows[1], ["=HYPERLINK(\"x\")\n第二行，|<b>", "缺失", "-12.5", "-1+2"]);
    assert_eq!(tables[0].rows[2], ["@甲", "已承接"]);
    assert_eq!(tables[1].rows, [["甲/乙"]]);
    let mut long = book();
    long.sheets[0].rows[0][0] = Cell::text("𠀀".repeat(40_000));
    let bytes = write(&long, Format::Xlsx).expect("a long text is cut, not refused");
    let tables = workbook::read(Path::new("a.xlsx"), &bytes).expect("read");
    assert!(tables[0].rows[1][0].ends_with('…') && tables[0].rows[1][0].encode_utf16().count() <= 32_767);
}
