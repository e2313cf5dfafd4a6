//! Terminal text made fit for a page: colours become names, carriage returns rewrite their line, and every
//! other control sequence is left out.

/// A run of text in one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// The names of its looks, fit for a class attribute; empty for plain text.
    pub class: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    colour: Option<u8>,
    bold: bool,
    dim: bool,
}

const COLOURS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

impl Look {
    fn class(self) -> String {
        let mut names = Vec::new();
        if let Some(name) = self.colour.and_then(|index| COLOURS.get(usize::from(index))) {
            names.push(format!("ansi-{name}"));
        }
        if self.bold {
            names.push("ansi-bold".to_owned());
        }
        if self.dim {
            names.push("ansi-dim".to_owned());
        }
        names.join(" ")
    }

    fn apply(&mut self, codes: &str) {
        let mut numbers = codes.split(';').map(|code| code.parse::<u8>().unwrap_or(0));
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Look::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                22 => (self.bold, self.dim) = (false, false),
                30..=37 => self.colour = Some(number - 30),
                90..=97 => self.colour = Some(number - 90),
                39 => self.colour = None,
                // Colours of larger palettes: their parameters are skipped with them.
                38 | 48 => match numbers.next() {
                    Some(5) => drop(numbers.next()),
                    Some(2) => drop(numbers.nth(2)),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

/// Cuts `text` into runs of one look each.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut look = Look::default();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        push(&mut spans, &rest[..at], look);
        rest = &rest[at + 1..];
        if let Some(sequence) = rest.strip_prefix('[') {
            let end = sequence.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c));
            let Some(end) = end else { return spans };
            if sequence[end..].starts_with('m') {
                look.apply(&sequence[..end]);
            }
            rest = &sequence[end + 1..];
        } else if let Some(sequence) = rest.strip_prefix(']') {
            // An operating system command, such as a window's title: over at a bell or at ESC \.
            let end = sequence.find(['\u{7}', '\u{1b}']).unwrap_or(sequence.len());
            rest = sequence[end..].strip_prefix('\u{7}').unwrap_or(&sequence[end..]);
        } else {
            let mut letters = rest.chars();
            letters.next();
            rest = letters.as_str();
        }
    }
    push(&mut spans, rest, look);
    spans
}

fn push(spans: &mut Vec<Span>, text: &str, look: Look) {
    let text: String = text.chars().filter(|&c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if text.is_empty() {
        return;
    }
    let class = look.class();
    match spans.last_mut() {
        Some(last) if last.class == class => last.text.push_str(&text),
        _ => spans.push(Span { text, class }),
    }
}

/// Lines as a terminal would leave them: what stands before a carriage return is overwritten by what follows.
pub fn settle(text: &str) -> String {
    let mut settled = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), "\n"),
            None => (line, ""),
        };
        let shown = line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default();
        settled.push_str(shown);
        settled.push_str(end);
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::{settle, spans};

    fn seen(text: &str) -> Vec<(String, String)> {
        spans(text).into_iter().map(|span| (span.text, span.class)).collect()
    }

    fn pair(text: &str, class: &str) -> (String, String) {
        (text.to_owned(), class.to_owned())
    }

    #[test]
    fn colours_become_classes() {
        assert_eq!(
            seen("a\u{1b}[1;31mred\u{1b}[0m b"),
            [pair("a", ""), pair("red", "ansi-red ansi-bold"), pair(" b", "")]
        );
        assert_eq!(seen("\u{1b}[38;5;196mx\u{1b}[38;2;1;2;3my"), [pair("xy", "")]);
    }

    #[test]
    fn other_sequences_vanish_and_nothing_panics() {
        assert_eq!(seen("\u{1b}[2Jx\u{1b}]0;title\u{7}y\u{1b}(Bz"), [pair("xyBz", "")]);
        for broken in ["\u{1b}", "\u{1b}[", "\u{1b}[31", "\u{1b}]0;", "\u{1b}[;;;m", "\u{1b}ü", "\u{1b}[38m"]
        {
            spans(broken);
        }
    }

    #[test]
    fn markup_stays_text() {
        assert_eq!(seen("<img onerror=1>\0"), [pair("<img onerror=1>", "")]);
    }

    #[test]
    fn progress_lines_are_overwritten() {
        assert_eq!(settle("10%\r50%\r100%\ndone\r\nlast\r"), "100%\ndone\nlast");
        assert_eq!(settle(""), "");
    }
}
