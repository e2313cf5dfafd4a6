//! The pages, one module each.

pub mod files;
pub mod home;
pub mod not_found;
pub mod sign_in;
pub mod systems;
