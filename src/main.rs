//! The `lbgen` binary: hands over to the command line and exits with what it says.

/// A compiler makes many small things and drops them together, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lbgen::cli::main()
}
