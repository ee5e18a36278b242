//! The first screen: what is worth changing, where the time goes, what cannot be helped, what was not seen.

use std::collections::BTreeMap;

use insight::measured::Runtime;
use insight::{Absence, Finding, Line, Mismatch, Overview, Place, Why, text_of};
use runtime::report::{Ending, Report};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::{Painted, bold, dim, good, warn};
use super::{Context, as_seen_from_here, duration, ending_text};
use crate::cross_check::Agreement;

/// Findings on the first screen. With two lines each, and what is around them, it has 25 lines at most.
const SHOWN: usize = 6;
/// Lines that the heading counts.
const HOT_LINES: usize = 8;
/// What a place and its code may take of the width.
const PLACE: usize = 22;
const CODE: usize = 22;
/// Where the footer's text begins.
const LABEL: usize = 17;

/// How it is printed.
pub struct Screen<'a> {
    /// The runtime that it is about.
    pub runtime: Runtime,
    /// What surrounds the run.
    pub context: &'a Context,
    /// Columns.
    pub width: usize,
    /// Everything, however little it costs.
    pub all: bool,
    /// What costs a smaller part of the run is not worth a look.
    pub floor: f64,
}

pub fn print(
    out: &mut Painted,
    report: &Report,
    overview: &Overview,
    sources: &BTreeMap<String, String>,
    screen: &Screen<'_>,
) {
    let names = Names::new(overview);
    let worth: Vec<&Place> = overview
        .findings
        .iter()
        .filter(|place| !is_outcome(place))
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    for place in &worth {
        let row = Row::new(report, place, &names, sources, screen);
        match rows.iter_mut().find(|other| other.tells(&row)) {
            Some(other) if !screen.all => other.add(&row),
            _ => rows.push(row),
        }
    }
    rows.sort_by(|one, other| other.share.total_cmp(&one.share));
    heading(out, report, overview, rows.len(), screen);
    ending(out, report, overview, &names, screen);
    if !rows.is_empty() {
        out.line();
    }
    let shown = if screen.all {
        rows.len()
    } else {
        let mut lines = 0;
        let fits = |row: &&Row<'_>| {
            lines += row.lines(screen);
            lines <= 2 * SHOWN
        };
        rows.iter().take(SHOWN).take_while(fits).count()
    };
    let left = rows.len().saturating_sub(shown);
    rows.truncate(shown);
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let columns = [
        widest(&mut rows.iter().map(|row| row.at.width())).min(PLACE),
        widest(&mut rows.iter().map(|row| row.code.width())).min(CODE),
    ];
    for (number, row) in (1..).zip(&rows) {
        row.print(out, number, columns, screen);
    }
    if left > 0 {
        out.paint(dim(), &format!("    {left} more: --all"));
        out.line();
    }
    out.line();
    let Context { run_by, agreement } = screen.context;
    let run_by = run_by.iter().cloned().collect();
    let agreement = agreement.as_ref();
    let agreement =
        agreement.map_or_else(Vec::new, |agreement| cross_check(agreement, &rows, &names));
    footer(out, "run by", run_by, screen);
    footer(out, "hot lines", hot_lines(overview, &names), screen);
    footer(out, "nothing to do", settled(overview, screen), screen);
    footer(out, "not seen", absences(overview, screen), screen);
    footer(out, "libraries", libraries(overview, screen), screen);
    footer(out, "cross-check", agreement, screen);
    if !screen.all {
        out.paint(
            dim(),
            &fit(
                "--lines: the source, tinted · --opcodes: its instructions · --traces · --all",
                screen.width,
            ),
        );
        out.line();
    }
}

fn is_outcome(place: &Place) -> bool {
    place.finding.kind == insight::Kind::Outcome
}

fn heading(
    out: &mut Painted,
    report: &Report,
    overview: &Overview,
    worth: usize,
    screen: &Screen<'_>,
) {
    let mut files: Vec<String> = overview
        .files
        .iter()
        .take(3)
        .map(|file| base(&file.name).to_owned())
        .collect();
    if overview.files.is_empty() {
        files.push(report.program.clone());
    }
    let more = overview.files.len().saturating_sub(3);
    let files = match more {
        0 => files.join(", "),
        more => format!("{} and {more} more", files.join(", ")),
    };
    let mut hot: Vec<&Line> = overview.lines.iter().collect();
    hot.truncate(HOT_LINES);
    let runtime = overview.runtime.name();
    let mut rest = vec![match worth {
        0 => format!("nothing worth a look in {runtime}"),
        1 => format!("1 thing worth a look in {runtime}"),
        worth => format!("{worth} things worth a look in {runtime}"),
    }];
    if report.timing.run_us > 0 {
        rest.insert(0, duration(report.timing.run_us));
    }
    if !hot.is_empty() {
        let share = hot.iter().map(|line| line.share).sum();
        let lines = plural(hot.len());
        rest.push(format!(
            "{} of it in {} line{lines}",
            percent(share),
            hot.len()
        ));
    }
    let files = fit(&files, screen.width / 2);
    out.paint(bold(), &files);
    let mut room = screen.width - files.width();
    for part in rest.iter().map(|part| format!(" · {part}")) {
        // The later, the less it matters.
        let Some(left) = room.checked_sub(part.width()) else {
            break;
        };
        out.add(&part);
        room = left;
    }
    out.line();
}

