//! Pictures that a plan shows: files of its project, PNG or JPEG, known by their first bytes.

use crate::plan::Picture;
use std::io;
use std::path::{Component, Path, PathBuf};

/// More pixels than this on a side are no picture for a page of 156 mm: at 600 dpi it has 3,685.
pub const MOST_PIXELS: u32 = 10_000;
/// More bytes than this no document is sent with.
const MOST_BYTES: u64 = 30_000_000;

/// A picture's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
}

impl PictureKind {
    /// How files of it end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// Its name among the types of the internet.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A picture that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its file.
    pub path: PathBuf,
    /// Its format.
    pub kind: PictureKind,
    /// Its width and height in pixels.
    pub size: (u32, u32),
    /// The file as it is.
    pub bytes: Vec<u8>,
}

/// Why a picture cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureFault {
    /// It is somewhere on the network, or written into the address itself.
    Remote,
    /// It lies outside the project.
    Outside,
    /// There is no such file.
    Missing,
    /// The file cannot be read.
    Unreadable(String),
    /// It is neither PNG nor JPEG.
    Unknown,
    /// It begins as one and is no whole one.
    Broken,
    /// So many pixels are more than a page can show.
    TooLarge(u32, u32),
    /// It has so many bytes.
    TooHeavy(u64),
}

/// Where a picture of a plan lies; `plan` is the plan's file, `root` the project's folder, else the plan's own.
///
/// # Errors
/// When it is not a file within the project.
pub fn path_of(picture: &Picture, plan: &Path, root: Option<&Path>) -> Result<PathBuf, PictureFault> {
    let written = picture.path.as_str();
    // `data:`, `https:`, `//host`; a drive's letter is no scheme.
    let scheme =
        written.split_once(':').is_some_and(|(s, _)| s.len() > 1 && s.bytes().all(|b| b.is_ascii_alphanumeric()));
    if scheme || written.starts_with("//") {
        return Err(PictureFault::Remote);
    }
    let own = plan.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = own.join(written);
    let plain = |path: &Path| {
        let mut out = PathBuf::new();
        for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
            match part {
                Component::ParentDir => drop(out.pop()),
                Component::CurDir => {}
                part => out.push(part),
            }
        }
        out
    };
    let root = root.unwrap_or(own);
    // A link within the project may lead out of it.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| plain(path));
    if Path::new(written).is_absolute()
        || !plain(&path).starts_with(plain(root))
        || !real(&path).starts_with(real(root))
    {
        return Err(PictureFault::Outside);
    }
    Ok(path)
}

/// Reads a picture of a plan, as [`path_of`] finds it.
///
/// # Errors
/// When it cannot be shown.
pub fn find(picture: &Picture, plan: &Path, root: Option<&Path>) -> Result<Found, PictureFault> {
    let path = path_of(picture, plan, root)?;
    let unread = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => PictureFault::Missing,
        _ => PictureFault::Unreadable(e.to_string()),
    };
    let about = std::fs::metadata(&path).map_err(unread)?;
    if !about.is_file() {
        return Err(PictureFault::Unknown);
    }
    if about.len() > MOST_BYTES {
        return Err(PictureFault::TooHeavy(about.len()));
    }
    let bytes = std::fs::read(&path).map_err(unread)?;
    let (kind, size) = header(&bytes)?;
    if size.0.max(size.1) > MOST_PIXELS {
        return Err(PictureFault::TooLarge(size.0, size.1));
    }
    Ok(Found { path, kind, size, bytes })
}

/// Format and size, from the head of the file; and whether it has its end.
fn header(bytes: &[u8]) -> Result<(PictureKind, (u32, u32)), PictureFault> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let whole = bytes.get(12..16) == Some(b"IHDR") && bytes.windows(4).rev().take(64).any(|w| w == b"IEND");
        return match (number(16), number(20)) {
            (Some(width @ 1..), Some(height @ 1..)) if whole => Ok((PictureKind::Png, (width, height))),
            _ => Err(PictureFault::Broken),
        };
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return jpeg(bytes).map(|size| (PictureKind::Jpeg, size)).ok_or(PictureFault::Broken);
    }
    Err(PictureFault::Unknown)
}

/// The size that the first frame of a JPEG has.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xFF || *bytes.get(at + 1)? == 0xFF {
            at += 1;
        }
        match bytes[at + 1] {
            // A frame; of those numbers the tables of Huffman and arithmetic coding are none.
            0xC0..=0xCF if !matches!(bytes[at + 1], 0xC4 | 0xC8 | 0xCC) => {
                let (height, width) = (short(at + 5)?, short(at + 7)?);
                return (width > 0 && height > 0).then_some((width.into(), height.into()));
            }
            // Marks without content.
            0x01 | 0xD0..=0xD8 => at += 2,
            0xD9 | 0xDA => return None,
            _ => at += 2 + usize::from(short(at + 2)?.max(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Picture;

    fn picture(path: &str) -> Picture {
        Picture { path: path.to_owned(), ..Picture::default() }
    }

    #[test]
    fn pictures_are_of_the_project() {
        let plan = Path::new("/work/city/plan.md");
        let of = |path: &str, root: Option<&str>| path_of(&picture(path), plan, root.map(Path::new));
        assert_eq!(of("map.png", None), Ok("/work/city/map.png".into()));
        assert_eq!(of("../maps/map.png", Some("/work")), Ok("/work/city/../maps/map.png".into()));
        for (path, fault) in [
            ("../map.png", PictureFault::Outside),
            ("/etc/map.png", PictureFault::Outside),
            ("a/../../map.png", PictureFault::Outside),
            ("https://example.org/map.png", PictureFault::Remote),
            ("//example.org/map.png", PictureFault::Remote),
            ("data:image/png;base64,AA", PictureFault::Remote),
        ] {
            assert_eq!(of(path, None), Err(fault), "{path}");
        }
    }

    #[test]
    fn a_picture_is_known_by_its_head() {
        let png = |width: u32, height: u32| {
            [
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
                &width.to_be_bytes()[..],
                &height.to_be_bytes(),
                b"....\0\0\0\0IEND\xae\x42\x60\x82",
            ]
            .concat()
        };
        assert_eq!(header(&png(640, 480)), Ok((PictureKind::Png, (640, 480))));
        assert_eq!(header(&png(0, 480)), Err(PictureFault::Broken));
        assert_eq!(header(&png(640, 480)[..30]), Err(PictureFault::Broken));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x0b\x08\x01\xe0\x02\x80\x01";
        assert_eq!(header(jpeg), Ok((PictureKind::Jpeg, (640, 480))));
        assert_eq!(header(&jpeg[..14]), Err(PictureFault::Broken));
        assert_eq!(header(b"GIF89a"), Err(PictureFault::Unknown));
        assert_eq!(header(b""), Err(PictureFault::Unknown));
    }
}
