//! `plangen ledger`, end to end: made, filled in, made anew.

use super::support::{Run, command, run};
use plangen::base::Lang;
use plangen::office::workbook::Table;
use plangen::report::sheets::{self, Cell, Column, Format, Kind, Sheet, Workbook};
use std::path::PathBuf;

const PLAN: &str = "河套市河湖管护方案\n\n一、重点任务\n（一）加强监测。建设自动监测站，到2025年自动监测覆盖率达到85%以上。（牵头单位：市水利局；配合单位：市财政局、市生态环境局；完成时限：2025年10月底）\n（二）治理河道。开展中小河流治理，清理河道垃圾。（责任单位：市水利局、市农牧局）\n（三）培训人员。每年组织河湖长培训。（责任单位：市委组织部）\n";
const RENUMBERED: &str = "河套市河湖管护方案\n\n一、重点任务\n（一）宣传引导。开展进校园活动。（责任单位：市教育局）\n（二）加强监测。建设自动监测站，到2025年自动监测覆盖率达到85%以上。（牵头单位：市水利局；配合单位：市财政局、市生态环境局；完成时限：2025年12月底）\n（三）治理河道垃圾。开展中小河流治理，清理河道垃圾。（责任单位：市水利局、市农牧局）\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.put("a.txt", PLAN);
        folder
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.at(name), text).expect("written");
    }

    fn ledger(&self, args: &[&str]) -> Run {
        run(command().current_dir(self.0.path()).args(["ledger", "--lang", "zh"].iter().chain(args)))
    }

    fn done(&self, args: &[&str]) -> String {
        let run = self.ledger(args);
        assert_eq!(run.status, 0, "{run:#?}");
        run.stderr
    }

    fn tables(&self, name: &str) -> Vec<Table> {
        sheets::read(&self.at(name)).expect("read")
    }

    /// Changes a file as a person does in Excel.
    fn edit(&self, name: &str, change: impl Fn(&mut Vec<Vec<String>>)) {
        let mut tables = self.tables(name);
        change(&mut tables[0].rows);
        self.save(name, &tables);
    }

    fn save(&self, name: &str, tables: &[Table]) {
        let wide = |t: &Table| t.rows.iter().map(Vec::len).max().unwrap_or(0);
        let sheet = |t: &Table| Sheet {
            title: t.name.clone(),
            columns: (0..wide(t))
                .map(|c| Column::new(t.rows[0].get(c).cloned().unwrap_or_default(), 9, Kind::Text))
                .collect(),
            rows: t.rows[1..].iter().map(|r| r.iter().map(|c| Cell::text(c.as_str())).collect()).collect(),
            filter: None,
        };
        let sheets = tables.iter().map(sheet).collect();
        let book = Workbook { title: String::new(), notes: Vec::new(), sheets, attachment: false, lang: Lang::Zh };
        let format = Format::of(&self.at(name)).expect("a format");
        self.put(name, sheets::write(&book, format).expect("written"));
    }
}

fn column(rows: &[Vec<String>], head: &str) -> usize {
    rows[0].iter().position(|c| c == head).unwrap_or_else(|| panic!("{head}: {:?}", rows[0]))
}

fn cell<'r>(rows: &'r [Vec<String>], task: &str, head: &str) -> &'r str {
    let (tasks, at) = (column(rows, "任务"), column(rows, head));
    let row = rows[1..].iter().find(|r| r.get(tasks).is_some_and(|t| t.contains(task)));
    row.unwrap_or_else(|| panic!("{task}: {rows:?}")).get(at).map_or("", String::as_str)
}

#[test]
fn a_ledger_says_who_what_and_when() {
    let folder = Folder::new();
    folder.done(&["a.txt"]);
    let rows = &folder.tables("a-台账.xlsx")[0].rows;
    assert_eq!(rows[0], ["序号", "位置", "任务", "牵头（责任）单位", "配合单位", "完成时限", "目标", "进展"]);
    assert_eq!(rows[1][..3], ["1", "一/（一）", "加强监测"]);
    assert_eq!(cell(rows, "加强监测", "牵头（责任）单位"), "市水利局");
    assert_eq!(cell(rows, "加强监测", "配合单位"), "市财政局、市生态环境局");
    assert_eq!(cell(rows, "加强监测", "完成时限"), "2025年10月底");
    assert!(cell(rows, "加强监测", "目标").contains("85%以上"));
    assert_eq!(cell(rows, "治理河道", "牵头（责任）单位"), "市水利局、市农牧局");
    assert_eq!(rows.len(), 4);
    let text = folder.ledger(&["a.txt", "--format", "markdown"]).stdout;
    assert!(text.contains("| 1 | 一/（一） | 加强监测 | 市水利局 |") || text.contains("加强监测 | 市水利局"), "{text}");
}

