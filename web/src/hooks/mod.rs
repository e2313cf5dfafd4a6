//! Small pieces of behaviour that pages share.

pub mod effect;
pub mod kept;
pub mod latest;
pub mod query;
pub mod theme;
