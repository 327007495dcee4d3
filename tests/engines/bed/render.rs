//! Topology in, rendered folder out, by the lbgen binary itself.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Writes `lbgen.yaml` into the folder and renders it to `deploy` there.
///
/// # Panics
/// When lbgen refuses, with all that it says.
pub fn render(folder: &Path, topology: &str) {
    let output = try_render(folder, topology);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "lbgen render ended with {}:\n{said}\n{topology}", output.status);
}

pub fn try_render(folder: &Path, topology: &str) -> Output {
    fs::write(folder.join("lbgen.yaml"), topology).expect("the topology can be written");
    Command::new(env!("CARGO_BIN_EXE_lbgen"))
        .args(["render", "--yes", "-f", "lbgen.yaml"])
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .output()
        .expect("lbgen can be run")
}
