//! Typed addresses of the portal's pages: written here, read back here, and nowhere else.

/// The sign-in page.
pub const SIGN_IN: &str = "/sign-in";

/// The pages of one connection.
///
/// ```
/// use portolan_web::links::Links;
///
/// let links = Links::new("local");
/// assert_eq!(links.job("7-007"), "/c/local/jobs/7-007");
/// assert_eq!(links.files("data.storage", "/a b/c#1"), "/c/local/files/data.storage/a%20b/c%231");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    connection: String,
    base: String,
}

impl Links {
    /// The pages of the connection of that name.
    pub fn new(connection: &str) -> Self {
        Self { connection: connection.to_owned(), base: format!("/c/{}", encode(connection)) }
    }

    /// The connection's name.
    pub fn connection(&self) -> &str {
        &self.connection
    }

    /// The connection's first page.
    pub fn home(&self) -> String {
        format!("{}/", self.base)
    }

    /// The list of apps.
    pub fn apps(&self) -> String {
        format!("{}/apps", self.base)
    }

    /// One app.
    pub fn app(&self, id: &str) -> String {
        format!("{}/apps/{}", self.base, encode(id))
    }

    /// The form that runs an app.
    pub fn run(&self, app: &str) -> String {
        format!("{}/run", self.app(app))
    }

    /// The list of jobs.
    pub fn jobs(&self) -> String {
        format!("{}/jobs", self.base)
    }

    /// One job.
    pub fn job(&self, id: &str) -> String {
        format!("{}/jobs/{}", self.base, encode(id))
    }

    /// The files, wherever they begin.
    pub fn all_files(&self) -> String {
        format!("{}/files", self.base)
    }

    /// A folder on a system; `path` is absolute from the system's root.
    pub fn files(&self, system: &str, path: &str) -> String {
        let mut link = format!("{}/files/{}", self.base, encode(system));
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            link.push('/');
            link.push_str(&encode(segment));
        }
        link
    }

    /// The list of systems.
    pub fn systems(&self) -> String {
        format!("{}/systems", self.base)
    }

    /// Documents and their schemas.
    pub fn metadata(&self) -> String {
        format!("{}/metadata", self.base)
    }

    /// Who is told when something happens; about one thing, if its id is given.
    pub fn notifications(&self, about: &str) -> String {
        let all = format!("{}/notifications", self.base);
        if about.is_empty() { all } else { format!("{all}?about={}", encode(about)) }
    }

    /// The list of actors.
    pub fn actors(&self) -> String {
        format!("{}/actors", self.base)
    }

    /// One actor.
    pub fn actor(&self, id: &str) -> String {
        format!("{}/{}", self.actors(), encode(id))
    }

    /// Who is signed in.
    pub fn account(&self) -> String {
        format!("{}/account", self.base)
    }

    /// One system.
    pub fn system(&self, id: &str) -> String {
        format!("{}/systems/{}", self.base, encode(id))
    }
}

/// System and absolute path that an address of the files page names. The router's own parameters would do,
/// were it not for names that hold `%`.
pub fn folder_of(pathname: &str) -> Option<(String, String)> {
    let mut segments = pathname.strip_prefix("/c/")?.split('/').skip(1);
    if segments.next()? != "files" {
        return None;
    }
    let system = decode(segments.next().filter(|system| !system.is_empty())?);
    let path: Vec<String> = segments.filter(|segment| !segment.is_empty()).map(decode).collect();
    Some((system, format!("/{}", path.join("/"))))
}

/// The connection that an address belongs to.
pub fn connection_of(pathname: &str) -> Option<String> {
    pathname.strip_prefix("/c/")?.split('/').next().filter(|name| !name.is_empty()).map(decode)
}

/// The folder that holds a path; the root holds itself.
pub fn parent(path: &str) -> String {
    match path.trim_end_matches('/').rsplit_once('/') {
        Some((above, _)) if !above.is_empty() => above.to_owned(),
        _ => "/".to_owned(),
    }
}

/// The last name of a path; empty for the root.
pub fn name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// A path one name longer.
pub fn join(folder: &str, name: &str) -> String {
    format!("{}/{}", folder.trim_end_matches('/'), name.trim_start_matches('/'))
}

/// A text as one segment of a path or one value of a query.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                encoded.push('%');
                encoded.push(char::from(HEX[usize::from(byte >> 4)]));
                encoded.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}

/// What [`encode`] was given; broken escapes stay as they are.
pub fn decode(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escape {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hard_names_come_back_as_they_were() {
        let links = Links::new("local");
        for path in ["/", "/a b/c#1?", "/100%20/ü/..x", "/q&a=1/%", "/日本/\u{202E}"] {
            let link = links.files("data.storage", path);
            assert_eq!(folder_of(&link), Some(("data.storage".to_owned(), path.to_owned())), "{link}");
        }
    }

    #[test]
    fn other_addresses_are_no_folders() {
        assert_eq!(folder_of("/c/local/jobs/7"), None);
        assert_eq!(folder_of("/c/local/files"), None);
        assert_eq!(folder_of("/sign-in"), None);
        assert_eq!(connection_of("/c/my%20site/jobs"), Some("my site".to_owned()));
    }

    #[test]
    fn paths_are_taken_apart_and_joined() {
        assert_eq!(parent("/a/b"), "/a");
        assert_eq!(parent("/a"), "/");
        assert_eq!(parent("/"), "/");
        assert_eq!(name("/a/b.txt"), "b.txt");
        assert_eq!(name("/"), "");
        assert_eq!(join("/", "a"), "/a");
        assert_eq!(join("/a/", "b"), "/a/b");
    }
}
