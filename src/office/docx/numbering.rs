//! Automatic numbering of a Word document: the numbers that stand only in `numbering.xml`.

use crate::office::Trouble;
use crate::office::xml::{self, Element, Sink};
use rustc_hash::{FxHashMap, FxHashSet};

/// Levels of a list.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    /// `w:numFmt`: decimal, chineseCounting …
    form: String,
    /// `w:lvlText`: `第%1章`, `%1.%2`.
    text: String,
    start: u32,
    /// The level whose count begins this one anew; `Some(0)` for none. By default any higher one.
    restart: Option<u8>,
    /// Whether all numbers in it are decimal.
    legal: bool,
}

#[derive(Debug, Clone, Default)]
struct List {
    kind: String,
    /// Where the list begins otherwise than its kind.
    starts: FxHashMap<usize, u32>,
    /// Levels of its own.
    levels: FxHashMap<usize, Level>,
}

/// The lists of a document, and how far they have counted.
#[derive(Debug, Default)]
pub struct Numbering {
    kinds: FxHashMap<String, [Level; LEVELS]>,
    lists: FxHashMap<String, List>,
    /// By kind of list: lists of one kind count on together.
    counts: FxHashMap<String, [Option<u32>; LEVELS]>,
    /// Lists that began already.
    begun: FxHashSet<String>,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub fn read(xml: &str) -> Result<Self, Trouble> {
        let mut reader = Reader::default();
        xml::read(xml, &mut reader)?;
        Ok(reader.numbering)
    }

    /// The number of the next paragraph of a list at a level, as it is shown; empty for bullets and for lists
    /// that are not there.
    pub fn next(&mut self, list: &str, level: u8) -> String {
        let at = usize::from(level).min(LEVELS - 1);
        let Some(own) = self.lists.get(list) else { return String::new() };
        let Some(kind) = self.kinds.get(&own.kind) else { return String::new() };
        let levels: Vec<&Level> = (0..LEVELS).map(|i| own.levels.get(&i).unwrap_or(&kind[i])).collect();
        let start = |i: usize| own.starts.get(&i).copied().unwrap_or(levels[i].start);
        let counts = self.counts.entry(own.kind.clone()).or_default();
        if self.begun.insert(list.to_owned()) {
            for &level in own.starts.keys() {
                counts[level] = None;
            }
        }
        let next = counts[at].map_or_else(|| start(at), |count| count.saturating_add(1));
        counts[at] = Some(next);
        for (i, count) in counts.iter_mut().enumerate().skip(at + 1) {
            let by = levels[i].restart.map_or(i, usize::from);
            if at < by {
                *count = None;
            }
        }
        let shown = levels[at];
        if matches!(shown.form.as_str(), "bullet" | "none") {
            return String::new();
        }
        let mut out = String::new();
        let mut chars = shown.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit = chars.peek().and_then(|d| d.to_digit(10)).filter(|d| (1..=9).contains(d));
            match (c, digit) {
                ('%', Some(digit)) => {
                    chars.next();
                    let i = digit as usize - 1;
                    let count = counts[i].unwrap_or_else(|| start(i));
                    let form = if shown.legal && i != at { "decimal" } else { &levels[i].form };
                    out.push_str(&number(count, form));
                }
                _ => out.push(c),
            }
        }
        out
    }
}

/// A number in one of the forms of ECMA-376, 17.18.59 that Chinese offices use; decimal for any other.
fn number(n: u32, form: &str) -> String {
    match form {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "koreanCounting"
        | "chineseCountingThousands" => chinese(n),
        "chineseLegalSimplified" | "ideographLegalTraditional" => chinese(n)
            .chars()
            .map(|c| {
                "零一二三四五六七八九十百千万"
                    .find(c)
                    .map_or(c, |at| "零壹贰叁肆伍陆柒捌玖拾佰仟万".chars().nth(at / 3).unwrap_or(c))
            })
            .collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => (1..=20)
            .contains(&n)
            .then(|| char::from_u32(0x245f + n))
            .flatten()
            .map_or_else(|| n.to_string(), String::from),
        "decimalFullWidth" | "decimalFullWidth2" => {
            n.to_string().chars().filter_map(|c| char::from_u32(0xff10 + c.to_digit(10)?)).collect()
        }
        "decimalZero" => format!("{n:02}"),
        "upperLetter" | "lowerLetter" => {
            // After Z come AA, BB, CC …
            let letter = char::from(b'A' + u8::try_from((n.max(1) - 1) % 26).unwrap_or(0));
            let times = ((n.max(1) - 1) / 26 + 1).min(16) as usize;
            let text = letter.to_string().repeat(times);
            if form == "lowerLetter" { text.to_lowercase() } else { text }
        }
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        _ => n.to_string(),
    }
}

