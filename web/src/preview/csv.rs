//! A table out of CSV text, and the numbers in it.

use csv_core::{ReadFieldResult, ReaderBuilder};

/// A parsed table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    /// One name per column.
    pub columns: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Vec<String>>,
}

/// Reads `text`, whose cells are parted by `delimiter`. A first row without any number is the header; where
/// there is none, columns are numbered. Blank lines are skipped.
pub(super) fn read(text: &str, delimiter: u8) -> Table {
    let mut rows = cells(text.strip_prefix('\u{feff}').unwrap_or(text), delimiter);
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let header = rows.first().is_some_and(|row| row.iter().all(|cell| number(cell).is_none()));
    let mut columns = if header { rows.remove(0) } else { Vec::new() };
    for index in columns.len()..width {
        columns.push(format!("Column {}", index + 1));
    }
    Table { columns, rows }
}

/// The delimiter that the first line of `text` speaks for, when it speaks for another than `expected`.
pub(super) fn delimiter(text: &str, expected: u8) -> u8 {
    let line = text.lines().next().unwrap_or_default().as_bytes();
    let count = |byte: u8| line.iter().filter(|&&b| b == byte).count();
    if count(expected) > 0 {
        return expected;
    }
    [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|&byte| count(byte))
        .filter(|&b| count(b) > 0)
        .unwrap_or(expected)
}

/// Columns that hold a number in every filled cell, and at least two of them.
pub(super) fn numeric_columns(table: &Table) -> Vec<usize> {
    (0..table.columns.len())
        .filter(|&column| {
            let mut filled =
                table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
            filled.clone().count() >= 2 && filled.all(|cell| number(cell).is_some())
        })
        .collect()
}

/// The points of column `y` over column `x`, or over the row's number where `x` is none.
pub(super) fn points(table: &Table, x: Option<usize>, y: usize) -> Vec<(f64, f64)> {
    let at = |row: &[String], column: usize| row.get(column).and_then(|cell| number(cell));
    table
        .rows
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            let place = x.map_or(Some(index as f64 + 1.0), |column| at(row, column))?;
            Some((place, at(row, y)?))
        })
        .collect()
}

/// The number that a cell holds.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut input = text.as_bytes();
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), Vec::new());
    let mut buffer = [0u8; 1024];
    loop {
        let (outcome, read, written) = reader.read_field(input, &mut buffer);
        input = &input[read..];
        cell.extend_from_slice(&buffer[..written]);
        match outcome {
            // Once the input has run out, another turn with none of it tells the reader so.
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                row.push(String::from_utf8_lossy(&cell).into_owned());
                cell.clear();
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
            }
            ReadFieldResult::End => return rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{delimiter, numeric_columns, points, read};

    #[test]
    fn a_header_is_told_by_having_no_number() {
        let table = read("samples,pi\n10,3.2\n20,3.15\n", b',');
        assert_eq!(table.columns, ["samples", "pi"]);
        assert_eq!(table.rows.len(), 2);
        let bare = read("1,2\n3,4", b',');
        assert_eq!(bare.columns, ["Column 1", "Column 2"]);
        assert_eq!(bare.rows.len(), 2);
    }

    #[test]
    fn quotes_line_breaks_and_ragged_rows_survive() {
        let table = read("\u{feff}name,note\r\n\"a, \"\"b\"\"\",\"two\nlines\"\r\nc\r\n\r\nd,e,f\r\n", b',');
        assert_eq!(table.columns, ["name", "note", "Column 3"]);
        assert_eq!(table.rows[0], ["a, \"b\"", "two\nlines"]);
        assert_eq!(table.rows[1], ["c"]);
        assert_eq!(table.rows[2], ["d", "e", "f"]);
    }

    #[test]
    fn long_cells_are_kept_whole() {
        let long = "ü".repeat(3000);
        let table = read(&format!("head\n{long}\n"), b',');
        assert_eq!(table.rows[0][0], long);
    }

    #[test]
    fn numbers_are_found_and_paired() {
        let table = read("n,word,pi\n1,a,3.0\n2,b,\n3,c,3.1\n", b',');
        assert_eq!(numeric_columns(&table), [0, 2]);
        assert_eq!(points(&table, Some(0), 2), [(1.0, 3.0), (3.0, 3.1)]);
        assert_eq!(points(&table, None, 0), [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]);
    }

    #[test]
    fn another_delimiter_is_noticed() {
        assert_eq!(delimiter("a;b;c\n1;2;3", b','), b';');
        assert_eq!(delimiter("a,b;c", b','), b',');
        assert_eq!(delimiter("alone", b','), b',');
    }

    #[test]
    fn nothing_gives_an_empty_table() {
        assert!(read("", b',').columns.is_empty());
    }
}
