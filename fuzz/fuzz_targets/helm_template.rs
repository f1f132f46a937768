//! `readylint_fuzz::template` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| readylint_fuzz::template(data));
