//! Text that keeps growing, in blocks of whole lines, so that what has been drawn stays as it is.

use std::collections::VecDeque;

use crate::preview::settle;

/// Bytes kept at most; older blocks are dropped.
const LIMIT: usize = 1 << 20;
/// A block grows until it has this many bytes.
const BLOCK: usize = 16 << 10;

/// The lines read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    blocks: VecDeque<(u64, String)>,
    tail: String,
    next: u64,
    size: usize,
    cut: bool,
}

impl Lines {
    /// Adds what was read next; `skipped` tells that something before it was left out.
    pub(super) fn push(&mut self, text: &str, skipped: bool) {
        self.cut |= skipped;
        self.tail.push_str(text);
        let Some(end) = self.tail.rfind('\n') else { return };
        let rest = self.tail.split_off(end + 1);
        let whole = settle(&std::mem::replace(&mut self.tail, rest));
        self.size += whole.len();
        match self.blocks.back_mut() {
            // A block that grows takes a new key, so that it is drawn again.
            Some((key, block)) if block.len() < BLOCK => {
                block.push_str(&whole);
                *key = self.next;
            }
            _ => self.blocks.push_back((self.next, whole)),
        }
        self.next += 1;
        while self.size > LIMIT && self.blocks.len() > 1 {
            if let Some((_, oldest)) = self.blocks.pop_front() {
                self.size -= oldest.len();
                self.cut = true;
            }
        }
    }

    /// The blocks with their keys, oldest first.
    pub(super) fn blocks(&self) -> Vec<(u64, String)> {
        self.blocks.iter().cloned().collect()
    }

    /// The line that is not finished yet, as it looks now.
    pub(super) fn tail(&self) -> String {
        settle(&self.tail)
    }

    /// Whether the beginning has been dropped.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }

    /// Whether nothing has been read.
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.tail.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Lines};

    fn all(lines: &Lines) -> String {
        let mut text: String = lines.blocks().into_iter().map(|(_, text)| text).collect();
        text.push_str(&lines.tail());
        text
    }

    #[test]
    fn pieces_make_whole_lines() {
        let mut lines = Lines::default();
        for piece in ["ab", "c\nde", "f\n", "g\r", "h"] {
            lines.push(piece, false);
        }
        assert_eq!(all(&lines), "abc\ndef\nh");
        assert!(!lines.cut());
    }

    #[test]
    fn a_grown_block_is_drawn_again() {
        let mut lines = Lines::default();
        lines.push("a\n", false);
        let before = lines.blocks()[0].0;
        lines.push("b\n", false);
        assert_eq!(lines.blocks().len(), 1);
        assert_ne!(lines.blocks()[0].0, before);
    }

    #[test]
    fn old_lines_give_way() {
        let mut lines = Lines::default();
        let line = format!("{}\n", "x".repeat(9_999));
        for _ in 0..300 {
            lines.push(&line, false);
        }
        assert!(lines.cut());
        assert!(all(&lines).len() <= LIMIT + 40_000);
        assert!(all(&lines).ends_with(&line));
    }
}
