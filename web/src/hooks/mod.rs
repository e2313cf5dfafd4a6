//! Small pieces of behaviour that pages share.

pub mod latest;
pub mod query;
pub mod theme;