/// 一 to 九千九百九十九, as items are counted: 十一, not 一十一.
fn chinese(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if n == 0 {
        return "零".to_owned();
    }
    if n > 9_999 {
        return n.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, word) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.push_str(DIGITS[digit as usize]);
        }
        out.push_str(word);
    }
    out
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = n.min(3_999);
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

#[derive(Default)]
struct Reader {
    numbering: Numbering,
    kind: Option<String>,
    list: Option<String>,
    level: usize,
}

impl Reader {
    fn level(&mut self) -> Option<&mut Level> {
        if let Some(kind) = &self.kind {
            return self.numbering.kinds.get_mut(kind)?.get_mut(self.level);
        }
        let list = self.numbering.lists.get_mut(self.list.as_ref()?)?;
        Some(list.levels.entry(self.level).or_default())
    }
}

impl Sink for Reader {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        let number = || element.val().and_then(|v| v.parse::<u32>().ok());
        let at = || element.get("ilvl").and_then(|v| v.parse::<usize>().ok()).filter(|&l| l < LEVELS).unwrap_or(0);
        match element.name {
            "abstractNum" => {
                self.kind = element.get("abstractNumId");
                if let Some(kind) = &self.kind {
                    self.numbering.kinds.insert(kind.clone(), Default::default());
                }
            }
            "num" => {
                self.list = element.get("numId");
                if let Some(list) = &self.list {
                    self.numbering.lists.insert(list.clone(), List::default());
                }
            }
            "abstractNumId" => {
                if let Some(list) = self.list.as_ref().and_then(|l| self.numbering.lists.get_mut(l)) {
                    list.kind = element.val().unwrap_or_default();
                }
            }
            "lvlOverride" => self.level = at(),
            "startOverride" => {
                let level = self.level;
                if let (Some(list), Some(start)) =
                    (self.list.as_ref().and_then(|l| self.numbering.lists.get_mut(l)), number())
                {
                    list.starts.insert(level, start);
                }
            }
            "lvl" => self.level = at(),
            _ if element.parent == "lvl" => {
                let Some(level) = self.level() else { return Ok(()) };
                match element.name {
                    "start" => level.start = number().unwrap_or(1),
                    "numFmt" => level.form = element.val().unwrap_or_default(),
                    "lvlText" => level.text = element.val().unwrap_or_default(),
                    "lvlRestart" => level.restart = number().and_then(|n| u8::try_from(n).ok()),
                    "isLgl" => level.legal = element.is_on(),
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "abstractNum" => self.kind = None,
            "num" => self.list = None,
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_forms_offices_use() {
        for (n, form, shown) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (11, "chineseCounting", "十一"),
            (20, "japaneseCounting", "二十"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (3, "decimalEnclosedCircle", "③"),
            (12, "decimalFullWidth", "１２"),
            (28, "lowerLetter", "bb"),
            (14, "upperRoman", "XIV"),
            (7, "decimal", "7"),
            (2, "chineseLegalSimplified", "贰"),
        ] {
            assert_eq!(number(n, form), shown, "{n} {form}");
        }
    }

    #[test]
    fn levels_begin_anew_under_a_higher_one() {
        let level = |i: usize, form: &str, text: &str| {
            format!("<lvl ilvl='{i}'><start val='1'/><numFmt val='{form}'/><lvlText val='{text}'/></lvl>")
        };
        let xml = format!(
            "<numbering><abstractNum abstractNumId='0'>{}{}{}</abstractNum><num numId='1'><abstractNumId val='0'/></num>\
             <num numId='2'><abstractNumId val='0'/><lvlOverride ilvl='0'><startOverride val='5'/></lvlOverride></num></numbering>",
            level(0, "chineseCounting", "%1、"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%1.%3"),
        );
        let mut lists = Numbering::read(&xml).expect("well-formed");
        let shown: Vec<String> = [0, 1, 1, 2, 0, 1].iter().map(|&l| lists.next("1", l)).collect();
        assert_eq!(shown, ["一、", "（一）", "（二）", "一.1", "二、", "（一）"]);
        assert_eq!(lists.next("2", 0), "五、");
        assert_eq!(lists.next("9", 0), "");
    }
}
