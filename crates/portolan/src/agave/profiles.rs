//! Profiles: who the users are.

use serde_json::Value;

use crate::page::Page;
use crate::{api, fields, model};

/// Looks up users, and for administrators adds, changes and removes them.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::ProfileQuery;
///
/// let query = ProfileQuery { email: Some("ada@example.org".into()), ..Default::default() };
/// for profile in agave.profiles().list(&query).await? {
///     println!("{}", profile.username);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { username, email } = await agave.profiles.get();
/// ```
#[api("profiles", "/profiles/v2")]
pub trait Profiles {
    /// Finds users; without a term, all that the caller may see.
    #[get("", read)]
    fn list(&self, query: &ProfileQuery) -> Page<Profile>;

    /// Adds a user, where the tenant lets the caller do so.
    #[post("", once)]
    fn create(&self, body: &Value) -> Profile;

    /// Fetches the caller's own profile.
    #[get("/me", read)]
    fn get(&self) -> Profile;

    /// Fetches the profile of one user.
    #[get("/{username}", read)]
    fn list_by_username(&self, username: &str) -> Profile;

    /// Changes a user's profile, where the tenant lets the caller do so.
    #[put("/{username}", set)]
    fn update(&self, username: &str, body: &Value) -> Profile;

    /// Removes a user, where the tenant lets the caller do so.
    #[delete("/{username}", set)]
    fn delete(&self, username: &str) -> Option<Profile>;
}

/// A user's profile.
#[model]
pub struct Profile {
    pub username: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub position: Option<String>,
    pub institution: Option<String>,
    pub department: Option<String>,
    pub research_area: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub gender: Option<String>,
    pub status: Option<String>,
    pub uuid: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// Terms to find users by.
#[fields(list)]
pub struct ProfileQuery {
    /// Part of any name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The first name.
    #[serde(rename = "first_name")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(rename = "last_name")]
    pub last_name: Option<String>,
    /// The full name.
    #[serde(rename = "full_name")]
    pub full_name: Option<String>,
    /// The account's status.
    pub status: Option<String>,
    /// The user name.
    pub username: Option<String>,
}
