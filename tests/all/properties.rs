//! What is written from a value is read as that value: numbers, ranges, labels, dates, document numbers, in the
//! ways of writing that plans use, read through the whole of plangen.

use plangen::base::SourceFile;
use plangen::data::{Register, numbering};
use plangen::extract::form::{bad_dates, malformed_document_numbers};
use plangen::extract::numeral::{han_value, parse, to_han};
use plangen::plan::{Facts, Plan, Target};
use plangen::{extract, import};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn read(text: &str) -> (Plan, Facts) {
    let plan = import::text(&SourceFile::new("plan.txt", text)).plan;
    let facts = extract::facts(&plan, Register::builtin());
    (plan, facts)
}

/// The one target of a sentence.
fn target(sentence: &str) -> Result<Target, TestCaseError> {
    let (_, facts) = read(&format!("青崖市社区服务方案\n\n一、工作目标\n{sentence}\n"));
    match <[Target; 1]>::try_from(facts.targets) {
        Ok([target]) => Ok(target),
        Err(targets) => Err(TestCaseError::fail(format!("{sentence}: {targets:#?}"))),
    }
}

/// Checks value, upper end and unit.
fn is(sentence: &str, value: Decimal, value2: Option<Decimal>, unit: &str) -> Result<(), TestCaseError> {
    let target = target(sentence)?;
    prop_assert_eq!(
        (target.value.normalize(), target.value2.map(|v| v.normalize()), target.unit.as_str()),
        (value.normalize(), value2.map(|v| v.normalize()), unit),
        "{}",
        sentence
    );
    Ok(())
}

/// 6.8, 12, 0.35: a number with up to two places.
fn decimal() -> impl Strategy<Value = Decimal> {
    (1i64..100_000, 0u32..3).prop_map(|(n, places)| Decimal::new(n, places).normalize())
}

/// A number with commas between its thousands.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0xff10 + d)).unwrap_or(c)).collect()
}

