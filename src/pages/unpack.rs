//! How much the streams of a PDF unpack to, told before anybody unpacks them.
//!
//! A megabyte of a file can stand for a thousand megabytes of commands, fonts or objects, and the reader of PDFs unpacks
//! a stream as a whole. So every stream is counted first where what it could unpack to is more than any document holds:
//! those that the file shows before it is opened (opening it unpacks streams of objects), those of an encrypted file
//! after. Filters are those of ISO 32000-1, 7.4.

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_interpret::hayro_syntax::{Filter, Pdf};
use memchr::memmem;
use std::borrow::Cow;
use std::io::{Read, Write, copy, sink};
use weezl::{BitOrder, decode::Configuration};

/// The most bytes of one stream, and of the commands that draw one page.
pub const STREAM: usize = 64 << 20;
/// The most bytes of all streams that hold objects, and of the commands of all pages: they stay unpacked.
pub const KEPT: usize = 256 << 20;
/// The most bytes that are unpacked to be counted.
const COUNTED: usize = 1 << 30;
/// How many bytes one byte can stand for: deflate writes 258 in two bits, LZW nearly 4,096 in twelve.
const DEFLATE: usize = 1_032;
const LZW: usize = 2_731;
const RUNS: usize = 64;
/// The longest dictionary of a stream that is looked for; a longer one is none that a program writes.
const DICTIONARY: usize = 16 << 10;

/// A stream of fewer bytes is taken for as large as it can be: a file can hold millions of them.
const FEW: usize = 64;

/// The file unpacks to more than any document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// Whether all streams were counted, as far as that is needed, or some can be only when the file is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    All,
    Some,
}

/// Counts the streams of a file that is not open yet, wherever their keyword stands in it: how a damaged file is read
/// is not known here.
pub fn before(data: &[u8]) -> Result<Counted, TooLarge> {
    let mut counted = Counted::All;
    let (mut kept, mut total) = (0, 0);
    let mut ends = memmem::find_iter(data, b"endstream").peekable();
    let mut objects = memmem::find_iter(data, b"obj").peekable();
    // Where the object begins whose stream comes next; none where it had one.
    let mut object = None;
    for at in memmem::find_iter(data, b"stream") {
        if data[..at].ends_with(b"end") {
            continue;
        }
        let start = match data.get(at + 6..) {
            Some([b'\r', b'\n', ..]) => at + 8,
            Some([b'\r' | b'\n', ..]) => at + 7,
            _ => continue,
        };
        while let Some(begin) = objects.next_if(|begin| *begin < at) {
            object = Some(begin);
        }
        while ends.next_if(|end| *end < start).is_some() {}
        let raw = &data[start..ends.peek().copied().unwrap_or(data.len())];
        let dictionary = object.take().map(|begin| &data[begin..at]).filter(|text| text.len() <= DICTIONARY);
        let shape = dictionary.map_or(Shape::UNKNOWN, Shape::of);
        if shape.is_picture {
            continue;
        }
        let (filters, limit) = (shape.filters.as_deref(), if shape.holds_objects { KEPT - kept } else { STREAM });
        let filters = filters.unwrap_or(&[Filter::FlateDecode]);
        if !shape.holds_objects && most(raw.len(), filters) <= limit {
            continue;
        }
        // A few bytes are not worth the counting.
        let counted_now = if raw.len() < FEW { Count::Broken } else { count(raw, filters, limit)? };
        match counted_now {
            Count::Whole(n) => {
                total += n;
                kept += if shape.holds_objects { n } else { 0 };
            }
            // What cannot be unpacked may be encrypted.
            Count::Broken if shape.holds_objects || shape.filters.is_none() => {
                kept = kept.saturating_add(most(raw.len(), filters));
            }
            Count::Broken => counted = Counted::Some,
        }
        if kept > KEPT || total > COUNTED {
            return Err(TooLarge);
        }
    }
    Ok(counted)
}

