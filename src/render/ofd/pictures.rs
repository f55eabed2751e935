//! The pictures of a document, each once, as they came.

use super::{Ids, failed};
use crate::base::Failure;
use std::fmt::Write;
use typst::visualize::{ExchangeFormat, Image, ImageKind, RasterFormat};

/// Pictures in the order in which they are met, with their numbers.
#[derive(Default)]
pub struct Pictures(Vec<(usize, Image)>);

/// How a picture's file ends and what its format is called; readers of OFD know these two of those that a plan may
/// hold. A photograph that says how it was held would lie on its side in a reader that does not look.
fn format(image: &Image) -> Option<(&'static str, &'static str)> {
    let ImageKind::Raster(raster) = image.kind() else { return None };
    match raster.format() {
        RasterFormat::Exchange(ExchangeFormat::Png) => Some(("png", "PNG")),
        RasterFormat::Exchange(ExchangeFormat::Jpg) if raster.exif_rotation().is_none_or(|turn| turn == 1) => {
            Some(("jpg", "JPEG"))
        }
        _ => None,
    }
}

impl Pictures {
    /// The number of a picture.
    pub fn number(&mut self, image: &Image, ids: &mut Ids) -> Result<usize, Failure> {
        // The words for it may differ.
        let data = |image: &Image| match image.kind() {
            ImageKind::Raster(raster) => Some(raster.data().clone()),
            _ => None,
        };
        let same = |known: &Image| known == image || data(known).is_some_and(|d| Some(d) == data(image));
        if let Some((number, _)) = self.0.iter().find(|(_, known)| same(known)) {
            return Ok(*number);
        }
        if format(image).is_none() {
            return Err(failed(
                "只有 PNG 图片和摆正的 JPEG 图片能写进 OFD；请把图片另存为 PNG",
                "only PNG pictures, and JPEG pictures that stand upright, can be written as OFD; save the picture as PNG",
            ));
        }
        let number = ids.next();
        self.0.push((number, image.clone()));
        Ok(number)
    }

    /// What the list of resources says of them, and their files.
    pub fn resources(&self) -> (String, Vec<(String, Vec<u8>)>) {
        let (mut list, mut files) = (String::new(), Vec::new());
        for (number, image) in &self.0 {
            let (Some((ending, format)), ImageKind::Raster(raster)) = (format(image), image.kind()) else { continue };
            let name = format!("image_{number}.{ending}");
            let _ = write!(
                list,
                "<ofd:MultiMedia ID=\"{number}\" Type=\"Image\" Format=\"{format}\"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>"
            );
            files.push((name, raster.data().to_vec()));
        }
        if !list.is_empty() {
            list = format!("<ofd:MultiMedias>{list}</ofd:MultiMedias>");
        }
        (list, files)
    }
}
