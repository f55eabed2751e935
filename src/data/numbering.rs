//! Numbering styles of headings (层次序号) and the reading of a label.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A numbering style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Its name: `han-comma`, `han-paren`, `arabic-dot` …
    pub name: String,
    before: Vec<String>,
    digits: Digits,
    /// How many numbers make up the label, parted by points: 2 for 1.1. Only Arabic digits may have several.
    #[serde(default = "one")]
    parts: usize,
    after: Vec<String>,
    /// Whether it never stands below a style that comes after it in the list.
    #[serde(default)]
    pub top: bool,
    key: Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Digits {
    Han,
    Arabic,
    Circled,
    /// Han or Arabic.
    Either,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    Full,
    Bare,
    Word,
}

fn one() -> usize {
    1
}

#[derive(Deserialize, Default)]
struct File {
    /// What follows a figure and no label of several numbers: 1.5倍, 3.2提高到.
    figures: Vec<String>,
    /// Verbs that follow a figure where one of `to` follows them.
    verbs: Vec<String>,
    to: Vec<String>,
    style: Vec<Style>,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(include_str!("numbering.toml")).unwrap_or_default());
    &FILE
}

/// The styles, in the order in which they usually nest. They serialise as they stand in the file, for
/// templates that print numbers.
pub fn styles() -> &'static [Style] {
    &file().style
}

/// Which styles a label may have that begins with a character: it is asked of every line.
#[derive(Default)]
struct Firsts {
    /// By what stands before the number: 第, （, 任务.
    before: FxHashMap<char, Vec<usize>>,
    /// Those whose labels may begin with their number.
    han: Vec<usize>,
    arabic: Vec<usize>,
    circled: Vec<usize>,
}

impl Firsts {
    fn all() -> &'static Firsts {
        static FIRSTS: LazyLock<Firsts> = LazyLock::new(|| {
            let mut firsts = Firsts::default();
            for (at, style) in styles().iter().enumerate() {
                for before in &style.before {
                    let group = match (before.chars().next(), style.digits) {
                        (Some(c), _) => firsts.before.entry(c).or_default(),
                        (None, Digits::Han | Digits::Either) => &mut firsts.han,
                        (None, Digits::Arabic) => &mut firsts.arabic,
                        (None, Digits::Circled) => &mut firsts.circled,
                    };
                    if group.last() != Some(&at) {
                        group.push(at);
                    }
                }
            }
            firsts
        });
        &FIRSTS
    }

    /// The styles, in their order, by their places in [`styles`].
    fn of(&self, c: char) -> &[usize] {
        match c {
            _ if arabic(c).is_some() => &self.arabic,
            '①'..='⑳' => &self.circled,
            _ if han_digit(c).is_some() => &self.han,
            _ => self.before.get(&c).map_or(&[], Vec::as_slice),
        }
    }
}

/// A label that was read at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Index of its style in [`styles`].
    pub style: usize,
    /// Its number.
    pub ordinal: u32,
    /// Bytes of the label in the text.
    pub len: usize,
}

impl Read {
    /// How the label stands in paths: `一`, `（一）`, `1`, `第三章`. `text` is the one it was read of.
    pub fn key(&self, text: &str) -> String {
        if let Some(label) = text.chars().next().and_then(in_one) {
            return read(&label).map_or_else(String::new, |read| read.key(&label));
        }
        styles().get(self.style).and_then(|style| style.key_of(text)).unwrap_or_default()
    }
}

/// Whether a number before `rest` is a figure: 倍, 万元, 提高到 follow one and no label.
pub fn is_figure(rest: &str) -> bool {
    let file = file();
    let told = |verb: &String| rest.strip_prefix(verb.as_str()).map(skip_space);
    file.figures.iter().any(|w| rest.starts_with(w.as_str()))
        || file.verbs.iter().filter_map(told).any(|rest| rest.is_empty() || file.to.iter().any(|w| rest.starts_with(w)))
}

