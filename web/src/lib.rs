//! The Portolan portal: the sign-in entry, and the pages behind it.
//!
//! [`entry`] is what a browser loads first: the sign-in form and nothing that it does not need. [`app`] is
//! everything else: router, pages and transfers. A release build cuts between the two.

#![allow(
    unreachable_pub,
    reason = "Leptos makes what belongs to a component public, whoever may see the component"
)]

pub mod app;
pub mod components;
pub mod entry;
pub mod form;
pub mod hooks;
pub mod layout;
pub mod links;
pub mod pages;
pub mod preview;
pub mod session;
pub mod sorting;
pub mod transfers;
