//! `donation-flow-bindgen IN.wasm OUT_DIR`: writes `panel.js` and `panel_bg.wasm` into OUT_DIR.
//! `donation-flow-bindgen split IN.wasm MAP OUT_DIR NAME=MODULE,MODULE… …`: writes `main.wasm`, and `NAME.wasm` with what is in
//! the Rust modules named and in nothing else; `NAME:OTHER=…` where it is never there without the part OTHER; `NAME=MODULES;EXPORT,EXPORT`
//! for all that these exports do without, and what is in the modules besides. See `split.rs`.

mod data;
mod split;

use split::Part;
use std::path::Path;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match &arguments[..] {
        ["split", input, map, folder, parts @ ..] => cut(input, map, Path::new(folder), parts),
        [input, folder] => bind(input, folder),
        _ => {
            eprintln!(
                "usage: donation-flow-bindgen IN.wasm OUT_DIR, or donation-flow-bindgen split IN.wasm MAP OUT_DIR NAME=MODULES…"
            );
            return ExitCode::from(2);
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bind(input: &str, folder: &str) -> anyhow::Result<()> {
    Bindgen::new()
        .web(true)?
        .input_path(input)
        .out_name("panel")
        .typescript(false)
        // The element passes the wasm in, checked by its hash.
        .omit_default_module_path(true)
        // Names say what is in which part, and what is big (twiggy); wasm-opt strips them.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate(folder)
}

fn cut(input: &str, map: &str, folder: &Path, parts: &[&str]) -> anyhow::Result<()> {
    let mut named = Vec::new();
    for part in parts {
        let (name, modules) =
            part.split_once('=').ok_or_else(|| anyhow::anyhow!("{part} is not NAME=MODULES"))?;
        let (name, needs) = name.split_once(':').unwrap_or((name, ""));
        let needs = needs.split(',').collect();
        let (modules, exports) = match modules.split_once(';') {
            Some((modules, exports)) => (modules, Some(exports.split(',').collect())),
            None => (modules, None),
        };
        named.push(Part { name, needs, modules: modules.split(',').collect(), exports });
    }
    let (main, cut) =
        split::split(&std::fs::read(input)?, &std::fs::read_to_string(map)?, "donation_flow", &named)?;
    std::fs::write(folder.join("main.wasm"), main)?;
    for (part, wasm) in named.iter().zip(cut) {
        std::fs::write(folder.join(format!("{}.wasm", part.name)), wasm)?;
    }
    Ok(())
}
