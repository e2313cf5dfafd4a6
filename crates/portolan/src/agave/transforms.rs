//! Transforms: files in another format.

use serde_json::Value;

use crate::download::Download;
use crate::{api, model};

/// Turns files into other formats.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// for transform in agave.transforms().list_by_tag("image").await? {
///     println!("{} {}", transform.name, transform.description.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const transforms = await agave.transforms.listByTag({ tag: "image" });
/// ```
#[api("transforms", "/transforms/v2")]
pub trait Transforms {
    /// Lists what the service can turn into what.
    #[get("/", read)]
    fn list(&self) -> Vec<Transform>;

    /// Fetches one transform.
    #[get("/{transformId}", read)]
    fn get(&self, transform_id: &str) -> Vec<Transform>;

    /// Turns a file into another format and stores the result.
    #[post("/{transformId}/async/{owner}/{filePath}", once)]
    fn transform_and_stage(
        &self,
        transform_id: &str,
        owner: &str,
        file_path: &str,
        body: &TransformRequest,
    ) -> Vec<Transform>;

    /// Turns a file into another format and downloads the result.
    #[post("/{transformId}/sync/{owner}/{filePath}", once)]
    fn transform_and_download(
        &self,
        transform_id: &str,
        owner: &str,
        file_path: &str,
        body: &TransformRequest,
    ) -> Download;

    /// Lists the transforms with a tag.
    #[get("/tags/{tag}", read)]
    fn list_by_tag(&self, tag: &str) -> Vec<Transform>;
}

/// What can be done to files of a format.
#[model]
pub struct Transform {
    pub name: String,
    pub description: Option<String>,
    #[serde(rename = "descriptionurl")]
    pub description_url: Option<String>,
    pub tags: Option<Vec<String>>,
    pub enabled: Option<bool>,
    pub encoder: Option<Value>,
    pub decoders: Option<Vec<Value>>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// What to do to a file.
#[model]
pub struct TransformRequest {
    /// The format that the file is in.
    pub native_format: Option<String>,
    /// Where the file is.
    pub url: Option<String>,
    /// An e-mail or web address that is told of the end.
    pub callback_url: Option<String>,
}
