//! The caller.

use super::{FileStorage, PageQuery};
use crate::page::Page;
use crate::{api, model};

/// Tells who the caller is.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// println!("{}", rescale.users().me().await?.email);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { email } = await rescale.users.me();
/// ```
#[api("users", "/api", plain)]
pub trait Users {
    /// Tells who the caller is.
    #[get("/v2/users/me/", read)]
    fn me(&self) -> User;

    /// Tells who the caller is, and where their files are stored.
    #[get("/v3/users/me/", read)]
    fn me_v3(&self) -> User;

    /// Lists the projects that the caller may charge.
    #[get("/v2/users/me/projects/", read)]
    fn projects(&self, query: &PageQuery) -> Page<Project>;
}

/// A user.
#[model]
pub struct User {
    pub email: String,
    pub full_name: Option<String>,
    pub company: Option<Company>,
    pub workspace: Option<Workspace>,
    pub default_storage: Option<FileStorage>,
}

/// A company.
#[model]
pub struct Company {
    pub code: Option<String>,
}

/// A workspace.
#[model]
pub struct Workspace {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// A project that can be charged.
#[model]
pub struct Project {
    pub id: String,
    pub name: Option<String>,
}
