//! Numerals (数): Arabic, Chinese and mixed, read exactly; a run that is no number (十四五, 一二三) is
//! told apart from one that is.
//!
//! A number keeps the multiplier it is written with apart from its mantissa (1.3万 is 1.3 and 万), for a
//! unit is quoted as written (亿元, 万人).

use crate::base::CharSet;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Runs longer than this hold no quantity a plan could mean.
const LONGEST: usize = 40;

/// A number as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// What is written before the multiplier: 1.3 of 1.3万, 15000 of 一万五千亿.
    pub mantissa: Decimal,
    /// The trailing multiplier 万, 亿 or 万亿; empty when there is none.
    pub scale: &'static str,
    /// Whether any of it is written in Chinese numerals.
    pub han: bool,
    /// Byte behind its last byte.
    pub end: usize,
}

impl Number {
    /// The number itself; `None` when it is too large to hold.
    pub fn value(&self) -> Option<Decimal> {
        self.mantissa.checked_mul(scale_value(self.scale)?)
    }
}

/// What stands at a place that begins like a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A number.
    Number(Number),
    /// A run of numerals that ends at this byte and is no number (十四五, 一二三, 400 digits).
    NotANumber(usize),
}

fn scale_value(scale: &str) -> Option<Decimal> {
    Some(match scale {
        "" => Decimal::ONE,
        "万" => Decimal::from(10_000u32),
        "亿" => Decimal::from(100_000_000u32),
        "万亿" => Decimal::from(1_000_000_000_000u64),
        _ => return None,
    })
}

/// The value of an Arabic digit, half- or full-width.
pub fn arabic_digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The value of a Chinese digit.
pub fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '兩' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn han_scale(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

fn is_han_numeral(c: char) -> bool {
    han_digit(c).is_some() || han_scale(c).is_some()
}

/// What a number may begin with.
pub const FIRSTS: &[char] = &[
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '０', '１', '２', '３', '４', '５', '６', '７', '８', '９', '零',
    '〇', '○', '一', '壹', '二', '两', '贰', '兩', '三', '叁', '四', '肆', '五', '伍', '六', '陆', '七', '柒', '八',
    '捌', '九', '玖', '十', '拾', '百', '佰', '千', '仟', '万', '萬', '亿', '億',
];

/// Whether a number may begin with this character.
pub fn begins(c: char) -> bool {
    static NUMERALS: CharSet = CharSet::of(FIRSTS);
    NUMERALS.has(c)
}

/// Reads the number that begins at byte `at`, as long as it goes; `None` when none begins there.
pub fn read(text: &str, at: usize) -> Option<Reading> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    if arabic_digit(first).is_some() {
        Some(read_arabic(rest, at))
    } else if is_han_numeral(first) {
        Some(read_han(rest, at))
    } else {
        None
    }
}

/// The whole text as one number, 负 and white space at its ends allowed.
pub fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['负', '-', '−', '－']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    match read(text, 0)? {
        Reading::Number(n) if n.end == text.len() => n.value().map(|v| if negative { -v } else { v }),
        _ => None,
    }
}

fn read_arabic(rest: &str, at: usize) -> Reading {
    let mut digits = String::new();
    let mut end = 0;
    let mut point = false;
    let mut chars = rest.char_indices().peekable();
    while let Some(&(i, c)) = chars.peek() {
        if let Some(d) = arabic_digit(c) {
            digits.push(char::from_digit(d, 10).unwrap_or('0'));
            end = i + c.len_utf8();
        } else if c == ',' && !point && group_follows(&rest[i + 1..], &digits) {
            // 1,100万: a comma and exactly three digits
        } else if matches!(c, '.' | '．') && !point && digit_follows(&rest[i + c.len_utf8()..]) {
            point = true;
            digits.push('.');
        } else {
            break;
        }
        chars.next();
    }
    let Some(mantissa) = decimal(&digits) else {
        return Reading::NotANumber(at + end);
    };
    let tail = &rest[end..];
    // 3千, 5百万: an Arabic mantissa with Chinese multipliers behind it.
    let mut mantissa = mantissa;
    let mut used = 0;
    let mut han = false;
    if let Some(c) = tail.chars().next()
        && let Some(small) = han_scale(c).filter(|&s| (100..=1_000).contains(&s))
        && let Some(product) = mantissa.checked_mul(Decimal::from(small))
        && !tail[c.len_utf8()..].starts_with(['米', '克', '瓦', '帕', '卡', '伏', '赫'])
    {
        mantissa = product;
        used = c.len_utf8();
        han = true;
    }
    let (scale, scale_len) = leading_scale(&tail[used..]);
    let mut number = Number { mantissa, scale, han, end: at + end + used + scale_len };
    // 3亿5000万: a lower part behind the multiplier.
    if number.scale == "亿"
        && let Some(lower) = text_number(&tail[used + scale_len..])
        && lower.scale == "万"
        && let (Some(high), Some(low)) = (number.value(), lower.value())
        && let Some(sum) = high.checked_add(low)
        && let Some(mantissa) = sum.checked_div(Decimal::from(10_000u32))
    {
        number = Number { mantissa, scale: "万", han, end: number.end + lower.end };
    }
    Reading::Number(number)
}

