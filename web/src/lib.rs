//! The Portolan portal: the sign-in entry, and the pages behind it.
//!
//! [`entry`] is what a browser loads first: the sign-in form and nothing that it does not need. [`app`] is
//! everything else: router, pages and transfers. A release build cuts between the two.

pub mod app;
pub mod components;
pub mod entry;
pub mod hooks;
pub mod layout;
pub mod links;
pub mod pages;
pub mod session;
pub mod transfers;