/// The label at the very start of `text`, where there is one: `（一）`, `1．`, `第三章`, `2.1`. White space inside
/// (一 、) is part of it. A number that goes on (1.5倍, 2.3万) is none, nor is 一、 in the midst of 十一、.
pub fn read(text: &str) -> Option<Read> {
    // Most texts begin with no label: look at the first character before anything else.
    let first = text.chars().next()?;
    if let Some(label) = in_one(first) {
        // The label alone: what stands behind it is no part of a number.
        return read(&label).filter(|r| r.len == label.len()).map(|r| Read { len: first.len_utf8(), ..r });
    }
    Firsts::all().of(first).iter().find_map(|&at| styles()[at].read(text, at))
}

/// A label that is one character, as it is written with several: ㈠ is （一）, ⒈ is 1., ⑴ is （1）.
fn in_one(c: char) -> Option<String> {
    let from = |first: char| c as u32 - first as u32 + 1;
    match c {
        '㈠'..='㈩' => Some(format!("（{}）", han(from('㈠')))),
        '⒈'..='⒛' => Some(format!("{}.", from('⒈'))),
        '⑴'..='⒇' => Some(format!("（{}）", from('⑴'))),
        _ => None,
    }
}

/// The label of a style for a number: `label("han-paren", 3)` → `（三）`. `None` for a style whose labels
/// say more than their number: the chapter's (2.3), a word (任务三).
pub fn write(style: &str, ordinal: u32) -> Option<String> {
    let style = styles().iter().find(|s| s.name == style && s.parts == 1 && s.key != Key::Word)?;
    let digits = match style.digits {
        Digits::Han | Digits::Either => han(ordinal),
        Digits::Arabic => ordinal.to_string(),
        Digits::Circled => char::from_u32(0x2460 + ordinal.checked_sub(1)?).filter(|_| ordinal <= 20)?.to_string(),
    };
    Some(format!("{}{digits}{}", style.before.first()?, style.after.first()?))
}

/// A label as it is written, with another number: `（ 二 ）` and 3 → `（ 三 ）`. `None` for what is no label or cannot
/// bear the number.
pub fn renumber(label: &str, ordinal: u32) -> Option<String> {
    let read = whole(label)?;
    let style = styles().get(read.style)?;
    let digits = style.digits_of(label);
    let digit = |c: char| match digits {
        Digits::Han | Digits::Either => han_digit(c).is_some(),
        Digits::Arabic => arabic(c).is_some(),
        Digits::Circled => matches!(c, '①'..='⑳'),
    };
    // Of several numbers the last one counts.
    let last = label.rfind(digit)?;
    let before =
        label[..last].rfind(|c| !digit(c)).map_or(0, |at| at + label[at..].chars().next().map_or(1, char::len_utf8));
    let start = if style.parts > 1 { before } else { label.find(digit)? };
    let end = start + label[start..].find(|c| !digit(c)).unwrap_or(label.len() - start);
    let digits = match digits {
        Digits::Han | Digits::Either => (ordinal < 1_000).then(|| han(ordinal))?,
        // Full-width digits stay so.
        Digits::Arabic if label[start..].starts_with(|c: char| !c.is_ascii()) => {
            ordinal.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10)).collect()
        }
        Digits::Arabic => ordinal.to_string(),
        Digits::Circled => char::from_u32(0x2460 + ordinal.checked_sub(1)?).filter(|_| ordinal <= 20)?.to_string(),
    };
    let out = format!("{}{digits}{}", &label[..start], &label[end..]);
    whole(&out).is_some_and(|r| r.ordinal == ordinal && r.style == read.style).then_some(out)
}

/// Reads a text that is a label and nothing else. A label of several numbers is one only before a title.
fn whole(label: &str) -> Option<Read> {
    let is_whole = |r: &Read| r.len == label.len();
    read(label).filter(is_whole).or_else(|| read(&format!("{label}甲")).filter(is_whole))
}

