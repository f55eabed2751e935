//! `plangen lint --fix`, `--unsafe-fixes`, `--diff`: mends what is found, or shows what would be mended.

use super::Context;
use plangen::base::{Applicability, Failure, Lang};
use plangen::lint::meaning::Aspect;
use plangen::report::diff;
use plangen::session::{Find, Fixed, Session};
use plangen::source;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Mending {
    /// Apply the fixes that change no number, date, name, title or section ‖ 改正不触动数字、日期、名称、标题和层次的问题
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: also fixes that may change meaning; look at each ‖ 与 --fix 或 --diff 同用：连同可能改变意思的一并改正，请逐处核对
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing; the exit status is that of the plans as they are ‖ 只显示 --fix 会改什么，不改文件；退出状态按现有文本
    #[arg(long, conflicts_with = "fix")]
    pub diff: bool,
}

impl Mending {
    /// The least safe fixes that are asked for; `None` when none are.
    pub fn most(self) -> Result<Option<Applicability>, Failure> {
        match (self.fix || self.diff, self.unsafe_fixes) {
            (true, true) => Ok(Some(Applicability::Unsafe)),
            (true, false) => Ok(Some(Applicability::Safe)),
            (false, false) => Ok(None),
            (false, true) => Err(Failure::new(
                "--unsafe-fixes 要与 --fix 或 --diff 同用",
                "--unsafe-fixes goes with --fix or --diff",
            )
            .remedy("先用 --diff --unsafe-fixes 查看", "look first with --diff --unsafe-fixes")),
        }
    }
}

/// Mends `plans`, or shows how they would be mended. Answers with what could not be written, which was told. What
/// `find` found last is found in the plans as they stand on the disk.
pub fn run(
    session: &mut Session,
    plans: &[PathBuf],
    args: Mending,
    most: Applicability,
    find: &mut Find<'_>,
    context: &Context,
) -> Result<Vec<Failure>, Failure> {
    let fixed = session.fix(plans, most, find)?;
    let office = plans.iter().filter(|p| session.text(p).is_some_and(|f| f.origin.is_some())).count();
    if office > 0 {
        context.note(
            &format!("{office} 个办公文件没有改：请在 Word 或 WPS 里按报出的句子改"),
            &format!("{office} office files were left as they are: mend the sentences that are told in Word or WPS"),
        );
    }
    let mut failures = Vec::new();
    if args.diff {
        let changes = fixed.files.iter().filter_map(|(path, old)| Some((path, &old.text, &session.text(path)?.text)));
        let shown: String = changes.map(|(path, old, new)| diff::unified(path, old, new)).collect();
        context.print(&shown)?;
        tell(&fixed, most, true, context);
        for old in fixed.files.values() {
            session.set((**old).clone());
        }
        find(session)?;
        return Ok(failures);
    }
    for (path, old) in &fixed.files {
        let Some(new) = session.text(path).map(|f| f.text.clone()) else { continue };
        if let Err(failure) = source::rewrite(path, &old.text, &new) {
            context.fail(&failure);
            session.set((**old).clone());
            failures.push(failure);
        }
    }
    tell(&fixed, most, false, context);
    // What could not be written is as it was.
    if !failures.is_empty() {
        find(session)?;
    }
    Ok(failures)
}

/// Says what was mended and what is left to do by hand.
fn tell(fixed: &Fixed, most: Applicability, only_shown: bool, context: &Context) {
    let files = fixed.files.len();
    let n = fixed.applied;
    let (zh, en) = if only_shown { ("可改正", "would be mended") } else { ("改正", "mended") };
    context.note(&format!("{zh} {n} 处，涉及 {files} 个文件"), &format!("{n} places {en} in {files} files"));
    if fixed.dropped > 0 {
        let n = fixed.dropped;
        context.note(
            &format!("有 {n} 处改了会变动数字、名称或结构，没有改"),
            &format!("{n} fixes were dropped: they would change a number, a name or the structure"),
        );
    }
    if !fixed.changed.is_empty() {
        let words = |lang: Lang| -> Vec<&str> { fixed.changed.iter().map(|a| aspect(*a, lang)).collect() };
        context.note(
            &format!("改动触及{}，请逐处核对", words(Lang::Zh).join("、")),
            &format!("the fixes changed {}: look at each", words(Lang::En).join(", ")),
        );
    }
    let risky = fixed.left.iter().filter(|f| f.fix.as_ref().is_some_and(|x| x.applicability == Applicability::Unsafe));
    let risky = risky.count();
    if most == Applicability::Safe && risky > 0 {
        context.note(
            &format!("另有 {risky} 个问题可用 --unsafe-fixes 改正，可能改变意思，请先用 --diff 查看"),
            &format!(
                "{risky} more could be mended with --unsafe-fixes, which may change meaning: look at --diff first"
            ),
        );
    }
}

fn aspect(aspect: Aspect, lang: Lang) -> &'static str {
    match aspect {
        Aspect::Numbers => lang.pick("数字或序号", "numbers or ordinals"),
        Aspect::Head => lang.pick("文件头", "the front matter"),
        Aspect::Sections => lang.pick("层次标题", "sections"),
        Aspect::Tasks => lang.pick("任务", "tasks"),
        Aspect::Units => lang.pick("责任单位", "units"),
        Aspect::Titles => lang.pick("引用文件标题", "cited titles"),
    }
}
