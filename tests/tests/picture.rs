//! The picture in the README: what `report` says of one of the programs here, as a terminal shows it.
//! `UPDATE_EXPECT=1` takes it anew.

use std::path::Path;
use std::process::Command;

use tests::binary::tierlens;
use tests::picture::{svg, text};

const PROGRAM: &str = "richards.py";

/// How long something took is another time each time.
fn timeless(line: &str) -> String {
    let words: Vec<&str> = line.split(" · ").collect();
    let is_time = |word: &str| {
        let number = word.strip_suffix(" ms").or(word.strip_suffix(" s"));
        number.is_some_and(|number| number.parse::<f64>().is_ok())
    };
    let words = words
        .into_iter()
        .map(|word| if is_time(word) { "{time}" } else { word });
    words.collect::<Vec<_>>().join(" · ").trim_end().to_owned()
}

#[test]
fn the_picture_shows_what_report_says() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = here.join("../editors/pictures/report.svg");
    let report = Command::new(tierlens())
        .args(["report", PROGRAM])
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .current_dir(here.join("programs"))
        .output()
        .expect("it starts");
    let output = String::from_utf8(report.stdout).expect("text");
    let drawn = svg(&format!("tierlens report {PROGRAM}"), &output);
    assert!(drawn.contains(" class=\"g\""), "it has colours: {output}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &drawn).expect("writable");
    }
    let kept = std::fs::read_to_string(&file).expect("the picture is there");
    let said = |picture: &str| -> Vec<String> {
        text(picture).iter().map(|line| timeless(line)).collect()
    };
    assert_eq!(
        said(&kept),
        said(&drawn),
        "UPDATE_EXPECT=1 takes the picture anew"
    );
}