/// How the run ended, and where.
fn ending(
    out: &mut Painted,
    report: &Report,
    overview: &Overview,
    names: &Names<'_>,
    screen: &Screen<'_>,
) {
    let mut text = match (&report.ending, report.exit_code) {
        (Ending::Finished, 0) => return,
        (Ending::Finished, code) => format!("ended with exit code {code}"),
        (ending, _) => ending_text(ending),
    };
    let outcome = overview.findings.iter().find(|place| is_outcome(place));
    if let (Some(place), Ending::Exception(_)) = (outcome, &report.ending) {
        let Place { file, finding, .. } = place;
        text = format!("{}:{}: {text}", names.of(file), finding.span.line);
    }
    // What an exception says may have whole paths in it.
    let here = std::env::current_dir().map_or(String::new(), |here| format!("{}/", here.display()));
    if here.len() > 1 {
        text = text.replace(&here, "");
    }
    out.paint(warn(), &fit(&text, screen.width));
    out.line();
}

/// A finding, in columns.
struct Row<'a> {
    /// `pricing.py:148`
    at: String,
    /// The source there.
    code: String,
    share: f64,
    /// What else is so there, and at other places of the line of which the same is so.
    more: usize,
    /// Where the values were made whose types alternate there.
    made: Vec<String>,
    place: &'a Place,
}

impl<'a> Row<'a> {
    fn new(
        report: &Report,
        place: &'a Place,
        names: &Names<'_>,
        sources: &BTreeMap<String, String>,
        screen: &Screen<'_>,
    ) -> Self {
        let source = sources.get(&place.file).map_or("", String::as_str);
        let code = text_of(source, place.finding.span);
        let holds = |finding: &&Finding| screen.all || finding.kind.holds_on(screen.runtime);
        let more = place.more.iter().filter(holds);
        Row {
            at: format!("{}:{}", names.of(&place.file), place.finding.span.line),
            code: code.lines().next().unwrap_or_default().trim().to_owned(),
            share: place.share,
            more: more.count(),
            made: made(report, place, names, sources),
            place,
        }
    }

    /// Whether the other would say the same of the same line.
    fn tells(&self, other: &Row<'_>) -> bool {
        self.at == other.at && self.place.finding.message == other.place.finding.message
    }

    fn add(&mut self, other: &Row<'_>) {
        self.share += other.share;
        self.more += other.more + 1;
    }

    /// How many lines it takes.
    fn lines(&self, screen: &Screen<'_>) -> usize {
        let gains = self.place.finding.gain(screen.runtime).is_some();
        1 + usize::from(!self.made.is_empty()) + usize::from(gains)
    }

    fn print(&self, out: &mut Painted, number: usize, [at, code]: [usize; 2], screen: &Screen<'_>) {
        let Place { finding, .. } = self.place;
        out.paint(bold(), &format!("{number:>2}  {}", pad(&self.at, at)));
        out.add(&format!("  {}", pad(&self.code, code)));
        out.paint(bold(), &format!("{:>7}  ", percent(self.share)));
        let mut message = finding.message.clone();
        let mut more = match self.more {
            0 => String::new(),
            more => format!(" ({more} more)"),
        };
        if let Some(mismatch) = self.place.mismatches.first() {
            more.push_str(&format!(" (there {})", mismatch.there));
        }
        let left = 4 + at + 2 + code + 9 + more.width();
        message = fit(&message, screen.width.saturating_sub(left));
        out.add(&(message + &more));
        out.line();
        if !self.made.is_empty() {
            let made = format!("made at {}", self.made.join(", "));
            out.paint(
                dim(),
                &format!("    {}", fit(&made, screen.width.saturating_sub(4))),
            );
            out.line();
        }
        if let Some(gain) = finding.gain(screen.runtime) {
            let gain = format!("small loops: {gain:.1}×");
            let room = screen.width.saturating_sub(6 + gain.width() + 2);
            let advice = pad(&format!("↳ {}", finding.advice), room);
            out.add(&format!("    {advice}  "));
            out.paint(good(), &gain);
            out.line();
        }
    }
}