fn text_number(rest: &str) -> Option<Number> {
    rest.chars().next().filter(|&c| arabic_digit(c).is_some())?;
    match read_arabic(rest, 0) {
        Reading::Number(n) => Some(n),
        Reading::NotANumber(_) => None,
    }
}

/// Whether a comma here parts groups of three: exactly three digits follow, one to three lead, and
/// every group between is whole.
fn group_follows(rest: &str, before: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3 && before.len() <= 15
}

fn digit_follows(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| arabic_digit(c).is_some())
}

fn decimal(digits: &str) -> Option<Decimal> {
    if digits.len() > 27 { None } else { Decimal::from_str_exact(digits).ok().map(|d| d.normalize()) }
}

fn leading_scale(rest: &str) -> (&'static str, usize) {
    for (written, scale) in [("万亿", "万亿"), ("萬億", "万亿"), ("亿", "亿"), ("億", "亿"), ("万", "万"), ("萬", "万")]
    {
        if rest.starts_with(written) {
            return (scale, written.len());
        }
    }
    ("", 0)
}

fn read_han(rest: &str, at: usize) -> Reading {
    let end = rest.char_indices().find(|&(_, c)| !is_han_numeral(c)).map_or(rest.len(), |(i, _)| i);
    let run = &rest[..end];
    let not = Reading::NotANumber(at + end);
    if run.chars().count() > LONGEST {
        return not;
    }
    // The trailing 万, 亿 or 万亿 is the multiplier, kept apart.
    let (head, scale) = match run {
        _ if run.len() > "万亿".len() && run.ends_with("万亿") => (&run[..run.len() - "万亿".len()], "万亿"),
        _ if run.ends_with('亿') => (&run[..run.len() - '亿'.len_utf8()], "亿"),
        // 三亿五千万: 万 multiplies the lower part alone.
        _ if run.ends_with('万') && !run.contains(['亿', '億']) => (&run[..run.len() - '万'.len_utf8()], "万"),
        _ => (run, ""),
    };
    let Some(mut mantissa) = han_value(head).map(Decimal::from) else { return not };
    let mut end = at + end;
    // 三点五: digits behind 点.
    if scale.is_empty()
        && let Some(tail) = rest[run.len()..].strip_prefix('点')
    {
        let digits: String =
            tail.chars().map_while(han_digit).take(12).map(|d| char::from_digit(d, 10).unwrap_or('0')).collect();
        if !digits.is_empty()
            && let Some(whole) = mantissa.to_u64()
            && let Some(value) = decimal(&format!("{whole}.{digits}"))
        {
            mantissa = value;
            end += '点'.len_utf8() + tail.chars().take(digits.len()).map(char::len_utf8).sum::<usize>();
        }
    }
    Reading::Number(Number { mantissa, scale, han: true, end })
}

/// The value of a run of Chinese numerals; `None` when the run is no number.
pub fn han_value(run: &str) -> Option<u64> {
    let chars: Vec<char> = run.chars().collect();
    if chars.is_empty() || chars.len() > LONGEST {
        return None;
    }
    if chars.iter().all(|&c| han_digit(c).is_some()) {
        // 二〇二五 is read digit by digit; 一二三 and 三五 are no numbers.
        return match chars.len() {
            1 => han_digit(chars[0]).map(u64::from),
            4.. if chars[0] != '零' => {
                chars.iter().try_fold(0u64, |n, &c| n.checked_mul(10)?.checked_add(u64::from(han_digit(c)?)))
            }
            _ => None,
        };
    }
    big(&chars, u64::MAX)
}

/// A number below `limit`, with 亿 and 万 in it.
fn big(chars: &[char], limit: u64) -> Option<u64> {
    let value = match split_at_scale(chars, 100_000_000).or_else(|| split_at_scale(chars, 10_000)) {
        Some((head, scale, tail)) => {
            let high = big(head, u64::MAX)?.checked_mul(scale)?;
            if high == 0 { None } else { high.checked_add(lower(tail, scale)?) }
        }
        None => section(chars),
    }?;
    (value < limit).then_some(value)
}

/// The last place where the multiplier stands.
fn split_at_scale(chars: &[char], scale: u64) -> Option<(&[char], u64, &[char])> {
    let at = chars.iter().rposition(|&c| han_scale(c) == Some(scale))?;
    Some((&chars[..at], scale, &chars[at + 1..]))
}

