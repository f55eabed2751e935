//! Pages as pictures, for the live preview: typst draws them as it draws its PDF, in the very pixels of the screen. A
//! page of outlines is ten times as long, and slower to send and to show than its picture.

use super::{Laid, measure};
use crate::pages::{Placed, Sheets, Size};
use std::hash::{Hash, Hasher};
use typst::layout::{Frame, FrameItem};
use typst::utils::{Scalar, hash128};
use typst_render::RenderOptions;

impl Sheets for Laid {
    fn sizes(&self) -> Vec<Size> {
        let pages = self.pages.pages().iter();
        let size = |page: &typst_layout::Page| {
            let size = page.frame.size();
            Size { key: hash128(&Look(&page.frame)), width: size.x.to_mm(), height: size.y.to_mm() }
        };
        pages.map(size).collect()
    }

    fn picture(&self, page: usize, width: u32) -> Option<Vec<u8>> {
        let page = self.pages.pages().get(page)?;
        let pixel_per_pt = Scalar::new(f64::from(width) / page.frame.size().x.to_pt().max(1.0));
        let drawn = typst_render::render(page, &RenderOptions { pixel_per_pt, render_bleed: false });
        png(drawn.width(), drawn.height(), drawn.data())
    }

    fn characters(&self, page: usize) -> Vec<Placed> {
        measure::characters(&self.pages, page)
    }
}

/// What a frame looks like: all that is in it but the tags, which tell what stands where and differ on every page behind
/// a change.
struct Look<'a>(&'a Frame);

impl Hash for Look<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.size().hash(state);
        for (position, item) in self.0.items().filter(|(_, item)| !matches!(item, FrameItem::Tag(_))) {
            position.hash(state);
            match item {
                FrameItem::Group(group) => {
                    (group.transform, &group.clip, group.frame.kind()).hash(state);
                    Look(&group.frame).hash(state);
                }
                item => item.hash(state),
            }
        }
    }
}

/// A PNG of pixels that are opaque, four bytes each. It goes no further than this machine: quick rather than small.
fn png(width: u32, height: u32, pixels: &[u8]) -> Option<Vec<u8>> {
    let gray = pixels.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]);
    let (color, bytes): (_, Vec<u8>) = match gray {
        true => (png::ColorType::Grayscale, pixels.chunks_exact(4).map(|p| p[0]).collect()),
        false => (png::ColorType::Rgb, pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()),
    };
    let mut out = Vec::with_capacity(bytes.len() / 4);
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&bytes).ok()?;
    writer.finish().ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::png;

    #[test]
    fn pictures_hold_the_pixels_they_were_made_of() {
        for pixels in [[[0, 0, 0, 255], [200, 200, 200, 255]], [[200, 0, 0, 255], [0, 0, 0, 255]]] {
            let bytes = png(2, 1, pixels.as_flattened()).expect("written");
            let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("read");
            let mut held = vec![0; reader.output_buffer_size().expect("a size")];
            let info = reader.next_frame(&mut held).expect("read");
            assert_eq!((info.width, info.height), (2, 1));
            let each = info.color_type.samples();
            for (at, pixel) in pixels.iter().enumerate() {
                assert!((0..3).all(|n| held[at * each + n.min(each - 1)] == pixel[n]), "{held:?}");
            }
        }
    }
}
