//! What a file can be shown as, told from its name and media type.

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines of text.
    Text,
    /// A table whose cells are parted by this byte.
    Table(u8),
    /// A JSON document.
    Json,
    /// A picture that the browser draws without running anything.
    Image,
    /// A document that could carry scripts, shown as text or in a frame that runs none.
    Page,
    /// Nothing that we know how to show.
    Unknown,
}

/// Names' endings of plain text.
const TEXT: &[&str] = &[
    "txt",
    "text",
    "log",
    "out",
    "err",
    "md",
    "rst",
    "yaml",
    "yml",
    "toml",
    "ini",
    "cfg",
    "conf",
    "sh",
    "bash",
    "py",
    "r",
    "jl",
    "m",
    "rs",
    "c",
    "h",
    "cc",
    "cpp",
    "hpp",
    "cu",
    "f",
    "f90",
    "f95",
    "js",
    "mjs",
    "ts",
    "css",
    "sql",
    "tex",
    "bib",
    "xml",
    "pl",
    "java",
    "go",
    "lua",
    "inp",
    "in",
    "pbs",
    "slurm",
    "env",
    "diff",
    "patch",
    "pdb",
    "xyz",
    "fasta",
    "fa",
    "fastq",
    "gro",
    "vcf",
    "bed",
    "dockerfile",
    "makefile",
    "license",
    "readme",
];

/// The kind of a file called `name`, of media type `mime` when the service told one.
pub(super) fn kind(name: &str, mime: Option<&str>) -> Kind {
    let lower = name.to_lowercase();
    let ending = lower.rsplit('.').next().unwrap_or(&lower);
    match ending {
        "csv" => Kind::Table(b','),
        "tsv" | "tab" => Kind::Table(b'\t'),
        "json" | "geojson" | "ipynb" | "webmanifest" => Kind::Json,
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" => Kind::Image,
        "html" | "htm" | "xhtml" | "svg" => Kind::Page,
        _ if TEXT.contains(&ending) => Kind::Text,
        _ => mime.map_or(Kind::Unknown, by_media_type),
    }
}

fn by_media_type(mime: &str) -> Kind {
    let essence = mime.split(';').next().unwrap_or(mime).trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/csv" => Kind::Table(b','),
        "text/tab-separated-values" => Kind::Table(b'\t'),
        "application/json" => Kind::Json,
        "text/html" | "application/xhtml+xml" | "image/svg+xml" => Kind::Page,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" | "image/bmp" => Kind::Image,
        "application/x-sh" | "application/xml" | "application/javascript" => Kind::Text,
        other if other.starts_with("text/") => Kind::Text,
        other if other.ends_with("+json") => Kind::Json,
        _ => Kind::Unknown,
    }
}

/// Whether bytes read as text: valid UTF-8 (a character cut off at the end aside) without control characters
/// that no text has.
pub(super) fn reads_as_text(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) if fault.error_len().is_none() => {
            std::str::from_utf8(&bytes[..fault.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' | '\u{1b}'))
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind, reads_as_text};

    #[test]
    fn the_ending_decides_before_the_media_type() {
        assert_eq!(kind("Stats.CSV", Some("text/plain")), Kind::Table(b','));
        assert_eq!(kind("job.out", Some("application/octet-stream")), Kind::Text);
        assert_eq!(kind("pic.SVG", Some("image/png")), Kind::Page);
        assert_eq!(kind("Makefile", None), Kind::Text);
    }

    #[test]
    fn the_media_type_helps_where_the_name_does_not() {
        assert_eq!(kind("answer", Some("application/json; charset=utf-8")), Kind::Json);
        assert_eq!(kind("answer", Some("text/html")), Kind::Page);
        assert_eq!(kind("core", Some("application/octet-stream")), Kind::Unknown);
        assert_eq!(kind("core.bin", None), Kind::Unknown);
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        assert!(reads_as_text("weiß\nok\t".as_bytes()));
        assert!(reads_as_text(&"weiß".as_bytes()[..4]));
        assert!(!reads_as_text(b"PK\x03\x04\0"));
        assert!(!reads_as_text(&[0xff, 0xfe, b'a']));
    }
}
