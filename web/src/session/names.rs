//! Names of connections: short, fit for addresses, the same at every sign-in so that links stay good.

use portolan::agave::TENANTS;

/// The name of the server that the portal itself came from.
pub(super) const LOCAL: &str = "local";

/// The name for a user's connection to an address; `taken` holds name, address and user of those that are open.
pub(super) fn choose(address: &str, user: &str, origin: &str, taken: &[(String, String, String)]) -> String {
    if let Some((name, ..)) = taken.iter().find(|(_, other, who)| other == address && who == user) {
        return name.clone();
    }
    let base = base(address, origin);
    let free = |name: &String| !taken.iter().any(|(other, ..)| other == name);
    let with_user = format!("{base}-{}", slug(user));
    let numbered = (2..).map(|number| format!("{with_user}-{number}"));
    let mut names = [base, with_user.clone()].into_iter().chain(numbered).filter(free);
    names.next().unwrap_or(with_user)
}

fn base(address: &str, origin: &str) -> String {
    if address == origin {
        return LOCAL.to_owned();
    }
    if let Some(upstream) = address.strip_prefix(origin).and_then(|path| path.strip_prefix("/upstream/")) {
        return slug(upstream);
    }
    if let Some((code, ..)) = TENANTS.iter().find(|(.., tenant)| *tenant == address) {
        return slug(code);
    }
    let host = address.split("://").nth(1).unwrap_or(address);
    slug(host)
}

/// Only letters, digits, points and dashes.
fn slug(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() || character == '.' { character } else { '-' })
        .collect();
    text.trim_matches('-').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "http://127.0.0.1:8750";

    #[test]
    fn addresses_give_names_that_stay() {
        assert_eq!(choose(HERE, "ada", HERE, &[]), "local");
        assert_eq!(choose("https://api.tacc.utexas.edu", "ada", HERE, &[]), "tacc.prod");
        assert_eq!(choose("https://gate.example.org:8443/x", "ada", HERE, &[]), "gate.example.org-8443-x");
        assert_eq!(choose("http://127.0.0.1:8750/upstream/lab", "ada", HERE, &[]), "lab");
    }

    #[test]
    fn a_second_person_gets_another_name_and_the_same_one_their_own() {
        let taken = [("local".to_owned(), HERE.to_owned(), "ada".to_owned())];
        assert_eq!(choose(HERE, "ada", HERE, &taken), "local");
        assert_eq!(choose(HERE, "Grace H", HERE, &taken), "local-grace-h");
    }
}