impl Style {
    /// Which digits stand in a label, or in what begins with its number.
    fn digits_of(&self, label: &str) -> Digits {
        let first = label.chars().find(|c| arabic(*c).is_some() || han_digit(*c).is_some());
        match self.digits {
            Digits::Either if first.is_some_and(|c| arabic(c).is_some()) => Digits::Arabic,
            Digits::Either => Digits::Han,
            digits => digits,
        }
    }

    /// The label of several numbers at the start of `text`: 1.1, ２．３．１. What follows it is a title, so it begins
    /// with a letter or an opening mark.
    fn read_parts(&self, text: &str, at: usize) -> Option<Read> {
        /// Plans count no higher; what does is a figure.
        const MOST: u32 = 40;
        let mut parts = 0;
        let mut rest = text;
        let ordinal = loop {
            let len: usize = rest.chars().take_while(|c| arabic(*c).is_some()).map(char::len_utf8).sum();
            let digits = rest.get(..len).filter(|d| !d.is_empty() && !d.starts_with(['0', '０']))?;
            let number = digits.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(arabic(c)?))?;
            if number > MOST {
                return None;
            }
            parts += 1;
            rest = &rest[len..];
            let point = rest.strip_prefix(['.', '．', '﹒']);
            let Some(next) = point.filter(|next| next.starts_with(|c| arabic(c).is_some())) else { break number };
            rest = next;
        };
        if parts != self.parts {
            return None;
        }
        let after = self.after.iter().filter(|a| rest.starts_with(a.as_str())).max_by_key(|a| a.len())?;
        rest = &rest[after.len()..];
        let title = skip_space(rest);
        let begins = title.chars().next().filter(|c| c.is_alphabetic() || matches!(c, '“' | '"' | '《' | '「'))?;
        // 3.5km, 2.0版: what a number is told in, or a row of figures.
        if begins.is_ascii() && title.len() == rest.len() || is_figure(title) {
            return None;
        }
        Some(Read { style: at, ordinal, len: text.len() - rest.len() })
    }

    fn read(&self, text: &str, at: usize) -> Option<Read> {
        if self.parts > 1 {
            return self.read_parts(text, at);
        }
        let Split { before: _, digits, kind, after, len } = self.split(text)?;
        let ordinal = match kind {
            Digits::Circled => {
                let c = digits.chars().next()?;
                (c as u32).checked_sub(0x245f).filter(|n| (1..=20).contains(n))?
            }
            Digits::Arabic => {
                let count = |n: u32, c: char| n.checked_mul(10)?.checked_add(arabic(c)?);
                // 2023. is a year, not the number of a heading.
                digits.chars().try_fold(0, count).filter(|n| (1..=999).contains(n))?
            }
            Digits::Han | Digits::Either => han_value(digits).filter(|&n| n > 0)?,
        };
        let follows = text[len..].chars().next();
        let goes_on = match kind {
            // 1.5倍; and 一.二 is a number too.
            Digits::Arabic | Digits::Han if matches!(after, "." | "．" | "," | "﹒") => {
                follows.is_some_and(|c| arabic(c).is_some() || kind == Digits::Han && han_digit(c).is_some())
            }
            Digits::Arabic if after == "、" => follows.is_some_and(|c| arabic(c).is_some()),
            // 第一节课, 第三条腿: words, not labels, but rare at the start of a paragraph; 第一章程 is one.
            _ if after == "章" => follows == Some('程'),
            _ => false,
        };
        if goes_on {
            return None;
        }
        Some(Read { style: at, ordinal, len })
    }

    /// Parts a text at the label it begins with, by its form alone; what the number is worth is not asked.
    fn split<'a>(&'a self, text: &'a str) -> Option<Split<'a>> {
        let before = self.before.iter().find(|b| begins(text, b))?;
        let rest = skip_space(&text[before.len()..]);
        let kind = self.digits_of(rest);
        let len: usize = match kind {
            Digits::Circled => rest.chars().next()?.len_utf8(),
            Digits::Arabic => rest.chars().take_while(|c| arabic(*c).is_some()).map(char::len_utf8).sum(),
            Digits::Han | Digits::Either => {
                rest.chars().take_while(|c| han_digit(*c).is_some()).map(char::len_utf8).sum()
            }
        };
        let digits = rest.get(..len).filter(|digits| !digits.is_empty())?;
        let rest = skip_space(&rest[len..]);
        let after = self.after.iter().filter(|a| begins(rest, a)).max_by_key(|a| a.len())?;
        Some(Split { before, digits, kind, after, len: text.len() - rest.len() + after.len() })
    }

    /// How a label of this style at the start of a text stands in paths.
    fn key_of(&self, text: &str) -> Option<String> {
        if self.parts > 1 {
            let point = |c: char| matches!(c, '.' | '．' | '﹒');
            let label = text.split(|c| !point(c) && arabic(c).is_none()).next()?.trim_end_matches(point);
            return Some(label.chars().map(|c| if point(c) { '.' } else { ascii_digit(c) }).collect());
        }
        let Split { before, digits, after, .. } = self.split(text)?;
        let first = self.before.first()?.as_str();
        let around = match self.key {
            Key::Bare => ["", ""],
            Key::Word => [before, ""],
            Key::Full if self.before.len() > 1 || self.name == "arabic-close" => [first, self.after.first()?],
            Key::Full => [first, after],
        };
        let mut key = String::with_capacity(around[0].len() + digits.len() + around[1].len());
        key.push_str(around[0]);
        key.extend(digits.chars().map(ascii_digit));
        key.push_str(around[1]);
        Some(key)
    }
}

