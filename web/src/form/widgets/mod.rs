//! One widget per kind of field: the view of one field's values and nothing else.

mod choice;
mod file;
mod flag;
mod line;
mod range;
mod rows;

use leptos::prelude::*;
use portolan::gateway::Field;

pub(crate) use choice::{BoxesWidget, SelectWidget};
pub(crate) use file::FileWidget;
pub(crate) use flag::FlagWidget;
pub(crate) use line::LineWidget;
pub(crate) use range::{RangeWidget, has_range};

use super::state::Entry;
use crate::components::field::FieldIds;

/// What every widget is given: the field, its values, and how its controls are tied to label, help and fault.
#[derive(Clone, Copy)]
pub struct Control {
    /// The field.
    pub field: StoredValue<Field>,
    /// Its values.
    pub entry: Entry,
    /// The ids of its first control, of help and of fault.
    pub ids: StoredValue<FieldIds>,
    /// What is to be said against it now.
    pub fault: Signal<Option<String>>,
}

impl Control {
    /// The id of one row's control; the label belongs to the first.
    pub fn row_id(self, row: usize) -> String {
        self.ids
            .with_value(|ids| if row == 0 { ids.control.clone() } else { format!("{}-{row}", ids.control) })
    }

    /// The value of `aria-describedby`. Follows the fault.
    pub fn described_by(self) -> Option<String> {
        let help = self.field.with_value(|field| !field.help.is_empty());
        let fault = self.fault.with(Option::is_some);
        self.ids.with_value(|ids| ids.described_by(help, fault))
    }

    /// The value of `aria-invalid`. Follows the fault.
    pub fn invalid(self) -> Option<&'static str> {
        self.fault.with(Option::is_some).then_some("true")
    }

    /// The field's label.
    pub fn label(self) -> String {
        self.field.with_value(|field| field.label.clone())
    }

    /// The name of a control that the label does not name: that of every row after the first.
    pub fn row_name(self, row: usize) -> Option<String> {
        (row > 0).then(|| format!("{} {}", self.label(), row + 1))
    }

    /// The value of `aria-required`.
    pub fn required(self) -> Option<&'static str> {
        self.field.with_value(|field| field.required).then_some("true")
    }

    /// Whether the field takes more than one value.
    pub fn several(self) -> bool {
        self.field.with_value(takes_several)
    }
}

/// Whether a field takes more than one value.
pub fn takes_several(field: &Field) -> bool {
    field.max_count.is_none_or(|most| most > 1)
}
