//! Input that no plan should be, each run through the real binary: an answer or one clear error, never a panic, and
//! in time that grows with the size alone.

use crate::support::{Run, command, run};
use std::path::PathBuf;

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder"));
        bench.put("parent.txt", "北原自治区社区服务方案\n\n一、重点任务\n（一）办好食堂。建成食堂600个以上。（责任单位：自治区民政厅）\n（二）加强培训。满意率达到90%以上。（责任单位：自治区民政厅）\n");
        bench
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    fn run(&self, args: &[&str]) -> Run {
        let run = run(command().current_dir(self.0.path()).args(args));
        assert!(!run.stderr.contains("panicked"), "{args:?}: {}", run.stderr);
        run
    }

    /// Every command that reads a plan answers: what it printed for facts, lint, trace and import.
    #[track_caller]
    fn answered(&self, text: impl AsRef<[u8]>) -> [Run; 4] {
        self.put("plan.txt", text);
        let runs = [
            self.run(&["facts", "plan.txt", "--format", "json"]),
            self.run(&["lint", "plan.txt", "--parent", "parent.txt"]),
            self.run(&["trace", "plan.txt", "--parent", "parent.txt"]),
            self.run(&["import", "plan.txt"]),
        ];
        for run in &runs {
            assert!(matches!(run.status, 0 | 1), "{} {}", run.status, run.stderr);
            assert!(!run.stdout.is_empty(), "{run:?}");
        }
        // What import writes is source.
        assert!(runs[3].stdout.starts_with("---\nplangen: 1\n"));
        runs
    }

    /// Every command refuses with one error that says this.
    #[track_caller]
    fn refused(&self, bytes: impl AsRef<[u8]>, says: &str) {
        self.put("plan.txt", bytes);
        for args in [&["facts", "plan.txt"][..], &["lint", "plan.txt"], &["import", "plan.txt"]] {
            let run = self.run(args);
            assert_eq!(run.status, 2, "{args:?}: {run:?}");
            assert!(run.stdout.is_empty() && run.stderr.starts_with("error: plan.txt"), "{args:?}: {run:?}");
            assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        }
    }
}

#[test]
fn text_without_any_structure() {
    let [facts, ..] = Bench::new().answered("今天天气很好，大家出门走走。".repeat(50));
    assert!(facts.stdout.contains("\"tasks\": []") && facts.stdout.contains("\"targets\": []"), "{}", facts.stdout);
}

#[test]
fn one_line_of_two_megabytes() {
    let line = "到2025年，床位达到6.8张，由市财政局牵头。推进平台建设，完善服务制度（责任单位：市财政局）。";
    let [facts, ..] = Bench::new().answered(line.repeat(2_000_000 / line.len()));
    assert!(facts.stdout.contains("6.8"));
}

#[test]
fn a_single_line_of_ten_megabytes() {
    let bench = Bench::new();
    bench.put("plan.txt", "今".repeat(10_000_000 / 3));
    for args in [&["facts", "plan.txt"][..], &["lint", "plan.txt", "--parent", "parent.txt"]] {
        let run = bench.run(args);
        assert!(matches!(run.status, 0 | 1), "{run:?}");
    }
}

#[test]
fn ten_thousand_headings() {
    let text: String = (0..10_000).map(|i| format!("（{}）第{i}项工作\n推进第{i}项建设。\n", i % 900 + 1)).collect();
    Bench::new().answered(text);
    let marked: String = (0..10_000).map(|i| format!("{} 标题{i}\n\n", "#".repeat(i % 6 + 1))).collect();
    let bench = Bench::new();
    bench.put("plan.md", format!("---\nplangen: 1\n---\n{marked}"));
    let run = bench.run(&["lint", "plan.md"]);
    assert!(matches!(run.status, 0 | 1), "{run:?}");
}

#[test]
fn five_hundred_quotes_in_each_other() {
    let [_, lint, ..] = Bench::new().answered(format!("一、目标\n甲{}乙{}。\n", "“".repeat(500), "”".repeat(500)));
    assert!(!lint.stdout.contains("PG503"), "they pair: {}", lint.stdout);
    let [_, lint, ..] = Bench::new().answered(format!("一、目标\n甲{}乙{}。\n", "“".repeat(500), "”".repeat(499)));
    assert!(lint.stdout.contains("PG503"), "one is left open: {}", lint.stdout);
    // Quotes of Markdown, too.
    let bench = Bench::new();
    bench.put("plan.md", format!("---\nplangen: 1\n---\n{} 甲\n", ">".repeat(500)));
    assert!(matches!(bench.run(&["lint", "plan.md"]).status, 0 | 1));
}

