//! Makes ready what reading needs, while something else is waited for.

use crate::base::SourceFile;
use crate::data::Register;
use crate::{extract, import};

/// A few lines with whatever plans have: what they are read with is made when it is first asked for.
const LINES: &str = "河套市养老服务实施方案\n为贯彻《养老服务意见》（国发〔2024〕1号）要求，结合我市实际，制定本方案。\n一、重点任务\n（一）建设床位。到2025年，护理型床位占比达到60%以上，每年培训100人，建成养老机构5所。（责任单位：市民政局、市财政局；完成时限：2025年底）\n";

/// Begins to make the patterns and word lists of reading on another thread: a lone plan is read and compared in less
/// time than it takes to make them one after the other.
pub fn warm_up() {
    rayon::spawn(|| {
        let file = SourceFile::new("", LINES);
        let plan = import::text(&file).plan;
        std::hint::black_box(extract::facts(&plan, Register::builtin()));
    });
}
