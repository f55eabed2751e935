//! The pictures of a document: read once, looked at whether they can be drawn, each under a name of its own.

use super::paper::{Form, Paper};
use crate::base::{Failure, SourceFile, Span};
use crate::plan::Picture;
use crate::project::picture::{Found, MOST_PIXELS, PictureFault, PictureKind, find};
use std::path::Path;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage};

/// Dots in an inch of a picture that does not say.
const DPI: f64 = 96.0;
/// The widest and the highest that a picture is shown, mm.
const WIDEST: f64 = 156.0;
const HIGHEST: f64 = 200.0;

/// A picture that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// What the document calls it.
    pub name: String,
    /// Its format.
    pub kind: PictureKind,
    /// Its file.
    pub bytes: Bytes,
}

/// Reads the pictures of a paper, `plan` being its file and `root` the project's folder.
///
/// # Errors
/// When one cannot be shown.
pub fn load(paper: &mut Paper, plan: &SourceFile, root: Option<&Path>) -> Result<(), Failure> {
    let mut drawn: Vec<(String, Drawn, (f64, f64))> = Vec::new();
    of_blocks(&mut paper.plan.blocks, plan, root, &mut drawn)?;
    paper.pictures = drawn.into_iter().map(|(_, drawn, _)| drawn).collect();
    Ok(())
}

fn of_blocks(
    blocks: &mut [Form],
    plan: &SourceFile,
    root: Option<&Path>,
    drawn: &mut Vec<(String, Drawn, (f64, f64))>,
) -> Result<(), Failure> {
    for form in blocks {
        match form {
            Form::Box { blocks, .. } => of_blocks(blocks, plan, root, drawn)?,
            Form::Picture { name, path, width, height, span, .. } => {
                let known = drawn.iter().position(|(written, ..)| written == path);
                let at = match known {
                    Some(at) => at,
                    None => {
                        let picture = Picture { path: path.clone(), ..Picture::default() };
                        let found = find(&picture, &plan.path, root).map_err(|f| told(&f, path, plan, *span))?;
                        let (bytes, kind, size) = decoded(found, path, plan, *span)?;
                        let name = format!("pictures/{}.{}", drawn.len() + 1, kind.extension());
                        drawn.push((path.clone(), Drawn { name, kind, bytes }, size));
                        drawn.len() - 1
                    }
                };
                let (_, one, size) = &drawn[at];
                name.clone_from(&one.name);
                (*width, *height) = (format!("{:.2}", size.0), format!("{:.2}", size.1));
            }
            Form::Heading { .. }
            | Form::Paragraph { .. }
            | Form::Table { .. }
            | Form::Attachments { .. }
            | Form::Part { .. } => {}
        }
    }
    Ok(())
}

/// A picture as it is drawn: whole, upright, and how large, mm.
fn decoded(
    found: Found,
    path: &str,
    plan: &SourceFile,
    span: Span,
) -> Result<(Bytes, PictureKind, (f64, f64)), Failure> {
    let bytes = Bytes::new(found.bytes);
    let format = match found.kind {
        PictureKind::Png => ExchangeFormat::Png,
        PictureKind::Jpeg => ExchangeFormat::Jpg,
    };
    let image = RasterImage::plain(bytes.clone(), RasterFormat::Exchange(format))
        .map_err(|_| told(&PictureFault::Broken, path, plan, span))?;
    // Some formats do not look at what the camera says of how it was held, and would show it on its side.
    if image.exif_rotation().is_some_and(|turn| turn != 1) {
        return Err(failure(plan, span)
            .cause(
                format!("图片“{path}”是横着存的，靠相机的标记转正"),
                format!("the picture `{path}` lies on its side; only the camera's note turns it upright"),
            )
            .remedy("用画图软件打开，转正后另存", "open it, turn it upright and save it anew"));
    }
    let mm = |pixels: u32| f64::from(pixels) / image.dpi().filter(|d| *d > 10.0).unwrap_or(DPI) * 25.4;
    let (width, height) = (mm(found.size.0), mm(found.size.1));
    let scale = (WIDEST / width).min(HIGHEST / height).min(1.0);
    Ok((bytes, found.kind, (width * scale, height * scale)))
}

fn failure(plan: &SourceFile, span: Span) -> Failure {
    Failure::new("图片排不出来，没有排版", "a picture cannot be shown; nothing was rendered").within(plan, span)
}

/// What is wrong with a picture, at its place in the plan.
fn told(fault: &PictureFault, path: &str, plan: &SourceFile, span: Span) -> Failure {
    let (zh, en) = match fault {
        PictureFault::Remote => (
            "不在本项目里：plangen 不上网取文件".to_owned(),
            "is not in the project: plangen never uses the network".to_owned(),
        ),
        PictureFault::Outside => ("在项目文件夹之外".to_owned(), "lies outside the project's folder".to_owned()),
        PictureFault::Missing => ("不存在".to_owned(), "was not found".to_owned()),
        PictureFault::Unreadable(cause) => (format!("读不了：{cause}"), format!("cannot be read: {cause}")),
        PictureFault::Unknown => ("不是 PNG 或 JPEG 图片".to_owned(), "is neither a PNG nor a JPEG picture".to_owned()),
        PictureFault::Broken => ("不完整或已损坏".to_owned(), "is truncated or damaged".to_owned()),
        PictureFault::TooLarge(width, height) => (
            format!("有 {width} × {height} 像素，边长最多 {MOST_PIXELS} 像素"),
            format!("has {width} × {height} pixels; a side has at most {MOST_PIXELS}"),
        ),
        PictureFault::TooHeavy(bytes) => {
            let mb = bytes / 1_000_000;
            (format!("有 {mb} MB，太大了"), format!("has {mb} MB, which is too much"))
        }
    };
    failure(plan, span)
        .cause(format!("图片“{path}”{zh}"), format!("the picture `{path}` {en}"))
        .remedy(
            "把完整的 PNG 或 JPEG 图片存进项目文件夹，写它相对方案文件的路径；plangen explain PG009 有说明",
            "put a whole PNG or JPEG picture into the project's folder and give its path from the plan; see plangen explain PG009",
        )
}
