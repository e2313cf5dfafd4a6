//! The neutral layer.
