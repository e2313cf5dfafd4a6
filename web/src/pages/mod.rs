//! The pages, one module each.

pub mod app;
pub mod apps;
pub mod files;
pub mod home;
pub mod job;
pub mod jobs;
pub mod not_found;
pub mod run;
pub mod sign_in;
pub mod systems;
