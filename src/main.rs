//! The `lbgen` binary: hands over to the command line and exits with what it says.

/// A render is mostly small texts that come and go; this allocator takes a tenth of its time off.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lbgen::cli::main()
}
