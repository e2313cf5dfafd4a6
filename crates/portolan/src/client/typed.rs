//! Answers decoded into Rust's types.

use futures_util::Stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::Client;
use crate::error::{Error, Outcome, Result};
use crate::json::Json;
use crate::page::Page;
use crate::protocol::Envelope;
use crate::request::Request;

/// The longest answer that is looked at for a failure.
const LONGEST_FAILURE: usize = 4096;

/// An envelope whose result is not decoded yet.
#[derive(Deserialize)]
struct Sealed<'a> {
    status: Option<String>,
    message: Option<String>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
}

/// A list that tells its count and its neighbours.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Listing<T> {
    #[serde(default)]
    count: Option<u64>,
    #[serde(default)]
    next: Option<String>,
    #[serde(default = "Vec::new", deserialize_with = "crate::liberal::list")]
    results: Vec<T>,
}

impl Client {
    /// Sends and decodes the result inside the envelope.
    pub(crate) async fn result<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let body = self.text(&request, is_json).await?;
        let result = self.open(&request, &body)?.map_or("null", RawValue::get);
        serde_json::from_str(result).map_err(|error| self.undecodable(&request, &error, result))
    }

    /// Sends and decodes an answer without envelope.
    pub(crate) async fn bare<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let is_expected = |text: &str| text.trim().is_empty() || is_json(text);
        let body = self.text(&request, is_expected).await?;
        self.check_text(&request, &body)?;
        let body = if body.trim().is_empty() { "null" } else { &body };
        serde_json::from_str(body).map_err(|error| self.undecodable(&request, &error, body))
    }

    /// Sends and decodes an answer that is text where the service does not send JSON.
    pub(crate) async fn loose<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let body = self.plain(request.clone()).await?;
        let text = serde_json::Value::String(body);
        let body = text.as_str().unwrap_or_default();
        serde_json::from_str(body)
            .or_else(|_| T::deserialize(&text))
            .map_err(|error| self.undecodable(&request, &error, body))
    }

    /// Sends and decodes one page of a list without envelope.
    pub(crate) async fn listing<T: DeserializeOwned>(&self, request: Request) -> Result<Page<T>> {
        let page = number(&request, "page").unwrap_or(1);
        let Listing { count, next, results } = self.bare(request).await?;
        Ok(Page { items: results, next: next.map(|_| page + 1), total: count })
    }

    /// Streams every item of a list without envelope.
    ///
    /// Only the number of the next page is counted on: its address may lead past the proxy that this client goes through, or
    /// to another host, which must not see the credential.
    pub(crate) fn stream_listing<T: DeserializeOwned>(
        &self,
        request: Result<Request>,
    ) -> impl Stream<Item = Result<T>> + use<T> {
        let client = self.clone();
        async_stream::try_stream! {
            let request = request?;
            let mut number = Some(number(&request, "page").unwrap_or(1));
            while let Some(page) = number {
                let mut next = request.clone();
                next.query.retain(|(name, _)| name != "page");
                next.query.push(("page".to_owned(), page.to_string()));
                let page = client.listing::<T>(next).await?;
                number = page.next.filter(|_| !page.items.is_empty());
                for item in page.items {
                    yield item;
                }
            }
        }
    }

    /// Sends and decodes one page of a list.
    pub(crate) async fn page<T: DeserializeOwned>(&self, request: Request) -> Result<Page<T>> {
        let offset = number(&request, "offset").unwrap_or(0);
        let items: Vec<T> = self.result::<Option<_>>(request).await?.unwrap_or_default();
        let next = (!items.is_empty()).then(|| offset + items.len() as u64);
        Ok(Page { items, next, total: None })
    }

    /// Streams every item of a list.
    ///
    /// A service caps its pages without saying so: a page shorter than asked for may be a full one. So the end is a page
    /// that is empty, or shorter than one before it.
    pub(crate) fn stream<T: DeserializeOwned>(
        &self,
        request: Result<Request>,
    ) -> impl Stream<Item = Result<T>> + use<T> {
        let client = self.clone();
        async_stream::try_stream! {
            let request = request?;
            let mut offset = number(&request, "offset").unwrap_or(0);
            let mut longest = 0;
            loop {
                let mut next = request.clone();
                next.query.retain(|(name, _)| name != "offset");
                next.query.push(("offset".to_owned(), offset.to_string()));
                let page = client.page::<T>(next).await?;
                let length = page.items.len() as u64;
                for item in page.items {
                    yield item;
                }
                if length == 0 || length < longest {
                    break;
                }
                longest = longest.max(length);
                offset += length;
            }
        }
    }

    /// A failure that is told in spite of the status is short.
    fn check_text(&self, request: &Request, body: &str) -> Result<()> {
        let json = (body.len() < LONGEST_FAILURE).then(|| Json::parse(body)).flatten();
        json.map_or(Ok(()), |json| self.check(request, &json))
    }

    /// Takes the result out of its envelope; `None` when there is none.
    fn open<'a>(&self, request: &Request, body: &'a str) -> Result<Option<&'a RawValue>> {
        let sealed = serde_json::from_str(body).ok();
        let (envelope, result) =
            sealed.map_or_else(Default::default, |Sealed { status, message, result }| {
                (Envelope { status, message, has_result: result.is_some() }, result)
            });
        self.judge(request, envelope).map_err(|error| error.showing(body))?;
        Ok(result)
    }

    fn undecodable(&self, request: &Request, error: &serde_json::Error, body: &str) -> Error {
        let message = format!("The answer is not what the service promises: {error}.");
        self.place(request, Error::protocol(message, body).with_outcome(Outcome::Done))
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

fn number(request: &Request, name: &str) -> Option<u64> {
    request.query.iter().find(|(other, _)| other == name)?.1.parse().ok()
}
