//! `donation-flow-bindgen IN.wasm OUT_DIR`: writes `panel.js` and `panel_bg.wasm` into OUT_DIR.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(folder), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: donation-flow-bindgen IN.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let written = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(input)
            .out_name("panel")
            .typescript(false)
            // The element passes the wasm in, checked by its hash.
            .omit_default_module_path(true)
            // Names stay for a look at what is big (twiggy); wasm-opt strips them.
            .remove_name_section(false)
            .remove_producers_section(true)
            .generate(folder)
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