#[test]
fn what_people_wrote_is_kept_whatever_the_numbers_are_now() {
    for name in ["台账.xlsx", "台账.csv", "台账.md"] {
        let folder = Folder::new();
        folder.done(&["a.txt", "-o", name]);
        folder.edit(name, |rows| {
            rows[0].push("联系人".to_owned());
            let progress = column(rows, "进展");
            for (row, (done, who)) in
                rows[1..].iter_mut().zip([("已建12个站", "甲"), ("=清理80公里", "乙"), ("办班2期", "丙")])
            {
                row.resize(8, String::new());
                row[progress] = done.to_owned();
                row.push(who.to_owned());
            }
        });
        folder.put("a.txt", RENUMBERED);
        let told = folder.done(&["a.txt", "-o", name]);
        assert!(
            told.contains("保留 2 项") && told.contains("新增 1 项") && told.contains("培训人员"),
            "{name}: {told}"
        );
        let rows = &folder.tables(name)[0].rows;
        for (task, head, wanted) in [
            ("加强监测", "进展", "已建12个站"),
            ("加强监测", "联系人", "甲"),
            ("加强监测", "位置", "一/（二）"),
            ("加强监测", "完成时限", "2025年12月底"),
            ("治理河道", "进展", "=清理80公里"),
            ("治理河道", "任务", "治理河道垃圾"),
            ("培训人员", "进展", "办班2期"),
            ("培训人员", "联系人", "丙"),
            ("培训人员", "变化", "方案中没有这项任务"),
            ("宣传引导", "进展", ""),
            ("宣传引导", "变化", "新增任务"),
        ] {
            assert_eq!(cell(rows, task, head), wanted, "{name}: {task} {head}: {rows:?}");
        }
        let changed = cell(rows, "加强监测", "变化");
        assert!(changed.contains("完成时限：原为“2025年10月底”"), "{name}: {changed}");
        // Once more changes nothing; and a task that comes back finds its row.
        let bytes = std::fs::read(folder.at(name)).expect("there");
        folder.done(&["a.txt", "-o", name]);
        assert!(std::fs::read(folder.at(name)).expect("there") == bytes, "{name}: made anew it is the same");
        folder.put("a.txt", PLAN);
        folder.done(&["a.txt", "-o", name]);
        let rows = &folder.tables(name)[0].rows;
        assert_eq!(cell(rows, "培训人员", "进展"), "办班2期", "{name}");
        assert!(!cell(rows, "培训人员", "变化").contains("没有"), "{name}: {rows:?}");
    }
}

#[test]
fn rows_and_sheets_of_ones_own_stay() {
    let folder = Folder::new();
    folder.done(&["a.txt", "-o", "台账.xlsx"]);
    let mut tables = folder.tables("台账.xlsx");
    let mut below = vec![String::new(); 8];
    below[7] = "其中：东河3个".to_owned();
    tables[0].rows.insert(2, below);
    tables[0].rows.push(["", "", "自加的事项", "", "", "", "", "正在办"].map(str::to_owned).to_vec());
    tables.push(Table {
        name: "调度记录".to_owned(),
        rows: vec![vec!["日期".to_owned(), "内容".to_owned()], vec!["3月".to_owned(), "12".to_owned()]],
    });
    folder.save("台账.xlsx", &tables);
    folder.done(&["a.txt", "-o", "台账.xlsx"]);
    let tables = folder.tables("台账.xlsx");
    assert_eq!(tables[0].rows[2][7], "其中：东河3个", "behind the task it stood behind: {:?}", tables[0].rows);
    assert_eq!(cell(&tables[0].rows, "自加的事项", "进展"), "正在办");
    let own = tables.iter().find(|t| t.name == "调度记录").expect("kept");
    assert_eq!(own.rows[1], ["3月", "12"]);
}

