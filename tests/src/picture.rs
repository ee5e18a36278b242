//! Pictures of what a terminal shows: text with ANSI colours in, SVG out, and the text back from that.

use std::fmt::Write;

/// Of a character.
const WIDTH: f64 = 7.8;
const HEIGHT: usize = 19;
/// Around the text.
const MARGIN: usize = 20;
/// The bar above it.
const BAR: usize = 34;

/// Fonts whose characters are all of one width; each piece of text is given its length, so that columns stay columns in any of them.
const FONTS: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/// The window is dark on light pages too, with a border that shows on dark ones.
const STYLE: &str = "text{fill:#d5dae1}.b{font-weight:bold;fill:#f3f5f8}.d{fill:#8b95a3}.r{fill:#ff8a80}.g{fill:#7fd88f}.y{fill:#f0c766}";

/// Text of one style.
#[derive(Clone, Debug, Default, PartialEq)]
struct Piece {
    class: &'static str,
    text: String,
}

/// The class of what follows an SGR sequence; none for one that is not used.
fn class(parameters: &str) -> Option<&'static str> {
    Some(match parameters {
        "" | "0" => "",
        "1" => "b",
        "2" => "d",
        "31" => "r",
        "32" => "g",
        "33" => "y",
        _ => return None,
    })
}

/// A line's pieces.
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::default()];
    let mut rest = line;
    while let Some((text, escaped)) = rest.split_once("\u{1b}[") {
        let (parameters, after) = escaped.split_once('m').expect("an SGR sequence");
        let class = class(parameters).unwrap_or_else(|| panic!("no class for {parameters:?}"));
        pieces.last_mut().expect("there is one").text.push_str(text);
        pieces.push(Piece {
            class,
            text: String::new(),
        });
        rest = after;
    }
    pieces.last_mut().expect("there is one").text.push_str(rest);
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// What XML has other signs for.
const ESCAPES: [(&str, &str); 3] = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")];

fn escaped(text: &str) -> String {
    let escape = |text: String, (plain, escaped)| text.replace(plain, escaped);
    ESCAPES.into_iter().fold(text.to_owned(), escape)
}

fn unescaped(text: &str) -> String {
    let plain = |text: String, (plain, escaped)| text.replace(escaped, plain);
    ESCAPES.into_iter().rev().fold(text.to_owned(), plain)
}

/// A picture of a terminal in which `command` has printed `output`.
pub fn svg(command: &str, output: &str) -> String {
    let prompt = format!("\u{1b}[2m$\u{1b}[0m {command}");
    let lines: Vec<Vec<Piece>> = [prompt.as_str(), ""]
        .into_iter()
        .chain(output.lines())
        .map(pieces)
        .collect();
    let count = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.chars().count()).sum();
    let columns: usize = lines.iter().map(count).max().unwrap_or(0);
    let width = (columns as f64 * WIDTH).ceil() as usize + 2 * MARGIN;
    let height = BAR + lines.len() * HEIGHT + MARGIN;
    let mut out = String::new();
    let mut add =
        |line: std::fmt::Arguments<'_>| writeln!(out, "{line}").expect("a String can grow");
    add(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{}" font-family="{FONTS}" font-size="13">"#,
        escaped(command)
    ));
    add(format_args!("<style>{STYLE}</style>"));
    add(format_args!(
        r##"<rect x="0.5" y="0.5" width="{}" height="{}" rx="9" fill="#1b2028" stroke="#4a5361"/>"##,
        width - 1,
        height - 1
    ));
    for (at, colour) in ["#ff6b62", "#f4bf4f", "#5fc454"].into_iter().enumerate() {
        let x = MARGIN + 18 * at;
        add(format_args!(
            r#"<circle cx="{x}" cy="18" r="5.5" fill="{colour}"/>"#
        ));
    }
    for (row, pieces) in lines.iter().enumerate() {
        let y = BAR + (row + 1) * HEIGHT - 5;
        let mut line = format!(r#"<text y="{y}" xml:space="preserve">"#);
        let mut column = 0;
        for Piece { class, text } in pieces {
            let length = text.chars().count();
            let x = MARGIN as f64 + column as f64 * WIDTH;
            let class = if class.is_empty() {
                String::new()
            } else {
                format!(r#" class="{class}""#)
            };
            let text = escaped(text);
            let long = length as f64 * WIDTH;
            write!(
                line,
                r#"<tspan x="{x:.1}" textLength="{long:.1}"{class}>{text}</tspan>"#
            )
            .expect("a String can grow");
            column += length;
        }
        add(format_args!("{line}</text>"));
    }
    out.push_str("</svg>\n");
    out
}

/// The lines of text in a picture, but for the command.
pub fn text(svg: &str) -> Vec<String> {
    let rows = svg.lines().filter(|line| line.starts_with("<text"));
    let lines = rows.map(|row| {
        let mut text = String::new();
        for part in row.split('<').skip(1) {
            text.push_str(part.split_once('>').map_or("", |(_, text)| text));
        }
        unescaped(&text).trim_end().to_owned()
    });
    lines.skip(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_can_be_read_again() {
        let drawn = svg(
            "tierlens report a.py",
            "\u{1b}[1ma < b\u{1b}[0m  &amp; \u{1b}[33m↳\u{1b}[0m\n\n  x",
        );
        assert_eq!(text(&drawn), ["a < b  &amp; ↳", "", "  x"]);
        assert!(drawn.contains(r#"class="y">↳</tspan>"#), "{drawn}");
        assert!(
            drawn.contains(r#"<tspan x="59.0" textLength="62.4">  &amp;amp; </tspan>"#),
            "{drawn}"
        );
    }
}