/// Counts all streams of an open file but its pictures, which nobody unpacks.
pub fn after(pdf: &Pdf) -> Result<(), TooLarge> {
    let mut total = 0;
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str() == "Image") {
            continue;
        }
        total += size(&stream, STREAM)?;
        if total > COUNTED {
            return Err(TooLarge);
        }
    }
    Ok(())
}

/// Sees to it that the commands of a page are no more bytes than a limit.
pub fn page(page: &Dict<'_>, limit: usize) -> Result<(), TooLarge> {
    let one = page.get::<Stream<'_>>(b"Contents");
    let parts = page.get::<Array<'_>>(b"Contents").filter(|_| one.is_none());
    let all = one.into_iter().chain(parts.iter().flat_map(|parts| parts.iter::<Stream<'_>>()));
    let mut total = 0;
    for stream in all {
        total += size(&stream, limit - total)? + 1;
        if total > limit {
            return Err(TooLarge);
        }
    }
    Ok(())
}

/// How many bytes a stream unpacks to; where that is not counted, how many at most.
fn size(stream: &Stream<'_>, limit: usize) -> Result<usize, TooLarge> {
    let (raw, filters) = (stream.raw_data(), stream.filters());
    match most(raw.len(), &filters) {
        // A page of text has some ten thousand bytes.
        few if few <= limit.min(STREAM / 64) => Ok(few),
        _ => match count(&raw, &filters, limit)? {
            Count::Whole(n) => Ok(n),
            Count::Broken => Ok(0),
        },
    }
}

/// What the dictionary before a stream tells, read without opening the file.
struct Shape {
    /// `None` where they are given elsewhere, or in a way that no program writes.
    filters: Option<Vec<Filter>>,
    is_picture: bool,
    /// Whether objects or their places can be in it.
    holds_objects: bool,
}

impl Shape {
    /// Nothing is known, and anything can be in it.
    const UNKNOWN: Self = Self { filters: None, is_picture: false, holds_objects: true };

    /// Reads the text from the object's beginning to the keyword of its stream.
    fn of(text: &[u8]) -> Self {
        let says = |word: &[u8]| memmem::find(text, word).is_some();
        // A name can hide its letters behind their numbers.
        let hidden = text.contains(&b'#');
        let holds_objects = hidden || says(b"/First") || says(b"/Size") || says(b"/ObjStm") || says(b"/XRef");
        Self {
            filters: if hidden { None } else { filters(text) },
            is_picture: says(b"/Image") && !holds_objects,
            holds_objects,
        }
    }
}

/// The filters that a dictionary names.
fn filters(text: &[u8]) -> Option<Vec<Filter>> {
    let mut keys = memmem::find_iter(text, b"/Filter");
    let Some(at) = keys.next() else { return Some(Vec::new()) };
    if keys.next().is_some() {
        return None;
    }
    let value = text[at + 7..].trim_ascii_start();
    let names = match value.split_first()? {
        (b'[', rest) => &rest[..memchr::memchr(b']', rest)?],
        (b'/', rest) => &value[..=rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len())],
        _ => return None,
    };
    let mut parts = names.split(|b| *b == b'/');
    let plain = parts.next().is_some_and(|before| before.trim_ascii().is_empty());
    plain.then(|| parts.filter_map(|name| named(name.trim_ascii())).collect())
}

/// A filter by its name, long or short.
fn named(name: &[u8]) -> Option<Filter> {
    Some(match name {
        b"FlateDecode" | b"Fl" => Filter::FlateDecode,
        b"LZWDecode" | b"LZW" => Filter::LzwDecode,
        b"RunLengthDecode" | b"RL" => Filter::RunLengthDecode,
        b"ASCIIHexDecode" | b"AHx" => Filter::AsciiHexDecode,
        b"ASCII85Decode" | b"A85" => Filter::Ascii85Decode,
        b"DCTDecode" | b"DCT" => Filter::DctDecode,
        b"CCITTFaxDecode" | b"CCF" => Filter::CcittFaxDecode,
        b"JBIG2Decode" => Filter::Jbig2Decode,
        b"JPXDecode" => Filter::JpxDecode,
        _ => return None,
    })
}

/// How many bytes some bytes unpack to at most.
fn most(raw: usize, filters: &[Filter]) -> usize {
    filters.iter().fold(raw, |n, filter| {
        n.saturating_mul(match filter {
            Filter::FlateDecode => DEFLATE,
            Filter::LzwDecode => LZW,
            Filter::RunLengthDecode => RUNS,
            // A letter for four zeros.
            Filter::Ascii85Decode => 4,
            _ => 1,
        })
    })
}

enum Count {
    /// So many bytes.
    Whole(usize),
    /// It cannot be unpacked.
    Broken,
}

/// How many bytes a stream unpacks to. What is packed twice is taken for too large: no program does that to what is
/// read here.
fn count(raw: &[u8], filters: &[Filter], limit: usize) -> Result<Count, TooLarge> {
    let mut data = Cow::Borrowed(raw);
    for (n, filter) in filters.iter().enumerate() {
        let counted = match filter {
            Filter::AsciiHexDecode => {
                data = hex(&data).into();
                continue;
            }
            Filter::Ascii85Decode => {
                data = ascii85(&data, limit).into();
                continue;
            }
            Filter::FlateDecode => inflated(&data, limit),
            Filter::LzwDecode => expanded(&data, limit),
            Filter::RunLengthDecode => Count::Whole(run_length(&data)),
            // Pictures.
            _ => return Ok(Count::Whole(0)),
        };
        let again = filters[n + 1..].iter().any(|filter| most(1, &[*filter]) > 4);
        return match counted {
            Count::Whole(n) if n > limit => Err(TooLarge),
            Count::Whole(_) if again => Err(TooLarge),
            counted => Ok(counted),
        };
    }
    if data.len() > limit { Err(TooLarge) } else { Ok(Count::Whole(data.len())) }
}

/// Bytes of a zlib stream or, as readers allow, of one without its head; of a damaged one those before the damage.
fn inflated(data: &[u8], limit: usize) -> Count {
    let bytes = |from: &mut dyn Read| {
        let mut told = Told(0);
        let whole = copy(&mut from.take(limit as u64 + 1), &mut told).is_ok();
        (told.0, whole)
    };
    match bytes(&mut ZlibDecoder::new(data)) {
        (n, true) => Count::Whole(n),
        (n, false) if n > limit => Count::Whole(n),
        (n, false) => match bytes(&mut DeflateDecoder::new(data)) {
            (bare, true) => Count::Whole(bare.max(n)),
            (bare, false) if bare.max(n) > limit => Count::Whole(bare.max(n)),
            _ if n > 0 => Count::Whole(n),
            _ => Count::Broken,
        },
    }
}

/// Bytes that were written.
struct Told(usize);

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        sink().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Bytes of an LZW stream, as far as it can be read. Its codes grow one code early, or (which is rare) do not.
fn expanded(data: &[u8], limit: usize) -> Count {
    let bytes = |configuration: Configuration| {
        let mut decoder = configuration.build();
        let (mut told, mut data, mut out) = (0, data, vec![0; 1 << 16]);
        loop {
            let step = decoder.decode_bytes(data, &mut out);
            told += step.consumed_out;
            data = &data[step.consumed_in..];
            let moves = step.consumed_in + step.consumed_out > 0;
            if told > limit || !moves || !matches!(step.status, Ok(weezl::LzwStatus::Ok)) {
                return told;
            }
        }
    };
    let early = bytes(Configuration::with_tiff_size_switch(BitOrder::Msb, 8));
    Count::Whole(early.max(bytes(Configuration::new(BitOrder::Msb, 8))))
}

/// Bytes of a run-length stream.
fn run_length(data: &[u8]) -> usize {
    let (mut at, mut told) = (0, 0);
    while let Some(length) = data.get(at).map(|b| usize::from(*b)).filter(|n| *n != 128) {
        let (step, bytes) = if length < 128 { (length + 2, length + 1) } else { (2, 257 - length) };
        at += step;
        told += bytes;
    }
    told
}

/// Decodes pairs of hexadecimal digits up to `>`.
fn hex(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|b| **b != b'>').filter_map(|b| char::from(*b).to_digit(16));
    let mut digits = digits.map(|n| n as u8);
    std::iter::from_fn(|| Some(digits.next()? << 4 | digits.next().unwrap_or_default())).collect()
}