/// What follows a multiplier: nothing, 零…, a lower number, or one digit (一万五 = 15000).
fn lower(tail: &[char], scale: u64) -> Option<u64> {
    match tail {
        [] => Some(0),
        [one] => match han_digit(*one)? {
            0 => None,
            d => Some(u64::from(d) * scale / 10),
        },
        ['零' | '〇', rest @ ..] => big(rest, scale),
        _ => big(tail, scale),
    }
}

/// A number below 10000: 千, 百, 十.
fn section(chars: &[char]) -> Option<u64> {
    let mut value = 0u64;
    let mut last = 10_000u64;
    let mut digit: Option<u64> = None;
    let mut zero = false;
    for (i, &c) in chars.iter().enumerate() {
        if let Some(d) = han_digit(c) {
            if d == 0 {
                if digit.is_some() || zero || (i == 0 && chars.len() > 1) {
                    return None;
                }
                zero = true;
                continue;
            }
            if digit.is_some() {
                return None;
            }
            digit = Some(u64::from(d));
            continue;
        }
        let scale = han_scale(c)?;
        if scale >= last || scale > 1_000 {
            return None;
        }
        // Only 十 may stand without a digit, at the head or behind 零 (一万零十二).
        let d = match digit.take() {
            Some(d) => d,
            None if scale == 10 && (i == 0 || zero) => 1,
            None => return None,
        };
        value += d * scale;
        last = scale;
        zero = false;
    }
    match digit {
        // 一百五 = 150
        Some(d) if (100..10_000).contains(&last) && !zero => Some(value + d * last / 10),
        Some(d) => Some(value + d),
        None if zero => (chars.len() == 1).then_some(0),
        None => Some(value),
    }
}

/// Writes a number in Chinese numerals, as plans do (一万零十二).
pub fn to_han(n: u64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    fn below_wan(n: u64) -> String {
        let mut out = String::new();
        let mut gap = false;
        for (scale, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let d = n / scale % 10;
            if d == 0 {
                gap |= !out.is_empty();
                continue;
            }
            if gap {
                out.push('零');
                gap = false;
            }
            out.push(DIGITS[d as usize]);
            out.push_str(name);
        }
        out
    }
    if n == 0 {
        return "零".to_owned();
    }
    for (scale, name) in [(100_000_000u64, "亿"), (10_000, "万")] {
        if n >= scale {
            let (high, low) = (n / scale, n % scale);
            let mut out = to_han(high) + name;
            if low > 0 {
                if low < scale / 10 {
                    out.push('零');
                }
                out.push_str(&to_han(low));
            }
            return out;
        }
    }
    let out = below_wan(n);
    match out.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Option<(String, &'static str)> {
        match read(text, 0)? {
            Reading::Number(n) => Some((n.mantissa.to_string(), n.scale)),
            Reading::NotANumber(_) => None,
        }
    }

    #[test]
    fn forms_that_break_other_readers() {
        let cases = [
            ("一万五千亿", "1500000000000"),
            ("二十万亿", "20000000000000"),
            ("1,100万", "11000000"),
            ("负3.9", "-3.9"),
            ("一万零十二", "10012"),
            ("1.3万", "13000"),
            ("３５", "35"),
            ("二〇二五", "2025"),
            ("三点五", "3.5"),
            ("3亿5000万", "350000000"),
            ("三亿五千万", "350000000"),
            ("12,345,678", "12345678"),
            ("两千零五", "2005"),
            ("一百一十", "110"),
            ("十", "10"),
            ("零", "0"),
        ];
        for (text, value) in cases {
            assert_eq!(parse(text).map(|d| d.normalize().to_string()).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn the_multiplier_stays_apart() {
        assert_eq!(number("一万五千亿"), Some(("15000".into(), "亿")));
        assert_eq!(number("二十万亿"), Some(("20".into(), "万亿")));
        assert_eq!(number("1,100万"), Some(("1100".into(), "万")));
        assert_eq!(number("1.3万人"), Some(("1.3".into(), "万")));
    }

    #[test]
    fn every_numeral_may_begin_a_number() {
        for c in '\0'..=char::MAX {
            assert_eq!(begins(c), arabic_digit(c).is_some() || is_han_numeral(c), "{c}");
        }
    }

    #[test]
    fn runs_that_are_no_numbers() {
        for text in ["十四五", "十三五", "一二三", "三五", "千", "百", "亿", &"9".repeat(400), &"九".repeat(400)]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn written_numbers_read_back(n in 0u64..100_000_000_000_000_000) {
            let text = to_han(n);
            prop_assert_eq!(parse(&text), Some(Decimal::from(n)), "{}", text);
        }

        #[test]
        fn small_numbers_read_back(n in 0u64..200_000) {
            prop_assert_eq!(parse(&to_han(n)), Some(Decimal::from(n)));
        }

        #[test]
        fn nothing_panics(text in "[0-9一二两三十百千万亿零〇.,％%点，负a]{0,40}") {
            for (at, _) in text.char_indices() {
                let _ = read(&text, at);
            }
            let _ = parse(&text);
        }
    }
}
