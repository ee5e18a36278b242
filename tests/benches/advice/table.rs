//! Puts gains into the table: the columns before them are written by hand.

use std::collections::BTreeMap;

use insight::measured::Runtime;

/// A Python that is measured and given no advice for yet.
const NEXT: &str = "python3.15";

/// The engines that the table has columns for, in order.
pub fn columns() -> impl Iterator<Item = &'static str> {
    Runtime::ALL.into_iter().map(Runtime::engine).chain([NEXT])
}

/// The table with new gains where there are some, by kind, each on `measured` in this order.
pub fn with_gains(table: &str, measured: &[&str], gains: &BTreeMap<String, Vec<f64>>) -> String {
    let lines = table.lines().map(|line| {
        let mut cells: Vec<String> = line.split('\t').map(String::from).collect();
        if let Some(gains) = gains.get(&cells[0]) {
            let first = cells.len() - columns().count();
            for (cell, engine) in cells[first..].iter_mut().zip(columns()) {
                if let Some(index) = measured.iter().position(|name| *name == engine) {
                    *cell = format!("{:.2}", gains[index]);
                }
            }
        }
        cells.join("\t") + "\n"
    });
    lines.collect()
}