/// The parts of a label and its bytes with the white space between them: （ | 三 | ）.
struct Split<'a> {
    before: &'a str,
    digits: &'a str,
    kind: Digits,
    after: &'a str,
    len: usize,
}

/// Whether a text begins with a word: most differ in the first byte.
fn begins(text: &str, word: &str) -> bool {
    match (text.as_bytes().first(), word.as_bytes().first()) {
        (_, None) => true,
        (first, wanted) => first == wanted && text.starts_with(word),
    }
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\u{3000}', '\t', '\u{a0}'])
}

/// The value of an Arabic digit, half- or full-width.
pub fn arabic(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn ascii_digit(c: char) -> char {
    arabic(c).and_then(|n| char::from_digit(n, 10)).unwrap_or(c)
}

fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 11,
        _ => return None,
    })
}

/// 十一 → 11, 二十三 → 23, 一百零五 → 105; `None` for what is no number below 1,000.
fn han_value(digits: &str) -> Option<u32> {
    // Most are of one character.
    let mut chars = digits.chars();
    if let (Some(value @ 1..=10), None) = (han_digit(chars.next()?), chars.next()) {
        return Some(value);
    }
    let mut total = 0u32;
    let mut unit = 0u32;
    for c in digits.chars() {
        match c {
            '百' => {
                total = total.checked_add(unit.max(1) * 100)?;
                unit = 0;
            }
            '十' => {
                total = total.checked_add(unit.max(1) * 10)?;
                unit = 0;
            }
            '零' => {}
            _ if unit == 0 => unit = han_digit(c)?,
            // 一二、 is no number.
            _ => return None,
        }
    }
    let value = total.checked_add(unit)?;
    (value < 1_000 && han(value) == digits || digits.starts_with("一十")).then_some(value)
}