/// What another Python says, and what of that no row says.
fn cross_check(agreement: &Agreement, rows: &[Row<'_>], names: &Names<'_>) -> Vec<String> {
    let unsaid = agreement.mismatches.iter().filter(|mismatch| {
        let mut places = rows.iter().map(|row| row.place);
        !places.any(|place| place.mismatches.contains(mismatch))
    });
    let unsaid = unsaid.map(|mismatch| {
        let Mismatch {
            file, here, there, ..
        } = mismatch;
        format!(
            "{}:{} {here}, there {there}",
            names.of(file),
            mismatch.span.line
        )
    });
    std::iter::once(agreement.summary()).chain(unsaid).collect()
}

/// `orders.py:19 `x / 2` (float)`, for each place that made values which came to another.
fn made(
    report: &Report,
    place: &Place,
    names: &Names<'_>,
    sources: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut before = String::new();
    let mut made = |related: &insight::Related| {
        let file = &report.code.get(related.code)?.file;
        let code = text_of(sources.get(file)?, related.span);
        let code = fit(code.lines().next()?.trim(), CODE);
        let line = format!("{}:{} ", names.of(file), related.span.line);
        let at = if line == before { "" } else { &line };
        let text = match code.starts_with(&related.made) {
            true => format!("{at}`{code}`"),
            false => format!("{at}`{code}` ({})", related.made),
        };
        before = line;
        Some(text)
    };
    let related = place.finding.related.iter();
    related
        .filter(|related| !related.made.is_empty())
        .filter_map(&mut made)
        .collect()
}

fn footer(out: &mut Painted, name: &str, text: Vec<String>, screen: &Screen<'_>) {
    if text.is_empty() {
        return;
    }
    label(out, name);
    let room = screen.width.saturating_sub(LABEL);
    // One line, of what fits whole; all of it where everything is asked for.
    let mut line = String::new();
    for (index, item) in text.iter().enumerate() {
        let left = text.len() - index;
        let joined = if line.is_empty() {
            item.clone()
        } else {
            format!("{line} · {item}")
        };
        let reserve = if left > 1 && !screen.all {
            format!(" · {left} more").width()
        } else {
            0
        };
        if joined.width() + reserve <= room {
            line = joined;
            continue;
        }
        if screen.all {
            out.add(&fit(&line, room));
            out.line();
            label(out, "");
            line = item.clone();
            continue;
        }
        line = if line.is_empty() {
            fit(item, room)
        } else {
            format!("{line} · {left} more")
        };
        break;
    }
    out.add(&fit(&line, room));
    out.line();
}

fn label(out: &mut Painted, name: &str) {
    out.paint(dim(), &format!("{name:<LABEL$}"));
}

fn hot_lines(overview: &Overview, names: &Names) -> Vec<String> {
    let hot = overview
        .lines
        .iter()
        .take(HOT_LINES)
        .filter(|line| line.share >= 0.005);
    hot.map(
        |Line {
             file, line, share, ..
         }| format!("{} {}:{line}", percent(*share), names.of(file)),
    )
    .collect()
}

fn settled(overview: &Overview, screen: &Screen<'_>) -> Vec<String> {
    let shown = overview
        .settled
        .iter()
        .filter(|settled| screen.all || settled.share >= screen.floor);
    shown
        .map(|settled| {
            let sites = settled.sites;
            format!(
                "{} {} ({sites} site{})",
                percent(settled.share),
                settled.what,
                plural(sites as usize)
            )
        })
        .collect()
}

fn absences(overview: &Overview, _screen: &Screen<'_>) -> Vec<String> {
    let one = |absence: &Absence| {
        let name = &absence.qualname;
        match absence.why {
            Why::NotCalled => format!("{name}() never called"),
            Why::Cold { executions, needed } => {
                format!("{name}() ran {executions}×, specializes at {needed}")
            }
        }
    };
    overview.absences.iter().map(one).collect()
}

fn libraries(overview: &Overview, screen: &Screen<'_>) -> Vec<String> {
    let shown = overview
        .libraries
        .iter()
        .filter(|library| screen.all || library.share >= 0.005);
    shown
        .map(|library| format!("{} {}", percent(library.share), library.name))
        .collect()
}

/// `16 %`, `0.4 %`
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 0.95 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn base(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// Files by their last part, or where two have the same by the path from here.
struct Names<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Names<'a> {
    fn new(overview: &'a Overview) -> Self {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in &overview.files {
            names.entry(base(&file.name)).or_default().push(&file.name);
        }
        Names(names)
    }

    fn of(&self, file: &str) -> String {
        let alone = self.0.get(base(file)).is_none_or(|files| files.len() < 2);
        if alone {
            return base(file).to_owned();
        }
        as_seen_from_here(file)
    }
}

/// A text in so many columns: its end is cut off.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut fitted = String::new();
    let mut used = 0;
    for character in text.chars() {
        let columns = character.width().unwrap_or(1);
        if used + columns + 1 > width {
            break;
        }
        used += columns;
        fitted.push(character);
    }
    fitted.push('…');
    fitted
}

/// A text in exactly so many columns; of one that is too long, its end is kept where that is a line number.
fn pad(text: &str, width: usize) -> String {
    let fitted = fit(text, width);
    let missing = width.saturating_sub(fitted.width());
    fitted + &" ".repeat(missing)
}