/// The dash of a range, as plans write it.
fn dash() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["—", "-", "～", "~", "至", "－", "–"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares(value in decimal().prop_filter("a share", |v| *v < Decimal::from(1000)), mark in prop::sample::select(vec!["%", "％"])) {
        is(&format!("到2027年，居民满意率达到{value}{mark}以上。"), value, None, "%")?;
        is(&format!("到2027年，居民满意率达到{}{mark}以上。", full_width(&value.to_string())), value, None, "%")?;
    }

    #[test]
    fn rates(value in decimal()) {
        is(&format!("到2027年，重点病死率控制在{value}‰以内。"), value, None, "‰")?;
        is(&format!("到2027年，孕产妇死亡率控制在{value}/10万以内。"), value, None, "/10万")?;
        is(&format!("到2027年，医护比达到1:{value}。"), value, None, "1:x")?;
        is(&format!("到2027年，医护比达到1∶{value}。"), value, None, "1:x")?;
    }

    #[test]
    fn percent_in_words(n in 1u64..100) {
        is(&format!("到2027年，居民满意率达到百分之{}以上。", to_han(n)), Decimal::from(n), None, "%")?;
    }

    #[test]
    fn fractions(whole in 2u64..=10, part in 1u64..10) {
        prop_assume!(part < whole);
        let share = (Decimal::from(part * 100) / Decimal::from(whole)).round_dp(2);
        is(&format!("到2027年，{}分之{}以上的社区建成食堂。", to_han(whole), to_han(part)), share, None, "%")?;
    }

    #[test]
    fn counts_with_multipliers(value in decimal(), scale in prop::sample::select(vec!["", "万", "亿", "万亿"])) {
        is(&format!("到2027年，服务收入达到{value}{scale}元。"), value, None, &format!("{scale}元"))?;
    }

    #[test]
    fn counts_with_commas(n in 1_000u64..1_000_000_000, scale in prop::sample::select(vec!["", "万"])) {
        is(&format!("到2027年，服务人次达到{}{scale}人次。", grouped(n)), Decimal::from(n), None, &format!("{scale}人次"))?;
    }

    #[test]
    fn counts_in_chinese(n in 1u64..10_000, scale in prop::sample::select(vec!["", "万", "亿", "万亿"])) {
        // 一千万 is 1,000 of 万.
        is(&format!("到2027年，服务收入达到{}{scale}元。", to_han(n)), Decimal::from(n), None, &format!("{scale}元"))?;
    }

    #[test]
    fn large_numbers_in_chinese(n in 1u64..100_000_000) {
        let target = target(&format!("到2027年，服务人次达到{}人次。", to_han(n)))?;
        let value = target.value * if target.unit.starts_with('万') { Decimal::from(10_000) } else { Decimal::ONE };
        prop_assert_eq!(value.normalize(), Decimal::from(n).normalize());
    }

    #[test]
    fn ranges(from in 1u32..500, more in 1u32..500, dash in dash(), unit in prop::sample::select(vec!["%", "人", "个", "万元", "百分点"])) {
        let to = from + more;
        let written = if unit == "百分点" { "个百分点" } else { unit };
        let sentence = match unit {
            "%" => format!("到2027年，居民满意率达到{from}{dash}{to}%。"),
            "百分点" => format!("到2027年，居民满意率提高{from}{dash}{to}{written}。"),
            "万元" => format!("到2027年，社区服务收入达到{from}{dash}{to}{written}。"),
            _ => format!("到2027年，每县培训社区工作者{from}{dash}{to}{written}。"),
        };
        let target = target(&sentence)?;
        prop_assert_eq!((target.value, target.value2), (Decimal::from(from), Some(Decimal::from(to))), "{}", sentence);
    }

    #[test]
    fn ranges_with_both_units(from in 1u32..90, more in 1u32..9, dash in dash()) {
        let to = from + more;
        is(&format!("到2027年，居民满意率达到{from}%{dash}{to}%。"), Decimal::from(from), Some(Decimal::from(to)), "%")?;
    }

    #[test]
    fn negative_shares(value in decimal().prop_filter("a share", |v| *v < Decimal::from(100))) {
        is(&format!("到2027年，服务收入增速不低于负{value}%。"), -value, None, "%")?;
    }

    #[test]
    fn numerals(n in 0u64..100_000_000_000_000_000, negative: bool) {
        let value = if negative { -Decimal::from(n) } else { Decimal::from(n) };
        let sign = if negative { "负" } else { "" };
        prop_assert_eq!(parse(&format!("{sign}{}", to_han(n))), Some(value));
        prop_assert_eq!(parse(&format!("{sign}{n}")), Some(value));
        prop_assert_eq!(parse(&format!("{sign}{}", grouped(n))), Some(value));
        prop_assert_eq!(parse(&full_width(&n.to_string())), Some(Decimal::from(n)));
    }

    #[test]
    fn mixed_numerals(high in 1u64..10_000, low in 1u64..10_000) {
        // 3亿5000万, 三亿五千万
        let value = Decimal::from(high * 100_000_000 + low * 10_000);
        prop_assert_eq!(parse(&format!("{high}亿{low}万")), Some(value));
        prop_assert_eq!(parse(&to_han(high * 100_000_000 + low * 10_000)), Some(value));
    }

    #[test]
    fn han_values(n in 0u64..1_000_000) {
        prop_assert_eq!(han_value(&to_han(n)), Some(n));
    }

    #[test]
    fn labels(style in 0usize..numbering::styles().len(), n in 1u32..1000) {
        let name = &numbering::styles()[style].name;
        prop_assume!(name != "circled" || n <= 20);
        // 1.1 and 任务一 are written by those who know the chapter and the word.
        prop_assume!(!name.starts_with("decimal") && !name.starts_with("word"));
        let label = numbering::write(name, n).expect("every style writes its numbers");
        let read = numbering::read(&format!("{label}推进建设"));
        prop_assert_eq!(read.map(|r| (r.style, r.ordinal, r.len)), Some((style, n, label.len())), "{}", label);
    }

    #[test]
    fn labels_of_several_numbers(numbers in proptest::collection::vec(1u32..40, 2..=4), next in 1u32..40) {
        let written = |last: u32| {
            let all: Vec<String> = numbers[..numbers.len() - 1].iter().chain([&last]).map(u32::to_string).collect();
            all.join(".")
        };
        let label = written(numbers[numbers.len() - 1]);
        let read = numbering::read(&format!("{label}编制目的")).expect("a label");
        prop_assert_eq!((read.key(&label), read.ordinal, read.len), (label.clone(), numbers[numbers.len() - 1], label.len()));
        prop_assert_eq!(numbering::renumber(&label, next), Some(written(next)));
    }

    #[test]
    fn dates(year in 1990i16..2100, month in 1i8..=12, day in 1i8..=31, han: bool) {
        let day_of = |n: i8| if han { to_han(n as u64) } else { n.to_string() };
        let digit = |c: char| char::from_digit(c.to_digit(10).unwrap_or(0), 10).map_or('〇', |c| "〇一二三四五六七八九".chars().nth(c as usize - '0' as usize).unwrap_or('〇'));
        let written_year = if han { year.to_string().chars().map(digit).collect() } else { year.to_string() };
        let written = format!("{written_year}年{}月{}日", day_of(month), day_of(day));
        let text = format!("青崖市人民政府办公室关于印发青崖市社区服务方案的通知\n青府办发〔2024〕7号\n各县区人民政府：\n现印发给你们，请认真执行。\n青崖市人民政府办公室\n{written}\n\n青崖市社区服务方案\n一、目标\n甲。\n");
        let (plan, _) = read(&text);
        let iso = format!("{year:04}-{month:02}-{day:02}");
        let real = iso.parse::<jiff::civil::Date>().is_ok();
        prop_assert_eq!(plan.meta.notice.and_then(|n| n.date), real.then_some(iso), "{}", written);
        if !han {
            // What no calendar has is told, what is well written is not.
            prop_assert_eq!(bad_dates(&written).is_empty(), real);
        }
    }

    #[test]
    fn dates_out_of_form_are_told(year in 1990i16..2100, month in 1i8..=12, day in 1i8..=28, mark in prop::sample::select(vec![".", "/"])) {
        let told = bad_dates(&format!("于{year}{mark}{month}{mark}{day}印发"));
        prop_assert_eq!(told.iter().map(|s| s.should.clone()).collect::<Vec<_>>(), [format!("{year}年{month}月{day}日")]);
    }

    #[test]
    fn document_numbers(word in "[河青沙北][府政办党]{1,2}(办)?(发|函|字|规)", year in 1990u16..2100, n in 1u32..2000) {
        let number = format!("{word}〔{year}〕{n}号");
        prop_assert_eq!(malformed_document_numbers(&format!("（{number}）")), []);
        let text = format!("青崖市人民政府办公室关于印发青崖市社区服务方案的通知\n{number}\n各县区人民政府：\n现印发给你们，请认真执行。\n2024年4月8日\n\n青崖市社区服务方案\n根据《北原自治区社区服务条例》（{number}）精神，制定本方案。\n一、目标\n甲。\n");
        let (plan, facts) = read(&text);
        prop_assert_eq!(plan.meta.notice.and_then(|n| n.number), Some(number.clone()));
        prop_assert_eq!(facts.citations.iter().map(|c| c.number.as_ref()).collect::<Vec<_>>(), [Some(&number)]);
        for wrong in [format!("{word}[{year}]{n}号"), format!("{word}（{year}）{n}号"), format!("{word}〔{year}〕第{n}号"), format!("{word}〔{year}〕0{n}号")] {
            let told = malformed_document_numbers(&format!("（{wrong}）"));
            prop_assert_eq!(told.iter().map(|s| format!("{word}{}", s.should)).collect::<Vec<_>>(), [number.clone()], "{}", wrong);
        }
    }
}
