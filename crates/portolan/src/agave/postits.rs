//! Postits: addresses that work without a token, for a while.

use serde_json::Value;

use super::permissions::ListQuery;
use crate::page::Page;
use crate::{api, model};

/// Makes addresses that anybody can use for a while without a token.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::PostItRequest;
///
/// let url = format!("{}/files/v2/media/system/data.system/notes.txt", agave.base_url());
/// let request = PostItRequest { url, max_uses: Some(1), lifetime: Some(3600), ..Default::default() };
/// let postit = agave.postits().create(&request).await?;
/// println!("{}/postits/v2/{}", agave.base_url(), postit.postit);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { postit } = await agave.postits.create({ body: { url, maxUses: 1, lifetime: 3600 } });
/// ```
#[api("postits", "/postits/v2")]
pub trait Postits {
    /// Lists the caller's postits.
    #[get("/", read)]
    fn list(&self, query: &ListQuery) -> Page<PostIt>;

    /// Makes a postit.
    #[post("/", once)]
    fn create(&self, body: &PostItRequest) -> PostIt;

    /// Makes a postit useless.
    #[delete("/{uuid}", set)]
    fn delete(&self, uuid: &str) -> Option<PostIt>;
}

/// A postit to make.
#[model]
pub struct PostItRequest {
    /// The address that it stands for.
    pub url: String,
    /// `GET`, `PUT`, `POST` or `DELETE`; the service's default is `GET`.
    pub method: Option<String>,
    /// How often it may be used.
    pub max_uses: Option<i64>,
    /// Seconds for which it may be used.
    pub lifetime: Option<i64>,
    /// Whether the address is called without the caller's token.
    pub noauth: Option<bool>,
    pub internal_username: Option<String>,
}

/// A postit. Whoever knows it can use it.
#[model(secret)]
pub struct PostIt {
    /// Its id, the last part of its own address.
    pub postit: String,
    /// The address that it stands for.
    pub url: Option<String>,
    pub method: Option<String>,
    pub creator: Option<String>,
    pub internal_username: Option<String>,
    pub remaining_uses: Option<i64>,
    pub created: Option<String>,
    pub expires: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
