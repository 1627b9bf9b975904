fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    lists_bench::measure();
}