/// Decodes groups of five letters up to `~`, as far as a limit goes.
fn ascii85(data: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut group, mut held) = (0_u32, 0);
    for byte in data.iter().take_while(|b| **b != b'~') {
        match byte {
            b'z' if held == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                held += 1;
            }
            _ => continue,
        }
        if held == 5 {
            out.extend(group.to_be_bytes());
            (group, held) = (0, 0);
        }
        if out.len() > limit {
            return out;
        }
    }
    if held > 1 {
        for _ in held..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&group.to_be_bytes()[..held - 1]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [format!("%PDF-1.7\n4 0 obj\n<< {dictionary} >>\nstream\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn streams_are_counted_through_their_filters() {
        let text = b"BT /F1 16 Tf (what a page draws) Tj ET\n".repeat(50);
        let packed = deflated(&text);
        let digits: Vec<u8> = packed.iter().flat_map(|b| format!("{b:02x}").into_bytes()).chain(*b">").collect();
        let lzw =
            weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&text).expect("it can be packed");
        let told = |data: &[u8], filters: &[Filter]| match count(data, filters, 1 << 20) {
            Ok(Count::Whole(n)) => n,
            _ => 0,
        };
        assert_eq!(told(&text, &[]), text.len());
        assert_eq!(told(&packed, &[Filter::FlateDecode]), text.len());
        assert_eq!(told(&packed[2..packed.len() - 4], &[Filter::FlateDecode]), text.len());
        assert_eq!(told(&digits, &[Filter::AsciiHexDecode, Filter::FlateDecode]), text.len());
        assert_eq!(told(&lzw, &[Filter::LzwDecode]), text.len());
        assert_eq!(told(b"\x02abc\xfeX\x80rest", &[Filter::RunLengthDecode]), 6);
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>", 100), b"Hello World!");
    }

    #[test]
    fn what_is_packed_small_and_is_large_is_refused_before_the_file_is_open() {
        let bomb = deflated(&vec![b' '; STREAM + 1]);
        let large = deflated(&vec![b' '; KEPT + 1]);
        for (dictionary, data) in [
            ("/Filter /FlateDecode", &bomb),
            ("/Filter[/FlateDecode]", &bomb),
            ("/Filter 9 0 R", &bomb),
            ("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &large),
            ("/Fi#6cter /FlateDecode", &large),
            ("/Subtype /Image /First 4 /Filter /FlateDecode", &large),
        ] {
            assert_eq!(before(&file(dictionary, data)), Err(TooLarge), "{dictionary}");
        }
        // So often packed that the bytes it could stand for have no number.
        let many = ["/FlateDecode"; 9].concat();
        let dictionary = format!("/Type /ObjStm /N 1 /First 4 /Filter [{many}]");
        let two = [file(&dictionary, &[7; 99]), file(&dictionary, &[7; 99])].concat();
        assert_eq!(before(&two), Err(TooLarge));
        let nested = deflated(&deflated(&vec![b' '; STREAM]).repeat(64));
        assert_eq!(before(&file("/Filter [/FlateDecode /FlateDecode]", &nested)), Err(TooLarge));
    }

    #[test]
    fn what_documents_hold_is_let_through() {
        let page = deflated(&b"BT (text) Tj ET ".repeat(10_000));
        let scan = deflated(&vec![0xff; STREAM + 1]);
        assert_eq!(before(&file("/Filter /FlateDecode", &page)), Ok(Counted::All));
        assert_eq!(before(&file("/Subtype /Image /Width 9 /Filter /FlateDecode", &scan)), Ok(Counted::All));
        // As of an encrypted file.
        let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x86).collect();
        assert_eq!(before(&file("/Filter /FlateDecode", &noise)), Ok(Counted::Some));
    }
}
