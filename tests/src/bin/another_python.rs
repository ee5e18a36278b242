//! A stand-in for another Python in tests: answers what the file `another_python.json` beside the program says.
//!
//! Started as `another_python -B -c OBSERVER JOB`. `FOLDER` in the answer becomes the program's folder, and each brace in the program
//! makes it faster by one. Where the answer says `hangs` none comes.

use std::path::Path;

use serde_json::{Value, json};

fn main() {
    let job = std::env::args().nth(4).expect("a job");
    let text = std::fs::read_to_string(&job).expect("the job is there");
    std::fs::remove_file(&job).expect("the job is ours");
    let job: Value = serde_json::from_str(&text).expect("JSON");
    let folder = job["folder"].as_str().expect("a folder");
    let answer = std::fs::read_to_string(Path::new(folder).join("another_python.json"));
    let answer = answer.expect("an answer").replace("FOLDER", folder);
    let mut answer: Value = serde_json::from_str(&answer).expect("JSON");
    if answer["hangs"] == true {
        loop {
            std::thread::park();
        }
    }
    let program = job["text"].as_str().unwrap_or_default();
    let braces = program.matches('{').count();
    answer["seconds"] = json!(1.0 / (1.0 + braces as f64));
    println!("{answer}");
}
