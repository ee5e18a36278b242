//! Text with colours. `anstream` takes them out again where nobody wants them.

use anstyle::{AnsiColor, Style};

pub fn bold() -> Style {
    Style::new().bold()
}

pub fn dim() -> Style {
    Style::new().dimmed()
}

pub fn good() -> Style {
    AnsiColor::Green.on_default()
}

pub fn bad() -> Style {
    AnsiColor::Red.on_default()
}

pub fn warn() -> Style {
    AnsiColor::Yellow.on_default()
}

/// A text in the making.
#[derive(Default)]
pub struct Painted {
    pub text: String,
}

impl Painted {
    pub fn add(&mut self, text: &str) {
        self.text.extend(text.chars().map(visible));
    }

    pub fn paint(&mut self, style: Style, text: &str) {
        self.text.push_str(&style.render().to_string());
        self.add(text);
        self.text.push_str(&style.render_reset().to_string());
    }

    pub fn line(&mut self) {
        self.text.push('\n');
    }
}

/// What comes from the program must not steer the terminal.
fn visible(c: char) -> char {
    if c.is_control() && c != '\t' {
        '\u{fffd}'
    } else {
        c
    }
}
