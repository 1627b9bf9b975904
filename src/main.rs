fn main() -> std::process::ExitCode {
    donation_flow::cli::run()
}
