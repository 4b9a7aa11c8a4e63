//! The `docquarry` command, built for the tests of this package.

fn main() -> std::process::ExitCode {
    docquarry::cli::main()
}