#[test]
fn numbers_of_four_hundred_digits() {
    let (long, han) = ("9".repeat(400), "一万".repeat(400));
    let text = format!(
        "一、目标\n到2025年，食堂达到{long}个，志愿者达到{han}人，满意率达到{long}%，占比1:{long}，{long}年完成。建成站点30个。\n"
    );
    let [facts, ..] = Bench::new().answered(text);
    // What is no number a plan could mean is no target; what stands beside it is read.
    assert!(facts.stdout.contains("30") && !facts.stdout.contains("\"value\": 9999"), "{}", facts.stdout);
}

#[test]
fn figures_at_the_end_of_what_a_number_holds() {
    let most = "79228162514264337593543950";
    let text = format!(
        "一、目标\n到2025年，食堂达到{most}万亿个，站点达到{most}个，满意率达到{most}%，三分之{most}，0.{}个。\n",
        "0".repeat(27)
    );
    let bench = Bench::new();
    let [..] = bench.answered(&text);
    bench.put("whole.txt", text);
    let run = bench.run(&["rollup", "whole.txt", "plan.txt", "plan.txt"]);
    assert!(matches!(run.status, 0 | 1), "{run:?}");
}

#[test]
fn dates_no_calendar_has() {
    let text = "一、目标\n2024年13月40日印发，于2023年2月29日前完成，0000年0月0日起执行。\n";
    let [_, lint, ..] = Bench::new().answered(text);
    assert!(lint.stdout.contains("PG504") && lint.stdout.contains("2024年13月40日"), "{}", lint.stdout);
    let bench = Bench::new();
    bench.put("plan.md", "---\nplangen: 1\nnotice:\n  date: 2024-13-40\n---\n一、目标\n甲。\n");
    let run = bench.run(&["lint", "plan.md"]);
    assert!(run.status == 1 && run.stdout.contains("PG001") && run.stdout.contains("plan.md:4:3"), "{run:?}");
}

#[test]
fn surrogates_from_bad_conversions() {
    // CESU-8 (each half of 𠮷 as three bytes), and a half alone: neither is UTF-8, and nothing is put in its place.
    let bench = Bench::new();
    bench.refused(
        [&b"\xe4\xb8\x80"[..], b"\xed\xa1\x82\xed\xbe\xb7", "、甲。".as_bytes()].concat(),
        "neither UTF-8 nor GB18030",
    );
    bench.refused([&b"\xed\xa0\x80"[..], "一、甲。乙丙丁。".as_bytes()].concat(), "byte 1 (0xED)");
    // A half alone in UTF-16.
    bench.refused(b"\xff\xfe\x00\x4e\x00\xd8\x01\x30", "neither UTF-8 nor GB18030");
    // What such a conversion leaves in their place is text.
    bench.answered("一、目标\u{fffd}\n推进\u{fffd}\u{fffd}建设。\n");
}

#[test]
fn line_ends_of_every_kind() {
    let [facts, ..] = Bench::new().answered("一、目标\r\n到2025年，食堂达到80个。\r二、任务\n（一）甲\u{2028}办好食堂。（责任单位：市民政局）\r\n\r\n（二）乙\u{0c}加强培训。（责任单位：市民政局）");
    for part in ["\"二/（一）\"", "\"二/（二）\"", "80"] {
        assert!(facts.stdout.contains(part), "{part}: {}", facts.stdout);
    }
}

#[test]
fn bytes_of_zero() {
    Bench::new().refused("一、目标\0\n甲。", "not a text file");
    Bench::new().refused([0u8; 4096], "byte 1 is the control character 0x00");
}

#[test]
fn sixteen_bits_a_character() {
    let text = "一、目标\n到2025年，食堂达到80个。\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for marked in [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat()] {
        let [facts, ..] = Bench::new().answered(marked);
        assert!(facts.stdout.contains("80"));
    }
    // Without its mark it cannot be told from a file of another kind.
    Bench::new().refused(&little, "not a text file");
    // Half a character is left over.
    Bench::new().refused([&b"\xff\xfe"[..], &little[..5]].concat(), "neither UTF-8 nor GB18030");
}

#[test]
fn nothing_at_all() {
    for nothing in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", "\u{3000}\n \r\n\t".as_bytes()] {
        Bench::new().refused(nothing, "the file is empty");
    }
}
