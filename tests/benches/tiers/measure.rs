//! Medians of what takes turns, so that a slow moment of the machine hits all alike.

use std::time::Duration;

/// Has `count` things take turns for some rounds, each giving a time or nothing; then their medians.
pub fn medians(
    rounds: u32,
    count: usize,
    mut run: impl FnMut(usize) -> Option<Duration>,
) -> Vec<Option<f64>> {
    let mut times = vec![Vec::new(); count];
    for _ in 0..rounds {
        for (index, times) in times.iter_mut().enumerate() {
            times.push(run(index));
        }
    }
    // What failed once has no time.
    times
        .into_iter()
        .map(|times| times.into_iter().collect::<Option<Vec<_>>>().map(median))
        .collect()
}

/// The median, in seconds.
pub fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let middle = times.len() / 2;
    match times.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => times[middle].as_secs_f64(),
        _ => (times[middle - 1] + times[middle]).as_secs_f64() / 2.0,
    }
}
