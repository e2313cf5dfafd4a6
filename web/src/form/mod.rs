//! The job form: an app's schema on one side, what the person typed on the other.
//!
//! [`state`] holds what is typed, [`draft`] keeps it safe, [`view`] draws it with one widget per kind of field,
//! and [`code`] writes it as examples in other languages. Rules and bodies come from the SDK.

pub mod chooser;
pub mod code;
pub mod draft;
pub mod focus;
pub mod presets;
pub mod resources;
pub mod state;
pub mod view;
pub mod widgets;
