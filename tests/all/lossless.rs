//! Import loses nothing: what a text says is in the plan, in the front matter, or named in the report as not
//! part of the text; character by character and in order, white space aside.

use crate::checks::lossless::difference;
use crate::reread::texts;
use plangen::source;
use proptest::prelude::*;

#[test]
fn published_texts_are_in_their_plans() {
    let mut faults = Vec::new();
    for path in texts() {
        let file = source::load(&path).expect("the text is read");
        faults.extend(difference(&file.text).map(|d| format!("{}: {d}", path.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_in_its_plan(lines in prop::collection::vec(
        prop_oneof![
            "(　　|  )?(一、|二、|（一）|（二）|1\\.|2．|第一章 |第一条 |附件1|专栏1 |- 3 -|抄送：|表1 )?[甲乙丙。；：，、（）《》“”0-9%a 　]{0,20}",
            Just("某市人民政府办公室关于印发某市方案的通知".to_owned()),
            Just("某政办发〔2024〕5号".to_owned()),
            Just("各区县人民政府，市直各部门：".to_owned()),
            Just("现印发给你们，请认真组织实施。".to_owned()),
            Just("2024年4月8日".to_owned()),
            Just("（此件公开发布）".to_owned()),
            Just("某市实施方案".to_owned()),
            Just("某市人民政府办公室 2024年4月9日印发".to_owned()),
            Just(String::new()),
        ], 0..24)) {
        let text = lines.join("\n");
        if let Some(difference) = difference(&text) {
            return Err(TestCaseError::fail(format!("{difference}\n{text}")));
        }
    }
}
