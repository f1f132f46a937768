//! `readylint_fuzz::pipeline` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| readylint_fuzz::pipeline(data));
