//! Who calls: users, their OAuth clients and tokens.

pub mod api_keys;
pub mod clients;
pub mod codes;
pub mod credentials;
pub mod launch;
pub mod tokens;
pub mod users;

/// A signed-in user. As an argument of a handler it demands a valid bearer token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct User {
    /// The user's name, which is also the name of the home folder.
    pub name: String,
}
