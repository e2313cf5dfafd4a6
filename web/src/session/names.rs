//! Names of connections: short, fit for addresses, the same at every sign-in so that links stay good.

use portolan::agave::TENANTS;
use portolan::gateway::Service;

use super::access::Access;

/// The name of the server that the portal itself came from.
pub(super) const LOCAL: &str = "local";

/// What tells one connection from another.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Taken {
    name: String,
    service: Service,
    address: String,
    user: String,
}

impl Taken {
    /// That of a connection.
    pub(super) fn of(name: &str, access: &Access) -> Self {
        let (address, user) = (access.address().to_owned(), access.username().to_owned());
        Self { name: name.to_owned(), service: access.service(), address, user }
    }

    /// Whether it is the same person at the same service.
    fn is_same(&self, other: &Self) -> bool {
        (self.service, &self.address, &self.user) == (other.service, &other.address, &other.user)
    }
}

/// The name for a new connection, beside those that are open.
pub(super) fn choose(new: &Taken, origin: &str, open: &[Taken]) -> String {
    if let Some(same) = open.iter().find(|other| other.is_same(new)) {
        return same.name.clone();
    }
    let base = match new.service {
        Service::Agave => base(&new.address, origin),
        other => format!("{}-{}", base(&new.address, origin), slug(other.label())),
    };
    let free = |name: &String| !open.iter().any(|other| other.name == *name);
    let with_user = format!("{base}-{}", slug(&new.user));
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

    fn at(service: Service, address: &str, user: &str) -> Taken {
        Taken { name: String::new(), service, address: address.to_owned(), user: user.to_owned() }
    }

    fn chosen(address: &str, user: &str, open: &[Taken]) -> String {
        choose(&at(Service::Agave, address, user), HERE, open)
    }

    #[test]
    fn addresses_give_names_that_stay() {
        assert_eq!(chosen(HERE, "ada", &[]), "local");
        assert_eq!(chosen("https://api.tacc.utexas.edu", "ada", &[]), "tacc.prod");
        assert_eq!(chosen("https://gate.example.org:8443/x", "ada", &[]), "gate.example.org-8443-x");
        assert_eq!(chosen("http://127.0.0.1:8750/upstream/lab", "ada", &[]), "lab");
    }

    #[test]
    fn a_second_person_gets_another_name_and_the_same_one_their_own() {
        let open = [Taken { name: "local".to_owned(), ..at(Service::Agave, HERE, "ada") }];
        assert_eq!(chosen(HERE, "ada", &open), "local");
        assert_eq!(chosen(HERE, "Grace H", &open), "local-grace-h");
    }

    #[test]
    fn services_at_one_address_stand_side_by_side() {
        let open = [Taken { name: "local".to_owned(), ..at(Service::Agave, HERE, "ada") }];
        assert_eq!(choose(&at(Service::Jarvice, HERE, "ada"), HERE, &open), "local-jarvice");
        assert_eq!(choose(&at(Service::Rescale, HERE, "ada"), HERE, &open), "local-rescale");
    }
}