#[test]
fn a_file_that_is_no_ledger_is_not_overwritten() {
    let folder = Folder::new();
    folder.put("台账.csv", "姓名,电话\r\n甲,1\r\n");
    let run = folder.ledger(&["a.txt", "-o", "台账.csv"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("台账.csv") && run.stderr.contains("办法"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(folder.at("台账.csv")).expect("there"), "姓名,电话\r\n甲,1\r\n");
    folder.put("坏.xlsx", b"PK\x03\x04");
    assert_eq!(folder.ledger(&["a.txt", "-o", "坏.xlsx"]).status, 2);
    assert_eq!(folder.ledger(&["a.txt", "-o", "a.txt"]).status, 2);
}

#[test]
fn formulas_and_comments_are_not_lost() {
    let folder = Folder::new();
    folder.done(&["a.txt", "-o", "台账.xlsx"]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (at, head) in (0..).zip(["任务", "进展", "合计"]) {
        page.write_string(0, at, head).expect("written");
    }
    page.write_string(1, 0, "加强监测").expect("written");
    page.write_string(1, 1, "已建12个").expect("written");
    page.write_formula(1, 2, rust_xlsxwriter::Formula::new("=1+2").set_result("3")).expect("written");
    let old = book.save_to_buffer().expect("written");
    folder.put("台账.xlsx", &old);
    let told = folder.done(&["a.txt", "-o", "台账.xlsx"]);
    assert!(told.contains("台账.old1.xlsx"), "{told}");
    assert_eq!(std::fs::read(folder.at("台账.old1.xlsx")).expect("there"), old);
    let rows = &folder.tables("台账.xlsx")[0].rows;
    assert_eq!((cell(rows, "加强监测", "进展"), cell(rows, "加强监测", "合计")), ("已建12个", "3"));
}

#[test]
fn a_parent_sees_every_child_with_what_it_left_out_and_reports() {
    let folder = Folder::new();
    folder.put("region.txt", "北原自治区河湖管护方案\n\n一、重点任务\n（一）加强监测。建设自动监测站，到2025年自动监测覆盖率达到90%以上。（责任单位：自治区水利厅）\n（二）治理河道。开展中小河流治理，清理河道垃圾。严查侵占岸线行为，限期拆除违法建筑。（责任单位：自治区水利厅）\n（三）培训人员。每年组织河湖长培训。（责任单位：自治区水利厅）\n");
    folder.put("b.txt", "临渠市河湖管护方案（征求意见稿）\n\n一、重点任务\n（一）加强监测。建设自动监测站，到2025年自动监测覆盖率达到90%以上。（责任单位：市水利局）\n");
    folder.done(&["a.txt"]);
    folder.edit("a-台账.xlsx", |rows| {
        let progress = column(rows, "进展");
        rows[1].resize(8, String::new());
        rows[1][progress] = "已建12个站".to_owned();
    });
    folder.done(&["region.txt", "a.txt", "b.txt", "-o", "全区.xlsx"]);
    let rows = folder.tables("全区.xlsx")[0].rows.clone();
    assert_eq!(rows.len(), 7, "three tasks, two children: {rows:?}");
    let of = |task: &str, child: &str, head: &str| {
        let (t, c, h) = (column(&rows, "任务"), column(&rows, "下级"), column(&rows, head));
        let row = rows.iter().find(|r| r[t] == task && r[c].contains(child)).expect("a row");
        row.get(h).cloned().unwrap_or_default()
    };
    assert_eq!(of("加强监测", "河套市", "下级进展"), "已建12个站");
    assert_eq!(of("加强监测", "临渠市", "下级进展"), "");
    assert_eq!(of("培训人员", "临渠市", "承接情况"), "缺失");
    assert_eq!(of("培训人员", "河套市", "承接情况"), "已承接");
    assert!(of("治理河道", "河套市", "未承接的内容").contains("严查侵占岸线"), "{rows:?}");
    // The parent's own remarks stay beside what is gathered anew.
    folder.edit("全区.xlsx", |rows| {
        let progress = column(rows, "进展");
        rows[1].resize(13, String::new());
        rows[1][progress] = "3月已督办".to_owned();
    });
    folder.edit("a-台账.xlsx", |rows| {
        let progress = column(rows, "进展");
        rows[1][progress] = "已建15个站".to_owned();
    });
    folder.done(&["region.txt", "a.txt", "b.txt", "-o", "全区.xlsx"]);
    let rows = folder.tables("全区.xlsx")[0].rows.clone();
    assert_eq!(rows[1][column(&rows, "进展")], "3月已督办");
    assert_eq!(rows[1][column(&rows, "下级进展")], "已建15个站");
    folder.put("a-台账.xlsx", b"PK\x03\x04");
    let run = folder.ledger(&["region.txt", "a.txt", "b.txt", "-o", "全区.xlsx"]);
    assert_eq!(run.status, 2, "a child's ledger that cannot be read is told: {run:#?}");
    assert!(run.stderr.contains("a-台账.xlsx"), "{}", run.stderr);
}
