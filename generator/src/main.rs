//! The `docquarry` command; see [`docquarry::cli`].

fn main() -> std::process::ExitCode {
    docquarry::cli::main()
}
