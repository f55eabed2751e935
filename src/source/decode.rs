//! Bytes of a file to text.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A text and what it was encoded in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// `UTF-8`, `GB18030`, `UTF-16LE`, `UTF-16BE`.
    pub encoding: &'static str,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Zero bytes and the like: an office file, a picture.
    #[error("not a text file (byte {0})")]
    Binary(usize),
    /// Neither UTF-8 nor GB18030 from this byte on.
    #[error("neither UTF-8 nor GB18030 (byte {0})")]
    Unknown(usize),
}

/// Decodes UTF-8 with or without a byte order mark, UTF-16 with one, and GB18030 (with it GBK and GB2312).
///
/// # Errors
/// What is no text, and text in none of these encodings; never a replacement character in the place of
/// what could not be read.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes)
        && encoding != UTF_8
    {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[skip..]);
        let text = text.into_owned();
        if broken || text.contains('\0') {
            return Err(DecodeError::Unknown(skip));
        }
        let name = if encoding == UTF_16LE { UTF_16LE.name() } else { UTF_16BE.name() };
        return Ok(Decoded { text, encoding: name });
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let offset = bytes.len() - body.len();
    // A text has no control characters but white space (and the form feed that parts PDF pages).
    let control = |b: &u8| *b < 0x20 && !matches!(*b, b'\t' | b'\n' | b'\r' | 0x0c | 0x0b);
    // Told for all bytes at once, then where: nearly every file has none.
    if body.iter().fold(false, |any, b| any | control(b))
        && let Some(at) = body.iter().position(control)
    {
        return Err(DecodeError::Binary(offset + at));
    }
    match simdutf8::compat::from_utf8(body) {
        Ok(text) => Ok(Decoded { text: text.to_owned(), encoding: UTF_8.name() }),
        Err(error) => {
            let broken_at = offset + error.valid_up_to();
            let (text, broken) = GB18030.decode_without_bom_handling(body);
            // Nearly any bytes decode as GB18030; Chinese shows by its common characters.
            if broken || !mostly_chinese(body) {
                return Err(DecodeError::Unknown(broken_at));
            }
            Ok(Decoded { text: text.into_owned(), encoding: "GB18030" })
        }
    }
}

/// Writes a text in the encoding, and with the byte order mark, of the bytes that `old` is.
///
/// # Errors
/// When the old bytes are no text, or hold something that would be written otherwise than it stands: a character
/// has two codes in that encoding, and what was not touched would change.
pub fn encode(text: &str, old: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let decoded = decode(old)?;
    let mark: &[u8] = match Encoding::for_bom(old) {
        Some((_, len)) => &old[..len],
        None => &[],
    };
    let write = |text: &str| -> Vec<u8> {
        let body = match decoded.encoding {
            "GB18030" => GB18030.encode(text).0.into_owned(),
            "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.as_bytes().to_vec(),
        };
        [mark, &body].concat()
    };
    let written = write(text);
    let back = decode(&written).is_ok_and(|d| d.text == text && d.encoding == decoded.encoding);
    if write(&decoded.text) != old || !back {
        return Err(EncodeError::NotAsItWas(decoded.encoding));
    }
    Ok(written)
}

/// Why a text cannot be written as its file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The file is no text.
    #[error(transparent)]
    NoText(#[from] DecodeError),
    /// In this encoding the text would not come back as it stands.
    #[error("cannot be written in {0} as it was")]
    NotAsItWas(&'static str),
}

/// Whether most pairs of bytes beyond ASCII are characters that Chinese texts use: marks (rows A1–A3 of
/// GB/T 2312) and the 3,755 common 汉字 (rows B0–D7). Latin text in other encodings falls on rare ones.
fn mostly_chinese(body: &[u8]) -> bool {
    let (mut common, mut all) = (0usize, 0usize);
    let mut rest = body;
    while let [lead, tail @ ..] = rest {
        rest = tail;
        if *lead < 0x80 {
            continue;
        }
        all += 1;
        let trail = tail.first().copied().unwrap_or(0);
        rest = tail.get(1..).unwrap_or_default();
        if matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7) && trail >= 0xa1 {
            common += 1;
        }
    }
    common * 10 >= all * 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn encodings() {
        let text = "一、总体要求\r\n到2025年，床位数达到6.8张。";
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let (gb, ..) = GB18030.encode(text);
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
            (gb.into_owned(), "GB18030"),
            (utf16, "UTF-16LE"),
        ] {
            assert_eq!(decode(&bytes), Ok(Decoded { text: text.to_owned(), encoding }));
        }
    }

    #[test]
    fn a_text_is_written_as_its_file_was() {
        let old = "一、总体要求\r\n到2025年,建成\u{20BB7}镇。";
        let new = "一、总体要求\r\n到2025年，建成\u{20BB7}镇。";
        let utf16 = |text: &str| -> Vec<u8> {
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
        };
        let bom = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        for (before, after) in [
            (old.as_bytes().to_vec(), new.as_bytes().to_vec()),
            (bom(old), bom(new)),
            (gb(old), gb(new)),
            (utf16(old), utf16(new)),
        ] {
            assert_eq!(encode(new, &before), Ok(after));
        }
        // The byte 0x80 is read as €, which is written with two.
        let other = [gb(old), vec![0x80]].concat();
        assert_eq!(decode(&other).map(|d| d.encoding), Ok("GB18030"));
        assert_eq!(encode(new, &other), Err(EncodeError::NotAsItWas("GB18030")));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04abc"), Err(DecodeError::Binary(2)));
        assert_eq!(decode(b"abc \xff\xff\xff"), Err(DecodeError::Unknown(4)));
        assert_eq!(
            decode("Überprüfung für".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice()),
            Err(DecodeError::Unknown(0))
        );
        assert_eq!(decode(b"").map(|d| d.text), Ok(String::new()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
