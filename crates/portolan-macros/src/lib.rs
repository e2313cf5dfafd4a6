//! Attributes that declare the SDK's operations and wire types once.
//!
//! [`macro@api`] turns a trait of signatures into a client's group of operations and into rows of its table,
//! [`macro@model`] makes a struct or enum a wire type that is read liberally, and [`macro@fields`] makes a struct
//! the optional parameters of operations. Each leaves a description behind for the documentation and the
//! TypeScript declarations, compiled only with the feature `meta` of the crate that uses it.
//!
//! The expansions refer to `crate::…`: they serve the crate `portolan` alone.

mod api;
mod fields;
mod model;
mod names;

use proc_macro::TokenStream;

/// Declares a group of operations of one service.
///
/// ```text
/// /// Runs jobs and reports on them.
/// #[api("jobs", "/jobs/v2")]
/// pub trait Jobs {
///     /// Fetches one job.
///     #[get("/{jobId}", read)]
///     fn get(&self, job_id: &str) -> Job;
/// }
/// ```
///
/// The verb's attribute holds the rest of the path and the retry kind (`read`, `set`, `once`, `token`), then optional
/// words: `bare` (the answer has no envelope), `loose` (it is text where the service does not send JSON), `login` (HTTP Basic
/// with the user's name and password), `client` (HTTP Basic with the OAuth client's key and secret), `optional` (the usual
/// credential where there is one), `user` (the usual credential in the JSON body), `open` (no credential), and
/// `fixed = "a=b&c=d"` for form fields that never change. Arguments named `body`, `query`, `form` and `login` go where their name says; every other one must occur
/// in the path. The result is the operation's own: `()`, a wire type, `Page<T>` (which adds a method `…_all` that streams
/// every item), `String` for text, or `Download`.
///
/// `#[api("jobs", "/api/v2/jobs", plain)]` is for a service whose answers have no envelopes; with the client's type in the
/// place of the group's name the operations are the client's own methods.
#[proc_macro_attribute]
pub fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    api::expand(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct or enum a wire type: camelCase, unknown fields ignored, missing and `null` fields defaulted, numbers sent
/// as text and text sent as numbers understood. `#[model(snake)]` is for services whose fields are in snake_case,
/// `#[model(either)]` for those where that is a setting, and `#[model(secret)]` keeps the fields out of debug output.
#[proc_macro_attribute]
pub fn model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    model::expand(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct the query or form parameters of operations; `#[fields(list)]` and `#[fields(page)]` add what every list of
/// Agave and of Rescale takes, `#[fields(job)]` the job that an operation of JARVICE is about.
#[proc_macro_attribute]
pub fn fields(arguments: TokenStream, item: TokenStream) -> TokenStream {
    fields::expand(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
