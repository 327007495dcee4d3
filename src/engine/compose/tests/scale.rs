//! Large stacks.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{ALONE, render};

fn stack(services: usize) -> String {
    let mut text = format!("{ALONE}services:\n");
    for number in 0..services {
        let before = number.saturating_sub(1);
        writeln!(text, "  s{number}: {{ image: 'web:1', port: 80, environment: {{ A: b }}, volumes: ['v{number}:/v'],")
            .unwrap();
        writeln!(text, "    depends_on: {{ s{before}: started }} }}").unwrap();
    }
    text
}

fn time(services: usize) -> Duration {
    let text = stack(services);
    let start = Instant::now();
    assert_eq!(render(&text).files.len(), 1);
    start.elapsed()
}

#[test]
fn the_cost_grows_with_the_number_of_services_and_no_faster() {
    let best = |services| (0..3).map(|_| time(services)).min().unwrap();
    let (few, many) = (best(1000), best(4000));
    assert!(many < few * 10, "{few:?} for 1000, {many:?} for 4000");
}
