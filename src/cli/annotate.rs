//! `plangen lint --annotate`: the findings as comments in a copy of a Word document.

use super::Context;
use plangen::base::{Failure, Finding, OriginKind, Remark, SourceFile, write_atomic};
use plangen::office::{self, AUTHOR};
use plangen::report::comments;
use plangen::report::run::{Run, Verdict};
use plangen::session::{Session, same};
use plangen::source;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct AnnotateArgs {
    /// Write the findings as Word comments into a copy of the draft (.docx); earlier comments of plangen are replaced ‖ 把问题写成批注，放进稿子（.docx）的副本；plangen 以前写的批注换成新的
    #[arg(long, value_name = "OUT.docx", conflicts_with_all = ["fix", "diff"])]
    annotate: Option<PathBuf>,
    /// With --annotate: write onto the draft itself, or onto a copy that others have changed ‖ 与 --annotate 同用：可以写回稿子本身，或覆盖别人改过的副本
    #[arg(long, requires = "annotate")]
    overwrite: bool,
}

impl AnnotateArgs {
    /// The Word document that a copy is to be made of, where one is asked for: told before anything is checked.
    ///
    /// # Errors
    /// When more or less than one Word document is given, and when the copy would be the draft or holds what others
    /// wrote.
    pub fn draft<'a>(&self, session: &Session, plans: &'a [PathBuf]) -> Result<Option<&'a Path>, Failure> {
        let Some(output) = &self.annotate else { return Ok(None) };
        let [plan] = plans else {
            return Err(Failure::new("--annotate 一次只写一份稿子", "--annotate writes one draft at a time")
                .cause(format!("给出了 {} 份", plans.len()), format!("{} were given", plans.len()))
                .remedy("只写一个 .docx 文件", "name one .docx file"));
        };
        let Some(file) = session.text(plan) else { return Ok(None) };
        if file.origin.as_ref().is_none_or(|origin| origin.kind != OriginKind::Docx) {
            return Err(Failure::new("只有 Word 文档能写批注", "only a Word document takes comments")
                .file(plan)
                .remedy("给出 .docx 文件，或去掉 --annotate", "name a .docx file, or leave --annotate out"));
        }
        self.refuse_loss(file, plan, output)?;
        Ok(Some(plan))
    }

    /// Writes the copy of a draft, where one is asked for.
    ///
    /// # Errors
    /// When the draft changed meanwhile, and when the copy cannot be written.
    pub fn run(
        &self,
        session: &Session,
        draft: Option<&Path>,
        findings: &[Finding],
        context: &Context,
    ) -> Result<(), Failure> {
        let (Some(output), Some(plan)) = (&self.annotate, draft) else { return Ok(()) };
        let Some(file) = session.text(plan) else { return Ok(()) };
        let plans = [plan.to_path_buf()];
        let bytes = std::fs::read(plan).map_err(|e| Failure::io("读不出文件", "cannot read the file", plan, &e))?;
        let files = |path: &Path| session.text(path).map(|file| &**file);
        let run = Run {
            findings,
            waived: &[],
            known: None,
            stale: &[],
            failures: &[],
            checked: &plans,
            files: &files,
            verdict: Verdict::default(),
        };
        let notes = comments::notes(&run, file, context.lang);
        let annotated = office::annotate(plan, &bytes, &file.text, &notes)?;
        write_atomic(output, &annotated)?;
        let (shown, count) = (output.display(), notes.len());
        context.note(
            &format!("已写出 {shown}：批注 {count} 条，作者 {AUTHOR}"),
            &format!("{shown} written: {count} comments by {AUTHOR}"),
        );
        Ok(())
    }

    /// What others wrote is not written over unasked: the draft, and a copy in which someone worked.
    fn refuse_loss(&self, file: &SourceFile, plan: &Path, output: &Path) -> Result<(), Failure> {
        if self.overwrite {
            return Ok(());
        }
        if same(plan, output) {
            return Err(Failure::new(
                "--annotate 指的就是稿子本身，没有改动",
                "--annotate names the draft, which was left as it is",
            )
            .file(output)
            .remedy(
                "换一个文件名；确要写回稿子的，加 --overwrite",
                "choose another name, or add --overwrite to write onto the draft",
            ));
        }
        if !output.exists() {
            return Ok(());
        }
        let whole = |file: &SourceFile| {
            let others = |r: &&Remark| r.author != AUTHOR;
            let remarks = file.origin.as_ref().map(|o| o.remarks.iter().filter(others).cloned().collect::<Vec<_>>());
            (file.text.clone(), remarks)
        };
        if source::load(output).is_ok_and(|there| whole(&there) == whole(file)) {
            return Ok(());
        }
        Err(Failure::new(
            "已有的文件和稿子不同，没有覆盖",
            "the file that is there differs from the draft and was not overwritten",
        )
        .file(output)
        .cause("里面可能有别人的改动或批注", "others may have changed it or commented in it")
        .remedy(
            "要接着它改，就检查它本身；换一个文件名；或加 --overwrite",
            "check that file itself to go on with it, choose another name, or add --overwrite",
        ))
    }
}
