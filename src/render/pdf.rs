//! PDF: archival (PDF/A-2a; A-3a where it holds its source) and accessible (PDF/UA-1), the same input giving the
//! same bytes.

use super::{Format, Laid};
use crate::base::Failure;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pdf;

impl Format for Pdf {
    fn extension(&self) -> &'static str {
        "pdf"
    }

    fn write(&self, laid: &Laid) -> Result<Vec<u8>, Failure> {
        let failed =
            |cause: String| Failure::new("PDF 导出失败", "the PDF could not be written").cause(cause.clone(), cause);
        // A-2a may hold no other file.
        let archival = if laid.attached { PdfStandard::A_3a } else { PdfStandard::A_2a };
        let standards =
            PdfStandards::new(&[archival, PdfStandard::Ua_1]).map_err(|e| failed(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("plangen".to_owned())),
            timestamp: timestamp(laid.date.as_deref()),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&laid.pages, &options)
            .map_err(|errors| failed(errors.iter().map(|e| e.message.to_string()).collect::<Vec<_>>().join("; ")))
    }
}

/// The document's own date: PDF/A wants one, and the clock's would differ from run to run. A document without
/// one gets the first day of the standard.
fn timestamp(date: Option<&str>) -> Option<Timestamp> {
    let parts: Vec<i32> = date.into_iter().flat_map(|d| d.split('-')).filter_map(|p| p.parse().ok()).collect();
    let ymd = |y: i32, m: i32, d: i32| Datetime::from_ymd_hms(y, u8::try_from(m).ok()?, u8::try_from(d).ok()?, 0, 0, 0);
    let own = match parts.as_slice() {
        [y, m, d] => ymd(*y, *m, *d),
        _ => None,
    };
    own.or_else(|| ymd(2012, 7, 1)).map(Timestamp::new_utc)
}
