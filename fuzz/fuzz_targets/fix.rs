//! A text after its fixes, and a source in canonical form: they come to rest and say the same.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    plangen_fuzz::change(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| plangen_fuzz::checks::mended::fixes(&String::from_utf8_lossy(data)));
