//! A job's changes, one after the other.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::{Stream, StreamExt};
use wasm_bindgen::prelude::*;

use super::data::job;
use crate::error::Result;
use crate::gateway::{Gateway, Job};
use crate::js::run;

/// A job that is being followed.
#[wasm_bindgen]
pub struct Watch {
    stream: Rc<RefCell<Option<Changes>>>,
}

type Changes = Pin<Box<dyn Stream<Item = Result<Job>>>>;

impl Watch {
    pub(in crate::js) fn new(gateway: &Gateway, id: &str, while_hidden: bool) -> Self {
        let jobs = gateway.jobs();
        let stream: Changes =
            if while_hidden { Box::pin(jobs.watch_while_hidden(id)) } else { Box::pin(jobs.watch(id)) };
        Self { stream: Rc::new(RefCell::new(Some(stream))) }
    }
}

#[wasm_bindgen]
impl Watch {
    /// The job as it is after its next change; nothing when there is none any more.
    pub fn next(&self, signal: Option<web_sys::AbortSignal>) -> js_sys::Promise {
        let shared = self.stream.clone();
        let next = async move {
            let taken = shared.borrow_mut().take();
            let Some(mut stream) = taken else { return Ok(JsValue::UNDEFINED) };
            let Some(found) = stream.next().await else { return Ok(JsValue::UNDEFINED) };
            let found = found?;
            *shared.borrow_mut() = Some(stream);
            Ok(job(&found))
        };
        run(Box::pin(next), signal)
    }
}