/// A number below 1,000 in Chinese: 105 → 一百零五, 12 → 十二.
fn han(n: u32) -> String {
    let digit = |n: u32| "零一二三四五六七八九".chars().nth(n as usize).unwrap_or('零');
    let (hundreds, tens, ones) = (n / 100 % 10, n / 10 % 10, n % 10);
    let mut out = String::new();
    if hundreds > 0 {
        out.push(digit(hundreds));
        out.push('百');
    }
    match (hundreds, tens) {
        (0, 1) => out.push('十'),
        (_, 0) if hundreds > 0 && ones > 0 => out.push('零'),
        (_, 0) => {}
        _ => out.extend([digit(tens), '十']),
    }
    if ones > 0 || n == 0 {
        out.push(digit(ones));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> Option<String> {
        read(text).map(|r| r.key(text))
    }

    #[test]
    fn a_label_may_be_one_character() {
        for (text, key) in [("㈢设施", "（三）"), ("⒉设施", "2"), ("⑷设施", "（4）")] {
            let found = read(text).expect("a label");
            assert_eq!((found.key(text).as_str(), found.len), (key, '㈢'.len_utf8()), "{text}");
        }
    }

    #[test]
    fn labels_of_every_style() {
        for (text, expected) in [
            ("一、总体要求", "一"),
            ("十一、其他", "十一"),
            ("（一）目标", "（一）"),
            ("(二十三)目标", "（二十三）"),
            ("（ 一 ）目标", "（一）"),
            ("1.推进", "1"),
            ("１２．推进", "12"),
            ("3、推进", "3"),
            ("（1）推进", "（1）"),
            ("(2) 推进", "（2）"),
            ("（三）、推进", "（三）"),
            ("(4)．推进", "（4）"),
            ("1）推进", "1）"),
            ("①推进", "①"),
            ("第三章 总则", "第三章"),
            ("第3章 总则", "第3章"),
            ("第１２节 任务", "第12节"),
            ("第二节　任务", "第二节"),
            ("第四十七条 　财政", "第四十七条"),
            ("第一部分 规划背景", "第一部分"),
            ("一 、总体要求", "一"),
            ("1.1编制目的", "1.1"),
            ("任务一：补短板", "任务一"),
            ("行动3：补短板", "行动3"),
            ("２．３　预警", "2.3"),
            ("3.2.1 信息报告", "3.2.1"),
            ("4.1. 响应", "4.1"),
            ("9.1 提升产业水平", "9.1"),
        ] {
            assert_eq!(key(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_label_keeps_its_form_under_another_number() {
        for (label, number, expected) in [
            ("（ 二 ）", 3, Some("（ 三 ）")),
            ("九、", 10, Some("十、")),
            ("１２．", 13, Some("１３．")),
            ("第三章", 4, Some("第四章")),
            ("第3章", 4, Some("第4章")),
            ("⑳", 21, None),
            ("2.9", 10, Some("2.10")),
            ("２．９", 3, Some("２．３")),
            ("甲", 2, None),
        ] {
            assert_eq!(renumber(label, number).as_deref(), expected, "{label}");
        }
    }

    #[test]
    fn what_is_no_label() {
        for text in [
            "1.5倍以上",
            "3.2提高到5.6张",
            "3.2 增长 5 个百分点",
            "3.2提升",
            "6.8 7.5",
            "6.8 预期性",
            "2.0版",
            "3.5km道路",
            "2023.1.5印发",
            "任务一览表",
            "工程1.5亿元",
            "0.3编制",
            "1.1",
            "2023.年",
            "一二、三",
            "第一章程",
            "一体化",
            "（责任单位：市财政局）",
            "（2023年）",
            "5G应用",
            "",
            "十",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn the_file_is_well_formed() {
        assert_eq!(styles().len(), 15);
        assert!(!file().figures.is_empty());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(style in 0usize..15, n in 1u32..20) {
            let name = &styles()[style].name;
            prop_assume!(styles()[style].parts == 1 && styles()[style].key != Key::Word);
            let label = write(name, n).expect("every style writes its numbers");
            let back = read(&format!("{label}推进")).expect("read");
            prop_assert_eq!((back.style, back.ordinal, back.len), (style, n, label.len()));
        }

        #[test]
        fn han_numbers_round_trip(n in 1u32..1000) {
            prop_assert_eq!(han_value(&han(n)), Some(n));
        }

        #[test]
        fn any_text_is_taken(text in ".{0,12}") {
            if let Some(label) = read(&text) {
                prop_assert!(text.is_char_boundary(label.len));
            }
        }
    }
}
